//! Several files and directories as one table.

use crate::place::Place;

fn rows(of: usize) -> String {
    let row = |i: usize| format!("{},{}\n", i * 7 % 5 + 10 * of, i * 3 % 4);
    String::from("x,y\n") + &(0..12).map(row).collect::<String>()
}

/// Files of two classes, one a class, and the same as a table of three columns.
fn place() -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path("gestures/idle")).unwrap();
    std::fs::create_dir_all(place.path("gestures/walk")).unwrap();
    for (of, name) in ["idle", "walk"].into_iter().enumerate() {
        place.write(&format!("{name}.take.csv"), rows(of));
        let text = rows(of);
        let (head, tail) = text.split_at(text.len() / 2);
        let half = head.rfind('\n').unwrap() + 1;
        place.write(&format!("gestures/{name}/1.csv"), &text[..half]);
        place.write(
            &format!("gestures/{name}/2.csv"),
            format!("y,x\n{}", swapped(&head[half..], tail)),
        );
    }
    let labelled = |of: usize, name: &str| {
        rows(of)
            .lines()
            .skip(1)
            .map(|row| format!("{row},{name}\n"))
            .collect::<String>()
    };
    place.write(
        "both.csv",
        String::from("x,y,label\n") + &labelled(0, "idle") + &labelled(1, "walk"),
    );
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 20\n");
    place
}

fn swapped(head: &str, tail: &str) -> String {
    let text = format!("{head}{tail}");
    let swap = |line: &str| line.split_once(',').map(|(x, y)| format!("{y},{x}\n"));
    text.lines().filter_map(swap).collect()
}

#[test]
fn files_and_folders_name_the_classes() {
    let place = place();
    place.ok("train both.csv --set max_iter=20 -o both.json");
    let weights = |name: &str| {
        let model: serde_json::Value = serde_json::from_str(&place.read(name)).unwrap();
        (
            model["weights"].clone(),
            model["classes"].clone(),
            model["target"].clone(),
        )
    };
    let both = weights("both.json");
    for data in [
        "idle.take.csv walk.take.csv --label-from name",
        "gestures --label-from folder",
    ] {
        place.ok(&format!("train {data} --set max_iter=20 -o several.json"));
        assert_eq!(weights("several.json"), both, "{data}");
        place.ok(&format!(
            "search {data} --space space.toml --cv 2 --quiet --out study"
        ));
        let (out, _) = place.ok(&format!("evaluate study {data}"));
        assert!(out.starts_with("accuracy: "), "{out}");
        let again = place.refused("search both.csv --space space.toml --cv 2 --quiet --out study");
        assert!(
            again.contains("--label-from") && again.contains("SHA-256"),
            "{again}"
        );
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
    let (out, _) = place.ok("predict both.json idle.take.csv walk.take.csv");
    assert_eq!(out.lines().count(), 25);
    let (out, _) = place.ok("evaluate both.json both.csv");
    assert!(out.starts_with("accuracy: "), "{out}");
}

#[test]
fn files_of_one_name_are_told_apart_by_their_folders() {
    let place = place();
    for label in ["idle", "walk"] {
        std::fs::remove_file(place.path(&format!("gestures/{label}/2.csv"))).unwrap();
    }
    let (_, err) = place.ok("train gestures --label-from folder --set max_iter=2 -o model.json");
    assert!(err.starts_with("idle/1.csv, walk/1.csv: "), "{err}");
    let search = "search gestures --label-from folder --space space.toml --cv 2 --out study";
    let (_, err) = place.ok(search);
    assert!(err.starts_with("idle/1.csv, walk/1.csv: "), "{err}");
    for command in [
        "predict model.json gestures",
        "evaluate model.json gestures --label-from folder",
    ] {
        let (_, err) = place.ok(command);
        assert!(err.starts_with("idle/1.csv, walk/1.csv: "), "{command}: {err}");
    }
    let (_, err) = place.ok("train idle.take.csv walk.take.csv --label-from name --set max_iter=2");
    assert!(err.starts_with("idle.take.csv, walk.take.csv: "), "{err}");
    // a study goes on where its files lie elsewhere
    std::fs::rename(place.path("gestures"), place.path("elsewhere")).unwrap();
    place.ok(&search.replace("gestures", "elsewhere"));
}

#[test]
fn what_is_found_in_one_of_several_files_is_said_of_it() {
    let place = Place::new();
    for (file, rows) in [
        ("idle/1.csv", "1.5;2\n2.5;3\n"),
        ("idle/2.csv", "1,5;2\n2,5;3\n"),
        ("walk/1.csv", "1.7;2\n2.7;3\n"),
    ] {
        let file = format!("many/{file}");
        std::fs::create_dir_all(place.path(&file).parent().unwrap()).unwrap();
        place.write(&file, format!("a;b\n{rows}"));
    }
    let (_, err) = place.ok("train many --label-from folder --set max_iter=3");
    let said = err.lines().filter(|line| line.contains(": numbers "));
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            "many/idle/2.csv: numbers have a decimal comma",
            "many/walk/1.csv: numbers are spelled otherwise than those of another file, which have a decimal comma",
        ]
    );
}

#[test]
fn what_does_not_go_together_is_named() {
    let place = place();
    place.write("z.csv", "x,z\n1,2\n");
    place.write("long.csv", "x,y,z\n1,2,3\n");
    place.write("text.csv", "x,y\n1,a\n2,a\n");
    place.write("labelled.csv", "x,label\n1,2\n2,3\n");
    std::fs::create_dir(place.path("empty")).unwrap();
    for folder in ["alike/idle", "alike/walk"] {
        std::fs::create_dir_all(place.path(folder)).unwrap();
        place.write(&format!("{folder}/1.csv"), "x\n1\n2\n");
    }
    for (arguments, says) in [
        ("search idle.take.csv walk.take.csv", "need --out DIR"),
        ("train idle.take.csv walk.take.csv", "`--label-from name`"),
        ("train gestures", "`--target COLUMN`"),
        (
            "train idle.take.csv z.csv --label-from name",
            "z.csv: not as idle.take.csv: no column `y`",
        ),
        (
            "train idle.take.csv long.csv --label-from name",
            "long.csv: not as idle.take.csv: 3 columns where that has 2: `z` is here alone",
        ),
        (
            "train idle.take.csv text.csv --label-from name --categorical one-hot",
            "numbers in the other in column `y`",
        ),
        (
            "train long.csv idle.take.csv --target y",
            "idle.take.csv: not as long.csv: 2 columns where that has 3: `z` is there alone",
        ),
        (
            "train idle.take.csv --y long.csv",
            "long.csv: 3 columns, where one is the target; they are x, y, z; name it with `--target COLUMN`",
        ),
        ("train labelled.csv --label-from name", "`--drop label`"),
        ("train empty --label-from name", "there is no file"),
        ("train idle.take.csv --label-from name", "is `idle` in every row"),
        (
            "train alike --label-from name",
            "is `1` in every row, so there is nothing to predict; give `--label-from folder`",
        ),
        (
            "train gestures/idle --label-from folder",
            "is `idle` in every row, so there is nothing to predict; give `--label-from name`",
        ),
        (
            "train idle.take.csv text.csv --label-from name",
            "text.csv:2: column `y` holds text",
        ),
    ] {
        let error = place.refused(arguments);
        assert!(error.contains(says), "{arguments}: {error}");
    }
}

#[test]
fn a_study_among_the_data_is_none_of_them() {
    let place = place();
    let search = "search gestures --label-from folder --space space.toml --cv 2 --out gestures/my.study";
    let (first, _) = place.ok(search);
    let (again, err) = place.ok(search);
    assert_eq!(again, first);
    assert!(
        err.contains("gestures/my.study is a study of mcutune's, not data; left out"),
        "{err}"
    );
    for (arguments, why) in [
        (
            "search gestures/my.study --target y --out a",
            "the directory of a study",
        ),
        (
            "search gestures --target y --out gestures",
            "--out gestures/journal.log: the files of gestures",
        ),
        (
            "search gestures --target y --out gestures/idle",
            "are read as data",
        ),
        (
            "train gestures --target y -o gestures/m.json",
            "--out gestures/m.json: the files of gestures",
        ),
        (
            "predict gestures/my.study gestures -o gestures/walk/p.csv",
            "are read as data",
        ),
    ] {
        let error = place.refused(arguments);
        assert!(error.contains(why), "{error}");
    }
    assert!(!place.path("gestures/journal.log").exists() && !place.path("gestures/m.json").exists());
}

#[test]
fn what_lies_beside_the_data_of_a_directory_is_left_out_and_said() {
    let place = place();
    for name in ["README.md", "walk.csv~", "Thumbs.db", ".hidden", "notes.txt.bak"] {
        place.write(&format!("gestures/walk/{name}"), "no data\0");
    }
    let (_, err) = place.ok("train gestures --label-from folder --set max_iter=20");
    for name in [
        "README.md",
        "walk.csv~",
        "Thumbs.db",
        ".hidden",
        "notes.txt.bak",
        "left out",
    ] {
        assert!(err.contains(name), "{err}");
    }
    std::fs::create_dir(place.path("empty")).unwrap();
    place.write("empty/README.md", "none");
    let error = place.refused("train empty --label-from name");
    assert!(
        error.contains("there is no file of data beside empty/README.md"),
        "{error}"
    );
}

#[test]
fn a_comment_amid_the_data_names_its_flag() {
    let place = Place::new();
    place.write("a.csv", "a,y\n1,u\n# restarted\n2,v\n3,u\n");
    let error = place.refused("train a.csv");
    assert!(
        error.contains("a.csv:3") && error.contains("`--comment '#'`"),
        "{error}"
    );
    for (mark, flag) in [("#", "`--comment '#'`"), ("//", "`--comment //`")] {
        place.write("b.csv", format!("a,b,y\n1,2,3\n{mark} off,2,4\n2,3,4\n3,4,5\n"));
        let error = place.refused("train b.csv");
        assert!(error.contains("b.csv:3") && error.contains(flag), "{error}");
    }
}

#[test]
fn true_and_false_of_several_files_stay_what_they_are() {
    let place = Place::new();
    let file = |name: &str, cells: [&str; 2]| {
        let rows = (0..12).map(|i| format!("{},{i},{}\n", cells[i % 2], ["a", "b"][i / 2 % 2]));
        place.write(name, "c,x,y\n".to_owned() + &rows.collect::<String>());
    };
    file("yes.csv", ["true", "true"]);
    file("both.csv", ["false", "true"]);
    file("word.csv", ["maybe", "maybe"]);
    file("numbers.csv", ["0", "1"]);
    let train = "--target y --categorical one-hot --set max_iter=2 --quiet";
    for files in [
        "yes.csv both.csv word.csv",
        "both.csv yes.csv word.csv",
        "word.csv yes.csv both.csv",
    ] {
        place.ok(&format!("train {files} {train} -o model.json"));
        let model = place.read("model.json");
        for category in ["maybe", "false", "true"] {
            assert!(model.contains(&format!("\"{category}\"")), "{files}: {category}");
        }
    }
    // numbers are no spelling of true and false
    place.ok(&format!("train both.csv numbers.csv {train} -o model.json"));
    let error = place.refused(&format!(
        "train both.csv numbers.csv word.csv {train} -o model.json"
    ));
    assert!(
        error.contains("text in one and numbers in the other") || error.contains("`c`"),
        "{error}"
    );
}

#[test]
fn a_first_sheet_of_one_line_names_the_others() {
    let place = Place::new();
    place.write("times.xlsx", place.case("times.xlsx"));
    assert_eq!(
        place.refused("train times.xlsx"),
        "error: times.xlsx: only a header and no rows in the sheet `About`, the first of About, Log; give another, \
         such as `--sheet Log`"
    );
    let error = place.refused("train times.xlsx --sheet About");
    assert!(
        error.ends_with("only a header and no rows; if line 1 is data, give `--no-header`"),
        "{error}"
    );
}

#[test]
fn a_pointer_of_git_lfs_is_named_and_not_read() {
    let place = place();
    place.write(
        "pointer.csv",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
    );
    place.ok("train both.csv --set max_iter=2 -o m.json");
    for command in [
        "train pointer.csv",
        "predict m.json pointer.csv",
        "train idle.take.csv --y pointer.csv",
    ] {
        let error = place.refused(command);
        assert!(
            error.contains("pointer.csv: the file is a pointer of Git LFS"),
            "{error}"
        );
        assert!(error.ends_with("fetch the file with `git lfs pull`"), "{error}");
    }
}

#[test]
fn a_flag_that_nobody_gave_is_not_to_blame() {
    let place = Place::new();
    place.write("one.csv", "y\n1\n2\n");
    place.write("one.json", "[{\"y\":1},{\"y\":2}]");
    for (command, says) in [
        (
            "train one.csv",
            "one.csv: no column is left to learn from besides the target; is the delimiter right (`--delimiter`)?",
        ),
        (
            "train one.json",
            "one.json: no column is left to learn from besides the target",
        ),
    ] {
        assert_eq!(place.refused(command), format!("error: {says}"));
    }
}

#[test]
fn files_of_several_encodings_are_no_one_encoding() {
    let place = Place::new();
    let rows = "1.5,rot\n2.5,gr\u{fc}n\n".repeat(10);
    let latin = |text: &str| text.chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    place.write("latin.csv", latin(&format!("v,y\n{rows}")));
    place.write("utf8.csv", format!("v,y\n{rows}"));
    place.write("ascii.csv", "v,y\n1,rot\n");
    place.write("v.csv", "v\n1\n2\n3\n4\n");
    place.write("y.csv", latin("y\nrot\ngr\u{fc}n\nrot\ngr\u{fc}n\n"));
    place.write("w.csv", "gr\u{f6}\u{df}e\n1\n2\n3\n4\n");
    let train = "--out model.json --set max_iter=1 --set hidden_layer_sizes=2";
    for (files, one, other) in [
        ("latin.csv utf8.csv --target y", "latin.csv:3", "utf8.csv"),
        ("utf8.csv latin.csv --target y", "latin.csv:3", "utf8.csv"),
        ("w.csv --y y.csv", "y.csv:3", "w.csv"),
    ] {
        let error = place.refused(&format!("train {files}")).replace("\n  ", " ");
        assert!(error.contains(one), "{error}");
        assert!(
            error.contains(&format!("and {other} is, with letters beyond ASCII")),
            "{error}"
        );
        assert!(
            error.contains("iconv -f latin1 -t utf-8") && !error.contains("--encoding"),
            "{error}"
        );
    }
    let error = place.refused("train latin.csv ascii.csv --target y");
    assert!(error.contains("`--encoding latin1`"), "{error}");
    place.write("latin.jsonl", b"{\"v\": 1, \"y\": \"gr\xfcn\"}\n");
    let error = place.refused("train latin.jsonl");
    assert!(
        error.contains("latin.jsonl:1: the record is not UTF-8") && error.contains("`--encoding latin1`"),
        "{error}"
    );
    let error = place.refused("train utf8.csv --encoding utf-16le");
    assert!(
        error.contains("is UTF-8 text, and not utf-16le; leave out `--encoding`"),
        "{error}"
    );
    // a line that another program has added
    let mixed = [format!("v,y\n{rows}").as_bytes(), &latin(rows.as_str())].concat();
    place.write("mixed.csv", mixed);
    let error = place.refused("train mixed.csv").replace("\n  ", " ");
    let says =
        "and the text before it is, with letters beyond ASCII: their encodings differ; write all lines";
    assert!(
        error.contains("mixed.csv:23") && error.contains(says) && !error.contains("--encoding"),
        "{error}"
    );
    let (_, err) = place.ok(&format!("train mixed.csv --encoding latin1 --quiet {train}"));
    let says = "as asked, and begins as UTF-8: what is read as `\u{c3}\u{bc}` may be `\u{fc}`; if so, the file has lines in two";
    assert!(err.replace("\n  ", " ").contains(says), "{err}");
    let said = "is read as windows-1252, as asked, and is UTF-8, too: what is read as `\u{c3}\u{bc}` may be `\u{fc}`; if so, leave out";
    for command in [
        format!("train latin.csv utf8.csv --target y --encoding latin1 --quiet {train}"),
        format!("train utf8.csv --encoding latin1 --quiet {train}"),
        "search utf8.csv --encoding windows-1252 --cv 2 --space space.toml --quiet --out s.study".to_owned(),
    ] {
        place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 1\n");
        let (_, err) = place.ok(&command);
        let err = err.replace("\n  ", " ");
        assert!(
            err.contains("warning: utf8.csv: the text") && err.contains(said),
            "{command}: {err}"
        );
    }
    for fine in [
        "latin.csv --encoding latin1",
        "utf8.csv",
        "ascii.csv latin.csv --target y --encoding latin1",
    ] {
        let (_, err) = place.ok(&format!("train {fine} {train}"));
        assert!(!err.contains("UTF-8"), "{fine}: {err}");
    }
}

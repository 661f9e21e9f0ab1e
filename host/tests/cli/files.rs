//! Several files and directories as one table, and two files of which one is the target.

use crate::place::{Place, printed};

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
fn a_target_in_a_second_file_is_part_of_the_study() {
    let place = Place::new();
    place.write(
        "x.txt",
        (0..12)
            .map(|i| format!("  {}.5   {}\n", i, i % 3))
            .collect::<String>(),
    );
    place.write(
        "y.txt",
        (0..12).map(|i| format!("{}\n", i / 6)).collect::<String>(),
    );
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 20\n");
    let flags = "--no-header --space space.toml --cv 2 --quiet";
    place.ok(&format!("search x.txt --y y.txt {flags}"));
    place.ok("evaluate x.study x.txt --y y.txt --no-header");
    place.ok("predict x.study x.txt --no-header");
    let other = place.refused(&format!("search x.txt {flags}"));
    assert!(other.contains("--y is y.txt there, not given here"), "{other}");
    let error = place.refused("train x.txt --y absent.txt --no-header");
    assert!(error.contains("absent.txt: cannot be read"), "{error}");
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
fn the_target_is_the_column_of_its_file_that_is_asked_for() {
    let place = Place::new();
    place.write("x.csv", "a,b\n1,2\n2,1\n3,5\n4,1\n");
    place.write("y.csv", "id,kind\n1,u\n2,v\n3,u\n4,v\n");
    let train = "train x.csv --y y.csv --set max_iter=1";
    let error = place.refused(train);
    assert!(
        error.contains("2 columns, where one is the target") && error.contains("--target"),
        "{error}"
    );
    for target in ["kind", "1"] {
        let (_, err) = place.ok(&format!("{train} --target {target}"));
        assert!(err.contains("target `kind`: 2 classes, u, v"), "{err}");
    }
    // of the features' file, and none of this one
    let (_, err) = place.ok(&format!("{train} --target kind --drop 1"));
    assert!(err.contains("1 feature (a)"), "{err}");
    place.ok(&format!("{train} --target kind --index a"));
    let error = place.refused(&format!("{train} --target sort"));
    assert!(error.contains("y.csv: there is no column `sort`"), "{error}");
    place.write("truth.csv", "truth\nu\nv\nu\nv\n");
    let (_, err) = place.ok("evaluate model.json x.csv --y truth.csv");
    assert!(err.contains("compared with the column `truth`"), "{err}");
    let error = place.refused("evaluate model.json x.csv --y truth.csv --target kind");
    assert!(error.contains("truth.csv: there is no column `kind`"), "{error}");
    for both in ["--target kind", "--y y.csv"] {
        let output = place.run(&format!("train x.csv --label-from name {both}"));
        assert_eq!(output.status.code(), Some(2), "{both}");
    }
}

/// A table of rows with these names, as pandas saves it with its index.
fn indexed(names: impl Iterator<Item = u32>, head: &str, row: impl Fn(u32) -> String) -> String {
    let rows = names.map(|name| format!("{name},{}\n", row(name)));
    format!(",{head}\n") + &rows.collect::<String>()
}

#[test]
fn an_index_in_both_files_names_the_same_rows() {
    let place = Place::new();
    let x = |i: u32| format!("{},{}", i % 5, i % 3);
    let kind = |i: u32| (if i.is_multiple_of(2) { "u" } else { "v" }).to_owned();
    place.write("x.csv", indexed(0..20, "a,b", x));
    place.write("y.csv", indexed(0..20, "kind", kind));
    let train = "train x.csv --y y.csv --set max_iter=1";
    let error = place.refused(train);
    assert!(error.contains("`--index 0`"), "{error}");
    let (_, err) = place.ok(&format!("{train} --index 0"));
    assert!(
        err.contains("2 features (a, b)") && err.contains("target `kind`"),
        "{err}"
    );
    place.ok("evaluate model.json x.csv --y y.csv --index 0");
    place.ok(&format!("{train} --index 0 --target kind"));
    // one of the files has it alone
    place.write(
        "plain_x.csv",
        "a,b\n".to_owned() + &(0..20).map(|i| x(i) + "\n").collect::<String>(),
    );
    place.write(
        "plain_y.csv",
        "kind\n".to_owned() + &(0..20).map(|i| kind(i) + "\n").collect::<String>(),
    );
    place.ok("train x.csv --y plain_y.csv --index 0 --set max_iter=1");
    place.write("id_y.csv", indexed(0..20, "kind", kind).replacen(',', "id,", 1));
    for flag in ["--index id", "--drop id"] {
        let (_, err) = place.ok(&format!("train plain_x.csv --y id_y.csv {flag} --set max_iter=1"));
        assert!(err.contains("2 features (a, b)"), "{err}");
    }
    let error = place.refused("train plain_x.csv --y id_y.csv --index ids");
    assert!(error.contains("plain_x.csv: there is no column `ids`"), "{error}");
    // rows in another order, and those of another file
    place.write("y.csv", indexed((0..20).rev(), "kind", kind));
    let error = place.refused(&format!("{train} --index 0"));
    assert!(
        error.contains("y.csv:2: column `x0` has `19`, where it has `0` in x.csv"),
        "{error}"
    );
    place.write("x.csv", indexed(16_777_216..16_777_236, "a,b", x));
    place.write("y.csv", indexed(16_777_217..16_777_237, "kind", kind));
    let error = place.refused(&format!("{train} --index 0"));
    assert!(error.contains("`16777217`, where it has `16777216`"), "{error}");
}

#[test]
fn the_same_index_may_be_spelled_otherwise_in_each_file() {
    let place = Place::new();
    let train = "train x.csv --set max_iter=1 --index i";
    place.write("x.csv", "i,a,b\n1.0,1,2\n2.0,2,1\n3.0,3,2\n4.0,4,1\n");
    place.write("y.csv", "i,y\n1.0,u\n2.0,v\n3.0,u\nz,v\n");
    let error = place.refused(&format!("{train} --y y.csv"));
    assert!(
        error.contains("y.csv:5: column `i` has `z`, where it has `4`"),
        "{error}"
    );
    place.write("y.csv", "j,y\n1,u\n2,v\n3,u\n4,v,\n");
    let error = place.refused("train x.csv --index j --y y.csv");
    assert!(error.contains("y.csv:5"), "its own fault comes first: {error}");
    place.write("x.csv", "i,a\ntrue,1\nfalse,2\n");
    place.write(
        "y.json",
        "[{\"i\": true, \"y\": \"u\"}, {\"i\": false, \"y\": \"v\"}]",
    );
    place.ok(&format!("{train} --y y.json"));
    let output = place.run(&format!("{train} --y -"));
    assert!(printed(&output).1.contains("stdin can hold the data file"));
}

#[test]
fn units_and_a_name_for_the_target_may_stand_in_one_file_alone() {
    let place = Place::new();
    place.write("x.csv", "a,b\nmm,s\n1,2\n2,1\n3,2\n4,1\n");
    for y in ["y\nu\nv\nu\nv\n", "y\n0\n1\n0\n1\n"] {
        place.write("y.csv", y);
        let (_, err) = place.ok("train x.csv --y y.csv --units-row --set max_iter=1");
        assert!(err.contains("4 rows"), "{err}");
    }
    let error = place.refused("train x.csv --y y.csv --no-header --set max_iter=1");
    assert!(error.contains("--"), "{error}");
    place.write("x.csv", "1,2\n2,1\n3,2\n4,1\n");
    let error = place.refused("train x.csv --y y.csv --set max_iter=1");
    assert!(error.contains("`--no-header` is of both"), "{error}");
    place.write("y.csv", "u\nv\nu\nv\n");
    let (_, err) = place.ok("train x.csv --y y.csv --no-header --target y --set max_iter=1");
    assert!(err.contains("target `y`"), "{err}");
}

#[test]
fn a_target_without_a_name_is_called_as_no_feature_is() {
    let place = Place::new();
    let x = |i: u32| format!("{},{}", i % 5, i % 3);
    let kind = |i: u32| u32::from(i % 5 > 1);
    let lines = |row: &dyn Fn(u32) -> String| (0..30).map(|i| row(i) + "\n").collect::<String>();
    place.write("x.csv", lines(&x));
    place.write("y.csv", lines(&|i| kind(i).to_string()));
    place.write("both.csv", lines(&|i| format!("{},{}", x(i), kind(i))));
    let (_, err) = place.ok("train x.csv --y y.csv --no-header --set max_iter=100");
    assert!(err.contains("target `y`"), "{err}");
    let score = |model: &str, data: &str| {
        place
            .ok(&format!("evaluate {model} {data} --no-header --quiet"))
            .0
    };
    let expected = score("model.json", "x.csv --y y.csv");
    assert_eq!(score("model.json", "both.csv"), expected);
    // as it was called once
    let old = place
        .read("model.json")
        .replace("\"target\": \"y\"", "\"target\": \"x0\"");
    assert_ne!(old, place.read("model.json"));
    place.write_model("old.json", &old);
    assert_eq!(score("old.json", "x.csv --y y.csv"), expected);
    assert_eq!(score("old.json", "both.csv"), expected);
    let (answers, _) = place.ok("predict model.json both.csv --no-header --quiet");
    assert_eq!(
        place
            .ok("predict old.json both.csv --no-header --quiet")
            .0
            .lines()
            .count(),
        answers.lines().count()
    );
    // nor as a feature that has a name
    place.write("named.csv", "y,b\n".to_owned() + &lines(&x));
    let header = lines(&|i| kind(i).to_string());
    place.write("blank.csv", "\"\"\n".to_owned() + &header);
    let (_, err) = place.ok("train named.csv --y blank.csv --set max_iter=1");
    assert!(err.contains("target `y.1`"), "{err}");
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
    place.write("b.csv", "a,b,y\n1,2,3\n# off,2,4\n2,3,4\n3,4,5\n");
    let error = place.refused("train b.csv");
    assert!(
        error.contains("b.csv:3") && error.contains("`--comment '#'`"),
        "{error}"
    );
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
fn a_comma_in_the_numbers_of_a_target_is_no_delimiter() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write(
        "european.csv",
        format!("a;b\n{}", rows(&|i| format!("{i},5;{}\n", i * i))),
    );
    place.write(
        "plain.csv",
        format!("a,b\n{}", rows(&|i| format!("{i},{}\n", i * i))),
    );
    place.write(
        "tenths.csv",
        format!("t\n{}", rows(&|i| format!("{},{}\n", 10 + i, i % 9 + 1))),
    );
    place.write(
        "thousands.csv",
        format!("t\n{}", rows(&|i| format!("{},037\n", 1 + i))),
    );
    let range = |flags: &str| {
        let (_, told) = place.ok(&format!("train {flags} --set max_iter=2"));
        told.lines().nth(1).expect("the target").to_owned()
    };
    // as the features are spelled, or as is asked for
    let tenths = "target `t`: a number, 10.1 to 33.6, 24 different values";
    assert_eq!(range("european.csv --y tenths.csv"), tenths);
    assert_eq!(range("plain.csv --y tenths.csv --decimal ,"), tenths);
    assert_eq!(
        range("plain.csv --y thousands.csv --thousands , --task regress"),
        "target `t`: a number, 1037 to 24037, 24 different values; --task classify takes"
    );
    let error = place.refused("train plain.csv --y tenths.csv");
    assert_eq!(
        error,
        "error: tenths.csv:2: `10,1` has a comma more than the first line: in a number, or behind the row's name; give \
         `--decimal ,` or `--thousands ,` if it is in a number, or name both columns in the first line"
    );
    place.write("column.csv", place.read("tenths.csv"));
    assert!(
        place
            .refused("train column.csv")
            .contains("column.csv:2: `10,1` has a comma")
    );
    place.write(
        "table.csv",
        format!("a,t\n{}", rows(&|i| format!("{i},{i},{}\n", i % 2))),
    );
    let error = place.refused("train table.csv --decimal ,");
    assert!(
        error.contains("table.csv:2: `0,0,0` has a comma more than the first line"),
        "{error}"
    );
    assert!(
        error.ends_with("; put such numbers in quotes, or name the first column, too, in the first line")
    );
    place.ok("train table.csv --set max_iter=2");
}

#[test]
fn a_blank_line_moves_no_row_against_those_of_another_file() {
    let place = Place::new();
    place.write("x.csv", "a\n1\n2\n3\n4\n5\n6\n");
    place.write("y.csv", "t\nu\nv\n\nv\nu\nv\nu\n\n");
    let error = place.refused("train x.csv --y y.csv");
    assert_eq!(
        error,
        "error: y.csv:4: a blank line between rows, where each row belongs to one of another file; leave the line out \
         if no value is missing; else write the gap as NA"
    );
    place.write("y.csv", "\nt\nu\nv\n# of day two\nv\nu\nv\nu\n\n");
    place.ok("train x.csv --y y.csv --comment # --set max_iter=2");
    // what is said of the target's file is said
    place.write(
        "y.csv",
        "row,t\n".to_owned() + "1,u,\n2,v,\n3,u,\n4,v,\n5,u,\n6,v,\n",
    );
    let (_, told) = place.ok("train x.csv --y y.csv --target t --drop row --set max_iter=2");
    assert!(
        told.contains("x.csv: of the target in y.csv, each row ends in a delimiter"),
        "{told}"
    );
}

#[test]
fn a_comma_behind_a_name_is_no_part_of_a_number() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write("x.csv", format!("a,b\n{}", rows(&|i| format!("{i},{}\n", i * i))));
    place.write(
        "x;.csv",
        format!("a;b\n{}", rows(&|i| format!("{i},5;{}\n", i * i))),
    );
    let train = |flags: &str| {
        let (_, told) = place.ok(&format!("train {flags} --set max_iter=2"));
        told.lines().nth(1).expect("the target").to_owned()
    };
    let told = "target `t`: a number, 0.25 to 23.25, 24 different values";
    for (name, row) in [
        ("named.csv", ("row", ",", ".25")),
        ("dated.csv", ("2024-01-", ",", ".25")),
        ("semicolons.csv", ("row", ";", ".25")),
        ("digits.csv", ("", ";", ".25")),
        ("commas.csv", ("row", ";", ",25")),
        ("tabs.csv", ("row", "\t", ",25")),
    ] {
        let (before, between, fraction) = row;
        let line = |i: usize| format!("{before}{:02}{between}{i}{fraction}\n", i + 1);
        place.write(name, format!("t\n{}", rows(&line)));
        for x in ["x.csv", "x;.csv"] {
            // numbers are spelled as those of the features, but where semicolons say how
            if (fraction == ",25") == (x == "x;.csv") || name == "commas.csv" {
                assert_eq!(train(&format!("{x} --y {name}")), told, "{x} {name}");
            }
        }
    }
    assert_eq!(train("x.csv --y named.csv --decimal . --thousands ,"), told);
    // each is a number with a decimal comma
    for number in [
        "1.037,5",
        "+1,5",
        "1'037,5",
        ",5",
        "1,5e3",
        "\u{2212}1,5",
        "€ 1,5",
        "1,5%",
    ] {
        place.write("odd.csv", format!("t\n{}", rows(&|_| format!("{number}\n"))));
        let error = place.refused("train x.csv --y odd.csv");
        let says = format!("odd.csv:2: `{number}` has a comma more than the first line");
        assert!(error.contains(&says), "{error}");
    }
    let names = format!("t\n{}", rows(&|i| format!("text{i}\n")));
    place.write("names.csv", names);
    let (_, told) = place.ok("train x.csv --y names.csv --set max_iter=2");
    let told: Vec<&str> = told.split_whitespace().collect();
    assert!(
        told.join(" ")
            .contains("(1 row each: is it a number in another spelling, a date or a name?)")
    );
}

#[test]
fn a_column_of_both_files_has_the_same_in_each_row() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write(
        "x.csv",
        format!("id,a\n{}", rows(&|i| format!("{},{}\n", 24 - i, i * i))),
    );
    place.write(
        "y.csv",
        format!("id,t\n{}", rows(&|i| format!("{},{}.5\n", i + 1, i))),
    );
    let error = place.refused("train x.csv --y y.csv --target t");
    assert!(
        error.contains("y.csv:2: column `id` has `1`, where it has `24` in x.csv"),
        "{error}"
    );
    assert!(error.ends_with("; sort the rows of both files alike"), "{error}");
    place.ok("train x.csv --y y.csv --target t --drop id --set max_iter=2");
    // the target is no feature
    place.write(
        "both.csv",
        format!("a,t\n{}", rows(&|i| format!("{},{}.5\n", i * i, i))),
    );
    place.write("t.csv", format!("t\n{}", rows(&|i| format!("{i}.5\n"))));
    let error = place.refused("train both.csv --y t.csv");
    assert!(
        error.contains("both.csv: column `t` is the target in t.csv, and would be a feature, too"),
        "{error}"
    );
    place.ok("train both.csv --target t --set max_iter=2");
}

#[test]
fn blanks_around_a_label_of_another_file_are_reported() {
    let place = Place::new();
    place.write("one.csv", "a,y\n1,cat\n2,dog\n3,cat\n");
    place.write("two.csv", "a,y\n4,dog\n5,cat \n6,dog\n");
    let notes =
        "`cat` in column `y` stands with other blanks around it in two.csv than before, and is the same text";
    let (_, told) = place.ok("train one.csv two.csv --target y --set max_iter=2");
    assert!(told.contains(notes), "{told}");
    // where rows are left out, too
    place.write("one.csv", "a,y\n,dog\n1,cat\n2,dog\n3,cat\n");
    let (_, told) = place.ok("train one.csv two.csv --target y --missing drop --set max_iter=2");
    assert!(told.contains(notes), "{told}");
    place.write("two.csv", "a,y\n4,dog\n5,cat\n6,dog\n");
    let (_, told) = place.ok("train one.csv two.csv --target y --missing drop --set max_iter=2");
    assert!(!told.contains("blanks"), "{told}");
}

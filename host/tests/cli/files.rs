//! Several files and directories as one table, and two files of which one is the target.

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
fn what_does_not_go_together_is_named() {
    let place = place();
    place.write("z.csv", "x,z\n1,2\n");
    place.write("long.csv", "x,y,z\n1,2,3\n");
    place.write("text.csv", "x,y\n1,a\n2,a\n");
    place.write("labelled.csv", "x,label\n1,2\n2,3\n");
    std::fs::create_dir(place.path("empty")).unwrap();
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
            "long.csv: not as idle.take.csv: 3 columns where that has 2",
        ),
        (
            "train idle.take.csv text.csv --label-from name --categorical one-hot",
            "numbers in the other in column `y`",
        ),
        ("train labelled.csv --label-from name", "`--drop label`"),
        ("train empty --label-from name", "there is no file"),
        ("train idle.take.csv --label-from name", "only `idle`"),
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

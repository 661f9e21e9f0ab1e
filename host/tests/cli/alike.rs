//! Files that are given twice, that hold the same, or that share a label.

use crate::place::Place;

fn rows(seed: u32) -> String {
    let row = |i: u32| format!("{}.5,{},{}\n", (i * 7 + seed) % 11, (i * 3) % 5, i % 2);
    String::from("a,b,y\n") + &(0..24).map(row).collect::<String>()
}

fn place() -> Place {
    let place = Place::new();
    std::fs::create_dir(place.path("more")).unwrap();
    place.write("a.csv", rows(0));
    place.write("b.csv", rows(1));
    place.write("more/c.csv", rows(2));
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    place.ok("train a.csv --set max_iter=3 --quiet --out model.json");
    place
}

#[test]
fn a_file_that_is_given_twice_is_refused() {
    let place = place();
    let commands = [
        "search --target y --space space.toml --cv 2 --out s.study",
        "train --target y --set max_iter=3 --out t.json",
        "evaluate model.json",
        "predict model.json",
    ];
    let refused = |files: &str, what: &str| {
        for command in commands {
            let error = place.refused(&format!("{command} {files}"));
            assert!(error.contains(what), "{command} {files}: {error}");
        }
    };
    refused(
        "a.csv b.csv a.csv",
        "a.csv: is given twice, so its rows would count twice; leave one out",
    );
    refused("b.csv ./b.csv", "./b.csv: is the same file as b.csv, so");
    refused(
        "more/c.csv more",
        "more/c.csv: is given twice, so its rows would count twice",
    );
    refused("more more", "more/c.csv: is given twice");
    #[cfg(unix)]
    {
        std::fs::hard_link(place.path("a.csv"), place.path("hard.csv")).unwrap();
        refused("a.csv hard.csv", "hard.csv: is the same file as a.csv, so");
        std::os::unix::fs::symlink("c.csv", place.path("more/link.csv")).unwrap();
        refused("more", "more/link.csv: is the same file as more/c.csv, so");
    }
}

#[test]
fn copies_are_warned_of() {
    let place = place();
    place.write("copy.csv", rows(0));
    let said = "warning: copy.csv has the same bytes as a.csv, so each of their rows is there twice";
    let in_folds =
        "scores are too good where a fold is tested on the one and trained on the other: leave one out";
    let files = "a.csv b.csv copy.csv";
    for (command, folds) in [
        ("search --target y --space space.toml --cv 2 --out s.study", true),
        ("train --target y --set max_iter=3 --out t.json", false),
        ("evaluate model.json", false),
        ("predict model.json", false),
    ] {
        let (_, err) = place.ok(&format!("{command} {files} --quiet"));
        let err = err.replace("\n  ", " ");
        assert_eq!(err.matches(said).count(), 1, "{command}: {err}");
        assert_eq!(err.contains(in_folds), folds, "{command}: {err}");
    }
    place.write("more/copy.csv", rows(2));
    place.write("more/copy2.csv", rows(2));
    let (_, err) = place.ok("predict model.json more");
    assert!(
        err.contains("more/copy.csv has the same bytes as more/c.csv") && err.contains("1 more such copy"),
        "{err}"
    );
    let (_, err) = place.ok("predict model.json a.csv b.csv");
    assert!(!err.contains("same bytes"), "{err}");
}

#[test]
fn a_label_of_files_that_are_called_otherwise_is_said() {
    let place = place();
    for (name, seed) in [("1.csv", 3), ("1.10.csv", 4), ("1.2.csv", 5), ("2.csv", 6)] {
        place.write(name, rows(seed));
    }
    let train = "train 1.csv 1.10.csv 1.2.csv 2.csv --label-from name --set max_iter=3 --out l.json";
    let said = "`1.10.csv` and `1.2.csv` are both of the label `1`, what stands before the first dot";
    let (_, err) = place.ok(train);
    assert_eq!(err.matches(said).count(), 1, "{err}");
    assert!(!err.contains("warning: 1"), "{err}");
    let (_, err) = place.ok(&format!("{train} --quiet"));
    assert!(!err.contains(said), "{err}");
    place.ok("train 1.csv 2.csv --label-from name --set max_iter=3 --out l.json");
    let (_, err) = place.ok("train 1.csv 2.csv --label-from name --set max_iter=3 --out l.json");
    assert!(!err.contains("both of the label"), "{err}");
}

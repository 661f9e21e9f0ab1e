//! `export|predict|evaluate STUDY --trial N`: a trial fitted again to the study's data.

use std::fs;

use crate::place::Place;

const SEARCH: &str = "search @iris.csv --space space.toml --cv 3 --quiet --out study";

fn searched(space: &str, flags: &str) -> (Place, usize) {
    let place = Place::new();
    place.write("space.toml", space);
    let json = place.json(&format!("{SEARCH} {flags} --json"));
    let winner = json["best"]["trial"].as_u64().unwrap();
    (place, winner as usize)
}

#[test]
fn the_winner_has_the_same_bytes_with_and_without_the_data() {
    let (place, winner) = searched(
        "hidden_layer_sizes = [[2], [8], [5]]\nmax_iter = 30",
        "--holdout 0.2",
    );
    let export = |what: &str, name: &str| {
        place.ok(&format!("export study --format c --dtype int8 {what} -o {name}"));
        place.read(name)
    };
    let kept = export("", "kept.h");
    assert!(kept == export(&format!("--trial {winner}"), "without.h"));
    let with_data = export(&format!("--trial {winner} --data @iris.csv"), "with.h");
    assert!(kept == with_data);
    // a file of these bytes under any name, anywhere
    fs::copy(place.path("with.h"), place.path("old.h")).unwrap();
    let iris: String = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv")).unwrap();
    place.write("moved.txt", iris);
    assert!(kept == export(&format!("--trial {winner} --data moved.txt"), "moved.h"));

    let other = (winner + 1) % 3;
    let trial = format!("--trial {other} --data @iris.csv");
    assert!(kept != export(&trial, "other.h"));
    let (predicted, _) = place.ok(&format!("predict study @iris.csv {trial} --quiet"));
    assert_eq!(predicted.lines().count(), 151);
    let scores = place.json(&format!(
        "evaluate study @iris.csv {trial} --scoring accuracy --json --quiet"
    ));
    assert!(scores["accuracy"].is_f64(), "{scores}");
}

#[test]
fn other_trials_need_the_data_of_the_study() {
    let (place, winner) = searched("hidden_layer_sizes = [[2], [8]]\nmax_iter = 9", "");
    let other = 1 - winner;
    let export = |what: &str| place.refused(&format!("export study --format c -o model.h {what}"));
    let err = export(&format!("--trial {other}"));
    assert!(err.contains("iris.csv") && err.contains("--data FILE"), "{err}");
    for data in ["@wine.csv", "@diabetes.csv"] {
        let err = export(&format!("--trial {other} --data {data}"));
        assert!(
            err.contains("not the data of the study, which iris.csv was"),
            "{err}"
        );
        assert!(
            err.contains("27ae50b33722") && err.matches("begins with").count() == 1,
            "{err}"
        );
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    let err = export(&format!("--trial {other} --data nowhere.csv"));
    assert!(err.contains("nowhere.csv"), "{err}");
    let err = export("--trial 2 --data @iris.csv");
    assert!(
        err.contains("there is no trial 2: the study holds 2 trials, numbered from 0"),
        "{err}"
    );
    let err = export(&format!("--trial {other} --data -"));
    assert!(err.contains("save it to a file"), "{err}");
    assert_eq!(
        place
            .run("export study --format c -o model.h --data @iris.csv")
            .status
            .code(),
        Some(2)
    );
    let err = place.refused("export study/model.json --format c -o model.h --trial 0");
    assert!(err.contains("study/model.json is one model"), "{err}");
    let err = place.refused("export nowhere --format c -o model.h --trial 0");
    assert!(err.contains("no study's directory"), "{err}");
    place.write("iris.csv", "kept");
    let err = place.refused(&format!(
        "predict study @iris.csv --trial {other} --data iris.csv -o iris.csv"
    ));
    assert!(err.contains("read by this command"), "{err}");
    assert_eq!(place.read("iris.csv"), "kept");
}

#[test]
fn trials_without_a_network_are_refused_and_raced_ones_are_not() {
    let flags = "--mcu cortex-m4f --limit ram=100 --race exact";
    let (place, winner) = searched(
        "hidden_layer_sizes = [[9], [2], [64], [8], [7]]\nlearning_rate_init = [0.05, 1e-5]\nmax_iter = 20",
        flags,
    );
    let shown = place.json("show study --json");
    let trials = shown["trials"].as_array().unwrap();
    let number = |what: &dyn Fn(&serde_json::Value) -> bool| trials.iter().position(what).unwrap();
    let infeasible = number(&|trial| trial["infeasible"].is_string());
    let err = place.refused(&format!("export study --format c -o a.h --trial {infeasible}"));
    assert!(err.contains("is infeasible, and so was not fitted: ram"), "{err}");
    let raced = number(&|trial| trial["state"] == "raced");
    let (_, err) = place.ok(&format!(
        "export study --format c -o a.h --trial {raced} --data @iris.csv"
    ));
    assert!(
        err.contains(&format!("trial {raced} is raced: it has no mean score")),
        "{err}"
    );
    assert_ne!(raced, winner);
    assert!(place.read("a.h").contains("iris"));
}

#[test]
fn a_search_that_was_killed_has_models_all_the_same() {
    let (place, winner) = searched("hidden_layer_sizes = [[2], [8], [5]]\nmax_iter = 30", "");
    let export = |name: &str| {
        place.ok(&format!(
            "export study --format rust -o {name} --trial {winner} --data @iris.csv"
        ));
        place.read(name)
    };
    let whole = export("whole.rs");
    // the last trial was not done
    let journal = place.read("study/journal.log");
    let kept: Vec<&str> = journal.lines().collect();
    if winner < 2 {
        place.write("study/journal.log", kept[..kept.len() - 1].join("\n") + "\n");
    }
    for name in ["model.json", "best.json", "cv_results.csv"] {
        fs::remove_file(place.path("study").join(name)).unwrap();
    }
    let err = place.refused(&format!(
        "export study --format rust -o killed.rs --trial {winner}"
    ));
    assert!(err.contains("--data FILE"), "{err}");
    assert!(whole == export("killed.rs"));
}

#[test]
fn the_target_may_be_in_a_file_of_its_own() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2], [8]]\nmax_iter = 9");
    let (mut x, mut y) = (String::from("a,b\n"), String::from("kind\n"));
    for row in 0..40 {
        x += &format!("{row},{}\n", row % 7);
        y += if row % 3 == 0 { "low\n" } else { "high\n" };
    }
    place.write("x.csv", &x);
    place.write("y.csv", &y);
    place.ok("search x.csv --y y.csv --space space.toml --cv 3 --quiet --out study");
    fs::create_dir(place.path("moved")).unwrap();
    for name in ["x.csv", "y.csv"] {
        fs::rename(place.path(name), place.path("moved").join(name)).unwrap();
    }
    for trial in [0, 1] {
        place.ok(&format!(
            "export study --format c -o a.h --trial {trial} --data moved/x.csv"
        ));
    }
    place.write("moved/y.csv", y.replace("high", "tall"));
    let err = place.refused("export study --format c -o a.h --trial 0 --data moved/x.csv");
    assert!(err.contains("not the data of the study"), "{err}");
}

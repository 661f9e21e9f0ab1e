//! A search that ends when its time is over.

use std::time::{Duration, Instant};

use crate::place::{Place, printed};

const SPACE: &str = "hidden_layer_sizes = { low = 4, high = 33, log = true }\n\
                     alpha = { low = 1e-6, high = 1e-1, log = true }\nmax_iter = 20\n";

/// A study's files without what clocks say and, of the journal, without its settings.
fn results(place: &Place, study: &str) -> Vec<String> {
    let all = crate::resume::without_times(place, study);
    all.into_iter()
        .filter(|line| !line.contains("\"op_code\":2"))
        .collect()
}

#[test]
fn as_many_candidates_as_there_is_time_for_are_those_of_a_search_of_so_many() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    for (strategy, jobs) in [("gp", 2), ("gp --race halving", 2), ("random", 1)] {
        // a busy machine may leave no time for fresh folds, which is said
        let search = format!("search @iris.csv --space s.toml --cv 3 --strategy {strategy} --confirm 0");
        let began = Instant::now();
        // twice, so that the second goes on
        let mut told = String::new();
        for _ in 0..2 {
            (_, told) = place.ok(&format!("{search} --time 1500ms --jobs {jobs} --out timed"));
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it ends");
        assert!(told.contains("--time 1s 500ms "), "{told}");
        let trials = told
            .split("`--trials ")
            .nth(1)
            .and_then(|rest| rest.split('`').next());
        let trials: usize = trials.and_then(|number| number.parse().ok()).expect("a number");
        assert!(
            trials >= 6 && (strategy == "random" || trials % 8 == 6),
            "{trials}"
        );
        place.ok(&format!("{search} --trials {trials} --out counted"));
        assert_eq!(results(&place, "timed"), results(&place, "counted"));
        for study in ["timed", "counted"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
}

#[test]
fn a_time_that_has_no_room_for_a_large_fit_is_not_said_to_be_over() {
    let place = Place::new();
    place.write(
        "s.toml",
        "hidden_layer_sizes = [[4], [6000, 3000]]\nmax_iter = 200\nn_iter_no_change = 200\n",
    );
    let (out, told) = place.ok("search @iris.csv --space s.toml --cv 3 --jobs 1 --time 20s --out s");
    assert!(out.contains("s/model.json"), "{out}");
    let said = "--time 20s has no room for another fit as long as the next one: 1 candidate;";
    assert!(told.contains(said), "{told}");
}

#[test]
fn a_grid_that_is_not_done_in_time_goes_on() {
    let place = Place::new();
    let search = "search @digits.csv --cv 3 --jobs 2";
    // as much time as the first candidates take on this machine
    let mut time =
        (1..10).map(|doubled| place.run(&format!("{search} --out study --time {}s", 1 << doubled)));
    let first = time
        .find(|output| output.status.success())
        .expect("a candidate in 17 minutes");
    let (out, told) = printed(&first);
    assert!(out.contains("study/model.json"), "{out}");
    assert!(told.contains("the same command goes on"), "{told}");
    let (_, told) = place.ok(&format!("{search} --out study --time 1h --quiet"));
    assert!(!told.contains("--time"), "{told}");
    place.ok(&format!("{search} --out whole --quiet"));
    assert_eq!(results(&place, "study"), results(&place, "whole"));
}

#[test]
fn a_score_that_is_good_enough_ends_the_search() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    // the first trial that reaches it is the last, on any number of threads; one that races ends its batch
    for (flags, whole_batches) in [
        ("random --jobs 2", false),
        ("random --jobs 1", false),
        ("gp --batch 4 --race exact", true),
        ("gp --batch 4 --race halving", true),
    ] {
        let search = format!("search @iris.csv --space s.toml --cv 3 --strategy {flags}");
        place.ok(&format!("{search} --trials 30 --out all --quiet"));
        let (_, told) = place.ok(&format!("{search} --trials 30 --out some --target-score 0.7"));
        let trial = |study: &str, number: usize| {
            place.json(&format!("show {study} --trial {number} --json"))["mean_test_score"].as_f64()
        };
        let rows = place.read("some/cv_results.csv").lines().count() - 1;
        assert!(
            told.contains(&format!("--target-score 0.7 is reached: {rows} candidate")),
            "{told}"
        );
        let reached = (0..rows).position(|number| trial("some", number) >= Some(0.7));
        match whole_batches {
            true => assert!(reached.is_some() && rows % 4 == 2, "{rows}"),
            false => {
                assert_eq!(reached, Some(rows - 1));
                assert_eq!(trial("some", rows - 1), trial("all", rows - 1));
            }
        }
        place.ok(&format!("{search} --trials {rows} --out counted"));
        assert_eq!(results(&place, "some"), results(&place, "counted"));
        for study in ["all", "some", "counted"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
    // a study keeps what it has
    for flags in ["random", "gp --batch 4"] {
        let search =
            format!("search @iris.csv --space s.toml --cv 3 --strategy {flags} --trials 20 --out whole");
        place.ok(&format!("{search} --quiet"));
        let files =
            || ["cv_results.csv", "best.json", "model.json"].map(|name| place.read(&format!("whole/{name}")));
        let before = files();
        place.ok(&format!("{search} --target-score 0.1"));
        assert_eq!(before, files());
        std::fs::remove_dir_all(place.path("whole")).unwrap();
    }
    // the most there is may be reached, and not be
    place.write("poor.toml", "hidden_layer_sizes = [2]\nmax_iter = 1\n");
    let (_, told) = place.ok("search @iris.csv --space poor.toml --cv 3 --target-score 1 --out poor");
    assert!(!told.contains("is reached"), "{told}");
}

#[test]
fn a_score_that_none_reaches_is_refused_before_anything_is_fitted() {
    let place = Place::new();
    for (flags, name, most) in [
        ("iris.csv --target-score 97", "accuracy", "1"),
        ("iris.csv --target-score 1.01 --scoring f1_macro", "f1_macro", "1"),
        (
            "iris.csv --target-score 0.1 --scoring neg_log_loss",
            "neg_log_loss",
            "0",
        ),
        ("diabetes.csv --target-score 1.5", "r2", "1"),
    ] {
        let error = place.refused(&format!("search @{flags} --cv 3 --out never"));
        let said =
            format!("is never reached: no {name} is above {most}: give one up to {most}, or leave it out");
        assert!(
            error.contains("--target-score: ") && error.replace("\n  ", " ").contains(&said),
            "{error}"
        );
        assert!(!place.path("never").exists());
    }
}

#[test]
fn programs_are_told_what_ended_a_search() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    let search = "search @iris.csv --space s.toml --cv 3 --strategy random --json --quiet";
    let ended_by = |flags: &str| place.json(&format!("{search} {flags}"))["ended_by"].clone();
    assert_eq!(ended_by("--trials 2 --out all"), serde_json::Value::Null);
    assert_eq!(ended_by("--time 1s --out timed"), "time");
    assert_eq!(
        ended_by("--trials 30 --target-score 0 --out good"),
        "target_score"
    );
}

#[test]
fn too_little_time_is_an_error_that_says_so() {
    let place = Place::new();
    let error = place.refused("search @iris.csv --time 1ms");
    assert!(
        error.contains("--time is over before the first fit") && !error.contains("race"),
        "{error}"
    );
    for time in ["0s", "soon", "-5s"] {
        let output = place.run(&format!("search @iris.csv --time={time}"));
        let (_, error) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("such as 60s, 10m or 2h"), "{error}");
    }
}

#[test]
fn as_many_candidates_of_long_lists_as_a_search_takes_are_drawn_in_little_time() {
    let place = Place::new();
    let values: Vec<String> = (1..=60).map(|one| (f64::from(one) / 100.0).to_string()).collect();
    let names = [
        "alpha",
        "beta_1",
        "beta_2",
        "epsilon",
        "learning_rate_init",
        "tol",
    ];
    // 60^6 combinations, and fewer than 2^32
    for names in [&names[..], &names[..5]] {
        let list = |name: &&str| format!("{name} = [{}]\n", values.join(", "));
        place.write("s.toml", names.iter().map(list).collect::<String>());
        let began = Instant::now();
        let error = place.refused(&format!(
            "search @iris.csv --space s.toml --strategy random --trials 100000 --cv 2 --time 1ns --out {}.study",
            names.len()
        ));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert!(
            error.contains("while 100000 candidates and the folds were made"),
            "{error}"
        );
    }
}

//! `search --keep-predictions` and `show --scoring`: another score of the same fits.

use crate::place::Place;

/// Trials that other limits exclude, and bring back, are scored anew, too.
#[test]
fn another_score_of_trials_that_limits_exclude_is_theirs_when_they_come_back() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [9]]\nlearning_rate_init = [0.003, 0.1]\nmax_iter = 15\n",
    );
    let search = "search @breast_cancer.csv --space space.toml --cv 3 --quiet --mcu cortex-m4f";
    place.ok(&format!("{search} --keep-predictions --out study"));
    place.ok(&format!("{search} --scoring roc_auc --out fresh"));
    let ram = place.json("show study --json")["trials"][0]["ram"]
        .as_u64()
        .unwrap();
    place.ok(&format!(
        "{search} --keep-predictions --out study --limit ram={ram}"
    ));
    let tight = place.json("show study --scoring roc_auc --json");
    assert!(
        tight["trials"][3]["split_test_scores"][0].is_null(),
        "{}",
        tight["trials"][3]
    );
    let loose = place.json("show study --scoring roc_auc --limit ram=99999 --json");
    let fresh = place.json("show fresh --json");
    for trial in 0..4 {
        let of = |json: &serde_json::Value| json["trials"][trial]["split_test_scores"].clone();
        assert_eq!(of(&loose), of(&fresh), "trial {trial}");
    }
    assert_eq!(loose["best"]["trial"], fresh["best"]["trial"]);
    let err = place.refused("show study fresh --scoring roc_auc");
    assert!(
        err.contains("--scoring is of one study, and there are 2"),
        "{err}"
    );
}

#[test]
fn another_score_of_the_same_fits_names_its_winner() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [9]]\nlearning_rate_init = [0.003, 0.1]\nmax_iter = 15\n",
    );
    let search = "search @breast_cancer.csv --space space.toml --cv 3";
    let (_, err) = place.ok(&format!("{search} --keep-predictions --out study"));
    assert!(
        err.contains("predictions are kept in study/predictions.npy, 9.1 kB at most"),
        "{err}"
    );
    let journal = place.read("study/journal.log");
    for score in ["roc_auc", "neg_log_loss", "balanced_accuracy"] {
        let shown = place.json(&format!("show study --scoring {score} --json"));
        place.ok(&format!("{search} --scoring {score} --out {score} --quiet"));
        let fresh = place.json(&format!("show {score} --json"));
        assert_eq!(shown["best"]["trial"], fresh["best"]["trial"]);
        assert_eq!(shown["scoring"], score);
        for trial in 0..4 {
            let of = |json: &serde_json::Value| json["trials"][trial]["split_test_scores"].clone();
            assert_eq!(of(&shown), of(&fresh), "{score}");
        }
        let winner = &shown["best"]["trial"];
        let model =
            format!("export study --format c -o {score}.h --trial {winner} --data @breast_cancer.csv");
        place.ok(&model);
        let (text, _) = place.ok(&format!("show study --scoring {score}"));
        assert!(text.contains(&format!("best: trial {winner}")), "{text}");
    }
    assert_eq!(place.read("study/journal.log"), journal);
    place.ok(&format!("{search} --out plain --quiet"));
    let err = place.refused("show plain --scoring roc_auc");
    assert!(
        err.contains("--scoring roc_auc: its search kept no answers") && err.contains("--keep-predictions"),
        "{err}"
    );
    let err = place.refused("show study --scoring r2");
    assert!(err.contains("--scoring r2 does not suit"), "{err}");
    let err = place.refused("show study --scoring f1_");
    assert!(err.contains("--scoring f1_ is no score"), "{err}");
    for (flags, said) in [
        ("--race exact", "--keep-predictions"),
        (
            "--shard 0/2",
            "--keep-predictions: the answers of a study are kept by one machine",
        ),
        ("--strategy gp", "give --race none"),
    ] {
        let err = place.refused(&format!("{search} --keep-predictions --out other {flags}"));
        assert!(err.contains(said), "{err}");
    }
}

/// A journal says nothing of how a fit without a score ended; its epochs do.
#[test]
fn fits_that_had_no_score_end_as_they_ended() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}.5\n", i % 7, i * 5 % 11, i * 3 % 5);
    place.write(
        "rows.csv",
        String::from("a,b,y\n") + &(0..8).map(row).collect::<String>(),
    );
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [9]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 20\n\
         n_iter_no_change = 2\ntol = 0.01\n",
    );
    // of one row r2 is not defined
    let search = "search rows.csv --task regress --space space.toml --cv 8 --quiet";
    place.ok(&format!("{search} --scoring r2 --keep-predictions --out study"));
    place.ok(&format!("{search} --scoring neg_mean_squared_error --out fresh"));
    let shown = place.json("show study --scoring neg_mean_squared_error --json");
    let fresh = place.json("show fresh --json");
    let mut ends = std::collections::BTreeSet::new();
    for trial in 0..4 {
        let of = |study: &serde_json::Value| study["trials"][trial]["end"].clone();
        assert_eq!(of(&shown), of(&fresh), "trial {trial}");
        ends.extend(of(&fresh).as_array().unwrap().iter().map(ToString::to_string));
    }
    assert_eq!(ends.len(), 2, "some converge, and some do not: {ends:?}");
}

#[test]
fn the_positive_class_is_the_studys_own_where_none_is_named() {
    let place = Place::new();
    place.write("s.toml", "hidden_layer_sizes = [[5], [3]]\nmax_iter = 15\n");
    place.write("no_or_yes.csv", place.case("no_or_yes.csv"));
    let search = "search no_or_yes.csv --space s.toml --cv 3 --quiet";
    place.ok(&format!(
        "{search} --scoring f1 --pos-label no --keep-predictions --out study"
    ));
    let scores =
        |flags: &str| place.json(&format!("show {flags} --json"))["trials"][0]["split_test_scores"].clone();
    for class in ["no", "yes"] {
        place.ok(&format!(
            "{search} --scoring recall --pos-label {class} --out {class}"
        ));
    }
    assert_ne!(scores("no"), scores("yes"));
    assert_eq!(scores("study --scoring recall"), scores("no"));
    assert_eq!(scores("study --scoring recall --pos-label yes"), scores("yes"));
    let (text, _) = place.ok("show study --scoring recall");
    assert!(text.contains("recall of the class `no`"), "{text}");
    // one that takes none has none
    place.ok("show study --scoring roc_auc");
    place.ok(&format!("{search} --keep-predictions --out of-accuracy"));
    let err = place.refused("show of-accuracy --scoring f1");
    assert!(err.contains("--pos-label"), "{err}");
}

#[test]
fn what_helps_where_the_answers_are_lost_or_damaged_helps() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2], [3]]\nmax_iter = 5\n");
    let search = "search @breast_cancer.csv --space space.toml --cv 3 --quiet --keep-predictions --out";
    place.ok(&format!("{search} study"));
    let show = "show study --scoring roc_auc";
    let whole = place.ok(show).0;
    let answers = std::fs::read(place.path("study/predictions.npy")).unwrap();
    let mut altered = answers.clone();
    altered[500] ^= 1;
    let elsewhere = "or search with a new directory, `mcutune search FILE --keep-predictions --out DIR`";
    for damaged in [None, Some(&answers[..300]), Some(&altered[..])] {
        match damaged {
            Some(bytes) => place.write("study/predictions.npy", bytes),
            None => std::fs::remove_file(place.path("study/predictions.npy")).unwrap(),
        }
        // nor does the search go on without them, as if they were there, or change what it was
        let journal = place.read("study/journal.log");
        for command in [
            show,
            &format!("{search} study"),
            &format!("{search} study --select knee"),
        ] {
            let err = place.refused(command);
            assert_eq!(place.read("study/journal.log"), journal);
            assert!(
                err.contains("study/predictions.npy: ") && err.contains(elsewhere),
                "{command}: {err}"
            );
        }
    }
    place.ok(&format!("{search} new"));
    assert_eq!(place.ok("show new --scoring roc_auc").0, whole);
    place.write("study/predictions.npy", &answers);
    for text in [None, Some("{")] {
        match text {
            Some(text) => place.write("study/predictions.json", text),
            None => std::fs::remove_file(place.path("study/predictions.json")).unwrap(),
        }
        let err = place.refused(show);
        assert!(
            err.contains("study/predictions.json: ")
                && err.contains("remove it, if it is there: the same search, run again, writes it"),
            "{err}"
        );
    }
    std::fs::remove_file(place.path("study/predictions.json")).unwrap();
    place.ok(&format!("{search} study"));
    assert_eq!(place.ok(show).0, whole);
    // nor does it go on where both are lost
    let asked = place.read("study/predictions.json");
    std::fs::remove_file(place.path("study/predictions.json")).unwrap();
    std::fs::remove_file(place.path("study/predictions.npy")).unwrap();
    let err = place.refused(&format!("{search} study"));
    assert!(err.contains("study/predictions.npy: "), "{err}");
    place.write("study/predictions.json", asked);
    place.write("study/predictions.npy", &answers);
    // other labels are no labels to ask about
    let asked = place.read("study/predictions.json");
    place.write("study/predictions.json", asked.replace("\"1\"", "\"2\""));
    let err = place.refused("show study --scoring f1");
    assert!(
        err.contains("the answers of trial 0, or predictions.json beside them, were altered or damaged"),
        "{err}"
    );
}

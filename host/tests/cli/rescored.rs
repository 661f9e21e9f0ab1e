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

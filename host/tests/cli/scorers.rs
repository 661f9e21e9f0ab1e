//! scikit-learn's names of scores: which are taken for which target, and what is said of those that are not.

use std::fmt::Write;

use crate::place::Place;

const SPACE: &str = "hidden_layer_sizes = [[3], [5]]\nlearning_rate_init = 0.05\nmax_iter = 12\n";

/// Rows of two features and a target.
fn rows(target: impl Fn(u32) -> String) -> String {
    let mut text = "a,b,y\n".to_owned();
    for row in 0..60 {
        let target = target(row);
        writeln!(text, "{},{},{target}", row % 9, row * 5 % 7).unwrap();
    }
    text
}

fn place() -> Place {
    let place = Place::new();
    place.write("s.toml", SPACE);
    place.write("two.csv", rows(|row| (u32::from(row % 9 > 4)).to_string()));
    place.write(
        "words.csv",
        rows(|row| if row % 9 > 4 { "yes" } else { "no" }.into()),
    );
    place.write("three.csv", rows(|row| format!("c{}", row % 9 / 3)));
    place.write("positive.csv", rows(|row| format!("{}.5", row % 9 * 3 + 10)));
    place.write("negative.csv", rows(|row| format!("{}.5", row as i32 % 9 - 2)));
    place
}

/// The scores that `evaluate` gives without `--scoring`.
fn evaluated(place: &Place, data: &str) -> Vec<String> {
    let json = place.json(&format!("evaluate model.json {data} --json --quiet"));
    let names = json.as_object().unwrap().keys();
    let names = names.filter(|name| !["report", "understood", "warnings"].contains(&name.as_str()));
    names.cloned().collect()
}

#[test]
fn every_score_that_suits_is_one_of_a_study_and_of_a_model() {
    let place = place();
    for (data, count, among) in [
        (
            "two.csv",
            31,
            ["positive_likelihood_ratio", "d2_brier_score", "jaccard"],
        ),
        (
            "three.csv",
            25,
            ["top_k_accuracy", "roc_auc_ovo_weighted", "average_precision"],
        ),
        (
            "positive.csv",
            13,
            ["neg_mean_gamma_deviance", "neg_max_error", "explained_variance"],
        ),
    ] {
        place.ok(&format!(
            "train {data} --set max_iter=200 --set learning_rate_init=0.05 --quiet"
        ));
        let names = evaluated(&place, data);
        assert_eq!(names.len(), count, "{names:?}");
        assert!(
            among.iter().all(|one| names.iter().any(|name| name == one)),
            "{names:?}"
        );
        let search = format!("search {data} --space s.toml --cv 3 --quiet --quantize int8");
        place.ok(&format!("{search} --keep-predictions --out {data}.study"));
        for name in &names {
            let shown = place.json(&format!("show {data}.study --scoring {name} --json"));
            assert_eq!(shown["scoring"], name.as_str());
        }
        for name in among {
            place.ok(&format!("{search} --scoring {name} --out {name}.study"));
            let [fresh, kept] = [
                format!("show {name}.study"),
                format!("show {data}.study --scoring {name}"),
            ]
            .map(|show| place.json(&format!("{show} --json")));
            assert_eq!(
                fresh["trials"][0]["split_test_scores"],
                kept["trials"][0]["split_test_scores"]
            );
            assert_eq!(fresh["trials"][1]["int8"], kept["trials"][1]["int8"]);
            place.ok(&format!("report {name}.study -o {name}.html"));
        }
    }
}

#[test]
fn what_does_not_suit_is_refused_with_what_does() {
    let place = place();
    for (data, name, one) in [
        ("two.csv", "top_k_accuracy", "jaccard"),
        ("three.csv", "positive_likelihood_ratio", "top_k_accuracy"),
        ("three.csv", "neg_max_error", "d2_log_loss_score"),
        ("positive.csv", "f1_micro", "neg_mean_poisson_deviance"),
    ] {
        let error = place.refused(&format!("search {data} --space s.toml --cv 3 --scoring {name}"));
        let (why, those) = error.split_once(": use one of ").unwrap();
        assert!(
            why.ends_with(&format!("--scoring {name} does not suit this target")),
            "{error}"
        );
        assert!(those.contains(one) && !those.contains(name), "{error}");
    }
    let error = place.refused("search two.csv --space s.toml --cv 3 --scoring f1_samples");
    assert!(error.contains("--scoring f1_samples"), "{error}");
    // as f1, these are of one class, which two words do not say
    for name in ["jaccard", "average_precision"] {
        let error = place.refused(&format!(
            "search words.csv --space s.toml --cv 3 --scoring {name}"
        ));
        assert!(
            error.ends_with("give `--pos-label no` or `--pos-label yes`"),
            "{error}"
        );
        let search = format!("search words.csv --space s.toml --cv 3 --scoring {name} --out {name}.study");
        place.ok(&format!("{search} --pos-label no"));
    }
    let (_, err) = place.ok("search words.csv --space s.toml --cv 3 --scoring positive_likelihood_ratio");
    assert!(
        err.contains("takes the class `yes` as positive, the second"),
        "{err}"
    );
}

#[test]
fn a_value_without_a_logarithm_is_named_before_anything_is_fitted() {
    let place = place();
    for name in [
        "neg_mean_squared_log_error",
        "neg_root_mean_squared_log_error",
        "neg_mean_poisson_deviance",
        "neg_mean_gamma_deviance",
    ] {
        let error = place.refused(&format!(
            "search negative.csv --space s.toml --cv 3 --scoring {name}"
        ));
        let said = format!("{name} is not defined of the value -2.5");
        assert!(
            error.contains(&said) && error.contains("negative.csv:2"),
            "{error}"
        );
        assert!(!place.path("negative.study").exists());
    }
    place.ok("search negative.csv --space s.toml --cv 3 --keep-predictions --quiet --out kept");
    let error = place.refused("show kept --scoring neg_mean_poisson_deviance");
    assert!(
        error.contains("neg_mean_poisson_deviance is not defined of the value -"),
        "{error}"
    );
}

#[test]
fn of_values_without_a_logarithm_only_what_is_asked_for_is_nan() {
    let place = place();
    place.ok("train negative.csv --set max_iter=20 --quiet");
    let (out, err) = place.ok("evaluate model.json negative.csv");
    assert!(
        !out.contains("NaN") && !out.contains("_log_error") && out.contains("neg_max_error: "),
        "{out}"
    );
    let err = err.replace("\n  ", " ");
    assert!(
        err.contains("left out, neg_mean_squared_log_error, neg_root_mean_squared_log_error,"),
        "{err}"
    );
    assert!(
        err.contains("it is not defined of the value -2.5 of negative.csv:2"),
        "{err}"
    );
    let (out, err) = place.ok("evaluate model.json negative.csv --scoring neg_mean_gamma_deviance");
    assert_eq!(out, "neg_mean_gamma_deviance: NaN\n");
    assert!(
        err.contains("warning: neg_mean_gamma_deviance is NaN: it is not defined of the value"),
        "{err}"
    );
}

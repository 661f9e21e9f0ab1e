//! `search` and `show`: the results, and which trial wins.

use serde_json::Value;

use crate::place::Place;

#[test]
fn a_study_holds_results_as_scikit_learn_has_them() {
    let place = Place::new();
    let (out, err) = place.ok("search @iris.csv --cv 3 --holdout 0.2");
    for part in [
        "±",
        "best: trial",
        "accuracy (hold-out, 30 rows)",
        "wrote iris.study/model.json",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(err.contains("108/108 fits"), "{err}");
    assert_eq!(err.matches("reached max_iter").count(), 1);
    let csv = place.read("iris.study/cv_results.csv");
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some(
            "mean_fit_time,std_fit_time,mean_score_time,std_score_time,param_activation,\
             param_hidden_layer_sizes,param_learning_rate_init,param_solver,params,\
             split0_test_score,split1_test_score,split2_test_score,mean_test_score,\
             std_test_score,rank_test_score,flash,ram,stack,instructions,infeasible"
        )
    );
    let first = lines.next().unwrap_or_default();
    assert!(
        first.contains(
            ",relu,\"(16,)\",0.001,adam,\"{'activation': 'relu', 'hidden_layer_sizes': (16,), \
             'learning_rate_init': 0.001, 'solver': 'adam'}\","
        ),
        "{first}"
    );
    assert_eq!(lines.count(), 35);
}

#[test]
fn warnings_come_once_with_a_count() {
    let place = Place::new();
    place.write(
        "space.toml",
        "max_iter = 2\nsolver = ['adam', 'sgd']\nbatch_size = 9\n",
    );
    let rows = (0..12).map(|i| format!("{i},{}\n", if i < 2 { "a" } else { "b" }));
    place.write("small.csv", "x,y\n".to_owned() + &rows.collect::<String>());
    let (_, err) =
        place.ok("search small.csv --space space.toml --cv 3 --strategy random --trials 9 --quiet");
    let warnings: Vec<&str> = err.lines().collect();
    assert_eq!(
        warnings,
        [
            "warning: --trials 9 is more than the grid holds; all of it is searched",
            "warning: the smallest class has 2 rows, fewer than the 3 folds",
            "warning: batch_size of 2 candidates is more than the 8 rows that a fold trains on; it is clipped",
            "warning: 7 of 7 fits reached max_iter before they converged",
            "warning: the winner answers `b` to every row: nothing was learnt, whatever its score; see --target, --scale, the learning_rate_init of the space, and a score that counts rare classes as much, such as --scoring balanced_accuracy",
        ]
    );
}

#[test]
fn a_score_that_counts_rare_classes_is_not_advised_where_it_is_the_score() {
    let place = Place::new();
    place.write("space.toml", "max_iter = 2\n");
    let rows = (0..12).map(|i| format!("{i},{}\n", if i < 4 { "a" } else { "b" }));
    place.write("small.csv", "x,y\n".to_owned() + &rows.collect::<String>());
    for (scoring, advised) in [
        ("accuracy", true),
        ("f1_weighted", true),
        // all of the common class is recalled
        ("recall --pos-label b", true),
        ("balanced_accuracy", false),
        ("f1_macro", false),
        ("matthews_corrcoef", false),
    ] {
        let name = scoring.split(' ').next().unwrap();
        let (_, err) = place.ok(&format!(
            "search small.csv --space space.toml --cv 2 --out {name} --quiet --scoring {scoring}"
        ));
        assert!(
            err.contains("the winner answers `b` to every row"),
            "{scoring}: {err}"
        );
        assert_eq!(
            err.contains("such as --scoring balanced_accuracy"),
            advised,
            "{scoring}: {err}"
        );
    }
}

#[test]
fn an_accuracy_below_that_of_the_most_frequent_class_is_warned_of() {
    let place = Place::new();
    place.write(
        "space.toml",
        "max_iter = 3\nlearning_rate_init = 1e-6\nhidden_layer_sizes = [[4]]\n",
    );
    let row = |i: usize| format!("{},{},{}\n", i % 7, i % 5, if i % 10 < 6 { "p" } else { "q" });
    place.write(
        "half.csv",
        String::from("a,b,y\n") + &(0..60).map(row).collect::<String>(),
    );
    let (_, err) = place.ok("search half.csv --space space.toml --cv 3 --quiet");
    let below = "no better than 0.6000, that of the most frequent class as the answer to every row";
    assert!(err.contains(below) || err.contains("nothing was learnt"), "{err}");
}

#[test]
fn failed_trials_are_kept_and_shown() {
    let place = Place::new();
    let text = "solver = 'sgd'\nlearning_rate_init = [0.01, 1e30]\nmax_iter = 5\n";
    place.write("space.toml", text);
    let (_, err) = place.ok("search @iris.csv --space space.toml --out study --quiet");
    assert!(err.contains("5 fits failed; their scores are nan"), "{err}");
    let journal = place.read("study/journal.log");
    assert!(journal.contains("\"state\":3,\"values\":null"), "{journal}");
    let (out, _) = place.ok("show study");
    assert!(out.starts_with("iris: 2 trials, 1 failed\n"), "{out}");
    let (out, _) = place.ok("show study --trial 1");
    assert!(
        out.contains("learning_rate_init=1e+30") && out.contains("failed: not finite"),
        "{out}"
    );
    let best = place.json("show study --best --json");
    assert_eq!(best["params"]["learning_rate_init"], 0.01);
    let error = place.refused("show study --trial 2");
    assert!(error.contains("the study holds 2 trials"), "{error}");
    let error = place.refused("show nowhere");
    assert!(error.contains("nowhere/journal.log"), "{error}");
}

#[test]
fn another_rule_selects_anew_without_training() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[1], [32], [2, 2]]\n");
    let search = |rule: &str| {
        let flags = "--space space.toml --out study --cv 3 --quiet --json --select";
        let json = place.json(&format!("search @iris.csv {flags} {rule}"));
        assert_eq!(json["best"]["select"], rule);
        json
    };
    let lines = || {
        place
            .read("study/journal.log")
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let best = search("best");
    let first = lines();
    let chosen = search("within=1");
    let second = lines();
    assert_eq!(first[..], second[..first.len()]);
    assert_eq!(
        second.len(),
        first.len() + 2,
        "the rule, its winner and no trial is added"
    );
    let of = |json: &Value, name: &str| json["best"][name].as_f64().unwrap_or(f64::NAN);
    assert!(of(&chosen, "parameters") < of(&best, "parameters"));
    assert!(of(&chosen, "mean_test_score") <= of(&best, "mean_test_score"));
    let model: Value = serde_json::from_str(&place.read("study/model.json")).unwrap_or_default();
    assert_eq!(
        model["scores"]["mean_test_score"],
        chosen["best"]["mean_test_score"]
    );
    // `show` follows the study, unless told otherwise.
    let shown = |flags: &str| place.json(&format!("show study --best --json {flags}"))["trial"].clone();
    assert_eq!(shown(""), chosen["best"]["trial"]);
    assert_eq!(shown("--select best"), best["best"]["trial"]);
    search("within=1");
    assert_eq!(lines().len(), second.len(), "the same rule adds nothing");
}

#[test]
fn the_trade_between_score_and_cost_is_shown_and_drawn() {
    let place = Place::new();
    let text = "hidden_layer_sizes = [[1], [32], [2, 2], [32]]\nmax_iter = 50\n";
    place.write("space.toml", text);
    let flags = "--space space.toml --out study --cv 2 --quiet --plot search.svg";
    let (out, _) = place.ok(&format!("search @iris.csv {flags}"));
    assert!(out.contains("wrote search.svg"), "{out}");
    let front = place.json("show study --pareto --json --plot front.png");
    let of = |name: &str| -> Vec<f64> {
        let trials = front["trials"].as_array().into_iter().flatten();
        trials.filter_map(|trial| trial[name].as_f64()).collect()
    };
    assert!(
        of("parameters").is_sorted() && of("mean_test_score").is_sorted(),
        "{front}"
    );
    let best = &front["best"]["mean_test_score"];
    assert_eq!(of("mean_test_score").last().copied(), best.as_f64());
    assert!(place.read("search.svg").starts_with("<svg"));
    let png = std::fs::read(place.path("front.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
}

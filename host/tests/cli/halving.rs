//! `search --strategy halving`.

use serde_json::json;

use crate::place::{Place, printed};
use crate::without_times::without_times;

const GRID: &str = "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[4], [9], [16]]\n\
                    learning_rate_init = [0.1, 0.01, 0.001]\nmax_iter = 30\n";
const RANGES: &str = "hidden_layer_sizes = { low = 4, high = 17 }\n\
                      learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\nmax_iter = 30\n";

#[test]
fn what_cannot_be_halved_names_its_flag() {
    let place = Place::new();
    place.write("searched.toml", "max_iter = [10, 20]\nalpha = [0.1, 0.2]\n");
    place.write("ranges.toml", RANGES);
    let halving = |flags: &str| format!("search @iris.csv --strategy halving {flags}");
    for (command, named) in [
        (halving("--space searched.toml"), "max_iter is the resource"),
        (halving("--race exact"), "--race: "),
        (halving("--batch 4"), "--batch is for"),
        (halving("--confirm 2"), "--cv shuffled:N"),
        (
            halving("--min-resources 20 --max-resources 10"),
            "--min-resources 20 is more than the 10 epochs of --max-resources",
        ),
        (
            halving("--min-resources 300"),
            "more than the 200 epochs of --max-resources, which are the space's max_iter",
        ),
        (
            halving("--resource n_samples --cv 30"),
            "--min-resources 180 is more than the 150 rows of --max-resources",
        ),
        (
            halving("--resource n_samples --cv 3 --max-resources 200"),
            "--max-resources: the last iteration would take 162 rows, and there are 150",
        ),
        (
            halving("--resource n_samples --min-resources 4"),
            "--min-resources: of 4 of the 150 rows a fold would have none",
        ),
        (
            halving("--resource n_samples --race halving"),
            "--race: the candidates of a halving search do not race",
        ),
        (
            halving("--space ranges.toml --min-resources exhaust"),
            "give --trials N",
        ),
        (
            "search @iris.csv --factor 3".into(),
            "--factor is for --strategy halving",
        ),
        (
            "search @iris.csv --strategy gp --aggressive-elimination".into(),
            "--aggressive-elimination is for --strategy halving",
        ),
    ] {
        let error = place.refused(&command);
        assert!(error.contains(named), "{command}: {error}");
    }
    for (flags, named) in [
        ("--factor 1.9", "a number from 2 on"),
        ("--min-resources 0", "smallest, exhaust, or a number"),
        ("--max-resources all", "auto, or a number"),
        ("--resource folds", "[possible values: max_iter, n_samples]"),
    ] {
        let output = place.run(&halving(flags));
        assert_eq!(output.status.code(), Some(2), "{flags}");
        assert!(printed(&output).1.contains(named), "{flags}");
    }
    assert!(place.files().iter().all(|name| name.ends_with(".toml")));
}

/// Scores on few rows are no match for those on many: the front is of the iteration whose candidates may win.
#[test]
fn the_front_is_of_the_last_iteration() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    for resource in ["n_samples", "max_iter"] {
        let search =
            format!("search @iris.csv --space grid.toml --cv 3 --strategy halving --resource {resource}");
        place.ok(&format!("{search} --seed 1 --quiet --out {resource}"));
        let of = |flag: &str| place.json(&format!("show {resource} {flag} --json"))["trials"].clone();
        let iterations = |trials: serde_json::Value| -> Vec<u64> {
            let iteration = |trial: &serde_json::Value| trial["iter"].as_u64().unwrap();
            trials.as_array().unwrap().iter().map(iteration).collect()
        };
        let last = iterations(of("")).into_iter().max().unwrap();
        let front = iterations(of("--pareto"));
        assert!(last > 0 && !front.is_empty());
        assert!(front.iter().all(|&iteration| iteration == last), "{front:?}");
    }
}

#[test]
fn threads_and_kills_change_no_byte() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.write("ranges.toml", RANGES);
    for (flags, candidates, resources) in [
        ("--space grid.toml", json!([18, 6, 2]), json!([3, 9, 27])),
        (
            "--space grid.toml --trials 8 --factor 2 --min-resources 5 --max-resources 12 --aggressive-elimination",
            json!([8, 4, 2, 1]),
            json!([5, 5, 5, 10]),
        ),
        (
            "--space grid.toml --resource n_samples",
            json!([18, 6]),
            json!([18, 54]),
        ),
        (
            "--space grid.toml --resource n_samples --rng numpy --holdout 0.2 --min-resources 40 --factor 2",
            json!([18, 9]),
            json!([40, 80]),
        ),
        (
            "--space ranges.toml --resource n_samples --max-resources 90 --quantize int8 --select-by int8 --confirm 2 --cv shuffled:3",
            json!([5, 2]),
            json!([18, 54]),
        ),
        (
            "--space ranges.toml --min-resources 3",
            json!([10, 4, 2]),
            json!([3, 9, 27]),
        ),
        (
            "--space grid.toml --quantize int8 --select-by int8 --confirm 2 --cv shuffled:3",
            json!([18, 6, 2]),
            json!([3, 9, 27]),
        ),
    ] {
        let search = |more: &str| {
            let cv = if flags.contains("--cv") { "" } else { "--cv 3" };
            place.ok(&format!(
                "search @iris.csv --strategy halving --quiet {cv} {flags} {more}"
            ))
        };
        search("--out one --jobs 1");
        search("--out eight --jobs 8 --time 2h");
        let one = without_times(&place, "one");
        assert_eq!(one, without_times(&place, "eight"), "{flags}");
        let journal = place.read("one/journal.log");
        let lines: Vec<&str> = journal.lines().collect();
        for kept in [5, lines.len() / 2, lines.len() - 3, lines.len() - 1] {
            place.write("eight/journal.log", lines[..kept].join("\n") + "\n");
            search("--out eight --jobs 2");
            assert_eq!(one, without_times(&place, "eight"), "{flags} after {kept} lines");
        }
        let best = serde_json::from_str::<serde_json::Value>(&place.read("one/best.json")).unwrap();
        assert_eq!(best["n_candidates_"], candidates, "{flags}");
        assert_eq!(best["n_resources_"], resources, "{flags}");
        let last = candidates.as_array().unwrap().len() - 1;
        assert_eq!(
            (&best["iter"], &best["n_resources"]),
            (&json!(last), &resources[last]),
            "{flags}"
        );
        // the fit on all rows has the epochs of the last iteration, or those of the space
        let epochs = if flags.contains("n_samples") {
            assert!(best["params"].get("max_iter").is_none(), "{best}");
            30
        } else {
            assert_eq!(best["params"]["max_iter"], resources[last], "{flags}");
            resources[last].as_u64().unwrap()
        };
        let model = serde_json::from_str::<serde_json::Value>(&place.read("one/model.json")).unwrap();
        assert_eq!(model["params"]["max_iter"], epochs.to_string(), "{flags}");
        let winner = place.json("show one --best --json");
        assert!(
            winner
                .to_string()
                .contains(&format!("\"trial\":{}", best["trial"])),
            "{winner}"
        );
        for study in ["one", "eight"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
}

#[test]
fn an_end_before_the_last_iteration_keeps_whole_iterations_and_goes_on() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    let search = "search @iris.csv --space grid.toml --strategy halving --cv 3 --quiet";
    place.ok(&format!("{search} --out whole"));
    let (_, err) = place.ok(&format!("{search} --out some --target-score 0.1"));
    assert!(
        err.contains("--target-score 0.1 is reached: 18 candidates"),
        "{err}"
    );
    let best = serde_json::from_str::<serde_json::Value>(&place.read("some/best.json")).unwrap();
    assert_eq!(best["n_candidates_"], json!([18]));
    let early = "warning: the search ended before its last iteration: the winner ";
    let says = format!("{early}was fitted for 3 of 27 epochs, and so is its model");
    assert!(err.contains(&says), "{err}");
    let (_, err) = place.ok(&format!("{search} --out some"));
    assert!(!err.contains(early), "{err}");
    assert_eq!(without_times(&place, "whole"), without_times(&place, "some"));
    let rows = format!("{search} --resource n_samples --out rows");
    let (_, err) = place.ok(&format!("{rows} --target-score 0.1"));
    let says = format!("{early}is the best on 18 of 54 rows");
    assert!(err.contains(&says), "{err}");
    let (_, err) = place.ok(&rows);
    assert!(!err.contains(early), "{err}");
    let error = place.refused(&format!("{search} --out some --factor 2"));
    assert!(error.contains("--factor is 3.0 there, 2.0 here"), "{error}");
}

#[test]
fn survivors_go_on_with_their_fits_and_the_command_says_what_that_saves() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    let search = "search @iris.csv --space grid.toml --strategy halving --cv 3";
    let saved = |err: &str| -> Option<usize> {
        let line = err
            .lines()
            .find(|line| line.contains("epochs were not run again"))?;
        line.split(' ').next()?.parse().ok()
    };
    let (_, err) = place.ok(&format!("{search} --out whole"));
    let table = place.read("whole/cv_results.csv");
    assert_eq!(table.lines().count(), 1 + 18 + 6 + 2);
    // 6 of the first iteration had 3 epochs on 3 folds, 2 of the second 9: too few to stop within
    assert_eq!(saved(&err), Some(3 * (6 * 3 + 2 * 9)), "{err}");
    assert_eq!(saved(&place.ok(&format!("{search} --out quiet --quiet")).1), None);
    // what a journal has cannot go on
    let journal = place.read("whole/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    std::fs::create_dir(place.path("cut")).unwrap();
    place.write("cut/journal.log", lines[..4 + 18].join("\n") + "\n");
    let (_, err) = place.ok(&format!("{search} --out cut"));
    assert_eq!(saved(&err), Some(3 * 2 * 9), "{err}");
    assert_eq!(without_times(&place, "whole"), without_times(&place, "cut"));
    let (_, err) = place.ok(&format!("{search} --resource n_samples --out rows"));
    assert_eq!(saved(&err), None, "{err}");
}

#[test]
fn where_all_fits_of_an_iteration_over_rows_fail_none_survives() {
    let place = Place::new();
    place.write(
        "small.toml",
        "alpha = [0.1, 0.01, 0.001]\nearly_stopping = true\nmax_iter = 5\n",
    );
    let search = "search @iris.csv --space small.toml --strategy halving --resource n_samples --cv 3 --quiet";
    // on 8 of 12 rows early stopping holds out 1, and needs 2
    let error = place.refused(&format!("{search} --min-resources 12 --out few"));
    assert!(
        error.contains("early stopping leaves 7 of 8 rows to train on"),
        "{error}"
    );
    assert_eq!(place.read("few/cv_results.csv").lines().count(), 1 + 3);
    place.ok(&format!("{search} --min-resources 50 --out enough"));
    assert_eq!(place.read("enough/cv_results.csv").lines().count(), 1 + 3 + 1);
}

#[test]
fn candidates_beyond_a_limit_take_no_fit_and_do_not_go_on() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    let limit = "--mcu cortex-m4f --limit flash=2100";
    let search = "search @iris.csv --space grid.toml --strategy halving --cv 3 --quiet";
    place.ok(&format!("{search} {limit} --out study"));
    let table = place.read("study/cv_results.csv");
    let later = table.lines().skip(1 + 18);
    assert!(later.clone().count() == 3 + 1);
    assert!(later.clone().all(|row| !row.contains("of 2100")), "{table}");
    assert!(!later.clone().any(|row| row.contains("tanh")), "{table}");
}

/// Few rows have two of the three classes in some folds. scikit-learn 1.9.1: `HalvingGridSearchCV` with `cv=2`,
/// `random_state=8`, `min_resources="smallest"` and a standardised `MLPClassifier(random_state=8, max_iter=5)` on f32.
#[test]
fn folds_with_the_same_few_classes_are_scored_as_scikit_learn_does() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[4], [8]]\nlearning_rate_init = [0.05, 0.01, 0.001]\nmax_iter = 5\n",
    );
    for (scoring, expected) in [
        (
            "neg_log_loss",
            [
                -0.177025, -0.371864, -0.535087, -0.192402, -0.703288, -0.925338, -0.449997, -1.154344,
            ],
        ),
        // whichever of equals goes on first: the last two are in the order of the candidates
        (
            "roc_auc_ovr",
            [1.0, 1.0, 1.0, 1.0, 0.625, 0.0, 0.262963, 0.873251],
        ),
    ] {
        let found = place.json(&format!(
            "search @iris.csv --space space.toml --strategy halving --rng numpy --resource n_samples \
             --min-resources smallest --cv 2 --seed 8 --scoring {scoring} --quantize int8 --out {scoring} --quiet --json"
        ));
        let trials = found["trials"].as_array().unwrap();
        let scores = |column: &str| -> Vec<f64> {
            trials
                .iter()
                .map(|trial| trial[column].as_f64().unwrap())
                .collect()
        };
        let got = scores("mean_test_score");
        assert_eq!(got.len(), expected.len());
        for (got, expected) in got.iter().zip(expected) {
            assert!((got - expected).abs() < 2e-6, "{scoring}: {got} {expected}");
        }
        // int8 is scored on the same folds, and not far from it
        for (int8, score) in scores("mean_test_score_int8").iter().zip(got) {
            assert!((int8 - score).abs() < 0.1, "{scoring}: {int8} {score}");
        }
        let params = &found["best"]["params"];
        assert_eq!(
            (&params["hidden_layer_sizes"], &params["learning_rate_init"]),
            (&json!([8]), &json!(0.05))
        );
    }
}

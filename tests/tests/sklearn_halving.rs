//! Successive halving against scikit-learn's: `golden/halving.json`, which `sklearn/halving.py` writes.
//! The iterations of a table of searches, and whole searches: the same candidates, survivors and winner.
//!
//! Of those over epochs rounding changes no survivor in scikit-learn (`certain`), so here it may not either. It changes
//! 7 of 108 fold scores of scaled digits (`sklearn/README.md`), and none here that decides.

use std::path::Path;

use mcutune::core::params::{Hidden, Value};
use mcutune::{
    Data, Error, Found, HalvingError, HalvingSearch, MinResources, ReadOptions, Rng, Scaling, Space, Task,
    Trial,
};
use serde_json::Value as Json;

fn cases(kind: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/halving.json");
    let all: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases: Vec<_> = all.into_iter().filter(|case| case["kind"] == kind).collect();
    assert!(!cases.is_empty(), "no {kind}");
    cases
}

fn data(name: &str) -> Data {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
    let task = if name == "diabetes" {
        Task::Regress
    } else {
        Task::Classify
    };
    ReadOptions::new().task(task).read(&path).unwrap()
}

/// With the settings of a case, in scikit-learn's words.
fn search<'a>(case: &Json, space: &str) -> HalvingSearch<'a> {
    let space: Space = space.parse().unwrap();
    let mut search = HalvingSearch::new(space);
    if let Some(factor) = case["factor"].as_f64() {
        search = search.factor(factor);
    }
    if let Some(most) = case["max_resources"].as_u64() {
        search = search.max_resources(most as u32);
    }
    if let Some(trials) = case["candidates"].as_u64().filter(|_| case["kind"] == "search") {
        search = search.trials(trials as u32);
    }
    search = match &case["min_resources"] {
        Json::String(word) if word == "smallest" => search.min_resources(MinResources::Smallest),
        Json::String(_) => search.min_resources(MinResources::Exhaust),
        Json::Number(least) => search.min_resources(MinResources::Of(least.as_u64().unwrap() as u32)),
        _ => search,
    };
    search.aggressive_elimination(case["aggressive_elimination"] == true)
}

fn numbers(list: &Json) -> Vec<i64> {
    let numbers = list.as_array().unwrap().iter();
    numbers.map(|number| number.as_f64().unwrap() as i64).collect()
}

/// How many candidates each iteration has, and what it gives them.
fn iterations(found: &Found) -> (Vec<i64>, Vec<i64>) {
    let iterations = found.results().iterations().into_iter();
    iterations
        .map(|(candidates, resources)| (candidates as i64, resources))
        .unzip()
}

#[test]
fn iterations_are_scikit_learns() {
    // fits of one unit that gain nothing and so end soon
    let iris = data("iris");
    let fixed = "hidden_layer_sizes = [[1]]\nn_iter_no_change = 1\ntol = 100.0\nbatch_size = 150\n";
    for case in cases("schedule") {
        let candidates = case["candidates"].as_u64().unwrap();
        let alphas: Vec<String> = (0..candidates).map(|i| format!("{i}e-3")).collect();
        let space = format!("{fixed}alpha = [{}]\n", alphas.join(", "));
        let found = search(&case, &space).cv(2).fit(&iris);
        match (case["error"].as_str(), found) {
            (Some(_), Err(Error::Halving(HalvingError::MinAboveMax { .. }))) => {}
            (None, Ok(found)) => {
                let expected = (numbers(&case["n_candidates"]), numbers(&case["n_resources"]));
                assert_eq!(iterations(&found), expected, "{case}");
            }
            (_, other) => panic!("{case}: {:?}", other.err()),
        }
    }
}

/// As the golden files write a candidate.
fn describe(trial: &Trial) -> String {
    let layers = |hidden: Hidden| -> String {
        let widths: Vec<_> = hidden.widths().iter().map(u16::to_string).collect();
        widths.join("-")
    };
    let value = |value: Value| match value {
        Value::Word(word) => word.as_str().to_owned(),
        Value::Float(number) => number.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Layers(hidden) => layers(hidden),
        other => panic!("{other:?}"),
    };
    let items: Vec<_> = trial.params().iter().map(|(_, v)| value(v)).collect();
    items.join(" ")
}

/// A search of a case, and the columns of its table.
fn found(case: &Json) -> (Found, Vec<String>) {
    let scaling = match case["scaled"] == true {
        true => Scaling::Standard,
        false => Scaling::None,
    };
    let directory = tempfile::tempdir().unwrap();
    let search = search(case, case["space"].as_str().unwrap())
        .cv(3)
        .seed(case["seed"].as_u64().unwrap() as u32)
        .scaling(scaling)
        .rng(Rng::Numpy)
        .study(directory.path());
    let found = search.fit(&data(case["data"].as_str().unwrap())).unwrap();
    let table = std::fs::read_to_string(directory.path().join("cv_results.csv")).unwrap();
    let header = table.lines().next().unwrap().split(',').map(str::to_owned);
    (found, header.collect())
}

#[test]
fn searches_over_epochs_have_scikit_learns_survivors() {
    for case in cases("search")
        .iter()
        .filter(|case| case["resource"] == "max_iter")
    {
        let name = format!("{} {}", case["data"], case["candidates"]);
        let (found, header) = found(case);
        assert_eq!(case["certain"], true, "{name}");
        let expected = (numbers(&case["n_candidates"]), numbers(&case["n_resources_"]));
        assert_eq!(iterations(&found), expected, "{name}");
        let columns = case["columns"].as_array().unwrap();
        assert_eq!(header[..columns.len()], *columns, "{name}");
        let rows = case["rows"].as_array().unwrap();
        let (mut equal, mut scores) = (0, 0);
        assert_eq!(found.trials().len(), rows.len(), "{name}");
        for (trial, row) in found.trials().iter().zip(rows) {
            assert_eq!(describe(trial), row["params"], "{name}: {row}");
            let columns = [("iter", &row["iter"]), ("n_resources", &row["n_resources"])];
            for ((column, value), (golden, number)) in trial.columns().iter().zip(columns) {
                assert_eq!(
                    (column.as_str(), *value),
                    (golden, Value::Int(number.as_i64().unwrap()))
                );
            }
            for (ours, theirs) in trial
                .split_test_scores()
                .iter()
                .zip(row["scores"].as_array().unwrap())
            {
                let theirs = theirs.as_f64().unwrap_or(f64::NAN);
                scores += 1;
                equal += usize::from((ours - theirs).abs() <= 1e-3 * theirs.abs().max(1.0));
            }
        }
        println!("{name}: {equal} of {scores} fold scores are equal");
        assert!(equal * 100 >= scores * 90, "{name}: {equal} of {scores}");
        assert_eq!(
            found.best_trial().number() as u64,
            case["best_index"].as_u64().unwrap(),
            "{name}"
        );
    }
}

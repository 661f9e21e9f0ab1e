//! The kinds of folds that a search takes, fold by fold as scikit-learn's: `golden/folds.json`, which
//! `sklearn/splits.py` writes.

use std::collections::BTreeMap;
use std::path::Path;

use mcutune::{Cv, Data, FoldRows, ReadOptions, Rng, Task};
use serde_json::Value;

fn integers(list: &Value) -> Vec<i64> {
    let list = list.as_array().unwrap();
    list.iter().map(|v| v.as_i64().unwrap()).collect()
}

/// A feature and, where the case has it, a column of groups or of folds; classes, or as many values.
fn data(case: &Value) -> Data {
    let column = [&case["groups"], &case["fold"]]
        .into_iter()
        .find(|list| list.is_array());
    let column = column.map(integers);
    let labels = case["y"].is_array().then(|| integers(&case["y"]));
    let rows = column
        .as_ref()
        .or(labels.as_ref())
        .map_or(case["n"].as_u64().unwrap_or(0) as usize, Vec::len);
    let x: Vec<f64> = (0..rows)
        .flat_map(|row| {
            [
                row as f64,
                column.as_ref().map_or(0.0, |column| column[row] as f64),
            ]
        })
        .collect();
    let options = ReadOptions::new();
    let options = if column.is_some() {
        options.groups("1")
    } else {
        options
    };
    match labels {
        Some(labels) => options.task(Task::Classify).from_rows(&x, 2, &labels).unwrap(),
        None => {
            let values: Vec<f64> = (0..rows).map(|row| row as f64 + 0.5).collect();
            options.task(Task::Regress).from_rows(&x, 2, &values).unwrap()
        }
    }
}

fn rows(list: &Value) -> Vec<u32> {
    integers(list).into_iter().map(|row| row as u32).collect()
}

#[test]
fn every_fold_is_scikit_learns() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/folds.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for case in &cases {
        let kind = case["kind"].as_str().unwrap();
        let cv: Cv = match kind {
            "column" => Cv::Column("1".into()),
            "loo" => Cv::LeaveOneOut,
            "repeated" => format!("repeated:{}x{}", case["k"], case["times"])
                .parse()
                .unwrap(),
            kind => format!("{kind}:{}", case["k"]).parse().unwrap(),
        };
        let context = format!("{kind} {}", case["name"]);
        let data = data(case);
        let seed = case["seed"].as_u64().unwrap_or_default() as u32;
        let got = cv.split(&data, Rng::Numpy, seed);
        let folds = case["rows"].as_array();
        match (&got, folds) {
            (Ok(got), Some(folds)) => {
                let expected = folds.iter().map(|fold| FoldRows {
                    train: rows(&fold["train"]),
                    test: rows(&fold["test"]),
                });
                assert!(got.iter().cloned().eq(expected), "{context}: {got:?}");
            }
            (Err(error), None) => {
                let message = case["rows"]["error"].as_str().unwrap();
                let same = match kind {
                    "group" | "stratified-group" if message.contains("number of groups") => {
                        error.to_string().contains("groups")
                    }
                    _ => message.contains("class") && error.to_string().contains("class"),
                };
                assert!(same, "{context}: {error}, where scikit-learn says {message}");
            }
            _ => panic!("{context}: {got:?}, where scikit-learn has {}", case["rows"]),
        }
        *seen.entry((kind.to_owned(), got.is_ok())).or_default() += 1;
    }
    for kind in [
        "group",
        "stratified-group",
        "time-series",
        "shuffle-split",
        "repeated",
        "column",
    ] {
        assert!(seen[&(kind.to_owned(), true)] >= 20, "{seen:?}");
    }
    assert_eq!(seen[&("loo".to_owned(), true)], 2);
    assert!(seen[&("group".to_owned(), false)] >= 5, "{seen:?}");
}

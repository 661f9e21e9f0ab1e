//! Folds, splits and scores against those that scikit-learn gave: `golden/splits.json` and
//! `golden/scores.json`, which `sklearn/make_golden.py` writes.

use std::collections::BTreeMap;
use std::path::Path;

use mcutune::Rng;
use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::folds::{assign_folds, held_out, scratch, shuffle_folds, shuffle_split, stratified_split};
use mcutune_core::score::{Scoring, score, score_scratch, score_weighted, weighted_score_scratch};
use serde_json::Value;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn golden(name: &str) -> Vec<Value> {
    serde_json::from_str(&file(name)).unwrap()
}

fn rows<T: TryFrom<u64>>(list: &Value) -> Vec<T> {
    let row = |v: &Value| T::try_from(v.as_u64().unwrap()).ok().unwrap();
    list.as_array().unwrap().iter().map(row).collect()
}

/// The values of a list, or of a list of lists in a row; NaN is written as text.
fn floats(list: &Value) -> Vec<f32> {
    match list {
        Value::Array(items) => items.iter().flat_map(floats).collect(),
        Value::String(text) => vec![text.parse().unwrap()],
        other => vec![other.as_f64().unwrap() as f32],
    }
}

/// Numbers labels in sorted order, as scikit-learn's `np.unique` does.
fn numbered(labels: &[i64], all: &[i64]) -> Vec<u16> {
    let mut classes = all.to_vec();
    classes.sort_unstable();
    classes.dedup();
    let number = |label| classes.binary_search(label).unwrap() as u16;
    labels.iter().map(number).collect()
}

fn integers(list: &Value) -> Vec<i64> {
    let integer = |v: &Value| v.as_i64().unwrap();
    list.as_array().unwrap().iter().map(integer).collect()
}

/// The labels of a case: its own, or those of a bundled set. In scikit-learn's sets the classes
/// appear in the order of their numbers.
fn labels(case: &Value) -> Vec<u16> {
    if case["y"].is_array() {
        let own = integers(&case["y"]);
        return numbered(&own, &own);
    }
    let text = file(&format!("../host/data/{}.csv", case["name"].as_str().unwrap()));
    let mut names = Vec::new();
    let of_line = |line: &str| {
        let name = line.rsplit(',').next().unwrap().to_owned();
        names.iter().position(|n| *n == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        }) as u16
    };
    text.lines().skip(1).map(of_line).collect()
}

fn classes(labels: &[u16]) -> usize {
    labels.iter().max().map_or(0, |&label| usize::from(label) + 1)
}

/// Shuffled where there is a seed.
fn folds(target: &Target, rows: usize, splits: usize, case: &Value) -> Result<Vec<u8>, Error> {
    let (mut fold_of, mut memory) = (vec![0; rows], vec![0; scratch(rows, 10)]);
    assign_folds(target, splits, &mut fold_of, &mut memory)?;
    if let Some(seed) = case["seed"].as_u64() {
        let mut random = Rng::Numpy.start(seed as u32);
        shuffle_folds(target, &mut random, &mut fold_of, &mut memory)?;
    }
    Ok(fold_of)
}

/// Train and test rows: stratified where there are labels.
fn split(labels: Option<&[u16]>, rows: usize, case: &Value) -> Result<(Vec<u32>, Vec<u32>), Error> {
    let n_test = held_out(rows, case["fraction"].as_f64().unwrap())?;
    let mut random = Rng::Numpy.start(case["seed"].as_u64().unwrap() as u32);
    let (mut train, mut test) = (vec![0; rows - n_test], vec![0; n_test]);
    let memory = &mut vec![0; scratch(rows, 10)];
    match labels {
        Some(labels) => {
            let label_of = |row: usize| usize::from(labels[row]);
            let classes = classes(labels);
            stratified_split(label_of, classes, &mut random, &mut train, &mut test, memory)?;
        }
        None => shuffle_split(&mut random, &mut train, &mut test, memory)?,
    }
    Ok((train, test))
}

/// The error that scikit-learn's message stands for.
fn same_error(error: Error, message: &str) -> bool {
    match error {
        Error::ClassTooSmall { .. } => message.contains("number of members in each class"),
        Error::TooFewRows { .. } => {
            message.contains("equal to the number of classes") || message.contains("number of samples")
        }
        _ => false,
    }
}

#[test]
fn every_row_is_where_scikit_learn_puts_it() {
    let mut seen = BTreeMap::new();
    for case in golden("golden/splits.json") {
        let kind = case["kind"].as_str().unwrap().to_owned();
        let context = format!("{kind} {} {}", case["name"], case["seed"]);
        let n = case["n"].as_u64().map(|n| n as usize);
        if kind.ends_with("kfold") {
            let splits = case["k"].as_u64().unwrap() as usize;
            let got = if let Some(n) = n {
                let values = &vec![0.0; n];
                folds(&Target::Values { values, outputs: 1 }, n, splits, &case)
            } else {
                let labels = &labels(&case);
                let classes = classes(labels);
                folds(&Target::Classes { labels, classes }, labels.len(), splits, &case)
            };
            match got {
                Ok(folds) => assert_eq!(folds, rows::<u8>(&case["folds"]), "{context} {splits}"),
                Err(error) => assert!(same_error(error, case["folds"]["error"].as_str().unwrap())),
            }
        } else {
            let got = if let Some(n) = n {
                split(None, n, &case)
            } else {
                let labels = labels(&case);
                split(Some(&labels), labels.len(), &case)
            };
            match got {
                Ok((train, test)) => {
                    assert_eq!(train, rows::<u32>(&case["rows"]["train"]), "{context}");
                    assert_eq!(test, rows::<u32>(&case["rows"]["test"]), "{context}");
                }
                Err(error) => assert!(same_error(error, case["rows"]["error"].as_str().unwrap())),
            }
        }
        *seen.entry(kind).or_insert(0) += 1;
    }
    let kinds = [
        "kfold",
        "shuffle_split",
        "shuffled_kfold",
        "shuffled_stratified_kfold",
        "stratified_kfold",
        "stratified_split",
    ];
    assert!(seen.keys().eq(kinds), "{seen:?}");
    assert!(seen.values().all(|&cases| cases >= 20), "{seen:?}");
}

/// What the network would have answered for these classes: certainty.
fn certain(predicted: &[u16], classes: usize) -> Vec<f32> {
    if classes <= 2 {
        return predicted.iter().map(|&class| f32::from(class)).collect();
    }
    let row = |&class: &u16| (0..classes).map(move |c| f32::from(u8::from(c == usize::from(class))));
    predicted.iter().flat_map(row).collect()
}

/// Sums of a few f64 in another order.
const F64: f64 = 1e-14;
/// The same of numbers that weights have made no whole ones.
const WEIGHTED: f64 = 1e-12;
/// The logarithms and sums of scikit-learn's log-loss are f32 where the probabilities are.
const F32: f64 = 1e-6;

#[test]
fn every_score_is_scikit_learns() {
    let mut seen = BTreeMap::new();
    for case in golden("golden/scores.json") {
        let kind = case["kind"].as_str().unwrap().to_owned();
        let (labels, values, predicted, classes);
        let target = match kind.as_str() {
            "labels" => {
                let (truth, chosen) = (integers(&case["y"]), integers(&case["predicted"]));
                let all = [truth.as_slice(), chosen.as_slice()].concat();
                let binary = all.iter().all(|label| (0..2).contains(label));
                // without gaps of their own, or 0 and 1 whether both occur or not
                let all = if binary { vec![0, 1] } else { all };
                labels = numbered(&truth, &all);
                let chosen = numbered(&chosen, &all);
                classes = self::classes(&[labels.as_slice(), &chosen].concat()).max(2);
                predicted = certain(&chosen, classes);
                Target::Classes {
                    labels: &labels,
                    classes,
                }
            }
            "binary" | "multiclass" => {
                labels = rows::<u16>(&case["y"]);
                predicted = floats(&case["p"]);
                classes = (predicted.len() / labels.len()).max(2);
                Target::Classes {
                    labels: &labels,
                    classes,
                }
            }
            "multilabel" => {
                labels = case["y"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .flat_map(rows::<u16>)
                    .collect();
                predicted = floats(&case["p"]);
                let outputs = labels.len() / case["y"].as_array().unwrap().len();
                classes = outputs;
                Target::Multilabel {
                    labels: &labels,
                    outputs,
                }
            }
            _ => {
                values = floats(&case["y"]);
                predicted = floats(&case["predicted"]);
                let outputs = values.len() / case["y"].as_array().unwrap().len();
                classes = 0;
                Target::Values {
                    values: &values,
                    outputs,
                }
            }
        };
        let rows = case["y"].as_array().unwrap().len();
        let weights = case.get("weights").map(floats);
        for (name, expected) in case["scores"].as_object().unwrap() {
            if name == "errors" {
                continue;
            }
            let weighed = if weights.is_some() { ", weighted" } else { "" };
            let context = format!("{name} of {kind} {}{weighed}", case["name"]);
            let scoring = Scoring::from_name(name).unwrap();
            let memory = &mut vec![0; weighted_score_scratch(rows, classes)];
            let got = match &weights {
                None => {
                    let memory = &mut memory[..score_scratch(rows, classes)];
                    score(scoring, &target, &predicted, memory)
                }
                Some(weights) => score_weighted(scoring, &target, weights, &predicted, memory),
            };
            let got = got.expect(&context);
            match expected.as_f64() {
                Some(expected) => {
                    let bound = match scoring {
                        Scoring::NegLogLoss => F32 * expected.abs(),
                        Scoring::D2LogLossScore => F32 * expected.abs().max(1.0),
                        // sums in another order of numbers that are not whole, and 1 less a share of nearly all
                        _ if weights.is_some() => WEIGHTED * expected.abs().max(1.0),
                        // 1 less a quotient, and a logarithm less another
                        Scoring::D2BrierScore
                        | Scoring::ExplainedVariance
                        | Scoring::D2AbsoluteErrorScore
                        | Scoring::NegMeanSquaredLogError
                        | Scoring::NegRootMeanSquaredLogError
                        | Scoring::NegMeanPoissonDeviance
                        | Scoring::NegMeanGammaDeviance => F64 * expected.abs().max(1.0),
                        _ => F64 * expected.abs(),
                    };
                    let near = (got - expected).abs() <= bound;
                    assert!(near, "{context}: {got}, not {expected}");
                }
                // the golden file's estimator has seen only class 0; one that knows both has 0
                None if scoring.takes_positive() && kind == "labels" => assert_eq!(got, 0.0, "{context}"),
                // 1 less what is divided by 0
                None if got == f64::NEG_INFINITY => assert_eq!(expected, "-inf", "{context}"),
                None => assert!(got.is_nan(), "{context}: {got}, not NaN"),
            }
            *seen.entry((weights.is_some(), name.clone())).or_insert(0) += 1;
        }
    }
    let of_many = &Target::Classes {
        labels: &[],
        classes: 3,
    };
    for scoring in Scoring::ALL {
        for weighted in [false, true] {
            let cases = seen.get(&(weighted, scoring.name().to_owned()));
            match weighted && !scoring.takes_weights(of_many) && !scoring.name().starts_with("roc_auc") {
                true => assert_eq!(cases, None, "{}", scoring.name()),
                false => assert!(cases.is_some_and(|&n| n >= 5), "{} in {seen:?}", scoring.name()),
            }
        }
    }
}

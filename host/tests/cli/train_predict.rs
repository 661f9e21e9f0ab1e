//! `train`, `predict` and `evaluate`.

use serde_json::Value;

use crate::place::{Place, data};

#[test]
fn a_trained_model_predicts() {
    for (file, good) in [("iris.csv", 140), ("breast_cancer.csv", 540)] {
        let place = Place::new();
        place.ok(&format!("train @{file} --set max_iter=300"));
        let (answers, _) = place.ok(&format!("predict model.json @{file}"));
        let truth = std::fs::read_to_string(data(file)).unwrap();
        let pairs = answers.lines().zip(truth.lines()).skip(1);
        let right = pairs.filter(|(a, t)| t.rsplit(',').next() == Some(a)).count();
        assert_eq!(answers.lines().count(), truth.trim_end().lines().count());
        assert!(right >= good, "{file}: {right}");
        let json = place.json(&format!("predict . @{file} --proba --json"));
        for row in json["probabilities"].as_array().unwrap() {
            let sum: f64 = row.as_array().unwrap().iter().filter_map(|p| p.as_f64()).sum();
            assert!((sum - 1.0).abs() < 1e-5);
        }
    }
}

#[test]
fn evaluate_gives_every_score_that_suits() {
    for (file, first, count) in [
        ("iris.csv", "accuracy", 7),
        ("breast_cancer.csv", "accuracy", 9),
        ("diabetes.csv", "r2", 4),
    ] {
        let place = Place::new();
        place.ok(&format!("train @{file} --set max_iter=300"));
        let scores = place.json(&format!("evaluate model.json @{file} --json"));
        let others = ["understood", "warnings"];
        let named = scores
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| !others.contains(&name.as_str()));
        assert_eq!(named.count(), count, "{scores}");
        // what `train` recorded for the same rows
        let model: Value = serde_json::from_str(&place.read("model.json")).unwrap();
        assert_eq!(scores[first], model["scores"][format!("train_{first}")]);
    }
}

#[test]
fn columns_are_found_by_name() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=20");
    let (as_trained, _) = place.ok("predict model.json @iris.csv --proba");
    let iris = std::fs::read_to_string(data("iris.csv")).unwrap();
    let turned: String = iris
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split(',').rev().collect();
            format!("{},more\n", fields.join(","))
        })
        .collect();
    place.write("turned.csv", turned);
    let (out, _) = place.ok("predict model.json turned.csv --proba");
    assert_eq!(out, as_trained, "in another order, with a column too many");
    let short: String = iris
        .lines()
        .map(|line| line.split_once(',').map_or("", |(_, rest)| rest).to_owned() + "\n")
        .collect();
    place.write("short.csv", short);
    let error = place.refused("predict model.json short.csv");
    assert!(error.contains("`sepal_length_cm`"), "{error}");
}

#[test]
fn texts_that_the_model_has_not_seen_are_warned_of() {
    let place = Place::new();
    let rows = "red,1,x\nblue,2,z\nred,3,x\nblue,4,z\n";
    place.write("seen.csv", "colour,b,y\n".to_owned() + rows);
    place.write("new.csv", "colour,b,y\nred,1,x\ngreen,2,z\n,3,x\ngrey,4,z\n");
    place.ok("train seen.csv --categorical one-hot --missing mean --set max_iter=5");
    assert_eq!(place.ok("predict model.json seen.csv --quiet").1, "");
    for command in ["predict", "evaluate"] {
        let (_, err) = place.ok(&format!("{command} model.json new.csv --quiet"));
        assert_eq!(
            err,
            "warning: new.csv:3: 2 rows have a text in column `colour` that the model has not seen; \
             they are taken for none of its categories\n"
        );
    }
}

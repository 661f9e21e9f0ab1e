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
        ("iris.csv", "accuracy", 25),
        ("breast_cancer.csv", "accuracy", 31),
        ("diabetes.csv", "r2", 13),
    ] {
        let place = Place::new();
        place.ok(&format!("train @{file} --set max_iter=300"));
        let scores = place.json(&format!("evaluate model.json @{file} --json"));
        let others = ["report", "understood", "warnings"];
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

#[test]
fn every_row_has_its_answer() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=1");
    let error = place.refused("predict model.json @iris.csv --missing drop");
    assert!(error.contains("--missing drop would leave rows out"), "{error}");
}

/// The last column of data without names is compared with, whatever it is called.
#[test]
fn a_model_without_names_is_judged_by_the_column_that_is_said() {
    let place = Place::new();
    let iris = std::fs::read_to_string(crate::place::data("iris.csv")).unwrap();
    let (_, rows) = iris.split_once('\n').unwrap();
    place.write("rows.csv", rows);
    place.ok("train rows.csv --no-header --set max_iter=5");
    let (own, _) = place.ok("evaluate model.json rows.csv --no-header");
    let (named, err) = place.ok("evaluate model.json @iris.csv");
    assert_eq!(named, own);
    assert!(
        err.contains("compared with the column `species`") && !err.contains("not used"),
        "{err}"
    );
    // a row that is taken for names is lost
    for command in ["evaluate", "predict"] {
        let (_, err) = place.ok(&format!("{command} model.json rows.csv"));
        assert!(
            err.contains("the columns' names are numbers") && err.contains("--no-header"),
            "{err}"
        );
    }
}

#[test]
fn advice_is_what_the_command_can_do() {
    let place = Place::new();
    let diabetes = std::fs::read_to_string(crate::place::data("diabetes.csv")).unwrap();
    let (head, rows) = diabetes.split_once('\n').unwrap();
    let text: String = rows
        .lines()
        .map(|row| row.rsplit_once(',').unwrap().0.to_owned() + ",high\n")
        .collect();
    place.write("text.csv", format!("{head}\n{text}"));
    place.ok("train @diabetes.csv --set max_iter=1 -o value.json");
    place.ok("train @iris.csv --set max_iter=1");
    for (arguments, says, not) in [
        ("evaluate value.json text.csv", "cannot be regressed", "--task"),
        ("train text.csv --task regress", "--task classify", "nothing"),
        (
            "evaluate model.json @iris.csv --target sepal_length_cm",
            "is a feature of the model",
            "not there",
        ),
        (
            "train @iris.csv --center petal_width_cm --drop petal_width_cm",
            "leave out `--center",
            "no column",
        ),
        (
            "train @iris.csv --center 3 --drop petal_width_cm",
            "leave out `--center",
            "no column",
        ),
        (
            "train @iris.csv --scale-target standard",
            "has classes: leave it out",
            "--task",
        ),
        (
            "train @digits.csv --scale-target standard",
            "give --task regress",
            "nothing",
        ),
        ("predict model.json @digits.csv", "which is not there", "--target"),
        (
            "predict model.json rows.csv --no-header",
            "where the model takes 4",
            "--target",
        ),
        (
            "evaluate model.json rows.csv --no-header",
            "where the model takes 4",
            "nothing",
        ),
    ] {
        place.write("rows.csv", "a,b,c\n1,2,3\n");
        let error = place.refused(arguments);
        assert!(error.contains(says) && !error.contains(not), "{error}");
    }
}

#[test]
fn a_model_keeps_what_stands_for_a_missing_value() {
    let place = Place::new();
    let rows = (0..30).map(|i| {
        let a = if i % 7 == 3 {
            "-200".to_owned()
        } else {
            format!("{i}.5")
        };
        format!("{a},{},{}\n", i % 4, ["x", "y"][i / 15])
    });
    place.write("gaps.csv", "a,b,y\n".to_owned() + &rows.collect::<String>());
    place.ok("train gaps.csv --missing-values -200 --missing mean --set max_iter=20 --quiet -o model.json");
    place.write("two.csv", "a,b\n-200,1\n,1\n");
    let (out, _) = place.ok("predict model.json two.csv --proba --quiet");
    let answers: Vec<&str> = out.lines().skip(1).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_number_in_another_spelling_than_a_model_takes_names_the_flag() {
    let place = Place::new();
    let rows = (0..20).map(|i| format!("{i},5;{};{}\n", i % 4, ["x", "y"][i / 10]));
    place.write("comma.csv", "a;b;y\n".to_owned() + &rows.collect::<String>());
    place.ok("train comma.csv --set max_iter=5 --quiet -o model.json");
    place.write("both.csv", "a;b\n1.250;3,5\n1.350;4,5\n");
    let error = place.refused("predict model.json both.csv");
    assert!(
        error.contains("`1.250`") && error.contains("--decimal ,"),
        "{error}"
    );
}

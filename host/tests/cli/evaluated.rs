//! `evaluate`: what each class is taken for, and how far answers are off.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::place::{Place, data, printed};

/// The truth in the last column, and what `predict` answers.
fn pairs(place: &Place, model: &str, file: &str, flags: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(data(file)).unwrap();
    let truths = text
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap().to_owned());
    let (answers, _) = place.ok(&format!("predict {model} @{file} --quiet {flags}"));
    truths.zip(answers.lines().skip(1).map(str::to_owned)).collect()
}

/// What scikit-learn's definitions make of pairs of a class and an answer.
fn expected(pairs: &[(String, String)]) -> Value {
    let mut names: Vec<&String> = pairs.iter().flat_map(|(truth, answer)| [truth, answer]).collect();
    // classes that are numbers count as these
    names.sort_by_key(|name| (name.parse::<u32>().ok(), (*name).clone()));
    names.dedup();
    let count = |of: &dyn Fn(&(String, String)) -> bool| pairs.iter().filter(|pair| of(pair)).count() as f64;
    let share = |part: f64, of: f64| if of == 0.0 { 0.0 } else { part / of };
    let classes: Vec<Value> = names
        .iter()
        .map(|&name| {
            let right = count(&|(truth, answer)| truth == name && answer == name);
            let (of, taken) = (
                count(&|(truth, _)| truth == name),
                count(&|(_, answer)| answer == name),
            );
            json!({"class": name, "precision": share(right, taken), "recall": share(right, of),
                "f1-score": share(2.0 * right, of + taken), "support": of as u64})
        })
        .collect();
    let row = |truth: &&String| -> Vec<u64> {
        let rows = |answer: &&String| count(&|pair| pair.0 == **truth && pair.1 == **answer) as u64;
        names.iter().map(rows).collect()
    };
    json!({"classes": classes, "confusion_matrix": names.iter().map(row).collect::<Vec<_>>()})
}

#[test]
fn classes_are_those_of_the_answers_in_both_numbers() {
    for file in ["iris.csv", "breast_cancer.csv", "digits.csv"] {
        let place = Place::new();
        place.ok(&format!(
            "train @{file} --set max_iter=12 --set hidden_layer_sizes=6 --quiet"
        ));
        for flags in ["", "--dtype int8"] {
            let scores = place.json(&format!("evaluate model.json @{file} --json --quiet {flags}"));
            let report = &scores["report"];
            let expected = expected(&pairs(&place, "model.json", file, flags));
            assert_eq!(report["classes"], expected["classes"], "{file} {flags}");
            assert_eq!(
                report["confusion_matrix"], expected["confusion_matrix"],
                "{file} {flags}"
            );
            // one owner: the scores by their names are these
            assert_eq!(report["accuracy"], scores["accuracy"]);
            for (of, name) in [("macro avg", "f1_macro"), ("weighted avg", "f1_weighted")] {
                let (a, b) = (
                    report[of]["f1-score"].as_f64().unwrap(),
                    scores[name].as_f64().unwrap(),
                );
                assert!((a - b).abs() < 1e-14, "{name}: {a}, {b}");
            }
            if file == "breast_cancer.csv" {
                for (of, name) in [
                    ("precision", "precision"),
                    ("recall", "recall"),
                    ("f1-score", "f1"),
                ] {
                    assert_eq!(report["classes"][1][of], scores[name]);
                }
            }
        }
    }
}

#[test]
fn tables_fit_80_columns() {
    let place = Place::new();
    place.ok("train @digits.csv --set max_iter=3 --set hidden_layer_sizes=4 --quiet");
    let (out, _) = place.ok("evaluate model.json @digits.csv --quiet");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    for part in ["accuracy: ", "f1-score", "macro avg", "weighted avg", "taken for"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    // each class has its row of rows
    let (_, matrix) = out.split_once("taken for:").unwrap();
    let rows: Vec<Vec<u64>> = matrix
        .lines()
        .filter_map(|line| line.split_whitespace().map(|word| word.parse().ok()).collect())
        .filter(|row: &Vec<u64>| row.len() == 11)
        .collect();
    assert_eq!(
        rows.iter().flat_map(|row| &row[1..]).sum::<u64>(),
        1797,
        "{matrix}"
    );
    // one score is one line
    let (out, _) = place.ok("evaluate model.json @digits.csv --quiet --scoring accuracy");
    assert_eq!(out.lines().count(), 1, "{out}");
}

/// 40 classes with long names, of which a network that has learnt little takes many for others.
#[test]
fn many_classes_stay_readable() {
    let place = Place::new();
    let mut rows = String::from("a,b,label\n");
    for i in 0..400_u32 {
        let class = i % 40;
        let name = format!("a class with a name that is long, number {class:02}");
        writeln!(rows, "{},{},\"{name}\"", class + i * 7 % 5, i * 13 % 11).unwrap();
    }
    place.write("many.csv", &rows);
    place.ok("train many.csv --set max_iter=20 --quiet");
    let (out, _) = place.ok("evaluate model.json many.csv --quiet");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(out.contains("the 30 of "), "{out}");
    assert!(out.contains("the 12 commonest of "), "{out}");
    let report = place.json("evaluate model.json many.csv --quiet --json")["report"].clone();
    let matrix = report["confusion_matrix"].as_array().unwrap();
    let all: u64 = matrix
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(all, 400);
    // the first mistake that is listed is the commonest
    let most = matrix.iter().enumerate().flat_map(|(truth, row)| {
        let counts = row.as_array().unwrap().iter().enumerate();
        counts
            .filter(move |(answer, _)| *answer != truth)
            .filter_map(|(_, count)| count.as_u64())
    });
    let (_, listed) = out.split_once("kinds of mistakes").unwrap();
    let first = listed.lines().find(|line| line.contains(" %")).unwrap();
    let words: Vec<&str> = first.split_whitespace().collect();
    assert_eq!(words[words.len() - 3].parse::<u64>().ok(), most.max(), "{first}");
}

#[test]
fn values_are_off_as_numpy_says() {
    let place = Place::new();
    place.ok("train @diabetes.csv --set max_iter=30 --quiet");
    for flags in ["", "--dtype int8"] {
        let scores = place.json(&format!(
            "evaluate model.json @diabetes.csv --json --quiet {flags}"
        ));
        let report = &scores["report"];
        let number = |name: &str| report[name].as_f64().unwrap();
        let pairs = pairs(&place, "model.json", "diabetes.csv", flags);
        let pairs: Vec<(f64, f64)> = pairs
            .iter()
            .map(|(truth, answer)| (truth.parse().unwrap(), answer.parse::<f32>().unwrap().into()))
            .collect();
        let residuals: Vec<f64> = pairs.iter().map(|(truth, answer)| truth - answer).collect();
        let near = |name: &str, expected: f64| {
            let got = number(name);
            assert!(
                (got - expected).abs() < 1e-9 * expected.abs().max(1.0),
                "{name}: {got}, {expected}"
            );
        };
        let rows = residuals.len() as f64;
        near("bias", residuals.iter().sum::<f64>() / rows);
        near(
            "mean_absolute_error",
            -scores["neg_mean_absolute_error"].as_f64().unwrap(),
        );
        near(
            "root_mean_squared_error",
            -scores["neg_root_mean_squared_error"].as_f64().unwrap(),
        );
        let mut sorted = residuals.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let at = share * (rows - 1.0);
            let (low, high) = (
                sorted[at as usize],
                sorted[(at as usize + 1).min(sorted.len() - 1)],
            );
            low + (high - low) * (at % 1.0)
        };
        for (name, share) in [
            ("min", 0.0),
            ("25%", 0.25),
            ("50%", 0.5),
            ("75%", 0.75),
            ("max", 1.0),
        ] {
            let got = report["residuals"][name].as_f64().unwrap();
            assert!((got - at(share)).abs() < 1e-9, "{name}: {got}");
        }
        let worst = residuals.iter().enumerate().fold(0, |worst, (row, residual)| {
            if residual.abs() > residuals[worst].abs() {
                row
            } else {
                worst
            }
        });
        assert_eq!(report["largest"]["row"], worst);
        assert_eq!(number("max_error"), residuals[worst].abs());
        let line = format!("diabetes.csv:{}", worst + 2);
        assert!(
            report["largest"]["at"].as_str().unwrap().ends_with(&line),
            "{report}"
        );
        let (out, _) = place.ok(&format!("evaluate model.json @diabetes.csv --quiet {flags}"));
        assert!(out.contains("largest error: ") && out.contains(&line), "{out}");
    }
}

#[test]
fn rows_held_out_are_reported_as_they_are_scored() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 30\n");
    for (file, score) in [
        ("iris.csv", "accuracy"),
        ("diabetes.csv", "neg_mean_absolute_error"),
    ] {
        let search =
            format!("search @{file} --space space.toml --cv 2 --holdout 0.3 --scoring {score} --quiet");
        let found = place.json(&format!("{search} --quantize int8 --json --out {score}"));
        for (report, of) in [("holdout_report", "score"), ("holdout_report_int8", "score_int8")] {
            let expected = found["best"]["holdout"][of].as_f64().unwrap();
            let got = match score {
                "accuracy" => found[report]["accuracy"].as_f64().unwrap(),
                _ => -found[report]["mean_absolute_error"].as_f64().unwrap(),
            };
            assert!((got / expected - 1.0).abs() < 1e-6, "{report}: {got}, {expected}");
        }
        let rows = found["best"]["holdout"]["rows"].as_u64().unwrap();
        let of_report = match score {
            "accuracy" => found["holdout_report"]["macro avg"]["support"].as_u64(),
            _ => found["holdout_report"]["rows"].as_u64(),
        };
        assert_eq!(of_report, Some(rows));
        // the command that is named makes the page
        let (out, _) = place.ok(&format!("{search} --out {score}.text"));
        let command = out
            .lines()
            .find_map(|line| line.strip_prefix("rows held out, "))
            .unwrap();
        let (_, command) = command.split_once(": mcutune ").unwrap();
        place.ok(command);
        let page = out.lines().any(|line| line.ends_with(".html"));
        assert!(page, "{out}");
        let none = place.json(&format!("{search} --json --out none.{score}").replace("--holdout 0.3", ""));
        assert!(none.get("holdout_report").is_none());
    }
    // stdin is not read twice
    let mut piped = place.command("search - --space space.toml --cv 2 --holdout 0.3 --quiet --out piped");
    let iris = std::fs::File::open(data("iris.csv")).unwrap();
    let (out, err) = printed(&piped.stdin(iris).output().unwrap());
    assert!(
        out.contains("hold-out, 45 rows") && !out.contains("rows held out"),
        "{out}{err}"
    );
}

/// Rows of one class, and a class that the rows do not have.
#[test]
fn classes_that_do_not_occur_are_left_out_unless_they_are_answers() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=200 --quiet");
    let iris = std::fs::read_to_string(data("iris.csv")).unwrap();
    let setosa: String = iris.lines().take(51).map(|line| line.to_owned() + "\n").collect();
    place.write("setosa.csv", setosa);
    let report = place.json("evaluate model.json setosa.csv --json --quiet")["report"].clone();
    let classes: BTreeMap<&str, u64> = report["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| {
            (
                class["class"].as_str().unwrap(),
                class["support"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(classes, BTreeMap::from([("setosa", 50)]));
    assert_eq!(report["confusion_matrix"], json!([[50]]));
}

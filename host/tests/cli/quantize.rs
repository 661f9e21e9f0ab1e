//! `search --quantize int8`: each fold's network scored quantised too.

use mcutune_core::data::Target;
use mcutune_core::folds;
use mcutune_core::random::{Seeded, Xoshiro};
use serde_json::Value;

use crate::place::{Place, data};

/// A data file by lines, and the class of each by the order of their names; the last column is
/// the target.
struct Lines {
    header: String,
    rows: Vec<String>,
    labels: Vec<u16>,
    classes: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let mut lines = text.lines().map(str::to_owned);
        let header = lines.next().unwrap();
        let rows: Vec<String> = lines.collect();
        let class = |row: &String| row.rsplit(',').next().unwrap().to_owned();
        let mut names: Vec<String> = rows.iter().map(class).collect();
        names.sort();
        names.dedup();
        let labels = rows
            .iter()
            .map(|row| names.binary_search(&class(row)).unwrap() as u16);
        Self {
            labels: labels.collect(),
            classes: names.len(),
            header,
            rows,
        }
    }

    fn write(&self, place: &Place, name: &str, rows: impl Iterator<Item = u32>) {
        let rows: Vec<&str> = rows.map(|row| self.rows[row as usize].as_str()).collect();
        place.write(name, format!("{}\n{}\n", self.header, rows.join("\n")));
    }
}

/// A search's fold scores in int8 are what `train` on the fold's training rows and
/// `evaluate --dtype int8` on its test rows give.
fn folds_are_those_of_train_and_evaluate(text: &str, scoring: &str, settings: &[&str], flags: &str) {
    let place = Place::new();
    place.write("all.csv", text);
    place.write("space.toml", settings.join("\n"));
    let search = format!("search all.csv --space space.toml --quantize int8 --cv 3 --quiet --json {flags}");
    let json = place.json(&format!("{search} --scoring {scoring}"));
    let lines = Lines::of(text);
    let values: Vec<f32> = vec![0.0; lines.rows.len()];
    let target = match scoring {
        "r2" => Target::Values {
            values: &values,
            outputs: 1,
        },
        _ => Target::Classes {
            labels: &lines.labels,
            classes: lines.classes,
        },
    };
    let mut fold_of = vec![0u8; lines.rows.len()];
    let mut scratch = vec![0; folds::scratch(lines.rows.len(), lines.classes)];
    folds::assign_folds(&target, 3, &mut fold_of, &mut scratch).unwrap();
    let sets: String = settings
        .iter()
        .map(|s| format!(" --set {}", s.replace(' ', "").replace(['[', ']', '\''], "")))
        .collect();
    let mut scores = Vec::new();
    for k in 0..3 {
        lines.write(&place, "train.csv", folds::train_rows(&fold_of, k));
        lines.write(&place, "test.csv", folds::test_rows(&fold_of, k));
        place.ok(&format!("train train.csv {flags}{sets}"));
        let read = flags.replace("--scale minmax", "");
        let of = |dtype: &str| {
            let command =
                format!("evaluate model.json test.csv --scoring {scoring} --json {read} --dtype {dtype}");
            place.json(&command)[scoring].as_f64().unwrap()
        };
        let k = usize::from(k);
        assert_eq!(
            json["best"]["split_test_scores"][k].as_f64(),
            Some(of("f32")),
            "fold {k}"
        );
        assert_eq!(
            json["best"]["split_test_scores_int8"][k].as_f64(),
            Some(of("int8")),
            "fold {k}"
        );
        scores.push((of("int8"), of("f32")));
    }
    assert!(scores.iter().any(|(int8, f32)| int8 != f32), "{scores:?}");
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| scores.iter().map(of).sum::<f64>() / 3.0;
    let (int8, gap) = (mean(&|s| s.0), mean(&|s| s.0) - mean(&|s| s.1));
    let csv = place.read("all.study/cv_results.csv");
    let (head, row) = csv.split_once('\n').unwrap();
    let column = |name: &str| {
        // Quoted commas come before the scores.
        let from_the_end = head.split(',').rev().position(|column| column == name).unwrap();
        row.trim()
            .rsplit(',')
            .nth(from_the_end)
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    for (k, (score, _)) in scores.iter().enumerate() {
        assert_eq!(column(&format!("split{k}_test_score_int8")), *score);
    }
    assert_eq!(column("mean_test_score_int8"), int8);
    assert_eq!(column("mean_test_score_gap_int8"), gap);
    assert_eq!(column("rank_test_score_int8"), 1.0);
    let square = |s: &(f64, f64)| (s.0 - int8) * (s.0 - int8);
    assert_eq!(column("std_test_score_int8"), mean(&square).sqrt());
}

fn bundled(name: &str) -> String {
    std::fs::read_to_string(data(name)).unwrap()
}

#[test]
fn classifiers_score_as_when_trained_alone() {
    let settings = [
        "activation = 'tanh'",
        "hidden_layer_sizes = [[9]]",
        "max_iter = 12",
    ];
    folds_are_those_of_train_and_evaluate(
        &bundled("digits.csv"),
        "neg_log_loss",
        &settings,
        "--scale minmax",
    );
}

#[test]
fn regressions_score_as_when_trained_alone() {
    let settings = [
        "hidden_layer_sizes = [[8, 4]]",
        "learning_rate_init = 0.01",
        "max_iter = 60",
    ];
    folds_are_those_of_train_and_evaluate(&bundled("diabetes.csv"), "r2", &settings, "");
}

/// Each fold fills the gap in its own way, and calibrates on rows filled so.
#[test]
fn folds_with_gaps_score_as_when_trained_alone() {
    let text = bundled("wine.csv");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (i, line) in lines.iter_mut().enumerate().skip(1).filter(|(i, _)| i % 7 == 0) {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[i % 5] = "";
        *line = cells.join(",");
    }
    let settings = [
        "hidden_layer_sizes = [[6]]",
        "activation = 'logistic'",
        "max_iter = 40",
    ];
    let text = lines.join("\n") + "\n";
    folds_are_those_of_train_and_evaluate(&text, "neg_log_loss", &settings, "--missing mean");
}

#[test]
fn the_holdout_is_scored_in_int8_too() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[8]]\nmax_iter = 20\n");
    let flags = "--holdout 0.2 --scoring neg_log_loss --cv 2 --quiet";
    let command = format!("search @iris.csv --space space.toml --quantize int8 --out study {flags}");
    let (out, _) = place.ok(&command);
    let best: Value = serde_json::from_str(&place.read("study/best.json")).unwrap();
    let lines = Lines::of(&bundled("iris.csv"));
    let held = folds::held_out(150, 0.2).unwrap();
    let (mut search, mut held) = (vec![0; 150 - held], vec![0; held]);
    let label_of = |row: usize| usize::from(lines.labels[row]);
    let mut random = Xoshiro::from_seed_number(0);
    let mut scratch = vec![0; folds::scratch(150, 3)];
    folds::stratified_split(label_of, 3, &mut random, &mut search, &mut held, &mut scratch).unwrap();
    lines.write(&place, "held.csv", held.into_iter());
    for (name, dtype) in [("score", "f32"), ("score_int8", "int8")] {
        let scores = place.json(&format!("evaluate study held.csv --json --dtype {dtype}"));
        let score = scores["neg_log_loss"].as_f64();
        // Rows of a score are summed in another order.
        let difference = score.unwrap() - best["holdout"][name].as_f64().unwrap();
        assert!(difference.abs() < 1e-12, "{name} {score:?} {best}");
    }
    assert_ne!(best["holdout"]["score"], best["holdout"]["score_int8"]);
    let shown = format!(
        "neg_log_loss, int8 (hold-out, 30 rows): {:.4}",
        best["holdout"]["score_int8"].as_f64().unwrap()
    );
    assert!(out.contains(&shown), "{out}");
}

/// Sums beyond f32 in the hidden layer: tanh makes 1 of them, and no scale of int8 holds them.
#[test]
fn networks_that_int8_cannot_hold_are_warned_of() {
    let place = Place::new();
    let row = |i: i32| {
        let cells = (0..8).map(|k| {
            if (i * i + 3 * k * i + k) % 5 < 2 {
                "3e38,"
            } else {
                "-3e38,"
            }
        });
        cells.collect::<String>() + ["a\n", "b\n"][i as usize % 2]
    };
    let header: String = (0..8).map(|k| format!("x{k},")).collect();
    place.write("huge.csv", header + "y\n" + &(0..24).map(row).collect::<String>());
    place.write(
        "space.toml",
        "activation = 'tanh'\nhidden_layer_sizes = [[8], [4]]\nmax_iter = 300\n",
    );
    let search = "search huge.csv --space space.toml --scale none --cv 3 --quantize int8 --quiet";
    let (out, err) = place.ok(search);
    assert!(
        err.contains("warning: 6 fits could not be quantised, the first because unit "),
        "{err}"
    );
    assert!(
        err.contains("warning: the winner could not be quantised: unit "),
        "{err}"
    );
    assert!(out.contains("accuracy, int8 (cross-validated): failed"), "{out}");
    let csv = place.read("huge.study/cv_results.csv");
    assert!(
        csv.lines().skip(1).all(|line| line.contains(",,,,,,1,,")),
        "{csv}"
    );
    // What was refused is remembered.
    let (_, again) = place.ok(search);
    assert_eq!(again, err);
    let json = place.json("show huge.study --trial 0 --json");
    assert!(
        json["mean_test_score"].is_number() && json["mean_test_score_int8"].is_null(),
        "{json}"
    );
    assert!(
        json["refused_int8"][0]
            .as_str()
            .unwrap()
            .contains("int8 arithmetic"),
        "{json}"
    );
    let error = place.refused(&format!("{search} --select-by int8"));
    assert!(error.contains("could not be quantised"), "{error}");
}

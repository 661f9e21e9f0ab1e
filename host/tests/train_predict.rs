//! `train` and `predict`, as the real binary runs them.

use std::path::Path;
use std::process::{Command, Output};

fn mcutune(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcutune"));
    command.current_dir(directory).args(arguments).output().unwrap()
}

fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_trained_model_predicts() {
    for (file, good) in [("iris.csv", 140), ("breast_cancer.csv", 540)] {
        let directory = tempfile::tempdir().unwrap();
        let path = data(file);
        let run = mcutune(directory.path(), &["train", &path, "--set", "max_iter=300"]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let run = mcutune(directory.path(), &["predict", "model.json", &path]);
        let answers = String::from_utf8(run.stdout).unwrap();
        let truth = std::fs::read_to_string(&path).unwrap();
        let pairs = answers.lines().zip(truth.lines()).skip(1);
        let right = pairs.filter(|(a, t)| t.rsplit(',').next() == Some(a)).count();
        assert_eq!(answers.lines().count(), truth.trim_end().lines().count());
        assert!(right >= good, "{file}: {right}");
        let run = mcutune(directory.path(), &["predict", ".", &path, "--proba", "--json"]);
        let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        for row in json["probabilities"].as_array().unwrap() {
            let sum: f64 = row.as_array().unwrap().iter().filter_map(|p| p.as_f64()).sum();
            assert!((sum - 1.0).abs() < 1e-5);
        }
    }
}

#[test]
fn bad_input_is_one_message_and_exit_code_1() {
    let directory = tempfile::tempdir().unwrap();
    let (iris, diabetes) = (data("iris.csv"), data("diabetes.csv"));
    mcutune(directory.path(), &["train", &diabetes, "--set", "max_iter=2"]);
    for (arguments, says) in [
        (vec!["train", &iris, "--set", "solvr=adam"], "solver"),
        (vec!["predict", "nothing.json", &iris], "nothing.json"),
        (vec!["predict", "model.json", &iris], "needs a column"),
        (vec!["predict", "model.json", &diabetes, "--proba"], "--proba"),
    ] {
        let run = mcutune(directory.path(), &arguments);
        let message = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(1), "{message}");
        assert!(
            message.starts_with("error: ") && message.contains(says),
            "{message}"
        );
    }
}

#[test]
fn evaluate_gives_every_score_that_suits() {
    for (file, first, count) in [
        ("iris.csv", "accuracy", 7),
        ("breast_cancer.csv", "accuracy", 9),
        ("diabetes.csv", "r2", 4),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = data(file);
        mcutune(directory.path(), &["train", &path, "--set", "max_iter=300"]);
        let run = mcutune(directory.path(), &["evaluate", "model.json", &path, "--json"]);
        let scores: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(scores.as_object().unwrap().len(), count, "{scores}");
        // what `train` recorded for the same rows
        let model = std::fs::read_to_string(directory.path().join("model.json")).unwrap();
        let model: serde_json::Value = serde_json::from_str(&model).unwrap();
        assert_eq!(scores[first], model["scores"][format!("train_{first}")]);
        let run = mcutune(directory.path(), &["evaluate", ".", &path, "--scoring", "auc"]);
        assert_eq!(run.status.code(), Some(1));
    }
}

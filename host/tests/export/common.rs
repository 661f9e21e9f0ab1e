//! Models of every kind, trained, exported and asked by the real binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub const ACTIVATIONS: [&str; 4] = ["identity", "logistic", "tanh", "relu"];

/// Several classes, two classes, values.
pub const FILES: [&str; 3] = ["iris", "breast_cancer", "diabetes"];

/// One trained model in f32 or int8, and what is asked of it.
pub struct Case {
    /// What its exports are called.
    pub name: String,
    pub model: PathBuf,
    pub dtype: &'static str,
    /// Raw features, row by row.
    pub rows: Vec<Vec<f32>>,
    /// What `predict` says: probabilities of all classes, or one value.
    pub answers: Vec<Vec<f32>>,
    /// Whether the answers are probabilities.
    pub classifies: bool,
}

impl Case {
    /// A file beside the model.
    pub fn file(&self, extension: &str) -> PathBuf {
        self.model.with_file_name(format!("{}.{extension}", self.name))
    }
}

pub fn mcutune(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcutune"));
    command.args(arguments).output().unwrap()
}

pub fn run(arguments: &[&str]) -> String {
    let run = mcutune(arguments);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

pub fn data(name: &str) -> String {
    format!("{}/data/{name}.csv", env!("CARGO_MANIFEST_DIR"))
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Trains on a bundled file.
pub fn train(directory: &TempDir, file: &str, name: &str, more: &[&str]) -> PathBuf {
    let model = directory.path().join(format!("{name}.json"));
    let data = data(file);
    run(&[
        &["train", &data, "--out", text(&model), "--set", "max_iter=8"],
        more,
    ]
    .concat());
    model
}

/// A case for the bundled file that the model was trained on.
pub fn case(name: &str, file: &str, model: &Path, dtype: &'static str) -> Case {
    let data = data(file);
    let classifies = file != "diabetes";
    let proba: &[&str] = if classifies { &["--proba"] } else { &[] };
    let predict = ["predict", text(model), &data, "--dtype", dtype];
    let answers = run(&[&predict, proba].concat());
    let csv = std::fs::read_to_string(&data).unwrap();
    let mut rows = numbers(&csv);
    rows.iter_mut().for_each(|row| {
        row.pop();
    });
    Case {
        name: name.into(),
        model: model.into(),
        dtype,
        rows,
        answers: numbers(&answers),
        classifies,
    }
}

/// The lines of a CSV after its first; what is no number is NaN.
fn numbers(csv: &str) -> Vec<Vec<f32>> {
    let number = |cell: &str| cell.parse().unwrap_or(f32::NAN);
    let row = |line: &str| line.split(',').map(number).collect();
    csv.lines().skip(1).map(row).collect()
}

/// Every task with every activation, on odd widths; networks without a hidden layer, and wide ones.
pub fn cases(directory: &TempDir) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in FILES {
        let mut both = |name: String, set: &[&str]| {
            let model = train(directory, file, &name, set);
            for dtype in ["f32", "int8"] {
                cases.push(case(&format!("{name}_{dtype}"), file, &model, dtype));
            }
        };
        for activation in ACTIVATIONS {
            let set = ["--set", &format!("activation={activation}"), "--set"];
            let set = [&set[..], &["hidden_layer_sizes=9,6,5"]].concat();
            both(format!("{file}_{activation}"), &set);
        }
        let set = ["--set", "hidden_layer_sizes=()", "--scale", "none"];
        both(format!("{file}_linear"), &set);
        // more inputs than int8 sums up at once
        both(format!("{file}_wide"), &["--set", "hidden_layer_sizes=518"]);
    }
    cases
}

/// Writes an export beside the model.
pub fn export(case: &Case, format: &str, extension: &str) -> PathBuf {
    let file = case.file(extension);
    let model = text(&case.model);
    let command = ["export", model, "--format", format, "--dtype", case.dtype];
    run(&[&command[..], &["--name", &case.name, "-o", text(&file)]].concat());
    file
}

/// Runs a command that has to succeed.
pub fn succeeds(command: &mut Command) -> String {
    let run = command.output().unwrap();
    let error = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}\n{error}");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// As the drivers read and write them: f32, little-endian.
pub fn bytes(rows: &[Vec<f32>]) -> Vec<u8> {
    rows.iter().flatten().flat_map(|v| v.to_le_bytes()).collect()
}

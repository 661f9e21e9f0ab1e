//! The search that `mcutune search` runs, on all cores, is the one that the device runs alone: the
//! firmware's random search of iris, given to the command line.

use std::fs;

use clap::Parser;
use mcutune::cli::flags::{Cli, Command};
use mcutune::model::Model;
use workloads::{Results, search};

const SPACE: &str = r#"
activation = ["relu", "tanh"]
alpha = { low = 1e-6, high = 1e-1, log = true }
batch_size = 16
hidden_layer_sizes = { low = 2, high = 17 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
max_iter = 15
solver = ["adam", "sgd"]
"#;

/// What a device shows: every score, rank and mean in order, and the first three lists of f32,
/// which are the scaler's offsets and scales and the refitted weights.
fn on_device() -> (Vec<f64>, Vec<Vec<f32>>) {
    let (mut scores, mut lists) = (Vec::new(), Vec::new());
    search::random(&mut search::Memory::new(), |results| match results {
        Results::F64(numbers) => scores.extend(numbers),
        Results::F32(numbers) if lists.len() < 3 => lists.push(numbers.to_vec()),
        _ => {}
    })
    .unwrap();
    (scores, lists)
}

#[test]
fn the_command_gives_the_devices_scores_and_weights() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let directory = tempfile::tempdir().unwrap();
    let (space, out) = (
        directory.path().join("space.toml"),
        directory.path().join("study"),
    );
    fs::write(&space, SPACE).unwrap();
    let (cv, trials) = (search::CV.to_string(), search::TRIALS.to_string());
    let cli = Cli::parse_from([
        "mcutune",
        "search",
        &format!("{root}/host/data/iris.csv"),
        "--space",
        space.to_str().unwrap(),
        "--strategy",
        "random",
        "--trials",
        &trials,
        "--cv",
        &cv,
        "--seed",
        &search::SEED.to_string(),
        "--scoring",
        "neg_log_loss",
        "--jobs",
        "2",
        "--out",
        out.to_str().unwrap(),
        "--quiet",
    ]);
    let Command::Search(flags) = cli.command else {
        panic!("not a search")
    };
    mcutune::cli::search::search(&flags).unwrap();

    let (scores, lists) = on_device();
    let table = fs::read_to_string(out.join("cv_results.csv")).unwrap();
    let (mut by_fold, mut means) = (Vec::new(), Vec::new());
    for line in table.lines().skip(1) {
        // ... split0, split1, split2, mean, std, rank
        let cells: Vec<&str> = line.split(',').collect();
        let numbers = cells[cells.len() - 6..cells.len() - 2].iter();
        let numbers: Vec<f64> = numbers.map(|cell| cell.parse().unwrap()).collect();
        by_fold.extend_from_slice(&numbers[..3]);
        means.push(numbers[3]);
    }
    let told = search::TRIALS * search::CV;
    assert_eq!(by_fold, scores[..told], "every fold's log-loss, to the last bit");
    assert_eq!(means, scores[told..][..search::TRIALS]);

    let model = Model::load(&out.join("model.json")).unwrap();
    let scaler = model.scaler();
    assert_eq!([scaler.offset(), scaler.scale(), model.weights()], lists[..]);
}

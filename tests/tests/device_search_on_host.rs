//! The search of the host's library, on all cores, is the one that the device runs alone: the
//! firmware's random search of iris.

use mcutune::{Data, RandomSearch, Scoring, Trial};
use workloads::{Shown, search};

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
    search::random(&mut search::SearchArena::new(), |results| match results {
        Shown::F64(numbers) => scores.extend(numbers),
        Shown::F32(numbers) if lists.len() < 3 => lists.push(numbers.to_vec()),
        _ => {}
    })
    .unwrap();
    (scores, lists)
}

#[test]
fn the_host_gives_the_devices_scores_and_weights() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../host/data/iris.csv");
    let found = RandomSearch::new(SPACE.parse().unwrap(), search::TRIALS as u32)
        .cv(search::CV)
        .seed(search::SEED)
        .scoring(Scoring::NegLogLoss)
        .jobs(2)
        .fit(&Data::read(path).unwrap())
        .unwrap();

    let (scores, lists) = on_device();
    let trials = found.trials().iter();
    let by_fold: Vec<f64> = trials.clone().flat_map(Trial::split_test_scores).collect();
    let means: Vec<f64> = trials.map(Trial::mean_test_score).collect();
    let told = search::TRIALS * search::CV;
    assert_eq!(by_fold, scores[..told], "every fold's log-loss, to the last bit");
    assert_eq!(means, scores[told..][..search::TRIALS]);

    let model = found.best_model();
    let scaler = model.scaler();
    assert_eq!([scaler.offset(), scaler.scale(), model.weights()], lists[..]);
}

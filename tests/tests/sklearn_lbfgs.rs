//! `solver = "lbfgs"` against scikit-learn's, draw for draw.
//!
//! scikit-learn minimises in f64 here whatever the features are, and we in f32: without a hidden layer the loss is
//! convex and the first iterations are the same, in all digits that f32 has. With one, fits that differ in a last bit
//! end in different minima, scikit-learn's own too, and what many of them come to is compared.

use std::path::Path;

use mcutune::{Data, GridSearch, ReadOptions, Rng, Scaling, Space, Task};
use mcutune_core::params::{Activation, Hidden, Params, Solver};
use mcutune_core::train::{Fit, FitMemory, Plan, fit};
use mcutune_tests::rows::Bundled;
use serde_json::Value;

const SETS: [&str; 5] = ["iris", "wine", "breast_cancer", "digits", "diabetes"];

const LBFGS: Params = Params {
    solver: Solver::Lbfgs,
    ..Params::DEFAULT
};

fn golden() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/lbfgs.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(of: &Value) -> Vec<f64> {
    let all = of.as_array().unwrap().iter();
    all.map(|number| number.as_f64().unwrap()).collect()
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

/// A fit to a whole data set, and its losses.
fn fitted(name: &str, params: &Params, seed: u32) -> (Fit, Vec<f64>) {
    let set = Bundled::standardised(name);
    let data = set.dataset();
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let plan = Plan::try_new(&data, rows.len(), params).unwrap();
    let memory = FitMemory {
        weights: &mut vec![0.0; plan.shape().parameters()],
        floats: &mut vec![0.0; plan.floats(64)],
        indices: &mut vec![0; plan.indices()],
    };
    let (mut losses, mut random) = (Vec::new(), Rng::Numpy.start(seed));
    let fit = fit(&plan, &data, &rows, memory, &mut random, |epoch| {
        losses.push(epoch.loss)
    })
    .unwrap();
    (fit, losses)
}

#[test]
fn without_a_hidden_layer_the_first_iterations_are_the_same() {
    let golden = golden();
    let mut worst = 0.0f64;
    for name in SETS {
        for (seed, expected) in golden[name]["first"].as_array().unwrap().iter().enumerate() {
            let expected = numbers(expected);
            let params = Params {
                hidden_layer_sizes: Hidden::new(&[]),
                max_iter: expected.len() as u32,
                ..LBFGS
            };
            let (_, losses) = fitted(name, &params, seed as u32);
            assert_eq!(losses.len(), expected.len(), "{name}, seed {seed}");
            for (i, (ours, theirs)) in losses.iter().zip(&expected).enumerate() {
                let gap = (ours - theirs).abs() / theirs;
                assert!(
                    gap < 1e-4,
                    "{name}, seed {seed}, iteration {i}: {ours}, not {theirs}"
                );
                worst = worst.max(gap);
            }
        }
    }
    println!("{worst:.1e}");
}

/// scikit-learn's default network as low in the mean, give or take a hundredth; a smaller one, whose fits part ways
/// more, so by the logarithms of ours over theirs, which have a standard error. On iris that network's is large: of 60
/// seeds the mean is 0.07 with 0.07, and that of theirs on rows with changed last bits 0.02 with 0.06.
#[test]
fn the_minima_of_ten_seeds_are_as_low() {
    let golden = golden();
    let nets = [
        ("relu_100", Activation::Relu, 100),
        ("logistic_16", Activation::Logistic, 16),
    ];
    for name in SETS {
        for (net, activation, width) in nets {
            let theirs = &golden[name]["final"][net];
            let params = Params {
                hidden_layer_sizes: Hidden::new(&[width]),
                activation,
                ..LBFGS
            };
            let expected = numbers(&theirs["losses"]);
            let fits = (0..expected.len() as u32).map(|seed| fitted(name, &params, seed).0);
            let (losses, iterations): (Vec<f64>, Vec<f64>) =
                fits.map(|fit| (fit.loss, f64::from(fit.n_iter))).unzip();
            let (ours, theirs, n_iter) = (mean(&losses), mean(&expected), mean(&numbers(&theirs["n_iter"])));
            println!(
                "{name} {net}: {ours:.6} {theirs:.6}, {} {n_iter}",
                mean(&iterations)
            );
            if net == "relu_100" {
                assert!(ours <= 1.01 * theirs, "{name} {net}: {ours}, not {theirs}");
            } else {
                let pairs = losses.iter().zip(&expected);
                let logs: Vec<f64> = pairs.map(|(ours, theirs)| (ours / theirs).ln()).collect();
                let (log, seeds) = (mean(&logs), logs.len() as f64);
                let squares = logs.iter().map(|one| (one - log).powi(2)).sum::<f64>();
                let error = (squares / (seeds - 1.0) / seeds).sqrt();
                assert!(
                    log <= 0.01 + 2.0 * error,
                    "{name} {net}: {log} with an error of {error}"
                );
            }
            let gap = mean(&iterations) / n_iter;
            assert!(
                (0.8..1.25).contains(&gap),
                "{name} {net}: {gap} times the iterations"
            );
        }
    }
}

/// Each winner's score on scikit-learn's side is within one standard error of the best there.
#[test]
fn a_grid_has_as_good_a_winner() {
    let golden = golden();
    let space = "solver = 'lbfgs'\nactivation = ['relu', 'tanh']\nalpha = [1e-4, 1.0]\nhidden_layer_sizes = [[8], [32]]";
    for name in SETS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
        let task = match name {
            "diabetes" => Task::Regress,
            _ => Task::Classify,
        };
        let data: Data = ReadOptions::new().task(task).read(&path).unwrap();
        let space: Space = space.parse().unwrap();
        let grid = GridSearch::new(space).cv(3).scaling(Scaling::Standard);
        let found = grid.rng(Rng::Numpy).fit(&data).unwrap();
        let theirs: Vec<Vec<f64>> = golden[name]["grid"]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        assert_eq!(found.trials().len(), theirs.len());
        let means: Vec<f64> = theirs.iter().map(|folds| mean(folds)).collect();
        let best = (0..means.len()).fold(0, |best, i| if means[i] > means[best] { i } else { best });
        let deviation = theirs[best]
            .iter()
            .map(|score| (score - means[best]).powi(2))
            .sum::<f64>()
            / 2.0;
        let error = (deviation / 3.0).sqrt();
        let ours: Vec<f64> = found
            .trials()
            .iter()
            .map(|trial| trial.mean_test_score())
            .collect();
        let winner = (0..ours.len()).fold(0, |best, i| if ours[i] > ours[best] { i } else { best });
        println!(
            "{name}: ours {winner} ({:.4}), theirs {best} ({:.4}) {error:.4}",
            ours[winner], means[best]
        );
        assert!(
            means[winner] >= means[best] - error,
            "{name}: {ours:?}, not {means:?}"
        );
        assert!(
            ours[winner] >= means[best] - error,
            "{name}: {ours:?}, not {means:?}"
        );
    }
}

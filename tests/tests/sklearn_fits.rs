//! Short fits against scikit-learn's, draw for draw: the same epochs, the same losses, the same
//! weights within what the order of f32 sums explains.

use std::path::Path;

use mcutune::Rng;
use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::{Activation, BatchSize, Hidden, Params, Schedule, Solver};
use mcutune_core::train::{FitMemory, Plan, fit};
use mcutune_tests::rows::standardised;
use serde_json::Value;

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap_or_else(|| panic!("{v} is not a number"))
}

fn params(of: &Value) -> (Params, u32) {
    let (mut p, mut seed) = (Params::DEFAULT, 0);
    for (name, v) in of.as_object().unwrap() {
        let flag = || v.as_bool().unwrap();
        match name.as_str() {
            "hidden_layer_sizes" => {
                let sizes: Vec<u16> = v.as_array().unwrap().iter().map(|v| number(v) as u16).collect();
                p.hidden_layer_sizes = Hidden::new(&sizes);
            }
            "activation" => p.activation = Activation::from_name(v.as_str().unwrap()).unwrap(),
            "solver" => p.solver = Solver::from_name(v.as_str().unwrap()).unwrap(),
            "learning_rate" => p.learning_rate = Schedule::from_name(v.as_str().unwrap()).unwrap(),
            "batch_size" => {
                p.batch_size = v.as_u64().map_or(BatchSize::Auto, |n| BatchSize::Rows(n as u32));
            }
            "alpha" => p.alpha = number(v),
            "learning_rate_init" => p.learning_rate_init = number(v),
            "power_t" => p.power_t = number(v),
            "max_iter" => p.max_iter = number(v) as u32,
            "tol" => p.tol = number(v),
            "beta_1" => p.beta_1 = number(v),
            "beta_2" => p.beta_2 = number(v),
            "epsilon" => p.epsilon = number(v),
            "momentum" => p.momentum = number(v),
            "nesterovs_momentum" => p.nesterovs_momentum = flag(),
            "early_stopping" => p.early_stopping = flag(),
            "validation_fraction" => p.validation_fraction = number(v),
            "n_iter_no_change" => p.n_iter_no_change = number(v) as u32,
            "shuffle" => p.shuffle = flag(),
            "random_state" => seed = number(v) as u32,
            other => panic!("no parameter {other}"),
        }
    }
    (p, seed)
}

#[test]
fn short_fits_follow_scikit_learn_epoch_by_epoch() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/fits.json");
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
    let cases = cases.as_array().unwrap();
    assert!(cases.len() >= 50);
    let (mut worst, mut failures) = (0.0f64, Vec::new());
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let (params, seed) = params(&case["params"]);
        let (x, features, last) = standardised(case["data"].as_str().unwrap());
        let mut names = last.clone();
        names.sort();
        names.dedup();
        let values: Vec<f32> = last.iter().filter_map(|v| v.parse().ok()).collect();
        let labels: Vec<u16> = last
            .iter()
            .map(|v| names.iter().position(|n| n == v).unwrap() as u16)
            .collect();
        let target = if case["data"] == "diabetes" {
            Target::Values {
                values: &values,
                outputs: 1,
            }
        } else {
            Target::Classes {
                labels: &labels,
                classes: names.len(),
            }
        };
        let data = Dataset::try_new(&x, features, target).unwrap();
        let rows: Vec<u32> = (0..data.rows() as u32).collect();
        let plan = Plan::try_new(&data, rows.len(), &params).unwrap();
        let mut weights = vec![0.0; plan.shape().parameters()];
        let mut floats = vec![0.0; plan.floats(64)];
        let mut indices = vec![0; plan.indices()];
        let (mut losses, mut scores) = (Vec::new(), Vec::new());
        let mut random = Rng::Numpy.start(seed);
        let report = fit(
            &plan,
            &data,
            &rows,
            FitMemory {
                weights: &mut weights,
                floats: &mut floats,
                indices: &mut indices,
            },
            &mut random,
            |epoch| {
                losses.push(epoch.loss);
                scores.extend(epoch.validation_score);
            },
        )
        .unwrap();

        // all layers' weights, then all layers' biases
        let shape = plan.shape();
        let layers = || (0..shape.layers()).map(|i| shape.layer(i));
        let flat: Vec<f32> = layers()
            .flat_map(|l| l.start..l.biases_start())
            .chain(layers().flat_map(|l| l.biases_start()..l.end()))
            .map(|i| weights[i])
            .collect();
        assert_eq!(
            flat.len(),
            case["n_parameters"].as_u64().unwrap() as usize,
            "{name}"
        );
        let every = case["every"].as_u64().unwrap() as usize;
        let expected: Vec<f64> = case["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(number)
            .collect();
        let largest = expected.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let gap = flat
            .iter()
            .step_by(every)
            .zip(&expected)
            .fold(0.0f64, |m, (a, b)| m.max((f64::from(*a) - b).abs()))
            / largest;
        let golden: Vec<f64> = case["loss_curve"]
            .as_array()
            .unwrap()
            .iter()
            .map(number)
            .collect();
        let loss_gap = losses
            .iter()
            .zip(&golden)
            .fold(0.0f64, |m, (a, b)| m.max((a - b).abs() / b.abs().max(1e-3)));
        worst = worst.max(gap);
        // BLAS sums in another order: an error of the kind and size of f32 against f64
        let bound = 2e-5;
        if report.n_iter as u64 != case["n_iter"].as_u64().unwrap() || gap > bound || loss_gap > 1e-4 {
            failures.push(format!(
                "{name}: n_iter {} (golden {}), weights {gap:.1e}, losses {loss_gap:.1e}, f64 gap {}",
                report.n_iter, case["n_iter"], case["f64_gap"]["relative"]
            ));
        }
        if let Some(expected) = case["validation_scores"].as_array() {
            assert_eq!(scores.len(), expected.len(), "{name}");
            for (a, b) in scores.iter().zip(expected.iter().map(number)) {
                assert!((a - b).abs() < 1e-4, "{name}: validation score {a}, golden {b}");
            }
        }
    }
    assert!(failures.is_empty(), "worst {worst:.1e}\n{}", failures.join("\n"));
}

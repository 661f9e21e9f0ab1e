//! Short fits against scikit-learn's, draw for draw: the same epochs, the same losses, the same
//! weights within what the order of f32 sums explains.

use std::path::Path;

use mcutune::Rng;
use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::{Activation, BatchSize, Hidden, Loss, Params, Schedule, Solver};
use mcutune_core::shape::Shape;
use mcutune_core::train::{Fit, FitMemory, Plan, fit};
use mcutune_tests::rows::Bundled;
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
            "loss" => p.loss = Loss::from_name(v.as_str().unwrap()).unwrap(),
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

/// Cases of a golden file.
fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    cases.as_array().unwrap().clone()
}

/// A bundled set as scikit-learn standardises it; of `several` targets those that `fits.py` makes of it.
fn with_data<T>(name: &str, several: bool, learn: impl FnOnce(&Dataset<'_>) -> T) -> T {
    let set = Bundled::standardised(name);
    if !several {
        return learn(&set.dataset());
    }
    let row_of = |row: usize| &set.x[row * set.features..][..set.features];
    let (indicators, pairs): (Vec<u16>, Vec<f32>);
    let target = match &set.values {
        Some(values) => {
            let pair = |(row, y): (usize, &f32)| [y / 100.0, row_of(row)[2]];
            pairs = values.iter().enumerate().flat_map(pair).collect();
            Target::Values {
                values: &pairs,
                outputs: 2,
            }
        }
        None => {
            let has = |row: usize| [set.labels[row] != 0, row_of(row)[0] > 0.0, row_of(row)[1] > 0.0];
            indicators = (0..set.labels.len()).flat_map(has).map(u16::from).collect();
            Target::Multilabel {
                labels: &indicators,
                outputs: 3,
            }
        }
    };
    learn(&Dataset::try_new(&set.x, set.features, target).unwrap())
}

/// A fit, what it said, and its weights, layer by layer.
struct Fitted {
    fit: Fit,
    losses: Vec<f64>,
    scores: Vec<f64>,
    shape: Shape,
    weights: Vec<f32>,
}

/// To all rows, from the weights of an earlier fit where there is one.
fn fitted(data: &Dataset<'_>, params: &Params, seed: u32, from: Option<Fitted>) -> Fitted {
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let mut plan = Plan::try_new(data, rows.len(), params).unwrap();
    let mut weights = vec![0.0; plan.shape().parameters()];
    if let Some(from) = from {
        weights = from.weights;
        plan = plan.warm_start();
    }
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut vec![0.0; plan.floats(64)],
        indices: &mut vec![0; plan.indices()],
    };
    let (mut losses, mut scores) = (Vec::new(), Vec::new());
    let mut random = Rng::Numpy.start(seed);
    let fit = fit(&plan, data, &rows, memory, &mut random, |epoch| {
        losses.push(epoch.loss);
        scores.extend(epoch.validation_score);
    });
    Fitted {
        fit: fit.unwrap(),
        losses,
        scores,
        shape: *plan.shape(),
        weights,
    }
}

impl Fitted {
    /// All layers' weights, then all layers' biases.
    fn flat(&self) -> Vec<f32> {
        let layers = || (0..self.shape.layers()).map(|i| self.shape.layer(i));
        layers()
            .flat_map(|l| l.start..l.biases_start())
            .chain(layers().flat_map(|l| l.biases_start()..l.end()))
            .map(|i| self.weights[i])
            .collect()
    }

    /// Weights and losses off the golden ones: of the largest weight, and of each loss.
    fn gaps(&self, case: &Value) -> (f64, f64) {
        let (name, flat) = (&case["name"], self.flat());
        assert_eq!(Some(flat.len() as u64), case["n_parameters"].as_u64(), "{name}");
        let every = case["every"].as_u64().unwrap() as usize;
        let numbers = |of: &str| -> Vec<f64> { case[of].as_array().unwrap().iter().map(number).collect() };
        let expected = numbers("parameters");
        let largest = expected.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let pairs = flat.iter().step_by(every).zip(&expected);
        let weights = pairs.fold(0.0f64, |m, (a, b)| m.max((f64::from(*a) - b).abs())) / largest;
        let golden = numbers("loss_curve");
        // of lbfgs the last loss alone is known
        let ours = &self.losses[self.losses.len().saturating_sub(golden.len())..];
        let pairs = ours.iter().zip(&golden);
        let losses = pairs.fold(0.0f64, |m, (a, b)| m.max((a - b).abs() / b.abs().max(1e-3)));
        if let Some(expected) = case["validation_scores"].as_array() {
            assert_eq!(self.scores.len(), expected.len(), "{name}");
            for (a, b) in self.scores.iter().zip(expected.iter().map(number)) {
                assert!((a - b).abs() < 1e-4, "{name}: validation score {a}, golden {b}");
            }
        }
        (weights, losses)
    }
}

#[test]
fn short_fits_follow_scikit_learn_epoch_by_epoch() {
    let cases = cases("fits.json");
    assert!(cases.len() >= 50);
    let (mut worst, mut failures) = (0.0f64, Vec::new());
    for case in &cases {
        let (params, seed) = params(&case["params"]);
        let ours = with_data(case["data"].as_str().unwrap(), case["several"] == true, |data| {
            let counts: Vec<f32> = (0..data.rows()).map(|row| (row * 7 % 5) as f32 / 2.0).collect();
            match case["name"].as_str().unwrap().contains("_weighted_") {
                true => fitted(&data.with_weights(&counts).unwrap(), &params, seed, None),
                false => fitted(data, &params, seed, None),
            }
        });
        let (gap, loss_gap) = ours.gaps(case);
        worst = worst.max(gap);
        // BLAS sums in another order: an error of the kind and size of f32 against f64
        let bound = 2e-5;
        if Some(ours.fit.n_iter.into()) != case["n_iter"].as_u64() || gap > bound || loss_gap > 1e-4 {
            failures.push(format!(
                "{}: n_iter {} (golden {}), weights {gap:.1e}, losses {loss_gap:.1e}, f64 gap {}",
                case["name"], ours.fit.n_iter, case["n_iter"], case["f64_gap"]["relative"]
            ));
        }
    }
    assert!(failures.is_empty(), "worst {worst:.1e}\n{}", failures.join("\n"));
}

/// `warm_start=True`: the second of two fits, from the weights of the first and with another seed.
#[test]
fn a_warm_start_follows_scikit_learns() {
    let cases = cases("warm_start.json");
    assert_eq!(cases.len(), 30);
    let mut failures = Vec::new();
    for case in &cases {
        let mut all = case["params"].clone();
        let (first, seed) = params(&all);
        for (name, value) in case["then"].as_object().unwrap() {
            all[name] = value.clone();
        }
        let (then, seed_then) = params(&all);
        let ours = with_data(case["data"].as_str().unwrap(), case["several"] == true, |data| {
            let before = fitted(data, &first, seed, None);
            assert_eq!(Some(before.fit.n_iter.into()), case["first_n_iter"].as_u64());
            fitted(data, &then, seed_then, Some(before))
        });
        let (gap, loss_gap) = ours.gaps(case);
        // scikit-learn's lbfgs is in f64
        let bound = if then.solver == Solver::Lbfgs { 1e-3 } else { 2e-5 };
        if Some(ours.fit.n_iter.into()) != case["n_iter"].as_u64() || gap > bound || loss_gap > 1e-4 {
            failures.push(format!(
                "{}: n_iter {} (golden {}), weights {gap:.1e}, losses {loss_gap:.1e}",
                case["name"], ours.fit.n_iter, case["n_iter"]
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

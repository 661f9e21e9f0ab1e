//! Whole fits: the same bits everywhere, where they end, and what they refuse.
extern crate std;
use std::vec;
use std::vec::Vec;

use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::kernels::at_every_level;
use crate::params::{Activation, BatchSize, Hidden, Params, Solver};
use crate::random::{Random, Seeded, Xoshiro};
use crate::train::{Fit, FitMemory, Plan, StopReason, fit};

const ROWS: usize = 90;
const FEATURES: usize = 5;

const LBFGS: Params = Params {
    solver: Solver::Lbfgs,
    ..Params::DEFAULT
};

/// What a fit comes to.
#[derive(Debug, PartialEq)]
struct Ended {
    fit: Fit,
    weights: Vec<u32>,
    losses: Vec<f64>,
}

fn fitted(data: &Dataset<'_>, params: &Params, at_once: usize) -> Result<Ended, Error> {
    let plan = Plan::try_new(data, data.rows(), params)?;
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let mut weights = vec![f32::NAN; plan.shape().parameters()];
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut vec![f32::NAN; plan.floats(at_once)],
        indices: &mut vec![9; plan.indices()],
    };
    let mut losses = Vec::new();
    let mut random = Xoshiro::from_seed_number(3);
    let fit = fit(&plan, data, &rows, memory, &mut random, |epoch| {
        losses.push(epoch.loss)
    })?;
    let weights = weights.iter().map(|w| w.to_bits()).collect();
    Ok(Ended { fit, weights, losses })
}

fn features(scale: f64) -> Vec<f32> {
    let mut random = Xoshiro::from_seed_number(8);
    let numbers = (0..ROWS * FEATURES).map(|_| random.uniform(-scale, scale) as f32);
    numbers.collect()
}

/// Of two or three classes, or two values.
fn with_data(classes: usize, x: &[f32], test: impl Fn(&Dataset<'_>)) {
    let rows = || x.chunks(FEATURES);
    let labels: Vec<u16> = rows()
        .map(|row| u16::from(row[0] > row[1]) + u16::from(classes > 2 && row[2] > 0.3))
        .collect();
    let values: Vec<f32> = rows().flat_map(|row| [row[0] * row[1], 3.0 - row[2]]).collect();
    let target = match classes {
        0 => Target::Values {
            values: &values,
            outputs: 2,
        },
        classes => Target::Classes {
            labels: &labels,
            classes,
        },
    };
    test(&Dataset::try_new(x, FEATURES, target).unwrap());
}

#[test]
fn a_fit_has_the_same_bits_on_every_instruction_set_and_with_any_memory() {
    let x = features(1.0);
    for classes in [0, 2, 3] {
        for (activation, hidden) in [
            (Activation::Relu, &[7, 20][..]),
            (Activation::Tanh, &[33]),
            (Activation::Identity, &[]),
        ] {
            let params = Params {
                hidden_layer_sizes: Hidden::new(hidden),
                activation,
                max_iter: 25,
                alpha: 0.01,
                ..LBFGS
            };
            with_data(classes, &x, |data| {
                let first = fitted(data, &params, ROWS).unwrap();
                assert!(first.losses.len() > 5 && first.losses.iter().all(|loss| loss.is_finite()));
                assert_eq!(first.fit.loss.to_bits(), first.losses.last().unwrap().to_bits());
                assert_eq!(first.fit.n_iter as usize, first.losses.len());
                at_every_level(|level| {
                    for at_once in [1, 7, 40, ROWS] {
                        let again = fitted(data, &params, at_once).unwrap();
                        assert_eq!(again, first, "level {level}, {at_once} at once, {params:?}");
                    }
                });
            });
        }
    }
}

/// It takes the rows as they are, all of them, at no rate.
#[test]
fn what_is_of_the_other_solvers_changes_nothing() {
    let x = features(1.0);
    with_data(3, &x, |data| {
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[6]),
            max_iter: 12,
            ..LBFGS
        };
        let plain = fitted(data, &params, 8).unwrap();
        let others = Params {
            early_stopping: true,
            validation_fraction: 0.999,
            n_iter_no_change: 1,
            batch_size: BatchSize::Rows(3),
            shuffle: false,
            learning_rate_init: 7.0,
            momentum: 0.1,
            beta_1: 0.0,
            epsilon: 1.0,
            ..params
        };
        assert_eq!(fitted(data, &others, 8).unwrap(), plain);
    });
}

/// Least squares has one solution, where the gradient is zero.
#[test]
fn a_line_is_fitted_to_its_solution() {
    let x = features(1.0);
    with_data(0, &x, |data| {
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[]),
            tol: 1e-6,
            alpha: 0.0,
            ..LBFGS
        };
        let ended = fitted(data, &params, 16).unwrap();
        assert_eq!(ended.fit.stop, StopReason::Converged);
        assert!(ended.fit.n_iter < 40);
        let weight = |i: usize| f32::from_bits(ended.weights[i]);
        // the second value is a line: 3 - x2
        for k in 0..FEATURES {
            let expected = if k == 2 { -1.0 } else { 0.0 };
            assert!((weight(2 * k + 1) - expected).abs() < 1e-4);
        }
        assert!((weight(2 * FEATURES + 1) - 3.0).abs() < 1e-4);
    });
}

#[test]
fn it_ends_where_it_says() {
    let x = features(1.0);
    with_data(3, &x, |data| {
        let of = |params: Params| fitted(data, &params, 16).unwrap();
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[8]),
            ..LBFGS
        };
        // flat enough before the first step
        let flat = of(Params {
            tol: f64::INFINITY,
            ..params
        });
        assert_eq!((flat.fit.n_iter, flat.fit.stop), (0, StopReason::Converged));
        assert!(flat.fit.loss.is_finite() && flat.losses.is_empty());
        // iterations
        let short = of(Params {
            max_iter: 4,
            ..params
        });
        assert_eq!((short.fit.n_iter, short.fit.stop), (4, StopReason::MaxIter));
        // evaluations: the iteration in which they exceed `max_fun` is the last
        let few = of(Params { max_fun: 4, ..params });
        assert_eq!(few.fit.stop, StopReason::MaxFun);
        assert!(few.fit.n_iter <= 4 && few.losses == of(params).losses[..few.losses.len()]);
        // as far as f32 goes
        let far = of(Params {
            tol: 0.0,
            max_iter: 5000,
            ..params
        });
        assert_eq!(far.fit.stop, StopReason::Converged);
        assert!(far.fit.loss < of(params).fit.loss);
    });
}

#[test]
fn the_loss_of_every_iteration_is_lower() {
    let x = features(1.0);
    for classes in [0, 2, 3] {
        with_data(classes, &x, |data| {
            let params = Params {
                hidden_layer_sizes: Hidden::new(&[12]),
                activation: Activation::Logistic,
                ..LBFGS
            };
            let losses = fitted(data, &params, 16).unwrap().losses;
            let falls = losses.windows(2).filter(|pair| pair[1] < pair[0]).count();
            // but for the last, by rounding
            assert!(falls + 2 >= losses.len(), "{losses:?}");
        });
    }
}

/// Sums of features of 3e38 are beyond f32.
#[test]
fn a_start_that_diverges_is_a_failed_fit() {
    let x = features(3e38);
    with_data(3, &x, |data| {
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[4]),
            ..LBFGS
        };
        let ended = fitted(data, &params, 4).unwrap();
        assert_eq!((ended.fit.n_iter, ended.fit.stop), (0, StopReason::NotFinite));
        assert!(!ended.fit.loss.is_finite());
    });
}

#[test]
fn dropout_is_refused() {
    let x = features(1.0);
    with_data(2, &x, |data| {
        let mut params = Params {
            hidden_layer_sizes: Hidden::new(&[4]),
            ..LBFGS
        };
        // of a layer that there is not
        params.dropout[1] = 0.5;
        assert!(fitted(data, &params, 4).is_ok());
        params.dropout[0] = 0.5;
        assert_eq!(fitted(data, &params, 4), Err(Error::LbfgsDropout));
    });
}

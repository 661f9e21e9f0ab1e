//! A fit that goes on, against one begun anew.
extern crate std;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::data::Target;
use crate::params::{Activation, BatchSize, ClassWeight, Hidden, Schedule, Solver};
use crate::random::{Seeded, Xoshiro};
use crate::train::fit;

const ROWS: usize = 40;
const FEATURES: usize = 3;

/// A fit with the bits of its weights, and its curve.
#[derive(Debug, PartialEq)]
struct Ended {
    weights: Vec<u32>,
    n_iter: u32,
    loss: u64,
    best_validation_score: Option<u64>,
    stop: StopReason,
    curve: Vec<(u64, Option<u64>)>,
}

impl Ended {
    fn new(weights: &[f32], fit: Fit, curve: Vec<(u64, Option<u64>)>) -> Self {
        Self {
            weights: weights.iter().map(|w| w.to_bits()).collect(),
            n_iter: fit.n_iter,
            loss: fit.loss.to_bits(),
            best_validation_score: fit.best_validation_score.map(f64::to_bits),
            stop: fit.stop,
            curve,
        }
    }
}

fn bits(epoch: Epoch) -> (u64, Option<u64>) {
    (epoch.loss.to_bits(), epoch.validation_score.map(f64::to_bits))
}

/// What a fit works in.
struct Memory {
    weights: Vec<f32>,
    floats: Vec<f32>,
    indices: Vec<u32>,
}

impl Memory {
    fn new(plan: &Plan, at_once: usize) -> Self {
        Self {
            weights: vec![f32::NAN; plan.shape().parameters()],
            floats: vec![f32::NAN; plan.floats(at_once)],
            indices: vec![7; plan.indices()],
        }
    }

    fn views(&mut self) -> FitMemory<'_> {
        FitMemory {
            weights: &mut self.weights,
            floats: &mut self.floats,
            indices: &mut self.indices,
        }
    }
}

/// A fit begun anew, and one that goes on through each number of epochs, by which it has to be the same.
fn check(data: &Dataset<'_>, params: &Params, epochs: &[u32], seed: u32) {
    let rows: Vec<u32> = (0..ROWS as u32).collect();
    let plan = |max_iter| Plan::try_new(data, ROWS, &Params { max_iter, ..*params }).unwrap();
    let mut stand = None;
    let mut floats = vec![f32::NAN; plan(1).kept_floats()];
    let mut indices = vec![9; ROWS];
    let mut random = Xoshiro::from_seed_number(seed);
    let mut curve = Vec::new();
    for (i, &max_iter) in epochs.iter().enumerate() {
        let plan = plan(max_iter);
        let mut memory = Memory::new(&plan, 8);
        let mut whole = Vec::new();
        let mut anew = Xoshiro::from_seed_number(seed);
        let see = |epoch| whole.push(bits(epoch));
        let fitted = fit(&plan, data, &rows, memory.views(), &mut anew, see).unwrap();
        let expected = Ended::new(&memory.weights, fitted, whole);
        // the memory of each is another
        let mut memory = Memory::new(&plan, 1 + i);
        let kept = Kept {
            stand: &mut stand,
            floats: &mut floats,
            indices: &mut indices,
        };
        let see = |epoch| curve.push(bits(epoch));
        let fitted = go_on(&plan, data, &rows, memory.views(), kept, &mut random, see).unwrap();
        let ended = Ended::new(&memory.weights, fitted, curve.clone());
        assert_eq!(ended, expected, "{max_iter} of {epochs:?} epochs");
        let stand = stand.unwrap();
        assert_eq!(stand.n_iter(), expected.n_iter);
        assert!(stand.is_over() || stand.n_iter() == max_iter);
        assert_eq!(random.clone().bits(), anew.bits(), "the generators stand apart");
    }
}

/// Rows in no order, of three classes or of values that a scaler moves.
fn with_data(classes: usize, seed: u32, test: impl FnOnce(&Dataset<'_>)) {
    let mut random = Xoshiro::from_seed_number(seed);
    let x: Vec<f32> = (0..ROWS * FEATURES)
        .map(|_| random.uniform(-1.0, 1.0) as f32)
        .collect();
    let labels: Vec<u16> = x
        .chunks(FEATURES)
        .map(|row| u16::from(row[0] > 0.0) + u16::from(classes > 2 && row[1] > 0.2))
        .collect();
    let values: Vec<f32> = x
        .chunks(FEATURES)
        .map(|row| row[0] * 3.0 - row[1] + 5.0)
        .collect();
    let (offset, scale) = ([5.0], [2.0]);
    let data = match classes {
        0 => {
            let target = Target::Values {
                values: &values,
                outputs: 1,
            };
            let data = Dataset::try_new(&x, FEATURES, target).unwrap();
            data.with_target_scaling(&offset, &scale).unwrap()
        }
        classes => {
            let labels = &labels;
            Dataset::try_new(&x, FEATURES, Target::Classes { labels, classes }).unwrap()
        }
    };
    test(&data);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn goes_on_with_the_bits_of_a_fit_begun_anew(
        (solver, schedule, activation) in (0usize..3, 0usize..3, 0usize..4),
        (nesterov, early_stopping, shuffle, drops) in any::<(bool, bool, bool, bool)>(),
        (rate, batch, tol) in (0usize..4, 1u32..50, 0usize..3),
        weighed in any::<bool>(),
        (patience, classes, seed) in (1u32..5, prop::sample::select(vec![0usize, 2, 3]), any::<u32>()),
        steps in prop::collection::vec(0u32..12, 2..5),
    ) {
        let mut dropout = Params::DEFAULT.dropout;
        dropout[0] = if drops && solver < 2 { 0.3 } else { 0.0 };
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[5, 4]),
            solver: [Solver::Adam, Solver::Sgd, Solver::Lbfgs][solver],
            learning_rate: [Schedule::Constant, Schedule::Invscaling, Schedule::Adaptive][schedule],
            activation: Activation::ALL[activation],
            nesterovs_momentum: nesterov,
            early_stopping,
            validation_fraction: 0.3,
            shuffle,
            dropout,
            // the last diverges
            learning_rate_init: [0.001, 0.02, 0.3, 1e30][rate],
            batch_size: BatchSize::Rows(batch),
            tol: [0.0, 1e-3, 0.1][tol],
            max_fun: 14,
            class_weight: match weighed && classes > 0 {
                true => ClassWeight::Balanced,
                false => ClassWeight::None,
            },
            n_iter_no_change: patience,
            ..Params::DEFAULT
        };
        let mut epochs = Vec::new();
        let mut sum = 1;
        for step in steps {
            sum += step;
            epochs.push(sum);
        }
        let counts: Vec<f32> = (0..ROWS).map(|row| 0.3 + (row % 7) as f32 / 8.0).collect();
        with_data(classes, seed, |data| {
            let data = match weighed {
                true => data.with_weights(&counts).unwrap(),
                false => *data,
            };
            check(&data, &params, &epochs, seed);
        });
    }
}

#[test]
fn what_is_not_as_the_plan_says_is_an_error() {
    with_data(3, 1, |data| {
        let rows: Vec<u32> = (0..ROWS as u32).collect();
        let plan = |max_iter| {
            Plan::try_new(
                data,
                ROWS,
                &Params {
                    max_iter,
                    ..Params::DEFAULT
                },
            )
            .unwrap()
        };
        let needed = plan(1).kept_floats();
        let mut stand = None;
        let mut run = |max_iter, floats: usize, indices: usize| {
            let kept = Kept {
                stand: &mut stand,
                floats: &mut vec![0.0; floats],
                indices: &mut vec![0; indices],
            };
            let (plan, mut random) = (plan(max_iter), Xoshiro::from_seed_number(0));
            let mut memory = Memory::new(&plan, 4);
            go_on(&plan, data, &rows, memory.views(), kept, &mut random, |_| {})
        };
        for (floats, indices) in [(needed - 1, ROWS), (needed + 1, ROWS), (needed, ROWS - 1)] {
            let error = run(3, floats, indices).unwrap_err();
            assert!(matches!(error, Error::Mismatch { .. }), "{error}");
        }
        assert_eq!(run(3, needed, ROWS).unwrap().n_iter, 3);
        assert_eq!(run(2, needed, ROWS), Err(Error::Parameter("max_iter")));
    });
}

//! A fit's result does not depend on how much memory it is given, that is on how many rows of a
//! batch pass through the network at a time.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::{Hidden, Params, Solver};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::train::{FitMemory, Plan, fit};

/// The bits of every weight and of every epoch's loss and validation score.
fn bits(data: &Dataset<'_>, params: &Params, rows_at_once: usize) -> (Vec<u32>, Vec<u64>) {
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let plan = Plan::try_new(data, rows.len(), params).unwrap();
    let mut weights = vec![0.0; plan.shape().parameters()];
    let mut floats = vec![f32::NAN; plan.floats(rows_at_once)];
    let mut indices = vec![u32::MAX; plan.indices()];
    let mut curve = Vec::new();
    let mut random = Xoshiro::from_seed_number(3);
    fit(
        &plan,
        data,
        &rows,
        FitMemory {
            weights: &mut weights,
            floats: &mut floats,
            indices: &mut indices,
        },
        &mut random,
        |epoch| {
            curve.push(epoch.loss.to_bits());
            curve.extend(epoch.validation_score.map(f64::to_bits));
        },
    )
    .unwrap();
    (weights.iter().map(|w| w.to_bits()).collect(), curve)
}

#[test]
fn rows_that_pass_at_a_time_change_no_bit() {
    let mut random = Xoshiro::from_seed_number(1);
    // Of very different sizes, so that losses are too and the order of their sum shows.
    let x: Vec<f32> = (0..97 * 5)
        .map(|i| (random.uniform(-1.0, 1.0) * f64::from(1 + i % 7)) as f32)
        .collect();
    let labels: Vec<u16> = (0..97).map(|_| random.bounded(1) as u16).collect();
    let values: Vec<f32> = (0..97 * 2)
        .map(|i| (random.uniform(-1.0, 1.0) * f64::from(1 + i % 9)) as f32)
        .collect();
    let targets = [
        Target::Classes {
            labels: &labels,
            classes: 2,
        },
        Target::Classes {
            labels: &labels,
            classes: 3,
        },
        Target::Values {
            values: &values,
            outputs: 2,
        },
    ];
    for target in targets {
        let data = Dataset::try_new(&x, 5, target).unwrap();
        for solver in Solver::ALL {
            for dropout in [0.0, 0.25] {
                if solver == Solver::Lbfgs && dropout > 0.0 {
                    continue; // it takes none
                }
                let mut params = Params {
                    hidden_layer_sizes: Hidden::new(&[9, 4]),
                    solver,
                    learning_rate_init: 0.03,
                    early_stopping: dropout > 0.0,
                    max_iter: 25,
                    ..Params::DEFAULT
                };
                params.dropout[0] = dropout;
                let all = bits(&data, &params, 97);
                for rows_at_once in [1, 2, 7, 32] {
                    let some = bits(&data, &params, rows_at_once);
                    assert_eq!(some, all, "{rows_at_once} rows at a time, {target:?}, {params:?}");
                }
            }
        }
    }
}

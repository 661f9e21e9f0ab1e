//! Fits of several labels a row.

use super::*;

/// Ones and zeros, of which about one in three is a one.
fn indicators(seed: u32, count: usize) -> Vec<u16> {
    let mut random = Xoshiro::from_seed_number(seed);
    (0..count).map(|_| u16::from(random.bounded(2) == 0)).collect()
}

#[test]
fn a_fit_of_several_labels_gives_the_bits_of_the_plain_loops() {
    for (case, (hidden, outputs)) in [(&[5u16][..], 2), (&[9, 4], 3), (&[], 5), (&[6], 40)]
        .into_iter()
        .enumerate()
    {
        let x = numbers(case as u32, 61 * 3);
        let labels = indicators(90 + case as u32, 61 * outputs);
        let target = Target::Multilabel {
            labels: &labels,
            outputs,
        };
        let data = Dataset::try_new(&x, 3, target).unwrap();
        let params = Params {
            hidden_layer_sizes: Hidden::new(hidden),
            solver: [Solver::Sgd, Solver::Adam][case % 2],
            batch_size: BatchSize::Rows(17),
            learning_rate_init: 0.05,
            max_iter: 3,
            ..Params::DEFAULT
        };
        let mut random = Xoshiro::from_seed_number(case as u32);
        let counts: Vec<f32> = (0..61).map(|_| random.bounded(12) as f32 / 4.0).collect();
        check(&data, &params, &[1.0; 61], case as u32);
        check(
            &data.with_weights(&counts).unwrap(),
            &params,
            &counts,
            case as u32,
        );
    }
}

/// Weights after a fit to a target, and each epoch.
fn fitted(target: Target<'_>, x: &[f32], params: &Params) -> (Vec<u32>, Vec<Epoch>) {
    let data = Dataset::try_new(x, 2, target).unwrap();
    let plan = Plan::try_new(&data, data.rows(), params).unwrap();
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let (mut weights, mut epochs) = (vec![0.0; plan.shape().parameters()], Vec::new());
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut vec![f32::NAN; plan.floats(7)],
        indices: &mut vec![0; plan.indices()],
    };
    let random = &mut Xoshiro::from_seed_number(3);
    fit(&plan, &data, &rows, memory, random, |epoch| epochs.push(epoch)).unwrap();
    (weights.iter().map(|w| w.to_bits()).collect(), epochs)
}

#[test]
fn one_label_a_row_is_two_classes() {
    let x = numbers(6, 60 * 2);
    for solver in Solver::ALL {
        for early_stopping in [false, true] {
            let params = Params {
                hidden_layer_sizes: Hidden::new(&[7]),
                solver,
                early_stopping,
                max_iter: 12,
                ..Params::DEFAULT
            };
            let labels = indicators(3, 60);
            let (of_one, outputs) = (&labels, 1);
            let one = Target::Multilabel {
                labels: of_one,
                outputs,
            };
            let two = Target::Classes {
                labels: of_one,
                classes: 2,
            };
            assert_eq!(fitted(one, &x, &params), fitted(two, &x, &params));
        }
    }
}

/// Of a label and its opposite each output has the loss of the one label, for what fits the one fits the other negated.
#[test]
fn the_loss_of_labels_is_the_sum_of_theirs() {
    let x = numbers(6, 60 * 2);
    let labels = indicators(3, 60);
    let twice: Vec<u16> = labels.iter().flat_map(|&label| [label, 1 - label]).collect();
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[]),
        solver: Solver::Lbfgs,
        alpha: 0.0,
        max_iter: 200,
        ..Params::DEFAULT
    };
    let both = fitted(
        Target::Multilabel {
            labels: &twice,
            outputs: 2,
        },
        &x,
        &params,
    )
    .1;
    let one = fitted(
        Target::Classes {
            labels: &labels,
            classes: 2,
        },
        &x,
        &params,
    )
    .1;
    let (both, one) = (both.last().unwrap().loss, one.last().unwrap().loss);
    assert!((both - 2.0 * one).abs() < 1e-5 * both, "{both}, twice {one}");
}

/// As in scikit-learn, it is the share of rows with all labels right.
#[test]
fn early_stopping_takes_the_accuracy_of_whole_rows() {
    let x = numbers(6, 100 * 2);
    let labels = indicators(4, 100 * 3);
    let params = Params {
        early_stopping: true,
        max_iter: 5,
        ..Params::DEFAULT
    };
    let target = Target::Multilabel {
        labels: &labels,
        outputs: 3,
    };
    let (_, epochs) = fitted(target, &x, &params);
    assert_eq!(epochs.len(), 5);
    for epoch in epochs {
        let rows = epoch.validation_score.unwrap() * 10.0;
        assert!((0.0..=10.0).contains(&rows) && (rows - rows.round()).abs() < 1e-9);
    }
}

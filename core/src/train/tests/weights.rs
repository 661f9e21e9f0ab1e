//! Rows and classes that count more than others, and the Poisson deviance.

use proptest::prelude::*;

use super::*;
use crate::params::{ClassWeight, Loss};

const ROWS: usize = 60;
const FEATURES: usize = 4;

/// Of values (0 classes) from 0 on, or of classes of which the last is rare.
fn with_data(classes: usize, seed: u32, test: impl FnOnce(&Dataset<'_>)) {
    let x = numbers(seed, ROWS * FEATURES);
    let labels: Vec<u16> = x
        .chunks(FEATURES)
        .map(|row| u16::from(row[0] > 0.8) * (1 + u16::from(classes > 2 && row[1] > 0.5)))
        .collect();
    let values: Vec<f32> = x
        .chunks(FEATURES)
        .flat_map(|row| [(row[0] * row[1]).max(0.0), 2.0 + row[2]])
        .collect();
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
    test(&Dataset::try_new(&x, FEATURES, target).unwrap());
}

/// From 0 to 3, in steps that f32 adds without rounding.
fn counts(seed: u32, rows: usize) -> Vec<f32> {
    let mut random = Xoshiro::from_seed_number(seed);
    (0..rows).map(|_| random.bounded(12) as f32 / 4.0).collect()
}

fn params(solver: Solver) -> Params {
    Params {
        hidden_layer_sizes: Hidden::new(&[9, 6]),
        activation: Activation::Tanh,
        solver,
        batch_size: BatchSize::Rows(17),
        learning_rate_init: 0.01,
        alpha: 0.1,
        max_iter: 4,
        ..Params::DEFAULT
    }
}

struct Ended {
    fit: Fit,
    weights: Vec<f32>,
    curve: Vec<Epoch>,
}

fn fitted(data: &Dataset<'_>, rows: &[u32], params: &Params) -> Result<Ended, Error> {
    let plan = Plan::try_new(data, rows.len(), params)?;
    let mut weights = vec![f32::NAN; plan.shape().parameters()];
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut vec![f32::NAN; plan.floats(7)],
        indices: &mut vec![3; plan.indices()],
    };
    let mut curve = Vec::new();
    let mut random = Xoshiro::from_seed_number(2);
    let fit = fit(&plan, data, rows, memory, &mut random, |epoch| curve.push(epoch))?;
    Ok(Ended { fit, weights, curve })
}

fn all_rows() -> Vec<u32> {
    (0..ROWS as u32).collect()
}

#[test]
fn rows_count_as_the_plain_loops_have_them_count() {
    for classes in [0, 2, 3] {
        for (solver, loss) in [
            (Solver::Sgd, Loss::SquaredError),
            (Solver::Adam, Loss::SquaredError),
            (Solver::Sgd, Loss::Poisson),
            (Solver::Adam, Loss::Poisson),
        ] {
            if classes > 0 && loss == Loss::Poisson {
                continue;
            }
            let params = Params {
                loss,
                ..params(solver)
            };
            with_data(classes, 5, |data| {
                let counts = counts(9, ROWS);
                let weighed = data.with_weights(&counts).unwrap();
                check(&weighed, &params, &counts, 1);
                check(data, &params, &[1.0; ROWS], 1);
            });
        }
    }
}

#[test]
fn classes_count_by_their_number_or_as_they_are_told() {
    for classes in [2usize, 3] {
        with_data(classes, 6, |data| {
            let counts = counts(3, ROWS);
            let Target::Classes { labels, .. } = data.target() else {
                unreachable!()
            };
            let label = |row: usize| usize::from(labels[row]);
            let given = [0.5, 2.0, 0.0];
            let of_rows: Vec<f32> = (0..ROWS).map(|row| counts[row] * given[label(row)]).collect();
            let told = data.with_weights(&counts).unwrap();
            let told = told.with_class_weights(&given[..classes]).unwrap();
            check(&told, &params(Solver::Sgd), &of_rows, 1);
            // scikit-learn's formula: rows / (classes * rows of the class)
            let balanced = Params {
                class_weight: ClassWeight::Balanced,
                ..params(Solver::Adam)
            };
            for weighed in [true, false] {
                let count = |row: usize| if weighed { counts[row] } else { 1.0 };
                let in_class = |class| (0..ROWS).filter(move |&row| label(row) == class);
                let sum = |class| in_class(class).map(|row| f64::from(count(row))).sum::<f64>();
                let total: f64 = (0..classes).map(sum).sum();
                let of_class: Vec<f32> = (0..classes)
                    .map(|class| (total / (classes as f64 * sum(class))) as f32)
                    .collect();
                assert!(of_class[0] < 1.0 && of_class[classes - 1] > 1.0, "{of_class:?}");
                let of_rows: Vec<f32> = (0..ROWS).map(|row| count(row) * of_class[label(row)]).collect();
                let data = match weighed {
                    true => data.with_weights(&counts).unwrap(),
                    false => *data,
                };
                check(&data, &balanced, &of_rows, 1);
            }
        });
    }
}

/// The share that is right, and R2, of what the rows count: against scores of the weights that the fit keeps.
#[test]
fn early_stopping_scores_rows_as_they_count_and_classes_alike() {
    for classes in [0, 2, 3] {
        with_data(classes, 8, |data| {
            let counts = counts(4, ROWS);
            let weighed = data.with_weights(&counts).unwrap();
            let stops = Params {
                early_stopping: true,
                validation_fraction: 0.4,
                max_iter: 1,
                ..params(Solver::Adam)
            };
            let plain = fitted(data, &all_rows(), &stops).unwrap().curve[0].validation_score;
            let seen = fitted(&weighed, &all_rows(), &stops).unwrap();
            let score = seen.curve[0].validation_score.unwrap();
            assert_ne!(plain, Some(score));
            // the same draws choose the same rows
            let plan = Plan::try_new(data, ROWS, &stops).unwrap();
            let mut random = Xoshiro::from_seed_number(2);
            let (mut weights, mut indices) = (vec![0.0; plan.shape.parameters()], vec![0; plan.indices()]);
            initialize(&plan.shape, &plan.params, &mut random, &mut weights);
            let (_, held_out) = split(&plan, data, &all_rows(), &mut random, &mut indices).unwrap();
            let network = plan.network(&seen.weights).unwrap();
            let outputs = plan.shape.outputs();
            let mut answers = vec![0.0; held_out.len() * outputs];
            let mut scratch = vec![0.0; 1000];
            network
                .predict_rows(data, held_out, &mut scratch, &mut answers)
                .unwrap();
            let count = |row: u32| f64::from(counts[row as usize]);
            let total: f64 = held_out.iter().map(|&row| count(row)).sum();
            let expected = match data.target() {
                Target::Classes { labels, .. } => {
                    let rows = held_out.iter().zip(answers.chunks(outputs));
                    let right = rows.filter(|(row, answer)| {
                        crate::loss::class_of(answer) == usize::from(labels[**row as usize])
                    });
                    right.map(|(&row, _)| count(row)).sum::<f64>() / total
                }
                Target::Values { values, .. } => {
                    let of_output = |j: usize| {
                        let y = |row: u32| f64::from(values[row as usize * 2 + j]);
                        let mean = held_out.iter().map(|&row| count(row) * y(row)).sum::<f64>() / total;
                        let spread = |&row: &u32| count(row) * (y(row) - mean).powi(2);
                        let miss = |(i, &row): (usize, &u32)| {
                            count(row) * (y(row) - f64::from(answers[i * 2 + j])).powi(2)
                        };
                        let residual: f64 = held_out.iter().enumerate().map(miss).sum();
                        1.0 - residual / held_out.iter().map(spread).sum::<f64>()
                    };
                    (of_output(0) + of_output(1)) / 2.0
                }
                Target::Multilabel { .. } => unreachable!("none of the sets has several labels a row"),
            };
            assert!(
                (score - expected).abs() < 1e-5,
                "{classes}: {score}, not {expected}"
            );
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Of all rows at once; sums round otherwise.
    #[test]
    fn a_weight_of_two_is_the_row_twice_and_of_zero_no_row(
        seed in any::<u32>(), classes in prop::sample::select(vec![0usize, 2, 3]), solver in 0usize..3,
        poisson in any::<bool>(), balanced in any::<bool>(), times in prop::collection::vec(0u32..4, ROWS),
    ) {
        with_data(classes, seed, |data| {
            let params = Params {
                batch_size: BatchSize::Rows(1000),
                max_iter: 3,
                shuffle: false,
                loss: if poisson && classes == 0 { Loss::Poisson } else { Loss::SquaredError },
                class_weight: if balanced && classes > 0 { ClassWeight::Balanced } else { ClassWeight::None },
                ..params(Solver::ALL[solver])
            };
            let twice: Vec<u32> = (0..).zip(&times).flat_map(|(row, &n)| std::iter::repeat_n(row, n as usize)).collect();
            if twice.is_empty() {
                return;
            }
            let counts: Vec<f32> = times.iter().map(|&n| n as f32).collect();
            let weighed = data.with_weights(&counts).unwrap();
            let once = fitted(&weighed, &all_rows(), &params).unwrap();
            let expected = fitted(data, &twice, &params).unwrap();
            let bound = if solver == 2 { 2e-3 } else { 2e-5 };
            for (a, b) in once.weights.iter().zip(&expected.weights) {
                assert!((a - b).abs() < bound * b.abs().max(1.0), "{a} and {b}, {params:?}");
            }
            let (a, b) = (once.fit.loss, expected.fit.loss);
            assert!((a - b).abs() < 1e-5 * b.abs().max(1.0), "{a} and {b}");
        });
    }

    #[test]
    fn weights_of_one_change_no_bit(
        seed in any::<u32>(), classes in prop::sample::select(vec![0usize, 2, 3]), solver in 0usize..3,
        early_stopping in any::<bool>(),
    ) {
        with_data(classes, seed, |data| {
            let params = Params { early_stopping, ..params(Solver::ALL[solver]) };
            let ones = [1.0; ROWS];
            let mut weighed = data.with_weights(&ones).unwrap();
            if classes > 0 {
                weighed = weighed.with_class_weights(&ones[..classes]).unwrap();
            }
            match (fitted(&weighed, &all_rows(), &params), fitted(data, &all_rows(), &params)) {
                (Ok(a), Ok(b)) => {
                    assert_eq!(a.weights, b.weights);
                    assert_eq!(a.curve, b.curve);
                }
                // a class of one row cannot be split
                (a, b) => assert_eq!(a.err(), b.err()),
            }
        });
    }
}

#[test]
fn what_cannot_count_is_an_error() {
    with_data(3, 1, |data| {
        let mut counts = [1.0; ROWS];
        assert_eq!(
            data.with_weights(&counts[1..]).err(),
            Some(Error::Mismatch {
                expected: ROWS,
                got: ROWS - 1
            })
        );
        for bad in [-1.0, f32::NAN, f32::INFINITY] {
            counts[7] = bad;
            assert_eq!(data.with_weights(&counts).err(), Some(Error::Weight { row: 7 }));
            assert_eq!(
                data.with_class_weights(&[1.0, bad, 1.0]).err(),
                Some(Error::Weight { row: 1 })
            );
        }
        assert_eq!(data.with_weights(&[0.0; ROWS]).err(), Some(Error::NoWeight));
        assert_eq!(
            data.with_class_weights(&[1.0; 2]).err(),
            Some(Error::Mismatch { expected: 3, got: 2 })
        );
        // some rows of others that count
        let mut one = [0.0; ROWS];
        one[9] = 1.0;
        let one = data.with_weights(&one).unwrap();
        let lbfgs = params(Solver::Lbfgs);
        assert_eq!(fitted(&one, &[1, 2, 3], &lbfgs).err(), Some(Error::NoWeight));
        assert!(fitted(&one, &all_rows(), &lbfgs).is_ok());
        // one batch counts, and the next not
        assert_eq!(
            fitted(&one, &all_rows(), &params(Solver::Adam)).err(),
            Some(Error::NoWeight)
        );
        let stops = Params {
            early_stopping: true,
            batch_size: BatchSize::Auto,
            ..params(Solver::Sgd)
        };
        // whichever side the row is on
        assert_eq!(fitted(&one, &all_rows(), &stops).err(), Some(Error::NoWeight));
    });
}

#[test]
fn what_is_of_classes_or_of_values_is_refused_of_the_other() {
    let balanced = Params {
        class_weight: ClassWeight::Balanced,
        ..Params::DEFAULT
    };
    let poisson = Params {
        loss: Loss::Poisson,
        ..Params::DEFAULT
    };
    let plan = |data: &Dataset<'_>, params| Plan::try_new(data, ROWS, params).err();
    with_data(3, 1, |data| {
        assert_eq!(plan(data, &balanced), None);
        assert_eq!(plan(data, &poisson), Some(Error::Unsuited("loss")));
        let told = data.with_class_weights(&[1.0; 3]).unwrap();
        assert_eq!(plan(&told, &Params::DEFAULT), None);
        assert_eq!(plan(&told, &balanced), Some(Error::ClassWeightTwice));
    });
    with_data(0, 1, |data| {
        assert_eq!(plan(data, &balanced), Some(Error::Unsuited("class_weight")));
        assert_eq!(plan(data, &poisson), None);
        let (offset, scale) = ([0.0; 2], [1.0; 2]);
        let scaled = data.with_target_scaling(&offset, &scale).unwrap();
        assert_eq!(plan(&scaled, &poisson), Some(Error::ScaledCounts));
        assert!(matches!(
            data.with_class_weights(&[1.0]),
            Err(Error::Mismatch { .. })
        ));
    });
    let values = [1.0, 0.0, -0.5];
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&[0.0; 3], 1, target).unwrap();
    assert_eq!(
        Plan::try_new(&data, 3, &poisson).err(),
        Some(Error::Negative { row: 2 })
    );
}

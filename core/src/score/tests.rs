//! The expected scores come from scikit-learn 1.9.1.

use super::*;
use crate::data::Dataset;
use crate::folds::number_classes;
use proptest::prelude::*;
use std::vec;
use std::vec::Vec;

extern crate std;

mod every_scorer;

fn of(scoring: Scoring, truth: Target, predicted: &[f32]) -> Result<f64, Error> {
    score(scoring, &truth, predicted, &mut [5; 400])
}

fn two(labels: &[u16]) -> Target<'_> {
    Target::Classes { labels, classes: 2 }
}

fn three(labels: &[u16]) -> Target<'_> {
    Target::Classes { labels, classes: 3 }
}

fn near(got: Result<f64, Error>, expected: f64) {
    let got = got.unwrap();
    assert!(
        (got - expected).abs() <= 1e-15 * expected.abs(),
        "{got} {expected}"
    );
}

#[test]
fn classes_are_scored_as_scikit_learn_does() {
    let truth = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2];
    let chosen = [0usize, 2, 2, 2, 1, 0, 1, 1, 1, 2];
    let mut predicted = [[0.25; 3]; 10];
    for (row, class) in predicted.iter_mut().zip(chosen) {
        row[class] = 0.5;
    }
    let of = |scoring| of(scoring, three(&truth), predicted.as_flattened());
    near(of(Scoring::Accuracy), 0.7);
    near(of(Scoring::BalancedAccuracy), 0.694_444_444_444_444_3);
    near(of(Scoring::F1Macro), 0.707_142_857_142_857_2);
    near(of(Scoring::F1Weighted), 0.711_428_571_428_571_5);
    near(of(Scoring::MatthewsCorrcoef), 0.553_911_709_406_997_3);
    assert_eq!(of(Scoring::F1), Err(Error::Undefined));
    assert_eq!(of(Scoring::RocAuc), Err(Error::Undefined));
    assert_eq!(of(Scoring::R2), Err(Error::Undefined));
}

#[test]
fn a_half_is_class_zero_and_the_first_of_equals_wins() {
    assert_eq!(of(Scoring::Accuracy, two(&[0, 1]), &[0.5, 0.500_000_06]), Ok(1.0));
    assert_eq!(of(Scoring::Accuracy, three(&[1]), &[0.2, 0.4, 0.4]), Ok(1.0));
}

#[test]
fn without_a_positive_f1_is_zero_and_without_contrast_so_is_matthews() {
    assert_eq!(of(Scoring::F1, two(&[0, 0, 0]), &[0.0; 3]), Ok(0.0));
    assert_eq!(of(Scoring::F1, two(&[0, 0, 0]), &[0.0, 1.0, 0.0]), Ok(0.0));
    assert_eq!(of(Scoring::MatthewsCorrcoef, two(&[0, 1, 1]), &[1.0; 3]), Ok(0.0));
    near(of(Scoring::F1Macro, two(&[0, 0, 0]), &[0.0, 1.0, 0.0]), 0.4);
}

#[test]
fn areas_count_ties_as_half() {
    let p = [0.5, 0.5, 0.2, 0.2, 0.9, 0.9, 0.9];
    near(
        of(Scoring::RocAuc, two(&[0, 1, 0, 1, 1, 0, 1]), &p),
        0.583_333_333_333_333_4,
    );
    assert_eq!(
        of(Scoring::RocAuc, two(&[0, 1, 0, 1]), &[0.0, -0.0, 0.0, 0.0]),
        Ok(0.5)
    );
    assert!(
        of(Scoring::RocAuc, two(&[1, 1, 1]), &[0.2, 0.9, 0.5])
            .unwrap()
            .is_nan()
    );
    let rows = [
        [0.7, 0.2, 0.1],
        [0.3, 0.4, 0.3],
        [0.1, 0.2, 0.7],
        [0.25, 0.5, 0.25],
        [0.125, 0.625, 0.25],
    ];
    near(
        of(Scoring::RocAucOvr, three(&[0, 1, 2, 2, 1]), rows.as_flattened()),
        0.861_111_111_111_111_2,
    );
    assert!(
        of(Scoring::RocAucOvr, three(&[0, 1, 1]), rows[..3].as_flattened())
            .unwrap()
            .is_nan()
    );
}

#[test]
fn log_loss_is_clipped_at_the_epsilon_of_f32() {
    near(
        of(Scoring::NegLogLoss, two(&[0, 1]), &[1.0, 0.0]),
        -15.942_385_152_878_742,
    );
    // of class 0 it is the f32 difference that counts
    let losses = [f64::from(1.0 - 0.9f32), 0.25, 0.25, 0.5].map(|p| -p.ln());
    let expected = -losses.iter().sum::<f64>() / 4.0;
    near(
        of(Scoring::NegLogLoss, two(&[0, 1, 0, 1]), &[0.9, 0.25, 0.75, 0.5]),
        expected,
    );
    assert!(
        of(Scoring::NegLogLoss, two(&[1, 1]), &[0.5, 0.5])
            .unwrap()
            .is_nan()
    );
}

#[test]
fn values_are_scored_output_by_output() {
    let values = [0.5, 1.0, -1.0, 1.0, 7.0, -6.0];
    let truth = Target::Values {
        values: &values,
        outputs: 2,
    };
    let predicted = [0.0, 2.0, -1.0, 2.0, 8.0, -5.0];
    near(of(Scoring::R2, truth, &predicted), 0.936_800_526_662_277_9);
    near(
        of(Scoring::NegMeanSquaredError, truth, &predicted),
        -0.708_333_333_333_333_4,
    );
    near(
        of(Scoring::NegRootMeanSquaredError, truth, &predicted),
        -0.822_748_612_183_951_3,
    );
    near(of(Scoring::NegMeanAbsoluteError, truth, &predicted), -0.75);
}

#[test]
fn errors_beside_a_truth_with_more_digits_have_all_of_them() {
    // 0.02 is less than half of a step of f32 there
    let (truth, predicted) = ([1e6 + 0.02, 1e6 + 1.02], [1e6, 1e6 + 1.0]);
    let wide = |scoring| score_wide(scoring, &truth, None, &predicted, &mut [0; 2]);
    assert!((wide(Scoring::NegMeanAbsoluteError).unwrap() + 0.02).abs() < 1e-9);
    assert!((wide(Scoring::R2).unwrap() - (1.0 - 0.0004 / 0.25)).abs() < 1e-9);
    assert_eq!(wide(Scoring::Accuracy), Err(Error::Undefined));
    assert_eq!(
        score_wide(Scoring::R2, &truth[..1], None, &predicted, &mut []),
        Err(Error::Mismatch { expected: 1, got: 2 })
    );
}

#[test]
fn a_constant_truth_is_met_or_not() {
    let truth = Target::Values {
        values: &[2.0; 3],
        outputs: 1,
    };
    assert_eq!(of(Scoring::R2, truth, &[2.0; 3]), Ok(1.0));
    assert_eq!(of(Scoring::R2, truth, &[1.0, 2.0, 3.0]), Ok(0.0));
    let one = Target::Values {
        values: &[2.0],
        outputs: 1,
    };
    assert!(of(Scoring::R2, one, &[2.0]).unwrap().is_nan());
    assert_eq!(of(Scoring::NegMeanSquaredError, one, &[2.5]), Ok(-0.25));
}

#[test]
fn what_cannot_be_scored_is_a_typed_error_or_not_a_number() {
    let truth = Target::Values {
        values: &[1.0, 2.0],
        outputs: 1,
    };
    for scoring in Scoring::ALL {
        let class = scoring.suits(&two(&[]));
        // of two classes, or of one value a row
        if !class && !scoring.suits(&truth) {
            continue;
        }
        let target = if class { two(&[0, 1]) } else { truth };
        assert!(of(scoring, target, &[f32::NAN, 1.0]).unwrap().is_nan());
        assert_eq!(
            of(scoring, target, &[1.0]),
            Err(Error::Mismatch { expected: 2, got: 1 })
        );
        assert_eq!(Scoring::from_name(scoring.name()), Some(scoring));
        if class {
            assert_eq!(
                of(scoring, two(&[]), &[]),
                Err(Error::TooFewRows { needed: 1, got: 0 })
            );
            assert_eq!(of(scoring, two(&[0, 2]), &[0.5; 2]), Err(Error::Label { row: 1 }));
            let short = score(scoring, &target, &[0.5; 2], &mut [0; 5]);
            assert_eq!(short, Err(Error::TooSmall { needed: 6, got: 5 }));
        }
    }
    assert_eq!(of(Scoring::Accuracy, truth, &[1.0, 2.0]), Err(Error::Undefined));
    assert_eq!(Scoring::from_name("f1_of_samples"), None);
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs_in_order(rows in prop::collection::vec((0u16..2, 0u8..8), 2..60)) {
        let labels: Vec<u16> = rows.iter().map(|r| r.0).collect();
        let p: Vec<f32> = rows.iter().map(|r| f32::from(r.1) / 8.0).collect();
        let (mut halves, mut pairs) = (0, 0);
        for (i, &a) in labels.iter().enumerate() {
            for (j, &b) in labels.iter().enumerate() {
                if (a, b) == (1, 0) {
                    pairs += 2;
                    halves += if p[i] > p[j] { 2 } else { i32::from(p[i] == p[j]) };
                }
            }
        }
        let area = of(Scoring::RocAuc, two(&labels), &p).unwrap();
        let expected = f64::from(halves) / f64::from(pairs);
        prop_assert!(area == expected || (area.is_nan() && pairs == 0));
    }

    #[test]
    fn scores_of_classes_stay_in_their_ranges(rows in prop::collection::vec((0u16..4, 0usize..4), 1..80)) {
        let labels: Vec<u16> = rows.iter().map(|r| r.0).collect();
        let mut p = vec![0.0; 4 * rows.len()];
        for (i, &(_, class)) in rows.iter().enumerate() {
            p[4 * i + class] = 1.0;
        }
        let truth = Target::Classes { labels: &labels, classes: 4 };
        let right = rows.iter().filter(|r| usize::from(r.0) == r.1).count();
        for scoring in [Scoring::Accuracy, Scoring::BalancedAccuracy, Scoring::F1Macro, Scoring::F1Weighted] {
            let score = of(scoring, truth, &p).unwrap();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&score));
            prop_assert_eq!(score < 1.0 - 1e-12, right < rows.len());
        }
        let matthews = of(Scoring::MatthewsCorrcoef, truth, &p).unwrap();
        prop_assert!(matthews.abs() <= 1.0 + 1e-12);
    }
}

#[test]
fn f1_is_that_of_the_positive_class() {
    let labels = [0, 0, 1, 1, 1];
    let predicted = [0.1, 0.9, 0.8, 0.2, 0.7];
    let target = Target::Classes {
        labels: &labels,
        classes: 2,
    };
    let f1 = |positive| {
        let scorer = Scorer {
            scoring: Scoring::F1,
            positive,
        };
        score(scorer, &target, &predicted, &mut [0; 6])
    };
    // class 1: 2 of 3 found, 2 of 3 named; class 0: 1 of 2 and 1 of 2
    assert_eq!(f1(1), Ok(2.0 / 3.0));
    assert_eq!(f1(0), Ok(0.5));
    assert_eq!(f1(2), Err(Error::Undefined), "there is no third class");
    assert_eq!(score(Scoring::F1, &target, &predicted, &mut [0; 6]), f1(1));
}

#[test]
fn precision_and_recall_are_those_of_the_positive_class() {
    let truth = [0, 1, 1, 0, 1, 0, 0, 1, 1, 1];
    let answers = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0];
    let of_class = |scoring, positive| {
        let scorer = Scorer { scoring, positive };
        score(scorer, &two(&truth), &answers, &mut [0; 10])
    };
    assert_eq!(of_class(Scoring::Precision, 1), Ok(0.8));
    assert_eq!(of_class(Scoring::Recall, 1), Ok(0.666_666_666_666_666_6));
    assert_eq!(of_class(Scoring::Precision, 0), Ok(0.6));
    assert_eq!(of_class(Scoring::Recall, 0), Ok(0.75));
    assert_eq!(of_class(Scoring::Recall, 2), Err(Error::Undefined));
    // where nothing is answered or true, scikit-learn warns and gives 0
    assert_eq!(of(Scoring::Precision, two(&[0, 1, 1]), &[0.0; 3]), Ok(0.0));
    assert_eq!(of(Scoring::Recall, two(&[0, 0, 0]), &[0.0, 1.0, 0.0]), Ok(0.0));
    assert_eq!(
        of(Scoring::Precision, three(&truth), &[0.5; 30]),
        Err(Error::Undefined)
    );
}

#[test]
fn more_classes_than_can_be_counted_are_an_error() {
    let (labels, classes) = (&[0, 1], usize::MAX);
    let truth = Target::Classes { labels, classes };
    let error = score(Scoring::Accuracy, &truth, &[0.5; 2], &mut [0; 8]);
    let (expected, got) = (usize::MAX, 2);
    assert_eq!(error, Err(Error::Mismatch { expected, got }));
}

#[test]
fn several_labels_are_counted_in_pieces_as_at_once() {
    let labels: Vec<u16> = (0..39u16).map(|i| i * i % 7 % 2).collect();
    let answers: Vec<f32> = (0..39u16).map(|i| f32::from(i * 11 % 16) / 16.0).collect();
    let outputs = 3;
    let target = Target::Multilabel {
        labels: &labels,
        outputs,
    };
    let data = Dataset::new(&[0.0; 13], 1, target);
    let rows: Vec<u32> = (0..13).rev().collect();
    let mut suitable = 0;
    for scoring in Scoring::ALL {
        let score = |room: usize| {
            let mut predict = |rows: &[u32], out: &mut [f32]| {
                for (&row, out) in rows.iter().zip(out.chunks_exact_mut(outputs)) {
                    out.copy_from_slice(&answers[row as usize * outputs..][..outputs]);
                }
                Ok(())
            };
            let (floats, scratch) = (&mut vec![0.0; room * outputs], &mut [5; 13]);
            let floats = (floats.as_mut_slice(), outputs);
            score_fitted(scoring.into(), &data, &rows, floats, scratch, &mut predict)
        };
        let whole = score(13);
        if !scoring.suits(&target) {
            assert_eq!(whole, Err(Error::Undefined), "{scoring:?}");
            continue;
        }
        suitable += 1;
        for room in (1..13).filter(|_| scoring.counts_classes()) {
            assert_eq!(score(room), whole, "{scoring:?}");
        }
        let bad = of(scoring, target, &[f32::NAN; 39]).unwrap();
        assert!(bad.is_nan());
        let alone = Target::Multilabel {
            labels: &labels,
            outputs: 1,
        };
        let two = Target::Classes {
            labels: &labels,
            classes: 2,
        };
        assert_eq!(of(scoring, alone, &answers), of(scoring, two, &answers));
    }
    assert_eq!(suitable, 23);
    let three = Target::Multilabel {
        labels: &[0, 1, 2, 0],
        outputs: 2,
    };
    assert_eq!(
        of(Scoring::F1Micro, three, &[0.5; 4]),
        Err(Error::Label { row: 1 })
    );
}

#[test]
fn classes_are_counted_in_pieces_as_at_once() {
    const ROWS: usize = 37;
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    for classes in [2, 5] {
        let columns = if classes == 2 { 1 } else { classes };
        let labels: Vec<u16> = (0..ROWS).map(|_| (next() % classes as u32) as u16).collect();
        let answers: Vec<f32> = (0..ROWS * columns)
            .map(|_| next() as f32 / (1 << 24) as f32)
            .collect();
        let rows: Vec<u32> = (0..ROWS as u32).rev().collect();
        let target = Target::Classes {
            labels: &labels,
            classes,
        };
        let data = Dataset::new(&[0.0; ROWS], 1, target);
        for scoring in Scoring::ALL {
            let score = |room: usize, answers: &[f32]| {
                let mut most = 0;
                let mut predict = |rows: &[u32], out: &mut [f32]| {
                    most = most.max(rows.len());
                    for (&row, out) in rows.iter().zip(out.chunks_exact_mut(columns)) {
                        out.copy_from_slice(&answers[row as usize * columns..][..columns]);
                    }
                    Ok(())
                };
                let (floats, scratch) = (&mut vec![0.0; room * columns], &mut [5; 400]);
                let floats = (floats.as_mut_slice(), columns);
                let scored = score_fitted(scoring.into(), &data, &rows, floats, scratch, &mut predict);
                assert!(most <= room);
                scored.map(f64::to_bits)
            };
            let whole = score(ROWS, &answers);
            let mut diverged = answers.clone();
            diverged[3 * columns] = f32::NAN;
            for room in [1, 2, 16, ROWS - 1] {
                if scoring.counts_classes() {
                    assert_eq!(score(room, &answers), whole, "{scoring:?} {room}");
                } else {
                    assert!(score(room, &answers).is_err(), "{scoring:?} {room}");
                }
                if scoring.counts_classes() && whole.is_ok() {
                    let diverged = f64::from_bits(score(room, &diverged).unwrap());
                    assert!(diverged.is_nan(), "{scoring:?} {room}");
                }
            }
        }
    }
}

/// The score of rows with labels `rows` by a network that has learnt the classes in `trained` alone, of `classes`;
/// its answers are `outputs` a row, and the memory is exactly what a caller has to give.
fn among(
    scoring: Scoring,
    (trained, rows): (&[u16], &[u16]),
    classes: usize,
    (answers, outputs): (&[f32], usize),
) -> Result<f64, Error> {
    let (count, all) = (rows.len(), [rows, trained].concat());
    let target = Target::Classes {
        labels: &all,
        classes,
    };
    let of_trained: Vec<u32> = (count as u32..all.len() as u32).collect();
    let mut number = vec![0; classes];
    let seen = number_classes(&all, &of_trained, &mut number).unwrap();
    let features = vec![0.0; all.len()];
    let data = Dataset::new(&features, 1, target).among(&number, seen).unwrap();
    let scored: Vec<u32> = (0..count as u32).collect();
    let mut floats = vec![7.0; count * width(&data, outputs)];
    let mut scratch = vec![9; score_scratch(count, classes)];
    let mut predict = |_: &[u32], out: &mut [f32]| {
        out.copy_from_slice(answers);
        Ok(())
    };
    let floats = (floats.as_mut_slice(), outputs);
    score_fitted(scoring.into(), &data, &scored, floats, &mut scratch, &mut predict)
}

/// scikit-learn 1.9.1 by its scorers, of a classifier with these `classes_` and probabilities in f32.
#[test]
fn probabilities_are_scored_among_the_classes_that_trained_and_are_scored() {
    let second = [0.25, 0.75, 0.375, 0.875, 0.5, 0.0];
    let of_two = |scoring, rows: &[u16]| among(scoring, (&[0, 2, 2], rows), 3, (&second, 1));
    let same = [0, 2, 2, 2, 0, 0];
    // whose logarithms are of f32
    let loss = |got: Result<f64, Error>, expected: f64| assert!((got.unwrap() - expected).abs() < 1e-7);
    loss(of_two(Scoring::NegLogLoss, &same), -0.397_145_360_708_236_7);
    near(of_two(Scoring::RocAucOvr, &same), 0.888_888_888_888_889);
    let rows = [
        [0.5, 0.25, 0.25],
        [0.125, 0.625, 0.25],
        [0.25, 0.25, 0.5],
        [0.375, 0.5, 0.125],
        [0.5, 0.375, 0.125],
        [0.25, 0.125, 0.625],
    ];
    let of_three = |scoring, labels: &[u16]| {
        let answers = (rows.as_flattened(), 3);
        among(scoring, (&[3, 1, 0], labels), 4, answers)
    };
    let same = [0, 1, 3, 0, 1, 3];
    loss(of_three(Scoring::NegLogLoss, &same), -0.714_659_988_880_157_5);
    near(of_three(Scoring::RocAucOvr, &same), 0.895_833_333_333_333_4);
    for scoring in [Scoring::NegLogLoss, Scoring::RocAucOvr] {
        // fewer, more, and as many others, for which scikit-learn takes the second's probabilities
        for labels in [[0; 6], [0, 1, 2, 1, 0, 0], [0, 1, 1, 1, 0, 0]] {
            assert_eq!(of_two(scoring, &labels), Err(Error::Undefined), "{labels:?}");
        }
        for labels in [[0, 1, 1, 0, 1, 1], [0, 1, 2, 3, 1, 2], [0, 1, 2, 0, 1, 2]] {
            assert_eq!(of_three(scoring, &labels), Err(Error::Undefined), "{labels:?}");
        }
        // of one class there are no probabilities
        let one = among(scoring, (&[1, 1], &[1; 6]), 3, (&second, 1));
        assert_eq!(one, Err(Error::Undefined));
        let diverged = among(scoring, (&[0, 2], &[0, 2]), 3, (&[f32::NAN, 0.5], 1));
        assert!(diverged.unwrap().is_nan());
        // one of two classes in all: as before, the other has a probability of 0
        let alone = among(scoring, (&[1, 1], &[1, 1]), 2, (&[0.5, 0.25], 1));
        assert!(alone.unwrap().is_nan());
    }
    assert_eq!(
        of_two(Scoring::RocAuc, &[0, 2, 2, 2, 0, 0]),
        Err(Error::Undefined)
    );
    assert_eq!(of_two(Scoring::R2, &[0, 2, 2, 2, 0, 0]), Err(Error::Undefined));
    near(of_two(Scoring::Accuracy, &[0, 2, 2, 2, 0, 0]), 5.0 / 6.0);
}

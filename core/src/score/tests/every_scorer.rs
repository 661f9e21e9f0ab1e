//! All scores by numbers of scikit-learn 1.9.1, `tests/sklearn/scores.py` has many more; and what holds of each.

use super::*;

/// Within the rounding of a few sums.
fn nearly(got: Result<f64, Error>, expected: f64, scoring: Scoring) {
    let got = got.unwrap();
    let bound = 1e-14 * expected.abs().max(1.0);
    assert!((got - expected).abs() <= bound, "{scoring:?} {got} {expected}");
}

#[test]
fn averages_of_chosen_classes() {
    let truth = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2];
    let chosen = [0usize, 2, 2, 2, 1, 0, 1, 1, 1, 2];
    let mut predicted = [[0.25; 3]; 10];
    for (row, class) in predicted.iter_mut().zip(chosen) {
        row[class] = 0.5;
    }
    for (scoring, expected) in [
        (Scoring::F1Micro, 0.7),
        (Scoring::PrecisionMicro, 0.7),
        (Scoring::PrecisionMacro, 0.75),
        (Scoring::PrecisionWeighted, 0.75),
        (Scoring::RecallMicro, 0.7),
        (Scoring::RecallMacro, 0.694_444_444_444_444_3),
        (Scoring::RecallWeighted, 0.7),
        (Scoring::JaccardMicro, 0.538_461_538_461_538_4),
        (Scoring::JaccardMacro, 0.555_555_555_555_555_5),
        (Scoring::JaccardWeighted, 0.559_999_999_999_999_9),
    ] {
        nearly(
            of(scoring, three(&truth), predicted.as_flattened()),
            expected,
            scoring,
        );
    }
}

#[test]
fn scores_of_one_of_two_chosen_classes() {
    let truth = [0, 1, 1, 0, 1, 0, 0, 1, 1, 1];
    let answers = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0];
    for (scoring, expected) in [
        (Scoring::Jaccard, 0.571_428_571_428_571_4),
        (Scoring::PositiveLikelihoodRatio, 2.666_666_666_666_666_5),
        (Scoring::NegNegativeLikelihoodRatio, -0.444_444_444_444_444_4),
    ] {
        nearly(of(scoring, two(&truth), &answers), expected, scoring);
    }
    // where a rate of 0 would divide, the ratio is 1, and where there is but one class it is not defined
    let ratios = |truth: &[u16], answers: &[f32]| {
        [
            Scoring::PositiveLikelihoodRatio,
            Scoring::NegNegativeLikelihoodRatio,
        ]
        .map(|scoring| of(scoring, two(truth), answers).unwrap())
    };
    assert_eq!(ratios(&[0, 1], &[0.0, 1.0]), [1.0, 0.0]);
    assert_eq!(ratios(&[0, 1], &[1.0, 0.0]), [0.0, -1.0]);
    assert_eq!(ratios(&[1, 1], &[1.0, 0.0]), [1.0, -1.0]);
    let [positive, negative] = ratios(&[0, 0], &[1.0, 1.0]);
    assert!(positive.is_nan() && negative == -1.0);
    assert!(ratios(&[0, 0], &[1.0, 0.0]).iter().all(|ratio| ratio.is_nan()));
    for class in [0.0, 1.0] {
        let alone = ratios(&[class as u16; 2], &[class; 2]);
        assert!(alone.iter().all(|ratio| ratio.is_nan()));
    }
}

#[test]
fn scores_of_probabilities_of_three_classes() {
    let rows = [
        [0.625, 0.25, 0.125],
        [0.25, 0.5, 0.25],
        [0.125, 0.25, 0.625],
        [0.25, 0.5, 0.25],
        [0.125, 0.625, 0.25],
        [0.5, 0.25, 0.25],
    ];
    let truth = [0, 1, 2, 2, 1, 1];
    let expected = [
        (Scoring::TopKAccuracy, 0.833_333_333_333_333_4),
        (Scoring::RocAucOvr, 0.844_907_407_407_407_4),
        (Scoring::RocAucOvrWeighted, 0.798_611_111_111_111),
        (Scoring::RocAucOvo, 0.875),
        (Scoring::RocAucOvoWeighted, 0.850_694_444_444_444_4),
        (Scoring::AveragePrecision, 0.807_407_407_407_407_5),
        (Scoring::NegLogLoss, -0.812_624_465_089_488_8),
        (Scoring::D2LogLossScore, 0.196_538_423_412_105_7),
        (Scoring::NegBrierScore, -0.463_541_666_666_666_7),
        (Scoring::D2BrierScore, 0.241_477_272_727_272_7),
    ];
    for (scoring, expected) in expected {
        nearly(of(scoring, three(&truth), rows.as_flattened()), expected, scoring);
        // as in scikit-learn, which does not know of a class without a row
        let absent = of(scoring, three(&[0, 1, 1, 0, 1, 1]), rows.as_flattened());
        assert!(absent.unwrap().is_nan(), "{scoring:?}");
    }
}

#[test]
fn scores_of_probabilities_of_two_classes() {
    let (truth, p) = ([0, 1, 0, 1, 1, 0, 1], [0.5, 0.5, 0.25, 0.25, 0.875, 0.875, 0.875]);
    for (scoring, expected) in [
        (Scoring::RocAucOvrWeighted, 0.583_333_333_333_333_4),
        (Scoring::RocAucOvo, 0.583_333_333_333_333_4),
        (Scoring::RocAucOvoWeighted, 0.583_333_333_333_333_4),
        (Scoring::AveragePrecision, 0.626_190_476_190_476_2),
        (Scoring::D2LogLossScore, -0.131_040_092_553_237_56),
        (Scoring::NegBrierScore, -0.274_553_571_428_571_45),
        (Scoring::D2BrierScore, -0.121_093_75),
    ] {
        nearly(of(scoring, two(&truth), &p), expected, scoring);
    }
    let (scoring, positive) = (Scoring::AveragePrecision, 0);
    let first = score(Scorer { scoring, positive }, &two(&truth), &p, &mut [0; 7]);
    nearly(first, 0.476_190_476_190_476_16, scoring);
    assert_eq!(of(Scoring::TopKAccuracy, two(&truth), &p), Err(Error::Undefined));
    // of rows of one class
    let one = |scoring, class| of(scoring, two(&[class; 2]), &[0.25, 0.5]);
    nearly(one(Scoring::NegBrierScore, 0), -0.156_25, Scoring::NegBrierScore);
    assert_eq!(one(Scoring::AveragePrecision, 0), Ok(0.0));
    assert_eq!(one(Scoring::AveragePrecision, 1), Ok(1.0));
    for scoring in [Scoring::D2BrierScore, Scoring::D2LogLossScore, Scoring::RocAucOvo] {
        assert!(one(scoring, 1).unwrap().is_nan(), "{scoring:?}");
    }
}

#[test]
fn scores_of_values() {
    let truth = [3.0, 0.5, 2.0, 7.0, 0.25];
    let predicted = [2.5, 0.75, 2.0, 8.0, 0.5];
    let one = |values| Target::Values { values, outputs: 1 };
    for (scoring, expected) in [
        (Scoring::ExplainedVariance, 0.960_570_469_798_657_7),
        (Scoring::D2AbsoluteErrorScore, 0.783_783_783_783_783_8),
        (Scoring::NegMeanSquaredLogError, -0.017_741_411_693_530_895),
        (Scoring::NegRootMeanSquaredLogError, -0.133_196_890_705_192_1),
        (Scoring::NegMedianAbsoluteError, -0.25),
        (Scoring::NegMeanAbsolutePercentageError, -0.361_904_761_904_761_9),
        (Scoring::NegMaxError, -1.0),
        (Scoring::NegMeanPoissonDeviance, -0.094_490_229_126_454_8),
        (Scoring::NegMeanGammaDeviance, -0.116_595_516_466_137_72),
    ] {
        nearly(of(scoring, one(&truth), &predicted), expected, scoring);
        // where f64 has all digits of what f32 rounds, as here
        let wide = truth.map(f64::from);
        let wide = score_wide(scoring, &wide, None, &predicted, &mut [9; 5]);
        assert_eq!(wide, of(scoring, one(&truth), &predicted));
    }
    let values = [0.5, 1.0, 1.0, 1.0, 7.0, 6.0, 2.0, 3.0];
    let both = Target::Values {
        values: &values,
        outputs: 2,
    };
    let predicted = [0.25, 2.0, 1.0, 2.0, 8.0, 5.0, 2.5, 3.0];
    for (scoring, expected) in [
        (Scoring::ExplainedVariance, 0.900_638_784_997_728),
        (Scoring::D2AbsoluteErrorScore, 0.669_047_619_047_619),
        (Scoring::NegMeanSquaredLogError, -0.052_930_345_691_118_375),
        (Scoring::NegRootMeanSquaredLogError, -0.214_999_809_437_532_25),
        (Scoring::NegMedianAbsoluteError, -0.6875),
        (Scoring::NegMeanAbsolutePercentageError, -0.382_440_476_190_476_16),
    ] {
        nearly(of(scoring, both, &predicted), expected, scoring);
    }
    for scoring in [
        Scoring::NegMaxError,
        Scoring::NegMeanPoissonDeviance,
        Scoring::NegMeanGammaDeviance,
    ] {
        assert_eq!(
            of(scoring, both, &predicted),
            Err(Error::Undefined),
            "{scoring:?}"
        );
    }
}

#[test]
fn values_without_a_logarithm_have_no_score_of_it() {
    let one = |scoring, y: f32, p: f32| {
        let values = [y, 1.0];
        let target = Target::Values {
            values: &values,
            outputs: 1,
        };
        of(scoring, target, &[p, 1.0]).unwrap()
    };
    for (scoring, truths, answers) in [
        (Scoring::NegMeanSquaredLogError, [-1.0, -0.5], [-1.0, -0.5]),
        (Scoring::NegRootMeanSquaredLogError, [-1.0, -0.5], [-1.0, -0.5]),
        (Scoring::NegMeanPoissonDeviance, [-0.5, 0.0], [0.0, 0.5]),
        (Scoring::NegMeanGammaDeviance, [0.0, 0.5], [0.0, 0.5]),
    ] {
        let ([bad, good], [bad_answer, good_answer]) = (truths, answers);
        assert!(one(scoring, bad, 1.0).is_nan(), "{scoring:?}");
        assert!(one(scoring, 1.0, bad_answer).is_nan(), "{scoring:?}");
        assert!(one(scoring, good, 1.0) < 0.0, "{scoring:?}");
        assert!(one(scoring, 1.0, good_answer) < 0.0, "{scoring:?}");
        assert!(one(scoring, 1.0, 1.0) == 0.0, "{scoring:?}");
    }
    // an error of a value of 0 is divided by f64's epsilon, as scikit-learn does
    let share = one(Scoring::NegMeanAbsolutePercentageError, 0.0, 1.0);
    assert_eq!(share, -0.5 / f64::EPSILON);
}

#[test]
fn a_median_needs_memory_for_every_row() {
    let values = [1.0, 2.0, 4.0];
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    for scoring in Scoring::ALL.into_iter().filter(|one| one.suits(&target)) {
        let full = score(scoring, &target, &[1.5, 2.0, 3.0], &mut [7; 3]);
        let short = score(scoring, &target, &[1.5, 2.0, 3.0], &mut []);
        let sorts = [Scoring::NegMedianAbsoluteError, Scoring::D2AbsoluteErrorScore];
        match sorts.contains(&scoring) {
            true => assert_eq!(short, Err(Error::TooSmall { needed: 3, got: 0 })),
            false => assert_eq!(short, full, "{scoring:?}"),
        }
    }
}

/// As scikit-learn's scorers of a classifier with the classes that trained alone.
#[test]
fn new_scores_of_probabilities_are_among_the_classes_that_trained_too() {
    let second = [0.25, 0.75, 0.375, 0.875, 0.5, 0.0];
    let same = [0, 2, 2, 2, 0, 0];
    let of_two = |scoring, rows: &[u16]| among(scoring, (&[0, 2, 2], rows), 3, (&second, 1));
    let alone = |scoring| of(scoring, two(&[0, 1, 1, 1, 0, 0]), &second);
    for scoring in [
        Scoring::RocAucOvrWeighted,
        Scoring::RocAucOvo,
        Scoring::RocAucOvoWeighted,
        Scoring::D2LogLossScore,
        Scoring::NegBrierScore,
        Scoring::D2BrierScore,
    ] {
        assert_eq!(of_two(scoring, &same), alone(scoring), "{scoring:?}");
        assert_eq!(of_two(scoring, &[0; 6]), Err(Error::Undefined));
    }
    assert_eq!(of_two(Scoring::TopKAccuracy, &same), Ok(1.0));
    assert_eq!(of_two(Scoring::AveragePrecision, &same), Err(Error::Undefined));
    let rows = [
        [0.5, 0.25, 0.25],
        [0.125, 0.625, 0.25],
        [0.25, 0.25, 0.5],
        [0.375, 0.5, 0.125],
        [0.5, 0.375, 0.125],
        [0.25, 0.125, 0.625],
    ];
    for scoring in Scoring::ALL.into_iter().filter(|one| one.suits(&three(&[]))) {
        let answers = (rows.as_flattened(), 3);
        let got = among(scoring, (&[3, 1, 0], &[0, 1, 3, 0, 1, 3]), 4, answers);
        assert_eq!(
            got,
            of(scoring, three(&[0, 1, 2, 0, 1, 2]), rows.as_flattened()),
            "{scoring:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_score_is_above_its_maximum(
        rows in prop::collection::vec((0u16..4, 0u8..9, 0u8..9, 0u8..9, 1u8..9), 1..40),
        offset in -2.0f32..2.0,
    ) {
        let labels: Vec<u16> = rows.iter().map(|row| row.0).collect();
        let four: Vec<f32> = rows
            .iter()
            .flat_map(|&(_, a, b, c, d)| {
                let parts = [a, b, c, d].map(f32::from);
                parts.map(|part| part / parts.iter().sum::<f32>())
            })
            .collect();
        let binary: Vec<u16> = labels.iter().map(|&label| label % 2).collect();
        let p: Vec<f32> = rows.iter().map(|row| f32::from(row.1) / 8.0).collect();
        let values: Vec<f32> = rows.iter().map(|row| f32::from(row.2) + offset).collect();
        let answers: Vec<f32> = rows.iter().map(|row| f32::from(row.3) + offset).collect();
        let scored: [(Target, &[f32]); 3] = [
            (Target::Classes { labels: &labels, classes: 4 }, &four),
            (two(&binary), &p),
            (Target::Values { values: &values, outputs: 1 }, &answers),
        ];
        for scoring in Scoring::ALL {
            for (target, predicted) in scored.iter().filter(|(target, _)| scoring.suits(target)) {
                let score = of(scoring, *target, predicted).unwrap();
                prop_assert!(score.is_nan() || score <= scoring.maximum(), "{:?} {}", scoring, score);
                prop_assert!(score.is_nan() || score.is_finite(), "{:?} {}", scoring, score);
                prop_assert!(score.is_nan() || score >= 0.0 || !scoring.is_share(), "{:?} {}", scoring, score);
            }
        }
    }

    #[test]
    fn the_rows_that_are_scored_come_in_any_order(
        rows in prop::collection::vec((0u16..3, 1u8..9, 1u8..9, 1u8..9), 3..30),
    ) {
        let labels: Vec<u16> = rows.iter().map(|row| row.0).collect();
        let p: Vec<f32> = rows
            .iter()
            .flat_map(|&(_, a, b, c)| [a, b, c].map(|part| f32::from(part) / 32.0))
            .collect();
        let backwards: Vec<u32> = (0..rows.len() as u32).rev().collect();
        let turned: Vec<f32> = p.chunks(3).rev().flatten().copied().collect();
        for scoring in Scoring::ALL.into_iter().filter(|one| one.suits(&three(&[]))) {
            let forwards = of(scoring, three(&labels), &p).unwrap();
            let again = score_rows(scoring, &three(&labels), (&backwards, None), &turned, &mut [5; 90]).unwrap();
            let same = (forwards - again).abs() <= 1e-14 * forwards.abs().max(1.0);
            prop_assert!(same || forwards.is_nan() && again.is_nan(), "{:?} {} {}", scoring, forwards, again);
        }
    }
}

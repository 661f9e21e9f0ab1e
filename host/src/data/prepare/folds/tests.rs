use std::path::Path;

use mcutune_core::scaler::Scaling;

use super::*;
use crate::data::{Categorical, ColumnData, Features, Missing, ReadOptions};
use crate::windows::SelectFeatures;

fn iris() -> Data {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iris.csv");
    ReadOptions::default().read(&path).unwrap()
}

const HOW: Preparation = Preparation {
    features: Features {
        missing: Missing::Mean,
        categorical: Categorical::Error,
        missing_indicator: false,
        min_frequency: None,
        select: SelectFeatures::All,
    },
    scaling: Scaling::Standard,
    target_scaling: Scaling::Standard,
    clip_output: mcutune_core::data::ClipOutput::None,
    weighted_scores: false,
};

fn in_order(folds: usize) -> Splitting {
    Splitting {
        cv: Cv::Folds(folds),
        draw: None,
        sample: None,
    }
}

/// The bits of each fold's rows as a network sees them.
fn bits(folds: &[Fold<'_>]) -> Vec<Vec<u32>> {
    let of_rows = |data: &mcutune_core::data::Dataset<'_>, rows: &[u32]| -> Vec<u32> {
        let mut row = vec![0.0; data.features()];
        let mut all = Vec::new();
        for &number in rows {
            data.copy_row(number as usize, &mut row).unwrap();
            all.extend(row.iter().map(|x| x.to_bits()));
        }
        all
    };
    folds
        .iter()
        .flat_map(|fold| {
            [
                of_rows(&fold.train, fold.train_rows),
                of_rows(&fold.test, fold.test_rows),
            ]
        })
        .collect()
}

#[test]
fn copies_and_views_have_the_same_bits() {
    let mut table = iris();
    // Every third row is searched; what is left out teaches nothing.
    let rows: Vec<u32> = (0..150).filter(|row| row % 3 != 1).collect();
    for missing in [false, true] {
        if missing {
            let ColumnData::Numeric(values) = &mut table.columns[1].data else {
                panic!("text")
            };
            values[6] = f32::NAN;
        }
        let (whole, matrix) = Pipeline::fit(&table, &rows, &HOW).unwrap();
        let of = |copies| {
            let folds = Folds::fit_as(
                &table,
                &rows,
                (&in_order(4), None),
                &HOW,
                (&whole, &matrix),
                copies,
            )
            .unwrap();
            let own = folds.parts.iter().filter(|part| part.own.is_some()).count();
            (bits(&folds.views(&matrix).unwrap()), own)
        };
        let ((copied, copies), (viewed, own)) = (of(true), of(false));
        assert!(copied == viewed);
        assert_eq!(copies, 4);
        // Not even a mean of one's own makes rows of one's own.
        assert_eq!(own, 0);
        assert_eq!(viewed.iter().map(Vec::len).sum::<usize>(), 4 * 4 * rows.len());
    }
}

#[test]
fn preparations_share_the_room_for_copies() {
    let table = iris();
    let rows: Vec<u32> = (0..150).collect();
    let (whole, matrix) = Pipeline::fit(&table, &rows, &HOW).unwrap();
    let bytes = 3 * size_of_val(matrix.values());
    let copies = |preparations| {
        let of = (&whole, &matrix);
        let folds = Folds::fit(&table, &rows, (&in_order(3), None), &HOW, of, preparations).unwrap();
        folds.parts.iter().filter(|part| part.own.is_some()).count()
    };
    let most = COPIES / bytes;
    assert_eq!((copies(1), copies(most), copies(most + 1)), (3, 3, 0));
    assert!(!fits_share(2, usize::MAX));
}

#[test]
fn a_fold_learns_from_its_training_rows_alone() {
    let table = iris();
    let rows: Vec<u32> = (0..150).collect();
    let (whole, matrix) = Pipeline::fit(&table, &rows, &HOW).unwrap();
    let folds = Folds::fit(&table, &rows, (&in_order(3), None), &HOW, (&whole, &matrix), 1).unwrap();
    for fold in folds.views(&matrix).unwrap() {
        let mut row = [0.0; 4];
        let mut sums = [0.0; 4];
        for &number in fold.train_rows {
            fold.train.copy_row(number as usize, &mut row).unwrap();
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(x));
        }
        assert!(sums.iter().all(|sum| sum.abs() < 1e-4), "{sums:?}");
    }
}

/// What trains and what is scored, fold by fold, of some rows.
fn sampled(name: &str, rows: u32, seed: u32) -> Vec<(Vec<u32>, Vec<u32>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.csv"));
    let data = ReadOptions::default().read(&path).unwrap();
    let all = data.all_rows().unwrap();
    let (whole, matrix) = Pipeline::fit(&data, &all, &HOW).unwrap();
    let rng = Rng::Numpy;
    let cv = Splitting {
        sample: Some(Sample { rng, seed, rows }),
        ..in_order(3)
    };
    let folds = Folds::fit(&data, &all, (&cv, None), &HOW, (&whole, &matrix), 1).unwrap();
    let parts = folds.parts.into_iter();
    parts.map(|part| (part.train, part.test)).collect()
}

/// `_SubsampleMetaSplitter(base_cv=StratifiedKFold(3), fraction=18 / 150, subsample_test=True, random_state=7)`, and
/// with `KFold(3)`, 31 / 442 and 2.
#[test]
#[rustfmt::skip]
fn a_sample_is_drawn_as_scikit_learn_draws_it() {
    let iris = [
        (vec![71, 43, 128, 141, 83, 32, 143, 121, 136, 39, 30, 74], vec![13, 15, 55, 108, 63, 60]),
        (vec![54, 43, 111, 141, 66, 15, 143, 104, 136, 39, 13, 57], vec![30, 32, 72, 125, 80, 77]),
        (vec![53, 26, 111, 124, 65, 15, 126, 104, 119, 22, 13, 56], vec![47, 49, 89, 142, 97, 94]),
    ];
    assert_eq!(sampled("iris", 18, 7), iris);
    let diabetes = [
        (
            vec![276, 354, 367, 155, 319, 178, 328, 326, 415, 288, 161, 353, 183, 414, 225, 419, 349, 242, 239, 304],
            vec![115, 48, 3, 42, 125, 24, 108, 12, 126, 139],
        ),
        (
            vec![128, 355, 368, 7, 318, 30, 328, 326, 415, 140, 13, 424, 35, 414, 77, 386, 350, 94, 91, 303],
            vec![239, 275, 151, 183, 282, 230, 277, 160, 190, 274],
        ),
        (
            vec![128, 208, 221, 7, 171, 30, 181, 179, 268, 140, 13, 277, 35, 267, 77, 239, 203, 94, 91, 156],
            vec![386, 422, 298, 330, 429, 377, 424, 307, 337, 421],
        ),
    ];
    assert_eq!(sampled("diabetes", 31, 2), diabetes);
}

#[test]
fn a_fold_of_a_sample_learns_from_the_rows_of_the_sample_that_train() {
    let table = iris();
    let rows: Vec<u32> = (0..150).collect();
    let (whole, matrix) = Pipeline::fit(&table, &rows, &HOW).unwrap();
    let sample = |rows| Splitting {
        sample: Some(Sample {
            rng: Rng::Xoshiro,
            seed: 4,
            rows,
        }),
        ..in_order(3)
    };
    let of = |cv, copies| Folds::fit_as(&table, &rows, (&cv, None), &HOW, (&whole, &matrix), copies);
    let folds = of(sample(30), true).unwrap();
    for fold in folds.views(&matrix).unwrap() {
        assert_eq!((fold.train_rows.len(), fold.test_rows.len()), (20, 10));
        let mut row = [0.0; 4];
        let mut sums = [0.0; 4];
        for &number in fold.train_rows {
            fold.train.copy_row(number as usize, &mut row).unwrap();
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(x));
        }
        assert!(sums.iter().all(|sum| sum.abs() < 1e-4), "{sums:?}");
    }
    let viewed = of(sample(30), false).unwrap();
    assert!(bits(&folds.views(&matrix).unwrap()) == bits(&viewed.views(&matrix).unwrap()));
    let all = of(sample(150), true).unwrap();
    let sorted = |mut rows: Vec<u32>| {
        rows.sort_unstable();
        rows
    };
    for (some, whole) in all.parts.into_iter().zip(of(in_order(3), true).unwrap().parts) {
        assert_eq!((sorted(some.train), sorted(some.test)), (whole.train, whole.test));
    }
    // of 2 rows a fold has 1 that trains, and none that is scored
    let error = of(sample(2), true).map(|_| ()).unwrap_err();
    assert!(
        matches!(error, PrepareError::EmptyFold { rows: 2, of: 150 }),
        "{error}"
    );
}

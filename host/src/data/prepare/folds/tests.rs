use std::path::Path;

use mcutune_core::scaler::Scaling;

use super::*;
use crate::data::{Categorical, ColumnData, Missing, ReadOptions};

fn iris() -> Data {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iris.csv");
    ReadOptions::default().read(&path).unwrap()
}

const HOW: Preparation = Preparation {
    missing: Missing::Mean,
    categorical: Categorical::Error,
    scaling: Scaling::Standard,
    target_scaling: Scaling::Standard,
};

fn in_order(folds: usize) -> Cv {
    Cv { folds, shuffle: None }
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
            let folds = Folds::fit_as(&table, &rows, in_order(4), &HOW, (&whole, &matrix), copies).unwrap();
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
fn a_fold_learns_from_its_training_rows_alone() {
    let table = iris();
    let rows: Vec<u32> = (0..150).collect();
    let (whole, matrix) = Pipeline::fit(&table, &rows, &HOW).unwrap();
    let folds = Folds::fit(&table, &rows, in_order(3), &HOW, (&whole, &matrix)).unwrap();
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

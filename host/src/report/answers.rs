//! What networks answered to rows that they had not seen: of each row, the one whose fold it tests.

use mcutune_core::cost::Dtype;
use mcutune_core::loss::class_of;

use crate::data::{Data, TargetColumn};
use crate::search::FoldFit;

/// How many rows of each class were taken for which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    counts: Vec<u64>,
}

impl Confusion {
    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Rows of the class `truth` that were taken for `answer`, by the classes' numbers.
    ///
    /// # Panics
    /// Where there is no such class.
    #[must_use]
    pub fn count(&self, truth: usize, answer: usize) -> u64 {
        assert!(answer < self.classes, "no class {answer}");
        self.counts[truth * self.classes + answer]
    }

    /// Rows of a class.
    ///
    /// # Panics
    /// Where there is no such class.
    #[must_use]
    pub fn rows(&self, truth: usize) -> u64 {
        (0..self.classes).map(|answer| self.count(truth, answer)).sum()
    }

    /// Rows whose answer is right, and all rows.
    #[must_use]
    pub fn right(&self) -> (u64, u64) {
        let right = (0..self.classes).map(|class| self.count(class, class)).sum();
        (right, self.counts.iter().sum())
    }
}

/// The answers of a trial's fits by the rows that test them; none where a fold has none.
fn answers<'f>(fits: &'f [FoldFit], dtype: Dtype) -> Option<Vec<(&'f [u32], &'f [f32])>> {
    let of_fold = |fit: &'f FoldFit| {
        let answers = match dtype {
            Dtype::F32 => fit.answers.as_deref(),
            Dtype::Int8 => fit.answers_int8.as_deref(),
        };
        Some((fit.test_rows.as_slice(), answers?))
    };
    fits.iter().map(of_fold).collect()
}

/// What the fits of a trial on all folds took rows for, in f32 or in int8; none of values, or where a fold has no
/// answers.
#[must_use]
pub fn confusion(fits: &[FoldFit], data: &Data, dtype: Dtype) -> Option<Confusion> {
    let TargetColumn::Classes { labels, names } = data.target()? else {
        return None;
    };
    let classes = names.len();
    let mut counts = vec![0; classes * classes];
    for (rows, answers) in answers(fits, dtype)? {
        let width = answers.len().checked_div(rows.len())?.max(1);
        for (&row, answer) in rows.iter().zip(answers.chunks_exact(width)) {
            let truth = usize::from(*labels.get(row as usize)?);
            *counts.get_mut(truth * classes + class_of(answer))? += 1;
        }
    }
    Some(Confusion { classes, counts })
}

/// True values and answers of the rows that test the folds of a trial, in f32 or in int8; none of classes, or where a
/// fold has no answers.
#[must_use]
pub fn values(fits: &[FoldFit], data: &Data, dtype: Dtype) -> Option<Vec<(f32, f32)>> {
    let TargetColumn::Values(values) = data.target()? else {
        return None;
    };
    let mut pairs = Vec::new();
    for (rows, answers) in answers(fits, dtype)? {
        for (&row, &answer) in rows.iter().zip(answers) {
            pairs.push((*values.get(row as usize)?, answer));
        }
    }
    Some(pairs)
}

/// The mean loss of a trial's folds, epoch by epoch, as long as all of them ran; empty where one has none.
#[must_use]
pub fn mean_curve(fits: &[FoldFit]) -> Vec<f64> {
    let epochs = fits.iter().map(|fit| fit.curve.len()).min().unwrap_or(0);
    let mean = |epoch: usize| fits.iter().map(|fit| fit.curve[epoch].loss).sum::<f64>() / fits.len() as f64;
    (0..epochs).map(mean).collect()
}

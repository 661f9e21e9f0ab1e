//! How good predictions are, by scikit-learn's scorers: higher is better, under their names.
//!
//! Counts are exact and every sum runs in row order in f64, so a score has the same bits on every
//! machine. Where scikit-learn's scorer warns and answers NaN, or fails, so that its search
//! records NaN for the fold, the score is NaN:
//!
//! * any score of a prediction that is not finite;
//! * `roc_auc` where only one class occurs;
//! * the likelihood ratios where the second class has no row, unless none of the first is answered right or none
//!   wrong, for then they are 1; and where all rows are of one class and answered with it;
//! * scores of probabilities where a class does not occur, unless the rows that trained the network
//!   have the same two or more classes: then they are scored among these. Of two classes `neg_brier_score` is
//!   defined nevertheless, and so is `average_precision`, which is 0 where no row is of the positive class;
//! * `r2` and `d2_absolute_error_score` of less than two rows;
//! * scores of logarithms and deviances of values, true or predicted, that have none ([`Scoring::takes_value`]).
//!
//! It is other than there in these:
//!
//! * the areas take rows that do not quite sum to one, as those of a quantised network do not;
//! * `neg_brier_score` and `d2_brier_score` take the second of two classes whatever it is called; there,
//!   classes of text have no such score;
//! * `d2_brier_score` of one class is NaN where its division by 0 gives minus infinity there;
//! * `average_precision` is NaN where two of more classes trained the network, for the positive one among them is not
//!   known;
//! * `top_k_accuracy`, which takes the two most probable classes, is no score of two, of which it would always be 1;
//! * a mean deviance that rounding makes negative is 0.
//!
//! Rows may count as weights say ([`score_weighted`]), as in scikit-learn's metrics with `sample_weight`: sums are in f64
//! then, and a score that rounding makes more than 1 is 1. Three scores have no weights there, nor have areas of each
//! two of more than two classes ([`Scoring::takes_weights`]).
//!
//! Of several labels a row there are the accuracy, which is the share of rows whose labels are all right, f1, precision,
//! recall and Jaccard's index of all labels together (micro), label by label (macro, weighted) and row by row
//! (samples), the areas and `average_precision`, which are means over the labels. scikit-learn's scorers of the last two
//! fail where there are two labels, and it takes more scores, which read the labels as values or make the probabilities
//! of a row sum to one.
//!
//! Of scikit-learn's scorers for classes and values there are all.

mod among;
mod areas;
mod classes;
mod counts;
mod labels;
mod probabilities;
mod scoring;
mod values;

pub(crate) use among::score_fitted;
#[doc(hidden)]
pub use among::{kept, width};
#[doc(hidden)]
pub use counts::ClassRows;
pub use scoring::{Scorer, Scoring};
pub(crate) use values::r2;

use classes::score_classes;
use labels::score_labels;
use values::score_values;

use crate::data::{self, Dataset, Target};
use crate::error::Error;
use crate::loss::Output;

/// How much scratch [`score`] needs at most: to rank the rows or to count the classes, or several labels. Of values
/// there are 0 `classes`, and only a median needs any.
#[must_use]
pub const fn score_scratch(rows: usize, classes: usize) -> usize {
    scratch(rows, classes, false)
}

/// The same of [`score_weighted`].
#[must_use]
pub const fn weighted_score_scratch(rows: usize, classes: usize) -> usize {
    scratch(rows, classes, true)
}

/// The same of so many rows of a data set, weighted or not as it says ([`Dataset::with_weighted_scores`]).
#[doc(hidden)]
#[must_use]
pub const fn score_scratch_of(data: &Dataset<'_>, rows: usize) -> usize {
    scratch(rows, data.classes(), data.score_weights().is_some())
}

const fn scratch(rows: usize, classes: usize, weighted: bool) -> usize {
    let counts = classes.saturating_mul(counts::words(weighted));
    if rows > counts { rows } else { counts }
}

/// The score of `predicted`, the network's outputs row by row: one probability of class 1 for two
/// classes, one per class for more, one per label or value for several. `truth` holds the scored rows only.
///
/// # Errors
/// [`Error::Undefined`] where the scoring does not suit the target, [`Error::Mismatch`] for another
/// number of predictions, [`Error::TooFewRows`] without any, [`Error::Label`] for a label that is not
/// below the number of classes, or of several neither 0 nor 1, [`Error::TooSmall`] for short scratch.
pub fn score(
    scorer: impl Into<Scorer>,
    truth: &Target,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    score_some(scorer.into(), truth, (None, None), predicted, scratch)
}

/// [`score`] of rows that count as `weights` say, one each, as in scikit-learn's metrics with `sample_weight`: one of
/// weight 2 as two rows, one of weight 0 as none. `scratch` is [`weighted_score_scratch`].
///
/// # Errors
/// As [`score`], also [`Error::Undefined`] for a score that scikit-learn has no weights for
/// ([`Scoring::takes_weights`]); [`Error::Weight`] for a weight that is negative or not finite, [`Error::NoWeight`]
/// where all are 0.
pub fn score_weighted(
    scorer: impl Into<Scorer>,
    truth: &Target,
    weights: &[f32],
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let rows = match *truth {
        Target::Classes { labels, .. } => labels.len(),
        Target::Multilabel { labels, outputs } => labels.len() / outputs.max(1),
        Target::Values { values, outputs } => values.len() / outputs.max(1),
    };
    data::check(weights, rows)?;
    score_some(scorer.into(), truth, (None, Some(weights)), predicted, scratch)
}

/// [`score`] of one value per row, or [`score_weighted`], against a truth in f64. For values far from zero, rounding
/// the truth to f32 may change it by as much as the error that is to be measured.
///
/// # Errors
/// As [`score`].
#[doc(hidden)]
pub fn score_wide(
    scoring: Scoring,
    truth: &[f64],
    weights: Option<&[f32]>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    if let Some(weights) = weights {
        data::check(weights, truth.len())?;
        if scoring == Scoring::NegMaxError {
            return Err(Error::Undefined);
        }
    }
    let rows = ScoredRows::try_new(truth, 1, (None, weights))?;
    score_values(scoring, rows, predicted, scratch)
}

/// [`score`] of some `rows` of a target, each below its length; `predicted` is in their order.
pub(crate) fn score_rows(
    scorer: impl Into<Scorer>,
    truth: &Target,
    (rows, weights): (&[u32], Option<&[f32]>),
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    score_some(scorer.into(), truth, (Some(rows), weights), predicted, scratch)
}

fn score_some(
    scorer: Scorer,
    truth: &Target,
    rows: Chosen<'_>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    if !scorer.suits(truth) || rows.1.is_some() && !scorer.scoring.takes_weights(truth) {
        return Err(Error::Undefined);
    }
    match truth.simplest() {
        Target::Classes { labels, classes } => {
            let columns = Output::width(&truth.simplest());
            let labels = ScoredRows::try_new(labels, 1, rows)?;
            score_classes(scorer, labels, (classes, columns), None, predicted, scratch)
        }
        Target::Multilabel { labels, outputs } => {
            let labels = ScoredRows::try_new(labels, outputs, rows)?;
            score_labels(scorer.scoring, labels, predicted, scratch)
        }
        Target::Values { values, outputs } => score_values(
            scorer.scoring,
            ScoredRows::try_new(values, outputs, rows)?,
            predicted,
            scratch,
        ),
    }
}

/// Which rows of a target are scored, if not all, and what each row of the target counts, if not one.
type Chosen<'a> = (Option<&'a [u32]>, Option<&'a [f32]>);

/// The scored rows of a target, `width` numbers each.
#[derive(Clone, Copy)]
struct ScoredRows<'a, T> {
    all: &'a [T],
    width: usize,
    rows: Option<&'a [u32]>,
    weights: Option<&'a [f32]>,
}

impl<'a, T: Copy> ScoredRows<'a, T> {
    /// Of as many weights as the target has rows.
    fn try_new(all: &'a [T], width: usize, (rows, weights): Chosen<'a>) -> Result<Self, Error> {
        if width == 0 || !all.len().is_multiple_of(width) {
            let (expected, got) = (width, all.len());
            return Err(Error::Mismatch { expected, got });
        }
        let got = all.len() / width;
        if let Some(&row) = rows.unwrap_or(&[]).iter().find(|&&row| row as usize >= got) {
            let needed = row as usize + 1;
            return Err(Error::TooFewRows { needed, got });
        }
        if let Some(weights) = weights.filter(|weights| weights.len() != got) {
            let (expected, got) = (got, weights.len());
            return Err(Error::Mismatch { expected, got });
        }
        Ok(Self {
            all,
            width,
            rows,
            weights,
        })
    }

    fn len(self) -> usize {
        self.rows.map_or(self.all.len() / self.width, <[u32]>::len)
    }

    fn row(self, position: usize) -> usize {
        self.rows.map_or(position, |rows| rows[position] as usize)
    }

    fn at(self, position: usize, column: usize) -> T {
        self.all[self.row(position) * self.width + column]
    }

    /// What a row counts.
    fn weight(self, position: usize) -> f64 {
        self.weights
            .map_or(1.0, |weights| f64::from(weights[self.row(position)]))
    }

    fn each_weight(self) -> impl Iterator<Item = f64> + Clone + use<'a, T> {
        (0..self.len()).map(move |position| self.weight(position))
    }

    /// What all rows count together: how many they are, where each counts as one.
    fn total(self) -> f64 {
        match self.weights {
            Some(_) => sum(self.each_weight()),
            None => self.len() as f64,
        }
    }

    /// The sum of a number for each row, times what that counts.
    fn sum(self, values: impl Iterator<Item = f64>) -> f64 {
        match self.weights {
            None => sum(values),
            Some(_) => {
                let weighed = values.zip(self.each_weight());
                sum(weighed.map(|(value, weight)| value * weight))
            }
        }
    }

    fn mean(self, values: impl Iterator<Item = f64>) -> f64 {
        self.sum(values) / self.total()
    }

    fn column(self, column: usize) -> impl Iterator<Item = T> + Clone + use<'a, T> {
        (0..self.len()).map(move |position| self.at(position, column))
    }
}

fn check(rows: usize, expected: usize, got: usize) -> Result<(), Error> {
    if expected != got {
        return Err(Error::Mismatch { expected, got });
    }
    if rows == 0 {
        return Err(Error::TooFewRows { needed: 1, got: 0 });
    }
    Ok(())
}

/// From the first on, with one accumulator.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, total) = values.fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    total / f64::from(count)
}

#[cfg(test)]
mod tests;

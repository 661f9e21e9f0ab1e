//! How good predictions are, by scikit-learn's scorers: higher is better, under their names.
//!
//! Counts are exact and every sum runs in row order in f64, so a score has the same bits on every
//! machine. Where scikit-learn's scorer warns and answers NaN, or fails, so that its search
//! records NaN for the fold, the score is NaN:
//!
//! * any score of a prediction that is not finite;
//! * `roc_auc` where only one class occurs;
//! * `roc_auc_ovr` and `neg_log_loss` where a class does not occur;
//! * `r2` of less than two rows.
//!
//! Unlike there, `roc_auc_ovr` takes rows that do not quite sum to one, as those of a quantised
//! network do not.

mod among;

pub(crate) use among::score_fitted;
pub use among::width;

use crate::data::Target;
use crate::error::Error;
use crate::loss::{Output, class_of};
use crate::math::{ln_f64, sqrt_f64};
use crate::named::named;

named! {
    /// What a search maximises.
    pub enum Scoring {
        /// The share of rows whose class is right.
        Accuracy = "accuracy",
        /// The mean, over the classes that occur, of the share of their rows that is right.
        BalancedAccuracy = "balanced_accuracy",
        /// F1 of the positive class of two; 0 where it neither occurs nor is predicted.
        F1 = "f1",
        /// The share of the rows answered with the positive class of two that are of it; 0 where none is
        /// answered so.
        Precision = "precision",
        /// The share of the positive class's rows that is answered with it; 0 where there are none.
        Recall = "recall",
        /// The mean F1 of the classes that occur or are predicted.
        F1Macro = "f1_macro",
        /// The same, weighted by how often each occurs.
        F1Weighted = "f1_weighted",
        /// Matthews' correlation coefficient; 0 where a denominator is.
        MatthewsCorrcoef = "matthews_corrcoef",
        /// Area under the receiver operating characteristic of class 1 of two.
        RocAuc = "roc_auc",
        /// The mean such area of each class against the others.
        RocAucOvr = "roc_auc_ovr",
        /// Minus the mean log-loss.
        NegLogLoss = "neg_log_loss",
        /// The coefficient of determination, averaged over the outputs.
        R2 = "r2",
        /// Minus the mean squared error.
        NegMeanSquaredError = "neg_mean_squared_error",
        /// Minus its root, averaged over the outputs.
        NegRootMeanSquaredError = "neg_root_mean_squared_error",
        /// Minus the mean absolute error.
        NegMeanAbsoluteError = "neg_mean_absolute_error",
    }
}

impl Scoring {
    /// What scikit-learn's networks score by: accuracy for classes, R² for values.
    #[must_use]
    pub const fn default_for(target: &Target) -> Self {
        match target {
            Target::Classes { .. } => Scoring::Accuracy,
            Target::Values { .. } => Scoring::R2,
        }
    }

    /// Whether it is the score of one class of two, the positive one: scikit-learn's `pos_label`.
    #[must_use]
    pub const fn takes_positive(self) -> bool {
        match self {
            Scoring::F1 | Scoring::Precision | Scoring::Recall => true,
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef
            | Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// What no score exceeds. Matthews' coefficient divides by a root, which may round to a little more than
    /// 1.
    #[must_use]
    pub const fn maximum(self) -> f64 {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::R2 => 1.0,
            Scoring::MatthewsCorrcoef => 1.0 + 1e-12,
            Scoring::NegLogLoss
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => 0.0,
        }
    }

    /// Whether no score is below 0 or above 1.
    #[must_use]
    pub const fn is_share(self) -> bool {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::RocAuc
            | Scoring::RocAucOvr => true,
            Scoring::MatthewsCorrcoef
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// Whether it looks at probabilities, and not only at the class that they choose.
    pub(crate) const fn takes_probabilities(self) -> bool {
        match self {
            Scoring::RocAuc | Scoring::RocAucOvr | Scoring::NegLogLoss => true,
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::MatthewsCorrcoef
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// Whether it is defined for such a target: classes or values, and two classes for `f1`,
    /// `precision`, `recall` and `roc_auc`.
    #[must_use]
    pub const fn suits(self, target: &Target) -> bool {
        match self {
            Scoring::F1 | Scoring::Precision | Scoring::Recall | Scoring::RocAuc => target.is_binary(),
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss => matches!(target, Target::Classes { .. }),
            Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => matches!(target, Target::Values { .. }),
        }
    }
}

/// A score, and which of two classes is the positive one where the score is that of a class. The
/// others ignore it: `roc_auc` takes the second class, as scikit-learn's scorer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scorer {
    /// The score.
    pub scoring: Scoring,
    /// The positive class, 0 or 1.
    pub positive: u16,
}

impl Scorer {
    /// Whether it is defined for such a target, and there is such a class.
    #[must_use]
    pub const fn suits(self, target: &Target) -> bool {
        (self.positive < 2 || !self.scoring.takes_positive()) && self.scoring.suits(target)
    }
}

/// With the second class as the positive one.
impl From<Scoring> for Scorer {
    fn from(scoring: Scoring) -> Self {
        Self { scoring, positive: 1 }
    }
}

/// How much scratch [`score`] needs at most.
#[must_use]
pub const fn score_scratch(rows: usize, classes: usize) -> usize {
    let counts = classes.saturating_mul(3);
    if rows > counts { rows } else { counts }
}

/// The score of `predicted`, the network's outputs row by row: one probability of class 1 for two
/// classes, one per class for more, one per value for values. `truth` holds the scored rows only.
///
/// # Errors
/// [`Error::Undefined`] where the scoring does not suit the target, [`Error::Mismatch`] for another
/// number of predictions, [`Error::TooFewRows`] without any, [`Error::Label`] for a label that is not
/// below the number of classes, [`Error::TooSmall`] for short scratch.
pub fn score(
    scorer: impl Into<Scorer>,
    truth: &Target,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    score_some(scorer.into(), truth, None, predicted, scratch)
}

/// [`score`] of some `rows` of a target, each below its length; `predicted` is in their order.
pub(crate) fn score_rows(
    scorer: impl Into<Scorer>,
    truth: &Target,
    rows: &[u32],
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    score_some(scorer.into(), truth, Some(rows), predicted, scratch)
}

fn score_some(
    scorer: Scorer,
    truth: &Target,
    rows: Option<&[u32]>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    if !scorer.suits(truth) {
        return Err(Error::Undefined);
    }
    match *truth {
        Target::Classes { labels, classes } => {
            let columns = Output::width(truth);
            let labels = ScoredRows::try_new(labels, 1, rows)?;
            score_classes(scorer, labels, (classes, columns), predicted, scratch)
        }
        Target::Values { values, outputs } => score_values(
            scorer.scoring,
            ScoredRows::try_new(values, outputs, rows)?,
            predicted,
        ),
    }
}

/// The scored rows of a target, `width` numbers each.
#[derive(Clone, Copy)]
struct ScoredRows<'a, T> {
    all: &'a [T],
    width: usize,
    rows: Option<&'a [u32]>,
}

impl<'a, T: Copy> ScoredRows<'a, T> {
    fn try_new(all: &'a [T], width: usize, rows: Option<&'a [u32]>) -> Result<Self, Error> {
        if width == 0 || !all.len().is_multiple_of(width) {
            let (expected, got) = (width, all.len());
            return Err(Error::Mismatch { expected, got });
        }
        let got = all.len() / width;
        if let Some(&row) = rows.unwrap_or(&[]).iter().find(|&&row| row as usize >= got) {
            let needed = row as usize + 1;
            return Err(Error::TooFewRows { needed, got });
        }
        Ok(Self { all, width, rows })
    }

    fn len(self) -> usize {
        self.rows.map_or(self.all.len() / self.width, <[u32]>::len)
    }

    fn at(self, position: usize, column: usize) -> T {
        let row = self.rows.map_or(position, |rows| rows[position] as usize);
        self.all[row * self.width + column]
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

fn score_classes(
    Scorer { scoring, positive }: Scorer,
    labels: ScoredRows<'_, u16>,
    (classes, columns): (usize, usize),
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    check(
        labels.len(),
        labels.len().saturating_mul(columns),
        predicted.len(),
    )?;
    if let Some(row) = labels.column(0).position(|label| usize::from(label) >= classes) {
        return Err(Error::Label { row });
    }
    let (needed, got) = (score_scratch(labels.len(), classes), scratch.len());
    if got < needed {
        return Err(Error::TooSmall { needed, got });
    }
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    let counts = |scratch| Counts::new(labels, classes, predicted.chunks_exact(columns), scratch);
    Ok(match scoring {
        Scoring::Accuracy => counts(scratch).accuracy(),
        Scoring::BalancedAccuracy => counts(scratch).balanced_accuracy(),
        Scoring::F1 => counts(scratch).f1_of(positive.into()),
        Scoring::Precision => counts(scratch).precision_of(positive.into()),
        Scoring::Recall => counts(scratch).recall_of(positive.into()),
        Scoring::F1Macro => counts(scratch).f1_macro(),
        Scoring::F1Weighted => counts(scratch).f1_weighted(),
        Scoring::MatthewsCorrcoef => counts(scratch).matthews(),
        Scoring::RocAuc | Scoring::RocAucOvr if classes <= 2 => area_of(1, 0, labels, 1, predicted, scratch),
        Scoring::RocAuc | Scoring::RocAucOvr => {
            let areas = (0..classes).map(|c| area_of(c, c, labels, classes, predicted, scratch));
            sum(areas) / classes as f64
        }
        Scoring::NegLogLoss => {
            let occur = &mut scratch[..classes];
            occur.fill(0);
            for label in labels.column(0) {
                occur[usize::from(label)] = 1;
            }
            if classes < 2 || occur.contains(&0) {
                f64::NAN
            } else {
                -log_loss(labels, columns, predicted)
            }
        }
        Scoring::R2
        | Scoring::NegMeanSquaredError
        | Scoring::NegRootMeanSquaredError
        | Scoring::NegMeanAbsoluteError => return Err(Error::Undefined),
    })
}

/// Area under the curve of `class` against the others by the probabilities in `column`: the share
/// of pairs of a row of the class and another that the probabilities order right, ties being half
/// right. Twice the pairs are counted, so that the only rounding is the last division.
fn area_of(
    class: usize,
    column: usize,
    labels: ScoredRows<'_, u16>,
    columns: usize,
    predicted: &[f32],
    scratch: &mut [u32],
) -> f64 {
    let order = &mut scratch[..labels.len()];
    for (slot, row) in order.iter_mut().zip(0u32..) {
        *slot = row;
    }
    let p = |row: u32| predicted[row as usize * columns + column];
    order.sort_unstable_by(|&a, &b| p(a).partial_cmp(&p(b)).unwrap_or(core::cmp::Ordering::Equal));

    let (mut positive, mut negative, mut doubled) = (0u64, 0u64, 0u64);
    for equals in order.chunk_by(|&a, &b| p(a) == p(b)) {
        let is_class = |&&row: &&u32| usize::from(labels.at(row as usize, 0)) == class;
        let hits = equals.iter().filter(is_class).count() as u64;
        let others = equals.len() as u64 - hits;
        doubled += hits * (2 * negative + others);
        positive += hits;
        negative += others;
    }
    // 0 / 0 where only one of the two occurs
    doubled as f64 / (2 * positive * negative) as f64
}

/// The mean log-loss. Probabilities are f32, and clipped by that type's epsilon as scikit-learn
/// clips those of an f32 network; the logarithms and their sum are f64.
fn log_loss(labels: ScoredRows<'_, u16>, columns: usize, predicted: &[f32]) -> f64 {
    let of_truth = labels
        .column(0)
        .zip(predicted.chunks_exact(columns))
        .map(|(label, row)| {
            let p = match *row {
                [p] if label == 0 => 1.0 - p,
                [p] => p,
                [] | [_, _, ..] => row[usize::from(label)],
            };
            -ln_f64(f64::from(p.clamp(f32::EPSILON, 1.0 - f32::EPSILON)))
        });
    sum(of_truth) / labels.len() as f64
}

/// What the scores of predicted classes need of the confusion matrix: its diagonal and its sums.
struct Counts<'a> {
    correct: &'a [u32],
    actual: &'a [u32],
    predicted: &'a [u32],
}

impl<'a> Counts<'a> {
    fn new<'p>(
        labels: ScoredRows<'_, u16>,
        classes: usize,
        answers: impl Iterator<Item = &'p [f32]>,
        scratch: &'a mut [u32],
    ) -> Self {
        let (correct, rest) = scratch.split_at_mut(classes);
        let (actual, rest) = rest.split_at_mut(classes);
        let (predicted, _) = rest.split_at_mut(classes);
        for counts in [&mut *correct, &mut *actual, &mut *predicted] {
            counts.fill(0);
        }
        for (label, row) in labels.column(0).zip(answers) {
            let label = usize::from(label);
            // of one class there is nothing to choose
            let class = class_of(row).min(classes - 1);
            correct[label] += u32::from(label == class);
            actual[label] += 1;
            predicted[class] += 1;
        }
        let (correct, actual, predicted) = (&*correct, &*actual, &*predicted);
        Self {
            correct,
            actual,
            predicted,
        }
    }

    /// The rows of each class that occurs or is predicted: correct, actual and predicted.
    fn classes(&self) -> impl Iterator<Item = (f64, f64, f64)> + Clone {
        let (correct, actual, predicted) = (self.correct, self.actual, self.predicted);
        let all = correct.iter().zip(actual).zip(predicted);
        all.map(|((&r, &a), &c)| (f64::from(r), f64::from(a), f64::from(c)))
            .filter(|&(_, a, c)| a + c > 0.0)
    }

    fn rows(&self) -> f64 {
        sum(self.classes().map(|(_, actual, _)| actual))
    }

    fn all_correct(&self) -> f64 {
        sum(self.classes().map(|(correct, _, _)| correct))
    }

    fn accuracy(&self) -> f64 {
        self.all_correct() / self.rows()
    }

    fn balanced_accuracy(&self) -> f64 {
        let occur = self.classes().filter(|&(_, actual, _)| actual > 0.0);
        mean(occur.map(|(correct, actual, _)| correct / actual))
    }

    /// The rows of a class: correct, actual and predicted.
    fn of(&self, class: usize) -> [f64; 3] {
        [self.correct, self.actual, self.predicted]
            .map(|counts| f64::from(counts.get(class).copied().unwrap_or(0)))
    }

    fn precision_of(&self, class: usize) -> f64 {
        let [correct, _, predicted] = self.of(class);
        share(correct, predicted)
    }

    fn recall_of(&self, class: usize) -> f64 {
        let [correct, actual, _] = self.of(class);
        share(correct, actual)
    }

    fn f1_of(&self, class: usize) -> f64 {
        let [correct, actual, predicted] = self.of(class);
        if actual + predicted == 0.0 {
            0.0
        } else {
            f1((correct, actual, predicted))
        }
    }

    fn f1_macro(&self) -> f64 {
        mean(self.classes().map(f1))
    }

    fn f1_weighted(&self) -> f64 {
        sum(self.classes().map(|class| f1(class) * class.1)) / self.rows()
    }

    /// The formula for any number of classes (Gorodkin 2004), in scikit-learn's order.
    fn matthews(&self) -> f64 {
        let (rows, correct) = (self.rows(), self.all_correct());
        let dot = |product: fn((f64, f64, f64)) -> f64| sum(self.classes().map(product));
        let covariance = correct * rows - dot(|(_, actual, predicted)| actual * predicted);
        let of_predicted = rows * rows - dot(|(_, _, predicted)| predicted * predicted);
        let of_actual = rows * rows - dot(|(_, actual, _)| actual * actual);
        let product = of_predicted * of_actual;
        if product == 0.0 {
            0.0
        } else {
            covariance / sqrt_f64(product)
        }
    }
}

/// A share of counted rows; 0 of none.
fn share(part: f64, of: f64) -> f64 {
    if of == 0.0 { 0.0 } else { part / of }
}

/// Of the rows of a class: correct, actual and predicted.
fn f1((correct, actual, predicted): (f64, f64, f64)) -> f64 {
    2.0 * correct / (actual + predicted)
}

fn score_values(scoring: Scoring, values: ScoredRows<'_, f32>, predicted: &[f32]) -> Result<f64, Error> {
    let (rows, outputs) = (values.len(), values.width);
    check(rows, rows * outputs, predicted.len())?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    let truth = |output: usize| values.column(output).map(f64::from);
    let errors = |output: usize| {
        let answers = predicted[output..].iter().step_by(outputs);
        truth(output).zip(answers).map(|(y, &p)| y - f64::from(p))
    };
    let squares = |output: usize| errors(output).map(|error| error * error);
    let outputs = 0..outputs;
    Ok(match scoring {
        Scoring::R2 if rows < 2 => f64::NAN,
        Scoring::R2 => mean(outputs.map(|output| determination(truth(output), squares(output)))),
        Scoring::NegMeanSquaredError => mean(outputs.map(|output| -mean(squares(output)))),
        Scoring::NegRootMeanSquaredError => mean(outputs.map(|output| -sqrt_f64(mean(squares(output))))),
        Scoring::NegMeanAbsoluteError => mean(outputs.map(|output| -mean(errors(output).map(f64::abs)))),
        Scoring::Accuracy
        | Scoring::BalancedAccuracy
        | Scoring::F1
        | Scoring::Precision
        | Scoring::Recall
        | Scoring::F1Macro
        | Scoring::F1Weighted
        | Scoring::MatthewsCorrcoef
        | Scoring::RocAuc
        | Scoring::RocAucOvr
        | Scoring::NegLogLoss => return Err(Error::Undefined),
    })
}

fn determination(truth: impl Iterator<Item = f64> + Clone, squares: impl Iterator<Item = f64>) -> f64 {
    let centre = mean(truth.clone());
    let unexplained = sum(squares);
    let total = sum(truth.map(|value| (value - centre) * (value - centre)));
    r2(unexplained, total)
}

/// `1 - residual / spread`; for constant values 1 when they are met exactly, else 0.
pub(crate) fn r2(residual: f64, spread: f64) -> f64 {
    if spread != 0.0 {
        1.0 - residual / spread
    } else if residual == 0.0 {
        1.0
    } else {
        0.0
    }
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

//! The scores of predicted classes and of their probabilities.

use super::{ScoredRows, Scorer, Scoring, check, mean, score_scratch, sum};
use crate::error::Error;
use crate::folds::ABSENT;
use crate::loss::class_of;
use crate::math::{ln_f64, sqrt_f64};

/// The score of some rows' classes by as many `columns` of probabilities a row; of more than two classes, by those of
/// the classes alone that have a number among the `seen`, if it is given.
pub(super) fn score_classes(
    scorer: Scorer,
    labels: ScoredRows<'_, u16>,
    (classes, columns): (usize, usize),
    seen: Option<&[u32]>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    check(
        labels.len(),
        labels.len().saturating_mul(columns),
        predicted.len(),
    )?;
    let (needed, got) = (score_scratch(labels.len(), classes), scratch.len());
    if got < needed {
        return Err(Error::TooSmall { needed, got });
    }
    check_labels(labels, classes)?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    let has_column = |&class: &usize| seen.is_none_or(|number| number[class] != ABSENT);
    let with_column = (0..classes).filter(has_column);
    Ok(match scorer.scoring {
        scoring if scoring.counts_classes() => {
            let mut counts = Counts::try_new(classes, scratch)?;
            counts.add(labels, predicted)?;
            counts.score(scorer)?
        }
        Scoring::RocAuc | Scoring::RocAucOvr if classes <= 2 => area_of(1, 0, labels, 1, predicted, scratch),
        Scoring::RocAuc | Scoring::RocAucOvr => {
            // of two there is one area, by the probability of the second
            let two = with_column.clone().count() == 2;
            let of_these = with_column.skip(usize::from(two));
            let count = of_these.clone().count() as f64;
            sum(of_these.map(|c| area_of(c, c, labels, classes, predicted, scratch))) / count
        }
        Scoring::NegLogLoss => {
            let occur = &mut scratch[..classes];
            occur.fill(0);
            for label in labels.column(0) {
                occur[usize::from(label)] = 1;
            }
            if classes < 2 || with_column.clone().any(|class| occur[class] == 0) {
                f64::NAN
            } else {
                -log_loss(labels, columns, predicted)
            }
        }
        _ => return Err(Error::Undefined),
    })
}

fn check_labels(labels: ScoredRows<'_, u16>, classes: usize) -> Result<(), Error> {
    match labels.column(0).position(|label| usize::from(label) >= classes) {
        Some(row) => Err(Error::Label { row }),
        None => Ok(()),
    }
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
pub(super) struct Counts<'a> {
    correct: &'a mut [u32],
    actual: &'a mut [u32],
    predicted: &'a mut [u32],
}

impl<'a> Counts<'a> {
    /// Of no row yet; `scratch` is at least three times as long as there are classes.
    pub(super) fn try_new(classes: usize, scratch: &'a mut [u32]) -> Result<Self, Error> {
        let (needed, got) = (classes.saturating_mul(3), scratch.len());
        let counts = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        counts.fill(0);
        let (correct, rest) = counts.split_at_mut(classes);
        let (actual, predicted) = rest.split_at_mut(classes);
        Ok(Self {
            correct,
            actual,
            predicted,
        })
    }

    /// More rows, with the answers to them, as many numbers each.
    pub(super) fn add(&mut self, labels: ScoredRows<'_, u16>, answers: &[f32]) -> Result<(), Error> {
        check_labels(labels, self.actual.len())?;
        let columns = answers.len() / labels.len().max(1);
        for (label, answer) in labels.column(0).zip(answers.chunks_exact(columns.max(1))) {
            // of one class there is nothing to choose
            let (label, class) = (usize::from(label), class_of(answer).min(self.actual.len() - 1));
            self.correct[label] += u32::from(label == class);
            self.actual[label] += 1;
            self.predicted[class] += 1;
        }
        Ok(())
    }

    /// A score of the rows so far.
    ///
    /// # Errors
    /// [`Error::Undefined`] for one that takes more than the classes that answers choose.
    pub(super) fn score(&self, Scorer { scoring, positive }: Scorer) -> Result<f64, Error> {
        Ok(match scoring {
            Scoring::Accuracy => self.accuracy(),
            Scoring::BalancedAccuracy => self.balanced_accuracy(),
            Scoring::F1 => self.f1_of(positive.into()),
            Scoring::Precision => self.precision_of(positive.into()),
            Scoring::Recall => self.recall_of(positive.into()),
            Scoring::F1Macro => self.f1_macro(),
            Scoring::F1Weighted => self.f1_weighted(),
            Scoring::MatthewsCorrcoef => self.matthews(),
            Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => return Err(Error::Undefined),
        })
    }

    /// The rows of each class that occurs or is predicted: correct, actual and predicted.
    fn classes(&self) -> impl Iterator<Item = (f64, f64, f64)> + Clone {
        let (correct, actual, predicted) = (&*self.correct, &*self.actual, &*self.predicted);
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
        [&*self.correct, &*self.actual, &*self.predicted]
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

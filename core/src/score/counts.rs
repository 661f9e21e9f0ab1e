//! The scores of the classes that answers choose, by counts alone.

use super::classes::check_labels;
use super::{ScoredRows, Scorer, Scoring, mean, sum};
use crate::error::Error;
use crate::loss::class_of;
use crate::math::sqrt_f64;

/// How often a class is answered: rows, or what they count together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClassRows {
    /// Rows of the class that are taken for it.
    pub correct: f64,
    /// Rows of the class.
    pub actual: f64,
    /// Rows that are taken for the class.
    pub predicted: f64,
}

impl ClassRows {
    /// The share of the rows taken for the class that are of it; 0 where there are none, as scikit-learn's
    /// `zero_division` is.
    #[must_use]
    pub fn precision(self) -> f64 {
        precision(self.counted())
    }

    /// The share of the class's rows that are taken for it; 0 where there are none.
    #[must_use]
    pub fn recall(self) -> f64 {
        recall(self.counted())
    }

    /// The harmonic mean of both; 0 where the class neither occurs nor is an answer.
    #[must_use]
    pub fn f1(self) -> f64 {
        f1(self.counted())
    }

    fn counted(self) -> Counted {
        (self.correct, self.actual, self.predicted)
    }
}

/// What the scores of predicted classes need of the confusion matrix: its diagonal and its sums. Rows that have weights
/// are summed in f64, of two words each.
pub(super) struct Counts<'a> {
    correct: &'a mut [u32],
    actual: &'a mut [u32],
    predicted: &'a mut [u32],
    weighted: bool,
}

/// How many words each class takes.
pub(super) const fn numbers(weighted: bool) -> usize {
    if weighted { 6 } else { 3 }
}

impl<'a> Counts<'a> {
    /// Of no row yet; `scratch` has [`numbers`] for each class.
    pub(super) fn try_new(classes: usize, weighted: bool, scratch: &'a mut [u32]) -> Result<Self, Error> {
        let (needed, got) = (classes.saturating_mul(numbers(weighted)), scratch.len());
        let counts = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        counts.fill(0);
        let (correct, rest) = counts.split_at_mut(needed / 3);
        let (actual, predicted) = rest.split_at_mut(needed / 3);
        let counts = Self {
            correct,
            actual,
            predicted,
            weighted,
        };
        if weighted {
            for class in 0..classes {
                set(counts.actual, class, NO_ROW);
                set(counts.predicted, class, NO_ROW);
            }
        }
        Ok(counts)
    }

    /// More rows, with the answers to them, as many numbers each.
    pub(super) fn add(&mut self, labels: ScoredRows<'_, u16>, answers: &[f32]) -> Result<(), Error> {
        let classes = self.actual.len() / if self.weighted { 2 } else { 1 };
        check_labels(labels, classes)?;
        let columns = answers.len() / labels.len().max(1);
        let answers = answers.chunks_exact(columns.max(1));
        for (position, (label, answer)) in labels.column(0).zip(answers).enumerate() {
            // of one class there is nothing to choose
            let (label, class) = (usize::from(label), class_of(answer).min(classes - 1));
            if self.weighted {
                let weight = labels.weight(position);
                add(self.correct, label, if label == class { weight } else { 0.0 });
                add(self.actual, label, weight);
                add(self.predicted, class, weight);
                continue;
            }
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
            // among all classes, what is predicted wrongly of one is missing from another
            Scoring::Accuracy
            | Scoring::F1Micro
            | Scoring::PrecisionMicro
            | Scoring::RecallMicro
            | Scoring::RecallWeighted => self.accuracy(),
            Scoring::BalancedAccuracy => self.balanced_accuracy(),
            Scoring::F1 => f1(self.of(positive.into())),
            Scoring::Precision => precision(self.of(positive.into())),
            Scoring::Recall => recall(self.of(positive.into())),
            Scoring::Jaccard => jaccard(self.of(positive.into())),
            Scoring::F1Macro => self.mean_of(f1),
            Scoring::PrecisionMacro => self.mean_of(precision),
            Scoring::RecallMacro => self.mean_of(recall),
            Scoring::JaccardMacro => self.mean_of(jaccard),
            Scoring::F1Weighted => self.weighted(f1),
            Scoring::PrecisionWeighted => self.weighted(precision),
            Scoring::JaccardWeighted => self.weighted(jaccard),
            Scoring::JaccardMicro => share(self.all_correct(), 2.0 * self.rows() - self.all_correct()),
            Scoring::MatthewsCorrcoef => self.matthews(),
            Scoring::PositiveLikelihoodRatio => self.positive_likelihood_ratio(),
            Scoring::NegNegativeLikelihoodRatio => -self.negative_likelihood_ratio(),
            _ => return Err(Error::Undefined),
        })
    }

    /// The rows of each class that occurs or is predicted, be it by rows of weight 0 alone: correct, actual and
    /// predicted.
    fn classes(&self) -> impl Iterator<Item = Counted> + Clone {
        let words = if self.weighted { 2 } else { 1 };
        let all = [&*self.correct, &*self.actual, &*self.predicted];
        let [correct, actual, predicted] = all.map(|counts| counts.chunks_exact(words).map(number));
        let all = correct.zip(actual).zip(predicted);
        let weighted = self.weighted;
        all.map(|((r, a), c)| (r, a, c))
            .filter(move |&(_, a, c)| match weighted {
                true => a.is_sign_positive() || c.is_sign_positive(),
                false => a + c > 0.0,
            })
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

    fn of(&self, class: usize) -> Counted {
        let words = if self.weighted { 2 } else { 1 };
        let of = |counts: &[u32]| counts.chunks_exact(words).nth(class).map_or(0.0, number);
        (of(self.correct), of(self.actual), of(self.predicted))
    }

    fn mean_of(&self, score: fn(Counted) -> f64) -> f64 {
        mean(self.classes().map(score))
    }

    /// By how many rows of each class there are.
    fn weighted(&self, score: fn(Counted) -> f64) -> f64 {
        sum(self.classes().map(|class| score(class) * class.1)) / self.rows()
    }

    /// Of the second of two classes. As scikit-learn's scorer it is 1 without a false positive, also where all are
    /// right, and NaN where one class is all there is.
    fn positive_likelihood_ratio(&self) -> f64 {
        let (correct, actual, predicted) = self.of(1);
        let (of_first, false_positives) = (self.of(0).1, predicted - correct);
        match false_positives == 0.0 {
            true => self.if_two(1.0),
            false => correct * of_first / (false_positives * actual),
        }
    }

    /// The same of its answers with the first class: it is 1 where none of those is right.
    fn negative_likelihood_ratio(&self) -> f64 {
        let (correct, actual, _) = self.of(1);
        let (of_first_correct, of_first, _) = self.of(0);
        match of_first_correct == 0.0 {
            true => self.if_two(1.0),
            false => (actual - correct) * of_first / (of_first_correct * actual),
        }
    }

    /// NaN where no more than one class occurs or is predicted.
    fn if_two(&self, score: f64) -> f64 {
        if self.classes().count() < 2 {
            f64::NAN
        } else {
            score
        }
    }

    /// The formula for any number of classes (Gorodkin 2004), in scikit-learn's order.
    fn matthews(&self) -> f64 {
        let (rows, correct) = (self.rows(), self.all_correct());
        let dot = |product: fn(Counted) -> f64| sum(self.classes().map(product));
        let covariance = correct * rows - dot(|(_, actual, predicted)| actual * predicted);
        let of_predicted = rows * rows - dot(|(_, _, predicted)| predicted * predicted);
        let of_actual = rows * rows - dot(|(_, actual, _)| actual * actual);
        let product = of_predicted * of_actual;
        if product == 0.0 {
            0.0
        } else {
            let score = covariance / sqrt_f64(product);
            // of sums that are rounded their difference may be far off, where few rows have all of the weight
            if self.weighted {
                score.clamp(-1.0, 1.0)
            } else {
                score
            }
        }
    }
}

/// A sum to which no row was added, not even one of weight 0, which would make it 0.
const NO_ROW: f64 = -0.0;

/// A count of rows, or the sum of their weights in two words.
fn number(words: &[u32]) -> f64 {
    match *words {
        [low, high] => f64::from_bits(u64::from(high) << 32 | u64::from(low)),
        [count] => f64::from(count),
        _ => 0.0,
    }
}

fn set(sums: &mut [u32], class: usize, sum: f64) {
    let bits = sum.to_bits();
    (sums[2 * class], sums[2 * class + 1]) = (bits as u32, (bits >> 32) as u32);
}

fn add(sums: &mut [u32], class: usize, weight: f64) {
    let sum = number(&sums[2 * class..2 * class + 2]) + weight;
    set(sums, class, sum);
}

/// The rows of a class: correct, actual and predicted.
pub(super) type Counted = (f64, f64, f64);

/// A share of counted rows; 0 of none.
pub(super) fn share(part: f64, of: f64) -> f64 {
    if of == 0.0 { 0.0 } else { part / of }
}

pub(super) fn f1((correct, actual, predicted): Counted) -> f64 {
    share(2.0 * correct, actual + predicted)
}

pub(super) fn precision((correct, _, predicted): Counted) -> f64 {
    share(correct, predicted)
}

pub(super) fn recall((correct, actual, _): Counted) -> f64 {
    share(correct, actual)
}

pub(super) fn jaccard((correct, actual, predicted): Counted) -> f64 {
    share(correct, actual + predicted - correct)
}

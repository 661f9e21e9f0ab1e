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

/// A number for each class: how many rows, or what they count together, in f64, of two words each.
pub(super) struct Sums<'a> {
    words: &'a mut [u32],
    weighted: bool,
}

/// How many words the three numbers of each class take.
pub(super) const fn words(weighted: bool) -> usize {
    if weighted { 6 } else { 3 }
}

/// A sum to which no row was added, not even one of weight 0, which would make it 0.
const NO_ROW: f64 = -0.0;

impl<'a> Sums<'a> {
    /// Three of each class, of no row yet; `scratch` has as many [`words`] for each.
    pub(super) fn three(classes: usize, weighted: bool, scratch: &'a mut [u32]) -> Result<[Self; 3], Error> {
        let (needed, got) = (classes.saturating_mul(words(weighted)), scratch.len());
        let all = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        all.fill(0);
        let (first, rest) = all.split_at_mut(needed / 3);
        let (second, third) = rest.split_at_mut(needed / 3);
        let mut sums = [first, second, third].map(|words| Self { words, weighted });
        if weighted {
            for sums in &mut sums {
                (0..classes).for_each(|class| sums.set(class, NO_ROW));
            }
        }
        Ok(sums)
    }

    pub(super) fn classes(&self) -> usize {
        self.words.len() / if self.weighted { 2 } else { 1 }
    }

    /// One more row of a class, which counts `weight`: 1, where rows are counted.
    pub(super) fn add(&mut self, class: usize, weight: f64) {
        match self.weighted {
            true => self.set(class, self.of(class) + weight),
            false => self.words[class] += 1,
        }
    }

    fn set(&mut self, class: usize, sum: f64) {
        let bits = sum.to_bits();
        (self.words[2 * class], self.words[2 * class + 1]) = (bits as u32, (bits >> 32) as u32);
    }

    /// 0 of a class that there is not.
    pub(super) fn of(&self, class: usize) -> f64 {
        // where no row was added it is no longer below 0
        self.number(class) + 0.0
    }

    fn number(&self, class: usize) -> f64 {
        let number = |words: &[u32]| match *words {
            [low, high] => f64::from_bits(u64::from(high) << 32 | u64::from(low)),
            [count] => f64::from(count),
            _ => 0.0,
        };
        let each = if self.weighted { 2 } else { 1 };
        self.words.chunks_exact(each).nth(class).map_or(0.0, number)
    }

    /// Whether a row was added, be it of weight 0.
    fn any(&self, class: usize) -> bool {
        match self.weighted {
            true => self.number(class).is_sign_positive(),
            false => self.words[class] > 0,
        }
    }
}

/// What the scores of predicted classes need of the confusion matrix: its diagonal and its sums.
pub(super) struct Counts<'a> {
    correct: Sums<'a>,
    actual: Sums<'a>,
    predicted: Sums<'a>,
}

impl<'a> Counts<'a> {
    /// Of no row yet; `scratch` has as many [`words`] for each class.
    pub(super) fn try_new(classes: usize, weighted: bool, scratch: &'a mut [u32]) -> Result<Self, Error> {
        let [correct, actual, predicted] = Sums::three(classes, weighted, scratch)?;
        Ok(Self {
            correct,
            actual,
            predicted,
        })
    }

    /// More rows, with the answers to them, as many numbers each.
    pub(super) fn add(&mut self, labels: ScoredRows<'_, u16>, answers: &[f32]) -> Result<(), Error> {
        let classes = self.actual.classes();
        check_labels(labels, classes)?;
        let columns = answers.len() / labels.len().max(1);
        let answers = answers.chunks_exact(columns.max(1));
        for (position, (label, answer)) in labels.column(0).zip(answers).enumerate() {
            // of one class there is nothing to choose
            let (label, class) = (usize::from(label), class_of(answer).min(classes - 1));
            let weight = labels.weight(position);
            if label == class {
                self.correct.add(label, weight);
            }
            self.actual.add(label, weight);
            self.predicted.add(class, weight);
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

    /// The rows of each class that occurs or is predicted, be it by rows of weight 0 alone.
    fn classes(&self) -> impl Iterator<Item = Counted> + Clone {
        let there = |&class: &usize| self.actual.any(class) || self.predicted.any(class);
        (0..self.actual.classes())
            .filter(there)
            .map(|class| self.of(class))
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
        let all = [&self.correct, &self.actual, &self.predicted];
        all.map(|sums| sums.of(class)).into()
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
            if self.actual.weighted {
                score.clamp(-1.0, 1.0)
            } else {
                score
            }
        }
    }
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

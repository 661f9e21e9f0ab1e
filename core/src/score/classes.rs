//! The scores of predicted classes and of their probabilities.

use super::counts::Counts;
use super::{ScoredRows, Scorer, Scoring, areas, check, probabilities, sum};
use crate::error::Error;
use crate::folds::ABSENT;

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
    let weighted = labels.weights.is_some();
    let (needed, got) = (super::scratch(labels.len(), classes, weighted), scratch.len());
    if got < needed {
        return Err(Error::TooSmall { needed, got });
    }
    check_labels(labels, classes)?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    if scorer.scoring.counts_classes() {
        let mut counts = Counts::try_new(classes, weighted, scratch)?;
        counts.add(labels, predicted)?;
        return counts.score(scorer);
    }
    let answers = Answers {
        labels,
        classes,
        seen,
        columns,
        predicted,
    };
    match scorer.scoring {
        Scoring::RocAuc
        | Scoring::RocAucOvr
        | Scoring::RocAucOvrWeighted
        | Scoring::RocAucOvo
        | Scoring::RocAucOvoWeighted
        | Scoring::AveragePrecision => areas::score(scorer, &answers, scratch),
        scoring => probabilities::score(scoring, &answers, scratch),
    }
}

pub(super) fn check_labels(labels: ScoredRows<'_, u16>, classes: usize) -> Result<(), Error> {
    match labels.column(0).position(|label| usize::from(label) >= classes) {
        Some(row) => Err(Error::Label { row }),
        None => Ok(()),
    }
}

/// Rows with their probabilities: one a row, of class 1, where there are two classes at most, else one of each.
#[derive(Clone, Copy)]
pub(super) struct Answers<'a> {
    pub(super) labels: ScoredRows<'a, u16>,
    classes: usize,
    /// The number of each class among those that trained the network.
    seen: Option<&'a [u32]>,
    pub(super) columns: usize,
    pub(super) predicted: &'a [f32],
}

impl<'a> Answers<'a> {
    /// Of several labels a row, with a probability each.
    pub(super) fn of_labels(labels: ScoredRows<'a, u16>, predicted: &'a [f32]) -> Self {
        Self {
            labels,
            classes: 2,
            seen: None,
            columns: labels.width,
            predicted,
        }
    }

    /// The classes that are scored: all, or those that trained the network.
    pub(super) fn classes(&self) -> impl Iterator<Item = usize> + Clone + use<'a> {
        let seen = self.seen;
        (0..self.classes).filter(move |&class| seen.is_none_or(|number| number[class] != ABSENT))
    }

    /// The second class and the column of its probabilities, where no more than two are scored.
    pub(super) fn second(&self) -> Option<(usize, usize)> {
        if self.classes <= 2 {
            return Some((1, 0));
        }
        let mut classes = self.classes();
        let second = classes.nth(1);
        second
            .filter(|_| classes.next().is_none())
            .map(|class| (class, class))
    }

    /// How many rows each of all classes has.
    pub(super) fn count<'s>(&self, scratch: &'s mut [u32]) -> &'s [u32] {
        let counts = &mut scratch[..self.classes];
        counts.fill(0);
        for label in self.labels.column(0) {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    /// Whether a class has a row, if only of weight 0.
    pub(super) fn occurs(&self, class: usize) -> bool {
        self.labels.column(0).any(|label| usize::from(label) == class)
    }

    /// Whether there are two classes or more that are scored, and rows of each of them, as scikit-learn wants it of
    /// what it takes as probabilities of classes that are not named.
    pub(super) fn all_occur(&self, counts: &[u32]) -> bool {
        self.classes >= 2 && self.classes().all(|class| counts[class] > 0)
    }

    /// The labels of the rows beside their probabilities.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'a [f32])> + Clone + use<'a> {
        let labels = self.labels.column(0).map(usize::from);
        labels.zip(self.predicted.chunks_exact(self.columns))
    }

    /// What the rows of a class count: how many they are, where each counts as one.
    pub(super) fn weight_of(&self, class: usize) -> f64 {
        self.weight_in(0, class)
    }

    /// The same of those whose label in a column is that class.
    pub(super) fn weight_in(&self, column: usize, class: usize) -> f64 {
        let rows = self.labels.column(column).zip(self.labels.each_weight());
        let of_class = rows.filter(|&(label, _)| usize::from(label) == class);
        sum(of_class.map(|(_, weight)| weight))
    }
}

//! What rows of each class are taken for.

use std::collections::BTreeMap;

/// How many rows of each class were taken for which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// By class and answer, of those pairs that a row has: a square of all would be of many gigabytes where there are as
    /// many classes as a network may have.
    counts: BTreeMap<(usize, usize), u64>,
}

impl Confusion {
    /// Counts pairs of a class and an answer; none where one is of no class.
    pub(crate) fn of(classes: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Option<Self> {
        let mut counts = BTreeMap::new();
        for (truth, answer) in pairs {
            if truth.max(answer) >= classes {
                return None;
            }
            *counts.entry((truth, answer)).or_default() += 1;
        }
        Some(Self { classes, counts })
    }

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
        for class in [truth, answer] {
            assert!(class < self.classes, "no class {class}");
        }
        self.counts.get(&(truth, answer)).copied().unwrap_or(0)
    }

    /// All pairs of a class and an answer that a row has, with their rows, by the classes' numbers.
    pub fn taken(&self) -> impl Iterator<Item = (usize, usize, u64)> + '_ {
        let counts = self.counts.iter();
        counts.map(|(&(truth, answer), &count)| (truth, answer, count))
    }

    /// Rows of a class.
    ///
    /// # Panics
    /// Where there is no such class.
    #[must_use]
    pub fn rows(&self, truth: usize) -> u64 {
        assert!(truth < self.classes, "no class {truth}");
        self.counts
            .range((truth, 0)..(truth + 1, 0))
            .map(|(_, count)| count)
            .sum()
    }

    /// Rows whose answer is right, and all rows.
    #[must_use]
    pub fn right(&self) -> (u64, u64) {
        let right = self.taken().filter(|(truth, answer, _)| truth == answer);
        (right.map(|(_, _, count)| count).sum(), self.counts.values().sum())
    }
}

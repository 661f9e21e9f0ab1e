//! The columns that a model has learnt from, which say what the columns of other data are to hold.

use std::collections::{BTreeMap, BTreeSet};

/// What a model takes from a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Numbers,
    Dates,
    /// Names of categories, which may be numbers.
    Categories,
    /// Whatever there is.
    Any,
}

/// The columns that a model has learnt from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Learnt {
    named: bool,
    /// In their order.
    columns: Vec<(String, Takes)>,
}

impl Learnt {
    /// `named` where their names are those of a file.
    pub(crate) fn new(named: bool) -> Self {
        let columns = Vec::new();
        Self { named, columns }
    }

    /// Adds a column; one of dates comes again with each of its parts.
    pub(crate) fn push(&mut self, name: &str, takes: Takes) {
        if self.columns.last().is_none_or(|(last, _)| last != name) {
            self.columns.push((name.to_owned(), takes));
        }
    }

    /// Whether its columns' names are those of a file.
    pub(crate) fn is_named(&self) -> bool {
        self.named
    }

    /// Names of the columns, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// What the model takes from each of the features of other data, whose names are those of a file where
    /// `header`. As a model finds its columns: by their names, or else by their order; data without names
    /// that have one more, the model's `target`, are laid out as those that it was trained on.
    pub(crate) fn takes(&self, features: &[&str], header: bool, target: Option<&str>) -> Vec<Takes> {
        let there: BTreeSet<&str> = features.iter().copied().collect();
        let as_trained = !header
            && !self.named
            && features.len() == self.columns.len() + 1
            && target.is_some_and(|target| there.contains(target));
        let all_there = || self.columns.iter().all(|(name, _)| there.contains(name.as_str()));
        // a part of a date may have been made elsewhere, and its column is not there
        let by_name = header && self.named || (header || as_trained) && all_there();
        if by_name {
            let columns = self.columns.iter().map(|(name, takes)| (name.as_str(), *takes));
            let columns: BTreeMap<&str, Takes> = columns.collect();
            let of = |name: &&str| columns.get(name).copied().unwrap_or(Takes::Any);
            return features.iter().map(of).collect();
        }
        let others = std::iter::repeat(Takes::Any);
        let all = self.columns.iter().map(|(_, takes)| *takes).chain(others);
        all.take(features.len()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_as_by_a_model() {
        let [numbers, dates, any] = [Takes::Numbers, Takes::Dates, Takes::Any];
        let learnt = |named| {
            let mut learnt = Learnt::new(named);
            for (name, takes) in [("a", numbers), ("day", dates), ("day", dates), ("c", numbers)] {
                learnt.push(name, takes);
            }
            learnt
        };
        let takes = |named, features: &[&str], header| learnt(named).takes(features, header, None);
        assert_eq!(
            takes(true, &["c", "b", "day", "a"], true),
            [numbers, any, dates, numbers]
        );
        assert_eq!(takes(true, &["c", "b", "a"], true), [numbers, any, numbers]);
        let in_order = [numbers, dates, numbers, any];
        assert_eq!(takes(true, &["x0", "x1", "x2", "x3"], false), in_order);
        assert_eq!(takes(false, &["p", "q", "r", "s"], true), in_order);
        assert_eq!(takes(false, &["p"], true), [numbers]);
        let target_first = learnt(false).takes(&["t", "a", "day", "c"], false, Some("t"));
        assert_eq!(target_first, [any, numbers, dates, numbers]);
    }
}

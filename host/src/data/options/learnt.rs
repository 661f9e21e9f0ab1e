//! The columns that a model has learnt from, which say what the columns of other data are to hold.

use std::collections::{BTreeMap, BTreeSet};

/// What a model takes from a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Numbers,
    Dates,
    /// Texts, or nothing.
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

    /// What the model takes from each of the features of other data, whose names are those of a file where
    /// `header`. As a model finds its columns: by their names, or else by their order.
    pub(crate) fn takes(&self, features: &[&str], header: bool) -> Vec<Takes> {
        let there: BTreeSet<&str> = features.iter().copied().collect();
        let by_name = header && self.columns.iter().all(|(name, _)| there.contains(name.as_str()));
        if by_name {
            let columns = self.columns.iter().map(|(name, takes)| (name.as_str(), *takes));
            let columns: BTreeMap<&str, Takes> = columns.collect();
            let of = |name: &&str| columns.get(name).copied().unwrap_or(Takes::Any);
            return features.iter().map(of).collect();
        }
        let in_order = !(header && self.named);
        let columns = self.columns.iter().filter(|_| in_order);
        let others = std::iter::repeat(Takes::Any);
        let all = columns.map(|(_, takes)| *takes).chain(others);
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
        assert_eq!(
            learnt(true).takes(&["c", "b", "day", "a"], true),
            [numbers, any, dates, numbers]
        );
        // the model names one that is not there, and answers nothing
        assert_eq!(learnt(true).takes(&["c", "b", "a"], true), [any; 3]);
        let in_order = [numbers, dates, numbers, any];
        assert_eq!(learnt(true).takes(&["x0", "x1", "x2", "x3"], false), in_order);
        assert_eq!(learnt(false).takes(&["p", "q", "r", "s"], true), in_order);
        assert_eq!(learnt(false).takes(&["p"], true), [numbers]);
    }
}

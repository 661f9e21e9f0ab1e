//! Which rows train and which are scored, whatever the kind of folds.

use core::iter::Chain;
use core::ops::Range;
use core::slice;

use super::FoldNumber as _;

/// Which rows train and which are scored, fold by fold.
#[derive(Clone, Copy, Debug)]
pub enum Folds<'a> {
    /// Each row is scored on the fold that has its number here, or on none where that is
    /// [`UNSCORED`](super::FoldNumber::UNSCORED), and trains on all others; once, or several times one after another.
    Parted {
        /// One entry per row, and again for each time.
        fold_of: &'a [u16],
        /// How many folds there are each time.
        splits: usize,
        /// How many times, from 1 on.
        times: usize,
    },
    /// scikit-learn's `TimeSeriesSplit`: the last rows are scored in folds of equal length, and what is before a
    /// fold trains.
    TimeSeries {
        /// How many rows: more than there are folds.
        rows: usize,
        /// How many folds, from 1 on.
        splits: usize,
    },
    /// scikit-learn's `LeaveOneOut`: each row is a fold, and all others train.
    LeaveOneOut {
        /// How many rows, and folds.
        rows: usize,
    },
    /// Lists of as many rows for each fold, one after another, in which a row may be several times or never.
    Listed {
        /// What trains, in this order.
        train: &'a [u32],
        /// What is scored, in this order.
        test: &'a [u32],
        /// How many folds.
        splits: usize,
    },
}

/// Numbers of rows; empty of a fold that there is not.
#[derive(Clone, Debug)]
pub struct Rows<'a>(Of<'a>);

#[derive(Clone, Debug)]
enum Of<'a> {
    Parted {
        fold_of: &'a [u16],
        next: u32,
        fold: u16,
        scored: bool,
    },
    Range(Range<u32>),
    Around(Chain<Range<u32>, Range<u32>>),
    Listed(slice::Iter<'a, u32>),
}

impl<'a> Folds<'a> {
    /// How many folds.
    #[must_use]
    pub const fn splits(&self) -> usize {
        match *self {
            Folds::Parted { splits, times, .. } => splits * times,
            Folds::LeaveOneOut { rows } => rows,
            Folds::TimeSeries { splits, .. } | Folds::Listed { splits, .. } => splits,
        }
    }

    /// The rows that train when `fold` is scored.
    #[must_use]
    pub fn train(&self, fold: usize) -> Rows<'a> {
        self.rows(fold, false)
    }

    /// The rows that are scored as `fold`.
    #[must_use]
    pub fn test(&self, fold: usize) -> Rows<'a> {
        self.rows(fold, true)
    }

    fn rows(&self, fold: usize, scored: bool) -> Rows<'a> {
        if fold >= self.splits() {
            return Rows(Of::Range(0..0));
        }
        Rows(match *self {
            Folds::Parted {
                fold_of,
                splits,
                times,
            } => {
                let rows = fold_of.len() / times;
                Of::Parted {
                    fold_of: &fold_of[fold / splits * rows..][..rows],
                    next: 0,
                    fold: u16::of(fold % splits),
                    scored,
                }
            }
            Folds::TimeSeries { rows, splits } => {
                let length = rows / (splits + 1);
                let start = rows - (splits - fold) * length;
                let (start, end) = (start as u32, (start + length) as u32);
                Of::Range(if scored { start..end } else { 0..start })
            }
            Folds::LeaveOneOut { rows } => {
                let (fold, rows) = (fold as u32, rows as u32);
                match scored {
                    true => Of::Range(fold..fold + 1),
                    false => Of::Around((0..fold).chain(fold + 1..rows)),
                }
            }
            Folds::Listed { train, test, splits } => {
                let all = if scored { test } else { train };
                let length = all.len() / splits;
                Of::Listed(all[fold * length..][..length].iter())
            }
        })
    }
}

impl Iterator for Rows<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match &mut self.0 {
            Of::Parted {
                fold_of,
                next,
                fold,
                scored,
            } => loop {
                let (row, of) = (*next, *fold_of.get(*next as usize)?);
                *next += 1;
                if (of == *fold) == *scored {
                    return Some(row);
                }
            },
            Of::Range(range) => range.next(),
            Of::Around(ranges) => ranges.next(),
            Of::Listed(rows) => rows.next().copied(),
        }
    }
}

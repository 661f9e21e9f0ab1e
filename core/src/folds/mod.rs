//! Which rows train and which are scored: scikit-learn's `KFold` and `StratifiedKFold`, with and
//! without shuffling, `GroupKFold`, `StratifiedGroupKFold`, `LeaveOneOut`, `TimeSeriesSplit`, and its `ShuffleSplit` and `StratifiedShuffleSplit`, which are
//! also what `train_test_split` and the early stopping of its networks use.
//!
//! Folds are one byte per row in the caller's memory, where each row is scored once; a split fills two lists of rows
//! whose lengths say how many go where. [`Folds`] has the rows of each fold of any kind. The search of this crate,
//! which a device runs alone, has the folds of [`assign_folds`]; those of other kinds are for a host, or for a
//! firmware that fits and scores by itself.
//!
//! Labels may leave classes out: scikit-learn sees only the classes that occur, and so do these.

mod groups;
mod number;
mod shuffled;
mod stratified_groups;
mod which;

pub use groups::{group_folds, group_scratch};
pub use number::FoldNumber;
pub use shuffled::{held_out, shuffle_folds, shuffle_split, stratified_split};
pub use stratified_groups::{stratified_group_folds, stratified_group_scratch};
pub use which::{Folds, Rows};

use crate::data::Target;
use crate::error::Error;

/// A class that is not in every fold: scikit-learn warns of it, and goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallestClass {
    /// The class with the fewest rows, the first of equals.
    pub class: usize,
    /// How many rows it has: fewer than there are folds.
    pub rows: usize,
}

/// How much scratch a function of this module needs at most. [`assign_folds`] takes the part that
/// depends on the classes, [`shuffle_split`] the one that depends on the rows.
#[must_use]
pub const fn scratch(rows: usize, classes: usize) -> usize {
    rows.saturating_add(classes.saturating_mul(4))
}

/// The test fold of every row: stratified for classes, contiguous for values and several labels. `splits` folds,
/// 2 to 255; `fold_of` has one entry per row.
///
/// Says which class is smallest where it has fewer rows than there are folds; where every class
/// has, there are no folds ([`Error::ClassTooSmall`]).
pub fn assign_folds<F: FoldNumber>(
    target: &Target,
    splits: usize,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<Option<SmallestClass>, Error> {
    let rows = match *target {
        Target::Classes { labels, .. } => labels.len(),
        Target::Values { values, outputs } => values.len() / outputs.max(1),
        Target::Multilabel { labels, outputs } => labels.len() / outputs.max(1),
    };
    check_splits(rows, splits, fold_of)?;
    match target.simplest() {
        Target::Classes { labels, classes } => stratified_folds(labels, classes, splits, fold_of, scratch),
        Target::Values { .. } | Target::Multilabel { .. } => {
            fill_contiguous(splits, fold_of);
            Ok(None)
        }
    }
}

/// scikit-learn's `KFold`: contiguous folds, of classes too. `splits` folds, 2 to 255; the first ones are one row
/// longer where the rows do not divide.
///
/// # Errors
/// As [`assign_folds`].
pub fn contiguous_folds<F: FoldNumber>(splits: usize, fold_of: &mut [F]) -> Result<(), Error> {
    check_splits(fold_of.len(), splits, fold_of)?;
    fill_contiguous(splits, fold_of);
    Ok(())
}

/// Whether so many rows make so many folds, and have an entry each.
fn check_splits<F: FoldNumber>(rows: usize, splits: usize, fold_of: &[F]) -> Result<(), Error> {
    if fold_of.len() != rows {
        let (expected, got) = (rows, fold_of.len());
        return Err(Error::Mismatch { expected, got });
    }
    let most: u32 = F::UNSCORED.into();
    if !(2..=most as usize).contains(&splits) {
        return Err(Error::Parameter("cv"));
    }
    if rows < splits {
        let (needed, got) = (splits, rows);
        return Err(Error::TooFewRows { needed, got });
    }
    Ok(())
}

/// The rows that train when `fold` is scored, in data order.
pub fn train_rows<F: FoldNumber>(fold_of: &[F], fold: F) -> impl Iterator<Item = u32> + Clone {
    rows_where(fold_of, move |f| f != fold)
}

/// The rows that are scored as `fold`, in data order.
pub fn test_rows<F: FoldNumber>(fold_of: &[F], fold: F) -> impl Iterator<Item = u32> + Clone {
    rows_where(fold_of, move |f| f == fold)
}

fn rows_where<F: FoldNumber>(
    fold_of: &[F],
    chosen: impl Fn(F) -> bool + Clone,
) -> impl Iterator<Item = u32> + Clone {
    (0u32..)
        .zip(fold_of)
        .filter(move |&(_, &f)| chosen(f))
        .map(|(row, _)| row)
}

fn fill_contiguous<F: FoldNumber>(splits: usize, fold_of: &mut [F]) {
    let folds = contiguous(fold_of.len(), splits);
    fold_of
        .iter_mut()
        .zip(folds)
        .for_each(|(slot, fold)| *slot = F::of(fold));
}

/// The fold of each row: the first `rows % splits` folds are one row longer.
fn contiguous(rows: usize, splits: usize) -> impl Iterator<Item = usize> {
    let (short, longer) = (rows / splits, rows % splits);
    (0..splits).flat_map(move |fold| core::iter::repeat_n(fold, short + usize::from(fold < longer)))
}

/// scikit-learn numbers the classes by first appearance, sorts the rows' numbers, and deals them
/// out: fold `i` gets as many rows of a class as every `splits`-th number from the `i`-th holds.
/// A class is one stretch of the sorted numbers, so that count is a division, and no table of
/// folds by classes is needed. Its rows, in data order, fill fold after fold.
fn stratified_folds<F: FoldNumber>(
    labels: &[u16],
    classes: usize,
    splits: usize,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<Option<SmallestClass>, Error> {
    let scratch = take(scratch, self::scratch(0, classes))?;
    let (counts, scratch) = scratch.split_at_mut(classes);
    let (starts, scratch) = scratch.split_at_mut(classes);
    let (folds, left) = scratch.split_at_mut(classes);
    count_classes(labels.iter().map(|&label| usize::from(label)), counts)?;

    let small = smallest_class(counts, splits)?;

    const UNSEEN: u32 = u32::MAX;
    starts.fill(UNSEEN);
    let mut sorted = 0; // rows of the classes that have appeared
    for (slot, &label) in fold_of.iter_mut().zip(labels) {
        let class = usize::from(label);
        if starts[class] == UNSEEN {
            starts[class] = sorted;
            sorted += counts[class];
            folds[class] = 0;
            left[class] = dealt(starts[class], sorted, 0, splits);
        }
        // the class has a row left, so a later fold has one for it
        while left[class] == 0 {
            folds[class] += 1;
            let end = starts[class] + counts[class];
            left[class] = dealt(starts[class], end, folds[class], splits);
        }
        left[class] -= 1;
        *slot = F::of(folds[class] as usize);
    }
    Ok(small)
}

/// The class with the fewest rows, where it has fewer than there are folds; an error where every class has.
fn smallest_class(counts: &[u32], splits: usize) -> Result<Option<SmallestClass>, Error> {
    let present = || counts.iter().enumerate().filter(|&(_, &count)| count > 0);
    let smallest = present().min_by_key(|&(_, &count)| count);
    let Some((class, rows)) = smallest.map(|(class, &count)| (class, count as usize)) else {
        return Err(Error::TooFewRows {
            needed: splits,
            got: 0,
        });
    };
    if present().all(|(_, &count)| (count as usize) < splits) {
        return Err(Error::ClassTooSmall { class });
    }
    Ok((rows < splits).then_some(SmallestClass { class, rows }))
}

/// How many of the positions `start..end` are `fold` modulo `splits`.
fn dealt(start: u32, end: u32, fold: u32, splits: usize) -> u32 {
    let below = |position: u32| (position as usize + splits - 1 - fold as usize) / splits;
    (below(end) - below(start)) as u32
}

/// The number of a class that has none, as it does not occur.
pub const ABSENT: u32 = u32::MAX;

/// Numbers the classes that occur in some rows, in their order, and returns how many there are;
/// `number` has one entry a class.
///
/// # Errors
/// [`Error::Label`] for a label without an entry, [`Error::TooFewRows`] for a row without a label.
pub fn number_classes(labels: &[u16], rows: &[u32], number: &mut [u32]) -> Result<usize, Error> {
    number.fill(ABSENT);
    for &row in rows {
        let row = row as usize;
        let (needed, got) = (row + 1, labels.len());
        let label = labels.get(row).ok_or(Error::TooFewRows { needed, got })?;
        let slot = number.get_mut(usize::from(*label));
        *slot.ok_or(Error::Label { row })? = 0;
    }
    let mut occur = 0;
    for slot in number.iter_mut().filter(|slot| **slot != ABSENT) {
        *slot = occur;
        occur += 1;
    }
    Ok(occur as usize)
}

fn count_classes(labels: impl Iterator<Item = usize>, counts: &mut [u32]) -> Result<(), Error> {
    counts.fill(0);
    for (row, label) in labels.enumerate() {
        *counts.get_mut(label).ok_or(Error::Label { row })? += 1;
    }
    Ok(())
}

fn take(scratch: &mut [u32], needed: usize) -> Result<&mut [u32], Error> {
    let got = scratch.len();
    scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })
}

#[cfg(test)]
mod tests;

//! Folds that keep groups whole.

use core::cmp::Reverse;

use super::{FoldNumber, check_splits, count_classes, take};
use crate::error::Error;

/// How much scratch [`group_folds`] takes, of so many groups.
#[must_use]
pub const fn group_scratch(groups: usize, splits: usize) -> usize {
    groups.saturating_mul(3).saturating_add(splits)
}

/// scikit-learn's `GroupKFold`: the rows of a group are all scored on the same fold. The largest groups come first,
/// of equals the one with the highest number, and each goes to the fold with the fewest rows so far, of equals the
/// first.
///
/// `groups` has each row's group, below `count`; a number below it need not occur. `fold_of` has one entry per row.
///
/// # Errors
/// [`Error::TooFewGroups`] where fewer groups than folds occur, [`Error::Label`] for a group that is not below
/// `count`, [`Error::TooSmall`] for less than [`group_scratch`], and as [`assign_folds`](super::assign_folds).
pub fn group_folds<F: FoldNumber>(
    groups: &[u32],
    count: usize,
    splits: usize,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<(), Error> {
    check_splits(groups.len(), splits, fold_of)?;
    let scratch = take(scratch, group_scratch(count, splits))?;
    let (counts, scratch) = scratch.split_at_mut(count);
    let (order, scratch) = scratch.split_at_mut(count);
    let (fold_of_group, rows_of) = scratch.split_at_mut(count);
    count_classes(groups.iter().map(|&group| group as usize), counts)?;
    check_groups(counts, splits)?;
    (0..)
        .zip(order.iter_mut())
        .for_each(|(group, slot)| *slot = group);
    order.sort_unstable_by_key(|&group| Reverse((counts[group as usize], group)));
    rows_of.fill(0);
    for &group in order.iter() {
        let fold = lightest(rows_of);
        rows_of[fold] += counts[group as usize];
        fold_of_group[group as usize] = fold as u32;
    }
    for (slot, &group) in fold_of.iter_mut().zip(groups) {
        *slot = F::of(fold_of_group[group as usize] as usize);
    }
    Ok(())
}

/// An error where fewer groups occur than there are folds.
pub(super) fn check_groups(counts: &[u32], splits: usize) -> Result<(), Error> {
    let got = counts.iter().filter(|&&count| count > 0).count();
    match got < splits {
        true => Err(Error::TooFewGroups { needed: splits, got }),
        false => Ok(()),
    }
}

/// The first of the least.
fn lightest(rows_of: &[u32]) -> usize {
    let least = (0..).zip(rows_of).min_by_key(|&(_, &rows)| rows);
    least.map_or(0, |(fold, _)| fold)
}

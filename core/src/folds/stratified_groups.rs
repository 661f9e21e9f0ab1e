//! Folds that keep groups whole and have each class in proportion as far as they can.

use core::cmp::Ordering;

use super::groups::check_groups;
use super::{FoldNumber, SmallestClass, check_splits, count_classes, smallest_class, take};
use crate::error::Error;
use crate::math::sqrt_f64;

/// How much scratch [`stratified_group_folds`] takes, of so many groups, classes and folds.
#[must_use]
pub const fn stratified_group_scratch(groups: usize, classes: usize, splits: usize) -> usize {
    let tables = groups.saturating_add(splits).saturating_add(2);
    tables
        .saturating_mul(classes)
        .saturating_add(groups.saturating_mul(3))
}

/// scikit-learn's `StratifiedGroupKFold`: the rows of a group are all scored on the same fold. The groups whose classes
/// are most unequal in number come first, of equals the one with the lowest number, and each goes to the fold with which
/// the shares of each class over the folds deviate least, of those that are near to that the one with fewest rows.
///
/// `labels` has each row's class and `groups` its group, each with how many there are; of both some need not occur.
///
/// # Errors
/// As [`group_folds`](super::group_folds) and, of classes, as [`assign_folds`](super::assign_folds).
pub fn stratified_group_folds<F: FoldNumber>(
    (labels, classes): (&[u16], usize),
    (groups, count): (&[u32], usize),
    splits: usize,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<Option<SmallestClass>, Error> {
    check_splits(labels.len(), splits, fold_of)?;
    if groups.len() != labels.len() {
        let (expected, got) = (labels.len(), groups.len());
        return Err(Error::Mismatch { expected, got });
    }
    let scratch = take(scratch, stratified_group_scratch(count, classes, splits))?;
    let (rows_of_class, scratch) = scratch.split_at_mut(classes);
    let (number, scratch) = scratch.split_at_mut(classes);
    let (of_groups, scratch) = scratch.split_at_mut(count * classes);
    let (of_folds, scratch) = scratch.split_at_mut(splits * classes);
    let (rows_of_group, scratch) = scratch.split_at_mut(count);
    let (order, fold_of_group) = scratch.split_at_mut(count);

    count_classes(labels.iter().map(|&label| usize::from(label)), rows_of_class)?;
    let small = smallest_class(rows_of_class, splits)?;
    count_classes(groups.iter().map(|&group| group as usize), rows_of_group)?;
    check_groups(rows_of_group, splits)?;

    // scikit-learn sees only the classes that occur: they are numbered, and the tables have no others
    let mut occur = 0;
    for class in 0..classes {
        number[class] = occur as u32;
        if rows_of_class[class] > 0 {
            rows_of_class[occur] = rows_of_class[class];
            occur += 1;
        }
    }
    let rows_of_class = &rows_of_class[..occur];
    of_groups.fill(0);
    of_folds.fill(0);
    for (&label, &group) in labels.iter().zip(groups) {
        of_groups[group as usize * occur + number[usize::from(label)] as usize] += 1;
    }

    (0..)
        .zip(order.iter_mut())
        .for_each(|(group, slot)| *slot = group);
    let counts = |group: u32| &of_groups[group as usize * occur..][..occur];
    order.sort_unstable_by(|&a, &b| {
        let spread = spread(counts(b)).partial_cmp(&spread(counts(a)));
        spread.unwrap_or(Ordering::Equal).then(a.cmp(&b))
    });
    for &group in order.iter() {
        // one that does not occur moves nothing
        let fold = best_fold(counts(group), of_folds, rows_of_class, splits);
        for (slot, rows) in of_folds[fold * occur..].iter_mut().zip(counts(group)) {
            *slot += rows;
        }
        fold_of_group[group as usize] = fold as u32;
    }
    for (slot, &group) in fold_of.iter_mut().zip(groups) {
        *slot = F::of(fold_of_group[group as usize] as usize);
    }
    Ok(small)
}

/// The standard deviation of a group's rows by class.
fn spread(counts: &[u32]) -> f64 {
    let n = counts.len() as f64;
    let mean = sum(0, counts.len(), &|class| f64::from(counts[class])) / n;
    let squares = sum(0, counts.len(), &|class| {
        let off = f64::from(counts[class]) - mean;
        off * off
    });
    sqrt_f64(squares / n)
}

/// The fold to which a group goes.
fn best_fold(group: &[u32], of_folds: &[u32], rows_of_class: &[u32], splits: usize) -> usize {
    let classes = rows_of_class.len();
    let mut best = (0, f64::INFINITY, u32::MAX);
    for fold in 0..splits {
        let deviation = |class: usize| {
            let share = |other: usize| {
                let added = if other == fold { group[class] } else { 0 };
                f64::from(of_folds[other * classes + class] + added) / f64::from(rows_of_class[class])
            };
            let mean = (0..splits).fold(0.0, |sum, other| sum + share(other)) / splits as f64;
            let squares = (0..splits).fold(0.0, |sum, other| {
                let off = share(other) - mean;
                sum + off * off
            });
            sqrt_f64(squares / splits as f64)
        };
        let mean = sum(0, classes, &deviation) / classes as f64;
        let rows: u32 = of_folds[fold * classes..][..classes].iter().sum();
        if mean < best.1 || is_close(mean, best.1) && rows < best.2 {
            best = (fold, mean, rows);
        }
    }
    best.0
}

/// NumPy's `isclose`.
fn is_close(a: f64, b: f64) -> bool {
    let off = if a < b { b - a } else { a - b };
    b.is_finite() && off <= 1e-8 + 1e-5 * if b < 0.0 { -b } else { b }
}

/// NumPy's sum of numbers that follow one another in memory: eight at a time, and of many that of the halves, for which
/// two deviations are equal decides who comes first.
fn sum(from: usize, count: usize, of: &impl Fn(usize) -> f64) -> f64 {
    const BLOCK: usize = 128;
    if count > BLOCK {
        let half = count / 2 / 8 * 8;
        return sum(from, half, of) + sum(from + half, count - half, of);
    }
    let whole = count / 8 * 8;
    let mut total = 0.0;
    if whole > 0 {
        let mut lanes = [0.0; 8];
        for (i, lane) in lanes.iter_mut().enumerate() {
            *lane = (i..whole)
                .step_by(8)
                .map(|at| of(from + at))
                .fold(-0.0, |sum, x| sum + x);
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        total = ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
    (whole..count).fold(total, |sum, at| sum + of(from + at))
}

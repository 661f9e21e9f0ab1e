//! Splits of rows: k-fold, stratified k-fold, and the shuffled splits of hold-outs and early
//! stopping. All as scikit-learn's, draw for draw.

use crate::data::Target;
use crate::error::Error;
use crate::random::Random;

/// How many u32 of scratch the splits of this module take.
pub const fn scratch(rows: usize, classes: usize) -> usize {
    rows + 5 * classes
}

/// The smallest class has fewer rows than there are folds; scikit-learn warns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallestClass {
    /// Its rows.
    pub rows: usize,
}

/// The test fold of every row: `StratifiedKFold` for classes, `KFold` for values, not shuffled.
pub fn assign_folds(
    target: &Target<'_>,
    splits: usize,
    fold_of: &mut [u8],
    scratch: &mut [u32],
) -> Result<Option<SmallestClass>, Error> {
    let rows = fold_of.len();
    if !(2..=255).contains(&splits) {
        return Err(Error::Parameter("cv"));
    }
    if rows < splits {
        return Err(Error::TooFewRows {
            needed: splits,
            got: rows,
        });
    }
    match *target {
        Target::Values { .. } => {
            let (small, larger) = (rows / splits, rows % splits);
            let mut next = 0;
            for fold in 0..splits {
                let size = small + usize::from(fold < larger);
                fold_of[next..next + size].fill(fold as u8);
                next += size;
            }
            Ok(None)
        }
        Target::Classes { labels, classes } => stratified_folds(labels, classes, splits, fold_of, scratch),
    }
}

fn stratified_folds(
    labels: &[u16],
    classes: usize,
    splits: usize,
    fold_of: &mut [u8],
    scratch: &mut [u32],
) -> Result<Option<SmallestClass>, Error> {
    let got = scratch.len();
    let needed = 3 * classes;
    let scratch = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    let (counts, rest) = scratch.split_at_mut(classes);
    let (starts, seen) = rest.split_at_mut(classes);
    counts.fill(0);
    for &label in labels {
        counts[usize::from(label)] += 1;
    }
    let present = || counts.iter().filter(|&&count| count > 0);
    let largest = present().max().copied().unwrap_or(0) as usize;
    let smallest = present().min().copied().unwrap_or(0) as usize;
    if largest < splits {
        return Err(Error::ClassTooSmall { class: 0 });
    }
    // classes in the order of their first row: where each begins among the sorted codes
    starts.fill(u32::MAX);
    let mut next = 0;
    for &label in labels {
        let label = usize::from(label);
        if starts[label] == u32::MAX {
            starts[label] = next;
            next += counts[label];
        }
    }
    seen.fill(0);
    for (&label, fold) in labels.iter().zip(fold_of) {
        let label = usize::from(label);
        let (start, end) = (starts[label] as usize, (starts[label] + counts[label]) as usize);
        // fold f tests as many of this class as there are multiples f, f + splits, ... in start..end
        let below = |limit: usize, f: usize| (limit + splits - 1 - f) / splits;
        let mut left = seen[label] as usize;
        let mut f = 0;
        loop {
            let share = below(end, f) - below(start, f);
            if left < share {
                break;
            }
            left -= share;
            f += 1;
        }
        *fold = f as u8;
        seen[label] += 1;
    }
    Ok((smallest < splits).then_some(SmallestClass { rows: smallest }))
}

/// Rows that fold `k` trains on, in order.
pub fn train_rows(fold_of: &[u8], k: u8) -> impl Iterator<Item = u32> + Clone + '_ {
    (0u32..)
        .zip(fold_of)
        .filter(move |&(_, &fold)| fold != k)
        .map(|(row, _)| row)
}

/// Rows that fold `k` tests on, in order.
pub fn test_rows(fold_of: &[u8], k: u8) -> impl Iterator<Item = u32> + Clone + '_ {
    (0u32..)
        .zip(fold_of)
        .filter(move |&(_, &fold)| fold == k)
        .map(|(row, _)| row)
}

/// How many rows a fraction holds out: rounded up, with at least one row left on either side.
pub fn held_out(rows: usize, fraction: f64) -> Result<usize, Error> {
    let count = libm::ceil(fraction * rows as f64) as usize;
    if count == 0 || count >= rows {
        return Err(Error::TooFewRows { needed: 2, got: rows });
    }
    Ok(count)
}

/// `ShuffleSplit`: one permutation, whose first `test.len()` positions are the test part.
pub fn shuffle_split<R: Random>(
    random: &mut R,
    train: &mut [u32],
    test: &mut [u32],
    scratch: &mut [u32],
) -> Result<(), Error> {
    let (needed, got) = (train.len() + test.len(), scratch.len());
    let all = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    random.permutation(all);
    let (first, rest) = all.split_at(test.len());
    test.copy_from_slice(first);
    train.copy_from_slice(rest);
    Ok(())
}

/// `StratifiedShuffleSplit` of `labels.len()` positions into `train` and `test`, which together
/// hold them all.
pub fn stratified_split<R: Random>(
    label_of: impl Fn(usize) -> usize,
    classes: usize,
    random: &mut R,
    train: &mut [u32],
    test: &mut [u32],
    scratch: &mut [u32],
) -> Result<(), Error> {
    let rows = train.len() + test.len();
    let (needed, got) = (self::scratch(rows, classes), scratch.len());
    let scratch = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    let (members, rest) = scratch.split_at_mut(rows);
    let (counts, rest) = rest.split_at_mut(classes);
    let (for_train, rest) = rest.split_at_mut(classes);
    let (for_test, rest) = rest.split_at_mut(classes);
    let (left, order) = rest.split_at_mut(classes);
    counts.fill(0);
    for row in 0..rows {
        counts[label_of(row)] += 1;
    }
    if let Some(class) = counts.iter().position(|&count| count == 1) {
        return Err(Error::ClassTooSmall { class });
    }
    let present = counts.iter().filter(|&&count| count > 0).count();
    if train.len() < present || test.len() < present {
        return Err(Error::TooFewRows {
            needed: present,
            got: train.len().min(test.len()),
        });
    }
    approximate_mode(counts, train.len(), random, for_train, order);
    for ((left, &count), &taken) in left.iter_mut().zip(&*counts).zip(&*for_train) {
        *left = count - taken;
    }
    approximate_mode(left, test.len(), random, for_test, order);
    let (mut trained, mut tested) = (0, 0);
    for class in 0..classes {
        let mut count = 0;
        for row in (0..rows).filter(|&row| label_of(row) == class) {
            members[count] = row as u32;
            count += 1;
        }
        let members = &mut members[..count];
        random.shuffle(members);
        let (a, b) = (for_train[class] as usize, for_test[class] as usize);
        train[trained..trained + a].copy_from_slice(&members[..a]);
        test[tested..tested + b].copy_from_slice(&members[a..a + b]);
        trained += a;
        tested += b;
    }
    random.shuffle(train);
    random.shuffle(test);
    Ok(())
}

/// scikit-learn's `_approximate_mode`: the most likely draw of `draws` from urns of `counts`,
/// ties for the last places broken at random. `order` is memory for one number a class.
fn approximate_mode<R: Random>(
    counts: &[u32],
    draws: usize,
    random: &mut R,
    out: &mut [u32],
    order: &mut [u32],
) {
    let total: u32 = counts.iter().sum();
    let share = |count: u32| f64::from(count) / f64::from(total) * draws as f64;
    let remainder = |count: u32| share(count) - libm::floor(share(count));
    for (out, &count) in out.iter_mut().zip(counts) {
        *out = libm::floor(share(count)) as u32;
    }
    let mut need = draws - out.iter().map(|&n| n as usize).sum::<usize>();
    let mut below = f64::INFINITY;
    while need > 0 {
        let value = counts
            .iter()
            .map(|&c| remainder(c))
            .filter(|&r| r < below)
            .fold(-1.0, f64::max);
        if value < 0.0 {
            break;
        }
        let alike = counts.iter().filter(|&&c| remainder(c) == value).count();
        let order = &mut order[..alike];
        random.permutation(order);
        let add = alike.min(need);
        for &pick in &order[..add] {
            let alike = counts.iter().enumerate().filter(|&(_, &c)| remainder(c) == value);
            if let Some((class, _)) = alike.clone().nth(pick as usize) {
                out[class] += 1;
            }
        }
        need -= add;
        below = value;
    }
}

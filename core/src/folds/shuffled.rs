//! What draws: shuffled folds, and splits of a shuffled order in two.

use super::{FoldNumber, contiguous, count_classes, scratch as scratch_of, take};
use crate::data::Target;
use crate::error::Error;
use crate::random::Random;

/// Shuffles what [`assign_folds`](super::assign_folds) has assigned: scikit-learn's `KFold` and `StratifiedKFold` with
/// `shuffle=True`. Folds keep their rows of each class in number, and lose their order.
///
/// # Errors
/// [`Error::TooSmall`] for less than [`scratch`](super::scratch), [`Error::Label`] for a label beyond the classes.
pub fn shuffle_folds<R: Random, F: FoldNumber>(
    target: &Target,
    random: &mut R,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<(), Error> {
    match target.simplest() {
        Target::Classes { labels, classes } => shuffle_in_classes(labels, classes, random, fold_of, scratch),
        Target::Values { .. } | Target::Multilabel { .. } => {
            let order = take(scratch, fold_of.len())?;
            random.permutation(order);
            // they are contiguous, and the last has the highest number
            let last: u32 = fold_of.last().map_or(0, |&fold| fold.into());
            for (&row, fold) in order.iter().zip(contiguous(fold_of.len(), last as usize + 1)) {
                fold_of[row as usize] = F::of(fold);
            }
            Ok(())
        }
    }
}

/// Class by class, in the order of their first rows.
fn shuffle_in_classes<R: Random, F: FoldNumber>(
    labels: &[u16],
    classes: usize,
    random: &mut R,
    fold_of: &mut [F],
    scratch: &mut [u32],
) -> Result<(), Error> {
    let scratch = take(scratch, scratch_of(labels.len(), classes))?;
    let (dealt, scratch) = scratch.split_at_mut(labels.len());
    let (counts, starts) = scratch.split_at_mut(classes);
    count_classes(labels.iter().map(|&label| usize::from(label)), counts)?;
    const UNSEEN: u32 = u32::MAX;
    let next = &mut starts[..classes];
    next.fill(UNSEEN);
    // the folds by class
    let mut start = 0;
    for (&label, &fold) in labels.iter().zip(&*fold_of) {
        let class = usize::from(label);
        if next[class] == UNSEEN {
            next[class] = start;
            start += counts[class];
        }
        dealt[next[class] as usize] = fold.into();
        next[class] += 1;
    }
    // `next` is behind the last row of each class: the first row of a class finds it unshuffled
    for (slot, &label) in fold_of.iter_mut().zip(labels) {
        let class = usize::from(label);
        let (end, count) = (next[class] as usize, counts[class] as usize);
        if count > 0 {
            let first = end - count;
            random.shuffle(&mut dealt[first..end]);
            counts[class] = 0;
            next[class] = first as u32;
        }
        *slot = F::of(dealt[next[class] as usize] as usize);
        next[class] += 1;
    }
    Ok(())
}

/// How many of `rows` a fraction holds out, rounded up as `test_size` is: 0 < fraction < 1, and
/// at least one row must be left.
pub fn held_out(rows: usize, fraction: f64) -> Result<usize, Error> {
    if !(fraction > 0.0 && fraction < 1.0) {
        return Err(Error::Parameter("test_size"));
    }
    let exact = fraction * rows as f64;
    let whole = exact as usize;
    let n_test = whole + usize::from((whole as f64) < exact);
    if n_test >= rows {
        return Err(Error::TooFewRows {
            needed: n_test + 1,
            got: rows,
        });
    }
    Ok(n_test)
}

/// `ShuffleSplit`: of one permutation of the positions `0..train.len() + test.len()` the first
/// are the test's, the others train.
pub fn shuffle_split<R: Random>(
    rng: &mut R,
    train: &mut [u32],
    test: &mut [u32],
    scratch: &mut [u32],
) -> Result<(), Error> {
    let all = take(scratch, train.len() + test.len())?;
    rng.permutation(all);
    let (first, others) = all.split_at(test.len());
    test.copy_from_slice(first);
    train.copy_from_slice(others);
    Ok(())
}

/// `StratifiedShuffleSplit` of the positions `0..train.len() + test.len()`, each class in
/// proportion; `label_of` per position is below `classes`.
///
/// A class with one row is [`Error::ClassTooSmall`]; a part with fewer rows than there are
/// classes is [`Error::TooFewRows`].
pub fn stratified_split<R: Random>(
    label_of: impl Fn(usize) -> usize,
    classes: usize,
    rng: &mut R,
    train: &mut [u32],
    test: &mut [u32],
    scratch: &mut [u32],
) -> Result<(), Error> {
    let rows = train.len() + test.len();
    let scratch = take(scratch, scratch_of(rows, classes))?;
    let (order, scratch) = scratch.split_at_mut(rows);
    let (counts, scratch) = scratch.split_at_mut(classes);
    let (to_train, scratch) = scratch.split_at_mut(classes);
    let (to_test, ties) = scratch.split_at_mut(classes);
    count_classes((0..rows).map(&label_of), counts)?;
    if let Some(class) = counts.iter().position(|&count| count == 1) {
        return Err(Error::ClassTooSmall { class });
    }
    let needed = counts.iter().filter(|&&count| count > 0).count();
    let got = train.len().min(test.len());
    if got < needed {
        return Err(Error::TooFewRows { needed, got });
    }

    approximate_mode(counts, train.len(), rng, to_train, ties);
    // What is left is exactly what the test gets, but scikit-learn computes it in the same way,
    // and the rounding of its fractions can take draws: the stream goes on where its would.
    for (count, &used) in counts.iter_mut().zip(to_train.iter()) {
        *count -= used;
    }
    approximate_mode(counts, test.len(), rng, to_test, ties);

    // the rows by class, in data order: `ties` is now where the next row of each class goes
    let mut start = 0;
    for (next, (&trained, &tested)) in ties.iter_mut().zip(to_train.iter().zip(to_test.iter())) {
        *next = start;
        start += trained + tested;
    }
    for row in 0..rows {
        let next = &mut ties[label_of(row)];
        order[*next as usize] = row as u32;
        *next += 1;
    }

    let (mut train_rest, mut test_rest) = (&mut *train, &mut *test);
    let mut order_rest = order;
    for (&trained, &tested) in to_train.iter().zip(to_test.iter()) {
        let (mine, others) = order_rest.split_at_mut((trained + tested) as usize);
        rng.shuffle(mine);
        let (for_train, for_test) = mine.split_at(trained as usize);
        train_rest = fill_start(train_rest, for_train);
        test_rest = fill_start(test_rest, for_test);
        order_rest = others;
    }
    rng.shuffle(train);
    rng.shuffle(test);
    Ok(())
}

/// Copies `rows` to the start of `list` and returns what is behind them.
fn fill_start<'a>(list: &'a mut [u32], rows: &[u32]) -> &'a mut [u32] {
    let (start, rest) = list.split_at_mut(rows.len());
    start.copy_from_slice(rows);
    rest
}

/// scikit-learn's `_approximate_mode`: how many of `draws` rows each class gives. The whole parts
/// of the proportional shares, then one more by falling remainder; classes of equal remainder are
/// drawn from, even where all of them get one. `ties` is scratch of the same length.
fn approximate_mode<R: Random>(
    counts: &[u32],
    draws: usize,
    rng: &mut R,
    sampled: &mut [u32],
    ties: &mut [u32],
) {
    let total: u32 = counts.iter().sum();
    let share = |count: u32| f64::from(count) / f64::from(total) * draws as f64;
    let remainder = |count: u32| share(count) - f64::from(share(count) as u32);
    for (slot, &count) in sampled.iter_mut().zip(counts) {
        *slot = share(count) as u32;
    }
    let mut missing = draws.saturating_sub(sampled.iter().sum::<u32>() as usize);
    let mut above = f64::INFINITY;
    while missing > 0 {
        // a class that does not occur is none of scikit-learn's
        let shares = || counts.iter().filter(|&&c| c > 0).map(|&c| remainder(c));
        let Some(value) = shares().filter(|&r| r < above).reduce(f64::max) else {
            return;
        };
        let equals = shares().filter(|&r| r == value).count();
        let added = equals.min(missing);
        let drawn = &mut ties[..equals];
        rng.permutation(drawn);
        let mut seen = 0; // how many classes with this remainder came before
        for (slot, &count) in sampled.iter_mut().zip(counts) {
            if count > 0 && remainder(count) == value {
                *slot += u32::from(drawn[..added].contains(&seen));
                seen += 1;
            }
        }
        missing -= added;
        above = value;
    }
}

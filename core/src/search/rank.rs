//! Means, deviations and ranks of candidates, as scikit-learn's `GridSearchCV` takes them.

use crate::math::sqrt_f64;

/// Mean over the folds and population standard deviation, unweighted; summed as NumPy sums.
#[must_use]
pub fn mean_and_std(scores: &[f64]) -> (f64, f64) {
    let mean = mean_of(scores, &|score| score);
    let square = |score: f64| (score - mean) * (score - mean);
    (mean, sqrt_f64(mean_of(scores, &square)))
}

/// The mean of something of each score.
pub(crate) fn mean_of(scores: &[f64], term: &dyn Fn(f64) -> f64) -> f64 {
    sum(scores, term) / scores.len() as f64
}

/// NumPy's sum of contiguous f64 (`pairwise_sum` in its `loops_utils.h.src`): fewer than 8 numbers
/// from the first on; up to 128 by eight accumulators, which a tree adds up before the last few;
/// more in halves, the first a multiple of 8 long. One function for all terms, since they are few and flash is
/// small.
#[inline(never)]
fn sum(values: &[f64], term: &dyn Fn(f64) -> f64) -> f64 {
    if values.len() > 128 {
        let half = values.len() / 2;
        let (first, second) = values.split_at(half - half % 8);
        return sum(first, term) + sum(second, term);
    }
    let (eights, last) = values.as_chunks::<8>();
    let mut total = 0.0;
    if let Some((first, others)) = eights.split_first() {
        let mut sums = first.map(term);
        for values in others {
            for (sum, &value) in sums.iter_mut().zip(values) {
                *sum += term(value);
            }
        }
        let [a, b, c, d, e, f, g, h] = sums;
        total = ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
    last.iter().fold(total, |total, &value| total + term(value))
}

/// `rank_test_score`: 1 for the highest mean, equals share the lowest of their ranks, NaN are
/// tied last; when all are NaN each has rank 1. `ranks` is filled up to the shorter length.
///
/// scikit-learn ranks a NaN as the lowest mean less 1, which from 2^53 on is that mean itself: there it
/// ties failed candidates with the worst.
///
/// Compares every pair, so that it needs no memory beside the result.
pub fn rank(means: &[f64], ranks: &mut [u32]) {
    for (slot, &mean) in ranks.iter_mut().zip(means) {
        let better = |other: &&f64| **other > mean || (mean.is_nan() && !other.is_nan());
        *slot = 1 + means.iter().filter(better).count() as u32;
    }
}

/// The numbers of the candidates from the highest mean to the lowest, equals in their order and
/// NaN last. `order` is filled up to the number of means, or its own length if that is less.
///
/// Compares every pair, as [`rank`] does.
pub(crate) fn order(means: &[f64], order: &mut [u32]) {
    for (i, &mean) in means.iter().enumerate() {
        let before = |(j, other): (usize, f64)| {
            let equal = other == mean || (other.is_nan() && mean.is_nan());
            other > mean || (mean.is_nan() && !other.is_nan()) || (equal && j < i)
        };
        let others = means.iter().copied().enumerate();
        let position = others.filter(|&other| before(other)).count();
        if let Some(slot) = order.get_mut(position) {
            *slot = i as u32;
        }
    }
}

/// `best_index_`: the first of the highest means; none when there is none or all are NaN.
#[must_use]
pub fn best(means: &[f64]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (i, &mean) in means.iter().enumerate() {
        if !mean.is_nan() && best.is_none_or(|b| mean > means[b]) {
            best = Some(i);
        }
    }
    best
}

/// The best of some numbers, as many as `kept` holds, from the best to the worst; of fewer numbers the slots behind
/// stay as they are. `better` says whether the first of two different numbers comes before the second.
#[inline(never)]
pub(crate) fn top(
    numbers: &mut dyn Iterator<Item = usize>,
    kept: &mut [u32],
    better: &dyn Fn(usize, usize) -> bool,
) {
    let behind = |a: u32, b: u32| better(b as usize, a as usize);
    let mut count = 0;
    for number in numbers {
        let number = number as u32;
        if count < kept.len() {
            kept[count] = number;
            count += 1;
            if count == kept.len() {
                heapify(kept, &behind);
            }
        } else if let Some(&worst) = kept.first()
            && behind(worst, number)
        {
            kept[0] = number;
            sink(kept, 0, &behind);
        }
    }
    let kept = &mut kept[..count];
    heapify(kept, &behind);
    for end in (1..count).rev() {
        kept.swap(0, end);
        sink(&mut kept[..end], 0, &behind);
    }
}

/// Puts the worst first.
fn heapify(numbers: &mut [u32], behind: &dyn Fn(u32, u32) -> bool) {
    for at in (0..numbers.len() / 2).rev() {
        sink(numbers, at, behind);
    }
}

/// Lets a number of a heap, whose worst is its first, sink to where it belongs.
#[inline(never)]
fn sink(heap: &mut [u32], mut at: usize, behind: &dyn Fn(u32, u32) -> bool) {
    loop {
        let mut child = 2 * at + 1;
        if child >= heap.len() {
            return;
        }
        if child + 1 < heap.len() && behind(heap[child + 1], heap[child]) {
            child += 1;
        }
        if !behind(heap[child], heap[at]) {
            return;
        }
        heap.swap(at, child);
        at = child;
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use proptest::prelude::*;
    use std::vec;
    use std::vec::Vec;

    use super::*;

    proptest! {
        #[test]
        fn the_top_is_that_of_a_sort(values in prop::collection::vec(0u8..9, 0..40), most in 0usize..50) {
            let better = |a: usize, b: usize| values[a] > values[b] || values[a] == values[b] && a < b;
            let mut sorted: Vec<u32> = (0..values.len() as u32).collect();
            sorted.sort_by_key(|&number| std::cmp::Reverse(values[number as usize]));
            let mut kept = vec![u32::MAX; most];
            top(&mut (0..values.len()), &mut kept, &better);
            sorted.resize(sorted.len().max(most), u32::MAX);
            prop_assert_eq!(kept, &sorted[..most]);
        }
    }

    fn ranks_of<const N: usize>(means: [f64; N]) -> [u32; N] {
        let mut ranks = [0; N];
        rank(&means, &mut ranks);
        ranks
    }

    #[test]
    fn equals_share_the_lowest_rank_and_nan_are_last() {
        let means = [0.5, f64::NAN, 0.9, 0.5, 0.9, 0.1, f64::NAN];
        assert_eq!(ranks_of(means), [3, 6, 1, 3, 1, 5, 6]);
        assert_eq!(best(&means), Some(2));
        let mut numbers = [0; 7];
        order(&means, &mut numbers);
        assert_eq!(numbers, [2, 4, 0, 3, 5, 1, 6]);
        let mut leaders = [0; 3];
        order(&means, &mut leaders);
        assert_eq!(leaders, [2, 4, 0]);
    }

    /// Beyond 2^53 too, where 1 less than a mean is that mean.
    #[test]
    fn a_nan_is_behind_the_lowest_mean() {
        assert_eq!(ranks_of([f64::NAN, -1e24, f64::NAN]), [2, 1, 2]);
    }

    #[test]
    fn without_a_finite_mean_all_are_first_and_none_is_best() {
        assert_eq!(ranks_of([f64::NAN; 3]), [1, 1, 1]);
        assert_eq!(best(&[f64::NAN; 3]), None);
        assert_eq!(best(&[]), None);
    }

    #[test]
    fn the_deviation_is_the_populations() {
        let (mean, std) = mean_and_std(&[1.0, 2.0, 4.0, 5.0]);
        assert_eq!(mean, 3.0);
        assert_eq!(std, 2.5f64.sqrt());
        assert!(mean_and_std(&[1.0, f64::NAN]).0.is_nan());
    }

    /// Nine fold scores whose running sum is one bit above NumPy's, which ties two candidates.
    #[test]
    fn scores_are_summed_in_numpys_order() {
        let means = [
            [0.95, 0.95, 1.0, 0.95, 1.0, 1.0, 1.0, 1.0, 1.0],
            [1.0, 0.95, 1.0, 0.95, 0.95, 1.0, 1.0, 1.0, 1.0],
        ]
        .map(|scores| mean_and_std(&scores).0);
        assert_eq!(means, [0.9833333333333333; 2]);
        assert_eq!(ranks_of(means), [1, 1]);
    }

    /// `np.average` of `i * i * 7919 % 10007 / 997` for `i < n` and its deviation as scikit-learn
    /// takes it, the bits of both by NumPy 2.4.6.
    const NUMPY: [(usize, u64, u64); 11] = [
        (7, 0x40114732e09060d7, 0x4008b34c403c7532),
        (8, 0x40130335aa3d1c80, 0x4008dc71f7e5d0dc),
        (9, 0x4013c84f330a4ca2, 0x4007d72a41360db2),
        (16, 0x40123d7f19ef0d9c, 0x400a76ca2ef7c9a6),
        (17, 0x40128c41cb2a6d72, 0x4009caa4f8d2b7b4),
        (127, 0x401374b05ffac26d, 0x4006ce0a871d371b),
        (128, 0x40137f9b5895f430, 0x4006bc654d87cf51),
        (129, 0x401379e1de4913f9, 0x4006a73d2a5bc409),
        (136, 0x4013600837765f01, 0x400678ce5aeb317e),
        (200, 0x4013317436d89c87, 0x40068094f012a1f4),
        (255, 0x4013241ba2705e64, 0x40069daa7d13dcb7),
    ];

    #[test]
    fn sums_of_any_length_have_numpys_bits() {
        for (n, mean, std) in NUMPY {
            let mut scores = [0.0; 255];
            for (i, slot) in scores.iter_mut().enumerate() {
                *slot = ((i * i * 7919) % 10_007) as f64 / 997.0;
            }
            let got = mean_and_std(&scores[..n]);
            assert_eq!((got.0.to_bits(), got.1.to_bits()), (mean, std), "{n}");
        }
    }
}

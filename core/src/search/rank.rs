//! Means, deviations and ranks of candidates, as scikit-learn's `GridSearchCV` takes them.

use crate::math::sqrt_f64;

/// Mean over the folds and population standard deviation, unweighted; summed in fold order.
pub fn mean_and_std(scores: &[f64]) -> (f64, f64) {
    let n = scores.len() as f64;
    let mut sum = 0.0;
    for &score in scores {
        sum += score;
    }
    let mean = sum / n;
    let mut squares = 0.0;
    for &score in scores {
        let distance = score - mean;
        squares += distance * distance;
    }
    (mean, sqrt_f64(squares / n))
}

/// `rank_test_score`: 1 for the highest mean, equals share the lowest of their ranks, NaN are
/// tied last; when all are NaN each has rank 1. `ranks` is filled up to the shorter length.
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
pub fn order(means: &[f64], order: &mut [u32]) {
    for (i, &mean) in means.iter().enumerate() {
        let before = |(j, other): (usize, f64)| {
            let equal = other == mean || (other.is_nan() && mean.is_nan());
            other > mean || (mean.is_nan() && !other.is_nan()) || (equal && j < i)
        };
        let others = means.iter().copied().enumerate();
        let place = others.filter(|&other| before(other)).count();
        if let Some(slot) = order.get_mut(place) {
            *slot = i as u32;
        }
    }
}

/// `best_index_`: the first of the highest means; none when there is none or all are NaN.
pub fn best(means: &[f64]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (i, &mean) in means.iter().enumerate() {
        if !mean.is_nan() && best.is_none_or(|b| mean > means[b]) {
            best = Some(i);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

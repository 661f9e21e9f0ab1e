//! The knee of a front: where a little more cost stops paying, and a little less begins to hurt.

use std::cmp::Ordering;

use mcutune_core::math::ln_f64;

use super::front::front;

/// The straight line between the ends of a front of mean score against the logarithm of a cost, its cheapest trial and
/// its best.
///
/// With both axes scaled to 0 at the cheapest and 1 at the best, a trial stands above it by its score less its cost.
/// That is the difference curve of Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack", ICDCS
/// workshops 2011, and √2 times the distance from the line, as Das, "On characterizing the 'knee' of the Pareto curve",
/// Structural Optimization 18, 1999, has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chord {
    /// The logarithm of the cheapest trial's cost, and its mean.
    from: (f64, f64),
    /// By how much the best has more of both; 0 where they are one.
    by: (f64, f64),
}

impl Chord {
    /// Of the front of some trials; means are NaN of those that are none of them.
    pub fn of(means: &[f64], costs: &[u64]) -> Self {
        Self::between(Self::ends(means, costs), means, costs)
    }

    /// The cheapest and the best of the front of some trials; none where no trial has a mean.
    pub fn ends(means: &[f64], costs: &[u64]) -> Option<(usize, usize)> {
        let front = front(means, &[costs.to_vec()]);
        front.first().copied().zip(front.last().copied())
    }

    /// From the cheapest to the best.
    pub fn between(ends: Option<(usize, usize)>, means: &[f64], costs: &[u64]) -> Self {
        let Some((cheapest, best)) = ends else {
            return Self {
                from: (0.0, 0.0),
                by: (0.0, 0.0),
            };
        };
        let (from, to) = (ln(costs[cheapest]), ln(costs[best]));
        Self {
            from: (from, means[cheapest]),
            by: (to - from, means[best] - means[cheapest]),
        }
    }

    /// By how much a trial stands above it.
    fn height(&self, mean: f64, cost: u64) -> f64 {
        let (width, rise) = self.by;
        match width > 0.0 && rise > 0.0 && rise.is_finite() {
            true => (mean - self.from.1) / rise - (ln(cost) - self.from.0) / width,
            false => 0.0,
        }
    }

    /// The trial that stands farthest above it; of equals, as the ends are where none stands above it, the one with the
    /// highest mean, then the cheapest, then the earliest. None where no trial has a mean.
    pub fn farthest(&self, means: &[f64], costs: &[u64]) -> Option<usize> {
        let scored = (0..means.len()).filter(|&i| !means[i].is_nan());
        let height = |i: usize| self.height(means[i], costs[i]);
        scored.reduce(|chosen, i| {
            let higher = height(i).partial_cmp(&height(chosen)).unwrap_or(Ordering::Equal);
            let better = means[i].partial_cmp(&means[chosen]).unwrap_or(Ordering::Equal);
            match higher.then(better).then(costs[chosen].cmp(&costs[i])) {
                Ordering::Greater => i,
                Ordering::Equal | Ordering::Less => chosen,
            }
        })
    }
}

/// A cost of 0 counts as 1.
fn ln(cost: u64) -> f64 {
    ln_f64(cost.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn knee(means: &[f64], costs: &[u64]) -> Option<usize> {
        Chord::of(means, costs).farthest(means, costs)
    }

    #[test]
    fn it_is_farthest_above_the_line_between_the_ends() {
        // at 1, 2, 3 and 4 doublings: .2, .6, .7 and .8 of the score, above the line .2, .4, .6, .8 by 0, .2, .1, 0
        let (means, costs) = ([0.6, 0.2, 0.8, 0.7, 0.1], [4, 2, 16, 8, 16]);
        assert_eq!(knee(&means, &costs), Some(0));
        // a cost counts by its logarithm, a score by its share of the front's: neither's unit matters
        let (thousands, percent) = (
            costs.map(|cost| 1000 * cost),
            means.map(|mean| 100.0 * mean - 7.0),
        );
        assert_eq!(knee(&percent, &thousands), Some(0));
    }

    #[test]
    fn where_none_stands_above_the_line_it_is_the_best() {
        assert_eq!(knee(&[0.1, 0.2, 0.9], &[1, 2, 4]), Some(2));
        assert_eq!(knee(&[0.5, 0.9], &[1, 2]), Some(1));
        // one point, which no other beats: of equal means the cheapest, then the earliest
        assert_eq!(knee(&[0.9, 0.9, 0.9, 0.3], &[5, 3, 3, 3]), Some(1));
        assert_eq!(knee(&[f64::NAN, 0.3], &[0, 0]), Some(1));
        assert_eq!(knee(&[f64::NAN], &[1]), None);
        assert_eq!(knee(&[], &[]), None);
    }

    proptest! {
        #[test]
        fn it_is_on_the_front(trials in prop::collection::vec((0u8..20, 0u64..20), 1..30)) {
            let means: Vec<f64> = trials.iter().map(|&(mean, _)| f64::from(mean) / 20.0).collect();
            let costs: Vec<u64> = trials.iter().map(|&(_, cost)| cost).collect();
            let chosen = knee(&means, &costs).unwrap();
            let front = front(&means, std::slice::from_ref(&costs));
            // a cost of 0 counts as 1, so that the front of the logarithms may be without it
            let chosen = (means[chosen], costs[chosen].max(1));
            prop_assert!(front.iter().any(|&i| (means[i], costs[i].max(1)) == chosen));
        }
    }
}

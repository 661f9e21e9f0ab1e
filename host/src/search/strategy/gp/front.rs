//! What a candidate may improve: on the best score, or on a front of scores and costs.
//!
//! Costs are known before a fit, so that only the score is a matter of the process. At costs `x` a front has the score
//! `F(x)`, the best of its members that cost no more. A candidate of costs `c` and score `s` adds to it the volume between
//! `F` and `s` over all costs from `c` up to a bound, and where `s` is a normal variable and `c` certain the expectation
//! of that is an integral of expected improvements: of `s` over `F(x)`, over the logarithms of `x` in `[c, bound]`. (The
//! expected hypervolume improvement of Emmerich, Deutz and Klinkenberg 2011, with one objective that is not certain.)
//!
//! `F` is a step function. The step that `c` is on is the one that a candidate raises first and at the least gain in
//! score, and it alone is counted here: the expected improvement over `F(c)`, times the volume of the costs from `c` up at
//! which the front has no better score than `F(c)`. For one cost that is the logarithm of the next better member's cost
//! over the candidate's: the part of the front that the candidate would own. What it may gain beyond, over the higher
//! steps, makes no difference that could be measured (`tests/optuna/against_motpe.py`), and with several costs it would
//! take a volume for each step.

use mcutune_core::math::ln_f64;

use super::Known;
use super::normal::ln_expected_improvement;
use crate::limits::Quantity;
use crate::search::choices::Choices;
use crate::search::front::front;
use crate::search::strategy::SoFar;
use crate::search::{Error, Trial};

/// How far the bound is beyond the dearest trial, and below which the worst score is, as shares of the range.
const BEYOND: f64 = 0.1;

/// Of so many candidates one is at random.
const EVERY: usize = 10;

/// What candidates are to improve on.
pub(super) enum Aim {
    /// The best score.
    Best(f64),
    /// A front of scores and costs.
    Front(Front),
}

/// Members and a bound of all costs.
pub(super) struct Front {
    /// Scores with the logarithms of costs, from the best down.
    members: Vec<(f64, Vec<f64>)>,
    /// What counts where no member is as cheap.
    worst: f64,
    bound: Vec<f64>,
}

impl Aim {
    /// Of what a process says of the trials that it knows; `costs` are those of candidates that may be chosen.
    pub fn new(so_far: &SoFar<'_>, known: &Known, means: &[f64], costs: &[Vec<f64>]) -> Self {
        let quantities = so_far.objectives.costs();
        if quantities.is_empty() {
            return Aim::Best(means.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
        let trials = known.trials.iter().map(|&i| &so_far.trials[i]);
        let of = |trial: &Trial| {
            let costs = quantities
                .iter()
                .map(|&one| trial.cost(one).map_or(f64::INFINITY, ln));
            costs.collect()
        };
        let members: Vec<Vec<f64>> = trials.map(of).collect();
        let bound = |k: usize| {
            let all = members.iter().chain(costs).map(|costs| costs[k]);
            let (low, high) = range(all.filter(|cost| cost.is_finite()));
            high + BEYOND * (high - low).max(1.0)
        };
        let bound = (0..quantities.len()).map(bound).collect();
        let (low, high) = range(means.iter().copied());
        let worst = low - BEYOND * (high - low);
        Aim::Front(Front::new(
            means.iter().copied().zip(members).collect(),
            worst,
            bound,
        ))
    }

    /// Whether the candidate of this number is one at random, whatever the process says.
    pub fn explores(&self, number: usize) -> bool {
        match self {
            Aim::Best(_) => false,
            Aim::Front(_) => number % EVERY == EVERY - 1,
        }
    }

    /// The logarithm of what a candidate is expected to improve.
    pub fn ln_improvement(&self, mean: f64, variance: f64, costs: &[f64]) -> f64 {
        match self {
            Aim::Best(best) => ln_expected_improvement(mean, variance, *best),
            Aim::Front(front) => front.ln_improvement(mean, variance, costs),
        }
    }
}

/// The logarithms of what candidates cost, by the objectives beside the score. One that core has no network for fails
/// wherever it is: it costs without bound.
pub(super) fn costs_of(so_far: &SoFar<'_>, all: &[Choices]) -> Result<Vec<Vec<f64>>, Error> {
    let quantities = so_far.objectives.costs();
    let of = |choices: &Choices| {
        let cost = so_far.planner.plan(choices)?.cost;
        let of = |quantity: &Quantity| cost.as_ref().map_or(f64::INFINITY, |cost| ln(quantity.of(cost)));
        Ok(quantities.iter().map(of).collect())
    };
    match quantities.is_empty() {
        true => Ok(vec![Vec::new(); all.len()]),
        false => all.iter().map(of).collect(),
    }
}

/// Moves those trials that are on the front of their means and costs to the beginning, and says how many these are;
/// none where the score alone counts, or no trial has one.
pub(super) fn first(so_far: &SoFar<'_>, means: &[f64], trials: &mut [usize]) -> Option<usize> {
    let quantities = so_far.objectives.costs();
    if quantities.is_empty() {
        return None;
    }
    let costs = |quantity: &Quantity| {
        let all = so_far
            .trials
            .iter()
            .map(|trial| trial.cost(*quantity).unwrap_or(u64::MAX));
        all.collect()
    };
    let costs: Vec<Vec<u64>> = quantities.iter().map(costs).collect();
    let front = front(means, &costs);
    let mut beaten = vec![true; means.len()];
    front.iter().for_each(|&trial| beaten[trial] = false);
    // the sort is stable
    trials.sort_by_key(|&trial| beaten[trial]);
    // as long as no trial has a score there is no front
    (!front.is_empty()).then_some(front.len())
}

fn as_cheap(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b)
}

impl Front {
    /// Of scores with the logarithms of costs, in any order.
    fn new(mut all: Vec<(f64, Vec<f64>)>, worst: f64, bound: Vec<f64>) -> Self {
        // of those with one score a dearer one may stay, which makes no step of its own
        all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let mut members: Vec<(f64, Vec<f64>)> = Vec::new();
        for one in all {
            if !members.iter().any(|(_, costs)| as_cheap(costs, &one.1)) {
                members.push(one);
            }
        }
        Self {
            members,
            worst,
            bound,
        }
    }

    fn ln_improvement(&self, mean: f64, variance: f64, costs: &[f64]) -> f64 {
        let below = self.members.iter().find(|(_, other)| as_cheap(other, costs));
        let level = below.map_or(self.worst, |(score, _)| *score);
        // whatever is left to rounding, it may still be chosen
        let owned = self.owned(level, costs).max(f64::MIN_POSITIVE);
        ln_expected_improvement(mean, variance, level) + ln_f64(owned)
    }

    /// The volume of the costs from some up to the bound at which no member is better than `level`.
    fn owned(&self, level: f64, costs: &[f64]) -> f64 {
        let better = self.members.iter().take_while(|(score, _)| *score > level);
        if let (&[cost], &[bound]) = (costs, self.bound.as_slice()) {
            return better.fold(bound, |end, (_, other)| end.min(other[0])) - cost;
        }
        let sides = self.bound.iter().zip(costs);
        let all = sides.fold(1.0, |all, (bound, cost)| all * (bound - cost).max(0.0));
        let corner = |other: &[f64]| other.iter().zip(costs).map(|(a, b)| a.max(*b)).collect();
        let better = better.map(|(_, other)| corner(other)).collect();
        all - volume(better, &self.bound)
    }
}

/// The volume of all that is not below one of some corners and below the bound, in as many dimensions as this has: slice
/// by slice of the first.
fn volume(mut corners: Vec<Vec<f64>>, bound: &[f64]) -> f64 {
    let Some((&bound, others)) = bound.split_first() else {
        return if corners.is_empty() { 0.0 } else { 1.0 };
    };
    corners.retain(|corner| corner[0] < bound);
    corners.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut sum = 0.0;
    for i in 0..corners.len() {
        let end = corners.get(i + 1).map_or(bound, |next| next[0]);
        if end > corners[i][0] {
            let rest = corners[..=i].iter().map(|corner| corner[1..].to_vec()).collect();
            sum += (end - corners[i][0]) * volume(rest, others);
        }
    }
    sum
}

/// A cost of 0 counts as 1.
fn ln(cost: u64) -> f64 {
    ln_f64(cost.max(1) as f64)
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Coordinates of the lattice, and the bound of all costs.
    const SIDE: u8 = 5;

    /// Members from the best down, and a candidate's costs.
    fn fronts() -> impl Strategy<Value = (Vec<(f64, Vec<f64>)>, Vec<f64>)> {
        (1..4_usize).prop_flat_map(|costs| {
            let at = prop::collection::vec((0..SIDE).prop_map(f64::from), costs);
            let member = ((0..6_u8).prop_map(f64::from), at.clone());
            (prop::collection::vec(member, 0..12), at)
        })
    }

    /// The lower corners of the cells from a point up to the bound.
    fn cells(from: &[f64]) -> Vec<Vec<f64>> {
        from.iter().fold(vec![Vec::new()], |cells, &low| {
            let more = |cell: &Vec<f64>| {
                let cell = cell.clone();
                (low as u8..SIDE).map(move |x| [cell.clone(), vec![x.into()]].concat())
            };
            cells.iter().flat_map(more).collect()
        })
    }

    proptest! {
        #[test]
        fn a_candidate_owns_the_costs_at_which_nothing_better_is_as_cheap((members, at) in fronts()) {
            let front = Front::new(members.clone(), -1.0, vec![SIDE.into(); at.len()]);
            let best = |costs: &[f64]| {
                let scores = members.iter().filter(|(_, other)| as_cheap(other, costs)).map(|(score, _)| *score);
                scores.fold(-1.0, f64::max)
            };
            let level = best(&at);
            let owned = cells(&at).iter().filter(|cell| best(cell) <= level).count();
            let expected = ln_expected_improvement(0.5, 2.0, level) + ln_f64(owned as f64);
            let got = front.ln_improvement(0.5, 2.0, &at);
            prop_assert!((got - expected).abs() < 1e-9, "{} {}", got, expected);
        }

        #[test]
        fn a_volume_is_that_of_the_cells_in_it((members, _) in fronts()) {
            let corners: Vec<Vec<f64>> = members.into_iter().map(|(_, at)| at).collect();
            let Some(first) = corners.first() else { return Ok(()) };
            let all = cells(&vec![0.0; first.len()]);
            let inside = all.iter().filter(|cell| corners.iter().any(|corner| as_cheap(corner, cell)));
            let expected = inside.count() as f64;
            let bound = vec![SIDE.into(); first.len()];
            prop_assert_eq!(volume(corners.clone(), &bound), expected);
        }
    }

    #[test]
    fn of_one_cost_the_step_that_a_candidate_is_on_counts() {
        let front = Front::new(
            vec![(0.3, vec![2.0]), (1.0, vec![5.0]), (0.2, vec![4.0])],
            -0.5,
            vec![9.0],
        );
        for (at, level, width) in [
            (1.0, -0.5, 1.0),
            (2.0, 0.3, 3.0),
            (4.0, 0.3, 1.0),
            (5.0, 1.0, 4.0),
            (8.0, 1.0, 1.0),
        ] {
            let expected = ln_expected_improvement(0.1, 0.7, level) + ln_f64(width);
            let got = front.ln_improvement(0.1, 0.7, &[at]);
            assert!((got - expected).abs() < 1e-12, "{at}: {got} {expected}");
        }
        // beyond the bound it is still told from nothing
        assert!(front.ln_improvement(0.1, 0.7, &[9.5]).is_finite());
        assert!(front.ln_improvement(0.1, 0.7, &[f64::INFINITY]).is_finite());
    }
}

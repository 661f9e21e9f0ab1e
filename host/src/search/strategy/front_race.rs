//! Racing for a front of score and costs: a candidate that can no longer be on it is not fitted on the folds that are
//! left.
//!
//! A mean is monotone in each of its scores, rounding included. So a candidate that a finished one beats even where each
//! fold that is left scores the most is beaten in the full table, too, and those that are not beaten there are all
//! finished: the front is that of all folds.

use mcutune_core::cost::Dtype;
use mcutune_core::search::race::{AT_ONCE, Reach};
use mcutune_core::search::{TrialFold, rank};

use super::Round;
use crate::limits::Quantity;
use crate::objectives::Objectives;
use crate::search::front::front;
use crate::search::trial::Trial;

/// Who of a batch may still be on the front.
pub(super) struct FrontRace {
    by: Dtype,
    reach: Reach,
    costs: Vec<Quantity>,
}

/// One of the front of those that are done.
struct Finished {
    mean: f64,
    costs: Vec<u64>,
}

impl FrontRace {
    /// None where the score is the only objective.
    pub fn new(by: Dtype, reach: Reach, objectives: &Objectives) -> Option<Self> {
        let costs = objectives.costs().to_vec();
        (!costs.is_empty()).then_some(Self { by, reach, costs })
    }

    /// The next folds of the trials that may still have the highest means, of those that are not done, which are those
    /// of one batch, and which of them are dropped in such a state; none where all are done.
    pub fn round(&self, trials: &[Trial], folds: usize, state: &'static str) -> Option<Round> {
        let is_open = |trial: &&Trial| trial.given_up().is_none() && trial.folds().len() < folds;
        let open: Vec<&Trial> = trials.iter().filter(is_open).collect();
        if open.is_empty() {
            return None;
        }
        // bounds only fall and the front only rises, so that none that is dropped would come back
        let front = self.front(trials, folds);
        let bounds = open.into_iter().map(|trial| (trial, self.bound(trial, folds)));
        let (mut running, dropped): (Vec<_>, Vec<_>) = bounds.partition(|(trial, bound)| {
            let costs = self.costs_of(trial);
            !front.iter().any(|done| done.beats(*bound, &costs))
        });
        // the sort is stable: those of one bound stay in their order
        running.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let task = |(trial, _): &(&Trial, f64)| TrialFold {
            trial: trial.number(),
            fold: trial.folds().len(),
        };
        Some(Round {
            tasks: running.iter().take(AT_ONCE).map(task).collect(),
            given_up: dropped.iter().map(|(trial, _)| (trial.number(), state)).collect(),
            ..Round::default()
        })
    }

    /// The mean if every fold that is not done scored the most that it can; NaN where a fold has no score.
    fn bound(&self, trial: &Trial, folds: usize) -> f64 {
        let mut scores = trial.done_scores(self.by);
        scores.resize(folds, self.reach.most());
        let bound = rank::mean_and_std(&scores).0;
        // a NaN has the sign of how it came about, which is not the same everywhere
        if bound.is_nan() { f64::NAN } else { bound }
    }

    /// The front of those that are done.
    fn front(&self, trials: &[Trial], folds: usize) -> Vec<Finished> {
        let mean = |trial: &Trial| match trial.folds().len() == folds {
            true => trial.mean_of(self.by),
            false => f64::NAN,
        };
        let means: Vec<f64> = trials.iter().map(mean).collect();
        let of = |cost: &Quantity| {
            trials
                .iter()
                .map(|trial| trial.cost(*cost).unwrap_or(0))
                .collect()
        };
        let costs: Vec<Vec<u64>> = self.costs.iter().map(of).collect();
        let finished = |number: usize| Finished {
            mean: means[number],
            costs: costs.iter().map(|of| of[number]).collect(),
        };
        front(&means, &costs).into_iter().map(finished).collect()
    }

    /// Of a trial without a network there are none, nor a score.
    fn costs_of(&self, trial: &Trial) -> Vec<u64> {
        let costs = self.costs.iter().map(|cost| trial.cost(*cost).unwrap_or(0));
        costs.collect()
    }
}

impl Finished {
    /// Whether a trial of such a mean at most is no better and no cheaper, and not its equal. One that has failed is not
    /// beaten: it has failed, whatever the others do.
    fn beats(&self, bound: f64, costs: &[u64]) -> bool {
        let as_cheap = self.costs.iter().zip(costs).all(|(a, b)| a <= b);
        as_cheap && self.mean >= bound && (self.mean > bound || self.costs != costs)
    }
}

#[cfg(test)]
mod tests;

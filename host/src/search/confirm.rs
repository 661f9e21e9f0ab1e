//! The best trials on fresh folds. Of many candidates the best owes some of its score to the folds that chose
//! it; folds that chose nothing say how much, and which of the best is the better.

use mcutune_core::cost::Dtype;
use mcutune_core::search::rank;
use serde_json::{Map, Value as Json};

use super::choices::Choices;
use super::error::Error;
use super::strategy::{Proposal, Propose, Round, SoFar, Strategy};
use super::trial::Trial;

/// Trials that are confirmed where a search by a Gaussian process does not say how many.
pub const DEFAULT_CONFIRM: u32 = 5;

/// And from how many candidates on.
const FROM: usize = 20;

/// How many of the best trials are confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Confirm {
    /// At most this many.
    pub trials: u32,
    /// Of a search of this many trials or more.
    pub from: usize,
}

impl Confirm {
    pub const NONE: Self = Self::exactly(0);
    pub const ADAPTIVE: Self = Self {
        trials: DEFAULT_CONFIRM,
        from: FROM,
    };

    pub const fn exactly(trials: u32) -> Self {
        Self { trials, from: 0 }
    }

    /// Whether it was asked for by number.
    pub fn is_asked_for(self) -> bool {
        self.trials > 0 && self.from == 0
    }

    /// How many of a search that has so many trials.
    pub fn of(self, trials: usize) -> usize {
        match trials >= self.from {
            true => self.trials as usize,
            false => 0,
        }
    }
}

/// The seed of the fresh folds. Fits begin from the search's own, as that of the winner on all rows does.
pub(super) fn fresh(seed: u32) -> u32 {
    !seed
}

/// Scores of a trial on fresh folds.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmed {
    pub(crate) trial: usize,
    pub(crate) scores: Vec<f64>,
    pub(crate) scores_int8: Option<Vec<f64>>,
}

impl Confirmed {
    /// The trial's number.
    #[must_use]
    pub fn trial(&self) -> usize {
        self.trial
    }

    /// Scores by fold of the networks in f32, or of those in int8; NaN where a fit failed. None in int8 where the
    /// search did not quantise.
    #[must_use]
    pub fn scores(&self, dtype: Dtype) -> &[f64] {
        match dtype {
            Dtype::F32 => &self.scores,
            Dtype::Int8 => self.scores_int8.as_deref().unwrap_or_default(),
        }
    }

    /// Their mean, and their deviation with scikit-learn's divisor.
    #[must_use]
    pub fn mean_and_std(&self, dtype: Dtype) -> (f64, f64) {
        match self.scores(dtype) {
            [] => (f64::NAN, f64::NAN),
            scores => rank::mean_and_std(scores),
        }
    }
}

/// What a search has of a trial and what fresh folds say of it.
pub(super) fn of_trials(numbers: &[usize], trials: &[Trial]) -> Vec<Confirmed> {
    let confirmed = |(&trial, fresh): (&usize, &Trial)| Confirmed {
        trial,
        scores: fresh.split_test_scores(),
        scores_int8: fresh.int8().map(|int8| int8.folds),
    };
    numbers.iter().zip(trials).map(confirmed).collect()
}

/// Mean scores to compare trials by: those that are one but for rounding are the same number. Sorts each trial's scores.
///
/// 73 and 71 of 75 rows right are as many as twice 72, though sums of these shares in f64 differ in the last bit, and
/// with the order of the folds. Sorted, the same scores have one sum. Of means as the trials are ranked from the best
/// down, all that are below one by no more than both may be rounded are taken for it.
pub(super) fn comparable_means(scores: &mut [Vec<f64>]) -> Vec<f64> {
    scores.iter_mut().for_each(|folds| folds.sort_by(f64::total_cmp));
    let mut means: Vec<f64> = scores.iter().map(|folds| rank::mean_and_std(folds).0).collect();
    let mut order: Vec<usize> = (0..means.len()).filter(|&i| means[i].is_finite()).collect();
    order.sort_by(|&a, &b| means[b].total_cmp(&means[a]));
    for pair in order.windows(2) {
        if let [better, next] = *pair {
            let rounding = rounding(&scores[better]).max(rounding(&scores[next]));
            if means[better] - means[next] <= rounding {
                means[next] = means[better];
            }
        }
    }
    means
}

/// At most by how much two means of fold scores of this size differ where they are the same number: of N scores,
/// N + 1 roundings each (the score's own, those of the sum, and of the division), and as much again for scores that are more
/// than one division.
fn rounding(folds: &[f64]) -> f64 {
    let count = folds.len() as f64;
    let size = folds.iter().map(|score| score.abs()).sum::<f64>() / count;
    2.0 * (count + 1.0) * f64::EPSILON * size
}

/// Proposes the same candidates again.
pub(super) struct Again {
    pub choices: Vec<Choices>,
    /// Of how many rows the folds are; none is all.
    pub rows: Option<u32>,
}

impl Strategy for Again {}

impl Propose for Again {
    fn settings(&self) -> Map<String, Json> {
        Map::new()
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let choices = std::mem::take(&mut self.choices);
        let proposals = choices.into_iter().map(Proposal::new).collect();
        Ok(Round {
            rows: self.rows,
            ..Round::whole(so_far, proposals)
        })
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod ties;

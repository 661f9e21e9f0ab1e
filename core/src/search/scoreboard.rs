//! Ask and tell: which fits a search has still to do, what they scored, and who leads.
//!
//! It knows nothing of networks: it counts candidates and folds. Whoever drives it asks for
//! a task, fits and scores it wherever there is a core to do so, and hands in the score, in any order.
//! A device does it from its main loop ([`super::Search`]), a program with threads from all of them;
//! since a score depends on its task alone, both end in the same table.
//!
//! ```
//! use mcutune_core::search::Scoreboard;
//!
//! let mut scores = [0.0; Scoreboard::memory(3, 2)]; // three candidates, two folds
//! let mut scoreboard = Scoreboard::try_new(3, 2, &mut scores)?;
//! while let Some(task) = scoreboard.ask() {
//!     let score = [[0.5, 0.7], [0.9, 0.7], [0.5, f64::NAN]][task.trial][task.fold];
//!     scoreboard.tell(task, score)?;
//! }
//! assert_eq!(scoreboard.best(), Some(1));
//! let mut order = [0; 3];
//! scoreboard.leaderboard(&mut order);
//! assert_eq!(order, [1, 0, 2]);
//! # Ok::<(), mcutune_core::error::Error>(())
//! ```

use core::ops::Range;

use crate::error::Error;
use crate::search::rank;

/// One fit that a search asks for: a candidate, to be scored on a fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialFold {
    /// The candidate's number, from 0.
    pub trial: usize,
    /// The fold that it is scored on.
    pub fold: usize,
}

/// The scores of every candidate on every fold, in the caller's memory.
#[derive(Debug)]
pub struct Scoreboard<'m> {
    /// By trial; NaN until all of its folds are scored.
    means: &'m mut [f64],
    /// By trial, then fold.
    scores: &'m mut [f64],
    folds: usize,
    /// The first task that has not been asked for, counted as `scores` are.
    next: usize,
    told: usize,
    /// The first trial that may be the best.
    contends: usize,
}

/// Stand where no score has been told: NaNs with payloads of their own. Those told are replaced
/// by the one NaN of `f64::NAN`, and moving a number keeps its bits.
const PENDING: u64 = 0x7ff8_0000_7e11_0000;
/// Of a task that is not asked for until it is released.
const HELD: u64 = 0x7ff8_0000_7e11_0001;
/// Of a trial that was given up before it.
const DROPPED: u64 = 0x7ff8_0000_7e11_0002;

fn is_pending(score: f64) -> bool {
    score.to_bits() == PENDING
}

fn is_held(score: f64) -> bool {
    score.to_bits() == HELD
}

fn is_dropped(score: f64) -> bool {
    score.to_bits() == DROPPED
}

fn is_missing(score: f64) -> bool {
    (PENDING..=DROPPED).contains(&score.to_bits())
}

impl<'m> Scoreboard<'m> {
    /// How many f64 it takes: every score, and a mean per candidate.
    #[must_use]
    pub const fn memory(trials: usize, folds: usize) -> usize {
        trials.saturating_mul(folds.saturating_add(1))
    }

    /// For `trials` candidates on `folds` folds each. `memory` is at least
    /// [`Scoreboard::memory`] long; what it holds does not matter.
    ///
    /// # Errors
    /// [`Error::Parameter`] without folds, [`Error::TooSmall`] for shorter memory.
    pub fn try_new(trials: usize, folds: usize, memory: &'m mut [f64]) -> Result<Self, Error> {
        if folds == 0 {
            return Err(Error::Parameter("cv"));
        }
        let (needed, got) = (Self::memory(trials, folds), memory.len());
        if got < needed {
            return Err(Error::TooSmall { needed, got });
        }
        let (means, rest) = memory.split_at_mut(trials);
        let scores = &mut rest[..trials * folds];
        means.fill(f64::NAN);
        scores.fill(f64::from_bits(PENDING));
        Ok(Self {
            means,
            scores,
            folds,
            next: 0,
            told: 0,
            contends: 0,
        })
    }

    /// How many candidates.
    #[must_use]
    pub fn trials(&self) -> usize {
        self.means.len()
    }

    /// How many folds.
    #[must_use]
    pub fn folds(&self) -> usize {
        self.folds
    }

    /// The next task that nobody has been given and nobody has told: candidate by candidate, and
    /// fold by fold. None when all are given out; some of their scores may still be missing.
    pub fn ask(&mut self) -> Option<TrialFold> {
        let behind = self.scores.get(self.next..)?;
        let task = self.next + behind.iter().position(|&score| is_pending(score))?;
        self.next = task + 1;
        Some(TrialFold {
            trial: task / self.folds,
            fold: task % self.folds,
        })
    }

    /// Takes the score of a task: NaN for a failed fit. In any order, and of tasks that were not
    /// asked for too, as when a search goes on from a record; a second score of a task replaces
    /// the first.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for a trial or a fold that there is not.
    pub fn tell(&mut self, task: TrialFold, score: f64) -> Result<(), Error> {
        for (got, expected) in [(task.trial, self.trials()), (task.fold, self.folds)] {
            if got >= expected {
                return Err(Error::Mismatch { expected, got });
            }
        }
        let slot = &mut self.scores[task.trial * self.folds + task.fold];
        self.told += usize::from(is_missing(*slot));
        *slot = if score.is_nan() { f64::NAN } else { score };
        if self.is_complete(task.trial) {
            self.means[task.trial] = self.mean_and_std(task.trial).0;
        }
        Ok(())
    }

    /// How many scores have been told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.told
    }

    /// Whether all have, but for those of trials that were dropped.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self
            .scores
            .iter()
            .any(|&score| is_pending(score) || is_held(score))
    }

    /// Whether all folds of a candidate are scored.
    ///
    /// # Panics
    /// Where `trial` is not below [`Scoreboard::trials`], as in all that take one.
    #[must_use]
    pub fn is_complete(&self, trial: usize) -> bool {
        !self.scores(trial).iter().any(|&score| is_missing(score))
    }

    /// After how many folds a [`Race`](super::Race) dropped a candidate; none where it did not.
    #[must_use]
    pub fn dropped_after(&self, trial: usize) -> Option<usize> {
        self.scores(trial).iter().position(|&score| is_dropped(score))
    }

    /// Scores of a candidate by fold; NaN where one failed or is missing.
    #[must_use]
    pub fn scores(&self, trial: usize) -> &[f64] {
        &self.scores[trial * self.folds..][..self.folds]
    }

    /// Mean and population standard deviation of a candidate's scores, unweighted.
    #[must_use]
    pub fn mean_and_std(&self, trial: usize) -> (f64, f64) {
        rank::mean_and_std(self.scores(trial))
    }

    /// Mean scores by candidate; NaN where a fold failed or is missing.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        self.means
    }

    /// The candidate with the highest mean so far, the first of equals; none while no candidate
    /// has one. Of a [`Halving`](super::Halving) only those of the last iteration count.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        let best = rank::best(&self.means[self.contends..])?;
        Some(self.contends + best)
    }

    /// scikit-learn's `rank_test_score` by candidate: equals share a rank, failed ones are last.
    pub fn ranks(&self, ranks: &mut [u32]) {
        rank::rank(self.means, ranks);
    }

    /// The candidates' numbers from the best to the worst, equals in their order, failed ones
    /// last.
    pub fn leaderboard(&self, order: &mut [u32]) {
        rank::order(self.means, order);
    }
}

/// What a race and a halving search ask of it.
impl Scoreboard<'_> {
    /// Holds back what was not told of some trials, from a fold on: none of it is asked for before it is released.
    #[doc(hidden)]
    pub fn hold(&mut self, trials: Range<usize>, from: usize) {
        for trial in trials {
            self.turn(trial, from..self.folds, (PENDING, HELD));
        }
    }

    /// Lets the first so many folds of a trial be asked for.
    pub(crate) fn release(&mut self, trial: usize, folds: usize) {
        self.turn(trial, 0..folds, (HELD, PENDING));
        self.next = self.next.min(trial * self.folds);
    }

    /// Drops a trial: what is held of it is never asked for.
    #[doc(hidden)]
    pub fn give_up(&mut self, trial: usize) {
        self.turn(trial, 0..self.folds, (HELD, DROPPED));
    }

    /// Puts one mark in place of another in some folds of a trial.
    #[inline(never)]
    fn turn(&mut self, trial: usize, folds: Range<usize>, (from, to): (u64, u64)) {
        for score in &mut self.scores[trial * self.folds..][folds] {
            if score.to_bits() == from {
                *score = f64::from_bits(to);
            }
        }
    }

    /// Whether something is held of a trial.
    #[inline(never)]
    pub(crate) fn is_open(&self, trial: usize) -> bool {
        self.scores(trial).iter().any(|&score| is_held(score))
    }

    /// How many folds are scored of a trial whose scores come fold by fold.
    pub(crate) fn done(&self, trial: usize) -> usize {
        let scores = self.scores(trial);
        let missing = scores.iter().position(|&score| is_missing(score));
        missing.unwrap_or(scores.len())
    }

    /// The mean over the folds that are scored.
    #[inline(never)]
    pub(crate) fn mean_so_far(&self, trial: usize) -> f64 {
        rank::mean_and_std(&self.scores(trial)[..self.done(trial)]).0
    }

    /// The mean if every fold that is not scored had the maximum; NaN where one has failed.
    pub(crate) fn bound(&self, trial: usize, maximum: f64) -> f64 {
        let most = |score| if is_missing(score) { maximum } else { score };
        rank::mean_of(self.scores(trial), &most)
    }

    /// Only trials from this one on may be the best.
    pub(crate) fn contend(&mut self, from: usize) {
        self.contends = from;
    }

    /// The first trial that may be the best.
    pub(crate) fn contends(&self) -> usize {
        self.contends
    }
}

#[cfg(test)]
mod tests;

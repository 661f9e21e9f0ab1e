//! Racing: a candidate that can no longer be chosen is not fitted on the folds that are left.
//!
//! A race goes in rounds. [`Field::round`] looks at what was scored so far, drops candidates and says which folds
//! are fitted next; it is asked again when all of these are done. So it does not matter how many are fitted at a
//! time, nor in which order: a host's race on all its threads is the one of a device.

use core::cmp::Ordering;

use crate::math::sqrt_f64;
use crate::named::named;
use crate::score::Scoring;
use crate::search::rank;
use crate::search::scoreboard::Scoreboard;

/// Folds that are fitted in one round. It is part of what a search does, and the number of threads is not.
pub const AT_ONCE: usize = 4;
/// Folds that all of a batch are fitted on.
pub const FIRST_RUNG: usize = 1;
/// Candidates that halving keeps, where there are as many.
const FEWEST: usize = 3;

named! {
    /// Whether candidates race.
    #[derive(Default)]
    pub enum Race {
        /// Every candidate is fitted on all folds.
        #[default]
        None = "none",
        /// All candidates of a batch on the first fold, then always the next fold of the four that may still
        /// have the highest means. One that could not be chosen even if each fold that is left scored the most
        /// that the score allows, or what stands for a fit that failed where that is more, is dropped. Of the same
        /// candidates the winner is that of [`Race::None`], by the search's rule; a Gaussian process, which sees fewer
        /// scores, goes on to propose others.
        Exact = "exact",
        /// Successive halving over folds: after 1, 2, 4 … folds, and before the last, the better half of a batch by
        /// its mean so far goes on, rounded up and never fewer than three, and the others are dropped; those that
        /// are left race as in [`Race::Exact`]. Of two with one mean the earlier is the better, and a candidate that
        /// has failed is neither counted nor dropped.
        ///
        /// Of 100 candidates, where they are one batch and none fails, it takes at most 175 of 300 fits at 3 folds,
        /// 213 of 500 at 5 and 266 of 1000 at 10: it saves 42, 57 and 73 %, or more. The price: the winner may be
        /// another than that of [`Race::None`], since one that is behind on the first folds is not fitted on those
        /// where it would have caught up.
        ///
        /// Successive halving: Karnin, Koren and Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML
        /// 2013; to choose hyperparameters: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and
        /// Hyperparameter Optimization", AISTATS 2016, where what doubles is the length of a fit. Here it is the
        /// number of folds, so that no fit is judged before its end.
        Halving = "halving",
    }
}

/// Which of the candidates with a mean score may be chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// The highest mean, the first of equals.
    Best,
    /// Means of at most one standard error of the best one's below it.
    OneStandardError,
    /// Means of at most so much below the best.
    Within(f64),
}

/// What scores may be: what bounds a mean that is not known yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// What none exceeds.
    most: f64,
    /// Whether none is below 0 or above 1.
    is_share: bool,
}

impl Reach {
    /// Those of a score, and what stands for that of a fit that failed, where anything but NaN does.
    #[must_use]
    pub const fn of(scoring: Scoring, failed: Option<f64>) -> Self {
        let (most, is_share) = (scoring.maximum(), scoring.is_share());
        match failed {
            None => Self { most, is_share },
            Some(failed) => Self {
                most: if failed > most { failed } else { most },
                is_share: is_share && failed >= 0.0 && failed <= 1.0,
            },
        }
    }

    /// What none exceeds; infinite where there is no bound.
    #[must_use]
    pub const fn most(self) -> f64 {
        self.most
    }
}

/// A tolerance, give or take the rounding of the difference of means that is compared with it.
#[must_use]
pub fn generous(tolerance: f64) -> f64 {
    tolerance * (1.0 + 1e-9)
}

/// Who of a batch goes on.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    race: Race,
    reach: Reach,
    choice: Choice,
    /// After how many folds the batch is halved next; as many as there are, or more, where it is not.
    rung: usize,
}

/// The best of those that are done.
struct Leader {
    number: usize,
    mean: f64,
    folds: usize,
}

impl Field {
    /// Of a batch whose candidates are first fitted on [`FIRST_RUNG`] folds.
    #[must_use]
    pub const fn new(race: Race, reach: Reach, choice: Choice) -> Self {
        Self {
            race,
            reach,
            choice,
            rung: FIRST_RUNG,
        }
    }

    /// How many u32 a round takes beside the scoreboard, of so many candidates.
    #[must_use]
    pub const fn scratch(race: Race, candidates: usize) -> usize {
        match race {
            Race::None | Race::Exact => 0,
            Race::Halving => {
                let kept = candidates.div_ceil(2);
                if kept > FEWEST { kept } else { FEWEST }
            }
        }
    }

    /// Drops trials of the scoreboard, and releases the folds that are fitted next; false where no trial has any
    /// left. The trials that are neither done nor dropped are those of one batch, and each was told all that was
    /// released of it.
    ///
    /// # Panics
    /// Where `scratch` is shorter than [`Field::scratch`] says.
    pub fn round(&mut self, board: &mut Scoreboard<'_>, scratch: &mut [u32]) -> bool {
        let (trials, folds) = (board.trials(), board.folds());
        if !(0..trials).any(|trial| board.is_open(trial)) {
            self.rung = FIRST_RUNG;
            return false;
        }
        let halves = self.race == Race::Halving && self.rung < folds;
        if halves {
            drop_worse_half(board, scratch);
            self.rung *= 2;
        }
        let rung = (halves && self.rung < folds).then_some(self.rung);
        // bounds only fall and the best only rises, so that none that is dropped would come back
        let best = leader(board);
        let mut first = Leading::default();
        for trial in 0..trials {
            if !board.is_open(trial) {
                continue;
            }
            let bound = board.bound(trial, self.reach.most);
            match (self.may_win(trial, bound, best.as_ref()), rung) {
                (false, _) => board.give_up(trial),
                (true, Some(rung)) => board.release(trial, rung),
                (true, None) => first.add(trial, bound),
            }
        }
        for trial in first.trials() {
            board.release(trial, board.done(trial) + 1);
        }
        true
    }

    /// Whether one of such a bound may still be chosen, beside the best that is done. One that has failed is
    /// not dropped: it has failed, whatever the others do.
    fn may_win(&self, number: usize, bound: f64, best: Option<&Leader>) -> bool {
        let Some(best) = best else {
            return true;
        };
        if bound.is_nan() {
            return true;
        }
        match self.choice {
            Choice::Best => bound > best.mean || bound == best.mean && number < best.number,
            Choice::OneStandardError => bound >= best.mean - self.most_standard_error(best),
            Choice::Within(tolerance) => best.mean - bound <= generous(tolerance),
        }
    }

    /// The most that a standard error of a mean of at least this can be: that of scores which are all 0 or
    /// 1. Without bound where scores have none, or where a better mean may have a greater one.
    fn most_standard_error(&self, best: &Leader) -> f64 {
        const GROWS_BELOW: f64 = 0.15;
        if !self.reach.is_share || best.mean < GROWS_BELOW {
            return f64::INFINITY;
        }
        let others = best.folds.saturating_sub(1).max(1) as f64;
        generous(sqrt_f64(best.mean * (1.0 - best.mean) / others))
    }
}

/// Drops those that are not among the better half of the open trials, by the mean of the folds that are done, of
/// which all have as many. Those that have failed are no part of either half.
fn drop_worse_half(board: &mut Scoreboard<'_>, scratch: &mut [u32]) {
    let mean = |board: &Scoreboard<'_>, trial: usize| board.mean_so_far(trial);
    let counts = |board: &Scoreboard<'_>, trial: usize| board.is_open(trial) && !mean(board, trial).is_nan();
    // 0 is no better than -0: of one mean, the earlier is the better
    let better = |board: &Scoreboard<'_>, a: usize, b: usize| {
        let (of_a, of_b) = (mean(board, a), mean(board, b));
        of_a > of_b || of_a == of_b && a < b
    };
    let trials = board.trials();
    let running = (0..trials).filter(|&trial| counts(board, trial)).count();
    let kept = running.div_ceil(2).max(FEWEST).min(running);
    let kept = &mut scratch[..kept];
    let mut all = (0..trials).filter(|&trial| counts(board, trial));
    rank::top(&mut all, kept, &|a, b| better(board, a, b));
    let Some(&worst) = kept.last() else {
        return;
    };
    for trial in 0..trials {
        if counts(board, trial) && better(board, worst as usize, trial) {
            board.give_up(trial);
        }
    }
}

fn leader(board: &Scoreboard<'_>) -> Option<Leader> {
    let number = rank::best(board.means())?;
    Some(Leader {
        number,
        mean: board.means()[number],
        folds: board.folds(),
    })
}

/// Those of the highest bounds, the highest first and the earlier of equals.
#[derive(Default)]
struct Leading([Option<(usize, f64)>; AT_ONCE]);

impl Leading {
    /// Trials come in their order. One that has failed comes before all bounds.
    fn add(&mut self, trial: usize, bound: f64) {
        let bound = if bound.is_nan() { f64::NAN } else { bound };
        let behind = |slot: &Option<(usize, f64)>| {
            slot.is_none_or(|(_, other)| bound.total_cmp(&other) == Ordering::Greater)
        };
        if let Some(at) = self.0.iter().position(behind) {
            (at + 1..AT_ONCE).rev().for_each(|i| self.0.swap(i - 1, i));
            self.0[at] = Some((trial, bound));
        }
    }

    fn trials(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flatten().map(|&(trial, _)| trial)
    }
}

#[cfg(test)]
mod tests;

//! Which fits a search does, and in which order: all of them, or round by round those of a race or of a halving
//! search.

use crate::error::Error;
use crate::search::Problem;
use crate::search::halving::{Schedule, top_k};
use crate::search::race::{Choice, FIRST_RUNG, Field, Race, Reach};
use crate::search::scoreboard::Scoreboard;

/// The epochs of a halving search's first iteration at least.
const LEAST_EPOCHS: u32 = 1;

/// How many rows the scoreboard has: a candidate of a halving search has one in each iteration that it comes to.
#[inline(never)]
pub(super) const fn trials(problem: &Problem<'_>, candidates: usize) -> usize {
    match schedule(problem, candidates) {
        Some(Ok(schedule)) => schedule.total(),
        // that is an error before the search
        Some(Err(_)) | None => candidates,
    }
}

/// u32: which candidate each trial of a halving search is of, or whom a race keeps.
pub(super) const fn order(problem: &Problem<'_>, candidates: usize) -> usize {
    match problem.halving {
        Some(_) => trials(problem, candidates),
        None => Field::scratch(problem.race, candidates),
    }
}

const fn schedule(problem: &Problem<'_>, candidates: usize) -> Option<Result<Schedule, Error>> {
    let Some(halving) = &problem.halving else {
        return None;
    };
    let max = match halving.max_resources {
        Some(max) => max,
        None => problem.base.max_iter,
    };
    Some(Schedule::try_new(candidates, halving, LEAST_EPOCHS, max))
}

/// How far a search is.
#[derive(Debug)]
pub(super) enum Rounds {
    /// All trials on all folds, in one round.
    All,
    /// Of candidates that race.
    Race(Field),
    /// The iterations of a halving search.
    Halving { schedule: Schedule, iteration: u32 },
}

impl Rounds {
    /// Those of a search of so many candidates, and what the first asks for.
    ///
    /// # Errors
    /// [`Error::Parameter`]: `race` where a halving search is to race, and as [`Schedule::try_new`].
    pub(super) fn begin(
        problem: &Problem<'_>,
        candidates: usize,
        board: &mut Scoreboard<'_>,
        order: &mut [u32],
    ) -> Result<Self, Error> {
        let schedule = schedule(problem, candidates).transpose()?;
        match (schedule, problem.race) {
            (None, Race::None) => Ok(Rounds::All),
            (None, race @ (Race::Exact | Race::Halving)) => {
                board.hold(0..candidates, FIRST_RUNG);
                // a fit that failed scores NaN here
                let reach = Reach::of(problem.scoring, None);
                Ok(Rounds::Race(Field::new(race, reach, Choice::Best)))
            }
            (Some(schedule), Race::None) => {
                board.hold(candidates..board.trials(), 0);
                for (candidate, number) in order.iter_mut().take(candidates).zip(0..) {
                    *candidate = number;
                }
                Ok(Rounds::Halving {
                    schedule,
                    iteration: 0,
                })
            }
            (Some(_), Race::Exact | Race::Halving) => Err(Error::Parameter("race")),
        }
    }

    /// The next round, when all that was asked for is told; false where there is none.
    pub(super) fn next(&mut self, board: &mut Scoreboard<'_>, order: &mut [u32]) -> bool {
        match self {
            Rounds::All => false,
            Rounds::Race(field) => field.round(board, order),
            Rounds::Halving { schedule, iteration } => {
                if *iteration + 1 >= schedule.iterations() {
                    return false;
                }
                *iteration += 1;
                let begin = board.contends();
                let (before, rest) = order.split_at_mut(begin + schedule.candidates(*iteration - 1));
                let end = before.len();
                let kept = &mut rest[..schedule.candidates(*iteration)];
                top_k(&board.means()[begin..end], kept);
                for slot in &mut *kept {
                    *slot = before[begin + *slot as usize];
                }
                board.contend(end);
                (end..end + kept.len()).for_each(|trial| board.release(trial, board.folds()));
                true
            }
        }
    }

    /// Which candidate a trial is of.
    pub(super) fn candidate(&self, trial: usize, order: &[u32]) -> usize {
        match self {
            Rounds::All | Rounds::Race(_) => trial,
            Rounds::Halving { .. } => order.get(trial).map_or(trial, |&candidate| candidate as usize),
        }
    }

    /// The epochs of this iteration, where they are not those that a candidate chooses.
    pub(super) fn epochs(&self) -> Option<u32> {
        match self {
            Rounds::All | Rounds::Race(_) => None,
            Rounds::Halving { schedule, iteration } => Some(schedule.resources(*iteration)),
        }
    }
}

#[cfg(test)]
mod tests;

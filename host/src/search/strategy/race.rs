//! Racing: a candidate that can no longer be chosen is not fitted on the folds that are left.

use mcutune_core::cost::Dtype;
use mcutune_core::search::race::{self, Choice, FIRST_RUNG, Reach};
use mcutune_core::search::{Scoreboard, TrialFold};
use serde_json::{Map, Value as Json, json};

use super::front_race::FrontRace;
use super::{Declared, Growth, Propose, Round, SoFar, Strategy};
use crate::objectives::Objectives;
use crate::search::trial::Trial;
use crate::search::{Error, Select, Selection};
use crate::study::Difference;

pub use mcutune_core::search::Race;

/// The state of those that were dropped.
const RACED: &str = "raced";

/// Another strategy's candidates, which race.
pub(crate) struct Racing<'s> {
    candidates: &'s mut dyn Strategy,
    field: Field,
    /// Where there is a front to race for.
    front: Option<FrontRace>,
}

impl<'s> Racing<'s> {
    pub(crate) fn new(
        candidates: &'s mut dyn Strategy,
        (race, reach): (Race, Reach),
        selection: Selection,
        objectives: &Objectives,
    ) -> Self {
        Self {
            candidates,
            field: Field::new(race, reach, selection),
            front: FrontRace::new(selection.by, reach, objectives),
        }
    }
}

/// Who of a batch goes on, by core's race.
struct Field {
    race: Race,
    selection: Selection,
    field: race::Field,
}

impl Field {
    fn new(race: Race, reach: Reach, selection: Selection) -> Self {
        let choice = match selection.rule {
            Select::Best => Choice::Best,
            Select::OneStandardError => Choice::OneStandardError,
            Select::Within(tolerance) => Choice::Within(tolerance),
            // any trial may be of a front whose costs this race does not know
            Select::Knee => Choice::Within(f64::INFINITY),
        };
        Self {
            race,
            selection,
            field: race::Field::new(race, reach, choice),
        }
    }

    /// What is fitted next of the trials that are not done, which are those of one batch; none where all are.
    ///
    /// # Errors
    /// As [`Scoreboard::try_new`].
    fn round(&mut self, trials: &[Trial], folds: usize) -> Result<Option<Round>, Error> {
        let mut memory = vec![0.0; Scoreboard::memory(trials.len(), folds)];
        let mut board = self.board(trials, folds, &mut memory)?;
        let mut scratch = vec![0; race::Field::scratch(self.race, trials.len())];
        if !self.field.round(&mut board, &mut scratch) {
            return Ok(None);
        }
        let dropped =
            |trial: &&Trial| trial.given_up().is_none() && board.dropped_after(trial.number()).is_some();
        let dropped = trials.iter().filter(dropped).map(Trial::number);
        Ok(Some(Round {
            given_up: dropped.map(|number| (number, RACED)).collect(),
            tasks: std::iter::from_fn(|| board.ask()).collect(),
            ..Round::default()
        }))
    }

    /// What is done, by the scores that choose the winner.
    fn board<'m>(
        &self,
        trials: &[Trial],
        folds: usize,
        memory: &'m mut [f64],
    ) -> Result<Scoreboard<'m>, Error> {
        let mut board = Scoreboard::try_new(trials.len(), folds, memory)?;
        for (trial, number) in trials.iter().zip(0..) {
            let scores = trial.done_scores(self.selection.by);
            for (score, fold) in scores.into_iter().zip(0..) {
                let task = TrialFold { trial: number, fold };
                board.tell(task, score)?;
            }
        }
        board.hold(0..trials.len(), 0);
        for trial in trials.iter().filter(|trial| trial.given_up().is_some()) {
            board.give_up(trial.number());
        }
        Ok(board)
    }
}

impl Strategy for Racing<'_> {}

impl Propose for Racing<'_> {
    fn settings(&self) -> Map<String, Json> {
        let mut settings = self.candidates.settings();
        let selection = self.field.selection;
        settings.insert(Difference::RACE.into(), json!(self.field.race.name()));
        // what is dropped depends on what the rule may choose; of a front it may choose any trial
        if self.front.is_none() {
            settings.insert(Difference::SELECT.into(), json!(selection.rule.to_string()));
        }
        if selection.by == Dtype::Int8 {
            settings.insert(Difference::SELECT_BY.into(), json!(selection.by.name()));
        }
        settings
    }

    fn declares(&self) -> Declared {
        Declared {
            states: &[RACED],
            ..self.candidates.declares()
        }
    }

    fn grows(&self) -> Growth {
        self.candidates.grows()
    }

    fn to_come(&self, proposed: usize) -> usize {
        self.candidates.to_come(proposed)
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let (trials, folds) = (so_far.trials, so_far.folds);
        let round = match &self.front {
            Some(front) => front.round(trials, folds, RACED),
            None => self.field.round(trials, folds)?,
        };
        if let Some(round) = round {
            return Ok(round);
        }
        let mut round = self.candidates.propose(so_far)?;
        round.tasks.retain(|task| task.fold < FIRST_RUNG);
        Ok(round)
    }
}

#[cfg(test)]
mod tests;

//! A search round by round: what its strategy proposes, what of that the study has, and the rest by
//! the scheduler.

use std::collections::VecDeque;
use std::time::{Instant, SystemTime};

use mcutune_core::cost::Dtype;
use mcutune_core::params::Params;
use mcutune_core::score::Scorer;
use mcutune_core::search::TrialFold;
use mcutune_core::search::fit::Fold;

use super::clock::Clock;
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::fit::{FoldResult, clips, evaluate};
use super::plan::{Planned, Planner};
use super::scheduler;
use super::stop::Stop;
use super::strategy::{Proposal, Round, SoFar, Strategy, check_count};
use super::trial::Trial;
use super::trials::{Ended, Trials};
use crate::data::prepare::Raw;
use crate::rng::Rng;
use crate::space::Space;
use crate::study::Journal;

/// What every round works with.
pub(super) struct Setting<'a> {
    pub space: &'a Space,
    pub planner: Planner<'a>,
    pub folds: &'a [Fold<'a>],
    /// Why the fits of a fold fail before they begin.
    pub refused: Vec<Option<&'a str>>,
    /// Raw rows of the folds, where they are scored in int8 too; else none.
    pub raw: &'a [Raw<'a>],
    pub scorer: Scorer,
    /// Whose scores choose the winner.
    pub by: Dtype,
    pub rng: Rng,
    pub seed: u32,
    pub jobs: usize,
    pub stop: &'a Stop,
    pub clock: &'a Clock,
    /// A mean score that is good enough.
    pub target_score: Option<f64>,
}

/// The result of the rounds.
pub(super) struct Searched {
    /// The trials that are done, in their order.
    pub trials: Vec<Trial>,
    /// Where they are written.
    pub journal: Option<Journal>,
    /// The hyperparameters of each candidate that was proposed.
    pub params: Vec<Params>,
    /// Candidates that were still to be proposed where the search was stopped, as far as is known.
    pub to_come: usize,
    /// Whether the strategy came to its end.
    pub complete: bool,
}

impl Setting<'_> {
    /// All rounds, until the strategy has nothing to propose or the search is stopped. `open` gives
    /// the study's journal and its trials.
    pub fn run(
        &self,
        strategy: &mut dyn Strategy,
        open: impl FnOnce(&mut Events<'_>) -> Result<Option<(Journal, Vec<Trial>)>, Error>,
        events: &mut Events<'_>,
        before: Vec<Warning>,
    ) -> Result<Searched, Error> {
        let mut round = self.propose(strategy, &[])?;
        let mut planned = self.plan(&round.trials)?;
        round.warnings.extend(before);
        round.warnings.drain(..).for_each(|warning| events.warn(warning));

        let (journal, recorded) = match open(events)? {
            Some((journal, recorded)) => (Some(journal), recorded),
            None => (None, Vec::new()),
        };
        if !recorded.is_empty() {
            let done = recorded.len();
            let candidates = done.max(planned.len() + strategy.to_come(planned.len()));
            events.send(Event::Resumed { done, candidates });
        }
        let quantize = !self.raw.is_empty();
        let mut trials = Trials::new(self.folds.len(), quantize, strategy.declares(), journal, recorded);
        trials.enough = self.target_score.map(|score| (score, self.by));
        let complete = loop {
            let to_come = strategy.to_come(planned.len());
            if !self.round((round, to_come), &planned, &mut trials, events)? || trials.is_good_enough() {
                break false;
            }
            round = self.propose(strategy, trials.all())?;
            check_count((planned.len() + round.trials.len()) as u64, false)?;
            let more = self.plan(&round.trials)?;
            round.warnings.drain(..).for_each(|warning| events.warn(warning));
            if round.is_empty() {
                break true;
            }
            if !more.is_empty() && trials.keep_whole()? {
                break false;
            }
            planned.extend(more);
        };
        if let Some(warning) = self.clipped(&planned) {
            events.warn(warning);
        }
        let (trials, journal) = trials.finish(complete, events)?;
        Ok(Searched {
            trials,
            journal,
            to_come: if complete {
                0
            } else {
                strategy.to_come(planned.len())
            },
            params: planned.into_iter().map(|one| one.params).collect(),
            complete,
        })
    }

    fn propose(&self, strategy: &mut dyn Strategy, trials: &[Trial]) -> Result<Round, Error> {
        let began = Instant::now();
        let round = strategy.propose(&SoFar {
            space: self.space,
            folds: self.folds.len(),
            by: self.by,
            seed: self.seed,
            rng: self.rng,
            trials,
            planner: &self.planner,
        });
        self.clock.proposed(began.elapsed());
        round
    }

    fn plan(&self, proposals: &[Proposal]) -> Result<Vec<Planned>, Error> {
        let plan = |one: &Proposal| Ok(self.planner.plan(&one.choices)?);
        proposals.iter().map(plan).collect()
    }

    /// One round; false where the search was stopped before its end. `planned` is of all trials,
    /// the round's included, and `to_come` more follow.
    fn round(
        &self,
        (round, to_come): (Round, usize),
        planned: &[Planned],
        trials: &mut Trials,
        events: &mut Events<'_>,
    ) -> Result<bool, Error> {
        for (number, state) in round.given_up {
            trials.give_up(number, state);
        }
        let first = trials.all().len();
        for (proposal, planned) in round.trials.into_iter().zip(&planned[first..]) {
            trials.add(proposal, planned)?;
        }
        let (recalled, tasks) = trials.recall(round.tasks)?;
        events.send(Event::Round {
            fits: recalled + tasks.len(),
            done: recalled,
            later: trials.left() - tasks.len() + to_come * self.folds.len(),
        });
        // The first may have nothing left to fit, so that no end of a fit would report them.
        trials.take_turns(events)?;
        if trials.is_good_enough() {
            return Ok(false);
        }
        self.fit(tasks, planned, trials, events)
    }

    /// All tasks of a round, on all threads; false where some were not done.
    fn fit(
        &self,
        tasks: VecDeque<TrialFold>,
        planned: &[Planned],
        trials: &mut Trials,
        events: &mut Events<'_>,
    ) -> Result<bool, Error> {
        let mut left = tasks.len();
        let fit = |task: TrialFold| {
            let (began, clock) = (SystemTime::now(), Instant::now());
            let (fold, raw) = (&self.folds[task.fold], self.raw.get(task.fold));
            let params = &planned[task.trial].params;
            let result = match self.refused[task.fold] {
                Some(why) => FoldResult::refused(why, raw.is_some()),
                None => evaluate(fold, raw, params, self.scorer, self.rng, self.seed),
            };
            let ended = SystemTime::now();
            self.clock.ended(planned[task.trial].work, clock.elapsed());
            Ended { result, began, ended }
        };
        scheduler::run(
            tasks,
            |trial| planned[trial].work,
            self.jobs,
            |trial| !self.stop.is_stopped() && self.clock.may_begin(planned[trial].work),
            fit,
            |some| {
                let fits = some.len();
                left -= fits;
                some.into_iter().for_each(|(task, ended)| trials.end(task, ended));
                trials.take_turns(events)?;
                if trials.is_good_enough() {
                    self.clock.end();
                }
                events.send(Event::Fitted(fits));
                Ok::<(), Error>(())
            },
        )?;
        Ok(left == 0)
    }

    /// As scikit-learn warns where `batch_size` is more than the rows.
    fn clipped(&self, planned: &[Planned]) -> Option<Warning> {
        let rows = self.folds.iter().map(|fold| fold.train_rows.len()).min()?;
        let clipped = |one: &&Planned| one.infeasible.is_none() && clips(&one.params, rows);
        let candidates = planned.iter().filter(clipped).count();
        (candidates > 0).then_some(Warning::BatchClipped { candidates, rows })
    }
}

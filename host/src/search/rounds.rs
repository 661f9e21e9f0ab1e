//! A search round by round: what its strategy proposes, what of that the study has, and the rest by
//! the scheduler.

use std::collections::VecDeque;
use std::time::{Instant, SystemTime};

use mcutune_core::params::Params;
use mcutune_core::search::TrialFold;

use super::KEPT_BYTES;
use super::answers::asked;
use super::clock::Clock;
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::fit::{FoldResult, clips, evaluate};
use super::folds::{AllViews, FoldMaker};
use super::kept::{GoesOn, KeptFits};
use super::plan::{Planned, Planner};
use super::scheduler;
use super::scorers::{ErrorScore, Scorers};
use super::strategy::{Growth, HalvingError, Proposal, Round, SoFar, Strategy, check_count};
use super::trial::Trial;
use super::trials::{Ended, Trials};
use crate::study::Journal;

/// What every round works with.
pub(super) struct Setting<'a> {
    pub planner: Planner<'a>,
    pub folds: FoldMaker<'a>,
    pub scorers: Scorers,
    pub clock: &'a Clock,
    /// A mean score that is good enough.
    pub target_score: Option<f64>,
    /// Whether the study keeps answers.
    pub keep: bool,
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
    /// Whether no trial was given up for one that is not done.
    pub whole_batches: bool,
    /// Trials that were begun, and are left out as their batch is not whole.
    pub left_out: usize,
    /// Whether rounds were on some of the rows.
    pub sampled: bool,
    /// Epochs that were not run again, as fits went on.
    pub epochs_saved: u64,
}

/// What changes from round to round.
struct Running<'r, 'e> {
    trials: Trials,
    /// Of each trial.
    planned: Vec<Planned>,
    /// The trial that each goes on from.
    goes_on: Vec<Option<usize>>,
    /// What fits have left behind.
    kept: KeptFits,
    /// Candidates whose `batch_size` is more than the rows of a fold, and the fewest rows of one.
    clipped: Option<(usize, usize)>,
    events: &'r mut Events<'e>,
}

/// What follows a round.
enum Next {
    Round(Round),
    /// Nothing; whether the strategy came to its end.
    End(bool),
}

impl Setting<'_> {
    /// All rounds, until the strategy has nothing to propose or the search is stopped. `open` gives
    /// the study's journal and its trials.
    pub fn run(
        &self,
        strategy: &mut dyn Strategy,
        open: impl FnOnce(&mut Events<'_>) -> Result<Option<(Journal, Vec<Trial>)>, Error>,
        events: &mut Events<'_>,
    ) -> Result<Searched, Error> {
        let options = self.folds.options;
        let mut round = self.propose(strategy, &[])?;
        let mut planned = self.plan(&round.trials)?;
        let sampled = round.rows.is_some();
        if sampled && !options.cv.is_partition() {
            return Err(HalvingError::NoPartition(options.cv.clone()).into());
        }
        if self.keep && self.folds.cuts_differ() {
            return Err(Error::WindowsKept);
        }
        let mut made = Some(self.folds.make(round.rows)?);
        let before = made.iter().flat_map(|made| made.warnings(self.folds.count));
        let warnings = round.warnings.drain(..).chain(before);
        warnings.for_each(|warning| events.warn(warning));

        let asked = match (self.keep, &made) {
            (true, Some(made)) => {
                let views = made.views()?;
                views
                    .first()
                    .map(|views| asked(self.folds.data, &views.folds, options.quantize))
            }
            _ => None,
        };
        if let Some(asked) = &asked {
            let candidates = planned.len() + strategy.to_come(planned.len());
            let bytes = asked.bytes(candidates);
            if bytes > KEPT_BYTES {
                return Err(Error::KeepTooMuch { candidates, bytes });
            }
            events.send(Event::Keeps(bytes));
        }
        let (mut journal, recorded) = match open(events)? {
            Some((journal, recorded)) => (Some(journal), recorded),
            None => (None, Vec::new()),
        };
        if let (Some(journal), Some(asked)) = (&mut journal, asked) {
            journal.keep(asked)?;
        }
        if let Some(journal) = &journal
            && !journal.grows.is_empty()
        {
            events.send(Event::Grown(&journal.grows));
        }
        if journal.as_ref().is_some_and(|journal| journal.grown)
            && let Growth::Any { at_most } = strategy.grows()
            && round.take_up(&recorded, at_most)
        {
            planned = self.plan(&round.trials)?;
        }
        if !recorded.is_empty() {
            let done = recorded.iter().filter(|trial| !trial.is_not_fitted()).count();
            let candidates = recorded
                .len()
                .max(planned.len() + strategy.to_come(planned.len()));
            events.send(Event::Resumed { done, candidates });
        }
        let declared = strategy.declares();
        let mut trials = Trials::new(self.folds.count, options.quantize, declared, journal, recorded);
        trials.raises = options.error_score == ErrorScore::Raise;
        trials.enough = self.target_score.map(|score| (score, options.selection.by));
        let mut running = Running {
            trials,
            planned,
            goes_on: Vec::new(),
            kept: KeptFits::default(),
            clipped: None,
            events,
        };
        let complete = loop {
            let rows = round.rows;
            let made = made.take().map_or_else(|| self.folds.make(rows), Ok)?;
            let folds = made.views()?;
            match self.run_on(&folds, round, strategy, &mut running)? {
                Next::Round(other) => round = other,
                Next::End(complete) => break complete,
            }
        };
        self.searched(strategy, running, (complete, sampled))
    }

    /// A round and those that follow it on the same folds.
    fn run_on(
        &self,
        folds: &AllViews<'_>,
        mut round: Round,
        strategy: &mut dyn Strategy,
        running: &mut Running<'_, '_>,
    ) -> Result<Next, Error> {
        let rows = round.rows;
        while round.rows == rows {
            let to_come = strategy.to_come(running.planned.len());
            if !self.round(folds, (round, to_come), running)? || running.trials.is_good_enough() {
                return Ok(Next::End(false));
            }
            match self.next(strategy, running)? {
                Next::Round(next) => round = next,
                end @ Next::End(_) => return Ok(end),
            }
        }
        Ok(Next::Round(round))
    }

    /// What the strategy proposes, planned.
    fn next(&self, strategy: &mut dyn Strategy, running: &mut Running<'_, '_>) -> Result<Next, Error> {
        let mut round = self.propose(strategy, running.trials.all())?;
        check_count((running.planned.len() + round.trials.len()) as u64, false)?;
        let more = self.plan(&round.trials)?;
        let warnings = round.warnings.drain(..);
        warnings.for_each(|warning| running.events.warn(warning));
        if round.is_empty() {
            return Ok(Next::End(true));
        }
        if !more.is_empty() && running.trials.keep_whole()? {
            return Ok(Next::End(false));
        }
        running.planned.extend(more);
        Ok(Next::Round(round))
    }

    /// What came of all rounds.
    fn searched(
        &self,
        strategy: &dyn Strategy,
        running: Running<'_, '_>,
        (complete, sampled): (bool, bool),
    ) -> Result<Searched, Error> {
        let Running {
            trials,
            planned,
            clipped,
            events,
            kept,
            ..
        } = running;
        // as scikit-learn warns
        if let Some((candidates, rows)) = clipped {
            events.warn(Warning::BatchClipped { candidates, rows });
        }
        let whole_batches = complete || trials.are_whole();
        let (trials, journal, left_out) = trials.finish(complete, events)?;
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
            whole_batches,
            left_out,
            sampled,
            epochs_saved: kept.saved(),
        })
    }

    fn propose(&self, strategy: &mut dyn Strategy, trials: &[Trial]) -> Result<Round, Error> {
        let began = Instant::now();
        let so_far = SoFar::new(
            self.folds.options,
            (self.folds.rows(), self.folds.count),
            &self.planner,
            trials,
        );
        let round = strategy.propose(&so_far);
        self.clock.proposed(began.elapsed());
        round
    }

    fn plan(&self, proposals: &[Proposal]) -> Result<Vec<Planned>, Error> {
        let plan = |one: &Proposal| Ok(self.planner.plan(&one.choices)?);
        proposals.iter().map(plan).collect()
    }

    /// One round; false where the search was stopped before its end. `to_come` more trials follow.
    fn round(
        &self,
        folds: &AllViews<'_>,
        (round, to_come): (Round, usize),
        running: &mut Running<'_, '_>,
    ) -> Result<bool, Error> {
        let Running {
            trials,
            planned,
            goes_on,
            kept,
            events,
            ..
        } = &mut *running;
        for (number, state) in round.given_up {
            trials.give_up(number, state);
        }
        let first = trials.all().len();
        goes_on.extend(round.trials.iter().map(|proposal| proposal.goes_on));
        kept.retain(&goes_on[first..].iter().flatten().copied().collect());
        for (proposal, planned) in round.trials.into_iter().zip(&planned[first..]) {
            trials.add(proposal, planned)?;
        }
        let (recalled, tasks) = trials.recall(round.tasks)?;
        events.send(Event::Round {
            fits: recalled + tasks.len(),
            done: recalled,
            later: trials.left() - tasks.len() + to_come * self.folds.count,
        });
        // The first may have nothing left to fit, so that no end of a fit would report them.
        trials.take_turns(events)?;
        running.clip(first, folds);
        if running.trials.is_good_enough() {
            return Ok(false);
        }
        self.fit((folds, round.rows), (tasks, to_come > 0), running)
    }

    /// All tasks of a round, on all threads; false where some were not done. Where others follow, they may go on
    /// from these.
    fn fit(
        &self,
        (on, rows): (&AllViews<'_>, Option<u32>),
        (tasks, others): (VecDeque<TrialFold>, bool),
        running: &mut Running<'_, '_>,
    ) -> Result<bool, Error> {
        let Running {
            trials,
            planned,
            goes_on,
            kept,
            events,
            ..
        } = running;
        let keeps = others && trials.declared().resource.is_some();
        let (options, all) = (self.folds.options, self.folds.rows().len());
        // the options have listeners, which are none of the threads'
        let (rng, seed, stop) = (options.rng, options.seed, &options.stop);
        let quantize = self.folds.quantize;
        let (scorers, clock, keep) = (&self.scorers, self.clock, self.keep);
        let work = |trial: usize| {
            let whole = planned[trial].work;
            let some = |rows: u32| u128::from(whole) * u128::from(rows) / all.max(1) as u128;
            rows.map_or(whole, |rows| some(rows).try_into().unwrap_or(whole))
        };
        let mut left = tasks.len();
        let fit = |task: TrialFold| {
            let (began, instant) = (SystemTime::now(), Instant::now());
            let planned = &planned[task.trial].params;
            let params = &planned.of_prepared();
            let views = on.of(planned);
            let mut going = GoesOn {
                before: goes_on[task.trial].and_then(|before| kept.take(before, task.fold)),
                keeps,
                after: None,
            };
            let left = going.before.as_ref().map(|fit| fit.left(params.max_iter));
            let refused = |why: &str| {
                let mut result = FoldResult::refused(why, quantize);
                scorers.stand_in(&mut result);
                (result, None)
            };
            let (result, answers) = match views.map(|on| (on, on.refused[task.fold])) {
                // every choice of a space is prepared
                None => refused("its features are not prepared"),
                Some((_, Some(why))) => refused(why),
                Some((on, None)) => {
                    let (fold, raw) = (&on.folds[task.fold], on.raw.get(task.fold));
                    evaluate(fold, raw, params, (scorers, keep), (rng, seed), &mut going)
                }
            };
            if let Some(fit) = going.after {
                kept.put(task.trial, task.fold, fit);
            }
            let ended = SystemTime::now();
            let work = left.map_or(work(task.trial), |left| {
                work(task.trial) / u64::from(params.max_iter) * u64::from(left)
            });
            let scored = result.end.is_fitted() && result.score.is_finite();
            clock.ended(task.trial, scored, work, instant.elapsed());
            Ended {
                result,
                answers,
                began,
                ended,
            }
        };
        let may_begin =
            |trial: usize| !stop.is_stopped() && clock.may_begin(work(trial), planned[trial].work);
        let cost = |trial: usize| if clock.keeps_order() { 0 } else { work(trial) };
        scheduler::run(tasks, cost, options.jobs(), may_begin, fit, |some| {
            let fits = some.len();
            left -= fits;
            some.into_iter().for_each(|(task, ended)| trials.end(task, ended));
            trials.take_turns(events)?;
            if trials.is_good_enough() {
                self.clock.end();
            }
            events.send(Event::Fitted(fits));
            Ok::<(), Error>(())
        })?;
        Ok(left == 0)
    }
}

impl Running<'_, '_> {
    /// Counts those of the trials from a number on whose `batch_size` is more than the rows of a fold.
    fn clip(&mut self, first: usize, folds: &AllViews<'_>) {
        let rows = folds.fewest();
        let new = self.planned[first..].iter();
        let clipped = new.filter(|one| one.infeasible.is_none() && clips(&one.params, rows));
        let clipped = clipped.count();
        if clipped > 0 {
            let (before, fewest) = self.clipped.unwrap_or((0, rows));
            self.clipped = Some((before + clipped, fewest.min(rows)));
        }
    }
}

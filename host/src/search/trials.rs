//! The trials of a running search: what the study has of them, what has ended, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::SystemTime;

use mcutune_core::cost::Dtype;
use mcutune_core::search::TrialFold;

use super::answers::FoldAnswers;
use super::error::Error;
use super::event::{Event, Events, failure};
use super::fit::FoldResult;
use super::plan::Planned;
use super::recorded::{Recalled, Recorded};
use super::strategy::{Declared, Proposal};
use super::trial::Trial;
use crate::study::{Journal, StudyError, Then, Timed};

/// A fit that ended.
pub(super) struct Ended {
    pub result: FoldResult,
    /// Where the study keeps them.
    pub answers: Option<FoldAnswers>,
    pub began: SystemTime,
    pub ended: SystemTime,
}

impl Ended {
    /// One that a study has.
    fn before(result: &FoldResult) -> Self {
        let now = SystemTime::now();
        Self {
            result: result.clone(),
            answers: None,
            began: now,
            ended: now,
        }
    }
}

/// A trial before its first fit, of so many folds, which may be scored in int8 too; one that exceeds the limits is done.
pub(super) fn proposed(
    (number, proposal): (usize, Proposal),
    planned: &Planned,
    declared: &Declared,
    (folds, quantize): (usize, bool),
) -> Trial {
    let columns = declared.columns.iter().map(|&name| name.to_owned());
    let infeasible = |why| vec![FoldResult::infeasible(why, quantize); folds];
    Trial {
        number,
        columns: columns.zip(proposal.columns).collect(),
        choices: proposal.choices,
        parameters: planned.parameters,
        cost: planned.cost,
        folds: planned.infeasible.as_deref().map(infeasible).unwrap_or_default(),
        given_up: None,
    }
}

/// An error where a fit of a trial that is done has failed.
fn check_fits(trial: &Trial) -> Result<(), Error> {
    for (k, fold) in trial.folds.iter().enumerate() {
        if let Some(why) = failure(&fold.end) {
            let trial = trial.number;
            return Err(Error::FitFailed { trial, fold: k, why });
        }
    }
    Ok(())
}

/// All trials that were proposed, in their order.
pub(super) struct Trials {
    folds: usize,
    quantize: bool,
    declared: Declared,
    trials: Vec<Trial>,
    /// The first and the last moment of each; none before its first fit.
    times: Vec<Option<(SystemTime, SystemTime)>>,
    /// Folds that ended before an earlier fold of their trial.
    waiting: BTreeMap<(usize, usize), Ended>,
    /// Answers of trials that are not written yet.
    answers: BTreeMap<(usize, usize), FoldAnswers>,
    /// The first trial that is not done, or behind one that is not.
    turn: usize,
    /// Where the trials are written as their turn comes.
    journal: Option<Journal>,
    /// What the journal had.
    recorded: Recorded,
    /// How many trials the batches have that are done, where a batch is kept as a whole.
    whole: Option<usize>,
    /// How many trials the study had when it was given another search than it had, such as one of more trials.
    ended: usize,
    /// Those of them that the journal has as they ended here.
    renewed: BTreeSet<usize>,
    /// Whether one of the trials that are done is good enough.
    reached: bool,
    /// A mean score, of these networks, that ends the search.
    pub enough: Option<(f64, Dtype)>,
    /// Whether a fit that failed ends the search with an error.
    pub raises: bool,
}

impl Trials {
    pub fn new(
        folds: usize,
        quantize: bool,
        declared: Declared,
        journal: Option<Journal>,
        recorded: Vec<Trial>,
    ) -> Self {
        Self {
            folds,
            quantize,
            declared,
            trials: Vec::new(),
            times: Vec::new(),
            waiting: BTreeMap::new(),
            answers: BTreeMap::new(),
            turn: 0,
            recorded: Recorded::new(recorded, journal.as_ref().is_some_and(|journal| journal.grown)),
            ended: journal.as_ref().map_or(0, |journal| journal.ended),
            renewed: BTreeSet::new(),
            journal,
            whole: None,
            reached: false,
            enough: None,
            raises: false,
        }
    }

    /// Every trial, with the folds that are done.
    pub fn all(&self) -> &[Trial] {
        &self.trials
    }

    /// What the strategy adds to the tables.
    pub fn declared(&self) -> &Declared {
        &self.declared
    }

    /// Adds a proposal; one that exceeds the limits is done.
    pub fn add(&mut self, proposal: Proposal, planned: &Planned) -> Result<(), Error> {
        let (number, folds) = (self.trials.len(), (self.folds, self.quantize));
        let trial = proposed((number, proposal), planned, &self.declared, folds);
        if let Some(what) = self.recorded.disagreement(&trial, planned) {
            return Err(self.refused(trial.number, what));
        }
        self.trials.push(trial);
        self.times.push(None);
        Ok(())
    }

    /// Gives a trial up, in one of its strategy's states.
    pub fn give_up(&mut self, number: usize, state: &'static str) {
        debug_assert!(self.declared.states.contains(&state), "{state} is not declared");
        self.trials[number].given_up = Some(state.to_owned());
    }

    /// Takes what the study has of some tasks; the others are to be fitted. Those of infeasible
    /// trials are neither.
    pub fn recall(&mut self, tasks: Vec<TrialFold>) -> Result<(usize, VecDeque<TrialFold>), Error> {
        let mut recalled = 0;
        let mut left = VecDeque::new();
        for task in tasks {
            let trial = &mut self.trials[task.trial];
            if task.fold < trial.folds.len() {
                continue;
            }
            match self.recorded.recall(task.trial, task.fold) {
                Recalled::Nothing => left.push_back(task),
                Recalled::Result(fold) => {
                    recalled += 1;
                    match task.fold == trial.folds.len() {
                        true => trial.folds.push(fold.clone()),
                        // one before it is fitted again
                        false => drop(self.waiting.insert((task.trial, task.fold), Ended::before(fold))),
                    }
                }
                Recalled::Missing => {
                    return Err(self.refused(task.trial, format!("it has no fold {}", task.fold)));
                }
            }
        }
        Ok((recalled, left))
    }

    /// Folds that the trials lack which were not given up.
    pub fn left(&self) -> usize {
        let open = self.trials[self.turn..]
            .iter()
            .filter(|trial| !self.is_done(trial));
        let left: usize = open.map(|trial| self.folds - trial.folds.len()).sum();
        left - self.waiting.len()
    }

    /// A task has ended.
    pub fn end(&mut self, task: TrialFold, mut ended: Ended) {
        if let Some(answers) = ended.answers.take() {
            self.answers.insert((task.trial, task.fold), answers);
        }
        let (began, last) = self.times[task.trial].unwrap_or((ended.began, ended.ended));
        self.times[task.trial] = Some((began.min(ended.began), last.max(ended.ended)));
        self.recorded.fitted(task.trial, task.fold, &ended.result);
        self.waiting.insert((task.trial, task.fold), ended);
        let folds = &mut self.trials[task.trial].folds;
        while let Some(next) = self.waiting.remove(&(task.trial, folds.len())) {
            folds.push(next.result);
        }
    }

    /// Writes the trials whose turn has come, and reports them.
    pub fn take_turns(&mut self, events: &mut Events<'_>) -> Result<(), Error> {
        let first = self.turn;
        while !self.is_good_enough()
            && self
                .trials
                .get(self.turn)
                .is_some_and(|trial| self.is_done(trial))
        {
            if let Some(what) = self.recorded.done(&self.trials[self.turn]) {
                return Err(self.refused(self.turn, what));
            }
            self.reached |= self.reaches(&self.trials[self.turn]);
            self.turn += 1;
        }
        let recorded = self.recorded.len();
        // what ended otherwise did so beside others of its batch: without them the study would have no winner
        let may_renew = !self.in_batches() || self.turn == self.trials.len() || self.recorded.is_cut();
        let stale = match self.turn >= recorded && may_renew {
            true => self.recorded.take_stale(),
            false => None,
        };
        let is_new = |number: &usize| *number >= recorded || self.recorded.is_not_fitted(*number);
        let new: Vec<usize> = (first..self.turn).filter(is_new).collect();
        self.write_new(recorded.max(first), stale, new, events)?;
        for trial in &self.trials[first..self.turn] {
            events.send(Event::Trial(trial));
        }
        match self.raises {
            true => self.trials[first..self.turn].iter().try_for_each(check_fits),
            false => Ok(()),
        }
    }

    /// Adds trials to the journal behind so many that it has; where others that it had are stale, in one step with these
    /// as they ended here. In batches the journal remembers the place before what a batch adds to what the study had.
    fn write_new(
        &mut self,
        kept: usize,
        stale: Option<BTreeSet<usize>>,
        new: Vec<usize>,
        events: &mut Events<'_>,
    ) -> Result<(), Error> {
        let is_marked = self.journal.as_ref().is_some_and(Journal::is_marked);
        let mark = self.in_batches() && !is_marked && !new.is_empty();
        if let Some(stale) = stale {
            let numbers: Vec<usize> = stale.iter().copied().chain(new).collect();
            let renewed = stale.len();
            self.renewed.extend(stale);
            return self.write(numbers, events, |journal, trials, waiting| {
                let (renewed, trials) = trials.split_at(renewed);
                journal.renew(kept, renewed, Then::Add { trials, mark }, waiting)
            });
        }
        if new.is_empty() {
            return Ok(());
        }
        if let Some(journal) = self.journal.as_mut().filter(|_| mark) {
            journal.mark()?;
        }
        self.write(new, events, |journal, trials, waiting| {
            journal.add(trials, waiting)
        })
    }

    /// Where a batch that is not whole has trials that the study had before it was given this search, it is left as it was
    /// then: what it had is not lost to a batch that goes beyond it. False where there is none.
    fn back_to_end(&mut self, events: &mut Events<'_>) -> Result<bool, Error> {
        let (whole, ended) = (self.whole.unwrap_or(0), self.ended);
        let there = self.recorded.get(whole..ended);
        let (true, Some(before)) = (self.in_batches() && ended <= self.trials.len(), there) else {
            return Ok(false);
        };
        if before.is_empty() {
            return Ok(false);
        }
        self.trials.truncate(whole);
        self.trials.extend_from_slice(before);
        let renewed: Vec<usize> = self.renewed.range(whole..ended).copied().collect();
        self.write(renewed, events, |journal, trials, waiting| {
            journal.renew(ended, trials, Then::BackToMark, waiting)
        })?;
        self.whole = Some(ended);
        Ok(true)
    }

    /// Gives the journal, where there is one, some trials with their first and last moments.
    fn write(
        &mut self,
        numbers: impl IntoIterator<Item = usize>,
        events: &mut Events<'_>,
        write: impl FnOnce(&mut Journal, &[Timed<'_>], &mut dyn FnMut(&Path)) -> Result<(), StudyError>,
    ) -> Result<(), Error> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        let now = SystemTime::now();
        let timed = |number: usize| {
            let (began, ended) = self.times[number].unwrap_or((now, now));
            (&self.trials[number], began, ended)
        };
        let numbers: Vec<usize> = numbers.into_iter().collect();
        for &number in &numbers {
            let answers: Vec<_> = (0..self.folds)
                .map(|fold| self.answers.remove(&(number, fold)))
                .collect();
            journal.keep_answers(number, &answers)?;
        }
        let trials: Vec<Timed<'_>> = numbers.into_iter().map(timed).collect();
        Ok(write(journal, &trials, &mut |lock| {
            events.send(Event::Waiting(lock))
        })?)
    }

    fn is_done(&self, trial: &Trial) -> bool {
        trial.given_up.is_some() || trial.folds.len() == self.folds
    }

    /// A batch that races is kept as a whole, for which of its trials are given up depends on the others, and so is an
    /// iteration of halving. Called when a batch is done, before the next begins. Reports whether one of its trials is
    /// good enough, so that the search ends with this batch.
    pub fn keep_whole(&mut self) -> Result<bool, Error> {
        if !self.in_batches() {
            return Ok(false);
        }
        self.whole = Some(self.turn);
        if let Some(journal) = &mut self.journal
            && self.recorded.len() <= self.turn
        {
            journal.mark()?;
        }
        Ok(self.recorded.len() <= self.turn && self.trials.iter().any(|trial| self.reaches(trial)))
    }

    /// Whether those that are kept of a search that ends now are of whole batches: of a first one that is not whole those
    /// are kept that are done, and some of them may have been given up for others.
    pub fn are_whole(&self) -> bool {
        self.declared.states.is_empty() || self.whole.is_some()
    }

    /// How many are done, here or in the study, without a gap: what that has behind the present turn stays as it is there.
    fn done_before(&mut self) -> usize {
        let there = self.recorded.len().min(self.trials.len());
        if there <= self.turn {
            return self.turn;
        }
        let before = self.recorded.get(self.turn..there).unwrap_or_default();
        self.trials.truncate(self.turn);
        self.trials.extend_from_slice(before);
        self.trials.len()
    }

    /// Whether trials may be given up for others of their batch.
    fn races(&self) -> bool {
        !self.declared.states.is_empty() && self.declared.iteration.is_none()
    }

    /// Whether trials may be given up, or compete within iterations.
    fn in_batches(&self) -> bool {
        !self.declared.states.is_empty() || self.declared.iteration.is_some()
    }

    /// Whether a trial's mean ends the search.
    fn reaches(&self, trial: &Trial) -> bool {
        self.enough.is_some_and(|(score, by)| trial.mean_of(by) >= score)
    }

    /// Whether a trial that is done ends the search, where each does by itself. What the study has stays in it.
    pub fn is_good_enough(&self) -> bool {
        !self.in_batches() && self.reached && self.recorded.len() <= self.turn
    }

    /// Those that are done, without a gap, and the journal, and how many others were begun here, of a batch that is not
    /// whole; an error where the study has more than the strategy proposed until its end.
    pub fn finish(
        mut self,
        complete: bool,
        events: &mut Events<'_>,
    ) -> Result<(Vec<Trial>, Option<Journal>, usize), Error> {
        if complete && self.turn < self.recorded.len() && !self.recorded.cut_if_renewed(self.turn) {
            let what = format!("the search has {} candidates", self.turn);
            return Err(self.refused(self.turn, what));
        }
        if !complete {
            return self.finish_early(events);
        }
        let stale = self.recorded.take_stale();
        self.write_new(self.turn, stale, Vec::new(), events)?;
        self.trials.truncate(self.turn);
        Ok((self.trials, self.journal, 0))
    }

    /// The same of a search that has not come to its end: whole batches, where they are kept as a whole.
    fn finish_early(
        mut self,
        events: &mut Events<'_>,
    ) -> Result<(Vec<Trial>, Option<Journal>, usize), Error> {
        let first = self.whole.unwrap_or(self.turn);
        let left_out = match self.races() {
            true => self.times[first..].iter().flatten().count(),
            false => 0,
        };
        if self.back_to_end(events)? {
            return Ok((self.trials, self.journal, left_out));
        }
        let stale = self.recorded.take_stale();
        let kept = match self.whole {
            Some(whole) => whole,
            // each by itself, or of a first batch those that are done, also when a search before did them
            None => self.done_before(),
        };
        if self.whole.is_some() || stale.is_some() {
            // what this search, or one that was killed, did of a batch that is not whole goes
            let whole = self.whole;
            let there = whole.unwrap_or(self.recorded.len().max(self.turn));
            let stale = stale.unwrap_or_default().into_iter();
            let stale = stale.filter(|&number| number < there);
            self.write(stale, events, |journal, trials, waiting| {
                let then = match whole {
                    Some(_) => Then::BackToMark,
                    None => Then::Add {
                        trials: &[],
                        mark: false,
                    },
                };
                journal.renew(there, trials, then, waiting)
            })?;
        }
        self.trials.truncate(kept);
        Ok((self.trials, self.journal, left_out))
    }

    /// The journal has a trial that is none of this search.
    fn refused(&self, number: usize, what: String) -> Error {
        match &self.journal {
            Some(journal) => journal.refuse(number, what).into(),
            // without a journal nothing is read back
            None => StudyError::Foreign(String::new()).into(),
        }
    }
}

//! The trials of a running search: what the study has of them, what has ended, and whose turn it is.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::SystemTime;

use mcutune_core::search::TrialFold;

use super::error::Error;
use super::event::{Event, Events};
use super::fit::FoldResult;
use super::plan::Planned;
use super::strategy::{Declared, Proposal};
use super::trial::Trial;
use crate::limits::Quantity;
use crate::study::{Journal, StudyError};

/// A fit that ended.
pub(super) struct Ended {
    pub result: FoldResult,
    pub began: SystemTime,
    pub ended: SystemTime,
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
    /// The first trial that is not done, or behind one that is not.
    turn: usize,
    /// Where the trials are written as their turn comes.
    journal: Option<Journal>,
    /// What the journal had.
    recorded: Vec<Trial>,
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
            turn: 0,
            journal,
            recorded,
        }
    }

    /// Every trial, with the folds that are done.
    pub fn all(&self) -> &[Trial] {
        &self.trials
    }

    /// Adds a proposal; one that exceeds the limits is done.
    pub fn add(&mut self, proposal: Proposal, planned: &Planned) -> Result<(), Error> {
        let columns = self.declared.columns.iter().map(|&name| name.to_owned());
        let infeasible = |why| vec![FoldResult::infeasible(why, self.quantize); self.folds];
        let trial = Trial {
            number: self.trials.len(),
            columns: columns.zip(proposal.columns).collect(),
            choices: proposal.choices,
            parameters: planned.parameters,
            cost: planned.cost,
            folds: planned.infeasible.as_deref().map(infeasible).unwrap_or_default(),
            given_up: None,
        };
        if let Some(recorded) = self.recorded.get(trial.number)
            && let Some(what) = disagreement(recorded, &trial, planned)
        {
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
            match self
                .recorded
                .get(task.trial)
                .map(|recorded| recorded.folds.get(task.fold))
            {
                None => left.push_back(task),
                Some(Some(fold)) => {
                    trial.folds.push(fold.clone());
                    recalled += 1;
                }
                Some(None) => {
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
        open.map(|trial| self.folds - trial.folds.len()).sum()
    }

    /// A task has ended.
    pub fn end(&mut self, task: TrialFold, ended: Ended) {
        let (began, last) = self.times[task.trial].unwrap_or((ended.began, ended.ended));
        self.times[task.trial] = Some((began.min(ended.began), last.max(ended.ended)));
        self.waiting.insert((task.trial, task.fold), ended);
        let folds = &mut self.trials[task.trial].folds;
        while let Some(next) = self.waiting.remove(&(task.trial, folds.len())) {
            folds.push(next.result);
        }
    }

    /// Writes the trials whose turn has come, and reports them.
    pub fn take_turns(&mut self, events: &mut Events<'_>) -> Result<(), Error> {
        let first = self.turn;
        while self
            .trials
            .get(self.turn)
            .is_some_and(|trial| self.is_done(trial))
        {
            let trial = &self.trials[self.turn];
            if let Some(recorded) = self.recorded.get(self.turn)
                && (&recorded.given_up, recorded.folds.len()) != (&trial.given_up, trial.folds.len())
            {
                let of = |trial: &Trial| {
                    let state = trial.given_up().unwrap_or("done").to_owned();
                    format!("{state} after {} folds", trial.folds.len())
                };
                let what = format!("it is {} there, {} here", of(recorded), of(trial));
                return Err(self.refused(self.turn, what));
            }
            self.turn += 1;
        }
        let new = first.max(self.recorded.len().min(self.turn))..self.turn;
        if let Some(journal) = &mut self.journal
            && !new.is_empty()
        {
            let now = SystemTime::now();
            let line = |number: usize| {
                let (began, ended) = self.times[number].unwrap_or((now, now));
                (&self.trials[number], began, ended)
            };
            let waiting = &mut |lock: &Path| events.send(Event::Waiting(lock));
            journal.add(&new.map(line).collect::<Vec<_>>(), waiting)?;
        }
        for trial in &self.trials[first..self.turn] {
            events.send(Event::Trial(trial));
        }
        Ok(())
    }

    fn is_done(&self, trial: &Trial) -> bool {
        trial.given_up.is_some() || trial.folds.len() == self.folds
    }

    /// Those that are done, without a gap; an error where the study has more than the strategy
    /// proposed until its end.
    pub fn finish(mut self, complete: bool) -> Result<Vec<Trial>, Error> {
        if complete && self.turn < self.recorded.len() {
            let what = format!("the search has {} candidates", self.turn);
            return Err(self.refused(self.turn, what));
        }
        self.trials.truncate(self.turn);
        Ok(self.trials)
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

/// In what a trial that was read back differs from the candidate that is its turn.
fn disagreement(recorded: &Trial, trial: &Trial, planned: &Planned) -> Option<String> {
    if recorded.choices != trial.choices {
        return Some(format!(
            "it chose {:?}, the search {:?}",
            recorded.choices, trial.choices
        ));
    }
    if recorded.columns != trial.columns {
        return Some("its strategy says something else of it".into());
    }
    if recorded.parameters != trial.parameters {
        let (there, here) = (recorded.parameters, trial.parameters);
        return Some(format!("it has {there} parameters there, {here} here"));
    }
    for quantity in Quantity::ALL {
        let (there, here) = (recorded.cost(quantity), trial.cost(quantity));
        if let (Some(there), Some(here)) = (there, here)
            && there != here
        {
            let name = quantity.name();
            return Some(format!("it takes {name} {there} there, {here} here"));
        }
    }
    if recorded.infeasible().is_some() != trial.infeasible().is_some() {
        return Some("it exceeds the limits here or there, but not both".into());
    }
    let most = recorded.folds.iter().map(|fold| fold.n_iter).max().unwrap_or(0);
    let max_iter = planned.params.max_iter;
    (most > max_iter).then(|| format!("it ran {most} epochs, and max_iter is {max_iter}"))
}

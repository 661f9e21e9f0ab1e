//! What a study had of a search's trials before it went on.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fit::FoldResult;
use super::plan::Planned;
use super::trial::Trial;
use crate::limits::Quantity;

/// The trials that a journal had. Those that failed as there was no memory for them are fitted again,
/// and then stand in it as they ended here; what the strategy made of them goes with them.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    trials: Vec<Trial>,
    /// Whether a fit that had failed for lack of memory has ended otherwise, or there are more trials than there
    /// were to be.
    renewed: bool,
    /// Trials that ended otherwise than the journal has it, and that it does not have yet.
    stale: BTreeSet<usize>,
    /// Whether it has trials that are none of this search any more.
    cut: bool,
}

/// What a study has of a task.
pub(super) enum Recalled<'r> {
    /// Its result.
    Result(&'r FoldResult),
    /// It is to be fitted.
    Nothing,
    /// It has the trial without this fold, and nothing was fitted again that would explain it.
    Missing,
}

impl Recorded {
    /// Where the study has `grown`, trials of its last batch may race against others than before.
    pub fn new(trials: Vec<Trial>, grown: bool) -> Self {
        Self {
            trials,
            renewed: grown,
            ..Self::default()
        }
    }

    pub fn len(&self) -> usize {
        self.trials.len()
    }

    /// Some of them, as the journal had them; none where it had not all.
    pub fn get(&self, numbers: Range<usize>) -> Option<&[Trial]> {
        self.trials.get(numbers)
    }

    /// In what a trial differs from the candidate that is its turn. Where memory was lacking, the strategy
    /// proposed others from there on, which are forgotten.
    pub fn disagreement(&mut self, trial: &Trial, planned: &Planned) -> Option<String> {
        let what = disagreement(self.trials.get(trial.number)?, trial, planned)?;
        (!self.cut_if_renewed(trial.number)).then_some(what)
    }

    pub fn recall(&self, number: usize, fold: usize) -> Recalled<'_> {
        let Some(trial) = self.trials.get(number) else {
            return Recalled::Nothing;
        };
        match trial.folds.get(fold) {
            Some(result) if result.end.lacked_memory() => Recalled::Nothing,
            Some(result) => Recalled::Result(result),
            None if self.renewed => Recalled::Nothing,
            None => Recalled::Missing,
        }
    }

    /// A fold was fitted.
    pub fn fitted(&mut self, number: usize, fold: usize, result: &FoldResult) {
        let before = self.trials.get(number).and_then(|trial| trial.folds.get(fold));
        self.renewed |= before.is_some_and(|before| before.end != result.end);
    }

    /// Whether a trial was not fitted by the search before, and is one of this search all the same.
    pub fn is_not_fitted(&self, number: usize) -> bool {
        let trial = self.trials.get(number);
        trial.is_some_and(Trial::is_not_fitted)
    }

    /// A trial is done: in what it differs from the one in the journal, where that cannot be.
    pub fn done(&mut self, trial: &Trial) -> Option<String> {
        let recorded = self
            .trials
            .get(trial.number)
            .filter(|_| !self.is_not_fitted(trial.number))?;
        let ends = |trial: &Trial| -> Vec<_> { trial.folds.iter().map(|fold| fold.end.clone()).collect() };
        if (&recorded.given_up, ends(recorded)) == (&trial.given_up, ends(trial)) {
            return None;
        }
        if self.renewed {
            self.stale.insert(trial.number);
            return None;
        }
        let of = |trial: &Trial| {
            let state = trial.given_up().unwrap_or("done").to_owned();
            format!("{state} after {} folds", trial.folds.len())
        };
        Some(format!("it is {} there, {} here", of(recorded), of(trial)))
    }

    /// Leaves out the trials from a number on, if they may be others since memory was lacking.
    pub fn cut_if_renewed(&mut self, number: usize) -> bool {
        if self.renewed && number < self.trials.len() {
            self.trials.truncate(number);
            self.cut = true;
        }
        self.renewed
    }

    /// Whether the journal has trials that are none of this search any more.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Takes the trials that the journal is to have anew, if it is not as it should be.
    pub fn take_stale(&mut self) -> Option<BTreeSet<usize>> {
        let is_stale = std::mem::take(&mut self.cut) || !self.stale.is_empty();
        is_stale.then(|| std::mem::take(&mut self.stale))
    }
}

/// In what a trial that was read back differs from the candidate that is its turn.
pub(super) fn disagreement(recorded: &Trial, trial: &Trial, planned: &Planned) -> Option<String> {
    if recorded.choices != trial.choices {
        return Some(format!(
            "it chose {:?}, the search {:?}",
            recorded.choices, trial.choices
        ));
    }
    if recorded.columns != trial.columns {
        return Some("its strategy gives other values in its columns".into());
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

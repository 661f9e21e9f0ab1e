//! Where candidates come from: a strategy sees what was scored and proposes what is fitted next.
//!
//! A search goes in rounds. In each, [`Propose::propose`] is shown every trial so far and answers
//! with a [`Round`]: new trials, and tasks, each a fold of a trial, new or old. When all tasks of
//! the round are done it is asked again, until it proposes nothing. It never sees a part of a round,
//! so neither the number of threads nor their order can change what it proposes; and since what it
//! proposes depends on nothing but the trials, a study goes on by asking it again from the first
//! round, with the results that the journal has in place of fits.
//!
//! Shards ([`super::shard`]) each have a part of a round, so that its tasks have to be all folds of its new trials, as
//! those of every strategy here are but for races.
//!
//! What a new strategy must bring: a type with [`Propose`] and [`Strategy`], and a constructor in `search/searches.rs`.
//! The scheduler, the journal and the tables take its states and columns as they come.

mod auto;
mod front_race;
mod gp;
mod grid;
mod halving;
mod race;
mod random;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use mcutune_core::cost::Dtype;
use mcutune_core::params::{Name, Value};
use mcutune_core::search::TrialFold;
use serde_json::{Map, Value as Json};

use super::Options;
use super::choices::Choices;
use super::error::Error;
use super::event::Warning;
use super::plan::Planner;
use super::trial::Trial;
use crate::objectives::Objectives;
use crate::rng::Rng;

use crate::space::{MOST_CANDIDATES, Space};

pub use auto::AutoStrategy;
pub use gp::GpStrategy;
pub(crate) use gp::share_below;
pub use grid::GridStrategy;
pub(crate) use halving::survivors;
pub use halving::{HalvingError, HalvingStrategy, MinResources, Resource};
pub(super) use halving::{ITER, N_RESOURCES};
pub use race::Race;
pub(super) use race::Racing;
pub use random::RandomStrategy;

/// An error, before there is memory for them, where there are more candidates than a search takes.
pub(super) fn check_count(candidates: u64, grid: bool) -> Result<(), Error> {
    match candidates > MOST_CANDIDATES {
        true => Err(Error::TooManyCandidates { candidates, grid }),
        false => Ok(()),
    }
}

/// A strategy's settings by their names.
fn named<const N: usize>(settings: [(&str, Json); N]) -> Map<String, Json> {
    settings
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// Where candidates come from: see [`GridSearch`](crate::GridSearch),
/// [`RandomSearch`](crate::RandomSearch), [`HalvingSearch`](crate::HalvingSearch),
/// [`GpSearch`](crate::GpSearch) and [`AutoSearch`](crate::AutoSearch). Only this crate implements it.
pub trait Strategy: Propose {}

/// What a search asks of a strategy.
pub trait Propose {
    /// By what a study knows it: its name as `strategy`, and each setting that its proposals
    /// depend on.
    fn settings(&self) -> Map<String, Json>;

    /// What its tables have beside scores and costs.
    fn declares(&self) -> Declared {
        Declared::default()
    }

    /// Whether a study of its goes on with more candidates.
    fn grows(&self) -> Growth {
        Growth::No
    }

    /// How many candidates it may still propose, beside those that it has, for what is said of progress.
    fn to_come(&self, _proposed: usize) -> usize {
        0
    }

    /// What each candidate of its last iteration gets of its resource, where it gives one; known from its first
    /// proposal on.
    fn most_resources(&self) -> Option<(Resource, u32)> {
        None
    }

    /// What is fitted next; an empty round ends the search.
    ///
    /// # Errors
    /// Where nothing can be proposed from the space.
    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error>;
}

/// How a study of a strategy goes on with more candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Not at all: what it proposes depends on how many there are to be.
    No,
    /// With more trials of the same space it begins with the same candidates.
    Begins,
    /// No score decides which they are: those that a study has come first, in its order, and then the others, as
    /// many as make it so many where their number was asked for.
    Any {
        /// That number.
        at_most: Option<u32>,
    },
}

/// What a strategy adds to the journal and the tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// States in which it may give up a trial before its last fold.
    pub states: &'static [&'static str],
    /// Names of the columns that its proposals fill.
    pub columns: &'static [&'static str],
    /// The one of those columns, if any, that numbers iterations of which only the last may win, as of
    /// scikit-learn's halving searches.
    pub iteration: Option<&'static str>,
    /// A hyperparameter that it gives its candidates as a resource, and the most that it gives: in the tables it
    /// stands behind those of the space.
    pub resource: Option<(Name, u32)>,
    /// Whether candidates of lists name their parameters from the last to the first in the tables, as
    /// scikit-learn's `ParameterSampler` does.
    pub reversed: bool,
}

/// All that a strategy may look at.
pub struct SoFar<'a> {
    /// What may be chosen.
    pub space: &'a Space,
    /// How many folds a trial has.
    pub folds: usize,
    /// Whose scores choose the winner.
    pub by: Dtype,
    /// What is optimised.
    pub objectives: &'a Objectives,
    /// The search's seed.
    pub seed: u32,
    /// The generator behind every draw.
    pub rng: Rng,
    /// The rows that are searched.
    pub rows: &'a [u32],
    /// Every trial in the order of its proposal, with the folds that are done.
    pub trials: &'a [Trial],
    /// What a candidate would cost, and whether it would keep to the limits.
    pub planner: &'a Planner<'a>,
}

impl<'a> SoFar<'a> {
    /// Of a search of some rows, with its trials so far.
    pub(super) fn new(
        options: &'a Options<'_>,
        (rows, folds): (&'a [u32], usize),
        planner: &'a Planner<'a>,
        trials: &'a [Trial],
    ) -> Self {
        Self {
            space: &options.space,
            folds,
            by: options.selection.by,
            objectives: &options.objectives,
            seed: options.seed,
            rng: options.rng,
            rows,
            trials,
            planner,
        }
    }
}

/// What is done next.
#[derive(Debug, Default)]
pub struct Round {
    /// New trials; the first has the number of trials so far.
    pub trials: Vec<Proposal>,
    /// Folds to fit, of new and old trials, those of a trial in order from its first that is not
    /// done. Trials that exceed the limits are not fitted, whatever is asked.
    pub tasks: Vec<TrialFold>,
    /// Old trials that are given up, each with one of the declared states.
    pub given_up: Vec<(usize, &'static str)>,
    /// Of how many rows the folds are; none is all.
    pub rows: Option<u32>,
    /// What is to be said of the proposals.
    pub warnings: Vec<Warning>,
}

impl Round {
    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.trials.is_empty() && self.tasks.is_empty() && self.given_up.is_empty()
    }

    /// Puts the trials that a study has before the others, in its order, proposed or not, and leaves out the last where
    /// there are more than so many. Whether that changes any; `self` is of whole trials.
    pub(super) fn take_up(&mut self, recorded: &[Trial], at_most: Option<u32>) -> bool {
        let is_there = |(trial, one): (&Trial, &Proposal)| trial.choices == one.choices;
        if recorded.len() <= self.trials.len() && recorded.iter().zip(&self.trials).all(is_there) {
            return false;
        }
        let most = at_most.map_or(usize::MAX, |most| recorded.len().max(most as usize));
        let name = |choices: &Choices| format!("{choices:?}");
        let mut there: BTreeMap<String, usize> = BTreeMap::new();
        for trial in recorded {
            *there.entry(name(&trial.choices)).or_default() += 1;
        }
        let proposed = std::mem::take(&mut self.trials);
        let others = proposed
            .into_iter()
            .filter(|one| match there.get_mut(&name(&one.choices)) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            });
        let others: Vec<Proposal> = others.collect();
        let again = recorded.iter().map(|trial| Proposal::new(trial.choices.clone()));
        self.trials = again.chain(others).take(most).collect();
        // each on the folds that the first is on
        let mut folds = std::mem::take(&mut self.tasks);
        folds.retain(|task| task.trial == 0);
        let of = |trial| {
            folds.iter().map(move |task| TrialFold {
                trial,
                fold: task.fold,
            })
        };
        self.tasks = (0..self.trials.len()).flat_map(of).collect();
        true
    }

    /// New trials on all folds.
    pub(super) fn whole(so_far: &SoFar<'_>, trials: Vec<Proposal>) -> Self {
        let first = so_far.trials.len();
        let task = |trial| (0..so_far.folds).map(move |fold| TrialFold { trial, fold });
        Self {
            tasks: (first..first + trials.len()).flat_map(task).collect(),
            trials,
            ..Self::default()
        }
    }
}

/// A new trial.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it chooses.
    pub choices: Choices,
    /// Its values of the declared columns, in their order.
    pub columns: Vec<Value>,
    /// The trial whose fits its own go on from: one of the round before, with the same hyperparameters but for fewer
    /// epochs.
    pub goes_on: Option<usize>,
}

impl Proposal {
    /// A whole fit on each fold.
    pub(super) fn new(choices: Choices) -> Self {
        Self {
            choices,
            columns: Vec::new(),
            goes_on: None,
        }
    }
}

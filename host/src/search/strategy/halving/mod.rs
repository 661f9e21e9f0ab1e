//! Successive halving, as scikit-learn's `HalvingGridSearchCV` and `HalvingRandomSearchCV`.

mod error;
mod schedule;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use mcutune_core::cost::Dtype;
use mcutune_core::data::Target;
use mcutune_core::params::{Name, Value};
use mcutune_core::search::halving::top_k;
use serde_json::{Map, Value as Json, json};

use super::{Declared, Proposal, Propose, Round, SoFar, Strategy, check_count, grid, named, random};
use crate::search::choices::Choices;
use crate::search::trial::Trial;
use crate::search::{Error, Warning};
use crate::space::Space;

pub use error::HalvingError;
pub use schedule::MinResources;
use schedule::{Demand, Schedule};

/// The column that numbers the iterations.
pub(in crate::search) const ITER: &str = "iter";
/// The column of what a candidate gets of the resource.
pub(in crate::search) const N_RESOURCES: &str = "n_resources";

/// What an iteration gives its candidates more of than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resource {
    /// Epochs.
    #[default]
    MaxIter,
    /// Rows: each iteration draws its own of those that train on a fold, and of those that it is scored on, which
    /// is the default of scikit-learn.
    NSamples,
}

impl Resource {
    /// Both.
    pub const ALL: [Resource; 2] = [Resource::MaxIter, Resource::NSamples];

    /// As scikit-learn spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Resource::MaxIter => Name::MaxIter.as_str(),
            Resource::NSamples => "n_samples",
        }
    }

    /// The hyperparameter that it is, if it is one.
    fn parameter(self) -> Option<Name> {
        match self {
            Resource::MaxIter => Some(Name::MaxIter),
            Resource::NSamples => None,
        }
    }
}

/// Successive halving: all candidates on few epochs or rows, the best of them on more, and so on; the winner is
/// the best of the last iteration.
#[derive(Clone, Debug)]
pub struct HalvingStrategy {
    /// How many candidates are drawn.
    trials: Option<u32>,
    resource: Resource,
    factor: f64,
    min: Option<MinResources>,
    max: Option<u32>,
    aggressive: bool,
    /// Whether the space has lists only.
    lists: bool,
    /// Epochs of its candidates where nobody says otherwise.
    max_iter: u32,
    /// None before the first iteration.
    schedule: Option<Schedule>,
}

impl HalvingStrategy {
    pub(crate) fn new(space: &Space) -> Self {
        Self {
            trials: None,
            resource: Resource::default(),
            factor: 3.0,
            min: None,
            max: None,
            aggressive: false,
            lists: space.is_lists(),
            max_iter: space.base().max_iter,
            schedule: None,
        }
    }

    pub(crate) fn trials(&mut self, candidates: u32) {
        self.trials = Some(candidates);
    }

    pub(crate) fn resource(&mut self, resource: Resource) {
        self.resource = resource;
    }

    pub(crate) fn factor(&mut self, factor: f64) {
        self.factor = factor;
    }

    pub(crate) fn min_resources(&mut self, min: MinResources) {
        self.min = Some(min);
    }

    pub(crate) fn max_resources(&mut self, max: u32) {
        self.max = Some(max);
    }

    pub(crate) fn aggressive_elimination(&mut self, aggressive: bool) {
        self.aggressive = aggressive;
    }

    /// Whether its candidates are those of a grid.
    fn is_grid(&self) -> bool {
        self.lists && self.trials.is_none()
    }

    /// As scikit-learn has it of a grid and of random candidates.
    fn min(&self) -> MinResources {
        self.min.unwrap_or(match self.is_grid() {
            true => MinResources::Exhaust,
            false => MinResources::Smallest,
        })
    }

    /// The most epochs, where these are the resource.
    fn most_epochs(&self) -> u32 {
        self.max.unwrap_or(self.max_iter)
    }

    fn demand(&self, so_far: &SoFar<'_>) -> Demand {
        let (smallest, max) = match self.resource {
            Resource::MaxIter => (1, self.most_epochs()),
            Resource::NSamples => (
                smallest_rows(so_far),
                self.max.unwrap_or(so_far.rows.len() as u32),
            ),
        };
        Demand {
            resource: self.resource,
            factor: self.factor,
            min: self.min(),
            smallest,
            max,
            aggressive: self.aggressive,
        }
    }

    /// The candidates of the first iteration.
    fn candidates(&self, so_far: &SoFar<'_>) -> Result<(Vec<Choices>, Vec<Warning>), Error> {
        if self.is_grid() {
            return Ok((grid::candidates(so_far.space)?, Vec::new()));
        }
        match self.trials {
            Some(trials) => random::candidates(so_far, trials),
            // what lists have is drawn once, and asked for without a number it is a grid
            None => random::candidates(so_far, self.demand(so_far).exhausting()?),
        }
    }

    /// An iteration of some candidates, each with its trial of the one before.
    fn round(
        &self,
        so_far: &SoFar<'_>,
        (iteration, resources): (usize, u32),
        candidates: impl Iterator<Item = (Option<usize>, Choices)>,
    ) -> Round {
        let value = |number: u32| Value::Int(number.into());
        let proposal = |(before, choices): (Option<usize>, Choices)| Proposal {
            columns: vec![value(iteration as u32), value(resources)],
            // on other rows it is another fit
            goes_on: before.filter(|_| self.resource == Resource::MaxIter),
            ..Proposal::new(match self.resource.parameter() {
                Some(name) => choices.with(name, value(resources)),
                None => choices,
            })
        };
        Round {
            rows: (self.resource == Resource::NSamples).then_some(resources),
            ..Round::whole(so_far, candidates.map(proposal).collect())
        }
    }

    fn first(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let searches = |space: &mcutune_core::space::Space<'_>, resource: Name| {
            let mut names = space.dimensions().iter().map(|dimension| dimension.name);
            names.any(|name| name == resource)
        };
        if let Some(name) = self.resource.parameter()
            && so_far
                .space
                .with(|spaces| spaces.iter().any(|space| searches(space, name)))
        {
            return Err(HalvingError::Searched(name).into());
        }
        let (candidates, warnings) = self.candidates(so_far)?;
        let schedule = Schedule::try_new(candidates.len(), &self.demand(so_far))?;
        if let (Resource::NSamples, Some(&most)) = (self.resource, schedule.resources.last())
            && most as usize > so_far.rows.len()
        {
            let rows = so_far.rows.len();
            return Err(HalvingError::TooFewRows { most, rows }.into());
        }
        let all = schedule.candidates.iter().sum::<usize>();
        check_count(all as u64, self.is_grid())?;
        let candidates = candidates.into_iter().map(|choices| (None, choices));
        let round = self.round(so_far, (0, schedule.resources[0]), candidates);
        self.schedule = Some(schedule);
        Ok(Round { warnings, ..round })
    }
}

/// The fewest rows that make sense: two for each fold, and of classes two for each class and fold.
fn smallest_rows(so_far: &SoFar<'_>) -> u32 {
    let classes = match so_far.planner.data.target() {
        Target::Classes { labels, .. } => {
            let labels = so_far.rows.iter().filter_map(|&row| labels.get(row as usize));
            labels.collect::<BTreeSet<_>>().len()
        }
        Target::Values { .. } | Target::Multilabel { .. } => 1,
    };
    let rows = 2 * so_far.folds * classes;
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// Those of an iteration that go on, from the worst of them to the best, where a schedule keeps so many: none that
/// exceeds the limits. Where all fits fail on few rows nothing goes on, as in scikit-learn.
pub(crate) fn survivors(iteration: &[Trial], resource: Resource, by: Dtype, kept: usize) -> Vec<&Trial> {
    if resource == Resource::NSamples && !iteration.iter().any(is_fitted) {
        return Vec::new();
    }
    best(iteration, by, kept)
}

/// Whether a fit of a trial has not failed.
fn is_fitted(trial: &Trial) -> bool {
    trial.folds.iter().any(|fold| fold.end.is_fitted())
}

/// The best of an iteration, from the worst of them to the best. One that exceeds the limits does not go on.
fn best(iteration: &[Trial], by: Dtype, kept: usize) -> Vec<&Trial> {
    let means: Vec<f64> = iteration.iter().map(|trial| trial.mean_of(by)).collect();
    let mut best = vec![0; kept];
    top_k(&means, &mut best);
    let best = best.into_iter().map(|number| &iteration[number as usize]);
    best.filter(|trial| trial.infeasible().is_none()).collect()
}

impl Strategy for HalvingStrategy {}

impl Propose for HalvingStrategy {
    fn settings(&self) -> Map<String, Json> {
        let min = match self.min() {
            MinResources::Smallest => json!("smallest"),
            MinResources::Exhaust => json!("exhaust"),
            MinResources::Of(number) => json!(number),
        };
        named([
            ("strategy", json!("halving")),
            ("trials", json!(self.trials)),
            ("resource", json!(self.resource.name())),
            ("factor", json!(self.factor)),
            ("min_resources", min),
            ("max_resources", self.max.map_or(json!("auto"), |max| json!(max))),
            ("aggressive_elimination", json!(self.aggressive)),
        ])
    }

    fn declares(&self) -> Declared {
        Declared {
            columns: &[ITER, N_RESOURCES],
            iteration: Some(ITER),
            resource: self.resource.parameter().map(|name| (name, self.most_epochs())),
            reversed: !self.is_grid(),
            ..Declared::default()
        }
    }

    fn to_come(&self, proposed: usize) -> usize {
        let all = self.schedule.as_ref().map_or(0, |of| of.candidates.iter().sum());
        all.saturating_sub(proposed)
    }

    fn most_resources(&self) -> Option<(Resource, u32)> {
        let most = self.schedule.as_ref()?.resources.last()?;
        Some((self.resource, *most))
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let iteration = |trial: &Trial| trial.columns.first().map(|(_, value)| *value);
        let (Some(schedule), Some(last)) = (&self.schedule, so_far.trials.last()) else {
            return self.first(so_far);
        };
        let Some(Value::Int(number)) = iteration(last) else {
            return Ok(Round::default());
        };
        let next = number as usize + 1;
        let Some(&resources) = schedule.resources.get(next) else {
            return Ok(Round::default());
        };
        let begin = so_far
            .trials
            .partition_point(|trial| iteration(trial) != iteration(last));
        let before = &so_far.trials[begin..];
        let kept = schedule.kept(before.len());
        let best = survivors(before, self.resource, so_far.by, kept).into_iter();
        let best = best.map(|trial| (Some(trial.number), trial.choices.clone()));
        Ok(self.round(so_far, (next, resources), best))
    }
}

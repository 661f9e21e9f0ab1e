//! Successive halving, as scikit-learn's `HalvingGridSearchCV` and `HalvingRandomSearchCV`.

mod error;
mod schedule;

#[cfg(test)]
mod tests;

use mcutune_core::cost::Dtype;
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

/// The hyperparameter that is the resource.
const RESOURCE: Name = Name::MaxIter;
/// The column that numbers the iterations.
pub(in crate::search) const ITER: &str = "iter";
/// The column of what a candidate gets of the resource.
pub(in crate::search) const N_RESOURCES: &str = "n_resources";

/// Successive halving: all candidates on few epochs, the best of them on more, and so on; the winner is
/// the best of the last iteration.
#[derive(Clone, Debug)]
pub struct HalvingStrategy {
    /// How many candidates are drawn.
    trials: Option<u32>,
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

    fn demand(&self) -> Demand {
        Demand {
            factor: self.factor,
            min: self.min(),
            smallest: 1,
            max: self.max.unwrap_or(self.max_iter),
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
            None => random::candidates(so_far, self.demand().exhausting()?),
        }
    }

    /// An iteration of some candidates.
    fn round(&self, so_far: &SoFar<'_>, iteration: usize, resources: u32, choices: Vec<Choices>) -> Round {
        let value = |number: u32| Value::Int(number.into());
        let proposal = |choices: Choices| Proposal {
            columns: vec![value(iteration as u32), value(resources)],
            ..Proposal::new(choices.with(RESOURCE, value(resources)))
        };
        Round::whole(so_far, choices.into_iter().map(proposal).collect())
    }

    fn first(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let searches = |space: &mcutune_core::space::Space<'_>| {
            let mut names = space.dimensions().iter().map(|dimension| dimension.name);
            names.any(|name| name == RESOURCE)
        };
        if so_far.space.with(|spaces| spaces.iter().any(searches)) {
            return Err(HalvingError::Searched(RESOURCE).into());
        }
        let (candidates, warnings) = self.candidates(so_far)?;
        let schedule = Schedule::try_new(candidates.len(), &self.demand())?;
        let all = schedule.candidates.iter().sum::<usize>();
        check_count(all as u64, self.is_grid())?;
        let round = self.round(so_far, 0, schedule.resources[0], candidates);
        self.schedule = Some(schedule);
        Ok(Round { warnings, ..round })
    }
}

/// The best of an iteration, from the worst of them to the best. One that exceeds the limits does not go on.
fn best(iteration: &[Trial], by: Dtype, kept: usize) -> Vec<Choices> {
    let means: Vec<f64> = iteration.iter().map(|trial| trial.mean_of(by)).collect();
    let mut best = vec![0; kept];
    top_k(&means, &mut best);
    let best = best.into_iter().map(|number| &iteration[number as usize]);
    best.filter(|trial| trial.infeasible().is_none())
        .map(|trial| trial.choices.clone())
        .collect()
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
            ("resource", json!(RESOURCE.as_str())),
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
            resource: Some((RESOURCE, self.demand().max)),
            reversed: !self.is_grid(),
            ..Declared::default()
        }
    }

    fn to_come(&self, proposed: usize) -> usize {
        let all = self.schedule.as_ref().map_or(0, |of| of.candidates.iter().sum());
        all.saturating_sub(proposed)
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
        let best = best(before, so_far.by, schedule.kept(before.len()));
        Ok(self.round(so_far, next, resources, best))
    }
}

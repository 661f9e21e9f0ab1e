//! The strategy that suits a space.

use serde_json::{Map, Value as Json};

use super::{Declared, GpStrategy, GridStrategy, Growth, Propose, Round, SoFar, Strategy};
use crate::search::Error;
use crate::space::Space;

/// Combinations that are all searched, at most.
const SMALL: u64 = 64;

/// Every combination where they are few, and otherwise what a Gaussian process proposes. A study knows
/// it by the one that it is.
#[derive(Clone, Debug)]
pub enum AutoStrategy {
    /// They are few.
    Grid(GridStrategy),
    /// They are many, or not to be counted.
    Gp(GpStrategy),
}

impl AutoStrategy {
    pub(crate) fn new(space: &Space, trials: u32) -> Self {
        let few = SMALL.min(trials.into());
        match space.combinations() {
            Ok(all) if all <= few => AutoStrategy::Grid(GridStrategy),
            _ => AutoStrategy::Gp(GpStrategy::new(trials)),
        }
    }

    /// Whether scores decide what is proposed.
    pub(crate) fn is_adaptive(&self) -> bool {
        matches!(self, AutoStrategy::Gp(_))
    }

    /// In batches of this many, where it proposes any.
    pub(crate) fn batch(&mut self, candidates: u32) {
        if let AutoStrategy::Gp(gp) = self {
            gp.batch(candidates);
        }
    }
}

impl Strategy for AutoStrategy {}

impl Propose for AutoStrategy {
    fn settings(&self) -> Map<String, Json> {
        match self {
            AutoStrategy::Grid(grid) => grid.settings(),
            AutoStrategy::Gp(gp) => gp.settings(),
        }
    }

    fn declares(&self) -> Declared {
        match self {
            AutoStrategy::Grid(grid) => grid.declares(),
            AutoStrategy::Gp(gp) => gp.declares(),
        }
    }

    fn grows(&self) -> Growth {
        match self {
            AutoStrategy::Grid(grid) => grid.grows(),
            AutoStrategy::Gp(gp) => gp.grows(),
        }
    }

    fn to_come(&self, proposed: usize) -> usize {
        match self {
            AutoStrategy::Grid(grid) => grid.to_come(proposed),
            AutoStrategy::Gp(gp) => gp.to_come(proposed),
        }
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        match self {
            AutoStrategy::Grid(grid) => grid.propose(so_far),
            AutoStrategy::Gp(gp) => gp.propose(so_far),
        }
    }
}

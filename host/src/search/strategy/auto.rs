//! The strategy that suits a space.

use mcutune_core::space::Grid as Combinations;
use serde_json::{Map, Value as Json};

use super::{Declared, Gp, Grid, Round, Sealed, SoFar, Strategy};
use crate::search::Error;
use crate::space::Space;

/// Combinations that are all searched, at most.
const SMALL: u64 = 64;

/// Every combination where they are few, and otherwise what a Gaussian process proposes. A study knows
/// it by the one that it is.
#[derive(Clone, Debug)]
pub enum Auto {
    /// They are few.
    Grid(Grid),
    /// They are many, or not to be counted.
    Gp(Gp),
}

impl Auto {
    pub(crate) fn new(space: &Space, trials: u32) -> Self {
        let few = SMALL.min(trials.into());
        let combinations = space.with(|spaces| Combinations::try_new(spaces).map(|grid| grid.len()));
        match combinations {
            Ok(all) if all <= few => Auto::Grid(Grid),
            _ => Auto::Gp(Gp::new(trials)),
        }
    }

    /// Whether scores decide what is proposed.
    pub(crate) fn is_adaptive(&self) -> bool {
        matches!(self, Auto::Gp(_))
    }

    /// In batches of so many, where it proposes any.
    pub(crate) fn batch(&mut self, candidates: u32) {
        if let Auto::Gp(gp) = self {
            gp.batch(candidates);
        }
    }
}

impl Sealed for Auto {}

impl Strategy for Auto {
    fn settings(&self) -> Map<String, Json> {
        match self {
            Auto::Grid(grid) => grid.settings(),
            Auto::Gp(gp) => gp.settings(),
        }
    }

    fn declares(&self) -> Declared {
        match self {
            Auto::Grid(grid) => grid.declares(),
            Auto::Gp(gp) => gp.declares(),
        }
    }

    fn to_come(&self, proposed: usize) -> usize {
        match self {
            Auto::Grid(grid) => grid.to_come(proposed),
            Auto::Gp(gp) => gp.to_come(proposed),
        }
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        match self {
            Auto::Grid(grid) => grid.propose(so_far),
            Auto::Gp(gp) => gp.propose(so_far),
        }
    }
}

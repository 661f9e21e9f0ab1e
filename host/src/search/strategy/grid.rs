//! Every combination.

use mcutune_core::space;
use serde_json::{Map, Value as Json, json};

use super::{Growth, Proposal, Propose, Round, SoFar, Strategy, check_count, named};
use crate::search::Error;
use crate::search::choices::Choices;
use crate::space::Space;

/// Every combination of the lists of a space, in the order of scikit-learn's `ParameterGrid`.
#[derive(Clone, Copy, Debug, Default)]
pub struct GridStrategy;

impl Strategy for GridStrategy {}

impl Propose for GridStrategy {
    fn settings(&self) -> Map<String, Json> {
        named([("strategy", json!("grid")), ("trials", Json::Null)])
    }

    fn grows(&self) -> Growth {
        Growth::Any { at_most: None }
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        if !so_far.trials.is_empty() {
            return Ok(Round::default());
        }
        let trials = candidates(so_far.space)?.into_iter().map(Proposal::new);
        Ok(Round::whole(so_far, trials.collect()))
    }
}

/// All candidates of a space, in their order.
pub(super) fn candidates(space: &Space) -> Result<Vec<Choices>, Error> {
    space.with(|spaces| {
        let grid = space::Grid::try_new(spaces).map_err(Error::Grid)?;
        check_count(grid.len(), true)?;
        let candidates = (0..grid.len()).filter_map(|index| grid.get(index));
        Ok(candidates.map(|one| (&one).into()).collect())
    })
}

//! Candidates at random.

use std::collections::BTreeSet;

use mcutune_core::random::Random as _;
use mcutune_core::space::{Grid, Sampler};
use serde_json::{Map, Value as Json, json};

use super::{Declared, Growth, Proposal, Propose, Round, SoFar, Strategy, check_count, named};
use crate::rng::Generator;
use crate::search::choices::Choices;
use crate::search::{Error, Warning};
use crate::space::MOST_CANDIDATES;

/// A number of candidates drawn at random, as scikit-learn's `ParameterSampler` draws them.
#[derive(Clone, Copy, Debug)]
pub struct RandomStrategy {
    pub(crate) trials: u32,
}

impl Strategy for RandomStrategy {}

impl Propose for RandomStrategy {
    fn settings(&self) -> Map<String, Json> {
        named([("strategy", json!("random")), ("trials", json!(self.trials))])
    }

    fn declares(&self) -> Declared {
        Declared {
            reversed: true,
            ..Declared::default()
        }
    }

    /// Of ranges more begin with the same. Lists are drawn from without replacement, which depends on how many are
    /// drawn: those that a study has stay, and others of the new draw follow.
    fn grows(&self) -> Growth {
        Growth::Any {
            at_most: Some(self.trials),
        }
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        if !so_far.trials.is_empty() {
            return Ok(Round::default());
        }
        let (drawn, warnings) = candidates(so_far, self.trials)?;
        let round = Round::whole(so_far, drawn.into_iter().map(Proposal::new).collect());
        Ok(Round { warnings, ..round })
    }
}

/// So many candidates, and what is to be said of them.
pub(super) fn candidates(so_far: &SoFar<'_>, trials: u32) -> Result<(Vec<Choices>, Vec<Warning>), Error> {
    if trials == 0 {
        return Err(Error::NoCandidates);
    }
    so_far.space.with(|spaces| {
        let grid = Grid::try_new(spaces).map(|grid| grid.len()).ok();
        check_count(grid.unwrap_or(u64::MAX).min(trials.into()), false)?;
        let mut scratch = vec![0; Sampler::<Generator>::scratch(spaces, trials)?];
        let random = so_far.rng.start(so_far.seed);
        let mut indices = BTreeSet::new();
        let is_new = |index| indices.insert(index);
        let drawn = Sampler::try_new_with(spaces, trials, random, &mut scratch, is_new)?;
        let mut candidates: Vec<Choices> = drawn.map(|one| (&one).into()).collect();
        if u64::from(trials) == MOST_CANDIDATES && grid.is_some() {
            // as many as there is time for: all of a grid, or almost all, are drawn in its order
            so_far.rng.start(so_far.seed).shuffle(&mut candidates);
            return Ok((candidates, Vec::new()));
        }
        let exhausted = Sampler::<Generator>::exhausts(spaces, trials);
        let warning = exhausted.then_some(Warning::SpaceExhausted { trials });
        Ok((candidates, warning.into_iter().collect()))
    })
}

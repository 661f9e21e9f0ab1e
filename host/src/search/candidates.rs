//! Which candidates a search tries, and what each would cost: known before the first fit.

use mcutune_core::data::Dataset;
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::shape::Shape;
use mcutune_core::space::{Candidate, Grid, Sampler};

use crate::config::SearchConfig;
use crate::failure::Failure;
use crate::generator::Generator;
use crate::warnings::Warnings;

/// A candidate with all that is known before it is trained.
pub struct Planned {
    /// The choices.
    pub candidate: Candidate,
    /// With the defaults of all else.
    pub params: Params,
    /// Weights and biases; 0 where the core has no such network, and each fit will say why.
    pub parameters: usize,
}

/// The whole grid in scikit-learn's order, or a draw from the spaces.
pub fn draw(config: &SearchConfig, warnings: &mut Warnings) -> Result<Vec<Candidate>, Failure> {
    config.spaces.with(|spaces| match config.trials {
        None => {
            let grid = Grid::try_new(spaces)
                .map_err(|e| format!("--strategy grid: {e}: use --strategy random for ranges"))?;
            Ok((0..grid.len()).filter_map(|index| grid.get(index)).collect())
        }
        Some(trials) => {
            if Sampler::<Generator>::exhausts(spaces, trials) {
                warnings.add(format!(
                    "--trials {trials} is more than the grid holds; all of it is searched"
                ));
            }
            let mut scratch = vec![0; Sampler::<Generator>::scratch(spaces, trials)?];
            let random = config.fitting.rng.start(config.fitting.seed);
            Ok(Sampler::try_new(spaces, trials, random, &mut scratch)?.collect())
        }
    })
}

/// What each becomes on `data`.
pub fn plan(candidates: Vec<Candidate>, data: &Dataset<'_>) -> Result<Vec<Planned>, Failure> {
    let outputs = Output::width(&data.target());
    let plan = |candidate: Candidate| {
        let params = candidate.params(&Params::DEFAULT)?;
        let shape = Shape::of(data.features(), &params.hidden_layer_sizes, outputs);
        Ok(Planned {
            candidate,
            params,
            parameters: shape.map_or(0, |shape| shape.parameters()),
        })
    };
    candidates.into_iter().map(plan).collect()
}

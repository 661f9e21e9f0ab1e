//! Which candidates a search tries, and what each would cost: known before the first fit.

use mcutune_core::cost::Deployment;
use mcutune_core::data::Dataset;
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::shape::Shape;
use mcutune_core::space::{Candidate, Grid, Sampler};

use crate::cli::failure::Failure;
use crate::cli::resolve::SearchConfig;
use crate::cli::warnings::Warnings;
use crate::limits::Need;
use crate::rng::Generator;
use crate::text;

/// A candidate with all that is known before it is trained.
pub struct Planned {
    /// The choices.
    pub candidate: Candidate,
    /// With the defaults of all else.
    pub params: Params,
    /// Weights and biases; 0 where the core has no such network, and each fit will say why.
    pub parameters: usize,
    /// What it takes of the microcontroller; none where the core has no such network.
    pub need: Option<Need>,
    /// Why it is not trained: the limits that it exceeds.
    pub infeasible: Option<String>,
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
pub fn plan(
    config: &SearchConfig,
    candidates: Vec<Candidate>,
    data: &Dataset<'_>,
) -> Result<Vec<Planned>, Failure> {
    let (outputs, output) = (Output::width(&data.target()), Output::of(&data.target()));
    let plan = |candidate: Candidate| {
        let params = candidate.params(&Params::DEFAULT)?;
        let shape = Shape::of(data.features(), &params.hidden_layer_sizes, outputs);
        let need = shape.ok().map(|shape| {
            let model = Deployment {
                shape,
                activation: params.activation,
                output,
                dtype: config.aim.dtype,
                scaled: config.fitting.how.scaling != Scaling::None,
            };
            Need::from(model.cost(config.aim.mcu))
        });
        Ok(Planned {
            infeasible: need.and_then(|need| config.aim.limits.refuse(&need)),
            need,
            candidate,
            params,
            parameters: shape.map_or(0, |shape| shape.parameters()),
        })
    };
    let planned = candidates
        .into_iter()
        .map(plan)
        .collect::<Result<Vec<_>, Failure>>()?;
    if !planned.is_empty() && planned.iter().all(|one| one.infeasible.is_some()) {
        return Err(none_fits(config, &planned));
    }
    Ok(planned)
}

/// Names the candidate that comes closest.
fn none_fits(config: &SearchConfig, planned: &[Planned]) -> Failure {
    let share = |one: &Planned| Some(config.aim.limits.tightest(&one.need?)?.1);
    let closest = planned
        .iter()
        .filter_map(|one| Some((share(one)?, one)))
        .reduce(|least, next| if next.0 < least.0 { next } else { least });
    let closest = closest.map_or(String::new(), |(_, one)| {
        format!(
            "; the closest is {}, which takes {}",
            text::python_dict(one.candidate.items()),
            one.infeasible.as_deref().unwrap_or_default()
        )
    });
    format!(
        "--limit {}: none of {} candidates fits{closest}",
        config.aim.limits,
        planned.len()
    )
    .into()
}

//! What is known of a candidate before it is trained.

use mcutune_core::cost::{Cost, Deployment};
use mcutune_core::data::Dataset;
use mcutune_core::error::Error;
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::shape::Shape;

use super::choices::Choices;
use super::prepared::Whole;
use crate::limits::Device;
use crate::space::Prepared;

/// What a row takes in an epoch besides its multiplications, whatever the network, in multiplications: about as long as
/// those of a network of 600. Without it, one of 28 would forecast ten times the time of one of 5000.
const PER_ROW: u64 = 600;

/// What is known of a candidate before it is trained.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its hyperparameters.
    pub params: Params,
    /// Weights and biases; 0 where core has no such network, and each fit will say why.
    pub parameters: usize,
    /// What its model needs of the microcontroller; none where core has no such network.
    pub cost: Option<Cost>,
    /// The limits that it exceeds, and what it needs of each: it is not trained.
    pub infeasible: Option<String>,
    /// What a row takes in all the epochs that a fit may run, in multiplications; how many it will run, nobody knows.
    pub work: u64,
}

/// Plans candidates for one data set and one microcontroller.
#[derive(Clone, Copy)]
pub struct Planner<'a> {
    /// All rows.
    pub data: Dataset<'a>,
    /// Each preparation that a candidate may choose.
    pub(super) wholes: &'a [Whole<'a>],
    /// What all candidates share.
    pub base: Params,
    /// What the winner is for.
    pub device: &'a Device,
    /// How features are scaled where a candidate does not choose it.
    pub scaling: Scaling,
    /// Whether answers are held to a range.
    pub clips_outputs: bool,
}

impl Planner<'_> {
    /// What a candidate becomes.
    ///
    /// # Errors
    /// The name of a hyperparameter that does not take its value.
    pub fn plan(&self, choices: &Choices) -> Result<Planned, Error> {
        let params = choices.params(&self.base)?;
        let target = self.data.target();
        let outputs = Output::width(&target);
        let chosen = Prepared::of(&params);
        let whole = self.wholes.iter().find(|whole| whole.chosen == chosen);
        let features = whole.map_or(self.data.features(), |whole| whole.pipeline.preprocess.features());
        let shape = Shape::of(features, &params.hidden_layer_sizes, outputs).ok();
        let cost = shape.map(|shape| {
            let scaling = params.scaler.unwrap_or(self.scaling);
            let model = Deployment {
                shape,
                activation: params.activation,
                output: Output::of(&target, params.loss),
                dtype: self.device.dtype,
                scaled: scaling != Scaling::None,
                clips_features: scaling.clips(),
                clips_outputs: self.clips_outputs,
            };
            let cost = model.cost(self.device.mcu);
            Cost {
                ram: cost.ram + whole.map_or(0, Whole::stage_bytes),
                ..cost
            }
        });
        Ok(Planned {
            infeasible: cost.and_then(|cost| self.device.limits.exceeded(&cost)),
            cost,
            parameters: shape.map_or(0, |shape| shape.parameters()),
            work: shape.map_or(0, |shape| work(shape.macs(), params.max_iter)),
            params,
        })
    }
}

/// What a row takes in so many epochs of a network of so many multiplications.
fn work(macs: usize, epochs: u32) -> u64 {
    (macs as u64)
        .saturating_add(PER_ROW)
        .saturating_mul(epochs.into())
}

#[cfg(test)]
mod tests {
    use super::work;

    #[test]
    fn networks_of_all_sizes_take_about_as_long_for_the_same_work() {
        // multiplications, and measured nanoseconds for a row and epoch
        let measured = [
            (296, 46.0),
            (1184, 65.0),
            (4736, 240.0),
            (8832, 510.0),
            (85_067, 4450.0),
            (189_600, 9085.0),
        ];
        for (macs, took) in measured {
            for (others, as_long) in measured {
                let expected = took / work(macs, 100) as f64 * work(others, 100) as f64;
                let off = expected / as_long;
                assert!(
                    (0.6..1.6).contains(&off),
                    "{macs} multiplications forecast {off} times those of {others}"
                );
            }
        }
        assert_eq!(work(usize::MAX, u32::MAX), u64::MAX);
    }
}

//! What is known of a candidate before it is trained.

use mcutune_core::cost::{Cost, Deployment};
use mcutune_core::data::Dataset;
use mcutune_core::error::Error;
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::shape::Shape;

use super::choices::Choices;
use crate::limits::Device;

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
    /// Multiplications of all the epochs that a fit may run; how many it will, nobody knows.
    pub work: u64,
}

/// Plans candidates for one data set and one microcontroller.
#[derive(Clone, Copy, Debug)]
pub struct Planner<'a> {
    /// All rows.
    pub data: Dataset<'a>,
    /// What all candidates share.
    pub base: Params,
    /// What the winner is for.
    pub device: &'a Device,
    /// Whether the features are scaled.
    pub scaled: bool,
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
        let shape = Shape::of(self.data.features(), &params.hidden_layer_sizes, outputs).ok();
        let cost = shape.map(|shape| {
            let model = Deployment {
                shape,
                activation: params.activation,
                output: Output::of(&target),
                dtype: self.device.dtype,
                scaled: self.scaled,
            };
            model.cost(self.device.mcu)
        });
        Ok(Planned {
            infeasible: cost.and_then(|cost| self.device.limits.exceeded(&cost)),
            cost,
            parameters: shape.map_or(0, |shape| shape.parameters()),
            work: shape.map_or(0, |shape| {
                (shape.macs() as u64).saturating_mul(params.max_iter.into())
            }),
            params,
        })
    }
}

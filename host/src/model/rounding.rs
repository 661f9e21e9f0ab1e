//! What sums in f32 lose of values to predict that lie far from zero.

use mcutune_core::loss::Output;

use super::{Model, ModelError, Predictions};
use crate::data::{Data, TargetColumn};

/// What rounding takes from the answers of a model of values: each sum of its last layer begins at the bias,
/// which lies as far from zero as the values do, and is rounded to a step of f32 there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// How much lower R² is.
    pub r2_lost: f64,
    /// The mean of the values: little is lost of what is left where it is subtracted.
    pub offset: f64,
}

/// Less than this is of no account.
const LEAST: f64 = 1e-3;

impl Model {
    /// What rounding takes from the answers to these rows, measured against the same network with a bias near zero;
    /// none where that is less than 0.001 of R², where R² is not above 0 even so, or the model predicts no values.
    ///
    /// # Errors
    /// As [`Model::predict_data`].
    pub fn rounding(&self, data: &Data) -> Result<Option<Rounding>, ModelError> {
        let (Some(TargetColumn::Values(truth)), []) = (data.target(), self.classes()) else {
            return Ok(None);
        };
        if self.output != Output::Identity {
            // behind a function the bias is no shift
            return Ok(None);
        }
        let offset = truth.iter().map(|&value| f64::from(value)).sum::<f64>() / truth.len() as f64;
        // answers that are held to a range lose what they did before that
        let far = Self {
            low: Vec::new(),
            high: Vec::new(),
            ..self.clone()
        };
        let mut near = far.clone();
        // the bias of the one output is the last of the weights
        if let Some(bias) = near.weights.last_mut() {
            *bias = (f64::from(*bias) - offset) as f32;
        }
        let (far, near) = (far.predict_data(data)?, near.predict_data(data)?);
        let answer = |answers: &Predictions, row: usize| {
            let values = answers.values().unwrap_or_default();
            values.get(row).copied().map_or(f64::NAN, f64::from)
        };
        let squares = |answer: &dyn Fn(usize) -> f64| -> f64 {
            let error = |(row, &value): (usize, &f32)| f64::from(value) - answer(row);
            truth
                .iter()
                .enumerate()
                .map(error)
                .map(|error| error * error)
                .sum()
        };
        let varies = squares(&|_| offset);
        let left = squares(&|row| answer(&near, row) + offset);
        let r2_lost = (squares(&|row| answer(&far, row)) - left) / varies;
        // a model that knows nothing of the rows loses nothing
        Ok((r2_lost > LEAST && left < varies).then_some(Rounding { r2_lost, offset }))
    }
}

//! A network in int8 in memory of its own: what a model's file keeps.

use mcutune_core::error::Error;
use mcutune_core::int8::quantize::{PartsMut, quantize, scratch};
use mcutune_core::int8::{Int8Model, PartSizes, Parts};
use mcutune_core::loss::Output;
use mcutune_core::model::Model;
use mcutune_core::shape::Shape;
use serde::{Deserialize, Serialize};

/// What [`Parts`] borrows, under the same names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantized {
    /// Subtracted from each raw feature.
    pub offset: Vec<f32>,
    /// What each feature is then multiplied with.
    pub factor: Vec<f32>,
    /// The packed weights.
    pub weights: Vec<u32>,
    /// The biases.
    pub biases: Vec<i32>,
    /// The requantisation multipliers, their shift in the low byte.
    pub multipliers: Vec<i32>,
    /// The zero point of each hidden layer's quantised sums.
    pub zeros: Vec<i8>,
    /// 256 entries per hidden layer whose function is looked up; none where it is not.
    pub tables: Vec<i8>,
    /// Logits, or values, are the output's integers times `2^-logit_bits`.
    pub logit_bits: i8,
}

impl Quantized {
    /// Quantises `model`; `rows` are raw features of the rows that trained it.
    ///
    /// # Errors
    /// [`Error::BeyondInt8`] where a weight or a sum is beyond any scale.
    pub fn of<R: AsRef<[f32]>>(
        model: &Model<'_>,
        rows: impl Iterator<Item = R> + Clone,
    ) -> Result<Self, Error> {
        let network = model.network();
        let sizes = PartSizes::of(network.shape(), network.activation());
        let mut made = Self {
            offset: vec![0.0; sizes.features],
            factor: vec![0.0; sizes.features],
            weights: vec![0; sizes.words],
            biases: vec![0; sizes.channels],
            multipliers: vec![0; sizes.channels],
            zeros: vec![0; sizes.zeros],
            tables: vec![0; 256 * sizes.tables],
            logit_bits: 0,
        };
        let memory = PartsMut {
            offset: &mut made.offset,
            factor: &mut made.factor,
            weights: &mut made.weights,
            biases: &mut made.biases,
            multipliers: &mut made.multipliers,
            zeros: &mut made.zeros,
            tables: made.tables.as_chunks_mut().0,
        };
        let mut memory_for_a_row = vec![0.0; scratch(network.shape())];
        let quantised = quantize(model, rows, memory, &mut memory_for_a_row)?;
        made.logit_bits = quantised.parts().logit_bits;
        Ok(made)
    }

    /// As the core borrows it.
    ///
    /// # Errors
    /// Where lengths do not fit the shape, as in a file that was altered.
    pub fn model(&self, shape: Shape, output: Output) -> Result<Int8Model<'_>, Error> {
        let (tables, rest) = self.tables.as_chunks();
        if !rest.is_empty() {
            return Err(Error::Mismatch {
                expected: 0,
                got: rest.len(),
            });
        }
        Int8Model::try_new(Parts {
            shape,
            output,
            offset: &self.offset,
            factor: &self.factor,
            weights: &self.weights,
            biases: &self.biases,
            multipliers: &self.multipliers,
            zeros: &self.zeros,
            tables,
            logit_bits: self.logit_bits,
        })
    }
}

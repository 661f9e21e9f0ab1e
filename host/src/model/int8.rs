//! The network in int8.

use mcutune_core::error::Error;
use mcutune_core::int8::{Int8Model, Sizes};

use super::{Model, ModelError};
use crate::data::prepare::Raw;
use crate::model::Quantized;

impl Model {
    /// Adds the network in int8, calibrated on the `rows` of `raw` that trained it.
    pub fn quantize(mut self, raw: &Raw<'_>, rows: &[u32]) -> Result<Self, ModelError> {
        let wrong = |e: Error| ModelError::Inconsistent(e.to_string());
        let model = mcutune_core::model::Model::try_new(self.network()?, self.scaler()?).map_err(wrong)?;
        let quantised = Quantized::of(&model, rows.iter().map(|&row| raw.data.row(row as usize)));
        self.int8 = match quantised {
            Ok(quantised) => Some(quantised),
            Err(Error::BeyondInt8 { .. }) => None,
            Err(error) => return Err(wrong(error)),
        };
        self.sha256 = self.digest()?;
        Ok(self)
    }

    /// The network in int8, borrowed from this model; it takes raw features.
    pub fn int8_model(&self) -> Result<Int8Model<'_>, ModelError> {
        let quantised = self.int8.as_ref().ok_or(ModelError::NoInt8)?;
        let network = self.network()?;
        let sizes = Sizes::of(network.shape(), network.activation());
        if quantised.tables.len() != 256 * sizes.tables {
            return Err(ModelError::Inconsistent(format!(
                "int8 has {} entries of tables, {} needs {}",
                quantised.tables.len(),
                self.activation,
                256 * sizes.tables
            )));
        }
        quantised
            .model(*network.shape(), network.output())
            .map_err(|e| ModelError::Inconsistent(format!("int8: {e}")))
    }
}

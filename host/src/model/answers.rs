//! What a model says to rows of features.

use clap::ValueEnum;
use mcutune_core::error::Error;
use mcutune_core::int8::Int8Model;
use mcutune_core::network::Network;

use super::{Model, ModelError};
use crate::data::Table;

/// Rows whose features are in memory at a time.
const ROWS_PREPARED: usize = 4096;

/// Rows that pass through the network at a time.
const ROWS_AT_ONCE: usize = 64;

/// The numbers that a network computes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Dtype {
    /// As it was trained.
    #[default]
    F32,
    /// 8-bit integers, quantised after training.
    Int8,
}

impl From<Dtype> for mcutune_core::cost::Dtype {
    fn from(dtype: Dtype) -> Self {
        match dtype {
            Dtype::F32 => Self::F32,
            Dtype::Int8 => Self::Int8,
        }
    }
}

impl Dtype {
    /// As `--dtype` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Dtype::F32 => "f32",
            Dtype::Int8 => "int8",
        }
    }
}

impl Model {
    /// The network's answers to every row of a table, row by row: probabilities (of class 1
    /// where there are two) or values.
    pub fn answers(&self, table: &Table, dtype: Dtype) -> Result<Vec<f32>, ModelError> {
        let rows: Vec<u32> = (0..table.rows as u32).collect();
        let mut answers = Vec::new();
        for rows in rows.chunks(ROWS_PREPARED) {
            let raw = self.preprocess.transform(table, rows)?;
            let some = self.answers_to(&raw, dtype)?.map_err(|error| match error {
                Error::NotFinite { row, column } => ModelError::NotFinite {
                    path: table.source.clone(),
                    line: table.lines.get(rows[row] as usize).copied().unwrap_or_default(),
                    feature: self.features[column].clone(),
                },
                other => ModelError::Inconsistent(other.to_string()),
            })?;
            answers.extend(some);
        }
        Ok(answers)
    }

    /// The same for raw features, row-major; the inner error names the row and the column.
    fn answers_to(&self, raw: &[f32], dtype: Dtype) -> Result<Result<Vec<f32>, Error>, ModelError> {
        let (network, scaler) = (self.network()?, self.scaler()?);
        let shape = network.shape();
        let (inputs, outputs) = (shape.inputs(), shape.outputs());
        let mut out = vec![0.0; raw.len() / inputs * outputs];
        let answered = match dtype {
            Dtype::F32 => {
                let mut x = vec![0.0; raw.len()];
                let rows = raw.chunks(inputs).zip(x.chunks_mut(inputs));
                let mut scratch = vec![0.0; Network::scratch(shape, ROWS_AT_ONCE)];
                in_rows(rows, |raw, x| scaler.apply(raw, x))
                    .and_then(|()| network.predict(&x, &mut scratch, &mut out))
            }
            Dtype::Int8 => {
                let model = self.int8_model()?;
                let mut scratch = vec![0; Int8Model::scratch(shape)];
                let rows = raw.chunks(inputs).zip(out.chunks_mut(outputs));
                in_rows(rows, |raw, out| model.predict(raw, &mut scratch, out))
            }
        };
        Ok(answered.map(|()| out))
    }

    /// Rows of raw features around the scaler's, and the answers to them: what an export tests
    /// itself with.
    pub fn self_test(&self, dtype: Dtype) -> Result<(Vec<Vec<f32>>, Vec<f32>), ModelError> {
        /// In units of the scale; each feature starts elsewhere in the cycle. None is a power of
        /// two: products with those are exact, and fusing them with a sum would not show.
        const STEPS: [f32; 5] = [0.3, -0.57, 1.13, 0.0, 0.71];
        let rows: Vec<Vec<f32>> = (0..4)
            .map(|row| {
                let scaler = self.offset.iter().zip(&self.scale);
                let feature = |(i, (offset, scale)): (usize, (&f32, &f32))| {
                    let x = offset + scale * STEPS[(i * (row + 1) + row) % STEPS.len()];
                    if x.is_finite() { x } else { *offset }
                };
                scaler.enumerate().map(feature).collect()
            })
            .collect();
        let answers = self.answers_to(&rows.concat(), dtype)?;
        let answers = answers.map_err(|error| ModelError::Inconsistent(error.to_string()))?;
        Ok((rows, answers))
    }
}

/// One row after the other; an error names its row.
fn in_rows<'a>(
    rows: impl Iterator<Item = (&'a [f32], &'a mut [f32])>,
    mut each: impl FnMut(&[f32], &mut [f32]) -> Result<(), Error>,
) -> Result<(), Error> {
    for (row, (from, to)) in rows.enumerate() {
        each(from, to).map_err(|error| match error {
            Error::NotFinite { column, .. } => Error::NotFinite { row, column },
            other => other,
        })?;
    }
    Ok(())
}

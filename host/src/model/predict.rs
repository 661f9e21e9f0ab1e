//! What a model answers to rows of features.

use mcutune_core::error::Error;
use mcutune_core::int8::Int8Model;
use mcutune_core::loss::{Output, class_of};
use mcutune_core::network::Network;
use mcutune_core::scaler::Scaler;

use super::predictions::NotFinite;
use super::{Dtype, Model, ModelError, Predictions, Probabilities};
use crate::data::room::{Full, Grow as _, zeros};
use crate::data::{Data, DataError, FeatureValue, Location, Source, Task};
use crate::memory::FIT_BYTES;

/// Rows whose features are in memory at a time, at most.
const ROWS_PREPARED: usize = 4096;

/// Features, and answers of the network, that are in memory at a time, at most.
const ANSWERS: usize = 1 << 22;

/// Rows that pass through the network at a time.
const ROWS_AT_ONCE: usize = 64;

/// A model that answers in one type of number: [`Model::with`].
#[derive(Clone, Copy, Debug)]
pub struct Predictor<'m> {
    pub(super) model: &'m Model,
    /// Of scores that are of one class.
    pub(super) pos_label: Option<&'m str>,
    /// Whether rows count in scores as their weights say.
    pub(super) weighted_scores: bool,
    network: Inference<'m>,
}

#[derive(Clone, Copy, Debug)]
enum Inference<'m> {
    F32(Network<'m>, Scaler<'m>),
    Int8(Int8Model<'m>),
}

impl Model {
    /// The model answering in `dtype`.
    ///
    /// # Errors
    /// [`ModelError::NoInt8`]
    pub fn with(&self, dtype: Dtype) -> Result<Predictor<'_>, ModelError> {
        let network = match dtype {
            Dtype::F32 => Inference::F32(self.network(), self.scaler()),
            Dtype::Int8 => Inference::Int8(self.int8_model()?),
        };
        let pos_label = self.provenance.pos_label.as_deref();
        Ok(Predictor {
            model: self,
            pos_label,
            weighted_scores: false,
            network,
        })
    }

    /// The class or value of each row, in f32. A row has one number per feature, raw as it was
    /// measured, in the order of [`Model::feature_names`]; NaN where it is missing. A feature that the
    /// model centres needs f64.
    ///
    /// # Errors
    /// [`ModelError::RowLength`]; [`ModelError::NotFinite`] with row and feature, also where a
    /// number is missing and the model knows none that could stand in.
    pub fn predict<X: FeatureValue, R: AsRef<[X]>>(&self, rows: &[R]) -> Result<Predictions, ModelError> {
        self.with(Dtype::F32)?.predict(rows)
    }

    /// The probability of each class for each row, in f32; rows as [`Model::predict`] takes them.
    ///
    /// # Errors
    /// As [`Model::predict`], and [`ModelError::NoProbabilities`] where it predicts values.
    pub fn predict_proba<X: FeatureValue, R: AsRef<[X]>>(
        &self,
        rows: &[R],
    ) -> Result<Probabilities, ModelError> {
        self.with(Dtype::F32)?.predict_proba(rows)
    }

    /// The class or value of each row of `data`, in f32.
    ///
    /// # Errors
    /// [`ModelError::Data`] where columns are absent or hold what the model was not trained on,
    /// and [`ModelError::NotFinite`].
    pub fn predict_data(&self, data: &Data) -> Result<Predictions, ModelError> {
        self.with(Dtype::F32)?.predict_data(data)
    }

    /// Rows of raw features around the scaler's, and what the network answers to them: what an
    /// export tests itself with.
    pub(crate) fn self_test(&self, dtype: Dtype) -> Result<SelfTest, ModelError> {
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
        let outputs = self.with(dtype)?.raw_outputs(&rows)?;
        Ok(SelfTest { rows, outputs })
    }
}

/// Rows of raw features, and the network's outputs for each.
pub(crate) struct SelfTest {
    pub(crate) rows: Vec<Vec<f32>>,
    pub(crate) outputs: Vec<Vec<f32>>,
}

impl<'m> Predictor<'m> {
    /// Names of the model's classes.
    pub(crate) fn classes(&self) -> &'m [String] {
        self.model.classes()
    }

    /// What the network answers to a few rows of raw features.
    pub(super) fn raw_outputs(&self, rows: &[Vec<f32>]) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut memory = self.memory(rows.len())?;
        let outputs = self.outputs(&rows.concat(), &mut memory);
        let outputs = outputs.map_err(super::inconsistent)?;
        Ok(outputs
            .chunks(self.model.shape.outputs())
            .map(<[f32]>::to_vec)
            .collect())
    }

    /// Whether it predicts classes, or labels, or values.
    #[must_use]
    pub fn task(&self) -> Task {
        self.model.task()
    }

    /// The class that scores such as [`Scoring::F1`](crate::Scoring::F1) are of. That of the search
    /// where this is not called, else `1`, as in scikit-learn.
    #[must_use]
    pub fn pos_label(self, class: &'m str) -> Self {
        let pos_label = Some(class);
        Self { pos_label, ..self }
    }

    /// As [`Model::predict`].
    ///
    /// # Errors
    /// As [`Model::predict`].
    pub fn predict<X: FeatureValue, R: AsRef<[X]>>(&self, rows: &[R]) -> Result<Predictions, ModelError> {
        Ok(self.predictions(self.outputs_of_rows(rows)?))
    }

    /// As [`Model::predict_proba`].
    ///
    /// # Errors
    /// As [`Model::predict_proba`].
    pub fn predict_proba<X: FeatureValue, R: AsRef<[X]>>(
        &self,
        rows: &[R],
    ) -> Result<Probabilities, ModelError> {
        self.check_probabilities()?;
        self.probabilities(self.outputs_of_rows(rows)?)
    }

    /// As [`Model::predict_data`].
    ///
    /// # Errors
    /// As [`Model::predict_data`].
    pub fn predict_data(&self, data: &Data) -> Result<Predictions, ModelError> {
        if self.model.classes.is_empty() {
            return Ok(self.predictions(self.outputs_of_data(data)?));
        }
        let mut labels = Self::room(data.rows(), 1)?;
        let mut not_finite = NotFinite::default();
        self.each_of(data, &data.all_rows()?, |outputs| {
            for row in outputs.chunks(self.model.shape.outputs()) {
                not_finite.see(labels.len(), row);
                labels.push(class_of(row) as u16);
            }
        })?;
        Ok(Predictions::of_classes(
            labels,
            self.model.classes.clone(),
            not_finite,
        ))
    }

    /// The probability of each class, or of each of several labels, for each row of `data`.
    ///
    /// # Errors
    /// As [`Model::predict_data`], and [`ModelError::NoProbabilities`].
    pub fn predict_proba_data(&self, data: &Data) -> Result<Probabilities, ModelError> {
        self.check_probabilities()?;
        self.probabilities(self.outputs_of_data(data)?)
    }

    fn check_probabilities(&self) -> Result<(), ModelError> {
        match self.model.output {
            Output::Identity | Output::Exp => Err(ModelError::NoProbabilities),
            Output::Softmax | Output::Logistic => Ok(()),
        }
    }

    fn predictions(&self, outputs: Vec<f32>) -> Predictions {
        if !self.model.targets.is_empty() {
            let of_labels = !self.model.output.is_of_values();
            return Predictions::of_several(outputs, self.model.targets.len(), of_labels);
        }
        if self.model.classes.is_empty() {
            return Predictions::of_values(outputs);
        }
        let rows = outputs.chunks(self.model.shape.outputs());
        Predictions::of_classes(
            rows.map(|row| class_of(row) as u16).collect(),
            self.model.classes.clone(),
            NotFinite::of(&outputs, self.model.shape.outputs()),
        )
    }

    fn probabilities(&self, outputs: Vec<f32>) -> Result<Probabilities, ModelError> {
        if !self.model.targets.is_empty() {
            return Ok(Probabilities::new(outputs, self.model.targets.len()));
        }
        let values = match self.model.output {
            Output::Logistic => {
                let mut both = Self::room(outputs.len(), 2)?;
                both.extend(outputs.iter().flat_map(|p| [1.0 - p, *p]));
                both
            }
            Output::Softmax | Output::Identity | Output::Exp => outputs,
        };
        Ok(Probabilities::new(values, self.model.classes.len()))
    }

    /// The network's outputs for each row of `data`, row-major: probabilities, of class 1 where
    /// there are two, or values.
    pub(super) fn outputs_of_data(&self, data: &Data) -> Result<Vec<f32>, ModelError> {
        self.outputs_of(data, &data.all_rows()?)
    }

    /// The same for some rows, in their order.
    pub(super) fn outputs_of(&self, data: &Data, rows: &[u32]) -> Result<Vec<f32>, ModelError> {
        let mut outputs = Self::room(rows.len(), self.model.shape.outputs())?;
        self.each_of(data, rows, |some| outputs.extend_from_slice(some))?;
        Ok(outputs)
    }

    /// Room for as many numbers of each of this many rows.
    fn room<T>(rows: usize, width: usize) -> Result<Vec<T>, ModelError> {
        let numbers = rows.saturating_mul(width);
        let bytes = (numbers as u64).saturating_mul(size_of::<T>() as u64);
        let mut room = Vec::new();
        match bytes <= FIT_BYTES && room.room(numbers).is_ok() {
            true => Ok(room),
            false => Err(ModelError::TooLarge { bytes }),
        }
    }

    /// Shows the network's outputs for rows of `data`, those of some at a time.
    fn each_of(&self, data: &Data, rows: &[u32], mut each: impl FnMut(&[f32])) -> Result<(), ModelError> {
        let at_once = self.rows_prepared().min(rows.len());
        let mut memory = self.memory(at_once)?;
        for rows in rows.chunks(at_once.max(1)) {
            let raw = self.model.preprocess.transform(data, rows)?;
            let some = self.outputs(&raw, &mut memory);
            let some = some.map_err(|error| self.located(error, |row| data.location(rows[row] as usize)))?;
            each(some);
        }
        Ok(())
    }

    /// What this many rows pass through at a time.
    fn memory(&self, rows: usize) -> Result<Memory, ModelError> {
        let shape = &self.model.shape;
        let (scratch, words) = match self.network {
            Inference::F32(..) => (Network::scratch(shape, ROWS_AT_ONCE), 0),
            Inference::Int8(_) => (0, Int8Model::scratch(shape)),
        };
        let scaled = rows.saturating_mul(shape.inputs());
        let outputs = rows.saturating_mul(shape.outputs());
        let made = || {
            Ok(Memory {
                scaled: zeros(scaled)?,
                scratch: zeros(scratch)?,
                words: zeros(words)?,
                outputs: zeros(outputs)?,
            })
        };
        made().map_err(|Full| ModelError::TooLarge {
            bytes: (scaled.saturating_add(outputs) as u64).saturating_mul(4),
        })
    }

    /// How many rows are in memory at a time.
    fn rows_prepared(&self) -> usize {
        let widest = self.model.shape.outputs().max(self.model.shape.inputs());
        (ANSWERS / widest).clamp(ROWS_AT_ONCE, ROWS_PREPARED)
    }

    fn outputs_of_rows<X: FeatureValue, R: AsRef<[X]>>(&self, rows: &[R]) -> Result<Vec<f32>, ModelError> {
        let at_once = self.rows_prepared();
        let mut memory = self.memory(at_once.min(rows.len()))?;
        let mut outputs = Self::room(rows.len(), self.model.shape.outputs())?;
        let mut raw = Vec::new();
        for (rows, first) in rows.chunks(at_once).zip((0..).step_by(at_once)) {
            raw.clear();
            self.prepare(rows, first, &mut raw)?;
            let some = self.outputs(&raw, &mut memory);
            outputs.extend(some.map_err(|error| self.located(error, |row| Location::Row(first + row)))?);
        }
        Ok(outputs)
    }

    /// Appends the features of rows, of which the first is number `first`.
    fn prepare<X: FeatureValue, R: AsRef<[X]>>(
        &self,
        rows: &[R],
        first: usize,
        raw: &mut Vec<f32>,
    ) -> Result<(), ModelError> {
        let expected = self.model.features.len();
        let sources = self.model.preprocess.sources();
        for (numbers, row) in rows.iter().map(AsRef::as_ref).zip(first..) {
            let got = numbers.len();
            if got != expected {
                return Err(ModelError::RowLength { row, got, expected });
            }
            for (number, source) in numbers.iter().zip(&sources) {
                let number = match source {
                    Source::Number {
                        center: Some(center), ..
                    } => (number.to_f64() - center) as f32,
                    Source::Number { center: None, .. }
                    | Source::Category { .. }
                    | Source::Rare { .. }
                    | Source::Gap { .. } => number.to_f32(),
                };
                raw.push(match (number.is_nan(), source) {
                    (true, Source::Number { fill: Some(fill), .. }) => *fill,
                    (
                        true,
                        Source::Number {
                            column, fill: None, ..
                        },
                    ) => {
                        return Err(ModelError::Data(DataError::NothingStandsIn {
                            at: Location::Row(row),
                            column: (*column).to_owned(),
                        }));
                    }
                    (false, _)
                    | (true, Source::Category { .. } | Source::Rare { .. } | Source::Gap { .. }) => number,
                });
            }
        }
        Ok(())
    }

    /// The error of [`Self::outputs`] with the row's location.
    fn located(&self, error: Error, location: impl Fn(usize) -> Location) -> ModelError {
        match error {
            Error::NotFinite { row, column } => ModelError::NotFinite {
                at: location(row),
                feature: self.model.features[column].clone(),
            },
            other => super::inconsistent(other),
        }
    }

    /// The network's outputs for raw features, both row-major, of no more rows than the memory is for; the
    /// error names row and column.
    fn outputs<'w>(&self, raw: &[f32], memory: &'w mut Memory) -> Result<&'w [f32], Error> {
        let (inputs, width) = (self.model.shape.inputs(), self.model.shape.outputs());
        let outputs = &mut memory.outputs[..raw.len() / inputs * width];
        match &self.network {
            Inference::F32(network, scaler) => {
                let x = &mut memory.scaled[..raw.len()];
                let rows = raw.chunks(inputs).zip(x.chunks_mut(inputs));
                by_row(rows, |raw, x| scaler.apply(raw, x))?;
                network.predict(x, &mut memory.scratch, outputs)?;
            }
            Inference::Int8(model) => {
                let rows = raw.chunks(inputs).zip(outputs.chunks_mut(width));
                by_row(rows, |raw, out| model.predict(raw, &mut memory.words, out))?;
            }
        }
        Ok(outputs)
    }
}

/// What rows pass through on their way to answers.
struct Memory {
    scaled: Vec<f32>,
    scratch: Vec<f32>,
    words: Vec<i32>,
    outputs: Vec<f32>,
}

/// One row after the other; an error names its row.
fn by_row<'a>(
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

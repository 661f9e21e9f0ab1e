//! From data to numbers that a network can take.

use mcutune_core::data::{Bounds, ClipOutput, Dataset, Target};
use mcutune_core::error::Error;
use mcutune_core::params::Fill;
use mcutune_core::scaler::{Scaler, Scaling};

use crate::data::room::{Full, collected};
use crate::data::{Data, DataError, Features, Missing, Preprocess};
use crate::space::Prepared;

/// What is done to the features before a network sees them.
#[derive(Clone, Copy, Debug)]
pub struct Preparation {
    /// How columns become features.
    pub features: Features,
    /// How features are scaled.
    pub scaling: Scaling,
    /// How values to predict are scaled for a fit; classes are not.
    pub target_scaling: Scaling,
    /// What answers to values are held to.
    pub clip_output: ClipOutput,
    /// Whether rows count in scores as they do in a fit.
    pub weighted_scores: bool,
}

impl Preparation {
    /// Missing values and text as the data were read, and scalings.
    #[must_use]
    pub fn of(data: &Data, scaling: Scaling, target_scaling: Scaling) -> Self {
        Self {
            features: Features::of(data),
            scaling,
            target_scaling,
            clip_output: ClipOutput::None,
            weighted_scores: false,
        }
    }

    /// The same where a candidate chooses some of it.
    #[must_use]
    pub fn chosen(&self, by: Prepared) -> Self {
        let fill = |fill| match fill {
            Fill::Mean => Missing::Mean,
            Fill::Median => Missing::Median,
            Fill::MostFrequent => Missing::MostFrequent,
        };
        Self {
            features: Features {
                missing: by.missing.map_or(self.features.missing, fill),
                select: by.select().unwrap_or(self.features.select),
                ..self.features
            },
            scaling: by.scaler.unwrap_or(self.scaling),
            ..*self
        }
    }
}

/// All rows of data as numbers, missing values filled and nothing scaled, with their targets.
#[derive(Clone, Debug)]
pub struct PreparedRows<'t> {
    data: &'t Data,
    features: usize,
    /// Row-major.
    x: Vec<f32>,
}

impl<'t> PreparedRows<'t> {
    fn new(data: &'t Data, preprocess: &Preprocess) -> Result<Self, PrepareError> {
        let rows = data.all_rows()?;
        Ok(Self {
            data,
            features: preprocess.features(),
            x: preprocess.transform(data, &rows)?,
        })
    }

    /// A copy, if there is memory for it.
    fn copy(&self) -> Result<Self, PrepareError> {
        let full = |full: Full| full.of(&self.data.source(), self.data.rows());
        Ok(Self {
            x: collected(self.x.iter().copied()).map_err(full)?,
            ..*self
        })
    }

    /// Row-major, `rows x features`.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.x
    }

    /// As the core borrows it.
    ///
    /// # Errors
    /// [`DataError::NoTarget`], and what the core finds wrong with the numbers.
    pub fn dataset(&self) -> Result<Dataset<'_>, PrepareError> {
        let target = self.data.target().ok_or_else(|| DataError::NoTarget {
            path: self.data.source(),
        })?;
        let mut dataset = Dataset::try_new(&self.x, self.features, target.as_target())?;
        if let Some(weights) = self.data.weights() {
            dataset = dataset.with_weights(weights.of_rows())?;
        }
        if let Some(weights) = self.data.class_weights() {
            dataset = dataset.with_class_weights(weights)?;
        }
        Ok(dataset)
    }
}

/// Rows as they were measured, missing values filled, and the scaler that was fitted to those that train:
/// what a quantised network takes, and what it is calibrated with.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// All rows, not scaled.
    pub data: Dataset<'a>,
    /// The scaler.
    pub scaler: Scaler<'a>,
}

impl Raw<'_> {
    /// Some rows, filled and not scaled.
    pub fn rows<'r>(&'r self, rows: &'r [u32]) -> impl Iterator<Item = Vec<f32>> + Clone + 'r {
        rows.iter().map(|&row| {
            let mut x = vec![f32::NAN; self.data.features()];
            // a row that there is not stays NaN, which nothing can be calibrated on
            let _ = self.data.copy_row(row as usize, &mut x);
            x
        })
    }
}

/// Filling and scaling, fitted on some rows.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Fills missing values and spreads text columns.
    pub preprocess: Preprocess,
    /// Subtracted from each feature.
    pub offset: Vec<f32>,
    /// What each feature is then divided by.
    pub scale: Vec<f32>,
    /// Whether they are then clipped, too.
    scaling: Scaling,
    /// Offset and scale of the target, where a fit reads it scaled.
    target: Option<TargetScaler>,
    /// The least and the largest answer of each output, where answers are held to them.
    bounds: Option<Ends>,
    weighted_scores: bool,
}

/// Offset and scale of each output.
type TargetScaler = (Vec<f32>, Vec<f32>);

/// The least and the largest answer of each output.
type Ends = (Vec<f32>, Vec<f32>);

impl Pipeline {
    /// Learns from `rows` of the data and from no others; and all rows, missing values filled.
    ///
    /// # Errors
    /// As [`Preprocess::fit`], and [`PrepareError::TooFar`].
    pub fn fit<'t>(
        data: &'t Data,
        rows: &[u32],
        how: &Preparation,
    ) -> Result<(Self, PreparedRows<'t>), PrepareError> {
        let preprocess = Preprocess::fit_as(data, rows, how.features)?;
        let matrix = PreparedRows::new(data, &preprocess)?;
        let pipeline = Self::scaling(preprocess, (data, &matrix.dataset()?), rows, how)?;
        Ok((pipeline, matrix))
    }

    /// Another scaling of rows that are filled as here.
    ///
    /// # Errors
    /// [`PrepareError::Range`]
    pub fn scaled_as(
        &self,
        (data, matrix): (&Data, &PreparedRows<'_>),
        rows: &[u32],
        how: &Preparation,
    ) -> Result<Self, PrepareError> {
        Self::scaling(self.preprocess.clone(), (data, &matrix.dataset()?), rows, how)
    }

    /// Of a model that was fitted before, but for the target's scaling, which is learnt from `rows`.
    ///
    /// # Errors
    /// As [`Preprocess::transform`], and [`PrepareError::TooFar`].
    pub fn learnt<'t>(
        data: &'t Data,
        rows: &[u32],
        (preprocess, scaler): (&Preprocess, Scaler<'_>),
        how: &Preparation,
    ) -> Result<(Self, PreparedRows<'t>), PrepareError> {
        let matrix = PreparedRows::new(data, preprocess)?;
        let target = Self::target_scaling((data, &matrix.dataset()?), rows, how)?;
        let pipeline = Self {
            preprocess: preprocess.clone(),
            offset: scaler.offset().to_vec(),
            scale: scaler.scale().to_vec(),
            scaling: how.scaling,
            target,
            bounds: Self::bounds_of(&matrix.dataset()?, rows, how)?,
            weighted_scores: how.weighted_scores,
        };
        Ok((pipeline, matrix))
    }

    fn scaling(
        preprocess: Preprocess,
        (data, dataset): (&Data, &Dataset<'_>),
        rows: &[u32],
        how: &Preparation,
    ) -> Result<Self, PrepareError> {
        let features = preprocess.features();
        let (mut offset, mut scale) = (vec![0.0; features], vec![1.0; features]);
        let feature = |column| preprocess.feature_names().swap_remove(column);
        let fitted = how
            .scaling
            .fit(dataset, rows.iter().copied(), &mut offset, &mut scale);
        fitted.map_err(|error| beyond(data, error, &feature))?;
        Ok(Self {
            preprocess,
            offset,
            scale,
            scaling: how.scaling,
            target: Self::target_scaling((data, dataset), rows, how)?,
            bounds: Self::bounds_of(dataset, rows, how)?,
            weighted_scores: how.weighted_scores,
        })
    }

    /// Offset and scale of the target, where a fit reads it scaled.
    fn target_scaling(
        (data, dataset): (&Data, &Dataset<'_>),
        rows: &[u32],
        how: &Preparation,
    ) -> Result<Option<TargetScaler>, PrepareError> {
        match dataset.target() {
            Target::Values { outputs, .. } if how.target_scaling != Scaling::None => {
                let (mut offset, mut scale) = (vec![0.0; outputs], vec![1.0; outputs]);
                let rows = rows.iter().copied();
                let fitted = how
                    .target_scaling
                    .fit_target(dataset, rows, &mut offset, &mut scale);
                let name = |_| data.target_name().unwrap_or_default().to_owned();
                fitted.map_err(|error| beyond(data, error, &name))?;
                Ok(Some((offset, scale)))
            }
            _ => Ok(None),
        }
    }

    /// What answers are held to, where they are.
    fn bounds_of(
        dataset: &Dataset<'_>,
        rows: &[u32],
        how: &Preparation,
    ) -> Result<Option<Ends>, PrepareError> {
        let Target::Values { outputs, .. } = dataset.target() else {
            return Ok(None);
        };
        if how.clip_output == ClipOutput::None {
            return Ok(None);
        }
        let (mut low, mut high) = (vec![0.0; outputs], vec![0.0; outputs]);
        let rows = rows.iter().copied();
        how.clip_output.fit(dataset, rows, &mut low, &mut high)?;
        Ok(Some((low, high)))
    }

    /// The same, its answers held to the range of a model.
    #[must_use]
    pub fn held_to(self, bounds: Bounds<'_>) -> Self {
        let ends = (bounds.low().to_vec(), bounds.high().to_vec());
        Self {
            bounds: (!ends.0.is_empty()).then_some(ends),
            ..self
        }
    }

    /// What answers are held to.
    ///
    /// # Errors
    /// As [`Bounds::try_new`].
    pub fn bounds(&self) -> Result<Bounds<'_>, PrepareError> {
        match &self.bounds {
            Some((low, high)) => Ok(Bounds::try_new(low, high)?),
            None => Ok(Bounds::NONE),
        }
    }

    /// The same rows, their target as a fit reads it, and what answers are held to.
    fn with_target<'a>(&'a self, dataset: Dataset<'a>, data: &Data) -> Result<Dataset<'a>, PrepareError> {
        let dataset = dataset.with_bounds(self.bounds()?)?;
        match &self.target {
            None => Ok(dataset),
            Some((offset, scale)) => dataset
                .with_target_scaling(offset, scale)
                .map_err(|error| self.locate(data, error)),
        }
    }

    /// The rows of a matrix, scaled as they are read.
    ///
    /// # Errors
    /// [`PrepareError::TooFar`]
    pub fn view<'a>(&'a self, matrix: &'a PreparedRows<'_>) -> Result<Dataset<'a>, PrepareError> {
        self.view_of(matrix.dataset()?, matrix.data)
    }

    /// The rows of `data` in `dataset`, scaled as they are read.
    fn view_of<'a>(&'a self, dataset: Dataset<'a>, data: &Data) -> Result<Dataset<'a>, PrepareError> {
        let scaler = self.scaling.scaler(&self.offset, &self.scale)?;
        let dataset = dataset.with_weighted_scores(self.weighted_scores);
        let view = scaler.view(&dataset).map_err(|error| self.locate(data, error))?;
        self.with_target(view, data)
    }

    /// The rows of a matrix as they are, with the scaler.
    ///
    /// # Errors
    /// As [`PreparedRows::dataset`].
    pub fn raw<'a>(&'a self, matrix: &'a PreparedRows<'_>) -> Result<Raw<'a>, PrepareError> {
        Ok(Raw {
            data: matrix
                .dataset()?
                .with_weighted_scores(self.weighted_scores)
                .with_bounds(self.bounds()?)?,
            scaler: self.scaling.scaler(&self.offset, &self.scale)?,
        })
    }

    /// Scales a matrix where it is.
    fn apply(&self, matrix: &mut PreparedRows<'_>) -> Result<(), PrepareError> {
        let scaler = self.scaling.scaler(&self.offset, &self.scale)?;
        let mut scaled = vec![0.0; matrix.features];
        for (row, x) in matrix.x.chunks_exact_mut(matrix.features).enumerate() {
            scaler.apply(x, &mut scaled).map_err(|error| {
                let error = match error {
                    Error::NotFinite { column, .. } => Error::NotFinite { row, column },
                    other => other,
                };
                self.locate(matrix.data, error)
            })?;
            x.copy_from_slice(&scaled);
        }
        Ok(())
    }

    /// Where in the file a number is not finite.
    fn locate(&self, data: &Data, error: Error) -> PrepareError {
        let Error::NotFinite { row, column } = error else {
            return error.into();
        };
        PrepareError::TooFar {
            at: data.location(row),
            feature: match self.preprocess.feature_names().get(column) {
                Some(name) => name.clone(),
                // behind the features
                None => data.target_name().unwrap_or_default().to_owned(),
            },
        }
    }
}

/// What is wrong where a scaling cannot be fitted to a column, by its name.
fn beyond(data: &Data, error: Error, name: &dyn Fn(usize) -> String) -> PrepareError {
    match error {
        Error::NotFinite { column, .. } => PrepareError::Range {
            source_name: data.source(),
            feature: name(column),
        },
        error => error.into(),
    }
}

mod folds;
mod kinds;

pub use kinds::{PrepareError, check_kinds};

pub use folds::{Folds, GroupFolds, Sample, Split, Splitting};

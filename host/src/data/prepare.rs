//! From a table to numbers that a network can take.

use mcutune_core::data::Dataset;
use mcutune_core::error::Error;
use mcutune_core::scaler::{Scaler, Scaling};

use crate::data::{Categorical, LoadError, Missing, Preprocess, Table};

/// What is done to the features before a network sees them.
#[derive(Clone, Copy, Debug)]
pub struct Preparation {
    /// How missing values are mended.
    pub missing: Missing,
    /// How text columns are.
    pub categorical: Categorical,
    /// How features are scaled.
    pub scaling: Scaling,
}

/// Why there are no such numbers.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The data do not fit what was asked.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The core refused.
    #[error("{0}")]
    Core(#[from] Error),
    /// There is no target column.
    #[error("the data have no target column: name it with --target COLUMN")]
    NoTarget,
    /// The values of a feature are so far apart that a scaled one is beyond f32.
    #[error(
        "{path}:{line}: the feature `{feature}` is not a finite f32 once it is scaled; mend the line, or give --scale none or --drop"
    )]
    TooFar {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The feature.
        feature: String,
    },
}

/// All rows of a table as numbers, mended and not scaled, with their targets.
#[derive(Clone, Debug)]
pub struct Matrix<'t> {
    table: &'t Table,
    features: usize,
    /// Row-major.
    x: Vec<f32>,
}

impl<'t> Matrix<'t> {
    fn new(table: &'t Table, preprocess: &Preprocess) -> Result<Self, PrepareError> {
        let rows: Vec<u32> = (0..table.rows as u32).collect();
        Ok(Self {
            table,
            features: preprocess.features(),
            x: preprocess.transform(table, &rows)?,
        })
    }

    /// Row-major.
    pub fn values(&self) -> &[f32] {
        &self.x
    }

    /// As the core borrows it.
    pub fn dataset(&self) -> Result<Dataset<'_>, PrepareError> {
        let target = self.table.target.as_ref().ok_or(PrepareError::NoTarget)?;
        Ok(Dataset::try_new(&self.x, self.features, target.as_target())?)
    }
}

/// Rows as they were measured, once mended, and the scaler that was fitted to those that train:
/// what a quantised network takes, and what it is calibrated with.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// All rows, not scaled.
    pub data: Dataset<'a>,
    /// The scaler.
    pub scaler: Scaler<'a>,
}

/// Mending and scaling, fitted on some rows.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Mends missing values and text columns.
    pub preprocess: Preprocess,
    /// Taken from each feature.
    pub offset: Vec<f32>,
    /// What each feature is then divided by.
    pub scale: Vec<f32>,
}

impl Pipeline {
    /// Learns from `rows` of a table and from no others; and all rows, mended.
    pub fn fit<'t>(
        table: &'t Table,
        rows: &[u32],
        how: &Preparation,
    ) -> Result<(Self, Matrix<'t>), PrepareError> {
        let preprocess = Preprocess::fit(table, rows, how.missing, how.categorical)?;
        let matrix = Matrix::new(table, &preprocess)?;
        let pipeline = Self::scaling(preprocess, &matrix.dataset()?, rows, how.scaling)?;
        Ok((pipeline, matrix))
    }

    fn scaling(
        preprocess: Preprocess,
        data: &Dataset<'_>,
        rows: &[u32],
        scaling: Scaling,
    ) -> Result<Self, PrepareError> {
        let features = preprocess.features();
        let (mut offset, mut scale) = (vec![0.0; features], vec![1.0; features]);
        scaling.fit(data, rows.iter().copied(), &mut offset, &mut scale)?;
        Ok(Self {
            preprocess,
            offset,
            scale,
        })
    }

    /// The rows of a matrix, scaled as they are read.
    pub fn view<'a>(&'a self, matrix: &'a Matrix<'_>) -> Result<Dataset<'a>, PrepareError> {
        self.view_of(matrix.dataset()?, matrix.table)
    }

    /// The rows of `table` in `data`, scaled as they are read.
    fn view_of<'a>(&'a self, data: Dataset<'a>, table: &Table) -> Result<Dataset<'a>, PrepareError> {
        let scaler = Scaler::try_new(&self.offset, &self.scale)?;
        scaler.view(&data).map_err(|error| self.place(table, error))
    }

    /// The rows of a matrix as they are, with the scaler.
    pub fn raw<'a>(&'a self, matrix: &'a Matrix<'_>) -> Result<Raw<'a>, PrepareError> {
        Ok(Raw {
            data: matrix.dataset()?,
            scaler: Scaler::try_new(&self.offset, &self.scale)?,
        })
    }

    /// Scales a matrix where it is.
    fn apply(&self, matrix: &mut Matrix<'_>) -> Result<(), PrepareError> {
        let scaler = Scaler::try_new(&self.offset, &self.scale)?;
        let mut scaled = vec![0.0; matrix.features];
        for (row, x) in matrix.x.chunks_exact_mut(matrix.features).enumerate() {
            scaler.apply(x, &mut scaled).map_err(|error| {
                let error = match error {
                    Error::NotFinite { column, .. } => Error::NotFinite { row, column },
                    other => other,
                };
                self.place(matrix.table, error)
            })?;
            x.copy_from_slice(&scaled);
        }
        Ok(())
    }

    /// Where in the file a number is not finite.
    fn place(&self, table: &Table, error: Error) -> PrepareError {
        let Error::NotFinite { row, column } = error else {
            return error.into();
        };
        PrepareError::TooFar {
            path: table.source.clone(),
            line: table.lines.get(row).map_or(0, |&line| u64::from(line)),
            feature: self.preprocess.feature_names().swap_remove(column),
        }
    }
}

mod folds;

pub use folds::Folds;

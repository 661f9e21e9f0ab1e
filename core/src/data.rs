//! Borrowed data: row-major features and one target, or several, a row.

use crate::error::Error;

/// What a row is to be predicted as.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// `labels[row] < classes`.
    Classes {
        /// One label a row.
        labels: &'a [u16],
        /// How many classes there are (two is binary).
        classes: usize,
    },
    /// Row-major `rows x outputs`.
    Values {
        /// The values.
        values: &'a [f32],
        /// How many a row.
        outputs: usize,
    },
}

/// `rows x features` values, row-major, and their targets. Checked once, here.
#[derive(Clone, Copy, Debug)]
pub struct Dataset<'a> {
    x: &'a [f32],
    features: usize,
    target: Target<'a>,
}

impl<'a> Dataset<'a> {
    /// Checks lengths, labels and that every number is finite.
    pub fn try_new(x: &'a [f32], features: usize, target: Target<'a>) -> Result<Self, Error> {
        let rows = match target {
            Target::Classes { labels, classes } => {
                if let Some(row) = labels.iter().position(|&l| usize::from(l) >= classes) {
                    return Err(Error::Label { row });
                }
                labels.len()
            }
            Target::Values { values, outputs } => {
                if outputs == 0 || values.len() % outputs != 0 {
                    return Err(Error::Mismatch {
                        expected: outputs,
                        got: values.len(),
                    });
                }
                if let Some(i) = values.iter().position(|v| !v.is_finite()) {
                    return Err(Error::NotFinite {
                        row: i / outputs,
                        column: features,
                    });
                }
                values.len() / outputs
            }
        };
        if features == 0 || x.len() != rows * features {
            return Err(Error::Mismatch {
                expected: rows * features,
                got: x.len(),
            });
        }
        if rows == 0 {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        if let Some(i) = x.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite {
                row: i / features,
                column: i % features,
            });
        }
        Ok(Self { x, features, target })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.x.len() / self.features
    }

    /// Number of features a row.
    pub fn features(&self) -> usize {
        self.features
    }

    /// The features of one row.
    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.x[row * self.features..][..self.features]
    }

    /// All targets.
    pub fn target(&self) -> Target<'a> {
        self.target
    }
}

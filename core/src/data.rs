//! Borrowed data: row-major features and one target, or several, a row.

use crate::error::Error;
use crate::kernels;

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

/// What stands in for features that are missing in some rows.
#[derive(Clone, Copy, Debug)]
struct Fill<'a> {
    /// [`fill_words`] a row: bit `column % 32` of word `column / 32`.
    missing: &'a [u32],
    /// One a feature.
    values: &'a [f32],
}

/// How many words tell which features of a row are missing.
pub const fn fill_words(features: usize) -> usize {
    features.div_ceil(32)
}

impl Fill<'_> {
    fn of(&self, row: usize) -> &[u32] {
        let words = fill_words(self.values.len());
        &self.missing[row * words..][..words]
    }

    fn apply(&self, row: usize, x: &mut [f32]) {
        let pieces = x.chunks_mut(32).zip(self.values.chunks(32));
        for ((x, values), &word) in pieces.zip(self.of(row)) {
            let mut left = word;
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                if let (Some(x), Some(&value)) = (x.get_mut(at), values.get(at)) {
                    *x = value;
                }
                left &= left - 1;
            }
        }
    }
}

/// `rows x features` values, row-major, and their targets. Checked once, here.
#[derive(Clone, Copy, Debug)]
pub struct Dataset<'a> {
    x: &'a [f32],
    features: usize,
    target: Target<'a>,
    fill: Option<Fill<'a>>,
    /// Offsets and scales of a view that is scaled as it is read.
    scaled: Option<(&'a [f32], &'a [f32])>,
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
        Ok(Self {
            x,
            features,
            target,
            fill: None,
            scaled: None,
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.x.len() / self.features
    }

    /// [`Error::TooFewRows`] unless the data set has all of `rows`.
    pub(crate) fn check_rows(&self, rows: &[u32]) -> Result<(), Error> {
        match rows.iter().find(|&&row| row as usize >= self.rows()) {
            Some(&row) => Err(Error::TooFewRows {
                needed: row as usize + 1,
                got: self.rows(),
            }),
            None => Ok(()),
        }
    }

    /// Number of features a row.
    pub fn features(&self) -> usize {
        self.features
    }

    /// The same rows, those features that are `missing` read as the feature's one of `values`: a
    /// fold has means of its own and needs no copy of the rows. `missing` has [`fill_words`] words
    /// a row, bit `column % 32` of word `column / 32`. A view that is scaled is scaled after that.
    pub fn with_fill(self, missing: &'a [u32], values: &'a [f32]) -> Result<Self, Error> {
        for (expected, got) in [
            (self.features, values.len()),
            (self.rows() * fill_words(self.features), missing.len()),
        ] {
            if expected != got {
                return Err(Error::Mismatch { expected, got });
            }
        }
        if let Some(column) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { row: 0, column });
        }
        let fill = Some(Fill { missing, values });
        Ok(Self { fill, ..self })
    }

    /// What `x`, a feature as it is in memory, is read as before it is scaled.
    pub(crate) fn filled(&self, row: usize, column: usize, x: f32) -> f32 {
        match self.fill {
            Some(fill) if fill.of(row)[column / 32] >> (column % 32) & 1 == 1 => fill.values[column],
            _ => x,
        }
    }

    /// The same rows, each feature read as `(x - offset) / scale`; [`crate::scaler::Scaler`] has
    /// checked the numbers.
    pub(crate) fn with_scaling(self, offset: &'a [f32], scale: &'a [f32]) -> Self {
        Self {
            scaled: Some((offset, scale)),
            ..self
        }
    }

    /// Copies the features of one row as a network is to see them: scaled, if the view is.
    pub fn copy_row(&self, row: usize, out: &mut [f32]) {
        out.copy_from_slice(self.row(row));
        if let Some(fill) = self.fill {
            fill.apply(row, out);
        }
        if let Some((offset, scale)) = self.scaled {
            for ((x, &offset), &scale) in out.iter_mut().zip(offset).zip(scale) {
                *x = scaled(*x, offset, scale);
            }
        }
    }

    /// As [`Self::copy_row`], of several rows, one below the other.
    pub fn copy_rows(&self, rows: &[u32], out: &mut [f32]) {
        kernels::gather(self.features, rows, self.x, out);
        if let Some(fill) = self.fill {
            for (&row, out) in rows.iter().zip(out.chunks_exact_mut(self.features)) {
                fill.apply(row as usize, out);
            }
        }
        if let Some((offset, scale)) = self.scaled {
            for row in out.chunks_exact_mut(self.features).take(rows.len()) {
                for ((x, &offset), &scale) in row.iter_mut().zip(offset).zip(scale) {
                    *x = scaled(*x, offset, scale);
                }
            }
        }
    }

    /// The features of one row as they are in memory, nothing filled and nothing scaled.
    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.x[row * self.features..][..self.features]
    }

    /// How many classes; 0 for values.
    pub fn classes(&self) -> usize {
        match self.target {
            Target::Classes { classes, .. } => classes,
            Target::Values { .. } => 0,
        }
    }

    /// All targets.
    pub fn target(&self) -> Target<'a> {
        self.target
    }
}

/// A feature after scaling.
pub(crate) fn scaled(x: f32, offset: f32, scale: f32) -> f32 {
    (x - offset) / scale
}

//! Borrowed data: row-major features and one target, or several, per row.

mod bounds;
mod view;
mod weights;

pub use bounds::{Bounds, ClipOutput};
#[doc(hidden)]
pub use view::fill_words;

pub(crate) use weights::{Weighed, balance, check};

use view::{Fill, TargetView};

use crate::error::Error;
use crate::kernels;
use crate::limits::MAX_CLASSES;

/// What a row is to be predicted as.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// `labels[row] < classes`.
    Classes {
        /// One label per row.
        labels: &'a [u16],
        /// How many classes there are, at most 65,536; two is binary.
        classes: usize,
    },
    /// Row-major `rows x outputs`.
    Values {
        /// The values.
        values: &'a [f32],
        /// How many per row.
        outputs: usize,
    },
    /// Several labels a row, each 1 where the row has it and 0 where it has not: scikit-learn's
    /// multilabel indicator matrix, row-major `rows x outputs`. One label a row is two classes.
    Multilabel {
        /// The zeros and ones.
        labels: &'a [u16],
        /// How many per row.
        outputs: usize,
    },
}

impl<'a> Target<'a> {
    /// The same, one label a row as the two classes that it is.
    pub(crate) const fn simplest(self) -> Self {
        match self {
            Target::Multilabel { labels, outputs: 1 } => Target::Classes { labels, classes: 2 },
            target => target,
        }
    }

    /// How many classes; labels a row; 0 for values.
    pub(crate) const fn classes(&self) -> usize {
        match *self {
            Target::Classes { classes, .. } => classes,
            Target::Multilabel { outputs, .. } => outputs,
            Target::Values { .. } => 0,
        }
    }

    /// Whether it is two classes, for which one probability is enough; one class counts as two of which
    /// one does not occur.
    pub(crate) const fn is_binary(&self) -> bool {
        matches!(self, Target::Classes { classes: 0..=2, .. })
    }

    /// For how many rows there are targets, of a data set of this many features.
    const fn rows(&self, features: usize) -> Result<usize, Error> {
        match *self {
            Target::Classes { classes, .. } if classes > MAX_CLASSES => {
                Err(Error::TooManyClasses { got: classes })
            }
            Target::Classes { labels, classes } => {
                let mut row = 0;
                while row < labels.len() {
                    if labels[row] as usize >= classes {
                        return Err(Error::Label { row });
                    }
                    row += 1;
                }
                Ok(labels.len())
            }
            Target::Values { values, outputs } => {
                let (expected, got) = (outputs, values.len());
                if outputs == 0 || !got.is_multiple_of(outputs) {
                    return Err(Error::Mismatch { expected, got });
                }
                if let Some(i) = not_finite(values) {
                    let (row, column) = (i / outputs, features);
                    return Err(Error::NotFinite { row, column });
                }
                Ok(values.len() / outputs)
            }
            Target::Multilabel { labels, outputs } => {
                let (expected, got) = (outputs, labels.len());
                if outputs == 0 || !got.is_multiple_of(outputs) {
                    return Err(Error::Mismatch { expected, got });
                }
                let mut i = 0;
                while i < labels.len() {
                    if labels[i] > 1 {
                        return Err(Error::Label { row: i / outputs });
                    }
                    i += 1;
                }
                Ok(labels.len() / outputs)
            }
        }
    }
}

/// The first number that is NaN or infinite.
const fn not_finite(numbers: &[f32]) -> Option<usize> {
    let mut i = 0;
    while i < numbers.len() {
        if !numbers[i].is_finite() {
            return Some(i);
        }
        i += 1;
    }
    None
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
    /// Whether what is scaled is then held to 0..1.
    clips: bool,
    /// What answers to its rows are held to when they are scored.
    bounds: Bounds<'a>,
    fitted: TargetView<'a>,
    /// What each row counts in a fit, and each class.
    weights: Option<&'a [f32]>,
    class_weights: Option<&'a [f32]>,
    /// Whether rows count in scores as they do in a fit.
    weighs_scores: bool,
}

impl<'a> Dataset<'a> {
    /// `x` is row-major, `rows x features`; `target` has one label, or as many values or labels as it says,
    /// for each row.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the lengths do not go together, [`Error::Label`] for a label that is
    /// not below the number of classes, or of several neither 0 nor 1, [`Error::TooManyClasses`] for more than 65,536 of them,
    /// [`Error::NotFinite`] for a feature or a value that is NaN or infinite (a value counts as the
    /// column behind the features), and [`Error::TooFewRows`] without any row.
    pub const fn try_new(x: &'a [f32], features: usize, target: Target<'a>) -> Result<Self, Error> {
        let rows = match target.rows(features) {
            Ok(rows) => rows,
            Err(error) => return Err(error),
        };
        let (expected, got) = (rows.saturating_mul(features), x.len());
        if features == 0 || got != expected {
            return Err(Error::Mismatch { expected, got });
        }
        if rows == 0 {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        if let Some(i) = not_finite(x) {
            let (row, column) = (i / features, i % features);
            return Err(Error::NotFinite { row, column });
        }
        Ok(Self {
            x,
            features,
            target: target.simplest(),
            fill: None,
            scaled: None,
            clips: false,
            bounds: Bounds::NONE,
            fitted: TargetView::AsTheyAre,
            weights: None,
            class_weights: None,
            weighs_scores: false,
        })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Dataset::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(x: &'a [f32], features: usize, target: Target<'a>) -> Self {
        match Self::try_new(x, features, target) {
            Ok(data) => data,
            Err(_) => panic!("features or targets of another length, not finite, or not a label"),
        }
    }

    /// Rows with one label each, below `classes`; for constants. Values to predict go into
    /// [`Dataset::new`].
    ///
    /// # Panics
    /// As [`Dataset::new`].
    #[must_use]
    pub const fn labelled(x: &'a [f32], features: usize, labels: &'a [u16], classes: usize) -> Self {
        Self::new(x, features, Target::Classes { labels, classes })
    }

    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.x.len() / self.features
    }

    /// [`Error::TooFewRows`] unless the data set has all of `rows`.
    pub(crate) fn check_rows(&self, mut rows: impl Iterator<Item = u32>) -> Result<(), Error> {
        match rows.find(|&row| row as usize >= self.rows()) {
            Some(row) => Err(Error::TooFewRows {
                needed: row as usize + 1,
                got: self.rows(),
            }),
            None => Ok(()),
        }
    }

    /// Number of features per row.
    #[must_use]
    pub const fn features(&self) -> usize {
        self.features
    }

    /// Copies the features of one row as a network is to see them: scaled, if the view is.
    ///
    /// # Errors
    /// [`Error::TooFewRows`] past the last row, [`Error::Mismatch`] where `out` is not as long as
    /// there are features.
    pub fn copy_row(&self, row: usize, out: &mut [f32]) -> Result<(), Error> {
        let (needed, got) = (row.saturating_add(1), self.rows());
        let x = self.row(row).ok_or(Error::TooFewRows { needed, got })?;
        if x.len() != out.len() {
            let (expected, got) = (x.len(), out.len());
            return Err(Error::Mismatch { expected, got });
        }
        out.copy_from_slice(x);
        if let Some(fill) = self.fill {
            fill.apply(row, out);
        }
        if let Some((offset, scale)) = self.scaled {
            for ((x, &offset), &scale) in out.iter_mut().zip(offset).zip(scale) {
                *x = scaled(*x, offset, scale);
            }
        }
        if self.clips {
            kernels::clip(out);
        }
        Ok(())
    }

    /// As [`Self::copy_row`], of several rows that there are, one below the other.
    pub(crate) fn copy_rows(&self, rows: &[u32], out: &mut [f32]) {
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
        if self.clips {
            kernels::clip(out);
        }
    }

    /// The features of one row as they are in memory, nothing filled and nothing scaled; none past
    /// the last row.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<&'a [f32]> {
        let start = row.checked_mul(self.features)?;
        self.x.get(start..)?.get(..self.features)
    }

    /// The same rows, read unscaled; what a view fills stays filled.
    pub(crate) const fn without_scaling(self) -> Self {
        Self {
            scaled: None,
            clips: false,
            ..self
        }
    }

    /// How many classes, or labels a row where there are several; 0 for values.
    #[must_use]
    pub const fn classes(&self) -> usize {
        self.target.classes()
    }

    /// All targets.
    #[must_use]
    pub const fn target(&self) -> Target<'a> {
        self.target
    }
}

/// A feature after scaling.
pub(crate) fn scaled(x: f32, offset: f32, scale: f32) -> f32 {
    (x - offset) / scale
}

//! Views of a data set: the same rows, with gaps filled, numbers scaled and classes numbered as they are
//! read.

use super::{Bounds, Dataset, Target, scaled};
use crate::error::Error;

/// What stands in for features that are missing in some rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill<'a> {
    /// `fill_words` per row: bit `column % 32` of word `column / 32`.
    missing: &'a [u32],
    /// One per feature.
    values: &'a [f32],
}

/// How many words mark which features of a row are missing.
#[doc(hidden)]
#[must_use]
pub const fn fill_words(features: usize) -> usize {
    features.div_ceil(32)
}

impl Fill<'_> {
    fn of(&self, row: usize) -> &[u32] {
        let words = fill_words(self.values.len());
        &self.missing[row * words..][..words]
    }

    pub(super) fn apply(&self, row: usize, x: &mut [f32]) {
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

/// How a fit reads the targets.
#[derive(Clone, Copy, Debug)]
pub(super) enum TargetView<'a> {
    AsTheyAre,
    /// Values as `(y - offset) / scale`, one of each per output.
    Scaled {
        offset: &'a [f32],
        scale: &'a [f32],
    },
    /// Labels as their class's number among `classes`, as [`Dataset::among`] has it.
    Among {
        number: &'a [u32],
        classes: usize,
    },
}

impl<'a> Dataset<'a> {
    /// The same rows, those features that are `missing` read as the feature's one of `values`: a
    /// fold has means of its own and needs no copy of the rows. Each
    /// row has one word of `missing` per 32 features, rounded up: bit `column % 32` of word
    /// `column / 32`. A view that is scaled is scaled after that.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where either has another length, [`Error::NotFinite`] at row 0 and its
    /// column for a value that is not finite.
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

    /// A feature before it is scaled, of a row and a column that there are.
    pub(crate) fn unscaled(&self, row: usize, column: usize) -> f32 {
        match self.fill {
            Some(fill) if fill.of(row)[column / 32] >> (column % 32) & 1 == 1 => fill.values[column],
            _ => self.x[row * self.features + column],
        }
    }

    /// The same rows, each feature read as `(x - offset) / scale`; [`crate::scaler::Scaler`] has
    /// checked the numbers. `clips` where they are then held to 0..1.
    pub(crate) fn with_scaling(self, offset: &'a [f32], scale: &'a [f32], clips: bool) -> Self {
        Self {
            scaled: Some((offset, scale)),
            clips,
            ..self
        }
    }

    /// The same rows, a fit of which reads each value as `(y - offset) / scale`, one of each per output,
    /// and folds both into the network that it leaves: it predicts, and scores are of, the values as
    /// they are. [`crate::scaler::Scaling::fit_target`] finds the numbers.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of outputs, or classes; [`Error::NotFinite`] with the row
    /// and the column of a value that is not finite once it is scaled: the columns of the values come
    /// after those of the features.
    pub fn with_target_scaling(self, offset: &'a [f32], scale: &'a [f32]) -> Result<Self, Error> {
        let Target::Values { values, outputs } = self.target else {
            let (expected, got) = (0, offset.len());
            return Err(Error::Mismatch { expected, got });
        };
        for got in [offset.len(), scale.len()] {
            if got != outputs {
                let expected = outputs;
                return Err(Error::Mismatch { expected, got });
            }
        }
        let by_output = || offset.iter().zip(scale).cycle();
        let mut all = values.iter().zip(by_output());
        if let Some(i) = all.position(|(&y, (&offset, &scale))| !scaled(y, offset, scale).is_finite()) {
            let (row, column) = (i / outputs, self.features + i % outputs);
            return Err(Error::NotFinite { row, column });
        }
        let fitted = TargetView::Scaled { offset, scale };
        Ok(Self { fitted, ..self })
    }

    /// The same rows, answers to which are held to a range before they are scored. A fit knows nothing of it, nor its
    /// early stopping.
    ///
    /// # Errors
    /// [`Error::Unsuited`] for classes or labels, [`Error::Mismatch`] for another number of outputs.
    pub fn with_bounds(self, bounds: Bounds<'a>) -> Result<Self, Error> {
        match self.target {
            Target::Values { outputs, .. } => bounds.check(true, outputs)?,
            Target::Classes { .. } | Target::Multilabel { .. } => bounds.check(false, 0)?,
        }
        Ok(Self { bounds, ..self })
    }

    /// What answers to its rows are held to when they are scored.
    #[must_use]
    pub const fn bounds(&self) -> &Bounds<'a> {
        &self.bounds
    }

    /// The same rows, a fit of which is among the classes that its rows have, as in scikit-learn: label
    /// `l` is `number[l]` below `classes`, and a network has outputs for those alone.
    /// [`crate::folds::number_classes`] finds the numbers.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for values or several labels, or where not each class has an entry.
    pub fn among(self, number: &'a [u32], classes: usize) -> Result<Self, Error> {
        let all = match self.target {
            Target::Classes { classes, .. } => classes,
            Target::Values { .. } | Target::Multilabel { .. } => 0,
        };
        let (expected, got) = (all, number.len());
        if got != expected || classes > got {
            return Err(Error::Mismatch { expected, got });
        }
        let fitted = TargetView::Among { number, classes };
        Ok(Self { fitted, ..self })
    }

    /// What a fit takes the targets for: [`Dataset::target`], or fewer classes. Labels are those of
    /// all classes; a fit reads them otherwise.
    #[must_use]
    pub fn fitted_target(&self) -> Target<'a> {
        match (self.target, self.fitted) {
            (Target::Classes { labels, .. }, TargetView::Among { classes, .. }) => {
                Target::Classes { labels, classes }
            }
            (target @ (Target::Values { .. } | Target::Multilabel { .. }), _)
            | (target @ Target::Classes { .. }, TargetView::AsTheyAre | TargetView::Scaled { .. }) => target,
        }
    }

    /// The number of each class and how many have one, where a fit is not among all of them.
    pub(crate) fn numbering(&self) -> Option<(&'a [u32], usize)> {
        match self.fitted {
            TargetView::Among { number, classes } => Some((number, classes)),
            TargetView::AsTheyAre | TargetView::Scaled { .. } => None,
        }
    }

    /// Offsets and scales of the values, where a fit reads them scaled.
    pub(crate) fn target_scaling(&self) -> Option<(&'a [f32], &'a [f32])> {
        match self.fitted {
            TargetView::Scaled { offset, scale } => Some((offset, scale)),
            TargetView::AsTheyAre | TargetView::Among { .. } => None,
        }
    }

    /// A row's label as a fit reads it.
    pub(crate) fn label(&self, labels: &[u16], row: usize) -> u16 {
        match self.fitted {
            TargetView::Among { number, .. } => number[usize::from(labels[row])] as u16,
            TargetView::AsTheyAre | TargetView::Scaled { .. } => labels[row],
        }
    }

    /// A row's value as a fit reads it.
    pub(crate) fn value(&self, values: &[f32], row: usize, (output, outputs): (usize, usize)) -> f32 {
        let y = values[row * outputs + output];
        match self.target_scaling() {
            Some((offset, scale)) => scaled(y, offset[output], scale[output]),
            None => y,
        }
    }
}

//! What the answers of a regression are held to.

use super::{Dataset, Target};
use crate::error::Error;
use crate::kernels::{Chips, any_length, any_length_mut};

/// Whether the answers of a regression are held to a range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ClipOutput {
    /// They are not.
    #[default]
    None,
    /// From the least to the largest value of the rows that train, each output to its own.
    Train,
    /// Every output to this one, in its own units.
    Range {
        /// The least answer.
        low: f32,
        /// The largest.
        high: f32,
    },
}

impl ClipOutput {
    /// The least and the largest answer of each output, those of [`ClipOutput::Train`] from `rows` of `data`; for
    /// [`Bounds::try_new`]. Of zeros that end a range the first of the rows counts, whatever its sign. Neither is touched
    /// where answers are not held.
    ///
    /// # Errors
    /// [`Error::Unsuited`] for classes or labels; [`Error::Mismatch`] where `low` or `high` has another length than there are
    /// outputs; [`Error::TooFewRows`] without rows or for one that there is not.
    pub fn fit<I>(self, data: &Dataset<'_>, rows: I, low: &mut [f32], high: &mut [f32]) -> Result<(), Error>
    where
        I: Iterator<Item = u32> + Clone,
    {
        if self == ClipOutput::None {
            return Ok(());
        }
        let Target::Values { values, outputs } = data.target() else {
            return Err(Error::Unsuited("clip_output"));
        };
        for got in [low.len(), high.len()] {
            if got != outputs {
                let expected = outputs;
                return Err(Error::Mismatch { expected, got });
            }
        }
        if let ClipOutput::Range { low: from, high: to } = self {
            low.fill(from);
            high.fill(to);
            return Ok(());
        }
        data.check_rows(rows.clone())?;
        if rows.clone().next().is_none() {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        low.fill(f32::INFINITY);
        high.fill(f32::NEG_INFINITY);
        for row in rows {
            let values = &values[row as usize * outputs..][..outputs];
            for ((low, high), &value) in low.iter_mut().zip(&mut *high).zip(values) {
                // not `min` and `max`, which leave open which of two zeros they give
                if value < *low {
                    *low = value;
                }
                if value > *high {
                    *high = value;
                }
            }
        }
        Ok(())
    }
}

/// The least and the largest answer of each output, borrowed; those of no output hold nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    low: &'a [f32],
    high: &'a [f32],
}

impl<'a> Bounds<'a> {
    /// Answers are as they are.
    pub const NONE: Self = Self { low: &[], high: &[] };

    /// One of each for each output.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where there are not as many of each, [`Error::NotFinite`] at row 0 and its output for one that
    /// is not finite, [`Error::Bounds`] for a largest answer that is less than the least.
    pub const fn try_new(low: &'a [f32], high: &'a [f32]) -> Result<Self, Error> {
        if low.len() != high.len() {
            let (expected, got) = (low.len(), high.len());
            return Err(Error::Mismatch { expected, got });
        }
        let mut column = 0;
        while column < low.len() {
            if !(low[column].is_finite() && high[column].is_finite()) {
                return Err(Error::NotFinite { row: 0, column });
            }
            if low[column] > high[column] {
                return Err(Error::Bounds { output: column });
            }
            column += 1;
        }
        Ok(Self { low, high })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Bounds::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(low: &'a [f32], high: &'a [f32]) -> Self {
        match Self::try_new(low, high) {
            Ok(bounds) => bounds,
            Err(_) => panic!("one finite least answer per output, and a finite largest one not below it"),
        }
    }

    /// The least answer of each output.
    #[must_use]
    pub const fn low(&self) -> &'a [f32] {
        self.low
    }

    /// The largest.
    #[must_use]
    pub const fn high(&self) -> &'a [f32] {
        self.high
    }

    /// Whether they hold nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.low.is_empty()
    }

    /// An error unless they are for a network of values with so many outputs, or hold nothing.
    pub(crate) const fn check(&self, of_values: bool, outputs: usize) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        if !of_values {
            return Err(Error::Unsuited("clip_output"));
        }
        if self.low.len() != outputs {
            let (expected, got) = (outputs, self.low.len());
            return Err(Error::Mismatch { expected, got });
        }
        Ok(())
    }

    /// Holds answers, row by row, to them; NaN stays.
    #[inline]
    pub fn hold(&self, answers: &mut [f32]) {
        // known of a model in a `static`, which then has nothing else of it
        if !self.is_empty() {
            self.hold_rows(answers);
        }
    }

    #[cfg_attr(chip, inline(never))]
    fn hold_rows(&self, answers: &mut [f32]) {
        let (low, high) = (
            any_length(self.low, Chips::Every),
            any_length(self.high, Chips::Every),
        );
        let ends = low.iter().zip(high).cycle();
        for (answer, (&low, &high)) in any_length_mut(answers, Chips::Every).iter_mut().zip(ends) {
            if *answer < low {
                *answer = low;
            } else if *answer > high {
                *answer = high;
            }
        }
    }
}

#[cfg(test)]
mod tests;

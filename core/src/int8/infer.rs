//! From a row of features, or of quantised inputs, to logits, a class or probabilities.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

use super::Int8Model;
use super::exp::exp_of_minus;
use crate::error::Error;
use crate::kernels::int8::{Size, Store, Tiles, dense, quantize_row, widen};
use crate::kernels::{Chips, any_length, any_length_mut, at_run_time};
use crate::loss::Output;

impl Int8Model<'_> {
    /// The quantised inputs of a row of raw features.
    #[cfg(test)]
    pub(crate) fn quantize_input(&self, raw: &[f32], out: &mut [i8]) -> Result<(), Error> {
        for got in [raw.len(), out.len()] {
            self.check_inputs(got)?;
        }
        let steps = raw.iter().zip(self.parts.offset.iter().zip(self.parts.factor));
        for (column, ((&x, (&offset, &factor)), out)) in steps.zip(out).enumerate() {
            *out = crate::kernels::int8::quantize(x, offset, factor)
                .ok_or(Error::NotFinite { row: 0, column })?;
        }
        Ok(())
    }

    /// The output layer's integers for a row of raw features, in units of `2^-logit_bits`. They
    /// lie in `scratch`, which has [`Int8Model::scratch`] words.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of features, [`Error::NotFinite`] at row 0 and its
    /// column for a feature that is not finite once scaled, [`Error::TooSmall`] for short scratch.
    pub fn logits<'s>(&self, raw: &[f32], scratch: &'s mut [i32]) -> Result<&'s mut [i32], Error> {
        self.check_inputs(raw.len())?;
        let (input, other) = self.buffers(scratch)?;
        let offset = any_length(self.parts.offset, Chips::Every);
        let factor = any_length(self.parts.factor, Chips::Every);
        quantize_row(any_length(raw, Chips::Every), offset, factor, input)
            .map_err(|column| Error::NotFinite { row: 0, column })?;
        self.run(input, other)
    }

    /// The same for inputs that are quantised already, which is how the layers alone are measured.
    #[doc(hidden)]
    pub fn logits_of_quantized<'s>(
        &self,
        input: &[i8],
        scratch: &'s mut [i32],
    ) -> Result<&'s mut [i32], Error> {
        self.check_inputs(input.len())?;
        let (first, other) = self.buffers(scratch)?;
        widen(input, first);
        self.run(first, other)
    }

    /// The class of a row of raw features: the first of the largest logits, or for two classes
    /// whether the logit is above zero. Integers only, after the input step.
    ///
    /// # Errors
    /// [`Error::Undefined`] for a regression or several labels; else as [`Int8Model::logits`].
    pub fn class(&self, raw: &[f32], scratch: &mut [i32]) -> Result<usize, Error> {
        let output = self.parts.output;
        class_of_logits(output, self.logits(raw, scratch)?)
    }

    /// Answers for a row of raw features into `out`, one number per output: probabilities, the
    /// probability of class 1, or of each of several labels, or values.
    ///
    /// Probabilities are within `1e-6` of the softmax, or the logistic function, of the logits,
    /// for up to 10 classes; with more the sum's rounding adds up to `6e-8` per class.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of outputs; else as [`Int8Model::logits`].
    pub fn predict(&self, raw: &[f32], scratch: &mut [i32], out: &mut [f32]) -> Result<(), Error> {
        if out.len() != self.parts.shape.outputs() {
            return Err(Error::Mismatch {
                expected: self.parts.shape.outputs(),
                got: out.len(),
            });
        }
        let logits = self.logits(raw, scratch)?;
        self.answer(logits, out);
        Ok(())
    }

    /// What the output's function makes of logits: the second half of [`Int8Model::predict`].
    pub fn answer(&self, logits: &[i32], out: &mut [f32]) {
        let bits = self.parts.logit_bits;
        let (logits, out) = (
            any_length(logits, Chips::Every),
            any_length_mut(out, Chips::Every),
        );
        match self.parts.output {
            output @ (Output::Identity | Output::Exp) => {
                let unit = f32::from_bits(((127 - i32::from(bits)) as u32) << 23);
                for (out, &z) in out.iter_mut().zip(logits) {
                    *out = z as f32 * unit;
                }
                output.forward(out, logits.len());
                self.bounds.hold(out);
            }
            // the softmax of the logit and 0
            Output::Logistic => {
                for (out, &z) in out.iter_mut().zip(logits) {
                    let largest = z.max(0);
                    let p = exp_of_minus(largest.wrapping_sub(z) as u32, bits) as f32;
                    let share = 1.0 / (exp_of_minus(largest as u32, bits) as f32 + p);
                    *out = p * share;
                }
            }
            Output::Softmax => {
                let largest = logits.iter().fold(i32::MIN, |m, &z| m.max(z));
                let mut sum = 0.0;
                for (out, &z) in out.iter_mut().zip(logits) {
                    *out = exp_of_minus(largest.wrapping_sub(z) as u32, bits) as f32;
                    sum += *out;
                }
                let share = 1.0 / sum;
                out.iter_mut().for_each(|p| *p *= share);
            }
        }
    }

    fn check_inputs(&self, got: usize) -> Result<(), Error> {
        let expected = self.parts.shape.inputs();
        if expected == got {
            Ok(())
        } else {
            Err(Error::Mismatch { expected, got })
        }
    }

    /// The buffer of the inputs and of every second layer, and the other one.
    fn buffers<'s>(&self, scratch: &'s mut [i32]) -> Result<(&'s mut [i32], &'s mut [i32]), Error> {
        let (needed, got) = (self.scratch, scratch.len());
        scratch
            .get_mut(..needed)
            .and_then(|scratch| scratch.split_at_mut_checked(self.first_buffer))
            .ok_or(Error::TooSmall { needed, got })
    }

    /// All layers, from packed inputs to the logits.
    fn run<'s>(&self, mut from: &'s mut [i32], mut to: &'s mut [i32]) -> Result<&'s mut [i32], Error> {
        let (parts, shape) = (&self.parts, at_run_time(&self.parts.shape, Chips::WithoutFpu));
        let mut tiles = Tiles {
            words: parts.weights,
            biases: parts.biases,
            multipliers: parts.multipliers,
        };
        let last = shape.layers().saturating_sub(1);
        let mut size = Size {
            steps: 0,
            tiles: shape.inputs().div_ceil(4),
        };
        for i in 0..last {
            let store = Store::Narrow {
                zero: i32::from(*parts.zeros.get(i).ok_or(Error::Shape)?),
                table: parts.tables.get(i),
            };
            size = size.next(shape.width(i + 1));
            dense(&mut tiles, size, from, store, to).ok_or(Error::Shape)?;
            core::mem::swap(&mut from, &mut to);
        }
        size = size.next(shape.outputs());
        dense(&mut tiles, size, from, Store::Whole, to).ok_or(Error::Shape)?;
        to.get_mut(..shape.outputs()).ok_or(Error::Shape)
    }
}

/// The class that logits name.
///
/// # Errors
/// [`Error::Undefined`] for a regression or several labels.
pub fn class_of_logits(output: Output, logits: &[i32]) -> Result<usize, Error> {
    match (output, logits) {
        (Output::Identity | Output::Exp, _) => Err(Error::Undefined),
        (Output::Logistic, [z]) => Ok(usize::from(*z > 0)),
        (Output::Logistic, _) => Err(Error::Undefined),
        _ => {
            let (mut best, mut largest) = (0, i32::MIN);
            for (i, &z) in logits.iter().enumerate() {
                if z > largest {
                    (best, largest) = (i, z);
                }
            }
            Ok(best)
        }
    }
}

//! Inference in 8-bit integers: the network that [`crate::int8::quantize`] makes of a trained one.
//!
//! The scheme is that of Jacob et al., "Quantization and training of neural networks for
//! efficient integer-arithmetic-only inference" (2018), as TensorFlow Lite has it: weights are
//! symmetric in `-127..=127` with one scale per output, activations are asymmetric in
//! `-128..=127` with one scale per layer, sums and biases are 32-bit.
//!
//! **Input.** The device gives raw features. The scaler and the input's quantisation are one
//! step: `q = round((x - offset) * factor)`, a subtraction and a multiplication in f32, rounded
//! to the nearest integer, ties to even, held to `-128..=127`. The subtraction comes first, so a
//! feature that is large beside its spread loses nothing that f32 had not lost. What a step of
//! `q` is worth lies in the first layer's weights, so every feature has its own range.
//!
//! **Requantisation** is TensorFlow Lite's `MultiplyByQuantizedMultiplier` and CMSIS-NN's
//! `arm_nn_requantize` in their single-rounding form (`TFLITE_SINGLE_ROUNDING`,
//! `CMSIS_NN_USE_SINGLE_ROUNDING`), halves rounded up:
//!
//! `q = zero + ((sum * multiplier + 2^(31 + shift)) >> (32 + shift))`, then held to `-128..=127`,
//!
//! with a Q31 multiplier and a shift for each output; what they call `shift` is `-1 - shift`
//! here. The shift is at least 1, so only the high word of the product counts. It is kept in
//! the low byte of its multiplier, which is part of the multiplier in the formula: one word an
//! output, and 23 bits of the scale, where 8 come out.
//!
//! **Activations.** relu is a zero point of -128. logistic and tanh are tables of 256 bytes, one
//! per layer, from the quantised sum to the quantised activation.
//!
//! **Output.** The last layer's sums are not narrowed to 8 bits: the same formula brings them to
//! one scale, `2^-logit_bits`, and they stay 32-bit. The class is the largest of these integers.
//! softmax and logistic go through `2^-t` in integers (see [`Int8Model::predict`]) and end in
//! f32; a regression's values are these integers times the scale.
//!
//! Everything is exact integers, or single f32 operations whose rounding IEEE 754 fixes: the
//! same bits on every target.
//!
//! **Layout of the weights.** One 32-bit word holds two outputs of two inputs, in halves of 16
//! bits: `256 * w[o + 1][i] + w[o][i]` in the low half and the same of input `i + 1` in the
//! high one. A product of 16-bit halves then serves two outputs at once: if `a` is the sum of
//! halves times inputs and `b` the sum of low bytes times inputs, the sums of the two outputs
//! are `b` and `(a - b) / 256`, exactly, for up to 512 inputs at a time. Inputs are padded with
//! zero weights to a multiple of 4, and so are outputs. A tile is four outputs; for each four
//! inputs it has the words (o, o+1 of i, i+1), (o+2, o+3 of i, i+1), (o, o+1 of i+2, i+3) and
//! (o+2, o+3 of i+2, i+3). [`word_of`] says where a weight lies.

mod exp;
mod infer;
pub mod quantize;
mod score;

pub use infer::class_of_logits;
#[doc(hidden)]
pub use score::score;

use crate::activation::Activation;
use crate::data::Bounds;
use crate::error::Error;
use crate::loss::Output;
use crate::shape::Shape;

/// Largest size of a bias, so that no sum of 65,535 products overflows 32 bits.
pub(crate) const MAX_BIAS: i32 = 1 << 30;
/// Most fractional bits of a classifier's logits: their smallest difference still shows in f32
/// probabilities.
pub(crate) const MAX_LOGIT_BITS: i8 = 20;

/// How many words the weights of a layer take, packed.
#[doc(hidden)]
#[must_use]
pub const fn words(fan_in: usize, fan_out: usize) -> usize {
    4 * fan_in.div_ceil(4) * fan_out.div_ceil(4)
}

/// How many biases, and multipliers, a layer has: its outputs, padded to a multiple of four.
#[doc(hidden)]
#[must_use]
pub const fn channels(fan_out: usize) -> usize {
    fan_out.next_multiple_of(4)
}

/// Where the weight from `input` to `output` lies in the words of a layer with `fan_in` inputs:
/// the index of the word and the number of its byte, the least significant first. Bytes 1 and 3
/// hold one less than the weight where the byte below is negative.
#[doc(hidden)]
#[must_use]
pub const fn word_of(fan_in: usize, input: usize, output: usize) -> (usize, usize) {
    let step = fan_in.div_ceil(4) * (output / 4) + input / 4;
    let word = 2 * (input % 4 / 2) + output % 4 / 2;
    (4 * step + word, 2 * (input % 2) + output % 2)
}

/// All that a quantised network consists of, borrowed: an export writes these out.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Widths from the inputs to the outputs.
    pub shape: Shape,
    /// Function of the output layer.
    pub output: Output,
    /// Taken from each raw feature.
    pub offset: &'a [f32],
    /// What each feature is then multiplied with.
    pub factor: &'a [f32],
    /// The packed weights, layer after layer: 4 words for each block of 4 inputs and 4 outputs,
    /// or part of one.
    pub weights: &'a [u32],
    /// The biases, each layer's outputs padded to a multiple of four, with the zero point of the
    /// layer's input folded in: `b - zero * sum(w)`, in units of the sums.
    pub biases: &'a [i32],
    /// The requantisation multipliers, as many as biases, their shift in the low byte.
    pub multipliers: &'a [i32],
    /// The zero point of each hidden layer's quantised sums.
    pub zeros: &'a [i8],
    /// One table for each hidden layer whose activation is no clamp, indexed by the quantised sum plus 128;
    /// none for the others.
    pub tables: &'a [[i8; 256]],
    /// Logits, or a regression's values, are the output's integers times `2^-logit_bits`.
    pub logit_bits: i8,
}

/// How many elements each slice of [`Parts`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartSizes {
    /// `offset` and `factor`, each.
    pub features: usize,
    /// `weights`.
    pub words: usize,
    /// `biases` and `multipliers`, each.
    pub channels: usize,
    /// `zeros`.
    pub zeros: usize,
    /// `tables`.
    pub tables: usize,
}

impl PartSizes {
    /// For a network of that shape and hidden activation.
    #[must_use]
    pub const fn of(shape: &Shape, activation: Activation) -> Self {
        let (mut sizes, hidden) = (Self::without_tables(shape), shape.layers() - 1);
        if !activation.is_clamp() {
            sizes.tables = hidden;
        }
        sizes
    }

    const fn without_tables(shape: &Shape) -> Self {
        let (mut words_, mut channels_, mut i) = (0, 0, 0);
        while i < shape.layers() {
            words_ += words(shape.width(i), shape.width(i + 1));
            channels_ += channels(shape.width(i + 1));
            i += 1;
        }
        Self {
            features: shape.inputs(),
            words: words_,
            channels: channels_,
            zeros: shape.layers() - 1,
            tables: 0,
        }
    }

    /// Bytes of all the slices together.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        8 * self.features + 4 * self.words + 8 * self.channels + self.zeros + 256 * self.tables
    }
}

/// A quantised network over constants that the caller keeps, in flash for instance.
#[derive(Clone, Copy, Debug)]
pub struct Int8Model<'a> {
    parts: Parts<'a>,
    bounds: Bounds<'a>,
    first_buffer: usize,
    scratch: usize,
}

impl<'a> Int8Model<'a> {
    /// Over parts that were quantised together.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for a slice of another length than [`PartSizes`] says, [`Error::Shape`] for a
    /// logistic output that is not one wide, [`Error::NotFinite`] at row 0 and its column for an input
    /// step that is not finite, [`Error::BeyondInt8`] for a bias or a multiplier with which a sum could
    /// overflow, [`Error::Parameter`] for `logit_bits` out of range.
    pub const fn try_new(parts: Parts<'a>) -> Result<Self, Error> {
        let sizes = PartSizes::without_tables(&parts.shape);
        let lengths = [
            (sizes.features, parts.offset.len()),
            (sizes.features, parts.factor.len()),
            (sizes.words, parts.weights.len()),
            (sizes.channels, parts.biases.len()),
            (sizes.channels, parts.multipliers.len()),
            (sizes.zeros, parts.zeros.len()),
        ];
        let mut i = 0;
        while i < lengths.len() {
            let (expected, got) = lengths[i];
            if expected != got {
                return Err(Error::Mismatch { expected, got });
            }
            i += 1;
        }
        if !parts.tables.is_empty() && parts.tables.len() != sizes.zeros {
            return Err(Error::Mismatch {
                expected: sizes.zeros,
                got: parts.tables.len(),
            });
        }
        let mut column = 0;
        while column < sizes.features {
            if !(parts.offset[column].is_finite() && parts.factor[column].is_finite()) {
                return Err(Error::NotFinite { row: 0, column });
            }
            column += 1;
        }
        if let Err(error) = check_sums(&parts) {
            return Err(error);
        }
        let most = match parts.output {
            Output::Identity | Output::Exp => 126,
            Output::Softmax | Output::Logistic => MAX_LOGIT_BITS,
        };
        if parts.logit_bits < -126 || parts.logit_bits > most {
            return Err(Error::Parameter("logit_bits"));
        }
        let (first_buffer, other) = buffers(&parts.shape);
        Ok(Self {
            parts,
            bounds: Bounds::NONE,
            first_buffer,
            scratch: first_buffer + other,
        })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Int8Model::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(parts: Parts<'a>) -> Self {
        match Self::try_new(parts) {
            Ok(model) => model,
            Err(_) => panic!("these parts are not those of a quantised network"),
        }
    }

    /// The same, whose answers are held to a range.
    ///
    /// # Errors
    /// [`Error::Unsuited`] where it answers with probabilities, [`Error::Mismatch`] for bounds of another number of
    /// outputs.
    pub const fn try_bounded(self, bounds: Bounds<'a>) -> Result<Self, Error> {
        match bounds.check(self.parts.output.is_of_values(), self.parts.shape.outputs()) {
            Ok(()) => Ok(Self { bounds, ..self }),
            Err(error) => Err(error),
        }
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Int8Model::try_bounded`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn bounded(self, bounds: Bounds<'a>) -> Self {
        match self.try_bounded(bounds) {
            Ok(model) => model,
            Err(_) => panic!("a least and a largest answer for each output of a regression"),
        }
    }

    /// What it consists of.
    #[must_use]
    pub const fn parts(&self) -> &Parts<'a> {
        &self.parts
    }

    /// How many words of scratch a prediction takes.
    #[must_use]
    pub const fn scratch(shape: &Shape) -> usize {
        let (even, odd) = buffers(shape);
        even + odd
    }
}

/// Whether no sum can overflow; there are as many biases and multipliers as the shape has channels.
const fn check_sums(parts: &Parts<'_>) -> Result<(), Error> {
    let (mut layer, mut unit, mut i) = (0, 0, 0);
    while i < parts.biases.len() {
        if unit == channels(parts.shape.width(layer + 1)) {
            (layer, unit) = (layer + 1, 0);
        }
        let (bias, shift) = (parts.biases[i], parts.multipliers[i] & 0xff);
        let good =
            parts.multipliers[i] >= 0 && 1 <= shift && shift <= 31 && -MAX_BIAS <= bias && bias <= MAX_BIAS;
        if !good {
            return Err(Error::BeyondInt8 { layer, unit });
        }
        (i, unit) = (i + 1, unit + 1);
    }
    Ok(())
}

/// Words for what layers 0, 2, ... and 1, 3, ... hand on; layer 0 is the inputs.
const fn buffers(shape: &Shape) -> (usize, usize) {
    let (mut largest, mut i) = ([0; 2], 0);
    while i <= shape.layers() {
        let padded = channels(shape.width(i));
        let words = if i < shape.layers() { padded / 2 } else { padded };
        if words > largest[i % 2] {
            largest[i % 2] = words;
        }
        i += 1;
    }
    (largest[0], largest[1])
}

#[cfg(test)]
mod tests;

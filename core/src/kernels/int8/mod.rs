//! One layer of integers: packed weights times packed inputs, requantised.
//!
//! The layout and the formulas are those of [`crate::int8`].
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

use super::Chips;
#[cfg(any(test, not(dsp)))]
use super::any_length;
#[cfg(dsp)]
use super::opaque::number;

#[cfg(dsp)]
mod dsp;
#[cfg(all(dsp, fpu))]
mod fpu;
mod input;
#[cfg(any(test, not(dsp)))]
mod portable;

#[cfg(all(dsp, fpu))]
pub(crate) use fpu::quantize_row;
#[cfg(test)]
pub(crate) use input::quantize;
#[cfg(not(all(dsp, fpu)))]
pub(crate) use input::quantize_row;
pub(crate) use input::widen;

/// Inputs a sum of packed products can take before its two parts are separated.
const BLOCK: usize = 512;

/// What remains of the layers' constants: tiles of four outputs, layer after layer.
#[derive(Clone, Copy)]
pub(crate) struct Tiles<'a> {
    /// Packed weights.
    pub words: &'a [u32],
    /// Biases.
    pub biases: &'a [i32],
    /// Multipliers with their shift in the low byte.
    pub multipliers: &'a [i32],
}

impl<'a> Tiles<'a> {
    /// Takes off the next layer.
    #[inline(always)]
    fn next(&mut self, size: Size) -> Option<Self> {
        let (words, other_words) = self.words.split_at_checked(4 * size.steps * size.tiles)?;
        let (biases, other_biases) = self.biases.split_at_checked(4 * size.tiles)?;
        let (multipliers, other_multipliers) = self.multipliers.split_at_checked(4 * size.tiles)?;
        (self.words, self.biases, self.multipliers) = (other_words, other_biases, other_multipliers);
        Some(Self {
            words,
            biases,
            multipliers,
        })
    }
}

/// Of a layer.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Inputs over four, rounded up.
    pub steps: usize,
    /// Outputs over four, rounded up.
    pub tiles: usize,
}

impl Size {
    /// The same, which the optimiser does not know; see [`crate::kernels::at_run_time`].
    #[cfg(dsp)]
    #[inline(always)]
    fn at_run_time(self) -> Self {
        Self {
            steps: number(self.steps, Chips::Every),
            tiles: number(self.tiles, Chips::Every),
        }
    }

    /// Of the layer after it.
    #[inline(always)]
    pub fn next(self, outputs: usize) -> Self {
        Self {
            steps: self.tiles,
            tiles: outputs.div_ceil(4),
        }
    }
}

/// What becomes of the requantised sums.
#[derive(Clone, Copy)]
pub(crate) enum Store<'a> {
    /// `zero + sum`, held to 8 bits and, where there is one, looked up in the table; two outputs
    /// per word.
    Narrow { zero: i32, table: Option<&'a [i8; 256]> },
    /// One output per word.
    Whole,
}

/// `out = store(requantised(bias + input * weights))` for the next layer of `from`; none where a
/// slice is too short.
#[inline]
pub(crate) fn dense(
    from: &mut Tiles<'_>,
    size: Size,
    input: &[i32],
    store: Store<'_>,
    out: &mut [i32],
) -> Option<()> {
    #[cfg(dsp)]
    return dsp::dense(from, size, input, store, out);
    #[cfg(not(dsp))]
    portable::dense(from, size, input, store, out)
}

/// Looks up what was held to 8 bits.
#[inline(always)]
fn look(table: Option<&[i8; 256]>, q: i32) -> i32 {
    let Some(table) = table else { return q };
    // a table has a place for every byte; said so that there is nothing to panic
    i32::from(table.get(usize::from(q as u8 ^ 0x80)).copied().unwrap_or(0))
}

/// Two activations in one word.
#[inline(always)]
fn word(low: i32, high: i32) -> i32 {
    low & 0xffff | high << 16
}

/// Two activations of one word.
#[inline(always)]
fn unpack(word: i32) -> [i32; 2] {
    [i32::from(word as i16), word >> 16]
}

/// `(sum * multiplier + 2^(31 + shift)) >> (32 + shift)`: only the high word counts, as the shift
/// is at least 1.
#[cfg(any(test, not(dsp)))]
#[inline(always)]
pub(crate) fn requantize(sum: i32, multiplier: i32) -> i32 {
    let high = ((i64::from(sum) * i64::from(multiplier)) >> 32) as i32;
    let shift = multiplier as u32 & 31;
    // the last bit that goes decides
    ((high >> (shift.wrapping_sub(1) & 31)) + 1) >> 1
}

//! One layer of integers: packed weights times packed inputs, requantised.
//!
//! The layout and the formulas are those of [`crate::int8`].

use crate::int8::BLOCK;

/// One layer; the slices are as long as [`crate::int8`] says.
#[derive(Clone, Copy)]
pub(crate) struct Dense<'a> {
    /// Packed weights.
    pub words: &'a [u32],
    /// Biases, a multiple of two.
    pub biases: &'a [i32],
    /// Multipliers with their shift in the low byte, as many.
    pub multipliers: &'a [i32],
    /// Inputs over four, rounded up.
    pub steps: usize,
}

/// What becomes of the requantised sums.
#[derive(Clone, Copy)]
pub(crate) enum Store<'a> {
    /// `zero + sum`, held to 8 bits; two outputs a word.
    Clamp { zero: i8 },
    /// The same, and then the table's entry.
    Table { zero: i8, table: &'a [i8; 256] },
    /// One output a word.
    Whole,
}

impl Store<'_> {
    /// Words that two outputs take.
    #[inline(always)]
    fn words(self) -> usize {
        if matches!(self, Store::Whole) { 2 } else { 1 }
    }
}

/// `out = store(requantised(bias + input * weights))`; none where a slice is too short.
pub(crate) fn dense(layer: Dense<'_>, input: &[i32], store: Store<'_>, out: &mut [i32]) -> Option<()> {
    portable(layer, input, store, out)
}

/// On any target, without `unsafe`.
#[inline]
fn portable(layer: Dense<'_>, input: &[i32], store: Store<'_>, out: &mut [i32]) -> Option<()> {
    let input = input.get(..2 * layer.steps)?.as_chunks::<2>().0;
    let (mut words, mut out) = (layer.words, out);
    let channels = layer.biases.as_chunks::<2>().0.iter();
    let mut channels = channels.zip(layer.multipliers.as_chunks::<2>().0);
    loop {
        let Some(first) = channels.next() else {
            return Some(());
        };
        if let Some(second) = channels.next() {
            let (tile, rest) = words.split_at_checked(4 * layer.steps)?;
            let [a, b] = quad(tile.as_chunks::<4>().0, input);
            words = rest;
            out = write(a, first, store, out)?;
            out = write(b, second, store, out)?;
        } else {
            let (tile, rest) = words.split_at_checked(2 * layer.steps)?;
            let a = pair(tile.as_chunks::<2>().0, input);
            words = rest;
            out = write(a, first, store, out)?;
        }
    }
}

/// The sums of halves and of low bytes, for two outputs.
#[derive(Clone, Copy, Default)]
struct Packed {
    halves: i32,
    low: i32,
}

impl Packed {
    #[inline(always)]
    fn add(&mut self, word: u32, x: [i32; 2]) {
        // sums of halves wrap for many inputs; what is taken from them is right nonetheless
        let halves = [i32::from(word as i16), word as i32 >> 16];
        let low = [i32::from(word as i8), i32::from((word >> 16) as i8)];
        for i in 0..2 {
            self.halves = self.halves.wrapping_add(halves[i].wrapping_mul(x[i]));
            self.low = self.low.wrapping_add(low[i].wrapping_mul(x[i]));
        }
    }

    /// Adds to the sums of the two outputs.
    #[inline(always)]
    fn separate(self, sums: &mut [i32; 2]) {
        sums[0] = sums[0].wrapping_add(self.low);
        sums[1] = sums[1].wrapping_add(self.halves.wrapping_sub(self.low) >> 8);
    }
}

#[inline(always)]
fn unpack(word: i32) -> [i32; 2] {
    [i32::from(word as i16), word >> 16]
}

#[inline(always)]
fn quad(tile: &[[u32; 4]], input: &[[i32; 2]]) -> [[i32; 2]; 2] {
    let mut sums = [[0; 2]; 2];
    for (tile, input) in tile.chunks(BLOCK / 4).zip(input.chunks(BLOCK / 4)) {
        let mut packed = [Packed::default(); 2];
        for (w, x) in tile.iter().zip(input) {
            let x = [unpack(x[0]), unpack(x[1])];
            packed[0].add(w[0], x[0]);
            packed[1].add(w[1], x[0]);
            packed[0].add(w[2], x[1]);
            packed[1].add(w[3], x[1]);
        }
        packed[0].separate(&mut sums[0]);
        packed[1].separate(&mut sums[1]);
    }
    sums
}

#[inline(always)]
fn pair(tile: &[[u32; 2]], input: &[[i32; 2]]) -> [i32; 2] {
    let mut sums = [0; 2];
    for (tile, input) in tile.chunks(BLOCK / 4).zip(input.chunks(BLOCK / 4)) {
        let mut packed = Packed::default();
        for (w, x) in tile.iter().zip(input) {
            packed.add(w[0], unpack(x[0]));
            packed.add(w[1], unpack(x[1]));
        }
        packed.separate(&mut sums);
    }
    sums
}

/// Biases, requantises and writes two outputs; gives what of `out` remains.
#[inline(always)]
fn write<'a>(
    sums: [i32; 2],
    (biases, multipliers): (&[i32; 2], &[i32; 2]),
    store: Store<'_>,
    out: &'a mut [i32],
) -> Option<&'a mut [i32]> {
    let q = [
        requantize(sums[0].wrapping_add(biases[0]), multipliers[0]),
        requantize(sums[1].wrapping_add(biases[1]), multipliers[1]),
    ];
    let (to, rest) = out.split_at_mut_checked(store.words())?;
    let narrow = |zero: i8, q: i32| (i32::from(zero) + q).clamp(-128, 127);
    match (store, to) {
        (Store::Whole, [a, b]) => [*a, *b] = q,
        (Store::Clamp { zero }, [to]) => *to = narrow(zero, q[0]) & 0xffff | narrow(zero, q[1]) << 16,
        (Store::Table { zero, table }, [to]) => {
            let look = |q: i32| i32::from(table[usize::from((narrow(zero, q) + 128) as u8)]);
            *to = look(q[0]) & 0xffff | look(q[1]) << 16;
        }
        _ => return None,
    }
    Some(rest)
}

/// `(sum * multiplier + 2^(31 + shift)) >> (32 + shift)`: only the high word counts, as the shift
/// is at least 1.
#[inline(always)]
pub(crate) fn requantize(sum: i32, multiplier: i32) -> i32 {
    let high = ((i64::from(sum) * i64::from(multiplier)) >> 32) as i32;
    let shift = multiplier as u32 & 31;
    // the last bit that goes decides
    ((high >> (shift.wrapping_sub(1) & 31)) + 1) >> 1
}

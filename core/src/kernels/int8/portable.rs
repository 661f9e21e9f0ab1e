//! On any target, without `unsafe`, and the oracle of the others.

use super::{BLOCK, Chips, Size, Store, Tiles, any_length, look, requantize, unpack, word};

pub(super) fn dense(
    from: &mut Tiles<'_>,
    size: Size,
    input: &[i32],
    store: Store<'_>,
    out: &mut [i32],
) -> Option<()> {
    let layer = from.next(size)?;
    let input = input.as_chunks::<2>().0.get(..size.steps)?;
    let (mut words, mut out) = (layer.words.as_chunks::<4>().0, out);
    let biases = layer.biases.as_chunks::<4>().0.iter();
    for (biases, multipliers) in biases.zip(layer.multipliers.as_chunks::<4>().0) {
        let (tile, other_tiles) = words.split_at_checked(size.steps)?;
        words = other_tiles;
        let mut q = quad(tile, input, *biases);
        for (sum, &multiplier) in q.iter_mut().zip(multipliers) {
            *sum = requantize(*sum, multiplier);
        }
        match store {
            Store::Whole => {
                let (to, rest) = out.split_first_chunk_mut::<4>()?;
                (*to, out) = (q, rest);
            }
            Store::Narrow { zero, table } => {
                let (to, rest) = out.split_first_chunk_mut::<2>()?;
                let [a, b, c, d] = q.map(|q| look(table, (zero + q).clamp(-128, 127)));
                (*to, out) = ([word(a, b), word(c, d)], rest);
            }
        }
    }
    Some(())
}

/// Sums of four outputs, which start from the biases.
#[inline(always)]
fn quad(mut tile: &[[u32; 4]], mut input: &[[i32; 2]], mut sums: [i32; 4]) -> [i32; 4] {
    while !tile.is_empty() {
        let ((weights, other_weights), (pairs, other_pairs)) = (block(tile), block(input));
        let (mut low, mut high) = (PackedSums::default(), PackedSums::default());
        // else the loop is unrolled for all the steps that a small model's scratch can hold
        let weights = any_length(weights, Chips::Every);
        for (&[a, b, c, d], &[first, second]) in weights.iter().zip(pairs) {
            let (first, second) = (unpack(first), unpack(second));
            low.add(a, first);
            high.add(b, first);
            low.add(c, second);
            high.add(d, second);
        }
        let ([a, b], [c, d]) = (low.separate(), high.separate());
        for (sum, part) in sums.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
        (tile, input) = (other_weights, other_pairs);
    }
    sums
}

/// The steps of a first block, and those after it. Unlike `chunks` it divides by nothing.
#[inline(always)]
fn block<T>(steps: &[T]) -> (&[T], &[T]) {
    steps.split_at_checked(BLOCK / 4).unwrap_or((steps, &[]))
}

/// The sums of halves and of low bytes, for two outputs.
#[derive(Clone, Copy, Default)]
struct PackedSums {
    halves: i32,
    low: i32,
}

impl PackedSums {
    #[inline(always)]
    fn add(&mut self, word: u32, [first, second]: [i32; 2]) {
        // sums of halves wrap for many inputs; what is taken from them is right nonetheless
        for (half, x) in [(word, first), (word >> 16, second)] {
            self.halves = self.halves.wrapping_add(i32::from(half as i16).wrapping_mul(x));
            self.low = self.low.wrapping_add(i32::from(half as i8).wrapping_mul(x));
        }
    }

    /// The sums of the two outputs.
    #[inline(always)]
    fn separate(self) -> [i32; 2] {
        [self.low, self.halves.wrapping_sub(self.low) >> 8]
    }
}

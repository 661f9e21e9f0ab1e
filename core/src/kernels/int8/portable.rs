//! On any target, without `unsafe`, and the oracle of the others.

use super::{BLOCK, Size, Store, Tiles, look, requantize, unpack, word};

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
        let sums = quad(tile, input, *biases);
        let q: [i32; 4] = core::array::from_fn(|i| requantize(sums[i], multipliers[i]));
        match store {
            Store::Whole => {
                let (to, rest) = out.split_first_chunk_mut::<4>()?;
                (*to, out) = (q, rest);
            }
            Store::Narrow { zero, table } => {
                let (to, rest) = out.split_first_chunk_mut::<2>()?;
                let q = q.map(|q| look(table, (zero + q).clamp(-128, 127)));
                (*to, out) = ([word(q[0], q[1]), word(q[2], q[3])], rest);
            }
        }
    }
    Some(())
}

/// Sums of four outputs, which start from the biases.
#[inline(always)]
fn quad(tile: &[[u32; 4]], input: &[[i32; 2]], mut sums: [i32; 4]) -> [i32; 4] {
    for (tile, input) in tile.chunks(BLOCK / 4).zip(input.chunks(BLOCK / 4)) {
        let mut packed = [Packed::default(); 2];
        for (w, x) in tile.iter().zip(input) {
            let x = [unpack(x[0]), unpack(x[1])];
            packed[0].add(w[0], x[0]);
            packed[1].add(w[1], x[0]);
            packed[0].add(w[2], x[1]);
            packed[1].add(w[3], x[1]);
        }
        let [a, b] = packed.map(Packed::separate);
        for (sum, part) in sums.iter_mut().zip([a[0], a[1], b[0], b[1]]) {
            *sum = sum.wrapping_add(part);
        }
    }
    sums
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

    /// The sums of the two outputs.
    #[inline(always)]
    fn separate(self) -> [i32; 2] {
        [self.low, self.halves.wrapping_sub(self.low) >> 8]
    }
}

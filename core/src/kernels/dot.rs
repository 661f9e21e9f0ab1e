//! The dot product of two long vectors.

use super::{Kernel, Lanes, run};

/// Sums that run side by side, and how many products each takes before they meet.
const SIDE_BY_SIDE: usize = 16;
const BLOCK: usize = 16 * SIDE_BY_SIDE;

/// `a · b` of two vectors of one length: in each block of 256 products, sixteen sums in f32, each of
/// every sixteenth product; they and the products left over go into one f64, in order.
///
/// One f32 alone would lose what a line search looks for, and f64 throughout is software on most
/// chips: with short sums the error stays that of a few roundings, whatever the length.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut total = 0.0;
    run(Dot {
        a,
        b,
        total: &mut total,
    });
    total
}

struct Dot<'a> {
    a: &'a [f32],
    b: &'a [f32],
    total: &'a mut f64,
}

impl Kernel for Dot<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let mut sums = [0.0; SIDE_BY_SIDE];
        for (a, b) in self.a.chunks(BLOCK).zip(self.b.chunks(BLOCK)) {
            let count = a.len().min(b.len());
            let whole = count - count % SIDE_BY_SIDE;
            for j in (0..SIDE_BY_SIDE).step_by(L::COUNT) {
                let mut sum = L::splat(0.0);
                for i in (j..whole).step_by(SIDE_BY_SIDE) {
                    sum = sum.add(L::load(&a[i..]).mul(L::load(&b[i..])));
                }
                sum.store(&mut sums[j..]);
            }
            sums.iter().for_each(|&sum| *self.total += f64::from(sum));
            let rest = a[whole..].iter().zip(&b[whole..]);
            rest.for_each(|(a, b)| *self.total += f64::from(a * b));
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;
    use crate::kernels::at_every_level;
    use crate::random::{Random, Seeded, Xoshiro};

    /// The definition, in plain loops.
    fn naive(a: &[f32], b: &[f32]) -> f64 {
        let mut total = 0.0;
        for start in (0..a.len()).step_by(256) {
            let end = a.len().min(start + 256);
            let whole = start + (end - start) / 16 * 16;
            for j in 0..16 {
                let mut sum = 0.0f32;
                for i in (start..whole).filter(|i| (i - start) % 16 == j) {
                    sum += a[i] * b[i];
                }
                total += f64::from(sum);
            }
            for i in whole..end {
                total += f64::from(a[i] * b[i]);
            }
        }
        total
    }

    #[test]
    fn every_length_has_the_bits_of_the_plain_loops_and_is_close_to_f64() {
        let mut random = Xoshiro::from_seed_number(3);
        for count in (0..70).chain([255, 256, 257, 271, 272, 511, 512, 1000, 4099]) {
            let mut numbers =
                || -> Vec<f32> { (0..count).map(|_| random.uniform(-1.0, 1.0) as f32).collect() };
            let (a, b) = (numbers(), numbers());
            let expected = naive(&a, &b);
            at_every_level(|level| {
                assert_eq!(
                    dot(&a, &b).to_bits(),
                    expected.to_bits(),
                    "{count} at level {level}"
                );
            });
            let products = || a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b));
            let error = (expected - products().sum::<f64>()).abs();
            assert!(
                error <= 2e-7 * products().map(f64::abs).sum::<f64>(),
                "{count}: {error}"
            );
        }
    }
}

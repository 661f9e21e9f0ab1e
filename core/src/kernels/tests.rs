//! Every width of lanes against one lane, every tile against the naive loop: to the bit.
extern crate std;
use std::vec::Vec;

use super::*;
use crate::random::{Random, Seeded, Xoshiro};

fn numbers(seed: u32, count: usize, span: f64) -> Vec<f32> {
    let mut random = Xoshiro::from_seed_number(seed);
    (0..count).map(|_| random.uniform(-span, span) as f32).collect()
}

fn bits(out: &[f32]) -> Vec<u32> {
    out.iter()
        .map(|v| if v.is_nan() { u32::MAX } else { v.to_bits() })
        .collect()
}

struct EveryOperation<'a>(&'a [f32], &'a mut [f32]);
impl Kernel for EveryOperation<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        for (x, out) in self
            .0
            .chunks_exact(L::COUNT)
            .zip(self.1.chunks_exact_mut(12 * L::COUNT))
        {
            let a = L::load(x);
            let positive = a.mul(a).add(L::splat(1e-6));
            let (e, m) = positive.exponent_and_mantissa();
            let results = [
                a.add(L::splat(0.3)),
                a.sub(L::splat(0.3)),
                a.div(L::splat(0.3)),
                positive.sqrt(),
                a.max(L::splat(0.5)),
                a.min(L::splat(0.5)),
                exp(a),
                ln(positive),
                tanh(a),
                logistic(a),
                e,
                m,
            ];
            // lane by lane, so that every width writes the same order
            for (k, result) in results.into_iter().enumerate() {
                let mut lanes = [0.0; 16];
                result.store(&mut lanes);
                for lane in 0..L::COUNT {
                    out[lane * 12 + k] = lanes[lane];
                }
            }
        }
    }
}

#[test]
fn every_width_gives_the_bits_of_one_lane() {
    let mut x = numbers(1, 1600, 12.0);
    for (slot, odd) in x
        .iter_mut()
        .zip([0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, 1e-40, 88.5, -88.5])
    {
        *slot = odd;
    }
    let mut one = std::vec![0.0; x.len() * 12];
    EveryOperation(&x, &mut one).run::<f32>();
    assert!(one.iter().filter(|v| **v != 0.0).count() > x.len() * 10);
    at_every_level(|level| {
        let mut wide = std::vec![0.0; x.len() * 12];
        run(EveryOperation(&x, &mut wide));
        assert_eq!(bits(&one), bits(&wide), "level {level}");
    });
}

#[test]
fn every_tile_gives_the_bits_of_the_naive_loop() {
    let mut shapes = Xoshiro::from_seed_number(2);
    for case in 0..300 {
        let rows = 1 + shapes.bounded(40) as usize;
        let columns = 1 + shapes.bounded(70) as usize;
        let terms = shapes.bounded(20) as usize;
        let coef = numbers(case, rows * terms, 1.0);
        let v = numbers(case + 1000, terms * columns, 1.0);
        let biases = numbers(case + 2000, columns, 1.0);
        let before = numbers(case + 3000, rows * columns, 1.0);
        // row by row (forward) or column by column (gradient)
        let a = if case % 2 == 0 {
            Matrix::new(&coef, rows, terms)
        } else {
            Matrix::new(&coef, terms, rows).t()
        };
        let b = if case % 7 == 0 {
            Matrix::new(&v, columns, terms).t()
        } else {
            Matrix::new(&v, terms, columns)
        };
        let start = match case % 3 {
            0 => Start::Zero,
            1 => Start::Columns(&biases),
            _ => Start::Continue,
        };
        for (a, b) in [(a, b), (a, Matrix::ones(terms, 1)), (Matrix::ones(1, terms), b)] {
            let mut expected = before.clone();
            naive(a, b, start, &mut expected);
            at_every_level(|level| {
                let mut got = before.clone();
                product(a, b, start, &mut got).unwrap();
                assert_eq!(
                    bits(&expected),
                    bits(&got),
                    "level {level}, {rows} x {columns} x {terms}"
                );
            });
        }
    }
}

struct TanhOfRoot<'a>(&'a mut [f32]);
impl Elementwise for TanhOfRoot<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let x = L::load(&self.0[i..]);
        tanh(x.mul(x).sqrt().min(L::splat(3.0)).max(x)).store(&mut self.0[i..]);
    }
}

#[test]
fn every_count_of_elements_gives_the_bits_of_one_lane() {
    for count in 0..150 {
        let x = numbers(count, count as usize, 4.0);
        let mut one = x.clone();
        (0..one.len()).for_each(|i| TanhOfRoot(&mut one).at::<f32>(i));
        at_every_level(|level| {
            let mut wide = x.clone();
            each(TanhOfRoot(&mut wide));
            assert_eq!(bits(&one), bits(&wide), "level {level}, {count}");
        });
    }
}

#[test]
fn transposing_moves_every_number() {
    for (rows, columns) in [(1, 1), (16, 16), (100, 64), (33, 20), (5, 70), (64, 3)] {
        let from = numbers(3, rows * columns, 1.0);
        at_every_level(|level| {
            let mut to = std::vec![0.0; rows * columns];
            transpose(rows, columns, &from, &mut to);
            for r in 0..rows {
                for c in 0..columns {
                    assert_eq!(from[r * columns + c], to[c * rows + r], "level {level}");
                }
            }
        });
    }
}

#[test]
fn gathering_copies_rows_of_any_width() {
    for width in 1..70 {
        let from = numbers(4, 9 * width, 1.0);
        let rows = [3, 8, 0, 3];
        at_every_level(|level| {
            let mut to = std::vec![0.0; 5 * width];
            gather(width, &rows, &from, &mut to);
            for (&row, to) in rows.iter().zip(to.chunks_exact(width)) {
                assert_eq!(&from[row as usize * width..][..width], to, "level {level}");
            }
            assert!(to[4 * width..].iter().all(|&v| v == 0.0), "level {level}");
        });
    }
}

#[test]
fn a_clip_is_that_of_floats() {
    // every sign and exponent, and fractions all over
    for bits in (0..=u32::MAX)
        .step_by(40_009)
        .chain([1.0f32.to_bits(), 1.0f32.to_bits() + 1])
    {
        let number = f32::from_bits(bits);
        if !number.is_nan() {
            let mut clipped = [number];
            clip(&mut clipped);
            assert_eq!(
                clipped[0].to_bits(),
                (number.clamp(0.0, 1.0) + 0.0).to_bits(),
                "{number:e}"
            );
        }
    }
}

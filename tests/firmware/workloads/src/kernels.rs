//! Every kernel of f32 sums against the naive loop, over many shapes.

use mcutune_core::error::Error;
use mcutune_core::kernels::{Matrix, Start, dense, exp, naive, product, relu};
use mcutune_core::loss::Output;
use mcutune_core::network::Network;
use mcutune_core::params::Activation;
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::scaler::Scaler;
use mcutune_core::shape::Shape;

use crate::digest::Shown;

const COLUMNS: usize = 40;
const TERMS: [usize; 6] = [1, 2, 3, 5, 6, 16];
const MOST_TERMS: usize = 16;
const ROWS: usize = 9;

/// Memory of the shapes, the same on every target.
pub struct KernelsMemory {
    numbers: [f32; (MOST_TERMS + 1) * COLUMNS + MOST_TERMS * ROWS],
    expected: [f32; ROWS * COLUMNS],
    out: [f32; ROWS * COLUMNS],
}

impl KernelsMemory {
    /// Zeros, so that a static of it takes no flash.
    pub const fn new() -> Self {
        Self {
            numbers: [0.0; _],
            expected: [0.0; _],
            out: [0.0; _],
        }
    }
}

impl Default for KernelsMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// Dense layers, gradients and deltas of 1 to 40 columns. A kernel that differs from the naive
/// loop in a bit, or writes past its part of `out`, is [`Error::Undefined`].
pub fn run(memory: &mut KernelsMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let KernelsMemory {
        numbers,
        expected,
        out,
    } = memory;
    let mut random = Xoshiro::from_seed_number(4);
    for x in numbers.iter_mut() {
        *x = (random.bits() >> 8) as f32 / 16_777_216.0 - 0.5;
    }
    // some that rounding, the sign of zero or the smallest exponents could distinguish
    for (i, odd) in [-0.0, 0.0, 1e-40, -1e-40, 1e30, -0.0].into_iter().enumerate() {
        numbers[i * 97 + 5] = odd;
    }
    for columns in 1..=COLUMNS {
        for terms in TERMS {
            let some = |rows: usize| 1 + (3 * columns + terms) % rows;
            let (v, rest) = numbers.split_at(terms * columns);
            let (biases, coef) = rest.split_at(columns);

            let rows = some(3);
            let (input, weights) = (Matrix::new(coef, rows, terms), Matrix::new(v, terms, columns));
            naive(input, weights, Start::Columns(biases), expected);
            fill(out);
            let (input, answers) = (&coef[..rows * terms], &mut out[..rows * columns]);
            dense(numbers, (terms, columns), input, answers)?;
            compare(expected, out, rows * columns, &mut show)?;

            let rows = some(ROWS);
            let starts = [Start::Zero, Start::Continue, Start::Columns(biases)];
            let start = starts[(columns + terms) % 3];
            let a = Matrix::new(coef, terms, rows).t();
            both(a, weights, start, expected, out, &mut show)?;

            let rows = some(4);
            let (a, b) = (Matrix::new(coef, rows, terms), Matrix::new(v, columns, terms).t());
            both(a, b, Start::Zero, expected, out, &mut show)?;
        }
    }
    for count in 0..20 {
        fill(out);
        let numbers = [
            -1.0,
            0.0,
            -0.0,
            2.5,
            f32::NAN,
            -f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            -1e-45,
        ];
        for (i, (x, answer)) in out.iter_mut().zip(&mut *expected).enumerate() {
            *x = numbers[i * 7 % numbers.len()];
            *answer = if *x < 0.0 && i < count { 0.0 } else { *x };
        }
        relu(&mut out[..count]);
        if !same(out, expected) {
            return Err(Error::Undefined);
        }
    }
    Ok(())
}

/// Scaling of 1 to 20 features, and softmax of 1 to 20 classes, each against one number at a time;
/// what differs is [`Error::Undefined`].
pub fn ends(memory: &mut KernelsMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let KernelsMemory {
        numbers,
        expected,
        out,
    } = memory;
    let mut random = Xoshiro::from_seed_number(5);
    for x in numbers.iter_mut() {
        *x = random.uniform(-60.0, 60.0) as f32;
    }
    // beside these the others' exponential is below the smallest normal number
    numbers[30] = 3e38;
    numbers[50] = -3e38;
    numbers[70] = 0.0;
    numbers[71] = -0.0;
    for count in 1..=20 {
        for start in [0, 20, 40, 60] {
            let numbers = &numbers[start..];
            let (offset, scale, row) = (&numbers[..count], &numbers[100..][..count], &numbers[200..]);
            for (i, expected) in expected[..count].iter_mut().enumerate() {
                *expected = (row[i] - offset[i]) / scale[i];
            }
            fill(out);
            let scaler = Scaler::try_new(offset, scale)?;
            let wide = scaler.apply(&row[..count], &mut out[..count]);
            match expected[..count].iter().position(|x| !x.is_finite()) {
                None => compare(expected, out, count, &mut show)?,
                Some(column) if wide == Err(Error::NotFinite { row: 0, column }) => {}
                Some(_) => return Err(Error::Undefined),
            }
            let bad = (start + 3 * count) % count;
            let mut row = [0.0; 20];
            row[bad] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY][count % 3];
            let refused = scaler.apply(&row[..count], &mut out[..count]);
            if refused != Err(Error::NotFinite { row: 0, column: bad }) {
                return Err(Error::Undefined);
            }

            let shape = Shape::try_new(&[1, count as u16])?;
            let weights = &numbers[..2 * count];
            let network = Network::try_new(shape, Activation::Identity, Output::Softmax, weights)?;
            network.logits(&[1.0], &mut [], &mut expected[..count])?;
            softmax(&mut expected[..count]);
            fill(out);
            network.predict(&[1.0], &mut [], &mut out[..count])?;
            compare(expected, out, count, &mut show)?;
        }
    }
    Ok(())
}

fn softmax(z: &mut [f32]) {
    let largest = z
        .iter()
        .fold(f32::NEG_INFINITY, |m, &z| if z > m { z } else { m });
    let mut sum = 0.0;
    for z in z.iter_mut() {
        *z = exp(*z - largest);
        sum += *z;
    }
    z.iter_mut().for_each(|z| *z /= sum);
}

/// The naive loop and the kernel.
fn both(
    a: Matrix<'_>,
    b: Matrix<'_>,
    start: Start<'_>,
    expected: &mut [f32],
    out: &mut [f32],
    show: impl FnMut(Shown<'_>),
) -> Result<(), Error> {
    fill(expected);
    naive(a, b, start, expected);
    fill(out);
    product(a, b, start, out)?;
    compare(expected, out, a.rows() * b.columns(), show)
}

fn compare(
    expected: &mut [f32],
    out: &[f32],
    count: usize,
    mut show: impl FnMut(Shown<'_>),
) -> Result<(), Error> {
    let mut untouched = [0.0; ROWS * COLUMNS];
    fill(&mut untouched);
    expected[count..].copy_from_slice(&untouched[count..]);
    show(Shown::F32(&out[..count]));
    if same(expected, out) {
        Ok(())
    } else {
        Err(Error::Undefined)
    }
}

/// What a kernel is to go on from, or to leave alone.
fn fill(out: &mut [f32]) {
    for (i, x) in out.iter_mut().enumerate() {
        *x = i as f32 * 0.125 - 3.0;
    }
}

fn same(a: &[f32], b: &[f32]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

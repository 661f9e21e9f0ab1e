//! The only place that knows what the target is, and the only one with `unsafe`.
//!
//! Code above writes a kernel once, over any [`Lanes`]: one f32 on a microcontroller, eight
//! or sixteen on x86-64. A lane never meets its neighbour, so the number of lanes changes no
//! bit of any result; a test holds every width against one lane.
//!
//! What is public here is so for the tests and benchmarks of the kernels, and no part of the API.
#![allow(unsafe_code)]

#[cfg(fpu)]
mod cortex_m;
mod dot;
mod elementary;
mod gather;
pub(crate) mod int8;
mod lanes;
mod matrix;
mod numbers;
mod opaque;
mod product;
mod scale;
mod softmax;
mod transpose;
#[cfg(target_arch = "x86_64")]
mod x86_64;

pub use elementary::{exp, ln, logistic, tanh};
pub use lanes::{Kernel, Lanes};
pub use matrix::Matrix;
pub use product::{Start, naive};

pub(crate) use dot::dot;
pub(crate) use elementary::{Exp, Logistic, Tanh};
pub(crate) use gather::gather;
pub(crate) use lanes::{Elementwise, Function};
#[cfg(test)]
pub(crate) use numbers::bytes_of;
pub(crate) use numbers::numbers;
pub(crate) use opaque::{Chips, any_length, any_length_mut, at_run_time, first_not_finite};
pub(crate) use scale::{clip, scale, scale_and_clip};
pub(crate) use softmax::softmax;
pub(crate) use transpose::transpose;

use lanes::Each;
use product::Product;

use crate::error::Error;

/// Does every element, on the widest lanes of this machine.
#[inline]
pub(crate) fn each<E: Elementwise>(elements: E) {
    run(Each(elements));
}

/// `x := f(x)` for every element, on the widest lanes of this machine.
#[inline]
pub(crate) fn map<F: Function>(f: F, elements: &mut [f32]) {
    struct InPlace<'a, F>(F, &'a mut [f32]);
    impl<F: Function> Elementwise for InPlace<'_, F> {
        fn count(&self) -> usize {
            self.1.len()
        }
        #[inline(always)]
        fn at<L: Lanes>(&mut self, i: usize) {
            self.0.at(L::load(&self.1[i..])).store(&mut self.1[i..]);
        }
    }
    if WIDE {
        each(InPlace(f, elements));
    } else {
        // without an index there is nothing to panic
        any_length_mut(elements, Chips::Every)
            .iter_mut()
            .for_each(|x| *x = f.at(*x));
    }
}

/// `z := max(0, z)` for every element; -0 and NaN stay as they are.
#[inline]
pub fn relu(z: &mut [f32]) {
    #[cfg(fpu)]
    // SAFETY: the pointer is good for as many numbers as the slice has.
    unsafe {
        cortex_m::relu(z.as_mut_ptr(), z.len());
    }
    #[cfg(not(fpu))]
    {
        #[derive(Clone, Copy)]
        struct Relu;
        impl Function for Relu {
            #[inline(always)]
            fn at<L: Lanes>(self, x: L) -> L {
                L::splat(0.0).max(x)
            }
        }
        map(Relu, z);
    }
}

/// Whether this target has more than one lane, so that layouts for wide loads pay.
pub(crate) const WIDE: bool = cfg!(target_arch = "x86_64");

/// Runs a kernel on the widest lanes of this machine.
#[inline]
pub fn run<K: Kernel>(kernel: K) {
    #[cfg(target_arch = "x86_64")]
    x86_64::run(kernel);
    #[cfg(not(target_arch = "x86_64"))]
    kernel.run::<f32>();
}

/// `out = start + a * b` on the widest lanes of this machine, `out` row by row. Each sum runs in the
/// order of the terms, so the bits are those of [`naive`] everywhere.
///
/// Where `a` has not as many columns as `b` has rows that is [`Error::Mismatch`], a slice that is
/// too short for its part [`Error::TooSmall`]; then `out` is untouched.
#[inline]
pub fn product(a: Matrix<'_>, b: Matrix<'_>, start: Start<'_>, out: &mut [f32]) -> Result<(), Error> {
    let p = Product { a, b, start, out };
    p.check()?;
    #[cfg(target_arch = "x86_64")]
    x86_64::product(p);
    #[cfg(fpu)]
    cortex_m::product(p);
    #[cfg(not(any(target_arch = "x86_64", fpu)))]
    product::scalar(p);
    Ok(())
}

/// The sums of a dense layer, row by row: `out = biases + input * weights`.
///
/// `block` is `fan_in x fan_out` weights, then `fan_out` biases, neither width 0; `input` is
/// `rows x fan_in`, `out` `rows x fan_out`. Where they are not, that is an error instead of a
/// panic, so that inference links none. Returns what lies behind the block.
#[inline]
pub fn dense<'a>(
    block: &'a [f32],
    (fan_in, fan_out): (usize, usize),
    input: &[f32],
    out: &mut [f32],
) -> Result<&'a [f32], Error> {
    let weights = fan_in
        .checked_mul(fan_out)
        .and_then(|n| block.split_at_checked(n));
    let parts = weights.and_then(|(weights, rest)| Some((weights, rest.split_at_checked(fan_out)?)));
    match parts {
        Some((weights, (biases, next))) if !weights.is_empty() => {
            rows(weights, biases, fan_in, input, out)?;
            Ok(next)
        }
        _ => Err(Error::Shape),
    }
}

/// `biases` is `columns` long, `weights` `terms x columns`, both not 0.
#[cfg(target_arch = "x86_64")]
#[inline]
fn rows(weights: &[f32], biases: &[f32], terms: usize, input: &[f32], out: &mut [f32]) -> Result<(), Error> {
    let columns = biases.len();
    let rows = out.len().checked_div(columns).zip(input.len().checked_div(terms));
    let (expected, got) = rows.ok_or(Error::Shape)?;
    if !out.len().is_multiple_of(columns) || got < expected {
        return Err(Error::Mismatch { expected, got });
    }
    x86_64::product(Product {
        a: Matrix::new(input, expected, terms),
        b: Matrix::new(weights, terms, columns),
        start: Start::Columns(biases),
        out,
    });
    Ok(())
}

/// `biases` is `columns` long, `weights` `terms x columns`, both not 0.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn rows(
    weights: &[f32],
    biases: &[f32],
    terms: usize,
    mut input: &[f32],
    mut out: &mut [f32],
) -> Result<(), Error> {
    let columns = biases.len();
    while !out.is_empty() {
        let x = input.split_at_checked(terms);
        let y = core::mem::take(&mut out).split_at_mut_checked(columns);
        let (Some((x, other_x)), Some((y, other_y))) = (x, y) else {
            return Err(Error::Shape);
        };
        #[cfg(fpu)]
        // SAFETY: the slices have the lengths that are read and written, none of which is 0.
        unsafe {
            cortex_m::dense_row(
                x.as_ptr(),
                weights.as_ptr(),
                biases.as_ptr(),
                y.as_mut_ptr(),
                terms,
                columns,
            );
        }
        #[cfg(not(fpu))]
        product::scalar(Product {
            a: Matrix::new(x, 1, terms),
            b: Matrix::new(weights, terms, columns),
            start: Start::Columns(biases),
            out: y,
        });
        (input, out) = (other_x, other_y);
    }
    Ok(())
}

/// Runs a test on each instruction set that this machine has.
#[cfg(all(test, target_arch = "x86_64"))]
pub(crate) fn at_every_level(mut test: impl FnMut(u8)) {
    for level in 1..=x86_64::level() {
        x86_64::AT_MOST.set(level);
        test(level);
    }
}
#[cfg(all(test, not(target_arch = "x86_64")))]
pub(crate) fn at_every_level(mut test: impl FnMut(u8)) {
    test(1);
}

#[cfg(test)]
mod tests;

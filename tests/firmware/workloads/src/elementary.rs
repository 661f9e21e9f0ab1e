//! The elementary functions over all of their ranges, where platforms differ if they do.

use mcutune_core::{kernels, math};

use crate::Error;
use crate::digest::Shown;

/// Shows every function of `math` at numbers of every size, at the ends of ranges, and where
/// there is none.
pub fn run(mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    for x in singles() {
        show(Shown::F32(&[
            kernels::exp(x),
            kernels::logistic(x),
            kernels::tanh(x),
            if x >= f32::MIN_POSITIVE && x.is_finite() {
                kernels::ln(x)
            } else {
                0.0
            },
        ]));
    }
    for x in doubles() {
        show(Shown::F64(&[
            math::exp_f64(x),
            math::ln_f64(x),
            math::sqrt_f64(x),
            math::pow_f64(x, 0.5),
            math::pow_f64(x, -1.75),
        ]));
        // conversions of any size
        show(Shown::F32(&[x as f32]));
        show(Shown::U32(&[x as u32, x as i32 as u32]));
    }
    Ok(())
}

/// Every 1,048,573rd pattern of bits (a prime: all exponents, signs and mantissas come by), and
/// the ends of ranges.
fn singles() -> impl Iterator<Item = f32> {
    let ends = [
        0.0,
        -0.0,
        88.3,
        -87.3,
        0.625,
        -0.625,
        1.0,
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
    ];
    let patterns = (0..=u32::MAX).step_by(1_048_573).map(f32::from_bits);
    // where the functions are neither 0, 1 nor infinite
    let middle = (-900..=900i16).map(|i| f32::from(i) * 0.1);
    ends.into_iter().chain(patterns).chain(middle)
}

/// The same for f64, fewer.
fn doubles() -> impl Iterator<Item = f64> {
    let ends = [
        0.0,
        -0.0,
        709.8,
        -745.2,
        1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    let patterns = (0..2048u64).map(|i| f64::from_bits(i.wrapping_mul(9_007_199_254_740_881)));
    let middle = (-400..=400i16).map(|i| f64::from(i) * 0.01);
    ends.into_iter().chain(patterns).chain(middle)
}

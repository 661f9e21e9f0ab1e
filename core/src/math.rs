//! Functions of one number that are the same bits on every machine: `libm`'s, and no other file
//! of the crate calls that.
//!
//! The f32 functions that run many at a time are in [`crate::kernels`].

/// The natural logarithm in f64, for ranges that are searched on a logarithmic scale.
#[must_use]
pub fn ln_f64(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)` in f64, without the rounding of the sum.
#[must_use]
pub(crate) fn ln_1p_f64(x: f64) -> f64 {
    libm::log1p(x)
}

/// `exp` in f64, for the same as the logarithm.
#[must_use]
pub fn exp_f64(x: f64) -> f64 {
    libm::exp(x)
}

/// `x^y` in f64, for the schedule of the learning rate.
#[must_use]
pub fn pow_f64(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// `(sin, cos)` of an angle in radians, in f64, for the design of filters.
pub(crate) fn sin_cos_f64(x: f64) -> (f64, f64) {
    libm::sincos(x)
}

/// The square root in f64.
#[must_use]
pub fn sqrt_f64(x: f64) -> f64 {
    libm::sqrt(x)
}

/// The nearest integer in f64, ties to even.
pub(crate) fn round_f64(x: f64) -> f64 {
    libm::rint(x)
}

/// The correctly rounded square root in f32, in software.
#[cfg(not(fpu))]
#[inline(always)]
pub(crate) fn sqrt_f32(x: f32) -> f32 {
    libm::sqrtf(x)
}

//! Elementary functions from additions, multiplications and divisions alone, over any lanes.
//!
//! A platform's own `exp` differs from machine to machine in the last bit; these are the same
//! operations in the same order everywhere. Polynomials and range reductions: S. Moshier,
//! Cephes Mathematical Library (single precision). Errors are against the true value, measured
//! by the tests over all f32 of the range they name.

#![allow(clippy::excessive_precision)] // the digits are those of the published constants

use super::{Function, Lanes};

/// Larger sums lose nothing of their fraction: adding and taking it away rounds to whole.
const ROUND: f32 = 12_582_912.0;

/// What [`exp`] is made of: its lowest argument, log2(e), [`ROUND`], ln 2 in two parts, the first
/// with few bits so that a whole number times it is exact, the polynomial and 1.
pub(crate) const EXP: [f32; 12] = [
    -87.3,
    core::f32::consts::LOG2_E,
    ROUND,
    0.693_359_4,
    -2.121_944_4e-4,
    1.987_569_1e-4,
    1.398_199_9e-3,
    8.333_452e-3,
    4.166_579_6e-2,
    1.666_666_5e-1,
    5.000_000_1e-1,
    1.0,
];

/// `exp(x)` within 2 units in the last place; `x` is held to `-87.3..=88.3`; NaN stays NaN.
#[inline(always)]
pub fn exp<L: Lanes>(x: L) -> L {
    exp_within(L::splat(88.3).min(L::splat(EXP[0]).max(x)))
}

/// [`exp`] where `x` is known to be in its range.
#[inline(always)]
fn exp_within<L: Lanes>(x: L) -> L {
    #[derive(Clone, Copy)]
    struct Within;
    impl Function for Within {
        #[inline(always)]
        fn at<L: Lanes>(self, x: L) -> L {
            polynomial_and_power(x)
        }
    }
    x.call(Within)
}

#[inline(always)]
fn polynomial_and_power<L: Lanes>(x: L) -> L {
    // No closure, no `map`: what is not inlined is compiled without the caller's vectors.
    let [_, log2_e, round, ln_2, ln_2_rest, first, rest @ .., one] = EXP;
    let round = L::splat(round);
    let n = x.mul(L::splat(log2_e)).add(round).sub(round);
    let r = x.sub(n.mul(L::splat(ln_2))).sub(n.mul(L::splat(ln_2_rest)));
    let mut p = L::splat(first);
    for c in rest {
        p = p.mul(r).add(L::splat(c));
    }
    p.mul(r.mul(r)).add(r).add(L::splat(one)).mul(n.power_of_two())
}

/// `ln(x)` within 2 units in the last place, for positive normal numbers.
#[inline(always)]
pub fn ln<L: Lanes>(x: L) -> L {
    let (e, m) = x.exponent_and_mantissa();
    let root = L::splat(core::f32::consts::FRAC_1_SQRT_2);
    // m in sqrt(1/2)..sqrt(2), so that the polynomial runs around 1
    let e = root.select_gt(m, e.sub(L::splat(1.0)), e);
    let m = root.select_gt(m, m.add(m), m).sub(L::splat(1.0));
    let square = m.mul(m);
    let mut p = L::splat(7.037_684e-2);
    for c in [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_7e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ] {
        p = p.mul(m).add(L::splat(c));
    }
    let tail = p.mul(m).mul(square).add(e.mul(L::splat(-2.121_944_4e-4)));
    m.add(tail.sub(square.mul(L::splat(0.5))))
        .add(e.mul(L::splat(0.693_359_4)))
}

/// `1 / (1 + exp(-x))`, within 4 units in the last place for `x > -80`; below it stays above zero.
#[inline(always)]
pub fn logistic<L: Lanes>(x: L) -> L {
    let one = L::splat(1.0);
    one.div(one.add(exp(L::splat(0.0).sub(x))))
}

/// `tanh(x)` within 3 units in the last place.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    let size = zero.select_gt(x, zero.sub(x), x);
    // 1 - 2 / (exp(2|x|) + 1); beyond 9 it rounds to 1, and exp would only saturate
    let e = exp_within(L::splat(20.0).min(size.add(size)));
    let far = one.sub(L::splat(2.0).div(e.add(one)));
    let far = zero.select_gt(x, zero.sub(far), far);
    let square = x.mul(x);
    let mut p = L::splat(-5.704_988_7e-3);
    for c in [2.063_908_9e-2, -5.373_971_6e-2, 1.333_144_2e-1, -3.333_328_2e-1] {
        p = p.mul(square).add(L::splat(c));
    }
    let near = p.mul(square).mul(x).add(x);
    size.select_gt(L::splat(0.625), far, near)
}

/// [`exp`]
#[derive(Clone, Copy)]
pub struct Exp;
impl Function for Exp {
    #[inline(always)]
    fn at<L: Lanes>(self, x: L) -> L {
        exp(x)
    }
}

/// [`logistic`]
#[derive(Clone, Copy)]
pub struct Logistic;
impl Function for Logistic {
    #[inline(always)]
    fn at<L: Lanes>(self, x: L) -> L {
        logistic(x)
    }
}

/// [`tanh`]
#[derive(Clone, Copy)]
pub struct Tanh;
impl Function for Tanh {
    #[inline(always)]
    fn at<L: Lanes>(self, x: L) -> L {
        tanh(x)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    /// Largest error in units in the last place of the f32 nearest the true value.
    fn worst(range: (f32, f32), f: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64) -> f64 {
        let (mut worst, steps) = (0.0f64, 400_000);
        for i in 0..=steps {
            let x = range.0 + (range.1 - range.0) * (i as f32 / steps as f32);
            let exact = truth(f64::from(x));
            let nearest = exact as f32;
            let unit = f64::from(f32::from_bits(nearest.abs().to_bits() + 1)) - f64::from(nearest.abs());
            worst = worst.max((f64::from(f(x)) - exact).abs() / unit);
        }
        worst
    }

    #[test]
    fn errors_stay_within_what_is_stated() {
        assert!(worst((-87.0, 88.0), exp::<f32>, f64::exp) < 2.0);
        assert!(worst((1.2e-7, 4.0), ln::<f32>, f64::ln) < 2.0);
        assert!(
            worst((0.0, 3.0e38), ln_or_zero, |x| if x > 0.0 {
                f64::ln(x)
            } else {
                0.0
            }) < 2.0
        );
        assert!(worst((-9.5, 9.5), tanh::<f32>, f64::tanh) < 3.0);
        assert!(worst((-80.0, 90.0), logistic::<f32>, |x| 1.0 / (1.0 + f64::exp(-x))) < 4.0);
    }

    fn ln_or_zero(x: f32) -> f32 {
        if x > 0.0 { ln::<f32>(x) } else { 0.0 }
    }

    #[test]
    fn the_ends_of_the_range_hold() {
        for f in [exp::<f32>, tanh::<f32>, logistic::<f32>] {
            assert!(f(f32::NAN).is_nan());
            assert!(f(f32::INFINITY).is_finite() && f(f32::NEG_INFINITY).is_finite());
        }
        assert_eq!((tanh::<f32>(1e30), tanh::<f32>(-1e30)), (1.0, -1.0));
        assert_eq!(
            (tanh::<f32>(0.0), exp::<f32>(0.0), logistic::<f32>(0.0)),
            (0.0, 1.0, 0.5)
        );
        assert!(logistic::<f32>(-1e30) > 0.0);
    }
}

//! The normal distribution in f64, by core's own logarithm and exponential: the same bits on every
//! host.

use mcutune_core::math::{exp_f64, ln_f64};

/// `ln sqrt(2 pi)`
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// The density at `z`.
fn density(z: f64) -> f64 {
    exp_f64(-0.5 * z * z - LN_ROOT_TWO_PI)
}

/// `z` below which a share `p`, above 0 and below 1, of the distribution lies (Wichura 1988,
/// AS 241, without its branch for shares below 1e-11). Within 1e-15, relative.
pub(super) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &CENTRE.0, &CENTRE.1);
    }
    let tail = p.min(1.0 - p);
    let z = ratio((-ln_f64(tail)).sqrt() - 1.6, &TAIL.0, &TAIL.1);
    if q < 0.0 { -z } else { z }
}

/// The quotient of two polynomials, their highest powers first.
fn ratio(x: f64, above: &[f64; 8], below: &[f64; 8]) -> f64 {
    let at = |coefficients: &[f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    at(above) / at(below)
}

type Ratio = ([f64; 8], [f64; 8]);

const CENTRE: Ratio = (
    [
        2.509_080_928_730_122_7e3,
        3.343_057_558_358_813e4,
        6.726_577_092_700_87e4,
        4.592_195_393_154_987e4,
        1.373_169_376_550_946e4,
        1.971_590_950_306_551_3e3,
        1.331_416_678_917_843_8e2,
        3.387_132_872_796_366_5,
    ],
    [
        5.226_495_278_852_854e3,
        2.872_908_573_572_194_3e4,
        3.930_789_580_009_271e4,
        2.121_379_430_158_66e4,
        5.394_196_021_424_751e3,
        6.871_870_074_920_579e2,
        4.231_333_070_160_091e1,
        1.0,
    ],
);

const TAIL: Ratio = (
    [
        7.745_450_142_783_414e-4,
        2.272_384_498_926_918_4e-2,
        2.417_807_251_774_506e-1,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        1.519_866_656_361_645_7e-2,
        1.481_039_764_274_800_8e-1,
        6.897_673_349_851e-1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);

/// The logarithm of the expected improvement over `best`, of a normal variable (Ament et al. 2023):
/// `ln E max(0, x - best)`, accurate far below `best` where the expectation itself underflows.
pub(super) fn ln_expected_improvement(mean: f64, variance: f64, best: f64) -> f64 {
    let deviation = variance.max(1e-18).sqrt();
    let z = (mean - best) / deviation;
    let ln_excess = if z < -3.0 {
        let c = fraction(-z);
        -0.5 * z * z - LN_ROOT_TWO_PI + ln_f64(c / (c - z))
    } else {
        ln_f64(density(z) + z * below(z))
    };
    ln_excess + ln_f64(deviation)
}

/// The share of the distribution below `z`, which is at least -3.
fn below(z: f64) -> f64 {
    if z > 3.0 {
        return 1.0 - density(z) / (z + fraction(z));
    }
    let (mut term, mut sum) = (z, z);
    for k in 1..48 {
        term *= z * z / f64::from(2 * k + 1);
        sum += term;
    }
    0.5 + density(z) * sum
}

/// The share of the distribution below any `z`.
pub(crate) fn share_below(z: f64) -> f64 {
    match z < -3.0 {
        true => density(z) / (fraction(-z) - z),
        false => below(z),
    }
}

/// `c = 1/(t + 2/(t + 3/(t + ...)))` for `t` from 3 on: the share above `t` is its density over
/// `t + c`.
fn fraction(t: f64) -> f64 {
    let rest = (2..64).rev().fold(0.0, |rest, k| f64::from(k) / (t + rest));
    1.0 / (t + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(got: f64, expected: f64, relative: f64) {
        assert!(
            (got - expected).abs() <= relative * expected.abs(),
            "{got:e} {expected:e}"
        );
    }

    /// `scipy.stats.norm.ppf`
    #[test]
    fn quantiles_are_those_of_scipy() {
        assert_eq!(quantile(0.5), 0.0);
        for (p, z) in SCIPY_PPF {
            check(quantile(p), z, 1e-14);
            check(quantile(1.0 - p), -z, 1e-10);
        }
    }

    /// `norm.logpdf(z) + log1p(z * exp(norm.logcdf(z) - norm.logpdf(z)))` in mpmath, 50 digits
    #[test]
    fn the_logarithm_of_the_improvement_holds_far_below_the_best() {
        for (z, expected) in LOG_EI {
            check(ln_expected_improvement(z, 1.0, 0.0), expected, 1e-9);
            let scaled = ln_expected_improvement(3.0 + 0.25 * z, 0.0625, 3.0);
            check(scaled, expected + 0.25f64.ln(), 1e-9);
        }
    }

    const SCIPY_PPF: [(f64, f64); 6] = [
        (0.4, -0.2533471031357997),
        (0.2, -0.8416212335729142),
        (0.06, -1.5547735945968535),
        (0.01, -2.326347874040841),
        (1e-4, -3.7190164854556804),
        (2e-6, -4.611382362302669),
    ];

    const LOG_EI: [(f64, f64); 9] = [
        (-300.0, -45012.32653681455),
        (-40.0, -808.29856835662),
        (-8.0, -37.12236426169263),
        (-2.5, -6.212541645443513),
        (-1.001, -2.4870256579553893),
        (-0.5, -1.6205162643873199),
        (0.0, -0.9189385332046728),
        (0.9, 0.00043104417378205087),
        (4.0, 1.3862961474329032),
    ];
}

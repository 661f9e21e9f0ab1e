//! How far a mean of fold scores may be from the true one.

use mcutune_core::math::sqrt_f64;
use mcutune_core::score::Scoring;

/// The 95 % interval of the mean of a cross-validation's scores, one a fold: Student's t with the variance that
/// Nadeau and Bengio ("Inference for the Generalization Error", 2003) correct for training rows that folds share,
/// `(1/k + 1/(k-1)) s²`. None of fewer than two scores, or where one is not finite.
///
/// No score exceeds the scoring's maximum, and shares are not below 0: the interval ends there.
#[must_use]
pub fn interval(scores: &[f64], scoring: Option<Scoring>) -> Option<(f64, f64)> {
    let folds = scores.len();
    if folds < 2 || !scores.iter().all(|score| score.is_finite()) {
        return None;
    }
    let k = folds as f64;
    let mean = scores.iter().sum::<f64>() / k;
    let squares: f64 = scores.iter().map(|score| (score - mean) * (score - mean)).sum();
    let variance = squares / (k - 1.0) * (1.0 / k + 1.0 / (k - 1.0));
    let half = t_quantile(folds - 1) * sqrt_f64(variance);
    let (low, high) = match scoring {
        Some(scoring) if scoring.is_share() => (0.0, scoring.maximum()),
        Some(scoring) => (f64::NEG_INFINITY, scoring.maximum()),
        None => (f64::NEG_INFINITY, f64::INFINITY),
    };
    Some(((mean - half).max(low), (mean + half).min(high)))
}

/// The value that Student's t with so many degrees of freedom exceeds with a probability of 2.5 %. From ten on by
/// the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5), within 1e-6.
fn t_quantile(freedom: usize) -> f64 {
    const FIRST: [f64; 9] = [
        12.706_204_736_174_7,
        4.302_652_729_749_46,
        3.182_446_305_283_71,
        2.776_445_105_197_79,
        2.570_581_835_636_2,
        2.446_911_851_144_97,
        2.364_624_251_592_79,
        2.306_004_135_204_17,
        2.262_157_162_798_2,
    ];
    if let Some(&value) = freedom.checked_sub(1).and_then(|at| FIRST.get(at)) {
        return value;
    }
    let z = 1.959_963_984_540_054_f64;
    let (z2, v) = (z * z, freedom as f64);
    let terms = [
        (z2 + 1.0) / 4.0,
        ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0,
        (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0,
        ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0,
    ];
    let series = terms.iter().rev().fold(0.0, |sum, term| (sum + term) / v);
    z * (1.0 + series)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.t.ppf(0.975, v)`
    #[test]
    fn quantiles_are_scipys() {
        for (freedom, expected) in [
            (1, 12.706_204_736_432_095),
            (2, 4.302_652_729_911_275),
            (9, 2.262_157_162_740_991_5),
            (10, 2.228_138_851_964_938_5),
            (19, 2.093_024_054_408_263_3),
            (100, 1.983_971_518_449_633_4),
            (254, 1.969_347_893_763_4),
        ] {
            let got = t_quantile(freedom);
            assert!((got - expected).abs() < 5e-6 * expected, "{freedom}: {got}");
        }
    }

    #[test]
    fn an_interval_is_of_two_finite_scores_and_ends_at_the_maximum() {
        assert_eq!(interval(&[0.9], None), None);
        assert_eq!(interval(&[0.9, f64::NAN], None), None);
        assert_eq!(interval(&[], None), None);
        let (low, high) = interval(&[0.8, 0.9, 1.0], None).unwrap();
        // 4.3027 * sqrt(0.01 * (1/3 + 1/2))
        assert!((high - low - 2.0 * 0.392_776_8).abs() < 1e-6, "{low} {high}");
        assert_eq!(
            interval(&[0.8, 0.9, 1.0], Some(Scoring::Accuracy)).unwrap().1,
            1.0
        );
        assert_eq!(
            interval(&[0.0, 0.1, 0.0], Some(Scoring::Accuracy)).unwrap().0,
            0.0
        );
        assert!(interval(&[0.0, 0.1, 0.0], Some(Scoring::R2)).unwrap().0 < 0.0);
        assert_eq!(interval(&[0.5, 0.5], None), Some((0.5, 0.5)));
    }
}

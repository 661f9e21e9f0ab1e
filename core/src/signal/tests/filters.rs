//! Filters: their design against scipy's, and their answers against those in f64.

use super::super::butter::{Exact, design};
use super::*;

#[test]
fn filters_begin_at_rest_and_thin_out() {
    // y = (x + x_before) / 2
    let half = Section {
        b: [0.5, 0.5, 0.0],
        a: [0.0, 0.0],
    };
    let mean = Features {
        stats: Stats::NONE.with(Stat::Mean),
        ..Features::FLATTEN
    };
    let one = Stage {
        filter: Filter {
            sections: &[half],
            level: 1.0,
        },
        decimate: 2,
        ..stage(1, 1, mean)
    };
    let found = run(&one, &[4.0, 6.0, 8.0, 2.0, 0.0]);
    assert_eq!(found, [(0, vec![4.0]), (2, vec![7.0]), (4, vec![1.0])]);
}

/// A filter in f64, of sections and their states.
fn exact_answers(sections: &[Exact], level: f64, x: &[f32]) -> Vec<f64> {
    let first = f64::from(x[0]);
    let mut states = vec![[0.0; 2]; sections.len()];
    let answer = |x: &f32| {
        let mut y = f64::from(*x) - first;
        for (section, z) in sections.iter().zip(&mut states) {
            let ([b_0, b_1, b_2], [a_1, a_2]) = (section.b, section.poles.coefficients());
            let x = y;
            y = b_0 * x + z[0];
            *z = [b_1 * x - a_1 * y + z[1], b_2 * x - a_2 * y];
        }
        level * first + y
    };
    x.iter().map(answer).collect()
}

/// Whole readings of a movement of this deviation: noise, a wave at the filter's edge, or a drift.
fn movement(random: &mut Xoshiro, kind: usize, (level, deviation): (f64, f64), edge: f64) -> Vec<f32> {
    let mut drift = 0.0;
    let reading = |t: u32| {
        let noise = (0..12).map(|_| uniform(random, -0.5, 0.5)).sum::<f64>();
        drift += 0.05 * uniform(random, -1.7, 1.7);
        let moved = match kind {
            0 => noise,
            1 => 1.4 * (core::f64::consts::TAU * edge * f64::from(t)).sin() + 0.1 * noise,
            _ => noise + drift,
        };
        (level + deviation * moved).round() as f32
    };
    (0..2000).map(reading).collect()
}

/// Beside gravity as beside nothing, of every filter that is not refused.
#[test]
fn a_movement_is_filtered_as_in_f64_beside_any_level() {
    let mut random = Xoshiro::from_seed_number(5);
    let (mut worst, mut designed) = (0.0_f64, 0);
    let mean = Features {
        stats: Stats::NONE.with(Stat::Mean),
        ..Features::FLATTEN
    };
    for edge in [
        0.0005, 0.001, 0.002, 0.003, 0.004, 0.006, 0.01, 0.03, 0.1, 0.3, 0.45,
    ] {
        let bands = [0.001, 0.003, 0.01, 0.1, 0.3].map(|width| Pass::Band(edge, edge + width));
        for pass in [Pass::Low(edge), Pass::High(edge)].into_iter().chain(bands) {
            for order in 1..=MAX_ORDER {
                let (mut sections, mut exact) = ([Section::NONE; MAX_SECTIONS], [Exact::NONE; MAX_SECTIONS]);
                let Ok(filter) = butterworth(order, pass, 1.0, &mut sections) else {
                    continue;
                };
                designed += 1;
                let exact = &mut exact[..filter.sections.len()];
                design(order.into(), pass, 1.0, exact);
                let one = Stage {
                    filter,
                    ..stage(1, 1, mean)
                };
                for (kind, of) in [
                    (0, (0.0, 20.0)),
                    (1, (16384.0, 2.0)),
                    (2, (-16384.0, 300.0)),
                    (0, (16384.0, 2.0)),
                ] {
                    let x = movement(&mut random, kind, of, edge);
                    let n = x.len() as f64;
                    let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
                    let deviation =
                        (x.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / n).sqrt();
                    let expected = exact_answers(exact, pass.level().into(), &x);
                    for ((_, found), expected) in run(&one, &x).iter().zip(expected) {
                        let error = (f64::from(found[0]) - expected).abs() / deviation;
                        assert!(error < 1e-3, "{order} {pass:?} of {kind} {of:?}: {error:.1e}");
                        worst = worst.max(error);
                    }
                }
            }
        }
    }
    println!("{designed} filters, off by {worst:.1e} of a movement's deviation at most");
    assert!(designed > 300);
}

/// Rows of `b_0 b_1 b_2 a_1 a_2`, from `signal.butter(order, hertz, kind, fs=50, output="sos")`.
#[rustfmt::skip]
#[allow(clippy::excessive_precision, clippy::unreadable_literal)]
const SCIPYS: [(u8, Pass, &[[f64; 5]]); 9] = [
    (1, Pass::Low(5.0), &[
        [2.452372753e-01, 2.452372753e-01, 0.000000000, -5.095254495e-01, 0.000000000],
    ]),
    (3, Pass::Low(5.0), &[
        [1.809893301e-02, 3.619786602e-02, 1.809893301e-02, -5.095254495e-01, 0.000000000],
        [1.000000000, 1.000000000, 0.000000000, -1.250516431, 5.457233155e-01],
    ]),
    (4, Pass::Low(20.0), &[
        [4.328466450e-01, 8.656932900e-01, 4.328466450e-01, 1.048599576, 2.961403576e-01],
        [1.000000000, 2.000000000, 1.000000000, 1.320913431, 6.327387929e-01],
    ]),
    (2, Pass::High(0.5), &[
        [9.565432256e-01, -1.913086451, 9.565432256e-01, -1.911197067, 9.149758348e-01],
    ]),
    (5, Pass::High(0.5), &[
        [9.033142753e-01, -9.033142753e-01, 0.000000000, -9.390625058e-01, 0.000000000],
        [1.000000000, -2.000000000, 1.000000000, -1.899558547, 9.033143030e-01],
        [1.000000000, -2.000000000, 1.000000000, -1.958060547, 9.619319716e-01],
    ]),
    (2, Pass::Band(0.5, 10.0), &[
        [1.906166001e-01, 3.812332002e-01, 1.906166001e-01, -4.235311646e-01, 2.257098675e-01],
        [1.000000000, -2.000000000, 1.000000000, -1.911551238, 9.156533005e-01],
    ]),
    (3, Pass::Band(9.0, 11.0), &[
        [1.567010351e-03, 3.134020701e-03, 1.567010351e-03, -5.530763174e-01, 7.756795110e-01],
        [1.000000000, 0.000000000, -1.000000000, -3.834867214e-01, 8.785645605e-01],
        [1.000000000, -2.000000000, 1.000000000, -7.761052863e-01, 8.864613561e-01],
    ]),
    (3, Pass::Band(2.0, 24.0), &[
        [6.843498218e-01, 0.000000000, -6.843498218e-01, 1.073646354e-01, -6.795992982e-01],
        [1.000000000, -2.000000000, 1.000000000, -1.724073162, 7.804394165e-01],
        [1.000000000, 2.000000000, 1.000000000, 1.868001178, 8.829645593e-01],
    ]),
    (8, Pass::Low(5.0), &[
        [2.395964410e-05, 4.791928821e-05, 2.395964410e-05, -1.026351474, 2.686401910e-01],
        [1.000000000, 2.000000000, 1.000000000, -1.086858461, 3.434309402e-01],
        [1.000000000, 2.000000000, 1.000000000, -1.219725365, 5.076634652e-01],
        [1.000000000, 2.000000000, 1.000000000, -1.451579594, 7.942510532e-01],
    ]),
];

#[test]
fn designs_are_scipys() {
    for (order, pass, expected) in SCIPYS {
        let mut sections = [Section::NONE; MAX_SECTIONS];
        let filter = butterworth(order, pass, 50.0, &mut sections).unwrap();
        assert_eq!(filter.sections.len(), expected.len());
        for (section, expected) in filter.sections.iter().zip(expected) {
            for (found, expected) in section.b.iter().chain(&section.a).zip(expected) {
                let off = (f64::from(*found) - expected).abs();
                assert!(
                    off <= 1e-7 * expected.abs().max(1e-3),
                    "{order} {pass:?}: {found} is not {expected}"
                );
            }
        }
    }
}

#[test]
fn what_no_filter_has_is_named() {
    for (order, pass, name) in [
        (0, Pass::Low(5.0), "order"),
        (9, Pass::Low(5.0), "order"),
        (2, Pass::Low(25.0), "filter"),
        (2, Pass::High(0.0), "filter"),
        (2, Pass::Band(5.0, 5.0), "filter"),
        (2, Pass::Low(f64::NAN), "filter"),
        (2, Pass::Low(0.01), "precision"),
        (4, Pass::High(0.02), "precision"),
        // its poles in f32 would lie on the unit circle
        (2, Pass::Band(10.0, 10.000_01), "precision"),
    ] {
        let mut sections = [Section::NONE; MAX_SECTIONS];
        let refused = butterworth(order, pass, 50.0, &mut sections);
        assert_eq!(refused, Err(Error::Parameter(name)), "{order} {pass:?}");
    }
    let short = Err(Error::TooSmall { needed: 2, got: 1 });
    assert_eq!(butterworth(3, Pass::Low(5.0), 50.0, &mut [Section::NONE]), short);
}

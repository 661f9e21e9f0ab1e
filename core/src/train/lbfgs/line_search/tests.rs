//! The steps of SciPy's own line search.
extern crate std;
use std::vec::Vec;

use super::*;

/// The functions of the paper, and two more, each with its slope.
fn function(number: usize, a: f64) -> (f64, f64) {
    let root = math::sqrt_f64;
    let share = |b: f64| root(1.0 + b * b) - b;
    let yanai = |one: f64, two: f64| {
        let (right, left) = (root((1.0 - a) * (1.0 - a) + two * two), root(a * a + one * one));
        let loss = share(one) * right + share(two) * left;
        (loss, share(one) * (a - 1.0) / right + share(two) * a / left)
    };
    match number {
        0 => {
            let square = a * a + 2.0;
            (-a / square, (a * a - 2.0) / (square * square))
        }
        1 => {
            let b = a + 0.004;
            let cube = b * b * b;
            (cube * b * b - 2.0 * cube * b, 5.0 * cube * b - 8.0 * cube)
        }
        2 => yanai(0.001, 0.001),
        3 => yanai(0.01, 0.001),
        4 => yanai(0.001, 0.01),
        5 => (
            libm::sin(3.0 * a) / 3.0 - 1.2 * a + 0.1 * a * a * a,
            libm::cos(3.0 * a) - 1.2 + 0.3 * a * a,
        ),
        _ => {
            let away = root((a - 1.0).abs());
            (away * away * away, 1.5 * (a - 1.0).signum() * away)
        }
    }
}

/// `scipy.optimize._dcsrch.DCSRCH` of SciPy 1.17.1 with `ftol=1e-3, gtol=0.9, xtol=0.1, stpmin=0, stpmax=1e10`: the
/// function, and every step that it tried, the first given.
#[rustfmt::skip]
const STEPS: [(usize, &[f64]); 28] = [
    (0, &[0.001, 0.005, 0.021, 0.085, 0.341]),
    (0, &[0.1, 0.5]),
    (0, &[10.0]),
    (0, &[1000.0, 332.83537094698613, 110.78382764820593, 36.88760696396662]),
    (1, &[0.001, 0.005, 0.021, 0.085, 0.341, 1.365, 5.461, 2.1070247668786957, 1.551692634475675, 1.5975830448985595, 1.5975830448985595]),
    (1, &[0.1, 0.5, 2.1, 1.1322375187701137, 1.6024085266778738, 1.5847382834276738, 1.6024085266778738]),
    (1, &[10.0, 2.306989958039605, 0.6872867127876888, 1.5661413536177324, 1.6123738059384738, 1.6123738059384738]),
    (1, &[1000.0, 222.29565484593803, 49.472816490427086, 11.069352144736474, 2.5433685560303143, 0.7201153415592905, 1.6296513166653739, 1.3512229797881472, 1.5950402760316598, 1.5950402760316598]),
    (2, &[0.001]),
    (2, &[0.1]),
    (2, &[10.0, 0.997893884061115, 0.3491046164172457]),
    (2, &[1000.0, 89.4104314416835, 8.080879031316798, 0.8294012431694555]),
    (3, &[0.001]),
    (3, &[0.1]),
    (3, &[10.0, 0.9948211818775826, 0.33627765766759665]),
    (3, &[1000.0, 89.12122387254462, 8.029114025550726, 0.8223749381397483]),
    (4, &[0.001]),
    (4, &[0.1]),
    (4, &[10.0, 1.001454546563174, 0.5076952642709651]),
    (4, &[1000.0, 89.6961611686064, 8.132583947243628, 0.8369774696753841]),
    (5, &[0.001, 0.005, 0.021, 0.085, 0.341, 1.365, 5.461, 2.0159723287197004, 1.6886674885783837]),
    (5, &[0.1, 0.5, 2.1, 1.2747939322236015, 1.700508730209969]),
    (5, &[10.0, 0.9008752155289009, 2.3617346743447545, 1.7524627476978156, 1.693552431345779]),
    (5, &[1000.0, 0.4104586447258173, 1.699279825500129]),
    (6, &[0.001, 0.005, 0.021, 0.085, 0.341]),
    (6, &[0.1, 0.5]),
    (6, &[10.0, 1.275724818790795]),
    (6, &[1000.0, 15.02278328674885, 1.5553866166639756]),
];

fn steps(number: usize, first: f64) -> Vec<f64> {
    let (loss, slope) = function(number, 0.0);
    let mut search = LineSearch::new(loss, slope, first);
    let (mut tried, mut step) = (Vec::new(), first);
    while tried.len() < 20 {
        tried.push(step);
        let (loss, slope) = function(number, step);
        match search.see(Point { step, loss, slope }) {
            Next::Taken => break,
            Next::Try(next) => step = next,
        }
    }
    tried
}

#[test]
fn the_steps_are_those_of_scipy() {
    for (number, expected) in STEPS {
        let found = steps(number, expected[0]);
        assert_eq!(
            found.len(),
            expected.len(),
            "{number}: {found:?}, not {expected:?}"
        );
        for (found, &expected) in found.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() <= 1e-9 * expected,
                "{number}: {found}, not {expected}"
            );
        }
    }
}

/// Where the minimum is behind what any step reaches, the longest is taken.
#[test]
fn what_falls_for_ever_is_left_at_the_longest_step() {
    let mut search = LineSearch::new(0.0, -1.0, 1.0);
    let mut step = 1.0;
    for _ in 0..20 {
        let point = Point {
            step,
            loss: -step,
            slope: -1.0,
        };
        match search.see(point) {
            Next::Taken => break,
            Next::Try(next) => step = next,
        }
    }
    assert_eq!(step, LONGEST);
}

/// Whatever the losses are, no step is longer than the longest, and nothing panics.
#[test]
fn losses_without_sense_give_steps_all_the_same() {
    use crate::random::{Random, Seeded, Xoshiro};
    let mut random = Xoshiro::from_seed_number(12);
    for case in 0..2000u32 {
        let mut search = LineSearch::new(0.0, -1.0, 1.0);
        let mut step = 1.0f64;
        for _ in 0..20 {
            let size = if case % 3 == 0 { 1e300 } else { 2.0 };
            let (loss, slope) = (random.uniform(-size, size), random.uniform(-size, size));
            let point = Point {
                step,
                loss: if case % 5 == 0 { 0.0 } else { loss },
                slope: if case % 7 == 0 { 0.0 } else { slope },
            };
            match search.see(point) {
                Next::Taken => break,
                Next::Try(next) => step = next,
            }
            assert!(step.is_nan() || (0.0..=LONGEST).contains(&step), "{case}: {step}");
            if step.is_nan() {
                break;
            }
        }
    }
}

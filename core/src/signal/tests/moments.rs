//! What sums along a window tell, against the definitions in f64.

use super::*;

/// Mean, rms, std, skew, kurtosis, slope and energy, of f32 numbers in f64.
fn exact(x: &[f32], rate: f64) -> [f64; 7] {
    let n = x.len() as f64;
    let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let m = |k: i32| x.iter().map(|&x| (f64::from(x) - mean).powi(k)).sum::<f64>() / n;
    let (m_2, m_3, m_4) = (m(2), m(3), m(4));
    let square = x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
    let over = |above: f64, below: f64| if below > 0.0 { above / below } else { 0.0 };
    let along = (0..)
        .zip(x)
        .map(|(i, &x)| (f64::from(i) - (n - 1.0) / 2.0) * (f64::from(x) - mean));
    let slope = over(along.sum::<f64>(), n * (n * n - 1.0) / 12.0) * rate;
    let kurtosis = if m_2 > 0.0 { m_4 / (m_2 * m_2) - 3.0 } else { 0.0 };
    [
        mean,
        (square / n).sqrt(),
        m_2.sqrt(),
        over(m_3, m_2.powf(1.5)),
        kurtosis,
        slope,
        square,
    ]
}

#[test]
fn moments_are_near_those_of_f64_at_every_offset_and_scale() {
    const NAMES: [&str; 7] = ["mean", "rms", "std", "skew", "kurtosis", "slope", "energy"];
    let stats = [
        Stat::Mean,
        Stat::Rms,
        Stat::Std,
        Stat::Skew,
        Stat::Kurtosis,
        Stat::Slope,
        Stat::Energy,
    ];
    let features = Features {
        stats: stats.into_iter().fold(Stats::NONE, Stats::with),
        ..Features::FLATTEN
    };
    let mut random = Xoshiro::from_seed_number(2);
    let mut worst = [0.0_f64; 7];
    for offset in [0.0, 1.0, -1000.0, 16384.0, 1e6] {
        for scale in [1e-3, 0.1, 2.0, 20.0, 300.0, 3e4] {
            for n in [2, 3, 17, 64, 100, 256, 1000, 2048] {
                for kind in 0..6 {
                    let x: Vec<f32> = (0..n)
                        .map(|i| {
                            let t = f64::from(i) / f64::from(n);
                            let noise = uniform(&mut random, -1.0, 1.0) + uniform(&mut random, -1.0, 1.0);
                            let shape = match kind {
                                0 => noise,
                                1 => noise + if i == 0 { 10.0 } else { 0.0 }, // an outlier first
                                2 => noise + if i < 3 { -40.0 } else { 0.0 },
                                3 => noise + 20.0 * t,
                                4 => noise.powi(5),
                                _ => (40.0 * t).sin() + if t > 0.5 { 5.0 } else { 0.0 },
                            };
                            (offset + scale * shape) as f32
                        })
                        .collect();
                    let one = stage(n as u16, n as u16, features);
                    let (_, found) = run(&one, &x).pop().unwrap();
                    // mean rms std skew kurtosis are given out in the order of the enum, then slope and energy
                    for ((worst, found), exact) in worst.iter_mut().zip(&found).zip(exact(&x, 50.0)) {
                        let error = (f64::from(*found) - exact).abs() / exact.abs().max(1.0);
                        assert!(
                            error < 1e-3,
                            "{offset} {scale} {n} {kind}: {found} is not {exact}"
                        );
                        *worst = worst.max(error);
                    }
                }
            }
        }
    }
    for (name, worst) in NAMES.iter().zip(worst) {
        println!("{name:10} {worst:.1e}");
    }
}

#[test]
fn what_is_counted_and_stepped_over() {
    let stats = [Stat::ZeroCrossings, Stat::MeanCrossings, Stat::MeanAbsDiff].into_iter();
    let features = Features {
        stats: stats.fold(Stats::NONE, Stats::with),
        ..Features::FLATTEN
    };
    let x = [1.0, -1.0, 0.0, 3.0, 5.0, -2.0];
    assert_eq!(
        run(&stage(6, 6, features), &x),
        [(5, vec![3.0, 3.0, (2.0 + 1.0 + 3.0 + 2.0 + 7.0) / 5.0])]
    );
}

#[test]
fn equal_readings_have_no_spread_and_no_nan() {
    for value in [0.0, 16384.1, -32768.0, 32767.0] {
        for (_, out) in run(&stage(20, 10, all_stats()), &[value; 60]) {
            assert!(out.iter().all(|x| x.is_finite()), "{out:?}");
            let [mean, min, max, rms, std, skew, kurtosis, ..] = out[..] else {
                panic!("all")
            };
            assert_eq!(
                [mean, min, max, std, skew, kurtosis],
                [value, value, value, 0.0, 0.0, 0.0]
            );
            assert!((rms - value.abs()).abs() <= value.abs() * 1e-6);
        }
    }
}

/// Their fourth powers, and those of their powers, have no room in f32.
#[test]
fn the_largest_and_the_smallest_readings_have_finite_features() {
    let mut random = Xoshiro::from_seed_number(4);
    for scale in [2.0, 1e-6] {
        let x: Vec<f32> = (0..64)
            .map(|_| if random.bounded(2) == 0 { -32768.0 } else { 32767.0 })
            .collect();
        let scale = [scale];
        let one = Stage {
            scale: &scale,
            ..stage(64, 64, all_stats())
        };
        let unit = stage(64, 64, all_stats());
        let ([(_, out)], [(_, same)]) = (&run(&one, &x)[..], &run(&unit, &x)[..]) else {
            panic!("one window")
        };
        assert!(out.iter().all(|x| x.is_finite()), "{out:?}");
        // of the shape of a spectrum a scale changes nothing
        let psd = Stat::ALL.len() + 3..Stat::ALL.len() + 5;
        for (found, expected) in out[psd.clone()].iter().zip(&same[psd]) {
            assert!(
                (found - expected).abs() < 1e-4 * expected.abs().max(1.0),
                "{found} is not {expected}"
            );
        }
    }
}

//! The stage against the definitions in f64, and against itself on the samples of one window alone.

extern crate std;

use std::vec::Vec;
use std::{println, vec};

use super::fft::powers;
use super::*;
use crate::error::Error;
use crate::random::{Random, Seeded, Xoshiro};

fn uniform(random: &mut Xoshiro, low: f64, high: f64) -> f64 {
    random.uniform(low, high)
}

fn stage(window: u16, hop: u16, features: Features) -> Stage<'static> {
    Stage {
        rate: 50.0,
        scale: &[1.0],
        filter: &[],
        decimate: 1,
        axes: Axes::RAW,
        window,
        hop,
        features,
        keep: None,
    }
}

fn all_stats() -> Features {
    let stats = Stat::ALL.into_iter().fold(Stats::NONE, Stats::with);
    let spectrum = Spectral::ALL.into_iter().fold(Spectrum::new(16), Spectrum::with);
    Features {
        stats,
        spectrum: spectrum.with_band(Band { low: 1.0, high: 9.0 }),
        correlation: false,
    }
}

/// Each window's features, by its last sample.
fn run(stage: &Stage<'_>, samples: &[f32]) -> Vec<(usize, Vec<f32>)> {
    let stage = stage.try_new().unwrap();
    let (mut progress, mut memory) = (Progress::default(), vec![f32::NAN; stage.memory()]);
    let mut found = Vec::new();
    for (t, sample) in samples.chunks(stage.inputs()).enumerate() {
        let mut out = vec![f32::NAN; stage.outputs()];
        if stage.push(&mut progress, &mut memory, sample, &mut out).unwrap() {
            found.push((t, out));
        }
    }
    found
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_window_in_a_stream_has_the_bits_of_its_samples_alone() {
    let mut random = Xoshiro::from_seed_number(1);
    for features in [Features::FLATTEN, all_stats()] {
        for _ in 0..60 {
            let axes = 1 + random.bounded(2) as usize;
            let window = 1 + random.bounded(40) as u16;
            let hop = 1 + random.bounded(60) as u16;
            let scale = vec![1.0; axes];
            let derived = Axes {
                norm: true,
                ..Axes::RAW
            };
            let features = Features {
                correlation: true,
                ..features
            };
            let one = Stage {
                scale: &scale,
                axes: derived,
                ..stage(window, hop, features)
            };
            let samples: Vec<f32> = (0..300 * axes)
                .map(|_| uniform(&mut random, -2000.0, 3000.0) as f32)
                .collect();
            let found = run(&one, &samples);
            let ends: Vec<usize> = found.iter().map(|(t, _)| *t).collect();
            let expected = (0..300)
                .step_by(usize::from(hop))
                .map(|first| first + usize::from(window) - 1);
            assert_eq!(
                ends,
                expected.filter(|&end| end < 300).collect::<Vec<_>>(),
                "{window} every {hop}"
            );
            for (end, out) in found {
                let first = (end + 1 - usize::from(window)) * axes;
                let alone = Stage { hop: window, ..one };
                let [(_, same)] = &run(&alone, &samples[first..(end + 1) * axes])[..] else {
                    panic!("one window");
                };
                assert_eq!(bits(&out), bits(same), "{window} every {hop}, {axes} axes");
            }
        }
    }
}

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
fn powers_are_those_of_the_definition() {
    let mut random = Xoshiro::from_seed_number(3);
    for n in [8, 16, 32, 64, 128, 256, 512, 1024] {
        let x: Vec<f32> = (0..n).map(|_| uniform(&mut random, -1.0, 1.0) as f32).collect();
        let mut worst = 0.0_f64;
        let mut seen = 0;
        powers(&mut x.clone(), |k, power| {
            let (mut re, mut im) = (0.0, 0.0);
            for (i, &x) in x.iter().enumerate() {
                let angle = core::f64::consts::TAU * (i * k % n) as f64 / n as f64;
                re += f64::from(x) * angle.cos();
                im -= f64::from(x) * angle.sin();
            }
            worst = worst.max((f64::from(power) - (re * re + im * im) / n as f64).abs());
            assert_eq!(k, seen);
            seen += 1;
        });
        assert_eq!(seen, n / 2 + 1);
        assert!(worst < 2e-6, "{n}: {worst:e}");
    }
}

#[test]
fn quantiles_are_numpys() {
    for (x, expected) in [
        (&[3.0][..], [3.0, 3.0, 3.0, 0.0]),
        (&[4.0, 1.0], [2.5, 1.75, 3.25, 1.5]),
        (&[5.0, 1.0, 2.0], [2.0, 1.5, 3.5, 2.0]),
        (&[1.0, 2.0, 3.0, 10.0, 0.0, 7.0], [2.5, 1.25, 6.0, 4.75]),
    ] {
        let stats = [Stat::Median, Stat::Q25, Stat::Q75, Stat::Iqr].into_iter();
        let features = Features {
            stats: stats.fold(Stats::NONE, Stats::with),
            ..Features::FLATTEN
        };
        let found = run(&stage(x.len() as u16, 1, features), x);
        assert_eq!(found, [(x.len() - 1, expected.to_vec())]);
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

#[test]
fn integers_are_their_values() {
    let samples = [[i16::MIN, i16::MAX], [i16::MAX, 0], [0, 1], [-1, i16::MIN]];
    let one = Stage {
        scale: &[1.0, 0.5],
        ..stage(4, 4, Features::FLATTEN)
    };
    let floats: Vec<f32> = samples.as_flattened().iter().map(|&x| x.into()).collect();
    let [(_, expected)] = &run(&one, &floats)[..] else {
        panic!("one window")
    };
    let (mut progress, mut memory, mut out) = (Progress::default(), vec![0.0; one.memory()], [0.0; 14]);
    let ends = samples.map(|sample| {
        one.push_i16(&mut progress, &mut memory, &sample, &mut out)
            .unwrap()
    });
    assert_eq!(ends, [false, false, false, true]);
    assert_eq!(bits(&out), bits(expected));
}

#[test]
fn a_reading_that_is_no_number_begins_anew() {
    let one = stage(4, 2, Features::FLATTEN);
    let (mut progress, mut memory, mut out) = (Progress::default(), vec![0.0; one.memory()], [0.0; 7]);
    let mut push = |x: f32| one.push(&mut progress, &mut memory, &[x], &mut out);
    for x in [1.0, 2.0, 3.0] {
        assert_eq!(push(x), Ok(false));
    }
    assert_eq!(push(f32::NAN), Err(Error::NotFinite { row: 0, column: 0 }));
    let ends: Vec<_> = [5.0, 6.0, 7.0, 9.0].map(&mut push).into();
    assert_eq!(ends, [Ok(false), Ok(false), Ok(false), Ok(true)]);
    assert_eq!(out[..3], [6.75, 5.0, 9.0]);
}

#[test]
fn filters_begin_at_rest_and_thin_out() {
    // y = (x + x_before) / 2, of which a constant is at rest with z_0 = x / 2
    let half = Section {
        b: [0.5, 0.5, 0.0],
        a: [0.0, 0.0],
        zi: [0.5, 0.0],
    };
    let mean = Features {
        stats: Stats::NONE.with(Stat::Mean),
        ..Features::FLATTEN
    };
    let filter = [half];
    let one = Stage {
        filter: &filter,
        decimate: 2,
        ..stage(1, 1, mean)
    };
    let found = run(&one, &[4.0, 6.0, 8.0, 2.0, 0.0]);
    assert_eq!(found, [(0, vec![4.0]), (2, vec![7.0]), (4, vec![1.0])]);
}

#[test]
fn derived_axes_and_kept_features() {
    let axes = Axes {
        raw: true,
        norm: true,
        difference: true,
    };
    let mean = Features {
        stats: Stats::NONE.with(Stat::Mean),
        correlation: true,
        spectrum: None,
    };
    let one = Stage {
        scale: &[1.0, 2.0],
        axes,
        ..stage(2, 2, mean)
    };
    assert_eq!((one.feature_axes(), one.outputs()), (5, 5 + 10));
    let found = run(&one, &[3.0, 2.0, 6.0, 4.0]);
    assert_eq!(found[0].1[..5], [4.5, 6.0, 7.5, 1.5, 2.0]); // x, 2 y, length, and their steps from 0
    let kept = Stage {
        keep: Some(&[1, 4]),
        ..one
    };
    assert_eq!(run(&kept, &[3.0, 2.0, 6.0, 4.0]), [(1, vec![6.0, 2.0])]);
}

#[test]
fn what_is_out_of_range_is_named() {
    let good = stage(4, 2, Features::FLATTEN);
    let with = |spectrum| Features {
        spectrum: Some(spectrum),
        ..Features::FLATTEN
    };
    for (bad, name) in [
        (Stage { rate: 0.0, ..good }, "rate"),
        (Stage { scale: &[], ..good }, "scale"),
        (
            Stage {
                scale: &[f32::NAN],
                ..good
            },
            "scale",
        ),
        (Stage { decimate: 0, ..good }, "decimate"),
        (
            Stage {
                axes: Axes {
                    raw: false,
                    ..Axes::RAW
                },
                ..good
            },
            "axes",
        ),
        (Stage { window: 0, ..good }, "window"),
        (Stage { hop: 0, ..good }, "hop"),
        (
            Stage {
                features: Features {
                    correlation: true,
                    ..Features::FLATTEN
                },
                ..good
            },
            "correlation",
        ),
        (
            Stage {
                features: with(Spectrum::edge_impulse(12)),
                ..good
            },
            "spectrum",
        ),
        (
            Stage {
                features: with(Spectrum::edge_impulse(2048)),
                ..good
            },
            "spectrum",
        ),
        (
            Stage {
                features: with(Spectrum::new(16)),
                ..good
            },
            "spectrum",
        ),
        (
            Stage {
                features: Features {
                    stats: Stats::NONE,
                    ..Features::FLATTEN
                },
                ..good
            },
            "features",
        ),
        (
            Stage {
                keep: Some(&[1, 1]),
                ..good
            },
            "keep",
        ),
        (
            Stage {
                keep: Some(&[7]),
                ..good
            },
            "keep",
        ),
        (
            Stage {
                keep: Some(&[]),
                ..good
            },
            "keep",
        ),
    ] {
        assert_eq!(bad.try_new(), Err(Error::Parameter(name)));
    }
}

#[test]
fn filters_are_scipys() {
    // signal.butter(order, hertz, kind, fs=50, output="sos") and signal.sosfilt_zi of it
    #[allow(clippy::excessive_precision, clippy::unreadable_literal)]
    let cases: [(u8, Pass, &[[f64; 7]]); 9] = [
        (
            1,
            Pass::Low(5.0),
            &[[
                2.452372753e-01,
                2.452372753e-01,
                0.000000000e+00,
                -5.095254495e-01,
                0.000000000e+00,
                7.547627247e-01,
                0.000000000e+00,
            ]][..],
        ),
        (
            3,
            Pass::Low(5.0),
            &[
                [
                    1.809893301e-02,
                    3.619786602e-02,
                    1.809893301e-02,
                    -5.095254495e-01,
                    0.000000000e+00,
                    1.295045093e-01,
                    1.809893301e-02,
                ],
                [
                    1.000000000e+00,
                    1.000000000e+00,
                    0.000000000e+00,
                    -1.250516431e+00,
                    5.457233155e-01,
                    8.523965577e-01,
                    -5.457233155e-01,
                ],
            ][..],
        ),
        (
            4,
            Pass::Low(20.0),
            &[
                [
                    4.328466450e-01,
                    8.656932900e-01,
                    4.328466450e-01,
                    1.048599576e+00,
                    2.961403576e-01,
                    3.055664109e-01,
                    2.141727386e-01,
                ],
                [
                    1.000000000e+00,
                    2.000000000e+00,
                    1.000000000e+00,
                    1.320913431e+00,
                    6.327387929e-01,
                    2.615869441e-01,
                    1.056742630e-01,
                ],
            ][..],
        ),
        (
            2,
            Pass::High(0.5),
            &[[
                9.565432256e-01,
                -1.913086451e+00,
                9.565432256e-01,
                -1.911197067e+00,
                9.149758348e-01,
                -9.565432256e-01,
                9.565432256e-01,
            ]][..],
        ),
        (
            5,
            Pass::High(0.5),
            &[
                [
                    9.033142753e-01,
                    -9.033142753e-01,
                    0.000000000e+00,
                    -9.390625058e-01,
                    0.000000000e+00,
                    -9.033142753e-01,
                    0.000000000e+00,
                ],
                [
                    1.000000000e+00,
                    -2.000000000e+00,
                    1.000000000e+00,
                    -1.899558547e+00,
                    9.033143030e-01,
                    -0.000000000e+00,
                    0.000000000e+00,
                ],
                [
                    1.000000000e+00,
                    -2.000000000e+00,
                    1.000000000e+00,
                    -1.958060547e+00,
                    9.619319716e-01,
                    -0.000000000e+00,
                    0.000000000e+00,
                ],
            ][..],
        ),
        (
            2,
            Pass::Band(0.5, 10.0),
            &[
                [
                    1.906166001e-01,
                    3.812332002e-01,
                    1.906166001e-01,
                    -4.235311646e-01,
                    2.257098675e-01,
                    7.598778440e-01,
                    -2.391937499e-02,
                ],
                [
                    1.000000000e+00,
                    -2.000000000e+00,
                    1.000000000e+00,
                    -1.911551238e+00,
                    9.156533005e-01,
                    -9.504944441e-01,
                    9.504944441e-01,
                ],
            ][..],
        ),
        (
            3,
            Pass::Band(9.0, 11.0),
            &[
                [
                    1.567010351e-03,
                    3.134020701e-03,
                    1.567010351e-03,
                    -5.530763174e-01,
                    7.756795110e-01,
                    3.559789117e-03,
                    -2.409742954e-03,
                ],
                [
                    1.000000000e+00,
                    0.000000000e+00,
                    -1.000000000e+00,
                    -3.834867214e-01,
                    8.785645605e-01,
                    -5.126799468e-03,
                    -5.126799468e-03,
                ],
                [
                    1.000000000e+00,
                    -2.000000000e+00,
                    1.000000000e+00,
                    -7.761052863e-01,
                    8.864613561e-01,
                    -0.000000000e+00,
                    0.000000000e+00,
                ],
            ][..],
        ),
        (
            3,
            Pass::Band(2.0, 24.0),
            &[
                [
                    6.843498218e-01,
                    0.000000000e+00,
                    -6.843498218e-01,
                    1.073646354e-01,
                    -6.795992982e-01,
                    -6.843498218e-01,
                    -6.843498218e-01,
                ],
                [
                    1.000000000e+00,
                    -2.000000000e+00,
                    1.000000000e+00,
                    -1.724073162e+00,
                    7.804394165e-01,
                    -0.000000000e+00,
                    0.000000000e+00,
                ],
                [
                    1.000000000e+00,
                    2.000000000e+00,
                    1.000000000e+00,
                    1.868001178e+00,
                    8.829645593e-01,
                    0.000000000e+00,
                    0.000000000e+00,
                ],
            ][..],
        ),
        (
            8,
            Pass::Low(5.0),
            &[
                [
                    2.395964410e-05,
                    4.791928821e-05,
                    2.395964410e-05,
                    -1.026351474e+00,
                    2.686401910e-01,
                    3.715956162e-04,
                    -8.230239657e-05,
                ],
                [
                    1.000000000e+00,
                    2.000000000e+00,
                    1.000000000e+00,
                    -1.086858461e+00,
                    3.434309402e-01,
                    5.771205292e-03,
                    -1.722301114e-03,
                ],
                [
                    1.000000000e+00,
                    2.000000000e+00,
                    1.000000000e+00,
                    -1.219725365e+00,
                    5.076634652e-01,
                    7.950110420e-02,
                    -3.732368452e-02,
                ],
                [
                    1.000000000e+00,
                    2.000000000e+00,
                    1.000000000e+00,
                    -1.451579594e+00,
                    7.942510532e-01,
                    9.143321353e-01,
                    -7.085831885e-01,
                ],
            ][..],
        ),
    ];
    let none = Section {
        b: [0.0; 3],
        a: [0.0; 2],
        zi: [0.0; 2],
    };
    for (order, pass, expected) in cases {
        let mut sections = [none; 8];
        let count = butterworth(order, pass, 50.0, &mut sections).unwrap();
        assert_eq!(count, expected.len());
        for (section, expected) in sections.iter().zip(expected) {
            let found = section.b.iter().chain(&section.a).chain(&section.zi);
            for (found, expected) in found.zip(expected) {
                let off = (f64::from(*found) - expected).abs();
                assert!(
                    off <= 1e-7 * expected.abs().max(1e-3),
                    "{order} {pass:?}: {found} is not {expected}"
                );
            }
        }
    }
    for (order, pass, name) in [
        (0, Pass::Low(5.0), "order"),
        (9, Pass::Low(5.0), "order"),
        (2, Pass::Low(25.0), "filter"),
        (2, Pass::High(0.0), "filter"),
        (2, Pass::Band(5.0, 5.0), "filter"),
        (2, Pass::Low(f64::NAN), "filter"),
        (2, Pass::Low(0.01), "precision"),
        (4, Pass::High(0.02), "precision"),
    ] {
        assert_eq!(
            butterworth(order, pass, 50.0, &mut [none; 8]),
            Err(Error::Parameter(name))
        );
    }
    let short = Err(Error::TooSmall { needed: 2, got: 1 });
    assert_eq!(butterworth(3, Pass::Low(5.0), 50.0, &mut [none]), short);
}

#[test]
fn answers_are_smoothed_over_the_last_windows() {
    let mean = Smooth {
        over: 3,
        vote: Vote::Mean,
    };
    let (mut answered, mut memory) = (Answered::default(), [f32::NAN; 6]);
    let mut found = Vec::new();
    for p in [0.25, 0.75, 0.5, 0.0] {
        let mut answer = [p, 1.0 - p];
        mean.push(&mut answered, &mut memory, &mut answer).unwrap();
        found.push(answer[0]);
    }
    assert_eq!(found, [0.25, 0.5, 0.5, 1.25 / 3.0]);
    let majority = Smooth {
        over: 3,
        vote: Vote::Majority,
    };
    let (mut answered, mut memory) = (Answered::default(), [f32::NAN; 6]);
    let mut found = Vec::new();
    for p in [0.9, 0.4, 0.4, 0.4] {
        let mut answer = [p, 1.0 - p];
        majority.push(&mut answered, &mut memory, &mut answer).unwrap();
        found.push(answer[1]);
    }
    assert_eq!(found, [0.0, 0.5, 2.0 / 3.0, 1.0]);
    let none = Smooth { over: 0, ..mean };
    let refused = none.push(&mut Answered::default(), &mut [0.0; 6], &mut [0.0; 2]);
    assert_eq!(refused, Err(Error::Parameter("smooth")));
}

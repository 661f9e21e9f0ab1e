//! What a stage is refused for.

use super::*;

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
                features: with(Spectrum::new(16).with_band(Band { low: 3.2, high: 6.0 }).unwrap()),
                ..good
            },
            "bands", // bins at 3.125 Hz and 6.25 Hz
        ),
        (
            Stage {
                features: with(
                    Spectrum::new(16)
                        .with_band(Band {
                            low: 25.5,
                            high: 30.0,
                        })
                        .unwrap(),
                ),
                ..good
            },
            "bands",
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
fn a_band_with_a_bin_is_no_empty_one() {
    let spectrum = Spectrum::edge_impulse(16);
    for (low, high, is_empty) in [
        (3.125, 3.2, false),
        (3.0, 3.125, true), // without its end
        (0.0, 3.0, true),   // bin 0 is none
        (25.0, 26.0, false),
        (25.1, 26.0, true),
    ] {
        let band = Band { low, high };
        let found = spectrum.with_band(band).unwrap().empty_band(50.0);
        assert_eq!(found, is_empty.then_some(band));
    }
}

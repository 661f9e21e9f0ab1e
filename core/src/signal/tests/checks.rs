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

use super::*;
use crate::activation::Activation;
use crate::data::{ClipOutput, Dataset, Target};
use crate::loss::Output;
use crate::params::{Name, Params, Value};
use crate::search::{Layout, Problem};
use crate::shape::Shape;
use crate::space::{Dimension, Grid, Space};
use crate::train::FitLayout;

const DIGITS: Deployment = Deployment {
    shape: Shape::new(&[64, 32, 10]),
    activation: Activation::Relu,
    output: Output::Softmax,
    dtype: Dtype::F32,
    scaled: true,
    clips_features: false,
    clips_outputs: false,
};

/// Sum over the tiles of their width times how many there are of something.
fn over_tiles(of: &str, features: &[usize; FEATURES]) -> usize {
    let tile = |name: &str| name.strip_prefix(of)?.split(' ').next()?.parse::<usize>().ok();
    let named = FEATURE_NAMES.iter().zip(features);
    named.filter_map(|(name, count)| Some(tile(name)? * count)).sum()
}

#[test]
fn every_output_and_every_term_is_in_one_tile() {
    for widths in [&[64, 32, 10][..], &[13, 7, 1], &[5, 31, 29, 3], &[4, 3]] {
        let (shape, mut units, mut macs, mut padded) = (Shape::new(widths), 0, 0, (0, 0));
        for pair in widths.windows(2) {
            let (fan_in, fan_out) = (usize::from(pair[0]), usize::from(pair[1]));
            (units, macs) = (units + fan_out, macs + fan_in * fan_out);
            let channels = fan_out.next_multiple_of(4);
            padded = (padded.0 + channels, padded.1 + fan_in.div_ceil(4) * channels);
        }
        for mcu in Mcu::ALL {
            let f32 = Deployment { shape, ..DIGITS }.features(mcu);
            let int8 = Deployment {
                shape,
                dtype: Dtype::Int8,
                ..DIGITS
            }
            .features(mcu);
            let sums = |f| (over_tiles("tiles of ", f), over_tiles("terms of tiles of ", f));
            assert_eq!((sums(&f32), sums(&int8)), ((units, macs), padded));
        }
    }
}

#[test]
fn a_clip_costs_code_and_its_bounds_and_in_int8_that_of_features_nothing() {
    for mcu in Mcu::ALL {
        for dtype in Dtype::ALL {
            let output = Output::Identity;
            let free = Deployment {
                dtype,
                output,
                ..DIGITS
            };
            let (features, outputs) = (
                Deployment {
                    clips_features: true,
                    ..free
                },
                Deployment {
                    clips_outputs: true,
                    ..free
                },
            );
            let [free, features, outputs] = [free, features, outputs].map(|model| model.cost(mcu));
            assert_eq!(features.weights, free.weights);
            assert_eq!(outputs.weights, free.weights + 4 * 2 * 10);
            assert!(outputs.code > free.code && outputs.instructions > free.instructions + 10);
            match dtype {
                Dtype::Int8 => assert_eq!(features, free),
                Dtype::F32 => {
                    assert!(features.code > free.code && features.instructions > free.instructions + 64);
                }
            }
            assert_eq!((features.ram, outputs.ram), (free.ram, free.ram));
        }
    }
}

#[test]
fn names_are_read_back() {
    for mcu in Mcu::ALL {
        assert_eq!(Mcu::from_name(mcu.name()), Some(mcu));
    }
    assert_eq!(Mcu::from_name("cortex-m4"), None);
}

#[test]
fn a_fit_on_a_chip_takes_what_its_plan_says() {
    let shape = Shape::new(&[4, 16, 3]);
    let plain = training_bytes(&shape, &Params::DEFAULT, 150, 3, 1);
    // weights, gradient and adam's two moments; one row of activations and deltas; the order
    assert_eq!(plain, 4 * (4 * 131 + (4 + 16 + 3 + 16)) + 4 * 150);
    let early = Params {
        early_stopping: true,
        ..Params::DEFAULT
    };
    assert!(training_bytes(&shape, &early, 150, 3, 1) >= plain + 4 * (131 + 150));
}

const fn plain_rows(rows: usize, classes: usize) -> SearchedRows {
    SearchedRows {
        rows,
        classes,
        weighted_scores: false,
        clips_outputs: false,
    }
}

/// Bytes of a search, as they are known beforehand and as its layout says; `wide` copies by output are beside a fit alone.
fn both(problem: &Problem<'_>, rows: &SearchedRows) -> (usize, usize) {
    const SPACE: &[Space<'static>] = &[Space::new(&[
        Dimension::list(
            Name::Alpha,
            &[Value::Float(0.1), Value::Float(0.2), Value::Float(0.3)],
        ),
        Dimension::list(Name::HiddenLayerSizes, &[Value::Int(8)]),
    ])];
    let [features, outputs] = [problem.data.features(), Output::width(&problem.data.target())];
    let (params, trials) = (&problem.base, 3);
    let shape = Shape::new(&[features as u16, 8, outputs as u16]);
    let layout = Layout::for_grid(problem, &Grid::new(SPACE)).bytes();
    let wider = |wide| FitLayout::of(&shape, params, wide).floats(1);
    let copies = wider(crate::kernels::WIDE) - wider(false);
    let forecast = search_bytes(rows, &shape, params, trials, problem.cv);
    (forecast, layout - 4 * copies)
}

#[test]
fn a_search_takes_what_was_known_before_it() {
    const ROWS: usize = 100;
    let x = [0.5; ROWS * 10];
    for outputs in [1, 4, 40] {
        let values = [0.5; ROWS * 40];
        let values = &values[..ROWS * outputs];
        let data = Dataset::try_new(&x, 10, Target::Values { values, outputs }).unwrap();
        let free = Problem::new(data);
        let rows = plain_rows(ROWS, 0);
        let (forecast, layout) = both(&free, &rows);
        assert_eq!(forecast, layout);
        let range = ClipOutput::Range { low: -1.0, high: 1.0 };
        for clip_output in [ClipOutput::Train, range] {
            let problem = Problem { clip_output, ..free };
            let clips_outputs = true;
            let clipped = SearchedRows {
                clips_outputs,
                ..rows
            };
            let more = forecast + 8 * outputs;
            assert_eq!(both(&problem, &clipped), (more, more));
        }
    }
    for classes in [3, 50] {
        let labels: [u16; ROWS] = core::array::from_fn(|row| (row % classes) as u16);
        let data = Dataset::labelled(&x, 10, &labels, classes);
        let rows = plain_rows(ROWS, classes);
        let (forecast, layout) = both(&Problem::new(data), &rows);
        assert_eq!(forecast, layout);
        let counts = [0.5; ROWS];
        let weighted = data.with_weights(&counts).unwrap().with_weighted_scores(true);
        let weighted_scores = true;
        let found = both(
            &Problem::new(weighted),
            &SearchedRows {
                weighted_scores,
                ..rows
            },
        );
        // of 50 classes a score takes 6 words each, and not 3, which are more than a fit takes
        assert_eq!(found.0, found.1);
        assert_eq!(found.0 > forecast, classes == 50);
    }
}

#[test]
fn sizes_that_cannot_be_counted_are_the_largest() {
    let (shape, most) = (Shape::new(&[u16::MAX; 10]), usize::MAX);
    let early = Params {
        early_stopping: true,
        ..Params::DEFAULT
    };
    assert_eq!(training_bytes(&shape, &early, most, most, most), most);
    assert_eq!(
        search_bytes(&plain_rows(most, most), &shape, &early, most, 2),
        most
    );
}

extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::activation::Activation;
use crate::loss::Output;
use crate::random::{Random, Seeded, Xoshiro};
use crate::shape::MAX_HIDDEN;

const SHAPE: Shape = Shape::new(&[2, 3, 2]);
static WEIGHTS: [f32; 17] = [
    0.5, -1.0, 0.25, 1.5, 2.0, -0.5, 0.1, 0.2, 0.3, 1.0, -1.0, 0.5, 0.5, -2.0, 2.0, 0.0, 0.125,
];
static NETWORK: Network = Network::new(SHAPE, Activation::Relu, Output::Softmax, &WEIGHTS);
static MODEL: Model = Model::new(NETWORK, Scaler::new(&[1.0, -2.0], &[2.0, 4.0]));
const SCRATCH: usize = Model::scratch(&SHAPE);

#[test]
fn a_static_answers_as_scaler_and_network_do() {
    let raw = [4.0f32, 2.0];
    let (mut scratch, mut out) = ([0.0; SCRATCH], [0.0; 2]);
    MODEL.logits(&raw, &mut scratch, &mut out).unwrap();
    // by hand: scaled 1.5 and 1; sums 2.35, 0.7, 0.175
    let hidden = [0.1 + 0.75 + 1.5f32, 0.2 - 1.5 + 2.0, 0.3 + 0.375 - 0.5];
    let expected = [
        hidden[0] + 0.5 * hidden[1] - 2.0 * hidden[2],
        0.125 - hidden[0] + 0.5 * hidden[1] + 2.0 * hidden[2],
    ];
    assert!(
        (0..2).all(|i| (out[i] - expected[i]).abs() < 1e-5),
        "{out:?} {expected:?}"
    );
    assert_eq!(MODEL.class(&raw, &mut scratch, &mut out), Ok(0));
    assert!((out[0] + out[1] - 1.0).abs() < 1e-6 && out[0] > 0.5);
}

#[test]
fn a_regression_names_no_class() {
    let network = Network::new(SHAPE, Activation::Relu, Output::Identity, &WEIGHTS);
    let model = Model::new(network, Scaler::new(&[], &[]));
    let (mut scratch, mut out) = ([0.0; SCRATCH], [0.0; 2]);
    assert_eq!(
        model.class(&[1.0, 2.0], &mut scratch, &mut out),
        Err(Error::Undefined)
    );
    assert_eq!(model.predict(&[1.0, 2.0], &mut scratch, &mut out), Ok(()));
}

fn numbers(random: &mut Xoshiro, count: usize) -> Vec<f32> {
    (0..count).map(|_| random.uniform(-1.0, 1.0) as f32).collect()
}

/// Scratch of exactly the stated length, and one row at a time: the bits of a layer by layer
/// computation with memory of its own.
#[test]
fn every_depth_fits_its_scratch_and_keeps_the_bits() {
    let mut random = Xoshiro::from_seed_number(7);
    for case in 0..60 {
        let depth = 2 + case % (MAX_HIDDEN + 1);
        let sizes: Vec<u16> = (0..depth).map(|_| 1 + random.bounded(20) as u16).collect();
        let shape = Shape::new(&sizes);
        let weights = numbers(&mut random, shape.parameters());
        let network = Network::new(shape, Activation::Tanh, Output::Identity, &weights);
        let (offset, x) = (
            numbers(&mut random, shape.inputs()),
            numbers(&mut random, shape.inputs()),
        );
        let scale = vec![0.75; shape.inputs()];
        let scaler = Scaler::new(&offset, &scale);

        let mut expected = vec![0.0; shape.inputs()];
        scaler.apply(&x, &mut expected).unwrap();
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            let (w, b) = weights[layer.start..layer.end()].split_at(layer.weights());
            let mut z = b.to_vec();
            for (c, z) in z.iter_mut().enumerate() {
                for (k, a) in expected.iter().enumerate() {
                    *z += a * w[k * layer.fan_out + c];
                }
                if i + 1 < shape.layers() {
                    *z = crate::kernels::tanh(*z);
                }
            }
            expected = z;
        }
        let mut out = vec![0.0; shape.outputs()];
        let model = Model::new(network, scaler);
        let mut scratch = vec![f32::NAN; Model::scratch(&shape)];
        model.predict(&x, &mut scratch, &mut out).unwrap();
        assert_eq!(out, expected, "{sizes:?}");
        scratch.pop();
        let error = model.logits(&x, &mut scratch, &mut out);
        let (needed, got) = (Model::scratch(&shape), scratch.len());
        assert_eq!(error, Err(Error::TooSmall { needed, got }), "{sizes:?}");

        // the same network on scaled rows, several at a time
        let mut scaled = vec![0.0; shape.inputs()];
        scaler.apply(&x, &mut scaled).unwrap();
        let rows = [&scaled[..], &scaled, &scaled].concat();
        let mut scratch = vec![f32::NAN; Network::scratch(&shape, 2)];
        let mut out = vec![0.0; 3 * shape.outputs()];
        network.predict(&rows, &mut scratch, &mut out).unwrap();
        assert!(
            out.chunks(shape.outputs()).all(|out| out == expected),
            "{sizes:?}"
        );
    }
}

#[test]
fn an_empty_scaler_takes_features_as_they_are() {
    let model = Model::new(NETWORK, Scaler::new(&[], &[]));
    let (mut scratch, mut out, mut expected) = ([0.0; SCRATCH], [0.0; 2], [0.0; 2]);
    model.predict(&[1.5, 1.0], &mut scratch, &mut out).unwrap();
    NETWORK.predict(&[1.5, 1.0], &mut scratch, &mut expected).unwrap();
    assert_eq!(out, expected);
    for model in [model, MODEL] {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let error = model.class(&[0.0, bad], &mut scratch, &mut out);
            assert_eq!(error, Err(Error::NotFinite { row: 0, column: 1 }));
        }
    }
}

#[test]
fn wrong_lengths_are_errors() {
    let (mut scratch, mut out) = ([0.0; SCRATCH], [0.0; 2]);
    let mismatch = |expected, got| Err(Error::Mismatch { expected, got });
    assert_eq!(MODEL.logits(&[1.0], &mut scratch, &mut out), mismatch(2, 1));
    assert_eq!(
        MODEL.logits(&[1.0, 2.0], &mut scratch, &mut out[..1]),
        mismatch(2, 1)
    );
    assert_eq!(
        Model::try_new(NETWORK, Scaler::new(&[1.0], &[1.0])).err(),
        mismatch(2, 1).err()
    );
    let short = Network::try_new(SHAPE, Activation::Relu, Output::Softmax, &WEIGHTS[1..]);
    assert_eq!(
        short.err(),
        Some(Error::Mismatch {
            expected: 17,
            got: 16
        })
    );
    let mut weights = WEIGHTS;
    weights[9] = f32::NAN;
    let not_finite = Network::try_new(SHAPE, Activation::Relu, Output::Softmax, &weights);
    assert_eq!(not_finite.err(), Some(Error::NotFinite { row: 0, column: 9 }));
}

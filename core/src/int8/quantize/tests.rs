extern crate std;
use std::vec::Vec;

use super::*;
use crate::loss::Output;
use crate::network::Network;
use crate::params::Activation;
use crate::random::{Random, Seeded, Xoshiro};
use crate::scaler::Scaler;

struct Owned {
    floats: [Vec<f32>; 2],
    weights: Vec<u32>,
    ints: [Vec<i32>; 2],
    zeros: Vec<i8>,
    tables: Vec<[i8; 256]>,
    scratch: Vec<f32>,
}

impl Owned {
    fn new(model: &Model<'_>) -> Self {
        let network = model.network();
        let sizes = PartSizes::of(network.shape(), network.activation());
        Self {
            floats: [(); 2].map(|()| std::vec![0.0; sizes.features]),
            weights: std::vec![0; sizes.words],
            ints: [(); 2].map(|()| std::vec![0; sizes.channels]),
            zeros: std::vec![0; sizes.zeros],
            tables: std::vec![[0; 256]; sizes.tables],
            scratch: std::vec![0.0; scratch(network.shape())],
        }
    }

    fn quantize(&mut self, model: &Model<'_>, x: &[f32]) -> Result<Int8Model<'_>, Error> {
        let ([offset, factor], [biases, multipliers]) = (&mut self.floats, &mut self.ints);
        let memory = PartsMut {
            offset,
            factor,
            weights: &mut self.weights,
            biases,
            multipliers,
            zeros: &mut self.zeros,
            tables: &mut self.tables,
        };
        let rows = x.chunks_exact(model.network().shape().inputs());
        quantize(model, rows, memory, &mut self.scratch)
    }
}

fn numbers(random: &mut Xoshiro, count: usize, span: f64) -> Vec<f32> {
    (0..count).map(|_| random.uniform(-span, span) as f32).collect()
}

/// Answers of the quantised network and of the one it was made of.
fn both(model: &Model<'_>, x: &[f32]) -> Vec<(f32, f32)> {
    let shape = model.network().shape();
    let mut owned = Owned::new(model);
    let int8 = owned.quantize(model, x).unwrap();
    let mut pairs = Vec::new();
    for raw in x.chunks_exact(shape.inputs()) {
        let mut expected = std::vec![0.0; shape.outputs()];
        let mut got = expected.clone();
        let mut floats = std::vec![0.0; Model::scratch(shape)];
        let mut ints = std::vec![0; Int8Model::scratch(shape)];
        model.predict(raw, &mut floats, &mut expected).unwrap();
        int8.predict(raw, &mut ints, &mut got).unwrap();
        pairs.extend(got.into_iter().zip(expected));
    }
    pairs
}

/// Root mean square of the differences, and of the values around their mean.
fn error_and_spread(pairs: &[(f32, f32)]) -> (f64, f64) {
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|p| f64::from(p.1)).sum::<f64>() / n;
    let square = |v: f64| v * v;
    let error: f64 = pairs
        .iter()
        .map(|p| square(f64::from(p.0) - f64::from(p.1)))
        .sum();
    let spread: f64 = pairs.iter().map(|p| square(f64::from(p.1) - mean)).sum();
    ((error / n).sqrt(), (spread / n).sqrt())
}

#[test]
fn answers_stay_close_for_every_activation_and_depth() {
    let mut random = Xoshiro::from_seed_number(4);
    for activation in Activation::ALL {
        for widths in [&[6u16, 3][..], &[6, 9, 3], &[13, 16, 7, 2], &[5, 8, 8, 8, 1]] {
            let shape = Shape::new(widths);
            let weights = numbers(&mut random, shape.parameters(), 0.8);
            // features of very different sizes, far from zero, as a scaler has to cope with
            let inputs = shape.inputs();
            let scale: Vec<f32> = (0..inputs).map(|i| 10f32.powi(i as i32 % 7 - 3)).collect();
            let offset: Vec<f32> = scale.iter().map(|s| 20.0 * s).collect();
            let z = numbers(&mut random, 200 * inputs, 1.7);
            let x: Vec<f32> = z
                .iter()
                .enumerate()
                .map(|(i, z)| z * scale[i % inputs] + offset[i % inputs])
                .collect();
            for output in [Output::Softmax, Output::Logistic, Output::Identity] {
                let network = Network::new(shape, activation, output, &weights);
                let model = Model::new(network, Scaler::new(&offset, &scale));
                let (error, spread) = error_and_spread(&both(&model, &x));
                let bound = 0.03 * shape.layers() as f64 * spread.max(0.02);
                assert!(
                    error < bound,
                    "{activation:?} {widths:?} {output:?} {error} {spread}"
                );
                assert!(error > 0.0 || output == Output::Softmax);
            }
        }
    }
}

#[test]
fn a_constant_feature_counts_as_its_constant() {
    let shape = Shape::new(&[3, 2]);
    let weights = [0.5, -0.25, 3.0, 4.0, -0.75, 0.3, 0.1, 0.2];
    let network = Network::new(shape, Activation::Relu, Output::Identity, &weights);
    let model = Model::new(network, Scaler::new(&[], &[]));
    let x = [0.3, 7.0, -1.0, -0.9, 7.0, 0.4, 0.1, 7.0, 0.9];
    let mut owned = Owned::new(&model);
    let int8 = owned.quantize(&model, &x).unwrap();
    assert_eq!(int8.parts().factor[1], 0.0);
    let (mut scratch, mut as_trained, mut other) = ([0; 8], [0.0; 2], [0.0; 2]);
    int8.predict(&[0.3, 7.0, -1.0], &mut scratch, &mut as_trained)
        .unwrap();
    int8.predict(&[0.3, 8.5, -1.0], &mut scratch, &mut other).unwrap();
    assert_eq!(as_trained, other);
    assert!(
        (as_trained[0] - 22.0).abs() < 0.02 && (as_trained[1] - 27.825).abs() < 0.02,
        "{as_trained:?}"
    );
}

/// Both are as far, and the bits are of an export: those of the first row.
#[test]
fn of_two_zeros_the_first_is_the_middle() {
    let shape = Shape::new(&[1, 1]);
    let network = Network::new(shape, Activation::Relu, Output::Identity, &[1.0, 0.0]);
    let model = Model::new(network, Scaler::new(&[], &[]));
    for x in [[0.0, -0.0], [-0.0, 0.0]] {
        let mut owned = Owned::new(&model);
        let int8 = owned.quantize(&model, &x).unwrap();
        assert_eq!(int8.parts().offset[0].to_bits(), x[0].to_bits());
    }
}

#[test]
fn rows_that_cannot_calibrate_are_refused() {
    let shape = Shape::new(&[2, 2, 1]);
    let weights = [0.5; 9];
    let network = Network::new(shape, Activation::Tanh, Output::Logistic, &weights);
    let model = Model::new(network, Scaler::new(&[0.0, 0.0], &[1.0, 1e-30]));
    let mut owned = Owned::new(&model);
    let mut error = |x: &[f32]| owned.quantize(&model, x).err();
    assert_eq!(error(&[]), Some(Error::TooFewRows { needed: 1, got: 0 }));
    let not_finite = |row, column| Some(Error::NotFinite { row, column });
    assert_eq!(error(&[1.0, 0.0, 1.0, f32::NAN]), not_finite(1, 1));
    assert_eq!(error(&[1.0, 0.0, f32::INFINITY, 0.0]), not_finite(1, 0));
    // finite as it is, but not once scaled
    assert_eq!(error(&[1.0, 0.0, 1.0, 1e20]), not_finite(1, 1));
    assert_eq!(error(&[1.0, 0.0, 2.0, 1e-30]), None);
    let mut short = Owned::new(&model);
    short.scratch.pop();
    let needed = scratch(&shape);
    let too_small = Error::TooSmall {
        needed,
        got: needed - 1,
    };
    assert_eq!(short.quantize(&model, &[1.0, 0.0]).err(), Some(too_small));
    let mut short = Owned::new(&model);
    short.tables.pop();
    let wrong = Error::Mismatch { expected: 1, got: 0 };
    assert_eq!(short.quantize(&model, &[1.0, 0.0]).err(), Some(wrong));
}

#[test]
fn extreme_weights_are_an_error_or_close() {
    let x = [0.3, 7.0, -1.0, -0.9, 0.1, 0.4];
    for size in [1e-30, 1e-20, 1e-8, 1.0, 1e5, 1e12, 1e17] {
        for activation in Activation::ALL {
            for output in [Output::Identity, Output::Softmax] {
                let mut weights = [0.9, -0.4, 0.7, 0.2, 1.0, -0.6, 0.8, -0.3, 0.5, 0.1, -0.2, 0.6];
                weights.iter_mut().for_each(|w| *w *= size);
                let network = Network::new(Shape::new(&[2, 2, 2]), activation, output, &weights);
                let model = Model::new(network, Scaler::new(&[], &[]));
                let pairs = both(&model, &x);
                let (error, _) = error_and_spread(&pairs);
                let largest = pairs.iter().fold(0.0f32, |m, p| m.max(p.1.abs()));
                // a softmax of huge logits is one class, and that of two close ones chance
                let huge = output == Output::Softmax && size > 1.0;
                assert!(
                    huge || error <= 0.03 * f64::from(largest),
                    "{size} {activation:?} {output:?} {pairs:?}"
                );
            }
        }
    }
}

/// Weights of zero, units that are never active, a bias that dwarfs its weights.
#[test]
fn dead_units_and_large_biases_fit() {
    let x = [0.3, 7.0, -1.0, -0.9, 0.1, 0.4];
    for (w, b) in [(0.0, 0.0), (0.0, 1.0), (1e-9, 1e3), (1.0, -1e4), (1e-3, 1e6)] {
        let weights = [w, 0.0, w, 0.0, b, 0.0, 1.0, 1.0, 0.5];
        for activation in Activation::ALL {
            let network = Network::new(Shape::new(&[2, 2, 1]), activation, Output::Identity, &weights);
            let model = Model::new(network, Scaler::new(&[], &[]));
            for (got, expected) in both(&model, &x) {
                let bound = 0.02 * (1.0 + expected.abs());
                assert!(
                    (got - expected).abs() < bound,
                    "{w} {b} {activation:?} {got} {expected}"
                );
            }
        }
    }
}

#[test]
fn the_steps_of_clipped_features_end_where_the_clip_does() {
    let network = Network::new(
        Shape::new(&[2, 1]),
        Activation::Relu,
        Output::Identity,
        &[1.5, -0.75, 0.25],
    );
    let (offset, scale) = ([-3.0, 100.0], [7.5, 0.125]);
    let model = Model::new(network, Scaler::new(&offset, &scale).clipped());
    // of a part of the range that the scaler has
    let rows = [-1.0, 100.03, 2.0, 100.06];
    let mut owned = Owned::new(&model);
    let int8 = owned.quantize(&model, &rows).unwrap();
    let mut words = std::vec![0; Int8Model::scratch(network.shape())];
    let mut answer = |row: [f32; 2]| {
        let mut out = [0.0];
        int8.predict(&row, &mut words, &mut out).unwrap();
        out[0]
    };
    for [t, p] in [
        [-1e9f32, 1e6f32],
        [40.0, 99.9],
        [-3.1, 100.2],
        [4.51, 100.1],
        [0.0, -7.0],
    ] {
        let held = [t.clamp(-3.0, 4.5), p.clamp(100.0, 100.125)];
        assert_eq!(answer([t, p]).to_bits(), answer(held).to_bits(), "{t} {p}");
        let (mut exact, mut scratch_) = ([0.0], [0.0; 4]);
        model.predict(&[t, p], &mut scratch_, &mut exact).unwrap();
        // half a step of either input, and of the weights
        assert!(
            (answer([t, p]) - exact[0]).abs() < 0.02,
            "{t} {p}: {} {}",
            answer([t, p]),
            exact[0]
        );
    }
}

use super::*;
use crate::activation::Activation;
use crate::int8::{Int8Model, Parts};
use crate::loss::Output;
use crate::model::Model;
use crate::network::Network;
use crate::random::{Random, Seeded, Xoshiro};
use crate::scaler::Scaler;
use crate::search::fit::score;
use crate::shape::Shape;

const VALUES: [f32; 8] = [3.0, -1.0, 0.5, 9.0, -7.0, 2.0, 4.0, 100.0];

fn two_outputs() -> Dataset<'static> {
    let target = Target::Values {
        values: &VALUES,
        outputs: 2,
    };
    Dataset::try_new(&[0.0, 1.0, 2.0, 3.0], 1, target).unwrap()
}

fn fit(clip: ClipOutput, rows: core::ops::Range<u32>) -> Result<([f32; 2], [f32; 2]), Error> {
    let (mut low, mut high) = ([f32::NAN; 2], [f32::NAN; 2]);
    clip.fit(&two_outputs(), rows, &mut low, &mut high)?;
    Ok((low, high))
}

#[test]
fn each_output_has_the_range_of_its_rows_that_train() {
    assert_eq!(fit(ClipOutput::Train, 0..3), Ok(([-7.0, -1.0], [3.0, 9.0])));
    assert_eq!(fit(ClipOutput::Train, 1..2), Ok(([0.5, 9.0], [0.5, 9.0])));
    let given = ClipOutput::Range { low: -0.5, high: 0.5 };
    assert_eq!(fit(given, 0..0), Ok(([-0.5; 2], [0.5; 2])));
    assert!(fit(ClipOutput::None, 0..3).unwrap().0[0].is_nan());
    let few = |got| Err(Error::TooFewRows { needed: got + 1, got });
    assert_eq!(fit(ClipOutput::Train, 0..0), few(0));
    assert_eq!(fit(ClipOutput::Train, 0..5), few(4));
    let short = ClipOutput::Train.fit(&two_outputs(), 0..4, &mut [0.0], &mut [0.0; 2]);
    assert_eq!(short, Err(Error::Mismatch { expected: 2, got: 1 }));
    let classes = Dataset::labelled(&[0.0, 1.0], 1, &[0, 1], 2);
    let refused = ClipOutput::Train.fit(&classes, 0..2, &mut [0.0], &mut [0.0]);
    assert_eq!(refused, Err(Error::Unsuited("clip_output")));
}

/// Both are as far, and the bits are of a model's file: those of the first row.
#[test]
fn of_two_zeros_the_first_is_the_end() {
    for values in [[0.0, -0.0], [-0.0, 0.0]] {
        let target = Target::Values {
            values: &values,
            outputs: 1,
        };
        let data = Dataset::try_new(&[0.0, 1.0], 1, target).unwrap();
        for rows in [[0, 1], [1, 0]] {
            let (mut low, mut high) = ([f32::NAN], [f32::NAN]);
            let fitted = ClipOutput::Train.fit(&data, rows.into_iter(), &mut low, &mut high);
            fitted.unwrap();
            let first = values[rows[0] as usize].to_bits();
            assert_eq!((low[0].to_bits(), high[0].to_bits()), (first, first));
        }
    }
}

#[test]
fn answers_end_where_the_range_does_and_nan_stays() {
    let bounds = Bounds::new(&[-1.0, 0.0], &[1.0, f32::MAX]);
    let mut answers = [
        -2.0,
        f32::INFINITY,
        0.25,
        -0.0,
        7.0,
        f32::NAN,
        f32::NEG_INFINITY,
        -1e-30,
    ];
    bounds.hold(&mut answers);
    assert_eq!(answers[..5], [-1.0, f32::MAX, 0.25, 0.0, 1.0]);
    assert!(answers[5].is_nan());
    assert_eq!(answers[6..], [-1.0, 0.0]);
    let mut as_they_are = [f32::MAX, -3.0, 0.1];
    Bounds::NONE.hold(&mut as_they_are);
    assert_eq!(as_they_are, [f32::MAX, -3.0, 0.1]);
    // twice is once
    let mut random = Xoshiro::from_seed_number(3);
    for _ in 0..500 {
        let raw: [f32; 6] = core::array::from_fn(|_| random.uniform(-3.0, 3.0) as f32);
        let mut once = raw;
        bounds.hold(&mut once);
        let mut again = once;
        bounds.hold(&mut again);
        assert_eq!(once, again);
        for (i, (raw, held)) in raw.into_iter().zip(once).enumerate() {
            assert_eq!(held, raw.clamp(bounds.low()[i % 2], bounds.high()[i % 2]));
        }
    }
}

#[test]
fn bounds_that_are_none_are_refused() {
    let error = |low: &[f32], high: &[f32]| Bounds::try_new(low, high).err();
    let wrong = |column| Some(Error::NotFinite { row: 0, column });
    assert_eq!(error(&[0.0], &[]), Some(Error::Mismatch { expected: 1, got: 0 }));
    assert_eq!(error(&[0.0, 1.0], &[0.0, 0.5]), Some(Error::Bounds { output: 1 }));
    assert_eq!(error(&[0.0, -0.0], &[-0.0, 0.0]), None);
    assert_eq!(error(&[f32::NAN], &[0.0]), wrong(0));
    assert_eq!(error(&[0.0], &[f32::INFINITY]), wrong(0));

    let one = Bounds::new(&[0.0], &[1.0]);
    let refused = two_outputs().with_bounds(one).err();
    assert_eq!(refused, Some(Error::Mismatch { expected: 2, got: 1 }));
    let classes = Dataset::labelled(&[0.0, 1.0], 1, &[0, 1], 2);
    assert_eq!(
        classes.with_bounds(one).err(),
        Some(Error::Unsuited("clip_output"))
    );
    assert!(classes.with_bounds(Bounds::NONE).is_ok());
    let network = |output| Network::new(Shape::new(&[1, 1]), Activation::Relu, output, &[1.0, 0.0]);
    let refused = network(Output::Logistic).try_bounded(one).err();
    assert_eq!(refused, Some(Error::Unsuited("clip_output")));
    let two = Bounds::new(&[0.0; 2], &[1.0; 2]);
    let refused = network(Output::Exp).try_bounded(two).err();
    assert_eq!(refused, Some(Error::Mismatch { expected: 1, got: 2 }));
}

#[test]
fn networks_models_and_scores_are_of_what_is_held() {
    const WEIGHTS: [f32; 4] = [10.0, -2.0, 0.5, 1.0];
    let bounds = Bounds::new(&[0.0, -3.0], &[20.0, 0.25]);
    let free = Network::new(Shape::new(&[1, 2]), Activation::Relu, Output::Identity, &WEIGHTS);
    let network = free.bounded(bounds);
    let (mut raw, mut held) = ([0.0; 8], [0.0; 8]);
    let x = [0.0, 1.0, 2.0, 3.0];
    free.predict(&x, &mut [], &mut raw).unwrap();
    network.predict(&x, &mut [], &mut held).unwrap();
    assert_eq!(raw, [0.5, 1.0, 10.5, -1.0, 20.5, -3.0, 30.5, -5.0]);
    assert_eq!(held, [0.5, 0.25, 10.5, -1.0, 20.0, -3.0, 20.0, -3.0]);
    let model = Model::new(network, Scaler::new(&[], &[]));
    for (x, held) in x.iter().zip(held.chunks_exact(2)) {
        let mut answer = [0.0; 2];
        model.predict(&[*x], &mut [0.0; 4], &mut answer).unwrap();
        assert_eq!(answer, held);
    }
    // what is scored is held, whichever has the bounds
    let data = two_outputs();
    let of = |network: &Network<'_>, data: &Dataset<'_>| {
        let scoring = crate::score::Scoring::NegMeanSquaredError;
        score(
            network,
            data,
            &[0, 1, 2, 3],
            scoring,
            &mut [0.0; 64],
            &mut [0; 64],
        )
        .unwrap()
    };
    let expected: f64 = held
        .iter()
        .zip(VALUES)
        .map(|(&a, y)| f64::from(a - y) * f64::from(a - y))
        .sum();
    let got = of(&free, &data.with_bounds(bounds).unwrap());
    assert!((got + expected / 8.0).abs() < 1e-4, "{got} {expected}");
    assert_eq!(got, of(&network, &data));
    assert_ne!(got, of(&free, &data));
}

#[test]
fn int8_answers_are_held_too() {
    const BIASES: [i32; 4] = [1 << 20, -(1 << 20), 0, 0];
    let parts = Parts {
        shape: Shape::new(&[1, 2]),
        output: Output::Identity,
        offset: &[0.0],
        factor: &[1.0],
        weights: &[0; 4],
        biases: &BIASES,
        multipliers: &[(1 << 30) | 1; 4],
        zeros: &[],
        tables: &[],
        logit_bits: 0,
    };
    let free = Int8Model::new(parts);
    let answer = |model: &Int8Model<'_>| {
        let (mut words, mut out) = ([0; 16], [0.0; 2]);
        model.predict(&[0.0], &mut words, &mut out).unwrap();
        out
    };
    let [a, b] = answer(&free);
    assert!(a > 1000.0 && b < -1000.0, "{a} {b}");
    let low = [0.0, b];
    let held = free.bounded(Bounds::new(&low, &[5.5, 0.0]));
    assert_eq!(answer(&held), [5.5, b]);
    let one = Bounds::new(&[0.0], &[1.0]);
    assert_eq!(
        free.try_bounded(one).err(),
        Some(Error::Mismatch { expected: 2, got: 1 })
    );
}

//! Against the definition: unpacked weights, 64-bit sums, requantisation with whole numbers that
//! hold any product.
extern crate std;
use std::vec::Vec;

use proptest::prelude::*;

use super::exp::{ONE, exp_of_minus};
use super::*;
use crate::kernels::int8::{quantize, requantize};
use crate::loss::class_of;
use crate::random::{Random, Seeded, Xoshiro};

/// A network as one would write it down: `weights[layer][output][input]`.
struct Plain {
    widths: Vec<u16>,
    offset: Vec<f32>,
    factor: Vec<f32>,
    weights: Vec<Vec<Vec<i8>>>,
    biases: Vec<Vec<i32>>,
    multipliers: Vec<Vec<i32>>,
    zeros: Vec<i8>,
    tables: Vec<[i8; 256]>,
}

impl Plain {
    fn random(widths: &[u16], tables: bool, seed: u32) -> Self {
        let mut random = Xoshiro::from_seed_number(seed);
        let mut within = |span: i64| random.bounded(2 * span as u32) as i64 - span;
        let layers: Vec<(usize, usize)> = widths.windows(2).map(|w| (w[0].into(), w[1].into())).collect();
        let inputs = usize::from(widths[0]);
        let extreme = seed.is_multiple_of(5);
        Self {
            widths: widths.to_vec(),
            offset: (0..inputs).map(|_| within(1000) as f32 / 128.0).collect(),
            factor: (0..inputs).map(|_| within(1000) as f32 / 16.0).collect(),
            weights: layers
                .iter()
                .map(|&(fan_in, fan_out)| {
                    let weight = |w: i64| if extreme { 127 * w.signum() } else { w };
                    (0..fan_out)
                        .map(|_| (0..fan_in).map(|_| weight(within(127)) as i8).collect())
                        .collect()
                })
                .collect(),
            biases: layers
                .iter()
                .map(|l| (0..l.1).map(|_| within(1 << 14) as i32).collect())
                .collect(),
            multipliers: layers
                .iter()
                .map(|l| {
                    (0..l.1)
                        .map(|_| {
                            ((1 << 30) + within((1 << 30) - 256) as i32 / 2) & !255 | (5 + within(4) as i32)
                        })
                        .collect()
                })
                .collect(),
            zeros: layers[1..]
                .iter()
                .map(|_| within(128).clamp(-128, 127) as i8)
                .collect(),
            tables: layers[1..]
                .iter()
                .filter(|_| tables)
                .map(|_| core::array::from_fn(|_| within(127) as i8))
                .collect(),
        }
    }

    /// The logits of quantised inputs, layer by layer, from the formulas alone.
    fn logits(&self, input: &[i8]) -> Vec<i64> {
        let mut values: Vec<i64> = input.iter().map(|&q| q.into()).collect();
        for (i, rows) in self.weights.iter().enumerate() {
            values = rows
                .iter()
                .enumerate()
                .map(|(o, row)| {
                    let products = row.iter().zip(&values).map(|(&w, x)| i64::from(w) * x);
                    let sum = products.sum::<i64>() + i64::from(self.biases[i][o]);
                    let q = requantized(sum, self.multipliers[i][o]);
                    let Some(&zero) = self.zeros.get(i) else {
                        return q;
                    };
                    let q = (q + i64::from(zero)).clamp(-128, 127);
                    match self.tables.get(i) {
                        Some(table) => table[(q + 128) as usize].into(),
                        None => q,
                    }
                })
                .collect();
        }
        values
    }

    fn packed<T>(&self, output: Output, logit_bits: i8, run: impl FnOnce(Int8Model<'_>) -> T) -> T {
        let (mut weights, mut biases, mut multipliers) = (Vec::new(), Vec::new(), Vec::new());
        for (i, rows) in self.weights.iter().enumerate() {
            let (fan_in, fan_out) = (rows[0].len(), rows.len());
            let from = weights.len();
            weights.resize(from + words(fan_in, fan_out), 0u32);
            for (o, row) in rows.iter().enumerate() {
                for (k, &w) in row.iter().enumerate() {
                    let (word, byte) = word_of(fan_in, k, o);
                    // as a sum of signed numbers: what a negative byte borrows comes from the next
                    let (half, place) = (byte / 2, 8 * (byte % 2));
                    let word = &mut weights[from + word];
                    let mut halves = [*word as u16, (*word >> 16) as u16];
                    halves[half] = halves[half].wrapping_add((i16::from(w) << place) as u16);
                    *word = u32::from(halves[0]) | u32::from(halves[1]) << 16;
                }
            }
            biases.extend(&self.biases[i]);
            biases.resize(biases.len().next_multiple_of(4), 0);
            multipliers.extend(&self.multipliers[i]);
            multipliers.resize(multipliers.len().next_multiple_of(4), 1);
        }
        run(Int8Model::new(Parts {
            shape: Shape::new(&self.widths),
            output,
            offset: &self.offset,
            factor: &self.factor,
            weights: &weights,
            biases: &biases,
            multipliers: &multipliers,
            zeros: &self.zeros,
            tables: &self.tables,
            logit_bits,
        }))
    }
}

/// `round(sum * multiplier / 2^(32 + shift))`, halves up, by division of whole numbers.
fn requantized(sum: i64, multiplier: i32) -> i64 {
    let (product, unit) = (
        i128::from(sum) * i128::from(multiplier),
        1i128 << (32 + (multiplier & 0xff)),
    );
    (2 * product + unit).div_euclid(2 * unit) as i64
}

/// Unpacks a weight from its word: the lower byte as it is, the upper one from the whole half.
fn unpacked(words: &[u32], (word, byte): (usize, usize)) -> i32 {
    let half = (words[word] >> (16 * (byte / 2))) as i16;
    let low = half as i8;
    if byte % 2 == 0 {
        low.into()
    } else {
        (i32::from(half) - i32::from(low)) / 256
    }
}

#[test]
fn every_weight_has_a_place_of_its_own() {
    for fan_in in 1..=13 {
        for fan_out in 1..=13 {
            let mut taken = std::vec![[false; 4]; words(fan_in, fan_out)];
            for input in 0..fan_in {
                for output in 0..fan_out {
                    let (word, byte) = word_of(fan_in, input, output);
                    assert!(!core::mem::replace(&mut taken[word][byte], true));
                }
            }
        }
    }
    // the documented order
    let place = |input, output| word_of(7, input, output);
    assert_eq!([place(0, 0), place(0, 1), place(1, 0)], [(0, 0), (0, 1), (0, 2)]);
    assert_eq!([place(1, 3), place(2, 0), place(3, 3)], [(1, 3), (2, 0), (3, 3)]);
    assert_eq!([place(4, 0), place(0, 4), place(6, 5)], [(4, 0), (8, 0), (14, 1)]);
}

#[test]
fn packed_weights_unpack_to_themselves() {
    let plain = Plain::random(&[7, 5], false, 3);
    plain.packed(Output::Identity, 0, |model| {
        for (o, row) in plain.weights[0].iter().enumerate() {
            for (k, &w) in row.iter().enumerate() {
                assert_eq!(unpacked(model.parts().weights, word_of(7, k, o)), w.into());
            }
        }
    });
}

proptest! {
    #[test]
    fn logits_are_those_of_the_definition(
        widths in prop::collection::vec(1u16..=40, 2..=4),
        tables: bool,
        seed: u32,
    ) {
        check(&widths, tables, seed);
    }

    #[test]
    fn requantisation_is_a_rounded_division(sum: i32, high in 0i32..1 << 23, shift in 1..=31) {
        let multiplier = high << 8 | shift;
        let plain = Plain {
            widths: std::vec![1, 1],
            offset: std::vec![0.0],
            factor: std::vec![0.0],
            weights: std::vec![std::vec![std::vec![0]]],
            biases: std::vec![std::vec![sum / 2]],
            multipliers: std::vec![std::vec![multiplier]],
            zeros: Vec::new(),
            tables: Vec::new(),
        };
        check_logits(&plain, &[0]);
    }

    #[test]
    fn inputs_round_to_nearest_even_and_saturate(x in -1e6f32..1e6, offset in -1e3f32..1e3, factor in -1e2f32..1e2) {
        let exact = f64::from((x - offset) * factor);
        let expected = exact.round_ties_even().clamp(-128.0, 127.0) as i8;
        prop_assert_eq!(quantize(x, offset, factor), Some(expected));
    }
}

fn check(widths: &[u16], tables: bool, seed: u32) {
    let mut random = Xoshiro::from_seed_number(seed);
    let plain = Plain::random(widths, tables, seed);
    let input: Vec<i8> = (0..widths[0]).map(|_| random.bounded(255) as u8 as i8).collect();
    check_logits(&plain, &input);
}

fn check_logits(plain: &Plain, input: &[i8]) {
    plain.packed(Output::Identity, 0, |model| {
        // what was in the scratch before makes no difference
        let mut scratch = std::vec![-0x1357_9bdf; Int8Model::scratch(&model.parts().shape)];
        let logits = model.logits_of_quantized(input, &mut scratch).unwrap();
        let logits: Vec<i64> = logits.iter().map(|&z| z.into()).collect();
        assert_eq!(logits, plain.logits(input));
    });
}

#[test]
fn layers_wider_than_a_block_add_up() {
    // the largest sums there are: every product has one sign, and thousands of them
    for inputs in [511, 512, 513, 1024, 4099] {
        for fill in [127i8, -127] {
            let mut plain = Plain::random(&[inputs, 6, 3], false, 7);
            plain.weights[0].iter_mut().flatten().for_each(|w| *w = fill);
            check_logits(&plain, &std::vec![-128; usize::from(inputs)]);
            check(&[inputs, 7, 2], true, u32::from(inputs));
        }
    }
}

#[test]
fn the_widest_layer_does_not_overflow() {
    let mut plain = Plain::random(&[u16::MAX, 2], false, 1);
    plain.weights[0][0].fill(-127);
    plain.weights[0][1].fill(127);
    plain.biases[0] = std::vec![MAX_BIAS, -MAX_BIAS];
    check_logits(&plain, &std::vec![-128; usize::from(u16::MAX)]);
}

/// TensorFlow Lite's `MultiplyByQuantizedMultiplier` with `TFLITE_SINGLE_ROUNDING`, as published:
/// `total_shift = 31 - shift`, `(x * multiplier + (1 << (total_shift - 1))) >> total_shift`; its
/// exponent is one less than minus ours.
#[test]
fn the_formula_is_tensorflow_lites() {
    let published = |x: i32, multiplier: i32, shift: i32| -> i32 {
        let total_shift = 31 - shift;
        let round = 1i64 << (total_shift - 1);
        ((i64::from(x) * i64::from(multiplier) + round) >> total_shift) as i32
    };
    let mut random = Xoshiro::from_seed_number(5);
    for _ in 0..100_000 {
        let shift = 1 + random.bounded(30) as i32;
        let multiplier = (random.bounded((1 << 23) - 1) << 8) as i32 | shift;
        let x = random.bounded(u32::MAX) as i32 >> random.bounded(31);
        let got = requantize(x, multiplier);
        assert_eq!(got, published(x, multiplier, -1 - shift));
        assert_eq!(i64::from(got), requantized(x.into(), multiplier));
    }
    // 2^30 + 6 and a shift of 6: x / 256, a hair more, halves up
    for (x, q) in [
        (127, 0),
        (128, 1),
        (383, 1),
        (384, 2),
        (-127, 0),
        (-129, -1),
        (-385, -2),
    ] {
        assert_eq!(requantize(x, 1 << 30 | 6), q, "{x}");
    }
}

#[test]
fn exponentials_are_within_what_is_stated_and_never_rise() {
    for bits in -126..=MAX_LOGIT_BITS {
        let (mut before, step) = (u32::MAX, 2f64.powi(-i32::from(bits)));
        let many = if bits < -7 { 100 } else { 300_000 };
        for i in 0..many {
            let distance = if bits > 13 { i * 97 } else { i };
            let e = exp_of_minus(distance, bits);
            let exact = (-f64::from(distance) * step).exp() * f64::from(ONE);
            assert!(
                (f64::from(e) - exact).abs() <= exact * 2e-7 + 1.0,
                "{bits} {distance} {e} {exact}"
            );
            assert!(e <= before);
            before = e;
        }
        assert_eq!((exp_of_minus(0, bits), exp_of_minus(1 << 30, bits)), (ONE, 0));
    }
}

#[test]
fn probabilities_are_those_of_the_logits() {
    let mut random = Xoshiro::from_seed_number(9);
    let plain = Plain::random(&[4, 10], false, 2);
    let binary = Plain::random(&[4, 1], false, 2);
    for bits in [0, 5, 10, MAX_LOGIT_BITS] {
        let unit = 2f64.powi(-i32::from(bits));
        for _ in 0..2000 {
            let span = (60.0 / unit).min(4e7) as u32;
            let logits: Vec<i32> = (0..10)
                .map(|_| random.bounded(span) as i32 - span as i32 / 2)
                .collect();
            let exps: Vec<f64> = logits.iter().map(|&z| (f64::from(z) * unit).exp()).collect();
            let sum: f64 = exps.iter().sum();
            let mut out = [0.0; 10];
            plain.packed(Output::Softmax, bits, |model| model.answer(&logits, &mut out));
            for (p, e) in out.iter().zip(&exps) {
                assert!((f64::from(*p) - e / sum).abs() < 1e-6);
            }
            let mut out = [0.0];
            binary.packed(Output::Logistic, bits, |model| {
                model.answer(&logits[..1], &mut out)
            });
            assert!((f64::from(out[0]) - exps[0] / (1.0 + exps[0])).abs() < 1e-6);
            // of several labels each has the bits that it has alone
            let mut all = [0.0; 10];
            plain.packed(Output::Logistic, bits, |model| model.answer(&logits, &mut all));
            for (p, logit) in all.iter().zip(logits.chunks(1)) {
                binary.packed(Output::Logistic, bits, |model| model.answer(logit, &mut out));
                assert_eq!(p.to_bits(), out[0].to_bits());
            }
        }
    }
}

/// The class from integers is the class that the probabilities name, however close they are.
#[test]
fn the_class_is_that_of_the_probabilities() {
    let plain = Plain::random(&[4, 3], false, 2);
    let binary = Plain::random(&[4, 1], false, 2);
    for bits in [0, MAX_LOGIT_BITS - 1, MAX_LOGIT_BITS] {
        for a in -3..=3 {
            for b in -3..=3 {
                let (logits, mut out) = ([a, b, 0], [0.0; 3]);
                plain.packed(Output::Softmax, bits, |model| model.answer(&logits, &mut out));
                assert_eq!(
                    class_of_logits(Output::Softmax, &logits),
                    Ok(class_of(&out)),
                    "{logits:?}"
                );
            }
            let mut out = [0.0];
            binary.packed(Output::Logistic, bits, |model| model.answer(&[a], &mut out));
            assert_eq!(class_of_logits(Output::Logistic, &[a]), Ok(class_of(&out)));
        }
    }
    assert_eq!(class_of_logits(Output::Identity, &[1]), Err(Error::Undefined));
    assert_eq!(class_of_logits(Output::Logistic, &[1, 1]), Err(Error::Undefined));
}

#[test]
fn raw_features_go_through_the_input_step() {
    let plain = Plain::random(&[7, 5, 3], true, 11);
    let raw: Vec<f32> = (0..7).map(|i| i as f32 * 0.37 - 1.0).collect();
    plain.packed(Output::Softmax, 6, |model| {
        let size = Int8Model::scratch(&model.parts().shape);
        let (mut one, mut other, mut q) = (std::vec![0; size], std::vec![0; size], [0; 7]);
        model.quantize_input(&raw, &mut q).unwrap();
        let expected = model.logits_of_quantized(&q, &mut one).unwrap();
        assert_eq!(model.logits(&raw, &mut other).unwrap(), expected);
        let (mut out, mut again) = ([0.0; 3], [0.0; 3]);
        model.answer(expected, &mut again);
        let class = class_of_logits(Output::Softmax, expected);
        model.predict(&raw, &mut other, &mut out).unwrap();
        assert_eq!((out, model.class(&raw, &mut other)), (again, class));
    });
}

#[test]
fn values_are_the_integers_times_their_unit() {
    let plain = Plain::random(&[4, 2], false, 2);
    for bits in [-126, -3, 0, 7, 126] {
        let mut out = [0.0; 2];
        plain.packed(Output::Identity, bits, |model| model.answer(&[-3, 5], &mut out));
        let unit = 2f64.powi(-i32::from(bits));
        assert_eq!(out, [(-3.0 * unit) as f32, (5.0 * unit) as f32]);
    }
}

#[test]
fn bad_input_is_an_error() {
    let plain = Plain::random(&[3, 4, 2], false, 2);
    plain.packed(Output::Identity, 0, |model| {
        let size = Int8Model::scratch(&model.parts().shape);
        let (mut scratch, mut out) = (std::vec![0; size], [0.0; 2]);
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for column in 0..3 {
                let mut raw = [1.0; 3];
                raw[column] = bad;
                let error = Err(Error::NotFinite { row: 0, column });
                assert_eq!(model.predict(&raw, &mut scratch, &mut out), error);
                assert_eq!(model.quantize_input(&raw, &mut [0; 3]), error);
            }
        }
        let length = |expected, got| Err(Error::Mismatch { expected, got });
        assert_eq!(model.predict(&[1.0; 2], &mut scratch, &mut out), length(3, 2));
        assert_eq!(
            model.predict(&[1.0; 3], &mut scratch, &mut [0.0; 3]),
            length(2, 3)
        );
        assert_eq!(
            model.logits_of_quantized(&[1; 4], &mut scratch).unwrap_err(),
            length(3, 4).unwrap_err()
        );
        assert_eq!(model.quantize_input(&[1.0; 3], &mut [0; 2]), length(3, 2));
        let needed = size;
        for got in 0..size {
            let short = model.predict(&[1.0; 3], &mut scratch[..got], &mut out);
            assert_eq!(short, Err(Error::TooSmall { needed, got }));
        }
    });
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let plain = Plain::random(&[3, 3, 2], true, 2);
    plain.packed(Output::Softmax, 0, |model| {
        let good = *model.parts();
        let refused = |change: &dyn Fn(&mut Parts<'_>), error| {
            let mut parts = good;
            change(&mut parts);
            assert_eq!(Int8Model::try_new(parts).err(), Some(error));
        };
        let length = |expected, got| Error::Mismatch { expected, got };
        refused(&|p| p.offset = &[0.0; 2], length(3, 2));
        refused(&|p| p.factor = &[0.0; 4], length(3, 4));
        refused(&|p| p.weights = &[0; 7], length(8, 7));
        refused(&|p| p.biases = &[0; 9], length(8, 9));
        refused(&|p| p.multipliers = &[1; 7], length(8, 7));
        refused(&|p| p.zeros = &[], length(1, 0));
        refused(&|p| p.tables = &[[0; 256]; 2], length(1, 2));
        refused(
            &|p| p.factor = &[0.0, 0.0, f32::NAN],
            Error::NotFinite { row: 0, column: 2 },
        );
        refused(
            &|p| p.offset = &[0.0, f32::INFINITY, 0.0],
            Error::NotFinite { row: 0, column: 1 },
        );
        let beyond = |layer, unit| Error::BeyondInt8 { layer, unit };
        refused(&|p| p.biases = &[0, 0, 0, 0, 0, MAX_BIAS + 1, 0, 0], beyond(1, 1));
        refused(&|p| p.biases = &[0, 0, i32::MIN, 0, 0, 0, 0, 0], beyond(0, 2));
        for bad in [0, 32, -1, 256, i32::MIN] {
            let multipliers = [1, bad, 1, 1, 1, 1, 1, 1];
            let mut parts = good;
            parts.multipliers = &multipliers;
            assert_eq!(Int8Model::try_new(parts).err(), Some(beyond(0, 1)));
        }
        refused(
            &|p| p.logit_bits = MAX_LOGIT_BITS + 1,
            Error::Parameter("logit_bits"),
        );
        refused(&|p| p.logit_bits = -127, Error::Parameter("logit_bits"));
    });
}

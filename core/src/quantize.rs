//! Post-training quantisation: makes an [`Int8Model`] of a trained network and rows to calibrate on.
//!
//! **Ranges.** A feature's range is that of the calibration rows, widened by half about its
//! middle; that of a layer's sums is their least and largest over all units and rows, widened by
//! a quarter for relu and identity, as it is for logistic and tanh, whose ends are flat. A table's
//! values take the range that the sums' ends map to.
//!
//! Compared on three folds each of iris, wine, breast_cancer, digits and diabetes, standard and
//! min-max scaling, relu, tanh and logistic, hidden layers of 16, 32, 64 and 32-16 units (702
//! fits), by the root mean square of what int8 changes in the logits of the test fold, relative
//! to their deviation (medians, standard scaling; the 95th percentile in parentheses):
//!
//! | features | sums | iris | wine | breast_cancer | digits | diabetes |
//! |---|---|---|---|---|---|---|
//! | least to largest | least to largest | 0.8 (2.4) % | 2.9 (4.9) % | 2.8 (8.6) % | 3.2 (14) % | 1.8 (61) % |
//! | one range for all features | the same | 0.7 (2.2) % | 1.2 (2.6) % | 1.2 (3.1) % | 3.7 (11) % | |
//! | 99 % of the values | the same | 1.1 (3.2) % | 3.9 (6.2) % | 4.3 (13) % | 7.6 (24) % | |
//! | widened to 1.5 | the same | 0.5 (1.6) % | 0.7 (1.4) % | 1.2 (7.1) % | 3.5 (12) % | 1.4 (56) % |
//! | widened to 2 | the same | 0.6 (1.6) % | 0.7 (1.3) % | 1.1 (5.4) % | 4.7 (12) % | 1.8 (56) % |
//! | widened to 1.5 | widened to 1.25 | 0.5 (0.8) % | 0.7 (0.9) % | 1.1 (7.1) % | 3.5 (12) % | 1.4 (54) % |
//! | widened to 1.5 | 99.9 % of the values | 0.5 (2.4) % | 0.7 (1.9) % | 1.9 (8.8) % | 3.2 (15) % | 1.7 (63) % |
//! | widened to 1.5 | least squared error | 0.5 (1.6) % | 0.6 (1.4) % | 1.0 (7.1) % | 3.0 (12) % | 1.3 (56) % |
//!
//! Small sets leave their test rows outside any range that clips, and 8 bits have steps to spare:
//! that is what widening buys and percentiles lose. Least squared error over a histogram of the
//! sums gains what it loses, for a second pass over the rows and its memory. Accuracy moves by a
//! row or two in either direction under every rule, zero in the median.
//!
//! **Biases** take up what rounding the weights does to the mean row (Nagel et al., "Data-free
//! quantization through weight equalization and bias correction", 2019). It matters where
//! outputs hardly vary: without it the 95th percentile on diabetes is 1219 % instead of 56 %.

use crate::error::Error;
use crate::int8::{Int8Model, MAX_BIAS, MAX_LOGIT_BITS, Parts, Sizes, channels, word_of, words};
use crate::loss::Output;
use crate::math::round_f64;
use crate::model::Model;
use crate::net::{Network, dense};
use crate::params::Activation;
use crate::scaler::Scaler;
use crate::shape::Shape;

/// What a quantised model is written into; each slice as long as [`Sizes`] says, `scratch` as
/// [`scratch`] does.
#[derive(Debug)]
pub struct Memory<'m> {
    /// Of [`Parts::offset`].
    pub offset: &'m mut [f32],
    /// Of [`Parts::factor`].
    pub factor: &'m mut [f32],
    /// Of [`Parts::weights`].
    pub weights: &'m mut [u32],
    /// Of [`Parts::biases`].
    pub biases: &'m mut [i32],
    /// Of [`Parts::multipliers`].
    pub multipliers: &'m mut [i32],
    /// Of [`Parts::zeros`].
    pub zeros: &'m mut [i8],
    /// Of [`Parts::tables`].
    pub tables: &'m mut [[i8; 256]],
}

/// How many f32 of scratch [`quantize`] takes.
pub const fn scratch(shape: &Shape) -> usize {
    3 * widest(shape)
}

const fn widest(shape: &Shape) -> usize {
    if shape.inputs() > shape.widest() {
        shape.inputs()
    } else {
        shape.widest()
    }
}

/// Quantises `model`; `rows` are raw features, row by row, of data it was trained on.
///
/// Errs with [`Error::NotFinite`] where a row, or a row once scaled, is not finite, with
/// [`Error::BeyondInt8`] where a layer's weights are too large for any scale.
pub fn quantize<'m, 'x>(
    model: &Model<'_>,
    rows: impl Iterator<Item = &'x [f32]> + Clone,
    memory: Memory<'m>,
    scratch_: &mut [f32],
) -> Result<Int8Model<'m>, Error> {
    let (network, shape) = (model.network(), model.network().shape());
    let sizes = Sizes::of(shape, network.activation());
    let Memory {
        offset,
        factor,
        weights,
        biases,
        multipliers,
        zeros,
        tables,
    } = memory;
    let lengths = [
        (sizes.features, offset.len()),
        (sizes.features, factor.len()),
        (sizes.words, weights.len()),
        (sizes.channels, biases.len()),
        (sizes.channels, multipliers.len()),
        (sizes.zeros, zeros.len()),
        (sizes.tables, tables.len()),
    ];
    if let Some(&(expected, got)) = lengths.iter().find(|(expected, got)| expected != got) {
        return Err(Error::Mismatch { expected, got });
    }
    if scratch_.len() < scratch(shape) {
        return Err(Error::TooSmall {
            needed: scratch(shape),
            got: scratch_.len(),
        });
    }
    let (means, scratch_) = scratch_.split_at_mut(widest(shape));

    input_step(rows.clone(), offset, factor)?;
    let (offset, factor): (&'m [f32], &'m [f32]) = (offset, factor);
    let (mut words_from, mut channels_from) = (0, 0);
    let mut input = Step::Features {
        offset,
        factor,
        scaler: *model.scaler(),
    };
    let mut logit_bits = 0;
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let means = &mut means[..layer.fan_in];
        let range = calibrate(model, rows.clone(), i, means, scratch_)?;
        let out = Out {
            words: &mut weights[words_from..][..words(layer.fan_in, layer.fan_out)],
            biases: &mut biases[channels_from..][..channels(layer.fan_out)],
            multipliers: &mut multipliers[channels_from..][..channels(layer.fan_out)],
        };
        let largest = largest_unit(network, i, &input, means)?;
        let beyond = Error::BeyondInt8 { layer: i, unit: 0 };
        if let Some(zero) = zeros.get_mut(i) {
            let before = Affine::of_sums(range, network.activation(), largest).ok_or(beyond)?;
            layer_into(network, i, &input, means, before.unit, out)?;
            *zero = before.zero as i8;
            let after = match tables.get_mut(i) {
                Some(table) => tabulate(network.activation(), before, range, table),
                None => before,
            };
            input = Step::Layer(after);
        } else {
            logit_bits = fractional_bits(largest, network.output()).ok_or(beyond)?;
            let unit = power_of_two(-i32::from(logit_bits));
            layer_into(network, i, &input, means, unit, out)?;
        }
        words_from += words(layer.fan_in, layer.fan_out);
        channels_from += channels(layer.fan_out);
    }
    Int8Model::try_new(Parts {
        shape: *shape,
        output: network.output(),
        offset,
        factor,
        weights,
        biases,
        multipliers,
        zeros,
        tables,
        logit_bits,
    })
}

/// The offsets and factors that take the middle of each feature's range to 0, and the ends of the
/// widened range to -127 and 127. A constant feature gets the factor 0: it counts as that constant.
fn input_step<'x>(
    rows: impl Iterator<Item = &'x [f32]>,
    offset: &mut [f32],
    factor: &mut [f32],
) -> Result<(), Error> {
    let (low, high) = (offset, factor);
    low.fill(f32::INFINITY);
    high.fill(f32::NEG_INFINITY);
    let mut empty = true;
    for (number, row) in rows.enumerate() {
        empty = false;
        if row.len() != low.len() {
            let (expected, got) = (low.len(), row.len());
            return Err(Error::Mismatch { expected, got });
        }
        for (column, &x) in row.iter().enumerate() {
            if !x.is_finite() {
                return Err(Error::NotFinite { row: number, column });
            }
            low[column] = low[column].min(x);
            high[column] = high[column].max(x);
        }
    }
    if empty {
        return Err(Error::TooFewRows { needed: 1, got: 0 });
    }
    for (low, high) in low.iter_mut().zip(high) {
        let (from, to) = (f64::from(*low), f64::from(*high));
        *low = (0.5 * (from + to)) as f32;
        *high = (2.0 * LARGEST / (WIDER_FEATURES * (to - from))) as f32;
        if !high.is_finite() {
            *high = 0.0;
        }
    }
    Ok(())
}

/// The largest quantised weight, and input that calibration calls for.
const LARGEST: f64 = 127.0;
/// What the range of a feature is multiplied by, about its middle.
const WIDER_FEATURES: f64 = 1.5;
/// What the range of a layer's sums is, about zero, where the function has no flat ends.
const WIDER_SUMS: f64 = 1.25;

/// `value = unit * (q - zero)`
#[derive(Clone, Copy)]
struct Affine {
    unit: f64,
    zero: f64,
}

impl Affine {
    /// For the sums of a layer: from -128 to 127 over `range` and 0, with a whole zero point, that
    /// of relu at -128. The unit is at least four of the largest unit of a sum, which the
    /// requantisation needs and which is far below what the sums' own errors are.
    fn of_sums((low, high): (f32, f32), activation: Activation, sum: f64) -> Option<Self> {
        let (low, wider) = match activation {
            Activation::Relu => (0.0, WIDER_SUMS),
            Activation::Identity => (low.min(0.0), WIDER_SUMS),
            Activation::Logistic | Activation::Tanh => (low.min(0.0), 1.0),
        };
        let (low, high) = (wider * f64::from(low), wider * f64::from(high.max(0.0)));
        let unit = ((high - low) / 255.0).max(4.01 * sum);
        let unit = if unit == 0.0 { 1.0 } else { unit };
        let zero = round_f64(-128.0 - low / unit).clamp(-128.0, 127.0);
        unit.is_finite().then_some(Self { unit, zero })
    }

    /// For what a table gives: from -128 to 127 over that range and no more.
    fn of_values((low, high): (f32, f32)) -> Self {
        let (low, high) = (f64::from(low), f64::from(high));
        let unit = if high > low { (high - low) / 255.0 } else { 1.0 };
        Self {
            unit,
            zero: -128.0 - low / unit,
        }
    }

    fn quantize(self, value: f64) -> i8 {
        round_f64(value / self.unit + self.zero) as i8
    }

    fn value(self, q: i8) -> f64 {
        self.unit * (f64::from(q) - self.zero)
    }
}

/// How the inputs of a layer are quantised: `value = centre + unit * q`.
#[derive(Clone, Copy)]
enum Step<'a> {
    /// Raw features, each in its own way.
    Features {
        offset: &'a [f32],
        factor: &'a [f32],
        scaler: Scaler<'a>,
    },
    /// All in one way.
    Layer(Affine),
}

impl Step<'_> {
    /// The centre and the unit of input `i`; the unit is 0 where the input is a constant.
    fn of(&self, i: usize) -> (f64, f64) {
        match self {
            Step::Layer(affine) => (affine.value(0), affine.unit),
            Step::Features {
                offset,
                factor,
                scaler,
            } => {
                let (from, by) = if scaler.features() == 0 {
                    (0.0, 1.0)
                } else {
                    (f64::from(scaler.offset()[i]), f64::from(scaler.scale()[i]))
                };
                let unit = if factor[i] == 0.0 {
                    0.0
                } else {
                    1.0 / (f64::from(factor[i]) * by)
                };
                ((f64::from(offset[i]) - from) / by, unit)
            }
        }
    }
}

/// The mean of each input of layer `i`, and the range of its sums, over all rows.
fn calibrate<'x>(
    model: &Model<'_>,
    rows: impl Iterator<Item = &'x [f32]>,
    i: usize,
    means: &mut [f32],
    scratch: &mut [f32],
) -> Result<(f32, f32), Error> {
    let (network, shape) = (model.network(), model.network().shape());
    let (mut from, mut to) = scratch.split_at_mut(scratch.len() / 2);
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    means.fill(0.0);
    for (number, row) in rows.enumerate() {
        let input = &mut from[..row.len()];
        if model.scaler().features() == 0 {
            input.copy_from_slice(row);
        } else {
            model.scaler().apply(row, input).map_err(|error| match error {
                Error::NotFinite { column, .. } => Error::NotFinite { row: number, column },
                other => other,
            })?;
        }
        for k in 0..=i {
            let layer = shape.layer(k);
            let (input, sums) = (&from[..layer.fan_in], &mut to[..layer.fan_out]);
            dense(layer, network.weights(), input, 1, sums)?;
            if k < i {
                network.activation().forward(sums);
                core::mem::swap(&mut from, &mut to);
                continue;
            }
            let share = 1.0 / (number as f32 + 1.0);
            for (mean, x) in means.iter_mut().zip(input) {
                *mean += (x - *mean) * share;
            }
            for (unit, &sum) in sums.iter().enumerate() {
                if !sum.is_finite() {
                    return Err(Error::BeyondInt8 { layer: i, unit });
                }
                low = low.min(sum);
                high = high.max(sum);
            }
        }
        if i % 2 == 1 {
            core::mem::swap(&mut from, &mut to);
        }
    }
    Ok((low, high))
}

/// A weight of layer `i`.
fn weight(network: &Network<'_>, i: usize, input: usize, output: usize) -> f64 {
    let layer = network.shape().layer(i);
    f64::from(network.weights()[layer.start + input * layer.fan_out + output])
}

/// What one step of a unit's sum is worth: one step of its largest weight, or more where its
/// bias would not fit.
fn unit_of(network: &Network<'_>, i: usize, input: &Step<'_>, means: &[f32], output: usize) -> f64 {
    let layer = network.shape().layer(i);
    let mut mean_sum = f64::from(network.weights()[layer.biases_start() + output]);
    let mut largest = 0.0f64;
    for (k, &mean) in means.iter().enumerate() {
        let w = weight(network, i, k, output);
        largest = largest.max((w * input.of(k).1).abs());
        mean_sum += w * f64::from(mean);
    }
    (largest / LARGEST).max(mean_sum.abs() * 2.0 / f64::from(MAX_BIAS))
}

fn largest_unit(network: &Network<'_>, i: usize, input: &Step<'_>, means: &[f32]) -> Result<f64, Error> {
    let mut largest = 0.0f64;
    for output in 0..network.shape().width(i + 1) {
        let unit = unit_of(network, i, input, means, output);
        if !unit.is_finite() {
            let (layer, unit) = (i, output);
            return Err(Error::BeyondInt8 { layer, unit });
        }
        largest = largest.max(unit);
    }
    Ok(largest)
}

struct Out<'a> {
    words: &'a mut [u32],
    biases: &'a mut [i32],
    multipliers: &'a mut [i32],
}

/// Quantises the weights and biases of layer `i`, whose sums are to come out in steps of `to`.
///
/// The bias with what rounding the weights does to the mean row:
/// `bias = (b + sum(w * mean)) / unit - sum(q(w) * q(mean))`.
fn layer_into(
    network: &Network<'_>,
    i: usize,
    input: &Step<'_>,
    means: &[f32],
    to: f64,
    out: Out<'_>,
) -> Result<(), Error> {
    let layer = network.shape().layer(i);
    out.words.fill(0);
    out.biases.fill(0);
    // a padded output is never read, but its multiplier has to be one
    out.multipliers.fill(multiplier(0.125).unwrap_or(0));
    for output in 0..layer.fan_out {
        let beyond = Error::BeyondInt8 {
            layer: i,
            unit: output,
        };
        // weights that even together do not move the output are all zero
        let unit = unit_of(network, i, input, means, output).max(to * power_of_two(-30));
        let mut bias = f64::from(network.weights()[layer.biases_start() + output]) / unit;
        for (k, &mean) in means.iter().enumerate() {
            let (w, (centre, step)) = (weight(network, i, k, output), input.of(k));
            let (mean, q) = (f64::from(mean), round_f64(w * step / unit));
            bias += w * mean / unit;
            if step != 0.0 {
                bias -= q * (mean - centre) / step;
            }
            put(out.words, layer.fan_in, (k, output), q as i8);
        }
        let bias = round_f64(bias);
        if bias.is_nan() || bias.abs() > f64::from(MAX_BIAS) {
            return Err(beyond);
        }
        out.biases[output] = bias as i32;
        out.multipliers[output] = multiplier(unit / to).ok_or(beyond)?;
    }
    Ok(())
}

/// Adds a weight to the packed words, which hold zero for it.
fn put(words: &mut [u32], fan_in: usize, (input, output): (usize, usize), q: i8) {
    let (word, byte) = word_of(fan_in, input, output);
    let shift = 16 * (byte / 2);
    let half = (words[word] >> shift) as u16;
    let half = half.wrapping_add((i16::from(q) << (8 * (byte % 2))) as u16);
    words[word] = words[word] & !(0xffff << shift) | u32::from(half) << shift;
}

/// The multiplier of [`crate::int8`] with its shift in the low byte, for `0 < scale < 1/4`.
fn multiplier(scale: f64) -> Option<i32> {
    let shift = (1..=31).find(|shift| scale * power_of_two(32 + shift) >= power_of_two(30))?;
    let whole = round_f64((scale * power_of_two(32 + shift) - f64::from(shift)) / 256.0) as i32;
    (whole < 1 << 23).then_some(whole * 256 + shift)
}

/// The most fractional bits with which a step of the largest sum stays below a quarter.
fn fractional_bits(largest: f64, output: Output) -> Option<i8> {
    let most = match output {
        Output::Identity => 126,
        Output::Softmax | Output::Logistic => i32::from(MAX_LOGIT_BITS),
    };
    let fits = |bits: &i32| largest * power_of_two(*bits) < 0.25 * 0.999;
    (-126..=most).rev().find(fits).map(|bits| bits as i8)
}

/// `2^n` for `-1022..=1023`.
fn power_of_two(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// Fills the table of a logistic or tanh layer, whose sums are quantised as `before`, and gives
/// how the activations are.
fn tabulate(
    activation: Activation,
    before: Affine,
    (low, high): (f32, f32),
    table: &mut [i8; 256],
) -> Affine {
    let mut ends = [low, high];
    activation.forward(&mut ends);
    let after = Affine::of_values((ends[0], ends[1]));
    for (entry, q) in table.iter_mut().zip(i8::MIN..=i8::MAX) {
        let mut value = [before.value(q) as f32];
        activation.forward(&mut value);
        *entry = after.quantize(f64::from(value[0]));
    }
    after
}

#[cfg(test)]
mod tests;

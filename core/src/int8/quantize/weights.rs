//! Weights, biases and multipliers of a layer.

use super::ranges::{LARGEST, Step};
use crate::error::Error;
use crate::int8::{MAX_BIAS, MAX_LOGIT_BITS, word_of};
use crate::loss::Output;
use crate::math::round_f64;
use crate::network::Network;

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

pub(super) fn largest_unit(
    network: &Network<'_>,
    i: usize,
    input: &Step<'_>,
    means: &[f32],
) -> Result<f64, Error> {
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

pub(super) struct Out<'a> {
    pub words: &'a mut [u32],
    pub biases: &'a mut [i32],
    pub multipliers: &'a mut [i32],
}

/// Quantises the weights and biases of layer `i`, whose sums are to come out in steps of `to`.
///
/// The bias with what rounding the weights does to the mean row:
/// `bias = (b + sum(w * mean)) / unit - sum(q(w) * q(mean))`.
pub(super) fn layer_into(
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
pub(super) fn fractional_bits(largest: f64, output: Output) -> Option<i8> {
    let most = match output {
        Output::Identity | Output::Exp => 126,
        Output::Softmax | Output::Logistic => i32::from(MAX_LOGIT_BITS),
    };
    let fits = |bits: &i32| largest * power_of_two(*bits) < 0.25 * 0.999;
    (-126..=most).rev().find(fits).map(|bits| bits as i8)
}

/// `2^n` for `-1022..=1023`.
pub(super) fn power_of_two(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

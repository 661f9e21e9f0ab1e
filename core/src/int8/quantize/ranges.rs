//! The ranges that 8 bits are spread over, from rows to calibrate on.

use crate::activation::Activation;
use crate::error::Error;
use crate::math::round_f64;
use crate::model::Model;
use crate::network::dense;
use crate::scaler::Scaler;

/// The offsets and factors that take the middle of each feature's range to 0, and the ends of the
/// widened range to -127 and 127. A constant feature gets the factor 0: it counts as that constant.
/// Of a scaler that clips, -128 and 127 are the ends of its own range, and what is held to 8 bits is clipped.
pub(super) fn input_step<R: AsRef<[f32]>>(
    rows: impl Iterator<Item = R>,
    scaler: &Scaler<'_>,
    offset: &mut [f32],
    factor: &mut [f32],
) -> Result<(), Error> {
    let (low, high) = (offset, factor);
    low.fill(f32::INFINITY);
    high.fill(f32::NEG_INFINITY);
    let mut empty = true;
    for (number, row) in rows.enumerate() {
        empty = false;
        let row = row.as_ref();
        if row.len() != low.len() {
            let (expected, got) = (low.len(), row.len());
            return Err(Error::Mismatch { expected, got });
        }
        for (column, &x) in row.iter().enumerate() {
            if !x.is_finite() {
                return Err(Error::NotFinite { row: number, column });
            }
            // not `min` and `max`, which leave open which of two zeros they give
            if x < low[column] {
                low[column] = x;
            }
            if x > high[column] {
                high[column] = x;
            }
        }
    }
    if empty {
        return Err(Error::TooFewRows { needed: 1, got: 0 });
    }
    if scaler.clips() {
        for (i, (offset, factor)) in low.iter_mut().zip(high).enumerate() {
            let (from, range) = (f64::from(scaler.offset()[i]), f64::from(scaler.scale()[i]));
            *offset = (from + range * (128.0 / 255.0)) as f32;
            *factor = (255.0 / range) as f32;
            if !factor.is_finite() {
                *factor = 0.0;
            }
        }
        return Ok(());
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
pub(super) const LARGEST: f64 = 127.0;
/// What the range of a feature is multiplied by, about its middle.
const WIDER_FEATURES: f64 = 1.5;
/// What the range of a layer's sums is, about zero, where the function has no flat ends.
const WIDER_SUMS: f64 = 1.25;

/// `value = unit * (q - zero)`
#[derive(Clone, Copy)]
pub(super) struct Affine {
    pub unit: f64,
    pub zero: f64,
}

impl Affine {
    /// For the sums of a layer: from -128 to 127 over `range` and 0, with a whole zero point, that
    /// of relu at -128. The unit is at least four of the largest unit of a sum, which the
    /// requantisation needs and which is far below what the sums' own errors are.
    pub(super) fn of_sums((low, high): (f32, f32), activation: Activation, sum: f64) -> Option<Self> {
        let (least, most) = activation.bounds();
        let flat_ends = least.is_finite() && most.is_finite();
        let wider = if flat_ends { 1.0 } else { WIDER_SUMS };
        let low = if activation.is_clamp() {
            low.min(0.0).max(least)
        } else {
            low.min(0.0)
        };
        let (low, high) = (wider * f64::from(low), wider * f64::from(high.max(0.0)));
        let unit = ((high - low) / 255.0).max(4.01 * sum);
        let unit = if unit == 0.0 { 1.0 } else { unit };
        let zero = round_f64(-128.0 - low / unit).clamp(-128.0, 127.0);
        unit.is_finite().then_some(Self { unit, zero })
    }

    /// For what a table gives: from -128 to 127 over that range and no more.
    pub(super) fn of_values((low, high): (f32, f32)) -> Self {
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
pub(super) enum Step<'a> {
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
    pub(super) fn of(&self, i: usize) -> (f64, f64) {
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
pub(super) fn calibrate<R: AsRef<[f32]>>(
    model: &Model<'_>,
    rows: impl Iterator<Item = R>,
    i: usize,
    means: &mut [f32],
    scratch: &mut [f32],
) -> Result<(f32, f32), Error> {
    let (network, shape) = (model.network(), model.network().shape());
    let (mut from, mut to) = scratch.split_at_mut(scratch.len() / 2);
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    means.fill(0.0);
    for (number, row) in rows.enumerate() {
        let row = row.as_ref();
        let input = &mut from[..row.len()];
        if model.scaler().features() == 0 {
            input.copy_from_slice(row);
        } else {
            let scaled = model.scaler().apply(row, input);
            if let Err(Error::NotFinite { column, .. }) = scaled {
                return Err(Error::NotFinite { row: number, column });
            }
            scaled?;
        }
        for k in 0..=i {
            let layer = shape.layer(k);
            let (input, sums) = (&from[..layer.fan_in], &mut to[..layer.fan_out]);
            dense(layer, network.weights(), input, sums)?;
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

/// Fills the table of a layer that needs one, whose sums are quantised as `before`, and gives
/// how the activations are.
pub(super) fn tabulate(
    activation: Activation,
    before: Affine,
    (low, high): (f32, f32),
    table: &mut [i8; 256],
) -> Affine {
    let mut bounds = [low, high];
    activation.forward(&mut bounds);
    let [least, most] = bounds;
    let after = Affine::of_values((least, most));
    for (entry, q) in table.iter_mut().zip(i8::MIN..=i8::MAX) {
        let mut value = [before.value(q) as f32];
        activation.forward(&mut value);
        *entry = after.quantize(f64::from(value[0]));
    }
    after
}

//! A range of a space file: `{ low = .., high = .. }` and what else it may say.

use std::ops::Range as Span;

use mcutune_core::params::{Name, Value, ValueKind};
use mcutune_core::shape::MAX_HIDDEN;
use mcutune_core::space::{Dimension, Layers, Range, Space};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{SpaceFile, in_order, integer, number};
use super::{MOST_CANDIDATES, SpaceError, Values, expected};
use crate::text;

/// A range as it is written.
#[derive(Default)]
pub(super) struct RangeTable {
    low: Option<Value>,
    high: Option<Value>,
    log: bool,
    step: Option<Value>,
    /// The least and the greatest number of layers.
    layers: Option<(usize, usize)>,
}

impl RangeTable {
    /// The entries, each of a kind that `name` takes.
    pub fn read(file: &SpaceFile<'_>, name: Name, table: &DeTable<'_>) -> Result<Self, SpaceError> {
        let mut read = Self::default();
        for (key, value) in in_order(table) {
            match key.get_ref().as_ref() {
                "low" => read.low = Some(bound(file, name, "low", value)?),
                "high" => read.high = Some(bound(file, name, "high", value)?),
                "step" => read.step = Some(step(file, name, value)?),
                "log" => match value.get_ref() {
                    DeValue::Boolean(log) => read.log = *log,
                    _ => return Err(file.error(value.span(), "log is true or false".into())),
                },
                "layers" if name == Name::HiddenLayerSizes => read.layers = Some(layers(file, value)?),
                other => {
                    let of_networks = match name {
                        Name::HiddenLayerSizes => ", step and layers",
                        _ => " and step",
                    };
                    let message = format!("a range has low, high, log{of_networks}, not {other:?}");
                    return Err(file.error(key.span(), message));
                }
            }
        }
        Ok(read)
    }

    /// What it stands for; its place in the file is for errors.
    pub fn values(&self, file: &SpaceFile<'_>, name: Name, span: Span<usize>) -> Result<Values, SpaceError> {
        if matches!(name.kind(), ValueKind::Bool | ValueKind::Word) {
            let message = format!("{} takes {}, not a range", name.as_str(), expected(name));
            return Err(file.error(span, message));
        }
        let (Some(low), Some(high)) = (self.low, self.high) else {
            let message = format!("the range of {} needs low and high", name.as_str());
            return Err(file.error(span, message));
        };
        if self.log && self.step.is_some() {
            let message = format!("the range of {} has log or step, not both", name.as_str());
            return Err(file.error(span, message));
        }
        let Some(range) = self.range(low, high).filter(|range| {
            let dimension = Dimension { name, range: *range };
            Space::try_new(&[dimension]).is_ok()
        }) else {
            let message = format!(
                "{} takes {}: its range has low < high within that{}, not {} to {}",
                name.as_str(),
                expected(name),
                if self.log { ", and low > 0 for log" } else { "" },
                text::plain(low),
                text::plain(high),
            );
            return Err(file.error(span, message));
        };
        match (range, self.step) {
            (Range::IntRange { .. } | Range::FloatRange { .. }, Some(step)) => {
                stepped(low, high, step).map(Values::List).ok_or_else(|| {
                    let message = format!(
                        "the step of {} leaves more than {MOST_CANDIDATES} values",
                        name.as_str()
                    );
                    file.error(span, message)
                })
            }
            _ => Ok(Values::of(&range)),
        }
    }

    /// None where no network has such widths.
    fn range(&self, low: Value, high: Value) -> Option<Range<'static>> {
        let log = self.log;
        match (low, high, self.layers) {
            (Value::Int(low), Value::Int(high), None) => Some(Range::IntRange { low, high, log }),
            (Value::Float(low), Value::Float(high), None) => Some(Range::FloatRange { low, high, log }),
            (Value::Int(low), Value::Int(high), Some((fewest, most))) => {
                let step = match self.step {
                    // a step beyond the widest leaves the least
                    Some(Value::Int(step)) => u16::try_from(step).unwrap_or(u16::MAX),
                    _ => 1,
                };
                Some(Range::LayersRange(Layers {
                    fewest,
                    most,
                    low: low.try_into().ok()?,
                    high: high.try_into().ok()?,
                    step,
                    log,
                }))
            }
            _ => None,
        }
    }
}

/// A whole number where the parameter takes whole numbers, and otherwise a number.
fn number_of(name: Name, value: &DeValue<'_>) -> Option<Value> {
    match name.kind() {
        ValueKind::Int | ValueKind::Layers => integer(value).map(Value::Int),
        ValueKind::Float | ValueKind::Bool | ValueKind::Word => number(value).map(Value::Float),
    }
}

fn bound(
    file: &SpaceFile<'_>,
    name: Name,
    which: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<Value, SpaceError> {
    number_of(name, value.get_ref()).ok_or_else(|| {
        let whole = matches!(name.kind(), ValueKind::Int | ValueKind::Layers);
        let kind = if whole { "whole number" } else { "number" };
        file.error(
            value.span(),
            format!("{which} of {} is not a {kind}", name.as_str()),
        )
    })
}

fn step(file: &SpaceFile<'_>, name: Name, value: &Spanned<DeValue<'_>>) -> Result<Value, SpaceError> {
    match bound(file, name, "step", value)? {
        step @ Value::Int(1..) => Ok(step),
        Value::Float(step) if step > 0.0 && step.is_finite() => Ok(Value::Float(step)),
        _ => Err(file.error(value.span(), format!("the step of {} is above 0", name.as_str()))),
    }
}

/// A number of layers, or the least and the greatest.
fn layers(file: &SpaceFile<'_>, value: &Spanned<DeValue<'_>>) -> Result<(usize, usize), SpaceError> {
    let count = |value: &DeValue<'_>| usize::try_from(integer(value)?).ok();
    let both = match value.get_ref() {
        DeValue::Array(ends) => match &ends[..] {
            [fewest, most] => count(fewest.get_ref()).zip(count(most.get_ref())),
            _ => None,
        },
        one => count(one).map(|layers| (layers, layers)),
    };
    both.filter(|&(fewest, most)| 1 <= fewest && fewest <= most && most <= MAX_HIDDEN)
        .ok_or_else(|| {
            let message = format!(
                "layers is a number of layers from 1 to {MAX_HIDDEN}, or the least and the greatest, as in [1, 3]"
            );
            file.error(value.span(), message)
        })
}

/// `low`, `low + step` and so on, below `high`; none where these are too many. Of numbers that are written
/// in decimals the sums are those of the decimals: `0.1 + 2 * 0.1` is 0.3.
fn stepped(low: Value, high: Value, step: Value) -> Option<Vec<Value>> {
    let many = |count: f64| (count <= MOST_CANDIDATES as f64).then_some(count as i64);
    match (low, high, step) {
        (Value::Int(low), Value::Int(high), Value::Int(step)) => {
            // the range has been checked: its ends are no further apart than 2^32
            let count = (high - low - 1) / step + 1;
            let count = many(count as f64)?;
            Some((0..count).map(|i| Value::Int(low + i * step)).collect())
        }
        (Value::Float(low), Value::Float(high), Value::Float(step)) => {
            let value = |i: i64| decimal(low + i as f64 * step);
            let last = many(((high - low) / step).ceil())?;
            let mut numbers: Vec<f64> = (0..=last).map(value).take_while(|&x| x < high).collect();
            // of a step that is less than the digits tell apart
            numbers.dedup();
            Some(numbers.into_iter().map(Value::Float).collect())
        }
        _ => None,
    }
}

/// The number of 15 digits that is nearest.
fn decimal(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

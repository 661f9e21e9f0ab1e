//! Hyperparameters as axes: where a trial's value lies between the least and the greatest.

use mcutune_core::math::ln_f64;
use mcutune_core::params::{Name, Value};
use serde_json::Value as Json;

use super::iterations;
use crate::search::{Results, Trial};
use crate::study::Study;
use crate::text;

/// From so many different values on, those of a list of numbers or networks are an axis of numbers, and no
/// longer categories.
const MOST_CATEGORIES: usize = 12;

/// Where values lie on an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Scale {
    /// Values side by side; a trial's is the position in this list.
    Categories(Vec<String>),
    /// Numbers from `low` to `high`, both included.
    Numbers {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
        /// Whether only whole numbers are meant.
        whole: bool,
        /// Whether the scale is logarithmic; then `low` is above 0.
        log: bool,
    },
}

/// What the trials of a study chose of one hyperparameter that differs among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    name: String,
    scale: Scale,
    values: Vec<f64>,
}

impl Axis {
    /// The hyperparameter's name, and what of it the axis shows where that is not the whole value.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where values lie.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// A number, or the position among the categories, by trial; NaN where a trial has no value. Of a halving search it
    /// is of the trials of its first iteration.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Where a trial lies, from 0 to 1; none where it has no value.
    ///
    /// # Panics
    /// Where there is no trial of that number.
    #[must_use]
    pub fn place(&self, number: usize) -> Option<f64> {
        let value = self.values[number];
        let (at, low, high) = match &self.scale {
            Scale::Categories(all) => (value, 0.0, all.len().saturating_sub(1) as f64),
            &Scale::Numbers { low, high, log, .. } if log => (ln_f64(value), ln_f64(low), ln_f64(high)),
            &Scale::Numbers { low, high, .. } => (value, low, high),
        };
        if at.is_nan() {
            return None;
        }
        // a single value lies in the middle
        Some(if high > low {
            ((at - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            0.5
        })
    }
}

/// An axis for each hyperparameter that differs among the trials, in the order of their names; networks of many
/// shapes have two, their layers and their units. Of a halving search the trials are those of its first iteration, which
/// has every candidate once.
#[must_use]
pub fn axes(study: &Study, results: &Results) -> Vec<Axis> {
    let every = iterations(results).swap_remove(0);
    let trials = &results.trials()[every];
    let mut names: Vec<Name> = trials
        .iter()
        .flat_map(|trial| trial.params().iter().map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let axes = names.into_iter().flat_map(|name| of(study, trials, name));
    axes.filter(|axis| axis.differs()).collect()
}

impl Axis {
    fn differs(&self) -> bool {
        let mut values = self.values.iter().map(|value| value.to_bits());
        let first = values.next();
        values.any(|value| Some(value) != first)
    }
}

fn of(study: &Study, trials: &[Trial], name: Name) -> Vec<Axis> {
    let all: Vec<Option<Value>> = trials.iter().map(|trial| trial.params().get(name)).collect();
    let mut distinct: Vec<Value> = Vec::new();
    for value in all.iter().flatten() {
        if distinct.len() <= MOST_CATEGORIES && !distinct.contains(value) {
            distinct.push(*value);
        }
    }
    let axis = |name: String, scale: Scale, of: &dyn Fn(Value) -> f64| Axis {
        name,
        scale,
        values: all.iter().map(|value| value.map_or(f64::NAN, of)).collect(),
    };
    let label = name.as_str().to_owned();
    let numeric = |value: &Value| matches!(value, Value::Int(_) | Value::Float(_));
    let numbers = all.iter().flatten().all(numeric);
    if let Some(scale) = range(study, name).filter(|_| numbers) {
        return vec![axis(label, scale, &number)];
    }
    let words = all
        .iter()
        .flatten()
        .all(|value| matches!(value, Value::Word(_) | Value::Bool(_)));
    if words || distinct.len() <= MOST_CATEGORIES {
        // words in the order in which they came, numbers from the least up
        distinct.sort_by(|a, b| number(*a).total_cmp(&number(*b)));
        let names = distinct.iter().map(|value| text::short_param(*value)).collect();
        let place = |value: Value| distinct.iter().position(|one| *one == value);
        let place = |value| place(value).map_or(f64::NAN, |at| at as f64);
        return vec![axis(label, Scale::Categories(names), &place)];
    }
    if name == Name::HiddenLayerSizes {
        let layers = axis(format!("{label}: layers"), spread(&all, &layers, false), &layers);
        let units = axis(format!("{label}: units"), spread(&all, &number, true), &number);
        return vec![layers, units];
    }
    vec![axis(label, spread(&all, &number, true), &number)]
}

/// A number by which values are in order: of a network all its units, of several rates their sum.
fn number(value: Value) -> f64 {
    match value {
        Value::Int(number) => number as f64,
        Value::Float(number) => number,
        Value::Bool(value) => f64::from(u8::from(value)),
        Value::Word(_) => 0.0,
        Value::Layers(hidden) => hidden.widths().iter().map(|&width| width as f64).sum(),
        Value::Rates(rates) => rates.as_slice().iter().map(|&rate| f64::from(rate)).sum(),
    }
}

fn layers(value: Value) -> f64 {
    match value {
        Value::Layers(hidden) => hidden.widths().len() as f64,
        _ => 1.0,
    }
}

/// A scale of what was chosen, logarithmic where that may be and the greatest is a hundred times the least.
fn spread(all: &[Option<Value>], of: &dyn Fn(Value) -> f64, may_be_log: bool) -> Scale {
    // what is infinite stands with the greatest
    let values = || {
        let all = all.iter().flatten().map(|value| of(*value));
        all.filter(|value| value.is_finite())
    };
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    Scale::Numbers {
        low,
        high,
        whole: values().all(|value| value.fract() == 0.0),
        log: may_be_log && low > 0.0 && high >= 100.0 * low,
    }
}

/// The scale of a range that was searched, of several spaces one that holds all of theirs; none where a list was.
fn range(study: &Study, name: Name) -> Option<Scale> {
    let settings = study.settings_json();
    let spaces = settings["space"].as_array()?;
    let mut joined: Option<Scale> = None;
    for values in spaces.iter().filter_map(|space| space.get(name.as_str())) {
        let (low, high) = (&values["low"], &values["high"]);
        let whole = low.is_i64() && high.is_i64();
        // whole numbers are drawn below the upper bound
        let (low, high) = (low.as_f64()?, high.as_f64()? - if whole { 1.0 } else { 0.0 });
        let log = values["log"] == Json::Bool(true) && low > 0.0;
        joined = Some(match joined {
            Some(Scale::Numbers {
                low: l,
                high: h,
                whole: w,
                log: g,
            }) => Scale::Numbers {
                low: low.min(l),
                high: high.max(h),
                whole: whole && w,
                log: log && g,
            },
            _ => Scale::Numbers {
                low,
                high,
                whole,
                log,
            },
        });
    }
    joined
}

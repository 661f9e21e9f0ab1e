//! What a candidate chose.

use std::fmt;

use mcutune_core::error::Error;
use mcutune_core::params::{Name, Params, Value};
use mcutune_core::space::Candidate;
use serde_json::{Map, Value as Json, json};

use crate::space::parse_setting;
use crate::text;

/// The values that a candidate gives to the searched hyperparameters, sorted by name.
///
/// `{:?}` writes them as Python's `repr` of a dictionary, `{}` on one line as `name=value`.
#[derive(Clone, PartialEq)]
pub struct Choices(Vec<(Name, Value)>);

impl Choices {
    /// From names and values, in any order.
    pub(crate) fn new(mut items: Vec<(Name, Value)>) -> Self {
        items.sort_by_key(|&(name, _)| name);
        Self(items)
    }

    /// With a value of one more, or another value of one of these.
    pub(crate) fn with(self, name: Name, value: Value) -> Self {
        let mut items = self.0;
        items.retain(|&(of, _)| of != name);
        items.push((name, value));
        Self::new(items)
    }

    /// The value of a hyperparameter; none where it is not searched.
    #[must_use]
    pub fn get(&self, name: Name) -> Option<Value> {
        self.iter().find(|&(of, _)| of == name).map(|(_, value)| value)
    }

    /// Names and values, sorted by name.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Name, Value)> + '_ {
        self.0.iter().copied()
    }

    /// All hyperparameters: these, and for the others what all candidates share, which is
    /// [`Space::base`](crate::Space::base) of the search.
    ///
    /// # Errors
    /// The name of one that does not take its value.
    pub fn params(&self, base: &Params) -> Result<Params, Error> {
        let mut params = *base;
        for (name, value) in self.iter() {
            params.set(name, value)?;
        }
        Ok(params)
    }

    /// As JSON, layers and rates as arrays.
    pub(crate) fn json(&self) -> Map<String, Json> {
        let entry = |(name, value): (Name, Value)| (name.as_str().to_owned(), typed_json(value));
        self.iter().map(entry).collect()
    }
}

impl From<&Candidate> for Choices {
    fn from(candidate: &Candidate) -> Self {
        Self(candidate.items().to_vec())
    }
}

impl fmt::Debug for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::python_dict(&self.0))
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = |(name, value): (Name, Value)| format!("{}={}", name.as_str(), text::param(value));
        f.write_str(&self.iter().map(item).collect::<Vec<_>>().join(" "))
    }
}

/// A value as JSON of its own type.
fn typed_json(value: Value) -> Json {
    match value {
        Value::Layers(hidden) => json!(hidden.widths()),
        // by its fewest digits, as 0.1 and not as the f64 beside it
        Value::Rates(rates) => rates.as_slice().iter().map(|rate| shortest(*rate)).collect(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) => to_json(value),
    }
}

fn shortest(rate: f32) -> Json {
    rate.to_string().parse::<f64>().map_or(Json::Null, Json::from)
}

/// A value as a journal has it. Optuna's choices are truth values, numbers and strings: networks and lists of
/// rates are written as Python writes them.
pub(crate) fn to_json(value: Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) if value.is_finite() => json!(value),
        // JSON has no infinity
        Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => {
            Json::String(text::plain(value))
        }
    }
}

/// The value that [`to_json`] wrote in a strategy's column; none where it was no number or truth
/// value.
pub(crate) fn column_from_json(json: &Json) -> Option<Value> {
    match json {
        Json::Bool(value) => Some(Value::Bool(*value)),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Some(Value::Int(whole)),
            None => Some(Value::Float(number.as_f64()?)),
        },
        _ => None,
    }
}

/// The value that [`to_json`] wrote for a hyperparameter; none where it takes no such value.
pub(crate) fn from_json(name: Name, json: &Json) -> Option<Value> {
    let value = match json {
        Json::String(text) => parse_setting(&format!("{}={text}", name.as_str())).ok()?.1,
        other => column_from_json(other)?,
    };
    Params::DEFAULT.clone().set(name, value).is_ok().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune_core::params::{Activation, DropoutRates, Hidden, Word};

    #[test]
    fn values_read_back_from_json_as_they_were() {
        let rates = DropoutRates::try_new(&[0.1, 0.25]).unwrap();
        for (name, value) in [
            (Name::Activation, Value::Word(Word::Activation(Activation::Tanh))),
            (Name::Alpha, Value::Int(1)),
            (Name::Alpha, Value::Float(1.0)),
            (Name::Alpha, Value::Float(1.5e-7)),
            (Name::BatchSize, Value::Word(Word::Auto)),
            (Name::BatchSize, Value::Int(16)),
            (Name::Dropout, Value::Rates(rates)),
            (Name::Dropout, Value::Float(0.2)),
            (Name::EarlyStopping, Value::Bool(true)),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[]))),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[16]))),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[32, 8]))),
            (Name::HiddenLayerSizes, Value::Int(16)),
            (Name::NIterNoChange, Value::Int(5)),
            (Name::NIterNoChange, Value::Float(f64::INFINITY)),
            (Name::Tol, Value::Float(f64::INFINITY)),
        ] {
            let text = to_json(value).to_string();
            let json = serde_json::from_str(&text).unwrap();
            assert_eq!(from_json(name, &json), Some(value), "{text}");
        }
        assert_eq!(from_json(Name::Solver, &json!("newton")), None);
        assert_eq!(from_json(Name::Solver, &json!(null)), None);
    }
}

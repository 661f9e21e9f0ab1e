//! Where a parameter's values come from, as Optuna names it.

use std::collections::BTreeMap;

use mcutune_core::params::{Name, Value};
use mcutune_core::space::Range;
use serde_json::{Value as Json, json};

use crate::search::{Choices, from_json, to_json};
use crate::space::{Space, Values};

/// As Optuna's `distribution_to_json` writes it; its ranges include both bounds.
pub(super) fn to_text(values: &Values) -> String {
    let (name, attributes) = match values {
        Values::List(values) => {
            let choices: Vec<Json> = values.iter().copied().map(to_json).collect();
            ("CategoricalDistribution", json!({"choices": choices}))
        }
        Values::Between(range) => match *range {
            Range::List(_) => unreachable!("a list is no range between bounds"),
            Range::IntRange { low, high, log } => (
                "IntDistribution",
                json!({"log": log, "step": 1, "low": low, "high": high - 1}),
            ),
            Range::FloatRange { low, high, log } => (
                "FloatDistribution",
                json!({"step": null, "low": low, "high": high, "log": log}),
            ),
        },
    };
    json!({"name": name, "attributes": attributes}).to_string()
}

/// Optuna's internal value, which of a list is the index; none where the list has no such value.
pub(super) fn internal(values: &Values, value: Value) -> Option<f64> {
    match (values, value) {
        (Values::List(values), value) => values.iter().position(|one| *one == value).map(|i| i as f64),
        (Values::Between(_), Value::Int(value)) => Some(value as f64),
        (Values::Between(_), Value::Float(value)) => Some(value),
        _ => None,
    }
}

/// The value of a parameter behind an internal one; none where the distribution is not one of
/// Optuna's, or the parameter takes no such value.
pub(super) fn external(name: Name, distribution: &str, internal: f64) -> Option<Value> {
    let distribution: Json = serde_json::from_str(distribution).ok()?;
    let value = match distribution["name"].as_str()? {
        "CategoricalDistribution" => {
            let choices = distribution["attributes"]["choices"].as_array()?;
            choices.get(internal as usize).cloned()?
        }
        "IntDistribution" => json!(internal as i64),
        "FloatDistribution" => json!(internal),
        _ => return None,
    };
    from_json(name, &value)
}

/// The values of each parameter of a search.
///
/// Optuna wants one distribution for the whole study where a list of spaces may have several: lists
/// are joined, equal kinds of range are widened, and where the two meet the values that candidates
/// take are the list.
pub(crate) fn distributions(space: &Space, candidates: &[Choices]) -> BTreeMap<Name, Values> {
    let mut ranges: BTreeMap<Name, Vec<Values>> = BTreeMap::new();
    space.with(|spaces| {
        for dimension in spaces.iter().flat_map(|space| space.dimensions()) {
            ranges
                .entry(dimension.name)
                .or_default()
                .push(Values::of(&dimension.range));
        }
    });
    let taken = |name| Values::List(candidates.iter().filter_map(|one| one.get(name)).collect());
    ranges
        .into_iter()
        .map(|(name, ranges)| {
            let joined = ranges.into_iter().map(Some).reduce(|a, b| join(a?, b?)).flatten();
            let mut joined = joined.unwrap_or_else(|| taken(name));
            if let Values::List(values) = &mut joined {
                let all = std::mem::take(values);
                for value in all {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
            (name, joined)
        })
        .collect()
}

fn join(a: Values, b: Values) -> Option<Values> {
    use Range::{FloatRange, IntRange};
    match (a, b) {
        (Values::List(mut a), Values::List(b)) => {
            a.extend(b);
            Some(Values::List(a))
        }
        (Values::Between(a), Values::Between(b)) => match (a, b) {
            (
                IntRange { low, high, log },
                IntRange {
                    low: l,
                    high: h,
                    log: same,
                },
            ) if log == same => {
                let (low, high) = (low.min(l), high.max(h));
                Some(Values::Between(IntRange { low, high, log }))
            }
            (
                FloatRange { low, high, log },
                FloatRange {
                    low: l,
                    high: h,
                    log: same,
                },
            ) if log == same => {
                let (low, high) = (low.min(l), high.max(h));
                Some(Values::Between(FloatRange { low, high, log }))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune_core::params::Hidden;

    fn of(text: &str, name: Name) -> Values {
        let space: Space = text.parse().unwrap();
        distributions(&space, &[]).remove(&name).unwrap()
    }

    #[test]
    fn lists_and_ranges_of_several_spaces_become_one() {
        let text = "[[space]]\nalpha = [0.1, 0.2]\nmax_iter = {low = 5, high = 10}\n\
                    [[space]]\nalpha = [0.2, 0.3]\nmax_iter = {low = 2, high = 7}\n";
        assert_eq!(
            of(text, Name::Alpha),
            Values::List([0.1, 0.2, 0.3].map(Value::Float).into())
        );
        let ints = of(text, Name::MaxIter);
        let range = Range::IntRange {
            low: 2,
            high: 10,
            log: false,
        };
        assert_eq!(ints, Values::Between(range));
        let value = external(Name::MaxIter, &to_text(&ints), 7.0);
        assert_eq!(value, Some(Value::Int(7)));
    }

    #[test]
    fn internal_values_lead_back() {
        let name = Name::HiddenLayerSizes;
        let layers = of("hidden_layer_sizes = [[16], [32, 8]]", name);
        let wanted = Value::Layers(Hidden::new(&[32, 8]));
        assert_eq!(internal(&layers, wanted), Some(1.0));
        assert_eq!(external(name, &to_text(&layers), 1.0), Some(wanted));
        assert_eq!(internal(&layers, Value::Layers(Hidden::new(&[64]))), None);
        let rates = of("alpha = {low = 1e-5, high = 0.1, log = true}", Name::Alpha);
        let value = external(Name::Alpha, &to_text(&rates), 0.015625);
        assert_eq!(value, Some(Value::Float(0.015625)));
    }
}

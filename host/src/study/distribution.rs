//! Where a parameter's values come from, as Optuna names it.

use std::collections::BTreeMap;

use mcutune_core::params::{Name, Value};
use serde_json::{Value as Json, json};

use crate::search::{from_json, to_json};
use crate::space::{Space, Values};

/// As Optuna's `distribution_to_json` writes it; its ranges include both bounds.
fn to_text(values: &Values) -> String {
    let (name, attributes) = match values {
        Values::List(values) => {
            let choices: Vec<Json> = values.iter().copied().map(to_json).collect();
            ("CategoricalDistribution", json!({"choices": choices}))
        }
        Values::Int { low, high, log } => (
            "IntDistribution",
            json!({"log": log, "step": 1, "low": low, "high": high - 1}),
        ),
        Values::Float { low, high, log } => (
            "FloatDistribution",
            json!({"step": null, "low": low, "high": high, "log": log}),
        ),
    };
    json!({"name": name, "attributes": attributes}).to_string()
}

/// A value of a parameter as Optuna has it: the distribution, and the internal value, which of a list is the
/// index. What is not among `values` is put behind them.
pub(super) fn recorded(values: &Values, value: Value) -> (String, f64) {
    let mut all = match (values, value) {
        (Values::Int { .. }, Value::Int(number)) => return (to_text(values), number as f64),
        (Values::Float { .. }, Value::Float(number)) => return (to_text(values), number),
        (Values::List(all), _) => all.clone(),
        (
            Values::Int { .. },
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        )
        | (
            Values::Float { .. },
            Value::Bool(_) | Value::Int(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        ) => Vec::new(),
    };
    let index = all.iter().position(|one| *one == value).unwrap_or_else(|| {
        all.push(value);
        all.len() - 1
    });
    (to_text(&Values::List(all)), index as f64)
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

/// This many whole numbers are listed one by one.
const FEW: i64 = 256;

/// The values of each parameter of a search.
///
/// Optuna wants one distribution for the whole study where a list of spaces may have several: lists
/// are joined, and ranges are widened to what other spaces have of the parameter, where that is numbers
/// too; else a range of few whole numbers is listed. Of what is left, a range beside a list of other kinds,
/// each trial has a list of its own ([`recorded`]): Optuna reads such a study, and cannot go on with it.
///
/// A strategy's resource has a range up to the most that it gives.
pub(crate) fn distributions(space: &Space, resource: Option<(Name, u32)>) -> BTreeMap<Name, Values> {
    let mut all: BTreeMap<Name, Values> = BTreeMap::new();
    space.with(|spaces| {
        for dimension in spaces.iter().flat_map(|space| space.dimensions()) {
            let more = Values::of(&dimension.range);
            let joined = match all.remove(&dimension.name) {
                Some(known) => join(known, more),
                None => without_repeats(more),
            };
            all.insert(dimension.name, joined);
        }
    });
    all.extend(resource.map(|(name, most)| {
        let (low, high, log) = (1, i64::from(most) + 1, false);
        (name, Values::Int { low, high, log })
    }));
    all
}

fn join(a: Values, b: Values) -> Values {
    use Values::{Float, Int, List};
    let wider = match (&a, &b) {
        (
            Int { low, high, log },
            Int {
                low: l,
                high: h,
                log: same,
            },
        ) => Some(Int {
            low: *low.min(l),
            high: *high.max(h),
            log: *log && *same,
        }),
        (
            Float { low, high, log },
            Float {
                low: l,
                high: h,
                log: same,
            },
        ) => Some(Float {
            low: low.min(*l),
            high: high.max(*h),
            log: *log && *same,
        }),
        (range, List(list)) | (List(list), range) => {
            let wider = list
                .iter()
                .try_fold(range.clone(), |range, &value| widened(range, value));
            wider.filter(|_| !matches!(range, List(_)))
        }
        (Int { .. }, Float { .. }) | (Float { .. }, Int { .. }) => None,
    };
    wider.unwrap_or_else(|| {
        let list = |values| match values {
            List(list) => list,
            Int { low, high, .. } if high - low <= FEW => (low..high).map(Value::Int).collect(),
            Int { .. } | Float { .. } => Vec::new(),
        };
        without_repeats(List([list(a), list(b)].concat()))
    })
}

/// A range that holds a number too; none where it is another kind of value.
fn widened(range: Values, value: Value) -> Option<Values> {
    match (range, value) {
        (Values::Int { low, high, log }, Value::Int(number)) => Some(Values::Int {
            low: low.min(number),
            high: high.max(number + 1),
            log: log && number > 0,
        }),
        (Values::Float { low, high, log }, Value::Float(number)) => Some(Values::Float {
            low: low.min(number),
            high: high.max(number),
            log: log && number > 0.0,
        }),
        (Values::List(_), _)
        | (
            Values::Int { .. },
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        )
        | (
            Values::Float { .. },
            Value::Bool(_) | Value::Int(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        ) => None,
    }
}

fn without_repeats(values: Values) -> Values {
    match values {
        Values::List(all) => {
            let mut once: Vec<Value> = Vec::with_capacity(all.len());
            for value in all {
                if !once.contains(&value) {
                    once.push(value);
                }
            }
            Values::List(once)
        }
        range @ (Values::Int { .. } | Values::Float { .. }) => range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune_core::params::Hidden;

    fn of(text: &str, name: Name) -> Values {
        let space: Space = text.parse().unwrap();
        distributions(&space, None).remove(&name).unwrap()
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
        let (low, high, log) = (2, 10, false);
        assert_eq!(ints, Values::Int { low, high, log });
        let (distribution, internal) = recorded(&ints, Value::Int(7));
        assert_eq!(
            external(Name::MaxIter, &distribution, internal),
            Some(Value::Int(7))
        );
    }

    #[test]
    fn a_list_beside_a_range_widens_it_or_takes_in_what_is_recorded() {
        let text = "[[space]]\nalpha = [0.5]\nhidden_layer_sizes = [[4, 4]]\n\
                    [[space]]\nalpha = { low = 1e-3, high = 0.1, log = true }\n\
                    hidden_layer_sizes = { low = 4, high = 9 }\n";
        let (low, high, log) = (1e-3, 0.5, true);
        assert_eq!(of(text, Name::Alpha), Values::Float { low, high, log });
        let name = Name::HiddenLayerSizes;
        let networks = of(text, name);
        for value in [Value::Layers(Hidden::new(&[4, 4])), Value::Int(7), Value::Int(8)] {
            let (distribution, internal) = recorded(&networks, value);
            assert_eq!(external(name, &distribution, internal), Some(value));
        }
    }

    #[test]
    fn internal_values_lead_back() {
        let name = Name::HiddenLayerSizes;
        let layers = of("hidden_layer_sizes = [[16], [32, 8]]", name);
        let wanted = Value::Layers(Hidden::new(&[32, 8]));
        let (distribution, internal) = recorded(&layers, wanted);
        assert_eq!(internal, 1.0);
        assert_eq!(external(name, &distribution, internal), Some(wanted));
        let rates = of("alpha = {low = 1e-5, high = 0.1, log = true}", Name::Alpha);
        let (distribution, internal) = recorded(&rates, Value::Float(0.015625));
        assert_eq!(
            external(Name::Alpha, &distribution, internal),
            Some(Value::Float(0.015625))
        );
    }
}

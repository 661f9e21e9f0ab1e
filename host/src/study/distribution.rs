//! Where a parameter's values come from, as Optuna names it.

use std::collections::BTreeMap;

use mcutune_core::params::{Hidden, Name, Value};
use mcutune_core::space::Layers;
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
        Values::Int { low, high, log } => (INT, json!({"log": log, "step": 1, "low": low, "high": high - 1})),
        Values::Float { low, high, log } => (
            "FloatDistribution",
            json!({"step": null, "low": low, "high": high, "log": log}),
        ),
        Values::Layers(layers) => (
            INT,
            json!({"log": layers.log, "step": layers.step, "low": layers.low, "high": layers.widest()}),
        ),
    };
    json!({"name": name, "attributes": attributes}).to_string()
}

/// Optuna's name for whole numbers.
const INT: &str = "IntDistribution";
/// The parameter that is the number of layers of a network.
const N_LAYERS: &str = "n_layers";
/// The parameters that are its widths begin so; behind it is the number of the layer, from 0.
const N_UNITS: &str = "n_units_l";

/// A parameter as Optuna has it.
pub(super) struct Recorded {
    pub name: String,
    pub distribution: String,
    /// The internal value, which of a list is the index.
    pub internal: f64,
}

/// A value of a parameter as Optuna has it. What is not among `values` is put behind them; of a range of networks
/// the number of layers is a parameter of its own, and so is the width of each layer that is there.
pub(super) fn recorded(name: Name, values: &Values, value: Value) -> Vec<Recorded> {
    let one = |distribution, internal| {
        let name = name.as_str().into();
        vec![Recorded {
            name,
            distribution,
            internal,
        }]
    };
    let mut all = match (values, value) {
        (Values::Int { .. }, Value::Int(number)) => return one(to_text(values), number as f64),
        (Values::Float { .. }, Value::Float(number)) => return one(to_text(values), number),
        (Values::Layers(layers), Value::Layers(hidden)) if layers.contains(&hidden) => {
            return of_network(layers, hidden);
        }
        (Values::List(all), _) => all.clone(),
        (Values::Int { .. } | Values::Float { .. } | Values::Layers(_), _) => Vec::new(),
    };
    let index = all.iter().position(|one| *one == value).unwrap_or_else(|| {
        all.push(value);
        all.len() - 1
    });
    one(to_text(&Values::List(all)), index as f64)
}

fn of_network(layers: &Layers, hidden: Hidden) -> Vec<Recorded> {
    let depths = Values::Int {
        low: layers.fewest as i64,
        high: layers.most as i64 + 1,
        log: false,
    };
    let depth = Recorded {
        name: N_LAYERS.into(),
        distribution: to_text(&depths),
        internal: hidden.widths().len() as f64,
    };
    let widths = hidden.widths().iter().enumerate().map(|(i, &width)| Recorded {
        name: format!("{N_UNITS}{i}"),
        distribution: to_text(&Values::Layers(*layers)),
        internal: width.into(),
    });
    std::iter::once(depth).chain(widths).collect()
}

/// The values of a trial's parameters, by their names.
///
/// # Errors
/// The parameter without a value: where the distribution is not one of Optuna's, or the parameter takes no such
/// value.
pub(super) fn values(
    params: &BTreeMap<String, f64>,
    distributions: &BTreeMap<String, String>,
) -> Result<Vec<(Name, Value)>, String> {
    let of_network = |text: &str| text == N_LAYERS || text.starts_with(N_UNITS);
    let mut values = Vec::new();
    for (text, &internal) in params.iter().filter(|(text, _)| !of_network(text)) {
        let distribution = distributions.get(text).map_or("", String::as_str);
        let value = Name::parse(text).and_then(|name| Some((name, external(name, distribution, internal)?)));
        values.push(value.ok_or_else(|| text.clone())?);
    }
    if params.keys().any(|text| of_network(text)) {
        let network = network(params).ok_or(N_LAYERS)?;
        values.push((Name::HiddenLayerSizes, network));
    }
    Ok(values)
}

/// The network of a number of layers and as many widths.
fn network(params: &BTreeMap<String, f64>) -> Option<Value> {
    let whole = |number: f64| (number == f64::from(number as u16)).then_some(number as u16);
    let layers = whole(*params.get(N_LAYERS)?)?;
    let widths = (0..layers).map(|i| whole(*params.get(&format!("{N_UNITS}{i}"))?));
    let widths: Vec<u16> = widths.collect::<Option<_>>()?;
    Hidden::try_new(&widths).ok().map(Value::Layers)
}

/// The value of a parameter behind an internal one.
fn external(name: Name, distribution: &str, internal: f64) -> Option<Value> {
    let distribution: Json = serde_json::from_str(distribution).ok()?;
    let value = match distribution["name"].as_str()? {
        "CategoricalDistribution" => {
            let choices = distribution["attributes"]["choices"].as_array()?;
            choices.get(internal as usize).cloned()?
        }
        INT => json!(internal as i64),
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
/// are joined, and ranges are widened to what other spaces have of the parameter, where that is of their kind
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
    use Values::{Float, Int, Layers, List};
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
        (Layers(a), Layers(b)) => joined_layers(a, b).map(Layers),
        (range, List(list)) | (List(list), range) => {
            let wider = list
                .iter()
                .try_fold(range.clone(), |range, &value| widened(range, value));
            wider.filter(|_| !matches!(range, List(_)))
        }
        (Int { .. } | Layers(_), Float { .. })
        | (Float { .. }, Int { .. } | Layers(_))
        | (Int { .. }, Layers(_))
        | (Layers(_), Int { .. }) => None,
    };
    wider.unwrap_or_else(|| {
        let list = |values| match values {
            List(list) => list,
            Int { low, high, .. } if high - low <= FEW => (low..high).map(Value::Int).collect(),
            Int { .. } | Float { .. } | Layers(_) => Vec::new(),
        };
        without_repeats(List([list(a), list(b)].concat()))
    })
}

/// Networks of both; none where their widths are not of one step.
fn joined_layers(a: &Layers, b: &Layers) -> Option<Layers> {
    let alike = a.step == b.step && a.low.abs_diff(b.low).is_multiple_of(a.step);
    let (low, high) = (a.low.min(b.low), a.high.max(b.high));
    alike.then(|| Layers {
        fewest: a.fewest.min(b.fewest),
        most: a.most.max(b.most),
        low,
        high,
        step: a.step,
        log: a.log && b.log,
    })
}

/// A range that holds a value too; none where it is another kind of value.
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
        (Values::Layers(layers), Value::Layers(hidden)) => {
            let widths = || hidden.widths().iter().copied();
            let own = Layers {
                fewest: hidden.widths().len(),
                most: hidden.widths().len(),
                low: widths().min()?,
                high: u32::from(widths().max()?) + 1,
                ..layers
            };
            let joined = joined_layers(&layers, &own).filter(|joined| joined.contains(&hidden));
            joined.map(Values::Layers)
        }
        (Values::List(_) | Values::Int { .. } | Values::Float { .. } | Values::Layers(_), _) => None,
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
        range @ (Values::Int { .. } | Values::Float { .. } | Values::Layers(_)) => range,
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

    /// A value through a journal.
    fn back(name: Name, among: &Values, value: Value) -> Option<Value> {
        let all = recorded(name, among, value);
        let params = all.iter().map(|one| (one.name.clone(), one.internal)).collect();
        let distributions = all.into_iter().map(|one| (one.name, one.distribution)).collect();
        match values(&params, &distributions).as_deref() {
            Ok(&[(of, value)]) if of == name => Some(value),
            _ => None,
        }
    }

    #[test]
    fn a_network_of_a_range_is_a_number_of_layers_and_their_widths() {
        let name = Name::HiddenLayerSizes;
        let text = "[[space]]\nhidden_layer_sizes = { low = 4, high = 65, layers = [1, 3], log = true }\n\
                    [[space]]\nhidden_layer_sizes = { low = 2, high = 9, layers = 2 }\n\
                    [[space]]\nhidden_layer_sizes = [[100]]\n";
        let all = of(text, name);
        let joined = Layers {
            fewest: 1,
            most: 3,
            low: 2,
            high: 101,
            step: 1,
            log: false,
        };
        assert_eq!(all, Values::Layers(joined));
        let network = Value::Layers(Hidden::new(&[32, 8]));
        let names = recorded(name, &all, network);
        let names: Vec<(&str, f64)> = names
            .iter()
            .map(|one| (one.name.as_str(), one.internal))
            .collect();
        assert_eq!(
            names,
            [("n_layers", 2.0), ("n_units_l0", 32.0), ("n_units_l1", 8.0)]
        );
        for value in [
            network,
            Value::Layers(Hidden::new(&[100])),
            Value::Layers(Hidden::new(&[])),
            Value::Int(16),
        ] {
            assert_eq!(back(name, &all, value), Some(value));
        }
        let torn = [("n_layers".to_owned(), 2.0), ("n_units_l0".to_owned(), 3.0)];
        assert_eq!(values(&torn.into(), &BTreeMap::new()), Err("n_layers".into()));
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
        assert_eq!(back(Name::MaxIter, &ints, Value::Int(7)), Some(Value::Int(7)));
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
            assert_eq!(back(name, &networks, value), Some(value));
        }
    }

    #[test]
    fn internal_values_lead_back() {
        let name = Name::HiddenLayerSizes;
        let layers = of("hidden_layer_sizes = [[16], [32, 8]]", name);
        let wanted = Value::Layers(Hidden::new(&[32, 8]));
        assert_eq!(recorded(name, &layers, wanted)[0].internal, 1.0);
        assert_eq!(back(name, &layers, wanted), Some(wanted));
        let rates = of("alpha = {low = 1e-5, high = 0.1, log = true}", Name::Alpha);
        let rate = Value::Float(0.015625);
        assert_eq!(back(Name::Alpha, &rates, rate), Some(rate));
    }
}

//! Where a parameter's values come from, as Optuna names it.

use std::collections::BTreeMap;

use mcutune_core::space::{Candidate, Range};
use serde_json::{Value as Json, json};

use super::trial::json_of;
use crate::space::Spaces;

/// Where a parameter's values come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// `CategoricalDistribution`: its internal values are places in the list.
    Choices(Vec<Json>),
    /// `IntDistribution`, both bounds included.
    Ints {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
        /// Whether drawn by its logarithm.
        log: bool,
    },
    /// `FloatDistribution`.
    Floats {
        /// The least.
        low: f64,
        /// The bound above.
        high: f64,
        /// Whether drawn by its logarithm.
        log: bool,
    },
}

impl Distribution {
    /// As Optuna's `distribution_to_json` writes it.
    pub(super) fn to_json(&self) -> String {
        let (name, attributes) = match self {
            Distribution::Choices(choices) => ("CategoricalDistribution", json!({"choices": choices})),
            &Distribution::Ints { low, high, log } => (
                "IntDistribution",
                json!({"log": log, "step": 1, "low": low, "high": high}),
            ),
            &Distribution::Floats { low, high, log } => (
                "FloatDistribution",
                json!({"step": null, "low": low, "high": high, "log": log}),
            ),
        };
        json!({"name": name, "attributes": attributes}).to_string()
    }

    /// Optuna's internal value; none where the distribution does not hold `value`.
    pub(super) fn internal(&self, value: &Json) -> Option<f64> {
        match self {
            Distribution::Choices(choices) => choices
                .iter()
                .position(|choice| choice == value)
                .map(|i| i as f64),
            _ => value.as_f64(),
        }
    }
}

/// The value behind an internal one; none where the distribution is not one of Optuna's.
pub(super) fn external(distribution: &str, internal: f64) -> Option<Json> {
    let distribution: Json = serde_json::from_str(distribution).ok()?;
    match distribution["name"].as_str()? {
        "CategoricalDistribution" => {
            let choices = distribution["attributes"]["choices"].as_array()?;
            choices.get(internal as usize).cloned()
        }
        "IntDistribution" => Some(json!(internal as i64)),
        "FloatDistribution" => Some(json!(internal)),
        _ => None,
    }
}

/// A distribution for each parameter of a search.
///
/// Optuna wants one for the whole study where a list of spaces may have several: lists are
/// joined, equal kinds of range are widened, and where the two meet the values that candidates
/// take are the list.
pub fn distributions(spaces: &Spaces, candidates: &[Candidate]) -> BTreeMap<String, Distribution> {
    let mut ranges: BTreeMap<String, Vec<Distribution>> = BTreeMap::new();
    spaces.with(|spaces| {
        for dimension in spaces.iter().flat_map(|space| space.dimensions()) {
            let one = match dimension.range {
                Range::List(values) => Distribution::Choices(values.iter().copied().map(json_of).collect()),
                Range::IntRange { low, high, log } => Distribution::Ints {
                    low,
                    high: high - 1,
                    log,
                },
                Range::FloatRange { low, high, log } => Distribution::Floats { low, high, log },
            };
            ranges
                .entry(dimension.name.as_str().to_owned())
                .or_default()
                .push(one);
        }
    });
    let taken = |name: &str| {
        let items = candidates.iter().flat_map(|candidate| candidate.items());
        let values = items.filter(|(of, _)| of.as_str() == name);
        Distribution::Choices(values.map(|&(_, value)| json_of(value)).collect())
    };
    ranges
        .into_iter()
        .map(|(name, ranges)| {
            let joined = ranges.into_iter().map(Some).reduce(|a, b| join(a?, b?)).flatten();
            let mut joined = joined.unwrap_or_else(|| taken(&name));
            if let Distribution::Choices(choices) = &mut joined {
                let all = std::mem::take(choices);
                for choice in all {
                    if !choices.contains(&choice) {
                        choices.push(choice);
                    }
                }
            }
            (name, joined)
        })
        .collect()
}

fn join(a: Distribution, b: Distribution) -> Option<Distribution> {
    use Distribution::{Choices, Floats, Ints};
    match (a, b) {
        (Choices(mut a), Choices(b)) => {
            a.extend(b);
            Some(Choices(a))
        }
        (
            Ints { low, high, log },
            Ints {
                low: l,
                high: h,
                log: same,
            },
        ) if log == same => Some(Ints {
            low: low.min(l),
            high: high.max(h),
            log,
        }),
        (
            Floats { low, high, log },
            Floats {
                low: l,
                high: h,
                log: same,
            },
        ) if log == same => Some(Floats {
            low: low.min(l),
            high: high.max(h),
            log,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> Distribution {
        let spaces = Spaces::parse(text).map_err(|e| e.to_string());
        let mut all = distributions(&spaces.unwrap(), &[]);
        all.remove(name).unwrap()
    }

    #[test]
    fn lists_and_ranges_of_several_spaces_become_one() {
        let text = "[[space]]\nalpha = [0.1, 0.2]\nmax_iter = {low = 5, high = 10}\n\
                    [[space]]\nalpha = [0.2, 0.3]\nmax_iter = {low = 2, high = 7}\n";
        assert_eq!(
            of(text, "alpha"),
            Distribution::Choices(vec![json!(0.1), json!(0.2), json!(0.3)])
        );
        let ints = of(text, "max_iter");
        assert_eq!(
            ints,
            Distribution::Ints {
                low: 2,
                high: 9,
                log: false
            }
        );
        assert_eq!(external(&ints.to_json(), 7.0), Some(json!(7)));
    }

    #[test]
    fn internal_values_lead_back() {
        let layers = of("hidden_layer_sizes = [[16], [32, 8]]", "hidden_layer_sizes");
        let internal = layers.internal(&json!("(32, 8)"));
        assert_eq!(internal, Some(1.0));
        assert_eq!(external(&layers.to_json(), 1.0), Some(json!("(32, 8)")));
        assert_eq!(layers.internal(&json!("(64,)")), None);
        let rates = of("alpha = {low = 1e-5, high = 0.1, log = true}", "alpha");
        assert_eq!(external(&rates.to_json(), 0.015625), Some(json!(0.015625)));
    }
}

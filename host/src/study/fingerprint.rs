//! What a search depends on; two searches with equal fingerprints give equal results.

use mcutune_core::space::Range;
use serde_json::{Map, Value as Json};

use crate::space::Spaces;
use crate::text;

/// What a search depends on, by flag without its dashes; beside the flags `data_sha256` and
/// `version`.
pub type Fingerprint = Map<String, Json>;

/// The entry of `--quantize`; a search without it has none.
pub const QUANTIZE: &str = "quantize";

/// The spaces of a search, for its fingerprint.
pub fn describe_spaces(spaces: &Spaces) -> Json {
    let range = |range: &Range<'_>| match *range {
        Range::List(values) => {
            let values: Vec<String> = values.iter().copied().map(text::python).collect();
            format!("[{}]", values.join(", "))
        }
        Range::IntRange { low, high, log } => bounds(low.to_string(), high.to_string(), log),
        Range::FloatRange { low, high, log } => bounds(text::float(low), text::float(high), log),
    };
    spaces.with(|spaces| {
        let space = |space: &mcutune_core::space::Space<'_>| {
            let dimensions = space.dimensions().iter();
            Json::Object(
                dimensions
                    .map(|d| (d.name.as_str().to_owned(), Json::String(range(&d.range))))
                    .collect(),
            )
        };
        spaces.iter().map(space).collect()
    })
}

fn bounds(low: String, high: String, log: bool) -> String {
    format!("{low} to {high}{}", if log { ", log" } else { "" })
}

/// What differs, one entry a flag: what there is, and what is asked for here.
pub(super) fn differences(there: &Fingerprint, here: &Fingerprint) -> Vec<String> {
    let mut found = Vec::new();
    let mut names: Vec<&String> = there.keys().chain(here.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let what = match name.as_str() {
            // The bytes decide, wherever they lie.
            "data" => continue,
            "data_sha256" => "the data's SHA-256".to_owned(),
            "version" => "mcutune's version".to_owned(),
            flag => format!("--{}", flag.replace('_', "-")),
        };
        compare(&what, there.get(name), here.get(name), &mut found);
    }
    found
}

fn compare(what: &str, there: Option<&Json>, here: Option<&Json>, found: &mut Vec<String>) {
    match (there, here) {
        (a, b) if a == b => {}
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                compare(&format!("{what} {name}"), a.get(name), b.get(name), found);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) if a.len() == b.len() => {
            for (a, b) in a.iter().zip(b) {
                compare(what, Some(a), Some(b), found);
            }
        }
        (a, b) => found.push(format!("{what} is {} there, {} here", shown(a), shown(b))),
    }
}

fn shown(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => "not given".into(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fingerprint(value: Json) -> Fingerprint {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn each_difference_is_named_with_both_values() {
        let there = fingerprint(json!({"cv": 5, "no_header": true, "trials": null,
            "space": [{"alpha": "[0.1]", "solver": "['adam']"}], "data": "a.csv", "seed": 0}));
        let here = fingerprint(json!({"cv": 3, "no_header": false, "trials": 10,
            "space": [{"alpha": "[0.2]", "solver": "['adam']"}], "data": "b.csv", "seed": 0}));
        assert_eq!(
            differences(&there, &here),
            [
                "--cv is 5 there, 3 here",
                "--no-header is true there, false here",
                "--space alpha is [0.1] there, [0.2] here",
                "--trials is not given there, 10 here",
            ]
        );
        assert!(differences(&there, &there).is_empty());
    }
}

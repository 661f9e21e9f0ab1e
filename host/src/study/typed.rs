//! Settings for programs: a journal has the values of a space as text.

use serde_json::{Value as Json, json};

use super::settings::Settings;

/// The values of the space in their own types.
pub(super) fn typed(settings: &Settings) -> Json {
    let mut settings = settings.clone();
    let spaces = settings.get_mut("space").and_then(Json::as_array_mut);
    for space in spaces.into_iter().flatten().filter_map(Json::as_object_mut) {
        for (_, values) in space.iter_mut() {
            if let Some(typed) = values.as_str().and_then(typed_values) {
                *values = typed;
            }
        }
    }
    Json::Object(settings)
}

/// What the settings say of a parameter: a list or a value as Python writes it, or a range.
fn typed_values(text: &str) -> Option<Json> {
    let number = |text: &str| serde_json::from_str::<Json>(text).ok().filter(Json::is_number);
    if let Some((low, rest)) = text.split_once(" to ") {
        let mut parts = rest.split(", ");
        let mut range = json!({"low": number(low)?, "high": number(parts.next()?)?, "log": false});
        for part in parts {
            match (part, part.strip_prefix("step "), part.strip_suffix(" layers")) {
                ("log", _, _) => range["log"] = json!(true),
                (_, Some(step), _) => range["step"] = number(step)?,
                (_, _, Some(layers)) => {
                    let (fewest, most) = layers.split_once(" to ")?;
                    range["layers"] = json!([number(fewest)?, number(most)?]);
                }
                _ => return None,
            }
        }
        return Some(range);
    }
    let words = text.replace('\'', "\"").replace('(', "[").replace(')', "]");
    let words = words.replace("True", "true").replace("False", "false");
    // no other value has these letters
    let words = words.replace("inf", "\"inf\"");
    serde_json::from_str(&words.replace(",]", "]")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_space_have_their_types_for_programs() {
        for (text, expected) in [
            ("['relu', 'tanh']", json!(["relu", "tanh"])),
            ("[(16,), (32, 8), ()]", json!([[16], [32, 8], []])),
            ("[0.0001, 1e-05, 1.0]", json!([0.0001, 1e-5, 1.0])),
            ("[[0.1, 0.25], 0.0]", json!([[0.1, 0.25], 0.0])),
            ("[True, False]", json!([true, false])),
            ("300", json!(300)),
            ("[5, inf]", json!([5, "inf"])),
            ("inf", json!("inf")),
            ("'adam'", json!("adam")),
            ("8 to 64", json!({"low": 8, "high": 64, "log": false})),
            (
                "0.0001 to 0.1, log",
                json!({"low": 0.0001, "high": 0.1, "log": true}),
            ),
            (
                "4 to 65, log, 1 to 3 layers",
                json!({"low": 4, "high": 65, "log": true, "layers": [1, 3]}),
            ),
            (
                "4 to 65, step 4, 2 to 2 layers",
                json!({"low": 4, "high": 65, "log": false, "step": 4, "layers": [2, 2]}),
            ),
        ] {
            let all = json!({"space": [{"it": text}], "cv": 5});
            let all = all.as_object().cloned().unwrap_or_default();
            assert_eq!(typed(&all), json!({"space": [{"it": expected}], "cv": 5}));
        }
        let other = json!({"space": [{"it": "what?"}]});
        let other = other.as_object().cloned().unwrap_or_default();
        assert_eq!(typed(&other)["space"][0]["it"], "what?");
    }
}

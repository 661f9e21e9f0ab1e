//! The space of a study, as its file has it.

use serde_json::{Map, Value as Json};

use super::record::Study;
use super::settings::SPACE;
use crate::space::Space;

impl Study {
    /// The space that it is searched in, as TOML; none where a search was ended before it wrote its settings.
    #[must_use]
    pub fn space_toml(&self) -> Option<String> {
        let plain = self.settings().get(SPACE)?;
        Some(toml_of(&self.settings_json()[SPACE], plain))
    }

    /// How many candidates a grid of its space has; none where there is a range.
    #[must_use]
    pub fn combinations(&self) -> Option<u64> {
        let space: Space = self.space_toml()?.parse().ok()?;
        space.combinations().ok()
    }
}

/// The space as its file has it.
fn toml_of(typed: &Json, plain: &Json) -> String {
    let tables = |of: &Json| -> Vec<Map<String, Json>> {
        let all = of.as_array().into_iter().flatten();
        all.filter_map(Json::as_object).cloned().collect()
    };
    let (typed, plain) = (tables(typed), tables(plain));
    let header = if typed.len() > 1 { "[[space]]\n" } else { "" };
    let line = |(name, value): (&String, &Json), plain: &Map<String, Json>| {
        let text = plain.get(name).and_then(Json::as_str).unwrap_or_default();
        format!("{name} = {}\n", constant(value, text))
    };
    let table = |(typed, plain): (&Map<String, Json>, &Map<String, Json>)| {
        let lines: String = typed.iter().map(|entry| line(entry, plain)).collect();
        format!("{header}{lines}")
    };
    typed.iter().zip(&plain).map(table).collect::<Vec<_>>().join("\n")
}

/// A network that all candidates share is written as its width, for a list would be searched.
fn constant(value: &Json, plain: &str) -> String {
    match value {
        Json::Array(widths) if plain.starts_with('(') && widths.len() == 1 => widths[0].to_string(),
        value => toml(value),
    }
}

fn toml(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Json::Object(range) => {
            let given = range.iter().filter(|(_, value)| **value != Json::Bool(false));
            let items: Vec<String> = given
                .map(|(name, value)| format!("{name} = {}", toml(value)))
                .collect();
            format!("{{ {} }}", items.join(", "))
        }
        Json::String(word) if word == "inf" => word.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_space_is_written_as_it_is_read() {
        let typed = json!([{"alpha": {"low": 1e-5, "high": 0.1, "log": true}, "hidden_layer_sizes": [[16], [32, 8]],
            "solver": ["adam"], "max_iter": 20}]);
        let plain = json!([{"alpha": "1e-05 to 0.1, log", "hidden_layer_sizes": "[(16,), (32, 8)]", "solver": "['adam']",
            "max_iter": "20"}]);
        let text = toml_of(&typed, &plain);
        assert_eq!(
            text,
            "alpha = { high = 0.1, log = true, low = 0.00001 }\nhidden_layer_sizes = [[16], [32, 8]]\nmax_iter = 20\n\
             solver = [\"adam\"]\n"
        );
        assert!(text.parse::<Space>().is_ok());
        let infinite = toml_of(&json!([{"tol": [0.1, "inf"]}]), &json!([{"tol": "[0.1, inf]"}]));
        assert_eq!(infinite, "tol = [0.1, inf]\n");
        assert!(infinite.parse::<Space>().is_ok());
        let two =
            json!([{"hidden_layer_sizes": [16], "alpha": [1]}, {"hidden_layer_sizes": [16], "alpha": [2]}]);
        let plain = json!([{"hidden_layer_sizes": "(16,)", "alpha": "[1]"}, {"hidden_layer_sizes": "(16,)", "alpha": "[2]"}]);
        let text = toml_of(&two, &plain);
        assert_eq!(text.matches("[[space]]").count(), 2);
        assert!(text.contains("hidden_layer_sizes = 16\n"), "{text}");
    }
}

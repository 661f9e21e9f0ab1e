//! One candidate with what came of it.

use mcutune_core::params::Value;
use mcutune_core::search::rank;
use mcutune_core::space::Candidate;
use serde_json::{Value as Json, json};

use crate::limits::{Need, Quantity};
use crate::search::{End, FoldResult};
use crate::text;

/// One candidate with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The choices by scikit-learn's names, sorted; networks and lists of rates as Python
    /// writes them.
    pub params: Vec<(String, Json)>,
    /// Weights and biases of its network.
    pub parameters: usize,
    /// What it takes of the microcontroller; none where the core has no such network.
    pub need: Option<Need>,
    /// Results by fold.
    pub folds: Vec<FoldResult>,
}

impl Trial {
    /// Scores by fold; NaN where the fit failed.
    pub fn scores(&self) -> Vec<f64> {
        self.folds.iter().map(|fold| fold.score).collect()
    }

    /// Mean and deviation of the scores; NaN where a fit failed.
    pub fn mean_and_std(&self) -> (f64, f64) {
        rank::mean_and_std(&self.scores())
    }

    /// As a column shows it; nothing where the core has no such network.
    pub fn need_of(&self, quantity: Quantity) -> String {
        self.need
            .map_or(String::new(), |need| quantity.of(&need).to_string())
    }

    /// Why it was not trained: what it takes of the microcontroller, and the limit.
    pub fn infeasible(&self) -> Option<&str> {
        self.folds.iter().find_map(|fold| match &fold.end {
            End::Infeasible(why) => Some(why.as_str()),
            _ => None,
        })
    }

    /// Mean and deviation of the seconds to fit.
    pub fn fit_time(&self) -> (f64, f64) {
        rank::mean_and_std(&self.folds.iter().map(|fold| fold.fit_time).collect::<Vec<_>>())
    }

    /// Mean and deviation of the seconds to score.
    pub fn score_time(&self) -> (f64, f64) {
        rank::mean_and_std(&self.folds.iter().map(|fold| fold.score_time).collect::<Vec<_>>())
    }

    /// The choices on one line, to the last digit.
    pub fn describe(&self) -> String {
        self.choices(shown)
    }

    /// The choices for a table: numbers to four digits.
    pub fn summary(&self) -> String {
        self.choices(|value| match value.as_f64() {
            Some(number) if value.is_f64() => text::short(number),
            _ => shown(value),
        })
    }

    fn choices(&self, shown: impl Fn(&Json) -> String) -> String {
        let items = self.params.iter();
        items
            .map(|(name, value)| format!("{name}={}", shown(value)))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The choices of a candidate as a trial holds them.
pub fn params_of(candidate: &Candidate) -> Vec<(String, Json)> {
    let items = candidate.items().iter();
    items
        .map(|&(name, value)| (name.as_str().to_owned(), json_of(value)))
        .collect()
}

/// A value as JSON: Optuna's choices are truth values, numbers and strings.
pub(super) fn json_of(value: Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        other => Json::String(text::plain(other)),
    }
}

/// As Python would print it.
fn shown(value: &Json) -> String {
    match value {
        Json::Bool(true) => "True".into(),
        Json::Bool(false) => "False".into(),
        Json::String(text) => text.clone(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.to_string(),
            None => text::float(number.as_f64().unwrap_or(f64::NAN)),
        },
        other => other.to_string(),
    }
}

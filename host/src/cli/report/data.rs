//! What the data are, as far as the study has it.

use maud::{Markup, html};
use serde_json::Value as Json;

use super::view::View;
use super::words::{percent, safe};
use super::{command, holdout};

/// Names that are listed; of more a number is.
const LISTED: usize = 60;

/// The section's facts.
pub fn facts(view: &View) -> Markup {
    let settings = view.study.settings();
    let text = |name: &str| settings.get(name).and_then(Json::as_str).map(str::to_owned);
    let task = text("task").unwrap_or_default();
    html! {
        dl.facts {
            dt { "Data" } dd { (safe(&text("data").unwrap_or_default())) }
            dt { "SHA-256" } dd { code.wrap { (text("data_sha256").unwrap_or_default()) } }
            dt { "Target" }
            dd {
                (safe(&text("target").unwrap_or_default())) ", "
                @if task == "classify" { "classes" } @else { "values" }
            }
            @match &view.model {
                Some(model) => {
                    dt { "Features" }
                    dd { (model.feature_names().len()) ": " (names(model.feature_names())) }
                    @if !model.classes().is_empty() {
                        dt { "Classes" }
                        dd { (model.classes().len()) ": " (names(model.classes())) }
                    }
                }
                None => {
                    dt { "Features" }
                    dd { "Their names, and those of classes, are known from a model alone, and " (why_no_model(view)) }
                }
            }
            @for (name, value) in how(view) { dt { (name) } dd { (safe(&value)) } }
        }
    }
}

/// Why there is none, and what makes one.
fn why_no_model(view: &View) -> &'static str {
    match view.results.winner() {
        _ if view.study.shard().is_some() => {
            "a shard has none: `mcutune merge` makes one study of all shards, and the search without --shard fits its model."
        }
        _ if view.has_model => {
            "that of this study is of the winner by its own rule: a report without --select and --select-by has them."
        }
        Some(_) => "this study has none yet: the same search command goes on to its end, and leaves one.",
        None => "this study has none, for no trial has a score.",
    }
}

fn names(all: &[String]) -> Markup {
    html! {
        @for (at, name) in all.iter().take(LISTED).enumerate() {
            @if at > 0 { ", " }
            code { (safe(name)) }
        }
        @if all.len() > LISTED { " and " (all.len() - LISTED) " more" }
    }
}

/// What was done to the data before a network saw them.
fn how(view: &View) -> Vec<(&'static str, String)> {
    let settings = view.study.settings();
    let shown = |name: &str| match settings.get(name)? {
        Json::Null => None,
        Json::Bool(false) => None,
        Json::String(text) => Some(text.clone()),
        Json::Array(items) if items.is_empty() => None,
        Json::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            Some(items.join(", "))
        }
        other => Some(other.to_string()),
    };
    let named = |title, name| {
        shown(name)
            .filter(|text| text != "error")
            .map(|text| (title, text))
    };
    let searched = |title, name| {
        let chosen = command::in_space(settings, name);
        chosen.then(|| (title, "as the space says".to_owned()))
    };
    let order = match (
        settings.get("cv_kind").and_then(Json::as_str),
        settings.contains_key("shuffle"),
    ) {
        (None, true) => "shuffled by the seed".to_owned(),
        (None, false) => "in the order of the rows".to_owned(),
        (Some(kind), true) => format!("{kind}, drawn by the seed"),
        (Some(kind), false) => kind.to_owned(),
    };
    let folds = format!("{}, {order}", view.folds);
    [
        Some(("Folds", folds)),
        holdout::share(&view.study).map(|share| ("Held out", format!("{} of the rows", percent(share)))),
        named("Groups", "groups"),
        named("Weights", "weights"),
        named("Classes count", "class_weight"),
        named("Left out", "drop"),
        searched("Missing values", "missing").or(named("Missing values", "missing")),
        named("Gaps as features", "missing_indicator"),
        named("Text", "categorical"),
        named("Categories are in", "min_frequency"),
        named("Categories", "categories"),
        searched("Scaled", "scaler").or(named("Scaled", "scale")),
        named("Target scaled", "scale_target"),
        named("Answers held to", "clip_output"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

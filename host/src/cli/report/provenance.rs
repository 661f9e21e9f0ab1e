//! Where it comes from, and the command that finds the same.

use maud::{Markup, html};
use serde_json::Value as Json;

use super::command;
use super::view::View;
use super::words::safe;

/// The section.
pub fn html(view: &View) -> Markup {
    let settings = view.study.settings();
    let text = |name: &str| match settings.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let command = command::of(&view.study, view.model.is_some());
    let asked = settings.get("trials").and_then(Json::as_u64).unwrap_or(0);
    let done = view.results.trials().len();
    let whole = view.results.iterations().is_empty() && view.study.shard().is_none();
    let early = whole && (done as u64) < asked && !has_lists_alone(view);
    html! {
        dl.facts {
            dt { "Study" } dd { (safe(&view.name)) ", " code.wrap { (safe(&view.directory)) } }
            dt { "Searched by" } dd { "mcutune " (safe(&text("version"))) }
            @if let Some(model) = &view.model { dt { "Model by" } dd { (safe(model.tool())) } }
            dt { "Seed" } dd { (text("seed")) ", generator " (safe(&text("rng"))) }
            dt { "Report by" } dd { "mcutune " (env!("CARGO_PKG_VERSION")) }
        }
        @match command {
            Some((command, space)) => {
                p {
                    @if view.study.has_grown() {
                        "The study has grown: it has trials of a search with other settings. This command goes on with it; a new "
                        "study has them in another order, or others where they were drawn at random from lists. It is given"
                    } @else {
                        "This command finds the same,"
                    }
                    " in the directory of the data and with the space below it in "
                    code { (command::SPACE_FILE) } ":"
                }
                pre tabindex="0" { code.command { (shown(&command)) } }
                pre tabindex="0" { code.space { (shown(&space)) } }
                @if early {
                    p { "It ended with " (done) " of " (asked) " trials: the command goes on from there, and with " code { "--trials " (done) } " another study has just these." }
                }
                p { "It is made of what the study has, in which the number of threads, " code { "--time" } " and such have no place, for they change no trial; nor have the directories of the data." }
            }
            None => p { "The search was ended before it began, so there is no command." },
        }
    }
}

/// Whether no hyperparameter has a range. Draws from lists depend on how many there are, and lists may have no more.
fn has_lists_alone(view: &View) -> bool {
    let settings = view.study.settings_json();
    let spaces = settings["space"].as_array().into_iter().flatten();
    !spaces
        .filter_map(Json::as_object)
        .flat_map(|space| space.values())
        .any(Json::is_object)
}

/// Lines whose control characters are escaped.
fn shown(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(crate::cli::print::shown).collect();
    lines.join("\n")
}

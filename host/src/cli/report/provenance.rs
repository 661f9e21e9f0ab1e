//! Where it comes from, and the command that finds the same.

use maud::{Markup, html};
use mcutune::Difference;
use mcutune::report::{self, Extent};
use serde_json::Value as Json;

use super::command::{self, Files};
use super::view::View;
use super::words::{counted, safe};

/// The section.
pub fn html(view: &View) -> Markup {
    let settings = view.study.settings();
    let text = |name: &str| match settings.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let command = command::of(&view.study, came_to_its_end(view));
    html! {
        dl.facts {
            dt { "Study" } dd { (safe(&view.name)) ", " code.wrap { (safe(&view.directory)) } }
            dt { "Searched by" } dd { "mcutune " (safe(&text("version"))) }
            @if let Some(model) = &view.model { dt { "Model by" } dd { "mcutune " (safe(model.tool())) } }
            dt { "Seed" } dd { (text("seed")) ", generator " (safe(&text("rng"))) }
            dt { "Report by" } dd { "mcutune " (env!("CARGO_PKG_VERSION")) }
        }
        @match command {
            Some((command, space)) => {
                p { (before(view)) " in the directory of the data and with the space below it in " code { (command::SPACE_FILE) } ":" }
                pre tabindex="0" { code.command { (words(&command)) } }
                pre tabindex="0" { code.space { (shown(&space)) } }
                @for note in notes(view) { p { (note) } }
                p { "It is made of what the study has, in which the number of threads, " code { "--time" } ", " code { "--target-score" } " and such have no place, for they change no trial; nor have the directories of the data." }
            }
            None => p { "The search was ended before it began, so there is no command." },
        }
    }
}

/// What the command does, as far as the study says it: not what ended its search.
fn before(view: &View) -> &'static str {
    if view.study.has_grown() {
        return "The study has grown: it has trials of a search with other settings. This command goes on with it, and \
                elsewhere begins anew: with these trials, in another order where values were added, or with others where \
                they were drawn at random from lists. It is given";
    }
    let of_later_round = view.study.round().is_some_and(|round| round.start > 0);
    match view.extent {
        Extent::Part { .. } | Extent::Unknown { .. } if command::is_as_many_as_done(&view.study) => {
            "The search was given a time and no number of trials, so this command asks for as many as are done. Without \
             --trials, and with --time, it goes on where it is given the study as --out. It is given"
        }
        Extent::Whole if of_later_round => {
            "This command finds the same where STUDY, a directory, has the merged journal of the rounds before this one. It \
             is given"
        }
        Extent::Whole => "This command finds the same,",
        Extent::Part { .. } => {
            "The search was ended before it had all of its trials: by a kill, Ctrl-C, its time or its target score. This \
             command goes on to its end where it is given the study as --out, and elsewhere begins anew. It is given"
        }
        Extent::Unknown { .. } => {
            "The study does not say whether its search came to its end. Where it did, this command finds the same; else it \
             goes on where it is given the study as --out. It is given"
        }
    }
}

/// Whether a search is known to have come to its end, with whatever it was to confirm.
fn came_to_its_end(view: &View) -> bool {
    view.has_model
        && (!matches!(view.extent, Extent::Part { .. }) || command::is_as_many_as_done(&view.study))
}

/// What else is to be known of the command.
fn notes(view: &View) -> Vec<Markup> {
    let mut notes = Vec::new();
    let done = view.results.trials().len();
    if view.extent != Extent::Whole && done > 0 && report::is_of_any_length(&view.study, &view.results) {
        notes.push(html! {
            "With " code { "--trials " (done) } " another study has just these."
        });
    }
    let may_confirm = view.study.settings().contains_key(Difference::SHUFFLE);
    if may_confirm && !came_to_its_end(view) && !view.study.is_confirmed() && view.study.shard().is_none() {
        notes.push(html! {
            "Which trials a search confirms on fresh folds a study knows when that is done: give the command "
            code { "--confirm" } " as the search had it."
        });
    }
    match command::files(view.study.data_name()) {
        Files::Stdin => notes.push(html! { "The data came from stdin, which is " code { "-" } ": give the command the same." }),
        Files::Many(number) => notes.push(html! {
            "The data are " (counted(number, "file")) ", of which the study does not name all: they stand where " code { "DATA" } " is, in their order."
        }),
        Files::Memory => notes.push(html! { "The data came from no file: " code { "DATA" } " stands for one that has them." }),
        Files::Named(_) => {}
    }
    notes
}

/// The words of a command, none of which is broken at the end of a line where it is short.
fn words(command: &str) -> Markup {
    html! {
        @for (at, word) in command.split(' ').enumerate() {
            @if at > 0 { " " }
            @if word.len() < 40 { span { (shown(word)) } } @else { (shown(word)) }
        }
    }
}

/// Lines whose control characters are escaped.
fn shown(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(crate::cli::print::shown).collect();
    lines.join("\n")
}

//! The whole page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::figure::Figure;
use super::view::{View, heading};
use super::words::safe;
use super::{
    answers, command, compare, costs, data, folds, history, importance, palette, parallel, provenance,
    racing, verdict,
};
use crate::cli::print;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Sections are written for at most so many studies; a comparison is of any number.
pub const MOST_SECTIONS: usize = 12;

/// The page of one study, or of several.
pub fn page(views: &[View]) -> String {
    let title = match views {
        [one] => format!("{}: report of a search", safe(&one.name)),
        several => format!("{} studies compared", several.len()),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("mcutune ", env!("CARGO_PKG_VERSION")));
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(palette::rules())) (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "To the content" }
                header {
                    h1 { (title) }
                    button #theme type="button" hidden { "Dark or light" }
                }
                main #content tabindex="-1" {
                    @match views {
                        [one] => (study(one, 2)),
                        several => (comparison(several)),
                    }
                }
                footer {
                    p {
                        "Made by mcutune " (env!("CARGO_PKG_VERSION")) " from "
                        @if views.iter().any(|view| view.answers.is_some()) { "the study and its data" } @else { "the studies alone" }
                        "; the page loads nothing."
                    }
                }
                p #told.unseen role="status" aria-live="polite" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn comparison(views: &[View]) -> Markup {
    let sections = views.len() <= MOST_SECTIONS;
    html! {
        section aria-labelledby="comparison-title" {
            (heading(2, "comparison-title", "Comparison"))
            (compare::html(views, sections))
            @match costs::overlay(views) {
                Some(figure) => (figure.html("", views[0].budget.rows * 2)),
                None => p { "There is no common picture: the studies have different scores, or none." },
            }
        }
        @if sections {
            @for view in views {
                section aria-labelledby=(format!("{}study", view.prefix)) {
                    h2 id=(format!("{}study", view.prefix)) { (safe(&view.name)) " " span.dir { (safe(&view.directory)) } }
                    (study(view, 3))
                }
            }
        } @else {
            p.note { "Sections of single studies are written for at most " (MOST_SECTIONS) " of them; `mcutune report` of one has them." }
        }
    }
}

/// The sections of a study, whose headings are of a level.
fn study(view: &View, level: u8) -> Markup {
    let section = |name: &str, title: &str, body: Markup| {
        let id = format!("{}{name}-title", view.prefix);
        html! {
            section aria-labelledby=(id) { (heading(level, &id, title)) (body) }
        }
    };
    let figure = |figure: Option<Figure<'_>>, without: &str| match figure {
        Some(figure) => figure.html(&view.prefix, view.budget.rows),
        None => html! { p { (without) } },
    };
    html! {
        (section("verdict", "Verdict", verdict::html(view)))
        (section("cost", "Score against cost", figure(costs::figure(view), "No trial has a score and a cost.")))
        (section("history", "Progress of the search", figure(history::figure(view), "No trial has a score.")))
        (section("parallel", "Hyperparameters", figure(parallel::figure(view), "No hyperparameter differs among trials with a score.")))
        (section("importance", "Which hyperparameters mattered", match importance::figure(view) {
            Ok(figure) => figure.html(&view.prefix, view.budget.rows),
            Err(why) => html! { p { (why) } },
        }))
        (section("folds", "Scores by fold", figure(folds::figure(view), "There is no winner with a score.")))
        (section("answers", "Learning curves and answers", html! {
            @if view.answers.is_some() {
                @for figure in answers::figures(view) {
                    (heading(level + 1, &format!("{}{}-title", view.prefix, figure.name), &figure.title))
                    (figure.html(&view.prefix, view.budget.rows))
                }
            } @else {
                p {
                    @if view.study.settings().contains_key("keep_predictions") {
                        "This study keeps answers, but no curves, and the page is not made of them: "
                    } @else {
                        "A study keeps no curves and no answers: "
                    }
                    code { (print::shown(&command::report(view))) }
                    " fits the winner and the best others again, and has them."
                }
            }
        }))
        (section("race", "Racing and fresh folds", html! {
            p { (racing::told(view)) }
            @if let Some(figure) = racing::dropped(view) { (figure.html(&view.prefix, view.budget.rows)) }
            p { (racing::confirmation(view)) }
            @if let Some(figure) = racing::confirmed(view) { (figure.html(&view.prefix, view.budget.rows)) }
        }))
        (section("data", "Data", data::facts(view)))
        (section("provenance", "Provenance", provenance::html(view)))
    }
}

/// All figures of a study, for files of their own.
pub fn figures(view: &View) -> Vec<Figure<'_>> {
    [
        costs::figure(view),
        history::figure(view),
        parallel::figure(view),
        importance::figure(view).ok(),
        folds::figure(view),
        racing::dropped(view),
        racing::confirmed(view),
    ]
    .into_iter()
    .flatten()
    .chain(answers::figures(view))
    .collect()
}

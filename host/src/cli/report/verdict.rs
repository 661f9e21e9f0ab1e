//! What came out, before anything else.

use jiff::Timestamp;
use maud::{Markup, html};
use mcutune::core::cost::Dtype;
use mcutune::report::Extent;
use mcutune::{MOST_CANDIDATES, Quantity, text};
use serde_json::Value as Json;

use super::view::View;
use super::words::{counted, interval, joined, percent, safe, seconds, some};
use super::{choice, holdout};
use crate::cli::{print, shards};

/// The section.
pub fn html(view: &View) -> Markup {
    html! {
        p.lead { (lead(view)) }
        @for note in notes(view) { p.note { (note) } }
        dl.facts {
            @if let Some(number) = view.results.winner() { (of_winner(view, number)) }
            dt { "Tried" } dd { (tried(view)) }
            dt { "Time" } dd { (time(view)) }
        }
        @if let Some(number) = view.results.winner() { (costs(view, number)) }
    }
}

fn lead(view: &View) -> String {
    let Some(number) = view.results.winner() else {
        let why = match view.results.trials().len() {
            0 => "no trial is done yet".to_owned(),
            trials => format!("none of {} has a score", counted(trials, "trial")),
        };
        return format!("There is no winner: {why}.");
    };
    let (mean, _) = view.mean_and_std(number);
    let (name, folds) = (view.score_name(), view.folds);
    if mean.is_nan() {
        return format!("Trial {number} wins, the first that could be fitted: no trial has a mean {name}.");
    }
    let mut scores = vec![format!("{name} {} over {folds} folds", print::mean(mean))];
    let fresh = view.fresh(number).filter(|(_, fresh, _)| fresh.is_finite());
    scores.extend(fresh.map(|(_, fresh, _)| format!("{} on fresh folds", print::mean(fresh))));
    let held_out = view.held_out.and_then(|held_out| held_out.in_short(view.by()));
    scores.extend(held_out);
    match scores.as_slice() {
        [first, last] => format!("Trial {number} wins with {first}, and {last}."),
        several => format!("Trial {number} wins with {}.", joined(several)),
    }
}

/// What is to be known of a study whose search has not ended, or not here.
fn notes(view: &View) -> Vec<String> {
    let missing = view.model.is_none() && view.results.winner().is_some();
    let missing = missing.then(|| {
        "The directory has no model of this winner: the search has not come to its end, or this is another rule than its \
         own."
            .to_owned()
    });
    match shards::which(&view.study) {
        Some(which) => vec![format!(
            "This is {}. So its best need not be the search's; `mcutune merge` makes one study of all.",
            which.trim_end()
        )],
        None => unfinished(view).into_iter().chain(missing).collect(),
    }
}

/// How much of its search a study has, where that is not all.
fn unfinished(view: &View) -> Option<String> {
    let done = view.results.trials().len();
    let asked = view.study.settings().get("trials").and_then(Json::as_u64);
    let of = |all: u64| match (asked, all) {
        // as many as there was time for
        (Some(MOST_CANDIDATES), MOST_CANDIDATES) => counted(done, "trial"),
        (None | Some(MOST_CANDIDATES), _) => format!("{done} of {}", counted(all, "trial")),
        (Some(_), 1) => format!("{done} of the 1 trial that was asked for"),
        (Some(_), _) => format!("{done} of the {all} trials that were asked for"),
    };
    match view.extent {
        Extent::Part { of: Some(all) } => Some(format!(
            "It has {}: the search was ended before, and the same command goes on.",
            of(all)
        )),
        Extent::Part { of: None } => Some(
            "It has not all of its iterations, or not all candidates of the last one: the search was ended before, and \
             the same command goes on."
                .into(),
        ),
        Extent::Unknown { asked: Some(asked) } => Some(format!(
            "It has {}: it was ended before, and the same command goes on, or its space has no more.",
            of(asked)
        )),
        Extent::Unknown { asked: None } | Extent::Whole => None,
    }
}

fn of_winner(view: &View, number: usize) -> Markup {
    let trial = view.trial(number);
    let (mean, std) = view.mean_and_std(number);
    let ends = view.interval(&view.fold_scores(number));
    html! {
        dt { "Winner" }
        dd {
            "trial " (number) ", "
            @for (at, (name, value)) in trial.params().iter().enumerate() {
                @if at > 0 { " " }
                code { (name.as_str()) "=" (safe(&text::short_param(value))) }
            }
            ", " (counted(trial.parameters(), "parameter"))
        }
        @if mean.is_finite() {
            dt { "Score of the search" }
            dd { (score(view, mean, std, ends)) }
        }
        @if let Some((fresh, mean, std)) = view.fresh(number) {
            dt { "Score of fresh folds" }
            dd {
                (score(view, mean, std, view.interval(fresh.scores(view.by()))))
                @if view.mean(number).is_finite() && mean.is_finite() {
                    "; the search said " (difference(view.mean(number) - mean))
                }
            }
        }
        (other_dtype(view, number))
        @if let Some(held_out) = &view.held_out {
            dt { "Score of rows held out" }
            dd { (held_out.in_full(view.results.scoring())) }
        } @else if let Some(why) = holdout::missing(view) {
            dt { "Held out" }
            dd { (why) }
        }
        dt { "Chosen by" }
        dd { (choice::told(view)) "." }
    }
}

fn difference(by: f64) -> String {
    match by >= 0.0 {
        _ if print::mean(by.abs()) == print::mean(0.0) => "the same".into(),
        true => format!("{} more", print::mean(by)),
        false => format!("{} less", print::mean(-by)),
    }
}

fn score(view: &View, mean: f64, std: f64, ends: Option<(f64, f64)>) -> Markup {
    html! {
        (view.score_name()) " " (print::score(mean, std)) " (standard deviation of the folds)"
        @if let Some(ends) = ends { ", 95 % interval of the mean " (interval(ends)) }
    }
}

/// What the same trial scores in the other numbers.
fn other_dtype(view: &View, number: usize) -> Markup {
    let trial = view.trial(number);
    let Some(int8) = trial.int8() else {
        return html! {};
    };
    let (name, mean, std) = match view.by() {
        Dtype::F32 => ("In int8", int8.mean, int8.std),
        Dtype::Int8 => ("In f32", trial.mean_test_score(), trial.std_test_score()),
    };
    html! {
        dt { (name) }
        dd {
            @if mean.is_nan() { "no mean score" } @else { (view.results.scoring()) " " (print::score(mean, std)) }
            @if int8.gap.is_finite() { "; int8 less f32: " (print::gap(int8.gap)) }
        }
    }
}

fn tried(view: &View) -> String {
    let counts = &view.counts;
    let strategy = view
        .study
        .settings()
        .get("strategy")
        .and_then(Json::as_str)
        .unwrap_or("a search");
    let parts: Vec<String> = [
        some(counts.scored, "with a score"),
        some(counts.all_dropped(), "dropped early"),
        some(counts.infeasible, "beyond the limits"),
        some(counts.failed, "without a score"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", joined(&parts))
    };
    format!(
        "{} by {strategy}{parts}; {} in {} folds",
        counted(counts.trials, "trial"),
        counted(counts.fits, "fit"),
        view.folds
    )
}

fn time(view: &View) -> String {
    let work = format!("{} of fits, added over all threads", seconds(view.counts.seconds));
    let Some((began, ended)) = view.study.span() else {
        return work;
    };
    let parsed = began
        .parse::<Timestamp>()
        .ok()
        .zip(ended.parse::<Timestamp>().ok());
    let Some((began, ended)) = parsed else {
        return work;
    };
    let lasted = ended.duration_since(began).as_secs_f64();
    let whole = |time: Timestamp| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    format!(
        "{work}; from the first trial's begin to the last one's end {}, {} to {} UTC",
        seconds(lasted),
        whole(began),
        whole(ended)
    )
}

fn costs(view: &View, number: usize) -> Markup {
    let trial = view.trial(number);
    let limits = &view.results.device().limits;
    let rows: Vec<(Quantity, u64, Option<u64>)> = Quantity::ALL
        .into_iter()
        .filter_map(|quantity| Some((quantity, trial.cost(quantity)?, limits.of(quantity))))
        .collect();
    let limited = rows.iter().any(|(_, _, limit)| limit.is_some());
    html! {
        @if !rows.is_empty() {
            div.scroll {
                table {
                    caption {
                        "What the winner needs of a " (view.results.device().mcu.name()) ", in " (view.results.device().dtype.name())
                        @if !limited { "; the search had no limits" }
                    }
                    thead { tr {
                        th scope="col" { "quantity" }
                        th.n scope="col" { "needs" }
                        @if limited { th.n scope="col" { "limit" } th scope="col" { "of the limit" } }
                    } }
                    tbody {
                        @for (quantity, needs, limit) in &rows {
                            tr {
                                th scope="row" { (quantity.title()) }
                                td.n { (needs) }
                                @if limited { (of_limit(*needs, *limit)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_limit(needs: u64, limit: Option<u64>) -> Markup {
    let Some(limit) = limit else {
        return html! { td.n { "none" } td {} };
    };
    let share = needs as f64 / limit as f64;
    html! {
        td.n { (limit) }
        td {
            span.bar aria-hidden="true" { i style=(format!("width:{:.1}%", (share * 100.0).min(100.0))) {} }
            " " (percent(share))
        }
    }
}

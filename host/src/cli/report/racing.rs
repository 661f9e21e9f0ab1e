//! What was dropped when, and what fresh folds said.

use maud::{Markup, html};
use mcutune::Select;
use mcutune::text::counted;

use super::bars::{self, Bar};
use super::chart::{Frame, px};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::view::View;
use super::words::{joined, percent, safe};
use crate::cli::print;

const WIDTH: f64 = 720.0;
const ROW: f64 = 30.0;

/// How candidates were dropped, in words.
pub fn told(view: &View) -> String {
    let race = view
        .study
        .settings()
        .get("race")
        .and_then(serde_json::Value::as_str);
    match race {
        _ if view.is_halving() => of_halving(view),
        Some(how) => of_race(view, how),
        None if view.counts.trials == 0 => "Nothing raced.".into(),
        None => "Every candidate was fitted on every fold: nothing raced.".into(),
    }
}

fn of_halving(view: &View) -> String {
    let resource = view.resource();
    let iterations = view.results.iterations().into_iter();
    let each = iterations.map(|(candidates, most)| {
        format!(
            "{} with {}",
            counted(candidates, "candidate"),
            view.resources(most)
        )
    });
    format!(
        "Successive halving: {}. The winner is of the last iteration. Candidates that are good with many {resource} \
         alone may have been dropped before.",
        joined(&each.collect::<Vec<_>>())
    )
}

fn of_race(view: &View, how: &str) -> String {
    let counts = &view.counts;
    let dropped = counts.all_dropped();
    let name = match how {
        "exact" => "Exact racing",
        "halving" => "Racing by halves",
        _ => "Racing",
    };
    let candidates = counted(counts.trials - counts.infeasible, "candidate");
    if dropped == 0 {
        return format!("{name}: none of {candidates} was dropped before its last fold.");
    }
    let promise = match how {
        "exact" if !view.results.objectives().is_score_alone() => {
            " Each is beaten in all objectives, even with the best possible score on all folds left."
        }
        "exact" if dropped == 1 => {
            " It could not have won, even with the best possible score on all folds left."
        }
        "exact" => " None of them could have won, even with the best possible score on all folds left.",
        "halving" => " The worse half was dropped after 1, 2, 4 … folds, so another winner is possible.",
        _ => "",
    };
    format!(
        "{name}: {dropped} of {candidates} {} before {}, which saved {} of {}.{promise}",
        if dropped == 1 {
            "was dropped"
        } else {
            "were dropped"
        },
        if dropped == 1 {
            "its last fold"
        } else {
            "their last fold"
        },
        percent(counts.share_saved()),
        counted(counts.fits + counts.fits_saved, "fit"),
    )
}

/// How many candidates were dropped after which fold.
pub fn dropped(view: &View) -> Option<Figure<'_>> {
    let counts = &view.counts;
    if counts.all_dropped() == 0 {
        return None;
    }
    let done = counts.scored + counts.failed;
    let mut rows: Vec<(String, usize)> = counts
        .dropped
        .iter()
        .enumerate()
        .skip_while(|(_, count)| **count == 0)
        .map(|(folds, &count)| (format!("dropped after {}", counted(folds, "fold")), count))
        .collect();
    rows.push((format!("fitted on all {} folds", view.folds), done));
    let bars: Vec<Bar> = rows
        .iter()
        .map(|(label, count)| Bar {
            label: label.clone(),
            length: *count as f64,
            text: counted(*count, "candidate"),
        })
        .collect();
    Some(Figure {
        name: "racing".into(),
        title: "Candidates by the folds that they got".into(),
        summary: format!(
            "Of {} {done} {} fitted on all folds.",
            counted(counts.trials - counts.infeasible, "candidate"),
            if done == 1 { "was" } else { "were" }
        ),
        left_out: None,
        drawing: bars::draw(&bars),
        table: Table::of(
            &["candidates that were", "how many"],
            rows.into_iter()
                .map(|(label, count)| vec![Cell::Text(label), Cell::Count(count as u64)])
                .collect(),
        ),
    })
}

/// What fresh folds said, in words.
pub fn confirmation(view: &View) -> String {
    let winner = view.results.winner();
    let told = winner.and_then(|winner| Some((winner, view.fresh(winner)?)));
    match told {
        Some((winner, (_, fresh, _))) => {
            let search = view.mean(winner);
            format!(
                "Fitted again on folds that another seed shuffled: {}. Of the winner the search said {}, the fresh folds \
                 say {}{}. {}.",
                who(view),
                print::mean(search),
                print::mean(fresh),
                off(search - fresh),
                chosen(view, winner)
            )
        }
        None if winner.is_none() || view.results.best().is_none() => {
            "No trial has a score to be confirmed on fresh folds.".into()
        }
        None if view.study.is_confirmed() => {
            "The search confirmed other trials on fresh folds than this rule would choose, so there is nothing on these.".into()
        }
        None => "Nothing was fitted again on fresh folds (search with --confirm), so the winner's score owes something \
                 to the folds that it was chosen by."
            .into(),
    }
}

/// By how much the search was off.
fn off(by: f64) -> String {
    let shown = print::mean(by.abs());
    match by > 0.0 {
        _ if shown == print::mean(0.0) => ", which is the same".into(),
        true => format!(": the search was too high by {shown}"),
        false => format!(": the search was too low by {shown}"),
    }
}

/// Which trials were fitted again.
fn who(view: &View) -> String {
    let several = view.results.confirmed().len();
    let of = match view.results.objectives().is_score_alone() {
        false => " of the front",
        true if !view.results.iterations().is_empty() => " of the last iteration",
        true => "",
    };
    match view.results.selection().rule {
        Select::Best => format!("the {}{of}", counted(several, "best trial")),
        rule => format!("{}{of} that {rule} chooses among", counted(several, "trial")),
    }
}

/// By what the winner won. Only of the best the results have whom the search alone had chosen.
fn chosen(view: &View, winner: usize) -> String {
    let best = view.results.best();
    match view.results.selection().rule {
        Select::Best if best == Some(winner) => {
            "The best mean of both scores won, which is the search's best too".into()
        }
        Select::Best => format!(
            "The best mean of both scores won; the search alone had chosen trial {}",
            best.map_or(String::new(), |best| best.to_string())
        ),
        rule => format!("The rule {rule} chose it, by the means of both scores"),
    }
}

/// The search's score and that of fresh folds, of each confirmed trial.
pub fn confirmed(view: &View) -> Option<Figure<'_>> {
    let rows: Vec<(usize, f64, f64)> = view
        .results
        .confirmed()
        .iter()
        .map(|one| (one.trial(), view.mean(one.trial()), one.mean_and_std(view.by()).0))
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(Figure {
        name: "confirmation".into(),
        title: "The search's scores and those of fresh folds".into(),
        summary: format!(
            "Fitted again: {}, from the best mean of both scores down; ★ is the winner.",
            who(view)
        ),
        left_out: None,
        drawing: pairs(view, &rows),
        table: Table::of(
            &["trial", "search", "fresh folds", "mean of both", "difference"],
            rows.into_iter().map(of_pair).collect(),
        ),
    })
}

fn of_pair((number, search, fresh): (usize, f64, f64)) -> Vec<Cell> {
    vec![
        Cell::Count(number as u64),
        Cell::Number(search),
        Cell::Number(fresh),
        Cell::Number((search + fresh) / 2.0),
        Cell::Number(search - fresh),
    ]
}

/// A row a trial, with both of its scores.
fn pairs(view: &View, rows: &[(usize, f64, f64)]) -> Drawing {
    let scores = rows.iter().flat_map(|(_, search, fresh)| [*search, *fresh]);
    let frame = Frame {
        left: 96.0,
        top: 12.0,
        width: WIDTH - 96.0 - 18.0,
        height: ROW * rows.len() as f64,
        x: Range::of(scores, 0.08),
        y: Range {
            low: 0.0,
            high: 1.0,
            log: false,
        },
        counts: false,
    };
    let winner = view.results.winner();
    let body = html! {
        (super::folds::columns(&frame, &view.score_name()))
        g.marks {
            @for (at, row) in rows.iter().enumerate() {
                @let y = frame.top + ROW * (at as f64 + 0.5);
                text.label x=(px(frame.left - 8.0)) y=(px(y + 4.0)) text-anchor="end" {
                    "trial " (row.0) @if winner == Some(row.0) { " ★" }
                }
                (pair(row, y, &frame))
            }
        }
    };
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    Drawing {
        width: WIDTH,
        height: frame.bottom() + 48.0,
        body,
        key: vec![
            entry(html! { circle.fold cx="12" cy="6" r="5.5" {} }, "the search"),
            entry(html! { circle.fold.fresh cx="12" cy="6" r="4" {} }, "fresh folds"),
        ],
        zoom: None,
    }
}

fn pair(&(number, search, fresh): &(usize, f64, f64), y: f64, frame: &Frame) -> Markup {
    let told = |whose: &str, score: f64| safe(&format!("trial {number}, {whose}: {}", print::mean(score)));
    html! {
        @if search.is_finite() && fresh.is_finite() {
            line.interval x1=(px(frame.at_x(search))) x2=(px(frame.at_x(fresh))) y1=(px(y)) y2=(px(y)) {}
        }
        @if search.is_finite() {
            circle.mark.fold cx=(px(frame.at_x(search))) cy=(px(y)) r="6" { title { (told("search", search)) } }
        }
        @if fresh.is_finite() {
            circle.mark.fold.fresh cx=(px(frame.at_x(fresh))) cy=(px(y)) r="4.5" { title { (told("fresh folds", fresh)) } }
        }
    }
}

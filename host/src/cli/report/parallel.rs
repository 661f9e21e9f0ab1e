//! Parallel coordinates: a line a trial, through its value on the axis of each hyperparameter.

use std::collections::BTreeSet;

use maud::{Markup, html};
use mcutune::report::{Axis, Scale};

use super::chart::{Frame, Range, points, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::view::View;
use super::words::{label, safe};

const HEIGHT: f64 = 400.0;
/// Between two axes, at least.
const APART: f64 = 112.0;
/// Above the axes are their names, on three lines at most.
const TOP: f64 = 58.0;
const BOTTOM: f64 = 372.0;

/// A line for each trial with a score; none where nothing differs.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    if view.axes.is_empty() || view.counts.scored == 0 {
        return None;
    }
    let means = view.results.means();
    let scored: Vec<usize> = view
        .results
        .by_rank()
        .into_iter()
        .filter(|&number| means[number].is_finite())
        .collect();
    let best = scored.len().div_ceil(10);
    let shown = shown(view, &scored, best);
    let room = 60.0 + view.axes.len() as f64 * APART + 60.0;
    let width = room.max(720.0);
    let at = |axis: usize| 60.0 + axis as f64 * (width - 120.0) / view.axes.len() as f64;
    let frame = score_axis(view, at(view.axes.len()));
    let body = html! {
        g.marks {
            @for &number in shown.iter().rev() {
                @let class = class(view, number, &scored[..best]);
                polyline class=(format!("mark {class}")) points=(points(line(view, number, &at, &frame))) {
                    title { (safe(&view.told(number))) }
                }
            }
        }
        // on the lines, so that they do not cross the numbers
        @for (axis, of) in view.axes.iter().enumerate() { (drawn(of, at(axis))) }
        (frame_axis(view, &frame))
    };
    let entry = |mark, text: String| KeyEntry { mark, text };
    let mut key = vec![
        entry(html! { polyline.line points="0,6 24,6" {} }, "trial".into()),
        entry(
            html! { polyline.line.best points="0,6 24,6" {} },
            format!("best tenth ({best})"),
        ),
    ];
    if view
        .results
        .winner()
        .is_some_and(|winner| shown.contains(&winner))
    {
        key.push(entry(
            html! { polyline.line.won points="0,6 24,6" {} },
            "winner".into(),
        ));
    }
    let left_out = (shown.len() < scored.len()).then(|| {
        format!(
            "{} of {} trials with a score are drawn: of the best tenth and of the others such as lie evenly by rank, and \
             the winner.",
            shown.len(),
            scored.len()
        )
    });
    let names: Vec<String> = view.axes.iter().map(|axis| axis.name().to_owned()).collect();
    Some(Figure {
        name: "parallel-coordinates".into(),
        title: "Hyperparameters and score".into(),
        summary: format!(
            "Each line is a trial, from its {} to its mean {}. {}",
            super::words::joined(&names),
            view.score_name(),
            of_best(view, &scored[..best])
        ),
        left_out,
        drawing: Drawing {
            width,
            height: HEIGHT,
            body,
            key,
            zoom: None,
        },
        table: table(view, scored),
    })
}

fn table(view: &View, scored: Vec<usize>) -> Table<'_> {
    Table::new(
        &["trial", "mean"],
        scored.len(),
        "from the best score down",
        move |at| {
            let mut row = vec![
                Cell::Count(scored[at] as u64),
                Cell::Number(view.mean(scored[at])),
            ];
            row.extend(view.chosen(scored[at]));
            row
        },
    )
    .with_columns(view.searched_names())
}

/// What the best tenth have in common.
fn of_best(view: &View, best: &[usize]) -> String {
    let of_axis = |axis: &Axis| {
        let mut values: Vec<f64> = best
            .iter()
            .map(|&number| axis.values()[number])
            .filter(|value| !value.is_nan())
            .collect();
        values.sort_by(f64::total_cmp);
        let (low, high) = (*values.first()?, *values.last()?);
        let text = match axis.scale() {
            Scale::Categories(names) => {
                let mut all: Vec<String> = values
                    .iter()
                    .map(|value| label(&names[*value as usize], 24))
                    .collect();
                all.dedup();
                match all.len() == names.len() && all.len() > 1 {
                    true => return None,
                    false => all.join(" or "),
                }
            }
            Scale::Numbers { .. } => {
                let short = |value: f64| number(value, axis.scale());
                format!("{} to {}", short(low), short(high))
            }
        };
        Some(format!("{} {text}", axis.name()))
    };
    let parts: Vec<String> = view.axes.iter().filter_map(of_axis).collect();
    match parts.is_empty() {
        true => "The best tenth have every value.".into(),
        false => format!("The best tenth have {}.", parts.join(", ")),
    }
}

/// Those of the best tenth and of the others that are drawn, from the best down; the winner is among them.
fn shown(view: &View, scored: &[usize], best: usize) -> Vec<usize> {
    let most = view.budget.lines;
    let mut kept: BTreeSet<usize> = thinned(&scored[..best], most / 3).into_iter().collect();
    kept.extend(thinned(&scored[best..], most - kept.len()));
    kept.extend(view.results.winner());
    scored
        .iter()
        .copied()
        .filter(|number| kept.contains(number))
        .collect()
}

fn class(view: &View, number: usize, best: &[usize]) -> &'static str {
    if view.results.winner() == Some(number) {
        "line won"
    } else if best.contains(&number) {
        "line best"
    } else {
        "line"
    }
}

/// The corners of a trial's line; an axis of which it has no value is passed over.
fn line(view: &View, number: usize, at: &dyn Fn(usize) -> f64, frame: &Frame) -> Vec<(f64, f64)> {
    let floor = view.floor;
    let placed = view.axes.iter().enumerate();
    let placed = placed.filter_map(|(i, axis)| Some((at(i), height(axis.place(number)?))));
    let score = (frame.left, frame.at_y(view.mean(number).max(floor)));
    placed.chain([score]).collect()
}

fn height(place: f64) -> f64 {
    BOTTOM - place * (BOTTOM - TOP)
}

fn number(value: f64, scale: &Scale) -> String {
    match scale {
        Scale::Numbers { whole: true, .. } => format!("{value:.0}"),
        _ => {
            let short = mcutune::text::short(value);
            short.strip_suffix(".0").map_or(short.clone(), str::to_owned)
        }
    }
}

/// A vertical axis with its name and values.
fn drawn(axis: &Axis, x: f64) -> Markup {
    let marks: Vec<(f64, String)> = match axis.scale() {
        Scale::Categories(names) => {
            let last = (names.len().max(2) - 1) as f64;
            let place = |at: usize| if names.len() == 1 { 0.5 } else { at as f64 / last };
            names
                .iter()
                .enumerate()
                .map(|(at, name)| (place(at), label(name, 12)))
                .collect()
        }
        &Scale::Numbers {
            low,
            high,
            log,
            whole,
        } => {
            let range = Range { low, high, log };
            match high > low {
                true => if whole {
                    range.whole_ticks(6)
                } else {
                    range.ticks(6)
                }
                .into_iter()
                .map(|(value, text)| (range.share(value), text))
                .collect(),
                false => vec![(0.5, number(low, axis.scale()))],
            }
        }
    };
    html! {
        line.rail x1=(px(x)) x2=(px(x)) y1=(px(TOP)) y2=(px(BOTTOM)) {}
        (name(axis.name(), x))
        @for (place, text) in marks {
            text.tick.on-line x=(px(x - 6.0)) y=(px(height(place) + 4.0)) text-anchor="end" { (text) }
        }
    }
}

/// A name, broken at its underscores where it is wide, above an axis.
fn name(name: &str, x: f64) -> Markup {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_inclusive(['_', ' ']) {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() <= 14 => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    let first = TOP - 14.0 - 14.0 * lines.len().saturating_sub(1) as f64;
    html! {
        @for (at, line) in lines.iter().enumerate() {
            text.axis x=(px(x)) y=(px(first + 14.0 * at as f64)) text-anchor="middle" { (label(line, 20)) }
        }
    }
}

/// The last axis, of the score.
fn score_axis(view: &View, x: f64) -> Frame {
    let means = view.results.means();
    let floor = view.floor;
    let scores = means
        .iter()
        .filter(|mean| mean.is_finite())
        .map(|mean| mean.max(floor));
    let y = Range::of(scores, 0.0);
    Frame {
        left: x,
        top: TOP,
        width: 0.0,
        height: BOTTOM - TOP,
        x: y,
        y,
        counts: false,
    }
}

fn frame_axis(view: &View, frame: &Frame) -> Markup {
    html! {
        line.rail x1=(px(frame.left)) x2=(px(frame.left)) y1=(px(TOP)) y2=(px(BOTTOM)) {}
        (name(view.results.scoring(), frame.left))
        @for (value, text) in frame.y.ticks(6) {
            text.tick.on-line x=(px(frame.left + 6.0)) y=(px(frame.at_y(value) + 4.0)) { (text) }
        }
    }
}

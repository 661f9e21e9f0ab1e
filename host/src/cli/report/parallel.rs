//! Parallel coordinates: a line a trial, through its value on the axis of each hyperparameter.

use std::collections::BTreeSet;

use maud::{Markup, html};
use mcutune::report::{Axis, Scale, in_first};

use super::chart::{Frame, points, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::view::View;
use super::words::{label, safe};
use crate::cli::picture::fence;

const HEIGHT: f64 = 400.0;
/// Between two axes, at least.
const APART: f64 = 112.0;
/// Above the axes are their names, on three lines at most.
const TOP: f64 = 58.0;
const BOTTOM: f64 = 372.0;
/// So far below the axis a line ends whose score is below it.
const BELOW: f64 = 14.0;

/// The trials of the figure, whose scores are measures of each other: of a halving search those of its first iteration.
struct Field<'a> {
    view: &'a View,
    /// Those with a score, from the best down.
    scored: Vec<usize>,
    /// How many of them are the best tenth.
    best: usize,
    /// The winner, of a halving search as it was in the first iteration.
    winner: Option<usize>,
    /// Below it a line ends below the axis of the scores.
    floor: f64,
}

impl<'a> Field<'a> {
    fn of(view: &'a View) -> Self {
        let (first, results) = (view.first(), &view.results);
        let by_rank = results.by_rank().into_iter();
        let scored: Vec<usize> = by_rank
            .filter(|number| first.contains(number) && view.mean(*number).is_finite())
            .collect();
        Self {
            best: scored.len().div_ceil(10),
            winner: results.winner().and_then(|winner| in_first(results, winner)),
            floor: fence(scored.iter().map(|&number| view.mean(number))),
            scored,
            view,
        }
    }

    fn is_best(&self, number: usize) -> bool {
        self.scored[..self.best].contains(&number)
    }

    /// Those of the best tenth and of the others that are drawn, from the best down; the winner is among them.
    fn shown(&self) -> Vec<usize> {
        let (most, (best, others)) = (self.view.budget.lines, self.scored.split_at(self.best));
        let mut kept: BTreeSet<usize> = thinned(best, most / 3).into_iter().collect();
        kept.extend(thinned(others, most - kept.len()));
        kept.extend(self.winner);
        let all = self.scored.iter().copied();
        all.filter(|number| kept.contains(number)).collect()
    }

    fn is_below(&self, number: usize) -> bool {
        self.view.mean(number) < self.floor
    }

    fn class(&self, number: usize) -> &'static str {
        if self.winner == Some(number) {
            "line won"
        } else if self.is_best(number) {
            "line best"
        } else {
            "line"
        }
    }

    /// The last axis, of the score.
    fn score_axis(&self, x: f64) -> Frame {
        let scores = self
            .scored
            .iter()
            .map(|&number| self.view.mean(number).max(self.floor));
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

    /// The corners of a trial's line; an axis of which it has no value is passed over.
    fn line(&self, number: usize, at: &dyn Fn(usize) -> f64, score: &Frame) -> Vec<(f64, f64)> {
        let placed = self.view.axes.iter().enumerate();
        let placed = placed.filter_map(|(i, axis)| Some((at(i), height(axis.place(number)?))));
        let y = match self.is_below(number) {
            true => BOTTOM + BELOW,
            false => score.at_y(self.view.mean(number)),
        };
        placed.chain([(score.left, y)]).collect()
    }
}

/// A line for each trial with a score; none where nothing differs.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let field = Field::of(view);
    if view.axes.is_empty() || field.scored.is_empty() {
        return None;
    }
    let shown = field.shown();
    let left_out = (shown.len() < field.scored.len()).then(|| {
        format!(
            "{} of {} trials with a score are drawn: of the best tenth and of the others such as lie evenly by rank, and \
             the winner.",
            shown.len(),
            field.scored.len()
        )
    });
    Some(Figure {
        name: "parallel-coordinates".into(),
        title: "Hyperparameters and score".into(),
        summary: summary(&field),
        left_out,
        drawing: drawing(&field, &shown),
        table: table(view, field.scored),
    })
}

fn summary(field: &Field<'_>) -> String {
    let view = field.view;
    let names: Vec<String> = view.axes.iter().map(|axis| axis.name().to_owned()).collect();
    let of = match view.results.iterations().first() {
        Some(&(_, least)) => format!(
            " of the first iteration, which has every candidate once and gives each {}",
            view.resources(least)
        ),
        None => String::new(),
    };
    format!(
        "Each line is a trial{of}, from its {} to its mean {}. {}",
        super::words::joined(&names),
        view.score_name(),
        of_best(view, &field.scored[..field.best])
    )
}

fn drawing(field: &Field<'_>, shown: &[usize]) -> Drawing {
    let axes = &field.view.axes;
    let room = 60.0 + axes.len() as f64 * APART + 60.0;
    let width = room.max(720.0);
    let at = |axis: usize| 60.0 + axis as f64 * (width - 120.0) / axes.len() as f64;
    let score = field.score_axis(at(axes.len()));
    let body = html! {
        g.marks {
            @for &number in shown.iter().rev() {
                polyline class=(format!("mark {}", field.class(number))) points=(points(field.line(number, &at, &score))) {
                    title { (safe(&field.view.told(number))) }
                }
            }
        }
        // on the lines, so that they do not cross the numbers
        @for (axis, of) in axes.iter().enumerate() { (drawn(of, at(axis))) }
        (frame_axis(field.view, &score))
    };
    Drawing {
        width,
        height: HEIGHT,
        body,
        key: key(field, shown),
        zoom: None,
    }
}

fn key(field: &Field<'_>, shown: &[usize]) -> Vec<KeyEntry> {
    let entry = |mark, text: String| KeyEntry { mark, text };
    let mut key = vec![
        entry(html! { polyline.line points="0,6 24,6" {} }, "trial".into()),
        entry(
            html! { polyline.line.best points="0,6 24,6" {} },
            format!("best tenth ({})", field.best),
        ),
    ];
    if field.winner.is_some_and(|winner| shown.contains(&winner)) {
        let text = match field.view.iterations.len() {
            1 => "winner",
            _ => "winner, as it was in the first iteration",
        };
        key.push(entry(
            html! { polyline.line.won points="0,6 24,6" {} },
            text.into(),
        ));
    }
    let below = shown.iter().filter(|&&number| field.is_below(number)).count();
    if below > 0 {
        key.push(entry(
            html! { polyline.line points="0,2 24,10" {} },
            format!("ends below the axis ({below})"),
        ));
    }
    key
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
    let parts = view.axes.iter();
    let parts: Vec<String> = parts.filter_map(|axis| in_common(axis, best)).collect();
    let (who, have) = match best.len() {
        1 => ("The best tenth, which is one trial,", "has"),
        _ => ("The best tenth", "have"),
    };
    match parts.is_empty() {
        true => format!("{who} {have} every value."),
        false => format!("{who} {have} {}.", parts.join(", ")),
    }
}

/// What some trials chose of a parameter, from the least to the greatest; none where that is all that there is.
fn in_common(axis: &Axis, trials: &[usize]) -> Option<String> {
    let mut values: Vec<f64> = trials
        .iter()
        .map(|&number| axis.values()[number])
        .filter(|value| !value.is_nan())
        .collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (*values.first()?, *values.last()?);
    let text = match axis.scale() {
        Scale::Categories(names) => {
            values.dedup();
            if values.len() == names.len() && values.len() > 1 {
                return None;
            }
            let chosen = values.iter().map(|value| label(&names[*value as usize], 24));
            chosen.collect::<Vec<_>>().join(" or ")
        }
        scale @ Scale::Numbers { .. } if low == high => number(low, scale),
        scale @ Scale::Numbers { .. } => format!("{} to {}", number(low, scale), number(high, scale)),
    };
    Some(format!("{} {text}", axis.name()))
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
    html! {
        line.rail x1=(px(x)) x2=(px(x)) y1=(px(TOP)) y2=(px(BOTTOM)) {}
        (name(axis.name(), x))
        @for (place, text) in marks(axis) {
            text.tick.on-line x=(px(x - 6.0)) y=(px(height(place) + 4.0)) text-anchor="end" { (text) }
        }
    }
}

/// Values along an axis, each with its place from 0 to 1.
fn marks(axis: &Axis) -> Vec<(f64, String)> {
    match axis.scale() {
        Scale::Categories(names) => {
            let last = (names.len().max(2) - 1) as f64;
            let place = |at: usize| if names.len() == 1 { 0.5 } else { at as f64 / last };
            let all = names.iter().enumerate();
            all.map(|(at, name)| (place(at), label(name, 12))).collect()
        }
        &Scale::Numbers { low, high, .. } if high <= low => vec![(0.5, number(low, axis.scale()))],
        &Scale::Numbers {
            low,
            high,
            log,
            whole,
        } => {
            let range = Range { low, high, log };
            let ticks = if whole {
                range.whole_ticks(6)
            } else {
                range.ticks(6)
            };
            let ticks = ticks.into_iter();
            ticks.map(|(value, text)| (range.share(value), text)).collect()
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

fn frame_axis(view: &View, frame: &Frame) -> Markup {
    html! {
        line.rail x1=(px(frame.left)) x2=(px(frame.left)) y1=(px(TOP)) y2=(px(BOTTOM)) {}
        (name(view.results.scoring(), frame.left))
        @for (value, text) in frame.y.ticks(6) {
            text.tick.on-line x=(px(frame.left + 6.0)) y=(px(frame.at_y(value) + 4.0)) { (text) }
        }
    }
}

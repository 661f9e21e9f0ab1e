//! Scores by fold of the best trials, with intervals of their means.

use maud::{Markup, html};

use super::chart::{Frame, px};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::view::View;
use super::words::{interval, safe};
use crate::cli::print;

const WIDTH: f64 = 720.0;
const ROW: f64 = 30.0;
const LEFT: f64 = 96.0;
/// Trials that are drawn beside the winner.
const SHOWN: usize = 10;

/// One row of the figure: scores of a trial on one set of folds.
struct Row {
    number: usize,
    fresh: bool,
    scores: Vec<f64>,
    mean: f64,
    std: f64,
    interval: Option<(f64, f64)>,
}

/// The winner first, then the best by rank, each on the search's folds and, where it was confirmed, on fresh ones.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let winner = view.results.winner();
    let winner = winner.filter(|&number| view.mean(number).is_finite())?;
    let others: Vec<usize> = view.runners_up().take(SHOWN).collect();
    let numbers = std::iter::once(winner).chain(others.iter().copied());
    let rows: Vec<Row> = numbers.flat_map(|number| rows(view, number)).collect();
    let of = if view.is_halving() {
        " of the last iteration"
    } else {
        ""
    };
    let with = match others.len() {
        0 => String::new(),
        1 => format!(" and the best other{of}"),
        many => format!(" and the {many} best others{of}"),
    };
    Some(Figure {
        name: "folds".into(),
        title: format!("{} by fold", view.score_name()),
        summary: format!(
            "The winner (★){with}. The interval is that of Student's t with the variance that Nadeau and Bengio (2003) \
             correct for rows that folds share; it does not know that the winner was the best of many, which fresh \
             folds do.",
        ),
        left_out: None,
        drawing: drawing(view, winner, &rows),
        table: table(view, rows),
    })
}

fn drawing(view: &View, winner: usize, rows: &[Row]) -> Drawing {
    let frame = frame(rows);
    let marks = html! { @for (at, row) in rows.iter().enumerate() { (drawn(row, at, &frame)) } };
    let body = html! {
        (columns(&frame, &view.score_name()))
        @for (at, row) in rows.iter().enumerate() {
            text.label x=(px(LEFT - 8.0)) y=(px(frame.top + ROW * (at as f64 + 0.5) + 4.0)) text-anchor="end" {
                @if row.fresh { "fresh folds" } @else { "trial " (row.number) @if row.number == winner { " ★" } }
            }
        }
        (frame.inside(&format!("{}folds-clip", view.prefix), marks))
    };
    Drawing {
        width: WIDTH,
        height: frame.bottom() + 48.0,
        body,
        key: key(rows, &frame),
        zoom: None,
    }
}

/// Room for the scores, and for the intervals as far as they do not flatten these.
fn frame(rows: &[Row]) -> Frame {
    let scores = rows
        .iter()
        .flat_map(|row| row.scores.iter().copied().chain([row.mean]));
    let of_scores = Range::of(scores, 0.08);
    let span = of_scores.high - of_scores.low;
    let ends = rows.iter().filter_map(|row| row.interval);
    let ends = ends.flat_map(|(low, high)| [low, high]);
    let ends = ends.map(|end| end.clamp(of_scores.low - span, of_scores.high + span));
    Frame {
        left: LEFT,
        top: 12.0,
        width: WIDTH - LEFT - 18.0,
        height: ROW * rows.len() as f64,
        x: Range::of(ends.chain([of_scores.low, of_scores.high]), 0.02),
        y: Range {
            low: 0.0,
            high: 1.0,
            log: false,
        },
        counts: false,
    }
}

fn key(rows: &[Row], frame: &Frame) -> Vec<KeyEntry> {
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    let mut key = vec![
        entry(html! { circle.fold cx="12" cy="6" r="3.5" {} }, "fold"),
        entry(html! { path.mean d="M12 1v10" {} }, "mean"),
    ];
    if rows.iter().any(|row| row.interval.is_some()) {
        let mark = html! { line.interval x1="1" x2="23" y1="6" y2="6" {} };
        key.push(entry(mark, "95 % interval of the mean"));
    }
    let is_cut = |(low, high): (f64, f64)| low < frame.x.low || high > frame.x.high;
    if rows.iter().filter_map(|row| row.interval).any(is_cut) {
        let mark = html! { path.cut d="M9 1l-8 5l8 5M15 1l8 5l-8 5" {} };
        key.push(entry(mark, "goes on beyond the axis"));
    }
    if rows.iter().any(|row| row.fresh) {
        let mark = html! { circle.fold.fresh cx="12" cy="6" r="3.5" {} };
        key.push(entry(mark, "fresh fold"));
    }
    key
}

fn rows(view: &View, number: usize) -> Vec<Row> {
    let row = |fresh: bool, scores: Vec<f64>, (mean, std): (f64, f64)| Row {
        number,
        fresh,
        interval: view.interval(&scores),
        scores,
        mean,
        std,
    };
    let mut rows = vec![row(false, view.fold_scores(number), view.mean_and_std(number))];
    if let Some((confirmed, mean, std)) = view.fresh(number) {
        rows.push(row(true, confirmed.scores(view.by()).to_vec(), (mean, std)));
    }
    rows
}

fn table(view: &View, rows: Vec<Row>) -> Table<'_> {
    let folds: Vec<String> = (0..view.folds).map(|fold| format!("fold {fold}")).collect();
    let count = rows.len();
    Table::new(
        &["trial", "folds", "mean", "std", "95 % interval"],
        count,
        "the winner first",
        move |at| {
            let row = &rows[at];
            let mut cells = vec![
                Cell::Count(row.number as u64),
                Cell::from(if row.fresh { "fresh" } else { "search" }),
                Cell::Number(row.mean),
                Cell::Number(row.std),
                row.interval.map_or(Cell::None, |ends| Cell::Text(interval(ends))),
            ];
            cells.extend(row.scores.iter().map(|score| Cell::Number(*score)));
            cells
        },
    )
    .with_columns(folds)
}

/// Vertical lines at round scores.
pub fn columns(frame: &Frame, name: &str) -> Markup {
    html! {
        g.grid {
            @for (value, text) in frame.x.ticks(7) {
                @let x = px(frame.at_x(value));
                line x1=(x) x2=(x) y1=(px(frame.top)) y2=(px(frame.bottom())) {}
                text.tick x=(x) y=(px(frame.bottom() + 17.0)) text-anchor="middle" { (text) }
            }
        }
        text.axis x=(px(frame.left + frame.width / 2.0)) y=(px(frame.bottom() + 38.0)) text-anchor="middle" { (name) }
    }
}

/// How far a fold is moved off its line, because others before it are at the same place.
fn aside(scores: &[f64], fold: usize, frame: &Frame) -> f64 {
    let x = frame.at_x(scores[fold]);
    let before = scores[..fold]
        .iter()
        .filter(|score| (frame.at_x(**score) - x).abs() < 3.0)
        .count();
    let step = before.div_ceil(2).min(2) as f64 * 5.5;
    if before % 2 == 1 { -step } else { step }
}

fn drawn(row: &Row, at: usize, frame: &Frame) -> Markup {
    let y = frame.top + ROW * (at as f64 + 0.5);
    let told = |text: String| {
        safe(&format!(
            "trial {}{}: {text}",
            row.number,
            if row.fresh { ", fresh folds" } else { "" }
        ))
    };
    let class = if row.fresh { "mark fold fresh" } else { "mark fold" };
    html! {
        @if let Some(ends) = row.interval {
            line.mark.interval x1=(px(frame.at_x(ends.0))) x2=(px(frame.at_x(ends.1))) y1=(px(y)) y2=(px(y)) {
                title { (told(format!("{}, 95 % interval {}", print::score(row.mean, row.std), interval(ends)))) }
            }
            @if ends.0 < frame.x.low { path.cut d=(format!("M{} {}l-8 5l8 5", px(frame.left + 9.0), px(y - 5.0))) {} }
            @if ends.1 > frame.x.high { path.cut d=(format!("M{} {}l8 5l-8 5", px(frame.right() - 9.0), px(y - 5.0))) {} }
        }
        path.mean d=(format!("M{} {}v16", px(frame.at_x(row.mean)), px(y - 8.0))) {}
        @for (fold, score) in row.scores.iter().enumerate() {
            @if score.is_finite() {
                @let beside = y + aside(&row.scores, fold, frame);
                circle class=(class) cx=(px(frame.at_x(*score))) cy=(px(beside)) r="3.5" {
                    title { (told(format!("fold {fold} {}", print::mean(*score)))) }
                }
            }
        }
    }
}

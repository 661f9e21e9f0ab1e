//! How the best score rose from trial to trial.

use maud::html;
use mcutune::report::improvements;

use super::chart::{Frame, Range, points, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::view::View;
use super::words::safe;

const SIZE: (f64, f64) = (720.0, 340.0);

/// The best score so far by the number of the trial.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let means = view.results.means();
    let better = improvements(means);
    let (first, last) = (*better.first()?, *better.last()?);
    let trials = means.len();
    let (shown, rest) = shown(view, &better);
    let frame = frame(view);
    let floor = view.floor;
    let place = |number: usize| (frame.at_x(number as f64), frame.at_y(means[number].max(floor)));
    // a worst case has an improvement a trial
    let stairs: Vec<usize> = thinned(&better, view.budget.points);
    let mut corners = super::chart::steps(stairs.iter().map(|&number| place(number)));
    corners.push((frame.at_x((trials - 1) as f64), place(last).1));
    let without: Vec<usize> = (0..trials).filter(|&number| means[number].is_nan()).collect();
    let ticks = thinned(&without, view.budget.points / 4);
    let marks = html! {
        @for &number in &ticks {
            @let x = px(frame.at_x(number as f64));
            line.unscored x1=(x) x2=(x) y1=(px(frame.bottom() - 8.0)) y2=(px(frame.bottom())) {}
        }
        @for &number in &shown {
            @let (x, y) = place(number);
            circle.mark.trial cx=(px(x)) cy=(px(y)) r="3.5" { title { (safe(&view.told(number))) } }
        }
        polyline.front points=(points(corners)) {}
        @if let Some(number) = view.results.winner().filter(|&number| means[number].is_finite()) {
            @let (x, y) = place(number);
            circle.winner cx=(px(x)) cy=(px(y)) r="8" {}
        }
    };
    let body = html! {
        (frame.axes("trial", &format!("{} (mean of folds)", view.score_name())))
        (frame.inside(&format!("{}history-clip", view.prefix), marks))
    };
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    let mut key = vec![
        entry(html! { circle.trial cx="12" cy="6" r="3.5" {} }, "trial"),
        entry(
            html! { polyline.front points="0,10 12,10 12,3 24,3" {} },
            "best so far",
        ),
        entry(html! { circle.winner cx="12" cy="6" r="5" {} }, "winner"),
    ];
    if !without.is_empty() {
        key.push(entry(
            html! { line.unscored x1="12" x2="12" y1="2" y2="10" {} },
            "trial without a score",
        ));
    }
    let order = better;
    Some(Figure {
        name: "history".into(),
        title: format!("Best {} so far", view.score_name()),
        summary: format!(
            "Trials in the order in which they were proposed. {}; {}.",
            match order.len() - 1 {
                0 => format!("None was better than trial {first}, the first with a score, at {:.4}", means[first]),
                times => format!(
                    "The best score rose {}, from {:.4} of trial {first} to {:.4} of trial {last}",
                    if times == 1 { "once".to_owned() } else { format!("{times} times") },
                    means[first],
                    means[last],
                ),
            },
            match trials - 1 - last {
                0 => "that was the last trial".to_owned(),
                since => format!("in the {} after it there was no gain", super::words::counted(since, "trial")),
            }
        ),
        left_out: (rest > 0).then(|| {
            format!(
                "{} of {} trials with a score are drawn: all that were better than those before them, and of the others \
                 such as lie evenly; the line has all.",
                shown.len(),
                shown.len() + rest
            )
        }),
        drawing: Drawing { width: SIZE.0, height: SIZE.1, body, key, zoom: Some(frame.zoom()) },
        table: Table::new(&["trial", "mean", "gain"], order.len(), "by number", move |at| {
            let number = order[at];
            let before = at.checked_sub(1).map_or(f64::NAN, |at| means[order[at]]);
            vec![
                Cell::Count(number as u64),
                Cell::Number(means[number]),
                Cell::Number(means[number] - before),
            ]
        }),
    })
}

/// Trials that are drawn, and how many more have a score.
fn shown(view: &View, better: &[usize]) -> (Vec<usize>, usize) {
    let means = view.results.means();
    let mut shown = thinned(better, view.budget.points / 2);
    let rest: Vec<usize> = (0..means.len())
        .filter(|number| means[*number].is_finite() && better.binary_search(number).is_err())
        .collect();
    let drawn = thinned(&rest, view.budget.points.saturating_sub(shown.len()));
    let left = rest.len() - drawn.len() + better.len() - shown.len();
    shown.extend(drawn);
    shown.sort_unstable();
    (shown, left)
}

fn frame(view: &View) -> Frame {
    let means = view.results.means();
    let floor = view.floor;
    let numbers = [0.0, (means.len() - 1) as f64];
    Frame::within(
        SIZE.0,
        SIZE.1,
        Range::of(numbers.into_iter(), 0.02),
        Range::of(
            means
                .iter()
                .filter(|mean| mean.is_finite())
                .map(|mean| mean.max(floor)),
            0.08,
        ),
    )
    .counting()
}

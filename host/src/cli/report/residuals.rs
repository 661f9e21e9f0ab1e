//! True values against answers.

use maud::{Markup, html};
use mcutune::core::cost::Dtype;

use super::answers::Rows;
use super::chart::{Frame, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::view::View;
use super::words::counted;
use crate::cli::print;

const SIZE: (f64, f64) = (720.0, 420.0);

/// Values of some rows and their answers; none where none of them are finite.
pub fn figure<'a>(view: &View, pairs: &'a [(f32, f32)], (rows, dtype): (Rows, Dtype)) -> Option<Figure<'a>> {
    let finite = |(truth, answer): &(f32, f32)| truth.is_finite() && answer.is_finite();
    if !pairs.iter().any(finite) {
        return None;
    }
    let all: Vec<usize> = (0..pairs.len()).collect();
    let shown = thinned(&all, view.budget.points / 2);
    let name = rows.named("residuals", dtype);
    Some(Figure {
        title: format!(
            "Answers of the winner against the values, {}, {}",
            rows.title(),
            dtype.name()
        ),
        summary: format!("{} {}", rows.told(dtype), errors(pairs)),
        left_out: (shown.len() < pairs.len()).then(|| {
            format!(
                "{} of {} are drawn, evenly.",
                shown.len(),
                counted(pairs.len(), "row")
            )
        }),
        drawing: drawing(&format!("{}{name}-clip", view.prefix), pairs, &shown),
        table: table(pairs),
        name,
    })
}

/// How far the answers are off.
fn errors(pairs: &[(f32, f32)]) -> String {
    let off = |&pair: &(f32, f32)| residual(pair).abs();
    let mut errors: Vec<f64> = pairs.iter().map(off).collect();
    errors.sort_by(f64::total_cmp);
    let mean = errors.iter().sum::<f64>() / errors.len() as f64;
    let at = |at: usize| print::mean(errors[at]);
    format!(
        "The answers to {} are off by {} in the mean, half of them by {} or less, the worst by {}.",
        counted(pairs.len(), "row"),
        print::mean(mean),
        at((errors.len() - 1) / 2),
        at(errors.len() - 1)
    )
}

fn drawing(clip: &str, pairs: &[(f32, f32)], shown: &[usize]) -> Drawing {
    let both = pairs
        .iter()
        .flat_map(|&(truth, answer)| [f64::from(truth), f64::from(answer)]);
    let range = Range::of(both, 0.04);
    let frame = Frame::within(SIZE.0, SIZE.1, range, range);
    let marks = html! {
        line.ideal x1=(px(frame.left)) x2=(px(frame.right())) y1=(px(frame.bottom())) y2=(px(frame.top)) {}
        @for &at in shown { (row(pairs[at], &frame)) }
    };
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    Drawing {
        width: SIZE.0,
        height: SIZE.1,
        body: html! {
            (frame.axes("value", "answer"))
            (frame.inside(clip, marks))
        },
        key: vec![
            entry(html! { circle.trial cx="12" cy="6" r="3" {} }, "row"),
            entry(
                html! { line.ideal x1="0" x2="24" y1="6" y2="6" {} },
                "an answer without an error",
            ),
        ],
        zoom: Some(frame.zoom()),
    }
}

/// scikit-learn's: positive where the answer is too small.
fn residual((truth, answer): (f32, f32)) -> f64 {
    f64::from(truth) - f64::from(answer)
}

fn row((truth, answer): (f32, f32), frame: &Frame) -> Markup {
    html! {
        circle.mark.trial cx=(px(frame.at_x(truth.into()))) cy=(px(frame.at_y(answer.into()))) r="3" {
            title { (format!("value {truth}, answer {answer}, residual {:+}", residual((truth, answer)) as f32)) }
        }
    }
}

fn table(pairs: &[(f32, f32)]) -> Table<'_> {
    let header = ["value", "answer", "residual"];
    Table::new(&header, pairs.len(), "row by row", move |at| {
        let (truth, answer) = pairs[at];
        vec![
            Cell::Number(truth.into()),
            Cell::Number(answer.into()),
            Cell::Number(residual(pairs[at])),
        ]
    })
}

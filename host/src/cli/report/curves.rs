//! Learning curves: the loss of the winner and the best others, epoch by epoch.

use maud::html;

use super::chart::{Frame, points, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::view::View;
use super::words::{counted, safe};
use crate::cli::print;

const SIZE: (f64, f64) = (720.0, 360.0);

/// Epochs of a curve that are drawn, at most.
const EPOCHS: usize = 200;

/// The mean losses of some trials, the winner's first; none where no trial has one.
pub fn figure<'a>(view: &View, curves: &'a [(usize, Vec<f64>)]) -> Option<Figure<'a>> {
    let longest = curves.iter().map(|(_, curve)| curve.len()).max();
    let longest = longest.filter(|&longest| longest > 0)?;
    Some(Figure {
        name: "learning-curves".into(),
        title: "Learning curves".into(),
        summary: format!(
            "The loss on the rows that are trained on, epoch by epoch: the mean of the folds, as far as all of them ran. \
             {} was fitted again on {} folds, to the scores of the search.",
            match curves.len() - 1 {
                0 => "The winner".to_owned(),
                others => format!("The winner, with {},", counted(others, "other trial")),
            },
            view.folds
        ),
        left_out: (longest > EPOCHS).then(|| format!("{EPOCHS} of {longest} epochs are drawn, evenly.")),
        drawing: drawing(view, curves, longest),
        table: table(curves, longest),
    })
}

fn table(curves: &[(usize, Vec<f64>)], longest: usize) -> Table<'_> {
    let header = curves.iter().map(|(number, _)| format!("trial {number}"));
    let header: Vec<String> = header.collect();
    let row = move |epoch: usize| {
        let cell =
            |(_, curve): &(usize, Vec<f64>)| curve.get(epoch).map_or(Cell::None, |loss| Cell::Number(*loss));
        std::iter::once(Cell::Count(epoch as u64 + 1))
            .chain(curves.iter().map(cell))
            .collect()
    };
    Table::new(&["epoch"], longest, "by number", row).with_columns(header)
}

fn drawing(view: &View, curves: &[(usize, Vec<f64>)], longest: usize) -> Drawing {
    let losses = curves.iter().flat_map(|(_, curve)| curve.iter().copied());
    let losses: Vec<f64> = losses.filter(|loss| loss.is_finite()).collect();
    let epochs = Range {
        low: 1.0,
        high: longest.max(2) as f64,
        log: false,
    };
    let losses = Range::of_costs(losses.into_iter(), 0.05);
    let frame = Frame::within(SIZE.0, SIZE.1, epochs, losses).counting();
    let marks = html! {
        @for (at, (number, curve)) in curves.iter().enumerate().rev() {
            polyline class=(format!("mark curve c{at}")) points=(points(line(curve, &frame))) {
                title { (safe(&told(view, *number, curve))) }
            }
        }
    };
    let key = curves.iter().enumerate().map(|(at, (number, _))| KeyEntry {
        mark: html! { polyline class=(format!("curve c{at}")) points="0,6 24,6" {} },
        text: format!("trial {number}{}", if at == 0 { ", the winner" } else { "" }),
    });
    Drawing {
        width: SIZE.0,
        height: SIZE.1,
        body: html! {
            (frame.axes("epoch", "mean loss of the folds"))
            (frame.inside(&format!("{}curves-clip", view.prefix), marks))
        },
        key: key.collect(),
        zoom: Some(frame.zoom()),
    }
}

/// The corners of a curve, its last one among them.
fn line(curve: &[f64], frame: &Frame) -> Vec<(f64, f64)> {
    let all: Vec<usize> = (0..curve.len())
        .filter(|&epoch| curve[epoch].is_finite())
        .collect();
    let mut shown = thinned(&all, EPOCHS);
    shown.extend(all.last().filter(|last| shown.last() != Some(last)).copied());
    let corner = |epoch: usize| (frame.at_x((epoch + 1) as f64), frame.at_y(curve[epoch]));
    shown.into_iter().map(corner).collect()
}

fn told(view: &View, number: usize, curve: &[f64]) -> String {
    let last = curve.last().map_or(String::new(), |loss| {
        format!(
            ", loss {} after {}",
            print::mean(*loss),
            counted(curve.len(), "epoch")
        )
    });
    format!("{}{last}", view.told(number))
}

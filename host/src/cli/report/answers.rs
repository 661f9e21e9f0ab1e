//! Curves and answers of the winner and the best others, which a study does not keep: they are fitted again.

use maud::{Markup, html};
use mcutune::core::cost::Dtype;
use mcutune::report::{Confusion, confusion, mean_curve, values};
use mcutune::{Data, FoldFit, TargetColumn};

use super::chart::{Frame, Range, points, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::view::View;
use super::words::{label, percent, safe};
use crate::cli::command_error::CommandError;
use crate::cli::print;

const SIZE: (f64, f64) = (720.0, 360.0);

/// Trials beside the winner that are fitted again.
const RUNNERS_UP: usize = 4;

/// The most classes whose confusion is drawn; of more the commonest confusions are.
const MOST_CLASSES: usize = 20;

/// Epochs of a curve that are drawn, at most.
const EPOCHS: usize = 200;

/// Fits of some trials on all folds, the winner's first.
pub struct Answers {
    data: Data,
    trials: Vec<(usize, Vec<FoldFit>)>,
}

impl Answers {
    /// Fits the winner of a study again, and the best others.
    pub fn of(view: &View, data: Data) -> Result<Self, CommandError> {
        let winner = view
            .results
            .winner()
            .ok_or("--data: the study has no winner to fit again")?;
        let others = view.results.by_rank().into_iter();
        let others = others.filter(|&number| number != winner && view.mean(number).is_finite());
        let numbers = std::iter::once(winner).chain(others.take(RUNNERS_UP));
        let fits = numbers.map(|number| Ok((number, view.study.fold_fits(number, &data)?)));
        let trials = fits.collect::<Result<_, mcutune::Error>>()?;
        Ok(Self { data, trials })
    }

    fn winner(&self) -> &[FoldFit] {
        self.trials.first().map_or(&[], |(_, fits)| fits)
    }
}

/// All figures of the section.
pub fn figures(view: &View) -> Vec<Figure<'_>> {
    let Some(answers) = &view.answers else {
        return Vec::new();
    };
    let mut figures: Vec<Figure<'_>> = curves(view, answers).into_iter().collect();
    for dtype in [Dtype::F32, Dtype::Int8] {
        let fits = answers.winner();
        if let (Some(found), Some(TargetColumn::Classes { names, .. })) =
            (confusion(fits, &answers.data, dtype), answers.data.target())
        {
            figures.push(of_classes(view, found, names, dtype));
        }
        if let Some(pairs) = values(fits, &answers.data, dtype) {
            figures.extend(of_values(view, pairs, dtype));
        }
    }
    figures
}

/// The loss of each trial by epoch.
fn curves<'a>(view: &'a View, answers: &Answers) -> Option<Figure<'a>> {
    let curves: Vec<(usize, Vec<f64>)> = answers
        .trials
        .iter()
        .map(|(number, fits)| (*number, mean_curve(fits)))
        .collect();
    let longest = curves
        .iter()
        .map(|(_, curve)| curve.len())
        .max()
        .filter(|&longest| longest > 0)?;
    let losses = || {
        curves
            .iter()
            .flat_map(|(_, curve)| curve.iter().copied())
            .filter(|loss| loss.is_finite())
    };
    let epochs = Range {
        low: 1.0,
        high: (longest.max(2)) as f64,
        log: false,
    };
    let frame = Frame::within(
        SIZE.0,
        SIZE.1,
        epochs,
        Range::of_costs(losses().collect::<Vec<_>>().into_iter(), 0.05),
    )
    .counting();
    let line = |curve: &[f64]| {
        let all: Vec<usize> = (0..curve.len())
            .filter(|&epoch| curve[epoch].is_finite())
            .collect();
        let mut shown = thinned(&all, EPOCHS);
        shown.extend(all.last().filter(|last| shown.last() != Some(last)).copied());
        shown
            .into_iter()
            .map(|epoch| (frame.at_x((epoch + 1) as f64), frame.at_y(curve[epoch])))
            .collect::<Vec<_>>()
    };
    let marks = html! {
        @for (at, (number, curve)) in curves.iter().enumerate().rev() {
            polyline class=(format!("mark curve c{at}")) points=(points(line(curve))) {
                title { (safe(&told(view, *number, curve))) }
            }
        }
    };
    let body = html! {
        (frame.axes("epoch", "mean loss of the folds"))
        (frame.inside(&format!("{}curves-clip", view.prefix), marks))
    };
    let key = curves.iter().enumerate().map(|(at, (number, _))| KeyEntry {
        mark: html! { polyline class=(format!("curve c{at}")) points="0,6 24,6" {} },
        text: format!("trial {number}{}", if at == 0 { ", the winner" } else { "" }),
    });
    let key = key.collect();
    let header: Vec<String> = curves
        .iter()
        .map(|(number, _)| format!("trial {number}"))
        .collect();
    Some(Figure {
        name: "learning-curves".into(),
        title: "Learning curves".into(),
        summary: format!(
            "The loss on the rows that are trained on, epoch by epoch: the mean of the folds, as far as all of them ran. \
             {} was fitted again on {} folds, to the scores of the search.",
            match curves.len() - 1 {
                0 => "The winner".to_owned(),
                others => format!(
                    "The winner, with {},",
                    super::words::counted(others, "other trial")
                ),
            },
            view.folds
        ),
        left_out: (longest > EPOCHS).then(|| format!("{EPOCHS} of {longest} epochs are drawn, evenly.")),
        drawing: Drawing {
            width: SIZE.0,
            height: SIZE.1,
            body,
            key,
            zoom: Some(frame.zoom()),
        },
        table: Table::new(&["epoch"], longest, "by number", move |epoch| {
            let cell = |(_, curve): &(usize, Vec<f64>)| {
                curve.get(epoch).map_or(Cell::None, |loss| Cell::Number(*loss))
            };
            std::iter::once(Cell::Count(epoch as u64 + 1))
                .chain(curves.iter().map(cell))
                .collect()
        })
        .with_columns(header),
    })
}

fn told(view: &View, number: usize, curve: &[f64]) -> String {
    let last = curve.last().map_or(String::new(), |loss| {
        format!(", loss {} after {} epochs", print::mean(*loss), curve.len())
    });
    format!("{}{last}", view.told(number))
}

/// In which numbers, as names of files and figures have it.
fn suffix(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::F32 => "f32",
        Dtype::Int8 => "int8",
    }
}

/// What rows of each class were taken for.
fn of_classes<'a>(view: &View, found: Confusion, names: &[String], dtype: Dtype) -> Figure<'a> {
    let (right, all) = found.right();
    let mut wrong: Vec<(usize, usize, u64)> = found.taken().collect();
    wrong.retain(|(truth, answer, _)| truth != answer);
    wrong.sort_by_key(|&(truth, answer, count)| (std::cmp::Reverse(count), truth, answer));
    let commonest = wrong.first().map_or(String::new(), |&(truth, answer, count)| {
        format!(
            " The commonest mistake is {} for {}, {count} of {}.",
            safe(&names[answer]),
            safe(&names[truth]),
            super::words::counted(found.rows(truth) as usize, "row")
        )
    });
    let few = found.classes() <= MOST_CLASSES;
    let drawing = match few {
        true => matrix(&found, names),
        false => super::bars::draw(
            &wrong
                .iter()
                .take(MOST_CLASSES)
                .map(|&(truth, answer, count)| super::bars::Bar {
                    label: format!("{} for {}", label(&names[answer], 11), label(&names[truth], 11)),
                    length: count as f64,
                    text: count.to_string(),
                })
                .collect::<Vec<_>>(),
        ),
    };
    let row = |(truth, answer, count): (usize, usize, u64)| {
        vec![
            Cell::Text(names[truth].clone()),
            Cell::Text(names[answer].clone()),
            Cell::Count(count),
        ]
    };
    let counted = |(truth, answer)| (truth, answer, found.count(truth, answer));
    let rows: Vec<Vec<Cell>> = match few {
        true => pairs(found.classes()).map(counted).map(row).collect(),
        false => found.taken().map(row).collect(),
    };
    Figure {
        name: format!("confusion-{}", suffix(dtype)),
        title: format!("Answers of the winner by class, {}", suffix(dtype)),
        summary: format!(
            "Each row of the search is answered by the winner's network of the fold that it tests, in {}: {right} of {all} \
             are right, {}.{commonest}",
            suffix(dtype),
            percent(right as f64 / all.max(1) as f64)
        ),
        left_out: (!few).then(|| {
            format!(
                "Of {} classes the {MOST_CLASSES} commonest mistakes are drawn; trial {} has more in the table.",
                found.classes(),
                view.results.winner().unwrap_or(0)
            )
        }),
        drawing,
        table: Table::of(&["class", "answer", "rows"], rows),
    }
}

fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |truth| (0..classes).map(move |answer| (truth, answer)))
}

/// A square for each pair of classes, the darker the greater its share of the class.
fn matrix(found: &Confusion, names: &[String]) -> Drawing {
    let classes = found.classes();
    let size = (360.0 / classes as f64).clamp(24.0, 110.0);
    let (left, top) = ((360.0 - size * classes as f64 / 2.0).max(150.0), 50.0);
    let (width, height) = (
        720.0_f64.max(left + size * classes as f64 + 20.0),
        top + size * classes as f64 + 14.0,
    );
    let most = (size / 7.5) as usize;
    let body = html! {
        text.axis x=(px(left + size * classes as f64 / 2.0)) y="18" text-anchor="middle" { "answer" }
        text.axis x=(px(left - 130.0)) y=(px(top + size * classes as f64 / 2.0)) text-anchor="middle"
            transform=(format!("rotate(-90 {} {})", px(left - 130.0), px(top + size * classes as f64 / 2.0))) { "class" }
        @for (at, name) in names.iter().enumerate() {
            @let middle = size * (at as f64 + 0.5);
            text.tick x=(px(left - 8.0)) y=(px(top + middle + 4.0)) text-anchor="end" { (label(name, 15)) }
            text.tick x=(px(left + middle)) y=(px(top - 8.0)) text-anchor="middle" { (label(name, most.saturating_sub(2).max(1))) }
        }
        g.marks {
            @for (truth, answer) in pairs(classes) {
                (square(found, names, (truth, answer), (left + size * answer as f64, top + size * truth as f64), size))
            }
        }
    };
    Drawing {
        width,
        height,
        body,
        key: Vec::new(),
        zoom: None,
    }
}

fn square(
    found: &Confusion,
    names: &[String],
    (truth, answer): (usize, usize),
    (x, y): (f64, f64),
    size: f64,
) -> Markup {
    let (count, rows) = (found.count(truth, answer), found.rows(truth));
    let share = count as f64 / rows.max(1) as f64;
    let told = format!(
        "{} taken for {}: {count} of {rows} rows",
        names[truth], names[answer]
    );
    let class = if truth == answer {
        "mark cell"
    } else {
        "mark cell wrong"
    };
    html! {
        rect class=(class) x=(px(x + 1.0)) y=(px(y + 1.0)) width=(px(size - 2.0)) height=(px(size - 2.0))
            fill-opacity=(format!("{:.2}", 0.06 + 0.5 * share)) { title { (safe(&told)) } }
        @if count > 0 {
            text.count x=(px(x + size / 2.0)) y=(px(y + size / 2.0 + 4.5)) text-anchor="middle" { (count) }
        }
    }
}

/// True values and answers of a regression.
fn of_values<'a>(view: &View, pairs: Vec<(f32, f32)>, dtype: Dtype) -> Option<Figure<'a>> {
    let finite = |&&(truth, answer): &&(f32, f32)| truth.is_finite() && answer.is_finite();
    if pairs.iter().filter(finite).count() == 0 {
        return None;
    }
    let all: Vec<usize> = (0..pairs.len()).collect();
    let shown = thinned(&all, view.budget.points);
    let range = Range::of(
        pairs
            .iter()
            .flat_map(|&(truth, answer)| [f64::from(truth), f64::from(answer)]),
        0.04,
    );
    let frame = Frame::within(SIZE.0, 420.0, range, range);
    let marks = html! {
        line.ideal x1=(px(frame.left)) x2=(px(frame.right())) y1=(px(frame.bottom())) y2=(px(frame.top)) {}
        @for &at in &shown {
            @let (truth, answer) = pairs[at];
            circle.mark.trial cx=(px(frame.at_x(truth.into()))) cy=(px(frame.at_y(answer.into()))) r="3" {
                title { (format!("value {truth}, answer {answer}, {:+}", answer - truth)) }
            }
        }
    };
    let body = html! {
        (frame.axes("value", "answer"))
        (frame.inside(&format!("{}values-{}-clip", view.prefix, suffix(dtype)), marks))
    };
    let off = |&(truth, answer): &(f32, f32)| (f64::from(answer) - f64::from(truth)).abs();
    let mut errors: Vec<f64> = pairs.iter().map(off).collect();
    errors.sort_by(f64::total_cmp);
    let mean = errors.iter().sum::<f64>() / errors.len() as f64;
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    let count = pairs.len();
    Some(Figure {
        name: format!("residuals-{}", suffix(dtype)),
        title: format!("Answers of the winner against the values, {}", suffix(dtype)),
        summary: format!(
            "Each row of the search is answered by the winner's network of the fold that it tests, in {}. The answers are \
             off by {} in the mean, half of them by {} or less, the worst by {}.",
            suffix(dtype),
            print::mean(mean),
            print::mean(errors[(errors.len() - 1) / 2]),
            print::mean(errors[errors.len() - 1])
        ),
        left_out: (shown.len() < count)
            .then(|| format!("{} of {count} rows are drawn, evenly.", shown.len())),
        drawing: Drawing {
            width: SIZE.0,
            height: 420.0,
            body,
            key: vec![
                entry(html! { circle.trial cx="12" cy="6" r="3" {} }, "row"),
                entry(
                    html! { line.ideal x1="0" x2="24" y1="6" y2="6" {} },
                    "an answer without an error",
                ),
            ],
            zoom: Some(frame.zoom()),
        },
        table: Table::new(
            &["value", "answer", "residual"],
            count,
            "fold by fold",
            move |at| {
                let (truth, answer) = (f64::from(pairs[at].0), f64::from(pairs[at].1));
                vec![
                    Cell::Number(truth),
                    Cell::Number(answer),
                    Cell::Number(truth - answer),
                ]
            },
        ),
    })
}

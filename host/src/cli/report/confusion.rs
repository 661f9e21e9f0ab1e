//! What rows of each class were taken for.

use maud::{Markup, html};
use mcutune::core::cost::Dtype;
use mcutune::report::Confusion;

use super::answers::Rows;
use super::bars::{self, Bar};
use super::chart::px;
use super::figure::{Cell, Drawing, Figure, Table};
use super::words::{counted, label, percent, safe};

/// The most classes whose confusion is drawn; of more the commonest mistakes are.
const MOST_CLASSES: usize = 20;

/// What some rows were taken for, by the names of the classes.
pub fn figure<'a>(found: &Confusion, names: &[String], (rows, dtype): (Rows, Dtype)) -> Figure<'a> {
    let few = found.classes() <= MOST_CLASSES;
    let wrong = wrong(found);
    let (right, all) = found.right();
    Figure {
        name: rows.named("confusion", dtype),
        title: format!(
            "Answers of the winner by class, {}, {}",
            rows.title(),
            dtype.name()
        ),
        summary: format!(
            "{} Right are {right} of {}, {}.{}",
            rows.told(dtype),
            counted(all, "row"),
            percent(right as f64 / all.max(1) as f64),
            commonest(found, names, &wrong)
        ),
        left_out: (!few).then(|| {
            let (drawn, kinds) = (wrong.len().min(MOST_CLASSES), counted(wrong.len(), "kind"));
            format!(
                "Of {} classes the {drawn} commonest of {kinds} of mistakes are drawn; the table has more.",
                found.classes()
            )
        }),
        drawing: match few {
            true => matrix(found, names),
            false => mistakes(&wrong, names),
        },
        table: table(found, names, few),
    }
}

/// Pairs of a class and another that was the answer, the commonest first.
fn wrong(found: &Confusion) -> Vec<(usize, usize, u64)> {
    let mut wrong: Vec<(usize, usize, u64)> = found.taken().collect();
    wrong.retain(|(truth, answer, _)| truth != answer);
    wrong.sort_by_key(|&(truth, answer, count)| (std::cmp::Reverse(count), truth, answer));
    wrong
}

fn commonest(found: &Confusion, names: &[String], wrong: &[(usize, usize, u64)]) -> String {
    wrong.first().map_or(String::new(), |&(truth, answer, count)| {
        format!(
            " The commonest mistake is {} for {}, {count} of {}.",
            safe(&names[answer]),
            safe(&names[truth]),
            counted(found.rows(truth), "row")
        )
    })
}

fn table<'a>(found: &Confusion, names: &[String], few: bool) -> Table<'a> {
    let row = |(truth, answer, count): (usize, usize, u64)| {
        vec![
            Cell::Text(names[truth].clone()),
            Cell::Text(names[answer].clone()),
            Cell::Count(count),
        ]
    };
    let count = |(truth, answer)| (truth, answer, found.count(truth, answer));
    let rows = match few {
        true => pairs(found.classes()).map(count).map(row).collect(),
        false => found.taken().map(row).collect(),
    };
    Table::of(&["class", "answer", "rows"], rows)
}

fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |truth| (0..classes).map(move |answer| (truth, answer)))
}

/// A bar for each of the commonest mistakes.
fn mistakes(wrong: &[(usize, usize, u64)], names: &[String]) -> Drawing {
    let bar = |&(truth, answer, count): &(usize, usize, u64)| Bar {
        label: format!("{} for {}", label(&names[answer], 11), label(&names[truth], 11)),
        length: count as f64,
        text: count.to_string(),
    };
    bars::draw(&wrong.iter().take(MOST_CLASSES).map(bar).collect::<Vec<_>>())
}

/// A square for each pair of classes, the darker the greater its share of the class.
fn matrix(found: &Confusion, names: &[String]) -> Drawing {
    let classes = found.classes();
    let size = (360.0 / classes as f64).clamp(24.0, 84.0);
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

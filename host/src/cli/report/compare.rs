//! Several studies side by side: on the page, and as `show` prints them.

use maud::{Markup, html};
use mcutune::Quantity;

use super::figure::{Cell, Table};
use super::view::View;
use crate::cli::print;

/// The table of a comparison.
pub fn table(views: &[View]) -> Table<'_> {
    let several = scores(views).len() > 1;
    let held_out = views.iter().any(|view| view.held_out.is_some());
    let mut header = vec![
        "study",
        "strategy",
        "trials",
        "winner",
        "score",
        "std",
        "fresh folds",
    ];
    header.extend(held_out.then_some("rows held out"));
    header.extend(["flash", "ram"]);
    header.extend(several.then_some("scoring"));
    header.push("parameters of the winner");
    Table::new(&header, views.len(), "as they were given", move |at| {
        row(&views[at], several, held_out)
    })
}

/// What the studies maximise, each once.
fn scores(views: &[View]) -> Vec<String> {
    let mut names: Vec<String> = views.iter().map(View::score_name).collect();
    names.sort();
    names.dedup();
    names
}

fn row(view: &View, several: bool, held_out: bool) -> Vec<Cell> {
    let winner = view.results.winner();
    let number = |of: Option<f64>| of.map_or(Cell::None, Cell::Number);
    let cost = |quantity: Quantity| {
        let cost = winner.and_then(|winner| view.trial(winner).cost(quantity));
        cost.map_or(Cell::None, Cell::Count)
    };
    let scores = winner.map(|winner| view.mean_and_std(winner));
    let fresh = winner.and_then(|winner| Some(view.fresh(winner)?.1));
    let mut row = vec![
        Cell::Text(view.name.clone()),
        Cell::Text(strategy(view)),
        Cell::Count(view.results.trials().len() as u64),
        winner.map_or(Cell::None, |winner| Cell::Count(winner as u64)),
        number(scores.map(|(mean, _)| mean)),
        number(scores.map(|(_, std)| std)),
        number(fresh),
    ];
    let of_held_out = view.held_out.and_then(|held_out| held_out.score(view.by()));
    row.extend(held_out.then(|| number(of_held_out)));
    row.extend([cost(Quantity::Flash), cost(Quantity::Ram)]);
    row.extend(several.then(|| Cell::Text(view.score_name())));
    row.push(winner.map_or(Cell::None, |winner| Cell::Text(view.params(winner))));
    row
}

/// The same for a terminal: how soon a column is left out where it is narrow, its header, whether it is of numbers, and
/// its cells.
pub fn columns(views: &[View]) -> Vec<(u8, &'static str, bool, Vec<String>)> {
    let each = |of: &dyn Fn(&View) -> String| -> Vec<String> { views.iter().map(of).collect() };
    let of_winner = |of: &dyn Fn(&View, usize) -> String| {
        each(&|view| {
            view.results
                .winner()
                .map_or(String::new(), |winner| of(view, winner))
        })
    };
    let cost = |quantity: Quantity| {
        of_winner(&|view, winner| {
            view.trial(winner)
                .cost(quantity)
                .map_or(String::new(), |cost| cost.to_string())
        })
    };
    let score = of_winner(&|view, winner| {
        let (mean, std) = view.mean_and_std(winner);
        print::score(mean, std)
    });
    let fresh = of_winner(&|view, winner| {
        view.fresh(winner)
            .map_or(String::new(), |(_, mean, _)| print::mean(mean))
    });
    let mut columns = vec![
        (
            0,
            "study",
            false,
            each(&|view| print::shown(&view.name).into_owned()),
        ),
        (2, "strategy", false, each(&strategy)),
        (
            1,
            "trials",
            true,
            each(&|view| view.results.trials().len().to_string()),
        ),
        (4, "scoring", false, each(&|view| view.score_name())),
        (0, "score", false, score),
        (1, "fresh folds", true, fresh),
        (1, "flash", true, cost(Quantity::Flash)),
        (2, "ram", true, cost(Quantity::Ram)),
    ];
    columns.retain(|(_, _, _, cells)| cells.iter().any(|cell| !cell.is_empty()));
    columns
}

/// A line a winner, with its parameters.
pub fn winners(views: &[View]) -> Vec<String> {
    let line = |view: &View| match view.results.winner() {
        Some(winner) => format!("{}: trial {winner}, {}", view.name, view.params(winner)),
        None => format!("{}: no trial with a score", view.name),
    };
    views.iter().map(line).collect()
}

fn strategy(view: &View) -> String {
    let strategy = view
        .study
        .settings()
        .get("strategy")
        .and_then(serde_json::Value::as_str);
    strategy.unwrap_or_default().to_owned()
}

/// What makes two of the studies no measure of each other.
pub fn cautions(views: &[View]) -> Vec<String> {
    let differ = |of: &dyn Fn(&View) -> String| views.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]));
    let setting = |name: &'static str| {
        move |view: &View| {
            view.study
                .settings()
                .get(name)
                .map_or(String::new(), ToString::to_string)
        }
    };
    let mut found = Vec::new();
    if differ(&|view| view.score_name()) {
        found.push("They maximise different scores, so the scores are no measure of each other.".to_owned());
    }
    if differ(&setting("data_sha256")) {
        found.push("They are of different data.".to_owned());
    } else if differ(&|view| {
        ["cv", "cv_kind", "groups", "shuffle", "seed", "holdout"]
            .map(|name| setting(name)(view))
            .concat()
    }) {
        found.push(
            "Their folds are different, so a difference of scores is in part one of the folds.".to_owned(),
        );
    }
    if differ(&|view| view.results.device().to_string()) {
        found.push("Their costs are of different microcontrollers or numbers.".to_owned());
    }
    found
}

/// The section of a page, with links to the sections of each study where there are any.
pub fn html(views: &[View], links: bool) -> Markup {
    html! {
        @let caption = match scores(views).as_slice() {
            [one] => format!("The winners, by {one}"),
            _ => "The winners".to_owned(),
        };
        (table(views).html(views.len(), &caption))
        @for caution in cautions(views) { p.note { (caution) } }
        @if links {
            nav aria-label="Studies" {
                ul { @for view in views { li { a href=(format!("#{}study", view.prefix)) { (super::words::safe(&view.name)) } } } }
            }
        }
    }
}

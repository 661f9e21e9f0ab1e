//! Score against cost, with limits and the front: of one study, or of several.

use std::collections::BTreeSet;

use mcutune::Quantity;

use super::figure::{Cell, Figure, Table};
use super::scatter::{self, Series};
use super::view::View;
use super::words::counted;

/// Score against cost of one study.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let quantity = view.results.quantity();
    let series = Series::new(view, quantity, None);
    if series.all.is_empty() {
        return None;
    }
    let limit = view.results.device().limits.of(quantity);
    let scatter = scatter::draw(std::slice::from_ref(&series), quantity, limit, &view.prefix);
    let iterations = match view.is_halving() {
        true => format!(
            " The front and the winner are of the last iteration: scores with fewer {} are no measure of those.",
            view.resource()
        ),
        false => String::new(),
    };
    Some(Figure {
        name: "score-against-cost".into(),
        title: format!("{} against {}", view.score_name(), quantity.title()),
        summary: format!(
            "Each point is a trial: its mean {} over {} folds, and what its model needs of {} ({}).{}{}{}{iterations}{}",
            view.score_name(),
            view.folds,
            quantity.title(),
            view.results.device(),
            of_winner(view),
            of_front(view, &series),
            limit.map_or(String::new(), |limit| format!(" The limit is {limit}.")),
            below(&scatter),
        ),
        left_out: scatter::left_out(&scatter, "the front, the winner, those on fresh folds"),
        drawing: scatter.drawing,
        table: table(view, quantity),
    })
}

/// What of the lines is below the picture.
fn below(scatter: &scatter::Scatter) -> String {
    scatter.below.iter().map(|told| format!(" {told}")).collect()
}

fn of_winner(view: &View) -> String {
    let winner = view.results.winner();
    let winner = winner.filter(|&number| view.mean(number).is_finite());
    winner.map_or(String::new(), |number| {
        let (mean, cost) = (view.mean(number), view.results.costs()[number]);
        format!(" The winner, trial {number}, has {mean:.4} at {cost}.")
    })
}

fn of_front(view: &View, series: &Series<'_>) -> String {
    let front = view.results.front();
    let at = |number: usize| format!("{:.4} at {}", view.mean(number), view.results.costs()[number]);
    match (front.first(), series.rising.last()) {
        (Some(&cheapest), Some(&best)) if cheapest != best => format!(
            " The front has {}: the cheapest has {}, the best {}.",
            counted(front.len(), "trial"),
            at(cheapest),
            at(best)
        ),
        _ => String::new(),
    }
}

/// All with a score, from the best down; of a halving search each with its iteration.
fn table(view: &View, quantity: Quantity) -> Table<'_> {
    let front: BTreeSet<usize> = view.results.front().into_iter().collect();
    let mut order: Vec<usize> = view.results.by_rank();
    order.retain(|&number| view.mean(number).is_finite());
    let mut header = vec!["trial", "mean", "std", quantity.name(), "front", "winner"];
    header.extend(view.is_halving().then_some("iteration"));
    let rows = order.len();
    Table::new(&header, rows, "from the best score down", move |at| {
        let number = order[at];
        let (mean, std) = view.mean_and_std(number);
        let mut row = vec![
            Cell::Count(number as u64),
            Cell::Number(mean),
            Cell::Number(std),
            Cell::Count(view.trial(number).cost(quantity).unwrap_or(0)),
            Cell::yes(front.contains(&number)),
            Cell::yes(view.results.winner() == Some(number)),
        ];
        row.extend(
            view.iteration(number)
                .map(|iteration| Cell::Count(iteration as u64)),
        );
        row.extend(view.chosen(number));
        row
    })
    .with_columns(view.searched_names())
}

/// Score against cost of several studies that share a scoring.
pub fn overlay(views: &[View]) -> Option<Figure<'_>> {
    // the name has a class of which it is, but cut short
    let score = |view: &View| (view.score_name(), view.study.settings().get("pos_label").cloned());
    let shared = score(views.first()?);
    if views.iter().any(|view| score(view) != shared) {
        return None;
    }
    let (first, _) = shared;
    let shared = views.first()?.results.quantity();
    let quantity = match views.iter().all(|view| view.results.quantity() == shared) {
        true => shared,
        false => Quantity::Flash,
    };
    let all = views
        .iter()
        .enumerate()
        .map(|(place, view)| Series::new(view, quantity, Some(place)));
    let series: Vec<Series<'_>> = all.filter(|series| !series.all.is_empty()).collect();
    if series.is_empty() {
        return None;
    }
    let scatter = scatter::draw(&series, quantity, None, "all-");
    let halving = match views.iter().any(View::is_halving) {
        true => " Of a halving search they are those of its last iteration.",
        false => "",
    };
    Some(Figure {
        name: "comparison".into(),
        title: format!("{first} against {} of all studies", quantity.title()),
        summary: format!(
            "Each point is a trial of one of {}: its mean {first}, and what its model needs of {}. A line is a \
             study's best score at that cost or less, a ring its winner.{halving}{}",
            counted(views.len(), "study"),
            quantity.title(),
            below(&scatter),
        ),
        left_out: scatter::left_out(&scatter, "the fronts, the winners, those on fresh folds"),
        drawing: scatter.drawing,
        table: of_all(views, quantity),
    })
}

/// The trials of several studies, one study after another.
fn of_all(views: &[View], quantity: Quantity) -> Table<'_> {
    let of_view = |(place, view): (usize, &View)| view.last().map(move |number| (place, number));
    let rows = views.iter().enumerate().flat_map(of_view);
    let rows = rows.filter(|&(place, number)| views[place].mean(number).is_finite());
    let rows: Vec<(usize, usize)> = rows.collect();
    let header = ["study", "trial", "mean", "std", quantity.name(), "winner"];
    Table::new(&header, rows.len(), "study by study", move |at| {
        let (place, number) = rows[at];
        let view = &views[place];
        let (mean, std) = view.mean_and_std(number);
        vec![
            Cell::Text(view.name.clone()),
            Cell::Count(number as u64),
            Cell::Number(mean),
            Cell::Number(std),
            Cell::Count(view.trial(number).cost(quantity).unwrap_or(0)),
            Cell::yes(view.results.winner() == Some(number)),
        ]
    })
}

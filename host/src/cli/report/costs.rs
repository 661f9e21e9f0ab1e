//! Score against cost, with limits and the front: of one study, or of several.

use std::collections::BTreeSet;

use maud::{Markup, html};
use mcutune::Quantity;

use super::chart::{Frame, Range, fence, points, px, steps, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::view::View;
use crate::cli::plot::rising;

/// Width and height of a drawing.
const SIZE: (f64, f64) = (720.0, 420.0);

/// Marks of the studies of a comparison, of which each has another colour too.
const STUDIES: usize = 6;

/// What is drawn of a study.
struct Series<'a> {
    view: &'a View,
    /// Trials that are drawn.
    shown: Vec<usize>,
    /// Trials that are better than all cheaper ones, from the cheapest up.
    rising: Vec<usize>,
    /// Its place in a comparison.
    place: Option<usize>,
}

impl<'a> Series<'a> {
    fn new(view: &'a View, quantity: Quantity, place: Option<usize>) -> Self {
        let means = view.results.means();
        let costs: Vec<f64> = (0..means.len())
            .map(|number| cost(view, number, quantity))
            .collect();
        let front = match quantity == view.results.quantity() {
            true => view.results.front(),
            false => front(means, &costs),
        };
        // those that matter, and of the others such as lie evenly in the order of their numbers
        let mut kept: BTreeSet<usize> = thinned(&front, view.budget.points / 2).into_iter().collect();
        kept.extend(view.results.winner());
        kept.extend(view.results.confirmed().iter().map(|one| one.trial()));
        let rest: Vec<usize> = (0..means.len())
            .filter(|number| means[*number].is_finite() && !kept.contains(number))
            .collect();
        let most = view.budget.points.saturating_sub(kept.len());
        kept.extend(thinned(&rest, most));
        kept.retain(|&number| means[number].is_finite() && costs[number] > 0.0);
        Self {
            view,
            shown: kept.into_iter().collect(),
            rising: rising(&front, means),
            place,
        }
    }

    fn class(&self) -> String {
        self.place
            .map_or("trial".into(), |place| format!("series c{}", place % STUDIES))
    }
}

/// What a trial's model needs; 0 where there can be no such network.
fn cost(view: &View, number: usize, quantity: Quantity) -> f64 {
    view.trial(number).cost(quantity).map_or(0.0, |cost| cost as f64)
}

/// As the results have it, of another quantity.
fn front(means: &[f64], costs: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..means.len())
        .filter(|&i| !means[i].is_nan() && costs[i] > 0.0)
        .collect();
    order.sort_by(|&a, &b| costs[a].total_cmp(&costs[b]).then(means[b].total_cmp(&means[a])));
    rising(&order, means)
}

/// Score against cost of one study.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let quantity = view.results.quantity();
    let series = Series::new(view, quantity, None);
    if series.shown.is_empty() {
        return None;
    }
    let scored = view.counts.scored;
    let limit = view.results.device().limits.of(quantity);
    let drawing = draw(std::slice::from_ref(&series), quantity, limit, &view.prefix);
    let left_out = (series.shown.len() < scored).then(|| {
        format!(
            "{} of {scored} trials with a score are drawn: the front, the winner, those on fresh folds, and of the \
             others such as lie evenly in the order of their numbers.",
            series.shown.len()
        )
    });
    let winner = view
        .results
        .winner()
        .filter(|&number| view.mean(number).is_finite());
    let of_winner = winner.map_or(String::new(), |number| {
        format!(
            " The winner, trial {number}, has {:.4} at {}.",
            view.mean(number),
            view.results.costs()[number]
        )
    });
    let of_limit = limit.map_or(String::new(), |limit| format!(" The limit is {limit}."));
    let front = view.results.front();
    let (best, cheapest) = (series.rising.last().copied(), front.first().copied());
    let of_front = match (cheapest, best) {
        (Some(cheapest), Some(best)) if cheapest != best => format!(
            " The front has {} trials: the cheapest has {:.4} at {}, the best {:.4} at {}.",
            front.len(),
            view.mean(cheapest),
            view.results.costs()[cheapest],
            view.mean(best),
            view.results.costs()[best]
        ),
        _ => String::new(),
    };
    Some(Figure {
        name: "score-against-cost".into(),
        title: format!("{} against {}", view.score_name(), quantity.title()),
        summary: format!(
            "Each point is a trial: its mean {} over {} folds, and what its model needs of {} ({}).{of_winner}{of_front}{of_limit}",
            view.score_name(),
            view.folds,
            quantity.title(),
            view.results.device(),
        ),
        left_out,
        drawing,
        table: table(view, quantity),
    })
}

/// From the front's trials on, all with a score, from the best down.
fn table(view: &View, quantity: Quantity) -> Table<'_> {
    let front: BTreeSet<usize> = view.results.front().into_iter().collect();
    let mut order: Vec<usize> = view.results.by_rank();
    order.retain(|&number| view.mean(number).is_finite());
    let header = ["trial", "mean", "std", quantity.name(), "front", "winner"];
    let rows = order.len();
    Table::new(&header, rows, "from the best score down", move |at| {
        let number = order[at];
        let (mean, std) = view.mean_and_std(number);
        let mut row = vec![
            Cell::Count(number as u64),
            Cell::Number(mean),
            Cell::Number(std),
            Cell::Count(view.trial(number).cost(quantity).unwrap_or(0)),
            Cell::from(if front.contains(&number) { "yes" } else { "" }),
            Cell::from(if view.results.winner() == Some(number) {
                "yes"
            } else {
                ""
            }),
        ];
        row.extend(view.chosen(number));
        row
    })
    .with_columns(view.searched_names())
}

/// Score against cost of several studies that share a scoring.
pub fn overlay<'a>(views: &'a [View]) -> Option<Figure<'a>> {
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
    let series: Vec<Series<'a>> = all.filter(|series| !series.shown.is_empty()).collect();
    if series.is_empty() {
        return None;
    }
    let (drawn, scored): (usize, usize) = (
        series.iter().map(|series| series.shown.len()).sum(),
        views.iter().map(|view| view.counts.scored).sum(),
    );
    let left_out = (drawn < scored).then(|| {
        format!(
            "{drawn} of {scored} trials with a score are drawn: the fronts, the winners, those on fresh folds, and of \
             the others such as lie evenly in the order of their numbers."
        )
    });
    let rows: Vec<(usize, usize)> = views
        .iter()
        .enumerate()
        .flat_map(|(place, view)| (0..view.results.trials().len()).map(move |number| (place, number)))
        .filter(|&(place, number)| views[place].mean(number).is_finite())
        .collect();
    let table = Table::new(
        &["study", "trial", "mean", "std", quantity.name(), "winner"],
        rows.len(),
        "study by study",
        move |at| {
            let (place, number) = rows[at];
            let view = &views[place];
            let (mean, std) = view.mean_and_std(number);
            vec![
                Cell::Text(view.name.clone()),
                Cell::Count(number as u64),
                Cell::Number(mean),
                Cell::Number(std),
                Cell::Count(view.trial(number).cost(quantity).unwrap_or(0)),
                Cell::from(if view.results.winner() == Some(number) {
                    "yes"
                } else {
                    ""
                }),
            ]
        },
    );
    Some(Figure {
        name: "comparison".into(),
        title: format!("{first} against {} of all studies", quantity.title()),
        summary: format!(
            "Each point is a trial of one of {} studies: its mean {first}, and what its model needs of {}. A line is a \
             study's best score at that cost or less, a ring its winner.",
            views.len(),
            quantity.title(),
        ),
        left_out,
        drawing: draw(&series, quantity, None, "all-"),
        table,
    })
}

fn draw(series: &[Series<'_>], quantity: Quantity, limit: Option<u64>, prefix: &str) -> Drawing {
    let of =
        |series: &Series<'_>, number: usize| (cost(series.view, number, quantity), series.view.mean(number));
    let all: Vec<(f64, f64)> = series
        .iter()
        .flat_map(|one| one.shown.iter().map(move |&number| of(one, number)))
        .collect();
    let floor = fence(all.iter().map(|(_, mean)| *mean));
    let (least, most) = Range::of(all.iter().map(|(cost, _)| *cost), 0.0).ends();
    // a limit far away would leave no room for the trials
    let near = limit
        .map(|limit| limit as f64)
        .filter(|limit| (0.5 * least..=2.0 * most).contains(limit));
    let costs = all.iter().map(|(cost, _)| *cost).chain(near);
    let frame = Frame::within(
        SIZE.0,
        SIZE.1,
        Range::of_costs(costs, 0.05),
        Range::of(all.iter().map(|(_, mean)| mean.max(floor)), 0.06),
    );
    let place = |(cost, mean): (f64, f64)| (frame.at_x(cost), frame.at_y(mean.max(floor)));
    let name = series.first().map_or(String::new(), |one| one.view.score_name());
    let below = all.iter().filter(|(_, mean)| *mean < floor).count();
    let marks = html! {
        @if let Some(limit) = near {
            @let x = px(frame.at_x(limit));
            line.limit x1=(x) x2=(x) y1=(px(frame.top)) y2=(px(frame.bottom())) {
                title { (format!("limit: {limit}")) }
            }
        }
        @for one in series {
            @let class = one.class();
            @for &number in &one.shown {
                @let at = of(one, number);
                @let (x, y) = place(at);
                (mark(&class, one.place, (x, y), at.1 < floor, &told(one, number)))
            }
        }
        @for one in series {
            @let corners = steps(one.rising.iter().map(|&number| place(of(one, number))));
            polyline class=(front_class(one)) points=(points(corners)) {}
            @if let Some(number) = one.view.results.winner().filter(|number| one.view.mean(*number).is_finite()) {
                @let (x, y) = place(of(one, number));
                circle class=(winner_class(one)) cx=(px(x)) cy=(px(y)) r="8" {}
            }
        }
    };
    let body = html! {
        (frame.axes(quantity.title(), &format!("{name} (mean of folds)")))
        (frame.inside(&format!("{prefix}cost-clip"), marks))
    };
    let mut key = key(series);
    if near.is_some() {
        key.push(KeyEntry {
            mark: html! { line.limit x1="0" x2="24" y1="6" y2="6" {} },
            text: "limit".into(),
        });
    }
    if below > 0 {
        key.push(KeyEntry {
            mark: html! { path.trial d="M8 3h8l-4 7z" {} },
            text: format!("below the axis ({below})"),
        });
    }
    Drawing {
        width: SIZE.0,
        height: SIZE.1,
        body,
        key,
        zoom: Some(frame.zoom()),
    }
}

fn told(series: &Series<'_>, number: usize) -> String {
    match series.place {
        Some(_) => super::words::safe(&format!("{}, {}", series.view.name, series.view.told(number))),
        None => super::words::safe(&series.view.told(number)),
    }
}

fn front_class(series: &Series<'_>) -> String {
    series
        .place
        .map_or("front".into(), |place| format!("front-of c{}", place % STUDIES))
}

fn winner_class(series: &Series<'_>) -> String {
    series
        .place
        .map_or("winner".into(), |place| format!("winner-of c{}", place % STUDIES))
}

/// A trial: a circle, of later studies of a comparison a square, and a triangle below the axis.
fn mark(class: &str, place: Option<usize>, (x, y): (f64, f64), below: bool, told: &str) -> Markup {
    let class = format!("mark {class}");
    html! {
        @if below {
            path class=(class) d=(format!("M{} {}h8l-4 7z", px(x - 4.0), px(y - 7.0))) { (title(told)) }
        } @else if place.is_some_and(|place| place / STUDIES % 2 == 1) {
            rect class=(class) x=(px(x - 3.5)) y=(px(y - 3.5)) width="7" height="7" { (title(told)) }
        } @else {
            circle class=(class) cx=(px(x)) cy=(px(y)) r="4" { (title(told)) }
        }
    }
}

/// What is said where a pointer rests on a mark; nothing in a key.
fn title(told: &str) -> Markup {
    html! { @if !told.is_empty() { title { (told) } } }
}

fn key(series: &[Series<'_>]) -> Vec<KeyEntry> {
    if let [one] = series
        && one.place.is_none()
    {
        let entry = |mark: Markup, text: &str| KeyEntry {
            mark,
            text: text.into(),
        };
        let mut key = vec![entry(html! { circle.trial cx="12" cy="6" r="4" {} }, "trial")];
        if one.rising.len() > 1 {
            let mark = html! { polyline.front points="0,10 12,10 12,3 24,3" {} };
            key.push(entry(mark, "best score at that cost or less"));
        }
        if one.view.results.winner().is_some() {
            key.push(entry(html! { circle.winner cx="12" cy="6" r="5" {} }, "winner"));
        }
        return key;
    }
    let entry = |one: &Series<'_>| KeyEntry {
        mark: mark(&one.class(), one.place, (12.0, 6.0), false, ""),
        text: one.view.name.clone(),
    };
    series.iter().map(entry).collect()
}

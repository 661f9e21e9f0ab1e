//! Points of score against cost, of one study or of several, with the line of the best and the limit.

use std::collections::BTreeSet;
use std::ops::Range as Numbers;

use maud::{Markup, html};
use mcutune::Quantity;

use super::chart::{Frame, apart, points, px, thinned};
use super::figure::{Drawing, KeyEntry};
use super::range::Range;
use super::view::View;
use super::words::{counted, safe};
use crate::cli::picture::{fence, rising, steps};
use crate::cli::print;

/// Width and height of a drawing.
const SIZE: (f64, f64) = (720.0, 420.0);

/// Marks of the studies of a comparison, of which each has another colour too.
const STUDIES: usize = 6;

/// What there is of a study to be drawn.
pub struct Series<'a> {
    pub view: &'a View,
    quantity: Quantity,
    /// Trials with a score and a cost.
    pub all: Vec<usize>,
    /// Those that no other beats, from the cheapest up.
    front: Vec<usize>,
    /// Of these the ones that are better than all cheaper ones.
    pub rising: Vec<usize>,
    /// Its place in a comparison.
    place: Option<usize>,
}

impl<'a> Series<'a> {
    /// Of a study alone, or at a `place` among several, where of a halving search the last iteration is.
    pub fn new(view: &'a View, quantity: Quantity, place: Option<usize>) -> Self {
        let front = match quantity == view.results.quantity() {
            true => view.results.front(),
            false => front(view, quantity),
        };
        let mut series = Self {
            rising: rising(&front, view.results.means()),
            view,
            quantity,
            all: Vec::new(),
            front,
            place,
        };
        let numbers: Numbers<usize> = match place {
            None => 0..view.results.trials().len(),
            Some(_) => view.last(),
        };
        series.all = numbers
            .filter(|&number| is_drawn(view, number, quantity))
            .collect();
        series
    }

    /// What a trial costs, and its score.
    fn of(&self, number: usize) -> (f64, f64) {
        (cost(self.view, number, self.quantity), self.view.mean(number))
    }

    /// Those that are drawn: the ones that matter, and of the others such as none of them covers, evenly where they
    /// are too many still.
    fn shown(&self, plot: &Plot) -> Vec<usize> {
        let (results, most) = (&self.view.results, self.view.budget.points);
        let mut kept: BTreeSet<usize> = thinned(&self.front, most / 2).into_iter().collect();
        kept.extend(results.winner());
        kept.extend(results.confirmed().iter().map(|one| one.trial()));
        kept.retain(|number| self.all.binary_search(number).is_ok());
        if self.all.len() > most {
            let place = |&number: &usize| (number, plot.at(self.of(number)));
            let mut taken = BTreeSet::new();
            apart(kept.iter().map(place), &mut taken);
            let others = self.all.iter().filter(|number| !kept.contains(number));
            let others = apart(others.map(place), &mut taken);
            kept.extend(thinned(&others, most.saturating_sub(kept.len())));
            return kept.into_iter().collect();
        }
        self.all.clone()
    }

    fn class(&self) -> String {
        self.place
            .map_or("trial".into(), |place| format!("series c{}", place % STUDIES))
    }

    /// What is said of a trial, in a comparison with its study.
    fn told(&self, number: usize) -> String {
        match self.place {
            Some(_) => safe(&format!("{}, {}", self.view.name, self.view.told(number))),
            None => safe(&self.view.told(number)),
        }
    }

    /// The class of its line or its winner.
    fn line(&self, name: &str) -> String {
        self.place
            .map_or(name.into(), |place| format!("{name}-of c{}", place % STUDIES))
    }
}

/// What a trial's model needs; 0 where there can be no such network.
fn cost(view: &View, number: usize, quantity: Quantity) -> f64 {
    view.trial(number).cost(quantity).map_or(0.0, |cost| cost as f64)
}

fn is_drawn(view: &View, number: usize, quantity: Quantity) -> bool {
    view.mean(number).is_finite() && cost(view, number, quantity) > 0.0
}

/// As the results have it, of another quantity.
fn front(view: &View, quantity: Quantity) -> Vec<usize> {
    let (means, cost) = (view.results.means(), |number| cost(view, number, quantity));
    let mut order: Vec<usize> = view
        .last()
        .filter(|&number| is_drawn(view, number, quantity))
        .collect();
    order.sort_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(means[b].total_cmp(&means[a])));
    rising(&order, means)
}

/// Where points lie.
struct Plot {
    frame: Frame,
    /// Below it a score is drawn on the lower edge.
    floor: f64,
    /// The limit, where it is near enough to be drawn.
    limit: Option<f64>,
}

impl Plot {
    fn of(series: &[Series<'_>], limit: Option<u64>) -> Self {
        let all: Vec<(f64, f64)> = series
            .iter()
            .flat_map(|one| one.all.iter().map(|&number| one.of(number)))
            .collect();
        let floor = fence(all.iter().map(|(_, mean)| *mean));
        let (least, most) = Range::of(all.iter().map(|(cost, _)| *cost), 0.0).ends();
        // a limit far away would leave no room for the trials
        let limit = limit
            .map(|limit| limit as f64)
            .filter(|limit| (0.5 * least..=2.0 * most).contains(limit));
        let costs = all.iter().map(|(cost, _)| *cost).chain(limit);
        let frame = Frame::within(
            SIZE.0,
            SIZE.1,
            Range::of_costs(costs, 0.05),
            Range::of(all.iter().map(|(_, mean)| mean.max(floor)), 0.06),
        );
        Self { frame, floor, limit }
    }

    fn at(&self, (cost, mean): (f64, f64)) -> (f64, f64) {
        (self.frame.at_x(cost), self.frame.at_y(mean.max(self.floor)))
    }

    /// How many of the line's trials are below the axis: the cheapest, for the line rises.
    fn below(&self, series: &Series<'_>) -> usize {
        let is_below = |&number: &usize| series.of(number).1 < self.floor;
        series.rising.partition_point(is_below)
    }

    /// What of the line is not in the picture.
    fn told_below(&self, series: &Series<'_>) -> Option<String> {
        let (below, rest) = series.rising.split_at(self.below(series));
        let &first = below.first()?;
        let (cost, mean) = series.of(first);
        let whose = match series.place {
            Some(_) => format!("The line of {}", safe(&series.view.name)),
            None => "The line".to_owned(),
        };
        let from = match rest.first() {
            Some(&enters) => format!("comes from below the picture at {}", series.of(enters).0),
            None => "is below the picture".to_owned(),
        };
        Some(format!(
            "{whose} {from}: its cheapest, trial {first}, has {} at {cost}.",
            print::mean(mean)
        ))
    }

    /// The best score at a cost or less: from the lower edge where cheaper ones are below it, and up to the right one, for
    /// it holds beyond the last trial.
    fn stairs(&self, series: &Series<'_>) -> Vec<(f64, f64)> {
        let below = self.below(series);
        let mut corners = steps(
            series.rising[below..]
                .iter()
                .map(|&number| self.at(series.of(number))),
        );
        if let Some(&(x, _)) = corners.first().filter(|_| below > 0) {
            corners.insert(0, (x, self.frame.bottom()));
        }
        corners.extend(corners.last().map(|&(_, y)| (self.frame.right(), y)));
        corners
    }
}

/// What is drawn, and of how many trials.
pub struct Scatter {
    pub drawing: Drawing,
    /// What of the lines is below the picture, a sentence each.
    pub below: Vec<String>,
    /// Those that are drawn.
    pub drawn: usize,
    /// All with a score and a cost.
    pub all: usize,
}

/// Draws one study, or several; `prefix` begins the ids.
pub fn draw(series: &[Series<'_>], quantity: Quantity, limit: Option<u64>, prefix: &str) -> Scatter {
    let plot = Plot::of(series, limit);
    let shown: Vec<Vec<usize>> = series.iter().map(|one| one.shown(&plot)).collect();
    let name = series.first().map_or(String::new(), |one| one.view.score_name());
    let marks = html! {
        (limit_line(&plot))
        @for (one, shown) in series.iter().zip(&shown) {
            @for &number in shown { (trial(one, number, &plot)) }
        }
        @for one in series { (best(one, &plot)) }
    };
    let frame = &plot.frame;
    let body = html! {
        (frame.axes(quantity.title(), &format!("{name} (mean of folds)")))
        (frame.inside(&format!("{prefix}cost-clip"), marks))
    };
    Scatter {
        drawing: Drawing {
            width: SIZE.0,
            height: SIZE.1,
            body,
            key: key(series, &shown, &plot),
            zoom: Some(frame.zoom()),
        },
        below: series.iter().filter_map(|one| plot.told_below(one)).collect(),
        drawn: shown.iter().map(Vec::len).sum(),
        all: series.iter().map(|one| one.all.len()).sum(),
    }
}

fn limit_line(plot: &Plot) -> Markup {
    let frame = &plot.frame;
    html! {
        @if let Some(limit) = plot.limit {
            @let x = px(frame.at_x(limit));
            line.limit x1=(x) x2=(x) y1=(px(frame.top)) y2=(px(frame.bottom())) {
                title { (format!("limit: {limit}")) }
            }
        }
    }
}

fn trial(series: &Series<'_>, number: usize, plot: &Plot) -> Markup {
    let of = series.of(number);
    // with fewer resources its score is none of the last iteration's
    let earlier = number < series.view.last().start;
    let class = if earlier {
        "trial earlier".into()
    } else {
        series.class()
    };
    mark(
        &class,
        series.place,
        plot.at(of),
        of.1 < plot.floor,
        &series.told(number),
    )
}

/// The line of the best, and the winner.
fn best(series: &Series<'_>, plot: &Plot) -> Markup {
    let (winner, stairs) = (series.view.results.winner(), plot.stairs(series));
    html! {
        @if !stairs.is_empty() { polyline class=(series.line("front")) points=(points(stairs)) {} }
        @if let Some(number) = winner.filter(|number| series.view.mean(*number).is_finite()) {
            @let (x, y) = plot.at(series.of(number));
            circle class=(series.line("winner")) cx=(px(x)) cy=(px(y)) r="8" {}
        }
    }
}

/// A trial: a circle, of later studies of a comparison a square, and a triangle below the axis.
pub fn mark(class: &str, place: Option<usize>, (x, y): (f64, f64), below: bool, told: &str) -> Markup {
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

fn key(series: &[Series<'_>], shown: &[Vec<usize>], plot: &Plot) -> Vec<KeyEntry> {
    let entry = |mark: Markup, text: String| KeyEntry { mark, text };
    let mut key = match series {
        [one] if one.place.is_none() => key_of_one(one),
        several => several
            .iter()
            .map(|one| {
                entry(
                    mark(&one.class(), one.place, (12.0, 6.0), false, ""),
                    one.view.name.clone(),
                )
            })
            .collect(),
    };
    if plot.limit.is_some() {
        key.push(entry(
            html! { line.limit x1="0" x2="24" y1="6" y2="6" {} },
            "limit".into(),
        ));
    }
    let of_drawn = series.iter().zip(shown);
    let below =
        of_drawn.flat_map(|(one, shown)| shown.iter().filter(|&&number| one.of(number).1 < plot.floor));
    key.extend(below_key(below.count()));
    key
}

/// What the triangles are, of so many.
pub fn below_key(below: usize) -> Option<KeyEntry> {
    (below > 0).then(|| KeyEntry {
        mark: html! { path.trial d="M8 3h8l-4 7z" {} },
        text: format!("below the axis ({below})"),
    })
}

fn key_of_one(series: &Series<'_>) -> Vec<KeyEntry> {
    let view = series.view;
    let entry = |mark: Markup, text: String| KeyEntry { mark, text };
    let mut key = vec![entry(
        html! { circle.trial cx="12" cy="6" r="4" {} },
        "trial".into(),
    )];
    if view.is_halving() {
        key[0].text = "trial of the last iteration".into();
    }
    if view.last().start > 0 {
        let text = format!("of an earlier iteration, with fewer {}", view.resource());
        key.push(entry(
            html! { circle.trial.earlier cx="12" cy="6" r="4" {} },
            text,
        ));
    }
    if !series.rising.is_empty() {
        let mark = html! { polyline.front points="0,10 12,10 12,3 24,3" {} };
        key.push(entry(mark, "best score at that cost or less".into()));
    }
    if view
        .results
        .winner()
        .is_some_and(|winner| view.mean(winner).is_finite())
    {
        key.push(entry(
            html! { circle.winner cx="12" cy="6" r="5" {} },
            "winner".into(),
        ));
    }
    key
}

/// How many trials are drawn of how many, and by which rule, where not all are.
pub fn left_out(scatter: &Scatter, kept: &str) -> Option<String> {
    (scatter.drawn < scatter.all).then(|| {
        format!(
            "{} of {} with a score are drawn: {kept}, and of the others such as lie on no other, evenly in the order of \
             their numbers.",
            scatter.drawn,
            counted(scatter.all, "trial"),
        )
    })
}

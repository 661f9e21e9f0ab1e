//! How the best score rose from trial to trial, of a halving search within each iteration.

use std::collections::BTreeSet;
use std::ops::Range as Numbers;

use maud::{Markup, html};
use mcutune::report::improvements;

use super::chart::{Frame, points, px, thinned};
use super::figure::{Cell, Drawing, Figure, KeyEntry, Table};
use super::range::Range;
use super::scatter::{below_key, mark};
use super::view::View;
use super::words::{counted, joined, safe};
use crate::cli::picture::steps;

const SIZE: (f64, f64) = (720.0, 340.0);

/// Trials whose scores are measures of each other, and those of them that were better than all before.
struct Rise {
    trials: Numbers<usize>,
    better: Vec<usize>,
}

/// The best score so far by the number of the trial.
pub fn figure(view: &View) -> Option<Figure<'_>> {
    let rises = rises(view);
    if rises.iter().all(|rise| rise.better.is_empty()) {
        return None;
    }
    let better: Vec<usize> = rises
        .iter()
        .flat_map(|rise| rise.better.iter().copied())
        .collect();
    let (shown, rest) = shown(view, &better);
    Some(Figure {
        name: "history".into(),
        title: format!("Best {} so far", view.score_name()),
        summary: format!("Trials in the order in which they were proposed. {}", told(view, &rises)),
        left_out: (rest > 0).then(|| {
            format!(
                "{} of {} trials with a score are drawn: those that were better than those before them, the winner, and of the others \
                 such as lie evenly; the line has all.",
                shown.len(),
                shown.len() + rest
            )
        }),
        drawing: drawing(view, &rises, &shown),
        table: table(view, rises),
    })
}

fn rises(view: &View) -> Vec<Rise> {
    let of = |trials: &Numbers<usize>| Rise {
        better: improvements(&view.results.means()[trials.clone()])
            .into_iter()
            .map(|number| trials.start + number)
            .collect(),
        trials: trials.clone(),
    };
    view.iterations.iter().map(of).collect()
}

/// How the best rose, in words.
fn told(view: &View, rises: &[Rise]) -> String {
    match rises {
        [one] if !view.is_halving() => of_one(view, one),
        several => of_iterations(view, several),
    }
}

fn of_one(view: &View, rise: &Rise) -> String {
    let (Some(&first), Some(&last)) = (rise.better.first(), rise.better.last()) else {
        return String::new();
    };
    let rose = match rise.better.len() - 1 {
        0 => format!(
            "None was better than trial {first}, the first with a score, at {:.4}",
            view.mean(first)
        ),
        times => format!(
            "The best score rose {}, from {:.4} of trial {first} to {:.4} of trial {last}",
            if times == 1 {
                "once".to_owned()
            } else {
                format!("{times} times")
            },
            view.mean(first),
            view.mean(last),
        ),
    };
    match rise.trials.end - 1 - last {
        0 => format!("{rose}; that was the last trial."),
        since => format!(
            "{rose}; in the {} after it there was no gain.",
            counted(since, "trial")
        ),
    }
}

fn of_iterations(view: &View, rises: &[Rise]) -> String {
    let each = view.results.iterations().into_iter().zip(rises);
    let each = each.map(|((candidates, resources), rise)| {
        let best = rise.better.last().map_or("none has a score".to_owned(), |&best| {
            format!("the best has {:.4}, trial {best}", view.mean(best))
        });
        format!(
            "of {} with {} {best}",
            counted(candidates, "candidate"),
            view.resources(resources)
        )
    });
    format!(
        "Scores are compared within an iteration alone, for another gives more or fewer {}: {}.",
        view.resource(),
        joined(&each.collect::<Vec<_>>())
    )
}

/// All trials, each with the best so far and what it gained.
fn table(view: &View, rises: Vec<Rise>) -> Table<'_> {
    let of_rise = |(iteration, rise): (usize, Rise)| {
        let mut best = f64::NAN;
        let row = move |number: usize| {
            let before = best;
            if rise.better.binary_search(&number).is_ok() {
                best = view.mean(number);
            }
            (iteration, number, best, best - before)
        };
        rise.trials.map(row).collect::<Vec<_>>()
    };
    let rows: Vec<_> = rises.into_iter().enumerate().flat_map(of_rise).collect();
    let mut header = vec!["trial", "mean", "best", "gain"];
    header.extend(view.is_halving().then_some("iteration"));
    Table::new(&header, rows.len(), "by number", move |at| {
        let (iteration, number, best, gain) = rows[at];
        let mut row = vec![
            Cell::Count(number as u64),
            Cell::Number(view.mean(number)),
            Cell::Number(best),
            Cell::Number(gain),
        ];
        row.extend(view.is_halving().then_some(Cell::Count(iteration as u64)));
        row
    })
}

/// Trials that are drawn, the winner among them, and how many more have a score.
fn shown(view: &View, better: &[usize]) -> (Vec<usize>, usize) {
    let means = view.results.means();
    let mut shown: BTreeSet<usize> = thinned(better, view.budget.points / 2).into_iter().collect();
    shown.extend(view.results.winner().filter(|&number| means[number].is_finite()));
    let scored = means.iter().filter(|mean| mean.is_finite()).count();
    let rest =
        (0..means.len()).filter(|number| means[*number].is_finite() && better.binary_search(number).is_err());
    let rest: Vec<usize> = rest.filter(|number| !shown.contains(number)).collect();
    let most = view.budget.points.saturating_sub(shown.len());
    shown.extend(thinned(&rest, most));
    let left = scored - shown.len();
    (shown.into_iter().collect(), left)
}

fn drawing(view: &View, rises: &[Rise], shown: &[usize]) -> Drawing {
    let frame = frame(view);
    let means = view.results.means();
    let is_below = |number: usize| means[number] < view.floor;
    let place = |number: usize| match is_below(number) {
        true => (frame.at_x(number as f64), frame.bottom()),
        false => (frame.at_x(number as f64), frame.at_y(means[number])),
    };
    let below = shown.iter().filter(|&&number| is_below(number)).count();
    let without: Vec<usize> = (0..means.len())
        .filter(|&number| means[number].is_nan())
        .collect();
    let marks = html! {
        @for number in thinned(&without, view.budget.points / 4) {
            @let x = px(frame.at_x(number as f64));
            line.unscored x1=(x) x2=(x) y1=(px(frame.bottom() - 8.0)) y2=(px(frame.bottom())) {}
        }
        (borders(view, &frame))
        @for &number in shown {
            (mark("trial", None, place(number), is_below(number), &safe(&view.told(number))))
        }
        @for rise in rises { (stairs(rise, view.budget.points / rises.len(), &frame, &place)) }
        @if let Some(number) = view.results.winner().filter(|&number| means[number].is_finite()) {
            @let (x, y) = place(number);
            circle.winner cx=(px(x)) cy=(px(y)) r="8" {}
        }
    };
    Drawing {
        width: SIZE.0,
        height: SIZE.1,
        body: html! {
            (frame.axes("trial", &format!("{} (mean of folds)", view.score_name())))
            (frame.inside(&format!("{}history-clip", view.prefix), marks))
        },
        key: key(view, !without.is_empty(), below),
        zoom: Some(frame.zoom()),
    }
}

/// The line of the best so far, up to the last trial that it is of; `most` of its steps, for at worst each trial is one.
fn stairs(rise: &Rise, most: usize, frame: &Frame, place: &dyn Fn(usize) -> (f64, f64)) -> Markup {
    let mut corners = steps(kept_steps(&rise.better, most).into_iter().map(place));
    if let Some(&last) = rise.better.last() {
        corners.push((frame.at_x((rise.trials.end - 1) as f64), place(last).1));
    }
    html! { @if !corners.is_empty() { polyline.front points=(points(corners)) {} } }
}

/// `most` of the steps, and the last in any case: the line ends at its height.
fn kept_steps(better: &[usize], most: usize) -> Vec<usize> {
    let mut kept = thinned(better, most);
    if let (Some(end), Some(&last)) = (kept.last_mut(), better.last()) {
        *end = last;
    }
    kept
}

/// Where an iteration of a halving search ends and the next begins, and what each gives where there is room to say it.
fn borders(view: &View, frame: &Frame) -> Markup {
    let each = view
        .results
        .iterations()
        .into_iter()
        .zip(&view.iterations)
        .enumerate();
    html! {
        @for (at, ((_, resources), trials)) in each {
            @let (left, right) = (frame.at_x(trials.start as f64 - 0.5), frame.at_x(trials.end as f64 - 0.5));
            @let text = view.resources(resources);
            @if at > 0 {
                line.border x1=(px(left)) x2=(px(left)) y1=(px(frame.top)) y2=(px(frame.bottom())) {}
            }
            @if right - left > 7.5 * text.chars().count() as f64 + 8.0 {
                text.tick x=(px(left.max(frame.left) + 5.0)) y=(px(frame.top + 12.0)) { (text) }
            }
        }
    }
}

fn key(view: &View, without: bool, below: usize) -> Vec<KeyEntry> {
    let entry = |mark, text: &str| KeyEntry {
        mark,
        text: text.into(),
    };
    let best = match view.is_halving() {
        true => "best so far of its iteration",
        false => "best so far",
    };
    let mut key = vec![
        entry(html! { circle.trial cx="12" cy="6" r="3.5" {} }, "trial"),
        entry(html! { polyline.front points="0,10 12,10 12,3 24,3" {} }, best),
        entry(html! { circle.winner cx="12" cy="6" r="5" {} }, "winner"),
    ];
    if view.iterations.len() > 1 {
        let mark = html! { line.border x1="12" x2="12" y1="0" y2="12" {} };
        key.push(entry(mark, "the next iteration begins"));
    }
    if without {
        let mark = html! { line.unscored x1="12" x2="12" y1="2" y2="10" {} };
        key.push(entry(mark, "trial without a score"));
    }
    key.extend(below_key(below));
    key
}

fn frame(view: &View) -> Frame {
    let means = view.results.means();
    let numbers = [0.0, (means.len() - 1) as f64];
    let scores = means.iter().filter(|mean| mean.is_finite());
    Frame::within(
        SIZE.0,
        SIZE.1,
        Range::of(numbers.into_iter(), 0.02),
        Range::of(scores.map(|mean| mean.max(view.floor)), 0.08),
    )
    .counting()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_is_never_left_out() {
        let better: Vec<usize> = (0..100).map(|at| 3 * at).collect();
        for most in 1..120 {
            let kept = kept_steps(&better, most);
            assert_eq!(kept.len(), most.min(100));
            assert_eq!(kept.last(), better.last(), "{most}");
            assert!(kept.is_sorted());
        }
        assert!(kept_steps(&[], 5).is_empty());
    }
}

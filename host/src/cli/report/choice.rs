//! By which rule the winner is the winner, in words.

use mcutune::Select;

use super::view::View;
use super::words::counted;
use crate::cli::print;

/// The rule, what it is, and which trial has the best score where that is another.
pub fn told(view: &View) -> String {
    let (results, rule) = (&view.results, view.results.selection().rule);
    if results.best().is_none() {
        return format!("{rule}, for which no trial has a mean score: the first that could be fitted");
    }
    let cost = results.quantity().title();
    let among = among(view);
    let is = match rule {
        Select::Best => format!("the highest mean score{among}"),
        Select::OneStandardError => format!(
            "the cheapest by {cost}{among} whose mean score is at most one standard error below the best's"
        ),
        Select::Within(by) => {
            format!("the cheapest by {cost}{among} whose mean score is at most {by} below the best's")
        }
        Select::Knee => format!(
            "the trial{among} that stands farthest above the straight line between the cheapest and the best trial of the \
             front, in score against the logarithm of {cost}"
        ),
    };
    let both = match results.confirmed().len() {
        0 => String::new(),
        many => format!(
            ", by the means of the search's folds and the fresh ones together, of the {} that have both",
            counted(many, "trial")
        ),
    };
    format!("{rule}: {is}{both}{}", best(view))
}

/// Of which trials it is, where not of all.
fn among(view: &View) -> String {
    let mut among = String::new();
    if view.is_halving() {
        among += " of the last iteration";
    }
    let objectives = view.results.objectives();
    if !objectives.is_score_alone() {
        among += &format!(" on the front of {objectives}");
    }
    among
}

/// The trial of the search's best score, where another has won.
fn best(view: &View) -> String {
    let best = view
        .results
        .best()
        .filter(|best| Some(*best) != view.results.winner());
    best.map_or(String::new(), |best| {
        let on = match view.results.confirmed().is_empty() {
            true => "",
            false => " on the search's folds",
        };
        format!(
            ". The best score{on} is that of trial {best}, {}",
            print::mean(view.mean(best))
        )
    })
}

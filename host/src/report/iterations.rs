//! Which trials are measures of each other.

use std::ops::Range;

use mcutune_core::params::{Name, Value};

use crate::search::{Results, Trial};

/// The numbers of the trials of each iteration of a halving search, whose scores are measures of each other and not of
/// those of another iteration, which had more or less to learn from; of another search one range of all trials.
///
/// ```
/// use mcutune::{Data, HalvingSearch, Space, report};
///
/// let space = "hidden_layer_sizes = [[2], [4], [6]]\nmax_iter = 9".parse::<Space>()?;
/// let found = HalvingSearch::new(space).cv(2).fit(&Data::read("data/iris.csv")?)?;
/// assert_eq!(report::iterations(found.results()), [0..3, 3..4]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn iterations(results: &Results) -> Vec<Range<usize>> {
    let mut first = 0;
    let ranges = results.iterations().into_iter().map(|(candidates, _)| {
        let range = first..first + candidates;
        first = range.end;
        range
    });
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    if ranges.is_empty() {
        ranges.push(0..results.trials().len());
    }
    ranges
}

/// The trial of the first iteration that is of the same candidate as a trial of a later one, of equals the first; of a
/// search that is no halving search the trial itself. None where there is no such candidate.
///
/// # Panics
/// Where there is no trial of that number.
#[must_use]
pub fn in_first(results: &Results, number: usize) -> Option<usize> {
    let first = iterations(results).swap_remove(0);
    if first.contains(&number) {
        return Some(number);
    }
    // what it is given more of may be one of its parameters
    let epochs = results
        .iterations()
        .into_iter()
        .map(|(_, resources)| Value::Int(resources));
    let epochs = iterations(results).into_iter().zip(epochs);
    let of_trial = |&one: &usize| results.trials()[one].params().get(Name::MaxIter);
    let given = epochs
        .clone()
        .all(|(mut range, epochs)| range.all(|one| of_trial(&one) == Some(epochs)));
    let of = |trial: &Trial| -> Vec<(Name, Value)> {
        let all = trial.params().iter();
        all.filter(|(name, _)| !(given && *name == Name::MaxIter))
            .collect()
    };
    let candidate = of(&results.trials()[number]);
    first
        .into_iter()
        .find(|&one| of(&results.trials()[one]) == candidate)
}

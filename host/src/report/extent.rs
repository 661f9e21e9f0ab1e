//! Whether a study has all trials of its search.

use mcutune_core::params::Params;
use mcutune_core::search::halving::Schedule;
use mcutune_core::search::{Halving, MinResources};
use serde_json::{Map, Value as Json};

use crate::search::{GpStrategy, Resource, Results};
use crate::study::Study;

/// Whether a study has all trials of its search. Its settings say how many these are, and not what ended it: a kill,
/// Ctrl-C, its time, or a score that was good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// It has all of them.
    Whole,
    /// It has some of so many; of a halving search there are iterations to come, of as many trials as its scores say.
    Part {
        /// How many there are to be, where that is known.
        of: Option<u64>,
    },
    /// It has fewer than were asked for, which may be all that its space has.
    Unknown {
        /// How many were asked for, where a number was.
        asked: Option<u64>,
    },
}

/// Whether a study has all trials of its search; `results` are of the study.
#[must_use]
pub fn extent(study: &Study, results: &Results) -> Extent {
    let settings = study.settings();
    let done = results.trials().len() as u64;
    let asked = settings.get("trials").and_then(Json::as_u64);
    let of = |all: u64| match done < all {
        true => Extent::Part { of: Some(all) },
        false => Extent::Whole,
    };
    if let Some((shard, all)) = study.shard() {
        return of(shard.candidates(all) as u64);
    }
    let space = study.settings_json();
    let combinations = combinations(&space["space"], settings.get("space"));
    match (
        settings.get("strategy").and_then(Json::as_str),
        asked,
        combinations,
    ) {
        (Some("halving"), ..) => of_halving(study, results),
        (Some("grid"), _, Some(all)) => of(all),
        (Some("random"), Some(asked), Some(all)) => of(asked.min(all)),
        (Some("random"), Some(asked), None) => of(asked),
        (Some("gp"), Some(asked), _) if done >= asked => Extent::Whole,
        (Some("gp"), Some(_), Some(all)) if done >= all => Extent::Whole,
        // a range of fractions never ends, but what keeps to limits may
        (Some("gp"), Some(asked), None)
            if has_fractions(&space["space"]) && study.device().limits.is_empty() =>
        {
            Extent::Part { of: Some(asked) }
        }
        _ => Extent::Unknown { asked },
    }
}

/// Whether a search that is asked for as many trials as a study has finds just these, where it has fewer than were asked
/// for: those at random are drawn one after another from ranges, and a Gaussian process begins with the same. Not where
/// candidates race that are not all of their batch, for there are fewer to be dropped by, nor where a batch of those may
/// have been smaller than was asked for, as few may be left in lists or within limits.
#[must_use]
pub fn is_of_any_length(study: &Study, results: &Results) -> bool {
    let settings = study.settings();
    let batch = settings.get("batch").and_then(Json::as_u64).unwrap_or(0);
    let batch = u32::try_from(batch).unwrap_or(u32::MAX);
    let are_whole = || GpStrategy::are_whole_batches(results.trials().len(), batch);
    let ranges = || combinations(&study.settings_json()["space"], settings.get("space")).is_none();
    let of_strategy = match settings.get("strategy").and_then(Json::as_str) {
        Some("random") => ranges() && !study.is_raced(),
        Some("gp") => !study.is_raced() || are_whole() && ranges() && study.device().limits.is_empty(),
        _ => false,
    };
    of_strategy && !study.has_grown() && study.shard().is_none()
}

/// Of how many candidates the lists of some spaces are; none where there is a range.
fn combinations(typed: &Json, plain: Option<&Json>) -> Option<u64> {
    let tables = |of: &Json| -> Option<Vec<Map<String, Json>>> {
        of.as_array()?
            .iter()
            .map(|table| table.as_object().cloned())
            .collect()
    };
    let (typed, plain) = (tables(typed)?, tables(plain?)?);
    let of_space = |(typed, plain): (&Map<String, Json>, &Map<String, Json>)| {
        typed.iter().try_fold(1u64, |all, (name, values)| match values {
            Json::Object(_) => None,
            // one network of several layers is an array, too
            Json::Array(values) if plain.get(name)?.as_str()?.starts_with('[') => {
                all.checked_mul(values.len() as u64)
            }
            _ => Some(all),
        })
    };
    typed.iter().zip(&plain).map(of_space).sum()
}

/// Whether candidates of each space choose from a range of fractions.
fn has_fractions(typed: &Json) -> bool {
    let fractions = |values: &Json| values["low"].is_f64() || values["high"].is_f64();
    let has = |space: &Json| {
        space
            .as_object()
            .is_some_and(|space| space.values().any(fractions))
    };
    typed
        .as_array()
        .is_some_and(|spaces| !spaces.is_empty() && spaces.iter().all(has))
}

/// By the iterations that there are to be of so many candidates in the first one.
fn of_halving(study: &Study, results: &Results) -> Extent {
    let (settings, done) = (study.settings(), results.iterations());
    let number = |value: i64| u32::try_from(value).unwrap_or(0);
    let Some(&(candidates, least)) = done.first() else {
        return Extent::Part { of: None };
    };
    let halving = Halving {
        factor: settings.get("factor").and_then(Json::as_f64).unwrap_or_default(),
        min_resources: MinResources::Of(number(least)),
        max_resources: None,
        aggressive_elimination: settings.get("aggressive_elimination") == Some(&Json::Bool(true)),
    };
    let planned = |max: u32| -> Option<Vec<(usize, i64)>> {
        let schedule = Schedule::try_new(candidates, &halving, number(least), max).ok()?;
        let iterations = 0..schedule.iterations();
        let of = |at| (schedule.candidates(at), i64::from(schedule.resources(at)));
        Some(iterations.map(of).collect())
    };
    if let Some(max) = most_resources(study) {
        return match planned(max) == Some(done) {
            true => Extent::Whole,
            false => Extent::Part { of: None },
        };
    }
    // how many rows there were is not known; if there were enough, so many iterations there would be
    let most = done.iter().map(|(_, resources)| number(*resources)).max();
    let enough = planned(u32::MAX).map(|all| all.len());
    match enough == Some(done.len()) && most.and_then(planned) == Some(done) {
        true => Extent::Whole,
        false => Extent::Unknown { asked: None },
    }
}

/// The most that a halving search gives a candidate; none where it is all rows.
fn most_resources(study: &Study) -> Option<u32> {
    let (settings, number) = (study.settings(), |value: u64| u32::try_from(value).ok());
    let max = settings.get("max_resources").and_then(Json::as_u64);
    if let Some(max) = max {
        return number(max);
    }
    let of_epochs = settings.get("resource").and_then(Json::as_str) == Some(Resource::MaxIter.name());
    let epochs = study.settings_json()["space"][0]["max_iter"].as_u64();
    of_epochs.then(|| epochs.and_then(number).unwrap_or(Params::DEFAULT.max_iter))
}

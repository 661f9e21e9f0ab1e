//! Whether a study has all trials of its search.

use mcutune_core::cost::Dtype;
use mcutune_core::params::Params;
use mcutune_core::search::halving::Schedule;
use mcutune_core::search::{Halving, MinResources};
use serde_json::Value as Json;

use crate::search::{GpStrategy, Resource, Results, Trial, survivors};
use crate::study::Study;

/// Whether a study has all trials of its search, or, of a shard, all of its part of a round. Its settings say how many these are, and not what ended it: a kill,
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
    if let (Some((shard, _)), Some(round)) = (study.shard(), study.round()) {
        return of((shard.candidates(round.end) - shard.candidates(round.start)) as u64);
    }
    let space = study.settings_json();
    let combinations = study.combinations();
    // the trials that are asked for, of lists no more than there are
    let first = asked.map_or(combinations, |asked| {
        Some(asked.min(combinations.unwrap_or(asked)))
    });
    match (
        settings.get("strategy").and_then(Json::as_str),
        asked,
        combinations,
    ) {
        (Some("halving"), ..) => of_halving(study, results, first),
        (Some("grid"), _, Some(all)) => of(all),
        (Some("random"), Some(_), _) => first.map_or(Extent::Unknown { asked }, of),
        (Some("gp"), Some(asked), _) if done >= asked => Extent::Whole,
        (Some("gp"), Some(_), Some(all)) if done >= all => Extent::Whole,
        // of one list of combinations it proposes each
        (Some("gp"), Some(asked), Some(all))
            if space["space"].as_array().is_some_and(|spaces| spaces.len() == 1)
                && study.device().limits.is_empty() =>
        {
            of(asked.min(all))
        }
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
    let ranges = || study.combinations().is_none();
    let of_strategy = match settings.get("strategy").and_then(Json::as_str) {
        Some("random") => ranges() && !study.is_raced(),
        Some("gp") => !study.is_raced() || are_whole() && ranges() && study.device().limits.is_empty(),
        _ => false,
    };
    of_strategy && !study.has_grown() && study.shard().is_none()
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

/// By the candidates that each iteration is to have, of which fewer are there after a kill.
fn of_halving(study: &Study, results: &Results, first: Option<u64>) -> Extent {
    let unknown = Extent::Unknown { asked: None };
    let part = Extent::Part { of: None };
    let done = results.iterations();
    let Some(&(candidates, least)) = done.first() else {
        return part;
    };
    match first {
        Some(first) if (candidates as u64) < first => return part,
        // where others follow, the first iteration is whole
        None if done.len() == 1 => return unknown,
        Some(_) | None => {}
    }
    let Some(halved) = Halved::of(study, candidates, least) else {
        return unknown;
    };
    let trials = results.trials();
    let begin = |iteration: usize| -> usize { done[..iteration].iter().map(|(count, _)| count).sum() };
    let survivors = |iteration: usize| {
        let (begin, count) = (begin(iteration), done[iteration].0);
        halved.survivors(&trials[begin..begin + count])
    };
    let last = done.len() - 1;
    if last > 0 && done[last].0 < survivors(last - 1) {
        return part;
    }
    match (halved.iterations(), survivors(last)) {
        (_, 0) => Extent::Whole,
        (Some(all), _) if done.len() < all => part,
        (Some(_), _) => Extent::Whole,
        // how many rows there were is not known; more iterations than candidates ask for there are not
        (None, _) if done.len() >= halved.required => Extent::Whole,
        (None, _) => unknown,
    }
}

/// What the settings of a halving search say of its iterations.
struct Halved {
    /// As if there were enough of the resource.
    enough: Schedule,
    /// With as much as there is, where that is known.
    known: Option<Schedule>,
    /// How many iterations there are where there is enough.
    required: usize,
    resource: Resource,
    /// By what candidates are ranked.
    by: Dtype,
}

impl Halved {
    /// Of so many candidates that get `least` of the resource in the first iteration; none where the settings are none
    /// of such a search.
    fn of(study: &Study, candidates: usize, least: i64) -> Option<Self> {
        let settings = study.settings();
        let least = u32::try_from(least).ok()?;
        let text = |name: &str| settings.get(name).and_then(Json::as_str);
        let halving = Halving {
            factor: settings.get("factor").and_then(Json::as_f64)?,
            min_resources: MinResources::Of(least),
            max_resources: None,
            aggressive_elimination: settings.get("aggressive_elimination") == Some(&Json::Bool(true)),
        };
        let schedule = |max: u32| Schedule::try_new(candidates, &halving, least, max).ok();
        let enough = schedule(u32::MAX)?;
        Some(Self {
            known: most_resources(study).and_then(schedule),
            required: enough.iterations() as usize,
            enough,
            resource: Resource::ALL
                .into_iter()
                .find(|resource| text("resource") == Some(resource.name()))?,
            by: match text("select_by") == Some(Dtype::Int8.name()) {
                true => Dtype::Int8,
                false => Dtype::F32,
            },
        })
    }

    fn iterations(&self) -> Option<usize> {
        Some(self.known?.iterations() as usize)
    }

    /// How many of an iteration go on, where there is another.
    fn survivors(&self, iteration: &[Trial]) -> usize {
        let kept = self.enough.kept(iteration.len());
        survivors(iteration, self.resource, self.by, kept).len()
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

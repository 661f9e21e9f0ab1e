//! A search from data to winner.

use std::path::Path;

use mcutune_core::scaler::Scaling;
use mcutune_core::score::{Scorer, Scoring};

use super::Options;
use super::clock::Clock;
use super::confirm::{self, Again, Confirmed};
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::finish::Finish;
use super::found::Found;
use super::plan::Planner;
use super::refit::Refit;
use super::results::Results;
use super::rounds::{Searched, Setting};
use super::split::Split;
use super::strategy::{Declared, Race, Racing, Resource, Strategy};
use super::target_scaling;
use super::trial::Trial;
use crate::data::Data;
use crate::data::prepare::{Cv, Folds, Pipeline, Preparation, PrepareError, PreparedRows};
use crate::memory::check_threads;
use crate::pos_label;
use crate::study::{self, Confirmation, Header, Journal, Settings};

/// See [`Search::fit`](super::Search::fit).
pub(super) fn run(
    strategy: &mut dyn Strategy,
    mut options: Options<'_>,
    data: &Data,
) -> Result<Found, Error> {
    let confirmed = f64::from(options.confirm.trials) * options.cv as f64 / options.jobs() as f64;
    let clock = Clock::new(options.time, options.cv, confirmed);
    let mut events = std::mem::take(&mut options.events);
    let scorer = scorer(&options, data)?;
    let scoring = scorer.scoring;
    let split = Split::new(data, options.holdout, options.rng, options.seed)?;
    let target_scaling = target_scaling(options.target_scaling, options.rng, data);
    let how = Preparation::of(data, options.scaling, target_scaling);
    let (pipeline, matrix) = Pipeline::fit(data, &split.search, &how)?;
    let mut racing;
    let strategy: &mut dyn Strategy = match options.race {
        Race::None => strategy,
        race @ (Race::Exact | Race::Halving) => {
            racing = Racing::new(strategy, race, scoring, options.selection);
            &mut racing
        }
    };
    let (device, declared) = (options.device(), strategy.declares());
    let course = Course {
        options: &options,
        data,
        rows: &split.search,
        how: &how,
        whole: (&pipeline, &matrix),
        planner: Planner {
            data: pipeline.view(&matrix)?,
            base: *options.space.base(),
            device: &device,
            scaled: options.scaling != Scaling::None,
        },
        scorer,
    };
    let settings = study::settings(&options, &*strategy, data, (scorer, target_scaling));
    let grows = strategy.grows(&options.space);
    let header = (&settings, grows, &declared);
    let open = |events: &mut Events<'_>| open(&options, data, scoring, header, events);
    let by_seed = options.shuffle.then_some(options.seed);
    let mut searched = course.run(
        (by_seed, options.target_score),
        &clock,
        strategy,
        open,
        &mut events,
    )?;
    events.warn_of_failures(&searched.trials);
    let trials = std::mem::take(&mut searched.trials);
    let (selection, iteration) = (options.selection, declared.iteration);
    let mut results = Results::new(
        trials,
        scoring.name().to_owned(),
        selection,
        device.clone(),
        iteration,
    );
    course.confirm(&mut results, &mut searched, &clock, &mut events)?;
    events.send(Event::Searched);
    let end = Finish {
        options: &options,
        data,
        how: &how,
        pipeline: &pipeline,
        refit: Refit {
            data: course.planner.data,
            raw: pipeline.raw(&matrix)?,
            split: &split,
            scorer,
            rng: options.rng,
            seed: options.seed,
            quantize: options.quantize,
        },
        declared: &declared,
    };
    end.run(
        results,
        &searched.params,
        (searched.complete, searched.to_come),
        events,
    )
}

/// What a search and its confirmation have in common.
struct Course<'a> {
    options: &'a Options<'a>,
    data: &'a Data,
    rows: &'a [u32],
    how: &'a Preparation,
    /// Fitted to all of the rows.
    whole: (&'a Pipeline, &'a PreparedRows<'a>),
    planner: Planner<'a>,
    scorer: Scorer,
}

impl Course<'_> {
    /// All rounds of a strategy, on folds that a seed may shuffle, until a mean score is `enough`.
    fn run(
        &self,
        (shuffle, enough): (Option<u32>, Option<f64>),
        clock: &Clock,
        strategy: &mut dyn Strategy,
        open: impl FnOnce(&mut Events<'_>) -> Result<Option<(Journal, Vec<Trial>)>, Error>,
        events: &mut Events<'_>,
    ) -> Result<Searched, Error> {
        let (options, matrix) = (self.options, self.whole.1);
        let (parts, unscaled) = folds(options, self.data, self.rows, self.how, self.whole, shuffle)?;
        let setting = Setting {
            space: &options.space,
            planner: self.planner,
            folds: &parts.views(matrix)?,
            refused: parts.refused(),
            raw: &parts.raw(&unscaled, matrix)?,
            scorer: self.scorer,
            by: options.selection.by,
            rng: options.rng,
            seed: options.seed,
            jobs: options.jobs(),
            stop: &options.stop,
            clock,
            target_score: enough,
        };
        setting.run(strategy, open, events, warnings(&parts, options.cv))
    }

    /// Fits the best trials on fresh folds, unless the study has that, and chooses the winner by both.
    fn confirm(
        &self,
        results: &mut Results,
        searched: &mut Searched,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<(), Error> {
        let most = self.options.confirm.of(results.trials().len());
        let numbers = results.to_confirm(most);
        let there = searched.journal.as_ref().map(|journal| &journal.confirmation);
        let known = there.and_then(|there| there.of(&numbers, results.trials(), self.options.cv));
        let confirmed = match known {
            Some(known) => Some(known),
            None if numbers.is_empty() => Some(Vec::new()),
            None => self.again(&numbers, results, clock, events)?,
        };
        let Some(confirmed) = confirmed else {
            events.warn(Warning::NotConfirmed);
            return Ok(());
        };
        if let Some(journal) = &mut searched.journal {
            let confirmation = Confirmation::new(most, &confirmed, results.trials());
            let waiting = &mut |lock: &Path| events.send(Event::Waiting(lock));
            journal.confirm(confirmation, waiting)?;
        }
        results.confirm(confirmed);
        Ok(())
    }

    /// Fits trials again on fresh folds; none where the search is to end before.
    fn again(
        &self,
        numbers: &[usize],
        results: &Results,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<Option<Vec<Confirmed>>, Error> {
        let choices: Vec<_> = numbers
            .iter()
            .map(|&number| results.trials()[number].choices.clone())
            .collect();
        let work = choices
            .iter()
            .map(|choices| Ok(self.planner.plan(choices, Resource::Whole)?.work));
        let work = work.collect::<Result<Vec<_>, Error>>()?;
        let fits = self.options.cv as f64 / self.options.jobs() as f64;
        if self.options.stop.is_stopped()
            || !clock.has_time_for(work.into_iter().map(|work| work as f64 * fits))
        {
            return Ok(None);
        }
        let mut progress = Events::default();
        progress.listeners.push(Box::new(|event| match event {
            Event::Round { .. } | Event::Fitted(_) => events.send(event),
            _ => {}
        }));
        let again = self.run(
            (Some(confirm::fresh(self.options.seed)), None),
            &Clock::new(None, self.options.cv, 0.0),
            &mut Again(choices),
            |_| Ok(None),
            &mut progress,
        )?;
        Ok(again.complete.then(|| confirm::of_trials(numbers, &again.trials)))
    }
}

/// The folds of the searched rows and, where they are scored in int8, their rows without scaling; on
/// threads of this search's own.
fn folds<'d>(
    options: &Options<'_>,
    data: &'d Data,
    rows: &[u32],
    how: &Preparation,
    (pipeline, matrix): (&Pipeline, &PreparedRows<'d>),
    shuffle: Option<u32>,
) -> Result<(Folds<'d>, Vec<Option<PreparedRows<'d>>>), Error> {
    // a fold is the task of one thread
    let jobs = options.jobs().min(options.cv).max(1);
    let start = |jobs| {
        check_threads(jobs).map_err(|error| error.to_string())?;
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        threads.map_err(|error| error.to_string())
    };
    let threads = start(jobs).or_else(|_| start(1)).map_err(Error::Threads)?;
    let shuffle = shuffle.map(|seed| (options.rng, seed));
    let (folds, quantize) = (options.cv, options.quantize);
    threads.install(|| {
        let parts = Folds::fit(data, rows, Cv { folds, shuffle }, how, (pipeline, matrix));
        let parts = parts.map_err(|error| of_folds(error, folds, data))?;
        let unscaled = match quantize {
            true => parts.unscaled(data, pipeline)?,
            false => Vec::new(),
        };
        Ok((parts, unscaled))
    })
}

/// What is to be said of the folds before the first fit.
fn warnings(parts: &Folds<'_>, cv: usize) -> Vec<Warning> {
    let small = parts.smallest.map(|rows| Warning::SmallClass { rows, folds: cv });
    let empty = parts.empty_columns().into_iter();
    let empty = empty.map(|(column, folds)| Warning::EmptyColumn {
        column: column.to_owned(),
        folds,
        of: cv,
    });
    small.into_iter().chain(empty).collect()
}

/// The study's journal and its trials; none without a study.
fn open(
    options: &Options<'_>,
    data: &Data,
    scoring: Scoring,
    (settings, grows, declared): (&Settings, bool, &Declared),
    events: &mut Events<'_>,
) -> Result<Option<(Journal, Vec<Trial>)>, Error> {
    let Some(directory) = &options.study else {
        return Ok(None);
    };
    let header = Header {
        name: study::name(&data.name(), directory),
        scoring: scoring.name(),
        objectives: declared.objectives,
        selection: options.selection,
        settings,
        grows,
        distributions: study::distributions(&options.space),
    };
    let waiting = &mut |lock: &Path| events.send(Event::Waiting(lock));
    Ok(Some(Journal::open(directory, header, waiting)?))
}

/// An error of making folds.
fn of_folds(error: PrepareError, cv: usize, data: &Data) -> Error {
    match error {
        PrepareError::Core(error) => Error::Folds {
            cv,
            target: data.target_name().unwrap_or_default().to_owned(),
            error,
        },
        error @ (PrepareError::Load(_) | PrepareError::Range { .. } | PrepareError::TooFar { .. }) => {
            error.into()
        }
    }
}

/// The score to maximise, if it suits the target, with the class that it takes as positive.
fn scorer(options: &Options<'_>, data: &Data) -> Result<Scorer, Error> {
    let target = data.trainable_target()?.as_target();
    let asked = options.pos_label.as_deref();
    let scoring = options.scoring.unwrap_or(Scoring::default_for(&target));
    match scoring.suits(&target) {
        true => Ok(pos_label::scorer(scoring, data.classes(), asked)?),
        false => Err(Error::Scoring {
            scoring,
            suitable: Scoring::ALL
                .into_iter()
                .filter(|one| one.suits(&target))
                .collect(),
        }),
    }
}

//! A search from data to winner.

use std::path::Path;

use mcutune_core::scaler::Scaling;
use mcutune_core::score::{Scorer, Scoring};

use super::Options;
use super::clock::Clock;
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::finish::Finish;
use super::found::Found;
use super::plan::Planner;
use super::refit::Refit;
use super::results::Results;
use super::rounds::Setting;
use super::split::Split;
use super::strategy::{Declared, Race, Racing, Strategy};
use super::target_scaling;
use super::trial::Trial;
use crate::data::Data;
use crate::data::prepare::{Cv, Folds, Pipeline, Preparation, PrepareError, PreparedRows};
use crate::memory::check_threads;
use crate::pos_label;
use crate::study::{self, Header, Journal, Settings};

/// See [`Search::fit`](super::Search::fit).
pub(super) fn run(
    strategy: &mut dyn Strategy,
    mut options: Options<'_>,
    data: &Data,
) -> Result<Found, Error> {
    let clock = Clock::new(options.time, options.cv);
    let mut events = std::mem::take(&mut options.events);
    let scorer = scorer(&options, data)?;
    let scoring = scorer.scoring;
    let split = Split::new(data, options.holdout, options.rng, options.seed)?;
    let target_scaling = target_scaling(options.target_scaling, options.rng, data);
    let how = Preparation::of(data, options.scaling, target_scaling);
    let (pipeline, matrix) = Pipeline::fit(data, &split.search, &how)?;
    let (parts, unscaled) = folds(&options, data, &split.search, &how, (&pipeline, &matrix))?;
    let mut racing;
    let strategy: &mut dyn Strategy = match options.race {
        Race::None => strategy,
        race @ (Race::Exact | Race::Halving) => {
            racing = Racing::new(strategy, race, scoring, options.selection);
            &mut racing
        }
    };
    let (device, declared) = (options.device(), strategy.declares());
    let setting = Setting {
        space: &options.space,
        planner: Planner {
            data: pipeline.view(&matrix)?,
            base: *options.space.base(),
            device: &device,
            scaled: options.scaling != Scaling::None,
        },
        folds: &parts.views(&matrix)?,
        refused: parts.refused(),
        raw: &parts.raw(&unscaled, &matrix)?,
        scorer,
        by: options.selection.by,
        rng: options.rng,
        seed: options.seed,
        jobs: options.jobs(),
        stop: &options.stop,
        clock,
        target_score: options.target_score,
    };
    let settings = study::settings(&options, &*strategy, data, (scorer, target_scaling));
    let open = |events: &mut Events<'_>| open(&options, data, scoring, &settings, &declared, events);
    let searched = setting.run(strategy, open, &mut events, warnings(&parts, options.cv))?;
    events.send(Event::Searched);
    events.warn_of_failures(&searched.trials);
    let name = scoring.name().to_owned();
    let (selection, iteration) = (options.selection, declared.iteration);
    let results = Results::new(searched.trials, name, selection, device.clone(), iteration);
    let end = Finish {
        options: &options,
        data,
        how: &how,
        pipeline: &pipeline,
        refit: Refit {
            data: setting.planner.data,
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

/// The folds of the searched rows and, where they are scored in int8, their rows without scaling; on
/// threads of this search's own.
fn folds<'d>(
    options: &Options<'_>,
    data: &'d Data,
    rows: &[u32],
    how: &Preparation,
    (pipeline, matrix): (&Pipeline, &PreparedRows<'d>),
) -> Result<(Folds<'d>, Vec<Option<PreparedRows<'d>>>), Error> {
    // a fold is the task of one thread
    let jobs = options.jobs().min(options.cv).max(1);
    let start = |jobs| {
        check_threads(jobs).map_err(|error| error.to_string())?;
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        threads.map_err(|error| error.to_string())
    };
    let threads = start(jobs).or_else(|_| start(1)).map_err(Error::Threads)?;
    let shuffle = options.shuffle.then_some((options.rng, options.seed));
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
    settings: &Settings,
    declared: &Declared,
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

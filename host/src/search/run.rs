//! A search from data to winner.

use std::collections::BTreeMap;
use std::thread;

use mcutune_core::cost::Dtype;
use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;

use super::Options;
use super::choices::Choices;
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::found::{self, Found};
use super::plan::Planner;
use super::refit::{Refit, Refitted};
use super::results::Results;
use super::rounds::Setting;
use super::split::Split;
use super::strategy::{Declared, Strategy};
use super::trial::Trial;
use crate::Data;
use crate::data::prepare::{Folds, Pipeline, Preparation, PrepareError};
use crate::model::{Model, Provenance};
use crate::study::{self, Header, Journal};

/// See [`Search::fit`](super::Search::fit).
pub(super) fn run(
    strategy: &mut dyn Strategy,
    mut options: Options<'_>,
    data: &Data,
) -> Result<Found, Error> {
    let mut events = std::mem::take(&mut options.events);
    if options.selection.by == Dtype::Int8 && !options.quantize {
        return Err(Error::NotQuantized);
    }
    let scoring = scoring(options.scoring, data)?;
    let split = Split::new(data, options.holdout, options.rng, options.seed)?;
    let how = Preparation::of(data, options.scaling);
    let jobs = match options.jobs {
        Some(jobs) => jobs.get(),
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    let (pipeline, matrix) = Pipeline::fit(data, &split.search, &how)?;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let threads = threads.map_err(|error| Error::Threads(error.to_string()))?;
    let parts = threads
        .install(|| Folds::fit(data, &split.search, options.cv, &how, (&pipeline, &matrix)))
        .map_err(|error| of_folds(error, options.cv, data))?;
    let unscaled = match options.quantize {
        true => threads.install(|| parts.unscaled(data, &pipeline))?,
        false => Vec::new(),
    };
    drop(threads);
    let device = options.device();
    let setting = Setting {
        space: &options.space,
        planner: Planner {
            data: pipeline.view(&matrix)?,
            device: &device,
            scaled: options.scaling != Scaling::None,
        },
        folds: &parts.views(&matrix)?,
        raw: &parts.raw(&unscaled, &matrix)?,
        scoring,
        rng: options.rng,
        seed: options.seed,
        jobs,
        stop: &options.stop,
    };
    let settings = study::settings(&options, &*strategy, data, scoring);
    let declared = strategy.declares();
    let open = |choices: &[Choices]| match &options.study {
        None => Ok(None),
        Some(directory) => Ok(Some(Journal::open(
            directory,
            Header {
                name: study::name(&data.name(), directory),
                scoring: scoring.name(),
                objectives: declared.objectives,
                selection: options.selection,
                settings: &settings,
                distributions: study::distributions(&options.space, choices),
            },
        )?)),
    };
    let small = parts.smallest.map(|rows| Warning::SmallClass {
        rows,
        folds: options.cv,
    });
    let before = small.into_iter().collect();
    let searched = setting.run(strategy, open, &mut events, before)?;
    events.tell(Event::Searched);
    events.warn_of_failures(&searched.trials);

    let end = End {
        options: &options,
        data,
        how: &how,
        pipeline: &pipeline,
        refit: Refit {
            data: setting.planner.data,
            raw: pipeline.raw(&matrix)?,
            split: &split,
            scoring,
            rng: options.rng,
            seed: options.seed,
            quantize: options.quantize,
        },
        declared: &declared,
    };
    let results = Results::new(
        searched.trials,
        scoring.name().to_owned(),
        options.selection,
        device.clone(),
    );
    end.run(results, &searched.params, searched.complete, events)
}

/// From the trials to what was found.
struct End<'a> {
    options: &'a Options<'a>,
    data: &'a Data,
    how: &'a Preparation,
    pipeline: &'a Pipeline,
    refit: Refit<'a>,
    declared: &'a Declared,
}

impl End<'_> {
    /// Fits the winner, and leaves the study's files where all candidates are done.
    fn run(
        &self,
        results: Results,
        params: &[Params],
        complete: bool,
        mut events: Events<'_>,
    ) -> Result<Found, Error> {
        let study = self.options.study.as_deref().filter(|_| complete);
        let mut files = Vec::new();
        if let Some(directory) = study {
            files.push(directory.join(study::JOURNAL));
            let table = study::cv_results(&results, self.declared, self.options.mcu.is_some());
            files.push(study::write(directory, study::CV_RESULTS, &table)?);
        }
        let Some(winner) = results.winner() else {
            let (done, by) = (results.trials().len(), self.options.selection.by);
            return Err(match complete {
                true => Error::NoScore { by },
                false => Error::Stopped {
                    done,
                    candidates: params.len(),
                },
            });
        };
        let refitted = self.refit.run(&params[winner])?;
        events.warn_of_unconverged(results.trials(), refitted.fit.stop);
        if let Some(why) = refitted.not_quantized {
            events.warn(Warning::WinnerNotQuantized { why });
        }
        let mut found = Found {
            model: self.model(&results.trials()[winner], &params[winner], &refitted)?,
            refit: found::Refit {
                rows: self.refit.split.search.len(),
                n_iter: refitted.fit.n_iter,
                held_out: self.refit.split.held_out.len(),
                holdout: refitted.holdout,
                holdout_int8: refitted.holdout_int8,
            },
            results,
            winner,
            candidates: params.len(),
            complete,
            quantized: self.options.quantize,
            warnings: events.warnings,
            files,
        };
        if let Some(directory) = study {
            let best = format!("{:#}\n", found.best_json());
            let best = study::write(directory, study::BEST, &best)?;
            let model = study::write(directory, study::MODEL, &found.model.to_json()?)?;
            found.files.extend([best, model]);
        }
        Ok(found)
    }

    fn model(&self, trial: &Trial, params: &Params, refitted: &Refitted) -> Result<Model, Error> {
        let mut scores = BTreeMap::from([
            ("mean_test_score", trial.mean_test_score()),
            ("std_test_score", trial.std_test_score()),
        ]);
        scores.extend(refitted.holdout.map(|score| ("holdout_score", score)));
        if let Some(int8) = trial.int8() {
            let int8 = [
                ("mean_test_score_int8", int8.mean),
                ("std_test_score_int8", int8.std),
            ];
            scores.extend(int8.into_iter().filter(|(_, score)| score.is_finite()));
        }
        scores.extend(refitted.holdout_int8.map(|score| ("holdout_score_int8", score)));
        let model = Model::new(
            self.data,
            self.how,
            self.pipeline,
            params,
            refitted.weights.clone(),
            scores
                .into_iter()
                .map(|(name, score)| (name.to_owned(), score))
                .collect(),
            Provenance {
                scoring: Some(self.refit.scoring),
                cv: Some(self.options.cv as u8),
                ..Provenance::of(self.data, self.options.rng, self.options.seed)
            },
        )?;
        Ok(model.quantize(&self.refit.raw, &self.refit.split.search)?)
    }
}

/// An error of making folds.
fn of_folds(error: PrepareError, cv: usize, data: &Data) -> Error {
    match error {
        PrepareError::Core(error) => Error::Folds {
            cv,
            target: data.target_name().unwrap_or_default().to_owned(),
            error,
        },
        error => error.into(),
    }
}

/// The score to maximise, if it suits the target.
fn scoring(asked: Option<Scoring>, data: &Data) -> Result<Scoring, Error> {
    let target = data.trainable_target()?.as_target();
    match asked {
        None => Ok(Scoring::default_for(&target)),
        Some(scoring) if scoring.suits(&target) => Ok(scoring),
        Some(scoring) => Err(Error::Scoring {
            scoring,
            suitable: Scoring::ALL
                .into_iter()
                .filter(|one| one.suits(&target))
                .collect(),
        }),
    }
}

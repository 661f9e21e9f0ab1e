//! From the trials to what was found: the winner's fit and model, and the study's files.

use std::collections::BTreeMap;

use mcutune_core::cost::Dtype;
use mcutune_core::params::Params;

use super::Options;
use super::confirm::Confirmed;
use super::error::Error;
use super::event::{Events, Failure, Warning, failures};
use super::found::{Found, RefitScores};
use super::prepared::Whole;
use super::refit::{Refit, Refitted};
use super::results::Results;
use super::strategy::Declared;
use super::trial::{Trial, closest};
use crate::data::Data;
use crate::diverged::Diverged;
use crate::model::{Evaluation, Model, ModelError, Predictions, Provenance};
use crate::pos_label;
use crate::space::Prepared;
use crate::study;

/// What the end of a search works with.
pub(super) struct Finish<'a> {
    pub options: &'a Options<'a>,
    /// What a model calls the data.
    pub name: String,
    pub data: &'a Data,
    pub wholes: &'a [Whole<'a>],
    pub refit: Refit<'a>,
    pub declared: &'a Declared,
}

impl Finish<'_> {
    /// Fits the winner, and leaves the study's files. Where not all candidates are done, `to_come` more were still
    /// to be proposed.
    pub fn run(
        &self,
        results: Results,
        params: &[Params],
        (complete, to_come): (bool, usize),
        mut events: Events<'_>,
    ) -> Result<Found, Error> {
        let done = complete || results.best().is_some();
        let study = self.options.study.as_deref().filter(|_| done);
        let mut files = Vec::new();
        if let Some(directory) = study {
            files.push(directory.join(study::JOURNAL));
            let reversed = self.declared.reversed && self.options.space.is_lists();
            let table = study::cv_results(&results, self.declared, reversed);
            files.push(study::write(directory, study::CV_RESULTS, &table)?);
        }
        if complete && let Some(none_fits) = self.none_fits(results.trials()) {
            return Err(none_fits);
        }
        // what stands for the scores of fits that failed is no score where all did
        let mut folds = results.trials().iter().flat_map(|trial| &trial.folds);
        let fitted = folds.any(|fold| fold.end.is_fitted());
        let winner = results.winner().filter(|_| done && fitted);
        let Some(winner) = winner else {
            let (done, by) = (results.trials().len(), self.options.selection.by);
            return Err(match complete {
                true => Error::NoScore {
                    by,
                    why: most(failures(results.trials())),
                },
                false => Error::Stopped {
                    done,
                    candidates: params.len() + to_come,
                },
            });
        };
        if results.best().is_none() {
            events.warn(Warning::NoMean { trial: winner });
        }
        let refitted = self.refit((&results, winner), &params[winner])?;
        // earlier iterations are cut short on purpose
        let before: usize = results
            .iterations()
            .iter()
            .rev()
            .skip(1)
            .map(|(candidates, _)| candidates)
            .sum();
        events.warn_of_unconverged(&results.trials()[before..], refitted.fit.stop);
        if let Some(how) = Diverged::of(&refitted.fit, &refitted.curve) {
            events.warn(Warning::RefitDiverged { how });
        }
        if let Some(why) = refitted.not_quantized {
            events.warn(Warning::WinnerNotQuantized { why });
        }
        let of_folds = (&results.trials()[winner], results.confirmation(winner));
        let model = self.model(of_folds, &params[winner], &refitted)?;
        let data = self.whole(&params[winner])?.data;
        self.warn_of_guessing(&results.trials()[winner], (&model, data), &mut events);
        let evaluations = [
            self.of_held_out(&model, Dtype::F32, refitted.holdout)?,
            self.of_held_out(&model, Dtype::Int8, refitted.holdout_int8)?,
        ];
        let mut found = Found {
            model,
            evaluations,
            refit: RefitScores {
                rows: self.refit.split.search.len(),
                n_iter: refitted.fit.n_iter,
                held_out: self.refit.split.held_out.len(),
                holdout: refitted.holdout,
                holdout_int8: refitted.holdout_int8,
            },
            results,
            winner,
            candidates: params.len() + to_come,
            complete,
            whole_batches: true,
            left_out: 0,
            quantized: self.options.quantize,
            epochs_saved: 0,
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

    /// Fits a trial to all rows of the search.
    pub fn refit(&self, (results, trial): (&Results, usize), params: &Params) -> Result<Refitted, Error> {
        let whole = self.whole(params)?;
        let (pipeline, matrix) = (&whole.pipeline, &whole.matrix);
        let (data, raw) = (pipeline.view(matrix)?, pipeline.raw(matrix)?);
        let rows = (whole.rows, self.held_out(whole));
        let refitted = self.refit.run((&data, &raw), rows, &params.of_prepared());
        refitted.map_err(|error| Error::RefitFailed {
            trial,
            why: error.into(),
            failed: results.trials()[trial].failed_fits(),
            other: results.best_fitted().find(|&other| other != trial),
        })
    }

    /// The rows kept out of the search, which there are of the search's own data alone.
    fn held_out(&self, whole: &Whole<'_>) -> &[u32] {
        match std::ptr::eq(whole.data, self.data) {
            true => &self.refit.split.held_out,
            false => &[],
        }
    }

    /// The rows as a candidate has them.
    fn whole(&self, params: &Params) -> Result<&Whole<'_>, Error> {
        let chosen = Prepared::of(params);
        let whole = self.wholes.iter().find(|whole| whole.chosen == chosen);
        whole.ok_or(Error::NoCandidates)
    }

    /// What the model answers to the rows held out, which have a score in these numbers; none where they have none, or
    /// it is of answers that are not finite.
    fn of_held_out(
        &self,
        model: &Model,
        dtype: Dtype,
        score: Option<f64>,
    ) -> Result<Option<Evaluation>, Error> {
        if score.is_none() {
            return Ok(None);
        }
        let rows = &self.refit.split.held_out;
        let mut predictor = model.with(dtype)?;
        if self.options.weighted_scores {
            predictor = predictor.weighted_scores();
        }
        match predictor.evaluation_of(self.data, rows) {
            Err(ModelError::Diverged { .. }) => Ok(None),
            found => Ok(Some(found?)),
        }
    }

    /// The error where no candidate keeps to the limits; it names the one that comes closest.
    fn none_fits(&self, trials: &[Trial]) -> Option<Error> {
        if trials.is_empty() || trials.iter().any(|trial| trial.infeasible().is_none()) {
            return None;
        }
        let limits = &self.options.limits;
        Some(Error::NoneFits {
            limits: limits.clone(),
            candidates: trials.len(),
            closest: closest(trials, limits).map(|trial| {
                let takes = trial.infeasible().unwrap_or_default().to_owned();
                (format!("{:?}", trial.choices), takes)
            }),
        })
    }

    /// Where the best candidate has learnt nothing.
    fn warn_of_guessing(&self, best: &Trial, (model, data): (&Model, &Data), events: &mut Events<'_>) {
        if let Ok(Some(rounding)) = model.rounding(data) {
            let target = model.target().to_owned();
            events.warn(Warning::Rounding { rounding, target });
        }
        let (scoring, score) = (self.refit.scorer.scoring, best.mean_test_score());
        // of rows that count alike
        let guessing = data.score_of_guessing(self.refit.scorer);
        let guessing = guessing.filter(|_| !self.options.weighted_scores);
        let of_classes = !model.classes().is_empty() && !data.ranks_beyond_guessing(self.refit.scorer, score);
        let answers = of_classes.then(|| model.predict_data(data).ok()).flatten();
        if let Some(class) = answers.as_ref().and_then(Predictions::one_answer) {
            let class = class.to_owned();
            return events.warn(Warning::OneAnswer { class });
        }
        match guessing {
            Some(guessing) if score <= guessing => events.warn(Warning::NoBetterThanGuessing {
                scoring,
                best: score,
                guessing,
            }),
            _ => {}
        }
    }

    /// A trial's model, by its fit to all rows of the search.
    pub fn model(
        &self,
        (trial, confirmed): (&Trial, Option<&Confirmed>),
        params: &Params,
        refitted: &Refitted,
    ) -> Result<Model, Error> {
        let mut scores = BTreeMap::from([
            ("mean_test_score", trial.mean_test_score()),
            ("std_test_score", trial.std_test_score()),
        ]);
        scores.extend(refitted.holdout.map(|score| ("holdout_score", score)));
        if let Some(fresh) = confirmed {
            let (mean, std) = fresh.mean_and_std(Dtype::F32);
            scores.extend([("mean_confirm_score", mean), ("std_confirm_score", std)]);
        }
        // what is not defined is not in the model
        scores.retain(|_, score| score.is_finite());
        if let Some(int8) = trial.int8() {
            let int8 = [
                ("mean_test_score_int8", int8.mean),
                ("std_test_score_int8", int8.std),
            ];
            scores.extend(int8.into_iter().filter(|(_, score)| score.is_finite()));
        }
        scores.extend(refitted.holdout_int8.map(|score| ("holdout_score_int8", score)));
        let scorer = self.refit.scorer;
        let whole = self.whole(params)?;
        let model = Model::new(
            whole.data,
            &whole.how,
            &whole.pipeline,
            &params.of_prepared(),
            refitted.weights.clone(),
            scores
                .into_iter()
                .map(|(name, score)| (name.to_owned(), score))
                .collect(),
            Provenance {
                data: self.name.clone(),
                scoring: Some(scorer.scoring),
                pos_label: pos_label::name(scorer, self.data.classes()),
                cv: u32::try_from(self.options.folds(self.data)).ok(),
                target_scaling: whole.how.target_scaling,
                weighted_scores: self.options.weighted_scores,
                ..Provenance::of(self.data, self.options.rng, self.options.seed)
            },
        )?;
        let raw = whole.pipeline.raw(&whole.matrix)?;
        Ok(model.quantize(&raw, whole.rows)?)
    }
}

/// The reason of most failures, the first of equals.
fn most(failures: Vec<(Failure, usize)>) -> Option<Failure> {
    let most = failures.into_iter().rev().max_by_key(|(_, fits)| *fits);
    most.map(|(why, _)| why)
}

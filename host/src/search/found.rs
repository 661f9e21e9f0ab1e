//! What a search found.

use std::path::PathBuf;

use mcutune_core::cost::Dtype;
use serde_json::{Value as Json, json};

use super::choices::Choices;
use super::confirm::Confirmed;
use super::event::Warning;
use super::results::Results;
use super::trial::Trial;
use crate::model::{Evaluation, Model};

/// What a search found: its trials, the one that won, and that one fitted to all rows.
#[derive(Clone, Debug)]
pub struct Found {
    pub(super) results: Results,
    pub(super) winner: usize,
    pub(super) candidates: usize,
    pub(super) complete: bool,
    pub(super) whole_batches: bool,
    pub(super) left_out: usize,
    pub(super) quantized: bool,
    pub(super) epochs_saved: u64,
    pub(super) refit: RefitScores,
    pub(super) model: Model,
    /// In f32 and in int8.
    pub(super) evaluations: [Option<Evaluation>; 2],
    pub(super) warnings: Vec<Warning>,
    pub(super) files: Vec<PathBuf>,
}

/// Of the winner's fit to all rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefitScores {
    pub rows: usize,
    pub n_iter: u32,
    pub held_out: usize,
    pub holdout: Option<f64>,
    pub holdout_int8: Option<f64>,
}

impl Found {
    /// The winner's choices.
    #[must_use]
    pub fn best_params(&self) -> &Choices {
        self.best_trial().params()
    }

    /// The winner's mean score over the folds.
    #[must_use]
    pub fn best_score(&self) -> f64 {
        self.best_trial().mean_test_score()
    }

    /// What fresh folds say of the winner; none where it was not confirmed.
    #[must_use]
    pub fn confirmation(&self) -> Option<&Confirmed> {
        self.results.confirmation(self.winner)
    }

    /// The trial that won.
    #[must_use]
    pub fn best_trial(&self) -> &Trial {
        &self.results.trials()[self.winner]
    }

    /// The winner, fitted to all rows of the search, with its int8 form.
    #[must_use]
    pub fn best_model(&self) -> &Model {
        &self.model
    }

    /// The same, to keep.
    #[must_use]
    pub fn into_model(self) -> Model {
        self.model
    }

    /// Every trial, with its ranks, and the front of score against cost.
    #[must_use]
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Every trial, in the order in which they were proposed.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        self.results.trials()
    }

    /// Whether all that was proposed is done; false where [`Stop`](super::Stop), its time or its target score ended the search.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether no trial was given up for one that is not done: false of candidates that race where the search ended
    /// within their first batch. Later batches are kept as a whole.
    #[must_use]
    pub fn is_of_whole_batches(&self) -> bool {
        self.whole_batches
    }

    /// How many candidates were begun, and are left out as the batch in which they race was not whole when the search
    /// was ended: what is kept is what a search of so many trials finds. They are begun anew where it goes on.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether a trial's mean score, of the networks that are ranked, is at least this.
    #[must_use]
    pub fn reaches(&self, score: f64) -> bool {
        let by = self.results.selection().by;
        self.trials().iter().any(|trial| trial.mean_of(by) >= score)
    }

    /// How many candidates the search has; more than there are trials where it was stopped.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// Epochs on folds that this process did not run again, as the fits of a halving search over epochs went on from
    /// those of the iteration before. One that the study had, or that found no memory to be kept in, is begun anew
    /// where it would go on: that takes longer, and changes no bit.
    #[must_use]
    pub fn epochs_saved(&self) -> u64 {
        self.epochs_saved
    }

    /// How many rows were held out of the search.
    #[must_use]
    pub fn held_out(&self) -> usize {
        self.refit.held_out
    }

    /// The model's score on the rows held out of the search; none where there are none.
    #[must_use]
    pub fn holdout_score(&self) -> Option<f64> {
        self.refit.holdout
    }

    /// The same of its int8 form; none where the search did not quantise or the winner could not be.
    #[must_use]
    pub fn holdout_score_int8(&self) -> Option<f64> {
        self.refit.holdout_int8
    }

    /// What the model answers to the rows held out of the search, in numbers in which these have a score; none where
    /// they have none, or an answer is not finite.
    #[must_use]
    pub fn holdout_evaluation(&self, dtype: Dtype) -> Option<&Evaluation> {
        let [in_f32, in_int8] = &self.evaluations;
        match dtype {
            Dtype::F32 => in_f32.as_ref(),
            Dtype::Int8 => in_int8.as_ref(),
        }
    }

    /// What the results depend on and may not be meant.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The study's files, in the order in which they were written; none without a study.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The winner for programs: what `best.json` holds.
    #[must_use]
    pub fn best_json(&self) -> Json {
        let refit = &self.refit;
        let mut best = self.results.trial_json(self.winner);
        best["scoring"] = json!(self.results.scoring());
        if self.results.are_several() {
            best["scorings"] = json!(self.results.scorings());
        }
        best["select"] = json!(self.results.selection().rule.to_string());
        best["holdout"] = refit.holdout.map_or(
            Json::Null,
            |score| json!({"rows": refit.held_out, "score": score}),
        );
        if self.quantized {
            best["select_by"] = json!(self.results.selection().by.name());
            if refit.holdout.is_some() {
                best["holdout"]["score_int8"] = json!(refit.holdout_int8);
            }
        }
        if let Some(fresh) = self.confirmation() {
            let by = self.results.selection().by;
            let optimism = self.best_trial().mean_of(by) - fresh.mean_and_std(by).0;
            best["optimism"] = json!(optimism);
        }
        let iterations = self.results.iterations();
        if !iterations.is_empty() {
            let (candidates, resources): (Vec<usize>, Vec<i64>) = iterations.into_iter().unzip();
            best["n_iterations_"] = json!(candidates.len());
            best["n_candidates_"] = json!(candidates);
            best["n_resources_"] = json!(resources);
        }
        best["refit"] = json!({"rows": refit.rows, "n_iter": refit.n_iter});
        best
    }
}

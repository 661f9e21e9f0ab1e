//! What a finished search leaves: the winner's files, and what is printed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use serde_json::{Value as Json, json};

use super::holdout::Split;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::resolve::SearchConfig;
use crate::cli::table::Board;
use crate::cli::warnings::Warnings;
use crate::data::Data;
use crate::data::prepare::{Pipeline, Raw};
use crate::files::write_file;
use crate::model::{Dtype, Model, Provenance};
use crate::search::Trained;
use crate::study::JOURNAL;

/// How many candidates the table shows.
const SHOWN: usize = 10;

/// A search that has a winner.
pub struct Outcome<'a> {
    pub config: &'a SearchConfig,
    pub table: &'a Data,
    /// Fitted to all rows of the search.
    pub pipeline: &'a Pipeline,
    /// All rows as that mends them.
    pub raw: &'a Raw<'a>,
    pub scoring: Scoring,
    pub split: &'a Split,
    pub board: &'a Board<'a>,
    /// Number of the trial that won.
    pub winner: usize,
    /// Its hyperparameters.
    pub params: &'a Params,
    /// It, fitted to all rows of the search.
    pub refit: &'a Trained,
    /// Its score on the rows held out.
    pub holdout: Option<f64>,
    /// The same of its int8 form.
    pub holdout_int8: Option<f64>,
}

/// The error where no trial has the score that it would win by.
pub fn without_winner(by: Dtype) -> &'static str {
    match by {
        Dtype::F32 => "every candidate failed: see --scale and learning_rate_init",
        Dtype::Int8 => {
            "every candidate failed or could not be quantised: see --scale and learning_rate_init, or give --select-by f32"
        }
    }
}

/// The error of a result's file, with what is safe all the same.
pub fn resumable(config: &SearchConfig, error: Failure) -> Failure {
    let journal = config.directory.join(JOURNAL);
    let journal = journal.display();
    format!("{error}; all candidates are safe in {journal}, and the same command goes on from there").into()
}

impl Outcome<'_> {
    /// Writes `best.json`, `model.json`, and the plot that was asked for; gives their paths.
    pub fn write(&self) -> Result<Vec<PathBuf>, Failure> {
        let best = self.config.directory.join("best.json");
        write_file(&best, format!("{:#}\n", self.best()).as_bytes())?;
        let model = self.config.directory.join("model.json");
        self.model()?.save(&model)?;
        let mut written = vec![best, model];
        if let Some(path) = &self.config.plot {
            self.board.plot(&self.config.name, path)?;
            written.push(path.clone());
        }
        Ok(written)
    }

    /// The ranked table, the winner and its scores, and what was written.
    pub fn text(&self, written: &[PathBuf]) -> String {
        let metric = self.scoring.name();
        let (mean, std) = self.board.trials[self.winner].mean_and_std();
        let mut order = self.board.by_rank();
        let place = order.iter().position(|&i| i == self.winner);
        order.truncate(SHOWN);
        // A cheap winner may rank low, and is shown all the same.
        order.extend(place.filter(|&place| place >= SHOWN).map(|_| self.winner));
        let mut text = self.board.table(&order);
        text += &self.board.outcome();
        text += &format!("{metric} (cross-validated): {}\n", print::score(mean, std));
        let rows = self.split.held_out.len();
        if let Some(score) = self.holdout {
            text += &format!("{metric} (hold-out, {rows} rows): {score:.4}\n");
        }
        if let Some(int8) = self.board.trials[self.winner].int8() {
            let score = print::score(int8.mean, int8.std);
            text += &format!("{metric}, int8 (cross-validated): {score}\n");
        }
        if let Some(score) = self.holdout_int8 {
            text += &format!("{metric}, int8 (hold-out, {rows} rows): {score:.4}\n");
        }
        for path in written {
            text += &format!("wrote {}\n", path.display());
        }
        text
    }

    /// The same for programs, on one line.
    pub fn json(&self, warnings: &Warnings, written: &[PathBuf]) -> String {
        let numbers = 0..self.board.trials.len();
        let trials: Vec<Json> = numbers.map(|number| self.board.json(number)).collect();
        let files: Vec<_> = written.iter().map(|path| path.display().to_string()).collect();
        let all = json!({
            "study": self.config.directory.display().to_string(),
            "best": self.best(),
            "trials": trials,
            "warnings": warnings.said(),
            "files": files,
        });
        format!("{all}\n")
    }

    /// What `best.json` holds.
    fn best(&self) -> Json {
        let mut best = self.board.json(self.winner);
        best["scoring"] = json!(self.scoring.name());
        best["select"] = json!(self.config.selection.rule.to_string());
        best["holdout"] = self.holdout.map_or(
            Json::Null,
            |score| json!({"rows": self.split.held_out.len(), "score": score}),
        );
        if self.config.quantize {
            best["select_by"] = json!(self.config.selection.by.name());
            if self.holdout.is_some() {
                best["holdout"]["score_int8"] = json!(self.holdout_int8);
            }
        }
        best["refit"] = json!({"rows": self.split.search.len(), "n_iter": self.refit.fit.n_iter});
        best
    }

    fn model(&self) -> Result<Model, Failure> {
        let (mean, std) = self.board.trials[self.winner].mean_and_std();
        let mut scores = BTreeMap::from([("mean_test_score".into(), mean), ("std_test_score".into(), std)]);
        scores.extend(self.holdout.map(|score| ("holdout_score".into(), score)));
        if let Some(int8) = self.board.trials[self.winner].int8() {
            let int8 = [
                ("mean_test_score_int8", int8.mean),
                ("std_test_score_int8", int8.std),
            ];
            let finite = int8.into_iter().filter(|(_, score)| score.is_finite());
            scores.extend(finite.map(|(name, score)| (name.into(), score)));
        }
        scores.extend(
            self.holdout_int8
                .map(|score| ("holdout_score_int8".into(), score)),
        );
        let fitting = &self.config.fitting;
        let model = Model::new(
            self.table,
            &fitting.how,
            self.pipeline,
            self.params,
            self.refit.weights.clone(),
            scores,
            Provenance {
                scoring: Some(self.scoring),
                cv: Some(self.config.cv),
                ..fitting.provenance(self.table)
            },
        )?;
        Ok(model.quantize(self.raw, &self.split.search)?)
    }
}

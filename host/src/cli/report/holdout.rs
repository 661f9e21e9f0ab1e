//! What the winner's model scores on rows that were held out of the search.

use std::fs;
use std::path::Path;

use mcutune::core::cost::Dtype;
use mcutune::text::counted;
use mcutune::{Model, Study};
use serde_json::Value as Json;

use super::view::View;
use crate::cli::print;

/// The winner, fitted to all rows of the search, on those that were held out of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    /// How many there are, where that is known: a model does not have it.
    rows: Option<usize>,
    f32: Option<f64>,
    int8: Option<f64>,
}

/// The share of the rows that a study's search held out; none where it held out none.
pub fn share(study: &Study) -> Option<f64> {
    let share = study.settings().get("holdout").and_then(Json::as_f64);
    share.filter(|share| *share > 0.0)
}

impl HeldOut {
    /// By the files of a study's directory, of the model of its winner; none where that was scored on no such rows.
    pub fn of(directory: &Path, model: &Model, winner: usize) -> Option<Self> {
        let held_out = Self::of_model(model, None);
        held_out.f32.or(held_out.int8)?;
        let best = fs::read_to_string(directory.join(Study::BEST)).ok();
        let best: Option<Json> = best.and_then(|text| serde_json::from_str(&text).ok());
        let best = best.filter(|best| best["trial"].as_u64() == Some(winner as u64));
        let rows = best.filter(|best| best["holdout"]["score"].as_f64() == held_out.f32);
        let rows = rows.and_then(|best| best["holdout"]["rows"].as_u64());
        Some(Self {
            rows: rows.and_then(|rows| usize::try_from(rows).ok()),
            ..held_out
        })
    }

    /// By a model and the number of the rows.
    pub fn of_model(model: &Model, rows: Option<usize>) -> Self {
        let score = |name: &str| model.scores().get(name).copied();
        Self {
            rows,
            f32: score("holdout_score"),
            int8: score("holdout_score_int8"),
        }
    }

    /// In these numbers; none where there is none.
    pub fn score(&self, dtype: Dtype) -> Option<f64> {
        match dtype {
            Dtype::F32 => self.f32,
            Dtype::Int8 => self.int8,
        }
    }

    /// As in `30 rows held out`.
    fn rows(&self) -> String {
        self.rows.map_or("rows held out".into(), |rows| {
            format!("{} held out", counted(rows, "row"))
        })
    }

    /// As in `0.9333 on 30 rows held out`; none where the score that counts is not there.
    pub fn in_short(&self, by: Dtype) -> Option<String> {
        let score = self.score(by)?;
        Some(format!("{} on {}", print::mean(score), self.rows()))
    }

    /// Both scores in a line.
    pub fn in_full(&self, scoring: &str) -> String {
        let both = [("", self.f32), (", int8", self.int8)];
        let both = both.into_iter().filter_map(|(of, score)| Some((of, score?)));
        let both: Vec<String> = both
            .map(|(of, score)| format!("{scoring}{of} {}", print::mean(score)))
            .collect();
        format!(
            "{} on {}, which the search has not seen",
            both.join("; "),
            self.rows()
        )
    }
}

/// What is said where the search held rows out and there is no score on them.
pub fn missing(view: &View) -> Option<String> {
    let share = share(&view.study).filter(|_| view.held_out.is_none())?;
    let percent = super::words::percent(share);
    Some(match view.model {
        Some(_) => format!("{percent} of the rows, on which it has no score"),
        None => format!("{percent} of the rows; the model that is scored on them is not in the directory"),
    })
}

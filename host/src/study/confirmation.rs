//! What fresh folds say of a study's best trials, as its journal has it: an attribute of the study, of which the
//! last counts.

use mcutune_core::search::rank;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::checksum::Chain;
use super::line::{CONFIRM, SET_STUDY_USER_ATTR, WORKER};
use crate::search::{Confirmed, Trial};

/// The attribute's value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Confirmation {
    /// How many trials at most were to be confirmed.
    pub most: usize,
    /// From the best down by the mean of both scores.
    trials: Vec<ConfirmedTrial>,
}

/// A number that there is not is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ConfirmedTrial {
    trial: usize,
    /// That of the search, by which a trial that was fitted anew is told from the one that was confirmed.
    mean_test_score: Option<f64>,
    mean_confirm_score: Option<f64>,
    split_confirm_scores: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    split_confirm_scores_int8: Option<Vec<Option<f64>>>,
}

impl Confirmation {
    pub fn new(most: usize, confirmed: &[Confirmed], trials: &[Trial]) -> Self {
        let trial = |one: &Confirmed| ConfirmedTrial {
            trial: one.trial,
            mean_test_score: number(trials[one.trial].mean_test_score()),
            mean_confirm_score: number(rank::mean_and_std(&one.scores).0),
            split_confirm_scores: one.scores.iter().copied().map(number).collect(),
            split_confirm_scores_int8: one
                .scores_int8
                .as_ref()
                .map(|scores| scores.iter().copied().map(number).collect()),
        };
        let trials = confirmed.iter().map(trial).collect();
        Self { most, trials }
    }

    /// How many trials it has.
    pub fn count(&self) -> usize {
        self.trials.len()
    }

    /// What it has of some trials; none unless it has all of them, as they are now, on so many folds.
    pub fn of(&self, numbers: &[usize], trials: &[Trial], folds: usize) -> Option<Vec<Confirmed>> {
        let one = |&number: &usize| {
            let there = self.trials.iter().find(|one| one.trial == number)?;
            let trial = trials.get(number)?;
            let same = there.mean_test_score == self::number(trial.mean_test_score());
            let scores = |scores: &[Option<f64>]| scores.iter().copied().map(number_of).collect::<Vec<_>>();
            let int8 = there.split_confirm_scores_int8.as_deref();
            let whole = there.split_confirm_scores.len() == folds
                && int8.is_none_or(|int8| int8.len() == folds)
                && int8.is_some() == trial.int8().is_some();
            (same && whole).then(|| Confirmed {
                trial: number,
                scores: scores(&there.split_confirm_scores),
                scores_int8: int8.map(scores),
            })
        };
        numbers.iter().map(one).collect()
    }

    /// The journal's line.
    pub(super) fn line(&self, chain: &mut Chain) -> String {
        let line = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
            "user_attr": {CONFIRM: self}});
        chain.seal(&line.to_string())
    }
}

fn number(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn number_of(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

//! Lines of a journal, as Optuna names what is in them.

use std::collections::BTreeMap;

use mcutune_core::cost::Cost;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::beside::BesideAttributes;
use super::int8_attributes::Int8Attributes;
use crate::limits::Quantity;
use crate::search::End;

/// Who writes; Optuna wants one on each line.
pub(super) const WORKER: &str = "mcutune";
/// The study's user attribute with the fingerprint.
pub(super) const ATTRIBUTE: &str = "mcutune";
/// And that with the rule by which a trial wins.
pub(super) const SELECT: &str = "select";
/// And that with the numbers whose scores count.
pub(super) const SELECT_BY: &str = "select_by";
/// And that with the words of a shard's command.
pub(super) const COMMAND: &str = "command";
/// And that with what fresh folds say of the best trials.
pub(super) const CONFIRM: &str = "confirm";
/// And that with the winner, where Optuna would name another trial.
pub(super) const WINNER: &str = "winner";

pub(super) const CREATE_STUDY: u64 = 0;
pub(super) const DELETE_STUDY: u64 = 1;
pub(super) const SET_STUDY_USER_ATTR: u64 = 2;
pub(super) const SET_STUDY_SYSTEM_ATTR: u64 = 3;
pub(super) const CREATE_TRIAL: u64 = 4;
/// The direction of a cost.
pub(super) const MINIMIZE: u32 = 1;
/// That of the score.
pub(super) const MAXIMIZE: u32 = 2;

/// Whether a line is this program's own, and not another's note.
pub(super) fn is_ours(line: &[u8]) -> bool {
    serde_json::from_slice::<Json>(line).is_ok_and(|line| line["worker_id"] == WORKER)
}

pub(super) const COMPLETE: u32 = 1;
/// Of a trial that was given up before it had a score: its constraints say why.
pub(super) const PRUNED: u32 = 2;
pub(super) const FAIL: u32 = 3;

/// A trial's line.
#[derive(Serialize, Deserialize)]
pub(super) struct TrialLine {
    pub op_code: u64,
    pub worker_id: String,
    pub study_id: u32,
    pub datetime_start: String,
    pub datetime_complete: String,
    pub state: u32,
    /// One an objective.
    pub values: Option<Vec<f64>>,
    pub distributions: BTreeMap<String, String>,
    pub params: BTreeMap<String, f64>,
    /// A fold without a score has none.
    pub intermediate_values: BTreeMap<u32, f64>,
    pub user_attrs: TrialAttributes,
    pub system_attrs: BTreeMap<String, Json>,
}

/// What Optuna's format has no field for; lists are by fold.
#[derive(Serialize, Deserialize)]
pub(super) struct TrialAttributes {
    pub parameters: usize,
    /// The number of the trial that it is, where that was not fitted before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<usize>,
    /// The checksum of its answers, where they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<String>,
    #[serde(flatten)]
    pub cost: Option<CostAttributes>,
    pub std_test_score: Option<f64>,
    pub n_iter: Vec<u32>,
    pub end: Vec<End>,
    pub fit_time: Vec<f64>,
    pub score_time: Vec<f64>,
    #[serde(flatten)]
    pub int8: Option<Int8Attributes>,
    /// What it scores beside the score that is maximised.
    #[serde(flatten)]
    pub beside: BesideAttributes,
    /// Where its strategy gave it up before its last fold.
    #[serde(rename = "state", default, skip_serializing_if = "Option::is_none")]
    pub given_up: Option<String>,
    /// The columns of its strategy, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<(String, Json)>,
}

/// What a model needs of the microcontroller.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct CostAttributes {
    flash: u64,
    ram: u64,
    stack: u64,
    instructions: u64,
}

impl From<&Cost> for CostAttributes {
    fn from(cost: &Cost) -> Self {
        Self {
            flash: Quantity::Flash.of(cost),
            ram: Quantity::Ram.of(cost),
            stack: Quantity::Stack.of(cost),
            instructions: Quantity::Instructions.of(cost),
        }
    }
}

impl CostAttributes {
    /// A cost with these quantities. A journal does not hold how much of the flash is code, nor the
    /// multiplications; a trial gives access to neither.
    pub fn cost(self, parameters: usize) -> Cost {
        Cost {
            parameters,
            macs: 0,
            weights: self.flash as usize,
            code: 0,
            ram: self.ram as usize,
            stack: self.stack as usize,
            instructions: self.instructions,
        }
    }
}

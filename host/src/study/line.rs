//! Lines of a journal, as Optuna names what is in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::int8::Int8Attributes;
use crate::limits::Need;
use crate::search::End;

/// Who writes; Optuna wants one on each line.
pub(super) const WORKER: &str = "mcutune";
/// The study's user attribute with the fingerprint.
pub(super) const ATTRIBUTE: &str = "mcutune";
/// And that with the rule by which a trial wins.
pub(super) const SELECT: &str = "select";
/// And that with the numbers whose scores count.
pub(super) const SELECT_BY: &str = "select_by";

pub(super) const CREATE_STUDY: u64 = 0;
pub(super) const DELETE_STUDY: u64 = 1;
pub(super) const SET_STUDY_USER_ATTR: u64 = 2;
pub(super) const SET_STUDY_SYSTEM_ATTR: u64 = 3;
pub(super) const CREATE_TRIAL: u64 = 4;
pub(super) const MAXIMIZE: u32 = 2;
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
    pub values: Option<[f64; 1]>,
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
    #[serde(flatten)]
    pub need: Option<Need>,
    pub std_test_score: Option<f64>,
    pub n_iter: Vec<u32>,
    pub end: Vec<End>,
    pub fit_time: Vec<f64>,
    pub score_time: Vec<f64>,
    #[serde(flatten)]
    pub int8: Option<Int8Attributes>,
}

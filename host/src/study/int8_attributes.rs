//! What a trial's networks score in int8, as a journal has it.

use serde::{Deserialize, Serialize};

use crate::search::Trial;

/// What a trial's networks score in int8; a number that there is not is null.
#[derive(Serialize, Deserialize)]
pub(super) struct Int8Attributes {
    pub test_score_int8: Vec<Option<f64>>,
    mean_test_score_int8: Option<f64>,
    std_test_score_int8: Option<f64>,
    mean_test_score_gap_int8: Option<f64>,
    /// Why one could not be quantised.
    pub refused_int8: Vec<Option<String>>,
}

impl Int8Attributes {
    pub fn of(trial: &Trial) -> Option<Self> {
        let int8 = trial.int8()?;
        let number = |value: f64| (!value.is_nan()).then_some(value);
        Some(Self {
            test_score_int8: int8.folds.iter().copied().map(number).collect(),
            mean_test_score_int8: number(int8.mean),
            std_test_score_int8: number(int8.std),
            mean_test_score_gap_int8: number(int8.gap),
            refused_int8: int8.refused,
        })
    }

    /// What a fold held.
    pub fn fold(&self, k: usize) -> Result<f64, String> {
        match &self.refused_int8[k] {
            Some(why) => Err(why.clone()),
            None => Ok(self.test_score_int8[k].unwrap_or(f64::NAN)),
        }
    }
}

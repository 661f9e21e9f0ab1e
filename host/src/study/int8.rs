//! What a trial's networks score in int8.

use mcutune_core::search::rank;
use serde::{Deserialize, Serialize};

use super::trial::Trial;
use crate::model::Dtype;

/// Scores of the quantised networks of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Int8Scores {
    /// By fold; NaN where the fit failed or could not be quantised.
    pub folds: Vec<f64>,
    /// Why one could not be quantised.
    pub refused: Vec<Option<String>>,
    /// Their mean; NaN where one of them is.
    pub mean: f64,
    /// Their deviation, with the divisor of `std_test_score`.
    pub std: f64,
    /// The mean less that of f32: what quantising gains, or loses where it is negative.
    pub gap: f64,
}

impl Trial {
    /// None where the search did not quantise.
    pub fn int8(&self) -> Option<Int8Scores> {
        let fold = |score: &Option<Result<f64, String>>| match score {
            Some(Ok(score)) => Some(*score),
            Some(Err(_)) => Some(f64::NAN),
            None => None,
        };
        let folds: Vec<f64> = self
            .folds
            .iter()
            .map(|of| fold(&of.int8))
            .collect::<Option<_>>()?;
        let (mean, std) = rank::mean_and_std(&folds);
        Some(Int8Scores {
            folds,
            refused: self.folds.iter().map(|of| of.int8.clone()?.err()).collect(),
            mean,
            std,
            gap: mean - self.mean_and_std().0,
        })
    }

    /// Scores by fold of the networks in f32, or of those in int8: all NaN where there are none.
    pub fn scores_of(&self, dtype: Dtype) -> Vec<f64> {
        match dtype {
            Dtype::F32 => self.scores(),
            Dtype::Int8 => match self.int8() {
                Some(int8) => int8.folds,
                None => vec![f64::NAN; self.folds.len()],
            },
        }
    }
}

/// The same in the journal.
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

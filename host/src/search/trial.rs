//! One candidate with what came of it.

use mcutune_core::cost::{Cost, Dtype};
use mcutune_core::params::Value;
use mcutune_core::search::rank;

use super::choices::Choices;
use super::fit::{End, FoldResult};
use super::scorers::Beside;
use crate::limits::{Limits, Quantity};

/// The state of a trial that was infeasible, and keeps to the limits that a study has now.
pub(crate) const NOT_FITTED: &str = "not fitted";

/// One candidate with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub(crate) number: usize,
    pub(crate) choices: Choices,
    /// Weights and biases; 0 where core has no such network.
    pub(crate) parameters: usize,
    /// None where core has no such network.
    pub(crate) cost: Option<Cost>,
    /// Those that were fitted, from fold 0 on: all of them, unless its strategy gave it up.
    pub(crate) folds: Vec<FoldResult>,
    /// One of its strategy's states, where that gave it up before its last fold.
    pub(crate) given_up: Option<String>,
    /// What its strategy says of it beside, by column.
    pub(crate) columns: Vec<(String, Value)>,
}

impl Trial {
    /// Its number, from 0: candidates are counted in the order in which they were proposed.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// What it chose.
    #[must_use]
    pub fn params(&self) -> &Choices {
        &self.choices
    }

    /// Weights and biases of its network; 0 where there can be no such network.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// How much its model needs of the search's microcontroller; none where there can be no such
    /// network.
    #[must_use]
    pub fn cost(&self, quantity: Quantity) -> Option<u64> {
        self.cost.map(|cost| quantity.of(&cost))
    }

    /// What became of it on each fold.
    #[must_use]
    pub fn folds(&self) -> &[FoldResult] {
        &self.folds
    }

    /// Scores by fold; NaN where a fit failed.
    #[must_use]
    pub fn split_test_scores(&self) -> Vec<f64> {
        self.folds.iter().map(|fold| fold.score).collect()
    }

    /// Scores by fold by one of several scores, in their order in [`Results::scorings`](super::Results::scorings); NaN
    /// where there is none. Of a search by one score see [`Trial::split_test_scores`].
    #[must_use]
    pub fn test_scores(&self, scoring: usize) -> Vec<f64> {
        self.of_folds(|beside| &beside.test, scoring)
    }

    /// The same of its networks in int8; NaN also where the search did not quantise.
    #[must_use]
    pub fn test_scores_int8(&self, scoring: usize) -> Vec<f64> {
        self.of_folds(|beside| &beside.int8, scoring)
    }

    /// The same on the rows that trained each fit, of a search that scores them; by one score its number is 0.
    #[must_use]
    pub fn train_scores(&self, scoring: usize) -> Vec<f64> {
        self.of_folds(|beside| &beside.train, scoring)
    }

    fn of_folds(&self, list: impl Fn(&Beside) -> &[f64], scoring: usize) -> Vec<f64> {
        let score = |fold: &FoldResult| list(&fold.beside).get(scoring).copied();
        self.folds
            .iter()
            .map(|fold| score(fold).unwrap_or(f64::NAN))
            .collect()
    }

    /// Mean and deviation of scores by fold, which a trial that was given up has none of.
    pub(crate) fn mean_and_std_of(&self, scores: &[f64]) -> (f64, f64) {
        match self.given_up {
            Some(_) => (f64::NAN, f64::NAN),
            None => rank::mean_and_std(scores),
        }
    }

    /// The mean over all folds; NaN where a fit failed or was not done.
    #[must_use]
    pub fn mean_test_score(&self) -> f64 {
        self.mean_and_std().0
    }

    /// The standard deviation over all folds, with scikit-learn's divisor.
    #[must_use]
    pub fn std_test_score(&self) -> f64 {
        self.mean_and_std().1
    }

    pub(crate) fn mean_and_std(&self) -> (f64, f64) {
        self.mean_and_std_of(&self.split_test_scores())
    }

    /// Why it was not trained: the limits that it exceeds, and by how much; none where it was.
    #[must_use]
    pub fn infeasible(&self) -> Option<&str> {
        self.folds.iter().find_map(|fold| match &fold.end {
            End::Infeasible(why) => Some(why.as_str()),
            End::Converged
            | End::MaxIter
            | End::MaxFun
            | End::NotFinite
            | End::Undefined
            | End::Refused(_)
            | End::TooLarge(_) => None,
        })
    }

    /// Whether it has no mean score because a fit failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.mean_test_score().is_nan() && self.infeasible().is_none() && self.given_up.is_none()
    }

    /// How many of its fits failed, whatever stands for their scores.
    #[must_use]
    pub fn failed_fits(&self) -> usize {
        self.folds.iter().filter(|fold| fold.end.has_failed()).count()
    }

    /// The state in which its strategy gave it up before its last fold.
    #[must_use]
    pub fn given_up(&self) -> Option<&str> {
        self.given_up.as_deref()
    }

    /// Whether it exceeded the limits of its search, and keeps to others that the study has now or is looked at with.
    #[must_use]
    pub fn is_not_fitted(&self) -> bool {
        self.given_up() == Some(NOT_FITTED)
    }

    /// What its strategy says of it, by column.
    #[must_use]
    pub fn columns(&self) -> &[(String, Value)] {
        &self.columns
    }

    /// Mean and deviation of the seconds to fit.
    #[must_use]
    pub fn fit_time(&self) -> (f64, f64) {
        rank::mean_and_std(&self.folds.iter().map(|fold| fold.fit_time).collect::<Vec<_>>())
    }

    /// Mean and deviation of the seconds to score.
    #[must_use]
    pub fn score_time(&self) -> (f64, f64) {
        rank::mean_and_std(&self.folds.iter().map(|fold| fold.score_time).collect::<Vec<_>>())
    }

    /// Scores of its networks in int8; none where the search did not quantise, or no fold was done.
    #[must_use]
    pub fn int8(&self) -> Option<Int8Scores> {
        if self.folds.is_empty() {
            return None;
        }
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
        let (mean, std) = self.mean_and_std_of(&folds);
        Some(Int8Scores {
            folds,
            refused: self.folds.iter().map(|of| of.int8.clone()?.err()).collect(),
            mean,
            std,
            gap: mean - self.mean_test_score(),
        })
    }

    /// The mean score of the networks in f32, or of those in int8.
    pub(crate) fn mean_of(&self, dtype: Dtype) -> f64 {
        match dtype {
            Dtype::F32 => self.mean_test_score(),
            Dtype::Int8 => self.int8().map_or(f64::NAN, |int8| int8.mean),
        }
    }

    /// Scores of the folds that are done, in f32 or in int8.
    pub(crate) fn done_scores(&self, dtype: Dtype) -> Vec<f64> {
        match dtype {
            Dtype::F32 => self.split_test_scores(),
            Dtype::Int8 => self.int8().map_or(Vec::new(), |int8| int8.folds),
        }
    }

    /// Scores by fold of the networks in f32, or of those in int8; NaN where the trial has no mean,
    /// so that a rule cannot choose it.
    pub(crate) fn scores_of(&self, dtype: Dtype) -> Vec<f64> {
        let scores = match dtype {
            Dtype::F32 => Some(self.split_test_scores()),
            Dtype::Int8 => self.int8().map(|int8| int8.folds),
        };
        match (scores, &self.given_up) {
            (Some(scores), None) => scores,
            _ => vec![f64::NAN; self.folds.len().max(1)],
        }
    }
}

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

/// The trial that comes closest to keeping to some limits, by the one that it has least left of; of equals the earliest.
pub(super) fn closest<'t>(trials: &'t [Trial], limits: &Limits) -> Option<&'t Trial> {
    let share = |trial: &Trial| Some(limits.tightest(&trial.cost?)?.1);
    trials
        .iter()
        .filter_map(|trial| Some((share(trial)?, trial)))
        .reduce(|least, next| if next.0 < least.0 { next } else { least })
        .map(|(_, trial)| trial)
}

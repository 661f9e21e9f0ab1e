//! What a trial has by several scores, and on the rows that trained it, as a journal has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::search::{Beside, Measured, Trial};

/// Scores by fold under their names; a number that there is not is null. Nothing of a search by one score that does not
/// score the rows that train.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct BesideAttributes {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    test_scores: Scores,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    test_scores_int8: Scores,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    train_scores: Scores,
}

type Scores = BTreeMap<String, Vec<Option<f64>>>;

impl BesideAttributes {
    /// Of a trial of a search by these scores.
    pub fn of(trial: &Trial, measured: &Measured) -> Self {
        let number = |score: f64| (!score.is_nan()).then_some(score);
        let all = |names: &[String], scores: &dyn Fn(usize) -> Vec<f64>| -> Scores {
            let by = |(at, name): (usize, &String)| {
                let scores = scores(at).into_iter().map(number).collect();
                (name.clone(), scores)
            };
            names.iter().enumerate().map(by).collect()
        };
        let (one, several) = (std::slice::from_ref(&measured.scoring), &measured.several);
        let trained = match (measured.train, several.is_empty()) {
            (false, _) => &[],
            (true, true) => one,
            (true, false) => several.as_slice(),
        };
        let in_int8 = match trial.int8() {
            Some(_) => several.as_slice(),
            None => &[],
        };
        Self {
            test_scores: all(several, &|at| trial.test_scores(at)),
            test_scores_int8: all(in_int8, &|at| trial.test_scores_int8(at)),
            train_scores: all(trained, &|at| trial.train_scores(at)),
        }
    }

    /// What a fold held; an error where a score is missing, or has more or fewer folds than there are.
    pub fn fold(&self, k: usize, folds: usize, measured: &Measured) -> Result<Beside, String> {
        let list = |scores: &Scores, names: &[String]| -> Result<Vec<f64>, String> {
            let by = |name: &String| match scores.get(name) {
                Some(scores) if scores.len() == folds => Ok(scores[k].unwrap_or(f64::NAN)),
                Some(_) => Err("its lists differ in length".to_owned()),
                None => Err(format!("it has no {name}")),
            };
            names.iter().filter(|_| !scores.is_empty()).map(by).collect()
        };
        let one = std::slice::from_ref(&measured.scoring);
        let several = measured.several.as_slice();
        Ok(Beside {
            test: list(&self.test_scores, several)?,
            int8: list(&self.test_scores_int8, several)?,
            train: list(&self.train_scores, if several.is_empty() { one } else { several })?,
        })
    }
}

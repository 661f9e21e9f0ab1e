//! The scores of predicted values.

use super::{ScoredRows, Scoring, check, mean, sum};
use crate::error::Error;
use crate::math::sqrt_f64;

pub(super) fn score_values<T: Copy + Into<f64>>(
    scoring: Scoring,
    values: ScoredRows<'_, T>,
    predicted: &[f32],
) -> Result<f64, Error> {
    let (rows, outputs) = (values.len(), values.width);
    check(rows, rows * outputs, predicted.len())?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    let truth = |output: usize| values.column(output).map(Into::into);
    let errors = |output: usize| {
        let answers = predicted[output..].iter().step_by(outputs);
        truth(output).zip(answers).map(|(y, &p)| y - f64::from(p))
    };
    let squares = |output: usize| errors(output).map(|error| error * error);
    let outputs = 0..outputs;
    Ok(match scoring {
        Scoring::R2 if rows < 2 => f64::NAN,
        Scoring::R2 => mean(outputs.map(|output| determination(truth(output), squares(output)))),
        Scoring::NegMeanSquaredError => mean(outputs.map(|output| -mean(squares(output)))),
        Scoring::NegRootMeanSquaredError => mean(outputs.map(|output| -sqrt_f64(mean(squares(output))))),
        Scoring::NegMeanAbsoluteError => mean(outputs.map(|output| -mean(errors(output).map(f64::abs)))),
        Scoring::Accuracy
        | Scoring::BalancedAccuracy
        | Scoring::F1
        | Scoring::Precision
        | Scoring::Recall
        | Scoring::F1Macro
        | Scoring::F1Weighted
        | Scoring::MatthewsCorrcoef
        | Scoring::RocAuc
        | Scoring::RocAucOvr
        | Scoring::NegLogLoss => return Err(Error::Undefined),
    })
}

fn determination(truth: impl Iterator<Item = f64> + Clone, squares: impl Iterator<Item = f64>) -> f64 {
    let centre = mean(truth.clone());
    let unexplained = sum(squares);
    let total = sum(truth.map(|value| (value - centre) * (value - centre)));
    r2(unexplained, total)
}

/// `1 - residual / spread`; for constant values 1 when they are met exactly, else 0.
pub(crate) fn r2(residual: f64, spread: f64) -> f64 {
    if spread != 0.0 {
        1.0 - residual / spread
    } else if residual == 0.0 {
        1.0
    } else {
        0.0
    }
}

//! Scores of networks in int8.

use mcutune_core::error::Error;
use mcutune_core::int8::{self, Int8Model};
use mcutune_core::model::Model;
use mcutune_core::params::Params;
use mcutune_core::score::{Scorer, kept, score_scratch_of, width};
use mcutune_core::search::fit::Fold;
use mcutune_core::train::FitMemory;

use super::network::{NotTrained, ROWS_AT_ONCE, network};
use crate::data::prepare::Raw;
use crate::memory::{FitBuffers, TooLarge};
use crate::model::Quantized;

/// A network that was trained on `rows`, quantised and calibrated on them.
pub fn quantized(raw: &Raw<'_>, rows: &[u32], params: &Params, weights: &[f32]) -> Result<Quantized, Error> {
    let model = Model::try_new(network(&raw.data, params, weights)?, raw.scaler)?;
    Quantized::of(&model, raw.rows(rows))
}

/// The score of a quantised network on some rows.
pub fn score_int8_on(
    raw: &Raw<'_>,
    rows: &[u32],
    quantized: &Quantized,
    (params, weights): (&Params, &[f32]),
    scorer: Scorer,
) -> Result<f64, NotTrained> {
    let network = network(&raw.data, params, weights)?;
    let shape = network.shape();
    let model = quantized.model(*shape, network.output())?;
    let answers = kept(scorer, rows.len(), ROWS_AT_ONCE).saturating_mul(width(&raw.data, shape.outputs()));
    let floats = answers.saturating_add(shape.inputs());
    let indices = score_scratch_of(&raw.data, rows.len());
    let mut memory = FitBuffers::try_new(0, (floats, indices))?;
    let FitMemory { floats, indices, .. } = memory.views();
    let mut words = vec![0; Int8Model::scratch(shape)];
    let score = int8::score(&model, &raw.data, rows, scorer, floats, &mut words, indices)?;
    Ok(score)
}

/// What the fit of a fold scores on its test rows once it is quantised, or why it has no score by the first scorer; by
/// another it has NaN then. An error where the system does not give the memory that this takes.
pub(super) fn score_fold(
    fold: &Fold<'_>,
    raw: &Raw<'_>,
    params: &Params,
    weights: &[f32],
    scorers: &[Scorer],
) -> Result<Result<Vec<f64>, String>, TooLarge> {
    let made = match quantized(raw, fold.train_rows, params, weights) {
        Ok(made) => made,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let mut scores = Vec::new();
    for (at, &scorer) in scorers.iter().enumerate() {
        let score = score_int8_on(raw, fold.test_rows, &made, (params, weights), scorer);
        scores.push(match score {
            Err(NotTrained::TooLarge(error)) if error.is_of_the_system() => return Err(error),
            Err(error) if at == 0 => return Ok(Err(error.to_string())),
            // What is not finite could not be ranked.
            Ok(score) if at == 0 && !score.is_finite() => return Ok(Err("its score is not finite".into())),
            Ok(score) if score.is_finite() => score,
            Ok(_) | Err(_) => f64::NAN,
        });
    }
    Ok(Ok(scores))
}

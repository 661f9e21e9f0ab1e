//! What a trained network answers to the rows that test its fold.

use mcutune_core::cost::Dtype;
use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::int8::{self, Int8Model};
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::score::{Scoring, score_scratch, width};
use mcutune_core::search::fit::{self, Fold, score_floats};
use mcutune_core::train::FitMemory;

use super::int8::quantized;
use super::network::{NotTrained, ROWS_AT_ONCE, network};
use crate::data::Data;
use crate::data::prepare::Raw;
use crate::memory::FitBuffers;
use crate::study::Asked;

/// The answers of one fit: row by row the probability of the second of two classes, or of each of more, or the value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoldAnswers {
    pub f32: Vec<f32>,
    /// Of its int8 form, where that was asked for and there is one.
    pub int8: Option<Vec<f32>>,
}

impl FoldAnswers {
    /// Of a network in f32 and, with the fold's raw rows, in int8.
    pub fn of(
        fold: &Fold<'_>,
        raw: Option<&Raw<'_>>,
        params: &Params,
        weights: &[f32],
    ) -> Result<Self, NotTrained> {
        let int8 = raw
            .map(|raw| answers_int8(fold, raw, params, weights))
            .transpose()?;
        Ok(Self {
            f32: answers(fold, params, weights)?,
            int8: int8.flatten(),
        })
    }
}

/// A network's answers to the test rows of its fold.
fn answers(fold: &Fold<'_>, params: &Params, weights: &[f32]) -> Result<Vec<f32>, NotTrained> {
    // whatever rows count
    let (data, rows) = (&fold.test.with_weighted_scores(false), fold.test_rows);
    let network = network(data, params, weights)?;
    let (outputs, width) = (network.shape().outputs(), width(data, network.shape().outputs()));
    let scoring = Scoring::default_for(&data.target());
    let more = rows.len().saturating_mul(width - outputs);
    let floats = score_floats(network.shape(), rows.len(), ROWS_AT_ONCE).saturating_add(more);
    let mut memory = FitBuffers::try_new(0, (floats, score_scratch(rows.len(), data.classes())))?;
    let FitMemory { floats, indices, .. } = memory.views();
    left(fit::score(&network, data, rows, scoring, floats, indices))?;
    Ok(floats[..rows.len() * width].to_vec())
}

/// The same of its int8 form, if it has one.
fn answers_int8(
    fold: &Fold<'_>,
    raw: &Raw<'_>,
    params: &Params,
    weights: &[f32],
) -> Result<Option<Vec<f32>>, NotTrained> {
    let (rows, data) = (fold.test_rows, &raw.data.with_weighted_scores(false));
    let Ok(made) = quantized(raw, fold.train_rows, params, weights) else {
        return Ok(None);
    };
    let network = network(data, params, weights)?;
    let model = made.model(*network.shape(), network.output())?;
    let (inputs, width) = (network.shape().inputs(), width(data, network.shape().outputs()));
    let answers = rows.len().saturating_mul(width);
    let needed = (
        answers.saturating_add(inputs),
        score_scratch(rows.len(), data.classes()),
    );
    let mut memory = FitBuffers::try_new(0, needed)?;
    let FitMemory { floats, indices, .. } = memory.views();
    let mut words = vec![0; Int8Model::scratch(network.shape())];
    let scoring = Scoring::default_for(&data.target());
    left(int8::score(
        &model, data, rows, scoring, floats, &mut words, indices,
    ))?;
    Ok(Some(floats[inputs..inputs + answers].to_vec()))
}

/// What is scored leaves its answers, also where it has no score.
fn left(score: Result<f64, Error>) -> Result<(), Error> {
    match score {
        Ok(_) | Err(Error::Undefined) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What the answers of the folds' networks are to.
pub(super) fn asked(data: &Data, folds: &[Fold<'_>], quantized: bool) -> Asked {
    let rows: Vec<u32> = folds.iter().flat_map(|fold| fold.test_rows).copied().collect();
    let target = folds.first().map(|fold| fold.test.target());
    let truth = |&row: &u32| match target {
        Some(Target::Classes { labels, .. }) => f64::from(labels[row as usize]),
        Some(Target::Values { values, .. }) => f64::from(values[row as usize]),
        // of several labels no answers are kept
        Some(Target::Multilabel { .. }) | None => f64::NAN,
    };
    let dtypes = [Dtype::F32, Dtype::Int8]
        .into_iter()
        .take(if quantized { 2 } else { 1 });
    let fewer = |fold: &Fold<'_>| {
        matches!(
            (fold.train.fitted_target(), fold.train.target()),
            (Target::Classes { classes: few, .. }, Target::Classes { classes: all, .. }) if few < all
        )
    };
    Asked {
        classes: data.classes().to_vec(),
        outputs: target.as_ref().map_or(1, Output::width),
        dtypes: dtypes.map(|dtype| dtype.name().to_owned()).collect(),
        folds: folds.iter().map(|fold| fold.test_rows.len()).collect(),
        truth: rows.iter().map(truth).collect(),
        rows,
        absent_classes: folds.iter().any(fewer),
    }
}

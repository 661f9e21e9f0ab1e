//! Cross-validation on all cores: every fit is a task of its own, and its randomness depends on
//! the seed alone, so neither the number of threads nor their order shows in a result.

mod schedule;

use std::time::Instant;

use mcutune_core::data::{Dataset, Target};
use mcutune_core::error::Error;
use mcutune_core::evaluate::{self, Outcome, fit_and_score};
use mcutune_core::folds;
use mcutune_core::loss::Output;
use mcutune_core::net::Network;
use mcutune_core::params::{BatchSize, Params};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::score::{Scoring, score_scratch};
use mcutune_core::shape::Shape;
use mcutune_core::train::{Epoch, Fit, Plan, Stop, fit};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::generator::Rng;
use crate::load::{Categorical, LoadError, Missing, Preprocess, Table, TargetColumn};

pub use schedule::{Finished, cross_validate};

/// Rows that pass through a network at a time: a default batch in whole vectors of 16, few enough
/// to stay in the first levels of cache.
const ROWS_AT_ONCE: usize = 208;

/// What is done to the features before a network sees them.
#[derive(Clone, Copy, Debug)]
pub struct Preparation {
    /// How missing values are mended.
    pub missing: Missing,
    /// How text columns are.
    pub categorical: Categorical,
    /// How features are scaled.
    pub scaling: Scaling,
}

/// Features and targets that a network can take, with what made them.
#[derive(Clone, Debug)]
pub struct Prepared {
    x: Vec<f32>,
    features: usize,
    target: TargetColumn,
}

impl Prepared {
    /// As the core borrows it.
    pub fn dataset(&self) -> Result<Dataset<'_>, Error> {
        Dataset::try_new(&self.x, self.features, self.target.as_target())
    }
}

/// Mending and scaling, fitted on some rows.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Mends missing values and text columns.
    pub preprocess: Preprocess,
    /// Taken from each feature.
    pub offset: Vec<f32>,
    /// What each feature is then divided by.
    pub scale: Vec<f32>,
}

impl Pipeline {
    /// Learns from `rows` of a table and from no others.
    pub fn fit(table: &Table, rows: &[u32], how: &Preparation) -> Result<Self, RunError> {
        let preprocess = Preprocess::fit(table, rows, how.missing, how.categorical)?;
        let features = preprocess.features();
        let (mut offset, mut scale) = (vec![0.0; features], vec![1.0; features]);
        let x = preprocess.transform(table, rows)?;
        let zeros = vec![0.0; rows.len()];
        let data = Dataset::try_new(
            &x,
            features,
            Target::Values {
                values: &zeros,
                outputs: 1,
            },
        )?;
        how.scaling
            .fit(&data, 0..rows.len() as u32, &mut offset, &mut scale)?;
        Ok(Self {
            preprocess,
            offset,
            scale,
        })
    }

    /// Features of some rows, mended and scaled.
    pub fn features_of(&self, table: &Table, rows: &[u32]) -> Result<Vec<f32>, RunError> {
        let mut x = self.preprocess.transform(table, rows)?;
        let scaler = Scaler::try_new(&self.offset, &self.scale)?;
        let mut scaled = vec![0.0; self.offset.len()];
        for row in x.chunks_exact_mut(self.offset.len()) {
            scaler.apply(row, &mut scaled)?;
            row.copy_from_slice(&scaled);
        }
        Ok(x)
    }

    /// The same with their targets.
    pub fn prepare(&self, table: &Table, rows: &[u32]) -> Result<Prepared, RunError> {
        let target = match &table.target {
            None => return Err(RunError::NoTarget),
            Some(TargetColumn::Classes { labels, names }) => TargetColumn::Classes {
                labels: rows.iter().map(|&row| labels[row as usize]).collect(),
                names: names.clone(),
            },
            Some(TargetColumn::Values(values)) => {
                TargetColumn::Values(rows.iter().map(|&row| values[row as usize]).collect())
            }
        };
        Ok(Prepared {
            x: self.features_of(table, rows)?,
            features: self.offset.len(),
            target,
        })
    }
}

/// Why a search could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The data do not fit what was asked.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The core refused.
    #[error("{0}")]
    Core(#[from] Error),
    /// There is no target column.
    #[error("the data have no target column: name it with --target COLUMN")]
    NoTarget,
}

/// One fold: what trains and what tests.
pub struct Fold {
    train: Prepared,
    test: Prepared,
}

impl Fold {
    /// How many rows train.
    pub fn train_rows(&self) -> usize {
        self.train.x.len() / self.train.features
    }
}

/// The folds of some rows of a table, each with a pipeline of its own.
pub fn folds(
    table: &Table,
    rows: &[u32],
    cv: usize,
    how: &Preparation,
) -> Result<(Vec<Fold>, Option<usize>), RunError> {
    let whole = Pipeline::fit(table, rows, how)?.prepare(table, rows)?;
    let data = whole.dataset()?;
    let mut fold_of = vec![0; rows.len()];
    let mut scratch = vec![0; folds::scratch(rows.len(), data.classes())];
    let smallest = folds::assign_folds(&data.target(), cv, &mut fold_of, &mut scratch)?;
    let pick = |positions: &mut dyn Iterator<Item = u32>| -> Vec<u32> {
        positions.map(|position| rows[position as usize]).collect()
    };
    let made = (0..cv as u8)
        .into_par_iter()
        .map(|k| {
            let train = pick(&mut folds::train_rows(&fold_of, k));
            let test = pick(&mut folds::test_rows(&fold_of, k));
            let pipeline = Pipeline::fit(table, &train, how)?;
            Ok(Fold {
                train: pipeline.prepare(table, &train)?,
                test: pipeline.prepare(table, &test)?,
            })
        })
        .collect::<Result<Vec<_>, RunError>>()?;
    Ok((made, smallest.map(|smallest| smallest.rows)))
}

/// A trained network with what became of its fit.
pub struct Trained {
    /// Weights and biases, layer by layer.
    pub weights: Vec<f32>,
    /// The report.
    pub fit: Fit,
}

/// Fits one network to all rows of `data`; `each_epoch` sees the curve.
pub fn train(
    data: &Dataset<'_>,
    params: &Params,
    rng: Rng,
    seed: u32,
    each_epoch: impl FnMut(Epoch),
) -> Result<Trained, Error> {
    let rows = all_rows(data);
    let plan = Plan::try_new(data, rows.len(), params)?;
    let mut weights = vec![0.0; plan.shape().parameters()];
    let mut floats = vec![0.0; plan.floats(at_once(&plan))];
    let mut indices = vec![0; plan.indices(data.classes())];
    let mut random = rng.start(seed);
    let fit = fit(
        data,
        &rows,
        params,
        &mut random,
        &mut weights,
        &mut floats,
        &mut indices,
        each_epoch,
    )?;
    Ok(Trained { weights, fit })
}

/// Whether a `batch_size` is more than so many rows, and so is taken for all of them.
pub fn clips(params: &Params, rows: usize) -> bool {
    matches!(params.batch_size, BatchSize::Rows(batch) if batch as usize > rows)
}

/// The score of a trained network on all rows of `data`.
pub fn score_on(
    data: &Dataset<'_>,
    params: &Params,
    weights: &[f32],
    scoring: Scoring,
) -> Result<f64, Error> {
    let target = data.target();
    let shape = Shape::of(
        data.features(),
        &params.hidden_layer_sizes,
        Output::width(&target),
    )?;
    let network = Network::try_new(shape, params.activation, Output::of(&target), weights)?;
    let rows = all_rows(data);
    let mut floats = vec![0.0; evaluate::score_floats(&shape, rows.len(), ROWS_AT_ONCE)];
    let mut indices = vec![0; score_scratch(rows.len(), data.classes())];
    evaluate::score(&network, data, &rows, scoring, &mut floats, &mut indices)
}

/// A batch in whole vectors of 16 rows, as far as there is room.
fn at_once(plan: &Plan) -> usize {
    plan.batch().next_multiple_of(16).min(ROWS_AT_ONCE)
}

fn all_rows(data: &Dataset<'_>) -> Vec<u32> {
    (0..data.rows() as u32).collect()
}

/// How a fit on a fold ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It stopped improving.
    Converged,
    /// `max_iter` epochs have run.
    MaxIter,
    /// The loss, a weight or the score is not finite.
    NotFinite,
    /// The core refused, and says why.
    Refused(String),
}

/// What became of one candidate on one fold.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldResult {
    /// NaN where the fit failed.
    pub score: f64,
    /// Seconds to fit.
    pub fit_time: f64,
    /// Seconds to score.
    pub score_time: f64,
    /// Epochs run.
    pub n_iter: u32,
    /// How the fit ended.
    pub end: End,
}

/// Fits one candidate on one fold and scores it, as a device would; a failed fit scores NaN.
pub fn evaluate(fold: &Fold, params: &Params, scoring: Scoring, rng: Rng, seed: u32) -> FoldResult {
    let began = Instant::now();
    let mut fitted = None;
    let outcome = outcome(fold, params, scoring, rng, seed, || fitted = Some(Instant::now()));
    let ended = Instant::now();
    let fitted = fitted.unwrap_or(ended);
    FoldResult {
        score: outcome.score,
        fit_time: (fitted - began).as_secs_f64(),
        score_time: (ended - fitted).as_secs_f64(),
        n_iter: outcome.n_iter,
        end: match outcome.end {
            Ok(Stop::Converged) => End::Converged,
            Ok(Stop::MaxIter) => End::MaxIter,
            Ok(Stop::NotFinite) => End::NotFinite,
            Err(error) => End::Refused(error.to_string()),
        },
    }
}

fn outcome(
    fold: &Fold,
    params: &Params,
    scoring: Scoring,
    rng: Rng,
    seed: u32,
    fitted: impl FnOnce(),
) -> Outcome {
    let run = || {
        let (train, test) = (fold.train.dataset()?, fold.test.dataset()?);
        let (train_rows, test_rows) = (all_rows(&train), all_rows(&test));
        let fold = evaluate::Fold {
            train,
            train_rows: &train_rows,
            test,
            test_rows: &test_rows,
        };
        let plan = Plan::try_new(&train, train_rows.len(), params)?;
        let (floats, indices) = evaluate::memory(&fold, params, at_once(&plan))?;
        Ok(fit_and_score(
            &fold,
            params,
            scoring,
            &mut rng.start(seed),
            &mut vec![0.0; plan.shape().parameters()],
            &mut vec![0.0; floats],
            &mut vec![0; indices],
            |_| fitted(),
        ))
    };
    run().unwrap_or_else(Outcome::refused)
}

//! One fit, with the memory that it takes: of a whole data set, or of a candidate on a fold.

use std::time::Instant;

use mcutune_core::data::{Bounds, Dataset};
use mcutune_core::error::Error;
use mcutune_core::params::{BatchSize, Params};
use mcutune_core::score::{Scorer, Scoring, score_scratch_of};
use mcutune_core::search::fit::{self, Fold, Outcome, fit_and_score, score_fit};
use mcutune_core::shape::Shape;
use mcutune_core::train::{Epoch, Fit, FitMemory, Plan, StopReason, fit, go_on};
use serde::{Deserialize, Serialize};

use super::answers::FoldAnswers;
use super::int8;
use super::kept::{GoesOn, KeptFit};
use super::network::{NotTrained, ROWS_AT_ONCE, network, shape};
use super::scorers::{Beside, Scorers};
use crate::data::prepare::Raw;
use crate::memory::{FitBuffers, TooLarge};
use crate::rng::{Generator, Rng};

/// A trained network with what became of its fit.
pub struct Trained {
    /// Weights and biases, layer by layer.
    pub weights: Vec<f32>,
    /// How the fit ended.
    pub fit: Fit,
}

/// Fits one network to some rows of `data`; `each_epoch` sees the curve.
pub fn train(
    data: &Dataset<'_>,
    rows: &[u32],
    params: &Params,
    rng: Rng,
    seed: u32,
    each_epoch: impl FnMut(Epoch),
) -> Result<Trained, NotTrained> {
    train_from(data, rows, (params, None), rng, seed, each_epoch)
}

/// As [`train`], from the weights of an earlier fit where there are any.
pub fn train_from(
    data: &Dataset<'_>,
    rows: &[u32],
    (params, start): (&Params, Option<&[f32]>),
    rng: Rng,
    seed: u32,
    each_epoch: impl FnMut(Epoch),
) -> Result<Trained, NotTrained> {
    let mut plan = Plan::try_new(data, rows.len(), params)?;
    let beside = (plan.floats(at_once(&plan)), plan.indices());
    let mut memory = FitBuffers::try_new(plan.shape().parameters(), beside)?;
    if let Some(start) = start {
        if start.len() != memory.weights.len() {
            let (expected, got) = (memory.weights.len(), start.len());
            return Err(Error::Mismatch { expected, got }.into());
        }
        memory.weights.copy_from_slice(start);
        plan = plan.warm_start();
    }
    let mut random = rng.start(seed);
    let fit = fit(&plan, data, rows, memory.views(), &mut random, each_epoch)?;
    let weights = memory.weights;
    Ok(Trained { weights, fit })
}

/// Whether a `batch_size` is more than this many rows, and so is taken for all of them.
pub fn clips(params: &Params, rows: usize) -> bool {
    matches!(params.batch_size, BatchSize::Rows(batch) if batch as usize > rows)
}

/// The score of a trained network on some rows of `data`; NaN where they do not define one, and an error
/// where an answer is not finite.
pub fn score_on(
    data: &Dataset<'_>,
    rows: &[u32],
    params: &Params,
    weights: &[f32],
    scorer: impl Into<Scorer>,
) -> Result<f64, NotTrained> {
    let (network, scorer) = (network(data, params, weights)?, scorer.into());
    let mut memory = FitBuffers::try_new(0, to_score(data, rows.len(), network.shape(), scorer))?;
    let FitMemory { floats, indices, .. } = memory.views();
    match fit::score(&network, data, rows, scorer, floats, indices) {
        Ok(score) if score.is_finite() => Ok(score),
        Ok(_) => Err(NotTrained::NotFinite),
        Err(Error::Undefined) => Ok(f64::NAN),
        Err(error) => Err(error.into()),
    }
}

/// An error where an answer of a trained network to some rows of `data` is not finite.
pub fn check_answers(
    data: &Dataset<'_>,
    rows: &[u32],
    params: &Params,
    weights: &[f32],
) -> Result<(), NotTrained> {
    let scoring = Scoring::default_for(&data.target());
    // whatever they count
    let data = &data.with_weighted_scores(false);
    // what has diverged must not hide at the end of a range
    let data = &data.with_bounds(Bounds::NONE)?;
    // a few at a time, for all of them may be more than memory holds
    let mut some = rows.chunks(ROWS_AT_ONCE);
    some.try_for_each(|rows| score_on(data, rows, params, weights, scoring).map(drop))
}

/// Whether [`score_on`] this many rows takes no more memory than a fit may: known before the fit.
pub fn check_score(
    data: &Dataset<'_>,
    rows: usize,
    params: &Params,
    scorer: impl Into<Scorer>,
) -> Result<(), NotTrained> {
    FitBuffers::check(0, to_score(data, rows, &shape(data, params)?, scorer.into()))?;
    Ok(())
}

/// Numbers of f32 and u32 that a score takes.
fn to_score(data: &Dataset<'_>, rows: usize, shape: &Shape, scorer: Scorer) -> (usize, usize) {
    let floats = fit::to_score(data, rows, shape, scorer, ROWS_AT_ONCE);
    (floats, score_scratch_of(data, rows))
}

/// A batch in whole vectors of 16 rows, as far as there is room.
fn at_once(plan: &Plan) -> usize {
    plan.batch().next_multiple_of(16).min(ROWS_AT_ONCE)
}

/// How a fit on a fold ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It stopped improving.
    Converged,
    /// `max_iter` epochs have run.
    MaxIter,
    /// A weight or a prediction is not finite.
    NotFinite,
    /// lbfgs has evaluated the loss more than `max_fun` times.
    MaxFun,
    /// The score is not defined for the fold's test rows.
    Undefined,
    /// Core rejected it, and says why.
    Refused(String),
    /// It did not begin: it takes more memory than a fit may, or than there is.
    TooLarge(TooLarge),
    /// It never began: the limits that the network exceeds, and what it needs of each.
    Infeasible(String),
}

impl End {
    /// Whether there is a trained network, scored or not.
    pub(crate) fn is_fitted(&self) -> bool {
        match self {
            End::Converged | End::MaxIter | End::MaxFun | End::Undefined => true,
            End::NotFinite | End::Refused(_) | End::TooLarge(_) | End::Infeasible(_) => false,
        }
    }

    /// Whether the fit failed, as scikit-learn counts it: there was no score to be had of it.
    pub(crate) fn has_failed(&self) -> bool {
        match self {
            End::NotFinite | End::Refused(_) | End::TooLarge(_) => true,
            End::Converged | End::MaxIter | End::MaxFun | End::Undefined | End::Infeasible(_) => false,
        }
    }

    /// Whether the system did not give the memory that the fit takes, though a fit may take as much: the
    /// candidate is not to blame, and a study that goes on fits it again.
    #[must_use]
    pub fn lacked_memory(&self) -> bool {
        matches!(self, End::TooLarge(size) if size.is_of_the_system())
    }

    /// Whether the network was not trained because it takes too much of the microcontroller.
    #[must_use]
    pub fn is_infeasible(&self) -> bool {
        matches!(self, End::Infeasible(_))
    }
}

/// What became of one candidate on one fold.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldResult {
    /// Of those that the search has, the one that is maximised. Where the fit failed NaN, or what the search has stand
    /// for it.
    pub score: f64,
    /// Seconds to fit.
    pub fit_time: f64,
    /// Seconds to score.
    pub score_time: f64,
    /// Epochs run.
    pub n_iter: u32,
    /// How the fit ended.
    pub end: End,
    /// The score of the quantised network, or why it could not be quantised; NaN where the fit
    /// failed, none where it was not asked for.
    pub int8: Option<Result<f64, String>>,
    pub(crate) beside: Beside,
}

impl FoldResult {
    /// Of a candidate that is not trained.
    pub(crate) fn infeasible(why: &str, quantize: bool) -> Self {
        Self::not_begun(End::Infeasible(why.to_owned()), quantize)
    }

    /// On a fold that nothing can be fitted to.
    pub(super) fn refused(why: &str, quantize: bool) -> Self {
        Self::not_begun(End::Refused(why.to_owned()), quantize)
    }

    fn not_begun(end: End, quantize: bool) -> Self {
        Self {
            score: f64::NAN,
            fit_time: 0.0,
            score_time: 0.0,
            n_iter: 0,
            end,
            int8: quantize.then_some(Ok(f64::NAN)),
            beside: Beside::default(),
        }
    }
}

/// Fits one candidate on one fold and scores it, as a device would; a failed fit scores NaN, or what stands for it. With
/// the fold's raw rows it is scored quantised too. It may go on from a fit of fewer epochs, which changes no bit. Its
/// answers come with it where they are to be kept.
pub fn evaluate(
    fold: &Fold<'_>,
    raw: Option<&Raw<'_>>,
    params: &Params,
    (scorers, keep): (&Scorers, bool),
    random: (Rng, u32),
    goes_on: &mut GoesOn,
) -> (FoldResult, Option<FoldAnswers>) {
    let (mut result, answers) = scored(fold, raw, params, (scorers, keep), random, goes_on);
    scorers.stand_in(&mut result);
    (result, answers)
}

/// The same before anything stands for the scores of a fit that failed.
fn scored(
    fold: &Fold<'_>,
    raw: Option<&Raw<'_>>,
    params: &Params,
    (scorers, keep): (&Scorers, bool),
    (rng, seed): (Rng, u32),
    goes_on: &mut GoesOn,
) -> (FoldResult, Option<FoldAnswers>) {
    let scorer = scorers.refit();
    let began = Instant::now();
    let mut fitted = None;
    let outcome = outcome(fold, params, scorer, rng.start(seed), goes_on, || {
        fitted = Some(Instant::now());
    });
    let too_large = |size| (FoldResult::not_begun(End::TooLarge(size), raw.is_some()), None);
    let (outcome, weights) = match outcome {
        Ok(done) => done,
        Err(NotTrained::Core(error)) => (Outcome::refused(error), Vec::new()),
        Err(NotTrained::NotFinite) => return (FoldResult::not_begun(End::NotFinite, raw.is_some()), None),
        Err(NotTrained::TooLarge(error)) => return too_large(error),
    };
    let ended = Instant::now();
    let fitted = fitted.unwrap_or(ended);
    let int8 = raw.map(|raw| match outcome.score.is_nan() {
        true => Ok(Ok(vec![f64::NAN])),
        false => int8::score_fold(fold, raw, params, &weights, &scorers.refit_first()),
    });
    let int8 = match int8.transpose() {
        Ok(int8) => int8,
        Err(error) => return too_large(error),
    };
    let scores_int8 = int8
        .as_ref()
        .and_then(|int8| int8.clone().ok())
        .unwrap_or_default();
    let mut result = FoldResult {
        score: outcome.score,
        fit_time: (fitted - began).as_secs_f64(),
        score_time: (ended - fitted).as_secs_f64(),
        n_iter: outcome.n_iter,
        end: match outcome.end {
            Ok(StopReason::Converged) => End::Converged,
            Ok(StopReason::MaxIter) => End::MaxIter,
            Ok(StopReason::MaxFun) => End::MaxFun,
            Ok(StopReason::NotFinite) => End::NotFinite,
            Err(Error::Undefined) => End::Undefined,
            Err(error) => End::Refused(error.to_string()),
        },
        int8: int8.map(|int8| int8.map(|scores| scores.first().copied().unwrap_or(f64::NAN))),
        beside: Beside::default(),
    };
    if result.end.is_fitted() {
        match score_beside(fold, scorers, (params, &weights), &mut result, &scores_int8) {
            Ok(()) => {}
            Err(NotTrained::TooLarge(size)) => return too_large(size),
            Err(error) => return (FoldResult::refused(&error.to_string(), raw.is_some()), None),
        }
    }
    if !keep || !result.end.is_fitted() {
        return (result, None);
    }
    match FoldAnswers::of(fold, raw, params, &weights) {
        Ok(answers) => (result, Some(answers)),
        Err(NotTrained::TooLarge(size)) => too_large(size),
        Err(error) => (FoldResult::refused(&error.to_string(), raw.is_some()), None),
    }
}

/// The other scores of a fit, and those on the rows that trained it, which scikit-learn does not count as time to score.
fn score_beside(
    fold: &Fold<'_>,
    scorers: &Scorers,
    (params, weights): (&Params, &[f32]),
    result: &mut FoldResult,
    int8: &[f64],
) -> Result<(), NotTrained> {
    let began = Instant::now();
    result.beside = scorers.beside(fold, (params, weights), result.score, int8)?;
    if scorers.are_several() {
        result.score_time += began.elapsed().as_secs_f64();
    }
    result.beside.train = scorers.on_training(fold, params, weights)?;
    Ok(())
}

fn outcome(
    fold: &Fold<'_>,
    params: &Params,
    scorer: Scorer,
    mut random: Generator,
    goes_on: &mut GoesOn,
    fitted: impl FnOnce(),
) -> Result<(Outcome, Vec<f32>), NotTrained> {
    let plan = fold.plan(params)?;
    let beside = fit::memory(fold, &plan, scorer, at_once(&plan));
    let mut memory = FitBuffers::try_new(plan.shape().parameters(), beside)?;
    let kept = match goes_on.before.take() {
        None if goes_on.keeps => KeptFit::new(&plan, random.clone()),
        before => before,
    };
    let outcome = match kept {
        None => fit_and_score(fold, &plan, scorer, &mut random, memory.views(), |_| fitted()),
        Some(mut kept) => {
            let (state, random) = kept.views();
            let (data, rows) = (&fold.train, fold.train_rows);
            let fit = go_on(&plan, data, rows, memory.views(), state, random, |_| {})?;
            fitted();
            goes_on.after = Some(kept).filter(|_| goes_on.keeps);
            score_fit(fold, &plan, scorer, &fit, memory.views())
        }
    };
    Ok((outcome, memory.weights))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune_core::data::Target;
    use mcutune_core::params::Hidden;

    #[test]
    fn answers_beyond_the_memory_of_a_fit_are_an_error_before_it() {
        const ROWS: usize = 17_000;
        let labels: Vec<u16> = (0..ROWS as u16).collect();
        let target = Target::Classes {
            labels: &labels,
            classes: ROWS,
        };
        let x = vec![0.0; ROWS];
        let data = Dataset::new(&x, 1, target);
        let params = Params {
            hidden_layer_sizes: Hidden::new(&[1]),
            ..Params::DEFAULT
        };
        // a number for each row and class, or those of a few rows
        let kept = check_score(&data, ROWS, &params, Scoring::NegLogLoss);
        assert!(matches!(kept, Err(NotTrained::TooLarge(_))));
        assert!(check_score(&data, ROWS, &params, Scoring::Accuracy).is_ok());
    }
}

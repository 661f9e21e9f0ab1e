//! One candidate on one fold: fit on the fold's training rows, score on its test rows. The one
//! place where it is done, for a host that does many at a time and a device that does one by one.

use crate::data::Dataset;
use crate::error::Error;
use crate::network::Network;
use crate::params::Params;
use crate::random::Random;
use crate::score::{Scorer, kept, score_fitted, score_scratch_of, width};
use crate::shape::Shape;
use crate::train::{self, Fit, FitMemory, Plan, StopReason};

/// What trains and what tests: rows of two data sets, which may be one and the same.
#[derive(Clone, Copy, Debug)]
pub struct Fold<'a> {
    /// Where the training rows are.
    pub train: Dataset<'a>,
    /// Which they are.
    pub train_rows: &'a [u32],
    /// Where the test rows are.
    pub test: Dataset<'a>,
    /// Which they are.
    pub test_rows: &'a [u32],
}

/// What became of a candidate on a fold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// NaN where the fit or the scoring failed; never infinite, which could not be ranked.
    pub score: f64,
    /// Epochs run.
    pub n_iter: u32,
    /// How the fit ended ([`StopReason::NotFinite`] also where a prediction is not finite), or why there
    /// is no score: [`Error::Undefined`] where these rows do not define one.
    pub end: Result<StopReason, Error>,
}

impl Outcome {
    /// Of a fit that could not begin.
    #[must_use]
    pub const fn refused(error: Error) -> Self {
        Self::failed(0, Err(error))
    }

    const fn failed(n_iter: u32, end: Result<StopReason, Error>) -> Self {
        Self {
            score: f64::NAN,
            n_iter,
            end,
        }
    }
}

/// How many f32 [`fit_and_score`] takes beside the weights to score `rows` rows whose answers are all kept, of
/// which `at_once` pass through the network at a time.
#[must_use]
pub const fn score_floats(shape: &Shape, rows: usize, at_once: usize) -> usize {
    let answers = rows.saturating_mul(shape.outputs());
    answers.saturating_add(Network::scratch_of_rows(shape, at_once))
}

/// How many f32 and u32 [`fit_and_score`] takes on this fold beside the weights, which are
/// [`Shape::parameters`] f32; `at_once` rows pass through the network at a time. More is faster
/// and changes no bit.
#[must_use]
pub fn memory(fold: &Fold<'_>, plan: &Plan, scorer: Scorer, at_once: usize) -> (usize, usize) {
    let rows = fold.test_rows.len();
    let floats = to_score(&fold.test, rows, plan.shape(), scorer, at_once);
    (
        plan.floats(at_once).max(floats),
        plan.indices().max(score_scratch_of(&fold.test, rows)),
    )
}

/// How many f32 [`score`] takes to score this many rows, of which `at_once` pass through the network at a time:
/// a score that counts classes keeps no other answers.
#[must_use]
pub fn to_score(data: &Dataset<'_>, rows: usize, shape: &Shape, scorer: Scorer, at_once: usize) -> usize {
    let rows = kept(scorer, rows, at_once);
    let more = rows.saturating_mul(width(data, shape.outputs()) - shape.outputs());
    score_floats(shape, rows, at_once).saturating_add(more)
}

impl Fold<'_> {
    /// What a fit of a candidate on this fold is going to do.
    ///
    /// # Errors
    /// As [`Plan::try_new`].
    pub fn plan(&self, params: &Params) -> Result<Plan, Error> {
        Plan::try_new(&self.train, self.train_rows.len(), params)
    }
}

/// Fits one candidate on a fold's training rows and scores it on its test rows.
///
/// `plan` is the fold's own ([`Fold::plan`]), and `random` has just been started from the search's
/// seed. The weights of `work` are as many as the candidate has parameters and hold the trained
/// ones afterwards; [`memory`] says how long the rest is. `fitted` is called when the fit has ended
/// and the scoring begins.
pub fn fit_and_score<R: Random>(
    fold: &Fold<'_>,
    plan: &Plan,
    scorer: impl Into<Scorer>,
    random: &mut R,
    work: FitMemory<'_>,
    fitted: impl FnOnce(&Fit),
) -> Outcome {
    let FitMemory {
        weights,
        floats,
        indices,
    } = work;
    let memory = FitMemory {
        weights: &mut *weights,
        floats: &mut *floats,
        indices: &mut *indices,
    };
    let fit = match train::fit(plan, &fold.train, fold.train_rows, memory, random, |_| {}) {
        Ok(fit) => fit,
        Err(error) => return Outcome::refused(error),
    };
    fitted(&fit);
    let work = FitMemory {
        weights,
        floats,
        indices,
    };
    score_fit(fold, plan, scorer, &fit, work)
}

/// What became of a candidate whose fit on a fold has ended: its score on the test rows. The weights of `work` are
/// those of the fit, and the rest is as long as for [`fit_and_score`].
#[doc(hidden)]
pub fn score_fit(
    fold: &Fold<'_>,
    plan: &Plan,
    scorer: impl Into<Scorer>,
    fit: &Fit,
    work: FitMemory<'_>,
) -> Outcome {
    let FitMemory {
        weights,
        floats,
        indices,
    } = work;
    if fit.stop == StopReason::NotFinite {
        return Outcome::failed(fit.n_iter, Ok(fit.stop));
    }
    let scored = plan
        .network(weights)
        .and_then(|network| score(&network, &fold.test, fold.test_rows, scorer, floats, indices));
    match scored {
        Ok(score) if score.is_finite() => Outcome {
            score,
            n_iter: fit.n_iter,
            end: Ok(fit.stop),
        },
        Ok(_) => Outcome::failed(fit.n_iter, Ok(StopReason::NotFinite)),
        Err(error) => Outcome::failed(fit.n_iter, Err(error)),
    }
}

/// The score of a network on some rows, answers held to the data's [`Bounds`](crate::data::Bounds); not finite where an
/// answer is not. `floats` are at least [`to_score`] of one row at once, `indices` [`score_scratch_of`]. Of floats that
/// are [`score_floats`] or more the first hold the answers afterwards, row by row, of as many numbers as the target has
/// outputs.
///
/// # Errors
/// [`Error::Undefined`] where the rows do not define the score, [`Error::NoWeight`] where their weights are to count and all
/// are 0, [`Error::TooFewRows`] for a row that there is not,
/// [`Error::TooSmall`] for short memory.
pub fn score(
    network: &Network<'_>,
    data: &Dataset<'_>,
    rows: &[u32],
    scorer: impl Into<Scorer>,
    floats: &mut [f32],
    indices: &mut [u32],
) -> Result<f64, Error> {
    let (scorer, shape) = (scorer.into(), network.shape());
    let (outputs, width, of_row) = (
        shape.outputs(),
        width(data, shape.outputs()),
        Network::scratch_of_rows(shape, 1),
    );
    let (needed, got) = (to_score(data, rows.len(), shape, scorer, 1), floats.len());
    if got < needed {
        return Err(Error::TooSmall { needed, got });
    }
    let all = rows.len() * width;
    let room = match all + of_row <= got {
        true => all,
        false => got / (width + of_row) * width,
    };
    let (answers, scratch) = floats.split_at_mut(room);
    let mut predict = |rows: &[u32], out: &mut [f32]| {
        network.predict_rows(data, rows, scratch, out)?;
        data.bounds().hold(out);
        Ok(())
    };
    let score = score_fitted(
        scorer,
        data,
        rows,
        (&mut *answers, outputs),
        indices,
        &mut predict,
    )?;
    let last = &answers[..kept(scorer, rows.len(), room / width) * outputs];
    match score.is_finite() || last.iter().any(|answer| !answer.is_finite()) {
        true => Ok(score),
        false => Err(Error::Undefined),
    }
}

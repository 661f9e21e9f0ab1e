//! Training, as scikit-learn's `MLPClassifier.fit` and `MLPRegressor.fit`.
//!
//! The batch's rows pass through the network a few at a time, as many as the caller's memory
//! holds; the gradient's sums go on from one pass to the next in the order of the rows, so the
//! amount of memory changes no bit of the result.

mod backward;
mod batch;
mod forward;
mod kept;
mod layout;
mod lbfgs;
mod optimizer;
mod plan;
mod stopping;
mod validation;

#[doc(hidden)]
pub use kept::{Kept, Stand, go_on};
pub use layout::{FitLayout, FitMemory, indices};
pub use plan::Plan;

pub(crate) use optimizer::Optimizer;

use batch::batch_loss;
use layout::{FitViews, Pass};
use optimizer::Rule;
use validation::{split, validate};

use crate::data::{Dataset, Weighed, balance};
use crate::error::Error;
use crate::math;
use crate::params::Params;
use crate::random::Random;
use crate::shape::Shape;

/// Why a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Loss or validation score stopped improving by `tol`; with lbfgs, the loss is as flat as that, or no step
    /// lowers it in f32.
    Converged,
    /// `max_iter` epochs have run; scikit-learn warns of it.
    MaxIter,
    /// A weight is not finite, or with lbfgs no loss that it finds: a failed fit.
    NotFinite,
    /// lbfgs has evaluated the loss more than `max_fun` times; scikit-learn warns of it.
    MaxFun,
}

/// What became of a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Epochs run, or iterations of lbfgs: none where it has nowhere to go.
    pub n_iter: u32,
    /// Loss of the last epoch, or where lbfgs ended; not finite where it diverged.
    pub loss: f64,
    /// Best validation score, with early stopping; none where no epoch had a finite one.
    pub best_validation_score: Option<f64>,
    /// Why it ended.
    pub stop: StopReason,
}

/// One epoch, or iteration of lbfgs, for loss curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Mean loss of its rows, each taken before the update that it led to; of all rows after an iteration of lbfgs.
    pub loss: f64,
    /// Validation score after it, with early stopping.
    pub validation_score: Option<f64>,
}

/// Fits the network that `plan` was made for to its rows of `data`; `each_epoch` sees the curve.
///
/// With early stopping the weights are those of the best validation score, also where a later epoch
/// diverged: as in scikit-learn it goes on without a finite loss until its scores, or `max_iter`,
/// end it. Without a finite score they are the initial ones.
///
/// Where `data` has its target scaled ([`Dataset::with_target_scaling`]), the weights answer in the
/// target's own units; losses and validation scores are of the scaled one.
///
/// Draws from `random`: initial weights, unless the plan has a [warm start](Plan::warm_start), the split of early stopping, then for each epoch its order
/// and, batch by batch, dropout row by row and layer by layer. lbfgs draws the weights alone.
///
/// # Errors
/// [`Error::Mismatch`] where `data`, `rows` or the weights are not those of the plan,
/// [`Error::TooSmall`] where memory is short, [`Error::TooFewRows`] where the data set has not all
/// of the rows, [`Error::ClassTooSmall`] for a class of one row, which early stopping cannot
/// split, [`Error::NoWeight`] where the rows of a batch, or those that early stopping holds out, have weights that sum
/// to 0, and [`Error::EarlyStopping`] where it leaves one row to train on and there are two classes.
pub fn fit<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    memory: FitMemory<'_>,
    random: &mut R,
    each_epoch: impl FnMut(Epoch),
) -> Result<Fit, Error> {
    plan.check(data, rows)?;
    plan.check_memory(&memory)?;
    let weights = memory.weights;
    let mut views = plan.carve(memory.floats);
    begin(plan, data, random, weights, &mut views);
    let parts = split(plan, data, rows, random, memory.indices)?;
    weigh(data, rows, &parts, &mut views)?;
    let stand = Stand::new(&plan.params);
    let stand = epochs(
        plan,
        data,
        parts,
        random,
        weights,
        (&mut views, stand),
        each_epoch,
    )?;
    Ok(end(plan, data, stand, weights, &views))
}

/// The arrays before the first epoch.
fn begin<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    random: &mut R,
    weights: &mut [f32],
    views: &mut FitViews<'_>,
) {
    views.first_moment.fill(0.0);
    views.second_moment.fill(0.0);
    match (plan.warm, data.target_scaling()) {
        (false, _) => initialize(&plan.shape, &plan.params, random, weights),
        (true, Some((offset, scale))) => unfold_scaling(&plan.shape, offset, scale, weights),
        (true, None) => {}
    }
    if plan.params.stops_early() {
        views.best.copy_from_slice(weights);
    }
}

/// What each class counts, where that is to be balanced over `rows`.
///
/// # Errors
/// [`Error::NoWeight`] where the rows that train count nothing, or those that are held out.
fn weigh(
    data: &Dataset<'_>,
    rows: &[u32],
    (train, held_out): &(&mut [u32], &[u32]),
    views: &mut FitViews<'_>,
) -> Result<(), Error> {
    balance(data, rows, views.class_weights);
    let held_out = !held_out.is_empty() && Weighed::new(data, &[]).total(held_out) == 0.0;
    if held_out || Weighed::new(data, views.class_weights).total(train) == 0.0 {
        return Err(Error::NoWeight);
    }
    Ok(())
}

/// What became of a fit, with the weights that it keeps.
fn end(plan: &Plan, data: &Dataset<'_>, stand: Stand, weights: &mut [f32], views: &FitViews<'_>) -> Fit {
    let mut fit = stand.fit;
    if plan.params.stops_early() {
        weights.copy_from_slice(views.best);
        fit.best_validation_score = stand.patience.best();
    }
    if let Some((offset, scale)) = data.target_scaling() {
        fold_scaling(&plan.shape, offset, scale, weights);
    }
    if !are_finite(weights) {
        fit.stop = StopReason::NotFinite;
    }
    fit
}

/// Every epoch until the fit ends, from where it stands: the rows of `order` train, early stopping looks at those
/// that are `held_out`.
fn epochs<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    (order, held_out): (&mut [u32], &[u32]),
    random: &mut R,
    weights: &mut [f32],
    (views, stand): (&mut FitViews<'_>, Stand),
    mut each_epoch: impl FnMut(Epoch),
) -> Result<Stand, Error> {
    let params = &plan.params;
    let Some(rule) = Rule::of(params.solver) else {
        let stand = lbfgs::iterations(plan, data, order, random, weights, (views, stand), each_epoch);
        return Ok(stand);
    };
    let FitViews {
        first_moment,
        second_moment,
        best,
        class_weights,
        pass,
    } = views;
    let weighed = Weighed::new(data, class_weights);
    let Stand {
        pace,
        mut patience,
        mut fit,
        mut diverged,
        mut over,
        lbfgs,
    } = stand;
    let mut optimizer = Optimizer::new(rule, params, pace, first_moment, second_moment);
    while !over && fit.n_iter < params.max_iter {
        fit.n_iter += 1;
        // a weight that is not finite stays so, and makes every later loss NaN
        fit.loss = f64::NAN;
        if !diverged {
            fit.loss = epoch(plan, &weighed, order, random, weights, &mut optimizer, pass)?;
            diverged = !fit.loss.is_finite() && !are_finite(weights);
        }
        if diverged && !params.early_stopping {
            over = true;
            break;
        }
        let validation_score = params
            .early_stopping
            .then(|| validate(plan, data, held_out, weights, pass));
        each_epoch(Epoch {
            loss: fit.loss,
            validation_score,
        });
        let is_best = patience.see(validation_score.unwrap_or(-fit.loss));
        if is_best && params.early_stopping {
            best.copy_from_slice(weights);
        }
        if patience.ends_fit(&mut optimizer) {
            fit.stop = StopReason::Converged;
            over = true;
        }
    }
    Ok(Stand {
        pace: optimizer.pace(),
        patience,
        fit,
        diverged,
        over,
        lbfgs,
    })
}

/// One pass over the rows of `order`, batch by batch: their mean loss, each taken before the update
/// that it led to.
fn epoch<R: Random>(
    plan: &Plan,
    weighed: &Weighed<'_>,
    order: &mut [u32],
    random: &mut R,
    weights: &mut [f32],
    optimizer: &mut Optimizer<'_>,
    pass: &mut Pass<'_>,
) -> Result<f64, Error> {
    if plan.params.shuffle {
        random.shuffle(order);
    }
    let mut sum = 0.0;
    for batch in order.chunks(plan.batch) {
        let count = weighed.total(batch);
        if count == 0.0 {
            return Err(Error::NoWeight);
        }
        // scikit-learn's mean over batches is by their rows, whatever these count
        sum += batch_loss(plan, weighed, (batch, count), random, weights, pass) * batch.len() as f64;
        optimizer.step(&plan.shape, count, weights, pass.gradient);
    }
    optimizer.end_epoch(order.len());
    Ok(sum / order.len() as f64)
}

/// Has the last layer answer `y * scale + offset` where it answered `y`: with the identity as its
/// output's function that is a network of the same shape.
fn fold_scaling(shape: &Shape, offset: &[f32], scale: &[f32], weights: &mut [f32]) {
    let last = shape.layer(shape.layers() - 1);
    let (start, end) = (last.start, last.end());
    for row in weights[start..end].chunks_exact_mut(last.fan_out) {
        row.iter_mut()
            .zip(scale)
            .for_each(|(weight, scale)| *weight *= scale);
    }
    let biases = &mut weights[last.biases_start()..end];
    biases
        .iter_mut()
        .zip(offset)
        .for_each(|(bias, offset)| *bias += offset);
}

/// Undoes it: the last layer of weights that answer in the target's own units answers in scaled ones.
fn unfold_scaling(shape: &Shape, offset: &[f32], scale: &[f32], weights: &mut [f32]) {
    let last = shape.layer(shape.layers() - 1);
    let (start, end) = (last.start, last.end());
    let biases = &mut weights[last.biases_start()..end];
    biases
        .iter_mut()
        .zip(offset)
        .for_each(|(bias, offset)| *bias -= offset);
    for row in weights[start..end].chunks_exact_mut(last.fan_out) {
        row.iter_mut()
            .zip(scale)
            .for_each(|(weight, scale)| *weight /= scale);
    }
}

fn are_finite(weights: &[f32]) -> bool {
    weights.iter().all(|weight| weight.is_finite())
}

/// Weights and biases alike, drawn in f64; see [`crate::activation::Activation::initial_gain`].
fn initialize<R: Random>(shape: &Shape, params: &Params, random: &mut R, weights: &mut [f32]) {
    let gain = params.activation.initial_gain();
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let bound = math::sqrt_f64(gain / (layer.fan_in + layer.fan_out) as f64);
        for w in &mut weights[layer.start..layer.end()] {
            *w = random.uniform(-bound, bound) as f32;
        }
    }
}

#[cfg(test)]
mod tests;

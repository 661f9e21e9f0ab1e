//! Training, as scikit-learn's `MLPClassifier.fit` and `MLPRegressor.fit`.
//!
//! The batch's rows pass through the network a few at a time, as many as the caller's memory
//! holds; the gradient's sums go on from one pass to the next in the order of the rows, so the
//! amount of memory changes no bit of the result.

mod backward;
mod memory;
mod optimizer;
mod pass;

use self::memory::{Buffers, take};
use self::optimizer::Optimizer;
use self::pass::{answers, batch_loss, hidden};
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::kernels;
use crate::loss::{Output, class_of};
use crate::math;
use crate::params::{BatchSize, Params, Schedule};
use crate::random::Random;
use crate::score::r2;
use crate::shape::Shape;

/// What a layout for wide loads is to fill.
const LANES: usize = 16;

/// Why a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Loss or validation score stopped improving by `tol`.
    Converged,
    /// `max_iter` epochs have run; scikit-learn warns of it.
    MaxIter,
    /// The loss, or a weight, is no longer finite: a failed fit.
    NotFinite,
}

/// What became of a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Epochs run.
    pub n_iter: u32,
    /// Loss of the last epoch.
    pub loss: f64,
    /// Best validation score, with early stopping.
    pub best_validation_score: Option<f64>,
    /// Why it ended.
    pub stop: Stop,
}

/// One epoch, for loss curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Mean loss of its rows, each taken before the update that it led to.
    pub loss: f64,
    /// Validation score after it, with early stopping.
    pub validation_score: Option<f64>,
}

/// The sizes of a fit, computed once from the shape and the hyperparameters.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    shape: Shape,
    params: Params,
    output: Output,
    train: usize,
    validation: usize,
    batch: usize,
}

impl Plan {
    /// For a fit on `rows` rows of `data`.
    pub fn try_new(data: &Dataset<'_>, rows: usize, params: &Params) -> Result<Self, Error> {
        params.validate()?;
        let target = data.target();
        let shape = Shape::of(
            data.features(),
            &params.hidden_layer_sizes,
            Output::width(&target),
        )?;
        let validation = if params.early_stopping {
            folds::held_out(rows, params.validation_fraction)?
        } else {
            0
        };
        if rows == 0 || (params.early_stopping && validation < 2) {
            return Err(Error::TooFewRows { needed: 2, got: rows });
        }
        let train = rows - validation;
        let batch = match params.batch_size {
            BatchSize::Auto => train.min(200),
            BatchSize::Rows(n) => train.min(n as usize),
        };
        Ok(Self {
            shape,
            params: *params,
            output: Output::of(&target),
            train,
            validation,
            batch,
        })
    }

    /// The network's blueprint.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The output's function.
    pub fn output(&self) -> Output {
        self.output
    }

    /// Rows of a batch.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// How many f32 a fit takes beside the weights, with `rows` of a batch passing at a time.
    pub fn floats(&self, rows: usize) -> usize {
        floats(&self.shape, &self.params, rows)
    }

    /// How many u32 it takes: the order of the rows, and the split of early stopping.
    pub fn indices(&self, classes: usize) -> usize {
        indices(self.train + self.validation, classes, self.params.early_stopping)
    }

    /// Whether the last layer lies output by output, `outputs x rows`, because its outputs are too
    /// few to fill vectors: then lanes run across rows.
    fn answers_by_output(&self) -> bool {
        kernels::WIDE && self.shape.layers() > 1 && self.shape.outputs() < LANES
    }

    /// Whether lanes run across the inputs of a layer in the sums of its gradient, and not across
    /// its outputs, because they fill that way.
    fn by_input(&self, i: usize) -> bool {
        let layer = self.shape.layer(i);
        let (inputs, outputs) = (layer.fan_in, layer.fan_out);
        let fills = 4 * outputs * inputs.div_ceil(LANES) < 3 * inputs * outputs.div_ceil(LANES);
        let last = i + 1 == self.shape.layers();
        kernels::WIDE && (fills || last && self.answers_by_output())
    }
}

/// [`Plan::floats`], known from the shape and the hyperparameters alone: more for adam than for
/// sgd, with early stopping, and with dropout.
pub const fn floats(shape: &Shape, params: &Params, rows: usize) -> usize {
    floats_of(shape, params, rows, kernels::WIDE)
}

/// The same where [`kernels::WIDE`] may be another.
pub(crate) const fn floats_of(shape: &Shape, params: &Params, rows: usize, wide: bool) -> usize {
    let copies = 1 + Optimizer::state(params.solver) + params.early_stopping as usize;
    if !wide {
        return copies * shape.parameters() + rows * per_row(shape, params);
    }
    let fixed = copies * whole(shape.parameters()) + whole(transposed(shape));
    fixed + whole(1) - 1 + rows * per_row(shape, params)
}

/// [`Plan::indices`], known from the numbers of rows and classes (0 for values).
pub const fn indices(rows: usize, classes: usize, early_stopping: bool) -> usize {
    if early_stopping {
        2 * rows + folds::scratch(rows, classes)
    } else {
        rows
    }
}

/// Wide loads want the weights of all layers but the first by output too, for the way back, and
/// room for gradients by output.
const fn transposed(shape: &Shape) -> usize {
    if kernels::WIDE {
        back_weights(shape) + shape.macs()
    } else {
        0
    }
}

/// How many weights back-propagation takes by output.
const fn back_weights(shape: &Shape) -> usize {
    if kernels::WIDE {
        shape.macs() - shape.width(0) * shape.width(1)
    } else {
        0
    }
}

/// `count`, or for wide loads as many as whole vectors hold, so that the next array is aligned.
const fn whole(count: usize) -> usize {
    if kernels::WIDE {
        count.next_multiple_of(LANES)
    } else {
        count
    }
}

/// Activations of every layer, one row of deltas, and the masks of dropout.
const fn per_row(shape: &Shape, params: &Params) -> usize {
    let (mut hidden, mut drops, mut i) = (0, false, 1);
    while i < shape.layers() {
        hidden += shape.width(i);
        drops = drops || params.dropout[i - 1] > 0.0;
        i += 1;
    }
    let masks = if drops { hidden } else { 0 };
    shape.inputs() + hidden + shape.outputs() + shape.widest() + masks
}

/// Fits `weights` to some rows of `data`.
///
/// `floats` and `indices` are memory, at least [`Plan::floats`] of one row and
/// [`Plan::indices`]; `each_epoch` sees the curve. Draws from `random`: initial weights, the
/// split of early stopping, then for each epoch its order and, batch by batch, dropout row by
/// row and layer by layer.
#[allow(clippy::too_many_arguments)]
pub fn fit<R: Random>(
    data: &Dataset<'_>,
    rows: &[u32],
    params: &Params,
    random: &mut R,
    weights: &mut [f32],
    floats: &mut [f32],
    indices: &mut [u32],
    mut each_epoch: impl FnMut(Epoch),
) -> Result<Fit, Error> {
    let plan = Plan::try_new(data, rows.len(), params)?;
    let shape = plan.shape;
    let (target, parameters) = (data.target(), shape.parameters());
    let classes = data.classes();
    if weights.len() != parameters {
        return Err(Error::Mismatch {
            expected: parameters,
            got: weights.len(),
        });
    }
    if floats.len() < plan.floats(1) {
        return Err(Error::TooSmall {
            needed: plan.floats(1),
            got: floats.len(),
        });
    }
    if indices.len() < plan.indices(classes) {
        return Err(Error::TooSmall {
            needed: plan.indices(classes),
            got: indices.len(),
        });
    }
    data.check_rows(rows)?;
    initialise(&shape, params, random, weights);
    let (order, validation) = split(&plan, &target, classes, rows, random, indices)?;

    let mut memory = floats;
    if kernels::WIDE {
        let unaligned = memory.as_ptr().align_offset(LANES * size_of::<f32>());
        take(&mut memory, unaligned.min(LANES - 1));
    }
    let mut array = |count: usize| &mut take(&mut memory, whole(count))[..count];
    let m = array(parameters);
    let v = array((Optimizer::state(params.solver) - 1) * parameters);
    m.fill(0.0);
    v.fill(0.0);
    let gradient = array(parameters);
    let best = array(if params.early_stopping { parameters } else { 0 });
    let transposed = array(transposed(&shape));
    let rows_at_once = (memory.len() / per_row(&shape, params)).min(whole(plan.batch));
    let layers = core::array::from_fn(|i| {
        take(
            &mut memory,
            if i <= shape.layers() {
                rows_at_once * shape.width(i)
            } else {
                0
            },
        )
    });
    let masks = core::array::from_fn(|i| {
        let hidden = params.drops() && i > 0 && i < shape.layers();
        take(
            &mut memory,
            if hidden { rows_at_once * shape.width(i) } else { 0 },
        )
    });
    let back = take(&mut memory, rows_at_once * shape.widest());
    let mut buffers = Buffers {
        layers,
        masks,
        back,
        gradient,
        transposed,
        rows_at_once,
    };

    let mut optimizer = Optimizer::new(params);
    let (mut best_loss, mut best_score) = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut worse, mut seen) = (0u32, 0u64);
    let mut fit = Fit {
        n_iter: 0,
        loss: f64::NAN,
        best_validation_score: None,
        stop: Stop::MaxIter,
    };
    while fit.n_iter < params.max_iter {
        if params.shuffle {
            random.shuffle(order);
        }
        let mut sum = 0.0;
        for batch in order.chunks(plan.batch) {
            sum += batch_loss(&plan, data, batch, random, weights, &mut buffers) * batch.len() as f64;
            let update = optimizer.begin(batch.len());
            for i in 0..shape.layers() {
                let layer = shape.layer(i);
                let (start, middle, end) = (layer.start, layer.biases_start(), layer.end());
                for (alpha, part) in [(params.alpha, start..middle), (0.0, middle..end)] {
                    let second = if v.is_empty() { 0..0 } else { part.clone() };
                    let gradient = &buffers.gradient[part.clone()];
                    update.apply(
                        alpha,
                        &mut weights[part.clone()],
                        gradient,
                        &mut m[part],
                        &mut v[second],
                    );
                }
            }
        }
        fit.n_iter += 1;
        fit.loss = sum / order.len() as f64;
        seen += order.len() as u64;
        if !fit.loss.is_finite() {
            fit.stop = Stop::NotFinite;
            break;
        }
        let score = params
            .early_stopping
            .then(|| validate(&plan, data, validation, weights, &mut buffers));
        each_epoch(Epoch {
            loss: fit.loss,
            validation_score: score,
        });
        if let Some(score) = score {
            worse = if score < best_score + params.tol {
                worse + 1
            } else {
                0
            };
            if score > best_score {
                best_score = score;
                best.copy_from_slice(weights);
            }
        } else {
            worse = if fit.loss > best_loss - params.tol {
                worse + 1
            } else {
                0
            };
            best_loss = best_loss.min(fit.loss);
        }
        let sgd = params.solver == crate::params::Solver::Sgd;
        if sgd && params.learning_rate == Schedule::Invscaling {
            optimizer.rate = params.learning_rate_init / math::pow_f64(seen as f64 + 1.0, params.power_t);
        }
        if worse > params.n_iter_no_change {
            let adaptive = sgd && params.learning_rate == Schedule::Adaptive;
            if !adaptive || optimizer.rate <= 1e-6 {
                fit.stop = Stop::Converged;
                break;
            }
            optimizer.rate /= 5.0;
            worse = 0;
        }
    }
    if params.early_stopping && best_score > f64::NEG_INFINITY {
        weights.copy_from_slice(best);
        fit.best_validation_score = Some(best_score);
    }
    if !weights.iter().all(|w| w.is_finite()) {
        fit.stop = Stop::NotFinite;
    }
    Ok(fit)
}

/// Weights and biases alike, drawn in f64; see [`crate::activation::Activation::initial_gain`].
fn initialise<R: Random>(shape: &Shape, params: &Params, random: &mut R, weights: &mut [f32]) {
    let gain = params.activation.initial_gain();
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let bound = math::sqrt_f64(gain / (layer.fan_in + layer.fan_out) as f64);
        for w in &mut weights[layer.start..layer.end()] {
            *w = random.uniform(-bound, bound) as f32;
        }
    }
}

/// The rows to train on, and those that early stopping holds out: stratified for two classes,
/// not for more (as scikit-learn does, whatever its documentation says).
fn split<'a, R: Random>(
    plan: &Plan,
    target: &Target<'_>,
    classes: usize,
    rows: &[u32],
    random: &mut R,
    mut indices: &'a mut [u32],
) -> Result<(&'a mut [u32], &'a [u32]), Error> {
    let order = take(&mut indices, plan.train);
    if plan.validation == 0 {
        order.copy_from_slice(rows);
        return Ok((order, &[]));
    }
    let validation = take(&mut indices, plan.validation);
    match *target {
        Target::Classes { labels, .. } if plan.output == Output::Logistic => {
            let label_of = |position: usize| usize::from(labels[rows[position] as usize]);
            folds::stratified_split(label_of, classes, random, order, validation, indices)?;
        }
        _ => folds::shuffle_split(random, order, validation, indices)?,
    }
    for position in order.iter_mut().chain(validation.iter_mut()) {
        *position = rows[*position as usize];
    }
    Ok((order, validation))
}

/// Accuracy, or R2 averaged over the outputs, on the rows that early stopping holds out.
fn validate(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    weights: &[f32],
    buffers: &mut Buffers<'_>,
) -> f64 {
    let outputs = plan.shape.outputs();
    let mut over_answers = |see: &mut dyn FnMut(usize, &[f32])| {
        for rows in rows.chunks(buffers.rows_at_once) {
            hidden::<crate::random::Xoshiro>(plan, data, rows, weights, buffers, None);
            answers(plan, rows.len(), weights, buffers);
            let answers = buffers.layers[plan.shape.layers()].chunks_exact(outputs);
            for (&row, answer) in rows.iter().zip(answers) {
                see(row as usize, answer);
            }
        }
    };
    match data.target() {
        Target::Classes { labels, .. } => {
            let mut right = 0u32;
            over_answers(&mut |row, answer| right += u32::from(class_of(answer) == usize::from(labels[row])));
            f64::from(right) / rows.len() as f64
        }
        Target::Values { values, .. } => {
            let mut total = 0.0;
            for output in 0..outputs {
                let value = |row: usize| f64::from(values[row * outputs + output]);
                let mean = rows.iter().fold(0.0, |sum, &row| sum + value(row as usize)) / rows.len() as f64;
                let (mut residual, mut spread) = (0.0, 0.0);
                over_answers(&mut |row, answer| {
                    let (miss, away) = (value(row) - f64::from(answer[output]), value(row) - mean);
                    residual += miss * miss;
                    spread += away * away;
                });
                total += r2(residual, spread);
            }
            total / outputs as f64
        }
    }
}

#[cfg(test)]
mod tests;

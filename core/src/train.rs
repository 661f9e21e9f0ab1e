//! Training, as scikit-learn's `MLPClassifier.fit` and `MLPRegressor.fit`.
//!
//! The batch's rows pass through the network a few at a time, as many as the caller's memory
//! holds; the gradient's sums go on from one pass to the next in the order of the rows, so the
//! amount of memory changes no bit of the result.

use crate::activation::{drop_units, through_gate};
use crate::arch::{self, Elementwise, Lanes, Product, Start, transpose};
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::loss::{Output, class_of};
use crate::math;
use crate::net::dense;
use crate::optimizer::Optimizer;
use crate::params::{BatchSize, MAX_HIDDEN, Params, Schedule};
use crate::random::Random;
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
        arch::WIDE && self.shape.layers() > 1 && self.shape.outputs() < LANES
    }

    /// Whether lanes run across the inputs of a layer in the sums of its gradient, and not across
    /// its outputs, because they fill that way.
    fn by_input(&self, i: usize) -> bool {
        let layer = self.shape.layer(i);
        let (inputs, outputs) = (layer.fan_in, layer.fan_out);
        let fills = 4 * outputs * inputs.div_ceil(LANES) < 3 * inputs * outputs.div_ceil(LANES);
        let last = i + 1 == self.shape.layers();
        arch::WIDE && (fills || last && self.answers_by_output())
    }
}

/// [`Plan::floats`], known from the shape and the hyperparameters alone: more for adam than for
/// sgd, with early stopping, and with dropout.
pub const fn floats(shape: &Shape, params: &Params, rows: usize) -> usize {
    let copies = 1 + Optimizer::state(params.solver) + params.early_stopping as usize;
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
    if arch::WIDE {
        back_weights(shape) + shape.macs()
    } else {
        0
    }
}

/// How many weights back-propagation takes by output.
const fn back_weights(shape: &Shape) -> usize {
    if arch::WIDE {
        shape.macs() - shape.width(0) * shape.width(1)
    } else {
        0
    }
}

/// `count`, or for wide loads as many as whole vectors hold, so that the next array is aligned.
const fn whole(count: usize) -> usize {
    if arch::WIDE {
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

/// The next `count` of some memory.
fn take<'a, T>(memory: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (taken, rest) = core::mem::take(memory).split_at_mut(count);
    *memory = rest;
    taken
}

/// The last `count` of some memory.
fn take_last<'a, T>(memory: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let rest = memory.len() - count;
    let (rest, taken) = core::mem::take(memory).split_at_mut(rest);
    *memory = rest;
    taken
}

/// Arrays of a fit, views of the caller's memory.
struct Buffers<'a> {
    /// Activations by layer, rows x width: the inputs first; deltas on the way back.
    layers: [&'a mut [f32]; MAX_HIDDEN + 2],
    /// Gates of dropout, by hidden layer.
    masks: [&'a mut [f32]; MAX_HIDDEN + 2],
    /// A delta before its activation's slope, rows x widest.
    back: &'a mut [f32],
    /// Sum of the gradients, laid out as the weights.
    gradient: &'a mut [f32],
    /// Weights by output, by layer but for the first, and then the gradients that are by output.
    transposed: &'a mut [f32],
    rows_at_once: usize,
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
    if arch::WIDE {
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

/// Glorot and Bengio (2010): uniform in `+-sqrt(6 / (fan_in + fan_out))`, 2 instead of 6 for
/// logistic; weights and biases alike, drawn in f64.
fn initialise<R: Random>(shape: &Shape, params: &Params, random: &mut R, weights: &mut [f32]) {
    let factor = if params.activation == crate::params::Activation::Logistic {
        2.0
    } else {
        6.0
    };
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let bound = math::sqrt_f64(factor / (layer.fan_in + layer.fan_out) as f64);
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

/// Loss of a batch with its penalty; leaves the sum of the gradients in `buffers.gradient`.
fn batch_loss<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    batch: &[u32],
    random: &mut R,
    weights: &[f32],
    buffers: &mut Buffers<'_>,
) -> f64 {
    let shape = &plan.shape;
    let mut to = &mut *buffers.transposed;
    for i in 1..shape.layers() * usize::from(arch::WIDE) {
        let layer = shape.layer(i);
        let weights = &weights[layer.start..layer.biases_start()];
        transpose(
            layer.fan_in,
            layer.fan_out,
            weights,
            take(&mut to, layer.weights()),
        );
    }
    let mut sum = 0.0;
    for (pass, rows) in batch.chunks(buffers.rows_at_once).enumerate() {
        let n = rows.len();
        hidden(plan, data, rows, weights, buffers, Some(&mut *random));
        // how far apart the numbers of a row are, and those of an output
        let steps = if plan.answers_by_output() {
            // whole vectors, where there is memory for them: no lane meets its neighbour, so what the
            // rows past the last one hold does not show
            let padded = whole(n).min(buffers.rows_at_once);
            answers_by_output(plan, padded, weights, buffers);
            (1, padded)
        } else {
            answers(plan, n, weights, buffers);
            (shape.outputs(), 1)
        };
        let answers = &mut *buffers.layers[shape.layers()];
        sum = plan
            .output
            .loss_and_delta(sum, answers, steps, rows, &data.target(), buffers.back);
        backward(plan, n, weights, buffers, steps, pass == 0);
    }
    let mut from = &buffers.transposed[back_weights(shape)..];
    for i in (0..shape.layers()).filter(|&i| plan.by_input(i)) {
        let layer = shape.layer(i);
        let (gradient, rest) = from.split_at(layer.weights());
        from = rest;
        let to = &mut buffers.gradient[layer.start..layer.biases_start()];
        transpose(layer.fan_out, layer.fan_in, gradient, to);
    }
    let rows = batch.len() as f64;
    let mean = match plan.output {
        Output::Identity => sum / (2.0 * rows * shape.outputs() as f64),
        _ => sum / rows,
    };
    mean + 0.5 * plan.params.alpha * squared_weights(shape, weights, buffers.back) / rows
}

/// Rows of the data set through the hidden layers; with a generator when units are to be dropped.
fn hidden<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    weights: &[f32],
    buffers: &mut Buffers<'_>,
    random: Option<&mut R>,
) {
    let (shape, params, n) = (&plan.shape, &plan.params, rows.len());
    data.copy_rows(rows, buffers.layers[0]);
    let dropping = match random {
        Some(random) if params.drops() => {
            draw_masks(plan, n, random, buffers);
            true
        }
        _ => false,
    };
    for i in 0..shape.layers() - 1 {
        let layer = shape.layer(i);
        let (before, after) = buffers.layers.split_at_mut(i + 1);
        let z = &mut after[0][..n * layer.fan_out];
        let fits = dense(layer, weights, &before[i][..n * layer.fan_in], n, z);
        assert!(fits.is_ok(), "layers are views of their own width");
        params.activation.forward(z);
        if dropping {
            let mask = &mut buffers.masks[i + 1][..n * layer.fan_out];
            drop_units(params.activation, z, mask);
        }
    }
}

/// The output layer of `n` rows, row by row.
fn answers(plan: &Plan, n: usize, weights: &[f32], buffers: &mut Buffers<'_>) {
    let last = plan.shape.layers() - 1;
    let layer = plan.shape.layer(last);
    let (before, after) = buffers.layers.split_at_mut(last + 1);
    let z = &mut after[0][..n * layer.fan_out];
    let fits = dense(layer, weights, &before[last][..n * layer.fan_in], n, z);
    assert!(fits.is_ok(), "layers are views of their own width");
    plan.output.forward(z, layer.fan_out);
}

/// The same numbers output by output, `outputs x n`.
fn answers_by_output(plan: &Plan, n: usize, weights: &[f32], buffers: &mut Buffers<'_>) {
    let last = plan.shape.layers() - 1;
    let layer = plan.shape.layer(last);
    let inputs = &mut buffers.back[..n * layer.fan_in];
    transpose(n, layer.fan_in, &buffers.layers[last][..n * layer.fan_in], inputs);
    let z = &mut buffers.layers[last + 1][..n * layer.fan_out];
    for (z, bias) in z.chunks_exact_mut(n).zip(&weights[layer.biases_start()..]) {
        z.fill(*bias);
    }
    sums(Product {
        coef: &weights[layer.start..layer.biases_start()],
        coef_row: 1,
        coef_term: layer.fan_out,
        v: inputs,
        v_term: n,
        v_column: 1,
        start: Start::Continue,
        out: z,
        rows: layer.fan_out,
        columns: n,
        terms: layer.fan_in,
    });
    plan.output.forward_by_output(z, n);
}

/// One draw of 32 bits a unit, row by row, layer by layer; a layer that drops nothing draws
/// nothing.
fn draw_masks<R: Random>(plan: &Plan, rows: usize, random: &mut R, buffers: &mut Buffers<'_>) {
    for row in 0..rows {
        for i in 1..plan.shape.layers() {
            let (width, rate) = (plan.shape.width(i), plan.params.dropout[i - 1]);
            let mask = &mut buffers.masks[i][row * width..][..width];
            if rate > 0.0 {
                let threshold = (f64::from(rate) * 4_294_967_296.0) as u32;
                let kept = 1.0 / (1.0 - rate);
                mask.iter_mut()
                    .for_each(|m| *m = if random.bits() >= threshold { kept } else { 0.0 });
            } else {
                mask.fill(1.0);
            }
        }
    }
}

/// Views of the plan's own sizes fit.
fn sums(product: Product<'_>) {
    assert!(
        arch::product(product).is_ok(),
        "views are as long as the plan says"
    );
}

/// From the deltas of the outputs to the gradient of every weight. `steps` lead from row to row
/// and from output to output of the last layer.
fn backward(
    plan: &Plan,
    n: usize,
    weights: &[f32],
    buffers: &mut Buffers<'_>,
    mut steps: (usize, usize),
    first_pass: bool,
) {
    let shape = &plan.shape;
    let start = if first_pass { Start::Zero } else { Start::Continue };
    let (mut by_output, gradients) = buffers.transposed.split_at_mut(back_weights(shape));
    let by_input = (0..shape.layers()).filter(|&i| plan.by_input(i));
    let mut gradients = &mut gradients[..by_input.map(|i| shape.layer(i).weights()).sum()];
    for i in (0..shape.layers()).rev() {
        let layer = shape.layer(i);
        let (fan_in, fan_out) = (layer.fan_in, layer.fan_out);
        let (before, after) = buffers.layers.split_at_mut(i + 1);
        let a = &mut before[i][..n * fan_in];
        let delta = &*after[0];
        let (of_weights, of_biases) =
            buffers.gradient[layer.start..layer.end()].split_at_mut(layer.weights());
        if plan.by_input(i) {
            let of_weights = take_last(&mut gradients, layer.weights());
            sums(Product {
                coef: delta,
                coef_row: steps.1,
                coef_term: steps.0,
                v: a,
                v_term: fan_in,
                v_column: 1,
                start,
                out: of_weights,
                rows: fan_out,
                columns: fan_in,
                terms: n,
            });
        } else {
            sums(Product {
                coef: a,
                coef_row: 1,
                coef_term: fan_in,
                v: delta,
                v_term: steps.0,
                v_column: steps.1,
                start,
                out: of_weights,
                rows: fan_in,
                columns: fan_out,
                terms: n,
            });
        }
        let one = &[1.0][..];
        let product = Product {
            coef: one,
            coef_row: 0,
            coef_term: 0,
            v: delta,
            v_term: steps.0,
            v_column: steps.1,
            start,
            out: of_biases,
            rows: 1,
            columns: fan_out,
            terms: n,
        };
        sums(if steps.1 == 1 {
            product
        } else {
            Product {
                coef: delta,
                coef_row: steps.1,
                coef_term: steps.0,
                v: one,
                v_term: 0,
                v_column: 1,
                rows: fan_out,
                columns: 1,
                ..product
            }
        });
        if i == 0 {
            return;
        }
        let (v, v_term, v_column) = if arch::WIDE {
            (&*take_last(&mut by_output, layer.weights()), fan_in, 1)
        } else {
            (&weights[layer.start..layer.biases_start()], 1, fan_out)
        };
        let back = &mut buffers.back[..n * fan_in];
        sums(Product {
            coef: delta,
            coef_row: steps.0,
            coef_term: steps.1,
            v,
            v_term,
            v_column,
            start: Start::Zero,
            out: back,
            rows: n,
            columns: fan_in,
            terms: fan_out,
        });
        if plan.params.drops() {
            through_gate(a, back, &buffers.masks[i][..n * fan_in]);
        } else {
            plan.params.activation.backward(a, back);
        }
        steps = (fan_in, 1);
    }
}

/// Sums of squares over the inputs, for each of `columns` from the first output on.
struct Squares<'a> {
    weights: &'a [f32],
    fan_in: usize,
    fan_out: usize,
    columns: usize,
    sums: &'a mut [f32],
}

impl Elementwise for Squares<'_> {
    fn count(&self) -> usize {
        self.columns
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let mut sum = L::splat(0.0);
        for k in 0..self.fan_in {
            let w = L::load(&self.weights[k * self.fan_out + i..]);
            sum = sum.add(w.mul(w));
        }
        sum.store(&mut self.sums[i..]);
    }
}

/// Sum of the squared weights: over the inputs of each output, then over the outputs, then over
/// the layers, so that lanes can run across outputs.
fn squared_weights(shape: &Shape, weights: &[f32], sums: &mut [f32]) -> f64 {
    let mut total = 0.0;
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let (weights, fan_out) = (&weights[layer.start..], layer.fan_out);
        // Up to three columns more keep to vectors; nobody reads them.
        let more = fan_out.next_multiple_of(4);
        let spare = (layer.fan_in - 1) * fan_out + more <= weights.len() && more <= sums.len();
        arch::each(Squares {
            weights,
            fan_in: layer.fan_in,
            fan_out,
            columns: if arch::WIDE && spare { more } else { fan_out },
            sums,
        });
        total += sums[..fan_out]
            .iter()
            .fold(0.0, |total, &sum| total + f64::from(sum));
    }
    total
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

#[cfg(test)]
mod tests;

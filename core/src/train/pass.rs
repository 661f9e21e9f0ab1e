//! A batch through the network, a few rows at a time, to its loss and the sum of its gradients.

use super::backward::{backward, squared_weights, sums};
use super::memory::{Buffers, take};
use super::{Plan, back_weights, whole};
use crate::activation::drop_units;
use crate::data::Dataset;
use crate::kernels::{self, Product, Start, transpose};
use crate::loss::Output;
use crate::network::dense;
use crate::random::Random;

/// Loss of a batch with its penalty; leaves the sum of the gradients in `buffers.gradient`.
pub(super) fn batch_loss<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    batch: &[u32],
    random: &mut R,
    weights: &[f32],
    buffers: &mut Buffers<'_>,
) -> f64 {
    let shape = &plan.shape;
    let mut to = &mut *buffers.transposed;
    for i in 1..shape.layers() * usize::from(kernels::WIDE) {
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
pub(super) fn hidden<R: Random>(
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
        let fits = dense(layer, weights, &before[i][..n * layer.fan_in], z);
        assert!(fits.is_ok(), "layers are views of their own width");
        params.activation.forward(z);
        if dropping {
            let mask = &mut buffers.masks[i + 1][..n * layer.fan_out];
            drop_units(params.activation, z, mask);
        }
    }
}

/// The output layer of `n` rows, row by row.
pub(super) fn answers(plan: &Plan, n: usize, weights: &[f32], buffers: &mut Buffers<'_>) {
    let last = plan.shape.layers() - 1;
    let layer = plan.shape.layer(last);
    let (before, after) = buffers.layers.split_at_mut(last + 1);
    let z = &mut after[0][..n * layer.fan_out];
    let fits = dense(layer, weights, &before[last][..n * layer.fan_in], z);
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

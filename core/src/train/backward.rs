//! Back-propagation: from the deltas of the outputs to the gradient of every weight.

use super::forward::multiply;
use super::layout::{Pass, take, take_last};
use super::plan::Plan;
use crate::activation::through_gate;
use crate::kernels::{Matrix, Start, WIDE, transpose};

/// Adds the gradient of `n` rows, whose deltas the last layer holds: `n x outputs`, or where there
/// is a `by_output`, `outputs x by_output` of which the first `n` count. Layer by layer from the
/// last
///
/// ```text
/// dW = aᵀ δ      db = 1ᵀ δ      da = δ Wᵀ
/// ```
///
/// and the slope of the layer before makes `δ` of `da`. The first pass of a batch starts the sums.
pub(super) fn backward(
    plan: &Plan,
    n: usize,
    weights: &[f32],
    pass: &mut Pass<'_>,
    by_output: Option<usize>,
    first_pass: bool,
) {
    let shape = &plan.shape;
    let start = if first_pass { Start::Zero } else { Start::Continue };
    let mut weights_by_output = &mut *pass.weights_by_output;
    let by_input = (0..shape.layers()).filter(|&i| plan.by_input(i));
    let by_input = by_input.map(|i| shape.layer(i).weights()).sum();
    let mut gradient_by_input = &mut pass.gradient_by_input[..by_input];
    for i in (0..shape.layers()).rev() {
        let layer = shape.layer(i);
        let (fan_in, fan_out) = (layer.fan_in, layer.fan_out);
        let (before, after) = pass.layers.split_at_mut(i + 1);
        let a = Matrix::new(before[i], n, fan_in);
        let delta = match by_output {
            Some(padded) if i + 1 == shape.layers() => {
                Matrix::new(after[0], fan_out, padded).first_columns(n).t()
            }
            Some(_) | None => Matrix::new(after[0], n, fan_out),
        };
        let (d_w, d_b) = pass.gradient[layer.start..layer.end()].split_at_mut(layer.weights());
        if plan.by_input(i) {
            let d_w_t = take_last(&mut gradient_by_input, layer.weights());
            multiply(delta.t(), a, start, d_w_t);
        } else {
            multiply(a.t(), delta, start, d_w);
        }
        if delta.rows_are_dense() {
            multiply(Matrix::ones(1, n), delta, start, d_b);
        } else {
            multiply(delta.t(), Matrix::ones(n, 1), start, d_b);
        }
        if i == 0 {
            return;
        }
        let w_t = if WIDE {
            let w_t = take_last(&mut weights_by_output, layer.weights());
            Matrix::new(w_t, fan_out, fan_in)
        } else {
            Matrix::new(&weights[layer.start..layer.biases_start()], fan_in, fan_out).t()
        };
        let d_a = &mut pass.back[..n * fan_in];
        multiply(delta, w_t, Start::Zero, d_a);
        let a = &mut before[i][..n * fan_in];
        if plan.params.drops() {
            through_gate(a, d_a, &pass.masks[i][..n * fan_in]);
        } else {
            plan.params.activation.backward(a, d_a);
        }
    }
}

/// Lays the weights of every layer but the first output by output too, where wide loads want them
/// so on the way back.
pub(super) fn turn_weights(plan: &Plan, weights: &[f32], pass: &mut Pass<'_>) {
    let mut to = &mut *pass.weights_by_output;
    for i in 1..plan.shape.layers() * usize::from(WIDE) {
        let layer = plan.shape.layer(i);
        let w = &weights[layer.start..layer.biases_start()];
        transpose(layer.fan_in, layer.fan_out, w, take(&mut to, layer.weights()));
    }
}

/// Lays the gradients that were summed input by input as the weights are.
pub(super) fn turn_gradients(plan: &Plan, pass: &mut Pass<'_>) {
    let mut from = &*pass.gradient_by_input;
    for i in (0..plan.shape.layers()).filter(|&i| plan.by_input(i)) {
        let layer = plan.shape.layer(i);
        let (d_w_t, rest) = from.split_at(layer.weights());
        from = rest;
        let d_w = &mut pass.gradient[layer.start..layer.biases_start()];
        transpose(layer.fan_out, layer.fan_in, d_w_t, d_w);
    }
}

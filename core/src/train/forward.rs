//! Rows of a batch through the network: `z = a W + b`, `a = f(z)`, layer by layer.

use super::layout::Pass;
use super::plan::Plan;
use crate::activation::drop_units;
use crate::data::Dataset;
use crate::kernels::{Matrix, Start, transpose};
use crate::network::dense;
use crate::random::Random;

/// Rows of the data set through the hidden layers; with a generator when units are to be dropped.
pub(super) fn hidden<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    weights: &[f32],
    pass: &mut Pass<'_>,
    random: Option<&mut R>,
) {
    let (shape, params, n) = (&plan.shape, &plan.params, rows.len());
    data.copy_rows(rows, pass.layers[0]);
    let dropping = match random {
        Some(random) if params.drops() => {
            draw_masks(plan, n, random, pass);
            true
        }
        Some(_) | None => false,
    };
    for i in 0..shape.layers() - 1 {
        let layer = shape.layer(i);
        let (before, after) = pass.layers.split_at_mut(i + 1);
        let z = &mut after[0][..n * layer.fan_out];
        let fits = dense(layer, weights, &before[i][..n * layer.fan_in], z);
        assert!(fits.is_ok(), "layers are views of their own width");
        params.activation.forward(z);
        if dropping {
            let mask = &mut pass.masks[i + 1][..n * layer.fan_out];
            drop_units(params.activation, z, mask);
        }
    }
}

/// The output layer of `n` rows, row by row.
pub(super) fn answers(plan: &Plan, n: usize, weights: &[f32], pass: &mut Pass<'_>) {
    let last = plan.shape.layers() - 1;
    let layer = plan.shape.layer(last);
    let (before, after) = pass.layers.split_at_mut(last + 1);
    let z = &mut after[0][..n * layer.fan_out];
    let fits = dense(layer, weights, &before[last][..n * layer.fan_in], z);
    assert!(fits.is_ok(), "layers are views of their own width");
    plan.output.forward(z, layer.fan_out);
}

/// The same numbers output by output, `outputs x n`: `zᵀ = Wᵀ aᵀ + b`.
pub(super) fn answers_by_output(plan: &Plan, n: usize, weights: &[f32], pass: &mut Pass<'_>) {
    let last = plan.shape.layers() - 1;
    let layer = plan.shape.layer(last);
    let inputs = &mut pass.back[..n * layer.fan_in];
    transpose(n, layer.fan_in, &pass.layers[last][..n * layer.fan_in], inputs);
    let z = &mut pass.layers[last + 1][..n * layer.fan_out];
    for (z, bias) in z.chunks_exact_mut(n).zip(&weights[layer.biases_start()..]) {
        z.fill(*bias);
    }
    let w = Matrix::new(
        &weights[layer.start..layer.biases_start()],
        layer.fan_in,
        layer.fan_out,
    );
    let a_t = Matrix::new(inputs, layer.fan_in, n);
    multiply(w.t(), a_t, Start::Continue, z);
    plan.output.forward_by_output(z, n);
}

/// `out = start + a b`, for views of the plan's own sizes, which fit.
pub(super) fn multiply(a: Matrix<'_>, b: Matrix<'_>, start: Start<'_>, out: &mut [f32]) {
    let fits = crate::kernels::product(a, b, start, out);
    assert!(fits.is_ok(), "views are as long as the plan says");
}

/// One draw of 32 bits per unit, row by row, layer by layer; a layer that drops nothing draws
/// nothing.
fn draw_masks<R: Random>(plan: &Plan, rows: usize, random: &mut R, pass: &mut Pass<'_>) {
    for row in 0..rows {
        for i in 1..plan.shape.layers() {
            let (width, rate) = (plan.shape.width(i), plan.params.dropout[i - 1]);
            let mask = &mut pass.masks[i][row * width..][..width];
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

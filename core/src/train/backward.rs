//! Back-propagation, and the penalty on the weights.

use super::memory::{Buffers, take_last};
use super::{Plan, back_weights};
use crate::activation::through_gate;
use crate::kernels::{self, Elementwise, Lanes, Product, Start};
use crate::shape::Shape;

/// Views of the plan's own sizes fit.
pub(super) fn sums(product: Product<'_>) {
    assert!(
        kernels::product(product).is_ok(),
        "views are as long as the plan says"
    );
}

/// From the deltas of the outputs to the gradient of every weight. `steps` lead from row to row
/// and from output to output of the last layer.
pub(super) fn backward(
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
        let (v, v_term, v_column) = if kernels::WIDE {
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
pub(super) fn squared_weights(shape: &Shape, weights: &[f32], sums: &mut [f32]) -> f64 {
    let mut total = 0.0;
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let (weights, fan_out) = (&weights[layer.start..], layer.fan_out);
        if kernels::WIDE {
            // Up to three columns more keep to vectors; nobody reads them.
            let more = fan_out.next_multiple_of(4);
            let spare = (layer.fan_in - 1) * fan_out + more <= weights.len() && more <= sums.len();
            kernels::each(Squares {
                weights,
                fan_in: layer.fan_in,
                fan_out,
                columns: if spare { more } else { fan_out },
                sums,
            });
        } else {
            // the same sums in the order of memory
            sums[..fan_out].fill(0.0);
            for row in weights[..layer.weights()].chunks_exact(fan_out) {
                sums.iter_mut().zip(row).for_each(|(sum, w)| *sum += w * w);
            }
        }
        total += sums[..fan_out]
            .iter()
            .fold(0.0, |total, &sum| total + f64::from(sum));
    }
    total
}

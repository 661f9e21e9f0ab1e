//! A batch, a few rows at a time, to its loss and the sum of its gradients.

use super::backward::{backward, turn_gradients, turn_weights};
use super::forward::{answers, answers_by_output, hidden};
use super::layout::Pass;
use super::plan::Plan;
use crate::data::Weighed;
use crate::kernels::{Elementwise, Lanes, WIDE, each};
use crate::loss::{Clip, Output};
use crate::params::Solver;
use crate::random::Random;
use crate::shape::Shape;

/// Loss of a batch, which counts as `count` rows, with its penalty; leaves the sum of the gradients in `pass.gradient`.
pub(super) fn batch_loss<R: Random>(
    plan: &Plan,
    rows: &Weighed<'_>,
    (batch, count): (&[u32], f64),
    random: &mut R,
    weights: &[f32],
    pass: &mut Pass<'_>,
) -> f64 {
    let (shape, weighed) = (&plan.shape, rows);
    turn_weights(plan, weights, pass);
    let clip = match plan.params.solver {
        Solver::Sgd | Solver::Adam => Clip::F32,
        Solver::Lbfgs => Clip::of_f64(plan.output),
    };
    let mut sum = 0.0;
    for (number, rows) in batch.chunks(pass.rows).enumerate() {
        let n = rows.len();
        hidden(plan, weighed.data, rows, weights, pass, Some(&mut *random));
        let by_output = plan.answers_by_output().then(|| pass.padded(n));
        // how far apart the numbers of a row are, and those of an output
        let steps = match by_output {
            Some(padded) => {
                answers_by_output(plan, padded, weights, pass);
                (1, padded)
            }
            None => {
                answers(plan, n, weights, pass);
                (shape.outputs(), 1)
            }
        };
        let answers = &mut *pass.layers[shape.layers()];
        sum = plan
            .output
            .loss_and_delta(sum, answers, steps, rows, weighed, (pass.back, clip));
        weigh(shape.outputs(), answers, steps, rows, weighed);
        backward(plan, n, weights, pass, by_output, number == 0);
    }
    turn_gradients(plan, pass);
    let mean = match plan.output {
        Output::Identity => sum / (2.0 * count * shape.outputs() as f64),
        // of several values that of their sum, as in scikit-learn
        Output::Softmax | Output::Logistic | Output::Exp => sum / count,
    };
    mean + 0.5 * plan.params.alpha * squared_weights(shape, weights, pass.back) / count
}

/// Has the deltas of each row count as it does.
fn weigh(
    outputs: usize,
    deltas: &mut [f32],
    (row_step, output_step): (usize, usize),
    rows: &[u32],
    weighed: &Weighed<'_>,
) {
    if weighed.is_even() {
        return;
    }
    for (r, &row) in rows.iter().enumerate() {
        let weight = weighed.weight(row);
        for output in 0..outputs {
            deltas[r * row_step + output * output_step] *= weight;
        }
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
        if WIDE {
            // Up to three columns more keep to vectors; nobody reads them.
            let more = fan_out.next_multiple_of(4);
            let spare = (layer.fan_in - 1) * fan_out + more <= weights.len() && more <= sums.len();
            each(Squares {
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

//! Fits on every instruction set and with any memory, against loops that are the definition.
extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::data::Target;
use crate::kernels;
use crate::kernels::{Lanes, at_every_level};
use crate::loss::Output;
use crate::params::BatchSize;
use crate::params::{Activation, Hidden, Solver};
use crate::random::{Seeded, Xoshiro};

mod labels;
mod warm;
mod weights;

/// A fit in plain loops, one row after the other. It shares the draws of the initial weights
/// and of the split with the fast one, and the elementary functions on one lane.
struct Naive<'a> {
    plan: &'a Plan,
    data: &'a Dataset<'a>,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    moments: [Vec<f32>; 2],
    powers: (f64, f64),
    rate: f64,
    /// What each row counts.
    counts: &'a [f32],
}

impl Naive<'_> {
    fn derivative(&self, a: f32) -> f32 {
        match self.plan.params.activation {
            Activation::Identity => 1.0,
            Activation::Logistic => a * (1.0 - a),
            Activation::Tanh => 1.0 - a * a,
            Activation::Relu => f32::from(u8::from(a > 0.0)),
        }
    }

    /// Activations by layer; `masks` scale the hidden ones.
    fn forward(&self, row: u32, masks: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let shape = &self.plan.shape;
        let mut all = vec![self.data.row(row as usize).unwrap().to_vec()];
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            let mut z: Vec<f32> = self.weights[layer.biases_start()..layer.end()].to_vec();
            for (j, z) in z.iter_mut().enumerate() {
                for (k, x) in all[i].iter().enumerate() {
                    *z += x * self.weights[layer.start + k * layer.fan_out + j];
                }
            }
            if i + 1 < shape.layers() {
                for (j, z) in z.iter_mut().enumerate() {
                    *z = match self.plan.params.activation {
                        Activation::Identity => *z,
                        Activation::Logistic => kernels::logistic(*z),
                        Activation::Tanh => kernels::tanh(*z),
                        Activation::Relu => 0.0f32.select_gt(*z, 0.0, *z),
                    };
                    *z *= masks.get(i).map_or(1.0, |mask| mask[j]);
                }
            } else if self.plan.output == Output::Exp {
                z.iter_mut().for_each(|v| *v = kernels::exp(*v));
            } else if self.plan.output == Output::Logistic {
                z.iter_mut().for_each(|z| *z = kernels::logistic(*z));
            } else if self.plan.output == Output::Softmax {
                let largest = z
                    .iter()
                    .fold(f32::NEG_INFINITY, |m, &v| if v > m { v } else { m });
                z.iter_mut().for_each(|v| *v = kernels::exp(*v - largest));
                let sum = z.iter().fold(0.0, |sum, &v| sum + v);
                z.iter_mut().for_each(|v| *v /= sum);
            }
            all.push(z);
        }
        all
    }

    /// Adds a row to the gradient, and its loss to `sum`.
    fn learn(&mut self, row: u32, masks: &[Vec<f32>], sum: &mut f64) {
        let shape = self.plan.shape;
        let all = self.forward(row, masks);
        let mut delta = all[shape.layers()].clone();
        let weight = f64::from(self.counts[row as usize]);
        match self.data.target() {
            Target::Classes { labels, .. } => {
                let label = usize::from(labels[row as usize]);
                let likely = if self.plan.output == Output::Softmax {
                    let p = delta[label];
                    delta[label] -= 1.0;
                    p
                } else {
                    let p = delta[0];
                    delta[0] -= label as f32;
                    if label == 1 { p } else { 1.0 - p }
                };
                let p = f32::EPSILON.select_gt(likely, f32::EPSILON, likely);
                let most = 1.0 - f32::EPSILON;
                *sum -= weight * f64::from(kernels::ln(p.select_gt(most, most, p)));
            }
            Target::Multilabel { labels, outputs } => {
                for (d, &label) in delta.iter_mut().zip(&labels[row as usize * outputs..]) {
                    let likely = if label == 1 { *d } else { 1.0 - *d };
                    *d -= f32::from(label);
                    let p = f32::EPSILON.select_gt(likely, f32::EPSILON, likely);
                    let most = 1.0 - f32::EPSILON;
                    *sum -= weight * f64::from(kernels::ln(p.select_gt(most, most, p)));
                }
            }
            Target::Values { values, .. } => {
                for (j, d) in delta.iter_mut().enumerate() {
                    let (y, p) = (values[row as usize * shape.outputs() + j], *d);
                    *d -= y;
                    *sum += weight
                        * match self.plan.output {
                            Output::Exp if y > 0.0 => {
                                f64::from(y) * math::ln_f64(f64::from(y) / f64::from(p)) - f64::from(y)
                                    + f64::from(p)
                            }
                            Output::Exp => f64::from(p),
                            _ => f64::from(*d * *d),
                        };
                }
            }
        }
        delta.iter_mut().for_each(|d| *d *= self.counts[row as usize]);
        for i in (0..shape.layers()).rev() {
            let layer = shape.layer(i);
            for (k, a) in all[i].iter().enumerate() {
                for (j, d) in delta.iter().enumerate() {
                    self.gradient[layer.start + k * layer.fan_out + j] += a * d;
                }
            }
            for (j, d) in delta.iter().enumerate() {
                self.gradient[layer.biases_start() + j] += d;
            }
            if i > 0 {
                delta = (0..layer.fan_in)
                    .map(|k| {
                        let back = delta.iter().enumerate().fold(0.0, |sum, (j, d)| {
                            sum + d * self.weights[layer.start + k * layer.fan_out + j]
                        });
                        let gate = match masks.get(i - 1) {
                            // the activation before its mask; where that is zero, so is the gate
                            Some(mask) => {
                                let before = if mask[k] == 0.0 {
                                    0.0
                                } else {
                                    self.unmasked(row, masks, i, k)
                                };
                                self.derivative(before) * mask[k]
                            }
                            None => self.derivative(all[i][k]),
                        };
                        back * gate
                    })
                    .collect();
            }
        }
    }

    /// Unit `k` of hidden layer `i` before its own mask.
    fn unmasked(&self, row: u32, masks: &[Vec<f32>], i: usize, k: usize) -> f32 {
        let mut masks = masks.to_vec();
        masks[i - 1][k] = 1.0;
        self.forward(row, &masks)[i][k]
    }

    fn update(&mut self, rows: f64) {
        let p = self.plan.params;
        let per_row = 1.0 / rows as f32;
        self.powers.0 *= p.beta_1;
        self.powers.1 *= p.beta_2;
        let rate = self.rate * math::sqrt_f64(1.0 - self.powers.1) / (1.0 - self.powers.0);
        for i in 0..self.plan.shape.layers() {
            let layer = self.plan.shape.layer(i);
            for at in layer.start..layer.end() {
                let alpha = if at < layer.biases_start() {
                    p.alpha as f32
                } else {
                    0.0
                };
                let (w, [m, v]) = (&mut self.weights[at], &mut self.moments);
                let g = (self.gradient[at] + alpha * *w) * per_row;
                match p.solver {
                    Solver::Adam => {
                        m[at] = p.beta_1 as f32 * m[at] + (1.0 - p.beta_1) as f32 * g;
                        v[at] = p.beta_2 as f32 * v[at] + (1.0 - p.beta_2) as f32 * (g * g);
                        *w += -(rate as f32) * m[at] / (math::sqrt_f32(v[at]) + p.epsilon as f32);
                    }
                    Solver::Sgd => {
                        let (momentum, push) = (p.momentum as f32, self.rate as f32 * g);
                        m[at] = momentum * m[at] - push;
                        *w += if p.nesterovs_momentum {
                            momentum * m[at] - push
                        } else {
                            m[at]
                        };
                    }
                    Solver::Lbfgs => unreachable!("it has its own tests"),
                }
            }
        }
    }

    fn count(&self, rows: &[u32]) -> f64 {
        let counts = rows.iter().map(|&row| f64::from(self.counts[row as usize]));
        counts.fold(0.0, |sum, count| sum + count)
    }

    /// The loss of a batch, before its update.
    fn batch(&mut self, rows: &[u32], random: &mut Xoshiro) -> f64 {
        let (shape, p) = (self.plan.shape, self.plan.params);
        self.gradient.fill(0.0);
        let (mut sum, count) = (0.0, self.count(rows));
        for &row in rows {
            let masks: Vec<Vec<f32>> = (1..shape.layers() * usize::from(p.drops()))
                .map(|i| {
                    let (rate, kept) = (p.dropout[i - 1], 1.0 / (1.0 - p.dropout[i - 1]));
                    let threshold = (f64::from(rate) * 4_294_967_296.0) as u32;
                    let mut draw = |_| match rate > 0.0 {
                        true if random.bits() < threshold => 0.0,
                        true => kept,
                        false => 1.0,
                    };
                    (0..shape.width(i)).map(&mut draw).collect()
                })
                .collect();
            self.learn(row, &masks, &mut sum);
        }
        let mean = match self.plan.output {
            Output::Identity => sum / (2.0 * count * shape.outputs() as f64),
            _ => sum / count,
        };
        let mut squares = 0.0;
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            for j in 0..layer.fan_out {
                let weights = self.weights[layer.start + j..layer.biases_start()].iter();
                squares += f64::from(weights.step_by(layer.fan_out).fold(0.0, |sum, w| sum + w * w));
            }
        }
        mean + 0.5 * p.alpha * squares / count
    }
}

/// Weights after `max_iter` epochs, and each epoch's loss.
fn naive(plan: &Plan, data: &Dataset<'_>, counts: &[f32], seed: u32) -> (Vec<f32>, Vec<f64>) {
    let mut random = Xoshiro::from_seed_number(seed);
    let mut weights = vec![0.0; plan.shape.parameters()];
    initialize(&plan.shape, &plan.params, &mut random, &mut weights);
    naive_from(plan, data, counts, &mut random, weights)
}

/// The same from some weights.
fn naive_from(
    plan: &Plan,
    data: &Dataset<'_>,
    counts: &[f32],
    random: &mut Xoshiro,
    weights: Vec<f32>,
) -> (Vec<f32>, Vec<f64>) {
    let parameters = weights.len();
    let mut fit = Naive {
        plan,
        data,
        weights,
        gradient: vec![0.0; parameters],
        moments: [vec![0.0; parameters], vec![0.0; parameters]],
        powers: (1.0, 1.0),
        rate: plan.params.learning_rate_init,
        counts,
    };
    let mut order: Vec<u32> = (0..plan.train as u32).collect();
    let mut losses = Vec::new();
    for _ in 0..plan.params.max_iter {
        random.shuffle(&mut order);
        let mut sum = 0.0;
        for batch in order.chunks(plan.batch) {
            sum += fit.batch(batch, random) * batch.len() as f64;
            fit.update(fit.count(batch));
        }
        losses.push(sum / order.len() as f64);
    }
    (fit.weights, losses)
}

fn numbers(seed: u32, count: usize) -> Vec<f32> {
    let mut random = Xoshiro::from_seed_number(seed);
    (0..count).map(|_| random.uniform(-2.0, 2.0) as f32).collect()
}

/// Inputs, hidden widths, outputs (0 stands for one value, 1 for two classes) and batch.
const SHAPES: [(&[u16], u32); 8] = [
    (&[4, 16, 3], 100),
    (&[7, 64, 10], 32),
    (&[33, 20, 5], 50),
    (&[5, 3, 1], 16),
    (&[64, 17, 35, 1], 70),
    (&[3, 70, 0], 41),
    (&[6, 9, 8, 7, 4], 23),
    (&[10, 4], 37),
];

#[test]
fn every_fit_gives_the_bits_of_the_plain_loops() {
    for (case, (widths, batch)) in SHAPES.into_iter().enumerate() {
        let outputs = usize::from(widths[widths.len() - 1]);
        let rows = 109;
        let x = numbers(case as u32, rows * usize::from(widths[0]));
        let mut random = Xoshiro::from_seed_number(77);
        let classes = outputs.max(1) + usize::from(outputs == 1);
        let labels: Vec<u16> = (0..rows)
            .map(|_| random.bounded(classes as u32 - 1) as u16)
            .collect();
        let values = numbers(1000 + case as u32, rows * 2);
        let target = match outputs {
            0 => Target::Values {
                values: &values,
                outputs: 2,
            },
            _ => Target::Classes {
                labels: &labels,
                classes,
            },
        };
        let data = Dataset::try_new(&x, usize::from(widths[0]), target).unwrap();
        for (k, activation) in Activation::ALL.into_iter().enumerate() {
            let mut params = Params {
                hidden_layer_sizes: Hidden::new(&widths[1..widths.len() - 1]),
                activation,
                solver: [Solver::Sgd, Solver::Adam][(case + k) % 2],
                batch_size: BatchSize::Rows(batch),
                learning_rate_init: 0.01,
                alpha: 0.1,
                max_iter: 3,
                nesterovs_momentum: k < 2,
                ..Params::DEFAULT
            };
            if k % 2 == 1 {
                params.dropout[0] = 0.3;
                params.dropout[2] = 0.5;
            }
            check(&data, &params, &vec![1.0; rows], case as u32);
        }
    }
}

/// As in scikit-learn, where it is predicted whatever the network answers.
#[test]
fn the_only_class_that_trains_is_always_right() {
    let (x, labels) = (numbers(5, 60 * 2), [0; 60]);
    let data = Dataset::labelled(&x, 2, &labels, 2);
    let data = data.among(&[0, crate::folds::ABSENT], 1).unwrap();
    let params = Params {
        early_stopping: true,
        max_iter: 3,
        solver: Solver::Sgd,
        ..Params::DEFAULT
    };
    let plan = Plan::try_new(&data, 60, &params).unwrap();
    let rows: Vec<u32> = (0..60).collect();
    for seed in 0..8 {
        let memory = FitMemory {
            weights: &mut vec![0.0; plan.shape().parameters()],
            floats: &mut vec![0.0; plan.floats(60)],
            indices: &mut vec![0; plan.indices()],
        };
        let mut scores = Vec::new();
        let mut random = Xoshiro::from_seed_number(seed);
        let each = |epoch: Epoch| scores.push(epoch.validation_score);
        fit(&plan, &data, &rows, memory, &mut random, each).unwrap();
        assert_eq!(scores, [Some(1.0); 3], "{seed}");
    }
}

fn check(data: &Dataset<'_>, params: &Params, counts: &[f32], seed: u32) {
    let plan = Plan::try_new(data, data.rows(), params).unwrap();
    let (expected, losses) = naive(&plan, data, counts, seed);
    assert!(losses.iter().all(|loss| loss.is_finite() && *loss > 0.0));
    let bits = |v: &[f32]| -> Vec<u32> { v.iter().map(|v| v.to_bits()).collect() };
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    at_every_level(|level| {
        for at_once in [1, 7, 40, plan.batch()] {
            let mut weights = vec![0.0; plan.shape().parameters()];
            let mut seen = Vec::new();
            fit(
                &plan,
                data,
                &rows,
                FitMemory {
                    weights: &mut weights,
                    floats: &mut vec![f32::NAN; plan.floats(at_once)],
                    indices: &mut vec![0; plan.indices()],
                },
                &mut Xoshiro::from_seed_number(seed),
                |epoch| seen.push(epoch.loss),
            )
            .unwrap();
            let what = || std::format!("level {level}, {at_once} rows at once, {params:?}");
            assert_eq!(bits(&expected), bits(&weights), "{}", what());
            assert_eq!(losses, seen, "{}", what());
        }
    });
}

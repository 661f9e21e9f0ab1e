//! Gradients against central differences, `(f(w + h) - f(w - h)) / 2h`, of a loss that is written
//! here from its formula, in f64: every activation and output function at every depth, with L2,
//! of rows that count alike and of rows that do not.
//!
//! One step of plain SGD at rate r gives `w - r g`, so two fits show the gradient from outside: one
//! at a rate too small to move a weight shows `w`, one at a power of two, by which `r g` is exact,
//! shows `g` to 6e-8 of the larger of `w / r` and `g`.
//!
//! With several values a row scikit-learn reports the mean of their squared errors and follows the
//! gradient of their sum, and so do we. The loss of several labels a row is the sum of theirs.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::loss::Output;
use mcutune_core::params::{Activation, BatchSize, Hidden, Loss, Params, Solver};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::shape::Shape;
use mcutune_core::train::{FitMemory, Plan, fit};

const ROWS: usize = 11;
const FEATURES: usize = 3;
const RATE: f64 = 4096.0;

/// Of the largest gradient of a layer: f32 sums of 11 rows through up to 7 layers.
const BOUND: f64 = 5e-6;

/// Weights after one step, and the loss before it.
fn step(data: &Dataset<'_>, params: &Params, rate: f64) -> (Vec<f32>, f64) {
    let params = Params {
        learning_rate_init: rate,
        ..*params
    };
    let rows: Vec<u32> = (0..ROWS as u32).collect();
    let plan = Plan::try_new(data, ROWS, &params).unwrap();
    let mut weights = vec![0.0; plan.shape().parameters()];
    let mut loss = f64::NAN;
    fit(
        &plan,
        data,
        &rows,
        FitMemory {
            weights: &mut weights,
            floats: &mut vec![0.0; plan.floats(4)],
            indices: &mut vec![0; plan.indices()],
        },
        &mut Xoshiro::from_seed_number(8),
        |epoch| loss = epoch.loss,
    )
    .unwrap();
    (weights, loss)
}

/// The mean loss of all rows, as they count, with its penalty, from the formulas; that of a row's squared errors
/// divided by `shared`.
fn loss(
    (data, counts): (&Dataset<'_>, &[f32]),
    shape: &Shape,
    params: &Params,
    weights: &[f64],
    shared: usize,
) -> f64 {
    let mut sum = 0.0;
    for row in 0..ROWS {
        let mut a: Vec<f64> = data.row(row).unwrap().iter().map(|&x| f64::from(x)).collect();
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            a = (0..layer.fan_out)
                .map(|j| {
                    let weight = |k: usize| weights[layer.start + k * layer.fan_out + j];
                    let products = a.iter().enumerate().map(|(k, x)| x * weight(k));
                    let z = weights[layer.biases_start() + j] + products.sum::<f64>();
                    match params.activation {
                        _ if i + 1 == shape.layers() => z,
                        Activation::Identity => z,
                        Activation::Logistic => 1.0 / (1.0 + (-z).exp()),
                        Activation::Tanh => z.tanh(),
                        Activation::Relu => z.max(0.0),
                    }
                })
                .collect();
        }
        let of_row = match data.target() {
            Target::Values { values, outputs } if params.loss == Loss::Poisson => {
                let truth = &values[row * outputs..];
                let deviances = a.iter().zip(truth).map(|(z, &y)| {
                    let y = f64::from(y);
                    let entropy = if y > 0.0 { y * y.ln() } else { 0.0 };
                    entropy - y * z - y + z.exp()
                });
                deviances.sum::<f64>()
            }
            Target::Values { values, outputs } => {
                let truth = &values[row * outputs..];
                let squares = a.iter().zip(truth).map(|(p, &y)| (p - f64::from(y)).powi(2));
                squares.sum::<f64>() / (2 * shared) as f64
            }
            Target::Multilabel { labels, outputs } => {
                let has = labels[row * outputs..].iter();
                let losses = a.iter().zip(has).map(|(z, &label)| match label {
                    1 => (1.0 + (-z).exp()).ln(),
                    _ => (1.0 + z.exp()).ln(),
                });
                losses.sum::<f64>()
            }
            Target::Classes { labels, .. } => match (Output::of(&data.target(), params.loss), labels[row]) {
                (Output::Logistic, 1) => (1.0 + (-a[0]).exp()).ln(),
                (Output::Logistic, _) => (1.0 + a[0].exp()).ln(),
                (_, label) => a.iter().map(|z| z.exp()).sum::<f64>().ln() - a[usize::from(label)],
            },
        };
        sum += f64::from(counts[row]) * of_row;
    }
    let mut squares = 0.0;
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let weights = &weights[layer.start..layer.biases_start()];
        squares += weights.iter().map(|w| w * w).sum::<f64>();
    }
    (sum + 0.5 * params.alpha * squares) / counts.iter().map(|&count| f64::from(count)).sum::<f64>()
}

fn check(data: &Dataset<'_>, counts: &[f32], params: &Params) {
    let target = data.target();
    let outputs = Output::width(&target);
    let what = format!(
        "{:?}, {:?} with {outputs} outputs, layers {:?}",
        params.activation,
        Output::of(&target, params.loss),
        params.hidden_layer_sizes.widths()
    );
    let shape = Shape::of(FEATURES, &params.hidden_layer_sizes, outputs).unwrap();
    let (start, seen) = step(data, params, 1e-30);
    let (end, _) = step(data, params, RATE);
    let mut weights: Vec<f64> = start.iter().map(|&w| f64::from(w)).collect();
    let of = (data, counts);
    let expected = loss(of, &shape, params, &weights, outputs);
    assert!(
        (seen - expected).abs() < 1e-6 * expected,
        "{what}: loss {seen}, not {expected}"
    );
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let (mut largest, mut worst) = (0.0f64, 0.0f64);
        for at in layer.start..layer.end() {
            let h = 1e-6;
            let w = weights[at];
            weights[at] = w + h;
            let above = loss(of, &shape, params, &weights, 1);
            weights[at] = w - h;
            let below = loss(of, &shape, params, &weights, 1);
            weights[at] = w;
            let central = (above - below) / (2.0 * h);
            let ours = (f64::from(start[at]) - f64::from(end[at])) / RATE;
            largest = largest.max(central.abs());
            worst = worst.max((central - ours).abs());
        }
        assert!(largest > 1e-4, "{what}: layer {i} has no gradient to check");
        // Differences of f64 losses of about 1 are good to 1e-16 / 1e-6.
        assert!(
            worst < BOUND * largest + 1e-9,
            "{what}: layer {i} is {worst:e} off of {largest:e}"
        );
    }
}

#[test]
fn gradients_are_the_central_differences_of_the_loss() {
    let mut random = Xoshiro::from_seed_number(4);
    let mut numbers =
        |count: usize| -> Vec<f32> { (0..count).map(|_| random.uniform(-2.0, 2.0) as f32).collect() };
    let (x, values) = (numbers(ROWS * FEATURES), numbers(ROWS * 2));
    let two: Vec<u16> = (0..ROWS).map(|row| (row % 2) as u16).collect();
    let three: Vec<u16> = (0..ROWS).map(|row| (row * 2 % 3) as u16).collect();
    let several: Vec<u16> = (0..ROWS * 3).map(|i| (i * i % 5 % 2) as u16).collect();
    let targets = [
        Target::Classes {
            labels: &two,
            classes: 2,
        },
        Target::Classes {
            labels: &three,
            classes: 3,
        },
        Target::Values {
            values: &values[..ROWS],
            outputs: 1,
        },
        Target::Values {
            values: &values,
            outputs: 2,
        },
        Target::Multilabel {
            labels: &several,
            outputs: 3,
        },
    ];
    let widths = [6, 5, 7, 6, 5, 8, 6, 7];
    let (even, counts) = (
        [1.0; ROWS],
        [0.5, 2.0, 0.0, 1.0, 0.25, 3.0, 1.5, 0.75, 1.0, 0.125, 2.5],
    );
    let above_0: Vec<f32> = values.iter().map(|y| y.max(0.0)).collect();
    let cases = targets.into_iter().flat_map(|target| {
        [
            (target, Loss::SquaredError, &even),
            (target, Loss::SquaredError, &counts),
        ]
    });
    let poisson = [1, 2].map(|outputs| Target::Values {
        values: &above_0[..ROWS * outputs],
        outputs,
    });
    let poisson = poisson
        .into_iter()
        .flat_map(|target| [(target, Loss::Poisson, &even), (target, Loss::Poisson, &counts)]);
    for (target, loss, counts) in cases.chain(poisson) {
        let data = Dataset::try_new(&x, FEATURES, target).unwrap();
        let data = data.with_weights(counts).unwrap();
        for activation in Activation::ALL {
            for depth in 0..=widths.len() {
                let params = Params {
                    hidden_layer_sizes: Hidden::new(&widths[..depth]),
                    activation,
                    loss,
                    solver: Solver::Sgd,
                    momentum: 0.0,
                    nesterovs_momentum: false,
                    // shows in every weight, also where the loss hardly does
                    alpha: 0.3,
                    batch_size: BatchSize::Rows(ROWS as u32),
                    max_iter: 1,
                    ..Params::DEFAULT
                };
                check(&data, counts, &params);
            }
        }
    }
}

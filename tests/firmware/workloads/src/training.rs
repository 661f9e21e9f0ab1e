//! Short fits on iris: every activation, every update rule, dropout, early stopping.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::error::Error;
use mcutune_core::net::Network;
use mcutune_core::params::{Activation, BatchSize, Hidden, MAX_HIDDEN, Params, Schedule, Solver};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::train::{Plan, fit};

use crate::digest::Results;
use crate::iris;

const ROWS: usize = iris::SPECIES.len();

/// Memory for any of the fits, the same on every target.
pub struct Memory {
    x: [f32; ROWS * 4],
    weights: [f32; 192],
    floats: [f32; 1200],
    indices: [u32; 4 * ROWS + 12],
}

impl Memory {
    /// Zeros, so that a static of it takes no flash.
    pub const fn new() -> Self {
        Self {
            x: [0.0; _],
            weights: [0.0; _],
            floats: [0.0; _],
            indices: [0; _],
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

const BASE: Params = Params {
    hidden_layer_sizes: Hidden::new(&[8]),
    batch_size: BatchSize::Rows(16),
    learning_rate_init: 0.02,
    max_iter: 12,
    ..Params::DEFAULT
};

const SGD: Params = Params {
    solver: Solver::Sgd,
    ..BASE
};

/// Stops improving by `tol` at once, so that the rate is divided.
const ADAPTIVE: Params = Params {
    learning_rate: Schedule::Adaptive,
    tol: 0.05,
    n_iter_no_change: 1,
    ..SGD
};

const EARLY: Params = Params {
    early_stopping: true,
    n_iter_no_change: 2,
    ..BASE
};

const fn activation(activation: Activation, params: Params) -> Params {
    Params { activation, ..params }
}

const fn schedule(learning_rate: Schedule, nesterovs_momentum: bool, params: Params) -> Params {
    Params {
        learning_rate,
        nesterovs_momentum,
        ..params
    }
}

const fn dropout(rate: f32, params: Params) -> Params {
    Params {
        dropout: [rate; MAX_HIDDEN],
        ..params
    }
}

/// What the rows of iris are fitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The three species: softmax.
    Species,
    /// Whether it is virginica: logistic.
    Virginica,
    /// Width of the petal from the other measurements: identity.
    PetalWidth,
}

/// Every fit: its name, what it is of, and its hyperparameters.
pub const CASES: [(&str, Task, Params); 16] = {
    use Task::{PetalWidth, Species, Virginica};
    [
        ("adam-identity", Species, activation(Activation::Identity, BASE)),
        ("adam-logistic", Species, activation(Activation::Logistic, BASE)),
        ("adam-tanh", Species, activation(Activation::Tanh, BASE)),
        ("adam-relu", Species, BASE),
        ("sgd-constant", Species, schedule(Schedule::Constant, false, SGD)),
        (
            "sgd-constant-nesterov",
            Species,
            schedule(Schedule::Constant, true, SGD),
        ),
        (
            "sgd-invscaling",
            Species,
            schedule(Schedule::Invscaling, false, SGD),
        ),
        (
            "sgd-invscaling-nesterov",
            Species,
            schedule(Schedule::Invscaling, true, SGD),
        ),
        (
            "sgd-adaptive",
            Species,
            schedule(Schedule::Adaptive, false, ADAPTIVE),
        ),
        (
            "sgd-adaptive-nesterov",
            Species,
            schedule(Schedule::Adaptive, true, ADAPTIVE),
        ),
        ("dropout-relu", Species, dropout(0.25, BASE)),
        (
            "dropout-tanh",
            Species,
            dropout(0.5, activation(Activation::Tanh, BASE)),
        ),
        ("early-stopping", Species, EARLY),
        ("early-stopping-binary", Virginica, EARLY),
        (
            "two-layers-binary",
            Virginica,
            Params {
                hidden_layer_sizes: Hidden::new(&[8, 4]),
                ..BASE
            },
        ),
        ("regression", PetalWidth, BASE),
    ]
};

/// Fits one case to all of iris; shows the features, the curve, the result, the weights and what
/// they answer.
pub fn run(
    task: Task,
    params: &Params,
    memory: &mut Memory,
    mut show: impl FnMut(Results<'_>),
) -> Result<(), Error> {
    let features = if task == Task::PetalWidth { 3 } else { 4 };
    let x = &mut memory.x[..ROWS * features];
    for (to, row) in x.chunks_exact_mut(features).zip(iris::X.chunks_exact(4)) {
        to.copy_from_slice(&row[..features]);
    }
    let target = match task {
        Task::Species => Target::Classes {
            labels: &iris::SPECIES,
            classes: 3,
        },
        Task::Virginica => Target::Classes {
            labels: &VIRGINICA,
            classes: 2,
        },
        Task::PetalWidth => Target::Values {
            values: &PETAL_WIDTH,
            outputs: 1,
        },
    };
    standardise(x, target, features)?;
    show(Results::F32(x));
    let data = Dataset::try_new(x, features, target)?;
    let (rows, indices) = memory.indices.split_at_mut(ROWS);
    for (row, slot) in rows.iter_mut().enumerate() {
        *slot = row as u32;
    }
    let plan = Plan::try_new(&data, ROWS, params)?;
    let parameters = plan.shape().parameters();
    let needed = parameters;
    let got = memory.weights.len();
    let weights = memory.weights.get_mut(..parameters);
    let weights = weights.ok_or(Error::TooSmall { needed, got })?;
    let result = fit(
        &data,
        rows,
        params,
        &mut Xoshiro::from_seed_number(7),
        weights,
        &mut memory.floats,
        indices,
        |epoch| {
            show(Results::F64(&[
                epoch.loss,
                epoch.validation_score.unwrap_or(f64::NAN),
            ]))
        },
    )?;
    show(Results::U32(&[result.n_iter, result.stop as u32]));
    show(Results::F32(weights));
    let network = Network::try_new(*plan.shape(), params.activation, plan.output(), weights)?;
    for x in x.chunks(10 * features) {
        let mut answers = [0.0; 10 * 3];
        let answers = &mut answers[..x.len() / features * plan.shape().outputs()];
        network.predict(x, &mut memory.floats, answers)?;
        show(Results::F32(answers));
    }
    Ok(())
}

/// Mean 0 and deviation 1, as fitted on all rows.
fn standardise(x: &mut [f32], target: Target<'_>, features: usize) -> Result<(), Error> {
    let (mut offset, mut scale) = ([0.0; 4], [0.0; 4]);
    let (offset, scale) = (&mut offset[..features], &mut scale[..features]);
    let data = Dataset::try_new(x, features, target)?;
    Scaling::Standard.fit(&data, 0..data.rows() as u32, offset, scale)?;
    let scaler = Scaler::try_new(offset, scale)?;
    for row in x.chunks_exact_mut(features) {
        let mut raw = [0.0; 4];
        raw[..features].copy_from_slice(row);
        scaler.apply(&raw[..features], row)?;
    }
    Ok(())
}

static VIRGINICA: [u16; ROWS] = {
    let mut labels = [0; ROWS];
    let mut row = 0;
    while row < ROWS {
        labels[row] = (iris::SPECIES[row] == 2) as u16;
        row += 1;
    }
    labels
};

static PETAL_WIDTH: [f32; ROWS] = {
    let mut widths = [0.0; ROWS];
    let mut row = 0;
    while row < ROWS {
        widths[row] = iris::X[4 * row + 3];
        row += 1;
    }
    widths
};

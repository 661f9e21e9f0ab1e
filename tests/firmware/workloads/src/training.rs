//! Short fits on iris: every activation, every update rule, dropout, early stopping.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::model::Model;
use mcutune_core::network::Network;
use mcutune_core::params::{Activation, BatchSize, Hidden, MAX_HIDDEN, Params, Schedule, Solver};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::shape::Shape;
use mcutune_core::train::{self, FitLayout, FitMemory, Plan, fit};

use crate::digest::Shown;
use crate::{Error, iris};

const ROWS: usize = iris::SPECIES.len();
/// Nothing here is wider.
const WIDEST: Shape = Shape::new(&[4, 8, 4, 3]);
/// Nothing here takes more: early stopping and dropout with adam.
const GREEDIEST: Params = dropout(0.5, EARLY);

/// f32 for any of the fits, eight rows at a time.
const FLOATS: usize = FitLayout::new(&WIDEST, &GREEDIEST).floats(8);
/// The same for those of lbfgs.
const LBFGS_FLOATS: usize = FitLayout::new(&WIDEST, &LBFGS).floats(8);

/// Memory for any of [`CASES`].
pub type TrainingMemory = Memory<FLOATS>;
/// Memory for any of [`LBFGS_CASES`].
pub type LbfgsMemory = Memory<LBFGS_FLOATS>;

/// Memory for fits.
pub struct Memory<const FLOATS: usize> {
    rows: [u32; ROWS],
    scaler: [f32; 2 * 4],
    weights: [f32; WIDEST.parameters()],
    floats: [f32; FLOATS],
    indices: [u32; train::indices(ROWS, 3, true)],
}

impl<const FLOATS: usize> Memory<FLOATS> {
    /// Zeros, so that a static of it takes no flash.
    pub const fn new() -> Self {
        Self {
            rows: [0; _],
            scaler: [0.0; _],
            weights: [0.0; _],
            floats: [0.0; _],
            indices: [0; _],
        }
    }
}

impl<const FLOATS: usize> Default for Memory<FLOATS> {
    fn default() -> Self {
        Self::new()
    }
}

pub(crate) const BASE: Params = Params {
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

const LBFGS: Params = Params {
    solver: Solver::Lbfgs,
    ..BASE
};

pub(crate) const fn activation(activation: Activation, params: Params) -> Params {
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
pub enum FittedTo {
    /// The three species: softmax.
    Species,
    /// Whether it is virginica: logistic.
    Virginica,
    /// Width of the petal from the other measurements: identity.
    PetalWidth,
}

/// Every fit: its name, what it is of, and its hyperparameters.
pub const CASES: [(&str, FittedTo, Params); 16] = {
    use FittedTo::{PetalWidth, Species, Virginica};
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

/// Fits by lbfgs: softmax, logistic and identity, with two layers, one and none.
pub const LBFGS_CASES: [(&str, FittedTo, Params); 4] = {
    use FittedTo::{PetalWidth, Species, Virginica};
    [
        ("species", Species, LBFGS),
        (
            "two-layers",
            Species,
            Params {
                hidden_layer_sizes: Hidden::new(&[8, 4]),
                ..activation(Activation::Logistic, LBFGS)
            },
        ),
        ("binary", Virginica, activation(Activation::Tanh, LBFGS)),
        (
            "no-hidden-layer",
            PetalWidth,
            Params {
                hidden_layer_sizes: Hidden::new(&[]),
                max_iter: 40,
                ..LBFGS
            },
        ),
    ]
};

impl FittedTo {
    /// The features, how many a row, and the target.
    pub(crate) fn data(self) -> Result<Dataset<'static>, Error> {
        match self {
            FittedTo::Species => Dataset::try_new(&iris::X, 4, iris::TARGET),
            FittedTo::Virginica => Dataset::try_new(
                &iris::X,
                4,
                Target::Classes {
                    labels: &VIRGINICA,
                    classes: 2,
                },
            ),
            FittedTo::PetalWidth => Dataset::try_new(
                &OTHERS,
                3,
                Target::Values {
                    values: &PETAL_WIDTH,
                    outputs: 1,
                },
            ),
        }
    }
}

/// Fits one case to all of iris; shows the curve, the result, the weights and what they answer.
pub fn run<const FLOATS: usize>(
    to: FittedTo,
    params: &Params,
    memory: &mut Memory<FLOATS>,
    mut show: impl FnMut(Shown<'_>),
) -> Result<(), Error> {
    let model = fitted(to, params, memory, &mut show)?;
    let (mut scratch, mut answer) = ([0.0; Model::scratch(&WIDEST)], [0.0; 3]);
    let answer = &mut answer[..model.network().shape().outputs()];
    let data = to.data()?;
    for raw in (0..ROWS).filter_map(|row| data.row(row)) {
        model.predict(raw, &mut scratch, answer)?;
        show(Shown::F32(answer));
    }
    Ok(())
}

/// Fits one case; shows the curve, the result, the scaler and the weights.
pub(crate) fn fitted<'m, const FLOATS: usize>(
    to: FittedTo,
    params: &Params,
    memory: &'m mut Memory<FLOATS>,
    show: &mut impl FnMut(Shown<'_>),
) -> Result<Model<'m>, Error> {
    let raw = to.data()?;
    let (offset, rest) = memory.scaler.split_at_mut(raw.features());
    let scale = &mut rest[..raw.features()];
    Scaling::Standard.fit(&raw, 0..ROWS as u32, offset, scale)?;
    show(Shown::F32(offset));
    show(Shown::F32(scale));
    let scaler = Scaler::try_new(offset, scale)?;
    let data = scaler.view(&raw)?;
    for (row, slot) in memory.rows.iter_mut().enumerate() {
        *slot = row as u32;
    }
    let plan = Plan::try_new(&data, ROWS, params)?;
    let weights = &mut memory.weights[..plan.shape().parameters()];
    let result = fit(
        &plan,
        &data,
        &memory.rows,
        FitMemory {
            weights,
            floats: &mut memory.floats,
            indices: &mut memory.indices,
        },
        &mut Xoshiro::from_seed_number(7),
        |epoch| {
            let score = epoch.validation_score.unwrap_or(f64::NAN);
            show(Shown::F64(&[epoch.loss, score]));
        },
    )?;
    show(Shown::U32(&[result.n_iter, result.stop as u32]));
    show(Shown::F32(weights));
    let network = Network::try_new(*plan.shape(), params.activation, plan.output(), weights)?;
    Model::try_new(network, scaler)
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

/// Some columns of iris, of every `step`-th row and so around.
pub(crate) const fn columns<const N: usize>(first: usize, count: usize, step: usize) -> [f32; N] {
    let mut taken = [0.0; N];
    let mut i = 0;
    while i < N {
        taken[i] = iris::X[i / count * step % ROWS * 4 + first + i % count];
        i += 1;
    }
    taken
}

static OTHERS: [f32; 3 * ROWS] = columns(0, 3, 1);
static PETAL_WIDTH: [f32; ROWS] = columns(3, 1, 1);

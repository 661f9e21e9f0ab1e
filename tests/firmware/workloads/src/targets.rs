//! Several targets on the device: two labels a row of iris, and two values, of rows that count differently. Each is
//! searched, over the solver for one, and the winner answers in f32 and quantised.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::Loss;
use mcutune_core::scaler::Scaling;
use mcutune_core::{
    Arena, BatchSize, Dimension, Grid, Layout, Model, Name, Params, Problem, Scoring, Shape, Solver, Space,
    Value, Word,
};

use crate::digest::Shown;
use crate::int8::{Quantized, quantized};
use crate::search::{Winner, searched};
use crate::training::columns;
use crate::{Error, iris};

/// Rows, as many as the least chip has memory for beside the stack of a search.
const ROWS: usize = 60;
/// Folds.
pub const CV: usize = 3;
/// Nothing here is wider.
const WIDEST: Shape = Shape::new(&[4, 3, 2]);

/// What no candidate chooses.
const BASE: Params = Params {
    batch_size: BatchSize::Rows(16),
    learning_rate_init: 0.05,
    max_iter: 12,
    ..Params::DEFAULT
};

const GRID: Grid = Grid::new(&[Space::new(&[
    Dimension::list(Name::HiddenLayerSizes, &[Value::Int(2), Value::Int(3)]),
    Dimension::list(
        Name::Solver,
        &[
            Value::Word(Word::Solver(Solver::Adam)),
            Value::Word(Word::Solver(Solver::Lbfgs)),
        ],
    ),
])]);

/// Folds are contiguous here, so rows of all species follow on each other.
const STEP: usize = 7;

static FLOWERS: [f32; 4 * ROWS] = columns(0, 4, STEP);
static SEPALS: [f32; 2 * ROWS] = columns(0, 2, STEP);
static PETALS: [f32; 2 * ROWS] = columns(2, 2, STEP);

/// What each row counts; every fifth nothing.
pub static WEIGHTS: [f32; ROWS] = {
    let mut weights = [0.0; ROWS];
    let mut row = 0;
    while row < ROWS {
        weights[row] = (row * 3 % 5) as f32 / 2.0;
        row += 1;
    }
    weights
};

/// Whether a row is no virginica, and whether its sepal is longer than 5.8 cm.
pub static LABELS: [u16; 2 * ROWS] = {
    let mut labels = [0; 2 * ROWS];
    let mut row = 0;
    while row < ROWS {
        labels[2 * row] = (iris::SPECIES[row * STEP % iris::SPECIES.len()] < 2) as u16;
        labels[2 * row + 1] = (FLOWERS[4 * row] > 5.8) as u16;
        row += 1;
    }
    labels
};

const OF_LABELS: Problem = Problem {
    base: BASE,
    cv: CV,
    ..Problem::new(weighed(
        &FLOWERS,
        4,
        Target::Multilabel {
            labels: &LABELS,
            outputs: 2,
        },
    ))
};
/// Length and width of the petal from those of the sepal.
const OF_VALUES: Problem = Problem {
    base: BASE,
    cv: CV,
    ..Problem::new(weighed(
        &SEPALS,
        2,
        Target::Values {
            values: &PETALS,
            outputs: 2,
        },
    ))
};
/// The same as counts, by half the Poisson deviance.
const OF_COUNTS: Problem = Problem {
    base: Params {
        loss: Loss::Poisson,
        ..BASE
    },
    target_scaling: Scaling::None,
    ..OF_VALUES
};

/// Rows that count as [`WEIGHTS`] say, in fits and in scores.
const fn weighed<'a>(x: &'a [f32], features: usize, target: Target<'a>) -> Dataset<'a> {
    match Dataset::new(x, features, target).with_weights(&WEIGHTS) {
        Ok(data) => data.with_weighted_scores(true),
        Err(_) => panic!("a weight of a row that none can count by"),
    }
}

const LAYOUT: Layout = Layout::for_grid(&OF_LABELS, &GRID)
    .max(Layout::for_grid(&OF_VALUES, &GRID))
    .max(Layout::for_grid(&OF_COUNTS, &GRID));

/// Each search: its name, and what it is for.
pub const CASES: [(&str, Problem<'static>); 4] = [
    (
        "labels",
        Problem {
            scoring: Scoring::F1Samples,
            ..OF_LABELS
        },
    ),
    (
        "areas",
        Problem {
            scoring: Scoring::RocAuc,
            ..OF_LABELS
        },
    ),
    ("values", OF_VALUES),
    (
        "counts",
        Problem {
            scoring: Scoring::NegRootMeanSquaredLogError,
            ..OF_COUNTS
        },
    ),
];

/// Memory of any of the searches, and of its winner in int8.
pub struct TargetsMemory {
    arena: Arena<{ LAYOUT.bytes() }>,
    parts: Quantized,
}

impl TargetsMemory {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            arena: Arena::new(),
            parts: Quantized::new(),
        }
    }
}

impl Default for TargetsMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// Searches, and asks the winner about every row, in f32 and in int8.
pub fn run(
    problem: &Problem<'static>,
    memory: &mut TargetsMemory,
    mut show: impl FnMut(Shown<'_>),
) -> Result<Winner, Error> {
    let TargetsMemory { arena, parts } = memory;
    let found = searched(*problem, GRID.iter(), arena, &mut show)?;
    let (mut scratch, mut answer) = ([0.0; Model::scratch(&WIDEST)], [0.0; 2]);
    for raw in (0..ROWS).filter_map(|row| problem.data.row(row)) {
        found.model.predict(raw, &mut scratch, &mut answer)?;
        show(Shown::F32(&answer));
    }
    quantized(&found.model, &problem.data, parts, show)?;
    Ok(Winner::of(&found))
}

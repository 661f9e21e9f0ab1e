//! The whole search on the device: candidates, folds, fits, scores, ranks, and the winner fitted
//! to all rows of iris. The hidden width is one of what is searched.

use mcutune_core::{
    Activation, Arena, BatchSize, Candidate, Dataset, Dimension, Found, Grid, Layout, Model, Name, Params,
    Problem, Range, Sampler, Scoring, Search, Seeded, Shape, Solver, Space, Value, Word, Xoshiro,
};

use crate::digest::Shown;
use crate::{Error, iris};

/// Folds.
pub const CV: usize = 3;
/// Seeds fits and sampler.
pub const SEED: u32 = 0;
/// Candidates of either search.
pub const TRIALS: usize = 6;

pub(crate) const PROBLEM: Problem = Problem {
    base: BASE,
    cv: CV,
    seed: SEED,
    ..Problem::new(Dataset::new(&iris::X, 4, iris::TARGET))
};
const LAYOUT: Layout = Layout::for_grid(&PROBLEM, &GRID).max(Layout::for_random(&PROBLEM, &[RANDOM], TRIALS));

/// Memory of either search.
pub type SearchArena = Arena<{ LAYOUT.bytes() }>;

/// What no candidate chooses.
pub const BASE: Params = Params {
    batch_size: BatchSize::Rows(16),
    max_iter: 15,
    ..Params::DEFAULT
};

/// Three widths, two rates.
const GRID: Grid = Grid::new(&[Space::new(&[
    Dimension::list(
        Name::HiddenLayerSizes,
        &[Value::Int(4), Value::Int(8), Value::Int(16)],
    ),
    Dimension::list(Name::LearningRateInit, &[Value::Float(0.005), Value::Float(0.05)]),
])]);

/// Widths, rates and penalties from ranges, the last two on a logarithmic scale; two functions,
/// two solvers.
pub(crate) const RANDOM: Space = Space::new(&[
    Dimension {
        name: Name::Activation,
        range: Range::List(&[
            Value::Word(Word::Activation(Activation::Relu)),
            Value::Word(Word::Activation(Activation::Tanh)),
        ]),
    },
    Dimension {
        name: Name::Alpha,
        range: Range::FloatRange {
            low: 1e-6,
            high: 1e-1,
            log: true,
        },
    },
    Dimension {
        name: Name::HiddenLayerSizes,
        range: Range::IntRange {
            low: 2,
            high: 17,
            log: false,
        },
    },
    Dimension {
        name: Name::LearningRateInit,
        range: Range::FloatRange {
            low: 1e-3,
            high: 1e-1,
            log: true,
        },
    },
    Dimension {
        name: Name::Solver,
        range: Range::List(&[
            Value::Word(Word::Solver(Solver::Adam)),
            Value::Word(Word::Solver(Solver::Sgd)),
        ]),
    },
]);

/// What a search shows beside its digest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Winner {
    /// The best candidate's number.
    pub best: usize,
    /// Its mean score.
    pub mean: f64,
}

impl Winner {
    pub(crate) fn of(found: &Found<'_>) -> Self {
        Self {
            best: found.best,
            mean: found.scoreboard.means()[found.best],
        }
    }
}

/// Every combination, by accuracy.
pub fn grid(memory: &mut SearchArena, show: impl FnMut(Shown<'_>)) -> Result<Winner, Error> {
    run(Scoring::Accuracy, GRID.iter(), memory, show)
}

/// Candidates at random, by log-loss.
pub fn random(memory: &mut SearchArena, show: impl FnMut(Shown<'_>)) -> Result<Winner, Error> {
    let generator = Xoshiro::from_seed_number(SEED);
    let candidates = Sampler::try_new(&[RANDOM], TRIALS as u32, generator, &mut [])?;
    run(Scoring::NegLogLoss, candidates, memory, show)
}

fn run(
    scoring: Scoring,
    candidates: impl ExactSizeIterator<Item = Candidate> + Clone,
    memory: &mut SearchArena,
    mut show: impl FnMut(Shown<'_>),
) -> Result<Winner, Error> {
    let problem = Problem { scoring, ..PROBLEM };
    let found = searched(problem, candidates, memory, &mut show)?;
    let (mut scratch, mut answer) = ([0.0; Model::scratch(&Shape::new(&[4, 16, 3]))], [0.0; 3]);
    for row in iris::X.chunks_exact(4) {
        found.model.predict(row, &mut scratch, &mut answer)?;
        show(Shown::F32(&answer));
    }
    Ok(Winner::of(&found))
}

/// Searches among up to [`TRIALS`] candidates; shows each fit's score, the means, ranks and deviations, and the winner's
/// scaler and weights.
pub(crate) fn searched<'m>(
    problem: Problem<'m>,
    candidates: impl ExactSizeIterator<Item = Candidate> + Clone,
    memory: &'m mut [u8],
    show: &mut impl FnMut(Shown<'_>),
) -> Result<Found<'m>, Error> {
    let mut search = Search::try_new(problem, candidates, memory)?;
    while let Some((task, outcome)) = search.step() {
        show(Shown::U32(&[task.trial as u32, task.fold as u32, outcome.n_iter]));
        show(Shown::F64(&[outcome.score]));
    }
    let found = search.finish()?;

    let (mut ranks, mut order) = ([0; TRIALS], [0; TRIALS]);
    let trials = found.scoreboard.trials();
    let (ranks, order) = (&mut ranks[..trials], &mut order[..trials]);
    found.scoreboard.ranks(ranks);
    found.scoreboard.leaderboard(order);
    show(Shown::F64(found.scoreboard.means()));
    show(Shown::U32(ranks));
    show(Shown::U32(order));
    for trial in 0..trials {
        show(Shown::F64(&[found.scoreboard.mean_and_std(trial).1]));
    }
    show(Shown::U32(&[found.best as u32, found.fit.n_iter]));
    show(Shown::F64(&[found.fit.loss]));
    show(Shown::F32(found.model.scaler().offset()));
    show(Shown::F32(found.model.scaler().scale()));
    show(Shown::F32(found.model.network().weights()));
    Ok(found)
}

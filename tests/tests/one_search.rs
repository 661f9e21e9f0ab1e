//! The search that a host runs on all its threads is the search that a device runs alone in its
//! arena: every fold's score, the winner and its weights, to the bit.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use mcutune::data::prepare::{Folds, Pipeline, Preparation};
use mcutune::data::{Categorical, Data, Missing, ReadOptions};
use mcutune::rng::Rng;
use mcutune::search;
use mcutune_core::data::Dataset;
use mcutune_core::params::{Activation, BatchSize, MAX_HIDDEN, Name, Params, Solver, Value, Word};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::search::memory::{Arena, Sizes};
use mcutune_core::search::rank;
use mcutune_core::search::{Problem, Search};
use mcutune_core::shape::Shape;
use mcutune_core::space::{Candidate, Dimension, Grid, Range, Sampler, Space};

const SEED: u32 = 42;
const CV: usize = 3;

fn table(name: &str) -> Data {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
    ReadOptions::new().read(&file).unwrap()
}

/// Bits of the scores by candidate and fold, the winner's number and its weights.
type Digest = (Vec<u64>, usize, Vec<u32>);

fn on_the_host(
    table: &Data,
    scaling: Scaling,
    scoring: Scoring,
    candidates: &[Params],
    jobs: usize,
) -> Digest {
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let how = Preparation {
        missing: Missing::Error,
        categorical: Categorical::Error,
        scaling,
    };
    let (pipeline, matrix) = Pipeline::fit(table, &rows, &how).unwrap();
    let parts = Folds::fit(table, &rows, CV, &how, (&pipeline, &matrix)).unwrap();
    let folds = parts.views(&matrix).unwrap();
    let mut scores = Vec::new();
    search::cross_validate(
        &folds,
        &[],
        candidates,
        (scoring, Rng::Xoshiro, SEED),
        jobs,
        &AtomicBool::new(false),
        |_, finished| {
            for one in finished {
                scores.extend(one.folds.iter().map(|fold| fold.score));
            }
            Ok::<(), ()>(())
        },
    )
    .unwrap();
    let means: Vec<f64> = scores
        .chunks(CV)
        .map(|scores| rank::mean_and_std(scores).0)
        .collect();
    let best = rank::best(&means).unwrap();
    let trained = search::train(
        &pipeline.view(&matrix).unwrap(),
        &rows,
        &candidates[best],
        Rng::Xoshiro,
        SEED,
        |_| {},
    )
    .unwrap();
    (
        scores.iter().map(|score| score.to_bits()).collect(),
        best,
        trained.weights.iter().map(|weight| weight.to_bits()).collect(),
    )
}

fn alone<I, const F: usize, const U: usize, const S: usize, const R: usize>(
    problem: Problem<'_>,
    candidates: I,
    mut arena: Arena<F, U, S, R>,
) -> Digest
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    let found = Search::try_new(problem, candidates, arena.memory())
        .unwrap()
        .finish()
        .unwrap();
    let trials = 0..found.scoreboard.trials();
    (
        trials
            .flat_map(|trial| found.scoreboard.scores(trial))
            .map(|score| score.to_bits())
            .collect(),
        found.best,
        found
            .model
            .network()
            .weights()
            .iter()
            .map(|weight| weight.to_bits())
            .collect(),
    )
}

const fn list(name: Name, values: &'static [Value]) -> Dimension<'static> {
    Dimension {
        name,
        range: Range::List(values),
    }
}

fn params(candidates: impl Iterator<Item = Candidate>, base: &Params) -> Vec<Params> {
    candidates
        .map(|candidate| candidate.params(base).unwrap())
        .collect()
}

#[test]
fn a_grid_on_iris_with_dropout_and_early_stopping() {
    const BASE: Params = Params {
        max_iter: 40,
        batch_size: BatchSize::Rows(16),
        early_stopping: true,
        dropout: [0.1; MAX_HIDDEN],
        ..Params::DEFAULT
    };
    const SIZES: Sizes = Sizes::new(150, 3, &Shape::new(&[4, 16, 3]), &BASE, 16, CV);
    let dimensions = [
        list(
            Name::Activation,
            &[
                Value::Word(Word::Activation(Activation::Relu)),
                Value::Word(Word::Activation(Activation::Logistic)),
            ],
        ),
        list(Name::HiddenLayerSizes, &[Value::Int(8), Value::Int(16)]),
        list(Name::LearningRateInit, &[Value::Float(0.01), Value::Float(0.1)]),
        list(
            Name::Solver,
            &[
                Value::Word(Word::Solver(Solver::Adam)),
                Value::Word(Word::Solver(Solver::Sgd)),
            ],
        ),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let table = table("iris");
    let (x, target) = (features(&table), table.target().unwrap().as_target());
    let problem = Problem {
        data: Dataset::try_new(&x, 4, target).unwrap(),
        base: BASE,
        scaling: Scaling::Standard,
        scoring: Scoring::NegLogLoss,
        cv: CV,
        seed: SEED,
    };
    let arena = Arena::<{ SIZES.floats }, { SIZES.indices }, { SIZES.scores }, { SIZES.folds }>::new();
    let alone = alone(problem, grid.iter(), arena);
    let candidates = params(grid.iter(), &BASE);
    assert_eq!(alone.0.len(), 48);
    for jobs in [1, 3, 8] {
        let host = on_the_host(&table, problem.scaling, problem.scoring, &candidates, jobs);
        assert_eq!(host, alone, "{jobs} jobs");
    }
}

#[test]
fn a_random_search_on_diabetes() {
    const BASE: Params = Params {
        max_iter: 30,
        ..Params::DEFAULT
    };
    const SIZES: Sizes = Sizes::new(442, 0, &Shape::new(&[10, 31, 1]), &BASE, 6, CV);
    let dimensions = [
        Dimension {
            name: Name::HiddenLayerSizes,
            range: Range::IntRange {
                low: 4,
                high: 32,
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
        list(
            Name::Solver,
            &[
                Value::Word(Word::Solver(Solver::Adam)),
                Value::Word(Word::Solver(Solver::Sgd)),
            ],
        ),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let sampler = Sampler::try_new(&spaces, 6, Xoshiro::from_seed_number(SEED), &mut []).unwrap();
    let table = table("diabetes");
    let (x, target) = (features(&table), table.target().unwrap().as_target());
    let problem = Problem {
        data: Dataset::try_new(&x, 10, target).unwrap(),
        base: BASE,
        scaling: Scaling::MinMax,
        scoring: Scoring::R2,
        cv: CV,
        seed: SEED,
    };
    let arena = Arena::<{ SIZES.floats }, { SIZES.indices }, { SIZES.scores }, { SIZES.folds }>::new();
    let alone = alone(problem, sampler.clone(), arena);
    let candidates = params(sampler, &BASE);
    for jobs in [1, 4] {
        let host = on_the_host(&table, problem.scaling, problem.scoring, &candidates, jobs);
        assert_eq!(host, alone, "{jobs} jobs");
    }
}

/// The table's numbers as a device would hold them in flash.
fn features(table: &Data) -> Vec<f32> {
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let how = Preparation {
        missing: Missing::Error,
        categorical: Categorical::Error,
        scaling: Scaling::None,
    };
    let (_, matrix) = Pipeline::fit(table, &rows, &how).unwrap();
    matrix.values().to_vec()
}

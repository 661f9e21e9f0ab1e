//! The search that a host runs on all its threads is the search that a device runs alone in its
//! arena: every fold's score, the winner and its weights, to the bit.

use std::path::Path;

use mcutune::{self as host, ColumnData, Data, Found, GridSearch, RandomSearch, Trial};
use mcutune_core::data::{ClipOutput, Dataset, Target};
use mcutune_core::params::{
    Activation, BatchSize, ClassWeight, MAX_HIDDEN, Name, Params, Solver, Value, Word,
};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::search::{Layout, Problem, Search};
use mcutune_core::space::{Candidate, Dimension, Grid, Range, Sampler, Space};

const SEED: u32 = 42;
const CV: usize = 3;

fn data(name: &str) -> Data {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
    Data::read(file).unwrap()
}

/// Bits of the scores by candidate and fold, the winner's number and its weights.
type Digest = (Vec<u64>, usize, Vec<u32>);

fn on_the_host(found: Found) -> Digest {
    let scores = found.trials().iter().flat_map(Trial::split_test_scores);
    let weights = found.best_model().weights().iter();
    (
        scores.map(f64::to_bits).collect(),
        found.best_trial().number(),
        weights.map(|weight| weight.to_bits()).collect(),
    )
}

fn alone<I>(problem: Problem<'_>, candidates: I, layout: Layout) -> Digest
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    let mut memory = vec![0; layout.bytes() + 7]; // may begin anywhere
    let found = Search::try_new(problem, candidates, &mut memory)
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

#[test]
fn a_grid_on_iris_with_dropout_and_early_stopping() {
    const BASE: Params = Params {
        max_iter: 40,
        batch_size: BatchSize::Rows(16),
        early_stopping: true,
        dropout: [0.1; MAX_HIDDEN],
        ..Params::DEFAULT
    };
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
    let iris = data("iris");
    let (x, target) = (features(&iris), iris.target().unwrap().as_target());
    let problem = Problem {
        base: BASE,
        scoring: Scoring::NegLogLoss,
        cv: CV,
        seed: SEED,
        ..Problem::new(Dataset::try_new(&x, 4, target).unwrap())
    };
    let alone = alone(problem, grid.iter(), Layout::for_grid(&problem, &grid));
    assert_eq!(alone.0.len(), 48);
    let space: host::Space = r#"
        activation = ["relu", "logistic"]
        hidden_layer_sizes = [8, 16]
        learning_rate_init = [0.01, 0.1]
        solver = ["adam", "sgd"]
        max_iter = 40
        batch_size = 16
        early_stopping = true
        dropout = 0.1
    "#
    .parse()
    .unwrap();
    for jobs in [1, 3, 8] {
        let search = GridSearch::new(space.clone()).cv(CV).seed(SEED).jobs(jobs);
        let search = search.scaling(problem.scaling).scoring(problem.scoring);
        let host = on_the_host(search.fit(&iris).unwrap());
        assert_eq!(host, alone, "{jobs} jobs");
    }
}

#[test]
fn a_random_search_on_diabetes() {
    const BASE: Params = Params {
        max_iter: 30,
        ..Params::DEFAULT
    };
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
        list(Name::MaxIter, &[Value::Int(30)]),
        list(
            Name::Solver,
            &[
                Value::Word(Word::Solver(Solver::Adam)),
                Value::Word(Word::Solver(Solver::Sgd)),
                Value::Word(Word::Solver(Solver::Lbfgs)),
            ],
        ),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let sampler = Sampler::try_new(&spaces, 9, Xoshiro::from_seed_number(SEED), &mut []).unwrap();
    let diabetes = data("diabetes");
    let (x, target) = (features(&diabetes), diabetes.target().unwrap().as_target());
    let problem = Problem {
        base: BASE,
        scaling: Scaling::MinMax,
        cv: CV,
        seed: SEED,
        ..Problem::new(Dataset::try_new(&x, 10, target).unwrap())
    };
    let layout = Layout::for_random(&problem, &spaces, 9);
    let alone = alone(problem, sampler, layout);
    let space: host::Space = r#"
        hidden_layer_sizes = { low = 4, high = 32 }
        learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
        max_iter = 30
        solver = ["adam", "sgd", "lbfgs"]
    "#
    .parse()
    .unwrap();
    for jobs in [1, 4] {
        let search = RandomSearch::new(space.clone(), 9).cv(CV).seed(SEED).jobs(jobs);
        let search = search.scaling(problem.scaling).scoring(problem.scoring);
        let host = on_the_host(search.fit(&diabetes).unwrap());
        assert_eq!(host, alone, "{jobs} jobs");
    }
}

/// Features and values by their quartiles or their largest.
#[test]
fn grids_on_diabetes_behind_other_scalers() {
    const BASE: Params = Params {
        max_iter: 20,
        ..Params::DEFAULT
    };
    let dimensions = [
        list(Name::HiddenLayerSizes, &[Value::Int(4), Value::Int(7)]),
        list(Name::LearningRateInit, &[Value::Float(0.01), Value::Float(0.1)]),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let diabetes = data("diabetes");
    let (x, target) = (features(&diabetes), diabetes.target().unwrap().as_target());
    let space: host::Space = "hidden_layer_sizes = [4, 7]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 20"
        .parse()
        .unwrap();
    let mut seen = Vec::new();
    let given = ClipOutput::Range {
        low: 80.0,
        high: 250.0,
    };
    for (scaling, target_scaling, clip_output) in [
        (Scaling::Robust, Scaling::MaxAbs, ClipOutput::None),
        (Scaling::MaxAbs, Scaling::Robust, ClipOutput::None),
        (Scaling::MinMaxClip, Scaling::MinMax, ClipOutput::None),
        (Scaling::Standard, Scaling::Standard, ClipOutput::None),
        (Scaling::Standard, Scaling::Standard, ClipOutput::Train),
        (Scaling::Standard, Scaling::Standard, given),
    ] {
        let problem = Problem {
            base: BASE,
            scaling,
            target_scaling,
            clip_output,
            cv: CV,
            seed: SEED,
            ..Problem::new(Dataset::try_new(&x, 10, target).unwrap())
        };
        let alone = alone(problem, grid.iter(), Layout::for_grid(&problem, &grid));
        let search = GridSearch::new(space.clone()).cv(CV).seed(SEED).jobs(3);
        let search = search
            .scaling(scaling)
            .target_scaling(target_scaling)
            .clip_output(clip_output);
        assert_eq!(on_the_host(search.fit(&diabetes).unwrap()), alone, "{scaling:?}");
        assert!(!seen.contains(&alone), "{scaling:?} changes what is learnt");
        seen.push(alone);
    }
}

/// The numbers as a device would hold them in flash, row by row.
fn features(data: &Data) -> Vec<f32> {
    let columns: Vec<&Vec<f32>> = data
        .columns()
        .iter()
        .map(|column| match &column.data {
            ColumnData::Numeric(values) => values,
            ColumnData::Text(_) => panic!("{} holds text", column.name),
        })
        .collect();
    (0..data.rows())
        .flat_map(|row| columns.iter().map(move |values| values[row]))
        .collect()
}

/// Four features and a column of weights.
#[test]
fn rows_and_classes_that_count_more_than_others() {
    let dimensions = [
        list(
            Name::ClassWeight,
            &[
                Value::Word(Word::ClassWeight(ClassWeight::None)),
                Value::Word(Word::ClassWeight(ClassWeight::Balanced)),
            ],
        ),
        list(
            Name::Solver,
            &[
                Value::Word(Word::Solver(Solver::Adam)),
                Value::Word(Word::Solver(Solver::Lbfgs)),
            ],
        ),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    // the classes are not alike
    let iris = data("iris");
    let kept: Vec<usize> = (0..150).filter(|row| row % 3 == 0 || row / 50 > 0).collect();
    let all = features(&iris);
    let x: Vec<f32> = kept
        .iter()
        .flat_map(|&row| all[4 * row..4 * row + 4].to_vec())
        .collect();
    let labels: Vec<u16> = kept.iter().map(|row| (row / 50) as u16).collect();
    let counts: Vec<f32> = kept.iter().map(|row| (row % 5) as f32 / 2.0).collect();
    let target = Target::Classes {
        labels: &labels,
        classes: 3,
    };
    let problem = Problem {
        base: Params {
            max_iter: 20,
            ..Params::DEFAULT
        },
        cv: CV,
        seed: SEED,
        ..Problem::new(
            Dataset::try_new(&x, 4, target)
                .unwrap()
                .with_weights(&counts)
                .unwrap(),
        )
    };
    let alone = alone(problem, grid.iter(), Layout::for_grid(&problem, &grid));
    let rows = x.chunks(4).zip(&counts);
    let with_weights: Vec<f32> = rows.flat_map(|(row, &count)| [row, &[count]].concat()).collect();
    let names: Vec<&str> = labels
        .iter()
        .map(|&label| ["a", "b", "c"][usize::from(label)])
        .collect();
    let options = host::ReadOptions::new().weights("4");
    let weighed = options.from_rows(&with_weights, 5, &names).unwrap();
    assert_eq!(weighed.features(), 4);
    let space = "class_weight = ['none', 'balanced']\nsolver = ['adam', 'lbfgs']\nmax_iter = 20";
    let space: host::Space = space.parse().unwrap();
    let search = GridSearch::new(space).cv(CV).seed(SEED).scaling(problem.scaling);
    assert_eq!(on_the_host(search.fit(&weighed).unwrap()), alone);
}

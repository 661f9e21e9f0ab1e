extern crate std;

use std::vec;
use std::vec::Vec;

use super::*;
use crate::data::Target;
use crate::network::Network;
use crate::params::{Activation, BatchSize, Hidden, MAX_HIDDEN, Name, Solver, Value, Word};
use crate::random::Random;
use crate::search::memory::Arena;
use crate::shape::Shape;
use crate::space::{Dimension, Grid, Range, Sampler, Space};
use crate::train::Stop;

const ROWS: usize = 40;

/// Three classes that two of three features tell apart, on scales of their own.
fn rows() -> (Vec<f32>, Vec<u16>) {
    let mut random = Xoshiro::from_seed_number(9);
    let labels: Vec<u16> = (0..ROWS).map(|row| (row % 3) as u16).collect();
    let x = labels.iter().flat_map(|&label| {
        let noise = [0; 3].map(|_| random.uniform(-0.8, 0.8) as f32);
        let centre = f32::from(label);
        [
            1000.0 * (centre + noise[0]),
            noise[1],
            5.0 - 0.01 * (centre * centre + noise[2]),
        ]
    });
    (x.collect(), labels)
}

const SPACE: [Dimension<'static>; 3] = [
    Dimension {
        name: Name::HiddenLayerSizes,
        range: Range::List(&[Value::Int(4), Value::Layers(Hidden::new(&[6, 3])), Value::Int(9)]),
    },
    Dimension {
        name: Name::LearningRateInit,
        range: Range::List(&[Value::Float(0.01), Value::Float(0.1)]),
    },
    Dimension {
        name: Name::Solver,
        range: Range::List(&[
            Value::Word(Word::Solver(Solver::Adam)),
            Value::Word(Word::Solver(Solver::Sgd)),
        ]),
    },
];

fn problem<'a>(x: &'a [f32], labels: &'a [u16]) -> Problem<'a> {
    Problem {
        data: Dataset::try_new(x, 3, Target::Classes { labels, classes: 3 }).unwrap(),
        base: Params {
            max_iter: 30,
            batch_size: BatchSize::Rows(8),
            ..Params::DEFAULT
        },
        scaling: Scaling::Standard,
        scoring: Scoring::Accuracy,
        cv: 3,
        seed: 5,
    }
}

/// Memory of that size, whatever it held.
struct Block(Vec<f32>, Vec<u32>, Vec<f64>, Vec<u8>);

impl Block {
    fn new(sizes: Sizes) -> Self {
        Self(
            vec![f32::NAN; sizes.floats],
            vec![u32::MAX; sizes.indices],
            vec![f64::NAN; sizes.scores],
            vec![u8::MAX; sizes.folds],
        )
    }

    fn memory(&mut self) -> Memory<'_> {
        Memory {
            floats: &mut self.0,
            indices: &mut self.1,
            scores: &mut self.2,
            folds: &mut self.3,
        }
    }
}

/// The bits of everything that a search comes to.
fn digest<I>(problem: Problem<'_>, candidates: I, sizes: Sizes) -> (usize, Vec<u64>, Vec<u32>)
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    let mut block = Block::new(sizes);
    let found = Search::try_new(problem, candidates, block.memory())
        .unwrap()
        .finish()
        .unwrap();
    let scores = (0..found.scoreboard.trials()).flat_map(|trial| found.scoreboard.scores(trial));
    let scores = scores.map(|score| score.to_bits()).collect();
    let mut answers = vec![0.0; 3 * ROWS];
    let mut scratch = vec![0.0; Model::scratch(found.model.network().shape())];
    for (row, answer) in answers.chunks_mut(3).enumerate() {
        let raw = problem.data.row(row);
        found.model.predict(raw, &mut scratch, answer).unwrap();
    }
    let answers = answers.iter().map(|answer| answer.to_bits()).collect();
    (found.best, scores, answers)
}

/// The same search by hand: scaled copies of each fold's rows, and nothing shared.
#[test]
fn the_search_is_the_one_that_copies_and_scales_every_fold() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let (best, scores, answers) = digest(problem, grid.iter(), sizes(&problem, grid.iter()));
    assert!(answers.iter().any(|&bits| bits != answers[0]));

    let mut fold_of = vec![0; ROWS];
    folds::assign_folds(&problem.data.target(), 3, &mut fold_of, &mut [0; 12]).unwrap();
    let (mut by_hand, mut means) = (Vec::new(), Vec::new());
    for candidate in grid.iter() {
        let params = candidate.params(&problem.base).unwrap();
        let start = by_hand.len();
        for fold in 0..3 {
            let (train, test): (Vec<u32>, Vec<u32>) = (
                folds::train_rows(&fold_of, fold).collect(),
                folds::test_rows(&fold_of, fold).collect(),
            );
            let (mut offset, mut scale) = ([0.0; 3], [0.0; 3]);
            Scaling::Standard
                .fit(&problem.data, train.iter().copied(), &mut offset, &mut scale)
                .unwrap();
            let scaler = Scaler::try_new(&offset, &scale).unwrap();
            let copy = |rows: &[u32]| {
                let mut x = vec![0.0; rows.len() * 3];
                for (out, &row) in x.chunks_mut(3).zip(rows) {
                    scaler.apply(problem.data.row(row as usize), out).unwrap();
                }
                let labels: Vec<u16> = rows.iter().map(|&row| labels[row as usize]).collect();
                (x, labels)
            };
            let ((train_x, train_y), (test_x, test_y)) = (copy(&train), copy(&test));
            let classes = |labels| Target::Classes { labels, classes: 3 };
            let data = Dataset::try_new(&train_x, 3, classes(&train_y)).unwrap();
            let plan = Plan::try_new(&data, train.len(), &params).unwrap();
            let mut weights = vec![0.0; plan.shape().parameters()];
            let rows: Vec<u32> = (0..train.len() as u32).collect();
            train::fit(
                &plan,
                &data,
                &rows,
                train::FitMemory {
                    weights: &mut weights,
                    floats: &mut vec![0.0; plan.floats(8)],
                    indices: &mut vec![0; plan.indices()],
                },
                &mut Xoshiro::from_seed_number(5),
                |_| {},
            )
            .unwrap();
            let network =
                Network::try_new(*plan.shape(), params.activation, plan.output(), &weights).unwrap();
            let mut out = vec![0.0; 3 * test.len()];
            let mut scratch = vec![0.0; Network::scratch(plan.shape(), test.len())];
            network.predict(&test_x, &mut scratch, &mut out).unwrap();
            let score =
                crate::score::score(Scoring::Accuracy, &classes(&test_y), &out, &mut [0; ROWS]).unwrap();
            by_hand.push(score.to_bits());
        }
        let of_folds: Vec<f64> = by_hand[start..]
            .iter()
            .map(|&bits| f64::from_bits(bits))
            .collect();
        means.push(crate::search::rank::mean_and_std(&of_folds).0);
    }
    assert_eq!(scores, by_hand);
    assert_eq!(Some(best), crate::search::rank::best(&means));
    assert!(
        means.iter().any(|&mean| mean != means[0]),
        "nothing to choose: {means:?}"
    );
}

#[test]
fn more_memory_changes_no_bit() {
    let (x, labels) = rows();
    let mut problem = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    for (early_stopping, rate) in [(false, 0.0), (true, 0.2)] {
        problem.base.early_stopping = early_stopping;
        problem.base.dropout = [rate; MAX_HIDDEN];
        let exact = sizes(&problem, grid.iter());
        let wide = Sizes {
            floats: exact.floats + 500,
            indices: exact.indices + 9,
            scores: exact.scores + 1,
            folds: exact.folds + 3,
        };
        assert_eq!(
            digest(problem, grid.iter(), exact),
            digest(problem, grid.iter(), wide)
        );
    }
}

#[test]
fn a_sampler_is_searched_as_well() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let spaces = [Space::try_new(&[
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
    ])
    .unwrap()];
    let sampler = Sampler::try_new(&spaces, 6, Xoshiro::from_seed_number(5), &mut []).unwrap();
    assert_eq!(sampler.len(), 6);
    let mut block = Block::new(sizes(&problem, sampler.clone()));
    let found = Search::try_new(problem, sampler.clone(), block.memory())
        .unwrap()
        .finish()
        .unwrap();
    let chosen = sampler.clone().nth(found.best).unwrap();
    assert_eq!(found.params, chosen.params(&problem.base).unwrap());
    assert_eq!(found.scoreboard.trials(), 6);
}

#[test]
fn sizes_known_beforehand_suffice() {
    let (x, labels) = rows();
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    for (solver, early_stopping, rate) in [(Solver::Adam, false, 0.0), (Solver::Adam, true, 0.5)] {
        let mut problem = problem(&x, &labels);
        problem.base.solver = solver;
        problem.base.early_stopping = early_stopping;
        problem.base.dropout = [rate; MAX_HIDDEN];
        let of = |hidden: &[u16]| {
            let shape = Shape::of(3, &Hidden::new(hidden), 3).unwrap();
            Sizes::new(ROWS, 3, &shape, &problem.base, 12, 3)
        };
        assert_eq!(
            sizes(&problem, grid.iter()),
            of(&[4]).max(of(&[6, 3])).max(of(&[9]))
        );
    }
    // values, and test rows that take more than a fit
    let (x, labels) = (x.repeat(3), labels.repeat(3));
    let data = Dataset::try_new(
        &x,
        3,
        Target::Values {
            values: &x,
            outputs: 3,
        },
    )
    .unwrap();
    let problem = Problem {
        data,
        scoring: Scoring::R2,
        cv: 2,
        ..problem(&x, &labels)
    };
    let spaces = [Space::try_new(&SPACE[..0]).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let problem = Problem {
        base: Params {
            hidden_layer_sizes: Hidden::new(&[1]),
            solver: Solver::Sgd,
            learning_rate_init: 1e-9, // the values are not scaled
            ..problem.base
        },
        ..problem
    };
    let expected = Sizes::new(3 * ROWS, 0, &Shape::new(&[3, 1, 3]), &problem.base, 1, 2);
    assert_eq!(sizes(&problem, grid.iter()), expected);
    assert!(expected.floats > 6 + 10 + train::Layout::new(&Shape::new(&[3, 1, 3]), &problem.base).floats(1));
    let (_, scores, _) = digest(problem, grid.iter(), expected);
    assert!(scores.iter().all(|&bits| f64::from_bits(bits).is_finite()));
}

#[test]
fn memory_that_is_too_small_is_told_before_anything_is_trained() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let exact = sizes(&problem, grid.iter());
    let short = |f, i, s, r| Sizes {
        floats: exact.floats - f,
        indices: exact.indices - i,
        scores: exact.scores - s,
        folds: exact.folds - r,
    };
    for (sizes, needed) in [
        (short(1, 0, 0, 0), exact.floats),
        (short(0, 1, 0, 0), exact.indices),
        (short(0, 0, 1, 0), exact.scores),
        (short(0, 0, 0, 1), exact.folds),
    ] {
        let mut block = Block::new(sizes);
        let error = Search::try_new(problem, grid.iter(), block.memory()).err();
        assert_eq!(
            error,
            Some(Error::TooSmall {
                needed,
                got: needed - 1
            })
        );
    }
}

#[test]
fn a_fit_that_fails_scores_nan_and_when_all_do_there_is_no_winner() {
    let (x, labels) = rows();
    let mut problem = problem(&x, &labels);
    problem.scaling = Scaling::None;
    problem.base.activation = Activation::Identity;
    problem.base.batch_size = BatchSize::Auto;
    let rates = |values| {
        [
            Dimension {
                name: Name::LearningRateInit,
                range: Range::List(values),
            },
            Dimension {
                name: Name::Solver,
                range: Range::List(&[Value::Word(Word::Solver(Solver::Sgd))]),
            },
        ]
    };
    // the second overflows on features of thousands
    let both = rates(&[Value::Float(1e-12), Value::Float(1e9)]);
    let spaces = [Space::try_new(&both).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::new(sizes(&problem, grid.iter()));
    let mut search = Search::try_new(problem, grid.iter(), block.memory()).unwrap();
    let mut failed = Vec::new();
    while let Some((task, outcome)) = search.step() {
        assert_eq!(outcome.score.is_nan(), outcome.end == Ok(Stop::NotFinite));
        failed.extend(outcome.score.is_nan().then_some(task.trial));
    }
    assert_eq!(failed, [1, 1, 1]);
    assert_eq!(search.finish().unwrap().best, 0);

    let bad = rates(&[Value::Float(1e9)]);
    let spaces = [Space::try_new(&bad).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::new(sizes(&problem, grid.iter()));
    let search = Search::try_new(problem, grid.iter(), block.memory()).unwrap();
    assert_eq!(search.finish().err(), Some(Error::NoCandidate));
}

#[test]
fn what_cannot_be_searched_is_a_typed_error() {
    let (x, labels) = rows();
    let good = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let error = |problem: Problem<'_>| {
        let mut block = Block::new(Sizes {
            floats: 1000,
            indices: 1000,
            scores: 12 * 42,
            folds: 1000,
        });
        Search::try_new(problem, grid.iter(), block.memory()).err()
    };
    assert_eq!(error(good), None);
    assert_eq!(error(Problem { cv: 0, ..good }), Some(Error::Parameter("cv")));
    assert_eq!(error(Problem { cv: 1, ..good }), Some(Error::Parameter("cv")));
    assert_eq!(
        error(Problem { cv: 41, ..good }),
        Some(Error::TooFewRows {
            needed: 41,
            got: ROWS
        })
    );
    assert_eq!(
        error(Problem { cv: 15, ..good }),
        Some(Error::ClassTooSmall { class: 1 })
    );
    let scoring = Scoring::R2;
    assert_eq!(error(Problem { scoring, ..good }), Some(Error::Undefined));
    let base = Params {
        max_iter: 0,
        ..good.base
    };
    assert_eq!(
        error(Problem { base, ..good }),
        Some(Error::Parameter("max_iter"))
    );
    // finite, but not when a fold's scaler has stretched it
    let mut wild = x.clone();
    wild[0] = f32::MAX;
    wild[1] = -3.0e38;
    for row in 1..ROWS {
        wild[3 * row] = 0.0;
        wild[3 * row + 1] = 3.0e38;
    }
    let target = good.data.target();
    let data = Dataset::try_new(&wild, 3, target).unwrap();
    let wild = error(Problem {
        data,
        scaling: Scaling::MinMax,
        ..good
    });
    assert!(matches!(wild, Some(Error::NotFinite { .. })), "{wild:?}");
}

#[test]
fn an_arena_holds_what_its_sizes_say() {
    const SIZES: Sizes = Sizes::new(ROWS, 3, &Shape::new(&[3, 9, 3]), &Params::DEFAULT, 12, 3);
    let mut arena =
        Arena::<{ SIZES.floats }, { SIZES.indices }, { SIZES.scores }, { SIZES.folds }>::default();
    let memory = arena.memory();
    let lengths = (
        memory.floats.len(),
        memory.indices.len(),
        memory.scores.len(),
        memory.folds.len(),
    );
    assert_eq!(lengths, (SIZES.floats, SIZES.indices, SIZES.scores, SIZES.folds));
    assert!(core::mem::size_of_val(&arena) - SIZES.bytes() < 8);
}

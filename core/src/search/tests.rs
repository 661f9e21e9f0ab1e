extern crate std;

mod lbfgs;
mod weights;

use std::vec;
use std::vec::Vec;

use super::*;
use crate::data::Target;
use crate::network::Network;
use crate::params::{Activation, BatchSize, Hidden, MAX_HIDDEN, Name, Solver, Value, Word};
use crate::random::Random;
use crate::shape::Shape;
use crate::space::{Dimension, Grid, Range, Sampler, Space};
use crate::train::{FitLayout, StopReason};

const ROWS: usize = 40;

/// Three classes that two of three features separate, on scales of their own.
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
        target_scaling: Scaling::Standard,
        scoring: Scoring::Accuracy,
        positive: 1,
        cv: 3,
        seed: 5,
        ..Problem::new(Dataset::try_new(x, 3, Target::Classes { labels, classes: 3 }).unwrap())
    }
}

/// Bytes from an address that suits an f64, whatever they held.
struct Block(Vec<u64>);

impl Block {
    fn new(bytes: usize) -> Self {
        Self(vec![u64::MAX; bytes.div_ceil(8)])
    }

    fn of(layout: Layout) -> Self {
        Self::new(layout.bytes())
    }

    fn memory(&mut self) -> &mut [u8] {
        crate::kernels::bytes_of(&mut self.0)
    }
}

fn layout<I: ExactSizeIterator<Item = Candidate>>(problem: &Problem<'_>, candidates: I) -> Layout {
    Layout::for_candidates(problem, candidates).unwrap()
}

/// The bits of everything that a search comes to.
fn digest<I>(problem: Problem<'_>, candidates: I, bytes: usize) -> (usize, Vec<u64>, Vec<u32>)
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    let mut block = Block::new(bytes);
    let found = Search::try_new(problem, candidates, block.memory())
        .unwrap()
        .finish()
        .unwrap();
    let scores = (0..found.scoreboard.trials()).flat_map(|trial| found.scoreboard.scores(trial));
    let scores = scores.map(|score| score.to_bits()).collect();
    let mut answers = vec![0.0; 3 * ROWS];
    let mut scratch = vec![0.0; Model::scratch(found.model.network().shape())];
    for (row, answer) in answers.chunks_mut(3).enumerate() {
        let raw = problem.data.row(row).unwrap();
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
    let (best, scores, answers) = digest(problem, grid.iter(), layout(&problem, grid.iter()).bytes());
    assert!(answers.iter().any(|&bits| bits != answers[0]));

    let mut fold_of = vec![0u8; ROWS];
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
                    let raw = problem.data.row(row as usize).unwrap();
                    scaler.apply(raw, out).unwrap();
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
        let exact = layout(&problem, grid.iter()).bytes();
        for more in [1, 9, 2_000, 20_000] {
            assert_eq!(
                digest(problem, grid.iter(), exact),
                digest(problem, grid.iter(), exact + more)
            );
        }
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
    let mut block = Block::of(layout(&problem, sampler.clone()));
    let found = Search::try_new(problem, sampler.clone(), block.memory())
        .unwrap()
        .finish()
        .unwrap();
    let chosen = sampler.clone().nth(found.best).unwrap();
    assert_eq!(found.params, chosen.params(&problem.base).unwrap());
    assert_eq!(found.scoreboard.trials(), 6);
}

#[test]
fn a_layout_known_beforehand_is_the_one_that_is_needed() {
    let (x, labels) = rows();
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    for (early_stopping, rate) in [(false, 0.0), (true, 0.5)] {
        let mut problem = problem(&x, &labels);
        problem.base.early_stopping = early_stopping;
        problem.base.dropout = [rate; MAX_HIDDEN];
        // the space chooses the solver
        for solver in Solver::ALL {
            problem.base.solver = solver;
            let known = Layout::for_grid(&problem, &grid);
            assert_eq!(layout(&problem, grid.iter()), known);
        }
    }
}

/// Every kind of dimension that decides how much memory a fit takes.
#[test]
fn a_layout_known_beforehand_suffices_for_each_candidate() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let rate = Range::FloatRange {
        low: 0.0,
        high: 0.5,
        log: false,
    };
    let width = Range::IntRange {
        low: 1,
        high: 12,
        log: false,
    };
    let booleans = [Value::Bool(false), Value::Bool(true)];
    // lbfgs is not fitted with dropout, and has a test of its own
    let solvers = [Solver::Sgd, Solver::Adam].map(|solver| Value::Word(Word::Solver(solver)));
    let dropout = Dimension {
        name: Name::Dropout,
        range: rate,
    };
    let hidden = Dimension {
        name: Name::HiddenLayerSizes,
        range: width,
    };
    let all = [
        dropout,
        Dimension::list(Name::EarlyStopping, &booleans),
        hidden,
        Dimension::list(Name::Solver, &solvers),
    ];
    for space in [&all[..], &all[1..], &all[2..], &all[3..], &all[1..2], &all[..0]] {
        let spaces = [Space::try_new(space).unwrap()];
        let known = Layout::for_random(&problem, &spaces, 100);
        let mut scratch = vec![0; 100];
        let sampler = Sampler::try_new(&spaces, 100, Xoshiro::from_seed_number(2), &mut scratch).unwrap();
        let mut exact = layout(&problem, sampler);
        assert!(exact.floats <= known.floats && exact.indices <= known.indices);
        // a hundred draws meet the widest network with what takes the most, or nearly so
        assert!(10 * exact.bytes() > 9 * known.bytes() - 10 * 8 * (known.scores - exact.scores));
        exact.scores = known.scores;
        assert_eq!(exact.max(known), known);
    }
}

/// Values, and answers for the test rows that take more than a fit.
#[test]
fn a_layout_holds_the_answers_of_a_fold() {
    let (x, labels) = rows();
    let (x, labels) = (x.repeat(3), labels.repeat(3));
    let target = Target::Values {
        values: &x,
        outputs: 3,
    };
    let problem = problem(&x, &labels);
    let problem = Problem {
        data: Dataset::try_new(&x, 3, target).unwrap(),
        target_scaling: Scaling::None,
        scoring: Scoring::R2,
        positive: 1,
        cv: 2,
        base: Params {
            hidden_layer_sizes: Hidden::new(&[1]),
            solver: Solver::Sgd,
            learning_rate_init: 1e-9, // the values are not scaled
            ..problem.base
        },
        ..problem
    };
    let spaces = [Space::try_new(&[]).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let known = Layout::for_grid(&problem, &grid);
    assert_eq!(layout(&problem, grid.iter()), known);
    assert!(known.floats > 6 + 10 + FitLayout::new(&Shape::new(&[3, 1, 3]), &problem.base).floats(1));
    let (_, scores, _) = digest(problem, grid.iter(), known.bytes());
    assert!(scores.iter().all(|&bits| f64::from_bits(bits).is_finite()));
}

#[test]
fn memory_that_is_too_small_is_an_error_before_anything_is_trained() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let needed = layout(&problem, grid.iter()).bytes();
    let mut block = Block::new(needed + 8);
    for start in 0..8usize {
        // up to the next address that is a multiple of eight nothing can be used
        let skipped = start.next_multiple_of(8);
        let mut error = |end| {
            let memory = &mut block.memory()[start..end];
            Search::try_new(problem, grid.iter(), memory).err()
        };
        assert_eq!(error(skipped + needed), None);
        let got = needed - 1;
        assert_eq!(error(skipped + got), Some(Error::TooSmall { needed, got }));
    }
    let none = Search::try_new(problem, grid.iter(), &mut []).err();
    assert_eq!(none, Some(Error::TooSmall { needed, got: 0 }));
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
    let mut block = Block::of(layout(&problem, grid.iter()));
    let mut search = Search::try_new(problem, grid.iter(), block.memory()).unwrap();
    let mut failed = Vec::new();
    while let Some((task, outcome)) = search.step() {
        assert_eq!(outcome.score.is_nan(), outcome.end == Ok(StopReason::NotFinite));
        failed.extend(outcome.score.is_nan().then_some(task.trial));
    }
    assert_eq!(failed, [1, 1, 1]);
    assert_eq!(search.finish().unwrap().best, 0);

    let bad = rates(&[Value::Float(1e9)]);
    let spaces = [Space::try_new(&bad).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::of(layout(&problem, grid.iter()));
    let search = Search::try_new(problem, grid.iter(), block.memory()).unwrap();
    // the first is taken, and its fit to all rows fails too
    assert!(matches!(search.finish(), Err(Error::NotFinite { .. })));
}

#[test]
fn what_cannot_be_searched_is_a_typed_error() {
    let (x, labels) = rows();
    let good = problem(&x, &labels);
    let spaces = [Space::try_new(&SPACE).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let error = |problem: Problem<'_>| {
        let mut block = Block::new(20_000);
        Search::try_new(problem, grid.iter(), block.memory()).err()
    };
    assert_eq!(error(good), None);
    assert_eq!(error(Problem { cv: 0, ..good }), Some(Error::Parameter("cv")));
    assert_eq!(error(Problem { cv: 1, ..good }), Some(Error::Parameter("cv")));
    let many = Problem {
        cv: usize::MAX,
        ..good
    };
    assert_eq!(error(many), Some(Error::Parameter("cv")));
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

/// The views lie side by side and hold what the layout says, the numbers that are left over being
/// f32.
#[test]
fn an_arena_is_carved_as_its_layout_says() {
    const LAYOUT: Layout = Layout {
        scores: 3,
        floats: 5,
        indices: 7,
        order: 2,
        folds: 11,
    };
    assert_eq!(LAYOUT.bytes(), 3 * 8 + 5 * 4 + 7 * 4 + 2 * 4 + 11);
    let mut arena = Arena::<{ LAYOUT.bytes() }>::default();
    assert!(size_of_val(&arena) - LAYOUT.bytes() < 8);
    let lengths = |bytes: &mut [u8]| {
        let views = LAYOUT.carve(bytes).unwrap();
        views.scores.fill(f64::NAN);
        views.floats.fill(1.5);
        views.indices.fill(u32::MAX);
        views.order.fill(7);
        views.folds.fill(2);
        assert!(views.scores.iter().all(|score| score.is_nan()));
        assert!(views.floats.iter().all(|&float| float == 1.5));
        assert!(views.indices.iter().all(|&index| index == u32::MAX));
        assert!(views.order.iter().all(|&number| number == 7));
        let words = (views.floats.len(), views.indices.len(), views.order.len());
        (words, views.folds.len())
    };
    assert_eq!(lengths(&mut arena), ((5, 7, 2), 11));
    let mut larger = Arena::<{ LAYOUT.bytes() + 13 }>::new();
    assert_eq!(lengths(&mut larger), ((8, 7, 2), 11));
}

//! Whole searches that race or halve, against the table of all fits.

extern crate std;

use std::vec;
use std::vec::Vec;

use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::params::{BatchSize, Name, Params, Value};
use crate::random::{Random, Seeded, Xoshiro};
use crate::search::{Halving, Layout, MinResources, Problem, Race, Search};
use crate::space::{Dimension, Grid, Range, Sampler, Space};

const ROWS: usize = 60;

/// Two classes that overlap.
fn rows() -> (Vec<f32>, Vec<u16>) {
    let mut random = Xoshiro::from_seed_number(4);
    let labels: Vec<u16> = (0..ROWS).map(|row| (row % 2) as u16).collect();
    let x = labels.iter().flat_map(|&label| {
        let noise = [0; 2].map(|_| random.uniform(-1.0, 1.0) as f32);
        [f32::from(label) + noise[0], f32::from(label) * noise[1]]
    });
    (x.collect(), labels)
}

fn problem<'a>(x: &'a [f32], labels: &'a [u16]) -> Problem<'a> {
    let data = Dataset::try_new(x, 2, Target::Classes { labels, classes: 2 }).unwrap();
    Problem {
        base: Params {
            max_iter: 20,
            batch_size: BatchSize::Rows(8),
            ..Params::DEFAULT
        },
        seed: 3,
        ..Problem::new(data)
    }
}

const SPACE: Space<'static> = Space::new(&[
    Dimension {
        name: Name::HiddenLayerSizes,
        range: Range::IntRange {
            low: 1,
            high: 9,
            log: false,
        },
    },
    Dimension {
        name: Name::LearningRateInit,
        range: Range::FloatRange {
            low: 1e-4,
            high: 0.3,
            log: true,
        },
    },
]);

/// What a search comes to.
#[derive(Debug, PartialEq)]
struct Table {
    /// Trial, fold, and bits of the score, as they came.
    fits: Vec<(usize, usize, u64)>,
    /// The candidate of each trial that was fitted.
    candidates: Vec<usize>,
    dropped: Vec<Option<usize>>,
    best: usize,
    params: Params,
    weights: Vec<u32>,
}

/// In exactly the memory that the layout asks for, wherever it begins, and a little more.
fn searched(problem: &Problem<'_>, trials: u32, more: usize) -> Table {
    let spaces = [SPACE];
    let random = Xoshiro::from_seed_number(7);
    let sampler = Sampler::try_new(&spaces, trials, random, &mut []).unwrap();
    let layout = Layout::for_random(problem, &spaces, trials as usize);
    let mut memory = vec![255; layout.bytes() + 7 + more];
    let mut search = Search::try_new(*problem, sampler, &mut memory).unwrap();
    let (mut fits, mut candidates) = (Vec::new(), Vec::new());
    while let Some((task, outcome)) = search.step() {
        fits.push((task.trial, task.fold, outcome.score.to_bits()));
        candidates.resize(candidates.len().max(task.trial + 1), usize::MAX);
        candidates[task.trial] = search.candidate(task.trial);
    }
    assert!(search.scoreboard().is_done());
    let found = search.finish().unwrap();
    let board = &found.scoreboard;
    Table {
        fits,
        candidates,
        dropped: (0..board.trials())
            .map(|trial| board.dropped_after(trial))
            .collect(),
        best: found.best,
        params: found.params,
        weights: found
            .model
            .network()
            .weights()
            .iter()
            .map(|weight| weight.to_bits())
            .collect(),
    }
}

#[test]
fn a_race_has_scores_of_the_whole_table_and_its_winner() {
    let (x, labels) = rows();
    let whole = problem(&x, &labels);
    let all = searched(&whole, 20, 0);
    assert_eq!((all.fits.len(), &all.dropped), (100, &vec![None; 20]));
    for race in [Race::Exact, Race::Halving] {
        let raced = Problem { race, ..whole };
        let found = searched(&raced, 20, 0);
        assert!(found.fits.len() < 85, "{race:?} takes {}", found.fits.len());
        assert!(found.fits.iter().all(|fit| all.fits.contains(fit)));
        for (trial, dropped) in found.dropped.iter().enumerate() {
            let fits = found.fits.iter().filter(|fit| fit.0 == trial).count();
            assert_eq!(fits, dropped.unwrap_or(5));
        }
        if race == Race::Exact {
            assert_eq!((found.best, &found.weights), (all.best, &all.weights));
        }
        assert_eq!(found, searched(&raced, 20, 5_000), "more memory");
    }
}

#[test]
fn each_iteration_fits_the_best_of_the_one_before_anew_with_more_epochs() {
    let (x, labels) = rows();
    let whole = problem(&x, &labels);
    let halving = Halving {
        min_resources: MinResources::Of(2),
        ..Halving::DEFAULT
    };
    let halved = Problem {
        halving: Some(halving),
        ..whole
    };
    let found = searched(&halved, 10, 0);
    // 10, 4 and 2 candidates on 2, 6 and 18 epochs
    let iterations = [(10, 2), (4, 6), (2, 18)];
    assert_eq!((found.fits.len(), found.candidates.len()), (16 * 5, 16));
    let (mut begin, mut expected) = (0, (0..10).collect::<Vec<usize>>());
    for (count, max_iter) in iterations {
        let of = &found.candidates[begin..begin + count];
        assert_eq!(of, &expected[expected.len() - count..]);
        let base = Params {
            max_iter,
            ..whole.base
        };
        let alone = searched(&Problem { base, ..whole }, 10, 0);
        let mut means = Vec::new();
        for (trial, &candidate) in (begin..).zip(of) {
            let scores = |table: &Table, trial: usize| -> Vec<u64> {
                let fits = table.fits.iter().filter(|fit| fit.0 == trial);
                fits.map(|fit| fit.2).collect()
            };
            let bits = scores(&found, trial);
            assert_eq!(bits, scores(&alone, candidate), "trial {trial}");
            let numbers: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
            means.push((crate::search::rank::mean_and_std(&numbers).0, candidate));
        }
        // of equals the first wins, and the later go on
        let top = means.iter().map(|of| of.0).fold(f64::MIN, f64::max);
        let winner = means.iter().position(|of| of.0 == top).unwrap();
        if max_iter == 18 {
            assert_eq!(found.best, begin + winner);
            assert_eq!(found.params.max_iter, 18);
        }
        means.sort_by(|a, b| a.0.total_cmp(&b.0));
        expected = means.into_iter().map(|of| of.1).collect();
        begin += count;
    }
    assert_eq!(found, searched(&halved, 10, 5_000), "more memory");
}

/// The last candidate of an iteration may be the first of the next: it gets that one's epochs.
#[test]
fn one_candidate_is_fitted_in_every_iteration() {
    let (x, labels) = rows();
    let halving = Halving {
        factor: 2.0,
        min_resources: MinResources::Smallest,
        max_resources: Some(2),
        aggressive_elimination: true,
    };
    let halved = Problem {
        halving: Some(halving),
        ..problem(&x, &labels)
    };
    for candidates in [1, 2, 3, 5] {
        let found = searched(&halved, candidates, 0);
        assert_eq!(found.params.max_iter, 2);
        let base = Params {
            max_iter: 2,
            ..halved.base
        };
        let alone = Problem {
            base,
            halving: None,
            ..halved
        };
        let alone = searched(&alone, candidates, 0);
        let (trial, candidate) = (found.best, found.candidates[found.best]);
        let scores = |table: &Table, trial| -> Vec<u64> {
            let fits = table.fits.iter().filter(|fit| fit.0 == trial);
            fits.map(|fit| fit.2).collect()
        };
        assert_eq!(scores(&found, trial), scores(&alone, candidate));
    }
}

#[test]
fn what_can_neither_race_nor_be_halved_is_a_typed_error() {
    let (x, labels) = rows();
    let good = Problem {
        halving: Some(Halving::DEFAULT),
        ..problem(&x, &labels)
    };
    let epochs = [Dimension::list(Name::MaxIter, &[Value::Int(5), Value::Int(6)])];
    let rates = [Dimension::list(Name::LearningRateInit, &[Value::Float(0.1)])];
    let error = |problem: Problem<'_>, space: &[Dimension<'_>]| {
        let spaces = [Space::try_new(space).unwrap()];
        let grid = Grid::try_new(&spaces).unwrap();
        Search::try_new(problem, grid.iter(), &mut vec![0; 20_000]).err()
    };
    assert_eq!(error(good, &rates), None);
    assert_eq!(error(good, &epochs), Some(Error::Parameter("max_iter")));
    for race in [Race::Exact, Race::Halving] {
        assert_eq!(
            error(Problem { race, ..good }, &rates),
            Some(Error::Parameter("race"))
        );
        let halving = None;
        assert_eq!(
            error(
                Problem {
                    race,
                    halving,
                    ..good
                },
                &epochs
            ),
            None
        );
    }
    let halving = |halving| Problem {
        halving: Some(halving),
        ..good
    };
    let factor = Halving {
        factor: 1.5,
        ..Halving::DEFAULT
    };
    assert_eq!(error(halving(factor), &rates), Some(Error::Parameter("factor")));
    let min_resources = MinResources::Of(21);
    let least = Halving {
        min_resources,
        ..Halving::DEFAULT
    };
    assert_eq!(
        error(halving(least), &rates),
        Some(Error::Parameter("min_resources"))
    );
}

/// In one byte less than a race or a halving search takes it does not begin.
#[test]
fn the_layout_of_a_race_is_exact() {
    let (x, labels) = rows();
    let (plain, spaces) = (problem(&x, &labels), [SPACE]);
    let halving = Some(Halving::DEFAULT);
    let cases = [
        (Race::None, None, 0),
        (Race::Exact, None, 0),
        (Race::Halving, None, 4 * 15),
        // 30, 10 and 4 trials of 5 scores, a mean and a number
        (Race::None, halving, 14 * 6 * 8 + 44 * 4),
    ];
    let bytes = |problem: &Problem<'_>| Layout::for_random(problem, &spaces, 30).bytes();
    for (race, halving, more) in cases {
        let problem = Problem {
            race,
            halving,
            ..plain
        };
        assert_eq!(bytes(&problem), bytes(&plain) + more, "{race:?}, {halving:?}");
        let sampler = Sampler::try_new(&spaces, 30, Xoshiro::from_seed_number(1), &mut []).unwrap();
        let exact = Layout::for_candidates(&problem, sampler.clone()).unwrap().bytes();
        let mut memory = vec![0_u64; exact.div_ceil(8)];
        let memory = &mut crate::kernels::bytes_of(&mut memory)[..exact];
        assert!(Search::try_new(problem, sampler.clone(), memory).is_ok());
        let short = Search::try_new(problem, sampler, &mut memory[..exact - 1]).err();
        let (needed, got) = (exact, exact - 1);
        assert_eq!(short, Some(Error::TooSmall { needed, got }));
    }
}

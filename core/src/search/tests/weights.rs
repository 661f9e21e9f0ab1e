//! Searches of rows and classes that count more than others, and of the Poisson deviance.

use super::*;
use crate::params::{ClassWeight, Loss};

const BALANCED: Value = Value::Word(Word::ClassWeight(ClassWeight::Balanced));
const EVEN: Value = Value::Word(Word::ClassWeight(ClassWeight::None));

/// A number for each class where a candidate may balance them, known before.
#[test]
fn weights_are_of_each_fold_and_have_room() {
    let (x, labels) = rows();
    let counts: Vec<f32> = (0..ROWS).map(|row| (row % 4) as f32).collect();
    let even = problem(&x, &labels);
    let weighed = Problem {
        data: even.data.with_weights(&counts).unwrap(),
        ..even
    };
    let space = [Dimension::list(Name::ClassWeight, &[EVEN, BALANCED])];
    let spaces = [Space::try_new(&space).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let known = Layout::for_grid(&weighed, &grid);
    assert_eq!(known.floats, layout(&weighed, grid.iter()).floats);
    let winner = |problem: Problem<'_>| {
        let mut block = Block::of(known);
        let found = Search::try_new(problem, grid.iter(), block.memory())
            .unwrap()
            .finish()
            .unwrap();
        let weights = found.model.network().weights().iter();
        weights.map(|w| w.to_bits()).collect::<Vec<_>>()
    };
    assert_ne!(winner(even), winner(weighed));
}

/// Rows that count are on one fold alone: the others have nothing to train on.
#[test]
fn a_fold_that_counts_nothing_has_failed() {
    let (x, labels) = rows();
    let even = problem(&x, &labels);
    let mut counts = [0.0; ROWS];
    counts[0] = 1.0;
    let weighed = Problem {
        data: even.data.with_weights(&counts).unwrap(),
        base: Params {
            batch_size: BatchSize::Auto,
            ..even.base
        },
        ..even
    };
    let space = [Dimension::list(Name::ClassWeight, &[EVEN])];
    let spaces = [Space::try_new(&space).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::of(layout(&weighed, grid.iter()));
    let mut search = Search::try_new(weighed, grid.iter(), block.memory()).unwrap();
    let mut failed = 0;
    while let Some((_, outcome)) = search.step() {
        failed += u32::from(outcome.end == Err(Error::NoWeight) && outcome.score.is_nan());
    }
    assert_eq!(failed, 1);
}

#[test]
fn counts_are_not_scaled() {
    let (x, _) = rows();
    let values: Vec<f32> = (0..ROWS).map(|row| (row * 5 % 7) as f32).collect();
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let scaled = Problem {
        base: Params {
            max_iter: 5,
            ..Params::DEFAULT
        },
        cv: 3,
        ..Problem::new(Dataset::try_new(&x, 3, target).unwrap())
    };
    let as_they_are = Problem {
        target_scaling: Scaling::None,
        ..scaled
    };
    let poisson = [Value::Word(Word::Loss(Loss::Poisson))];
    let space = [Dimension::list(Name::Loss, &poisson)];
    let spaces = [Space::try_new(&space).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::of(layout(&as_they_are, grid.iter()));
    let refused = Search::try_new(scaled, grid.iter(), block.memory()).err();
    assert_eq!(refused, Some(Error::ScaledCounts));
    let search = Search::try_new(as_they_are, grid.iter(), block.memory()).unwrap();
    let mut found = search.finish().unwrap();
    assert!(found.predict(&x[..3]).unwrap()[0] > 0.0);
    assert_eq!(found.class(&x[..3]), Err(Error::Undefined));
}

//! Searches on the device that do not fit all of the table: races over folds, and successive halving
//! over epochs. Each fit, who was dropped after which fold, ranks, and the winner fitted to all rows.

use mcutune_core::{Arena, Halving, Layout, MinResources, Problem, Race, Sampler, Search, Seeded, Xoshiro};

use crate::Error;
use crate::digest::Shown;
use crate::search::{PROBLEM, RANDOM, SEED, Winner};

/// Folds of a race.
pub const CV: usize = 5;
/// Candidates.
pub const TRIALS: usize = 12;
/// All candidates on 2 epochs, a third of them on 6, and a third of those on 18.
pub const HALVING: Halving = Halving {
    min_resources: MinResources::Of(2),
    max_resources: Some(18),
    ..Halving::DEFAULT
};

const RACED: Problem = Problem {
    cv: CV,
    race: Race::Halving,
    ..PROBLEM
};
const HALVED: Problem = Problem {
    halving: Some(HALVING),
    ..PROBLEM
};
const LAYOUT: Layout =
    Layout::for_random(&RACED, &[RANDOM], TRIALS).max(Layout::for_random(&HALVED, &[RANDOM], TRIALS));

/// Memory of each of these searches.
pub type RaceArena = Arena<{ LAYOUT.bytes() }>;

/// Candidates at random, by accuracy, which race over folds.
pub fn raced(race: Race, memory: &mut RaceArena, show: impl FnMut(Shown<'_>)) -> Result<Winner, Error> {
    run(Problem { race, ..RACED }, memory, show)
}

/// The same candidates, of which the best go on with more epochs.
pub fn halved(memory: &mut RaceArena, show: impl FnMut(Shown<'_>)) -> Result<Winner, Error> {
    run(HALVED, memory, show)
}

fn run(
    problem: Problem<'_>,
    memory: &mut RaceArena,
    mut show: impl FnMut(Shown<'_>),
) -> Result<Winner, Error> {
    let generator = Xoshiro::from_seed_number(SEED);
    let candidates = Sampler::try_new(&[RANDOM], TRIALS as u32, generator, &mut [])?;
    let mut search = Search::try_new(problem, candidates, memory)?;
    while let Some((task, outcome)) = search.step() {
        let candidate = search.candidate(task.trial);
        let fit = [task.trial, task.fold, candidate].map(|number| number as u32);
        show(Shown::U32(&fit));
        show(Shown::U32(&[outcome.n_iter]));
        show(Shown::F64(&[outcome.score]));
    }
    let found = search.finish()?;

    let board = &found.scoreboard;
    let mut ranks = [0; 2 * TRIALS];
    let ranks = &mut ranks[..board.trials()];
    board.ranks(ranks);
    for (trial, &rank) in ranks.iter().enumerate() {
        let folds = board.dropped_after(trial).unwrap_or(board.folds());
        show(Shown::U32(&[folds as u32, rank]));
        show(Shown::F64(&[board.means()[trial], board.mean_and_std(trial).1]));
    }
    show(Shown::U32(&[
        found.best as u32,
        found.params.max_iter,
        found.fit.n_iter,
    ]));
    show(Shown::F32(found.model.scaler().offset()));
    show(Shown::F32(found.model.scaler().scale()));
    show(Shown::F32(found.model.network().weights()));
    Ok(Winner {
        best: found.best,
        mean: board.means()[found.best],
    })
}

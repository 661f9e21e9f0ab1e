//! The whole search on one thread in the caller's memory, as a device runs it alone: folds, a
//! scaler fitted on each fold's training rows, every candidate on every fold, ranks, and the best
//! fitted again to all rows. A host that runs the same tasks in parallel gets the same bits.
//!
//! The data set stays where it is, in flash for instance: rows are scaled one by one when a batch
//! is gathered, and candidates are made from their number when their turn comes.
//!
//! ```
//! use mcutune_core::data::{Dataset, Target};
//! use mcutune_core::model::Model;
//! use mcutune_core::params::{Hidden, Name, Params, Solver, Value, Word};
//! use mcutune_core::scaler::Scaling;
//! use mcutune_core::score::Scoring;
//! use mcutune_core::search::memory::{Arena, Sizes};
//! use mcutune_core::search::{Problem, Search};
//! use mcutune_core::shape::Shape;
//! use mcutune_core::space::{Dimension, Grid, Range, Space};
//!
//! // Twelve readings of two sensors, and whether the machine was at fault.
//! static X: [f32; 24] = [
//!     20.1, 0.3, 20.9, 0.2, 21.4, 0.4, 19.8, 0.3, 20.4, 0.5, 21.0, 0.3, //
//!     27.2, 1.9, 26.8, 2.2, 28.1, 1.7, 27.5, 2.4, 26.9, 2.0, 27.8, 1.8,
//! ];
//! static FAULT: [u16; 12] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
//!
//! // What may be chosen, sorted by name: 2 widths, 2 solvers.
//! static SPACE: [Dimension; 2] = [
//!     Dimension {
//!         name: Name::HiddenLayerSizes,
//!         range: Range::List(&[Value::Int(2), Value::Int(4)]),
//!     },
//!     Dimension {
//!         name: Name::Solver,
//!         range: Range::List(&[Value::Word(Word::Solver(Solver::Adam)), Value::Word(Word::Solver(Solver::Sgd))]),
//!     },
//! ];
//!
//! // The memory, sized by the widest candidate (2 inputs, 4 hidden units, 1 output), 4 trials and
//! // 3 folds. A firmware puts it in a `static`.
//! const WIDEST: Shape = Shape::new(&[2, 4, 1]);
//! const SIZES: Sizes = Sizes::new(12, 2, &WIDEST, &Params::DEFAULT, 4, 3);
//! let mut arena = Arena::<{ SIZES.floats }, { SIZES.indices }, { SIZES.scores }, { SIZES.folds }>::new();
//!
//! let spaces = [Space::try_new(&SPACE)?];
//! let problem = Problem {
//!     data: Dataset::try_new(&X, 2, Target::Classes { labels: &FAULT, classes: 2 })?,
//!     base: Params { learning_rate_init: 0.1, ..Params::DEFAULT },
//!     scaling: Scaling::Standard,
//!     scoring: Scoring::Accuracy,
//!     cv: 3,
//!     seed: 0,
//! };
//! let mut search = Search::try_new(problem, Grid::try_new(&spaces)?.iter(), arena.memory())?;
//! while let Some((task, outcome)) = search.step() {
//!     // 12 times: feed the watchdog, show `search.scoreboard().best()`
//!     assert_eq!(outcome.score, search.scoreboard().scores(task.trial)[task.fold]);
//! }
//! let found = search.finish()?;
//! assert_eq!(found.scoreboard.mean_and_std(found.best), (1.0, 0.0));
//! assert_eq!(found.params.hidden_layer_sizes, Hidden::new(&[2]));
//!
//! let (mut scratch, mut answer) = ([0.0; Model::scratch(&WIDEST)], [0.0]);
//! found.model.predict(&[27.0, 2.1], &mut scratch, &mut answer)?;
//! assert!(answer[0] > 0.5); // the probability of a fault
//! # Ok::<(), mcutune_core::error::Error>(())
//! ```

pub mod fit;
pub mod memory;
pub mod rank;
pub mod scoreboard;

pub use scoreboard::{Scoreboard, Task};

use fit::{Fold, Outcome, fit_and_score};
use memory::{Memory, Sizes};

use crate::data::Dataset;
use crate::error::Error;
use crate::folds::{self, SmallestClass};
use crate::model::Model;
use crate::params::Params;
use crate::random::{Seeded, Xoshiro};
use crate::scaler::{Scaler, Scaling};
use crate::score::{Scoring, score_scratch};
use crate::space::Candidate;
use crate::train::{self, Fit, FitMemory, Plan};

/// What is searched for.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// Features, not scaled, and targets.
    pub data: Dataset<'a>,
    /// Hyperparameters that a candidate does not choose.
    pub base: Params,
    /// The scaler, fitted on training rows only.
    pub scaling: Scaling,
    /// What is maximised.
    pub scoring: Scoring,
    /// How many folds, 2 to 255: stratified for classes, contiguous for values.
    pub cv: usize,
    /// Seeds every fit alike, as scikit-learn's `random_state`.
    pub seed: u32,
}

/// A search under way.
#[derive(Debug)]
pub struct Search<'m, I> {
    problem: Problem<'m>,
    candidates: I,
    /// The candidates from `made` on, and the hyperparameters of the one before.
    upcoming: I,
    made: usize,
    params: Result<Params, Error>,
    scoreboard: Scoreboard<'m>,
    smallest: Option<SmallestClass>,
    fold_of: &'m mut [u8],
    floats: &'m mut [f32],
    indices: &'m mut [u32],
}

/// What a search came to.
#[derive(Debug)]
pub struct Found<'m> {
    /// Every score.
    pub scoreboard: Scoreboard<'m>,
    /// The best candidate's number.
    pub best: usize,
    /// Its hyperparameters.
    pub params: Params,
    /// Its fit to all rows.
    pub fit: Fit,
    /// Scaler and network fitted to all rows; it takes features as they were measured.
    pub model: Model<'m>,
}

impl<'m, I> Search<'m, I>
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    /// Deals out the folds and checks that every candidate's fits will find their memory; nothing
    /// is trained yet. `candidates` are [`crate::space::Grid::iter`] or a
    /// [`crate::space::Sampler`].
    pub fn try_new(problem: Problem<'m>, candidates: I, memory: Memory<'m>) -> Result<Self, Error> {
        let (data, cv) = (&problem.data, problem.cv);
        let target = data.target();
        problem.base.validate()?;
        if !problem.scoring.suits(&target) {
            return Err(Error::Undefined);
        }
        let Memory {
            floats,
            indices,
            scores,
            folds: fold_of,
        } = memory;
        let scoreboard = Scoreboard::try_new(candidates.len(), cv, scores)?;
        let (rows, got) = (data.rows(), fold_of.len());
        let fold_of = fold_of
            .get_mut(..rows)
            .ok_or(Error::TooSmall { needed: rows, got })?;
        let sizes = sizes(&problem, candidates.clone());
        for (needed, got) in [(sizes.floats, floats.len()), (sizes.indices, indices.len())] {
            if got < needed {
                return Err(Error::TooSmall { needed, got });
            }
        }
        let smallest = folds::assign_folds(&target, cv, fold_of, indices)?;
        let mut search = Self {
            problem,
            upcoming: candidates.clone(),
            candidates,
            made: 0,
            params: Ok(problem.base),
            scoreboard,
            smallest,
            fold_of,
            floats,
            indices,
        };
        // What cannot be scaled is an error now, not a failed fit in an hour.
        for fold in 0..=cv {
            search.fold(fold)?;
        }
        Ok(search)
    }

    /// The scores so far.
    pub fn scoreboard(&self) -> &Scoreboard<'m> {
        &self.scoreboard
    }

    /// The smallest class, where it has fewer rows than there are folds and so is not in each.
    pub fn smallest_class(&self) -> Option<SmallestClass> {
        self.smallest
    }

    /// Fits and scores the next candidate on the next fold; none when all are done. A fit that
    /// fails scores NaN, and the outcome says why.
    pub fn step(&mut self) -> Option<(Task, Outcome)> {
        let task = self.scoreboard.ask()?;
        while self.made <= task.trial {
            self.params = params_of(&mut self.upcoming, 0, &self.problem.base);
            self.made += 1;
        }
        let outcome = self.evaluate(task.fold).unwrap_or_else(Outcome::refused);
        // The task is the search's own.
        let _ = self.scoreboard.tell(task, outcome.score);
        Some((task, outcome))
    }

    /// Does what is left to do, and fits the best candidate to all rows.
    ///
    /// [`Error::NoCandidate`] where every candidate failed; where that last fit did,
    /// [`Error::NotFinite`].
    pub fn finish(mut self) -> Result<Found<'m>, Error> {
        while self.step().is_some() {}
        let best = self.scoreboard.best().ok_or(Error::NoCandidate)?;
        let params = params_of(&mut self.candidates, best, &self.problem.base)?;
        let Problem {
            data, scaling, seed, ..
        } = self.problem;
        let features = data.features();
        let (rows, indices) = self.indices.split_at_mut(data.rows());
        for (row, number) in rows.iter_mut().zip(0..) {
            *row = number;
        }
        let plan = Plan::try_new(&data, rows.len(), &params)?;
        let (constants, floats) = self.floats.split_at_mut(2 * features);
        let (weights, floats) = floats.split_at_mut(plan.shape().parameters());
        let (scaler, data) = scaled(&data, scaling, rows, constants)?;
        let mut random = Xoshiro::from_seed_number(seed);
        let memory = FitMemory {
            weights: &mut *weights,
            floats,
            indices,
        };
        let fit = train::fit(&plan, &data, rows, memory, &mut random, |_| {})?;
        let network = plan.network(weights)?;
        Ok(Found {
            scoreboard: self.scoreboard,
            best,
            params,
            fit,
            model: Model::try_new(network, scaler)?,
        })
    }

    /// The current candidate on a fold.
    fn evaluate(&mut self, fold: usize) -> Result<Outcome, Error> {
        let (params, scoring) = (self.params?, self.problem.scoring);
        let mut random = Xoshiro::from_seed_number(self.problem.seed);
        let (fold, floats, indices) = self.fold(fold)?;
        let plan = fold.plan(&params)?;
        let (weights, floats) = floats.split_at_mut(plan.shape().parameters());
        let memory = FitMemory {
            weights,
            floats,
            indices,
        };
        Ok(fit_and_score(&fold, &plan, scoring, &mut random, memory, |_| {}))
    }

    /// A fold, scaled by its training rows, and the memory that it leaves; the number behind the
    /// last is all rows training.
    #[allow(clippy::type_complexity)]
    fn fold(&mut self, fold: usize) -> Result<(Fold<'_>, &mut [f32], &mut [u32]), Error> {
        let Problem { data, scaling, .. } = self.problem;
        let (rows, indices) = self.indices.split_at_mut(data.rows());
        let fold = fold as u8;
        let ordered = folds::train_rows(self.fold_of, fold).chain(folds::test_rows(self.fold_of, fold));
        for (slot, row) in rows.iter_mut().zip(ordered) {
            *slot = row;
        }
        let training = folds::train_rows(self.fold_of, fold).count();
        let (train_rows, test_rows) = rows.split_at(training);
        let (constants, floats) = self.floats.split_at_mut(2 * data.features());
        let (_, data) = scaled(&data, scaling, train_rows, constants)?;
        let fold = Fold {
            train: data,
            train_rows,
            test: data,
            test_rows,
        };
        Ok((fold, floats, indices))
    }
}

/// A scaler fitted on some rows (none where nothing is scaled), and a view of the data through it.
fn scaled<'a>(
    data: &Dataset<'a>,
    scaling: Scaling,
    rows: &[u32],
    constants: &'a mut [f32],
) -> Result<(Scaler<'a>, Dataset<'a>), Error> {
    if scaling == Scaling::None {
        return Ok((Scaler::try_new(&[], &[])?, *data));
    }
    let (offset, scale) = constants.split_at_mut(data.features());
    scaling.fit(data, rows.iter().copied(), offset, scale)?;
    let scaler = Scaler::try_new(offset, scale)?;
    Ok((scaler, scaler.view(data)?))
}

/// Hyperparameters of the candidate after `skipped` others. A function of its own, so that the
/// candidate, which is large, is off the stack when the fit begins.
#[inline(never)]
fn params_of(
    candidates: &mut impl Iterator<Item = Candidate>,
    skipped: usize,
    base: &Params,
) -> Result<Params, Error> {
    let candidate = candidates.nth(skipped).ok_or(Error::NoCandidate)?;
    candidate.params(base)
}

/// What a search takes, exactly: [`Sizes::new`] of its own widest candidate, or a little more,
/// tells it before there is a data set.
///
/// A candidate that cannot be fitted, as one with early stopping on too few rows, takes nothing.
#[inline(never)]
pub fn sizes(problem: &Problem<'_>, candidates: impl ExactSizeIterator<Item = Candidate>) -> Sizes {
    let data = &problem.data;
    let (rows, classes, trials) = (data.rows(), data.classes(), candidates.len());
    let tested = rows.div_ceil(problem.cv.max(1));
    let mut sizes = Sizes {
        floats: 2 * data.features(),
        indices: rows + score_scratch(tested, classes).max(4 * classes),
        scores: Scoreboard::memory(trials, problem.cv),
        folds: rows,
    };
    for candidate in candidates {
        let plan = candidate
            .params(&problem.base)
            .and_then(|params| Plan::try_new(data, rows, &params));
        if let Ok(plan) = plan {
            let shape = plan.shape();
            let work = plan.floats(1).max(fit::score_floats(shape, tested, 1));
            sizes.floats = sizes.floats.max(2 * data.features() + shape.parameters() + work);
            sizes.indices = sizes.indices.max(rows + plan.indices());
        }
    }
    sizes
}

#[cfg(test)]
mod tests;

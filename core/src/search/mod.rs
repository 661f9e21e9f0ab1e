//! The whole search on one thread in the caller's memory, as a device runs it alone: folds, a
//! scaler fitted on each fold's training rows, every candidate on every fold, ranks, and the best
//! fitted again to all rows. A host that runs the same tasks in parallel gets the same bits.
//!
//! The data set stays where it is, in flash for instance: rows are scaled one by one when a batch
//! is gathered, and candidates are made from their number when their turn comes.
//! The crate's own page has one as a firmware writes it.

mod arena;
#[doc(hidden)]
pub mod fit;
#[doc(hidden)]
pub mod halving;
mod memory;
#[doc(hidden)]
pub mod race;
#[doc(hidden)]
pub mod rank;
mod rounds;
mod scoreboard;

pub use crate::folds::SmallestClass;
pub use arena::Arena;
pub use fit::Outcome;
pub use halving::{Halving, MinResources};
pub use memory::Layout;
#[doc(hidden)]
pub use memory::SearchedRows;
pub use race::Race;
pub use scoreboard::{Scoreboard, TrialFold};

use fit::{Fold, fit_and_score};
use memory::{FoldViews, SearchViews};
use rounds::Rounds;

use crate::data::{Bounds, ClipOutput, Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::limits::MAX_FOLDS;
use crate::loss::class_of;
use crate::model::Model;
use crate::params::Params;
use crate::random::{Seeded, Xoshiro};
use crate::scaler::{Scaler, Scaling};
use crate::score::{Scorer, Scoring};
use crate::space::Candidate;
use crate::train::{self, Fit, FitMemory, Plan};

/// What is searched for.
///
/// ```
/// use mcutune_core::{Dataset, Dimension, Grid, Layout, Name, Problem, Race, Search, Space, Value};
///
/// static X: [f32; 8] = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6];
/// const RATES: [Value; 6] = [
///     Value::Float(0.1), Value::Float(0.2), Value::Float(0.05),
///     Value::Float(0.3), Value::Float(1e-6), Value::Float(1e-7),
/// ];
/// const GRID: Grid = Grid::new(&[Space::new(&[Dimension::list(Name::LearningRateInit, &RATES)])]);
/// const PROBLEM: Problem = Problem {
///     cv: 4,
///     race: Race::Exact,
///     ..Problem::new(Dataset::labelled(&X, 1, &[0, 1, 0, 1, 0, 1, 0, 1], 2))
/// };
/// let mut memory = [0; Layout::for_grid(&PROBLEM, &GRID).bytes() + 7]; // no Arena: it may begin anywhere
/// let found = Search::try_new(PROBLEM, GRID.iter(), &mut memory)?.finish()?;
/// assert_eq!((found.best, found.scoreboard.dropped_after(5)), (0, Some(1)));
/// # Ok::<(), mcutune_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// Features, not scaled, and targets.
    pub data: Dataset<'a>,
    /// Hyperparameters that a candidate does not choose.
    pub base: Params,
    /// The scaler, fitted on training rows only.
    pub scaling: Scaling,
    /// The same of the values to predict, folded into each network's last layer; classes have none.
    pub target_scaling: Scaling,
    /// What answers to values are held to, before they are scored and in the model that is found.
    pub clip_output: ClipOutput,
    /// What is maximised.
    pub scoring: Scoring,
    /// Which of two classes is the positive one, 0 or 1, of a score that takes one; see [`Scorer`].
    pub positive: u16,
    /// How many folds, 2 to 255: stratified for classes, contiguous for values.
    pub cv: usize,
    /// Seeds every fit alike, as scikit-learn's `random_state`.
    pub seed: u32,
    /// Whether candidates that can no longer win, or are behind, are dropped before their last fold.
    pub race: Race,
    /// Successive halving over epochs, if any, where candidates neither race nor choose their `max_iter`.
    pub halving: Option<Halving>,
}

impl<'a> Problem<'a> {
    /// Of some data, with scikit-learn's choices: its default hyperparameters and scorer, 5 folds;
    /// standardised features and values, and seed 0. Every candidate is fitted on all folds.
    #[must_use]
    pub const fn new(data: Dataset<'a>) -> Self {
        Self {
            data,
            base: Params::DEFAULT,
            scaling: Scaling::Standard,
            target_scaling: Scaling::Standard,
            clip_output: ClipOutput::None,
            scoring: Scoring::default_for(&data.target()),
            positive: 1,
            cv: 5,
            seed: 0,
            race: Race::None,
            halving: None,
        }
    }

    const fn scorer(&self) -> Scorer {
        let (scoring, positive) = (self.scoring, self.positive);
        Scorer { scoring, positive }
    }
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
    rounds: Rounds,
    /// What the rounds remember.
    order: &'m mut [u32],
    smallest: Option<SmallestClass>,
    fold_of: &'m mut [u8],
    floats: &'m mut [f32],
    indices: &'m mut [u32],
    /// How many words number the classes of a fold; 0 where each fold trains on all classes.
    numbers: usize,
}

/// The result of a search.
#[derive(Debug)]
pub struct Found<'m> {
    /// Every score.
    pub scoreboard: Scoreboard<'m>,
    /// The best trial's number, which is its candidate's but in a [`Halving`]; the first (of its last iteration) where
    /// none has a score on every fold.
    pub best: usize,
    /// Its hyperparameters.
    pub params: Params,
    /// Its fit to all rows.
    pub fit: Fit,
    /// Scaler and network fitted to all rows; it takes features as they were measured.
    pub model: Model<'m>,
    /// What no longer holds anything.
    floats: &'m mut [f32],
}

impl Found<'_> {
    /// The winner's answer for one row of raw features: the probability of each class, or of class 1
    /// of two, or the values. In the memory of the search; see [`Model::predict`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of features, [`Error::NotFinite`] for one that is NaN
    /// or infinite, with its column.
    pub fn predict(&mut self, raw: &[f32]) -> Result<&[f32], Error> {
        let (answer, scratch) = self.floats.split_at_mut(self.model.network().shape().outputs());
        self.model.predict(raw, scratch, answer)?;
        Ok(answer)
    }

    /// The class of one row of raw features, below the number of classes.
    ///
    /// # Errors
    /// [`Error::Undefined`] for a regression or several labels, which name no class; else as
    /// [`Found::predict`].
    pub fn class(&mut self, raw: &[f32]) -> Result<usize, Error> {
        if !self.model.network().names_a_class() {
            return Err(Error::Undefined);
        }
        self.predict(raw).map(class_of)
    }
}

impl<'m, I> Search<'m, I>
where
    I: ExactSizeIterator<Item = Candidate> + Clone,
{
    /// Deals out the folds and checks that every candidate's fits will find their memory; nothing
    /// is trained yet. `candidates` are [`crate::Grid::iter`] or a [`crate::Sampler`]; `memory` is an
    /// [`Arena`], or as many bytes of any kind.
    ///
    /// # Errors
    /// [`Error::Parameter`] for hyperparameters, folds or a [`Halving`] out of range, `race` where that is to race
    /// and `max_iter` where its candidates choose it; [`Error::Undefined`] for a scoring that does not suit the target, [`Error::TooSmall`] with the bytes that are needed;
    /// [`Error::ScaledCounts`] for a `loss` of poisson with a scaled target;
    /// what [`folds::assign_folds`] says of too few rows, and [`Error::NotFinite`] for a feature
    /// that a fold cannot scale.
    pub fn try_new(problem: Problem<'m>, candidates: I, memory: &'m mut [u8]) -> Result<Self, Error> {
        let (target, cv) = (problem.data.target(), problem.cv);
        problem.base.validate()?;
        if !(2..=MAX_FOLDS).contains(&cv) {
            return Err(Error::Parameter("cv"));
        }
        if !problem.scorer().suits(&target) {
            return Err(Error::Undefined);
        }
        let layout = Layout::for_candidates(&problem, candidates.clone())?;
        let SearchViews {
            scores,
            floats,
            indices,
            order,
            folds: fold_of,
        } = layout.carve(memory)?;
        let trials = rounds::trials(&problem, candidates.len());
        let mut scoreboard = Scoreboard::try_new(trials, cv, scores)?;
        let rounds = Rounds::begin(&problem, candidates.len(), &mut scoreboard, order)?;
        let smallest = folds::assign_folds(&target, cv, fold_of, indices)?;
        let mut search = Self {
            problem,
            upcoming: candidates.clone(),
            candidates,
            made: 0,
            params: Ok(problem.base),
            scoreboard,
            rounds,
            order,
            smallest,
            fold_of,
            floats,
            indices,
            numbers: memory::numbering(&problem.data),
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

    /// Which candidate a trial is of, counted from 0: its own number, but for those of a [`Halving`], each iteration of
    /// which goes on with the best of the one before, from the worst of them to the best.
    /// Of an iteration that has not begun the answer says nothing.
    pub fn candidate(&self, trial: usize) -> usize {
        self.rounds.candidate(trial, self.order)
    }

    /// Fits and scores the next trial on the next fold; none when all are done. A fit that
    /// fails scores NaN, and the outcome says why.
    pub fn step(&mut self) -> Option<(TrialFold, Outcome)> {
        let task = loop {
            if let Some(task) = self.scoreboard.ask() {
                break task;
            }
            if !self.rounds.next(&mut self.scoreboard, self.order) {
                return None;
            }
        };
        self.make(task.trial);
        let outcome = self.evaluate(task.fold).unwrap_or_else(Outcome::refused);
        // The task is the search's own.
        let _ = self.scoreboard.tell(task, outcome.score);
        Some((task, outcome))
    }

    /// Does what is left to do, and fits the best candidate to all rows. Where none has a score on
    /// every fold ([`Scoreboard::best`] is none), that is the first (of the last iteration), as in scikit-learn.
    ///
    /// # Errors
    /// [`Error::NoCandidate`] where there is none, [`Error::NotFinite`] where that last fit fails.
    pub fn finish(mut self) -> Result<Found<'m>, Error> {
        while self.step().is_some() {}
        let best = self.scoreboard.best().unwrap_or(self.scoreboard.contends());
        self.make(best);
        let params = self.params?;
        let Problem { data, seed, .. } = self.problem;
        let FoldViews {
            rows,
            constants,
            floats,
            indices,
            ..
        } = FoldViews::carve(&self.problem, self.numbers, self.floats, self.indices);
        for (row, number) in rows.iter_mut().zip(0..) {
            *row = number;
        }
        let plan = Plan::try_new(&data, rows.len(), &params)?;
        let (weights, floats) = floats.split_at_mut(plan.shape().parameters());
        let (scaler, data) = scaled(&self.problem, rows, constants)?;
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
            model: Model::try_new(network.try_bounded(*data.bounds())?, scaler)?,
            floats,
        })
    }

    /// Makes a trial's candidate the current one, with the epochs of this iteration. A race goes back to earlier
    /// candidates, which are made again from the first on.
    fn make(&mut self, trial: usize) {
        let (candidate, base) = (self.candidate(trial), &self.problem.base);
        if candidate + 1 < self.made {
            self.upcoming = self.candidates.clone();
            self.made = 0;
        }
        if self.made <= candidate {
            self.params = params_of(&mut self.upcoming, candidate - self.made, base);
            self.made = candidate + 1;
        }
        if let (Ok(params), Some(epochs)) = (&mut self.params, self.rounds.epochs()) {
            params.max_iter = epochs;
        }
    }

    /// The current candidate on a fold.
    fn evaluate(&mut self, fold: usize) -> Result<Outcome, Error> {
        let (params, scorer) = (self.params?, self.problem.scorer());
        let mut random = Xoshiro::from_seed_number(self.problem.seed);
        let (fold, floats, indices) = self.fold(fold)?;
        let plan = fold.plan(&params)?;
        let (weights, floats) = floats.split_at_mut(plan.shape().parameters());
        let memory = FitMemory {
            weights,
            floats,
            indices,
        };
        Ok(fit_and_score(&fold, &plan, scorer, &mut random, memory, |_| {}))
    }

    /// A fold, scaled by its training rows, and the memory that it leaves; the number behind the
    /// last is all rows training.
    #[allow(clippy::type_complexity)]
    fn fold(&mut self, fold: usize) -> Result<(Fold<'_>, &mut [f32], &mut [u32]), Error> {
        let FoldViews {
            rows,
            number,
            constants,
            floats,
            indices,
        } = FoldViews::carve(&self.problem, self.numbers, self.floats, self.indices);
        let fold = fold as u8;
        let ordered = folds::train_rows(self.fold_of, fold).chain(folds::test_rows(self.fold_of, fold));
        for (slot, row) in rows.iter_mut().zip(ordered) {
            *slot = row;
        }
        let training = folds::train_rows(self.fold_of, fold).count();
        let (train_rows, test_rows) = rows.split_at(training);
        let (_, mut data) = scaled(&self.problem, train_rows, constants)?;
        if let (Target::Classes { labels, classes }, [_, ..]) = (data.target(), &*number) {
            let occur = folds::number_classes(labels, train_rows, number)?;
            if occur < classes {
                data = data.among(number, occur)?;
            }
        }
        let fold = Fold {
            train: data,
            train_rows,
            test: data,
            test_rows,
        };
        Ok((fold, floats, indices))
    }
}

/// A scaler fitted on some rows (none where nothing is scaled), and a view of the data through it,
/// with the target scaled too.
fn scaled<'a>(
    problem: &Problem<'a>,
    rows: &[u32],
    constants: &'a mut [f32],
) -> Result<(Scaler<'a>, Dataset<'a>), Error> {
    let data = &problem.data;
    let (of_features, constants) = constants.split_at_mut(2 * data.features());
    let clips = memory::bounds(problem);
    let (of_target, of_answers) = constants.split_at_mut(constants.len() - clips);
    let (scaler, mut view) = match problem.scaling {
        Scaling::None => (Scaler::try_new(&[], &[])?, *data),
        scaling => {
            let (offset, scale) = of_features.split_at_mut(data.features());
            scaling.fit(data, rows.iter().copied(), offset, scale)?;
            let scaler = scaling.scaler(offset, scale)?;
            (scaler, scaler.view(data)?)
        }
    };
    if !of_target.is_empty() && problem.target_scaling != Scaling::None {
        let (offset, scale) = of_target.split_at_mut(of_target.len() / 2);
        let rows = rows.iter().copied();
        problem.target_scaling.fit_target(data, rows, offset, scale)?;
        view = view.with_target_scaling(offset, scale)?;
    }
    if clips > 0 {
        let (low, high) = of_answers.split_at_mut(clips / 2);
        problem.clip_output.fit(data, rows.iter().copied(), low, high)?;
        view = view.with_bounds(Bounds::try_new(low, high)?)?;
    }
    Ok((scaler, view))
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

#[cfg(test)]
mod tests;

//! The memory of a whole search, sized when the firmware is built.
//!
//! Everything that computes takes slices, whose lengths are run-time values; an [`Arena`] is the
//! one place where their lengths are a type, so that they can lie in a `static`.

use crate::kernels;
use crate::params::Params;
use crate::score::score_scratch;
use crate::search::fit::score_floats;
use crate::search::scoreboard::Scoreboard;
use crate::shape::Shape;
use crate::train::{Layout, indices};

/// How many elements of each kind a search takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// f32: the scaler's two a feature, the network's parameters, and what training takes
    /// (the gradient, adam's two moments or sgd's velocity, the best parameters of early stopping,
    /// one row of activations) or the answers of one test fold, whichever is more.
    pub floats: usize,
    /// u32: two lists of rows, and the split of early stopping.
    pub indices: usize,
    /// f64: the scores of each candidate by fold, and their mean.
    pub scores: usize,
    /// u8: the fold of each row.
    pub folds: usize,
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

impl Sizes {
    /// What suffices for `trials` candidates on `cv` folds of a data set of `rows` rows and
    /// `classes` classes (0 for values), if none has a wider network than `widest`, and none trains
    /// with more than `params` does: adam takes more than sgd, early stopping and dropout more than
    /// neither. Rows pass through the network one at a time in so much memory; with more `floats`
    /// several do, which is faster and gives the same bits.
    ///
    /// ```
    /// use mcutune_core::search::memory::Sizes;
    /// use mcutune_core::{params::Params, shape::Shape};
    ///
    /// // 12 candidates on 3 folds of iris, up to 16 hidden units: 4.0 kB on a microcontroller,
    /// // more where wide loads want copies by output.
    /// const SIZES: Sizes = Sizes::new(150, 3, &Shape::new(&[4, 16, 3]), &Params::DEFAULT, 12, 3);
    /// assert!(SIZES.bytes() < 5_500);
    /// ```
    pub const fn new(
        rows: usize,
        classes: usize,
        widest: &Shape,
        params: &Params,
        trials: usize,
        cv: usize,
    ) -> Self {
        Self::of(rows, classes, (widest, params), (trials, cv), kernels::WIDE)
    }

    /// The same where [`kernels::WIDE`] may be another.
    pub(crate) const fn of(
        rows: usize,
        classes: usize,
        (widest, params): (&Shape, &Params),
        (trials, cv): (usize, usize),
        wide: bool,
    ) -> Self {
        let tested = rows.div_ceil(if cv == 0 { 1 } else { cv });
        let fit = Layout::of(widest, params, wide).floats(1);
        let fit_indices = indices(rows, classes, params.early_stopping);
        Self {
            floats: 2 * widest.inputs() + widest.parameters() + larger(fit, score_floats(widest, tested, 1)),
            indices: rows + larger(larger(fit_indices, score_scratch(tested, classes)), 4 * classes),
            scores: Scoreboard::memory(trials, cv),
            folds: rows,
        }
    }

    /// The larger of each: what suffices for either search.
    pub const fn max(self, other: Self) -> Self {
        Self {
            floats: larger(self.floats, other.floats),
            indices: larger(self.indices, other.indices),
            scores: larger(self.scores, other.scores),
            folds: larger(self.folds, other.folds),
        }
    }

    /// In bytes.
    pub const fn bytes(&self) -> usize {
        4 * self.floats + 4 * self.indices + 8 * self.scores + self.folds
    }
}

/// The memory of a search, borrowed: from an [`Arena`], or from wherever the caller has it.
#[derive(Debug)]
pub struct Memory<'m> {
    /// [`Sizes::floats`]
    pub floats: &'m mut [f32],
    /// [`Sizes::indices`]
    pub indices: &'m mut [u32],
    /// [`Sizes::scores`]
    pub scores: &'m mut [f64],
    /// [`Sizes::folds`]
    pub folds: &'m mut [u8],
}

/// Memory of [`Sizes`] known when the program is built, for a `static` or the stack.
#[derive(Debug)]
pub struct Arena<const FLOATS: usize, const INDICES: usize, const SCORES: usize, const FOLDS: usize> {
    scores: [f64; SCORES],
    floats: [f32; FLOATS],
    indices: [u32; INDICES],
    folds: [u8; FOLDS],
}

impl<const FLOATS: usize, const INDICES: usize, const SCORES: usize, const FOLDS: usize>
    Arena<FLOATS, INDICES, SCORES, FOLDS>
{
    /// All zero, so that a `static` takes no flash.
    pub const fn new() -> Self {
        Self {
            scores: [0.0; SCORES],
            floats: [0.0; FLOATS],
            indices: [0; INDICES],
            folds: [0; FOLDS],
        }
    }

    /// What a search borrows.
    pub fn memory(&mut self) -> Memory<'_> {
        Memory {
            floats: &mut self.floats,
            indices: &mut self.indices,
            scores: &mut self.scores,
            folds: &mut self.folds,
        }
    }
}

impl<const FLOATS: usize, const INDICES: usize, const SCORES: usize, const FOLDS: usize> Default
    for Arena<FLOATS, INDICES, SCORES, FOLDS>
{
    fn default() -> Self {
        Self::new()
    }
}

//! The memory of a whole search: how much of each kind of number it takes, and where its block has
//! them.

mod largest;
mod numbering;

pub(super) use numbering::numbering;

use largest::largest;

use crate::data::{ClipOutput, Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::kernels::{self, numbers};
use crate::loss::Output;
use crate::params::{Hidden, Loss, Name, Params, Value};
use crate::scaler::Scaling;
use crate::score::{score_scratch, weighted_score_scratch};
use crate::search::Problem;
use crate::search::fit::score_floats;
use crate::search::rounds;
use crate::search::scoreboard::Scoreboard;
use crate::shape::Shape;
use crate::space::{Candidate, Dimension, Grid, Range, Space};
use crate::train::{self, FitLayout, Plan};

/// How much memory a search takes: the numbers of each kind, one block of them after the other.
///
/// | | |
/// |---|---|
/// | f64 | the scores of each candidate by fold, and their means |
/// | f32 | the scaler's two numbers per feature, and per value to predict, two more where answers are held to a range, the weights, and what a fit takes (the gradient, adam's two moments, sgd's velocity or 23 numbers for each weight with lbfgs, the best weights of early stopping, one row of activations) or the answers for one test fold, whichever is more |
/// | u32 | two lists of rows, the split of early stopping, and the number of each class where one has a single row; half a list of candidates for [`Race::Halving`](super::Race::Halving), and a list of all trials for a [`Halving`](super::Halving), each of which has scores for every iteration that it comes to |
/// | u8 | the fold of each row |
///
/// ```
/// use mcutune_core::{Dataset, Dimension, Grid, Layout, Name, Problem, Space, Value};
///
/// static X: [f32; 150 * 4] = [0.0; 600];
/// static LABELS: [u16; 150] = [0; 150];
/// const PROBLEM: Problem = Problem { cv: 3, ..Problem::new(Dataset::labelled(&X, 4, &LABELS, 3)) };
/// const GRID: Grid = Grid::new(&[Space::new(&[
///     Dimension::list(Name::HiddenLayerSizes, &[Value::Int(4), Value::Int(8), Value::Int(16)]),
///     Dimension::list(Name::LearningRateInit, &[Value::Float(0.01), Value::Float(0.1)]),
/// ])]);
///
/// // 6 candidates on 3 folds of iris, up to 16 hidden units: 3.8 kB on a microcontroller, more
/// // where wide loads want copies by output.
/// const LAYOUT: Layout = Layout::for_grid(&PROBLEM, &GRID);
/// assert!(LAYOUT.bytes() < 5_500);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    pub(crate) scores: usize,
    pub(crate) floats: usize,
    pub(crate) indices: usize,
    pub(crate) order: usize,
    pub(crate) folds: usize,
}

/// The rows of a search, as far as its memory depends on them.
#[derive(Clone, Copy, Debug)]
pub struct SearchedRows {
    /// How many.
    pub rows: usize,
    /// Of classes or labels how many; 0 for values.
    pub classes: usize,
    /// Whether they count in scores as their weights say.
    pub weighted_scores: bool,
    /// Whether answers to them are held to a range.
    pub clips_outputs: bool,
}

impl SearchedRows {
    const fn of(problem: &Problem<'_>) -> Self {
        let data = &problem.data;
        Self {
            rows: data.rows(),
            classes: data.classes(),
            weighted_scores: data.score_weights().is_some(),
            clips_outputs: !matches!(problem.clip_output, ClipOutput::None),
        }
    }

    /// u32: what the score of a fold takes.
    const fn score_indices(&self, cv: usize) -> usize {
        let tested = tested(self.rows, cv);
        if self.weighted_scores {
            weighted_score_scratch(tested, self.classes)
        } else {
            score_scratch(tested, self.classes)
        }
    }

    /// u32: the rows of a fold, and then what a fit takes, or a score, or dealing out the folds.
    const fn indices(&self, cv: usize, fit: usize) -> usize {
        let larger_of_both = larger(fit, self.score_indices(cv));
        self.rows
            .saturating_add(larger(larger_of_both, folds::scratch(0, self.classes)))
    }

    /// f32: the least and the largest answer of each output, where answers are held to them.
    const fn bounds(&self, outputs: usize) -> usize {
        if self.clips_outputs { 2 * outputs } else { 0 }
    }
}

/// The block of a search, carved as its [`Layout`] says.
pub(crate) struct SearchViews<'m> {
    pub(crate) scores: &'m mut [f64],
    /// All that the others leave: more rows pass through the network at a time in more of it, which
    /// is faster and changes no bit.
    pub(crate) floats: &'m mut [f32],
    pub(crate) indices: &'m mut [u32],
    /// Candidates in an order, of a race or a halving search.
    pub(crate) order: &'m mut [u32],
    pub(crate) folds: &'m mut [u8],
}

/// What a fit on a fold works in, carved from the numbers of a search.
pub(super) struct FoldViews<'m> {
    /// The rows of the data set, to be filled with those that train and then those that test.
    pub(super) rows: &'m mut [u32],
    /// The number of each class among those that the fold trains on; empty where all folds train on all.
    pub(super) number: &'m mut [u32],
    /// Of the scalers, as many as [`constants`] says, and then of what answers are held to, as many as [`bounds`] does.
    pub(super) constants: &'m mut [f32],
    /// The weights, and what a fit takes beside them.
    pub(super) floats: &'m mut [f32],
    pub(super) indices: &'m mut [u32],
}

impl<'m> FoldViews<'m> {
    /// With `numbers` words that number the classes.
    pub(super) fn carve(
        problem: &Problem<'_>,
        numbers: usize,
        floats: &'m mut [f32],
        indices: &'m mut [u32],
    ) -> Self {
        let data = &problem.data;
        let (rows, indices) = indices.split_at_mut(data.rows());
        let (number, indices) = indices.split_at_mut(numbers);
        let (constants, floats) = floats.split_at_mut(constants(data) + bounds(problem));
        Self {
            rows,
            number,
            constants,
            floats,
            indices,
        }
    }
}

impl Layout {
    /// For every candidate of a grid.
    #[must_use]
    pub const fn for_grid(problem: &Problem<'_>, grid: &Grid<'_>) -> Self {
        let trials = if grid.len() > usize::MAX as u64 {
            usize::MAX
        } else {
            grid.len() as usize
        };
        Self::for_random(problem, grid.spaces(), trials)
    }

    /// For `trials` candidates of some spaces, whichever they are: for the widest network with what
    /// takes the most to train it.
    #[must_use]
    pub const fn for_random(problem: &Problem<'_>, spaces: &[Space<'_>], trials: usize) -> Self {
        let (mut layout, mut i) = (Self::beside_fits(problem, trials), 0);
        while i < spaces.len() {
            layout = layout.max(Self::of_space(problem, spaces[i].dimensions()));
            i += 1;
        }
        layout
    }

    /// Of fits, as all of these.
    const fn of_space(problem: &Problem<'_>, space: &[Dimension<'_>]) -> Self {
        let base = [Value::Layers(problem.base.hidden_layer_sizes)];
        let (params, widths) = largest(&problem.base, &base, space);
        let mut layout = Self::NOTHING;
        match widths {
            Range::List(values) => {
                let mut i = 0;
                while i < values.len() {
                    layout = layout.max(Self::of_width(problem, &values[i], &params));
                    i += 1;
                }
            }
            Range::IntRange { high, .. } => {
                let widest = Value::Int(high.saturating_sub(1));
                layout = layout.max(Self::of_width(problem, &widest, &params));
            }
            Range::LayersRange(layers) => {
                layout = layout.max(Self::of_width(problem, &layers.largest(), &params));
            }
            Range::FloatRange { .. } => {}
        }
        layout
    }

    /// What these candidates take, exactly. One that cannot be fitted, as with early stopping on too
    /// few rows, takes nothing.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a value that its parameter does not take, and for epochs that are the resource;
    /// [`Error::ScaledCounts`] for a `loss` of poisson with a scaled target.
    #[inline(never)]
    pub(crate) fn for_candidates(
        problem: &Problem<'_>,
        candidates: impl ExactSizeIterator<Item = Candidate>,
    ) -> Result<Self, Error> {
        let data = &problem.data;
        let mut layout = Self::beside_fits(problem, candidates.len());
        for candidate in candidates {
            let mut names = candidate.items().iter().map(|&(name, _)| name);
            if problem.halving.is_some() && names.any(|name| name == Name::MaxIter) {
                return Err(Error::Parameter(Name::MaxIter.as_str()));
            }
            let params = candidate.params(&problem.base)?;
            let scaled =
                matches!(data.target(), Target::Values { .. }) && problem.target_scaling != Scaling::None;
            if scaled && params.loss == Loss::Poisson {
                return Err(Error::ScaledCounts);
            }
            if let Ok(plan) = Plan::try_new(data, data.rows(), &params) {
                layout = layout.max(Self::of_shape(problem, plan.shape(), &params));
            }
        }
        Ok(layout)
    }

    const NOTHING: Self = Self {
        scores: 0,
        floats: 0,
        indices: 0,
        order: 0,
        folds: 0,
    };

    /// What is left when there is nothing to fit.
    const fn beside_fits(problem: &Problem<'_>, candidates: usize) -> Self {
        let rows = SearchedRows::of(problem);
        Self {
            scores: Scoreboard::memory(rounds::trials(problem, candidates), problem.cv),
            floats: constants(&problem.data) + bounds(problem),
            indices: rows.indices(problem.cv, 0) + numbering(&problem.data),
            order: rounds::order(problem, candidates),
            folds: rows.rows,
        }
    }

    /// With hidden layers as `value` says; what is no width takes nothing.
    const fn of_width(problem: &Problem<'_>, value: &Value, params: &Params) -> Self {
        let hidden = match *value {
            Value::Layers(hidden) => Ok(hidden),
            Value::Int(width) if width > 0 && width <= u16::MAX as i64 => Hidden::try_new(&[width as u16]),
            Value::Int(_) | Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Rates(_) => {
                Err(Error::Shape)
            }
        };
        let outputs = Output::width(&problem.data.target());
        if let Ok(hidden) = hidden
            && let Ok(shape) = Shape::of(problem.data.features(), &hidden, outputs)
        {
            return Self::of_shape(problem, &shape, params);
        }
        Self::NOTHING
    }

    const fn of_shape(problem: &Problem<'_>, shape: &Shape, params: &Params) -> Self {
        let (rows, fit, no_trials) = (SearchedRows::of(problem), (shape, params), (0, problem.cv));
        let mut layout = Self::of(&rows, fit, no_trials, kernels::WIDE);
        layout.indices += numbering(&problem.data);
        layout
    }

    /// For fits of one shape on all folds, also where [`kernels::WIDE`] is another than here.
    pub(crate) const fn of(
        rows: &SearchedRows,
        (shape, params): (&Shape, &Params),
        (trials, cv): (usize, usize),
        wide: bool,
    ) -> Self {
        let fit = FitLayout::of(shape, params, wide).floats(1);
        let answers = score_floats(shape, tested(rows.rows, cv), 1);
        let fit_indices = train::indices(rows.rows, rows.classes, params.early_stopping);
        Self {
            scores: Scoreboard::memory(trials, cv),
            floats: larger(fit, answers)
                .saturating_add(shape.parameters())
                .saturating_add(scalers(shape.inputs(), rows.classes, shape.outputs()))
                .saturating_add(rows.bounds(shape.outputs())),
            indices: rows.indices(cv, fit_indices),
            order: 0,
            folds: rows.rows,
        }
    }

    /// The larger of each: what suffices for either search.
    #[must_use]
    pub const fn max(self, other: Self) -> Self {
        Self {
            scores: larger(self.scores, other.scores),
            floats: larger(self.floats, other.floats),
            indices: larger(self.indices, other.indices),
            order: larger(self.order, other.order),
            folds: larger(self.folds, other.folds),
        }
    }

    /// How many bytes that is in all.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        let words = self
            .floats
            .saturating_add(self.indices)
            .saturating_add(self.order);
        let bytes = self.scores.saturating_mul(8).saturating_add(self.folds);
        bytes.saturating_add(words.saturating_mul(4))
    }

    /// The views of `memory`, whose first bytes are skipped where it is not aligned for an f64.
    ///
    /// # Errors
    /// [`Error::TooSmall`] where the rest is shorter than [`Layout::bytes`].
    pub(crate) fn carve<'m>(&self, memory: &'m mut [u8]) -> Result<SearchViews<'m>, Error> {
        let unaligned = memory.as_ptr().align_offset(align_of::<f64>());
        let memory = memory.get_mut(unaligned..).unwrap_or_default();
        let (needed, got) = (self.bytes(), memory.len());
        if got < needed {
            return Err(Error::TooSmall { needed, got });
        }
        let (scores, memory) = memory.split_at_mut(8 * self.scores);
        let (memory, folds) = memory.split_at_mut(memory.len() - self.folds);
        let words = numbers::<u32>(memory).len();
        let (memory, order) = memory.split_at_mut(4 * (words - self.order));
        let (floats, indices) = memory.split_at_mut(4 * (words - self.order - self.indices));
        Ok(SearchViews {
            scores: numbers(scores),
            floats: numbers(floats),
            indices: numbers(indices),
            order: numbers(order),
            folds,
        })
    }
}

/// f32: the least and the largest answer of each output, where answers are held to them.
pub(super) const fn bounds(problem: &Problem<'_>) -> usize {
    SearchedRows::of(problem).bounds(Output::width(&problem.data.target()))
}

/// f32: an offset and a scale for each feature, and of values for each output.
const fn constants(data: &Dataset<'_>) -> usize {
    scalers(data.features(), data.classes(), Output::width(&data.target()))
}

const fn scalers(features: usize, classes: usize, outputs: usize) -> usize {
    2 * (features + if classes == 0 { outputs } else { 0 })
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// The rows of the largest fold.
const fn tested(rows: usize, cv: usize) -> usize {
    rows.div_ceil(if cv == 0 { 1 } else { cv })
}

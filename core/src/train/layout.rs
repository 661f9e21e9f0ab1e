//! The memory of a fit: the sizes of its arrays, and the views carved from what the caller gives.

use heapless::Vec;

use super::optimizer::Optimizer;
use crate::folds;
use crate::kernels::WIDE;
use crate::limits::MAX_WIDTHS;
use crate::params::{ClassWeight, Params};
use crate::shape::Shape;

/// What a layout for wide loads is to fill.
pub(super) const LANES: usize = 16;

/// What a fit works in, borrowed from the caller. What it holds before does not matter.
#[derive(Debug)]
pub struct FitMemory<'m> {
    /// As many as the network has parameters; holds the trained ones afterwards.
    pub weights: &'m mut [f32],
    /// At least [`Plan::floats`](super::Plan::floats) of one row. More rows at a time are faster and change no bit.
    pub floats: &'m mut [f32],
    /// At least [`Plan::indices`](super::Plan::indices).
    pub indices: &'m mut [u32],
}

/// How many f32 each array of a fit has, beside the weights.
#[derive(Clone, Copy, Debug)]
pub struct FitLayout {
    /// The optimiser's: of as many numbers as the weights adam's two moments, sgd's velocity alone, or the direction
    /// of lbfgs and the rest of its state.
    moments: [usize; 2],
    /// As long as the weights.
    gradient: usize,
    /// The best weights of early stopping.
    best: usize,
    /// What each class counts, where they are balanced.
    class_weights: usize,
    /// Wide loads want the weights of all layers but the first by output too, for the way back.
    weights_by_output: usize,
    /// And room for gradients by input.
    gradient_by_input: usize,
    /// For each row that passes at a time: activations of every layer, one row of deltas, and the
    /// masks of dropout.
    per_row: usize,
    wide: bool,
}

impl FitLayout {
    /// On this machine.
    #[must_use]
    pub const fn new(shape: &Shape, params: &Params) -> Self {
        Self::of(shape, params, WIDE)
    }

    /// Where [`WIDE`] may be another.
    pub(crate) const fn of(shape: &Shape, params: &Params, wide: bool) -> Self {
        let parameters = shape.parameters();
        let first_layer = shape.width(0) * shape.width(1);
        let (mut hidden, mut drops, mut i) = (0, false, 1);
        while i < shape.layers() {
            hidden += shape.width(i);
            drops = drops || params.dropout[i - 1] > 0.0;
            i += 1;
        }
        let masks = if drops { hidden } else { 0 };
        Self {
            moments: [
                parameters,
                parameters.saturating_mul(Optimizer::state(params.solver) - 1),
            ],
            gradient: parameters,
            best: if params.early_stopping { parameters } else { 0 },
            class_weights: match params.class_weight {
                ClassWeight::None => 0,
                // two classes have one output
                ClassWeight::Balanced if shape.outputs() == 1 => 2,
                ClassWeight::Balanced => shape.outputs(),
            },
            weights_by_output: if wide { shape.macs() - first_layer } else { 0 },
            gradient_by_input: if wide { shape.macs() } else { 0 },
            per_row: shape.inputs() + hidden + shape.outputs() + shape.widest() + masks,
            wide,
        }
    }

    /// The arrays that do not depend on the rows, in the order of memory.
    const fn fixed(&self) -> [usize; 6] {
        let by_other = self.weights_by_output.saturating_add(self.gradient_by_input);
        [
            self.moments[0],
            self.moments[1],
            self.gradient,
            self.best,
            self.class_weights,
            by_other,
        ]
    }

    /// `count`, or for wide loads as many as whole vectors hold, so that the next array is aligned.
    const fn whole(&self, count: usize) -> usize {
        if self.wide {
            match count.checked_next_multiple_of(LANES) {
                Some(whole) => whole,
                None => usize::MAX,
            }
        } else {
            count
        }
    }

    /// How many f32 with `rows` of a batch passing at a time: the fixed arrays, what aligning the
    /// first may skip, and the rows.
    #[must_use]
    pub const fn floats(&self, rows: usize) -> usize {
        let (mut sum, mut i) = (self.whole(1) - 1, 0);
        while i < self.fixed().len() {
            sum = self.whole(self.fixed()[i]).saturating_add(sum);
            i += 1;
        }
        rows.saturating_mul(self.per_row).saturating_add(sum)
    }

    /// The views of `memory`, which is long enough, for a fit of a network of `shape`, with dropout or without: as many rows at a time as there is room for,
    /// and no more than a `batch`.
    pub(super) fn carve<'a>(
        &self,
        shape: &Shape,
        drops: bool,
        batch: usize,
        mut memory: &'a mut [f32],
    ) -> FitViews<'a> {
        if self.wide {
            let unaligned = memory.as_ptr().align_offset(LANES * size_of::<f32>());
            take(&mut memory, unaligned.min(LANES - 1));
        }
        let [
            first_moment,
            second_moment,
            gradient,
            best,
            class_weights,
            by_other,
        ] = self
            .fixed()
            .map(|count| &mut take(&mut memory, self.whole(count))[..count]);
        let (weights_by_output, gradient_by_input) = by_other.split_at_mut(self.weights_by_output);
        let rows = (memory.len() / self.per_row).min(self.whole(batch));
        let mut layers = Vec::new();
        let mut masks = Vec::new();
        for i in 0..=shape.layers() {
            // there is room for one more than the deepest network has
            let _ = layers.push(take(&mut memory, rows * shape.width(i)));
        }
        for i in 0..=shape.layers() {
            let hidden = drops && i > 0 && i < shape.layers();
            let count = if hidden { rows * shape.width(i) } else { 0 };
            let _ = masks.push(take(&mut memory, count));
        }
        let back = take(&mut memory, rows * shape.widest());
        FitViews {
            first_moment,
            second_moment,
            best,
            class_weights,
            pass: Pass {
                gradient,
                weights_by_output,
                gradient_by_input,
                layers,
                masks,
                back,
                rows,
            },
        }
    }
}

/// How many u32 a fit takes, known from the numbers of rows and classes (0 for values).
#[must_use]
pub const fn indices(rows: usize, classes: usize, early_stopping: bool) -> usize {
    if early_stopping {
        folds::scratch(rows, classes).saturating_add(rows.saturating_mul(2))
    } else {
        rows
    }
}

/// The arrays of a fit.
pub(super) struct FitViews<'a> {
    pub(super) first_moment: &'a mut [f32],
    pub(super) second_moment: &'a mut [f32],
    pub(super) best: &'a mut [f32],
    /// By class as the fit numbers them; empty where they are not balanced.
    pub(super) class_weights: &'a mut [f32],
    pub(super) pass: Pass<'a>,
}

/// Those that rows pass through, forward and back.
pub(super) struct Pass<'a> {
    /// Sum of the gradients, laid out as the weights.
    pub(super) gradient: &'a mut [f32],
    /// The weights of each layer but the first, `fan_out x fan_in`, for wide loads.
    pub(super) weights_by_output: &'a mut [f32],
    /// The gradients that are summed as `fan_out x fan_in`, layer by layer.
    pub(super) gradient_by_input: &'a mut [f32],
    /// Activations by layer, `rows x width`: the inputs first; deltas on the way back.
    pub(super) layers: Vec<&'a mut [f32], MAX_WIDTHS>,
    /// Gates of dropout, by hidden layer, `rows x width`.
    pub(super) masks: Vec<&'a mut [f32], MAX_WIDTHS>,
    /// A delta before its activation's slope, `rows x widest`.
    pub(super) back: &'a mut [f32],
    /// How many rows pass at a time.
    pub(super) rows: usize,
}

impl Pass<'_> {
    /// `count`, or the next whole vector where there is memory for it: no lane meets its
    /// neighbour, so what the rows past the last one hold does not show.
    pub(super) fn padded(&self, count: usize) -> usize {
        if WIDE {
            count.next_multiple_of(LANES).min(self.rows)
        } else {
            count
        }
    }
}

/// The next `count` of some memory.
pub(super) fn take<'a, T>(memory: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (taken, rest) = core::mem::take(memory).split_at_mut(count);
    *memory = rest;
    taken
}

/// The last `count` of some memory.
pub(super) fn take_last<'a, T>(memory: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let rest = memory.len() - count;
    let (rest, taken) = core::mem::take(memory).split_at_mut(rest);
    *memory = rest;
    taken
}

//! What a fit keeps in the memory that the caller gives.

use crate::params::MAX_HIDDEN;

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

/// Arrays of a fit, views of the caller's memory.
pub(super) struct Buffers<'a> {
    /// Activations by layer, rows x width: the inputs first; deltas on the way back.
    pub(super) layers: [&'a mut [f32]; MAX_HIDDEN + 2],
    /// Gates of dropout, by hidden layer.
    pub(super) masks: [&'a mut [f32]; MAX_HIDDEN + 2],
    /// A delta before its activation's slope, rows x widest.
    pub(super) back: &'a mut [f32],
    /// Sum of the gradients, laid out as the weights.
    pub(super) gradient: &'a mut [f32],
    /// Weights by output, by layer but for the first, and then the gradients that are by output.
    pub(super) transposed: &'a mut [f32],
    pub(super) rows_at_once: usize,
}

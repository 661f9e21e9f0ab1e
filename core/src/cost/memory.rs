//! The memory of a fit and of a search on a microcontroller.

use crate::params::Params;
use crate::search::{Layout, SearchedRows};
use crate::shape::Shape;
use crate::train::{FitLayout, indices};

/// Bytes of static RAM that one fit takes on a microcontroller, the network's weights included;
/// `rows` and `classes` (0 for values) are the data set's, which itself may lie in flash, and
/// `at_once` rows of a batch pass through the network at a time.
#[must_use]
pub const fn training_bytes(
    shape: &Shape,
    params: &Params,
    rows: usize,
    classes: usize,
    at_once: usize,
) -> usize {
    let fit = FitLayout::of(shape, params, false).floats(at_once);
    let indices = indices(rows, classes, params.early_stopping);
    let words = fit.saturating_add(indices).saturating_add(shape.parameters());
    words.saturating_mul(4)
}

/// Bytes of static RAM that a search takes on a microcontroller, more where a class has one row; see [`Layout`].
#[must_use]
pub const fn search_bytes(
    rows: &SearchedRows,
    widest: &Shape,
    params: &Params,
    trials: usize,
    cv: usize,
) -> usize {
    Layout::of(rows, (widest, params), (trials, cv), false).bytes()
}

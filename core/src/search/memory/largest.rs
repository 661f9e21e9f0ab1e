//! What of a space takes the most memory.

use crate::params::{ClassWeight, MAX_HIDDEN, Name, Params, Solver, Value, Word};
use crate::space::{Dimension, Range};
use crate::train::Optimizer;

/// Of what a space may choose, what takes the most memory: the solver that remembers the most for each
/// weight, early stopping and dropout; and the widths that it may choose, or else those of `base`.
pub(super) const fn largest<'a>(
    base: &Params,
    base_widths: &'a [Value],
    space: &[Dimension<'a>],
) -> (Params, Range<'a>) {
    let (mut params, mut widths, mut i) = (*base, Range::List(base_widths), 0);
    while i < space.len() {
        let range = space[i].range;
        match space[i].name {
            Name::HiddenLayerSizes => widths = range,
            Name::Solver => params.solver = largest_solver(params.solver, range),
            Name::EarlyStopping => params.early_stopping = may_stop_early(params.early_stopping, range),
            // a number for each class, where any is balanced
            Name::ClassWeight => params.class_weight = ClassWeight::Balanced,
            Name::Dropout => params.dropout = [0.5; MAX_HIDDEN],
            // no memory depends on these: a fit with more rows in a batch passes them in turn
            Name::BatchSize => {}
            Name::Activation
            | Name::Alpha
            | Name::Beta1
            | Name::Beta2
            | Name::Epsilon
            | Name::LearningRate
            | Name::LearningRateInit
            | Name::Loss
            | Name::MaxFun
            | Name::MaxIter
            | Name::Missing
            | Name::Momentum
            | Name::NIterNoChange
            | Name::NesterovsMomentum
            | Name::PowerT
            | Name::Scaler
            | Name::Shuffle
            | Name::Tol
            | Name::ValidationFraction => {}
            #[cfg(not(chip))]
            Name::WindowAxes
            | Name::WindowDecimate
            | Name::WindowFeatures
            | Name::WindowFilter
            | Name::WindowHop
            | Name::WindowSelect
            | Name::WindowSize => {}
        }
        i += 1;
    }
    (params, widths)
}

/// The solver of a list that remembers the most for each weight; `base` where there is no list.
const fn largest_solver(base: Solver, range: Range<'_>) -> Solver {
    let (mut largest, mut i) = (base, 0);
    if let Range::List(values) = range {
        while i < values.len() {
            if let Value::Word(Word::Solver(solver)) = values[i]
                && (i == 0 || Optimizer::state(solver) > Optimizer::state(largest))
            {
                largest = solver;
            }
            i += 1;
        }
    }
    largest
}

/// Whether a list has `true`; `base` where there is no list.
const fn may_stop_early(base: bool, range: Range<'_>) -> bool {
    let Range::List(values) = range else {
        return base;
    };
    let mut i = 0;
    while i < values.len() {
        if let Value::Bool(true) = values[i] {
            return true;
        }
        i += 1;
    }
    false
}

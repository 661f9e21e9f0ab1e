//! The one error type of the crate: small, `Copy`, without text of its own memory.

use crate::limits::{MAX_CLASSES, MAX_HIDDEN};

/// What can be wrong with what a caller passes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A shape has no input, no output, a width of 0 or too many layers.
    Shape,
    /// A network has more weights than memory can hold on this machine.
    TooManyParameters,
    /// More classes than labels, which are u16, can distinguish.
    TooManyClasses {
        /// How many there were to be.
        got: usize,
    },
    /// A slice is shorter than the shape, or the data set, asks for.
    TooSmall {
        /// How many elements are needed.
        needed: usize,
        /// How many there were.
        got: usize,
    },
    /// Two lengths that must agree do not (rows and labels, features and inputs).
    Mismatch {
        /// What the other side has.
        expected: usize,
        /// What was passed.
        got: usize,
    },
    /// A feature, target or weight is NaN or infinite; `row` and `column` say where.
    NotFinite {
        /// Row of the data set, or index of the layer.
        row: usize,
        /// Column within it.
        column: usize,
    },
    /// The largest answer of an output is less than its least.
    Bounds {
        /// The output.
        output: usize,
    },
    /// A label is not below the number of classes.
    Label {
        /// The row that holds it.
        row: usize,
    },
    /// A row's weight, or a class's, is negative, NaN or infinite.
    Weight {
        /// The row, or the class.
        row: usize,
    },
    /// The weights of rows that are trained on, or scored, together sum to 0.
    NoWeight,
    /// A hyperparameter has a value that is not for this kind of target; the name is scikit-learn's.
    Unsuited(&'static str),
    /// A parameter by which a search prepares features, given to one fit, of features that are prepared.
    Prepares(&'static str),
    /// Classes have weights of their own, and are to be balanced too.
    ClassWeightTwice,
    /// A value below 0, of which the Poisson deviance is not defined.
    Negative {
        /// The row that holds it.
        row: usize,
    },
    /// The Poisson deviance is of values in their own units, and they are scaled.
    ScaledCounts,
    /// Too few rows for the split or the folds that are asked for.
    TooFewRows {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        got: usize,
    },
    /// Folds that keep groups whole need a group each.
    TooFewGroups {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        got: usize,
    },
    /// Early stopping needs at least two rows held out, and with two classes also two that train.
    EarlyStopping {
        /// How many rows would train.
        train: usize,
        /// How many would be held out.
        held_out: usize,
    },
    /// Every class has fewer rows than there are folds, or a class is too small to split.
    ClassTooSmall {
        /// The class.
        class: usize,
    },
    /// A hyperparameter is outside its range; the name is scikit-learn's.
    Parameter(&'static str),
    /// lbfgs with dropout, by which each evaluation of the loss would be of another.
    LbfgsDropout,
    /// A score is not defined for this target or these labels, or a class is asked of a regression.
    Undefined,
    /// A grid needs a list of values for this parameter, and there is a range.
    NotAList(&'static str),
    /// A search has no candidates.
    NoCandidate,
    /// A grid holds more candidates than can be counted.
    TooManyCandidates,
    /// The weights, the bias or the multiplier of a unit are beyond what int8 arithmetic holds.
    BeyondInt8 {
        /// Index of the layer.
        layer: usize,
        /// The unit within it.
        unit: usize,
    },
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {
            Error::Shape => write!(
                f,
                "a network has inputs, at most {MAX_HIDDEN} hidden layers and outputs, each 1 to {} wide",
                u16::MAX
            ),
            Error::TooManyParameters => write!(f, "the network has more weights than memory can hold"),
            Error::TooManyClasses { got } => {
                write!(f, "{got} classes, and labels distinguish at most {MAX_CLASSES}")
            }
            Error::TooSmall { needed, got } => write!(f, "needs memory for {needed} elements, got {got}"),
            Error::Mismatch { expected, got } => write!(f, "expected a length of {expected}, got {got}"),
            Error::NotFinite { row, column } => {
                write!(f, "not a finite number at row {row}, column {column}")
            }
            Error::Bounds { output } => {
                write!(f, "the largest answer of output {output} is less than the least")
            }
            Error::Label { row } => write!(f, "the label of row {row} is not below the number of classes"),
            Error::Weight { row } => write!(f, "weight {row} is negative or not finite"),
            Error::NoWeight => write!(
                f,
                "the weights of rows that are trained on, or scored, together sum to 0: give more rows some weight, or take larger batches"
            ),
            Error::Unsuited(name) => write!(f, "{name} has a value that is not for this kind of target"),
            Error::Prepares(name) => write!(
                f,
                "{name} is for the space of a search on a host: the features of this fit are prepared as they are"
            ),
            Error::ClassWeightTwice => write!(
                f,
                "classes have weights, and class_weight = balanced is to give them others: leave one out"
            ),
            Error::Negative { row } => write!(
                f,
                "the value of row {row} is below 0, and the poisson loss is of values from 0 on"
            ),
            Error::ScaledCounts => write!(
                f,
                "the poisson loss is of values in their own units: do not scale the target"
            ),
            Error::TooFewRows { needed, got } => write!(f, "needs at least {needed} rows, got {got}"),
            Error::TooFewGroups { needed, got } => write!(f, "needs at least {needed} groups, got {got}"),
            Error::EarlyStopping { train, held_out } => write!(
                f,
                "early stopping leaves {train} of {} rows to train on and holds out {held_out}; it needs at least 2 of each: give more rows, or another validation_fraction",
                train + held_out
            ),
            Error::ClassTooSmall { class } => write!(f, "class {class} has too few rows"),
            Error::Parameter(name) => write!(f, "{name} is out of range"),
            Error::LbfgsDropout => write!(
                f,
                "solver lbfgs follows one loss, and dropout changes it at every evaluation: set dropout to 0, or take another solver"
            ),
            Error::Undefined => write!(f, "the score is not defined for these labels"),
            Error::NotAList(name) => write!(f, "a grid needs a list of values for {name}, not a range"),
            Error::NoCandidate => write!(f, "there is no candidate to fit"),
            Error::TooManyCandidates => write!(f, "the grid holds too many candidates"),
            Error::BeyondInt8 { layer, unit } => {
                write!(
                    f,
                    "unit {unit} of layer {layer} does not fit into int8 arithmetic"
                )
            }
        }
    }
}

impl core::error::Error for Error {}

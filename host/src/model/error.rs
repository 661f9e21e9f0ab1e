//! Why a model cannot be read, written or asked.

use mcutune_core::score::Scoring;

use super::FORMAT;
use crate::data::room::{BESIDE, Full, has_room};
use crate::data::{DataError, Location};
use crate::files::WriteError;
use crate::memory::FIT_BYTES;
use crate::pos_label::PosLabelError;
use crate::text::counted;
use crate::text::in_gib;

/// Bytes for people, rounded up.
fn in_megabytes(bytes: usize) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}

/// An error where the system does not give this many bytes: for text that grows with the network.
pub(crate) fn check_room(doing: &'static str, bytes: usize) -> Result<(), ModelError> {
    has_room(bytes.saturating_add(BESIDE)).map_err(|Full| ModelError::NoMemory { doing, bytes })
}

/// What is wrong where scores are to be weighted, of data without weights: in a search, too.
pub(crate) const NO_WEIGHTS: &str = "scores are to be weighted, and no column says how much each row counts";

/// The same of a score that has none.
pub(crate) fn no_weights_in(scoring: Scoring) -> String {
    format!(
        "the score {} has no weights, and scikit-learn's has no sample_weight",
        scoring.name()
    )
}

/// Why a model cannot be read, written or asked.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {error}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The file is no JSON, or lacks fields.
    #[error("{path}: no model, or cut off: {message}")]
    Json {
        /// The file.
        path: String,
        /// Where and what.
        message: String,
    },
    /// Of another version.
    #[error("{path}: the model has format {got}, this program reads format {FORMAT}; train it again")]
    Format {
        /// The file.
        path: String,
        /// The format of the file.
        got: u64,
    },
    /// The digest does not match.
    #[error("{path}: the model was altered or damaged: its checksum does not match")]
    Checksum {
        /// The file.
        path: String,
    },
    /// It has no network in int8.
    #[error(
        "the network has no int8 form: its weights, or its sums over the rows that trained it, \
         are beyond any scale of 8 bits"
    )]
    NoInt8,
    /// The answers to this many rows, a number a class, take more memory than there may be of them.
    #[error(
        "the answers take {bytes} bytes of memory, {}, and they may take at most {}, and no more than the system gives; give fewer \
         rows at a time",
        in_gib(*bytes),
        in_gib(FIT_BYTES)
    )]
    TooLarge {
        /// What they take.
        bytes: u64,
    },
    /// There is no memory left for what it takes.
    #[error("the model cannot be {doing}: that takes about {} of memory, which the system does not give", in_megabytes(*bytes))]
    NoMemory {
        /// `read`, `written` or `exported`.
        doing: &'static str,
        /// What it takes.
        bytes: usize,
    },
    /// Its parts do not fit each other.
    #[error("the model is not consistent: {0}")]
    Inconsistent(String),
    /// The data do not fit the model.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A feature that the scaler cannot take.
    #[error("{at}: feature `{feature}` is not a finite number once it is scaled")]
    NotFinite {
        /// Where.
        at: Location,
        /// The feature.
        feature: String,
    },
    /// The model's answers are not finite, which have no score.
    #[error(
        "{at}: the model's answer is no finite number{}: its fit has diverged, or the row is far from those that trained it",
        match *rows { 1 => String::new(), rows => format!(", nor are those to {} more", counted(rows - 1, "row")) }
    )]
    Diverged {
        /// The first of the rows.
        at: Location,
        /// How many rows have such an answer.
        rows: usize,
    },
    /// A row has more or fewer numbers than the model has features.
    #[error("row {row} (from 0) has {} where the model has {}", counted(*got, "number"), counted(*expected, "feature"))]
    RowLength {
        /// The index of the row.
        row: usize,
        /// How many numbers it has.
        got: usize,
        /// How many it should have.
        expected: usize,
    },
    /// The model predicts values.
    #[error("the model predicts values, which have no probabilities")]
    NoProbabilities,
    /// The score is for another kind of target.
    #[error("the score {} does not suit what the model predicts", scoring.name())]
    Unsuitable {
        /// The score.
        scoring: Scoring,
    },
    /// Scores are to be weighted, of data without weights.
    #[error("{NO_WEIGHTS}")]
    NoWeights,
    /// Scores are to be weighted, and the score has no weights, nor has scikit-learn's.
    #[error("{}", no_weights_in(*scoring))]
    NoWeightsIn {
        /// The score.
        scoring: Scoring,
    },
    /// Scores are to be weighted, and all rows count nothing.
    #[error("the weights of the rows that are scored together sum to 0, which has no weighted score")]
    NoWeightInAll,
    /// Which class is the positive one of the score is not known.
    #[error(transparent)]
    PosLabel(#[from] PosLabelError),
    /// Not a name that C, Rust and ONNX all take.
    #[error(
        "`{name}` is not a valid name: it begins with a lower-case ASCII letter and holds such letters, digits and `_`"
    )]
    Name {
        /// The name.
        name: String,
        /// One like it that is good.
        like: String,
    },
}

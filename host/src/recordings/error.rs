//! What is wrong with recordings.

use std::io;

use crate::data::DataError;

/// What is wrong with recordings, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// A file cannot be read as a table.
    #[error(transparent)]
    Table(#[from] DataError),
    /// A file or directory cannot be read.
    #[error("{path}: cannot be read: {error}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// A file is not what its name says.
    #[error("{path}: {what}")]
    Malformed {
        /// The file.
        path: String,
        /// What is wrong.
        what: String,
    },
    /// There is no recording.
    #[error(
        "{path}: no recordings: those are CSV, JSON, Parquet, XLSX, NPY or NPZ files, or UCI HAR's folders"
    )]
    NoFiles {
        /// Where they were looked for.
        path: String,
    },
    /// There is no sample.
    #[error("the recordings have no samples")]
    Empty,
    /// A rate is no rate.
    #[error("a rate of {rate} Hz: it is a number of samples a second, above 0")]
    Rate {
        /// In Hz.
        rate: f64,
    },
    /// No sample says when it was taken, and nobody said how many there are a second.
    #[error(
        "{path}: no column says when samples were taken (`timestamp`, `time` and the like): give the rate in Hz, or name the column"
    )]
    NoRate {
        /// The first such file.
        path: String,
    },
    /// Files differ in their rates.
    #[error(
        "{path}: {rate} samples a second, and {other} has {expected}: resample them to one rate, or leave one of them out"
    )]
    RatesDiffer {
        /// The file.
        path: String,
        /// Its rate in Hz.
        rate: String,
        /// A file before it.
        other: String,
        /// That one's.
        expected: String,
    },
    /// The rate that was given is another than that of the timestamps.
    #[error(
        "{path}: timestamps say {rate} samples a second, not {asked}: give that rate, or resample to the other"
    )]
    OtherRate {
        /// The file.
        path: String,
        /// By its timestamps, in Hz.
        rate: String,
        /// What was given.
        asked: String,
    },
    /// Timestamps do not say their unit.
    #[error(
        "{path}: `{column}` grows by {step} a sample, which may be milliseconds or seconds: give the rate in Hz"
    )]
    Unit {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// By how much.
        step: f64,
    },
    /// Timestamps go back.
    #[error(
        "{path}: `{column}` does not grow at sample {sample} (from 1): where it begins anew there are several recordings in the file, and a column of sessions tells them apart"
    )]
    Backwards {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// From 1.
        sample: usize,
    },
    /// A column grows from sample to sample, as a clock or an index does.
    #[error(
        "{path}: `{column}` grows by the same from sample to sample, as a clock or an index does, and would be learnt from: name it as the timestamps, or leave it out"
    )]
    Grows {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// A column of text that nobody named.
    #[error("{path}: `{column}` is text: name it as the column of labels or of sessions, or leave it out")]
    Text {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// A column that is not there.
    #[error("{path}: no column is called `{column}`: there are {}", .names.join(", "))]
    Unknown {
        /// The file.
        path: String,
        /// What was asked for.
        column: String,
        /// What there is.
        names: Vec<String>,
    },
    /// A number is missing.
    #[error(
        "{path}: sample {sample} (from 1) has no number in `{column}`: correct it, or leave out the column"
    )]
    Gap {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// From 1.
        sample: usize,
    },
    /// A file has other axes than those before it.
    #[error("{path}: its axes are {}, and those of {other} are {}", .axes.join(", "), .expected.join(", "))]
    AxesDiffer {
        /// The file.
        path: String,
        /// Its axes.
        axes: Vec<String>,
        /// The first file.
        other: String,
        /// That one's.
        expected: Vec<String>,
    },
    /// None or too many axes.
    #[error("{} axes: a sample has 1 to {most}{}", .axes.len(), if .axes.is_empty() { "" } else { "; leave others out" })]
    Axes {
        /// Their names.
        axes: Vec<String>,
        /// How many there may be.
        most: usize,
    },
    /// Samples that are no whole rows.
    #[error("{recording}: samples of {axes} axes are whole rows, and labels are of these samples")]
    Samples {
        /// Its name.
        recording: String,
        /// How many axes.
        axes: usize,
    },
    /// A recording has no label.
    #[error(
        "{path}: no label: it is what stands before the first point of a file's name (`idle.01.csv`), the folder's name, or a column of labels that is named"
    )]
    NoLabel {
        /// The file.
        path: String,
    },
    /// Windows of others, whose rate nobody can know.
    #[error("{path}: windows that were cut before do not say their rate: give it in Hz")]
    WindowRate {
        /// The file.
        path: String,
    },
}

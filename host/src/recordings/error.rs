//! What is wrong with recordings.

use std::io;

use super::note::some;
use crate::data::DataError;

/// What is wrong with recordings, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// Recordings are files, whose names say what they are of.
    #[error("recordings are read from files, and `-` is standard input: save them to a file first")]
    Stdin,
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
        "{path}: no recordings: those are CSV, JSON, Parquet, XLSX, NPY or NPZ files, or UCI HAR's folders{}",
        if .aside.is_empty() { String::new() } else { format!("; there is {}", some(.aside)) }
    )]
    NoFiles {
        /// Where they were looked for.
        path: String,
        /// What was found there.
        aside: Vec<String>,
    },
    /// A file of a format that is not read.
    #[error("{path}: {format} is not read: {instead}")]
    Unread {
        /// The file.
        path: String,
        /// What it is.
        format: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// Labels may be names of folders or of files.
    #[error("labels may be names of folders ({}) or of files ({}): say which", some(.folders), some(.names))]
    EitherLabel {
        /// Names of the folders.
        folders: Vec<String>,
        /// What names of files begin with.
        names: Vec<String>,
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
    /// Timestamps go back or stand still.
    #[error(
        "{at}: `{column}` is {now}, not more than {before} before it: {}",
        if .now < .before {
            "if the file holds several recordings, name the column of sessions; else sort it"
        } else {
            "if several samples share a time, leave the column out and give the rate in Hz"
        }
    )]
    Backwards {
        /// Where.
        at: String,
        /// The column.
        column: String,
        /// The timestamp there, in the column's unit or in seconds.
        now: f64,
        /// That of the sample before.
        before: f64,
    },
    /// A column of timestamps is neither numbers nor dates.
    #[error(
        "{path}: `{column}` holds `{text}`, which is neither a number nor a date: name another column of timestamps, or leave it out and give the rate in Hz"
    )]
    NoStamps {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A rate that is far above that of the samples.
    #[error("{path}: {to} Hz is more than {most} times the {rate} Hz of its samples")]
    TooFast {
        /// The file.
        path: String,
        /// Its rate in Hz.
        rate: String,
        /// What was asked for, in Hz.
        to: String,
        /// How many times as many there may be.
        most: usize,
    },
    /// Windows that were cut by others are not resampled.
    #[error("{path}: windows that were cut before are not resampled: leave out the rate to resample to")]
    WindowResampled {
        /// The file.
        path: String,
    },
    /// A column grows from sample to sample, as a clock or an index does.
    #[error(
        "{path}: `{column}` grows with every sample, as a clock or an index does, and would be learnt from: name it as the timestamps, leave it out, or name the axes"
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
    /// A column of numbers whose name is that of labels or of recordings.
    #[error(
        "{path}: `{column}` would be learnt from as an axis, and its name is that of labels or of recordings: name it as the column of labels or of sessions, leave it out, or name the axes"
    )]
    NoAxis {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// A column that is not there.
    #[error(
        "{path}: there is no column `{column}`{}: there are {}",
        .nearest.as_ref().map(|name| format!(" (do you mean `{name}`?)")).unwrap_or_default(),
        .names.join(", ")
    )]
    Unknown {
        /// The file.
        path: String,
        /// What was asked for.
        column: String,
        /// The column most like it.
        nearest: Option<String>,
        /// What there is.
        names: Vec<String>,
    },
    /// A number is missing.
    #[error("{at}: `{column}` has no finite number: correct it, or leave out the column")]
    Gap {
        /// Where.
        at: String,
        /// The column.
        column: String,
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
    /// A sample is NaN or infinite.
    #[error("{recording}: sample {sample} (from 1) of `{axis}` is no finite number")]
    NotFinite {
        /// Its name.
        recording: String,
        /// The axis.
        axis: String,
        /// From 1.
        sample: usize,
    },
    /// Two axes have one name.
    #[error("two axes are called `{name}`")]
    AxisTwice {
        /// The name.
        name: String,
    },
    /// A recording has no label.
    #[error(
        "{path}: no label: it is what stands before the first point of a file's name (`idle.01.csv`), the folder's name, or a column of labels that is named"
    )]
    NoLabel {
        /// The file.
        path: String,
    },
    /// Nothing could be read.
    #[error("none of {count} files can be read; the first: {first}")]
    AllBad {
        /// How many there are.
        count: usize,
        /// What is wrong with the first.
        first: Box<RecordingError>,
    },
    /// Windows of others, whose rate nobody can know.
    #[error("{path}: windows that were cut before do not say their rate: give it in Hz")]
    WindowRate {
        /// The file.
        path: String,
    },
}

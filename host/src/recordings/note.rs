//! What was understood of recordings, and what was left out.

use std::fmt;

use crate::text::counted;

/// What was understood of recordings, or left out of them; `{}` says it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RecordingNote {
    /// When samples were taken, and how many there are a second.
    Clock {
        /// The column.
        column: String,
        /// Its unit.
        unit: &'static str,
        /// Samples a second of all, in Hz.
        rate: String,
        /// The standard deviation of the steps from sample to sample, in percent of one.
        deviation: f64,
        /// The largest deviation of one, in percent.
        largest: f64,
    },
    /// Timestamps jump.
    Gaps {
        /// The first such file.
        path: String,
        /// How many there are in all.
        gaps: usize,
        /// The longest, in seconds.
        longest: f64,
        /// Whether short ones were filled.
        filled: bool,
    },
    /// Samples were interpolated.
    Resampled {
        /// In Hz.
        from: String,
        /// In Hz.
        to: String,
    },
    /// Where labels come from.
    Labels(&'static str),
    /// Files of the other part of the data.
    Testing {
        /// How many were left out.
        left_out: usize,
        /// Whether those that train were.
        training: bool,
    },
    /// A folder of the other part of the data.
    LeftOut {
        /// The folder.
        folder: String,
        /// Which part it is.
        part: &'static str,
    },
    /// Files that are no recordings.
    Aside(Vec<String>),
    /// What is wrong with files that were left out for it.
    BadFiles(Vec<String>),
    /// A file ends before it says that it does.
    Truncated {
        /// The file.
        path: String,
        /// How it ends.
        what: String,
    },
    /// Columns in another order than in the first file.
    Reordered {
        /// The first such file.
        path: String,
    },
    /// Samples without a label.
    Unlabelled {
        /// The first such file.
        path: String,
        /// How many samples in all.
        samples: usize,
    },
    /// What a reader of tables found.
    Table {
        /// The file.
        path: String,
        /// What it says.
        what: String,
    },
}

impl fmt::Display for RecordingNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock {
                column,
                unit,
                rate,
                deviation,
                largest,
            } => {
                write!(f, "samples are {rate} a second, by `{column}` in {unit}")?;
                match *largest < 0.05 {
                    true => write!(f, ", all evenly"),
                    false => write!(
                        f,
                        "; steps deviate from that by {deviation:.1} % (standard deviation), at most {largest:.1} %"
                    ),
                }
            }
            Self::Gaps {
                path,
                gaps,
                longest,
                filled,
            } => write!(
                f,
                "timestamps have {} of up to {longest:.3} s, the first in {path}: {}",
                counted(*gaps, "gap"),
                match filled {
                    true => "those of up to 10 samples are filled, and no window goes over another",
                    false => "no window goes over one",
                }
            ),
            Self::Resampled { from, to } => {
                write!(f, "samples are interpolated linearly, from {from} to {to} Hz")
            }
            Self::Labels(from) => write!(f, "labels are {from}"),
            Self::Testing { left_out, training } => write!(
                f,
                "left out: {} for {}",
                counted(*left_out, "file"),
                if *training { "training" } else { "testing" }
            ),
            Self::LeftOut { folder, part } => write!(f, "left out: {folder}, which is for {part}"),
            Self::Aside(files) => write!(f, "no recordings, and left out: {}", some(files)),
            Self::BadFiles(files) => {
                write!(f, "left out: {} ({})", counted(files.len(), "file"), some(files))
            }
            Self::Truncated { path, what } => write!(f, "{path} ends early: {what}; what is whole is read"),
            Self::Reordered { path } => write!(
                f,
                "{path} has its columns in another order than the first file; they go by their names"
            ),
            Self::Unlabelled { path, samples } => write!(
                f,
                "{} without a label, the first in {path}: no window has them",
                counted(*samples, "sample")
            ),
            Self::Table { path, what } => write!(f, "{path}: {what}"),
        }
    }
}

/// The first of them, and how many more.
pub(super) fn some(files: &[String]) -> String {
    const SHOWN: usize = 3;
    match files.len().checked_sub(SHOWN) {
        None | Some(0) => files.join(", "),
        Some(more) => format!("{} and {more} more", files[..SHOWN].join(", ")),
    }
}

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
        /// In Hz.
        rate: String,
        /// The largest deviation of a step from the median, in percent.
        jitter: f64,
    },
    /// Timestamps jump: the recording is taken for several.
    Gaps {
        /// The first such file.
        path: String,
        /// How many there are in all.
        gaps: usize,
        /// The longest, in seconds.
        longest: f64,
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
    /// Files that are kept for the last score, or only those.
    Testing {
        /// How many were left out.
        left_out: usize,
        /// Whether those that train were.
        training: bool,
    },
    /// Files that are no recordings.
    Aside(Vec<String>),
    /// Files that cannot be read.
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
                jitter,
            } => write!(
                f,
                "samples are {rate} a second, by `{column}` in {unit}; steps differ by {jitter:.1} % at most"
            ),
            Self::Gaps { path, gaps, longest } => write!(
                f,
                "timestamps have {} of up to {longest:.3} s, the first in {path}: no window goes over one",
                counted(*gaps, "gap")
            ),
            Self::Resampled { from, to } => write!(f, "samples were interpolated, from {from} to {to} Hz"),
            Self::Labels(from) => write!(f, "labels are {from}"),
            Self::Testing { left_out, training } => write!(
                f,
                "{} that {} left out",
                counted(*left_out, "file"),
                match (training, left_out) {
                    (true, 1) => "trains is",
                    (true, _) => "train are",
                    (false, 1) => "is kept for testing is",
                    (false, _) => "are kept for testing are",
                }
            ),
            Self::Aside(files) => write!(f, "no recordings, and left out: {}", some(files)),
            Self::BadFiles(files) => write!(f, "cannot be read, and left out: {}", some(files)),
            Self::Truncated { path, what } => write!(f, "{path} ends early: {what}; what is there is read"),
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
fn some(files: &[String]) -> String {
    const SHOWN: usize = 3;
    match files.len().checked_sub(SHOWN) {
        None | Some(0) => files.join(", "),
        Some(more) => format!("{} and {more} more", files[..SHOWN].join(", ")),
    }
}

//! Why a study cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use super::settings::Difference;
use crate::files::WriteError;

/// Why a study cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// The system refused.
    #[error("{path}: cannot be {what}: {error}")]
    Io {
        /// The file or directory.
        path: String,
        /// "read", "written", ...
        what: &'static str,
        /// What the system said.
        error: io::Error,
    },
    /// An empty path as the study's directory.
    #[error("the study's directory is an empty path")]
    NoPath,
    /// The disk is full, say; what was written before stands.
    #[error(
        "{error}; {done} candidates are safe in the journal, and the same search goes on from them once that is repaired"
    )]
    Append {
        /// Which file, and what the system said.
        error: Box<StudyError>,
        /// Trials in the journal.
        done: usize,
    },
    /// A file of the results; every trial stands in the journal.
    #[error("{error}; all candidates are safe in {}, and the same search goes on from there", .journal.display())]
    Results {
        /// Which file, and what the system said.
        error: WriteError,
        /// The journal.
        journal: PathBuf,
    },
    /// Another search, of this process or another, holds the journal.
    #[error("{0}: another mcutune is searching in this directory")]
    Busy(String),
    /// A line that is not as we wrote it.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The journal.
        path: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A file that a search would replace, in a directory without a journal.
    #[error("{0}: exists already, and mcutune did not write it: there is no journal beside it")]
    NotOurs(String),
    /// There is a journal of another kind.
    #[error("{0}: not the journal of a search by mcutune")]
    Foreign(String),
    /// The directory holds the results of other settings or data.
    #[error("{path} holds another search: {}", list(.differences))]
    Other {
        /// The directory.
        path: String,
        /// One a setting.
        differences: Vec<Difference>,
    },
    /// The data are not those that were searched.
    #[error(
        "{path}: not the data of the study, which {name} was: its SHA-256 begins with {}, and that of the study's with {}",
        beginning(.here),
        beginning(.there)
    )]
    OtherData {
        /// The data.
        path: String,
        /// The name of those that were searched.
        name: String,
        /// The SHA-256 of those.
        there: String,
        /// And of the others.
        here: String,
    },
    /// The data are those that were searched, and something else is not.
    #[error("{path} was searched with other settings than this build reads of the study: {}", list(.differences))]
    Unlike {
        /// The data.
        path: String,
        /// One a setting.
        differences: Vec<Difference>,
    },
    /// The trials cannot be looked at for another microcontroller or other limits.
    #[error("the study says nothing of another microcontroller or other limits: {what}")]
    Device {
        /// Why not.
        what: String,
    },
    /// A study whose search kept no answers.
    #[error("its search kept no answers, without which another score takes another search")]
    NotKept,
    /// A study whose search dropped candidates by their score.
    #[error("its search dropped candidates by their {0}, and those have no other score on all folds")]
    Dropped(String),
    /// A trial whose answers are not there.
    #[error("the answers of trial {0} were not kept")]
    NoAnswers(usize),
    /// Its scores are weighted, and what it kept is without weights.
    #[error("its scores are weighted by `{0}`, and answers are kept without weights")]
    WeightedScores(String),
    /// Some fold is without a class in the rows that train it.
    #[error("a fold has no row of a class to train on, and what scores that has is for a search to say")]
    AbsentClasses,
    /// The answers that a study kept.
    #[error("{path}: {what}")]
    Predictions {
        /// The file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// The journal has no settings yet.
    #[error(
        "the study's search was ended before it had written its settings, so it has no trial; the same search begins it"
    )]
    NotBegun,
    /// A setting is not as this build writes it.
    #[error("a setting of the study is not one of this build: {what}")]
    Setting {
        /// Which, and what it is.
        what: String,
    },
    /// The directory holds shards that are not merged.
    #[error("{path} holds shards of a search, of {count}, that are not merged into a study yet")]
    Shards {
        /// The directory.
        path: String,
        /// How many there are to be.
        count: usize,
    },
    /// The directory holds shards of a search in another number of them.
    #[error("{path} is one of {there} shards, and this search is in {here}")]
    ShardCount {
        /// The directory of one.
        path: String,
        /// How many there are to be.
        there: usize,
        /// And of this search.
        here: usize,
    },
    /// A shard's directory is of a later round than the study's next one.
    #[error(
        "{path} has candidates of the round from {there} on, and the study that it is to be merged into needs those from \
         {here} on"
    )]
    ShardAhead {
        /// The shard's directory.
        path: String,
        /// The first candidate of its round.
        there: usize,
        /// That of the study's next round.
        here: usize,
    },
}

/// Enough of a digest to tell it from another.
fn beginning(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// Differences in a sentence.
pub(super) fn list(differences: &[Difference]) -> String {
    let differences: Vec<String> = differences.iter().map(Difference::to_string).collect();
    differences.join("; ")
}

/// The system refused `what`.
pub(super) fn io_error(path: &Path, what: &'static str, error: io::Error) -> StudyError {
    let path = path.display().to_string();
    StudyError::Io { path, what, error }
}

//! Why shards cannot be merged.

use std::path::PathBuf;

use super::error::{StudyError, list};
use super::settings::Difference;
use crate::shard::Shard;

/// Why shards are no search.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// A directory without any.
    #[error("{path}: no shard of a search is there")]
    NoShards {
        /// The directory.
        path: String,
    },
    /// Two of different numbers of shards.
    #[error("{} is one of {} shards, and {} one of {}", .a.0, .a.1, .b.0, .b.1)]
    Counts {
        /// A shard's directory, and how many it says that there are.
        a: (String, usize),
        /// Another's.
        b: (String, usize),
    },
    /// One shard in two directories.
    #[error("shard {shard} is in {a} and in {b}")]
    Twice {
        /// Which.
        shard: Shard,
        /// A directory.
        a: String,
        /// Another.
        b: String,
    },
    /// Shards of different searches.
    #[error("{there} is of another search than {here}: {}", list(.differences))]
    Differ {
        /// A shard's directory.
        there: String,
        /// Another's.
        here: String,
        /// One a setting.
        differences: Vec<Difference>,
    },
    /// A study, or a shard, cannot be read or written, or the study is of another search.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Some have candidates that are not done, or are missing.
    #[error("{} of {count} shards are not done", .unfinished.len())]
    Unfinished {
        /// How many there are in all.
        count: usize,
        /// Those.
        unfinished: Vec<Unfinished>,
    },
    /// The study lacks rounds before that of the shards.
    #[error(
        "{path} has {there} candidates, and the shards are of the round from {from} on: those between are in no shard"
    )]
    Lacks {
        /// The study's directory.
        path: String,
        /// How many candidates it has.
        there: usize,
        /// The first candidate of the shards' round.
        from: usize,
    },
}

/// A shard that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub shard: Shard,
    /// How many of its candidates are done; none where it has not begun this round.
    pub done: Option<usize>,
    /// The directory of the study that it is in, where it has begun.
    pub study: Option<PathBuf>,
    /// How many it has.
    pub candidates: usize,
}

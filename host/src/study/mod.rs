//! The study directory: the journal that a search goes on from, and what is left when it ends.

mod asked;
mod beside;
mod checksum;
mod confirmation;
mod cv_results;
mod device;
mod distribution;
mod error;
mod grow;
mod header;
mod int8_attributes;
mod journal;
mod line;
mod lock;
mod mark;
mod merge;
mod merge_error;
mod parse;
mod predictions;
mod record;
mod renew;
mod rescore;
mod rewrite;
mod settings;
mod shard;
mod space;
mod time;
mod typed;
mod winner;

use std::path::{Path, PathBuf};

pub(crate) use crate::directory::JOURNAL;
use crate::files::write_file;
use crate::text;

#[cfg(test)]
pub(crate) use checksum::resealed;
pub(crate) use confirmation::Confirmation;
pub(crate) use cv_results::cv_results;
pub(crate) use distribution::distributions;
pub use error::StudyError;
pub(crate) use header::Header;
pub(crate) use journal::{Journal, Timed};
pub use merge::{Merged, Shards};
pub use merge_error::{MergeError, Unfinished};
pub(crate) use predictions::Asked;
pub use record::Study;
pub(crate) use renew::Then;
pub use settings::{Difference, Settings};
pub(crate) use settings::{of_fits, settings, unlike};
pub(crate) use shard::{before, check_merged, check_place};

/// The table of results.
pub(crate) const CV_RESULTS: &str = "cv_results.csv";
/// Answers to the rows that test each fold, where they are kept.
pub(crate) const PREDICTIONS: &str = "predictions.npy";
/// What these are to.
pub(crate) const PREDICTED: &str = "predictions.json";
/// The winner for programs.
pub(crate) const BEST: &str = "best.json";
/// Its model.
pub(crate) use crate::model::FILE as MODEL;

/// The name of a study of a data file: what comes before the first point, or, of data that come from
/// no file, the same of the directory's name.
pub(crate) fn name(data: &str, directory: &Path) -> String {
    let directory = directory.file_name().unwrap_or_default().to_string_lossy();
    let name = if data.is_empty() { &directory } else { data };
    text::stem(name).to_owned()
}

/// Writes a file of results, whole or not at all, and gives its path; the error says that the
/// trials are safe all the same.
pub(crate) fn write(directory: &Path, name: &str, text: &str) -> Result<PathBuf, StudyError> {
    let path = directory.join(name);
    let journal = directory.join(JOURNAL);
    match write_file(&path, text.as_bytes()) {
        Ok(()) => Ok(path),
        Err(error) => Err(StudyError::Results { error, journal }),
    }
}

//! The samples of a file as they stand in it.

use super::clock::Stamps;
use super::note::RecordingNote;
use crate::data::{Location, Strings};

/// The samples of a file.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// Names of the axes.
    pub axes: Vec<String>,
    /// By axis, one number a sample.
    pub columns: Vec<Vec<f32>>,
    /// When each was taken, where a column says it.
    pub stamps: Option<Stamps>,
    /// Samples a second, where the file says it.
    pub rate: Option<f64>,
    /// The label of each sample, where a column says it.
    pub labels: Option<Strings>,
    /// The recording of each sample, where a column says it.
    pub sessions: Option<Strings>,
    /// What a reader keeps of the place of each in its file; none where samples are counted.
    pub lines: Vec<u32>,
    pub notes: Vec<RecordingNote>,
}

impl Samples {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Where a sample stands, for messages.
    pub fn place(&self, path: &str, sample: usize) -> String {
        match self.lines.get(sample) {
            Some(&line) => Location::line(path, line.into()).to_string(),
            None => format!("{path}, sample {} (from 1)", sample + 1),
        }
    }
}

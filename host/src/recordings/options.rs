//! How recordings are to be read.

use crate::data::{LabelFrom, ReadOptions};

/// Which files of a data set that says which of them test are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Those to learn from.
    #[default]
    Training,
    /// Those that are kept for the last score.
    Testing,
    /// All.
    All,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Training, Part::Testing, Part::All];

    /// `training`, `testing` or `all`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::Training => "training",
            Part::Testing => "testing",
            Part::All => "all",
        }
    }
}

/// How recordings are to be read: a builder that [`Recordings::read`](super::Recordings::read) takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordingOptions {
    pub(crate) table: ReadOptions,
    pub(crate) rate: Option<f64>,
    pub(crate) resample: Option<f64>,
    pub(crate) timestamp: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) session: Option<String>,
    pub(crate) label_from: Option<LabelFrom>,
    pub(crate) drop: Vec<String>,
    pub(crate) axes: Vec<String>,
    pub(crate) part: Part,
    pub(crate) skips_bad_files: bool,
    pub(crate) labels_required: bool,
}

impl RecordingOptions {
    /// The rate is that of the timestamps, labels are those of the files' names or folders.
    #[must_use]
    pub fn new() -> Self {
        Self {
            labels_required: true,
            ..Self::default()
        }
    }

    /// How each table is read: its delimiter, its encoding and so on.
    #[must_use]
    pub fn table(self, table: ReadOptions) -> Self {
        Self { table, ..self }
    }

    /// Samples a second, in Hz: of files without timestamps, and checked against the others'.
    #[must_use]
    pub fn rate(self, rate: impl Into<Option<f64>>) -> Self {
        let rate = rate.into();
        Self { rate, ..self }
    }

    /// Interpolates between samples, linearly, so that there are so many a second. Gaps of up to ten samples are
    /// filled by that.
    #[must_use]
    pub fn resample(self, rate: impl Into<Option<f64>>) -> Self {
        let resample = rate.into();
        Self { resample, ..self }
    }

    /// The column that says when each sample was taken, by name or by index from 0.
    #[must_use]
    pub fn timestamp(self, column: impl Into<Option<String>>) -> Self {
        let timestamp = column.into();
        Self { timestamp, ..self }
    }

    /// The column with the label of each sample.
    #[must_use]
    pub fn label(self, column: impl Into<Option<String>>) -> Self {
        let label = column.into();
        Self { label, ..self }
    }

    /// The column that says to which recording each sample belongs, in a file of several.
    #[must_use]
    pub fn session(self, column: impl Into<Option<String>>) -> Self {
        let session = column.into();
        Self { session, ..self }
    }

    /// Whether labels are names of files or of folders, where both may be.
    #[must_use]
    pub fn label_from(self, from: impl Into<Option<LabelFrom>>) -> Self {
        let label_from = from.into();
        Self { label_from, ..self }
    }

    /// Leaves out a column, by name or by index from 0; may be called again.
    #[must_use]
    pub fn drop(mut self, column: impl Into<String>) -> Self {
        self.drop.push(column.into());
        self
    }

    /// The columns that are axes, by name or by index from 0, in this order; all others are left out. Otherwise all
    /// are axes that say nothing else.
    #[must_use]
    pub fn axes<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        let axes = columns.into_iter().map(Into::into).collect();
        Self { axes, ..self }
    }

    /// Which files of a data set that says which of them test, by a list beside them or by folders called `training`
    /// and `testing`.
    #[must_use]
    pub fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// Leaves out files that cannot be read, or are not as those before them: a note names and counts them.
    #[must_use]
    pub fn skip_bad_files(self, skips_bad_files: bool) -> Self {
        Self {
            skips_bad_files,
            ..self
        }
    }

    /// Whether a recording without a label is an error: not for a model that is to answer.
    #[must_use]
    pub fn labels_required(self, labels_required: bool) -> Self {
        Self {
            labels_required,
            ..self
        }
    }
}

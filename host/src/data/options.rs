//! How a data file is to be read.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Classification or regression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Text, or few distinct integers, classify; anything else regresses.
    #[default]
    Auto,
    /// The target's distinct values are classes.
    Classify,
    /// The target is a number.
    Regress,
}

/// What to do about missing features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// They are an error.
    #[default]
    Error,
    /// The training rows' mean stands in.
    Mean,
    /// The training rows' median stands in.
    Median,
    /// Their rows are left out when the file is read.
    Drop,
}

/// What to do about text features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Categorical {
    /// They are an error.
    #[default]
    #[serde(rename = "error")]
    Error,
    /// One 0/1 feature for each text found in the training rows.
    #[serde(rename = "one-hot")]
    OneHot,
}

/// How a data file is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Between fields; `None` finds it.
    pub delimiter: Option<u8>,
    /// Whether the first line names the columns.
    pub header: bool,
    /// A name, or an index from 0; `None` is the last column.
    pub target: Option<String>,
    /// Columns to leave out, by name or by index from 0.
    pub drop: Vec<String>,
    /// Classification or regression.
    pub task: Task,
    /// What to do about missing values.
    pub missing: Missing,
    /// What to do about text.
    pub categorical: Categorical,
    /// For prediction this is false: then a file need not hold the target, only
    /// a `target` named here is looked for, and columns are first judged by
    /// [`Preprocess::transform`](super::Preprocess::transform), which knows
    /// which of them the model needs.
    pub target_required: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            header: true,
            target: None,
            drop: Vec::new(),
            task: Task::Auto,
            missing: Missing::Error,
            categorical: Categorical::Error,
            target_required: true,
        }
    }
}

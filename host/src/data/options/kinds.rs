//! What to learn, and what to do about what is missing or is text.

use serde::{Deserialize, Serialize};

/// Classification or regression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Text, few distinct integers, or few distinct numbers that the format has as text, are classes; anything else
    /// is a number to predict.
    #[default]
    Auto,
    /// The target's distinct values are classes.
    Classify,
    /// The target is a number.
    Regress,
}

impl Task {
    /// All of them.
    pub const ALL: [Task; 3] = [Task::Auto, Task::Classify, Task::Regress];

    /// `auto`, `classify` or `regress`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Task::Auto => "auto",
            Task::Classify => "classify",
            Task::Regress => "regress",
        }
    }
}

/// What to do about missing features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// They are an error.
    #[default]
    Error,
    /// The training rows' mean stands in.
    Mean,
    /// The training rows' median stands in.
    Median,
    /// Their rows are left out when the data are read.
    Drop,
}

impl Missing {
    /// All of them.
    pub const ALL: [Missing; 4] = [Missing::Error, Missing::Mean, Missing::Median, Missing::Drop];

    /// `error`, `mean`, `median` or `drop`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Missing::Error => "error",
            Missing::Mean => "mean",
            Missing::Median => "median",
            Missing::Drop => "drop",
        }
    }

    /// Whether a value that is learnt from the training rows stands in for a missing one.
    #[must_use]
    pub const fn fills(self) -> bool {
        matches!(self, Missing::Mean | Missing::Median)
    }
}

/// What to do about text features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Categorical {
    /// They are an error.
    #[default]
    #[serde(rename = "error")]
    Error,
    /// One 0/1 feature for each text found in the training rows.
    #[serde(rename = "one-hot")]
    OneHot,
}

impl Categorical {
    /// All of them.
    pub const ALL: [Categorical; 2] = [Categorical::Error, Categorical::OneHot];

    /// `error` or `one-hot`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Categorical::Error => "error",
            Categorical::OneHot => "one-hot",
        }
    }
}

/// Where the labels of a file's rows come from that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelFrom {
    /// The file's name up to its first point.
    Name,
    /// The name of the folder that it lies in.
    Folder,
}

impl LabelFrom {
    /// All of them.
    pub const ALL: [LabelFrom; 2] = [LabelFrom::Name, LabelFrom::Folder];

    /// `name` or `folder`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LabelFrom::Name => "name",
            LabelFrom::Folder => "folder",
        }
    }
}

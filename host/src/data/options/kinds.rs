//! What to learn, and what to do about what is missing or is text.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::ParseError;

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

/// What to do about missing features, as scikit-learn's `SimpleImputer`: its strategies are those that fill. Where one
/// does, a missing text is a category of its own, as for its `OneHotEncoder`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Missing {
    /// They are an error.
    #[default]
    Error,
    /// The training rows' mean stands in.
    Mean,
    /// The training rows' median stands in.
    Median,
    /// The training rows' most frequent value stands in, of equally frequent ones the smallest.
    MostFrequent,
    /// This number stands in, in the unit of the file.
    Constant(f32),
    /// Their rows are left out when the data are read.
    Drop,
}

impl Missing {
    /// All of them but for a constant.
    pub const ALL: [Missing; 5] = [
        Missing::Error,
        Missing::Mean,
        Missing::Median,
        Missing::MostFrequent,
        Missing::Drop,
    ];

    /// `error`, `mean`, `median`, `most_frequent`, `constant` or `drop`; `{}` writes a constant with its number.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Missing::Error => "error",
            Missing::Mean => "mean",
            Missing::Median => "median",
            Missing::MostFrequent => "most_frequent",
            Missing::Constant(_) => "constant",
            Missing::Drop => "drop",
        }
    }

    /// Whether a value stands in for a missing one.
    #[must_use]
    pub const fn fills(self) -> bool {
        match self {
            Missing::Mean | Missing::Median | Missing::MostFrequent | Missing::Constant(_) => true,
            Missing::Error | Missing::Drop => false,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Missing::Constant(number) => write!(f, "constant:{number}"),
            other => f.write_str(other.name()),
        }
    }
}

impl FromStr for Missing {
    type Err = ParseError;

    /// The inverse of `{}`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        if let Some(number) = text.strip_prefix("constant:") {
            let number = number.parse().ok().filter(|number: &f32| number.is_finite());
            let constant = number.map(Missing::Constant);
            return constant
                .ok_or_else(|| ParseError("constant:VALUE takes a number, such as constant:-1".into()));
        }
        let known = Self::ALL.into_iter().find(|one| one.name() == text);
        known.ok_or_else(|| ParseError("error, mean, median, most_frequent, constant:VALUE or drop".into()))
    }
}

impl Serialize for Missing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Missing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// How often a text has to occur to be a category of its own, as `min_frequency` of scikit-learn's `OneHotEncoder`:
/// rarer ones share a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MinFrequency {
    /// In this many of the training rows.
    Rows(u32),
    /// In this share of them, more than 0 and less than 1.
    Share(f64),
}

impl MinFrequency {
    /// Whether what occurs in so many of the training rows is too rare.
    pub(in crate::data) fn is_rare(self, count: usize, rows: usize) -> bool {
        match self {
            MinFrequency::Rows(least) => count < least as usize,
            MinFrequency::Share(share) => (count as f64) < share * rows as f64,
        }
    }
}

impl fmt::Display for MinFrequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MinFrequency::Rows(rows) => rows.fmt(f),
            MinFrequency::Share(share) => share.fmt(f),
        }
    }
}

impl FromStr for MinFrequency {
    type Err = ParseError;

    /// The inverse of `{}`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let rows = text.parse().ok().filter(|&rows| rows > 0).map(MinFrequency::Rows);
        let share = || {
            text.parse()
                .ok()
                .filter(|share| (f64::MIN_POSITIVE..1.0).contains(share))
        };
        rows.or_else(|| share().map(MinFrequency::Share)).ok_or_else(|| {
            ParseError("a number of rows from 1 on, or a share of them between 0 and 1".into())
        })
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

//! How many features are selected, in words.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use crate::text::ParseError;

/// How many of its features a model takes: `all`, or so many, as `k` of scikit-learn's `SelectKBest`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectFeatures {
    /// Each.
    #[default]
    All,
    /// So many.
    Best(NonZeroU16),
}

impl SelectFeatures {
    /// How many, where that is said.
    #[must_use]
    pub fn count(self) -> Option<usize> {
        match self {
            SelectFeatures::All => None,
            SelectFeatures::Best(count) => Some(usize::from(count.get())),
        }
    }
}

impl FromStr for SelectFeatures {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text.trim() {
            "all" => Ok(SelectFeatures::All),
            text => text.parse().map(SelectFeatures::Best).map_err(|_| {
                ParseError(format!(
                    "`{text}` is no number of features: give all, or a whole number from 1, such as 8"
                ))
            }),
        }
    }
}

impl fmt::Display for SelectFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectFeatures::All => f.write_str("all"),
            SelectFeatures::Best(count) => write!(f, "{count}"),
        }
    }
}

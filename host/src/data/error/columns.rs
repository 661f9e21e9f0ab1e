//! The columns of a model beside those of data.

use std::fmt;

/// Names of the columns that a model takes, and of those of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothColumns {
    /// The model's.
    pub model: Vec<String>,
    /// The data's.
    pub data: Vec<String>,
}

impl fmt::Display for BothColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the model's are {}; here are {}",
            some(&self.model, 8),
            some(&self.data, 8)
        )
    }
}

/// Names of the columns of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub Vec<String>);

impl Columns {
    /// Of these names.
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        Self(names.map(str::to_owned).collect())
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |name: &String| format!("`{name}`");
        match self.0.as_slice() {
            [one] => write!(f, "the only column is {}", name(one)),
            names => {
                let names: Vec<String> = names.iter().map(name).collect();
                write!(f, "the columns are {}", some(&names, 12))
            }
        }
    }
}

/// Enough names to see which they are.
pub(in crate::data) fn some(names: &[String], shown: usize) -> String {
    match names {
        [] => "none".to_owned(),
        [many @ .., last] if names.len() > shown => {
            format!(
                "{}, ..., {last} ({} in all)",
                many[..shown - 2].join(", "),
                names.len()
            )
        }
        few => few.join(", "),
    }
}

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
            some(&self.model),
            some(&self.data)
        )
    }
}

/// Enough names to see which they are.
pub(in crate::data) fn some(names: &[String]) -> String {
    const SHOWN: usize = 8;
    match names {
        [] => "none".to_owned(),
        [many @ .., last] if names.len() > SHOWN => {
            format!(
                "{}, ..., {last} ({} in all)",
                many[..SHOWN - 2].join(", "),
                names.len()
            )
        }
        few => few.join(", "),
    }
}

//! A loaded file: columns, target, and where each row stood.

use mcutune_core::data::Target;

use super::texts::Texts;

/// One feature column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// From the header; `x0`, `x1`, ... where there is none.
    pub name: String,
    /// One value a row.
    pub data: ColumnData,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnData {
    /// Numbers; NaN where one is missing.
    Numeric(Vec<f32>),
    /// Text.
    Text(Texts),
}

/// What is to be predicted.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetColumn {
    /// Classification.
    Classes {
        /// One a row, an index into `names`.
        labels: Vec<u16>,
        /// Sorted as `numpy.unique` sorts: numbers by value, text by code point.
        names: Vec<String>,
    },
    /// Regression.
    Values(Vec<f32>),
}

impl TargetColumn {
    /// As the core borrows it.
    pub fn as_target(&self) -> Target<'_> {
        match self {
            TargetColumn::Classes { labels, names } => Target::Classes {
                labels,
                classes: names.len(),
            },
            TargetColumn::Values(values) => Target::Values { values, outputs: 1 },
        }
    }
}

/// A data file in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The features, in the file's order.
    pub columns: Vec<Column>,
    /// The target, unless it is absent and was not required.
    pub target: Option<TargetColumn>,
    /// The target's column name.
    pub target_name: Option<String>,
    /// How many rows were kept.
    pub rows: usize,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub digest: String,
    /// Whether the columns' names come from the file.
    pub named: bool,
    /// The line of each row, for messages.
    pub lines: Vec<u32>,
    /// The file's name, for messages.
    pub source: String,
}

impl Table {
    /// Whether the first line, taken for the columns' names, looks like data: each column of
    /// numbers, the target's with them, has a number for its name, and they do not just count up.
    pub fn has_data_for_names(&self) -> bool {
        let numeric = |column: &&Column| matches!(column.data, ColumnData::Numeric(_));
        let features = self.columns.iter().filter(numeric).map(|column| &column.name);
        let values = match &self.target {
            Some(TargetColumn::Values(_)) => self.target_name.as_ref(),
            _ => None,
        };
        let names = features.chain(values);
        let Ok(numbers) = names.map(|name| name.parse()).collect::<Result<Vec<f64>, _>>() else {
            return false;
        };
        let counts = numbers.iter().all(|n| n.fract() == 0.0) && numbers.is_sorted_by(|a, b| a < b);
        self.named && !numbers.is_empty() && !counts
    }
}

//! The columns of data.

use mcutune_core::data::Target;

use super::options::DatePart;
use super::strings::Strings;

/// One feature column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// From the header; `x0`, `x1`, ... where there is none.
    pub name: String,
    /// Whether the header has a name for it.
    pub named: bool,
    /// What was subtracted from its numbers while they were read.
    pub center: Option<f64>,
    /// What of a column of dates it is.
    pub date: Option<DatePart>,
    /// Whether its values are names of categories, numbers among them, as was said or a model has learnt.
    pub category: bool,
    /// Whether the format has its values as text, numbers among them.
    pub of_texts: bool,
    /// Whether numbers of it are stored as such: where they are names, they are spelled as programs do it.
    pub of_numbers: bool,
    /// Whether its numbers are durations, which are read in seconds; none where the format cannot say it, as
    /// delimited text.
    pub duration: Option<bool>,
    /// One value per row.
    pub data: ColumnData,
}

impl Column {
    /// Whether a row has nothing in it.
    pub(super) fn is_gap(&self, row: usize) -> bool {
        match &self.data {
            ColumnData::Numeric(values) => values[row].is_nan(),
            ColumnData::Text(texts) => texts.get(row).is_none(),
        }
    }

    /// What the file calls it: the column of dates that it is part of, or its own name.
    pub(super) fn in_file(&self) -> &str {
        self.date.as_ref().map_or(&self.name, |part| &part.column)
    }

    /// Whether it is of numbers, or of names of categories that may be some, and at least one is there.
    pub(super) fn has_numbers(&self) -> bool {
        match &self.data {
            ColumnData::Numeric(values) => values.iter().any(|value| !value.is_nan()),
            ColumnData::Text(texts) => self.category && texts.iter().flatten().next().is_some(),
        }
    }
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnData {
    /// Numbers; NaN where one is missing.
    Numeric(Vec<f32>),
    /// Text.
    Text(Strings),
}

/// What is to be predicted.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetColumn {
    /// Classification.
    Classes {
        /// One per row, an index into `names`.
        labels: Vec<u16>,
        /// Sorted as `numpy.unique` sorts: numbers by value, text by code point.
        names: Vec<String>,
    },
    /// Regression.
    Values(Vec<f32>),
    /// Classification by several columns, each of which is a label that a row has or has not.
    Labels {
        /// Row by row, 1 or 0 for each label.
        labels: Vec<u16>,
        /// The columns.
        names: Vec<String>,
    },
    /// Regression of several columns.
    Outputs {
        /// Row by row, one for each column.
        values: Vec<f32>,
        /// The columns.
        names: Vec<String>,
    },
}

impl TargetColumn {
    /// As the core borrows it.
    #[must_use]
    pub fn as_target(&self) -> Target<'_> {
        match self {
            TargetColumn::Classes { labels, names } => Target::Classes {
                labels,
                classes: names.len(),
            },
            TargetColumn::Values(values) => Target::Values { values, outputs: 1 },
            TargetColumn::Labels { labels, names } => Target::Multilabel {
                labels,
                outputs: names.len(),
            },
            TargetColumn::Outputs { values, names } => Target::Values {
                values,
                outputs: names.len(),
            },
        }
    }

    /// Names of the classes; none for values.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        match self {
            TargetColumn::Classes { names, .. } => names,
            TargetColumn::Values(_) | TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => &[],
        }
    }

    /// The columns, where there are several.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        match self {
            TargetColumn::Classes { .. } | TargetColumn::Values(_) => &[],
            TargetColumn::Labels { names, .. } | TargetColumn::Outputs { names, .. } => names,
        }
    }

    /// The same of several columns in another order; none where these are not the same names.
    pub(crate) fn in_order(&self, order: &[String]) -> Option<TargetColumn> {
        fn of_rows<T: Copy>(all: &[T], places: &[usize]) -> Vec<T> {
            let rows = all.chunks_exact(places.len().max(1));
            rows.flat_map(|row| places.iter().map(|&place| row[place]))
                .collect()
        }
        let here = self.columns();
        let place = |name: &String| here.iter().position(|one| one == name);
        let places: Vec<usize> = order.iter().map(place).collect::<Option<_>>()?;
        let names = order.to_vec();
        match self {
            _ if here.len() != order.len() => None,
            TargetColumn::Labels { labels, .. } => Some(TargetColumn::Labels {
                labels: of_rows(labels, &places),
                names,
            }),
            TargetColumn::Outputs { values, .. } => Some(TargetColumn::Outputs {
                values: of_rows(values, &places),
                names,
            }),
            TargetColumn::Classes { .. } | TargetColumn::Values(_) => None,
        }
    }

    /// Each of several columns as a target of its own, a label as the classes `0` and `1`.
    #[must_use]
    pub fn split(&self) -> Vec<(&str, TargetColumn)> {
        fn of_column<T: Copy>(all: &[T], (column, columns): (usize, usize)) -> Vec<T> {
            all.iter().skip(column).step_by(columns).copied().collect()
        }
        let names = self.columns();
        let one = |column: usize| match self {
            TargetColumn::Labels { labels, .. } => TargetColumn::Classes {
                labels: of_column(labels, (column, names.len())),
                names: ["0", "1"].map(str::to_owned).to_vec(),
            },
            TargetColumn::Outputs { values, .. } => {
                TargetColumn::Values(of_column(values, (column, names.len())))
            }
            own @ (TargetColumn::Classes { .. } | TargetColumn::Values(_)) => own.clone(),
        };
        let names = names.iter().map(String::as_str).enumerate();
        names.map(|(column, name)| (name, one(column))).collect()
    }
}

/// Leaves the values that are to be kept.
pub(super) fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    values.retain(|_| kept.next().copied().unwrap_or(false));
}

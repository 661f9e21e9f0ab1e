//! How much each row counts in a fit, and each class.

use super::room::{Full, collected};
use super::{ColumnData, Data, DataError, Location, ReadOptions, TargetColumn};

/// What each row counts, of [`ReadOptions::weights`].
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    column: String,
    of: Vec<f32>,
}

impl Weights {
    /// The name of the column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }

    /// One per row, finite and from 0 on, not all 0.
    #[must_use]
    pub fn of_rows(&self) -> &[f32] {
        &self.of
    }

    /// Of a column of `source`, whose rows are `at` what messages name.
    pub(super) fn of(
        source: &str,
        column: String,
        data: ColumnData,
        at: impl Fn(usize) -> Location,
    ) -> Result<Self, DataError> {
        let wrong = |row, text: &str| DataError::NoWeight {
            at: at(row),
            column: column.clone(),
            text: text.to_owned(),
        };
        let missing = |row| DataError::MissingWeight {
            at: at(row),
            column: column.clone(),
        };
        let of = match data {
            ColumnData::Numeric(values) => values,
            ColumnData::Text(texts) => {
                let mut rows = texts.iter().enumerate();
                let text = rows.find_map(|(row, text)| match text {
                    None => Some(missing(row)),
                    Some(text) if text.trim().parse::<f32>().is_err() => Some(wrong(row, text)),
                    Some(_) => None,
                });
                return Err(text.unwrap_or_else(|| wrong(0, texts.get(0).unwrap_or_default())));
            }
        };
        for (row, &weight) in of.iter().enumerate() {
            if weight.is_nan() {
                return Err(missing(row));
            }
            if weight < 0.0 || weight.is_infinite() {
                return Err(wrong(row, &weight.to_string()));
            }
        }
        if of.iter().all(|weight| *weight == 0.0) {
            return Err(DataError::ZeroWeights {
                path: source.to_owned(),
                column,
            });
        }
        Ok(Self { column, of })
    }
}

/// One for each class, in the order of their labels, as the options say; 1 where they do not.
pub(super) fn of_classes(
    path: &str,
    target: Option<&TargetColumn>,
    options: &ReadOptions,
) -> Result<Option<Vec<f32>>, DataError> {
    if options.class_weights.is_empty() {
        return Ok(None);
    }
    let Some(TargetColumn::Classes { names, .. }) = target else {
        return match target {
            Some(TargetColumn::Labels { .. }) => Err(DataError::WeightsOfLabels {
                path: path.to_owned(),
            }),
            Some(_) => Err(DataError::WeightsOfValues {
                path: path.to_owned(),
            }),
            None => Ok(None),
        };
    };
    let full = |full: Full| full.of(path, names.len());
    let mut weights = collected(names.iter().map(|_| 1.0)).map_err(full)?;
    for (class, weight) in &options.class_weights {
        // as the file writes them, or as numbers are equal
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let same =
            |name: &String| name == class || number(name).is_some_and(|name| number(class) == Some(name));
        let Some(at) = names.iter().position(same) else {
            return Err(DataError::NoClassToWeigh {
                path: path.to_owned(),
                class: class.clone(),
                classes: names.clone(),
            });
        };
        weights[at] = *weight;
    }
    let counts = weights.iter().any(|weight: &f32| *weight > 0.0);
    counts
        .then_some(Some(weights))
        .ok_or_else(|| DataError::ZeroClassWeights {
            path: path.to_owned(),
        })
}

impl Data {
    /// What each row counts in a fit, where [`ReadOptions::weights`] names the column that says it.
    #[must_use]
    pub fn weights(&self) -> Option<&Weights> {
        self.weights.as_ref()
    }

    /// What each class counts in a fit, in the order of [`Data::classes`], where [`ReadOptions::class_weight`] says it.
    #[must_use]
    pub fn class_weights(&self) -> Option<&[f32]> {
        self.class_weights.as_deref()
    }
}

impl ReadOptions {
    /// The column whose value says how much a row counts in a fit, by name or by index from 0, as scikit-learn's
    /// `sample_weight`: it is no feature. One of weight 2 counts as two rows, one of weight 0 as none.
    #[must_use]
    pub fn weights(self, column: impl Into<String>) -> Self {
        let weights = Some(column.into());
        Self { weights, ..self }
    }

    /// How much the rows of a class count in the loss of a fit, times their own weight; 1 for a class of which nothing
    /// is said. A number from 0 on, finite. No score depends on it. May be called again.
    #[must_use]
    pub fn class_weight(mut self, class: impl Into<String>, weight: f32) -> Self {
        self.class_weights.push((class.into(), weight));
        self
    }
}

//! Answers of a model, one per row.

use std::fmt;
use std::ops::Index;

use mcutune_core::loss::has_label;

/// The class or the value of each row. Equal to a slice, an array or a vector of the classes'
/// names, or of `f32`.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions(Answers);

#[derive(Clone, Debug, PartialEq)]
enum Answers {
    Classes {
        labels: Vec<u16>,
        names: Vec<String>,
        not_finite: NotFinite,
    },
    Values(Vec<f32>),
    /// Of several columns, row by row.
    Labels {
        labels: Vec<u16>,
        columns: usize,
        not_finite: NotFinite,
    },
    Outputs {
        values: Vec<f32>,
        columns: usize,
    },
}

/// Rows to which an output of the network is not finite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotFinite {
    /// The first of them, from 0; 0 where there is none.
    pub first: usize,
    /// How many there are.
    pub rows: usize,
}

impl NotFinite {
    /// Takes the outputs for a row.
    pub(super) fn see(&mut self, row: usize, outputs: &[f32]) {
        if outputs.iter().any(|output| !output.is_finite()) {
            self.first = if self.rows == 0 { row } else { self.first };
            self.rows += 1;
        }
    }

    /// Of the outputs for rows of one width.
    pub(super) fn of(outputs: &[f32], width: usize) -> Self {
        let mut found = Self::default();
        let rows = outputs.chunks(width.max(1)).enumerate();
        rows.for_each(|(row, outputs)| found.see(row, outputs));
        found
    }
}

/// The answer to one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prediction<'a> {
    /// The name of its class.
    Class(&'a str),
    /// Its value.
    Value(f32),
    /// Whether it has each of several labels, 1 or 0.
    Labels(&'a [u16]),
    /// Its several values.
    Values(&'a [f32]),
}

impl fmt::Display for Prediction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Prediction::Class(name) => f.write_str(name),
            Prediction::Value(value) => value.fmt(f),
            Prediction::Labels(labels) => joined(f, labels),
            Prediction::Values(values) => joined(f, values),
        }
    }
}

/// With commas between them.
fn joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, all: &[T]) -> fmt::Result {
    for (at, one) in all.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(f, "{comma}{one}")?;
    }
    Ok(())
}

impl Predictions {
    /// Labels are indices into `names`.
    pub(super) fn of_classes(labels: Vec<u16>, names: Vec<String>, not_finite: NotFinite) -> Self {
        Self(Answers::Classes {
            labels,
            names,
            not_finite,
        })
    }

    /// The answers of a network to several columns; of labels their probabilities.
    pub(super) fn of_several(outputs: Vec<f32>, columns: usize, of_labels: bool) -> Self {
        Self(match of_labels {
            true => Answers::Labels {
                labels: outputs.iter().map(|&p| u16::from(has_label(p))).collect(),
                columns,
                not_finite: NotFinite::of(&outputs, columns),
            },
            false => Answers::Outputs {
                values: outputs,
                columns,
            },
        })
    }

    pub(super) fn of_values(values: Vec<f32>) -> Self {
        Self(Answers::Values(values))
    }

    /// The rows to which the network's answer is no finite number, and so is worth nothing: it has
    /// diverged in its fit, or the row is too far from those that trained it.
    #[must_use]
    pub fn not_finite(&self) -> NotFinite {
        match &self.0 {
            Answers::Classes { not_finite, .. } | Answers::Labels { not_finite, .. } => *not_finite,
            Answers::Values(values) => NotFinite::of(values, 1),
            Answers::Outputs { values, columns } => NotFinite::of(values, *columns),
        }
    }

    /// How many rows were answered.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Answers::Classes { labels, .. } => labels.len(),
            Answers::Values(values) => values.len(),
            Answers::Labels { labels, columns, .. } => labels.len() / columns,
            Answers::Outputs { values, columns } => values.len() / columns,
        }
    }

    /// The class that is the answer to every row, where there are others that it could be: such a model
    /// has learnt nothing, or all rows are of one class.
    #[must_use]
    pub fn one_answer(&self) -> Option<&str> {
        let Answers::Classes { labels, names, .. } = &self.0 else {
            return None;
        };
        let first = *labels.first()?;
        let one = names.len() > 1 && labels.iter().all(|&label| label == first);
        one.then(|| names.get(usize::from(first)).map(String::as_str))?
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The answer to a row; none beyond the last.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Prediction<'_>> {
        Some(match &self.0 {
            Answers::Classes { labels, names, .. } => {
                Prediction::Class(names.get(usize::from(*labels.get(row)?))?)
            }
            Answers::Values(values) => Prediction::Value(*values.get(row)?),
            Answers::Labels { labels, columns, .. } => {
                Prediction::Labels(labels.chunks_exact(*columns).nth(row)?)
            }
            Answers::Outputs { values, columns } => {
                Prediction::Values(values.chunks_exact(*columns).nth(row)?)
            }
        })
    }

    /// All answers, by row.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Prediction<'_>> {
        (0..self.len()).map(|row| match &self.0 {
            Answers::Classes { labels, names, .. } => Prediction::Class(&names[usize::from(labels[row])]),
            Answers::Values(values) => Prediction::Value(values[row]),
            Answers::Labels { labels, columns, .. } => {
                Prediction::Labels(&labels[row * columns..][..*columns])
            }
            Answers::Outputs { values, columns } => Prediction::Values(&values[row * columns..][..*columns]),
        })
    }

    /// The class of each row, as an index into [`Model::classes`](super::Model::classes); none for
    /// values and several labels.
    #[must_use]
    pub fn labels(&self) -> Option<&[u16]> {
        match &self.0 {
            Answers::Classes { labels, .. } => Some(labels),
            Answers::Values(_) | Answers::Labels { .. } | Answers::Outputs { .. } => None,
        }
    }

    /// The value of each row; none for classes and several columns.
    #[must_use]
    pub fn values(&self) -> Option<&[f32]> {
        match &self.0 {
            Answers::Classes { .. } | Answers::Labels { .. } | Answers::Outputs { .. } => None,
            Answers::Values(values) => Some(values),
        }
    }
}

impl<T> PartialEq<[T]> for Predictions
where
    for<'a> Prediction<'a>: PartialEq<T>,
{
    fn eq(&self, other: &[T]) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a == *b)
    }
}

impl<T, const N: usize> PartialEq<[T; N]> for Predictions
where
    for<'a> Prediction<'a>: PartialEq<T>,
{
    fn eq(&self, other: &[T; N]) -> bool {
        *self == other[..]
    }
}

impl<T> PartialEq<&[T]> for Predictions
where
    for<'a> Prediction<'a>: PartialEq<T>,
{
    fn eq(&self, other: &&[T]) -> bool {
        *self == **other
    }
}

impl<T> PartialEq<Vec<T>> for Predictions
where
    for<'a> Prediction<'a>: PartialEq<T>,
{
    fn eq(&self, other: &Vec<T>) -> bool {
        *self == other[..]
    }
}

impl PartialEq<f32> for Prediction<'_> {
    fn eq(&self, other: &f32) -> bool {
        *self == Prediction::Value(*other)
    }
}

impl PartialEq<&str> for Prediction<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == Prediction::Class(other)
    }
}

impl PartialEq<String> for Prediction<'_> {
    fn eq(&self, other: &String) -> bool {
        *self == Prediction::Class(other)
    }
}

/// The probability of each class for each row, `rows x classes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Probabilities {
    values: Vec<f32>,
    classes: usize,
}

impl Probabilities {
    pub(super) fn new(values: Vec<f32>, classes: usize) -> Self {
        Self { values, classes }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.classes.max(1)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The rows, each with one probability per class.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks(self.classes.max(1))
    }

    /// The rows of which a probability is no finite number; see [`Predictions::not_finite`].
    #[must_use]
    pub fn not_finite(&self) -> NotFinite {
        NotFinite::of(&self.values, self.classes)
    }

    /// All of them, row-major.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        &self.values
    }
}

/// # Panics
/// Where there is no such row.
impl Index<usize> for Probabilities {
    type Output = [f32];

    fn index(&self, row: usize) -> &[f32] {
        &self.values[row * self.classes..][..self.classes]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predictions_equal_slices_of_names_or_values() {
        let names = vec!["no".to_owned(), "yes".to_owned()];
        let classes = Predictions::of_classes(vec![1, 0], names, NotFinite::default());
        assert_eq!(classes, ["yes", "no"]);
        assert_eq!(classes, vec!["yes".to_owned(), "no".to_owned()]);
        assert_ne!(classes, ["yes"]);
        assert_ne!(classes, [1.0, 0.0]);
        let values = Predictions::of_values(vec![1.5, 2.0]);
        assert_eq!(values, [1.5, 2.0]);
        assert_eq!(values, &[1.5f32, 2.0][..]);
        assert_ne!(values, ["1.5", "2"]);
    }
}

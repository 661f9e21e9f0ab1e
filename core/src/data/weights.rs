//! What each row counts in the loss of a fit.

use super::{Dataset, Target};
use crate::error::Error;

impl<'a> Dataset<'a> {
    /// The same rows, each of which counts in a fit as one of `weights` says, as scikit-learn's `sample_weight`:
    /// one of weight 2 as two rows, one of weight 0 as none. They are of the loss and of the score of early
    /// stopping; other scores see them with [`Dataset::with_weighted_scores`] alone.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of weights than rows, [`Error::Weight`] with the row of one that
    /// is negative, NaN or infinite, and [`Error::NoWeight`] where all are 0.
    pub const fn with_weights(self, weights: &'a [f32]) -> Result<Self, Error> {
        match check(weights, self.rows()) {
            Ok(()) => Ok(Self {
                weights: Some(weights),
                ..self
            }),
            Err(error) => Err(error),
        }
    }

    /// The same rows, which count in scores too as their own weights say, as in scikit-learn's metrics with
    /// `sample_weight`, or do not. Where they have no weights it makes no difference.
    #[must_use]
    pub const fn with_weighted_scores(self, weighs_scores: bool) -> Self {
        Self {
            weighs_scores,
            ..self
        }
    }

    /// What each row counts in scores, where that is not one each.
    #[doc(hidden)]
    #[must_use]
    pub const fn score_weights(&self) -> Option<&'a [f32]> {
        match self.weighs_scores {
            true => self.weights,
            false => None,
        }
    }

    /// The same rows, each of which counts in the loss of a fit as the one of `weights` of its class says, times its
    /// own: scikit-learn's `class_weight` as a dictionary. Scores do not see them.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of weights than classes, as there are none of values and several labels
    /// a row, [`Error::Weight`] with the class of one that is negative, NaN or infinite, and [`Error::NoWeight`]
    /// where all are 0.
    pub const fn with_class_weights(self, weights: &'a [f32]) -> Result<Self, Error> {
        let classes = match self.target {
            Target::Classes { classes, .. } => classes,
            Target::Values { .. } | Target::Multilabel { .. } => 0,
        };
        match check(weights, classes) {
            Ok(()) => Ok(Self {
                class_weights: Some(weights),
                ..self
            }),
            Err(error) => Err(error),
        }
    }

    /// What a row counts, whatever its class.
    pub(crate) fn weight(&self, row: usize) -> f32 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Whether classes have.
    pub(crate) fn has_class_weights(&self) -> bool {
        self.class_weights.is_some()
    }

    /// Whether rows have weights of their own.
    pub(crate) fn has_weights(&self) -> bool {
        self.weights.is_some()
    }
}

/// Whether there are so many weights, and rows can count as they say.
pub(crate) const fn check(weights: &[f32], expected: usize) -> Result<(), Error> {
    let got = weights.len();
    if got != expected {
        return Err(Error::Mismatch { expected, got });
    }
    let (mut some, mut row) = (false, 0);
    while row < weights.len() {
        let weight = weights[row];
        if !weight.is_finite() || weight < 0.0 {
            return Err(Error::Weight { row });
        }
        some = some || weight > 0.0;
        row += 1;
    }
    if some { Ok(()) } else { Err(Error::NoWeight) }
}

/// Rows, and what each counts in a loss: its own weight times that of its class.
#[derive(Clone, Copy)]
pub(crate) struct Weighed<'a> {
    pub(crate) data: &'a Dataset<'a>,
    /// The weight of each class as a fit numbers them, where they are balanced; else empty.
    balanced: &'a [f32],
}

impl<'a> Weighed<'a> {
    /// `balanced` is what [`balance`] has left, or empty.
    pub(crate) fn new(data: &'a Dataset<'a>, balanced: &'a [f32]) -> Self {
        Self { data, balanced }
    }

    /// Whether each row counts as one.
    pub(crate) fn is_even(&self) -> bool {
        !self.data.has_weights() && self.data.class_weights.is_none() && self.balanced.is_empty()
    }

    /// What a row counts.
    pub(crate) fn weight(&self, row: u32) -> f32 {
        let row = row as usize;
        let weight = self.data.weight(row);
        let Target::Classes { labels, .. } = self.data.target() else {
            return weight;
        };
        let of_class = match (self.data.class_weights, self.balanced) {
            (None, []) => return weight,
            (Some(given), _) => given[usize::from(labels[row])],
            (None, balanced) => balanced[usize::from(self.data.label(labels, row))],
        };
        weight * of_class
    }

    /// A row's term of a loss, as often as the row counts: without a product where each counts as one, which many chips
    /// have no unit for.
    pub(crate) fn times(&self, row: u32, term: f64) -> f64 {
        match self.is_even() {
            true => term,
            false => f64::from(self.weight(row)) * term,
        }
    }

    /// What some rows count together; how many they are, where each counts as one.
    pub(crate) fn total(&self, rows: &[u32]) -> f64 {
        match self.is_even() {
            true => rows.len() as f64,
            false => rows
                .iter()
                .fold(0.0, |sum, &row| sum + f64::from(self.weight(row))),
        }
    }
}

/// Weights by which all classes that `rows` have count alike, and together as much as the rows do: scikit-learn's
/// `class_weight="balanced"`. `weights` has one for each class that the fit is among.
pub(crate) fn balance(data: &Dataset<'_>, rows: &[u32], weights: &mut [f32]) {
    let Target::Classes { labels, .. } = data.target() else {
        return;
    };
    let count = |class: usize| {
        let of_class = |&&row: &&u32| usize::from(data.label(labels, row as usize)) == class;
        let of_class = rows.iter().filter(of_class);
        of_class.fold(0.0, |sum, &row| sum + f64::from(data.weight(row as usize)))
    };
    let (mut total, mut occur) = (0.0, 0u32);
    for class in 0..weights.len() {
        let count = count(class);
        total += count;
        occur += u32::from(count > 0.0);
    }
    for (class, weight) in weights.iter_mut().enumerate() {
        let count = count(class);
        // rows that count nothing, if any, have no class to balance
        *weight = match count > 0.0 {
            true => (total / (f64::from(occur) * count)) as f32,
            false => 0.0,
        };
    }
}

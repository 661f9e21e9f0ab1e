//! What a model's answers are to rows whose truth is known: class by class, or how far they are off.

use std::collections::BTreeMap;

use mcutune_core::error::Error;
use mcutune_core::score::{ClassRows, Scoring, score_wide};

use super::confusion::Confusion;

/// How good answers are, beyond a score: [`Predictor::evaluation`](super::Predictor::evaluation).
///
/// ```
/// use mcutune::{Data, Dtype, Evaluation, Mlp};
///
/// let iris = Data::read("data/iris.csv")?;
/// let model = Mlp::default().fit(&iris)?.model;
/// let Evaluation::Classes(report) = model.with(Dtype::F32)?.evaluation(&iris)? else {
///     panic!("irises have classes");
/// };
/// let setosa = &report.classes()[0];
/// assert_eq!((setosa.name.as_str(), setosa.support, setosa.recall), ("setosa", 50, 1.0));
/// assert_eq!(report.confusion().count(0, 0), 50);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Evaluation {
    /// Of a model that predicts classes.
    Classes(ClassReport),
    /// Of one that predicts values.
    Values(Residuals),
    /// Of one that predicts several columns: each by its name, a label as the classes `0` and `1`.
    Targets(Vec<(String, Evaluation)>),
}

/// scikit-learn's `classification_report` and `confusion_matrix`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassReport {
    confusion: Confusion,
    classes: Vec<ClassScores>,
    accuracy: f64,
    /// What all rows count together.
    weight: f64,
    weighted: bool,
}

/// The scores of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassScores {
    /// Its number among the model's classes.
    pub class: usize,
    /// Its name.
    pub name: String,
    /// Share of the rows taken for it that are of it, 0 to 1; 0 where there are none.
    pub precision: f64,
    /// Share of its rows that are taken for it, 0 to 1; 0 where there are none.
    pub recall: f64,
    /// Harmonic mean of both, 0 to 1.
    pub f1: f64,
    /// Its rows.
    pub support: u64,
    /// What they count together: how many they are, unless they are weighted.
    pub weight: f64,
}

/// Means of the scores of all classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// Of [`ClassScores::precision`].
    pub precision: f64,
    /// Of [`ClassScores::recall`].
    pub recall: f64,
    /// Of [`ClassScores::f1`].
    pub f1: f64,
}

impl ClassReport {
    /// Of what rows were taken for, by the names of all classes.
    pub(super) fn new(confusion: Confusion, names: &[String]) -> Self {
        let rows = counted(
            confusion
                .taken()
                .map(|(truth, answer, count)| (truth, answer, count as f64)),
        );
        Self::of(confusion, names, rows, false)
    }

    /// The same of rows that count as they are weighed, each with its class and its answer.
    pub(super) fn weighted(
        confusion: Confusion,
        names: &[String],
        rows: impl Iterator<Item = (usize, usize, f64)>,
    ) -> Self {
        Self::of(confusion, names, counted(rows), true)
    }

    fn of(confusion: Confusion, names: &[String], rows: BTreeMap<usize, ClassRows>, weighted: bool) -> Self {
        let sum = |of: fn(&ClassRows) -> f64| rows.values().fold(0.0, |sum, rows| sum + of(rows));
        let (right, weight) = (sum(|rows| rows.correct), sum(|rows| rows.actual));
        let scores = |(class, rows): (usize, ClassRows)| ClassScores {
            class,
            name: names[class].clone(),
            precision: rows.precision(),
            recall: rows.recall(),
            f1: rows.f1(),
            support: confusion.rows(class),
            weight: rows.actual,
        };
        Self {
            classes: rows.into_iter().map(scores).collect(),
            accuracy: right / weight,
            weight,
            weighted,
            confusion,
        }
    }

    /// Of each class that occurs or is an answer, in the order of the model's classes.
    #[must_use]
    pub fn classes(&self) -> &[ClassScores] {
        &self.classes
    }

    /// What rows are taken for, by the numbers of the model's classes.
    #[must_use]
    pub fn confusion(&self) -> &Confusion {
        &self.confusion
    }

    /// Whether rows count as they are weighed, as in `classification_report(sample_weight=...)`. In
    /// [`ClassReport::confusion`] each counts once.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.weighted
    }

    /// What all rows count together: how many they are, unless they are weighted.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Share of the rows whose answer is right.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        self.accuracy
    }

    /// Means in which each class of [`ClassReport::classes`] counts alike.
    #[must_use]
    pub fn macro_avg(&self) -> Average {
        self.average(|_| 1.0)
    }

    /// Means in which each class counts by its rows.
    #[must_use]
    pub fn weighted_avg(&self) -> Average {
        self.average(|scores| scores.weight)
    }

    fn average(&self, weight: impl Fn(&ClassScores) -> f64) -> Average {
        let weights: f64 = self.classes.iter().map(&weight).sum();
        let mean = |of: fn(&ClassScores) -> f64| {
            let weighted = self.classes.iter().map(|scores| of(scores) * weight(scores));
            weighted.sum::<f64>() / weights
        };
        Average {
            precision: mean(|scores| scores.precision),
            recall: mean(|scores| scores.recall),
            f1: mean(|scores| scores.f1),
        }
    }
}

/// What rows of each class that occurs or is an answer count, of pairs of a class and an answer with what they count.
fn counted(pairs: impl Iterator<Item = (usize, usize, f64)>) -> BTreeMap<usize, ClassRows> {
    let mut rows: BTreeMap<usize, ClassRows> = BTreeMap::new();
    for (truth, answer, count) in pairs {
        rows.entry(truth).or_default().actual += count;
        rows.entry(answer).or_default().predicted += count;
        if truth == answer {
            rows.entry(truth).or_default().correct += count;
        }
    }
    rows
}

/// How far answers are off: each row counts once. Residuals are the true value less the answer, as scikit-learn's, and
/// so positive where an answer is too small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residuals {
    /// How many rows there are.
    pub rows: usize,
    /// Mean residual.
    pub bias: f64,
    /// scikit-learn's `mean_absolute_error`.
    pub mean_absolute_error: f64,
    /// Its `root_mean_squared_error`.
    pub root_mean_squared_error: f64,
    /// Its `median_absolute_error`.
    pub median_absolute_error: f64,
    /// The least residual, the three quartiles by numpy's linear `percentile`, and the greatest.
    pub quartiles: [f64; 5],
    /// Its `max_error`, the largest absolute residual.
    pub max_error: f64,
    /// The row of it, by its number from 0; the first of equals.
    pub max_error_row: usize,
    /// The true value there.
    pub max_error_value: f64,
    /// The answer there.
    pub max_error_answer: f32,
}

impl Residuals {
    /// Of numbers of rows with their true values, whose memory it takes for what is to be sorted, and as many answers.
    pub(super) fn new((rows, mut truths): (&[u32], Vec<f64>), answers: &[f32]) -> Result<Self, Error> {
        let mean_absolute_error =
            -score_wide(Scoring::NegMeanAbsoluteError, &truths, None, answers, &mut [])?;
        let root_mean_squared_error =
            -score_wide(Scoring::NegRootMeanSquaredError, &truths, None, answers, &mut [])?;
        let residual = |truth: f64, answer: f32| truth - f64::from(answer);
        let pairs = truths.iter().zip(answers);
        let residuals = pairs.map(|(&truth, &answer)| residual(truth, answer));
        let bias = residuals.clone().sum::<f64>() / truths.len() as f64;
        let (mut largest, mut max_error) = (0, 0.0);
        for (at, residual) in residuals.enumerate() {
            if residual.abs() > max_error {
                (largest, max_error) = (at, residual.abs());
            }
        }
        let (max_error_value, max_error_answer) = (truths[largest], answers[largest]);
        for (truth, &answer) in truths.iter_mut().zip(answers) {
            *truth = residual(*truth, answer);
        }
        let mut residuals = truths;
        residuals.sort_unstable_by(f64::total_cmp);
        let quartiles = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&residuals, share));
        for residual in &mut residuals {
            *residual = residual.abs();
        }
        residuals.sort_unstable_by(f64::total_cmp);
        Ok(Self {
            rows: rows.len(),
            bias,
            mean_absolute_error,
            root_mean_squared_error,
            median_absolute_error: quantile(&residuals, 0.5),
            quartiles,
            max_error,
            max_error_row: rows[largest] as usize,
            max_error_value,
            max_error_answer,
        })
    }
}

/// numpy's, linear: from the end that is nearer, so that both are exact.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let (low, part) = (sorted[at as usize], at % 1.0);
    let high = sorted[(at as usize + 1).min(sorted.len() - 1)];
    match part < 0.5 {
        true => low + (high - low) * part,
        false => high - (high - low) * (1.0 - part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: Average, expected: [f64; 3]) {
        for (got, expected) in [got.precision, got.recall, got.f1].into_iter().zip(expected) {
            assert!((got - expected).abs() < 1e-15, "{got} {expected}");
        }
    }

    /// `classification_report(truths, answers, zero_division=0)`: class 3 is an answer alone, 4 is none, and 5 neither.
    #[test]
    fn classes_are_reported_as_by_scikit_learn() {
        let truths = [0, 0, 0, 1, 1, 2, 2, 2, 2, 4];
        let answers = [0, 1, 0, 1, 3, 2, 2, 0, 2, 1];
        let names = ["a", "b", "c", "d", "e", "f"].map(str::to_owned);
        let confusion = Confusion::of(6, truths.into_iter().zip(answers)).unwrap();
        let report = ClassReport::new(confusion, &names);
        let expected = [
            ("a", 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 3),
            ("b", 1.0 / 3.0, 0.5, 0.4, 2),
            ("c", 1.0, 0.75, 6.0 / 7.0, 4),
            ("d", 0.0, 0.0, 0.0, 0),
            ("e", 0.0, 0.0, 0.0, 1),
        ];
        let got = report.classes().iter();
        let got: Vec<_> = got
            .map(|c| (c.name.as_str(), c.precision, c.recall, c.f1, c.support))
            .collect();
        assert_eq!(got, expected);
        assert_eq!(report.accuracy(), 0.6);
        near(
            report.macro_avg(),
            [0.4, 0.383_333_333_333_333_3, 0.384_761_904_761_904_75],
        );
        near(
            report.weighted_avg(),
            [0.666_666_666_666_666_6, 0.6, 0.622_857_142_857_142_8],
        );
        let row = |truth| [0, 1, 2, 3, 4].map(|answer| report.confusion().count(truth, answer));
        assert_eq!(
            (row(0), row(1), row(4)),
            ([2, 1, 0, 0, 0], [0, 1, 0, 1, 0], [0, 1, 0, 0, 0])
        );
    }

    /// numpy's and scikit-learn's numbers of the same lists.
    #[test]
    fn residuals_are_those_of_numpy() {
        let truths = [1.0, 2.5, -3.0, 4.0, 10.0, 0.5];
        let answers = [1.5, 2.0, -3.25, 4.0, 7.5, 1.0];
        let found = Residuals::new((&[7, 8, 9, 10, 11, 12], truths.to_vec()), &answers).unwrap();
        assert_eq!(
            (found.rows, found.bias, found.median_absolute_error),
            (6, 0.375, 0.5)
        );
        assert_eq!(found.quartiles, [-0.5, -0.375, 0.125, 0.4375, 2.5]);
        let errors = (found.mean_absolute_error, found.root_mean_squared_error);
        assert_eq!(errors, (0.708_333_333_333_333_4, 1.084_934_713_857_628));
        let largest = (
            found.max_error,
            found.max_error_row,
            found.max_error_value,
            found.max_error_answer,
        );
        assert_eq!(largest, (2.5, 11, 10.0, 7.5));
        let one = Residuals::new((&[3], vec![2.0]), &[2.5]).unwrap();
        assert_eq!((one.quartiles, one.max_error_row), ([-0.5; 5], 3));
        assert!(Residuals::new((&[], Vec::new()), &[]).is_err());
    }
}

//! The scores of several labels a row, each of which a row has or has not.

use super::classes::Answers;
use super::counts::{Counted, Sums, f1, jaccard, precision, recall, share};
use super::{ScoredRows, Scoring, areas, check, mean, scratch as scratch_of, sum};
use crate::error::Error;
use crate::loss::has_label;

/// The score of some rows by a probability for each label.
pub(super) fn score_labels(
    scoring: Scoring,
    labels: ScoredRows<'_, u16>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let (rows, outputs) = (labels.len(), labels.width);
    check(rows, rows.saturating_mul(outputs), predicted.len())?;
    let weighted = labels.weights.is_some();
    let (needed, got) = (scratch_of(rows, outputs, weighted), scratch.len());
    if got < needed {
        return Err(Error::TooSmall { needed, got });
    }
    check_labels(labels)?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    if !scoring.counts_classes() {
        return areas::score_labels(scoring, &Answers::of_labels(labels, predicted), scratch);
    }
    let mut counts = LabelCounts::try_new(scoring, (outputs, weighted), scratch)?;
    counts.add(labels, predicted)?;
    counts.score()
}

fn check_labels(labels: ScoredRows<'_, u16>) -> Result<(), Error> {
    for column in 0..labels.width {
        if let Some(row) = labels.column(column).position(|label| label > 1) {
            return Err(Error::Label { row });
        }
    }
    Ok(())
}

/// A score of counted rows, or labels.
type Measure = fn(Counted) -> f64;

/// What counts of labels are averaged over.
#[derive(Clone, Copy)]
enum Over {
    /// All labels of all rows together.
    All,
    /// The labels, each as much as another.
    Labels,
    /// The labels, by how many rows have each.
    Weighted,
    /// The rows.
    Rows,
}

/// Rows that are counted, label by label and one by one.
pub(super) struct LabelCounts<'a> {
    scoring: Scoring,
    correct: Sums<'a>,
    actual: Sums<'a>,
    predicted: Sums<'a>,
    /// What all rows count together.
    rows: f64,
    /// The same of rows whose labels are all right.
    right: f64,
    /// The sum of the scores of the rows, where there are such.
    of_rows: f64,
}

impl<'a> LabelCounts<'a> {
    /// Of no row yet; `scratch` is as long as that of so many classes.
    pub(super) fn try_new(
        scoring: Scoring,
        (labels, weighted): (usize, bool),
        scratch: &'a mut [u32],
    ) -> Result<Self, Error> {
        let [correct, actual, predicted] = Sums::three(labels, weighted, scratch)?;
        Ok(Self {
            scoring,
            correct,
            actual,
            predicted,
            rows: 0.0,
            right: 0.0,
            of_rows: 0.0,
        })
    }

    /// More rows, with a probability for each of their labels.
    pub(super) fn add(&mut self, labels: ScoredRows<'_, u16>, answers: &[f32]) -> Result<(), Error> {
        check_labels(labels)?;
        let of_row = match measure(self.scoring) {
            Some((measure, Over::Rows)) => measure,
            Some(_) | None => |_| 0.0,
        };
        for (row, answers) in answers.chunks_exact(labels.width).enumerate() {
            let weight = labels.weight(row);
            let (mut correct, mut actual, mut predicted) = (0, 0, 0);
            for (label, &p) in answers.iter().enumerate() {
                let (has, answered) = (labels.at(row, label) == 1, has_label(p));
                if has && answered {
                    self.correct.add(label, weight);
                }
                if has {
                    self.actual.add(label, weight);
                }
                if answered {
                    self.predicted.add(label, weight);
                }
                correct += u32::from(has && answered);
                actual += u32::from(has);
                predicted += u32::from(answered);
            }
            self.rows += weight;
            if correct == actual && correct == predicted {
                self.right += weight;
            }
            self.of_rows += weight * of_row((correct.into(), actual.into(), predicted.into()));
        }
        Ok(())
    }

    /// The score of the rows so far.
    ///
    /// # Errors
    /// [`Error::Undefined`] for one that takes more than the labels that answers have.
    pub(super) fn score(&self) -> Result<f64, Error> {
        if self.scoring == Scoring::Accuracy {
            return Ok(self.right / self.rows);
        }
        let (measure, over) = measure(self.scoring).ok_or(Error::Undefined)?;
        Ok(match over {
            Over::All => measure(self.labels().fold((0.0, 0.0, 0.0), |all, label| {
                (all.0 + label.0, all.1 + label.1, all.2 + label.2)
            })),
            Over::Labels => mean(self.labels().map(measure)),
            Over::Weighted => share(
                sum(self.labels().map(|label| measure(label) * label.1)),
                sum(self.labels().map(|label| label.1)),
            ),
            Over::Rows => self.of_rows / self.rows,
        })
    }

    fn labels(&self) -> impl Iterator<Item = Counted> {
        let all = [&self.correct, &self.actual, &self.predicted];
        (0..self.actual.classes()).map(move |label| all.map(|sums| sums.of(label)).into())
    }
}

/// What a score makes of counts, and what it averages; none of other scores.
fn measure(scoring: Scoring) -> Option<(Measure, Over)> {
    Some(match scoring {
        Scoring::F1Micro => (f1, Over::All),
        Scoring::F1Macro => (f1, Over::Labels),
        Scoring::F1Weighted => (f1, Over::Weighted),
        Scoring::F1Samples => (f1, Over::Rows),
        Scoring::PrecisionMicro => (precision, Over::All),
        Scoring::PrecisionMacro => (precision, Over::Labels),
        Scoring::PrecisionWeighted => (precision, Over::Weighted),
        Scoring::PrecisionSamples => (precision, Over::Rows),
        Scoring::RecallMicro => (recall, Over::All),
        Scoring::RecallMacro => (recall, Over::Labels),
        Scoring::RecallWeighted => (recall, Over::Weighted),
        Scoring::RecallSamples => (recall, Over::Rows),
        Scoring::JaccardMicro => (jaccard, Over::All),
        Scoring::JaccardMacro => (jaccard, Over::Labels),
        Scoring::JaccardWeighted => (jaccard, Over::Weighted),
        Scoring::JaccardSamples => (jaccard, Over::Rows),
        _ => return None,
    })
}

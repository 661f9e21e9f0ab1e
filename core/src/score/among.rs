//! Scores of a network that was fitted among fewer classes than there are, because the rows that
//! trained it had no others.
//!
//! As in scikit-learn it never predicts a class that it has not seen, and what looks at the chosen
//! class is scored as ever. Probabilities of fewer classes than the truth has are no score there.

use super::{Scorer, Scoring, score_rows};
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds::ABSENT;
use crate::loss::Output;

/// How many numbers a row's answers take while they are scored: the network's `outputs`, or as many as
/// all classes.
#[must_use]
pub fn width(data: &Dataset<'_>, outputs: usize) -> usize {
    outputs.max(Output::width(&data.target()))
}

/// [`score`](super::score) of a network that was fitted as [`Dataset::fitted_target`] says. Its answers,
/// `outputs` a row, are at the front of `answers`, which is as long as the rows times [`width`].
///
/// # Errors
/// As [`score`](super::score); [`Error::Undefined`] for a score of probabilities where a class has none.
pub fn score_fitted(
    scorer: Scorer,
    data: &Dataset<'_>,
    rows: &[u32],
    (answers, outputs): (&mut [f32], usize),
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let (target, all) = (data.target(), width(data, outputs));
    let (needed, got) = (rows.len() * all, answers.len());
    let answers = answers.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    if let Some((number, classes)) = data.numbering() {
        match target {
            Target::Classes { .. } if target.is_binary() => of_two(scorer.scoring, number, answers),
            Target::Classes { .. } | Target::Values { .. } => match scorer.scoring.takes_probabilities() {
                true => return Err(Error::Undefined),
                false => spread(number, classes, answers, (outputs, all)),
            },
        }
    }
    score_rows(scorer, &target, rows, answers, scratch)
}

/// One of two classes, whose network has learnt to answer 0: it predicts that class, and scikit-learn
/// takes the probability of what it predicts for that of the second.
fn of_two(scoring: Scoring, number: &[u32], answers: &mut [f32]) {
    let only = if number.first() == Some(&ABSENT) { 1.0 } else { 0.0 };
    for answer in answers.iter_mut().filter(|answer| answer.is_finite()) {
        *answer = if scoring.takes_probabilities() {
            1.0 - *answer
        } else {
            only
        };
    }
}

/// Answers of the classes with a number, to those of all, 0 for the others. From the last on, so that
/// none is written over before it is read.
fn spread(number: &[u32], classes: usize, answers: &mut [f32], (outputs, all): (usize, usize)) {
    for row in (0..answers.len() / all).rev() {
        let first = answers[row * outputs];
        for (class, &number) in number.iter().enumerate().rev() {
            answers[row * all + class] = match classes {
                _ if number == ABSENT => 0.0,
                0 | 1 => 1.0,
                2 if number == 0 => 1.0 - first,
                2 => first,
                3.. => answers[row * outputs + number as usize],
            };
        }
    }
}

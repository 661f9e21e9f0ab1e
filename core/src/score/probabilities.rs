//! The scores that look at how probable the classes are said to be.

use super::classes::Answers;
use super::{Scoring, sum};
use crate::error::Error;
use crate::math::ln_f64;

/// NaN where a class that is scored has no row, but for `neg_brier_score` of two classes.
pub(super) fn score(scoring: Scoring, answers: &Answers<'_>, scratch: &mut [u32]) -> Result<f64, Error> {
    let counts = answers.count(scratch);
    let needs_all = scoring != Scoring::NegBrierScore || answers.second().is_none();
    if needs_all && !answers.all_occur(counts) {
        return Ok(f64::NAN);
    }
    Ok(match scoring {
        Scoring::TopKAccuracy => top_two(answers),
        Scoring::NegLogLoss => -(log_losses(answers) / answers.labels.total()),
        Scoring::D2LogLossScore => 1.0 - log_losses(answers) / log_losses_of_shares(answers, counts),
        Scoring::NegBrierScore => -brier(answers),
        Scoring::D2BrierScore => 1.0 - brier(answers) / brier_of_shares(answers, counts),
        _ => return Err(Error::Undefined),
    })
}

/// The sum of the rows' log-losses. Probabilities are f32, and clipped by that type's epsilon as scikit-learn
/// clips those of an f32 network; the logarithms and their sum are f64.
fn log_losses(answers: &Answers<'_>) -> f64 {
    answers.labels.sum(answers.rows().map(|(label, row)| {
        let p = match *row {
            [p] if label == 0 => 1.0 - p,
            [p] => p,
            [] | [_, _, ..] => row[label],
        };
        -ln_f64(f64::from(p.clamp(f32::EPSILON, 1.0 - f32::EPSILON)))
    }))
}

/// The same where each class has its share of the rows as probability in all of them.
fn log_losses_of_shares(answers: &Answers<'_>, counts: &[u32]) -> f64 {
    let rows = answers.labels.total();
    let of_class = |class| match answers.labels.weights {
        None => {
            let count = f64::from(counts[class]);
            -ln_f64(count / rows) * count
        }
        // rows of weight 0 leave a class no share, or all
        Some(_) => {
            let count = answers.weight_of(class);
            -ln_f64((count / rows).clamp(f64::EPSILON, 1.0 - f64::EPSILON)) * count
        }
    };
    sum(answers.classes().map(of_class))
}

/// The mean squared distance of a row's probabilities from 1 for its class and 0 for the others: of two classes that
/// of one of them.
fn brier(answers: &Answers<'_>) -> f64 {
    let square = |is_class: bool, p: f32| {
        let off = f64::from(u8::from(is_class)) - f64::from(p);
        off * off
    };
    answers
        .labels
        .mean(answers.rows().map(|(label, row)| match answers.second() {
            Some((class, column)) => square(label == class, row[column]),
            None => sum(answers.classes().map(|class| square(label == class, row[class]))),
        }))
}

/// The same where each class has its share of the rows as probability in all of them.
fn brier_of_shares(answers: &Answers<'_>, counts: &[u32]) -> f64 {
    let rows = answers.labels.total();
    let of_class = |class: usize| {
        let share = match answers.labels.weights {
            None => f64::from(counts[class]) / rows,
            Some(_) => answers.weight_of(class) / rows,
        };
        share * (1.0 - share)
    };
    match answers.second() {
        Some((class, _)) => of_class(class),
        None => sum(answers.classes().map(of_class)),
    }
}

/// The share of rows whose class is among the two that are the most probable; of equals, the later ones.
fn top_two(answers: &Answers<'_>) -> f64 {
    let is_hit = |(label, row): (usize, &[f32])| {
        let own = row[label];
        let before = |&class: &usize| row[class] > own || row[class] == own && class > label;
        answers.classes().filter(before).count() < 2
    };
    let hits = answers.rows().map(|row| f64::from(u8::from(is_hit(row))));
    answers.labels.mean(hits)
}

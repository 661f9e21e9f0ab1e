//! Early stopping: the rows that it holds out, and the score of the network on them.

use super::forward::{answers, hidden};
use super::layout::{Pass, take};
use super::plan::Plan;
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::loss::{Output, class_of, has_label};
use crate::random::{Random, Xoshiro};
use crate::score::r2;

/// The rows to train on, and those that early stopping holds out: stratified for two classes,
/// not for more (as scikit-learn does, whatever its documentation says).
pub(super) fn split<'a, R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    random: &mut R,
    mut indices: &'a mut [u32],
) -> Result<(&'a mut [u32], &'a [u32]), Error> {
    let order = take(&mut indices, plan.train);
    if plan.validation == 0 {
        order.copy_from_slice(rows);
        return Ok((order, &[]));
    }
    let validation = take(&mut indices, plan.validation);
    match data.fitted_target() {
        Target::Classes { labels, classes } if plan.output == Output::Logistic => {
            let label_of = |position: usize| usize::from(data.label(labels, rows[position] as usize));
            let split = folds::stratified_split(label_of, classes, random, order, validation, indices);
            if let Err(Error::TooFewRows { .. }) = split {
                let (train, held_out) = (plan.train, plan.validation);
                return Err(Error::EarlyStopping { train, held_out });
            }
            split?;
        }
        Target::Classes { .. } | Target::Values { .. } | Target::Multilabel { .. } => {
            folds::shuffle_split(random, order, validation, indices)?;
        }
    }
    for position in order.iter_mut().chain(validation.iter_mut()) {
        *position = rows[*position as usize];
    }
    Ok((order, validation))
}

/// Accuracy (of several labels the share of rows with all of them right), or R2 averaged over the outputs, each row as its
/// weight says, on the rows that early stopping holds out; NaN where a predicted value is not finite.
pub(super) fn validate(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    weights: &[f32],
    pass: &mut Pass<'_>,
) -> f64 {
    let outputs = plan.shape.outputs();
    let mut over_answers = |see: &mut dyn FnMut(usize, &[f32])| {
        for rows in rows.chunks(pass.rows) {
            hidden::<Xoshiro>(plan, data, rows, weights, pass, None);
            answers(plan, rows.len(), weights, pass);
            let answers = pass.layers[plan.shape.layers()].chunks_exact(outputs);
            for (&row, answer) in rows.iter().zip(answers) {
                see(row as usize, answer);
            }
        }
    };
    match data.target() {
        Target::Classes { labels, .. } => {
            // where one class trains, it is predicted whatever the output
            let last = match data.fitted_target() {
                Target::Classes { classes, .. } => classes.saturating_sub(1),
                Target::Values { .. } | Target::Multilabel { .. } => usize::MAX,
            };
            let (mut right, mut count) = (0.0, 0.0);
            over_answers(&mut |row, answer| {
                let weight = f64::from(data.weight(row));
                count += weight;
                if class_of(answer).min(last) == usize::from(data.label(labels, row)) {
                    right += weight;
                }
            });
            right / count
        }
        Target::Multilabel { labels, .. } => {
            let (mut right, mut count) = (0.0, 0.0);
            over_answers(&mut |row, answer| {
                let weight = f64::from(data.weight(row));
                count += weight;
                let labels = &labels[row * outputs..][..outputs];
                let all = answer
                    .iter()
                    .zip(labels)
                    .all(|(&p, &label)| has_label(p) == (label == 1));
                if all {
                    right += weight;
                }
            });
            right / count
        }
        Target::Values { values, .. } => {
            let mut total = 0.0;
            let weight = |row: usize| f64::from(data.weight(row));
            let count = rows.iter().fold(0.0, |sum, &row| sum + weight(row as usize));
            for output in 0..outputs {
                let value = |row: usize| f64::from(data.value(values, row, (output, outputs)));
                let weighed = |row: usize| weight(row) * value(row);
                let mean = rows.iter().fold(0.0, |sum, &row| sum + weighed(row as usize)) / count;
                let (mut residual, mut spread, mut finite) = (0.0, 0.0, true);
                over_answers(&mut |row, answer| {
                    let (miss, away) = (value(row) - f64::from(answer[output]), value(row) - mean);
                    finite &= answer[output].is_finite();
                    residual += weight(row) * (miss * miss);
                    spread += weight(row) * (away * away);
                });
                total += if finite { r2(residual, spread) } else { f64::NAN };
            }
            total / outputs as f64
        }
    }
}

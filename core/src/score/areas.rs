//! The scores that rank rows by a probability: areas under curves.

use super::classes::Answers;
use super::{Scorer, Scoring, mean, sum};
use crate::error::Error;

/// NaN where a class of those that are ranked has no row, or all of them; `average_precision` of the positive class
/// of two is 0 there, as no row can be found.
pub(super) fn score(
    Scorer { scoring, positive }: Scorer,
    answers: &Answers<'_>,
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let one = |class| answers.column(class);
    let weighted = matches!(scoring, Scoring::RocAucOvrWeighted | Scoring::RocAucOvoWeighted);
    Ok(match (scoring, answers.second()) {
        (Scoring::AveragePrecision, Some(_)) if answers.columns == 1 => {
            average_precision(&answers.of_two(positive.into()), scratch)
        }
        // scikit-learn looks for the class of the label 1 among the two
        (Scoring::AveragePrecision, Some(_)) => return Err(Error::Undefined),
        (Scoring::AveragePrecision, None) => match answers.all_occur(answers.count(scratch)) {
            true => mean(
                answers
                    .classes()
                    .map(|class| average_precision(&one(class), scratch)),
            ),
            false => f64::NAN,
        },
        // of two there is one area, by the probability of the second
        (_, Some((class, column))) => area(
            &Column {
                class,
                column,
                ..one(class)
            },
            scratch,
        ),
        (Scoring::RocAucOvr | Scoring::RocAucOvrWeighted, None) => average(answers.classes().map(|class| {
            let weight = if weighted { answers.weight_of(class) } else { 1.0 };
            match weighted && weight == 0.0 && answers.occurs(class) {
                // whose rows all have the weight 0: its area is not defined, and counts nothing
                true => (0.0, 0.0),
                false => (area(&one(class), scratch), weight),
            }
        })),
        (Scoring::RocAucOvo | Scoring::RocAucOvoWeighted, None) => average(pairs(answers).map(|(a, b)| {
            let beside = |class, other| Column {
                other: Some(other),
                ..one(class)
            };
            let both = area(&beside(a, b), scratch) + area(&beside(b, a), scratch);
            let weight = if weighted {
                answers.weight_of(a) + answers.weight_of(b)
            } else {
                1.0
            };
            (both / 2.0, weight)
        })),
        _ => return Err(Error::Undefined),
    })
}

/// The mean over several labels; a label that no row has, or each, has no area, and one that no row has no weight.
pub(super) fn score_labels(
    scoring: Scoring,
    answers: &Answers<'_>,
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let columns = (0..answers.columns).map(|label| Column {
        class: 1,
        label_column: label,
        ..answers.column(label)
    });
    Ok(match scoring {
        Scoring::AveragePrecision => mean(columns.map(|column| average_precision(&column, scratch))),
        Scoring::RocAuc | Scoring::RocAucOvr | Scoring::RocAucOvo => {
            mean(columns.map(|column| area(&column, scratch)))
        }
        Scoring::RocAucOvrWeighted | Scoring::RocAucOvoWeighted => {
            let had = columns.map(|column| (column, answers.weight_in(column.label_column, column.class)));
            let mut had = had.filter(|&(_, weight)| weight > 0.0).peekable();
            match had.peek() {
                Some(_) => average(had.map(|(column, weight)| (area(&column, scratch), weight))),
                None => 0.0,
            }
        }
        _ => return Err(Error::Undefined),
    })
}

/// Each two classes, the first of which comes before the second.
fn pairs(answers: &Answers<'_>) -> impl Iterator<Item = (usize, usize)> {
    let classes = answers.classes();
    let of_first = move |a| classes.clone().filter(move |&b| b > a).map(move |b| (a, b));
    answers.classes().flat_map(of_first)
}

/// Of scores and their weights. Of whole weights that sum to less than 2^53 it is above none of the scores' bound.
fn average(scores: impl Iterator<Item = (f64, f64)>) -> f64 {
    let add = |(total, weights), (score, weight)| (total + score * weight, weights + weight);
    let (total, weights) = scores.fold((0.0, 0.0), add);
    total / weights
}

/// A class against the others, by the probabilities in one column.
#[derive(Clone, Copy)]
struct Column<'a> {
    answers: &'a Answers<'a>,
    class: usize,
    column: usize,
    /// Which label of a row says its class, where there are several.
    label_column: usize,
    /// Whether the column holds the probability of the other of two classes.
    is_others: bool,
    /// The one class that it is against, if it is not against all.
    other: Option<usize>,
}

impl<'a> Answers<'a> {
    /// One of more than two classes against all others.
    fn column(&self, class: usize) -> Column<'_> {
        Column {
            answers: self,
            class,
            column: class,
            label_column: 0,
            is_others: false,
            other: None,
        }
    }

    /// One of two classes, whose only column is of the second.
    fn of_two(&self, class: usize) -> Column<'_> {
        Column {
            column: 0,
            is_others: class == 0,
            ..self.column(class)
        }
    }
}

impl Column<'_> {
    fn label(&self, row: u32) -> usize {
        self.answers.labels.at(row as usize, self.label_column).into()
    }

    fn p(&self, row: u32) -> f32 {
        let p = self.answers.predicted[row as usize * self.answers.columns + self.column];
        if self.is_others { 1.0 - p } else { p }
    }

    /// The rows that it is of, by rising probability.
    fn order<'s>(&self, scratch: &'s mut [u32]) -> &'s [u32] {
        let mut rows = 0;
        for row in 0..self.answers.labels.len() as u32 {
            let is_of = |other| [self.class, other].contains(&self.label(row));
            if self.other.is_none_or(is_of) {
                scratch[rows] = row;
                rows += 1;
            }
        }
        let order = &mut scratch[..rows];
        order.sort_unstable_by(|&a, &b| {
            let (a, b) = (self.p(a), self.p(b));
            a.partial_cmp(&b).unwrap_or(core::cmp::Ordering::Equal)
        });
        order
    }

    /// What those of some rows that are of the class count, and the others.
    fn weights(&self, rows: &[u32]) -> (f64, f64) {
        rows.iter().fold((0.0, 0.0), |(hits, others), &row| {
            let weight = self.answers.labels.weight(row as usize);
            match self.label(row) == self.class {
                true => (hits + weight, others),
                false => (hits, others + weight),
            }
        })
    }

    /// How many of some rows are of the class.
    fn hits(&self, rows: &[u32]) -> u64 {
        rows.iter().filter(|&&row| self.label(row) == self.class).count() as u64
    }
}

/// Area under the receiver operating characteristic: the share
/// of pairs of a row of the class and another that the probabilities order right, ties being half
/// right. Twice the pairs are counted, so that the only rounding is the last division.
fn area(of: &Column<'_>, scratch: &mut [u32]) -> f64 {
    if of.answers.labels.weights.is_some() {
        return weighted_area(of, scratch);
    }
    let (mut positive, mut negative, mut doubled) = (0u64, 0u64, 0u64);
    for equals in of.order(scratch).chunk_by(|&a, &b| of.p(a) == of.p(b)) {
        let hits = of.hits(equals);
        let others = equals.len() as u64 - hits;
        doubled += hits * (2 * negative + others);
        positive += hits;
        negative += others;
    }
    // 0 / 0 where only one of the two occurs
    doubled as f64 / (2 * positive * negative) as f64
}

/// The mean, over the rows of the class, of the precision where all with its probability or a higher one are taken
/// for the class; 0 where there are none. Of precisions that are 1 the sum is exact, and so at most 1 is their mean.
fn average_precision(of: &Column<'_>, scratch: &mut [u32]) -> f64 {
    if of.answers.labels.weights.is_some() {
        return weighted_average_precision(of, scratch);
    }
    let (mut taken, mut found) = (0u64, 0u64);
    let by_rank = of.order(scratch).chunk_by(|&a, &b| of.p(a) == of.p(b)).rev();
    let precisions = by_rank.map(|equals| {
        let hits = of.hits(equals);
        taken += equals.len() as u64;
        found += hits;
        hits as f64 * (found as f64 / taken as f64)
    });
    let total = sum(precisions);
    if found == 0 { 0.0 } else { total / found as f64 }
}

/// [`area`] of rows that count as their weights say.
fn weighted_area(of: &Column<'_>, scratch: &mut [u32]) -> f64 {
    let (mut positive, mut negative, mut doubled) = (0.0, 0.0, 0.0);
    for equals in of.order(scratch).chunk_by(|&a, &b| of.p(a) == of.p(b)) {
        let (hits, others) = of.weights(equals);
        doubled += hits * (2.0 * negative + others);
        positive += hits;
        negative += others;
    }
    // not by the product of small weights, which may be 0
    let area: f64 = doubled / positive / (2.0 * negative);
    // NaN stays
    if area > 1.0 { 1.0 } else { area }
}

/// [`average_precision`] of rows that count as their weights say.
fn weighted_average_precision(of: &Column<'_>, scratch: &mut [u32]) -> f64 {
    let (mut taken, mut found) = (0.0, 0.0);
    let by_rank = of.order(scratch).chunk_by(|&a, &b| of.p(a) == of.p(b)).rev();
    let precisions = by_rank.map(|equals| {
        let (hits, others) = of.weights(equals);
        taken += hits + others;
        found += hits;
        // rows of weight 0 have no precision, and need none
        if hits == 0.0 { 0.0 } else { hits * (found / taken) }
    });
    let total = sum(precisions);
    if found == 0.0 { 0.0 } else { total / found }
}

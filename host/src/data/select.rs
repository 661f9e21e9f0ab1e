//! Which features are the most useful: those that tell classes apart by what the ones before do not tell already.
//!
//! Stepwise discriminant analysis, forward (R. I. Jennrich, "Stepwise discriminant analysis", in "Statistical methods for
//! digital computers", 1977): each step takes the feature that lowers Wilks' lambda the most, the determinant of the
//! scatter within classes over that of all, of the features taken so far. The first is thus the one with the largest F
//! of scikit-learn's `f_classif`, and a feature that repeats others is worth nothing. A step takes time for rows times
//! features. All in f64 and in order; of equals the first is taken.

use std::iter::zip;

/// A share of its scatter below which nothing is left of a feature but rounding: it is a sum of others.
const NOTHING: f64 = 1e-9;

/// The indices of `count` columns in ascending order, or of all where there are no more, by the rows that train.
pub(super) fn select(columns: &[&[f32]], classes: (&[u16], usize), rows: &[u32], count: usize) -> Vec<usize> {
    let columns: Vec<Centred<'_>> = columns
        .iter()
        .map(|column| Centred::of(column, classes, rows))
        .collect();
    let (mut within, mut all) = (Scatter::default(), Scatter::default());
    for column in &columns {
        let own: Vec<f64> = column.within(classes.0, rows).collect();
        within.left.push(own.iter().map(|x| x * x).sum());
        all.left.push(column.all(rows).map(|x| x * x).sum());
    }
    let whole = all.left.clone();
    let mut chosen: Vec<usize> = Vec::with_capacity(count.min(columns.len()));
    while chosen.len() < count.min(columns.len()) {
        let lambda = |column: usize| match all.left[column] <= NOTHING * whole[column] {
            true => 1.0,
            false => (within.left[column] / all.left[column]).clamp(0.0, 1.0),
        };
        let left = (0..columns.len()).filter(|column| !chosen.contains(column));
        let best = left.reduce(|best, next| if lambda(next) < lambda(best) { next } else { best });
        let Some(best) = best else { break };
        chosen.push(best);
        let of_best: Vec<f64> = columns[best].within(classes.0, rows).collect();
        within.take_out(best, &columns, rows, &of_best);
        let of_best: Vec<f64> = columns[best].all(rows).collect();
        all.take_out(best, &columns, rows, &of_best);
    }
    chosen.sort_unstable();
    chosen
}

/// A column with its means.
struct Centred<'c> {
    values: &'c [f32],
    mean: f64,
    of_classes: Vec<f64>,
}

impl<'c> Centred<'c> {
    fn of(values: &'c [f32], (labels, classes): (&[u16], usize), rows: &[u32]) -> Self {
        let mut sums = vec![(0.0, 0_u32); classes];
        for &row in rows {
            let (sum, number) = &mut sums[usize::from(labels[row as usize])];
            *sum += f64::from(values[row as usize]);
            *number += 1;
        }
        let total: f64 = sums.iter().map(|(sum, _)| sum).sum();
        Self {
            values,
            mean: total / rows.len().max(1) as f64,
            of_classes: sums
                .iter()
                .map(|(sum, number)| sum / f64::from((*number).max(1)))
                .collect(),
        }
    }

    /// Without the mean of all.
    fn all(&self, rows: &[u32]) -> impl Iterator<Item = f64> {
        rows.iter()
            .map(|&row| f64::from(self.values[row as usize]) - self.mean)
    }

    /// Without the mean of each row's class.
    fn within(&self, labels: &[u16], rows: &[u32]) -> impl Iterator<Item = f64> {
        let mean = |row: u32| self.of_classes[usize::from(labels[row as usize])];
        rows.iter()
            .map(move |&row| f64::from(self.values[row as usize]) - mean(row))
    }
}

/// The scatter of columns, without what those that were taken out say of it.
#[derive(Default)]
struct Scatter {
    /// The sum of squares that is left of each column.
    left: Vec<f64>,
    /// For each that was taken out a row of the Cholesky factor.
    factor: Vec<Vec<f64>>,
}

impl Scatter {
    /// Takes a column out of all, whose centred numbers are `own`.
    fn take_out(&mut self, taken: usize, columns: &[Centred<'_>], rows: &[u32], own: &[f64]) {
        let length = self.left[taken].max(0.0).sqrt();
        let row = columns.iter().enumerate().map(|(at, column)| {
            let product: f64 = zip(own, column.all(rows)).map(|(a, b)| a * b).sum();
            let before: f64 = self.factor.iter().map(|row| row[taken] * row[at]).sum();
            if length > 0.0 {
                (product - before) / length
            } else {
                0.0
            }
        });
        let row: Vec<f64> = row.collect();
        for (left, share) in zip(&mut self.left, &row) {
            *left = (*left - share * share).max(0.0);
        }
        self.factor.push(row);
    }
}

#[cfg(test)]
mod tests;

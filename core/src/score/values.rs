//! The scores of predicted values.

use super::{ScoredRows, Scoring, check, sum};
use crate::error::Error;
use crate::math::{ln_1p_f64, ln_f64, sqrt_f64};

/// `scratch` is as long as there are rows, for a score that looks for a median; others need none.
pub(super) fn score_values<T: Copy + Into<f64>>(
    scoring: Scoring,
    values: ScoredRows<'_, T>,
    predicted: &[f32],
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let (rows, outputs) = (values.len(), values.width);
    check(rows, rows * outputs, predicted.len())?;
    if predicted.iter().any(|p| !p.is_finite()) {
        return Ok(f64::NAN);
    }
    let order = match scoring {
        Scoring::NegMedianAbsoluteError | Scoring::D2AbsoluteErrorScore => {
            let (needed, got) = (rows, scratch.len());
            scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?
        }
        _ => &mut [],
    };
    let mut total = 0.0;
    for output in 0..outputs {
        let column = Column {
            values,
            predicted,
            output,
        };
        total += column.score(scoring, order)?;
    }
    Ok(total / outputs as f64)
}

/// The values of one output, and the answers.
struct Column<'a, T> {
    values: ScoredRows<'a, T>,
    predicted: &'a [f32],
    output: usize,
}

impl<T: Copy + Into<f64>> Column<'_, T> {
    fn truth(&self) -> impl Iterator<Item = f64> + Clone {
        self.values.column(self.output).map(Into::into)
    }

    fn answers(&self) -> impl Iterator<Item = f64> + Clone {
        let of_output = self.predicted[self.output..].iter();
        of_output.step_by(self.values.width).map(|&p| f64::from(p))
    }

    fn errors(&self) -> impl Iterator<Item = f64> + Clone {
        self.truth().zip(self.answers()).map(|(y, p)| y - p)
    }

    fn sizes(&self) -> impl Iterator<Item = f64> + Clone {
        self.errors().map(f64::abs)
    }

    fn squares(&self) -> impl Iterator<Item = f64> + Clone {
        self.errors().map(|error| error * error)
    }

    /// Squares of the errors of `ln(1 + y)`.
    fn log_squares(&self) -> impl Iterator<Item = f64> + Clone {
        self.truth().zip(self.answers()).map(|(y, p)| {
            let error = ln_1p_f64(y) - ln_1p_f64(p);
            error * error
        })
    }

    /// `order` is as long as there are rows where the score is one of a median.
    fn score(&self, scoring: Scoring, order: &mut [u32]) -> Result<f64, Error> {
        let takes = self.truth().all(|value| scoring.takes_value(value))
            && self.answers().all(|answer| scoring.takes_answer(answer));
        Ok(match scoring {
            _ if !takes => f64::NAN,
            Scoring::R2 | Scoring::D2AbsoluteErrorScore if self.values.len() < 2 => f64::NAN,
            Scoring::R2 => self.determination(self.squares()),
            Scoring::ExplainedVariance => self.determination(self.squares_around_their_mean()),
            Scoring::D2AbsoluteErrorScore => {
                r2(self.values.sum(self.sizes()), self.sizes_around_median(order))
            }
            Scoring::NegMeanSquaredError => -self.values.mean(self.squares()),
            Scoring::NegRootMeanSquaredError => -sqrt_f64(self.values.mean(self.squares())),
            Scoring::NegMeanSquaredLogError => -self.values.mean(self.log_squares()),
            Scoring::NegRootMeanSquaredLogError => -sqrt_f64(self.values.mean(self.log_squares())),
            Scoring::NegMeanAbsoluteError => -self.values.mean(self.sizes()),
            Scoring::NegMedianAbsoluteError => -self.median_error(order),
            Scoring::NegMeanAbsolutePercentageError => {
                let of = self.truth().map(|value| value.abs().max(f64::EPSILON));
                -self
                    .values
                    .mean(self.sizes().zip(of).map(|(error, of)| error / of))
            }
            Scoring::NegMaxError => -self.sizes().fold(0.0, f64::max),
            Scoring::NegMeanPoissonDeviance => -self.mean_deviance(poisson),
            Scoring::NegMeanGammaDeviance => -self.mean_deviance(gamma),
            _ => return Err(Error::Undefined),
        })
    }

    fn squares_around_their_mean(&self) -> impl Iterator<Item = f64> {
        let off = self.values.mean(self.errors());
        self.errors().map(move |error| (error - off) * (error - off))
    }

    fn sizes_around_median(&self, order: &mut [u32]) -> f64 {
        let centre = self.median(order, &|row| self.values.at(row as usize, self.output).into());
        self.values.sum(self.truth().map(|value| (value - centre).abs()))
    }

    fn median_error(&self, order: &mut [u32]) -> f64 {
        self.median(order, &|row| {
            let row = row as usize;
            let truth: f64 = self.values.at(row, self.output).into();
            (truth - f64::from(self.predicted[row * self.values.width + self.output])).abs()
        })
    }

    /// The mean of twice this. A deviance is never negative; where it is by rounding, it is cut.
    fn mean_deviance(&self, half: fn(f64, f64) -> f64) -> f64 {
        let pairs = self.truth().zip(self.answers());
        let mean = self.values.mean(pairs.map(|(y, p)| 2.0 * half(y, p)));
        mean.max(0.0)
    }

    fn determination(&self, squares: impl Iterator<Item = f64>) -> f64 {
        let centre = self.values.mean(self.truth());
        let unexplained = self.values.sum(squares);
        let squares = self.truth().map(|value| (value - centre) * (value - centre));
        r2(unexplained, self.values.sum(squares))
    }

    fn median(&self, order: &mut [u32], of: &dyn Fn(u32) -> f64) -> f64 {
        match self.values.weights {
            None => median(order, of),
            Some(_) => weighted_median(order, of, &|row| self.values.weight(row as usize)),
        }
    }
}

/// The middle one of what the rows have, as many as there is room for; of two in the middle their mean.
fn median(order: &mut [u32], of: &dyn Fn(u32) -> f64) -> f64 {
    for (slot, row) in order.iter_mut().zip(0u32..) {
        *slot = row;
    }
    let rows = order.len();
    let (below, &mut upper, _) = order.select_nth_unstable_by(rows / 2, |&a, &b| of(a).total_cmp(&of(b)));
    let (upper, below) = (of(upper), below.iter().map(|&row| of(row)));
    match rows % 2 {
        0 => f64::midpoint(below.fold(f64::NEG_INFINITY, f64::max), upper),
        _ => upper,
    }
}

/// The same of rows that count as their weights say: the first up to which there is half of the weight; where that is
/// half, give or take f64's epsilon, the mean of it and the next that counts, as scikit-learn's `_weighted_percentile`.
fn weighted_median(order: &mut [u32], of: &dyn Fn(u32) -> f64, weight: &dyn Fn(u32) -> f64) -> f64 {
    for (slot, row) in order.iter_mut().zip(0u32..) {
        *slot = row;
    }
    order.sort_unstable_by(|&a, &b| of(a).total_cmp(&of(b)).then(a.cmp(&b)));
    let half = 0.5 * sum(order.iter().map(|&row| weight(row)));
    let mut reached = 0.0;
    let mut middle = None;
    for &row in &*order {
        match middle {
            None => {
                reached += weight(row);
                if reached >= half && reached > 0.0 {
                    middle = Some(of(row));
                    if reached - half > f64::EPSILON {
                        break;
                    }
                }
            }
            Some(lower) if reached + weight(row) > reached => return (lower + of(row)) / 2.0,
            Some(_) => {}
        }
    }
    middle.unwrap_or(f64::NAN)
}

fn poisson(y: f64, p: f64) -> f64 {
    // the limit of y ln y at 0
    let weighted = if y == 0.0 { 0.0 } else { y * ln_f64(y / p) };
    weighted - y + p
}

fn gamma(y: f64, p: f64) -> f64 {
    ln_f64(p / y) + y / p - 1.0
}

/// `1 - residual / spread`; for constant values 1 when they are met exactly, else 0.
pub(crate) fn r2(residual: f64, spread: f64) -> f64 {
    if spread != 0.0 {
        1.0 - residual / spread
    } else if residual == 0.0 {
        1.0
    } else {
        0.0
    }
}

//! Which trial wins: the best, the cheapest that is as good as the best, or the knee between the two.

use std::fmt;
use std::str::FromStr;

use mcutune_core::cost::Dtype;
use mcutune_core::search::race::generous;
use mcutune_core::search::rank;

use super::knee::Chord;
use crate::text::ParseError;

/// A rule by which one of the scored trials is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Select {
    /// The highest mean score, the earliest where several have it, as scikit-learn does.
    #[default]
    Best,
    /// The cheapest whose mean score is at most one standard error below the best's.
    ///
    /// The standard error is that of the best's mean over its K folds, s/√K, where s is the
    /// sample standard deviation of the fold scores (divisor K - 1). Breiman, Friedman, Olshen
    /// and Stone, "Classification and Regression Trees", 1984, section 3.4.3; Hastie, Tibshirani
    /// and Friedman, "The Elements of Statistical Learning", 2nd edition, section 7.10.1. In
    /// terms of scikit-learn's columns, whose deviation has the divisor K, it is
    /// `std_test_score / sqrt(K - 1)`.
    OneStandardError,
    /// The cheapest whose mean score is at most this much below the best's, in units of the
    /// score: a finite number from 0.
    Within(f64),
    /// The knee of the front of score against cost: the trial farthest above the straight line from the front's
    /// cheapest trial to its best, in mean score and the logarithm of the cost, each scaled to 0 at the cheapest and 1 at
    /// the best (Das 1999; Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack", 2011). The best
    /// where none stands above it.
    Knee,
}

/// How the winner is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// The rule.
    pub rule: Select,
    /// Whose scores count: those of the networks as they were trained, or quantised.
    pub by: Dtype,
}

impl Select {
    /// Whether a tolerance, if it has one, is one.
    pub(crate) fn is_valid(self) -> bool {
        match self {
            Select::Best | Select::OneStandardError | Select::Knee => true,
            Select::Within(tolerance) => (0.0..f64::INFINITY).contains(&tolerance),
        }
    }

    /// The winner's number; none where no trial has a score.
    ///
    /// `scores` has the fold scores of each trial, `costs` what each would cost in one unit. Among
    /// trials of the same cost the higher score wins, then the earlier.
    pub(crate) fn choose(self, scores: &[Vec<f64>], costs: &[u64]) -> Option<usize> {
        let means: Vec<f64> = scores.iter().map(|folds| rank::mean_and_std(folds).0).collect();
        self.choose_by(&means, scores, costs)
    }

    /// The same by means that the caller has taken of the scores.
    pub(super) fn choose_by(self, means: &[f64], scores: &[Vec<f64>], costs: &[u64]) -> Option<usize> {
        let best = rank::best(means)?;
        let tolerance = match self {
            Select::Best => return Some(best),
            Select::OneStandardError => standard_error(&scores[best]),
            Select::Within(tolerance) => tolerance,
            Select::Knee => return Chord::of(means, costs).farthest(means, costs),
        };
        Some(cheapest_within(means, costs, best, tolerance))
    }
}

/// Of a mean of fold scores; 0 of a single one.
fn standard_error(folds: &[f64]) -> f64 {
    let std = rank::mean_and_std(folds).1;
    std / (folds.len().saturating_sub(1).max(1) as f64).sqrt()
}

/// The cheapest whose mean is at most `tolerance` below that of `best`, give or take the rounding
/// of a difference; a failed trial's mean is NaN and never wins.
fn cheapest_within(means: &[f64], costs: &[u64], best: usize, tolerance: f64) -> usize {
    let tolerance = generous(tolerance);
    let mut chosen = best;
    for (i, (&mean, &cost)) in means.iter().zip(costs).enumerate() {
        let cheaper = cost < costs[chosen] || (cost == costs[chosen] && mean > means[chosen]);
        if means[best] - mean <= tolerance && cheaper {
            chosen = i;
        }
    }
    chosen
}

impl FromStr for Select {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "best" => return Ok(Select::Best),
            "one-standard-error" => return Ok(Select::OneStandardError),
            "knee" => return Ok(Select::Knee),
            _ => {}
        }
        let tolerance = text
            .strip_prefix("within=")
            .and_then(|number| number.parse().ok());
        let within = tolerance.map(Select::Within).filter(|rule| rule.is_valid());
        within.ok_or(ParseError(
            "best, one-standard-error, knee, or within= and a number from 0, such as within=0.01".into(),
        ))
    }
}

impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Select::Best => f.write_str("best"),
            Select::OneStandardError => f.write_str("one-standard-error"),
            Select::Knee => f.write_str("knee"),
            Select::Within(tolerance) => write!(f, "within={tolerance}"),
        }
    }
}

#[cfg(test)]
mod tests;

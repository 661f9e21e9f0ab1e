//! Columns that lose values in f32: numbers that differ by little and are far from zero, as
//! seconds since 1970 do, or that are nearer to zero than f32 goes.

use std::collections::HashSet;

use serde::Serialize;

/// A column of which several values are one f32.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coarse {
    /// The column.
    pub column: String,
    /// The least of its values, near to all of them.
    pub offset: f64,
    /// The greatest of them.
    pub greatest: f64,
    /// How many different values it has; of a feature, more than 65,536 are not counted.
    pub distinct: usize,
    /// How many of them are distinct in f32.
    pub kept: usize,
    /// Of a target: what their rounding to f32 takes from the best r2, 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r2_lost: Option<f64>,
}

impl Coarse {
    /// Whether its values are too near to zero, and not too near to each other.
    #[must_use]
    pub fn is_tiny(&self) -> bool {
        self.offset.abs().max(self.greatest.abs()) < f64::from(f32::MIN_POSITIVE)
    }

    /// Whether a target loses so much that it cannot be learnt: more than 0.05 of r2, or nobody knows how much.
    #[must_use]
    pub fn is_too_much(&self) -> bool {
        self.r2_lost.is_none_or(|lost| lost.is_nan() || lost > MOST_LOST)
    }
}

/// As much of its r2 a target may lose: a twentieth of what varies is then the rounding's, which a warning says.
const MOST_LOST: f64 = 0.05;

/// This many different values are enough to learn from, whatever is lost.
const ENOUGH: usize = 1 << 16;

/// Steps of f32 in the range of a feature: with more, what is lost is less than any sensor's noise.
const STEPS: f32 = 16_384.0;

/// Whether numbers lie so near to each other, and so far from zero, or so near to zero that f32 may merge some.
pub(super) fn is_suspect(values: &[f32]) -> bool {
    let known = || values.iter().copied().filter(|value| value.is_finite());
    let (least, most) = known().fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
        (least.min(value), most.max(value))
    });
    if least > most {
        return false;
    }
    // So near to zero that they may have been apart from it.
    if least > -f32::MIN_POSITIVE && most < f32::MIN_POSITIVE {
        return true;
    }
    if least <= 0.0 && most >= 0.0 {
        return false;
    }
    let far = least.abs().max(most.abs());
    let step = far.next_up() - far;
    (most - least) / step < STEPS
}

/// What f32 loses of a suspect, read once more in f64.
pub(super) struct Wide {
    distinct: HashSet<u64>,
    kept: HashSet<u32>,
    offset: f64,
    greatest: f64,
}

impl Wide {
    pub(super) fn new() -> Self {
        Self {
            distinct: HashSet::new(),
            kept: HashSet::new(),
            offset: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }

    pub(super) fn push(&mut self, value: f64) {
        if !value.is_finite() || self.distinct.len() > ENOUGH {
            return;
        }
        self.distinct.insert(value.to_bits());
        self.kept.insert((value as f32).to_bits());
        self.offset = self.offset.min(value);
        self.greatest = self.greatest.max(value);
    }

    /// What is lost, if anything is.
    pub(super) fn coarse(self, column: &str) -> Option<Coarse> {
        (self.kept.len() < self.distinct.len()).then(|| Coarse {
            column: column.to_owned(),
            offset: self.offset,
            greatest: self.greatest,
            distinct: self.distinct.len(),
            kept: self.kept.len(),
            r2_lost: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_near_to_each_other_and_far_from_zero_are_suspects() {
        let narrowed = |values: &[f64]| is_suspect(&values.iter().map(|&v| v as f32).collect::<Vec<_>>());
        assert!(narrowed(&[2e9, 2e9 + 9.0]));
        assert!(narrowed(&[-1e6 - 0.01, -1e6]));
        assert!(!narrowed(&[-2e9, 2e9]), "they are on both sides of zero");
        assert!(!narrowed(&[1.0, 2.0]) && !narrowed(&[]));
        assert!(narrowed(&[0.0, 1e-60]) && narrowed(&[1e-39, -1e-39]));
    }

    #[test]
    fn what_is_lost_is_counted() {
        let mut wide = Wide::new();
        (0..10).for_each(|i| wide.push(2e9 + f64::from(i)));
        let coarse = wide.coarse("t").unwrap();
        assert_eq!((coarse.distinct, coarse.kept), (10, 1));
        assert_eq!((coarse.offset, coarse.greatest), (2e9, 2e9 + 9.0));
        let mut exact = Wide::new();
        (0..10).for_each(|i| exact.push(1000.0 + f64::from(i)));
        assert_eq!(exact.coarse("t"), None);
    }
}

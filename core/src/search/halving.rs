//! Successive halving over epochs: all candidates on few of them, the best on more, and so on. How many iterations
//! there are, and what each gives, is the arithmetic of scikit-learn's `BaseSuccessiveHalving`.

use crate::error::Error;
use crate::search::rank;

/// What a candidate of the first iteration gets of the resource, scikit-learn's `min_resources`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinResources {
    /// The least that makes sense.
    Smallest,
    /// As much as lets the last iteration use as much as there is.
    Exhaust,
    /// So much.
    Of(u32),
}

/// Successive halving, as scikit-learn's `HalvingGridSearchCV` and `HalvingRandomSearchCV` do it with the resource
/// `max_iter`: all candidates are fitted with few epochs, the best of them anew with more, and so on. The winner is
/// the best of the last iteration.
///
/// Epochs mislead: who learns slowly is behind after a few and may be ahead after all. A [`Race`](super::Race) judges
/// no fit before its end.
///
/// The one of `HalvingGridSearchCV`:
///
/// ```
/// use mcutune_core::search::{Halving, MinResources};
///
/// let halving = Halving::DEFAULT;
/// assert_eq!((halving.factor, halving.min_resources), (3.0, MinResources::Exhaust));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Halving {
    /// One in so many candidates goes on, with so many times the epochs: a number from 2 on.
    pub factor: f64,
    /// Epochs of the first iteration; the least is 1.
    pub min_resources: MinResources,
    /// Epochs of an iteration at most; `max_iter` of the problem where there is none.
    pub max_resources: Option<u32>,
    /// Whether the first iterations all give the least, as many as it takes to leave few enough candidates for the
    /// last to be fitted with the most.
    pub aggressive_elimination: bool,
}

impl Halving {
    /// scikit-learn's choices for a grid; of random candidates it has [`MinResources::Smallest`].
    pub const DEFAULT: Self = Self {
        factor: 3.0,
        min_resources: MinResources::Exhaust,
        max_resources: None,
        aggressive_elimination: false,
    };

    /// The first iteration's resources, before the number of candidates raises it, where `smallest` is the least
    /// that makes sense and there are `max`.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the field that is out of range: a factor below 2; resources of 0, or a least of more
    /// than `max`, as `min_resources`.
    #[doc(hidden)]
    pub const fn least(&self, smallest: u32, max: u32) -> Result<u32, Error> {
        // so that no factor below makes the logarithms meaningless
        if !(self.factor.is_finite() && self.factor >= 2.0) {
            return Err(Error::Parameter("factor"));
        }
        let least = match self.min_resources {
            MinResources::Smallest | MinResources::Exhaust => smallest,
            MinResources::Of(number) => number,
        };
        if max == 0 {
            return Err(Error::Parameter("max_resources"));
        }
        if least == 0 || least > max {
            return Err(Error::Parameter("min_resources"));
        }
        Ok(least)
    }
}

/// The iterations of a search.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    of_first: usize,
    least: f64,
    max: f64,
    factor: f64,
    /// Iterations until few enough candidates are left.
    required: u32,
    /// Iterations that the resources allow.
    possible: u32,
    aggressive: bool,
}

impl Schedule {
    /// Of so many candidates in the first iteration, where `smallest` is the least of the resource that makes sense
    /// and there are `max`.
    ///
    /// # Errors
    /// As [`Halving::least`].
    #[inline(never)]
    pub const fn try_new(
        candidates: usize,
        halving: &Halving,
        smallest: u32,
        max: u32,
    ) -> Result<Self, Error> {
        let factor = halving.factor;
        let mut least = match halving.least(smallest, max) {
            Ok(least) => least as f64,
            Err(error) => return Err(error),
        };
        let max = max as f64;
        let required = 1 + log(candidates as f64, factor);
        if let MinResources::Exhaust = halving.min_resources {
            let whole = floor(max / power(factor, required - 1));
            least = if whole > least { whole } else { least };
        }
        Ok(Self {
            of_first: candidates,
            least,
            max,
            factor,
            required,
            possible: 1 + log(floor(max / least), factor),
            aggressive: halving.aggressive_elimination,
        })
    }

    /// How many iterations there are, from 1.
    #[must_use]
    pub const fn iterations(&self) -> u32 {
        if self.aggressive || self.required < self.possible {
            self.required
        } else {
            self.possible
        }
    }

    /// How many candidates an iteration has: scikit-learn's `n_candidates_`.
    #[must_use]
    pub const fn candidates(&self, iteration: u32) -> usize {
        let (mut candidates, mut i) = (self.of_first, 0);
        while i < iteration {
            candidates = self.kept(candidates);
            i += 1;
        }
        candidates
    }

    /// What a candidate of an iteration gets: scikit-learn's `n_resources_`.
    #[must_use]
    pub const fn resources(&self, iteration: u32) -> u32 {
        let exponent = if self.aggressive {
            (iteration + self.possible).saturating_sub(self.required)
        } else {
            iteration
        };
        let resources = power(self.factor, exponent) * self.least;
        if resources < self.max {
            resources as u32
        } else {
            self.max as u32
        }
    }

    /// How many of so many go on.
    #[must_use]
    #[inline(never)]
    pub const fn kept(&self, candidates: usize) -> usize {
        let exact = candidates as f64 / self.factor;
        let whole = exact as usize;
        if (whole as f64) < exact { whole + 1 } else { whole }
    }

    /// The candidates of all iterations together.
    #[must_use]
    pub const fn total(&self) -> usize {
        let (mut total, mut candidates, mut i) = (0_usize, self.of_first, 0);
        while i < self.iterations() {
            total = total.saturating_add(candidates);
            candidates = self.kept(candidates);
            i += 1;
        }
        total
    }
}

/// The best of an iteration, as many as `kept` holds, from the worst of them to the best, as scikit-learn's `_top_k`
/// has them: those without a score come before the worst, and of equals the later is the better.
#[doc(hidden)]
pub fn top_k(means: &[f64], kept: &mut [u32]) {
    // 0 is no better than -0
    let better = |a: usize, b: usize| match (means[a].is_nan(), means[b].is_nan()) {
        (false, true) => true,
        (true, false) => false,
        (false, false) if means[a] != means[b] => means[a] > means[b],
        (false, false) | (true, true) => a > b,
    };
    rank::top(&mut (0..means.len()), kept, &better);
    kept.reverse();
}

/// `floor(log(x, base))` as Python computes it of a whole number from 1 on: of 243 and 3 it is 4, for the quotient of
/// the rounded logarithms is just below 5.
#[inline(never)]
const fn log(x: f64, base: f64) -> u32 {
    let (mut k, mut power) = (0, 1.0);
    // powers of whole numbers are exact, and others are never whole
    while power * base <= x {
        power *= base;
        k += 1;
    }
    if power == x && is_below(base, k) { k - 1 } else { k }
}

const fn is_below(base: f64, exponent: u32) -> bool {
    let mut i = 0;
    while i < BELOW.len() {
        let (of, below) = BELOW[i];
        if of as f64 == base && below as u32 == exponent {
            return true;
        }
        i += 1;
    }
    false
}

/// Numbers up to 100 and powers below 2^32 of them whose logarithm in Python is not the exponent but just below it:
/// `[(b, k) for b in range(2, 101) for k in range(33) if b**k < 2**32 and floor(log(b**k, b)) != k]`.
#[rustfmt::skip]
const BELOW: [(u8, u8); 36] = [
    (3, 5), (3, 10), (3, 13), (3, 15), (3, 17), (3, 20), (9, 5), (9, 10), (10, 3), (10, 6), (10, 9), (11, 7), (12, 7),
    (17, 3), (17, 6), (22, 5), (31, 3), (31, 6), (34, 3), (34, 6), (41, 3), (46, 5), (48, 3), (52, 3), (52, 5), (54, 5),
    (55, 5), (56, 3), (56, 5), (69, 5), (81, 5), (83, 3), (88, 3), (93, 3), (98, 3), (100, 3),
];

/// By products, which are exact of whole numbers.
#[inline(never)]
const fn power(factor: f64, exponent: u32) -> f64 {
    let (mut product, mut i) = (1.0, 0);
    while i < exponent {
        product *= factor;
        i += 1;
    }
    product
}

/// Of what is not negative and below 2^64.
const fn floor(x: f64) -> f64 {
    (x as u64) as f64
}

#[cfg(test)]
mod tests;

//! How many iterations a halving search has, and what of the resource each gives: the arithmetic of
//! scikit-learn's `BaseSuccessiveHalving`.

use super::error::HalvingError;

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

/// What a search asks of its iterations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    pub factor: f64,
    pub min: MinResources,
    /// What [`MinResources::Smallest`] is.
    pub smallest: u32,
    pub max: u32,
    /// Whether candidates are eliminated on the least until few enough are left for what there is.
    pub aggressive: bool,
}

impl Demand {
    /// The first iteration's resources, before the number of candidates raises it.
    fn least(&self) -> Result<u32, HalvingError> {
        // so that no factor below makes the logarithms meaningless
        if !(self.factor.is_finite() && self.factor >= 2.0) {
            return Err(HalvingError::Factor(self.factor));
        }
        let least = match self.min {
            MinResources::Smallest | MinResources::Exhaust => self.smallest,
            MinResources::Of(number) => number,
        };
        match (least, self.max) {
            (0, _) | (_, 0) => Err(HalvingError::NoResources),
            (min, max) if min > max => Err(HalvingError::MinAboveMax { min, max }),
            _ => Ok(least),
        }
    }

    /// How many candidates use up the resources.
    pub fn exhausting(&self) -> Result<u32, HalvingError> {
        match self.min {
            MinResources::Exhaust => Err(HalvingError::BothExhaust),
            MinResources::Smallest | MinResources::Of(_) => Ok(self.max / self.least()?),
        }
    }
}

/// The iterations of a search.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Schedule {
    /// scikit-learn's `n_candidates_`.
    pub candidates: Vec<usize>,
    /// Its `n_resources_`.
    pub resources: Vec<u32>,
    factor: f64,
}

impl Schedule {
    /// Of so many candidates in the first iteration, one or more.
    pub fn try_new(candidates: usize, demand: &Demand) -> Result<Self, HalvingError> {
        let Demand { factor, max, .. } = *demand;
        let mut least = f64::from(demand.least()?);
        let max = f64::from(max);
        let required = 1 + log(candidates as f64, factor);
        if demand.min == MinResources::Exhaust {
            least = least.max((max / power(factor, required - 1)).floor());
        }
        let possible = 1 + log((max / least).floor(), factor);
        let iterations = match demand.aggressive {
            true => required,
            false => required.min(possible),
        };
        let resource = |iteration: u32| {
            let exponent = match demand.aggressive {
                true => (iteration + possible).saturating_sub(required),
                false => iteration,
            };
            (power(factor, exponent) * least).floor().min(max) as u32
        };
        let mut of_iteration = candidates;
        let candidates = (0..iterations).map(|_| {
            let here = of_iteration;
            of_iteration = kept(here, factor);
            here
        });
        Ok(Self {
            candidates: candidates.collect(),
            resources: (0..iterations).map(resource).collect(),
            factor,
        })
    }

    /// How many of so many go on.
    pub fn kept(&self, candidates: usize) -> usize {
        kept(candidates, self.factor)
    }
}

fn kept(candidates: usize, factor: f64) -> usize {
    (candidates as f64 / factor).ceil() as usize
}

/// `floor(log(x, base))` as Python computes it of a whole number from 1 on: of 243 and 3 it is 4, for the quotient of
/// the rounded logarithms is just below 5.
fn log(x: f64, base: f64) -> u32 {
    let mut k = 0;
    // powers of whole numbers are exact, and others are never whole
    while power(base, k + 1) <= x {
        k += 1;
    }
    let rounds_down = power(base, k) == x
        && BELOW
            .iter()
            .any(|&(of, below)| f64::from(of) == base && below == k);
    k - u32::from(rounds_down)
}

/// Numbers up to 100 and powers below 2^32 of them whose logarithm in Python is not the exponent but just below it:
/// `[(b, k) for b in range(2, 101) for k in range(33) if b**k < 2**32 and floor(log(b**k, b)) != k]`.
#[rustfmt::skip]
const BELOW: [(u8, u32); 36] = [
    (3, 5), (3, 10), (3, 13), (3, 15), (3, 17), (3, 20), (9, 5), (9, 10), (10, 3), (10, 6), (10, 9), (11, 7), (12, 7),
    (17, 3), (17, 6), (22, 5), (31, 3), (31, 6), (34, 3), (34, 6), (41, 3), (46, 5), (48, 3), (52, 3), (52, 5), (54, 5),
    (55, 5), (56, 3), (56, 5), (69, 5), (81, 5), (83, 3), (88, 3), (93, 3), (98, 3), (100, 3),
];

/// By products, which are exact of whole numbers.
fn power(factor: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * factor)
}

//! How many iterations a halving search has, and what of the resource each gives, by core's arithmetic.

use mcutune_core::error::Error as CoreError;
use mcutune_core::search::{Halving, halving};

use super::Resource;
use super::error::HalvingError;

pub use mcutune_core::search::MinResources;

/// What a search asks of its iterations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    /// What it is of.
    pub resource: Resource,
    pub factor: f64,
    pub min: MinResources,
    /// What [`MinResources::Smallest`] is.
    pub smallest: u32,
    pub max: u32,
    /// Whether candidates are eliminated on the least until few enough are left for what there is.
    pub aggressive: bool,
}

impl Demand {
    fn halving(&self) -> Halving {
        Halving {
            factor: self.factor,
            min_resources: self.min,
            max_resources: Some(self.max),
            aggressive_elimination: self.aggressive,
        }
    }

    /// The first iteration's resources, before the number of candidates raises it.
    fn least(&self) -> Result<u32, HalvingError> {
        let least = self.halving().least(self.smallest, self.max);
        least.map_err(|error| self.refused(error))
    }

    /// Why core rejects it.
    fn refused(&self, error: CoreError) -> HalvingError {
        let min = match self.min {
            MinResources::Smallest | MinResources::Exhaust => self.smallest,
            MinResources::Of(number) => number,
        };
        match (error, min, self.max) {
            (CoreError::Parameter("factor"), ..) => HalvingError::Factor(self.factor),
            (_, 0, _) | (_, _, 0) => HalvingError::NoResources,
            (_, min, max) => HalvingError::MinAboveMax {
                resource: self.resource,
                min,
                max,
            },
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
    schedule: halving::Schedule,
}

impl Schedule {
    /// Of so many candidates in the first iteration, one or more.
    pub fn try_new(candidates: usize, demand: &Demand) -> Result<Self, HalvingError> {
        let schedule = halving::Schedule::try_new(candidates, &demand.halving(), demand.smallest, demand.max)
            .map_err(|error| demand.refused(error))?;
        let iterations = 0..schedule.iterations();
        Ok(Self {
            candidates: iterations.clone().map(|i| schedule.candidates(i)).collect(),
            resources: iterations.map(|i| schedule.resources(i)).collect(),
            schedule,
        })
    }

    /// How many of so many go on.
    pub fn kept(&self, candidates: usize) -> usize {
        self.schedule.kept(candidates)
    }
}

//! What a halving search cannot do.

use mcutune_core::params::Name;

use super::Resource;
use crate::cv::Cv;

/// What a halving search cannot do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HalvingError {
    /// The resource is among the parameters that are searched.
    #[error("{} is the resource, and cannot be searched at the same time", .0.as_str())]
    Searched(Name),
    /// A factor by which nothing is halved.
    #[error("the factor is {0}; it is a number from 2 on")]
    Factor(f64),
    /// No resources to begin with.
    #[error("the resources of an iteration are 0; they are from 1 on")]
    NoResources,
    /// The first iteration would take more than there is.
    #[error("the least resources are {min}, and there are {max} at most")]
    MinAboveMax {
        /// What it takes.
        resource: Resource,
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// An iteration would take more rows than there are.
    #[error("the last iteration would take {most} rows, and there are {rows}")]
    TooFewRows {
        /// How many rows it would take.
        most: u32,
        /// How many there are.
        rows: usize,
    },
    /// An iteration would take so few rows that a fold has none to train or none to be scored on.
    #[error("of {rows} of the {of} rows a fold would have none to train or none to be scored on")]
    EmptyFold {
        /// How many rows it would take.
        rows: u32,
        /// How many there are.
        of: usize,
    },
    /// Neither how many candidates there are nor what they begin with is given.
    #[error("the number of candidates follows from the least resources, or these from it, but not both")]
    BothExhaust,
    /// Rows are the resource, of folds that are no partition of them.
    #[error(
        "halving over rows takes some of the rows of each fold, and those of {0} are no partition of them"
    )]
    NoPartition(Cv),
    /// A race was asked for, too.
    #[error("the candidates of a halving search do not race: each iteration is judged on all folds")]
    Race,
}

//! What a halving search cannot do.

use mcutune_core::params::Name;

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
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// Neither how many candidates there are nor what they begin with is given.
    #[error("the number of candidates follows from the least resources, or these from it, but not both")]
    BothExhaust,
    /// Its candidates are to race beside.
    #[error("the candidates of a halving search do not race: each iteration is judged on all folds")]
    Race,
}

//! The network of a candidate, and why there may be none.

use mcutune_core::data::Dataset;
use mcutune_core::error::Error;
use mcutune_core::loss::Output;
use mcutune_core::network::Network;
use mcutune_core::params::Params;
use mcutune_core::shape::Shape;

use crate::memory::TooLarge;

/// Rows that pass through a network at a time: a default batch in whole vectors of 16, few enough
/// to stay in the first levels of cache.
pub(super) const ROWS_AT_ONCE: usize = 208;

/// Why a fit did not begin, or has no score.
#[derive(Debug, thiserror::Error)]
pub enum NotTrained {
    /// Core rejected it.
    #[error("{0}")]
    Core(Error),
    /// It takes too much memory.
    #[error(transparent)]
    TooLarge(TooLarge),
    /// It has diverged: an answer is not finite, so there is no score.
    #[error("a prediction is not finite")]
    NotFinite,
}

impl From<Error> for NotTrained {
    fn from(error: Error) -> Self {
        NotTrained::Core(error)
    }
}

impl From<TooLarge> for NotTrained {
    fn from(error: TooLarge) -> Self {
        NotTrained::TooLarge(error)
    }
}

/// Its widths for the rows of `data`.
pub(super) fn shape(data: &Dataset<'_>, params: &Params) -> Result<Shape, Error> {
    let outputs = Output::width(&data.fitted_target());
    Shape::of(data.features(), &params.hidden_layer_sizes, outputs)
}

/// With trained weights, for the rows of `data`.
pub(super) fn network<'w>(
    data: &Dataset<'_>,
    params: &Params,
    weights: &'w [f32],
) -> Result<Network<'w>, Error> {
    let output = Output::of(&data.fitted_target(), params.loss);
    Network::try_new(shape(data, params)?, params.activation, output, weights)
}

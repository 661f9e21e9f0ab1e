//! What a candidate chooses of the preparation of its features, before any network.

use mcutune_core::params::{Fill, Params, Value, Word};
use mcutune_core::scaler::Scaling;

/// The scaler and what stands in for missing numbers; none of either leaves it to the search's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub scaler: Option<Scaling>,
    pub missing: Option<Fill>,
}

impl Prepared {
    /// That of some hyperparameters.
    pub fn of(params: &Params) -> Self {
        Self {
            scaler: params.scaler,
            missing: params.missing,
        }
    }

    /// With another value of what the word is of.
    pub fn with(self, value: Value) -> Self {
        match value {
            Value::Word(Word::Scaling(scaling)) => Self {
                scaler: Some(scaling),
                ..self
            },
            Value::Word(Word::Fill(fill)) => Self {
                missing: Some(fill),
                ..self
            },
            _ => self,
        }
    }
}

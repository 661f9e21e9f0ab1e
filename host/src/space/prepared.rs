//! What a candidate chooses of the preparation of its features, before any network.

use mcutune_core::params::{Fill, Name, Params, Value, Word};
use mcutune_core::scaler::Scaling;

use crate::windows::WindowChoice;

/// The scaler, what stands in for missing numbers, and how windows are cut; none of each leaves it to the search's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub scaler: Option<Scaling>,
    pub missing: Option<Fill>,
    pub window: WindowChoice,
}

impl Prepared {
    /// That of some hyperparameters.
    pub fn of(params: &Params) -> Self {
        Self {
            scaler: params.scaler,
            missing: params.missing,
            window: WindowChoice::of(params),
        }
    }

    /// Whether its rows, before they are scaled, are those of the other.
    pub fn fills_as(&self, other: &Self) -> bool {
        self.missing == other.missing && self.window == other.window
    }

    /// With another value of a parameter.
    pub fn with(self, name: Name, value: Value) -> Self {
        match value {
            Value::Word(Word::Text(text)) => Self {
                window: self.window.with(name, text),
                ..self
            },
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

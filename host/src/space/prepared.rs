//! What a candidate chooses of the preparation of its features, before any network.

use mcutune_core::params::{Fill, Name, Params, Value, WindowParams};
use mcutune_core::scaler::Scaling;

use crate::windows::SelectFeatures;

/// The scaler, what stands in for missing numbers, and how windows are cut; none of each leaves it to the search's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub scaler: Option<Scaling>,
    pub missing: Option<Fill>,
    pub window: WindowParams,
}

impl Prepared {
    /// That of some hyperparameters.
    pub fn of(params: &Params) -> Self {
        Self {
            scaler: params.scaler,
            missing: params.missing,
            window: params.window,
        }
    }

    /// Whether its rows, before they are scaled, are those of the other.
    pub fn fills_as(&self, other: &Self) -> bool {
        self.missing == other.missing && self.window == other.window
    }

    /// How many features are selected, where that is chosen.
    pub fn select(&self) -> Option<SelectFeatures> {
        self.window.select?.parse().ok()
    }

    /// How windows are cut, whatever is selected of their features.
    pub fn cut(&self) -> WindowParams {
        WindowParams {
            select: None,
            ..self.window
        }
    }

    /// Sets the parameters of it.
    pub fn set(&self, params: &mut Params) {
        (params.missing, params.scaler, params.window) = (self.missing, self.scaler, self.window);
    }

    /// With another value of a parameter.
    pub fn with(&self, name: Name, value: Value) -> Self {
        let mut params = Params::DEFAULT;
        self.set(&mut params);
        // a space has no value that its parameter does not take
        let _ = params.set(name, value);
        Self::of(&params)
    }
}

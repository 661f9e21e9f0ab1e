//! What a candidate chooses of windows, as texts that live as long as the program.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use mcutune_core::params::{Name, Params};

use super::features::FeatureText;
use super::filter::FilterText;
use super::span::Span;
use super::{Windowing, axes_text, parse_axes};
use crate::text::ParseError;

/// Names of a space's `[window]` table, each with its parameter.
pub(crate) const WINDOW_NAMES: [(&str, Name); 5] = [
    ("axes", Name::WindowAxes),
    ("features", Name::WindowFeatures),
    ("filter", Name::WindowFilter),
    ("hop", Name::WindowHop),
    ("size", Name::WindowSize),
];

/// What a candidate chooses of windows; none of each leaves it as it is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WindowChoice {
    axes: Option<&'static str>,
    features: Option<&'static str>,
    filter: Option<&'static str>,
    hop: Option<&'static str>,
    size: Option<&'static str>,
}

/// A value of a `[window]` table as its parameter has it: checked, spelled in one way, and kept for the rest of the
/// program, once for each text; none for a parameter of another table.
pub(crate) fn interned(name: Name, text: &str) -> Option<Result<&'static str, ParseError>> {
    static ALL: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let spelled = match name {
        Name::WindowAxes => parse_axes(text).map(axes_text),
        Name::WindowFeatures => text.parse().map(|features: FeatureText| features.to_string()),
        Name::WindowFilter => text.parse().map(|filter: FilterText| filter.to_string()),
        Name::WindowHop | Name::WindowSize => text.parse().map(|span: Span| span.to_string()),
        _ => return None,
    };
    Some(spelled.map(|spelled| {
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(spelled.as_str()) {
            Some(known) => *known,
            None => {
                let kept: &'static str = Box::leak(spelled.into_boxed_str());
                all.insert(kept);
                kept
            }
        }
    }))
}

impl WindowChoice {
    /// That of some hyperparameters.
    pub fn of(params: &Params) -> Self {
        Self {
            axes: params.window_axes,
            features: params.window_features,
            filter: params.window_filter,
            hop: params.window_hop,
            size: params.window_size,
        }
    }

    /// With another value of one of its parameters.
    pub fn with(mut self, name: Name, text: &'static str) -> Self {
        match name {
            Name::WindowAxes => self.axes = Some(text),
            Name::WindowFeatures => self.features = Some(text),
            Name::WindowFilter => self.filter = Some(text),
            Name::WindowHop => self.hop = Some(text),
            Name::WindowSize => self.size = Some(text),
            _ => {}
        }
        self
    }

    /// Sets the parameters of it.
    pub fn set(&self, params: &mut Params) {
        params.window_axes = self.axes;
        params.window_features = self.features;
        params.window_filter = self.filter;
        params.window_hop = self.hop;
        params.window_size = self.size;
    }

    /// The length that is chosen.
    pub fn size(&self) -> Option<Span> {
        self.size?.parse().ok()
    }

    /// Whether nothing is chosen.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// How windows are cut then.
    ///
    /// # Errors
    /// Of a text that is none of its parameter, which no space has.
    pub fn apply(&self, windowing: &Windowing) -> Result<Windowing, ParseError> {
        let mut chosen = windowing.clone();
        if let Some(text) = self.axes {
            chosen.axes = parse_axes(text)?;
        }
        if let Some(text) = self.features {
            chosen.features = text.parse()?;
        }
        if let Some(text) = self.filter {
            chosen.filter = text.parse()?;
        }
        if let Some(text) = self.hop {
            chosen.hop = Some(text.parse()?);
        }
        if let Some(text) = self.size {
            chosen.size = text.parse()?;
        }
        Ok(chosen)
    }
}

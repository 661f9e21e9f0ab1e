//! What a candidate chooses of windows, as texts that live as long as the program.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use mcutune_core::params::{Name, WindowParams};

use super::features::FeatureText;
use super::filter::FilterText;
use super::select::SelectFeatures;
use super::span::Span;
use super::{Windowing, axes_text, parse_axes};
use crate::text::ParseError;

/// Names of a space's `[window]` table, each with its parameter.
pub(crate) const WINDOW_NAMES: [(&str, Name); 7] = [
    ("axes", Name::WindowAxes),
    ("decimate", Name::WindowDecimate),
    ("features", Name::WindowFeatures),
    ("filter", Name::WindowFilter),
    ("hop", Name::WindowHop),
    ("select", Name::WindowSelect),
    ("size", Name::WindowSize),
];

/// A value of a `[window]` table as its parameter has it: checked, spelled in one way, and kept for the rest of the
/// program, once for each text; none for a parameter of another table.
pub(crate) fn interned(name: Name, text: &str) -> Option<Result<&'static str, ParseError>> {
    static ALL: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let spelled = match name {
        Name::WindowAxes => parse_axes(text).map(axes_text),
        Name::WindowDecimate => parse_decimate(text).map(|decimate| decimate.to_string()),
        Name::WindowFeatures => text.parse().map(|features: FeatureText| features.to_string()),
        Name::WindowFilter => text.parse().map(|filter: FilterText| filter.to_string()),
        Name::WindowSelect => text.parse().map(|select: SelectFeatures| select.to_string()),
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

/// How windows are cut as some parameters say; what they leave open is as in `windowing`.
///
/// # Errors
/// Of a text that is none of its parameter, which no space has.
pub(crate) fn chosen(windowing: &Windowing, params: &WindowParams) -> Result<Windowing, ParseError> {
    let mut chosen = windowing.clone();
    if let Some(text) = params.axes {
        chosen.axes = parse_axes(text)?;
    }
    if let Some(text) = params.decimate {
        chosen.decimate = parse_decimate(text)?;
    }
    if let Some(text) = params.features {
        chosen.features = text.parse()?;
    }
    if let Some(text) = params.filter {
        chosen.filter = text.parse()?;
    }
    if let Some(text) = params.hop {
        chosen.hop = Some(text.parse()?);
    }
    if let Some(text) = params.select {
        chosen.select = text.parse()?;
    }
    if let Some(text) = params.size {
        chosen.size = text.parse()?;
    }
    Ok(chosen)
}

/// Of how many samples one is kept.
fn parse_decimate(text: &str) -> Result<u16, ParseError> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        ParseError(format!(
            "`{text}` is no number of samples of which one is kept: give a whole number from 1 to {}",
            u16::MAX
        ))
    })
}

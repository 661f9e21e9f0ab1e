//! From recordings to rows: windows, each with the features that the chip will compute, its label and its recording.

mod by_recording;
mod choice;
mod data;
mod error;
mod features;
mod filter;
mod rows;
mod select;
mod smoothing;
mod span;
mod stage;

pub use by_recording::RecordingScores;
pub(crate) use by_recording::{ByRecording, add_rows};
pub(crate) use choice::{WINDOW_NAMES, chosen, interned};
pub use data::{Windowed, WindowsSummary};
pub use error::WindowError;
pub use features::FeatureText;
pub use filter::FilterText;
pub use select::SelectFeatures;
pub use smoothing::Smoothing;
pub use span::Span;
pub use stage::OwnedStage;
pub(crate) use stage::StageFile;

use mcutune_core::signal::Axes;

use crate::text::ParseError;

/// How windows are cut from recordings, and what they are described by, in the words of a user: what depends on the
/// rate is settled by [`Windowing::stage`].
///
/// ```
/// use mcutune::{Span, Windowing};
///
/// let windowing = Windowing::new("2s".parse()?).hop(Span::Seconds(1.0)).features("flatten,spectral:16".parse()?);
/// let stage = windowing.stage(&["x", "y", "z"], 50.0)?;
/// assert_eq!((stage.window(), stage.hop()), (100, 50));
/// assert_eq!(stage.names().len(), 3 * 7 + 3 * (5 + 8));
/// assert_eq!((stage.names()[0].as_str(), stage.names()[20].as_str()), ("x mean", "z kurtosis"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Windowing {
    pub(crate) size: Span,
    pub(crate) hop: Option<Span>,
    pub(crate) features: FeatureText,
    pub(crate) filter: FilterText,
    pub(crate) decimate: u16,
    pub(crate) axes: Axes,
    pub(crate) scale: Vec<f32>,
    pub(crate) keep: Option<Vec<u16>>,
    pub(crate) select: SelectFeatures,
    pub(crate) refuses_short: bool,
}

impl Windowing {
    /// Windows of a length, which begin every half of it, of the axes as they are, described by Edge Impulse's
    /// *flatten* features.
    #[must_use]
    pub fn new(size: Span) -> Self {
        Self {
            size,
            hop: None,
            features: FeatureText::default(),
            filter: FilterText::None,
            decimate: 1,
            axes: Axes::RAW,
            scale: Vec::new(),
            keep: None,
            select: SelectFeatures::All,
            refuses_short: false,
        }
    }

    /// From the beginning of a window to that of the next.
    #[must_use]
    pub fn hop(self, hop: impl Into<Option<Span>>) -> Self {
        let hop = hop.into();
        Self { hop, ..self }
    }

    /// What a window is described by.
    #[must_use]
    pub fn features(self, features: FeatureText) -> Self {
        Self { features, ..self }
    }

    /// What samples are filtered by, before windows are cut.
    #[must_use]
    pub fn filter(self, filter: FilterText) -> Self {
        Self { filter, ..self }
    }

    /// Of so many samples the first is kept, behind the filter.
    #[must_use]
    pub fn decimate(self, decimate: u16) -> Self {
        Self { decimate, ..self }
    }

    /// Which axes features are of.
    #[must_use]
    pub fn axes(self, axes: Axes) -> Self {
        Self { axes, ..self }
    }

    /// What samples are multiplied by first: one number for all axes, or one an axis.
    #[must_use]
    pub fn scale(self, scale: Vec<f32>) -> Self {
        Self { scale, ..self }
    }

    /// The features that are given out, by their indices in ascending order; none gives out all.
    #[must_use]
    pub fn keep(self, keep: impl Into<Option<Vec<u16>>>) -> Self {
        let keep = keep.into();
        Self { keep, ..self }
    }

    /// How many of these a model takes: the most useful by the rows that train.
    #[must_use]
    pub fn select(self, select: SelectFeatures) -> Self {
        Self { select, ..self }
    }

    /// How many features a model takes.
    #[must_use]
    pub fn selected(&self) -> SelectFeatures {
        self.select
    }

    /// Whether a recording that is shorter than a window is an error; else it is left out, which is counted.
    #[must_use]
    pub fn refuse_short(self, refuses_short: bool) -> Self {
        Self {
            refuses_short,
            ..self
        }
    }
}

/// `raw`, `norm` and `difference`, with a `+` between several.
///
/// # Errors
/// Names what is none of them.
pub fn parse_axes(text: &str) -> Result<Axes, ParseError> {
    let mut axes = Axes {
        raw: false,
        norm: false,
        difference: false,
    };
    for part in text.split('+').map(str::trim) {
        match part {
            "raw" => axes.raw = true,
            "norm" => axes.norm = true,
            "difference" => axes.difference = true,
            other => {
                let what =
                    "`raw` (as they are), `norm` (their length) or `difference` (from sample to sample)";
                return Err(ParseError(format!(
                    "`{other}` is none of {what}, such as raw+norm"
                )));
            }
        }
    }
    Ok(axes)
}

/// As [`parse_axes`] takes them.
#[must_use]
pub fn axes_text(axes: Axes) -> String {
    let all = [
        (axes.raw, "raw"),
        (axes.norm, "norm"),
        (axes.difference, "difference"),
    ];
    let names = all
        .into_iter()
        .filter_map(|(is_there, name)| is_there.then_some(name));
    names.collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests;

//! Lengths of time.

use std::fmt;
use std::str::FromStr;

use crate::text::ParseError;

/// A length of time, or a number of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// In seconds.
    Seconds(f64),
    /// In samples, of those that are kept.
    Samples(u16),
}

impl Span {
    /// In samples, where there are so many a second; none where these are none, or more than 65,535.
    #[must_use]
    pub fn samples(self, rate: f64) -> Option<u16> {
        match self {
            Span::Samples(samples) => Some(samples).filter(|&samples| samples > 0),
            Span::Seconds(seconds) => {
                let samples = (seconds * rate).round();
                (1.0..=65_535.0).contains(&samples).then_some(samples as u16)
            }
        }
    }
}

impl FromStr for Span {
    type Err = ParseError;

    /// `2s`, `500ms`, or a number of samples.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let wrong = || {
            ParseError(format!(
                "`{text}` is no length: give seconds, milliseconds or samples, above 0, such as 2s, 500ms or 128"
            ))
        };
        let seconds = |digits: &str, unit: f64| {
            let number = digits
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|x| *x > 0.0 && x.is_finite());
            number
                .map(|number| Span::Seconds(number * unit))
                .ok_or_else(wrong)
        };
        if let Some(digits) = text.strip_suffix("ms") {
            return seconds(digits, 1e-3);
        }
        if let Some(digits) = text.strip_suffix('s') {
            return seconds(digits, 1.0);
        }
        let samples = text.parse().ok().filter(|&samples| samples > 0);
        samples.map(Span::Samples).ok_or_else(wrong)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Seconds(seconds) => write!(f, "{seconds}s"),
            Span::Samples(samples) => write!(f, "{samples}"),
        }
    }
}

//! Filters in words.

use std::fmt;
use std::str::FromStr;

use mcutune_core::error::Error;
use mcutune_core::signal::{Filter, MAX_ORDER, MAX_SECTIONS, Pass, Section, butterworth};

use super::error::WindowError;
use crate::text::ParseError;

/// The order of a filter that does not say it.
const ORDER: u8 = 4;

/// What samples are filtered by: `low:5Hz`, `high:0.5Hz`, `band:0.5-10Hz`, with an order behind another colon, or
/// `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum FilterText {
    /// Nothing.
    #[default]
    None,
    /// A Butterworth filter.
    Butterworth {
        /// What it lets through.
        pass: Pass,
        /// From 1 to 8.
        order: u8,
    },
}

impl FilterText {
    /// Its sections at `rate` samples a second.
    pub(super) fn sections(self, rate: f64) -> Result<Vec<Section>, WindowError> {
        let FilterText::Butterworth { pass, order } = self else {
            return Ok(Vec::new());
        };
        let mut sections = [Section::NONE; MAX_SECTIONS];
        match butterworth(order, pass, rate, &mut sections) {
            Ok(filter) => Ok(filter.sections.to_vec()),
            Err(Error::Parameter("precision")) => Err(WindowError::FilterInF32 { filter: self, rate }),
            Err(_) => Err(WindowError::Filter { filter: self, rate }),
        }
    }

    /// What a constant 1 comes to behind it.
    pub(super) const fn level(self) -> f32 {
        match self {
            FilterText::None => Filter::NONE.level,
            FilterText::Butterworth { pass, .. } => pass.level(),
        }
    }
}

impl FromStr for FilterText {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let wrong = || {
            ParseError(format!(
                "`{text}` is no filter: give none, low:5Hz, high:0.5Hz or band:0.5-10Hz, and an order of 1 to {MAX_ORDER} \
                 behind another colon, such as low:5Hz:2"
            ))
        };
        if text == "none" {
            return Ok(FilterText::None);
        }
        let mut parts = text.split(':');
        let (Some(kind), Some(hertz)) = (parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let order = match (parts.next(), parts.next()) {
            (None, _) => ORDER,
            (Some(order), None) => order
                .parse()
                .ok()
                .filter(|order| (1..=MAX_ORDER).contains(order))
                .ok_or_else(wrong)?,
            (Some(_), Some(_)) => return Err(wrong()),
        };
        let hertz = hertz
            .strip_suffix("Hz")
            .or(hertz.strip_suffix("hz"))
            .unwrap_or(hertz);
        let number = |text: &str| {
            let number = text.trim().parse::<f64>().ok();
            number
                .filter(|hertz| *hertz > 0.0 && hertz.is_finite())
                .ok_or_else(wrong)
        };
        let pass = match kind {
            "low" => Pass::Low(number(hertz)?),
            "high" => Pass::High(number(hertz)?),
            "band" => {
                let (low, high) = hertz.split_once('-').ok_or_else(wrong)?;
                let (low, high) = (number(low)?, number(high)?);
                if low >= high {
                    return Err(wrong());
                }
                Pass::Band(low, high)
            }
            _ => return Err(wrong()),
        };
        Ok(FilterText::Butterworth { pass, order })
    }
}

impl fmt::Display for FilterText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FilterText::Butterworth { pass, order } = self else {
            return f.write_str("none");
        };
        match pass {
            Pass::Low(hertz) => write!(f, "low:{hertz}Hz")?,
            Pass::High(hertz) => write!(f, "high:{hertz}Hz")?,
            Pass::Band(low, high) => write!(f, "band:{low}-{high}Hz")?,
        }
        match *order {
            ORDER => Ok(()),
            order => write!(f, ":{order}"),
        }
    }
}

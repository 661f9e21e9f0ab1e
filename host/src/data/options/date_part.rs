//! Features that are parts of dates.

use serde::{Deserialize, Serialize};

use super::DateOrder;

/// What of a moment is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimePart {
    /// Seconds since 1970, or since midnight where there is no date.
    Seconds,
    /// With the century.
    Year,
    /// From 1.
    Month,
    /// Of the month, from 1.
    Day,
    /// Days since Monday.
    Weekday,
    /// From 0.
    Hour,
    /// From 0.
    Minute,
    /// With its fraction.
    Second,
}

impl TimePart {
    /// Whether it says at what time of a day.
    pub(crate) const fn is_of_time(self) -> bool {
        match self {
            TimePart::Hour | TimePart::Minute | TimePart::Second => true,
            // A date alone has these, too.
            TimePart::Seconds | TimePart::Year | TimePart::Month | TimePart::Day | TimePart::Weekday => false,
        }
    }
}

/// A feature that is part of a column of dates. Stored with a model, so that other dates are read as
/// those that it was trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatePart {
    /// The column of dates.
    pub column: String,
    /// What of it the feature is.
    pub part: TimePart,
    /// In which order its dates were read.
    pub order: DateOrder,
    /// Whether it has dates, and not only times of day.
    pub dates: bool,
    /// Whether its dates had offsets from UTC, such as `+02:00` or `Z`; none of times alone, or where no one
    /// knows, as of models that do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<bool>,
    /// The different offsets, in seconds; none where there are none or no one knows which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub utc_offsets: Vec<i32>,
}

impl DatePart {
    /// Whether dates have offsets that these, of which offsets are known, do not; or UTC alone, where the clock of
    /// these was put forward: that of London is UTC in winter only.
    pub(crate) fn has_unseen_offsets(&self, other: &Self) -> bool {
        let known = &self.utc_offsets;
        let unseen = |offset: &i32| !known.is_empty() && !known.contains(offset);
        other.utc_offsets.iter().any(unseen) || known.len() > 1 && other.utc_offsets == [0]
    }

    /// The feature's name: the column's, where it is all of the date.
    #[must_use]
    pub fn name(&self) -> String {
        let end = match self.part {
            TimePart::Seconds => return self.column.clone(),
            TimePart::Year => "year",
            TimePart::Month => "month",
            TimePart::Day => "day",
            TimePart::Weekday => "weekday",
            TimePart::Hour => "hour",
            TimePart::Minute => "minute",
            TimePart::Second => "second",
        };
        format!("{}_{end}", self.column)
    }
}

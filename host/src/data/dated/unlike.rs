//! What stands among dates and is none of those that a model takes.

use crate::data::dates::Moment;
use crate::data::options::DateOrder;

/// What such a text looks like, which decides what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlikeDate {
    /// A date with its day or its month first.
    OtherOrder,
    /// A number of this unit since 1970, as pandas writes dates in JSON.
    Epoch(EpochUnit),
    /// Neither.
    Other,
}

/// In which a number counts the time since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochUnit {
    /// 1e9 in 2001.
    Seconds,
    /// 1e12 in 2001.
    Milliseconds,
    /// 1e15 in 2001.
    Microseconds,
    /// 1e18 in 2001.
    Nanoseconds,
}

impl EpochUnit {
    const ALL: [(Self, f64); 4] = [
        (EpochUnit::Seconds, 1.0),
        (EpochUnit::Milliseconds, 1e3),
        (EpochUnit::Microseconds, 1e6),
        (EpochUnit::Nanoseconds, 1e9),
    ];

    /// As it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            EpochUnit::Seconds => "seconds",
            EpochUnit::Milliseconds => "milliseconds",
            EpochUnit::Microseconds => "microseconds",
            EpochUnit::Nanoseconds => "nanoseconds",
        }
    }

    /// As pandas calls it.
    #[must_use]
    pub const fn of_pandas(self) -> &'static str {
        match self {
            EpochUnit::Seconds => "s",
            EpochUnit::Milliseconds => "ms",
            EpochUnit::Microseconds => "us",
            EpochUnit::Nanoseconds => "ns",
        }
    }

    /// The unit in which a number is a moment of the years 1990 to 2099.
    fn of(number: f64) -> Option<Self> {
        let units = Self::ALL.into_iter();
        let mut fits =
            units.filter(|(_, parts)| (631_152_000.0..4_102_444_800.0).contains(&(number / parts)));
        fits.next().map(|(unit, _)| unit)
    }
}

impl UnlikeDate {
    /// Of a text where a model takes dates, or times of day alone.
    pub(super) fn of(text: &str, dates: bool) -> Self {
        if !dates {
            return UnlikeDate::Other;
        }
        if let Some(unit) = text.trim_ascii().parse().ok().and_then(EpochUnit::of) {
            return UnlikeDate::Epoch(unit);
        }
        let is_date =
            |order| Moment::parse(text, order).is_some_and(|moment| moment.kind(None) != Some((false, true)));
        match [DateOrder::DayFirst, DateOrder::MonthFirst]
            .into_iter()
            .any(is_date)
        {
            true => UnlikeDate::OtherOrder,
            false => UnlikeDate::Other,
        }
    }
}

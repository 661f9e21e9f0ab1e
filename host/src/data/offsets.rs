//! By which clock dates are: all of a column's have an offset from UTC, or none has, and the zone is known.

use std::collections::BTreeSet;

use super::error::columns::some;
use super::error::{DataError, Location};
use super::options::TimePart;
use super::parsed::Parsed;
use crate::text::shorten;

/// Which dates of a column have an offset from UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Offsets {
    /// The first that has one, with its line.
    with: Option<(u64, String)>,
    /// And that has none.
    without: Option<(u64, String)>,
    /// Those that the dates have, in seconds.
    all: BTreeSet<i32>,
}

impl Offsets {
    /// Adds a date.
    pub(super) fn push(&mut self, offset: Option<i32>, (line, text): (u64, &str)) {
        self.all.extend(offset);
        let first = match offset {
            Some(_) => &mut self.with,
            None => &mut self.without,
        };
        first.get_or_insert_with(|| (line, shorten(text)));
    }

    /// Whether the dates have offsets; none where there are no dates.
    pub(super) fn found(&self) -> Option<bool> {
        let any = self.with.is_some();
        (any || self.without.is_some()).then_some(any)
    }

    /// The offsets that the dates have, in seconds.
    pub(super) fn seconds(&self) -> Vec<i32> {
        self.all.iter().copied().collect()
    }

    /// What becomes of dates with offsets of which parts are read.
    pub(super) fn parts_of_clock(&self) -> &'static str {
        match self.all.iter().any(|seconds| *seconds != 0) {
            true => "a feature for each part, of the local time that stands before each offset from UTC",
            false => "a feature for each part, in UTC",
        }
    }

    /// An error where some dates have an offset and others none: by which clock these are, no one knows.
    pub(super) fn check(&self, shown: &str, column: &str) -> Result<(), DataError> {
        let (Some((line, with)), Some((other_line, without))) = (&self.with, &self.without) else {
            return Ok(());
        };
        Err(DataError::MixedOffsets {
            at: Location::line(shown, *line.max(other_line)),
            column: column.to_owned(),
            with: (*line, with.as_str().into()),
            without: (*other_line, without.as_str().into()),
        })
    }
}

/// Offsets from UTC as they are written: `+01:00, +02:00`.
pub(super) fn written(seconds: &[i32]) -> String {
    let one = |&seconds: &i32| {
        let sign = if seconds < 0 { '-' } else { '+' };
        let all = seconds.unsigned_abs();
        let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
        match rest {
            0 => format!("{sign}{hours:02}:{minutes:02}"),
            rest => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
        }
    };
    let all: Vec<String> = seconds.iter().map(one).collect();
    some(&all, 8)
}

/// An error where parts are to be read of a clock of which no one knows what it shows.
pub(super) fn check_zone(shown: &str, column: &Parsed, parts: &[TimePart]) -> Result<(), DataError> {
    let of_clock = parts.iter().any(|part| *part != TimePart::Seconds);
    match column.unknown_zone.clone().filter(|_| of_clock) {
        Some(zone) => Err(DataError::UnknownZone {
            path: shown.to_owned(),
            column: column.name.clone(),
            zone,
        }),
        None => Ok(()),
    }
}

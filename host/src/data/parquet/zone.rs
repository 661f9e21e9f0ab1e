//! Time zones by their names.

use std::fmt::Write as _;

use jiff::tz::{Offset, TimeZone};

use crate::data::dates::offset_of;

/// `Europe/Berlin`, by the database of zones that the program brings along, so that every machine has the same;
/// `UTC` and `+02:00`.
pub(super) fn find(name: &str) -> Option<TimeZone> {
    if matches!(name, "UTC" | "Z" | "GMT" | "Etc/UTC") {
        return Some(TimeZone::UTC);
    }
    match offset_of(name) {
        Some(seconds) => Offset::from_seconds(seconds).ok().map(TimeZone::fixed),
        None => TimeZone::get(name).ok(),
    }
}

/// Writes an offset from UTC behind a moment: `Z`, `+02:00`, or of the time before zones `+00:53:28`.
pub(super) fn write(offset: Offset, field: &mut String) -> Option<()> {
    let seconds = offset.seconds();
    if seconds == 0 {
        field.push('Z');
        return Some(());
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.abs();
    write!(field, "{sign}{:02}:{:02}", all / 3600, all / 60 % 60).ok()?;
    match all % 60 {
        0 => Some(()),
        rest => write!(field, ":{rest:02}").ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_as_they_are_written() {
        for (name, written) in [
            ("UTC", "Z"),
            ("+00:00", "Z"),
            ("+02:00", "+02:00"),
            ("-0530", "-05:30"),
            ("+00:53:28", "+00:53:28"),
        ] {
            let zone = find(name).expect(name);
            let mut field = String::new();
            let offset = zone.to_fixed_offset().expect("fixed");
            write(offset, &mut field).expect("written");
            assert_eq!(field, written);
        }
        for name in ["", "+99:00", "Mars/Base", "../../etc/passwd"] {
            assert_eq!(find(name), None, "{name}");
        }
    }
}

//! Times of day as the journal writes them.

use std::time::{SystemTime, UNIX_EPOCH};

/// ISO 8601 in UTC with microseconds, as Python's `datetime.isoformat` writes it.
pub(super) fn iso(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, micros) = (since.as_secs(), since.subsec_micros());
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}+00:00")
}

/// Year, month and day of a count of days since 1970-01-01.
///
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years whose years
/// begin in March, so that the leap day comes last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_the_calendars() {
        let cases = [
            (0, "1970-01-01T00:00:00.000000+00:00"),
            (951_782_400, "2000-02-29T00:00:00.000000+00:00"),
            (951_868_799, "2000-02-29T23:59:59.000000+00:00"),
            (951_868_800, "2000-03-01T00:00:00.000000+00:00"),
            (1_767_225_599, "2025-12-31T23:59:59.000000+00:00"),
            (4_107_542_400, "2100-03-01T00:00:00.000000+00:00"),
        ];
        for (seconds, text) in cases {
            assert_eq!(iso(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
        let late = Duration::new(1_782_000_123, 45_000);
        assert_eq!(iso(UNIX_EPOCH + late), "2026-06-21T00:02:03.000045+00:00");
    }
}

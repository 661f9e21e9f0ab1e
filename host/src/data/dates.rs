//! Dates and times as numbers: as ISO 8601 writes them, or with the day or the month first.

mod spelling;
mod unread;
mod words;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

use super::options::{DateOrder, TimePart};
pub(super) use spelling::offset_of;
use spelling::{as_iso, clock, of_basic, split_offset};

/// A date, a time of day, or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    date: Option<DateTime>,
    time: Option<Time>,
    /// Seconds that its clock is before that of UTC, where that is said.
    offset: Option<i32>,
    /// Whether the month is a word, so that no order of numbers has to be known.
    month_named: bool,
    /// Whether its year has two digits.
    short_year: bool,
}

/// No moment is longer.
const LONGEST: usize = 64;

impl Moment {
    /// `2024-05-01`, `2024-05-01T12:30:05.25Z`, `20240501T123005`, `2024-5-1 9:30:05 +02:00`, `1-May-2024 9:30 AM`,
    /// `May 1, 2024`, `12:30` and the like; with another order `1/5/2024 12:30`.
    pub(super) fn parse(text: &str, order: DateOrder) -> Option<Self> {
        let text = text.trim_ascii();
        if !text.as_bytes().first()?.is_ascii_alphanumeric() || !text.is_ascii() || text.len() > LONGEST {
            return None;
        }
        let year_first = order == DateOrder::YearFirst;
        if let Some(iso) = year_first.then(|| of_basic(text)).flatten() {
            return Self::of_iso(&iso);
        }
        if let Some((iso, short_year)) = as_iso(text, order) {
            return Self::of_iso(&iso).map(|moment| Self { short_year, ..moment });
        }
        // A word for a month leaves no doubt about the order.
        if let Some((iso, short_year)) = year_first.then(|| words::as_iso(text)).flatten() {
            let month_named = true;
            return Self::of_iso(&iso).map(|moment| Self {
                month_named,
                short_year,
                ..moment
            });
        }
        let is_time = year_first && matches!(text.find(':'), Some(1 | 2));
        let time = is_time.then(|| clock(text)?.parse::<Time>().ok())??;
        Some(Self {
            date: None,
            time: Some(time),
            offset: None,
            month_named: false,
            short_year: false,
        })
    }

    /// A date of digits alone, `20240501`, as numbers are that stand for dates.
    pub(super) fn of_digits(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let text = text.strip_suffix(".0").unwrap_or(text);
        if text.len() != 8
            || !text.bytes().all(|byte| byte.is_ascii_digit())
            || !("1800".."2200").contains(&&text[..4])
        {
            return None;
        }
        Self::of_iso(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
    }

    /// Whether a text is a date but for a year of two digits, of which no one knows where it stands.
    pub(super) fn has_short_year(text: &str) -> bool {
        // a `T` behind a letter is part of a month
        let time = text.char_indices().zip(text.chars().skip(1));
        let time = time.map(|((at, before), c)| (at + before.len_utf8(), before, c));
        let mut ends = time.filter(|(_, before, c)| *c == ' ' || *c == 'T' && before.is_ascii_digit());
        let date = ends.next().map_or(text, |(end, ..)| &text[..end]);
        let mut parts = date.split(['-', '/', '.']);
        let (Some(first), Some(second), Some(year), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let with_century = format!("{first}-{second}-20{year}");
        year.len() == 2
            && DateOrder::ALL
                .iter()
                .any(|&order| Self::parse(&with_century, order).is_some())
    }

    fn of_iso(text: &str) -> Option<Self> {
        let (civil, offset) = split_offset(text)?;
        let date: DateTime = civil.parse().ok()?;
        Some(Self {
            date: Some(date),
            time: (civil.len() > 10).then(|| date.time()),
            offset,
            month_named: false,
            short_year: false,
        })
    }

    /// Whether its month is a word.
    pub(super) fn month_named(&self) -> bool {
        self.month_named
    }

    /// Whether its year has two digits.
    pub(super) fn short_year(&self) -> bool {
        self.short_year
    }

    /// Whether it says another time of day than midnight.
    pub(super) fn is_past_midnight(&self) -> bool {
        self.time.is_some_and(|time| time != Time::midnight())
    }

    /// Seconds that its clock is before that of UTC, where that is said.
    pub(super) fn offset(&self) -> Option<i32> {
        self.offset
    }

    /// What a column of such moments has of them, if it can have this one too: whether there are
    /// dates and times.
    pub(super) fn kind(&self, column: Option<(bool, bool)>) -> Option<(bool, bool)> {
        let own = (self.date.is_some(), self.time.is_some());
        match column {
            None => Some(own),
            Some((dates, times)) if dates == own.0 => Some((dates, times || own.1)),
            Some(_) => None,
        }
    }

    /// A part of it.
    pub(super) fn part(&self, part: TimePart) -> f32 {
        let time = self.time.unwrap_or(Time::midnight());
        let date = self.date.unwrap_or_default();
        let number = match part {
            TimePart::Seconds => self.seconds(),
            TimePart::Year => date.year().into(),
            TimePart::Month => date.month().into(),
            TimePart::Day => date.day().into(),
            TimePart::Weekday => date.weekday().to_monday_zero_offset().into(),
            TimePart::Hour => time.hour().into(),
            TimePart::Minute => time.minute().into(),
            TimePart::Second => second(time),
        };
        number as f32
    }

    /// Seconds since 1970, or since midnight where there is no date.
    pub(super) fn seconds(&self) -> f64 {
        const START: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let time = self.time.unwrap_or(Time::midnight());
        match self.date {
            Some(date) => {
                let offset = SignedDuration::from_secs(self.offset.unwrap_or(0).into());
                (date.duration_since(START) - offset).as_secs_f64()
            }
            None => f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + second(time),
        }
    }
}

/// Seconds of a minute, with their fraction.
fn second(time: Time) -> f64 {
    f64::from(time.second()) + f64::from(time.subsec_nanosecond()) / 1e9
}

/// The parts of a column that has dates, times or both.
pub(super) fn parts((dates, times): (bool, bool)) -> Vec<TimePart> {
    use TimePart::{Day, Hour, Minute, Month, Second, Weekday, Year};
    let mut parts = Vec::new();
    if dates {
        parts.extend([Year, Month, Day, Weekday]);
    }
    if times {
        parts.extend([Hour, Minute, Second]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_others_are_text() {
        let parse = |text: &str| Moment::parse(text, DateOrder::YearFirst);
        let seconds = |text: &str| parse(text).map(|moment| moment.part(TimePart::Seconds));
        for (text, expected) in [
            ("1970-01-02", 86_400.0),
            ("1970-01-01T00:01:40", 100.0),
            ("1970-01-01 00:01:40.5", 100.5),
            ("1970-01-01T00:01:40Z", 100.0),
            ("1970-01-01 00:01:40 UTC", 100.0),
            ("1970-01-01T01:01:40+01:00", 100.0),
            ("1969-12-31T23:01:40 -0100", 100.0),
            ("00:01:40.25", 100.25),
            ("12:30", 45_000.0),
            ("1970/1/2 9:00", 118_800.0),
            ("1970/1/2 9:05:07", 119_107.0),
            ("9:05", 32_700.0),
            ("9:05:07.5 pm", 75_907.5),
            ("12:30 AM", 1_800.0),
            ("12:30PM", 45_000.0),
            ("1970-01-02 9:05", 119_100.0),
            ("1970-01-02T9:05Z", 119_100.0),
            ("1970-01-02 9:05 PM", 162_300.0),
            ("1970-1-2", 86_400.0),
            ("1970-01-02Z", 86_400.0),
            ("1970-01-02+01:00", 82_800.0),
            ("1970-01-01T00:53:28.1+00:53:28", 0.1),
            ("2-Jan-1970", 86_400.0),
            ("02 january 1970 00:01:40", 86_500.0),
            ("Jan 2, 1970", 86_400.0),
            ("JAN 2 1970, 12:01:40 AM", 86_500.0),
            ("1970-Jan-02T00:01:40", 86_500.0),
            ("19700102T000140", 86_500.0),
            ("19700102T0001", 86_460.0),
            ("19700102T000140.5Z", 86_500.5),
            ("19700102T000140 UTC", 86_500.0),
            ("19700102T010140+0100", 86_500.0),
            ("19700102T010140+01:00", 86_500.0),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "a",
            "2024",
            "2024-13-01",
            "1-2",
            "10:99",
            "2024-05-01T12:00+1",
            "2024-05-01T12:00+010",
            "1:2:3:4",
            "3.5",
            "1:5",
            "13:05 PM",
            "0:05 AM",
            "10 AM",
            "20240501 12:30",
            "20240501T240000",
            "20240501T235960",
            "20240532T000000",
            "20240501T00000",
            "20240501T000000x",
            "20240501T0000.5",
            "20240501",
            "may",
            "May 2024",
            "30-Feb-2024",
            "24-01-21",
            "Jan 24, 121",
            "Jan Feb 2024",
            "24-Jan-2021x",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        let moment = parse("2024-05-01T12:30:05.25+02:00").expect("a moment");
        let all = parts((true, true)).into_iter().map(|part| moment.part(part));
        assert!(all.eq([2024.0, 5.0, 1.0, 2.0, 12.0, 30.0, 5.25]));
        let second = Moment::parse("2/1/1970 0:01:40", DateOrder::DayFirst).expect("a moment");
        assert_eq!(second.seconds(), 86_500.0);
        let american = Moment::parse("06/23/2020 10:33 PM", DateOrder::MonthFirst).expect("a moment");
        let all = parts((true, true)).into_iter().map(|part| american.part(part));
        assert!(all.eq([2020.0, 6.0, 23.0, 1.0, 22.0, 33.0, 0.0]));
    }

    #[test]
    fn a_year_of_two_digits_is_that_of_posix() {
        let (year, day, month) = (DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst);
        for (text, order, iso) in [
            ("02.01.70", day, "1970-01-02"),
            ("31/12/99 9:05 PM", day, "1999-12-31 21:05"),
            ("1/2/69", month, "1969-01-02"),
            ("12/31/68", month, "2068-12-31"),
            ("29.2.00", day, "2000-02-29"),
            ("24-Jan-21", year, "2021-01-24"),
            ("Jan 24, 71", year, "1971-01-24"),
        ] {
            let moment = Moment::parse(text, order).expect(text);
            assert!(moment.short_year(), "{text}");
            assert_eq!(
                Some(moment.seconds()),
                Moment::parse(iso, year).map(|moment| moment.seconds()),
                "{text}"
            );
        }
        for (text, order) in [
            ("24/01/02", year),
            ("1-2-24", day),
            ("29.2.01", day),
            ("1.2.024", day),
        ] {
            assert_eq!(Moment::parse(text, order), None, "{text}");
        }
    }

    #[test]
    fn a_year_of_two_digits_is_reported() {
        for text in [
            "24-Jan-21",
            "24-OCT-21",
            "24-AUGUST-21",
            "1-2-24T10:00",
            "1/2/24",
            "13.1.24 10:00",
            "12-31-99",
        ] {
            assert!(Moment::has_short_year(text), "{text}");
        }
        for text in ["1/2/2024", "1/2", "13/13/24", "a-b-21", "1.2", ""] {
            assert!(!Moment::has_short_year(text), "{text}");
        }
    }

    #[test]
    fn numbers_of_eight_digits_are_dates_where_they_can_be() {
        let seconds = |text: &str| Moment::of_digits(text).map(|moment| moment.seconds());
        assert_eq!(seconds("19700102"), Some(86_400.0));
        // as pandas writes it beside gaps
        assert_eq!(seconds("19700102.0"), Some(86_400.0));
        for text in [
            "19701301",
            "19700230",
            "1970010",
            "197001020",
            "10000000",
            "1970010a",
            "1.970010",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

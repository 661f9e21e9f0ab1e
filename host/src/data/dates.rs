//! Dates and times as numbers: as ISO 8601 writes them, or with the day or the month first.

mod words;

use std::borrow::Cow;

use jiff::civil::{DateTime, Time};

use super::options::{DateOrder, TimePart};

/// A date, a time of day, or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    date: Option<DateTime>,
    time: Option<Time>,
    /// Seconds that its clock is before that of UTC.
    offset: f64,
    /// Whether the month is a word, so that no order of numbers has to be known.
    month_named: bool,
}

/// No moment is longer.
const LONGEST: usize = 64;

impl Moment {
    /// `2024-05-01`, `2024-05-01T12:30:05.25Z`, `2024-5-1 9:30:05 +02:00`, `1-May-2024 9:30 AM`,
    /// `May 1, 2024`, `12:30` and the like; with another order `1/5/2024 12:30`.
    pub(super) fn parse(text: &str, order: DateOrder) -> Option<Self> {
        let text = text.trim_ascii();
        if !text.as_bytes().first()?.is_ascii_alphanumeric() || !text.is_ascii() || text.len() > LONGEST {
            return None;
        }
        let year_first = order == DateOrder::YearFirst;
        if let Some(iso) = as_iso(text, order) {
            return Self::of_iso(&iso);
        }
        // A word for a month leaves no doubt about the order.
        if let Some(iso) = year_first.then(|| words::as_iso(text)).flatten() {
            let month_named = true;
            return Self::of_iso(&iso).map(|moment| Self {
                month_named,
                ..moment
            });
        }
        let is_time = year_first && matches!(text.find(':'), Some(1 | 2));
        let time = is_time.then(|| clock(text)?.parse::<Time>().ok())??;
        Some(Self {
            date: None,
            time: Some(time),
            offset: 0.0,
            month_named: false,
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

    fn of_iso(text: &str) -> Option<Self> {
        let (civil, offset) = split_offset(text)?;
        let date: DateTime = civil.parse().ok()?;
        Some(Self {
            date: Some(date),
            time: (civil.len() > 10).then(|| date.time()),
            offset,
            month_named: false,
        })
    }

    /// Whether its month is a word.
    pub(super) fn month_named(&self) -> bool {
        self.month_named
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
            Some(date) => date.duration_since(START).as_secs_f64() - self.offset,
            None => f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + second(time),
        }
    }
}

/// Seconds of a minute, with their fraction.
fn second(time: Time) -> f64 {
    f64::from(time.second()) + f64::from(time.subsec_nanosecond()) / 1e9
}

/// A text that begins with a date in this order, with the date as ISO 8601 writes it.
fn as_iso(text: &str, order: DateOrder) -> Option<Cow<'_, str>> {
    let between = text.bytes().find(|byte| !byte.is_ascii_digit())?;
    if order == DateOrder::YearFirst && is_iso(text) {
        let time = text.get(10..)?;
        let time = time.strip_prefix([' ', 'T']).unwrap_or(time);
        if let Cow::Borrowed(_) = clock(time)? {
            return Some(Cow::Borrowed(text));
        }
    }
    let end = text.find([' ', 'T', ',']).unwrap_or(text.len());
    let (date, time) = text.split_at(end);
    let mut numbers = date.split(char::from(between));
    let (first, second, third) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() {
        return None;
    }
    let (year, month, day) = match (order, between) {
        (DateOrder::YearFirst, b'/' | b'.' | b'-') => (first, second, third),
        (DateOrder::DayFirst, b'/' | b'.' | b'-') => (third, second, first),
        // No one writes points so.
        (DateOrder::MonthFirst, b'/' | b'-') => (third, first, second),
        _ => return None,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let one_or_two = |text: &str| matches!(text.len(), 1 | 2) && digits(text);
    if year.len() != 4 || !digits(year) || !one_or_two(month) || !one_or_two(day) {
        return None;
    }
    with_time(format!("{year}-{month:0>2}-{day:0>2}"), time).map(Cow::Owned)
}

/// Whether a date is written as `2024-05-01`.
fn is_iso(text: &str) -> bool {
    matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _, ..])
}

/// Appends the time that follows a date.
fn with_time(mut iso: String, time: &str) -> Option<String> {
    if !time.is_empty() {
        let time = time.trim_start_matches([',', ' ']);
        iso += " ";
        iso += &clock(time.strip_prefix('T').unwrap_or(time))?;
    }
    Some(iso)
}

/// A time of day with two digits for its hour of 24: `09:05` of `9:05` and of `9:05 AM`.
fn clock(text: &str) -> Option<Cow<'_, str>> {
    let Some((hour, rest)) = text.split_once(':') else {
        return Some(Cow::Borrowed(text));
    };
    let half = rest.len().checked_sub(2).and_then(|at| rest.split_at_checked(at));
    let half = half.filter(|(_, half)| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"));
    let Some((rest, half)) = half else {
        return Some(match hour.len() {
            1 => Cow::Owned(format!("0{text}")),
            _ => Cow::Borrowed(text),
        });
    };
    let hour: u8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let noon = if half.eq_ignore_ascii_case("pm") { 12 } else { 0 };
    Some(Cow::Owned(format!(
        "{:02}:{}",
        hour % 12 + noon,
        rest.trim_ascii_end()
    )))
}

/// The local date and time, and how far its clock is before that of UTC.
fn split_offset(text: &str) -> Option<(&str, f64)> {
    for utc in ["Z", "z", " UTC", " GMT"] {
        if let Some(civil) = text.strip_suffix(utc) {
            return Some((civil, 0.0));
        }
    }
    let time = text.get(10..)?;
    let Some(at) = time.find(['+', '-']) else {
        return Some((text, 0.0));
    };
    let (civil, offset) = text.split_at_checked(10 + at)?;
    let digits = offset.get(1..)?.replace(':', "");
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: f64 = digits.get(..2)?.parse().ok()?;
    let minutes: f64 = digits.get(2..)?.parse().unwrap_or(0.0);
    let seconds = (hours * 60.0 + minutes) * 60.0;
    let sign = if offset.starts_with('-') { -1.0 } else { 1.0 };
    Some((civil.trim_ascii_end(), sign * seconds))
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
            ("2-Jan-1970", 86_400.0),
            ("02 january 1970 00:01:40", 86_500.0),
            ("Jan 2, 1970", 86_400.0),
            ("JAN 2 1970, 12:01:40 AM", 86_500.0),
            ("1970-Jan-02T00:01:40", 86_500.0),
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
            "1:2:3:4",
            "3.5",
            "1:5",
            "13:05 PM",
            "0:05 AM",
            "10 AM",
            "20240501 12:30",
            "20240501",
            "may",
            "May 2024",
            "30-Feb-2024",
            "Jan 24, 21",
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

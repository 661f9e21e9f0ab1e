//! Dates of numbers and times of day as people write them, as ISO 8601 writes them.

use std::borrow::Cow;

use crate::data::options::DateOrder;

/// A text that begins with a date in this order, with the date as ISO 8601 writes it.
/// Years of two digits are those of POSIX; the flag says that there are some.
pub(super) fn as_iso(text: &str, order: DateOrder) -> Option<(Cow<'_, str>, bool)> {
    let between = text.bytes().find(|byte| !byte.is_ascii_digit())?;
    if order == DateOrder::YearFirst && is_iso(text) {
        let time = text.get(10..)?;
        let time = time.strip_prefix([' ', 'T']).unwrap_or(time);
        if let Cow::Borrowed(_) = clock(time)? {
            return Some((Cow::Borrowed(text), false));
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
    // which of three numbers between hyphens is the year, no one knows
    let short = year.len() == 2 && order != DateOrder::YearFirst && between != b'-';
    if year.len() != 4 && !short || !digits(year) || !one_or_two(month) || !one_or_two(day) {
        return None;
    }
    let iso = format!("{}{year}-{month:0>2}-{day:0>2}", century(year));
    with_time(iso, time).map(|iso| (Cow::Owned(iso), short))
}

/// The date and time of the basic form of ISO 8601, `20240501T123005.25Z`, as the extended form has them.
pub(super) fn of_basic(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let end = time.find(|c: char| !c.is_ascii_digit()).unwrap_or(time.len());
    let (clock, rest) = time.split_at(end);
    let (hour, minute, second) = match clock.len() {
        4 if !rest.starts_with('.') => (&clock[..2], &clock[2..], "00"),
        6 => (&clock[..2], &clock[2..4], &clock[4..]),
        _ => return None,
    };
    // a leap second is none to pandas either
    (date.len() == 8 && digits(date) && second < "60").then(|| {
        let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
        format!("{year}-{month}-{day}T{hour}:{minute}:{second}{rest}")
    })
}

/// What a year of two digits lacks, as POSIX has it: 69 to 99 are of 1900, 00 to 68 of 2000.
pub(super) fn century(year: &str) -> &'static str {
    match year.len() {
        2 if year >= "69" => "19",
        2 => "20",
        _ => "",
    }
}

/// Whether a date is written as `2024-05-01`.
fn is_iso(text: &str) -> bool {
    matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _, ..])
}

/// Appends the time that follows a date.
pub(super) fn with_time(mut iso: String, time: &str) -> Option<String> {
    if !time.is_empty() {
        let time = time.trim_start_matches([',', ' ']);
        iso += " ";
        iso += &clock(time.strip_prefix('T').unwrap_or(time))?;
    }
    Some(iso)
}

/// A time of day with two digits for its hour of 24: `09:05` of `9:05` and of `9:05 AM`.
pub(super) fn clock(text: &str) -> Option<Cow<'_, str>> {
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

/// The local date and time, and how many seconds its clock is before that of UTC, where that is said.
pub(super) fn split_offset(text: &str) -> Option<(&str, Option<i32>)> {
    for utc in ["Z", "z", " UTC", " GMT"] {
        if let Some(civil) = text.strip_suffix(utc) {
            return Some((civil, Some(0)));
        }
    }
    let time = text.get(10..)?;
    let Some(at) = time.find(['+', '-']) else {
        return Some((text, None));
    };
    let (civil, offset) = text.split_at_checked(10 + at)?;
    Some((civil.trim_ascii_end(), Some(offset_of(offset)?)))
}

/// How many seconds a clock is before that of UTC: `+02`, `-0530`, `+02:00`, and of the time before zones
/// `+00:53:28`.
pub(in crate::data) fn offset_of(text: &str) -> Option<i32> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?.replace(':', "");
    if !matches!(digits.len(), 2 | 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| {
        digits
            .get(at..at + 2)
            .map_or(Some(0), |part| part.parse::<i32>().ok())
    };
    Some(sign * ((part(0)? * 60 + part(2)?) * 60 + part(4)?))
}

//! Dates whose month is a word.

use super::spelling::{century, with_time};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Letters of a month that is cut short.
const SHORT: usize = 3;

/// A text that begins with a date such as `24-Jan-2021`, `Jan 24, 2021` and `2021 January 24`, with the date
/// as ISO 8601 writes it.
pub(super) fn as_iso(text: &str) -> Option<(String, bool)> {
    let (first, rest) = word(text)?;
    let (second, rest) = word(rest)?;
    let (third, time) = word(rest)?;
    let (year, month, day) = match (month(first), month(second)) {
        (Some(month), None) => (third, month, second),
        (None, Some(month)) if first.len() == 4 => (first, month, third),
        (None, Some(month)) => (third, month, first),
        _ => return None,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let good = matches!(year.len(), 2 | 4) && matches!(day.len(), 1 | 2) && digits(year) && digits(day);
    let follows = time.is_empty() || time.starts_with([' ', ',', 'T']);
    let iso = || format!("{}{year}-{month:02}-{day:0>2}", century(year));
    let iso = (good && follows).then(|| with_time(iso(), time))??;
    Some((iso, year.len() == 2))
}

/// The next word or number, without what stands before it.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', ',', '-', '/', '.']);
    let is_digit = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() || c.is_ascii_digit() != is_digit);
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    (!word.is_empty()).then_some((word, rest))
}

/// The month of a word, from 1.
pub(super) fn month(word: &str) -> Option<usize> {
    let at = MONTHS.iter().position(|month| {
        let short = word.len() == SHORT && month[..SHORT].eq_ignore_ascii_case(word);
        short || month.eq_ignore_ascii_case(word)
    })?;
    Some(at + 1)
}

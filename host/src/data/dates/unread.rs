//! Texts that look like dates, in a form that is not read.

use super::words::month;
use super::{LONGEST, Moment};
use crate::data::options::DateOrder;

/// Words that stand in dates, beside those of months and of days.
const WORDS: [&str; 21] = [
    "t", "z", "am", "pm", "st", "nd", "rd", "th", "of", "at", "utc", "gmt", "est", "edt", "cst", "cdt",
    "mst", "mdt", "pst", "pdt", "cet",
];

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Moment {
    /// Whether a text is a date to people, and is read in no order: one of a year of four digits, a month, and nothing
    /// but words and numbers that dates have.
    pub(in crate::data) fn is_unread(text: &str) -> bool {
        let text = text.trim_ascii();
        let read = |&order: &DateOrder| Self::parse(text, order).is_some();
        text.is_ascii()
            && text.len() <= LONGEST
            && !DateOrder::ALL.iter().any(read)
            && looks_like_a_date(text)
    }
}

fn looks_like_a_date(text: &str) -> bool {
    let (words, numbers) = parts(text);
    let is_month = |(_, word): &(usize, &str)| month(word).is_some() || word.eq_ignore_ascii_case("sept");
    let known = |word: &(usize, &str)| {
        is_month(word) || WORDS.iter().chain(&DAYS).any(|of| is_or_abbreviates(word.1, of))
    };
    if let [(0, digits), _, ..] = numbers[..]
        && Moment::of_digits(digits).is_some()
    {
        // a time follows
        return words.iter().all(known);
    }
    let Some(year) = numbers.iter().position(|(_, number)| is_year(number)) else {
        return false;
    };
    if words.iter().any(is_month) {
        return words.iter().all(known);
    }
    let between = |at: usize| {
        let ((start, number), (next, _)) = (numbers[at], numbers[at + 1]);
        &text[start + number.len()..next]
    };
    let of_date = |at: usize| matches!(between(at), "-" | "/" | ".");
    let short = |at: usize| numbers[at].1.len() <= 2;
    match numbers.len() {
        // `2024-W01-1`
        2 | 3 if matches!(words[..], [(_, "W")]) => year == 0 && matches!(between(0), "-W" | "W"),
        2 => words.is_empty() && of_date(0) && is_of_year(numbers[1 - year].1),
        // `03.01.2024 00.00` and `2024-01-03_00-00`, but no version of four numbers
        3.. if words.iter().all(known) => {
            let shown = year == 0 && short(1) && short(2) || year == 2 && short(0) && short(1);
            let time = numbers.len() != 4 || !matches!(between(2), "." | "-" | "/");
            shown && of_date(0) && of_date(1) && time
        }
        _ => false,
    }
}

/// Words or numbers, with where they begin.
type Parts<'a> = Vec<(usize, &'a str)>;

/// Its words and its numbers.
fn parts(text: &str) -> (Parts<'_>, Parts<'_>) {
    let is_digit = |at: usize| text.as_bytes()[at].is_ascii_digit();
    let is_part = |at: usize| text.as_bytes()[at].is_ascii_alphanumeric();
    let (mut words, mut numbers) = (Vec::new(), Vec::new());
    let mut start = 0;
    for end in 1..=text.len() {
        if end < text.len() && is_part(start) && is_part(end) && is_digit(end) == is_digit(start) {
            continue;
        }
        match &text[start..end] {
            number if is_digit(start) => numbers.push((start, number)),
            word if is_part(start) => words.push((start, word)),
            _ => {}
        }
        start = end;
    }
    (words, numbers)
}

/// Whether a word is this one, or the first three letters of this day.
fn is_or_abbreviates(word: &str, whole: &str) -> bool {
    const SHORT: usize = 3;
    let is_day = whole.len() > SHORT && whole.ends_with("day");
    whole.eq_ignore_ascii_case(word) || is_day && whole[..SHORT].eq_ignore_ascii_case(word)
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && ("1800".."2200").contains(&number)
}

/// Whether a number is one of a month.
fn is_of_year(number: &str) -> bool {
    number.len() <= 2 && number.parse().is_ok_and(|month: u8| (1..=12).contains(&month))
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn dates_are_known_by_their_look() {
        for text in [
            "Wed Jan 03 00:00:00 2024",
            "Wed, 03 Jan 2024 00:00:00 EST",
            "3rd of January 2024",
            "03.01.2024 00.00",
            "2024-01-01 24:00",
            "2024-01-03_00-00-00",
            "2024-01-03-00.00.00",
            "20240103 0000",
            "20240103T246000",
            "2024-01",
            "01/2024",
            "May 2024",
            "2024-W01-1",
            "2024W01",
            "2024-13-01",
        ] {
            assert!(Moment::is_unread(text), "{text}");
        }
        for text in [
            // these are read
            "2024-01-03T00:00:00",
            "20240103T000000",
            "3 Jan 2024",
            "31/12/2024",
            // no dates
            "",
            "2024",
            "2024.1.3.5",
            "20240103",
            "INV-2024-01-03",
            "2024-117",
            "2024-99",
            "192.168.20.24",
            "may",
            "12:30",
            "Room 2024",
            "2024 Jan sales",
            "1.2.3",
            "10 of 2024",
            "\u{e9}",
        ] {
            assert!(!Moment::is_unread(text), "{text}");
        }
    }
}

//! What separates fields where each comma is in a number before its fraction.

use super::head::{LINES, sample};
use super::number::has_decimal_comma;
use super::record::{Between, LineFormat, Record};

/// What splits all lines into as many fields, two or more, so that each comma stands in a number before its fraction;
/// that of the first line, which may be the header, only where blanks would.
pub(super) fn around_decimal_commas(head: &[u8]) -> Option<Between> {
    let first = head
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty())?;
    let parts = |between: &Between| match *between {
        Between::Byte(byte) => first.contains(&byte),
        Between::Blanks => first.contains(&b' '),
    };
    let found: Vec<Between> = [
        Between::Byte(b';'),
        Between::Byte(b'\t'),
        Between::Byte(b'|'),
        Between::Blanks,
    ]
    .into_iter()
    .filter(parts)
    .collect();
    if found.is_empty() {
        return None;
    }
    let head = without_quoted_commas(head);
    found.into_iter().find(|&between| {
        let records = sample(&head, LineFormat::new(between), LINES);
        let width = records.first().map_or(0, Record::len);
        let even = width > 1 && records.iter().all(|row| row.len() == width);
        // Blanks stand in texts and between a number and its unit, too.
        even && !has_bare_delimiter(&records)
            && match between {
                Between::Blanks => has_decimal_commas(&records, false) && parts_numbers(&records, &head),
                Between::Byte(_) => records
                    .split_first()
                    .is_some_and(|(_, rows)| has_decimal_commas(rows, true)),
            }
    })
}

/// Whether a column holds nothing but another delimiter, as between tabs that pad it.
fn has_bare_delimiter(records: &[Record]) -> bool {
    let width = records.first().map_or(0, Record::len);
    let is_bare = |row: &Record, index: usize| matches!(row.field(index), b";" | b"|");
    (0..width).any(|index| records.iter().all(|row| is_bare(row, index)))
}

/// Whether there are commas, and each is in a number before its fraction; if asked for, those between words are not
/// looked at, and a unit may follow a number.
fn has_decimal_commas(records: &[Record], with_words: bool) -> bool {
    let fields = |row: &Record| (0..row.len()).map(|i| row.lossy(i)).collect::<Vec<_>>();
    let fields = records.iter().flat_map(fields);
    let mut fields = fields.filter(|field| field.contains(',') && !(with_words && is_of_words(field)));
    let is_number = |field: String| match field.trim().split_once(' ') {
        Some((number, unit)) if with_words => {
            is_decimal_comma(number)
                && !unit.contains(',')
                && unit.trim_start().starts_with(|c: char| !c.is_ascii_digit())
        }
        _ => is_decimal_comma(&field),
    };
    let first = fields.next();
    first.is_some_and(is_number) && fields.all(is_number)
}

/// Whether blanks part rows of numbers, and of words that come again, which split at commas would be no table, or have
/// fields of several numbers or of a number and one of several words.
fn parts_numbers(by_blanks: &[Record], head: &[u8]) -> bool {
    let by_commas = sample(head, LineFormat::new(Between::Byte(b',')), LINES);
    let width = by_commas.first().map_or(0, Record::len);
    let even = by_commas.iter().all(|row| row.len() == width);
    let columns = by_blanks.first().map_or(0, Record::len);
    by_blanks.iter().all(has_numbers_in_a_row)
        || (!even || (0..width).any(|index| is_joined(&by_commas, index)))
            && (0..columns).all(|index| comes_again(by_blanks, index))
}

/// Whether a split at commas leaves several fields in this column: `5 2` of `1,5 2,5`. Behind a comma such a field
/// begins with the digits of a fraction, before the first it ends in those of a number; a unit and groups of digits are
/// no field.
fn is_joined(records: &[Record], index: usize) -> bool {
    let is_digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    // those of a fraction may have an exponent
    let is_part = |word: &str| {
        let begins = word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains('.');
        begins && word.parse::<f64>().is_ok_and(f64::is_finite)
    };
    let fields: Vec<String> = records
        .iter()
        .map(|row| row.lossy(index).trim().to_owned())
        .collect();
    let parted: Option<Vec<(&str, &str)>> = fields
        .iter()
        .map(|field| match index {
            0 => field.rsplit_once(' ').map(|(rest, digits)| (digits, rest)),
            _ => field.split_once(' '),
        })
        .collect();
    let Some(parted) = parted else {
        return false;
    };
    let same_unit = parted.iter().all(|(_, rest)| *rest == parted[0].1);
    let grouped = fields.iter().all(|field| {
        let mut groups = field.split(' ');
        let first = groups
            .next()
            .is_some_and(|first| is_digits(first) && first.len() <= 3);
        first && groups.all(|group| is_digits(group) && group.len() == 3)
    });
    let digits = parted
        .iter()
        .all(|(digits, _)| is_part(digits.trim_start_matches(['+', '-'])));
    digits && !same_unit && !grouped
}

/// Whether the words in one place are numbers, dates, or come again.
fn comes_again(records: &[Record], index: usize) -> bool {
    let has_letter = |word: &&[u8]| word.iter().any(u8::is_ascii_alphabetic);
    let words: Vec<&[u8]> = records
        .iter()
        .map(|row| row.field(index))
        .filter(has_letter)
        .collect();
    let mut different = words.clone();
    different.sort_unstable();
    different.dedup();
    words.is_empty() || different.len() < words.len()
}

/// Whether a field is a number with a comma between its digits: one behind them, as in `5, 33`, parts fields.
pub(super) fn is_decimal_comma(field: &str) -> bool {
    let field = field.trim();
    has_decimal_comma(field).is_some()
        && !field.ends_with(',')
        && !field.trim_start_matches(['+', '-']).starts_with(',')
}

/// Whether a field begins with a word before its first comma, and words follow each, as in `Berlin, DE`.
fn is_of_words(field: &str) -> bool {
    let mut parts = field.split(',');
    let ends_in_letter = |part: Option<&str>| part.is_some_and(|part| part.ends_with(char::is_alphabetic));
    let follows = |part: &str| {
        let word = part.strip_prefix(' ');
        word.is_some_and(|word| word.starts_with(char::is_alphabetic))
    };
    ends_in_letter(parts.next()) && parts.all(follows)
}

/// Whether two fields of a row are numbers with a decimal comma, with nothing but numbers between them. Split at its
/// commas, such a row would have a field of several numbers, so blanks are what separates it.
fn has_numbers_in_a_row(row: &Record) -> bool {
    let mut follows = false;
    (0..row.len()).any(|index| {
        let field = row.lossy(index);
        let with_comma = is_decimal_comma(&field);
        let second = follows && with_comma;
        follows = with_comma || follows && field.parse::<f64>().is_ok();
        second
    })
}

/// The first lines with another sign for each comma in quotes, which parts no fields. Behind a letter
/// or a digit a quote opens nothing, as in `5"` of inches.
fn without_quoted_commas(head: &[u8]) -> Vec<u8> {
    let (mut quoted, mut before) = (false, b'\n');
    let unlike = |&byte: &u8| {
        let opens = quoted || !before.is_ascii_alphanumeric();
        // one that is never closed ends with its line
        quoted = byte != b'\n' && quoted ^ (byte == b'"' && opens);
        before = byte;
        if quoted && byte == b',' { b'_' } else { byte }
    };
    let lines = head.split_inclusive(|&byte| byte == b'\n').take(LINES);
    lines.flatten().map(unlike).collect()
}

//! Whether the first row of a table names its columns, by the rows below it.

use super::number::FieldValue;
use super::options::Spelling;
use super::record::Record;

/// What the first row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstRow {
    /// The columns' names: words that are no values, or numbers that rise and are far from those below.
    Names,
    /// A row: a word of it comes again, it has a fraction like those below or says that a value is missing, or it has
    /// numbers and two fields that are the same or one that is negative.
    Row,
    /// A row, as nothing speaks against it.
    Likely,
    /// It could be either.
    Unsure,
}

/// What a field of the first row is to its column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// A word that comes again, or a fraction among numbers near it: a value.
    Value,
    /// What could be a value or a name.
    Open,
    /// A word above numbers, a new one above words that come again, or a number far from the others: a name.
    Name,
}

/// Below a single row or none there is nothing to compare with.
const FEWEST: usize = 2;

/// A number is far from the others if it is so many times the width of their range away.
const FAR: f64 = 3.0;

impl FirstRow {
    /// `below` may hold rows that are cut off: those are left out. Those that all have a field more begin with a name
    /// of their own, or end in a delimiter.
    pub(super) fn find(row: &Record, below: &[Record]) -> Self {
        let width = row.len();
        let longer = !below.is_empty() && below.iter().all(|below| below.len() == width + 1);
        if longer && numbers(row).is_empty() {
            return FirstRow::Names;
        }
        let below: Vec<&Record> = below.iter().filter(|below| below.len() == width).collect();
        let fits: Vec<Fit> = (0..width).map(|index| fit(row, &below, index)).collect();
        let numbers = numbers(row);
        if fits.contains(&Fit::Value) || is_no_header(row, &numbers) {
            return FirstRow::Row;
        }
        // as of wavelengths, where one alone or two without a word may be a row
        let is_of_words = numbers.len() < row.len();
        let rise = rise(&numbers) && (is_of_words || numbers.len() > 2);
        let is_name = |&fit: &Fit| fit == Fit::Name;
        if fits.iter().any(is_name) && numbers.is_empty() || rise && fits.iter().all(is_name) {
            return FirstRow::Names;
        }
        match fits.iter().any(is_name) || numbers.is_empty() {
            true => FirstRow::Unsure,
            false => FirstRow::Likely,
        }
    }
}

fn fit(row: &Record, below: &[&Record], index: usize) -> Fit {
    let numbers: Vec<f64> = below.iter().filter_map(|below| number(below, index)).collect();
    let words: Vec<&[u8]> = below
        .iter()
        .filter(|below| is_word(below, index))
        .map(|below| below.field(index))
        .collect();
    match number(row, index) {
        Some(number) if words.is_empty() => number_fit(number, &numbers),
        None if is_word(row, index) => word_fit(row.field(index), &words, !numbers.is_empty()),
        Some(_) if numbers.is_empty() => word_fit(row.field(index), &words, false),
        _ => Fit::Open,
    }
}

/// Whether there are several numbers, each greater than the one before.
pub(super) fn rise(numbers: &[f64]) -> bool {
    numbers.len() > 1 && numbers.is_sorted_by(|a, b| a < b)
}

/// Whether a row of these numbers names no columns: a field says that it is a gap, or there are numbers, and two fields
/// are the same or one is negative.
fn is_no_header(row: &Record, numbers: &[f64]) -> bool {
    let mut fields: Vec<&[u8]> = (0..row.len()).map(|index| row.field(index)).collect();
    let says_gap =
        |index: usize| !row.field(index).is_empty() && number(row, index).is_none() && !is_word(row, index);
    fields.sort_unstable();
    let is_of_values =
        || numbers.iter().any(|&number| number < 0.0) || fields.windows(2).any(|pair| pair[0] == pair[1]);
    (0..row.len()).any(says_gap) || !numbers.is_empty() && is_of_values()
}

fn number_fit(number: f64, others: &[f64]) -> Fit {
    let low = others.iter().copied().fold(f64::INFINITY, f64::min);
    let high = others.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let away = (low - number).max(number - high);
    if others.len() < FEWEST {
        return Fit::Open;
    }
    match high > low && away > FAR * (high - low) {
        true => Fit::Name,
        false if number.fract() != 0.0 => Fit::Value,
        false => Fit::Open,
    }
}

fn word_fit(word: &[u8], others: &[&[u8]], above_numbers: bool) -> Fit {
    let comes = |word: &[u8]| others.iter().filter(|&&other| other == word).count();
    if comes(word) > 0 {
        return Fit::Value;
    }
    let again = others.iter().filter(|other| comes(other) > 1).count();
    let mostly_again = others.len() >= FEWEST && 2 * again >= others.len();
    match mostly_again || above_numbers && others.is_empty() {
        true => Fit::Name,
        false => Fit::Open,
    }
}

/// Those of its fields that are numbers.
pub(super) fn numbers(row: &Record) -> Vec<f64> {
    (0..row.len()).filter_map(|index| number(row, index)).collect()
}

/// The number in a field, if there is one, with a point or a comma before its fraction.
pub(super) fn number(row: &Record, index: usize) -> Option<f64> {
    let field = (index < row.len()).then(|| row.lossy(index))?;
    let number: f64 = field.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// Whether a field is neither a number nor a gap.
pub(super) fn is_word(row: &Record, index: usize) -> bool {
    let value = Spelling::PLAIN.numbers(&[]).value(&row.lossy(index));
    number(row, index).is_none() && !matches!(value, FieldValue::Gap | FieldValue::Dash)
}

#[cfg(test)]
mod tests {
    use super::super::head::sample;
    use super::super::record::{Between, LineFormat};
    use super::*;

    #[test]
    fn a_first_row_is_known_by_those_below() {
        for (text, is) in [
            // wavelengths above reflectances, with a label that comes once
            (
                "400 410 label\n0.1 0.3 start\n0.2 0.1 run\n0.3 0.2 run\n",
                FirstRow::Names,
            ),
            ("400 410 label\n3 4 a\n5 6 b\n7 8 a\n1 2 b\n", FirstRow::Names),
            // words above numbers; gaps are none
            ("x name\n1 u\n2 v\n", FirstRow::Names),
            ("NA 1\n2 3\n4 5\n", FirstRow::Row),
            // words that come again
            ("red round a\nred long b\nblue round a\n", FirstRow::Row),
            ("color form class\nred round a\nred round a\n", FirstRow::Names),
            ("5.1 3.5 a\n4.9 3.0 a\n4.7 3.2 b\n", FirstRow::Row),
            // fractions near the others, counts and times that go on
            ("5.1 3.5 a\n4.9 3.0 b\n4.7 3.2 b\n", FirstRow::Row),
            ("0 17\n1 18\n2 16\n3 20\n", FirstRow::Likely),
            // a class that comes once, or years above amounts like them
            ("0 1 start\n1 1 run\n2 2 run\n3 1 run\n", FirstRow::Unsure),
            ("2019 2020 land\n900 2100 a\n2300 800 a\n", FirstRow::Unsure),
            (
                "0 1 2\n0.1 0.3 a\n0.2 0.5 b\n0.2 0.1 a\n0.3 0.2 b\n",
                FirstRow::Unsure,
            ),
            // one that is far from the others; that has two of a kind or a sign
            (
                "85.0 init\n21.1 run\n22.3 idle\n21.7 run\n22.0 idle\n",
                FirstRow::Unsure,
            ),
            ("0 0 boot\n21 32 run\n22 33 run\n", FirstRow::Row),
            ("-127.0 -1.0 boot\n21 32 run\n22 33 run\n", FirstRow::Row),
            ("0 1\n100 200\n110 210\n120 220\n", FirstRow::Unsure),
            ("400 410 420\n.7 .4 .2\n.3 .7 .1\n", FirstRow::Names),
            ("s0 NA run\ns1 .5 walk\ns2 .3 walk\n", FirstRow::Row),
            ("anna bonn a\nben kiel b\nlea rom c\n", FirstRow::Unsure),
            // one that is a field short
            ("ax ay label\n1 .0 .5 walk\n2 .1 .5 run\n", FirstRow::Names),
            // nothing to compare with
            ("1 2\n", FirstRow::Likely),
            ("1 2\n3 4\n", FirstRow::Likely),
        ] {
            let records = sample(text.as_bytes(), LineFormat::new(Between::Blanks), 99);
            assert_eq!(FirstRow::find(&records[0], &records[1..]), is, "{text}");
        }
    }
}

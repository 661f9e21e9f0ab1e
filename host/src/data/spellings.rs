//! Numbers that are not written as programs write them, such as codes: `007` is the number 7, and `1.10` is
//! the number 1.1, which as a label is said.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::column::ColumnData;
use super::exact::ExactNumbers;
use super::meaning::truth;
use super::note::Note;
use super::number::{NumberFormat, is_plain_number};
use super::parsed::Parsed;
use super::roles::Names;
use super::room::{Full, Grow as _, collected};
use crate::text::shorten;

/// This many different ones are enough to be found.
const MOST: usize = 1000;

/// How a row spells its number: as programs do, as the first that does not, or otherwise.
const SPELLINGS: usize = 3;

/// A number by its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Whole(i64),
    /// The bits of an f64 that is no i64.
    Real(u64),
}

/// Numbers that are written so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spellings {
    numbers: BTreeMap<Value, Spelled>,
    /// How each row spells its number, up to the last that is not as programs write it.
    rows: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq)]
struct Spelled {
    text: String,
    /// Another such spelling.
    other: Option<String>,
}

impl Value {
    pub(super) fn of(number: f64) -> Self {
        /// The least f64 beyond i64.
        const BEYOND: f64 = 9_223_372_036_854_775_808.0;
        match number.fract() == 0.0 && (-BEYOND..BEYOND).contains(&number) {
            true => Self::Whole(number as i64),
            false => Self::Real(number.to_bits()),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Real(bits) => f64::from_bits(bits).to_string(),
        }
    }
}

impl Parsed {
    /// Makes one category of texts that are one number, as pandas reads them where all are numbers, and gives a note
    /// of the first two. It is called as programs write it, where it is one of the texts, or where a text such as the
    /// thousand `1.000` would be another number in a program.
    pub(super) fn merge_spellings(&mut self, numbers: &NumberFormat) -> Result<Option<Note>, Full> {
        let ColumnData::Text(texts) = &self.data else {
            return Ok(None);
        };
        let all = || (0..texts.different() as u32).map(|index| texts.text(index));
        // these are called alike in every column
        let are_truths = all().all(|text| truth(text).is_some());
        if self.names != Names::Categories || self.of_texts || are_truths {
            return Ok(None);
        }
        let stored = self.stored.has_numbers();
        let mut spelled = Vec::new();
        spelled.room(texts.different())?;
        for text in all() {
            let plain = match truth(text) {
                Some(_) => Some(Cow::Borrowed(text)),
                None => numbers.name(text.trim(), stored),
            };
            let value = plain.as_deref().and_then(category_value);
            let (Some(plain), Some(value)) = (plain, value) else {
                return Ok(None);
            };
            let has_two_readings = truth(text).is_none() && numbers.name(text.trim(), true).is_none();
            let name = if has_two_readings {
                plain
            } else {
                Cow::Borrowed(text)
            };
            spelled.push((value, name));
        }
        let names = names_of(&spelled)?;
        let mut first = BTreeMap::new();
        let second = names.iter().zip(all()).find_map(|(name, text)| {
            let other = *first.entry(*name).or_insert(text);
            (other != text).then_some([other, text])
        });
        let note = second.map(|texts| Note::CategorySpelling {
            column: self.name.clone(),
            texts: texts.map(shorten),
        });
        if names.iter().zip(all()).any(|(name, text)| *name != text) {
            self.data = ColumnData::Text(texts.renamed(&names)?);
        }
        Ok(note)
    }
}

/// The number that a category is, true and false included: a whole one with all of its digits, or the bits of another.
type CategoryValue = (i128, u64);

fn category_value(text: &str) -> Option<CategoryValue> {
    if let Some(is_true) = truth(text) {
        return Some((is_true.into(), 0));
    }
    if let Ok(whole) = text.parse() {
        return Some((whole, 0));
    }
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(match Value::of(number) {
        Value::Whole(whole) => (whole.into(), 0),
        Value::Real(bits) => (0, bits),
    })
}

/// What each number is called, of which some are the same.
fn names_of<'t>(spelled: &'t [(CategoryValue, Cow<'_, str>)]) -> Result<Vec<&'t str>, Full> {
    let mut ordered = collected(spelled.iter().map(|(value, text)| (*value, text.as_ref())))?;
    ordered.sort_unstable_by_key(|&(value, text)| (value, rank(text)));
    let name = |(value, _): &(CategoryValue, Cow<'_, str>)| {
        let first = ordered.partition_point(|(other, _)| other < value);
        ordered.get(first).map_or("", |&(_, text)| text)
    };
    collected(spelled.iter().map(name))
}

/// The first of several spellings of a number is what it is called: that of programs, else the shortest.
fn rank(text: &str) -> (bool, bool, usize, &str) {
    (truth(text).is_some(), !is_plain_number(text), text.len(), text)
}

/// Whether zeros are written before a number, as before codes.
fn has_zeros(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']).as_bytes();
    digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit()
}

impl Spellings {
    /// Adds a number as a row has it written, unless programs write it so.
    pub(super) fn push(&mut self, number: Value, text: &str, row: usize) -> Result<(), Full> {
        let is_full = self.numbers.len() >= MOST && !self.numbers.contains_key(&number);
        if is_full || is_plain_number(text) {
            return Ok(());
        }
        let text = shorten(text);
        let known = self.numbers.entry(number).or_insert_with(|| Spelled {
            text: text.clone(),
            other: None,
        });
        let spelling = if known.text == text { 1 } else { 2 };
        if spelling == 2 {
            known.other.get_or_insert(text);
        }
        self.rows.room((row + 1).saturating_sub(self.rows.len()))?;
        self.rows.resize(row, 0);
        self.rows.push(spelling);
        Ok(())
    }

    /// Adds those of other rows, which hold `numbers` and follow the first `before`.
    pub(super) fn append(&mut self, other: &Self, numbers: &ExactNumbers, before: usize) -> Result<(), Full> {
        for (row, (number, spelling)) in numbers.values().zip(&other.rows).enumerate() {
            let spelled = other.numbers.get(&number);
            if let Some(text) = spelled.and_then(|spelled| spelled.text(*spelling)) {
                self.push(number, text, before + row)?;
            }
        }
        Ok(())
    }

    /// Keeps the rows for which `keep` says so.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut keep = keep.iter();
        self.rows.retain(|_| keep.next().copied().unwrap_or(true));
    }

    /// One that `numbers`, those of all rows, also hold in another spelling, and that; else the first that has
    /// zeros before it, and none.
    pub(super) fn example(&self, numbers: &ExactNumbers) -> Option<(String, Option<String>)> {
        let mut counts: BTreeMap<Value, [u64; SPELLINGS]> = BTreeMap::new();
        let spellings = self.rows.iter().copied().chain(std::iter::repeat(0));
        for (number, spelling) in numbers.values().zip(spellings) {
            if self.numbers.contains_key(&number) {
                counts.entry(number).or_default()[usize::from(spelling)] += 1;
            }
        }
        let spelled = |number: &Value| {
            let (spelled, [plain, first, other]) = (self.numbers.get(number)?, *counts.get(number)?);
            let texts = [(first, 1), (other, 2)].into_iter().filter(|(rows, _)| *rows > 0);
            let mut texts = texts
                .filter_map(|(_, spelling)| spelled.text(spelling))
                .map(str::to_owned);
            let text = texts.next()?;
            Some((text, (plain > 0).then(|| number.text()).or(texts.next())))
        };
        let all = || self.numbers.keys().filter_map(spelled);
        let several = all().find(|(_, other)| other.is_some());
        several.or_else(|| all().find(|(text, _)| has_zeros(text)))
    }
}

impl Spelled {
    /// The text of a spelling that programs do not use.
    fn text(&self, spelling: u8) -> Option<&str> {
        match spelling {
            1 => Some(&self.text),
            2 => self.other.as_deref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_two_spellings_are_found() {
        let told = |texts: &[&str]| {
            let mut spellings = Spellings::default();
            let numbers: Vec<f64> = texts.iter().map(|text| text.parse().unwrap()).collect();
            let all = numbers.iter().zip(texts);
            all.enumerate()
                .for_each(|(row, (&number, text))| spellings.push(Value::of(number), text, row).unwrap());
            spellings.example(&ExactNumbers::Real(numbers))
        };
        let two = |a: &str, b: &str| Some((a.to_owned(), Some(b.to_owned())));
        assert_eq!(told(&["1", "7", "0"]), None);
        assert_eq!(told(&["007", "8"]), Some(("007".to_owned(), None)));
        assert_eq!(told(&["01", "007", "7"]), two("007", "7"));
        assert_eq!(told(&["07", "007"]), two("07", "007"));
        assert_eq!(told(&["00", "0"]), two("00", "0"));
        assert_eq!(told(&["1.1", "2", "1.10"]), two("1.10", "1.1"));
        assert_eq!(told(&["+1", "01"]), two("+1", "01"));
        assert_eq!(told(&["1000", "1e3"]), two("1e3", "1000"));
        assert_eq!(told(&["1e3", "1.0", "2.50", "0.5", "-1"]), None);
        assert_eq!(told(&["1.0", "02.5"]), Some(("02.5".to_owned(), None)));
        let many: Vec<String> = (1..=2 * MOST).map(|number| format!("{number:05}")).collect();
        let twice: Vec<&str> = many.iter().chain(&many).map(String::as_str).collect();
        assert_eq!(told(&twice), Some(("00001".to_owned(), None)));
    }

    #[test]
    fn rows_that_are_left_out_do_not_count() {
        let mut spellings = Spellings::default();
        let numbers = [7, 7, 8, 9, 9];
        for (row, text) in ["7", "007", "08", "9", "09"].into_iter().enumerate() {
            spellings.push(Value::Whole(numbers[row]), text, row).unwrap();
        }
        let kept = |keep: [bool; 5]| {
            let mut spellings = spellings.clone();
            spellings.retain(&keep);
            let numbers: Vec<i64> = numbers
                .iter()
                .zip(keep)
                .filter(|(_, keep)| *keep)
                .map(|(n, _)| *n)
                .collect();
            spellings.example(&ExactNumbers::Whole(numbers))
        };
        let told = |a: &str, b: Option<&str>| Some((a.to_owned(), b.map(str::to_owned)));
        assert_eq!(kept([true; 5]), told("007", Some("7")));
        assert_eq!(kept([false, true, true, true, true]), told("09", Some("9")));
        assert_eq!(kept([true, false, true, false, true]), told("08", None));
        assert_eq!(kept([true, false, false, true, false]), None);
        let mut all = spellings.clone();
        all.append(&spellings, &ExactNumbers::Whole(numbers.into()), numbers.len())
            .unwrap();
        all.retain(&[false, false, false, false, false, true, false, true, false, true]);
        assert_eq!(all.example(&ExactNumbers::Whole(vec![7, 8, 9])), told("08", None));
    }
}

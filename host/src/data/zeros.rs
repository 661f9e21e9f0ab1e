//! Whole numbers that are written with zeros before them, as codes are: `007` is the number 7, which as a
//! label is said.

use std::collections::BTreeMap;

use super::room::{Full, Grow as _};
use crate::text::shorten;

/// This many different ones are enough to be found.
const MOST: usize = 1000;

/// How a row spells its number: without zeros, as the first that has some, or with others.
const SPELLINGS: usize = 3;

/// Numbers that are written so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Zeros {
    numbers: BTreeMap<i64, Zero>,
    /// How each row spells its number, up to the last with zeros.
    rows: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq)]
struct Zero {
    text: String,
    /// Another spelling with zeros.
    other: Option<String>,
}

impl Zeros {
    /// Adds a number as a row has it written, if zeros are before it.
    pub(super) fn push(&mut self, number: i64, text: &str, row: usize) -> Result<(), Full> {
        let digits = text.trim_start_matches(['-', '+']);
        let has_zeros = digits.len() > 1 && digits.starts_with('0');
        if !has_zeros || self.numbers.len() >= MOST && !self.numbers.contains_key(&number) {
            return Ok(());
        }
        let text = shorten(text);
        let known = self.numbers.entry(number).or_insert_with(|| Zero {
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
    pub(super) fn append(&mut self, other: &Self, numbers: &[i64], before: usize) -> Result<(), Full> {
        for (row, (number, spelling)) in numbers.iter().zip(&other.rows).enumerate() {
            let text = other.numbers.get(number).and_then(|zero| zero.spelled(*spelling));
            if let Some(text) = text {
                self.push(*number, text, before + row)?;
            }
        }
        Ok(())
    }

    /// Keeps the rows for which `keep` says so.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut keep = keep.iter();
        self.rows.retain(|_| keep.next().copied().unwrap_or(true));
    }

    /// One that `numbers`, those of all rows, also hold in another spelling, and that; else the first, and
    /// none.
    pub(super) fn example(&self, numbers: &[i64]) -> Option<(String, Option<String>)> {
        let mut counts: BTreeMap<i64, [u64; SPELLINGS]> = BTreeMap::new();
        let spellings = self.rows.iter().copied().chain(std::iter::repeat(0));
        for (number, spelling) in numbers.iter().zip(spellings) {
            if self.numbers.contains_key(number) {
                counts.entry(*number).or_default()[usize::from(spelling)] += 1;
            }
        }
        let spelled = |number: &i64| {
            let (zero, [plain, first, other]) = (self.numbers.get(number)?, *counts.get(number)?);
            let texts = [(first, 1), (other, 2)].into_iter().filter(|(rows, _)| *rows > 0);
            let mut texts = texts
                .filter_map(|(_, spelling)| zero.spelled(spelling))
                .map(str::to_owned);
            let text = texts.next()?;
            Some((text, (plain > 0).then(|| number.to_string()).or(texts.next())))
        };
        let mut all = self.numbers.keys().filter_map(spelled).peekable();
        let first = all.peek().cloned();
        all.find(|(_, other)| other.is_some()).or(first)
    }
}

impl Zero {
    /// The text of a spelling that has zeros.
    fn spelled(&self, spelling: u8) -> Option<&str> {
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
            let mut zeros = Zeros::default();
            let numbers: Vec<i64> = texts.iter().map(|text| text.parse().unwrap()).collect();
            let all = numbers.iter().zip(texts);
            all.enumerate()
                .for_each(|(row, (&number, text))| zeros.push(number, text, row).unwrap());
            zeros.example(&numbers)
        };
        let two = |a: &str, b: &str| Some((a.to_owned(), Some(b.to_owned())));
        assert_eq!(told(&["1", "7", "0"]), None);
        assert_eq!(told(&["007", "8"]), Some(("007".to_owned(), None)));
        assert_eq!(told(&["01", "007", "7"]), two("007", "7"));
        assert_eq!(told(&["07", "007"]), two("07", "007"));
        assert_eq!(told(&["00", "0"]), two("00", "0"));
        let many: Vec<String> = (1..=2 * MOST).map(|number| format!("{number:05}")).collect();
        let twice: Vec<&str> = many.iter().chain(&many).map(String::as_str).collect();
        assert_eq!(told(&twice), Some(("00001".to_owned(), None)));
    }

    #[test]
    fn rows_that_are_left_out_do_not_count() {
        let mut zeros = Zeros::default();
        let numbers = [7, 7, 8, 9, 9];
        for (row, text) in ["7", "007", "08", "9", "09"].into_iter().enumerate() {
            zeros.push(numbers[row], text, row).unwrap();
        }
        let kept = |keep: [bool; 5]| {
            let mut zeros = zeros.clone();
            zeros.retain(&keep);
            let numbers: Vec<i64> = numbers
                .iter()
                .zip(keep)
                .filter(|(_, keep)| *keep)
                .map(|(n, _)| *n)
                .collect();
            zeros.example(&numbers)
        };
        let told = |a: &str, b: Option<&str>| Some((a.to_owned(), b.map(str::to_owned)));
        assert_eq!(kept([true; 5]), told("007", Some("7")));
        assert_eq!(kept([false, true, true, true, true]), told("09", Some("9")));
        assert_eq!(kept([true, false, true, false, true]), told("08", None));
        assert_eq!(kept([true, false, false, true, false]), None);
        let mut all = zeros.clone();
        all.append(&zeros, &numbers, numbers.len()).unwrap();
        all.retain(&[false, false, false, false, false, true, false, true, false, true]);
        assert_eq!(all.example(&[7, 8, 9]), told("08", None));
    }
}

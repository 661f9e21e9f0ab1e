//! Whole numbers that are written with zeros before them, as codes are: `007` is the number 7, which as a
//! label is said.

use std::collections::BTreeMap;

use crate::text::shorten;

/// So many are enough to be found.
const MOST: usize = 1000;

/// Numbers that are written so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Zeros(BTreeMap<i64, Zero>);

#[derive(Clone, Debug, PartialEq)]
struct Zero {
    text: String,
    /// Another spelling with zeros.
    other: Option<String>,
    rows: u64,
}

impl Zeros {
    /// Adds a number as it is written, if zeros are before it.
    pub(super) fn push(&mut self, number: i64, text: &str) {
        let digits = text.trim_start_matches(['-', '+']);
        if digits.len() < 2 || !digits.starts_with('0') || !self.takes(number) {
            return;
        }
        let known = self.0.entry(number).or_insert_with(|| Zero {
            text: shorten(text),
            other: None,
            rows: 0,
        });
        known.rows += 1;
        if known.other.is_none() && known.text != text {
            known.other = Some(shorten(text));
        }
    }

    /// Whether it is counted: one that is known in any case, for all of its rows count.
    fn takes(&self, number: i64) -> bool {
        self.0.len() < MOST || self.0.contains_key(&number)
    }

    /// Adds those of other rows.
    pub(super) fn append(&mut self, other: Self) {
        for (number, zero) in other.0 {
            if !self.takes(number) {
                continue;
            }
            let known = self.0.entry(number).or_insert_with(|| Zero {
                rows: 0,
                ..zero.clone()
            });
            known.rows += zero.rows;
            if known.other.is_none() && known.text != zero.text {
                known.other = Some(zero.text);
            }
        }
    }

    /// One that `numbers`, those of all rows, also hold in another spelling, and that; else the first, and
    /// none.
    pub(super) fn told(&self, numbers: &[i64]) -> Option<(String, Option<String>)> {
        let (_, first) = self.0.first_key_value()?;
        let mut rows: BTreeMap<i64, u64> = BTreeMap::new();
        for number in numbers.iter().filter(|number| self.0.contains_key(number)) {
            *rows.entry(*number).or_default() += 1;
        }
        let two = |(number, zero): (&i64, &Zero)| {
            let plain = rows.get(number).is_some_and(|rows| *rows > zero.rows);
            let other = plain.then(|| number.to_string()).or(zero.other.clone())?;
            Some((zero.text.clone(), Some(other)))
        };
        let merged = self.0.iter().find_map(two);
        merged.or_else(|| Some((first.text.clone(), None)))
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
            all.for_each(|(&number, text)| zeros.push(number, text));
            zeros.told(&numbers)
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
}

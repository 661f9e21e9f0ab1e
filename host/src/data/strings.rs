//! A column of text, in which each different text is kept once.

use std::collections::HashMap;
use std::sync::Arc;

use super::meaning::{truth, truth_text};
use super::room::{BESIDE, Full, Grow as _, has_room};

/// Stands for a missing text.
const MISSING: u32 = u32::MAX;

/// A column of text. A cell is the number of its text, so that a column of few categories takes
/// four bytes per row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    cells: Vec<u32>,
    /// In the order in which they came.
    different: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Strings {
    /// Adds a row; none where it is missing.
    pub(super) fn push(&mut self, text: Option<&str>) -> Result<(), Full> {
        let number = match text {
            None => MISSING,
            Some(text) => match self.numbers.get(text) {
                Some(&number) => number,
                None => self.add(text)?,
            },
        };
        self.cells.grow(number)
    }

    /// The number of the last row's text; none where it is missing.
    pub(super) fn last(&self) -> Option<u32> {
        self.cells.last().copied().filter(|&cell| cell != MISSING)
    }

    /// The number of a text, where it is one of them.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text that has this number.
    pub(super) fn text(&self, number: u32) -> &str {
        &self.different[number as usize]
    }

    /// Adds a row of a text that has this number.
    pub(super) fn again(&mut self, number: u32) -> Result<(), Full> {
        debug_assert!((number as usize) < self.different.len());
        self.cells.grow(number)
    }

    /// The number of a text that is new.
    fn add(&mut self, text: &str) -> Result<u32, Full> {
        /// This many short texts take less than what stays free.
        const UNCHECKED: usize = 64;
        const SHORT: usize = BESIDE / UNCHECKED / 2;
        if text.len() > SHORT || self.different.len().is_multiple_of(UNCHECKED) {
            has_room(text.len() + BESIDE)?;
        }
        self.numbers.try_reserve(1).map_err(|_| Full)?;
        let (text, number) = (Arc::<str>::from(text), self.different.len() as u32);
        self.different.grow(text.clone())?;
        self.numbers.insert(text, number);
        Ok(number)
    }

    /// Of texts, one a row.
    pub(super) fn of<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Result<Self, Full> {
        let mut all = Strings::default();
        for text in texts {
            all.push(text)?;
        }
        Ok(all)
    }

    /// Spellings of true and false that [`Self::spelled_alike`] changes.
    pub(super) fn respelled(&self) -> Vec<String> {
        let truths = self.different.iter().map(|text| Some((text, truth(text)?)));
        let truths: Option<Vec<_>> = truths.collect();
        let changed = truths.into_iter().flatten();
        let changed = changed.filter(|(text, truth)| ***text != *truth_text(*truth));
        changed.map(|(text, _)| text.to_string()).collect()
    }

    /// The same rows, each true and false in one spelling, where there is no other text.
    pub(super) fn spelled_alike(self) -> Result<Self, Full> {
        if !self.different.iter().all(|text| truth(text).is_some()) {
            return Ok(self);
        }
        Self::of(self.iter().map(|text| truth(text?).map(truth_text)))
    }

    /// A row's text; none where it is missing.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let text = self.different.get(self.cells[row] as usize)?;
        Some(text)
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.cells.len()).map(|row| self.get(row))
    }

    /// The same rows with other texts, given by the number of each.
    pub(super) fn renamed(&self, names: &[&str]) -> Result<Self, Full> {
        Self::of(self.cells.iter().map(|&cell| names.get(cell as usize).copied()))
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.cells.len()
    }

    /// All texts by code point, and for each in the order in which they came its place there: there are
    /// no more than u16 counts.
    pub(super) fn sorted(&self) -> (Vec<u16>, Vec<String>) {
        let mut order: Vec<usize> = (0..self.different.len()).collect();
        order.sort_unstable_by_key(|&number| &self.different[number]);
        let mut places = vec![0; order.len()];
        for (place, &number) in order.iter().enumerate() {
            places[number] = place as u16;
        }
        let names = order.iter().map(|&number| self.different[number].to_string());
        (places, names.collect())
    }

    /// The place of each row's text, where it is not missing.
    pub(super) fn placed(&self, places: &[u16]) -> Result<Vec<u16>, Full> {
        let mut all = Vec::new();
        all.room(self.cells.len())?;
        let cells = self.cells.iter();
        all.extend(cells.filter_map(|&cell| places.get(cell as usize)));
        Ok(all)
    }

    /// Whether a text stands in more than one row.
    pub(super) fn repeats(&self) -> bool {
        let texts = self.cells.iter().filter(|&&cell| cell != MISSING);
        texts.count() > self.different.len()
    }

    /// How many different texts there are.
    #[must_use]
    pub fn different(&self) -> usize {
        self.different.len()
    }

    /// Keeps the rows for which `keep` says so, and with them their texts; gives what was.
    pub(super) fn retain(&mut self, keep: &[bool]) -> Result<Self, Full> {
        let kept = self.iter().zip(keep).filter(|(_, keep)| **keep);
        let kept = Self::of(kept.map(|(text, _)| text))?;
        Ok(std::mem::replace(self, kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_and_equal_texts_are_kept_once() {
        let rows = [Some("red"), None, Some("blue"), Some("red"), Some(""), None];
        let mut texts = Strings::of(rows.into_iter()).unwrap();
        assert!(texts.iter().eq(rows));
        assert_eq!(texts.different.len(), 3);
        texts.retain(&[false, true, true, false, true, true]).unwrap();
        assert!(texts.iter().eq([None, Some("blue"), Some(""), None]));
        assert_eq!(texts.different.len(), 2);
    }
}

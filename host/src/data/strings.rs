//! A column of text, in which each different text is kept once.

use std::collections::HashMap;
use std::sync::Arc;

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
    pub fn push(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            self.cells.push(MISSING);
            return;
        };
        let number = self.numbers.get(text).copied().unwrap_or_else(|| {
            let (text, number) = (Arc::<str>::from(text), self.different.len() as u32);
            self.different.push(text.clone());
            self.numbers.insert(text, number);
            number
        });
        self.cells.push(number);
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

    /// Keeps the rows for which `keep` says so, and with them their texts.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut kept = Strings::default();
        for (text, _) in self.iter().zip(keep).filter(|(_, keep)| **keep) {
            kept.push(text);
        }
        *self = kept;
    }
}

impl<'a> FromIterator<Option<&'a str>> for Strings {
    fn from_iter<I: IntoIterator<Item = Option<&'a str>>>(texts: I) -> Self {
        let mut all = Strings::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_and_equal_texts_are_kept_once() {
        let rows = [Some("red"), None, Some("blue"), Some("red"), Some(""), None];
        let mut texts: Strings = rows.into_iter().collect();
        assert!(texts.iter().eq(rows));
        assert_eq!(texts.different.len(), 3);
        texts.retain(&[false, true, true, false, true, true]);
        assert!(texts.iter().eq([None, Some("blue"), Some(""), None]));
        assert_eq!(texts.different.len(), 2);
    }
}

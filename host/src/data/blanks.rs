//! One text of a column that stands with different blanks around it.

use super::note::Note;
use super::record::{Padding, Record};
use super::room::{Full, Grow as _};
use super::strings::Strings;

/// The blanks around each different text of a column, until one comes with others.
#[derive(Default)]
pub(super) struct Blanks {
    /// Of the text's first row, with its line.
    first: Vec<(Padding, u64)>,
    /// A text by its number, and the lines on which it stands.
    differ: Option<(u32, [u64; 2])>,
}

impl Blanks {
    /// Looks at the field that was last pushed to `texts`.
    pub(super) fn push(&mut self, texts: &Strings, record: &Record, index: usize) -> Result<(), Full> {
        let (None, Some(number)) = (self.differ, texts.last()) else {
            return Ok(());
        };
        let (padding, line) = (record.padding(index), record.line());
        match self.first.get(number as usize) {
            Some(&(first, before)) if first != padding => {
                self.differ = Some((number, [before, line]));
                self.first = Vec::new();
            }
            Some(_) => {}
            None => self.first.grow((padding, line))?,
        }
        Ok(())
    }

    /// As `kept` numbers the texts of those rows of `all` that are kept.
    pub(super) fn renumber(&mut self, all: &Strings, kept: &Strings) {
        let first = |number| self.first.get(all.number(kept.text(number))? as usize).copied();
        self.first = (0..kept.different() as u32).filter_map(first).collect();
    }

    /// Those of another file's column, whose texts are already among `texts`: a text that has others there.
    pub(super) fn join(
        &mut self,
        texts: &Strings,
        (other, others): (&Self, &Strings),
    ) -> Result<Option<String>, Full> {
        let known = other.first.len() == others.different();
        if self.differ.is_some() || !known {
            return Ok(None);
        }
        for (number, &(padding, line)) in (0..).zip(&other.first) {
            let text = others.text(number);
            let place = texts.number(text).map_or(usize::MAX, |number| number as usize);
            match self.first.get(place) {
                Some(&(first, _)) if first != padding => return Ok(Some(text.to_owned())),
                Some(_) => {}
                None => self.first.grow((padding, line))?,
            }
        }
        Ok(None)
    }

    /// What is said of the column, if anything.
    pub(super) fn note(&self, column: &str, texts: &Strings) -> Option<Note> {
        let (number, lines) = self.differ?;
        Some(Note::Blanks {
            column: column.to_owned(),
            text: texts.text(number).to_owned(),
            lines,
        })
    }
}

//! One text of a column that stands with different blanks around it.

use crate::data::note::Note;
use crate::data::record::{Padding, Record};
use crate::data::room::{Full, Grow as _};
use crate::data::strings::Strings;

/// The blanks around each different text of a column, until one comes with others.
#[derive(Clone, Default)]
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

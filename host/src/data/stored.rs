//! Which numbers of a column a file stores as text, as workbooks often do, and which as numbers.

use super::column::ColumnData;
use super::error::Location;
use super::note::Note;
use super::parsed::Parsed;
use super::roles::Role;

/// The numbers of a column that are stored as text: how many, and the line of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AsText {
    count: u64,
    first: u64,
}

impl AsText {
    /// The same, of which the first stands elsewhere.
    pub(super) fn first_at(self, first: u64) -> Self {
        Self { first, ..self }
    }

    /// Counts another.
    pub(super) fn push(&mut self, line: u64) {
        if self.count == 0 {
            self.first = line;
        }
        self.count += 1;
    }
}

/// How many numbers of a column are stored as numbers, and how many as text; both 0 in delimited text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stored {
    /// As numbers.
    numbers: u64,
    /// As text.
    texts: u64,
    /// Where the first of these stands.
    first: Option<Location>,
}

impl Stored {
    /// Of a column of as many numbers, all of which are of one kind where no text is counted among them.
    pub(super) fn new(shown: &str, column: &Parsed, as_text: Option<&AsText>) -> Self {
        let first = column.first_number.as_ref().map_or(0, |(line, _)| *line);
        let all = AsText {
            count: column.numbers,
            first,
        };
        let texts = match (as_text, column.of_texts) {
            (Some(&texts), _) => texts,
            (None, true) => all,
            (None, false) => AsText::default(),
        };
        Self {
            numbers: column.numbers.saturating_sub(texts.count),
            texts: texts.count,
            first: (texts.count > 0).then(|| Location::line(shown, texts.first)),
        }
    }

    /// Whether some are stored as numbers.
    pub(super) fn has_numbers(&self) -> bool {
        self.numbers > 0
    }

    /// Adds those of another file.
    pub(super) fn append(&mut self, other: Self) {
        self.numbers += other.numbers;
        self.texts += other.texts;
        self.first = self.first.take().or(other.first);
    }
}

impl Parsed {
    /// A note where numbers are stored as text beside others that are not, and one label or category is made of `1`
    /// and `"1"`: NumPy and scikit-learn compare no text with a number. Of a feature of numbers it is told otherwise.
    pub(super) fn numbers_beside_texts(&self) -> Option<Note> {
        let Stored {
            numbers,
            texts,
            first,
        } = &self.stored;
        let taken = match (self.role, &self.data) {
            (Role::Target, ColumnData::Text(_)) => "labels as they are written",
            (Role::Target, ColumnData::Numeric(_)) => "numbers",
            (Role::Feature, ColumnData::Text(_)) => "categories as they are written",
            (Role::Groups, _) => "names of groups as they are written",
            (Role::Feature, ColumnData::Numeric(_)) | (Role::Weights | Role::Dropped, _) => return None,
        };
        let are_both = *numbers > 0 && *texts > 0 && self.date.is_none();
        Some(Note::TextsBesideNumbers {
            column: self.name.clone(),
            texts: *texts,
            first: first.clone().filter(|_| are_both)?,
            taken,
        })
    }
}

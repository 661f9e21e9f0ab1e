//! Rows of text: a record is a row's fields, and a source gives one record after the other.

mod lines;

use super::MOST_COLUMNS;
use super::error::DataError;

pub(super) use lines::{Between, LONGEST, LineFormat, Lines};

/// Fields of a row: of its columns, its name, and an empty one at its end.
const MOST_FIELDS: usize = MOST_COLUMNS + 2;

/// The byte-order mark of UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Blanks around a field that are no part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Padding {
    before: usize,
    after: usize,
}

/// The fields of a row, end to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Of the fields that have some, by their order.
    padded: Vec<(usize, Padding)>,
    line: u64,
    /// The first cell of a sheet's row that is left of its table.
    outside: Option<String>,
    /// The first of the blank lines right before it.
    blank: Option<u64>,
}

impl Record {
    /// The line on which it begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn field(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }

    /// The blanks that were around a field.
    pub(super) fn padding(&self, index: usize) -> Padding {
        let found = self.padded.binary_search_by_key(&index, |&(field, _)| field);
        found.map_or(Padding::default(), |at| self.padded[at].1)
    }

    /// The field as text, damaged where it is none: for what only looks at it.
    pub(super) fn lossy(&self, index: usize) -> String {
        String::from_utf8_lossy(self.field(index)).into_owned()
    }

    /// The first of the blank lines right before it, where there are some.
    pub(super) fn blank_before(&self) -> Option<u64> {
        self.blank
    }

    /// Notes a blank line before it.
    pub(super) fn add_blank(&mut self, line: u64) {
        self.blank.get_or_insert(line);
    }

    /// Whether both have the same fields, wherever they stand.
    pub(super) fn equals(&self, other: &Record) -> bool {
        self.ends == other.ends && self.bytes == other.bytes
    }

    /// Where a cell stands that is in none of the table's columns.
    pub(super) fn outside(&self) -> Option<&str> {
        self.outside.as_deref()
    }

    /// Notes such a cell.
    pub(super) fn add_outside(&mut self, cell: impl FnOnce() -> String) {
        self.outside.get_or_insert_with(cell);
    }

    /// Begins anew, on a line.
    pub(super) fn begin(&mut self, line: u64) {
        self.clear();
        self.line = line;
    }

    /// Appends a field.
    pub(super) fn push(&mut self, field: &str) {
        self.bytes.extend_from_slice(field.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// Gives back what is kept free for more fields.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Ends a field; of a row of too many, the first are kept, and enough to report it.
    fn end(&mut self) {
        if self.ends.len() <= MOST_FIELDS {
            self.ends.push(self.bytes.len());
        }
    }

    /// Ends a field that has blanks around it.
    fn end_padded(&mut self, padding: Padding) {
        if padding != Padding::default() {
            self.padded.push((self.ends.len(), padding));
        }
        self.end();
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.padded.clear();
        self.outside = None;
        self.blank = None;
    }
}

/// What gives records.
pub(super) trait RecordSource {
    /// Reads the next record; false at the end.
    fn advance(&mut self, record: &mut Record) -> Result<bool, DataError>;
}

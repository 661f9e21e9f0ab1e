//! The rows of a sheet as its cells fill them.

use crate::data::error::DataError;
use crate::data::record::Record;

/// Cells of a sheet, at most.
const MOST_CELLS: usize = 50_000_000;

/// Why no more cells are taken.
pub(super) enum Refused {
    TooMany,
    /// This one stands before the one that came before it.
    OutOfOrder(String),
}

impl Refused {
    pub(super) fn of(self, shown: &str) -> DataError {
        let path = shown.to_owned();
        match self {
            Refused::TooMany => DataError::TooLarge {
                path,
                what: format!("the sheet has more than {MOST_CELLS} cells"),
            },
            Refused::OutOfOrder(cell) => DataError::Read {
                path,
                error: std::io::Error::other(format!("the cells of its sheet are not in order at {cell}")),
            },
        }
    }
}

/// Rows as they are filled.
#[derive(Default)]
pub(super) struct SheetRows {
    rows: Vec<Record>,
    skip: u64,
    /// Columns of the first row, which are those of all: one more shows that a row is too long.
    width: usize,
    /// The first column in use.
    first: u32,
    /// Whether that is known before the first row.
    known: bool,
    /// Where the last cell was.
    last: Option<(u32, u32)>,
    cells: usize,
}

impl SheetRows {
    /// Those behind this many that are not looked at.
    pub(super) fn new(skip: u64) -> Self {
        Self {
            skip,
            ..Self::default()
        }
    }

    /// The columns begin with this one or before it.
    pub(super) fn begin_left_of(&mut self, (row, column): (u32, u32)) {
        if u64::from(row) >= self.skip {
            self.first = if self.known {
                self.first.min(column)
            } else {
                column
            };
            self.known = true;
        }
    }

    pub(super) fn push(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Refused> {
        let line = u64::from(row) + 1;
        if line <= self.skip {
            return Ok(());
        }
        if self.last.replace((row, column)) >= Some((row, column)) {
            return Err(Refused::OutOfOrder(reference(row, column)));
        }
        if self.rows.last().is_none_or(|last| last.line() < line) {
            match self.rows.len() {
                0 if !self.known => self.first = column,
                1 => self.begin_at(column),
                _ => {}
            }
            self.end_last();
            let mut record = Record::default();
            record.begin(line);
            let next = self.rows.last().map(|last| last.line() + 1);
            next.filter(|&next| next < line)
                .into_iter()
                .for_each(|blank| record.add_blank(blank));
            self.rows.push(record);
        }
        let Some(record) = self.rows.last_mut() else {
            return Ok(());
        };
        let Some(index) = column.checked_sub(self.first) else {
            // No header names it, and it must not move the others.
            record.add_outside(|| reference(row, column));
            return Ok(());
        };
        let index = index as usize;
        let most = if self.width == 0 { usize::MAX } else { self.width };
        while record.len() < index.min(most) {
            record.push("");
            self.cells += 1;
        }
        if record.len() <= most {
            record.push(text);
            self.cells += 1;
        }
        match self.cells <= MOST_CELLS {
            true => Ok(()),
            false => Err(Refused::TooMany),
        }
    }

    /// The second row begins in this column: where that is left of the header's first name, as pandas
    /// writes an index, the columns before it have none.
    fn begin_at(&mut self, column: u32) {
        let header = &mut self.rows[0];
        if let Some(unnamed @ 1..) = self.first.checked_sub(column) {
            let mut whole = Record::default();
            whole.begin(header.line());
            (0..unnamed).for_each(|_| whole.push(""));
            (0..header.len()).for_each(|index| whole.push(&header.lossy(index)));
            *header = whole;
            self.first = column;
        }
        self.width = header.len();
    }

    /// No cell of the last row follows.
    fn end_last(&mut self) {
        if let Some(last) = self.rows.last_mut() {
            while last.len() < self.width {
                last.push("");
                self.cells += 1;
            }
            // all rows are kept, while columns are made of them
            last.shrink();
        }
    }

    /// The column of the sheet in which rows begin.
    pub(super) fn first_column(&self) -> u32 {
        self.first
    }

    pub(super) fn finish(mut self) -> Vec<Record> {
        self.end_last();
        self.rows
    }
}

/// A cell as spreadsheets call it: `B12`.
pub(super) fn reference(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    format!("{}{}", letters.into_iter().rev().collect::<String>(), row + 1)
}

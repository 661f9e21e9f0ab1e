//! Splits lines into records: quotes, doubled quotes, blanks around fields, CRLF, byte-order marks,
//! comments.

use std::io::BufRead;

use super::{MARK, MOST_FIELDS, Padding, Record, RecordSource};
use crate::data::MOST_COLUMNS;
use crate::data::encoding::Nul;
use crate::data::error::location::on_line;
use crate::data::error::{DataError, Location};
use crate::data::room::Full;

/// Bytes of a line, and of a row with quoted line ends: a longer one is no row.
pub(in crate::data) const LONGEST: usize = 16 << 20;

/// What stands between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum Between {
    Byte(u8),
    /// Blanks and tabs, however many.
    Blanks,
}

/// How lines become records.
#[derive(Clone, Debug)]
pub(in crate::data) struct LineFormat {
    pub(in crate::data) between: Between,
    /// What begins a comment, which goes on to the end of its line.
    pub(in crate::data) comment: Option<Vec<u8>>,
    /// Lines at the top that are no rows.
    pub(in crate::data) skip: u64,
    /// A comment line that is a row all the same, the header, and how many bytes of it are not.
    pub(in crate::data) header: Option<(u64, usize)>,
}

impl LineFormat {
    pub(in crate::data) fn new(between: Between) -> Self {
        Self {
            between,
            comment: None,
            skip: 0,
            header: None,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum FieldState {
    Start,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: it doubles or it closes.
    Closing,
}

/// The records of a text.
pub(in crate::data) struct Lines<R> {
    from: R,
    shown: String,
    layout: LineFormat,
    line: Vec<u8>,
    lines_read: u64,
}

impl<R: BufRead> Lines<R> {
    /// `shown` is what messages call the file.
    pub(in crate::data) fn new(from: R, shown: &str, layout: LineFormat) -> Self {
        Self {
            from,
            shown: shown.to_owned(),
            layout,
            line: Vec::new(),
            lines_read: 0,
        }
    }

    /// Reads a line; false at the end.
    fn read_line(&mut self) -> Result<bool, DataError> {
        self.line.clear();
        self.lines_read = on_line(self.lines_read + 1);
        loop {
            let some = self.from.fill_buf().map_err(|error| DataError::Read {
                path: self.shown.clone(),
                error,
            })?;
            let end = some.iter().position(|&byte| byte == b'\n').map(|end| end + 1);
            let part = &some[..end.unwrap_or(some.len())];
            if self.line.try_reserve(part.len()).is_err() {
                return Err(self.no_room());
            }
            self.line.extend_from_slice(part);
            let read = part.len();
            self.from.consume(read);
            if self.line.len() > LONGEST {
                return Err(self.too_long(self.lines_read));
            }
            if end.is_some() || read == 0 {
                break;
            }
        }
        // What is skipped may be anything.
        if self.lines_read > self.layout.skip && self.line.contains(&0) {
            return Err(DataError::NulByte {
                at: Location::line(&self.shown, self.lines_read),
                like: Nul::of(&self.line),
            });
        }
        Ok(!self.line.is_empty())
    }

    /// Memory for the fields of the line, behind those of the record.
    fn make_room(&self, record: &mut Record) -> Result<(), DataError> {
        let ends = |byte: &&u8| match self.layout.between {
            Between::Byte(delimiter) => **byte == delimiter,
            Between::Blanks => matches!(**byte, b' ' | b'\t'),
        };
        let fields = self.line.iter().filter(ends).count() + 1;
        let bytes = record.bytes.try_reserve(self.line.len());
        bytes
            .and_then(|()| record.ends.try_reserve(fields))
            .and_then(|()| record.padded.try_reserve(fields))
            .map_err(|_| self.no_room())
    }

    fn no_room(&self) -> DataError {
        Full.of(&self.shown, self.lines_read as usize)
    }

    fn too_long(&self, line: u64) -> DataError {
        DataError::LongLine {
            at: Location::line(&self.shown, line),
            open_quote: true,
        }
    }

    /// Leaves out what is no part of a row; false if nothing is left of the line.
    fn cut(&mut self) -> bool {
        // More than one where files were joined, or saved twice.
        let marks = self
            .line
            .chunks(MARK.len())
            .take_while(|&chunk| chunk == MARK)
            .count();
        self.line.drain(..marks * MARK.len());
        match self.layout.header {
            Some((line, prefix)) if line == self.lines_read => {
                self.line.drain(..prefix.min(self.line.len()));
                return true;
            }
            _ => {}
        }
        if self.lines_read <= self.layout.skip {
            return false;
        }
        if let Some(comment) = &self.layout.comment
            && let Some(start) = comment_start(&self.line, comment)
        {
            self.line.truncate(start);
        }
        // A line of blanks is no record, but one of tabs is where they separate fields.
        let tabs_too = self.layout.between != Between::Byte(b'\t');
        let blank = |b: &u8| matches!(b, b' ' | b'\r' | b'\n') || tabs_too && *b == b'\t';
        !self.line.iter().all(blank)
    }

    /// Appends the line's fields; a field still quoted at its end goes on.
    fn split(&mut self, record: &mut Record, state: FieldState) -> FieldState {
        let mut line = self.line.as_slice();
        if let Some(rest) = line.strip_suffix(b"\n") {
            line = rest;
            // several where ends of lines were translated twice
            while let Some(rest) = line.strip_suffix(b"\r") {
                line = rest;
            }
        }
        let state = match self.layout.between {
            Between::Byte(delimiter) => split_at(delimiter, line, record, state),
            Between::Blanks => split_at_blanks(line, record, state),
        };
        if state == FieldState::Quoted {
            // The line end belongs to the field.
            record.bytes.extend_from_slice(&self.line[line.len()..]);
        }
        state
    }
}

impl<R: BufRead> RecordSource for Lines<R> {
    /// Reads the next record that is not a blank line.
    fn advance(&mut self, record: &mut Record) -> Result<bool, DataError> {
        record.clear();
        let mut state = FieldState::Start;
        loop {
            if !self.read_line()? {
                if state == FieldState::Start {
                    return Ok(false);
                }
                let at = Location::line(&self.shown, record.line);
                return Err(DataError::OpenQuote { at });
            }
            if state == FieldState::Start {
                if !self.cut() {
                    // What is left of a comment has no end.
                    if self.lines_read > self.layout.skip && self.line.ends_with(b"\n") {
                        record.add_blank(self.lines_read);
                    }
                    continue;
                }
                record.line = self.lines_read;
            }
            self.make_room(record)?;
            state = self.split(record, state);
            if record.bytes.len() > LONGEST {
                return Err(self.too_long(record.line));
            }
            if record.len() > MOST_FIELDS {
                return Err(DataError::TooManyColumns {
                    at: Location::line(&self.shown, record.line),
                    most: MOST_COLUMNS,
                });
            }
            if state != FieldState::Quoted {
                return Ok(true);
            }
        }
    }
}

fn split_at(delimiter: u8, line: &[u8], record: &mut Record, mut state: FieldState) -> FieldState {
    let is_blank = |byte: u8| byte == b' ' || byte == b'\t' && delimiter != b'\t';
    let mut rest = line;
    let mut before = 0;
    while let Some((&byte, behind)) = rest.split_first() {
        if state == FieldState::Start && !is_blank(byte) && byte != b'"' && byte != delimiter {
            // A plain field goes on to the next delimiter, whatever is in it.
            let end = rest
                .iter()
                .position(|&byte| byte == delimiter)
                .unwrap_or(rest.len());
            let (field, behind) = rest.split_at(end);
            record.bytes.extend_from_slice(field);
            (state, rest) = (FieldState::Plain, behind);
            continue;
        }
        rest = behind;
        state = match (state, byte) {
            (FieldState::Quoted, b'"') => FieldState::Closing,
            (FieldState::Closing, b'"') => {
                record.bytes.push(b'"');
                FieldState::Quoted
            }
            (FieldState::Quoted, _) => {
                record.bytes.push(byte);
                FieldState::Quoted
            }
            (_, b) if b == delimiter => {
                end_field(record, state, before, is_blank);
                before = 0;
                FieldState::Start
            }
            (FieldState::Start, b) if is_blank(b) => {
                before += 1;
                FieldState::Start
            }
            (FieldState::Start, b'"') => FieldState::Quoted,
            // Blanks between a closing quote and the delimiter.
            (FieldState::Closing, b) if is_blank(b) => FieldState::Closing,
            (_, _) => {
                record.bytes.push(byte);
                FieldState::Plain
            }
        };
    }
    if state != FieldState::Quoted {
        end_field(record, state, before, is_blank);
    }
    state
}

fn split_at_blanks(line: &[u8], record: &mut Record, mut state: FieldState) -> FieldState {
    for &byte in line {
        state = match (state, byte) {
            (FieldState::Quoted, b'"') => FieldState::Closing,
            (FieldState::Quoted, _) => {
                record.bytes.push(byte);
                FieldState::Quoted
            }
            (FieldState::Closing, b'"') => {
                record.bytes.push(b'"');
                FieldState::Quoted
            }
            (FieldState::Start, b' ' | b'\t') => FieldState::Start,
            (_, b' ' | b'\t') => {
                record.end();
                FieldState::Start
            }
            (FieldState::Start, b'"') => FieldState::Quoted,
            (_, _) => {
                record.bytes.push(byte);
                FieldState::Plain
            }
        };
    }
    if matches!(state, FieldState::Plain | FieldState::Closing) {
        record.end();
    }
    state
}

/// Ends a field with this many blanks before it.
fn end_field(record: &mut Record, state: FieldState, before: usize, is_blank: impl Fn(u8) -> bool) {
    let start = record.ends.last().copied().unwrap_or(0);
    let mut after = 0;
    // Blanks inside quotes are the writer's; outside they are layout.
    if state == FieldState::Plain {
        while record.bytes.len() > start && record.bytes.last().is_some_and(|&byte| is_blank(byte)) {
            record.bytes.pop();
            after += 1;
        }
    }
    record.end_padded(Padding { before, after });
}

/// Where a comment begins, which is not inside quotes.
fn comment_start(line: &[u8], comment: &[u8]) -> Option<usize> {
    let mut quoted = false;
    line.iter().enumerate().position(|(i, &byte)| {
        quoted ^= byte == b'"';
        !quoted && line[i..].starts_with(comment)
    })
}

//! Lines of delimited text, split into fields: quotes, doubled quotes, blanks
//! around fields, CRLF, and a byte-order mark.

use std::io::{self, BufRead};

/// What ended a record.
pub(super) enum Next {
    /// A record stands in [`Records::field`].
    Record,
    /// The file has ended.
    End,
    /// The file has ended inside a quoted field.
    OpenQuote,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: it doubles or it closes.
    Closing,
}

/// A reader of records that holds one record at a time.
pub(super) struct Records<R> {
    from: R,
    delimiter: u8,
    line: Vec<u8>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    lines_read: u64,
    first_line: u64,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(from: R, delimiter: u8) -> Self {
        Self {
            from,
            delimiter,
            line: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
            lines_read: 0,
            first_line: 0,
        }
    }

    /// The line on which the record begins.
    pub(super) fn line(&self) -> u64 {
        self.first_line
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn field(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }

    /// Reads the next record that is not a blank line.
    pub(super) fn advance(&mut self) -> io::Result<Next> {
        self.bytes.clear();
        self.ends.clear();
        let mut state = State::Start;
        loop {
            self.line.clear();
            if self.from.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(if state == State::Start {
                    Next::End
                } else {
                    Next::OpenQuote
                });
            }
            self.lines_read += 1;
            if self.lines_read == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
                self.line.drain(..3);
            }
            if state == State::Start {
                // A line of blanks is no record, but one of tabs may be.
                let blank = |b: &u8| matches!(b, b' ' | b'\r' | b'\n');
                if self.line.iter().all(blank) {
                    continue;
                }
                self.first_line = self.lines_read;
            }
            state = self.split(state);
            if state != State::Quoted {
                return Ok(Next::Record);
            }
        }
    }

    /// Appends the line's fields; a field still quoted at its end goes on.
    fn split(&mut self, mut state: State) -> State {
        let whole = std::mem::take(&mut self.line);
        let mut line = whole.as_slice();
        if let Some(rest) = line.strip_suffix(b"\n") {
            line = rest.strip_suffix(b"\r").unwrap_or(rest);
        }
        for &byte in line {
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Closing, b'"') => {
                    self.bytes.push(b'"');
                    State::Quoted
                }
                (State::Quoted, _) => {
                    self.bytes.push(byte);
                    State::Quoted
                }
                (_, b) if b == self.delimiter => {
                    self.end_field(state);
                    State::Start
                }
                (State::Start, b' ') => State::Start,
                (State::Start, b'"') => State::Quoted,
                // Blanks between a closing quote and the delimiter.
                (State::Closing, b' ') => State::Closing,
                (_, _) => {
                    self.bytes.push(byte);
                    State::Plain
                }
            };
        }
        if state == State::Quoted {
            // The line end belongs to the field.
            self.bytes.extend_from_slice(&whole[line.len()..]);
        } else {
            self.end_field(state);
        }
        self.line = whole;
        state
    }

    fn end_field(&mut self, state: State) {
        let start = self.ends.last().copied().unwrap_or(0);
        // Blanks inside quotes are the writer's; outside they are layout.
        if state == State::Plain {
            while self.bytes.len() > start && self.bytes.last() == Some(&b' ') {
                self.bytes.pop();
            }
        }
        self.ends.push(self.bytes.len());
    }
}

/// The delimiter that splits `head`, the first lines of a file: the one found
/// most often in line 1 among those as frequent in line 2, else in line 1 alone.
pub(super) fn sniff(head: &[u8]) -> u8 {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head
        .split(|&b| b == b'\n')
        .filter(|l| l.iter().any(|b| !matches!(b, b' ' | b'\r')));
    let first = lines.next().unwrap_or_default();
    let second = lines.next();
    let mut best = (b',', (false, 0));
    for delimiter in [b',', b'\t', b';', b'|'] {
        let found = count(first, delimiter);
        let agrees = found > 0 && second.is_some_and(|l| count(l, delimiter) == found);
        if (agrees, found) > best.1 {
            best = (delimiter, (agrees, found));
        }
    }
    best.0
}

fn count(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|&&b| {
            quoted ^= b == b'"';
            !quoted && b == delimiter
        })
        .count()
}

//! Delimited text, parsed straight into columns.

use std::io::BufRead;
use std::path::Path;

use super::column::ColumnData;
use super::error::{DataError, Location};
use super::input;
use super::options::ReadOptions;
use super::record::{Next, Records, sniff};
use super::roles::{Role, roles, unique_names};
use super::strings::Strings;

/// A column as it stands in the file, with the lines where it is at odds with
/// numbers.
pub(super) struct Parsed {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) data: ColumnData,
    pub(super) first_missing: Option<u64>,
    pub(super) first_text: Option<(u64, String)>,
    pub(super) first_infinite: Option<(u64, String)>,
}

/// The columns in use, and each row's line.
pub(super) struct ParsedFile {
    pub(super) columns: Vec<Parsed>,
    pub(super) lines: Vec<u32>,
    pub(super) named: bool,
}

/// Reads every column that is not dropped. A column is numbers until the first
/// text in it; those with text are read in a second pass, so that numbers never
/// exist as strings.
pub(super) fn read(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let failed = |source| DataError::Read {
        path: shown.to_owned(),
        source,
    };
    let head = input::head(path).map_err(failed)?;
    let delimiter = options.delimiter.unwrap_or_else(|| sniff(&head));
    let expected = input::lines(path, &head).map_err(failed)?;
    let mut pass = Pass::begin(path, shown, delimiter)?;
    if !pass.more {
        return Err(DataError::Empty {
            path: shown.to_owned(),
        });
    }
    let width = pass.records.len();
    let mut raw = vec![String::new(); width];
    if options.header {
        for (index, name) in raw.iter_mut().enumerate() {
            *name = pass.text(index, &format!("{index}"))?.trim().to_owned();
        }
        pass.advance()?;
    }
    let names = unique_names(raw);
    let roles = roles(shown, &names, options)?;
    if !pass.more {
        return Err(DataError::HeaderOnly {
            path: shown.to_owned(),
        });
    }
    let mut columns: Vec<(usize, Parsed)> = names
        .into_iter()
        .zip(roles)
        .enumerate()
        .filter(|(_, (_, role))| *role != Role::Dropped)
        .map(|(index, (name, role))| (index, Parsed::new(name, role)))
        .collect();
    for (_, column) in &mut columns {
        if let ColumnData::Numeric(values) = &mut column.data {
            // A guess that spares copies while the column grows; without it they are made.
            let _ = values.try_reserve_exact(expected);
        }
    }
    let mut lines = Vec::new();
    while pass.more {
        pass.check_width(width)?;
        let line = pass.records.line();
        lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        for (index, column) in &mut columns {
            let text = pass.text(*index, &column.name)?;
            column.push_number(text, line);
        }
        pass.advance()?;
    }
    lines.shrink_to_fit();
    for (_, column) in &mut columns {
        if let ColumnData::Numeric(values) = &mut column.data {
            values.shrink_to_fit();
        }
    }
    if columns.iter().any(|(_, c)| c.first_text.is_some()) {
        let wanted = columns.iter_mut().filter(|(_, c)| c.first_text.is_some());
        let mut wanted: Vec<_> = wanted.collect();
        let mut pass = Pass::begin(path, shown, delimiter)?;
        if options.header {
            pass.advance()?;
        }
        let mut rows = 0;
        while pass.more {
            pass.check_width(width)?;
            for (index, column) in &mut wanted {
                let text = pass.text(*index, &column.name)?;
                if let ColumnData::Text(texts) = &mut column.data {
                    texts.push((!is_missing(text)).then_some(text));
                }
            }
            rows += 1;
            pass.advance()?;
        }
        if rows != lines.len() {
            return Err(failed(std::io::Error::other("it changed while it was read")));
        }
    }
    Ok(ParsedFile {
        columns: columns.into_iter().map(|(_, c)| c).collect(),
        lines,
        named: options.header,
    })
}

impl Parsed {
    pub(super) fn new(name: String, role: Role) -> Self {
        Self {
            name,
            role,
            data: ColumnData::Numeric(Vec::new()),
            first_missing: None,
            first_text: None,
            first_infinite: None,
        }
    }

    fn push_number(&mut self, text: &str, line: u64) {
        let value = if is_missing(text) {
            self.first_missing.get_or_insert(line);
            f32::NAN
        } else if let Ok(value) = text.parse::<f32>() {
            if !value.is_finite() && self.first_infinite.is_none() {
                self.first_infinite = Some((line, shorten(text)));
            }
            value
        } else {
            if self.first_text.is_none() {
                self.first_text = Some((line, shorten(text)));
                self.data = ColumnData::Text(Strings::default());
            }
            return;
        };
        if let ColumnData::Numeric(values) = &mut self.data {
            values.push(value);
        }
    }
}

/// One reading of the file, record by record.
struct Pass<'a> {
    records: Records<Box<dyn BufRead>>,
    shown: &'a str,
    more: bool,
}

impl<'a> Pass<'a> {
    /// Stands on the first record.
    fn begin(path: &Path, shown: &'a str, delimiter: u8) -> Result<Self, DataError> {
        let from = input::open(path).map_err(|source| DataError::Read {
            path: shown.to_owned(),
            source,
        })?;
        let mut pass = Self {
            records: Records::new(from, delimiter),
            shown,
            more: true,
        };
        pass.advance()?;
        Ok(pass)
    }

    fn advance(&mut self) -> Result<(), DataError> {
        match self.records.advance() {
            Ok(Next::Record) => Ok(()),
            Ok(Next::End) => {
                self.more = false;
                Ok(())
            }
            Ok(Next::OpenQuote) => Err(DataError::OpenQuote { at: self.location() }),
            Err(source) => Err(DataError::Read {
                path: self.shown.to_owned(),
                source,
            }),
        }
    }

    fn check_width(&self, expected: usize) -> Result<(), DataError> {
        let got = self.records.len();
        if got == expected {
            return Ok(());
        }
        Err(DataError::FieldCount {
            at: self.location(),
            expected,
            got,
        })
    }

    fn location(&self) -> Location {
        Location::line(self.shown, self.records.line())
    }

    fn text(&self, index: usize, column: &str) -> Result<&str, DataError> {
        std::str::from_utf8(self.records.field(index)).map_err(|_| DataError::NotUtf8 {
            at: self.location(),
            column: column.to_owned(),
        })
    }
}

/// Empty, `NA`, `NaN` or `?`, in any case.
fn is_missing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text == "?" || text.eq_ignore_ascii_case("na") || text.eq_ignore_ascii_case("nan")
}

/// Enough of a field to recognise it in a message.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = text.chars().take(SHOWN).map(plain).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Control characters would speak to the terminal.
fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

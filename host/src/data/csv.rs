//! Delimited text, parsed straight into columns.

use std::io::BufRead;
use std::path::Path;

use super::column::ColumnData;
use super::error::{DataError, Location};
use super::exact::Exact;
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
    /// Of a target, unless it is to be regressed: as numbers they are labels.
    pub(super) exact: Option<Exact>,
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
    let mut file = File {
        path,
        shown,
        delimiter: options.delimiter.unwrap_or_else(|| sniff(&head)),
        header: options.header,
        width: 0,
    };
    let expected = input::lines(path, &head).map_err(failed)?;
    let mut columns = file.columns(options, expected)?;
    let lines = file.read_numbers(&mut columns)?;
    if file.read_texts(&mut columns, lines.len())? != lines.len() {
        return Err(failed(std::io::Error::other("it changed while it was read")));
    }
    Ok(ParsedFile {
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        lines,
        named: options.header,
    })
}

/// A file of text, and how its lines are split.
struct File<'a> {
    path: &'a Path,
    shown: &'a str,
    delimiter: u8,
    header: bool,
    /// Fields of the first line, and so of all.
    width: usize,
}

/// A column with its position among the fields of a line.
type Placed = (usize, Parsed);

impl<'a> File<'a> {
    /// The columns that are not dropped, with room for `expected` numbers each, a guess that
    /// spares copies while they grow.
    fn columns(&mut self, options: &ReadOptions, expected: usize) -> Result<Vec<Placed>, DataError> {
        let path = || self.shown.to_owned();
        let mut pass = self.begin()?;
        if !pass.more {
            return Err(DataError::Empty { path: path() });
        }
        self.width = pass.records.len();
        let mut names = vec![String::new(); self.width];
        if self.header {
            for (index, name) in names.iter_mut().enumerate() {
                *name = pass.text(index, &format!("{index}"))?.trim().to_owned();
            }
            pass.advance()?;
        }
        let names = unique_names(names);
        let roles = roles(self.shown, &names, options)?;
        if !pass.more {
            return Err(DataError::HeaderOnly { path: path() });
        }
        let all = names.into_iter().zip(roles).enumerate();
        let mut columns: Vec<Placed> = all
            .filter(|(_, (_, role))| *role != Role::Dropped)
            .map(|(index, (name, role))| (index, Parsed::new(name, role)))
            .collect();
        for (_, column) in &mut columns {
            column.exact = (column.role == Role::Target).then(|| Exact::new(options.task));
        }
        for (_, column) in &mut columns {
            if let ColumnData::Numeric(values) = &mut column.data {
                // Without the room, copies are made.
                let _ = values.try_reserve_exact(expected);
            }
        }
        Ok(columns)
    }

    /// The first pass; gives the line of each row.
    fn read_numbers(&self, columns: &mut [Placed]) -> Result<Vec<u32>, DataError> {
        let mut lines = Vec::new();
        self.each_row(|pass| {
            let line = pass.records.line();
            lines.push(u32::try_from(line).unwrap_or(u32::MAX));
            for (index, column) in &mut *columns {
                let text = pass.text(*index, &column.name)?;
                column.push_number(text, line);
            }
            Ok(())
        })?;
        lines.shrink_to_fit();
        for (_, column) in columns {
            if let ColumnData::Numeric(values) = &mut column.data {
                values.shrink_to_fit();
            }
        }
        Ok(lines)
    }

    /// The second pass, for the columns with text; gives the number of rows.
    fn read_texts(&self, columns: &mut [Placed], rows: usize) -> Result<usize, DataError> {
        let with_text = columns
            .iter_mut()
            .filter(|(_, column)| column.first_text.is_some());
        let mut columns: Vec<_> = with_text.collect();
        if columns.is_empty() {
            return Ok(rows);
        }
        let mut rows = 0;
        self.each_row(|pass| {
            for (index, column) in &mut columns {
                let text = pass.text(*index, &column.name)?;
                if let ColumnData::Text(texts) = &mut column.data {
                    texts.push((!is_missing(text)).then_some(text));
                }
            }
            rows += 1;
            Ok(())
        })?;
        Ok(rows)
    }

    /// Reads the file once; every row has as many fields as the first line.
    fn each_row(&self, mut row: impl FnMut(&Pass<'a>) -> Result<(), DataError>) -> Result<(), DataError> {
        let mut pass = self.begin()?;
        if self.header {
            pass.advance()?;
        }
        while pass.more {
            pass.check_width(self.width)?;
            row(&pass)?;
            pass.advance()?;
        }
        Ok(())
    }

    /// Stands on the first record.
    fn begin(&self) -> Result<Pass<'a>, DataError> {
        let from = input::open(self.path).map_err(|source| DataError::Read {
            path: self.shown.to_owned(),
            source,
        })?;
        let mut pass = Pass {
            records: Records::new(from, self.delimiter),
            shown: self.shown,
            more: true,
        };
        pass.advance()?;
        Ok(pass)
    }
}

impl Parsed {
    pub(super) fn new(name: String, role: Role) -> Self {
        Self {
            name,
            role,
            data: ColumnData::Numeric(Vec::new()),
            exact: None,
            first_missing: None,
            first_text: None,
            first_infinite: None,
        }
    }

    fn push_number(&mut self, text: &str, line: u64) {
        let value = if is_missing(text) {
            self.first_missing.get_or_insert(line);
            self.exact.iter_mut().for_each(Exact::push_missing);
            f32::NAN
        } else if let Ok(value) = text.parse::<f32>() {
            if !value.is_finite() && self.first_infinite.is_none() {
                self.first_infinite = Some((line, shorten(text)));
            }
            if let Some(exact) = &mut self.exact {
                exact.push_text(text, line);
            }
            value
        } else {
            if self.first_text.is_none() {
                self.first_text = Some((line, shorten(text)));
                self.data = ColumnData::Text(Strings::default());
                self.exact = None;
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

impl Pass<'_> {
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

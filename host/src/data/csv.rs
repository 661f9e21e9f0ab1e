//! Files whose records become a table's columns: delimited text, JSON, Excel.

use std::path::Path;

use super::dialect::{Dialect, before_table};
use super::error::DataError;
use super::note::Note;
use super::options::ReadOptions;
use super::parsed::ParsedFile;
use super::record::{Lines, Source};
use super::sheet::{self, Given};
use super::table::Table;
use super::{input, json};

/// Reads delimited text.
pub(super) fn text(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let failed = |source| DataError::Read {
        path: shown.to_owned(),
        source,
    };
    let marked = input::marked(path).map_err(failed)?;
    let encoding = marked.or(options.text.encoding);
    let head = input::head(path, encoding).map_err(failed)?;
    let mut dialect = Dialect::find(&head, options);
    if let Some(encoding) = marked.filter(|marked| !marked.is_utf8()) {
        dialect.notes.insert(0, Note::Encoding(encoding));
    }
    let layout = dialect.layout.clone();
    let open = || -> Result<Box<dyn Source>, DataError> {
        let from = input::open(path, encoding).map_err(failed)?;
        Ok(Box::new(Lines::new(from, shown, layout.clone())))
    };
    let before = before_table(&head, options.text.skip_lines);
    let expected = input::lines(path, &head).map_err(failed)?;
    Table::new(&open, shown, options, dialect)
        .before(before)
        .read(expected)
}

/// Reads JSON records, whose names are those of the columns.
pub(super) fn json(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let from = || {
        input::open(path, options.text.encoding).map_err(|source| DataError::Read {
            path: shown.to_owned(),
            source,
        })
    };
    let names = json::names(from()?, shown)?;
    let open =
        || -> Result<Box<dyn Source>, DataError> { Ok(Box::new(json::Json::new(from()?, shown, &names))) };
    // A number is one in JSON, whatever the language.
    let options = &options.clone().header(true).units_row(false).decimal(b'.');
    Table::new(&open, shown, options, Dialect::of_cells(b'.', options)).read(0)
}

/// Reads the first sheet of a workbook.
pub(super) fn xlsx(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let decimal = options.text.decimal.unwrap_or(b'.');
    let sheet = sheet::read(path, shown, options.text.skip_lines, decimal)?;
    let open = || -> Result<Box<dyn Source + '_>, DataError> { Ok(Box::new(Given::new(&sheet.rows))) };
    let mut dialect = Dialect::of_cells(decimal, options);
    dialect.notes.extend(sheet.note);
    Table::new(&open, shown, options, dialect).read(sheet.rows.len())
}

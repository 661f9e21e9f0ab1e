//! Files whose records become a table's columns: delimited text, JSON, Excel, Parquet.

use std::collections::BTreeSet;
use std::io::BufRead as _;
use std::num::NonZeroU64;
use std::path::Path;

use super::commas::WithPoints;
use super::dialect::{CommaInRow, Dialect, before_name, before_table, has_blank_runs, uneven_blanks};
use super::encoding::{Encoding, Nul, is_utf32};
use super::error::{DataError, Location};
use super::json::Names;
use super::note::Note;
use super::options::{Delimiter, Part, ReadOptions, Spelling};
use super::parquet::Parquet;
use super::parsed::ParsedFile;
use super::record::{Lines, RecordSource};
use super::roles::{Role, last_left, roles, unique_names};
use super::separators::OpenSeparator;
use super::sheet::{self, Given, SheetOptions};
use super::table::Table;
use super::{commas, input, json};

/// That the text is not in an encoding that is not read, nor surely in another than was asked for.
fn check_encoding(path: &Path, shown: &str, options: &ReadOptions) -> Result<(), DataError> {
    let head = input::beginning(path, 256).map_err(|error| DataError::Read {
        path: shown.to_owned(),
        error,
    })?;
    if is_utf32(&head) {
        let (at, like) = (Location::line(shown, 1), Nul::Utf32);
        return Err(DataError::NulByte { at, like });
    }
    // what a byte-order mark says prevails
    let asked = options
        .text
        .encoding
        .filter(|_| Encoding::of_mark(&head).is_none());
    match asked.filter(|asked| asked.is_none_of(&head)) {
        Some(encoding) if !head.is_empty() => Err(DataError::OtherEncoding {
            path: shown.to_owned(),
            encoding,
        }),
        _ => Ok(()),
    }
}

/// Reads delimited text.
pub(super) fn text(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    check_separators(options)?;
    check_encoding(path, shown, options)?;
    let marked = input::marked(path).map_err(failed)?;
    let encoding = marked.or(options.text.encoding);
    let head = input::head(path, encoding).map_err(failed)?;
    check_delimiter(&head, shown, options)?;
    let mut dialect = Dialect::find(&head, options);
    if let Some(CommaInRow { line, text, names }) = dialect.doubtful.take() {
        let at = Location::line(shown, line);
        return Err(DataError::CommaInRow { at, text, names });
    }
    if let Some(encoding) = marked.filter(|marked| !marked.is_utf8()) {
        dialect.notes.insert(0, Note::Encoding(encoding));
    }
    let also_utf8 = input::also_utf8(path, options.text.encoding);
    dialect.notes.extend(also_utf8.map_err(failed)?);
    let layout = dialect.layout.clone();
    let open = || -> Result<Box<dyn RecordSource>, DataError> {
        let from = input::open(path, encoding).map_err(failed)?;
        Ok(Box::new(Lines::new(from, shown, layout.clone())))
    };
    let expected = input::lines(path, &head).map_err(failed)?;
    // no table is shorter than what stands before it
    let all = match input::is_whole(&head) {
        true => head.iter().filter(|&&byte| byte == b'\n').count(),
        false => expected,
    } as u64;
    let skipped = options.text.skip_lines;
    let before =
        before_table(&head, skipped).filter(|before| before - skipped <= all.saturating_sub(*before));
    let table = Table::new(&open, shown, options, dialect)
        .before(before)
        .read(expected);
    match (table, options.text.skip_lines) {
        (Err(DataError::Empty { path: shown }), skipped @ 1..) => {
            let lines = input::open(path, encoding).map_err(failed)?.split(b'\n');
            Err(DataError::AllSkipped {
                path: shown,
                skipped,
                lines: lines.count() as u64,
            })
        }
        (
            Err(DataError::NoFeatures {
                path,
                left_out,
                before,
                ..
            }),
            _,
        ) => {
            let found = options.text.delimiter == Delimiter::Found;
            Err(DataError::NoFeatures {
                path,
                left_out,
                delimited: true,
                // with `--drop` the header has been found
                before: before.filter(|_| options.drop.is_empty()),
                blanks: found.then(|| uneven_blanks(&head, &layout)).flatten(),
            })
        }
        (Err(error), _) if options.header => {
            Err(with_name_below(error, |name| before_name(&head, name, options)))
        }
        (table, _) => table,
    }
}

/// An error of a column that the first line does not name, with the lines before one that does.
fn with_name_below(mut error: DataError, find: impl Fn(&str) -> Option<u64>) -> DataError {
    if let DataError::UnknownColumn { name, before, .. } = &mut error {
        *before = find(name).and_then(NonZeroU64::new);
    }
    error
}

/// An error of fields that several blanks in a row separate, where one blank was given as the delimiter.
pub(super) fn with_blank_runs(error: DataError, path: &Path, options: &ReadOptions) -> DataError {
    let of_fields = matches!(
        error,
        DataError::MissingValue { .. }
            | DataError::MissingTarget { .. }
            | DataError::FieldCount { .. }
            | DataError::BadLines { .. }
            | DataError::NoGoodLine { .. }
    );
    if !of_fields || options.text.delimiter != Delimiter::Byte(b' ') {
        return error;
    }
    match input::head(path, options.text.encoding) {
        Ok(head) if has_blank_runs(&head, &Dialect::find(&head, options).layout) => DataError::BlankRuns {
            error: Box::new(error),
        },
        _ => error,
    }
}

/// Whether fractions and groups of digits are spelled differently.
fn check_separators(options: &ReadOptions) -> Result<(), DataError> {
    match options.text.thousands {
        Some(sign) if options.text.decimal.map(char::from) == Some(sign) => {
            Err(DataError::SameSeparator { byte: sign })
        }
        _ => Ok(()),
    }
}

/// Whether a delimiter that was asked for stands in numbers, too, as it can in quotes alone; one that was found
/// says nothing of what is asked for.
fn check_delimiter(head: &[u8], shown: &str, options: &ReadOptions) -> Result<(), DataError> {
    let separates = |sign: char| match options.text.delimiter {
        Delimiter::Found => false,
        Delimiter::Byte(byte) => char::from(byte) == sign,
        Delimiter::Whitespace => matches!(sign, ' ' | '\t'),
    };
    let decimal = options.text.decimal.map(char::from);
    let asked = [(options.text.thousands, true), (decimal, false)];
    let same = asked
        .into_iter()
        .find_map(|(sign, groups)| Some((sign.filter(|&sign| separates(sign))?, groups)));
    match same.filter(|_| !head.contains(&b'"')) {
        Some((sign, groups)) => Err(DataError::DelimiterInNumbers {
            path: shown.to_owned(),
            sign,
            groups,
        }),
        None => Ok(()),
    }
}

/// Numbers with a decimal point, whose digits are grouped as the options say.
fn given(options: &ReadOptions) -> Spelling {
    Spelling {
        thousands: options.text.thousands,
        ..Spelling::PLAIN
    }
}

/// Records with points for the commas that are decimal in some places.
fn with_points<'a>(
    source: Box<dyn RecordSource + 'a>,
    places: &'a BTreeSet<usize>,
) -> Box<dyn RecordSource + 'a> {
    match places.is_empty() {
        true => source,
        false => Box::new(WithPoints::new(source, places)),
    }
}

/// What is said where texts are read with a decimal comma.
fn as_trained(places: &BTreeSet<usize>) -> Option<Note> {
    (!places.is_empty()).then_some(Note::Spelling {
        decimal: ',',
        thousands: None,
        trained: true,
        taken: true,
    })
}

/// Reads JSON records, whose names are those of the columns.
pub(super) fn json(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    check_encoding(path, shown, options)?;
    let from = || input::open(path, options.text.encoding).map_err(failed);
    let names = Names::read(from()?, shown, &options.drop)?;
    let open = || -> Result<Box<dyn RecordSource>, DataError> {
        Ok(Box::new(json::Json::new(from()?, shown, &names)))
    };
    // A number is one in JSON, whatever the language.
    let mut options = options.clone().header(true).units_row(false).decimal(b'.');
    if options.target.is_none() && options.target_required && options.part == Part::Whole {
        // Names that only later records have do not stand behind the first record's last.
        options.target = last_left(&names.all[..names.of_first], &options);
    }
    let mut dialect = Dialect::of_cells(given(&options), &options);
    let also_utf8 = input::also_utf8(path, options.text.encoding);
    dialect.notes.extend(also_utf8.map_err(failed)?);
    let places = commas::columns(&open, &options)?;
    dialect.notes.extend(as_trained(&places));
    let open = || -> Result<Box<dyn RecordSource + '_>, DataError> { Ok(with_points(open()?, &places)) };
    Table::new(&open, shown, &options, dialect)
        .by_format(names.by_format())
        .read(0)
}

/// Reads a sheet of a workbook.
pub(super) fn xlsx(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    check_separators(options)?;
    let known = options
        .text
        .known_spelling
        .filter(|_| options.text.thousands.is_none());
    let spelling = options.text.asked_spelling().or(known).unwrap_or(given(options));
    let wanted = SheetOptions {
        sheet: options.sheet.as_deref(),
        skip: options.text.skip_lines,
        decimal: spelling.decimal,
        header: options.header,
        open: OpenSeparator::of_cells(spelling, options),
    };
    let sheet = sheet::read(path, shown, wanted)?;
    let open = || -> Result<Box<dyn RecordSource + '_>, DataError> { Ok(Box::new(Given::new(&sheet.rows))) };
    let mut dialect = Dialect::of_cells(spelling, options);
    let sheets = sheet.notes.iter().find_map(|note| match note {
        Note::Sheet { names } => Some(names.clone()),
        _ => None,
    });
    dialect.notes.extend(sheet.notes);
    let table = Table::new(&open, shown, options, dialect)
        .before(sheet::before_table(&sheet.rows))
        .by_format(sheet.by_format)
        .read(sheet.rows.len());
    match (table, sheets) {
        (Err(DataError::HeaderOnly { path, .. }), Some(sheets)) => {
            Err(DataError::HeaderOnly { path, sheets })
        }
        (
            Err(
                error @ (DataError::Empty { .. }
                | DataError::NoFeatures {
                    before: None,
                    left_out: None,
                    ..
                }),
            ),
            Some(sheets),
        ) => {
            let error = Box::new(error);
            Err(DataError::FirstSheet { error, sheets })
        }
        (Err(error), _) if options.header => Err(with_name_below(error, |name| {
            sheet::before_name(&sheet.rows, name)
        })),
        (table, _) => table,
    }
}

/// Reads a Parquet file, whose columns have names.
pub(super) fn parquet(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let file = Parquet::open(path, shown)?;
    let mut options = options.clone().header(true).units_row(false).decimal(b'.');
    let mut notes = Vec::new();
    for column in file.index() {
        // Unless it is what is to be learnt.
        if options.target.as_ref() != Some(&column) {
            options = options.drop(column.as_str());
            notes.push(Note::PandasIndex { column });
        }
    }
    let names = unique_names(file.names().map(|name| name.trim().to_owned()).collect());
    let roles = roles(shown, &names, &options)?;
    let used: Vec<bool> = roles.iter().map(|role| *role != Role::Dropped).collect();
    file.check(&used)?;
    let open = || -> Result<Box<dyn RecordSource + '_>, DataError> { Ok(file.rows(&used)) };
    let mut dialect = Dialect::of_cells(given(&options), &options);
    dialect.notes.extend(notes);
    let places = commas::columns(&open, &options)?;
    dialect.notes.extend(as_trained(&places));
    let open = || -> Result<Box<dyn RecordSource + '_>, DataError> { Ok(with_points(open()?, &places)) };
    let table = Table::new(&open, shown, &options, dialect)
        .by_format(file.by_format())
        .read(file.count());
    match table {
        // its columns' names are no header
        Err(DataError::HeaderOnly { path, .. }) => Err(DataError::NoRecords { path }),
        table => table,
    }
}

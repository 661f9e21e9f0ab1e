//! Excel workbooks: the cells of one sheet.

mod rows;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use super::by_format::ByFormat;
use super::dialect::has_name_above_numbers;
use super::error::DataError;
use super::foreign::guarded;
use super::meaning::truth_text;
use super::note::Note;
use super::record::{Record, RecordSource};
use super::references;
use super::separators::{EitherTexts, OpenSeparator};
use super::stored::AsText;
use crate::text::{nearest, shorten};
use rows::{SheetRows, reference};

/// Bytes of a workbook when it is unpacked, at most.
const MOST_BYTES: u64 = 512 << 20;

/// A sheet's rows.
pub(super) struct Sheet {
    pub(super) rows: Vec<Record>,
    pub(super) by_format: ByFormat,
    pub(super) notes: Vec<Note>,
}

/// What of a workbook is read, and how.
#[derive(Clone, Copy)]
pub(super) struct SheetOptions<'a> {
    /// The sheet's name, or its number from 1; otherwise the first.
    pub(super) sheet: Option<&'a str>,
    /// This many rows at the top are not looked at.
    pub(super) skip: u64,
    /// The byte that numbers are written with before their fraction.
    pub(super) decimal: u8,
    /// Whether the first row names the columns.
    pub(super) header: bool,
    /// A sign in its texts of which no flag says what it is.
    pub(super) open: Option<OpenSeparator>,
}

/// Reads a sheet without its empty rows.
pub(super) fn read(path: &Path, shown: &str, wanted: SheetOptions<'_>) -> Result<Sheet, DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    let open = || File::open(path).map(BufReader::new).map_err(failed);
    check_size(open()?, shown)?;
    check_references(open()?, shown)?;
    let sheet = guarded(|| cells(open()?, shown, wanted));
    sheet.unwrap_or_else(|| Err(failed(std::io::Error::other("the workbook is damaged"))))
}

/// The lines before what looks like a table: the first row is narrower than a later one, as are few of those
/// that follow.
pub(super) fn before_table(rows: &[Record]) -> Option<u64> {
    const LOOKED_AT: usize = 20;
    let top = rows.first()?.len();
    let wider = |row: &&Record| row.len() > top;
    let at = rows.iter().take(LOOKED_AT).position(|row| wider(&row))?;
    let table = rows.get(at..)?.iter().take(LOOKED_AT);
    let (all, wide) = (table.clone().count(), table.filter(wider).count());
    (wide * 2 > all && at * 2 <= rows.len())
        .then(|| rows.get(at).map(|header| header.line() - 1))
        .flatten()
}

/// The lines before one below the first that names a column so.
pub(super) fn before_name(rows: &[Record], name: &str) -> Option<u64> {
    let mut below = (1..rows.len()).filter_map(|at| rows.get(at..));
    let found = below.find(|rows| has_name_above_numbers(rows, name))?;
    found.first().map(|header| header.line() - 1)
}

fn cells(file: BufReader<File>, shown: &str, wanted: SheetOptions<'_>) -> Result<Sheet, DataError> {
    let damaged = |error| damaged(error, shown);
    let mut book = Xlsx::new(file).map_err(damaged)?;
    let names = book.sheet_names();
    let Some(name) = choose(&names, shown, wanted.sheet)? else {
        return Err(DataError::Empty {
            path: shown.to_owned(),
        });
    };
    let mut notes = Vec::new();
    if names.len() > 1 && wanted.sheet.is_none() {
        notes.push(Note::Sheet { names: names.clone() });
    }
    let cell_kinds = RefCell::new(CellKinds::new(wanted));
    let mut each = |visit: &mut Visit<'_>| -> Result<(), DataError> {
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
            let text = text(&cell.value, wanted.decimal);
            if u64::from(cell.pos.0) >= wanted.skip && !text.is_empty() {
                cell_kinds.borrow_mut().see(cell.pos, &cell.value);
            }
            let computed = cell.formula.is_some() && matches!(cell.value, DataRef::Empty);
            if !text.is_empty() || computed && u64::from(cell.pos.0) >= wanted.skip {
                visit(cell.pos, &text)?;
            }
        }
        Ok(())
    };
    let mut rows = SheetRows::new(wanted.skip);
    if !wanted.header {
        // No row says where the table begins.
        each(&mut |position, text| {
            if !text.is_empty() {
                rows.begin_left_of(position);
            }
            Ok(())
        })?;
    }
    let (mut formulas, mut first) = (0, None);
    each(&mut |position, text| match text.is_empty() {
        true => {
            formulas += 1;
            first.get_or_insert(position);
            Ok(())
        }
        false => rows.push(position, text).map_err(|refused| refused.of(shown)),
    })?;
    notes.extend(first.map(|(row, column)| Note::Formulas {
        count: formulas,
        first: reference(row, column),
    }));
    let mut groups = book.merge_cells_by_sheet_name(name).map_err(damaged)?;
    groups.retain(|group| u64::from(group.end.0) >= wanted.skip);
    notes.extend(merged(&groups));
    let cell_kinds = cell_kinds.into_inner();
    let rounded = cell_kinds.rounded.map(|(row, column)| reference(row, column));
    let by_format = cell_kinds.by_format(rows.first_column(), shown);
    notes.extend(rounded.map(|first| Note::RoundedNumbers { first }));
    let rows = rows.finish();
    Ok(Sheet {
        rows,
        by_format,
        notes,
    })
}

fn damaged(error: XlsxError, shown: &str) -> DataError {
    DataError::Read {
        path: shown.to_owned(),
        error: std::io::Error::other(match error {
            XlsxError::FileNotFound(part) => format!("the workbook is incomplete: it has no `{part}`"),
            other => other.to_string(),
        }),
    }
}

/// That cells are merged, if some are.
fn merged(groups: &[Dimensions]) -> Option<Note> {
    let (start, end) = groups.iter().map(|group| (group.start, group.end)).min()?;
    Some(Note::Merged {
        count: groups.len(),
        first: format!("{}:{}", reference(start.0, start.1), reference(end.0, end.1)),
    })
}

/// The sheet of that name, or else of that number; the first where none is asked for. None where there
/// is no sheet.
fn choose<'a>(
    names: &'a [String],
    shown: &str,
    sheet: Option<&str>,
) -> Result<Option<&'a String>, DataError> {
    let Some(sheet) = sheet else {
        return Ok(names.first());
    };
    let by_number = || sheet.parse::<usize>().ok()?.checked_sub(1);
    let by_name = names.iter().find(|name| *name == sheet);
    match by_name.or_else(|| names.get(by_number()?)) {
        None => Err(DataError::NoSheet {
            path: shown.to_owned(),
            sheet: sheet.to_owned(),
            nearest: nearest(sheet, names.iter().map(String::as_str)).map(str::to_owned),
            sheets: names.to_vec(),
        }),
        found => Ok(found),
    }
}

/// Unpacks everything once, and keeps nothing: what an archive says of its size is not believed.
fn check_size(file: BufReader<File>, shown: &str) -> Result<(), DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    let mut archive = ZipArchive::new(file).map_err(|e| failed(e.into()))?;
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| failed(e.into()))?;
        let bytes = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(failed)?;
        if bytes > left {
            return Err(DataError::TooLarge {
                path: shown.to_owned(),
                what: format!("the workbook is larger than {} MiB", MOST_BYTES >> 20),
            });
        }
        left -= bytes;
    }
    Ok(())
}

/// Whether every reference of a cell is one.
fn check_references(file: BufReader<File>, shown: &str) -> Result<(), DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    let mut archive = ZipArchive::new(file).map_err(|e| failed(e.into()))?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| failed(e.into()))?;
        if let Some(cell) = references::impossible(entry) {
            let what = format!("no sheet has a cell `{}`", shorten(&cell));
            return Err(failed(std::io::Error::new(std::io::ErrorKind::InvalidData, what)));
        }
    }
    Ok(())
}

/// Takes a cell's position, its row and its column, and its text.
type Visit<'a> = dyn FnMut((u32, u32), &str) -> Result<(), DataError> + 'a;

/// A cell as a field of text.
fn text(cell: &DataRef<'_>, decimal: u8) -> String {
    let number = |number: f64| {
        number
            .to_string()
            .replace('.', char::from(decimal).encode_utf8(&mut [0; 4]))
    };
    match cell {
        DataRef::Empty => String::new(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::Bool(value) => truth_text(*value).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(time) if time.is_datetime() => {
            if is_negative(time) {
                // as a spreadsheet shows it
                return "#######".to_owned();
            }
            let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
            let clock = format!("{hour:02}:{minute:02}:{second:02}.{milli:03}");
            let days = time.as_f64();
            match (days < 1.0, days.fract() != 0.0) {
                // A time of day, with no date before it.
                (true, _) => clock,
                (false, true) => format!("{year:04}-{month:02}-{day:02}T{clock}"),
                (false, false) => format!("{year:04}-{month:02}-{day:02}"),
            }
        }
        DataRef::DateTime(duration) => number(seconds(duration)),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Whether a number is shown as a time of day or a date, and is none.
fn is_negative(time: &ExcelDateTime) -> bool {
    time.is_datetime() && time.as_f64() < 0.0
}

/// Whole numbers beyond this have neighbours that are the same f64.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Which columns have durations, and which plain numbers among them: those are days, and durations become seconds.
#[derive(Default)]
struct CellKinds {
    /// The first row of each, by the column.
    columns: BTreeMap<u32, [Option<u32>; 2]>,
    /// The first row of a cell that is formatted as a date or a time and holds a negative number, by the column.
    negative: BTreeMap<u32, u32>,
    /// The first rows of dates and of numbers that are no texts, by the column.
    dates: BTreeMap<u32, [Option<u32>; 2]>,
    /// The numbers that are texts.
    as_text: BTreeMap<u32, AsText>,
    /// Whether the first row names the columns.
    has_header: bool,
    header: Option<u32>,
    /// The first whole number that has neighbours which are the same f64.
    rounded: Option<(u32, u32)>,
    /// The texts whose numbers may be spelled in two ways.
    either: Option<EitherTexts>,
}

impl CellKinds {
    /// Of the rows below the first, where that is the header.
    fn new(wanted: SheetOptions<'_>) -> Self {
        Self {
            has_header: wanted.header,
            either: wanted.open.map(EitherTexts::new),
            ..Self::default()
        }
    }

    fn see(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) {
        if self.has_header && *self.header.get_or_insert(row) == row {
            return;
        }
        let number = match value {
            DataRef::Float(number) => *number,
            DataRef::Int(number) => *number as f64,
            _ => 0.0,
        };
        if number.abs() > EXACT && number.abs() < 1e18 {
            self.rounded.get_or_insert((row, column));
        }
        if matches!(value, DataRef::DateTime(time) if is_negative(time)) {
            self.negative.entry(column).or_insert(row);
        }
        if let (Some(either), Some(text)) = (&mut self.either, text_of(value)) {
            either.push(column as usize, text, u64::from(row) + 1);
        }
        let dated = match value {
            DataRef::DateTime(time) if time.is_datetime() => Some(0),
            DataRef::DateTimeIso(_) => Some(0),
            DataRef::Int(_) | DataRef::Float(_) => Some(1),
            _ => None,
        };
        if let Some(kind) = dated {
            self.dates.entry(column).or_default()[kind].get_or_insert(row);
        }
        let kind = match value {
            DataRef::DateTime(time) if !time.is_datetime() => 0,
            DataRef::Int(_) | DataRef::Float(_) => 1,
            other if text_of(other).is_some_and(is_number) => self.text(row, column),
            _ => return,
        };
        self.columns.entry(column).or_default()[kind].get_or_insert(row);
    }

    fn text(&mut self, row: u32, column: u32) -> usize {
        self.as_text.entry(column).or_default().push(u64::from(row) + 1);
        1
    }

    /// What is known of the columns, where rows begin in the column `first`.
    fn by_format(self, first: u32, shown: &str) -> ByFormat {
        let place = |column: u32| Some(column.checked_sub(first)? as usize);
        let as_text = self.as_text.iter();
        let as_text = as_text.filter_map(|(&column, texts)| Some((place(column)?, *texts)));
        let as_text: BTreeMap<usize, AsText> = as_text.collect();
        let durations = self
            .columns
            .iter()
            .filter(|(_, [duration, _])| duration.is_some());
        let mixed = self.columns.iter().filter_map(|(&column, &[duration, number])| {
            let error = DataError::MixedDurations {
                path: shown.to_owned(),
                duration: reference(duration?, column),
                number: reference(number?, column),
            };
            Some((place(column)?, error))
        });
        let with_times = self.columns.iter().filter_map(|(column, &[duration, _])| {
            let &[time, _] = self.dates.get(column)?;
            let error = DataError::DurationsAndTimes {
                path: shown.to_owned(),
                duration: reference(duration?, *column),
                time: reference(time?, *column),
            };
            Some((place(*column)?, error))
        });
        let negative = self.negative.iter().filter_map(|(&column, &row)| {
            let cell = reference(row, column);
            let error = DataError::NegativeTime {
                path: shown.to_owned(),
                cell,
            };
            Some((place(column)?, error))
        });
        let mixed_dates = self.dates.iter().filter_map(|(&column, &[date, number])| {
            let cells = [date?, number?].map(|row| reference(row, column));
            Some((place(column)?, cells))
        });
        ByFormat {
            durations: Some(durations.filter_map(|(&column, _)| place(column)).collect()),
            refused: mixed.chain(with_times).chain(negative).collect(),
            mixed_dates: mixed_dates.collect(),
            texts: as_text.keys().copied().collect(),
            as_text: Some(as_text),
            either: self.either.map(|texts| texts.begin_at(first as usize)),
            has_blank_rows: true,
            ..ByFormat::default()
        }
    }
}

/// The text of a cell that has one.
fn text_of<'a>(value: &'a DataRef<'_>) -> Option<&'a str> {
    match value {
        DataRef::String(text) => Some(text),
        DataRef::SharedString(text) => Some(text),
        _ => None,
    }
}

/// Whether a text would be read as a number, whatever stands before its fraction.
fn is_number(text: &str) -> bool {
    text.trim()
        .replace(',', ".")
        .parse::<f64>()
        .is_ok_and(f64::is_finite)
}

/// A duration, which a workbook has in days, in seconds as near as it has them: to the microsecond, or to a
/// bit of f64 where that is more.
fn seconds(duration: &ExcelDateTime) -> f64 {
    const PARTS: f64 = 1e6;
    let seconds = duration.as_f64() * 86_400.0;
    match seconds.abs() < 2f64.powi(52) / PARTS {
        true => (seconds * PARTS).round() / PARTS,
        false => seconds,
    }
}

/// Gives rows that are in memory.
pub(super) struct Given<'a>(std::slice::Iter<'a, Record>);

impl<'a> Given<'a> {
    pub(super) fn new(rows: &'a [Record]) -> Self {
        Self(rows.iter())
    }
}

impl RecordSource for Given<'_> {
    fn advance(&mut self, record: &mut Record) -> Result<bool, DataError> {
        let next = self.0.next();
        if let Some(next) = next {
            record.clone_from(next);
        }
        Ok(next.is_some())
    }
}

//! Numbers with a decimal comma in a file whose others have a point, or the other way round: no option reads both.

use std::path::Path;

use super::dialect::Dialect;
use super::error::{DataError, TextKind};
use super::format::{self, FileFormat};
use super::input;
use super::options::ReadOptions;
use super::record::Record;
use super::separators::is_decided_by;

/// An error of a text that is a number with another decimal mark than those of the first rows, which no flag helps
/// against: the columns differ in it.
pub(super) fn with_two_marks(error: DataError, path: &Path, options: &ReadOptions) -> DataError {
    let (at, column, text, target) = match &error {
        DataError::TextValue {
            at,
            column,
            text,
            kind,
            ..
        } if is_number(*kind) => (at, column, text, false),
        DataError::NumberAsText {
            at,
            column,
            text,
            kind,
        } if is_number(*kind) => (at, column, text, true),
        DataError::BadLines {
            kind: Some(TextKind::DecimalComma),
            ..
        } if column_with('.', path, options).is_some() => return without_kind(error),
        _ => return error,
    };
    let mark = text.chars().rev().find(|c| matches!(c, '.' | ','));
    let mark = mark.filter(|&mark| text.matches(mark).count() == 1);
    let other = mark.and_then(|mark| column_with(if mark == ',' { '.' } else { ',' }, path, options));
    match mark.zip(other) {
        Some((mark, other)) => DataError::TwoDecimals {
            at: at.clone(),
            column: column.clone(),
            text: text.as_str().into(),
            mark,
            other: other.into(),
            target,
        },
        None => error,
    }
}

fn is_number(kind: TextKind) -> bool {
    kind.is_number() && !matches!(kind, TextKind::SheetError(_))
}

/// The first column of delimited text with a number in which this mark stands before a fraction, for sure.
fn column_with(mark: char, path: &Path, options: &ReadOptions) -> Option<String> {
    if !matches!(format::find(path, ""), Ok(FileFormat::Text)) {
        return None;
    }
    let head = input::head(path, options.text.encoding).ok()?;
    let (dialect, records) = Dialect::with_rows(&head, options);
    let rows = records.get(usize::from(options.header)..).unwrap_or_default();
    let name = |index| dialect.column_name(&records, index, options);
    let is_left_out = |index: usize| {
        let is_it = |column: &String| *column == name(index) || column.parse() == Ok(index);
        options.drop.iter().any(is_it)
    };
    let decided = |row: &Record| {
        (0..row.len()).find(|&index| is_decided_by(&row.lossy(index), mark as u8) && !is_left_out(index))
    };
    rows.iter().find_map(decided).map(name)
}

/// Lines whose texts are no numbers in any spelling that a flag gives the file.
fn without_kind(error: DataError) -> DataError {
    match error {
        DataError::BadLines {
            path,
            count,
            first,
            before,
            comment,
            blank_cells,
            rare,
            widths,
            repeated,
            ..
        } => DataError::BadLines {
            path,
            count,
            first,
            before,
            comment,
            blank_cells,
            kind: None,
            rare,
            widths,
            repeated,
        },
        other => other,
    }
}

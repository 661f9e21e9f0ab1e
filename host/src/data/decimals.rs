//! Numbers with a decimal comma in a file whose others have a point, or the other way round: no option reads both.

use std::path::Path;

use super::dialect::Dialect;
use super::error::{DataError, TextKind};
use super::format::{self, FileFormat};
use super::input;
use super::number::{FieldValue, NumberFormat};
use super::options::{Categorical, Part, ReadOptions, Takes, Task};
use super::record::Record;
use super::roles::{Names, Role, names_in, roles, unique_names};
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
        _ => return without_kind(error, path, options),
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

/// Lines whose texts are numbers with a decimal comma, without that where other numbers have a point: no flag of the
/// file helps.
fn without_kind(mut error: DataError, path: &Path, options: &ReadOptions) -> DataError {
    if let DataError::BadLines { kind, .. } = &mut error
        && *kind == Some(TextKind::DecimalComma)
        && column_with('.', path, options).is_some()
    {
        *kind = None;
    }
    error
}

/// The first column of delimited text that is read as numbers and has one in which this mark stands before a
/// fraction, for sure.
fn column_with(mark: char, path: &Path, options: &ReadOptions) -> Option<String> {
    if !matches!(
        format::find(path, "", options.text.encoding),
        Ok(FileFormat::Text)
    ) {
        return None;
    }
    let head = input::head(path, options.text.encoding).ok()?;
    let (dialect, records) = Dialect::with_rows(&head, options);
    let above = usize::from(options.header) + usize::from(options.text.units_row);
    let rows = records.get(above..).unwrap_or_default();
    let numeric = numeric_columns(&dialect, &records, options)?;
    let mut numeric = numeric
        .into_iter()
        .filter(|(place, _)| options.categorical == Categorical::Error || !has_texts(*place, rows, options));
    let has_mark = |place: usize| {
        rows.iter()
            .any(|row| place < row.len() && is_decided_by(&row.lossy(place), mark as u8))
    };
    numeric.find(|(place, _)| has_mark(*place)).map(|(_, name)| name)
}

/// The places and the names of the columns that are to be numbers: those of categories and those that are left out,
/// or that a model does not use, may spell theirs in any way.
fn numeric_columns(
    dialect: &Dialect,
    records: &[Record],
    options: &ReadOptions,
) -> Option<Vec<(usize, String)>> {
    let part = match options.y {
        Some(_) => Part::Features,
        None => options.part,
    };
    let options = ReadOptions {
        part,
        ..options.clone()
    };
    let first = records.first()?;
    let ends_empty = first.len() > 1 && first.field(first.len() - 1).is_empty();
    let width = first.len() - usize::from(dialect.trailing && ends_empty);
    let offset = usize::from(dialect.row_names);
    let names = (0..width).map(|index| dialect.column_name(records, index + offset, &options));
    let names = unique_names(names.collect());
    let roles = roles("", &names, &options).ok()?;
    let of_names = names_in("", &names, &roles, (options.header, &options)).ok()?;
    let features = names.iter().zip(&roles);
    let features = features.filter(|(_, role)| **role == Role::Feature);
    let features: Vec<&str> = features.map(|(name, _)| name.as_str()).collect();
    let learnt = options.learnt.as_ref();
    let takes =
        learnt.map(|learnt| learnt.takes(&features, options.header, options.trained_target.as_deref()));
    let mut takes = takes.into_iter().flatten();
    let is_numeric: Vec<bool> = roles
        .iter()
        .map(|role| match role {
            Role::Feature => takes.next().is_none_or(|takes| takes == Takes::Numbers),
            Role::Target => options.task != Task::Classify,
            Role::Dropped => false,
        })
        .collect();
    let columns = names
        .into_iter()
        .enumerate()
        .zip(of_names.into_iter().zip(is_numeric));
    let numeric = columns.filter(|(_, (names, is_numeric))| *names == Names::No && *is_numeric);
    Some(numeric.map(|((index, name), _)| (index + offset, name)).collect())
}

/// Whether a column has texts that are no numbers with either mark.
fn has_texts(place: usize, rows: &[Record], options: &ReadOptions) -> bool {
    let marks = [(b'.', ','), (b',', '.')];
    let spellings =
        marks.map(|(decimal, other)| NumberFormat::new(decimal, Some(other), &options.text.missing_values));
    let is_text = |field: &str| {
        spellings
            .iter()
            .all(|numbers| numbers.value(field) == FieldValue::Text)
    };
    rows.iter()
        .any(|row| place < row.len() && is_text(&row.lossy(place)))
}

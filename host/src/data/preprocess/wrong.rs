//! What is wrong with rows, or with a value of one, for those that learnt from others.

use crate::data::error::DataError;
use crate::data::meaning::truth;
use crate::data::read::text_kind;
use crate::data::{Column, ColumnData, Data};
use crate::text::shorten;

pub(super) fn check_rows(data: &Data, rows: &[u32]) -> Result<(), DataError> {
    match rows.iter().find(|&&r| r as usize >= data.rows) {
        None => Ok(()),
        Some(&row) => Err(DataError::Row {
            path: data.source(),
            row,
            rows: data.rows,
        }),
    }
}

pub(super) fn no_value(data: &Data, column: &Column, row: u32) -> DataError {
    let (at, name) = (data.location(row as usize), column.in_file().to_owned());
    match column.data {
        ColumnData::Numeric(_) => DataError::MissingValue { at, column: name },
        ColumnData::Text(_) => DataError::MissingCategory { at, column: name },
    }
}

pub(super) fn nothing_stands_in(data: &Data, column: &Column, row: u32) -> DataError {
    DataError::NothingStandsIn {
        at: data.location(row as usize),
        column: column.in_file().to_owned(),
    }
}

/// Points at the first text in a column that should be numbers.
pub(super) fn not_numeric(data: &Data, column: &Column) -> DataError {
    let (mut first, mut repeats) = (None, false);
    if let ColumnData::Text(texts) = &column.data {
        let all = || {
            texts
                .iter()
                .enumerate()
                .filter_map(|(row, text)| Some((row, text?)))
        };
        let is_text = |(_, text): &(usize, &str)| text.parse::<f32>().is_err() && truth(text).is_none();
        // a text that is a number in the usual spelling may be another in that of the file
        first = all().find(is_text).or_else(|| all().next());
        repeats = texts.repeats();
    }
    let (row, text) = first.unwrap_or_default();
    let kind = text_kind(text, repeats);
    if row == 0 && is_units_row(data, column) && !kind.is_number() {
        return DataError::UnitsRow {
            at: data.location(row),
            column: column.name.clone(),
            text: shorten(text),
        };
    }
    DataError::NotNumeric {
        at: data.location(row),
        column: column.name.clone(),
        text: shorten(text),
        kind,
    }
}

/// Whether the first of a column's texts alone is none of a number, below names, so that it may be a unit.
fn is_units_row(data: &Data, column: &Column) -> bool {
    let ColumnData::Text(texts) = &column.data else {
        return false;
    };
    let mut below = texts.iter().skip(1).flatten().peekable();
    data.named && below.peek().is_some() && below.all(|text| text.parse::<f32>().is_ok())
}

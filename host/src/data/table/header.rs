//! The lines above a table's rows: the names of its columns, and their units.

use super::Table;
use crate::data::error::{DataError, Location};
use crate::data::number::FieldValue;
use crate::data::record::Record;

/// The first line, which names the columns.
pub(super) struct HeaderLine {
    pub(super) record: Record,
    /// Whether it is no row of data: only then may it be repeated and left out.
    pub(super) sure: bool,
}

impl HeaderLine {
    /// Whether a row has the same names in another order: below it the columns are others.
    pub(super) fn is_reordered_in(&self, row: &Record) -> bool {
        // most rows begin with a number
        let begins = row.len() > 0 && row.field(0).first().is_some_and(u8::is_ascii_alphabetic);
        if !self.sure || row.len() != self.record.len() || !begins {
            return false;
        }
        let sorted = |record: &Record| {
            let mut all: Vec<Vec<u8>> = (0..record.len())
                .map(|index| record.field(index).to_vec())
                .collect();
            all.sort_unstable();
            all
        };
        let is_name = |index: usize| self.record.field(index) == row.field(0);
        (0..self.record.len()).any(is_name) && sorted(row) == sorted(&self.record)
    }
}

impl Table<'_> {
    /// Whether a row of units is no row of data: where `row` has numbers, not only numbers stand in it.
    pub(super) fn check_units(&self, units: &Record, row: &Record) -> Result<(), DataError> {
        let value = |record: &Record, index: usize| self.dialect.numbers.value(&record.lossy(index));
        let is_number = |value| matches!(value, FieldValue::Number(_));
        let width = units.len().min(row.len());
        let mut numbers = (0..width).filter(|&index| is_number(value(row, index)));
        let words = numbers
            .clone()
            .any(|index| matches!(value(units, index), FieldValue::Text | FieldValue::Dash));
        match !words && numbers.any(|index| is_number(value(units, index))) {
            true => Err(DataError::NoUnits {
                at: Location::line(self.shown, units.line()),
            }),
            false => Ok(()),
        }
    }

    /// Whether the first line names columns for sure: a text stands in it where the first row has a number.
    pub(super) fn is_header(&self, header: &Record, row: &Record) -> bool {
        let offset = usize::from(self.dialect.row_names);
        let value = |record: &Record, index: usize| self.dialect.numbers.value(&record.lossy(index));
        (0..header.len()).any(|index| {
            index + offset < row.len()
                && value(header, index) == FieldValue::Text
                && matches!(value(row, index + offset), FieldValue::Number(_))
        })
    }
}

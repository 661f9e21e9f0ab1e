//! Columns that number the rows, as an index does.

use super::room::{Full, collected};
use super::{Column, ColumnData};

/// Whether a column numbers the rows, from 0 or from 1.
pub(super) fn counts(column: &Column) -> bool {
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    let first = values.first().copied().unwrap_or(f32::NAN);
    // Beyond 2^24 there is no telling.
    let counts = |(row, &value): (usize, &f32)| value == first + row as f32;
    values.len() > 1 && (first == 0.0 || first == 1.0) && values.iter().take(1 << 24).enumerate().all(counts)
}

/// Whether a column has a whole number for each row, and none twice.
pub(super) fn numbers_rows(column: &Column) -> bool {
    /// Of fewer rows, different numbers are no surprise.
    const ROWS: usize = 10;
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    values.len() >= ROWS && are_row_numbers(values)
}

/// Whether values are whole, and none comes twice.
pub(super) fn are_row_numbers(values: &[f32]) -> bool {
    let whole = |value: f32| value >= 0.0 && value.fract() == 0.0;
    values.iter().all(|&value| whole(value))
        && distinct(values).is_ok_and(|distinct| distinct == values.len())
}

/// How many different numbers there are; zero with a sign is another.
pub(super) fn distinct(values: &[f32]) -> Result<usize, Full> {
    let mut bits = collected(values.iter().map(|value| value.to_bits()))?;
    bits.sort_unstable();
    bits.dedup();
    Ok(bits.len())
}

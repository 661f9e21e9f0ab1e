//! Rows and columns in a slice, in whatever order they lie there.

/// A view of `rows x columns` numbers: the one at row `r` and column `c` is
/// `data[r * row_step + c * column_step]`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    pub(super) data: &'a [f32],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) row_step: usize,
    pub(super) column_step: usize,
}

impl<'a> Matrix<'a> {
    /// Row by row, as `data` has them.
    #[inline(always)]
    #[must_use]
    pub const fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self {
            data,
            rows,
            columns,
            row_step: columns,
            column_step: 1,
        }
    }

    /// One column or one row of ones, or a matrix of them.
    #[inline(always)]
    #[must_use]
    pub const fn ones(rows: usize, columns: usize) -> Self {
        Self {
            data: &[1.0],
            rows,
            columns,
            row_step: 0,
            column_step: 0,
        }
    }

    /// The same numbers, columns as rows. Nothing moves.
    #[inline(always)]
    #[must_use]
    pub const fn t(self) -> Self {
        Self {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
            row_step: self.column_step,
            column_step: self.row_step,
        }
    }

    /// How many rows.
    #[inline(always)]
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    #[inline(always)]
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The first columns alone, of which it has as many.
    #[inline(always)]
    #[must_use]
    pub(crate) const fn first_columns(self, columns: usize) -> Self {
        debug_assert!(columns <= self.columns);
        Self { columns, ..self }
    }

    /// Whether the numbers of a row lie side by side, so that lanes load them at once.
    #[inline(always)]
    pub(crate) const fn rows_are_dense(&self) -> bool {
        self.column_step == 1 || self.columns == 1
    }

    /// How many numbers of `data` it reaches over; none where they cannot be counted.
    #[inline]
    pub(super) fn span(&self) -> Option<usize> {
        if self.rows == 0 || self.columns == 0 {
            return Some(0);
        }
        let far = (self.rows - 1).checked_mul(self.row_step)?;
        (self.columns - 1)
            .checked_mul(self.column_step)?
            .checked_add(far)?
            .checked_add(1)
    }
}

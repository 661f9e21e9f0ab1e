//! The one kernel behind forward pass, back-propagation and gradient.

use super::{Lanes, Matrix};
use crate::error::Error;

/// What a sum starts from.
#[derive(Clone, Copy)]
pub enum Start<'a> {
    /// Zero.
    Zero,
    /// One number a column (the biases).
    Columns(&'a [f32]),
    /// What `out` holds: the sum goes on from there.
    Continue,
}

/// `out = start + a * b`: for each row of `a` and column of `b` a sum of as many products as `a`
/// has columns, in their order and with one accumulator. Tiles run across rows and columns, never
/// along a sum.
pub(super) struct Product<'a> {
    /// Its numbers are each multiplied with a row of `b`.
    pub(super) a: Matrix<'a>,
    /// Lanes run across its columns.
    pub(super) b: Matrix<'a>,
    pub(super) start: Start<'a>,
    /// Row by row.
    pub(super) out: &'a mut [f32],
}

/// The definition, and the oracle of the tiles: `out = start + a * b`.
pub fn naive(a: Matrix<'_>, b: Matrix<'_>, start: Start<'_>, out: &mut [f32]) {
    for r in 0..a.rows {
        for c in 0..b.columns {
            let mut sum = match start {
                Start::Zero => 0.0,
                Start::Columns(start) => start[c],
                Start::Continue => out[r * b.columns + c],
            };
            for k in 0..a.columns {
                sum +=
                    a.data[r * a.row_step + k * a.column_step] * b.data[k * b.row_step + c * b.column_step];
            }
            out[r * b.columns + c] = sum;
        }
    }
}

impl Product<'_> {
    /// Sums in a column of `out`.
    #[inline(always)]
    pub(super) fn rows(&self) -> usize {
        self.a.rows
    }

    /// Sums in a row of `out`.
    #[inline(always)]
    pub(super) fn columns(&self) -> usize {
        self.b.columns
    }

    /// Products of a sum.
    #[inline(always)]
    pub(super) fn terms(&self) -> usize {
        self.a.columns
    }

    /// Whether every index the tiles will touch is inside its slice.
    #[inline]
    pub(super) fn check(&self) -> Result<(), Error> {
        let (rows, columns, terms) = (self.rows(), self.columns(), self.terms());
        if self.b.rows != terms {
            let (expected, got) = (terms, self.b.rows);
            return Err(Error::Mismatch { expected, got });
        }
        fits(self.out.len(), rows.checked_mul(columns))?;
        if let Start::Columns(start) = self.start {
            fits(start.len(), Some(columns))?;
        }
        if rows > 0 && columns > 0 && terms > 0 {
            fits(self.a.data.len(), self.a.span())?;
            fits(self.b.data.len(), self.b.span())?;
        }
        Ok(())
    }

    /// Columns `from..from + count` as vectors of `L`, `V` of them side by side, and `R` rows at
    /// a time; `count` is `V * L::COUNT`, or less than one vector with `V == 1`.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn tiles<L: Lanes, const R: usize, const V: usize>(&mut self, from: usize, count: usize) {
        let mut r = 0;
        while r + R <= self.rows() {
            self.tile::<L, R, V>(r, from, count);
            r += R;
        }
        if R > 8 && r + 8 <= self.rows() {
            self.tile::<L, 8, V>(r, from, count);
            r += 8;
        }
        if r + 4 <= self.rows() {
            self.tile::<L, 4, V>(r, from, count);
            r += 4;
        }
        if r + 2 <= self.rows() {
            self.tile::<L, 2, V>(r, from, count);
            r += 2;
        }
        if r < self.rows() {
            self.tile::<L, 1, V>(r, from, count);
        }
    }

    /// Columns `from..from + L::COUNT`, 16 rows at a time, and then all that are left.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn tiles_by_sixteen<L: Lanes>(&mut self, from: usize) {
        let mut r = 0;
        while r + 16 <= self.rows() {
            self.tile::<L, 16, 1>(r, from, L::COUNT);
            r += 16;
        }
        macro_rules! rest {
            ($($rows:literal)*) => {
                match self.rows() - r {
                    $($rows => self.tile::<L, $rows, 1>(r, from, L::COUNT),)*
                    _ => {}
                }
            };
        }
        rest!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    }

    /// One or two rows of columns `from..from + V * L::COUNT`.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn tiles_of_few_rows<L: Lanes, const V: usize>(&mut self, from: usize) {
        let count = V * L::COUNT;
        match self.rows() {
            0 => {}
            1 => self.tile::<L, 1, V>(0, from, count),
            _ => self.tile::<L, 2, V>(0, from, count),
        }
    }

    #[inline(always)]
    fn tile<L: Lanes, const R: usize, const V: usize>(&mut self, row: usize, from: usize, count: usize) {
        let whole = count == V * L::COUNT;
        debug_assert!(whole || V == 1);
        // SAFETY: `check` has shown that row < rows, from + count <= columns and k < terms stay
        // inside the slices, with rows of `b` side by side where L::COUNT * V > 1; a part of a vector goes
        // through the `_first` forms, which touch `count` numbers.
        unsafe {
            let read = |p: *const f32| {
                if whole {
                    L::read(p)
                } else {
                    L::read_first(p, count)
                }
            };
            let out = self.out.as_mut_ptr().add(row * self.columns() + from);
            let mut sums = [[L::splat(0.0); V]; R];
            match self.start {
                Start::Zero => {}
                Start::Columns(start) => {
                    for v in 0..V {
                        let start = read(start.as_ptr().add(from + v * L::COUNT));
                        for sums in &mut sums {
                            sums[v] = start;
                        }
                    }
                }
                Start::Continue => {
                    for (r, sums) in sums.iter_mut().enumerate() {
                        for (v, sum) in sums.iter_mut().enumerate() {
                            *sum = read(out.add(r * self.columns() + v * L::COUNT));
                        }
                    }
                }
            }
            let mut coef = self.a.data.as_ptr().add(row * self.a.row_step);
            let mut vector = self.b.data.as_ptr().add(from * self.b.column_step);
            for _ in 0..self.terms() {
                let mut factors = [L::splat(0.0); V];
                for (v, factor) in factors.iter_mut().enumerate() {
                    *factor = read(vector.add(v * L::COUNT * self.b.column_step));
                }
                for (r, sums) in sums.iter_mut().enumerate() {
                    let c = L::splat(*coef.add(r * self.a.row_step));
                    for (sum, factor) in sums.iter_mut().zip(factors) {
                        *sum = sum.add(c.mul(factor));
                    }
                }
                // The last step leaves the slice; it is never read there.
                coef = coef.wrapping_add(self.a.column_step);
                vector = vector.wrapping_add(self.b.row_step);
            }
            for (r, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    let to = out.add(r * self.columns() + v * L::COUNT);
                    if whole {
                        sum.write(to)
                    } else {
                        sum.write_first(to, count)
                    }
                }
            }
        }
    }
}

/// `needed` is none where it cannot be counted.
#[inline]
fn fits(got: usize, needed: Option<usize>) -> Result<(), Error> {
    match needed {
        Some(needed) if needed <= got => Ok(()),
        _ => Err(Error::TooSmall {
            needed: needed.unwrap_or(usize::MAX),
            got,
        }),
    }
}

/// Tiles of single numbers, for chips: four columns share a coefficient.
pub(super) fn scalar(mut p: Product<'_>) {
    let mut c = 0;
    while c + 4 <= p.columns() {
        for r in 0..p.rows() {
            p.tile::<f32, 1, 4>(r, c, 4);
        }
        c += 4;
    }
    while c < p.columns() {
        for r in 0..p.rows() {
            p.tile::<f32, 1, 1>(r, c, 1);
        }
        c += 1;
    }
}

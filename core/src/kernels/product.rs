//! The one kernel behind forward pass, back-propagation and gradient.

use super::Lanes;
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

/// `out[r][c] = start + sum over k of coef[r * coef_row + k * coef_term] * v[k * v_term + c * v_column]`
///
/// for `rows x columns` sums of `terms` products, each in the order of `k` with one
/// accumulator. Tiles run across rows and columns, never along `k`.
pub struct Product<'a> {
    /// The factor that is one number for a row and a term.
    pub coef: &'a [f32],
    /// Its step from row to row.
    pub coef_row: usize,
    /// Its step from term to term.
    pub coef_term: usize,
    /// The factor that runs over the columns.
    pub v: &'a [f32],
    /// Its step from term to term.
    pub v_term: usize,
    /// Its step from column to column: 1 wherever lanes are to load it at once.
    pub v_column: usize,
    /// What the sums start from.
    pub start: Start<'a>,
    /// Row-major `rows x columns`.
    pub out: &'a mut [f32],
    /// Rows of `out`.
    pub rows: usize,
    /// Columns of `out`.
    pub columns: usize,
    /// Products a sum.
    pub terms: usize,
}

impl Product<'_> {
    /// The definition, and the oracle of the tiles.
    pub fn naive(self) {
        for r in 0..self.rows {
            for c in 0..self.columns {
                let mut sum = match self.start {
                    Start::Zero => 0.0,
                    Start::Columns(start) => start[c],
                    Start::Continue => self.out[r * self.columns + c],
                };
                for k in 0..self.terms {
                    sum += self.coef[r * self.coef_row + k * self.coef_term]
                        * self.v[k * self.v_term + c * self.v_column];
                }
                self.out[r * self.columns + c] = sum;
            }
        }
    }

    /// Whether every index the tiles will touch is inside its slice.
    #[inline]
    pub(super) fn check(&self) -> Result<(), Error> {
        let (rows, columns, terms) = (self.rows, self.columns, self.terms);
        fits(self.out.len(), rows.checked_mul(columns))?;
        if let Start::Columns(start) = self.start {
            fits(start.len(), Some(columns))?;
        }
        if rows > 0 && columns > 0 && terms > 0 {
            fits(self.coef.len(), span(rows, self.coef_row, terms, self.coef_term))?;
            fits(self.v.len(), span(terms, self.v_term, columns, self.v_column))?;
        }
        Ok(())
    }

    /// Columns `from..from + count` as vectors of `L`, `V` of them side by side, and `R` rows at
    /// a time; `count` is `V * L::COUNT`, or less than one vector with `V == 1`.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn columns<L: Lanes, const R: usize, const V: usize>(&mut self, from: usize, count: usize) {
        let mut r = 0;
        while r + R <= self.rows {
            self.tile::<L, R, V>(r, from, count);
            r += R;
        }
        if R > 8 && r + 8 <= self.rows {
            self.tile::<L, 8, V>(r, from, count);
            r += 8;
        }
        if r + 4 <= self.rows {
            self.tile::<L, 4, V>(r, from, count);
            r += 4;
        }
        if r + 2 <= self.rows {
            self.tile::<L, 2, V>(r, from, count);
            r += 2;
        }
        if r < self.rows {
            self.tile::<L, 1, V>(r, from, count);
        }
    }

    /// Columns `from..from + L::COUNT`, 16 rows at a time, and then all that are left.
    #[inline(always)]
    pub(super) fn columns_by_sixteen<L: Lanes>(&mut self, from: usize) {
        let mut r = 0;
        while r + 16 <= self.rows {
            self.tile::<L, 16, 1>(r, from, L::COUNT);
            r += 16;
        }
        macro_rules! rest {
            ($($rows:literal)*) => {
                match self.rows - r {
                    $($rows => self.tile::<L, $rows, 1>(r, from, L::COUNT),)*
                    _ => {}
                }
            };
        }
        rest!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    }

    /// One or two rows of columns `from..from + V * L::COUNT`.
    #[inline(always)]
    pub(super) fn few_rows<L: Lanes, const V: usize>(&mut self, from: usize) {
        let count = V * L::COUNT;
        match self.rows {
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
        // inside the slices, with v_column == 1 where L::COUNT * V > 1; a part of a vector goes
        // through the `_first` forms, which touch `count` numbers.
        unsafe {
            let read = |p: *const f32| {
                if whole {
                    L::read(p)
                } else {
                    L::read_first(p, count)
                }
            };
            let out = self.out.as_mut_ptr().add(row * self.columns + from);
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
                            *sum = read(out.add(r * self.columns + v * L::COUNT));
                        }
                    }
                }
            }
            let mut coef = self.coef.as_ptr().add(row * self.coef_row);
            let mut vector = self.v.as_ptr().add(from * self.v_column);
            for _ in 0..self.terms {
                let mut factors = [L::splat(0.0); V];
                for (v, factor) in factors.iter_mut().enumerate() {
                    *factor = read(vector.add(v * L::COUNT * self.v_column));
                }
                for (r, sums) in sums.iter_mut().enumerate() {
                    let c = L::splat(*coef.add(r * self.coef_row));
                    for (sum, factor) in sums.iter_mut().zip(factors) {
                        *sum = sum.add(c.mul(factor));
                    }
                }
                // The last step leaves the slice; it is never read there.
                coef = coef.wrapping_add(self.coef_term);
                vector = vector.wrapping_add(self.v_term);
            }
            for (r, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    let to = out.add(r * self.columns + v * L::COUNT);
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

/// How many numbers two nested, non-empty loops with these steps reach over.
#[inline]
fn span(outer: usize, outer_step: usize, inner: usize, inner_step: usize) -> Option<usize> {
    let far = (outer - 1).checked_mul(outer_step)?;
    (inner - 1)
        .checked_mul(inner_step)?
        .checked_add(far)?
        .checked_add(1)
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
    while c + 4 <= p.columns {
        for r in 0..p.rows {
            p.tile::<f32, 1, 4>(r, c, 4);
        }
        c += 4;
    }
    while c < p.columns {
        for r in 0..p.rows {
            p.tile::<f32, 1, 1>(r, c, 1);
        }
        c += 1;
    }
}

//! Softmax of sums that lie row by row.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

#[cfg(not(fpu))]
use super::{Exp, map};
#[cfg(fpu)]
use super::{cortex_m, elementary::EXP};

/// `z := exp(z - max z) / sum of these` for every row of `width` elements.
#[inline]
pub fn softmax(z: &mut [f32], width: usize) {
    #[cfg(fpu)]
    {
        let mut rows = z;
        while let Some((row, rest)) = next_row(rows, width) {
            // SAFETY: the row has that many elements, of which there are some.
            unsafe { cortex_m::softmax(row.as_mut_ptr(), row.len(), &EXP) };
            rows = rest;
        }
    }
    #[cfg(not(fpu))]
    {
        let mut rows = &mut *z;
        while let Some((row, rest)) = next_row(rows, width) {
            let largest = row
                .iter()
                .fold(f32::NEG_INFINITY, |m, &v| if v > m { v } else { m });
            row.iter_mut().for_each(|v| *v -= largest);
            rows = rest;
        }
        map(Exp, z);
        let mut rows = z;
        while let Some((row, rest)) = next_row(rows, width) {
            let sum = row.iter().fold(0.0f32, |sum, &v| sum + v);
            row.iter_mut().for_each(|v| *v /= sum);
            rows = rest;
        }
    }
}

/// The first row and those after it; unlike `chunks_exact_mut` it has no panic.
#[inline]
fn next_row(rows: &mut [f32], width: usize) -> Option<(&mut [f32], &mut [f32])> {
    if width == 0 {
        None
    } else {
        rows.split_at_mut_checked(width)
    }
}

//! Softmax of sums that lie row by row.

use super::Function;
#[cfg(fpu)]
use super::cortex_m;
#[cfg(not(fpu))]
use super::map;

/// `z := exp(z - max z) / sum of these` for every row of `width` elements. `constants` are those of
/// `exp`: an FPU's kernel holds them in its registers.
#[inline]
pub fn softmax<F: Function>(z: &mut [f32], width: usize, exp: F, constants: &[f32; 12]) {
    #[cfg(fpu)]
    {
        let _ = exp;
        let mut rows = z;
        while let Some((row, rest)) = next_row(rows, width) {
            // SAFETY: the row has that many elements, of which there are some.
            unsafe { cortex_m::softmax(row.as_mut_ptr(), row.len(), constants) };
            rows = rest;
        }
    }
    #[cfg(not(fpu))]
    {
        let _ = constants;
        let mut rows = &mut *z;
        while let Some((row, rest)) = next_row(rows, width) {
            let largest = row
                .iter()
                .fold(f32::NEG_INFINITY, |m, &v| if v > m { v } else { m });
            row.iter_mut().for_each(|v| *v -= largest);
            rows = rest;
        }
        map(exp, z);
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

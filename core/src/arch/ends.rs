//! Both ends of an answer, a row at a time: scaling of the features, and softmax.

use super::Function;
#[cfg(not(fpu))]
use super::{Chips, any_length, map};
#[cfg(fpu)]
use super::{arm, first_not_finite};

/// `out := (x - offset) / scale` for every feature; errs with the first column that is not finite
/// afterwards. As many as the shortest slice has.
#[inline]
pub fn scale(x: &[f32], offset: &[f32], scale: &[f32], out: &mut [f32]) -> Result<(), usize> {
    #[cfg(fpu)]
    {
        let count = x.len().min(offset.len()).min(scale.len()).min(out.len());
        // SAFETY: every slice has that many elements.
        let sum = unsafe {
            arm::scale(
                x.as_ptr(),
                offset.as_ptr(),
                scale.as_ptr(),
                out.as_mut_ptr(),
                count,
            )
        };
        if f32::from_bits(sum).is_finite() {
            return Ok(());
        }
        // large numbers may have a sum alone that is not
        first_not_finite(out).map_or(Ok(()), Err)
    }
    #[cfg(not(fpu))]
    {
        let constants = any_length(offset, Chips::Every)
            .iter()
            .zip(any_length(scale, Chips::Every));
        let features = x.iter().zip(out).zip(constants).enumerate();
        for (column, ((&x, out), (&offset, &scale))) in features {
            *out = (x - offset) / scale;
            if !out.is_finite() {
                return Err(column);
            }
        }
        Ok(())
    }
}

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
            unsafe { arm::softmax(row.as_mut_ptr(), row.len(), constants) };
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

//! Scaling of the features, a row at a time.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

#[cfg(not(fpu))]
use super::any_length;
#[cfg(fpu)]
use super::cortex_m;
use super::{Chips, any_length_mut, first_not_finite};

/// Holds numbers to 0..1. As integers the bits of numbers from 0 on are in the order of the numbers, and those of numbers
/// below 0 are below 0: two comparisons that take no floating point, of which -0 becomes 0 as well.
/// NaN, which nobody asks for, becomes 0 or 1.
#[cfg_attr(chip, inline(never))]
pub fn clip(numbers: &mut [f32]) {
    const ONE: i32 = 1.0f32.to_bits() as i32;
    for number in any_length_mut(numbers, Chips::Every) {
        let bits = number.to_bits() as i32;
        *number = f32::from_bits(bits.clamp(0, ONE) as u32);
    }
}

/// As [`scale`], then [`clip`]: what is finite in a row ends in 0..1, and a column that is not is returned.
#[inline]
pub fn scale_and_clip(x: &[f32], offset: &[f32], by: &[f32], out: &mut [f32]) -> Result<(), usize> {
    if let Some(column) = first_not_finite(x) {
        return Err(column);
    }
    // beyond f32 is beyond the range as well
    #[cfg(fpu)]
    let _ = in_assembly(x, offset, by, out);
    #[cfg(not(fpu))]
    {
        let constants = any_length(offset, Chips::Every)
            .iter()
            .zip(any_length(by, Chips::Every));
        let (x, out) = (any_length(x, Chips::Every), any_length_mut(out, Chips::Every));
        for ((&x, out), (&offset, &by)) in x.iter().zip(out).zip(constants) {
            *out = (x - offset) / by;
        }
    }
    clip(out);
    Ok(())
}

/// [`scale`] of as many as the shortest slice has; the bits of a sum that is not finite where one of them is not.
#[cfg(fpu)]
#[inline(always)]
fn in_assembly(x: &[f32], offset: &[f32], scale: &[f32], out: &mut [f32]) -> u32 {
    let count = x.len().min(offset.len()).min(scale.len()).min(out.len());
    // SAFETY: every slice has that many elements.
    unsafe {
        cortex_m::scale(
            x.as_ptr(),
            offset.as_ptr(),
            scale.as_ptr(),
            out.as_mut_ptr(),
            count,
        )
    }
}

/// `out := (x - offset) / scale` for every feature; returns the first column that is not finite
/// afterwards. As many as the shortest slice has.
#[inline]
pub fn scale(x: &[f32], offset: &[f32], scale: &[f32], out: &mut [f32]) -> Result<(), usize> {
    #[cfg(fpu)]
    {
        let sum = in_assembly(x, offset, scale, out);
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
        // whoever calls has compared all lengths, so that to know one would be to know all
        let (x, out) = (any_length(x, Chips::Every), any_length_mut(out, Chips::Every));
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

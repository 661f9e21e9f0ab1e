//! Scaling of the features, a row at a time.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

#[cfg(not(fpu))]
use super::{Chips, any_length, any_length_mut};
#[cfg(fpu)]
use super::{cortex_m, first_not_finite};

/// `out := (x - offset) / scale` for every feature; returns the first column that is not finite
/// afterwards. As many as the shortest slice has.
#[inline]
pub fn scale(x: &[f32], offset: &[f32], scale: &[f32], out: &mut [f32]) -> Result<(), usize> {
    #[cfg(fpu)]
    {
        let count = x.len().min(offset.len()).min(scale.len()).min(out.len());
        // SAFETY: every slice has that many elements.
        let sum = unsafe {
            cortex_m::scale(
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

//! Features and 8-bit inputs into words of two.

use super::word;

/// `round((x - offset) * factor)`, ties to even, held to `-128..=127`; none where that is not
/// finite. The rounding is on the bits: chips without an FPU would call a function for each
/// comparison and addition.
#[cfg(any(test, not(all(dsp, fpu))))]
#[inline(always)]
pub(crate) fn quantize(x: f32, offset: f32, factor: f32) -> Option<i8> {
    let bits = ((x - offset) * factor).to_bits();
    let size = match bits >> 23 & 0xff {
        0xff => return None,
        // below one half
        ..126 => 0,
        135.. => 256,
        exponent => {
            let mantissa = bits & 0x007f_ffff | 0x0080_0000;
            let shift = 150 - exponent;
            let whole = mantissa >> shift;
            // just under one half, and one more for an odd number, so that ties go to even
            (mantissa + (1 << (shift - 1)) - 1 + (whole & 1)) >> shift
        }
    };
    let q = if bits >> 31 == 0 {
        size as i32
    } else {
        -(size as i32)
    };
    Some(q.clamp(-128, 127) as i8)
}

/// Quantises a row of features, two per word, padded with zeros to a multiple of four; returns the
/// column that is not finite.
#[cfg(any(test, not(all(dsp, fpu))))]
#[inline]
pub(crate) fn quantize_row(
    raw: &[f32],
    offset: &[f32],
    factor: &[f32],
    out: &mut [i32],
) -> Result<(), usize> {
    if let (1 | 2, Some(padding)) = (raw.len() % 4, out.get_mut(raw.len() / 4 * 2 + 1)) {
        *padding = 0;
    }
    let features = raw.iter().zip(offset).zip(factor).enumerate();
    for (column, ((&x, &offset), &factor)) in features {
        let q = i32::from(quantize(x, offset, factor).ok_or(column)?);
        if let Some(pair) = out.get_mut(column / 2) {
            *pair = if column % 2 == 0 {
                q & 0xffff
            } else {
                *pair | q << 16
            };
        }
    }
    Ok(())
}

/// Quantised inputs, two per word.
#[inline]
pub(crate) fn widen(input: &[i8], out: &mut [i32]) {
    let (fours, rest) = input.as_chunks::<4>();
    let (words, _) = out.as_chunks_mut::<2>();
    let mut words = words.iter_mut();
    for (&[a, b, c, d], words) in fours.iter().zip(&mut words) {
        *words = [word(a.into(), b.into()), word(c.into(), d.into())];
    }
    if let Some(words) = words.next() {
        let mut q = rest.iter().map(|&q| i32::from(q));
        let mut next = || q.next().unwrap_or(0);
        *words = [word(next(), next()), word(next(), next())];
    }
}

//! The input step on chips with an FPU and DSP instructions.

use core::arch::asm;

/// Quantises a row of features, two per word, padded with zeros to a multiple of four; returns the
/// column that is not finite.
#[inline]
pub(crate) fn quantize_row(
    raw: &[f32],
    offset: &[f32],
    factor: &[f32],
    out: &mut [i32],
) -> Result<(), usize> {
    let (x, last_x) = raw.as_chunks::<4>();
    let (o, last_o) = offset.as_chunks::<4>();
    let (k, last_k) = factor.as_chunks::<4>();
    let (words, _) = out.as_chunks_mut::<2>();
    let mut finite = fours(x, o, k, words);
    if let (Some(words), false) = (words.get_mut(x.len()..), last_x.is_empty()) {
        finite &= fours(&[padded(last_x)], &[padded(last_o)], &[padded(last_k)], words);
    }
    if finite {
        return Ok(());
    }
    // numbers so large that only their sum is not finite are quantised right
    let mut features = raw.iter().zip(offset).zip(factor);
    match features.position(|((x, offset), factor)| !((x - offset) * factor).is_finite()) {
        Some(column) => Err(column),
        None => Ok(()),
    }
}

#[inline(always)]
fn padded(rest: &[f32]) -> [f32; 4] {
    let mut rest = rest.iter();
    [(); 4].map(|()| rest.next().copied().unwrap_or(0.0))
}

/// Four features. What is not finite stays so in the sums.
#[cfg(not(optimize_for_size))]
macro_rules! rounds {
    () => {
        "2:
        vldmia {x}!, {{s0, s1, s2, s3}}
        vldmia {o}!, {{s4, s5, s6, s7}}
        vldmia {k}!, {{s8, s9, s10, s11}}
        vsub.f32 s0, s0, s4
        vsub.f32 s1, s1, s5
        vsub.f32 s2, s2, s6
        vsub.f32 s3, s3, s7
        vmul.f32 s0, s0, s8
        vmul.f32 s1, s1, s9
        vmul.f32 s2, s2, s10
        vmul.f32 s3, s3, s11
        vadd.f32 s12, s12, s0
        vadd.f32 s13, s13, s1
        vcvtr.s32.f32 s0, s0
        vcvtr.s32.f32 s1, s1
        vadd.f32 s12, s12, s2
        vadd.f32 s13, s13, s3
        vcvtr.s32.f32 s2, s2
        vcvtr.s32.f32 s3, s3
        vmov {a}, {b}, s0, s1
        vmov {c}, {d}, s2, s3
        ssat {a}, #8, {a}
        ssat {b}, #8, {b}
        ssat {c}, #8, {c}
        ssat {d}, #8, {d}
        pkhbt {a}, {a}, {b}, lsl #16
        pkhbt {c}, {c}, {d}, lsl #16
        strd {a}, {c}, [{q}], #8"
    };
}

/// Two by two is less code.
#[cfg(optimize_for_size)]
macro_rules! rounds {
    () => {
        "lsl {n}, {n}, #1
        2:
        vldmia {x}!, {{s0, s1}}
        vldmia {o}!, {{s4, s5}}
        vldmia {k}!, {{s8, s9}}
        vsub.f32 s0, s0, s4
        vsub.f32 s1, s1, s5
        vmul.f32 s0, s0, s8
        vmul.f32 s1, s1, s9
        vadd.f32 s12, s12, s0
        vadd.f32 s13, s13, s1
        vcvtr.s32.f32 s0, s0
        vcvtr.s32.f32 s1, s1
        vmov {a}, {b}, s0, s1
        ssat {a}, #8, {a}
        ssat {b}, #8, {b}
        pkhbt {c}, {a}, {b}, lsl #16
        str {c}, [{q}], #4"
    };
}

/// Quantises as many fours as all slices have; false where the sum of the results is not finite.
///
/// VCVTR rounds to nearest even and saturates, as SSAT does after it.
#[inline(never)]
fn fours(x: &[[f32; 4]], offset: &[[f32; 4]], factor: &[[f32; 4]], out: &mut [[i32; 2]]) -> bool {
    let fours = x.len().min(offset.len()).min(factor.len()).min(out.len());
    if fours == 0 {
        return true;
    }
    let sum: u32;
    // SAFETY: reads `fours` elements of each slice and writes as many, all inside.
    unsafe {
        asm!(
            "vmov s12, {d}",
            "vmov s13, {d}",
            rounds!(),
            "subs {n}, {n}, #1",
            "bne 2b",
            "vadd.f32 s12, s12, s13",
            "vmov {d}, s12",
            x = inout(reg) x.as_ptr() => _,
            o = inout(reg) offset.as_ptr() => _,
            k = inout(reg) factor.as_ptr() => _,
            q = inout(reg) out.as_mut_ptr() => _,
            n = inout(reg) fours => _,
            a = out(reg) _, b = out(reg) _, c = out(reg) _,
            // the compiler lets no f32 in here: it takes VFP for double precision only
            d = inout(reg) 0 => sum,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _,
            options(nostack),
        );
    }
    f32::from_bits(sum).is_finite()
}

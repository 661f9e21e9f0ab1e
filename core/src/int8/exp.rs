//! The exponential of the output layer, in integers.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

/// 1 as the exponential has it: Q31.
pub(super) const ONE: u32 = 1 << 31;

/// The coefficients from the fourth on down.
static C: [u32; 4] = [39_480_554, 237_455_437, 1_031_552_857, 2_977_028_693];

/// `exp(-distance * 2^-bits)` in Q31, within 2e-7 of the value, relative down to the last bit.
///
/// `2^-t` with `t = distance * log2(e)`: the whole part of `t` is a shift, the fraction `f` goes
/// through a polynomial of degree 5 (minimax of the relative error, 8.4e-8, with the ends of
/// `0..=1` exact so that it decreases throughout), as
/// `1 - f * (c1 - f * (c2 - f * (c3 - f * (c4 - f * c5))))`.
pub(super) fn exp_of_minus(distance: u32, bits: i8) -> u32 {
    // where a model has as few as -126, the differences below are beyond 8 bits
    let bits = i32::from(bits);
    // beyond 22, exp is below the last bit
    let limit = if bits >= 0 {
        22 << bits
    } else {
        (22 >> (-bits).min(5)) + 1
    };
    if distance >= limit {
        return 0;
    }
    // Q20 below 23, so Q27 fits, and times log2(e) / 2 in Q32 it is Q26
    let q20 = distance << (20 - bits).min(25);
    let t = high(q20 << 7, 3_098_164_010);
    let f = t << 6;
    let y = C.iter().fold(4_032_929, |y, c| c - high(y, f));
    (ONE - (high(y, f) >> 1)) >> (t >> 26)
}

/// The high word of the product.
#[inline(always)]
fn high(a: u32, b: u32) -> u32 {
    ((u64::from(a) * u64::from(b)) >> 32) as u32
}

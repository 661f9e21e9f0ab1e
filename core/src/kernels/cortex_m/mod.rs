//! Chips with a single-precision FPU (Cortex-M4F, M7, M33): tiles of sums held in its registers.
//!
//! A load of n registers takes 1 + n cycles, a multiplication or an addition 1, and 1 more where
//! the next instruction uses its result (Cortex-M4 Technical Reference Manual, 3.3 and 7.2).

mod dense;
mod scale;
mod softmax;
mod training;

use core::arch::asm;

pub(super) use dense::{dense_row, relu};
pub(super) use scale::scale;
pub(super) use softmax::softmax;
pub(super) use training::product;

/// The correctly rounded square root: libm's is software even where the chip has the instruction.
#[inline(always)]
pub(super) fn square_root(value: f32) -> f32 {
    let mut bits = value.to_bits();
    // SAFETY: registers only. `sreg` operands ask for a feature that these FPUs lack (doubles), so
    // that the number comes and goes through a core register.
    unsafe {
        asm!(
            "vmov s0, {0}", "vsqrt.f32 s0, s0", "vmov {0}, s0",
            inout(reg) bits, out("s0") _, options(pure, nomem, nostack),
        );
    }
    f32::from_bits(bits)
}

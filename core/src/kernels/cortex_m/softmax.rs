//! Softmax with the exponential in the loop.

use core::arch::naked_asm;

/// `z := exp(z - max z) / sum of these`, with [`super::super::exp`] over `constants`, operation by
/// operation; `z - max z` is never above the range of the exponential.
///
/// # Safety
/// `z` is valid for `count` reads and writes; `count` is not 0.
#[unsafe(naked)]
pub(in super::super) unsafe extern "C" fn softmax(z: *mut f32, count: usize, constants: &[f32; 12]) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "vpush {{s16-s17}}",
        "vldmia r2, {{s4-s15}}",
        // the largest in s16, from minus infinity on
        "movs r3, #0",
        "movt r3, #0xff80",
        "vmov s16, r3",
        "mov r2, r0",
        "mov r3, r1",
        "2:",
        "vldmia r2!, {{s0}}",
        "vcmp.f32 s0, s16",
        "vmrs APSR_nzcv, fpscr",
        "it gt",
        "vmovgt.f32 s16, s0",
        "subs r3, #1",
        "bne 2b",
        // the sum in s17
        "vmov s17, r3",
        "mov r2, r0",
        "mov r3, r1",
        "3:",
        "vldr s0, [r2]",
        "vsub.f32 s0, s0, s16",
        "vcmp.f32 s0, s4",
        "vmrs APSR_nzcv, fpscr",
        "it mi",
        "vmovmi.f32 s0, s4",
        "vmul.f32 s1, s0, s5",
        "subs r3, #1",
        "vadd.f32 s1, s1, s6",
        // the last bits of n and s6 are n: with the bias of an exponent they are those of 2^n
        "vmov r12, s1",
        "vsub.f32 s1, s1, s6",
        "lsl r12, r12, #23",
        "vmul.f32 s2, s1, s7",
        "vmul.f32 s3, s1, s8",
        "vsub.f32 s0, s0, s2",
        "add r12, r12, #0x3f800000",
        "vsub.f32 s0, s0, s3",
        "vmov s1, r12",
        "vmul.f32 s3, s9, s0",
        "vmul.f32 s2, s0, s0",
        ".irp c, 10,11,12,13",
        "vadd.f32 s3, s3, s\\c",
        "vmul.f32 s3, s3, s0",
        ".endr",
        "vadd.f32 s3, s3, s14",
        "vmul.f32 s3, s3, s2",
        "vadd.f32 s3, s3, s0",
        "vadd.f32 s3, s3, s15",
        "vmul.f32 s3, s3, s1",
        "vstmia r2!, {{s3}}",
        "vadd.f32 s17, s17, s3",
        "bne 3b",
        "4:",
        "vldr s0, [r0]",
        "subs r1, #1",
        "vdiv.f32 s0, s0, s17",
        "vstmia r0!, {{s0}}",
        "bne 4b",
        "vpop {{s16-s17}}",
        "bx lr",
    )
}

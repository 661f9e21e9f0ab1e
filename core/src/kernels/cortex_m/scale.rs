//! Scaling of the features.

use core::arch::naked_asm;

/// Four features in 17 instructions.
#[cfg(not(optimize_for_size))]
macro_rules! fours {
    () => {
        "subs r12, #4
        blo 3f
        2:
        vldmia r0!, {{s0-s3}}
        vldmia r1!, {{s4-s7}}
        vldmia r2!, {{s8-s11}}
        vsub.f32 s0, s0, s4
        vsub.f32 s1, s1, s5
        vsub.f32 s2, s2, s6
        vsub.f32 s3, s3, s7
        vdiv.f32 s0, s0, s8
        vdiv.f32 s1, s1, s9
        vdiv.f32 s2, s2, s10
        vdiv.f32 s3, s3, s11
        vadd.f32 s12, s12, s0
        vadd.f32 s13, s13, s1
        vadd.f32 s12, s12, s2
        vadd.f32 s13, s13, s3
        vstmia r3!, {{s0-s3}}
        subs r12, #4
        bhs 2b
        3:
        adds r12, #4"
    };
}

/// One by one is less code.
#[cfg(optimize_for_size)]
macro_rules! fours {
    () => {
        "cmp r12, #0"
    };
}

/// `out := (x - offset) / scale`, feature by feature. Returns the bits of a sum of the results,
/// which is not finite if one of them is not.
///
/// # Safety
/// `x`, `offset` and `scale` are valid for `count` reads, `out` for `count` writes.
#[unsafe(naked)]
pub(in super::super) unsafe extern "C" fn scale(
    x: *const f32,
    offset: *const f32,
    scale: *const f32,
    out: *mut f32,
    count: usize,
) -> u32 {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "mov r12, #0",
        "vmov s12, r12",
        "vmov s13, r12",
        "ldr r12, [sp]",
        fours!(),
        "beq 5f",
        "4:",
        "vldmia r0!, {{s0}}",
        "vldmia r1!, {{s4}}",
        "vldmia r2!, {{s8}}",
        "vsub.f32 s0, s0, s4",
        "subs r12, #1",
        "vdiv.f32 s0, s0, s8",
        "vadd.f32 s12, s12, s0",
        "vstmia r3!, {{s0}}",
        "bne 4b",
        "5:",
        "vadd.f32 s12, s12, s13",
        "vmov r0, s12",
        "bx lr",
    )
}

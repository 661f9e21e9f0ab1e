//! The way forward: dense layers and the rectifier.

use core::arch::naked_asm;

/// One term of a tile: loads its weights into s0 to s7, multiplies them by x in place, adds to the
/// sums in s10 to s17 and s20 to s27. No result is used by the instruction after it.
macro_rules! term {
    (16, $x:literal) => {
        concat!(
            "vldmia r8!, {{s0-s7}}\n",
            term!(multiply $x "0,1,2,3,4,5,6,7"),
            term!(add "1" "0,1,2,3,4,5,6,7"),
            "vldmia r8, {{s0-s7}}\n",
            term!(multiply $x "0,1,2,3,4,5,6,7"),
            term!(add "2" "0,1,2,3,4,5,6,7"),
            "add r8, r12\n",
        )
    };
    (8, $x:literal) => { term!(narrow $x "s0-s7" "0,1,2,3,4,5,6,7") };
    (4, $x:literal) => { term!(narrow $x "s0-s3" "0,1,2,3") };
    (3, $x:literal) => { term!(narrow $x "s0-s2" "0,1,2") };
    (2, $x:literal) => { term!(narrow $x "s0-s1" "0,1") };
    (1, $x:literal) => { term!(narrow $x "s0" "0") };
    (narrow $x:literal $registers:literal $numbers:literal) => {
        concat!(
            "vldmia r8, {{", $registers, "}}\n",
            term!(multiply $x $numbers),
            "add r8, r6\n",
            term!(add "1" $numbers),
        )
    };
    (multiply $x:literal $numbers:literal) => {
        concat!(".irp i, ", $numbers, "\n vmul.f32 s\\i, s\\i, ", $x, "\n .endr\n")
    };
    (add $tens:literal $numbers:literal) => {
        concat!(".irp i, ", $numbers, "\n vadd.f32 s", $tens, "\\i, s", $tens, "\\i, s\\i\n .endr\n")
    };
}

/// The sums of one tile, from the biases at r2 to r3. Moves r1 to the next tile.
macro_rules! tile {
    ($terms:ident $width:tt, $bytes:literal, $($sums:literal),*) => {
        concat!(
            $("vldmia r2!, {{", $sums, "}}\n",)*
            "mov r7, r0\n mov r8, r1\n",
            $terms!($width),
            $("vstmia r3!, {{", $sums, "}}\n",)*
            "adds r1, #", $bytes, "\n",
        )
    };
}

/// The terms one by one.
#[cfg(optimize_for_size)]
macro_rules! ones {
    ($width:tt) => {
        concat!(
            "mov r9, r4\n",
            "2:\n vldmia r7!, {{s8}}\n",
            term!($width, "s8"),
            "subs r9, #1\n bne 2b\n",
        )
    };
}

/// Two by two; an odd number enters the loop at its middle.
#[cfg(not(optimize_for_size))]
macro_rules! twos {
    ($width:tt) => {
        concat!(
            "lsrs r9, r4, #1\n bcs 3f\n subs r9, #1\n",
            "2:\n vldmia r7!, {{s8}}\n",
            term!($width, "s8"),
            "3:\n vldmia r7!, {{s8}}\n",
            term!($width, "s8"),
            "subs r9, #1\n bpl 2b\n",
        )
    };
}

/// Four by four, then those that are left.
#[cfg(not(optimize_for_size))]
macro_rules! fours {
    ($width:tt) => {
        concat!(
            "lsrs r9, r4, #2\n beq 3f\n",
            "2:\n",
            "vldmia r7!, {{s8-s9}}\n",
            term!($width, "s8"),
            term!($width, "s9"),
            "vldmia r7!, {{s8-s9}}\n",
            term!($width, "s8"),
            term!($width, "s9"),
            "subs r9, #1\n bne 2b\n",
            "3:\n ands r9, r4, #3\n beq 5f\n",
            "4:\n vldmia r7!, {{s8}}\n",
            term!($width, "s8"),
            "subs r9, #1\n bne 4b\n",
            "5:\n",
        )
    };
}

/// `out[c] = biases[c] + sum over k of x[k] * weights[k * columns + c]`: tiles of 16 columns, then
/// 8, 4 and the rest.
///
/// # Safety
/// `x` is valid for `terms` reads, `weights` for `terms * columns`, `biases` for `columns`, `out`
/// for `columns` writes; `terms` is not 0.
#[cfg(not(optimize_for_size))]
#[unsafe(naked)]
pub(in super::super) unsafe extern "C" fn dense_row(
    x: *const f32,
    weights: *const f32,
    biases: *const f32,
    out: *mut f32,
    terms: usize,
    columns: usize,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r9, lr}}",
        "ldrd r4, r5, [sp, #28]",
        "lsls r6, r5, #2", // bytes from term to term
        "cmp r5, #8",
        "blo 40f",
        "vpush {{s16-s27}}",
        "sub r12, r6, #32",
        "subs r5, #16",
        "blo 80f",
        "160:",
        tile!(fours 16, 64, "s10-s17", "s20-s27"),
        "subs r5, #16",
        "bhs 160b",
        "80:",
        "lsls r9, r5, #29", // bit 3 into the carry: the 16 too many do not show in it
        "bcc 79f",
        tile!(twos 8, 32, "s10-s17"),
        "79:",
        "vpop {{s16-s27}}",
        "40:",
        "lsls r9, r5, #30", // bit 2
        "bcc 39f",
        tile!(twos 4, 16, "s10-s13"),
        "39:",
        "ands r5, #3",
        "beq 90f",
        "cmp r5, #2",
        "bhi 30f",
        "beq 20f",
        tile!(twos 1, 0, "s10"),
        "b 90f",
        "20:",
        tile!(twos 2, 0, "s10-s11"),
        "b 90f",
        "30:",
        tile!(twos 3, 0, "s10-s12"),
        "90:",
        "pop {{r4-r9, pc}}",
    )
}

/// The same in a third of the flash: tiles of 16, 4 and 1, term by term.
///
/// # Safety
/// That of the other.
#[cfg(optimize_for_size)]
#[unsafe(naked)]
pub(in super::super) unsafe extern "C" fn dense_row(
    x: *const f32,
    weights: *const f32,
    biases: *const f32,
    out: *mut f32,
    terms: usize,
    columns: usize,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r9, lr}}",
        "vpush {{s16-s27}}",
        "ldrd r4, r5, [sp, #76]",
        "lsls r6, r5, #2", // bytes from term to term
        "sub r12, r6, #32",
        "subs r5, #16",
        "blo 40f",
        "160:",
        tile!(ones 16, 64, "s10-s17", "s20-s27"),
        "subs r5, #16",
        "bhs 160b",
        "40:",
        "adds r5, #12",
        "bmi 10f",
        "41:",
        tile!(ones 4, 16, "s10-s13"),
        "subs r5, #4",
        "bpl 41b",
        "10:",
        "adds r5, #4",
        "beq 90f",
        "11:",
        tile!(ones 1, 4, "s10"),
        "subs r5, #1",
        "bne 11b",
        "90:",
        "vpop {{s16-s27}}",
        "pop {{r4-r9, pc}}",
    )
}

/// Elements of [`relu`]; NaN and -0 are not less than zero.
macro_rules! rectify {
    ($($register:literal at $byte:literal),*) => {
        concat!($(
            "vcmp.f32 ", $register, ", #0.0\n vmrs APSR_nzcv, fpscr\n it mi\n strmi r2, [r0, #", $byte, "]\n",
        )*)
    };
}

#[cfg(not(optimize_for_size))]
macro_rules! rectify_fours {
    () => {
        concat!(
            "subs r1, #4\n blo 3f\n",
            "2:\n vldmia r0, {{s0-s3}}\n",
            rectify!("s0" at 0, "s1" at 4, "s2" at 8, "s3" at 12),
            "adds r0, #16\n subs r1, #4\n bhs 2b\n",
            "3:\n adds r1, #4\n",
        )
    };
}

/// One by one is less code.
#[cfg(optimize_for_size)]
macro_rules! rectify_fours {
    () => {
        "cmp r1, #0"
    };
}

/// `z := max(0, z)`; -0 and NaN stay.
///
/// # Safety
/// `z` is valid for `count` reads and writes.
#[unsafe(naked)]
pub(in super::super) unsafe extern "C" fn relu(z: *mut f32, count: usize) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "movs r2, #0",
        rectify_fours!(),
        "beq 5f",
        "4:",
        "vldr s0, [r0]",
        rectify!("s0" at 0),
        "adds r0, #4",
        "subs r1, #1",
        "bne 4b",
        "5:",
        "bx lr",
    )
}

//! Sums of the way back: the gradient, and the deltas of the layer before.

use core::arch::naked_asm;

use super::super::Matrix;
use super::super::product::{Product, Start, scalar};

/// Sums of products of a shape that training has; the others go the portable way.
///
/// The product has passed its check.
pub(in super::super) fn product(p: Product<'_>) {
    let some = p.terms() > 0 && p.columns() > 0;
    if some && p.a.row_step == 1 && p.b.column_step == 1 {
        outer(p);
    } else if some
        && p.a.column_step == 1
        && p.b.row_step == 1
        && p.columns() >= 4
        && matches!(p.start, Start::Zero)
    {
        dots(p);
    } else {
        scalar(p);
    }
}

/// Rows and columns both lie side by side: tiles of 4 x 4 sums.
fn outer(p: Product<'_>) {
    let columns = p.columns();
    let out = &mut p.out[..p.a.rows * columns];
    match p.start {
        Start::Zero => out.fill(0.0),
        Start::Columns(start) => out
            .chunks_exact_mut(columns)
            .for_each(|row| row.copy_from_slice(&start[..columns])),
        Start::Continue => {}
    }
    let mut tiles = out.chunks_exact_mut(4 * columns);
    let mut row = 0;
    for tile in &mut tiles {
        let four = FourRows {
            coef: p.a.data[row..].as_ptr(),
            coef_bytes: p.a.column_step.wrapping_mul(4),
            v: p.b.data.as_ptr(),
            v_bytes: p.b.row_step.wrapping_mul(4),
            out: tile.as_mut_ptr(),
            columns,
            terms: p.a.columns,
        };
        // SAFETY: the check has shown that 4 coefficients and `columns` of `v` are inside their
        // slices at every term, and the tile is 4 rows of `columns`.
        unsafe { four_rows(&four) };
        row += 4;
    }
    let rest = tiles.into_remainder();
    scalar(Product {
        a: Matrix {
            data: p.a.data.get(row..).unwrap_or(&[]),
            rows: p.a.rows - row,
            ..p.a
        },
        start: Start::Continue,
        out: rest,
        b: p.b,
    });
}

/// What [`four_rows`] works on.
#[repr(C)]
struct FourRows {
    coef: *const f32,
    coef_bytes: usize,
    v: *const f32,
    v_bytes: usize,
    out: *mut f32,
    columns: usize,
    terms: usize,
}

/// Products of one factor with several, then their sums: no result is used by the next
/// instruction.
macro_rules! multiply_add {
    ($x:literal: $($product:literal $v:literal $sum:literal),*) => {
        concat!(
            $("vmul.f32 s", $product, ", s", $v, ", s", $x, "\n",)*
            $("vadd.f32 s", $sum, ", s", $sum, ", s", $product, "\n",)*
        )
    };
}

/// One term of four rows: coefficients in s0 to s3, `v` in s4 to s7, sums in s16 to s31, four per row.
macro_rules! outer_term {
    (4) => {
        concat!(
            "vldmia r8, {{s0-s3}}\n vldmia r9, {{s4-s7}}\n add r8, r1\n add r9, r3\n",
            multiply_add!(0: 8 4 16, 9 5 17, 10 6 18, 11 7 19),
            multiply_add!(1: 12 4 20, 13 5 21, 14 6 22, 15 7 23),
            multiply_add!(2: 8 4 24, 9 5 25, 10 6 26, 11 7 27),
            multiply_add!(3: 12 4 28, 13 5 29, 14 6 30, 15 7 31),
        )
    };
    (3) => {
        concat!(
            "vldmia r8, {{s0-s3}}\n vldmia r9, {{s4-s6}}\n add r8, r1\n add r9, r3\n",
            multiply_add!(0: 8 4 16, 9 5 17, 10 6 18),
            multiply_add!(1: 12 4 20, 13 5 21, 14 6 22),
            multiply_add!(2: 8 4 24, 9 5 25, 10 6 26),
            multiply_add!(3: 12 4 28, 13 5 29, 14 6 30),
        )
    };
    (2) => {
        concat!(
            "vldmia r8, {{s0-s3}}\n vldmia r9, {{s4-s5}}\n add r8, r1\n add r9, r3\n",
            multiply_add!(0: 8 4 16, 9 5 17),
            multiply_add!(1: 12 4 20, 13 5 21),
            multiply_add!(2: 8 4 24, 9 5 25),
            multiply_add!(3: 12 4 28, 13 5 29),
        )
    };
    (1) => {
        concat!(
            "vldmia r8, {{s0-s3}}\n vldmia r9, {{s4}}\n add r8, r1\n add r9, r3\n",
            multiply_add!(4: 8 0 16, 9 1 20, 10 2 24, 11 3 28),
        )
    };
}

/// A tile of four rows: its sums go on from what `out` holds.
macro_rules! outer_tile {
    ($columns:tt, $bytes:literal, $($row:literal),*) => {
        concat!(
            "mov r8, r0\n mov r9, r2\n mov r10, r6\n mov lr, r4\n",
            $("vldmia lr, {{", $row, "}}\n add lr, r12\n",)*
            "2:\n", outer_term!($columns), "subs r10, #1\n bne 2b\n",
            $("vstmia r4, {{", $row, "}}\n add r4, r12\n",)*
            "sub r4, r4, r12, lsl #2\n adds r4, #", $bytes, "\n adds r2, #", $bytes, "\n",
        )
    };
}

/// `out[r][c] += sum over k of coef[k][r] * v[k][c]`, continued in place, for 4 rows.
///
/// # Safety
/// At each of `terms` steps, not 0, `coef` is valid for 4 reads and `v` for `columns`; `out` is
/// valid for `4 * columns` reads and writes.
#[unsafe(naked)]
unsafe extern "C" fn four_rows(work: &FourRows) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r10, lr}}",
        "vpush {{s16-s31}}",
        "ldm r0, {{r0-r6}}",
        "lsl r12, r5, #2", // bytes from row to row of out
        "subs r5, #4",
        "blo 30f",
        "40:",
        outer_tile!(4, 16, "s16-s19", "s20-s23", "s24-s27", "s28-s31"),
        "subs r5, #4",
        "bhs 40b",
        "30:",
        "ands r5, #3", // the 4 too many do not show
        "beq 90f",
        "cmp r5, #2",
        "bhi 31f",
        "beq 20f",
        outer_tile!(1, 4, "s16", "s20", "s24", "s28"),
        "b 90f",
        "20:",
        outer_tile!(2, 8, "s16-s17", "s20-s21", "s24-s25", "s28-s29"),
        "b 90f",
        "31:",
        outer_tile!(3, 12, "s16-s18", "s20-s22", "s24-s26", "s28-s30"),
        "90:",
        "vpop {{s16-s31}}",
        "pop {{r4-r10, pc}}",
    )
}

/// Terms lie side by side on both sides: each column is a sum along two rows of memory, four
/// columns at a time. The last four overlap those before where their number is not a multiple.
fn dots(p: Product<'_>) {
    let (a, b, columns) = (p.a, p.b, p.columns());
    let out = &mut p.out[..a.rows * columns];
    for (row, out) in out.chunks_exact_mut(columns).enumerate() {
        let x = a.data[row * a.row_step..].as_ptr();
        let mut four = |from: usize, count: usize| {
            // SAFETY: the check has shown that `a` has a number for each term of this row, and `b` for
            // each column as well, inside their slices; `from + count` is at most `columns`.
            unsafe {
                let w = b.data.as_ptr().add(from * b.column_step);
                columns_by_four(
                    x,
                    w,
                    b.column_step * 4,
                    out.as_mut_ptr().add(from),
                    a.columns,
                    count,
                );
            }
        };
        four(0, columns & !3);
        if columns % 4 != 0 {
            four(columns - 4, 4);
        }
    }
}

/// Four terms of two columns: x in s0 to s3, weights in s4 to s7 and s8 to s11.
macro_rules! fours {
    ($first:literal, $second:literal) => {
        concat!(
            "vmul.f32 s4, s4, s0\n vmul.f32 s8, s8, s0\n vmul.f32 s5, s5, s1\n vmul.f32 s9, s9, s1\n",
            "vmul.f32 s6, s6, s2\n vmul.f32 s10, s10, s2\n vmul.f32 s7, s7, s3\n vmul.f32 s11, s11, s3\n",
            fours!(add $first, 4), fours!(add $second, 8), fours!(add $first, 5), fours!(add $second, 9),
            fours!(add $first, 6), fours!(add $second, 10), fours!(add $first, 7), fours!(add $second, 11),
        )
    };
    (add $sum:literal, $product:literal) => {
        concat!("vadd.f32 s", $sum, ", s", $sum, ", s", $product, "\n")
    };
}

/// `out[c] = sum over k of x[k] * w[c][k]`, from zero; `columns` is a multiple of 4, not 0.
///
/// # Safety
/// `x` is valid for `terms` reads, `w` for as many at each of `columns` steps, `out` for
/// `columns` writes.
#[unsafe(naked)]
unsafe extern "C" fn columns_by_four(
    x: *const f32,
    w: *const f32,
    w_bytes: usize,
    out: *mut f32,
    terms: usize,
    columns: usize,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r11, lr}}",
        "ldrd r11, r12, [sp, #36]",
        "2:",
        "add r4, r1, r2",
        "add r5, r4, r2",
        "add r6, r5, r2",
        "add lr, r6, r2", // the next four columns
        "mov r7, r0",
        "movs r8, #0",
        "vmov s12, s13, r8, r8",
        "vmov s14, s15, r8, r8",
        "lsrs r9, r11, #2",
        "beq 4f",
        "3:",
        "vldmia r7!, {{s0-s3}}",
        "vldmia r1!, {{s4-s7}}",
        "vldmia r4!, {{s8-s11}}",
        fours!("12", "13"),
        "vldmia r5!, {{s4-s7}}",
        "vldmia r6!, {{s8-s11}}",
        fours!("14", "15"),
        "subs r9, #1",
        "bne 3b",
        "4:",
        "ands r9, r11, #3",
        "beq 6f",
        "5:",
        "vldmia r7!, {{s0}}",
        "vldmia r1!, {{s4}}",
        "vldmia r4!, {{s5}}",
        "vldmia r5!, {{s6}}",
        "vldmia r6!, {{s7}}",
        multiply_add!(0: 8 4 12, 9 5 13, 10 6 14, 11 7 15),
        "subs r9, #1",
        "bne 5b",
        "6:",
        "vstmia r3!, {{s12-s15}}",
        "mov r1, lr",
        "subs r12, #4",
        "bne 2b",
        "pop {{r4-r11, pc}}",
    )
}

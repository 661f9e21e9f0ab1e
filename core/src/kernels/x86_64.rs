//! AVX-512 and AVX2, chosen at run time; plain x86-64 runs the portable path.

#[cfg(test)]
extern crate std;

use core::arch::x86_64::*;
use core::sync::atomic::{AtomicU8, Ordering};

use super::product::{Product, scalar};
use super::{Kernel, Lanes};

const UNKNOWN: u8 = 0;
const PORTABLE: u8 = 1;
const AVX2: u8 = 2;
const AVX512: u8 = 3;

static LEVEL: AtomicU8 = AtomicU8::new(UNKNOWN);

// For tests of what lesser machines do.
#[cfg(test)]
std::thread_local! {
    pub(super) static AT_MOST: core::cell::Cell<u8> = const { core::cell::Cell::new(AVX512) };
}

#[cfg(test)]
pub(super) fn level() -> u8 {
    detected().min(AT_MOST.get())
}
#[cfg(not(test))]
#[inline]
fn level() -> u8 {
    detected()
}

#[inline]
fn detected() -> u8 {
    match LEVEL.load(Ordering::Relaxed) {
        UNKNOWN => {
            let found = detect();
            LEVEL.store(found, Ordering::Relaxed);
            found
        }
        known => known,
    }
}

/// What both the processor has and the operating system saves (Intel SDM vol. 1, 13.5 and 14.3).
#[cold]
fn detect() -> u8 {
    let bit = |word: u32, bit: u32| word >> bit & 1 == 1;
    if __cpuid(0).eax < 7 {
        return PORTABLE;
    }
    let (basic, extended) = (__cpuid(1).ecx, __cpuid_count(7, 0).ebx);
    let (osxsave, avx) = (bit(basic, 27), bit(basic, 28));
    if !osxsave || !avx {
        return PORTABLE;
    }
    #[target_feature(enable = "xsave")]
    unsafe fn saved_state() -> u64 {
        // SAFETY: the caller has seen OSXSAVE.
        unsafe { _xgetbv(0) }
    }
    // SAFETY: OSXSAVE says that XGETBV may be used.
    let saved = unsafe { saved_state() };
    let avx2 = bit(extended, 5);
    let avx512 = bit(extended, 16) && bit(extended, 31); // F and VL
    if avx2 && avx512 && saved & 0xe6 == 0xe6 {
        AVX512
    } else if avx2 && saved & 6 == 6 {
        AVX2
    } else {
        PORTABLE
    }
}

#[inline]
pub(super) fn run<K: Kernel>(kernel: K) {
    #[target_feature(enable = "avx,avx2,avx512f,avx512vl")]
    fn avx512<K: Kernel>(kernel: K) {
        kernel.run::<F32x16>();
    }
    #[target_feature(enable = "avx,avx2")]
    fn avx2<K: Kernel>(kernel: K) {
        kernel.run::<F32x8>();
    }
    match level() {
        // SAFETY: detected.
        AVX512 => unsafe { avx512(kernel) },
        // SAFETY: detected.
        AVX2 => unsafe { avx2(kernel) },
        _ => kernel.run::<f32>(),
    }
}

#[inline]
pub(super) fn product(mut p: Product<'_>) {
    if !p.b.rows_are_dense() {
        return scalar(p);
    }
    match level() {
        // By reference: moved, it is large enough for a call of memcpy, which a single row feels.
        // SAFETY: detected.
        AVX512 => unsafe { product_avx512(&mut p) },
        // SAFETY: detected.
        AVX2 => unsafe { product_avx2(&mut p) },
        _ => scalar(p),
    }
}

/// Sixteen rows by one vector: the coefficients are operands of the multiplications, and 16
/// chains of additions hide the latency; few rows go by several vectors for the same reason.
/// What is left goes through the narrowest vector that holds it.
#[target_feature(enable = "avx,avx2,avx512f,avx512vl")]
fn product_avx512(p: &mut Product<'_>) {
    let (columns, mut c) = (p.columns(), 0);
    while p.rows() <= 2 && c + 64 <= columns {
        p.tiles_of_few_rows::<F32x16, 4>(c);
        c += 64;
    }
    while p.rows() <= 2 && c + 32 <= columns {
        p.tiles_of_few_rows::<F32x16, 2>(c);
        c += 32;
    }
    while c + 16 <= columns {
        p.tiles_by_sixteen::<F32x16>(c);
        c += 16;
    }
    match columns - c {
        0 => {}
        left @ 1..=4 => p.tiles::<F32x4, 16, 1>(c, left),
        left @ 5..=8 => p.tiles::<F32x8, 16, 1>(c, left),
        left => p.tiles::<F32x16, 16, 1>(c, left),
    }
}

/// Five rows by two vectors: a coefficient takes an instruction to load, which two
/// multiplications share, and the sums stay within 16 registers.
#[target_feature(enable = "avx,avx2")]
fn product_avx2(p: &mut Product<'_>) {
    let (columns, mut c) = (p.columns(), 0);
    while c + 16 <= columns {
        p.tiles::<F32x8, 5, 2>(c, 16);
        c += 16;
    }
    if c + 8 <= columns {
        p.tiles::<F32x8, 8, 1>(c, 8);
        c += 8;
    }
    match columns - c {
        0 => {}
        left @ 1..=4 => p.tiles::<F32x4, 8, 1>(c, left),
        left => p.tiles::<F32x8, 8, 1>(c, left),
    }
}

/// Transposes blocks of 16 x 4, and says how many rows and columns they cover.
pub(super) fn transpose_blocks(rows: usize, columns: usize, from: &[f32], to: &mut [f32]) -> (usize, usize) {
    assert!(from.len() >= rows * columns && to.len() >= rows * columns);
    if level() < AVX512 {
        return (0, 0);
    }
    // SAFETY: detected; both slices hold `rows * columns` numbers.
    unsafe { transpose_avx512(rows, columns, from.as_ptr(), to.as_mut_ptr()) };
    (rows - rows % 16, columns - columns % 4)
}

/// # Safety
/// `from` can be read, and `to` written, `rows * columns` times.
#[target_feature(enable = "avx,avx2,avx512f,avx512vl")]
unsafe fn transpose_avx512(rows: usize, columns: usize, from: *const f32, to: *mut f32) {
    for r in (0..rows - rows % 16).step_by(16) {
        // Four columns of 16 rows at a time: rows that are four apart lie side by side in one
        // register, so that what is left is to transpose 4 x 4 within the 128-bit parts.
        for c in (0..columns - columns % 4).step_by(4) {
            // SAFETY: row r + 15 and column c + 3 are inside.
            unsafe {
                let part = |i: usize, k: usize| _mm_loadu_ps(from.add((r + i + 4 * k) * columns + c));
                let four = |i: usize| {
                    let lower = _mm512_castps128_ps512(part(i, 0));
                    let lower = _mm512_mask_broadcast_f32x4(lower, 0x00f0, part(i, 1));
                    let lower = _mm512_mask_broadcast_f32x4(lower, 0x0f00, part(i, 2));
                    _mm512_mask_broadcast_f32x4(lower, 0xf000, part(i, 3))
                };
                let rows_of = [four(0), four(1), four(2), four(3)];
                let low = _mm512_castps_pd(_mm512_unpacklo_ps(rows_of[0], rows_of[1]));
                let high = _mm512_castps_pd(_mm512_unpackhi_ps(rows_of[0], rows_of[1]));
                let low2 = _mm512_castps_pd(_mm512_unpacklo_ps(rows_of[2], rows_of[3]));
                let high2 = _mm512_castps_pd(_mm512_unpackhi_ps(rows_of[2], rows_of[3]));
                let columns = [
                    _mm512_unpacklo_pd(low, low2),
                    _mm512_unpackhi_pd(low, low2),
                    _mm512_unpacklo_pd(high, high2),
                    _mm512_unpackhi_pd(high, high2),
                ];
                for (k, column) in columns.into_iter().enumerate() {
                    _mm512_storeu_ps(to.add((c + k) * rows + r), _mm512_castpd_ps(column));
                }
            }
        }
    }
}

/// The intrinsic of one width.
#[rustfmt::skip]
macro_rules! op {
    (w4 castsi_ps) => { _mm_castsi128_ps }; (w8 castsi_ps) => { _mm256_castsi256_ps }; (w16 castsi_ps) => { _mm512_castsi512_ps };
    (w4 castps_si) => { _mm_castps_si128 }; (w8 castps_si) => { _mm256_castps_si256 }; (w16 castps_si) => { _mm512_castps_si512 };
    (w4 or_si) => { _mm_or_si128 }; (w8 or_si) => { _mm256_or_si256 }; (w16 or_si) => { _mm512_or_si512 };
    (w4 and_si) => { _mm_and_si128 }; (w8 and_si) => { _mm256_and_si256 }; (w16 and_si) => { _mm512_and_si512 };
    (w4 set1_ps) => { _mm_set1_ps }; (w8 set1_ps) => { _mm256_set1_ps }; (w16 set1_ps) => { _mm512_set1_ps };
    (w4 loadu_ps) => { _mm_loadu_ps }; (w8 loadu_ps) => { _mm256_loadu_ps }; (w16 loadu_ps) => { _mm512_loadu_ps };
    (w4 storeu_ps) => { _mm_storeu_ps }; (w8 storeu_ps) => { _mm256_storeu_ps }; (w16 storeu_ps) => { _mm512_storeu_ps };
    (w4 add_ps) => { _mm_add_ps }; (w8 add_ps) => { _mm256_add_ps }; (w16 add_ps) => { _mm512_add_ps };
    (w4 sub_ps) => { _mm_sub_ps }; (w8 sub_ps) => { _mm256_sub_ps }; (w16 sub_ps) => { _mm512_sub_ps };
    (w4 mul_ps) => { _mm_mul_ps }; (w8 mul_ps) => { _mm256_mul_ps }; (w16 mul_ps) => { _mm512_mul_ps };
    (w4 div_ps) => { _mm_div_ps }; (w8 div_ps) => { _mm256_div_ps }; (w16 div_ps) => { _mm512_div_ps };
    (w4 max_ps) => { _mm_max_ps }; (w8 max_ps) => { _mm256_max_ps }; (w16 max_ps) => { _mm512_max_ps };
    (w4 min_ps) => { _mm_min_ps }; (w8 min_ps) => { _mm256_min_ps }; (w16 min_ps) => { _mm512_min_ps };
    (w4 sqrt_ps) => { _mm_sqrt_ps }; (w8 sqrt_ps) => { _mm256_sqrt_ps }; (w16 sqrt_ps) => { _mm512_sqrt_ps };
    (w4 cvttps_epi32) => { _mm_cvttps_epi32 }; (w8 cvttps_epi32) => { _mm256_cvttps_epi32 }; (w16 cvttps_epi32) => { _mm512_cvttps_epi32 };
    (w4 cvtepi32_ps) => { _mm_cvtepi32_ps }; (w8 cvtepi32_ps) => { _mm256_cvtepi32_ps }; (w16 cvtepi32_ps) => { _mm512_cvtepi32_ps };
    (w4 add_epi32) => { _mm_add_epi32 }; (w8 add_epi32) => { _mm256_add_epi32 }; (w16 add_epi32) => { _mm512_add_epi32 };
    (w4 sub_epi32) => { _mm_sub_epi32 }; (w8 sub_epi32) => { _mm256_sub_epi32 }; (w16 sub_epi32) => { _mm512_sub_epi32 };
    (w4 set1_epi32) => { _mm_set1_epi32 }; (w8 set1_epi32) => { _mm256_set1_epi32 }; (w16 set1_epi32) => { _mm512_set1_epi32 };
    (w4 shift_up) => { _mm_slli_epi32::<23> }; (w8 shift_up) => { _mm256_slli_epi32::<23> }; (w16 shift_up) => { _mm512_slli_epi32::<23> };
    (w4 shift_down) => { _mm_srli_epi32::<23> }; (w8 shift_down) => { _mm256_srli_epi32::<23> }; (w16 shift_down) => { _mm512_srli_epi32::<23> };
}

macro_rules! lanes_of_avx {
    ($name:ident, $half:ty, $count:literal, $vector:ty, $suffix:ident,
     $read_first:ident, $write_first:ident, $select:ident) => {
        /// Lanes in one register. Its methods are only reached from functions that enable the
        /// instructions: `run` and the two `product`s above.
        #[derive(Clone, Copy)]
        pub(super) struct $name($vector);

        impl Lanes for $name {
            const COUNT: usize = $count;
            type Half = $half;

            #[inline(always)]
            fn splat(value: f32) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix set1_ps)(value) })
            }
            #[inline(always)]
            unsafe fn read(from: *const f32) -> Self {
                // SAFETY: the caller's; unaligned reads are allowed.
                Self(unsafe { op!($suffix loadu_ps)(from) })
            }
            #[inline(always)]
            unsafe fn read_first(from: *const f32, count: usize) -> Self {
                // SAFETY: the caller's; lanes that are masked out are not touched.
                Self(unsafe { $read_first(from, count) })
            }
            #[inline(always)]
            unsafe fn write(self, to: *mut f32) {
                // SAFETY: the caller's; unaligned writes are allowed.
                unsafe { op!($suffix storeu_ps)(to, self.0) }
            }
            #[inline(always)]
            unsafe fn write_first(self, to: *mut f32, count: usize) {
                // SAFETY: the caller's; lanes that are masked out are not touched.
                unsafe { $write_first(to, self.0, count) }
            }
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix add_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix sub_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix mul_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix div_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix sqrt_ps)(self.0) })
            }
            // MAXPS and MINPS give the second operand where one is NaN or both are zero.
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix max_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { op!($suffix min_ps)(self.0, other.0) })
            }
            #[inline(always)]
            fn select_gt(self, other: Self, yes: Self, no: Self) -> Self {
                // SAFETY: see the type.
                Self(unsafe { $select(self.0, other.0, yes.0, no.0) })
            }
            #[inline(always)]
            fn power_of_two(self) -> Self {
                // SAFETY: see the type.
                Self(unsafe {
                    let n = op!($suffix cvttps_epi32)(self.0);
                    let biased = op!($suffix add_epi32)(n, op!($suffix set1_epi32)(127));
                    op!($suffix castsi_ps)(op!($suffix shift_up)(biased))
                })
            }
            #[inline(always)]
            fn exponent_and_mantissa(self) -> (Self, Self) {
                // SAFETY: see the type.
                unsafe {
                    let bits = op!($suffix castps_si)(self.0);
                    let exponent = op!($suffix sub_epi32)(
                        op!($suffix shift_down)(bits),
                        op!($suffix set1_epi32)(126),
                    );
                    let mantissa = op!($suffix or_si)(
                        op!($suffix and_si)(bits, op!($suffix set1_epi32)(0x007f_ffff)),
                        op!($suffix set1_epi32)(0x3f00_0000),
                    );
                    (Self(op!($suffix cvtepi32_ps)(exponent)), Self(op!($suffix castsi_ps)(mantissa)))
                }
            }
        }
    };
}

/// The first `n` of four lanes; the last of these rows are all zero.
static MASK4: [i32; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];
static MASK8: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

#[inline(always)]
fn mask4(count: usize) -> __m128i {
    let from = &MASK4[4 - count..8 - count];
    // SAFETY: four numbers; SSE2 is part of x86-64.
    unsafe { _mm_loadu_si128(from.as_ptr().cast()) }
}

#[inline(always)]
fn mask8(count: usize) -> __m256i {
    let from = &MASK8[8 - count..16 - count];
    // SAFETY: eight numbers; reached only where AVX is enabled.
    unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
}

#[inline(always)]
fn mask16(count: usize) -> __mmask16 {
    ((1u32 << count) - 1) as __mmask16
}

#[inline(always)]
unsafe fn read_first4(from: *const f32, count: usize) -> __m128 {
    // SAFETY: the caller's.
    unsafe { _mm_maskload_ps(from, mask4(count)) }
}
#[inline(always)]
unsafe fn read_first8(from: *const f32, count: usize) -> __m256 {
    // SAFETY: the caller's.
    unsafe { _mm256_maskload_ps(from, mask8(count)) }
}
#[inline(always)]
unsafe fn read_first16(from: *const f32, count: usize) -> __m512 {
    // SAFETY: the caller's.
    unsafe { _mm512_maskz_loadu_ps(mask16(count), from) }
}
#[inline(always)]
unsafe fn write_first4(to: *mut f32, value: __m128, count: usize) {
    // SAFETY: the caller's.
    unsafe { _mm_maskstore_ps(to, mask4(count), value) }
}
#[inline(always)]
unsafe fn write_first8(to: *mut f32, value: __m256, count: usize) {
    // SAFETY: the caller's.
    unsafe { _mm256_maskstore_ps(to, mask8(count), value) }
}
#[inline(always)]
unsafe fn write_first16(to: *mut f32, value: __m512, count: usize) {
    // SAFETY: the caller's.
    unsafe { _mm512_mask_storeu_ps(to, mask16(count), value) }
}
#[inline(always)]
unsafe fn select4(a: __m128, b: __m128, yes: __m128, no: __m128) -> __m128 {
    // SAFETY: the caller's.
    unsafe { _mm_blendv_ps(no, yes, _mm_cmpgt_ps(a, b)) }
}
#[inline(always)]
unsafe fn select8(a: __m256, b: __m256, yes: __m256, no: __m256) -> __m256 {
    // SAFETY: the caller's.
    unsafe { _mm256_blendv_ps(no, yes, _mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) }
}
#[inline(always)]
unsafe fn select16(a: __m512, b: __m512, yes: __m512, no: __m512) -> __m512 {
    // SAFETY: the caller's.
    unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b), no, yes) }
}

lanes_of_avx!(F32x4, f32, 4, __m128, w4, read_first4, write_first4, select4);
lanes_of_avx!(F32x8, F32x4, 8, __m256, w8, read_first8, write_first8, select8);
lanes_of_avx!(
    F32x16,
    F32x8,
    16,
    __m512,
    w16,
    read_first16,
    write_first16,
    select16
);

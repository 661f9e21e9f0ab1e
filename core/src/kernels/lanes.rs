//! Numbers side by side, and what is written over any number of them.

#[cfg(fpu)]
use super::cortex_m::square_root;
#[cfg(not(fpu))]
use crate::math::sqrt_f32 as square_root;

/// Independent f32 numbers that go through the same IEEE 754 operations side by side.
///
/// Multiplication and addition are two roundings; no method fuses them.
pub trait Lanes: Copy {
    /// How many numbers.
    const COUNT: usize;
    /// The next narrower: half as many, or one number again.
    type Half: Lanes;

    /// The same number in every lane.
    fn splat(value: f32) -> Self;
    /// Reads [`Self::COUNT`] numbers.
    ///
    /// # Safety
    /// `from` is valid for that many reads.
    unsafe fn read(from: *const f32) -> Self;
    /// Reads `count <= COUNT` numbers; the other lanes are zero.
    ///
    /// # Safety
    /// `from` is valid for `count` reads.
    unsafe fn read_first(from: *const f32, count: usize) -> Self;
    /// Writes [`Self::COUNT`] numbers.
    ///
    /// # Safety
    /// `to` is valid for that many writes.
    unsafe fn write(self, to: *mut f32);
    /// Writes the first `count <= COUNT` lanes.
    ///
    /// # Safety
    /// `to` is valid for `count` writes.
    unsafe fn write_first(self, to: *mut f32, count: usize);

    /// `self + other`
    fn add(self, other: Self) -> Self;
    /// `self - other`
    fn sub(self, other: Self) -> Self;
    /// `self * other`
    fn mul(self, other: Self) -> Self;
    /// `self / other`
    fn div(self, other: Self) -> Self;
    /// The correctly rounded square root.
    fn sqrt(self) -> Self;
    /// `yes` where `self > other`, else `no` (also where one is NaN).
    fn select_gt(self, other: Self, yes: Self, no: Self) -> Self;
    /// `2^self` for whole numbers in `-126..=127`.
    fn power_of_two(self) -> Self;
    /// `(e, m)` with `self == m * 2^e` and `m` in `0.5..1`, for positive normal numbers.
    fn exponent_and_mantissa(self) -> (Self, Self);

    /// `f(self)`; chips keep one copy of a function that several others call.
    #[inline(always)]
    fn call<F: Function>(self, f: F) -> Self {
        f.at(self)
    }
    /// The larger; `other` where one is NaN or both are zero.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.select_gt(other, self, other)
    }
    /// The smaller; `other` where one is NaN or both are zero.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        other.select_gt(self, self, other)
    }
    /// Reads a slice of at least [`Self::COUNT`] numbers.
    #[inline(always)]
    #[must_use]
    fn load(from: &[f32]) -> Self {
        let from = &from[..Self::COUNT];
        // SAFETY: the slice has COUNT elements.
        unsafe { Self::read(from.as_ptr()) }
    }
    /// Writes to a slice of at least [`Self::COUNT`] numbers.
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        let to = &mut to[..Self::COUNT];
        // SAFETY: the slice has COUNT elements.
        unsafe { self.write(to.as_mut_ptr()) }
    }
}

impl Lanes for f32 {
    const COUNT: usize = 1;
    type Half = f32;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        value
    }
    #[inline(always)]
    unsafe fn read(from: *const f32) -> Self {
        // SAFETY: the caller's.
        unsafe { *from }
    }
    #[inline(always)]
    unsafe fn read_first(from: *const f32, count: usize) -> Self {
        if count == 0 {
            return 0.0;
        }
        // SAFETY: the caller's.
        unsafe { *from }
    }
    #[inline(always)]
    unsafe fn write(self, to: *mut f32) {
        // SAFETY: the caller's.
        unsafe { *to = self }
    }
    #[inline(always)]
    unsafe fn write_first(self, to: *mut f32, count: usize) {
        if count > 0 {
            // SAFETY: the caller's.
            unsafe { *to = self }
        }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self * other
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self / other
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        square_root(self)
    }
    #[inline(always)]
    fn select_gt(self, other: Self, yes: Self, no: Self) -> Self {
        if self > other { yes } else { no }
    }
    #[cfg(not(target_arch = "x86_64"))]
    #[inline(always)]
    fn call<F: Function>(self, f: F) -> Self {
        #[inline(never)]
        fn one_copy<F: Function>(x: f32, f: F) -> f32 {
            f.at(x)
        }
        one_copy(self, f)
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        f32::from_bits(((self as i32 + 127) as u32) << 23)
    }
    #[inline(always)]
    fn exponent_and_mantissa(self) -> (Self, Self) {
        let bits = self.to_bits();
        let exponent = (bits >> 23) as i32 - 126;
        (
            exponent as f32,
            f32::from_bits((bits & 0x007f_ffff) | 0x3f00_0000),
        )
    }
}

/// Twice as many lanes, in two registers.
#[derive(Clone, Copy)]
struct Two<L>(L, L);

impl<L: Lanes> Lanes for Two<L> {
    const COUNT: usize = 2 * L::COUNT;
    type Half = L;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(L::splat(value), L::splat(value))
    }
    #[inline(always)]
    unsafe fn read(from: *const f32) -> Self {
        // SAFETY: the caller's.
        unsafe { Self(L::read(from), L::read(from.add(L::COUNT))) }
    }
    #[inline(always)]
    unsafe fn read_first(from: *const f32, count: usize) -> Self {
        let (first, second) = (count.min(L::COUNT), count.saturating_sub(L::COUNT));
        // SAFETY: the caller's.
        unsafe { Self(L::read_first(from, first), L::read_first(from.add(first), second)) }
    }
    #[inline(always)]
    unsafe fn write(self, to: *mut f32) {
        // SAFETY: the caller's.
        unsafe {
            self.0.write(to);
            self.1.write(to.add(L::COUNT));
        }
    }
    #[inline(always)]
    unsafe fn write_first(self, to: *mut f32, count: usize) {
        let (first, second) = (count.min(L::COUNT), count.saturating_sub(L::COUNT));
        // SAFETY: the caller's.
        unsafe {
            self.0.write_first(to, first);
            self.1.write_first(to.add(first), second);
        }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.add(other.0), self.1.add(other.1))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0.sub(other.0), self.1.sub(other.1))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(self.0.mul(other.0), self.1.mul(other.1))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(self.0.div(other.0), self.1.div(other.1))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt(), self.1.sqrt())
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0), self.1.max(other.1))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0), self.1.min(other.1))
    }
    #[inline(always)]
    fn select_gt(self, other: Self, yes: Self, no: Self) -> Self {
        Self(
            self.0.select_gt(other.0, yes.0, no.0),
            self.1.select_gt(other.1, yes.1, no.1),
        )
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self(self.0.power_of_two(), self.1.power_of_two())
    }
    #[inline(always)]
    fn exponent_and_mantissa(self) -> (Self, Self) {
        let (first, second) = (self.0.exponent_and_mantissa(), self.1.exponent_and_mantissa());
        (Self(first.0, second.0), Self(first.1, second.1))
    }
}

/// A computation that is written over any number of lanes.
pub trait Kernel {
    /// Runs it; implementations are `#[inline(always)]`, so that it compiles for the caller's
    /// instruction set.
    fn run<L: Lanes>(self);
}

/// A function of one number.
pub trait Function: Copy {
    /// Its value, lane by lane; implementations are `#[inline(always)]`.
    fn at<L: Lanes>(self, x: L) -> L;
}

/// A computation whose elements do not meet.
pub trait Elementwise {
    /// How many elements.
    fn count(&self) -> usize;
    /// Does the elements from `i` on, one a lane; implementations are `#[inline(always)]`.
    fn at<L: Lanes>(&mut self, i: usize);
}

/// An elementwise computation as a kernel: over the widest lanes, then narrower ones for the rest.
pub(super) struct Each<E>(pub(super) E);

impl<E: Elementwise> Each<E> {
    /// The elements from `i` on, as many lanes at a time as are left.
    #[inline(always)]
    fn from<L: Lanes>(&mut self, mut i: usize) -> usize {
        let count = self.0.count();
        if L::COUNT == 1 {
            // from a range the compiler knows that `i` is below the count
            (i..count).for_each(|i| self.0.at::<L>(i));
            return count;
        }
        while i + L::COUNT <= count {
            self.0.at::<L>(i);
            i += L::COUNT;
        }
        i
    }
}

impl<E: Elementwise> Kernel for Each<E> {
    #[inline(always)]
    fn run<L: Lanes>(mut self) {
        let mut i = 0;
        if L::COUNT > 1 {
            // Four registers side by side: a polynomial is one long chain, and its steps on one
            // register would wait for each other.
            i = self.from::<Two<Two<L>>>(i);
        }
        i = self.from::<L>(i);
        if L::COUNT > 1 {
            i = self.from::<L::Half>(i);
            i = self.from::<<L::Half as Lanes>::Half>(i);
            self.from::<f32>(i);
        }
    }
}

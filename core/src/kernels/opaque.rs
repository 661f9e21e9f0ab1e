//! Hides values from a chip's optimiser: what it must not know of a model in a `static`.
//!
//! It would make code for that very shape: unrolled by its widths, and as much as they say. What a
//! model costs is to be known before it is built, so its code has to be the same for every shape. In
//! firmware that is optimised for size the optimiser unrolls nothing, and may know everything.

/// For which chips.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Chips {
    /// All.
    Every,
    /// Those that have the loops of f32 in Rust. With an FPU they are in assembly, and what is left
    /// is less code where the shape is known.
    WithoutFpu,
}

impl Chips {
    const fn hides(self) -> bool {
        let speed = cfg!(all(chip, not(optimize_for_size)));
        speed && (matches!(self, Chips::Every) || !cfg!(fpu))
    }
}

/// The same value, about which the optimiser knows nothing.
#[inline(always)]
pub fn at_run_time<T>(value: &T, chips: Chips) -> &T {
    if chips.hides() {
        // SAFETY: the address is what it was.
        unsafe { &*address(core::ptr::from_ref(value)) }
    } else {
        value
    }
}

/// The same slice, of which the optimiser does not know how long it is.
#[inline(always)]
pub fn any_length<T>(slice: &[T], chips: Chips) -> &[T] {
    // SAFETY: the length is what it was.
    unsafe { core::slice::from_raw_parts(slice.as_ptr(), number(slice.len(), chips)) }
}

/// [`any_length`] of a slice to write to.
#[inline(always)]
pub fn any_length_mut<T>(slice: &mut [T], chips: Chips) -> &mut [T] {
    // SAFETY: the length is what it was.
    unsafe { core::slice::from_raw_parts_mut(slice.as_mut_ptr(), number(slice.len(), chips)) }
}

/// Where the first number stands that is not finite.
#[cfg_attr(chip, inline(never))]
pub fn first_not_finite(values: &[f32]) -> Option<usize> {
    any_length(values, Chips::Every)
        .iter()
        .position(|x| !x.is_finite())
}

/// The same address.
#[inline(always)]
#[cfg_attr(not(chip), allow(unused_mut))]
fn address<T>(mut address: *const T) -> *const T {
    #[cfg(chip)]
    // SAFETY: no instruction at all.
    unsafe {
        core::arch::asm!("/* {0} */", inout(reg) address, options(pure, nomem, nostack, preserves_flags));
    }
    address
}

/// The same number, which the optimiser does not know.
#[inline(always)]
#[cfg_attr(not(chip), allow(unused_mut))]
pub fn number(mut number: usize, chips: Chips) -> usize {
    #[cfg(chip)]
    if chips.hides() {
        // SAFETY: no instruction at all.
        unsafe {
            core::arch::asm!("/* {0} */", inout(reg) number, options(pure, nomem, nostack, preserves_flags));
        }
    }
    #[cfg(not(chip))]
    let _ = chips;
    number
}

//! The block of memory that a search works in.
//!
//! Everything that computes takes slices, whose lengths are run-time values; an [`Arena`] is the
//! one place where a length is a type, so that it can lie in a `static` or on the stack.

use core::ops::{Deref, DerefMut};

/// The memory of a search, `BYTES` long: [`Layout::bytes`](crate::search::Layout::bytes), or more, which is faster.
///
/// A local of `main`, or a static that the entry macro hands out once, without `unsafe`:
///
/// ```rs
/// #[cortex_m_rt::entry]
/// fn main() -> ! {
///     static mut ARENA: Arena<{ LAYOUT.bytes() }> = Arena::new();
///     let search = Search::try_new(PROBLEM, GRID.iter(), ARENA);
///     // …
/// }
/// ```
///
/// It is a `[u8]` for all that takes one; any other, of a heap for instance, does as well.
#[derive(Debug)]
#[repr(align(8))]
pub struct Arena<const BYTES: usize>([u8; BYTES]);

impl<const BYTES: usize> Arena<BYTES> {
    /// All zero, so that a `static` takes no flash.
    #[must_use]
    pub const fn new() -> Self {
        Self([0; BYTES])
    }
}

impl<const BYTES: usize> Default for Arena<BYTES> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BYTES: usize> Deref for Arena<BYTES> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<const BYTES: usize> DerefMut for Arena<BYTES> {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

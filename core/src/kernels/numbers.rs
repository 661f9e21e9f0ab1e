//! Numbers in a block of bytes.

/// A number that every pattern of its bytes is a value of.
pub trait Number: Copy + sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(
            impl sealed::Sealed for $number {}
            impl Number for $number {}
        )*
    };
}
numbers!(f32 f64 u32);

/// As many numbers as there are whole ones in some bytes, from the first that is aligned.
pub fn numbers<T: Number>(bytes: &mut [u8]) -> &mut [T] {
    // SAFETY: every pattern of bytes is a number, and every number a pattern of bytes.
    unsafe { bytes.align_to_mut() }.1
}

/// The bytes of some words.
#[cfg(test)]
pub fn bytes_of(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: every byte of a word is one.
    unsafe { words.align_to_mut() }.1
}

//! One number for all bits of a workload's results.

use crate::Error;

/// Results that a workload shows, as they appear.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// Weights, probabilities, values.
    F32(&'a [f32]),
    /// Losses, scores.
    F64(&'a [f64]),
    /// Ranks, counts, packed weights.
    U32(&'a [u32]),
    /// Sums of a quantised network.
    I32(&'a [i32]),
    /// Tables of a quantised network.
    I8(&'a [i8]),
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo), over little-endian bytes. Every NaN counts as the same
/// one, as IEEE 754 leaves open which of them an operation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes in what is shown.
    pub fn add(&mut self, results: Shown<'_>) {
        match results {
            Shown::F32(values) => values.iter().for_each(|v| {
                let v = if v.is_nan() { f32::NAN } else { *v };
                self.bytes(&v.to_bits().to_le_bytes());
            }),
            Shown::F64(values) => values.iter().for_each(|v| {
                let v = if v.is_nan() { f64::NAN } else { *v };
                self.bytes(&v.to_bits().to_le_bytes());
            }),
            Shown::U32(values) => values.iter().for_each(|v| self.bytes(&v.to_le_bytes())),
            Shown::I32(values) => values.iter().for_each(|v| self.bytes(&v.to_le_bytes())),
            Shown::I8(values) => values.iter().for_each(|v| self.bytes(&v.to_le_bytes())),
        }
    }

    /// The number.
    pub fn value(self) -> u64 {
        self.0
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// An error as numbers: which of those that inference gives, and its two fields.
pub(crate) fn refusal<T>(result: Result<T, Error>) -> [u32; 3] {
    match result {
        Ok(_) => [0; 3],
        Err(Error::NotFinite { row, column }) => [1, row as u32, column as u32],
        Err(Error::Mismatch { expected, got }) => [2, expected as u32, got as u32],
        Err(Error::TooSmall { needed, got }) => [3, needed as u32, got as u32],
        Err(_) => [4; 3],
    }
}

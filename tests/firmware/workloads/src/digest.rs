//! One number for all bits of a workload's results.

/// Results that a workload shows as they appear.
#[derive(Clone, Copy, Debug)]
pub enum Results<'a> {
    /// Weights, probabilities, values.
    F32(&'a [f32]),
    /// Losses, scores.
    F64(&'a [f64]),
    /// Ranks, counts, integers of a quantised network.
    U32(&'a [u32]),
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
    pub fn add(&mut self, results: Results<'_>) {
        match results {
            Results::F32(values) => values.iter().for_each(|v| {
                let v = if v.is_nan() { f32::NAN } else { *v };
                self.bytes(&v.to_bits().to_le_bytes());
            }),
            Results::F64(values) => values.iter().for_each(|v| {
                let v = if v.is_nan() { f64::NAN } else { *v };
                self.bytes(&v.to_bits().to_le_bytes());
            }),
            Results::U32(values) => values.iter().for_each(|v| self.bytes(&v.to_le_bytes())),
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

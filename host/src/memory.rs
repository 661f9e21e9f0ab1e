//! The memory of a fit, which grows with the network that is asked for.

use std::fmt;

use mcutune_core::train::FitMemory;
use memmap2::MmapOptions;
use serde::{Deserialize, Serialize};

use crate::data::room::{BESIDE, zeros};
use crate::text::in_gib;

/// Bytes that one fit may take beside the data. A network for a microcontroller takes a thousandth;
/// the system would promise more, and end the program where it cannot keep that.
pub const FIT_BYTES: u64 = 1 << 30;

/// A fit that takes more memory than one may, or than there is: it was not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(transparent)]
pub struct TooLarge {
    /// What it takes beside the data.
    pub bytes: u64,
}

impl TooLarge {
    /// Whether a fit may take as much, and the system did not give it: another time it may.
    #[must_use]
    pub fn is_of_the_system(self) -> bool {
        self.bytes <= FIT_BYTES
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes;
        match self.is_of_the_system() {
            true => write!(
                f,
                "a fit takes {bytes} bytes of memory beside the data, which the system does not give"
            ),
            false => write!(
                f,
                "a fit takes {bytes} bytes of memory beside the data, {}, and one may take at most {}",
                in_gib(bytes),
                in_gib(FIT_BYTES)
            ),
        }
    }
}

/// What the standard library takes for a thread's stack.
const STACK: usize = 2 << 20;

/// Addresses that glibc's allocator reserves for a thread's own heap, and keeps when the thread has ended.
const ARENA: usize = 64 << 20;

/// An error where a thread's stack, and what is small beside it, cannot be mapped: where the stack alone can be, an
/// allocation of a few bytes would end the program. A first thread does without a heap of its own.
pub(crate) fn check_thread() -> std::io::Result<()> {
    check_mapped(STACK + 3 * BESIDE)
}

/// The same of several threads with a heap each, so that there are addresses for more threads when these have ended.
pub(crate) fn check_threads(threads: usize) -> std::io::Result<()> {
    let bytes = threads.saturating_mul(STACK + BESIDE + ARENA);
    check_mapped(bytes.saturating_add(2 * BESIDE))
}

/// Whether the process may map this many bytes more: what the allocator has kept would do for a vector, and not for a
/// stack.
pub(crate) fn check_mapped(bytes: usize) -> std::io::Result<()> {
    MmapOptions::new()
        .len(bytes)
        .no_reserve_swap()
        .map_anon()
        .map(drop)
}

/// What a fit works in.
pub(crate) struct FitBuffers {
    /// Layer by layer; afterwards the trained ones.
    pub weights: Vec<f32>,
    floats: Vec<f32>,
    indices: Vec<u32>,
}

impl FitBuffers {
    /// Whether this many weights, other f32 and u32 are no more than a fit may take: the bytes that they
    /// take.
    pub fn check(weights: usize, (floats, indices): (usize, usize)) -> Result<u64, TooLarge> {
        let words = [weights, floats, indices].map(|count| count as u64);
        let bytes = words
            .into_iter()
            .fold(0u64, u64::saturating_add)
            .saturating_mul(4);
        match bytes <= FIT_BYTES {
            true => Ok(bytes),
            false => Err(TooLarge { bytes }),
        }
    }

    /// Zeros, of this many weights, other f32 and u32.
    pub fn try_new(weights: usize, (floats, indices): (usize, usize)) -> Result<Self, TooLarge> {
        let bytes = Self::check(weights, (floats, indices))?;
        let made = || {
            Some(Self {
                weights: zeros(weights).ok()?,
                floats: zeros(floats).ok()?,
                indices: zeros(indices).ok()?,
            })
        };
        made().ok_or(TooLarge { bytes })
    }

    pub fn views(&mut self) -> FitMemory<'_> {
        FitMemory {
            weights: &mut self.weights,
            floats: &mut self.floats,
            indices: &mut self.indices,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_kept_to_the_byte() {
        let words = (FIT_BYTES / 4) as usize;
        assert_eq!(
            FitBuffers::try_new(words, (1, 0)).err(),
            Some(TooLarge { bytes: FIT_BYTES + 4 })
        );
        assert_eq!(
            FitBuffers::try_new(usize::MAX, (1, 1)).err(),
            Some(TooLarge { bytes: u64::MAX })
        );
        let made = FitBuffers::try_new(3, (4, 5)).unwrap();
        assert_eq!(
            (made.weights.len(), made.floats.len(), made.indices.len()),
            (3, 4, 5)
        );
    }
}

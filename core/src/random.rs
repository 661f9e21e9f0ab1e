//! Random draws, defined once over any `rand_core` generator.
//!
//! They are those of NumPy's legacy `RandomState`: with MT19937 underneath they give
//! scikit-learn's own stream, seed for seed; with xoshiro the same algorithms run on a
//! generator that costs a microcontroller a few instructions.

use rand_core::{Rng, SeedableRng};

/// The default generator: 16 bytes of state, 32-bit operations only.
pub type Xoshiro = rand_xoshiro::Xoshiro128PlusPlus;

/// Draws as NumPy's legacy `RandomState` makes them.
pub trait Random {
    /// The next 32 random bits.
    fn bits(&mut self) -> u32;

    /// Uniform in `[0, 1)` with 53 random bits, from two draws.
    fn double(&mut self) -> f64 {
        let a = f64::from(self.bits() >> 5);
        let b = f64::from(self.bits() >> 6);
        (a * 67_108_864.0 + b) / 9_007_199_254_740_992.0
    }

    /// Uniform in `[low, high)`.
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.double()
    }

    /// Uniform in `0..=max` by masked rejection; `max == 0` draws nothing.
    fn bounded(&mut self, max: u32) -> u32 {
        if max == 0 {
            return 0;
        }
        let mask = u32::MAX >> max.leading_zeros();
        loop {
            let value = self.bits() & mask;
            if value <= max {
                return value;
            }
        }
    }

    /// [`Random::bounded`] beyond 32 bits: of two draws the first is the high half.
    fn bounded_u64(&mut self, max: u64) -> u64 {
        if let Ok(max) = u32::try_from(max) {
            return u64::from(self.bounded(max));
        }
        let mask = u64::MAX >> max.leading_zeros();
        loop {
            let high = u64::from(self.bits()) << 32;
            let value = (high | u64::from(self.bits())) & mask;
            if value <= max {
                return value;
            }
        }
    }

    /// Fisher-Yates from the last element down.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.bounded(i as u32) as usize);
        }
    }

    /// Fills `out` with a permutation of `0..out.len()`.
    fn permutation(&mut self, out: &mut [u32]) {
        for (i, slot) in out.iter_mut().enumerate() {
            *slot = i as u32;
        }
        self.shuffle(out);
    }
}

impl<R: Rng> Random for R {
    fn bits(&mut self) -> u32 {
        self.next_u32()
    }
}

/// A generator that a seed starts; every fit, split and sampler starts its own.
pub trait Seeded: Random + Sized {
    /// The generator of `seed`.
    fn from_seed_number(seed: u32) -> Self;
}

impl Seeded for Xoshiro {
    fn from_seed_number(seed: u32) -> Self {
        Xoshiro::seed_from_u64(u64::from(seed))
    }
}

//! The generators behind every draw.

use mcutune_core::random::{Random, Seeded, Xoshiro};
use rand_mt::Mt;

/// A started generator.
#[derive(Clone)]
pub enum Generator {
    /// mcutune's own, which a microcontroller runs too.
    Xoshiro(Xoshiro),
    /// MT19937: NumPy's `RandomState`, and so scikit-learn's draws.
    Numpy(Box<Mt>),
}

/// Which generator; each fit, split and sampler starts its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rng {
    /// xoshiro128++, which a microcontroller runs too.
    Xoshiro,
    /// MT19937, seeded as NumPy seeds it: the draws of scikit-learn.
    Numpy,
}

impl Rng {
    /// Both.
    pub const ALL: [Rng; 2] = [Rng::Xoshiro, Rng::Numpy];

    /// In lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rng::Xoshiro => "xoshiro",
            Rng::Numpy => "numpy",
        }
    }

    /// The generator of a seed.
    #[must_use]
    pub fn start(self, seed: u32) -> Generator {
        match self {
            Rng::Xoshiro => Generator::Xoshiro(Xoshiro::from_seed_number(seed)),
            Rng::Numpy => Generator::Numpy(Box::new(Mt::new(seed))),
        }
    }
}

impl Random for Generator {
    fn bits(&mut self) -> u32 {
        match self {
            Generator::Xoshiro(generator) => generator.bits(),
            Generator::Numpy(generator) => generator.next_u32(),
        }
    }
}

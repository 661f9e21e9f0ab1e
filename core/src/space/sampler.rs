//! Candidates at random, as scikit-learn's `ParameterSampler` draws them.

use super::grid::left;
use super::{Candidate, Grid, Space};
use crate::error::Error;
use crate::random::Random;

/// How a sampler without replacement picks its indices: scikit-learn's
/// `sample_without_replacement(method="auto")`, whose draws depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    /// As many as the grid holds: the plain grid.
    All,
    /// At most one in a hundred: draw again what was drawn before.
    Tracking,
    /// The head of a permutation of the whole grid.
    Permutation,
    /// At least 99 in a hundred.
    Reservoir,
}

impl Method {
    fn of(trials: u64, population: u64) -> Self {
        let ratio = trials as f64 / population as f64;
        if trials >= population {
            Method::All
        } else if ratio <= 0.01 {
            Method::Tracking
        } else if ratio < 0.99 {
            Method::Permutation
        } else {
            Method::Reservoir
        }
    }

    /// How many u32 hold its indices.
    fn scratch(self, trials: u64, population: u64) -> Result<usize, Error> {
        let words = match (self, words(population)) {
            (Method::All, _) => Some(0),
            (Method::Tracking, width) => trials.checked_mul(width as u64),
            (Method::Permutation, 1) => Some(population),
            (Method::Reservoir, 1) => Some(trials),
            // as many as no memory holds
            (Method::Permutation | Method::Reservoir, _) => None,
        };
        let words = words.and_then(|words| usize::try_from(words).ok());
        words.ok_or(Error::TooManyCandidates)
    }

    /// Picks its indices; `is_known` says whether one is among those before it, of which it gets the words.
    fn pick(
        self,
        indices: &mut [u32],
        population: u64,
        random: &mut impl Random,
        mut is_known: impl FnMut(&[u32], u64) -> bool,
    ) {
        match self {
            Method::All => {}
            Method::Permutation => random.permutation(indices),
            Method::Tracking => {
                let width = words(population);
                for i in 0..indices.len() / width {
                    let (before, rest) = indices.split_at_mut(i * width);
                    let mut index = random.bounded_u64(population - 1);
                    while is_known(before, index) {
                        index = random.bounded_u64(population - 1);
                    }
                    for (word, shift) in rest[..width].iter_mut().zip([0, 32]) {
                        *word = (index >> shift) as u32;
                    }
                }
            }
            Method::Reservoir => {
                for (i, slot) in indices.iter_mut().enumerate() {
                    *slot = i as u32;
                }
                for i in indices.len() as u64..population {
                    let at = random.bounded_u64(i) as usize;
                    if at < indices.len() {
                        indices[at] = i as u32;
                    }
                }
            }
        }
    }
}

/// How many u32 an index takes.
const fn words(population: u64) -> usize {
    if population > 1 << 32 { 2 } else { 1 }
}

/// The index in some words, the low one first.
fn joined(words: &[u32]) -> u64 {
    let words = words.iter().rev();
    words.fold(0, |index, &word| index << 32 | u64::from(word))
}

/// Candidates at random: without replacement when every range is a list (never more than the
/// grid holds), with replacement otherwise. An iterator; its generator is not shared, so the
/// candidates do not depend on when they are asked for, and a clone gives them again.
#[derive(Clone, Debug)]
pub struct Sampler<'a, R> {
    spaces: &'a [Space<'a>],
    random: R,
    /// The grid, and the indices to take of it (empty: all); none when there is a range.
    grid: Option<(Grid<'a>, &'a [u32])>,
    next: u64,
    len: u64,
}

impl<'a, R: Random> Sampler<'a, R> {
    /// How long the `scratch` of [`Sampler::try_new`] must be.
    ///
    /// # Errors
    /// [`Error::TooManyCandidates`] where that is more than can be counted.
    pub fn scratch(spaces: &[Space<'_>], trials: u32) -> Result<usize, Error> {
        match Grid::try_new(spaces) {
            Ok(grid) => {
                let trials = u64::from(trials);
                Method::of(trials, grid.len()).scratch(trials, grid.len())
            }
            Err(Error::NotAList(_)) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// `trials` candidates of `spaces`.
    ///
    /// # Errors
    /// [`Error::TooSmall`] for short scratch, [`Error::TooManyCandidates`] for more combinations than
    /// can be counted.
    pub fn try_new(
        spaces: &'a [Space<'a>],
        trials: u32,
        random: R,
        scratch: &'a mut [u32],
    ) -> Result<Self, Error> {
        let width = Grid::try_new(spaces).map_or(1, |grid| words(grid.len()));
        Self::of(spaces, trials, random, scratch, |before, index| {
            before.chunks_exact(width).any(|words| joined(words) == index)
        })
    }

    /// The same candidates for a caller with memory to spare. [`Sampler::try_new`] looks for an index among all
    /// that it drew before, which takes the square of `trials`; here `is_new` remembers them, and says whether an
    /// index is given to it for the first time, as `insert` of a set does.
    ///
    /// # Errors
    /// As of [`Sampler::try_new`].
    pub fn try_new_with(
        spaces: &'a [Space<'a>],
        trials: u32,
        random: R,
        scratch: &'a mut [u32],
        mut is_new: impl FnMut(u64) -> bool,
    ) -> Result<Self, Error> {
        Self::of(spaces, trials, random, scratch, |_, index| !is_new(index))
    }

    fn of(
        spaces: &'a [Space<'a>],
        trials: u32,
        mut random: R,
        scratch: &'a mut [u32],
        is_known: impl FnMut(&[u32], u64) -> bool,
    ) -> Result<Self, Error> {
        let needed = Self::scratch(spaces, trials)?;
        let got = scratch.len();
        let indices = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        let (grid, len) = match Grid::try_new(spaces) {
            Ok(grid) => {
                let trials = u64::from(trials);
                Method::of(trials, grid.len()).pick(indices, grid.len(), &mut random, is_known);
                (Some((grid, &*indices)), trials.min(grid.len()))
            }
            Err(Error::NotAList(_)) => (None, u64::from(trials)),
            Err(error) => return Err(error),
        };
        Ok(Self {
            spaces,
            random,
            grid,
            next: 0,
            len,
        })
    }

    /// How many candidates there are in all.
    pub fn total(&self) -> u64 {
        self.len
    }

    /// Whether more were asked for than the grid holds.
    #[must_use]
    pub fn exhausts(spaces: &[Space<'_>], trials: u32) -> bool {
        Grid::try_new(spaces).is_ok_and(|grid| grid.len() < u64::from(trials))
    }
}

impl<R: Random> Iterator for Sampler<'_, R> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        if self.next == self.len {
            return None;
        }
        let at = self.next;
        self.next += 1;
        match self.grid {
            Some((grid, [])) => grid.get(at),
            Some((grid, indices)) => {
                let width = words(grid.len());
                grid.get(joined(&indices[at as usize * width..][..width]))
            }
            None => {
                let space = &self.spaces[self.random.bounded(self.spaces.len() as u32 - 1) as usize];
                let random = &mut self.random;
                Candidate::of(space, |range| Some(range.draw(random)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        left(self.len - self.next)
    }
}

impl<R: Random> ExactSizeIterator for Sampler<'_, R> {}

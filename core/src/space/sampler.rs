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

    fn scratch(self, trials: u64, population: u64) -> u64 {
        match self {
            Method::All => 0,
            Method::Permutation => population,
            Method::Tracking | Method::Reservoir => trials,
        }
    }

    fn pick(self, indices: &mut [u32], population: u32, random: &mut impl Random) {
        match self {
            Method::All => {}
            Method::Permutation => random.permutation(indices),
            Method::Tracking => {
                for i in 0..indices.len() {
                    let mut index = random.bounded(population - 1);
                    while indices[..i].contains(&index) {
                        index = random.bounded(population - 1);
                    }
                    indices[i] = index;
                }
            }
            Method::Reservoir => {
                for (i, slot) in indices.iter_mut().enumerate() {
                    *slot = i as u32;
                }
                for i in indices.len() as u32..population {
                    let at = random.bounded(i) as usize;
                    if at < indices.len() {
                        indices[at] = i;
                    }
                }
            }
        }
    }
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
    pub fn scratch(spaces: &[Space<'_>], trials: u32) -> Result<usize, Error> {
        match Grid::try_new(spaces) {
            Ok(grid) => {
                let trials = u64::from(trials);
                let needed = Method::of(trials, grid.len()).scratch(trials, grid.len());
                usize::try_from(needed).map_err(|_| Error::TooManyCandidates)
            }
            Err(Error::NotAList(_)) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// `trials` candidates of `spaces`.
    pub fn try_new(
        spaces: &'a [Space<'a>],
        trials: u32,
        mut random: R,
        scratch: &'a mut [u32],
    ) -> Result<Self, Error> {
        let needed = Self::scratch(spaces, trials)?;
        let got = scratch.len();
        let indices = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        let (grid, len) = match Grid::try_new(spaces) {
            Ok(grid) => {
                let trials = u64::from(trials);
                let population = u32::try_from(grid.len()).map_err(|_| Error::TooManyCandidates)?;
                Method::of(trials, grid.len()).pick(indices, population, &mut random);
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
            Some((grid, indices)) => grid.get(u64::from(indices[at as usize])),
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

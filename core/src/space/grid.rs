//! Every combination, in scikit-learn's order.

use super::{Candidate, Space};
use crate::error::Error;

/// Every combination of the lists of some spaces, one space after the other; the last name
/// varies fastest.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a> {
    spaces: &'a [Space<'a>],
    len: u64,
}

impl<'a> Grid<'a> {
    /// The grid of some spaces of lists.
    ///
    /// # Errors
    /// [`Error::NotAList`] for a range, and [`Error::TooManyCandidates`] where the combinations
    /// cannot be counted.
    pub const fn try_new(spaces: &'a [Space<'a>]) -> Result<Self, Error> {
        // Ranges first: a space that has one is sampled, however many the lists beside it hold.
        let mut i = 0;
        while i < spaces.len() {
            if let Some(name) = spaces[i].range() {
                return Err(Error::NotAList(name.as_str()));
            }
            i += 1;
        }
        let (mut len, mut i) = (0u64, 0);
        while i < spaces.len() {
            let here = match spaces[i].combinations() {
                Ok(here) => here,
                Err(error) => return Err(error),
            };
            len = match len.checked_add(here) {
                Some(len) => len,
                None => return Err(Error::TooManyCandidates),
            };
            i += 1;
        }
        Ok(Self { spaces, len })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Grid::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(spaces: &'a [Space<'a>]) -> Self {
        match Self::try_new(spaces) {
            Ok(grid) => grid,
            Err(_) => panic!("a grid needs lists of values, not ranges, and fewer than 2^64 combinations"),
        }
    }

    /// The spaces.
    #[must_use]
    pub const fn spaces(&self) -> &'a [Space<'a>] {
        self.spaces
    }

    /// How many candidates.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none, that is no space.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Its candidates in order.
    #[must_use]
    pub const fn iter(&self) -> Candidates<'a> {
        Candidates { grid: *self, next: 0 }
    }

    /// The candidate of that index.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<Candidate> {
        let mut index = index;
        for space in self.spaces {
            let here = space.combinations().ok()?;
            if index < here {
                let mut rest = here;
                return Candidate::of(space, |range| {
                    let values = range.list()?;
                    rest /= values.len() as u64;
                    let at = index / rest;
                    index %= rest;
                    values.get(at as usize).copied()
                });
            }
            index -= here;
        }
        None
    }
}

/// The candidates of a grid, made one by one as they are asked for.
#[derive(Clone, Debug)]
pub struct Candidates<'a> {
    grid: Grid<'a>,
    next: u64,
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        let candidate = self.grid.get(self.next)?;
        self.next += 1;
        Some(candidate)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        left(self.grid.len - self.next)
    }
}

impl ExactSizeIterator for Candidates<'_> {}

/// As many as can be counted: no memory could hold more of anything.
pub(super) fn left(candidates: u64) -> (usize, Option<usize>) {
    let left = usize::try_from(candidates).unwrap_or(usize::MAX);
    (left, Some(left))
}

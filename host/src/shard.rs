//! Which part of a search's candidates a shard has, and what its directory is called.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::space::MOST_CANDIDATES;
use crate::text::ParseError;

/// What the name of a shard's directory begins with.
const DIRECTORY: &str = "shard-";

/// One of so many parts of a search's candidates: of n parts, part i has the candidates i, i + n, i + 2 n ..., so that
/// neighbours of a grid, which cost about the same, are spread over all.
///
/// ```
/// use mcutune::Shard;
///
/// let shard: Shard = "1/4".parse()?;
/// assert_eq!((shard.index(), shard.count()), (1, 4));
/// assert_eq!(shard.candidates(6), 2); // 1 and 5
/// # Ok::<(), mcutune::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Part `index`, from 0, of `count`, which is at most [`MOST_CANDIDATES`]. Those beyond the number of candidates
    /// are empty.
    ///
    /// # Errors
    /// Where there are no parts, too many, or none of this number.
    pub fn new(index: usize, count: usize) -> Result<Self, ParseError> {
        if count == 0 {
            return Err(ParseError(
                "0 shards have no candidates; there is 1 at least".into(),
            ));
        }
        if count as u64 > MOST_CANDIDATES {
            return Err(ParseError(format!(
                "{count} shards are more than the {MOST_CANDIDATES} candidates that a search takes"
            )));
        }
        if index >= count {
            return Err(ParseError(format!(
                "there is no shard {index} of {count}: they are counted from 0 to {}",
                count - 1
            )));
        }
        Ok(Self { index, count })
    }

    /// Which it is, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> usize {
        self.count
    }

    /// How many of so many candidates are its own.
    #[must_use]
    pub fn candidates(self, all: usize) -> usize {
        all.saturating_sub(self.index).div_ceil(self.count)
    }

    /// Its directory within that of the study.
    #[must_use]
    pub fn directory(self, study: &Path) -> PathBuf {
        study.join(format!("{DIRECTORY}{}-of-{}", self.index, self.count))
    }

    /// Whether a candidate is its own.
    pub(crate) fn has(self, candidate: usize) -> bool {
        candidate % self.count == self.index
    }

    /// Which shard's a directory is by its name.
    pub(crate) fn of_directory(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_prefix(DIRECTORY)?;
        let (index, count) = name.split_once("-of-")?;
        Self::new(index.parse().ok()?, count.parse().ok()?).ok()
    }
}

/// What a shard has its part of: all candidates of a search that knows them before the first fit, or of one that
/// proposes by what was scored those of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShardRound {
    pub shard: Shard,
    /// The numbers of all shards' candidates; none where the search has no more.
    pub numbers: Range<usize>,
    /// How many the whole search has, as far as is known.
    pub all: usize,
}

impl ShardRound {
    /// Whether the search has no other round.
    pub fn is_whole(&self) -> bool {
        self.numbers == (0..self.all)
    }

    /// How many candidates are the shard's own.
    pub fn candidates(&self) -> usize {
        let Range { start, end } = self.numbers;
        self.shard.candidates(end) - self.shard.candidates(start)
    }

    /// Which of its own a candidate of its is.
    pub fn place_of(&self, candidate: usize) -> usize {
        self.shard.candidates(candidate) - self.shard.candidates(self.numbers.start)
    }
}

/// As it is given: `1/4`.
impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        let Some((index, count)) = numbers else {
            return Err(ParseError(
                "a shard is i/n, such as 0/4 for the first of four".into(),
            ));
        };
        Self::new(index, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_candidate_is_of_one_shard() {
        for count in 1..9 {
            for all in 0..20 {
                let shards: Vec<Shard> = (0..count).map(|i| Shard::new(i, count).unwrap()).collect();
                let sum: usize = shards.iter().map(|shard| shard.candidates(all)).sum();
                assert_eq!(sum, all);
                for shard in shards {
                    let own: Vec<usize> = (0..all).filter(|&number| shard.has(number)).collect();
                    assert_eq!(own.len(), shard.candidates(all));
                    for start in 0..=all {
                        let numbers = start..all;
                        let round = ShardRound { shard, numbers, all };
                        let own: Vec<&usize> = own.iter().filter(|&&number| number >= start).collect();
                        assert_eq!(round.candidates(), own.len());
                        let places = own.iter().map(|&&number| round.place_of(number));
                        assert!(places.eq(0..own.len()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_shard_is_known_by_its_text_and_its_directory() {
        let shard: Shard = "3/12".parse().unwrap();
        assert_eq!(shard.to_string(), "3/12");
        assert_eq!(
            Shard::of_directory(&shard.directory(Path::new("a.study"))),
            Some(shard)
        );
        for (wrong, says) in [
            ("4/4", "no shard 4 of 4"),
            ("0/0", "0 shards"),
            ("0/100001", "more than the 100000"),
            ("1", "such as 0/4"),
            ("-1/4", "such as 0/4"),
            ("a/b", "such as 0/4"),
        ] {
            let error = wrong.parse::<Shard>().unwrap_err().to_string();
            assert!(error.contains(says), "{wrong}: {error}");
        }
    }
}

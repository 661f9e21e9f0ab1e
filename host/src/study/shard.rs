//! A part of a search's candidates, which a machine fits by itself into a journal of its own.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde_json::Value as Json;

use super::JOURNAL;
use super::error::StudyError;
use super::record::Study;
use super::settings::{Settings, differences};
use crate::search::MOST_CANDIDATES;
use crate::text::ParseError;

/// The entry of a shard's settings; another search has none.
pub(super) const SHARD: &str = "shard";

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

    /// Which of its own a candidate is.
    pub(super) fn place_of(self, candidate: usize) -> usize {
        candidate / self.count
    }

    /// Its entry among the settings of a search of so many candidates.
    pub(crate) fn setting(self, candidates: usize) -> (String, Json) {
        (SHARD.into(), format!("{self} of {candidates} candidates").into())
    }

    /// Which shard's some settings are, and how many candidates the whole search has.
    pub(super) fn of(settings: &Settings) -> Option<(Self, usize)> {
        let text = settings.get(SHARD)?.as_str()?.strip_suffix(" candidates")?;
        let (shard, candidates) = text.split_once(" of ")?;
        Some((shard.parse().ok()?, candidates.parse().ok()?))
    }

    /// Which shard's a directory is by its name.
    fn of_directory(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_prefix(DIRECTORY)?;
        let (index, count) = name.split_once("-of-")?;
        Self::new(index.parse().ok()?, count.parse().ok()?).ok()
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

/// The settings that all shards of a search share.
pub(super) fn shared(settings: &Settings) -> Settings {
    let mut shared = settings.clone();
    shared.retain(|name, _| name != SHARD);
    shared
}

/// The directories of shards within that of a study which have a journal, in their order.
pub(crate) fn directories(study: &Path) -> Vec<(Shard, PathBuf)> {
    let entries = fs::read_dir(study).into_iter().flatten().flatten();
    let of_shard = |path: PathBuf| Some((Shard::of_directory(&path)?, path));
    let mut found: Vec<_> = entries
        .filter_map(|entry| of_shard(entry.path()))
        .filter(|(_, path)| path.join(JOURNAL).is_file())
        .collect();
    found.sort();
    found
}

/// An error where the directory of a study has something else than this shard's search: a study or shards of other
/// settings, or another number of shards. Whatever of it cannot be read is left to the commands that need it.
pub(crate) fn check_place(directory: &Path, shard: Shard, settings: &Settings) -> Result<(), StudyError> {
    let others = directories(directory);
    if let Some((other, path)) = others.iter().find(|(other, _)| other.count != shard.count) {
        return Err(StudyError::ShardCount {
            path: path.display().to_string(),
            there: other.count,
            here: shard.count,
        });
    }
    let another = others.into_iter().find(|(other, _)| *other != shard);
    let settings = shared(settings);
    for path in [directory.to_owned()]
        .into_iter()
        .chain(another.map(|(_, path)| path))
    {
        let Ok(study) = Study::read(&path) else {
            continue;
        };
        let differences = differences(&shared(&study.settings), &settings);
        if !study.settings.is_empty() && !differences.is_empty() {
            let path = path.display().to_string();
            return Err(StudyError::Other { path, differences });
        }
    }
    Ok(())
}

/// An error where a directory holds shards, and no study that they were merged into.
pub(crate) fn check_merged(directory: &Path) -> Result<(), StudyError> {
    let empty = |path: PathBuf| fs::metadata(path).map_or(true, |journal| journal.len() == 0);
    match directories(directory).as_slice() {
        [] => Ok(()),
        [(shard, _), ..] if empty(directory.join(JOURNAL)) => Err(StudyError::Shards {
            path: directory.display().to_string(),
            count: shard.count,
        }),
        _ => Ok(()),
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
                    let places = own.iter().map(|&number| shard.place_of(number));
                    assert!(places.eq(0..own.len()));
                }
            }
        }
    }

    #[test]
    fn a_shard_is_known_by_its_text_its_settings_and_its_directory() {
        let shard: Shard = "3/12".parse().unwrap();
        assert_eq!(shard.to_string(), "3/12");
        assert_eq!(
            Shard::of_directory(&shard.directory(Path::new("a.study"))),
            Some(shard)
        );
        let settings: Settings = [shard.setting(100)].into_iter().collect();
        assert_eq!(Shard::of(&settings), Some((shard, 100)));
        assert!(shared(&settings).is_empty());
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

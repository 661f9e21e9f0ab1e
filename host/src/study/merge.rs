//! Shards of one search, read back, and the study that they are together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::StudyError;
use super::header::Header;
use super::journal::Journal;
use super::record::{ParsedJournal, Study, objectives_of, parsed};
use super::settings::{Difference, Settings, differences, told};
use super::shard::shared;
use super::{JOURNAL, name};
use crate::directory::shards;
use crate::search::Growth;
use crate::shard::Shard;

/// Why shards are no search.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// A directory without any.
    #[error("{path}: no shard of a search is there")]
    NoShards {
        /// The directory.
        path: String,
    },
    /// Two of different numbers of shards.
    #[error("{} is one of {} shards, and {} one of {}", .a.0, .a.1, .b.0, .b.1)]
    Counts {
        /// A shard's directory, and how many it says that there are.
        a: (String, usize),
        /// Another's.
        b: (String, usize),
    },
    /// One shard in two directories.
    #[error("shard {shard} is in {a} and in {b}")]
    Twice {
        /// Which.
        shard: Shard,
        /// A directory.
        a: String,
        /// Another.
        b: String,
    },
    /// Shards of different searches.
    #[error("{there} is of another search than {here}: {}", each(.differences))]
    Differ {
        /// A shard's directory.
        there: String,
        /// Another's.
        here: String,
        /// One a setting.
        differences: Vec<Difference>,
    },
    /// A study, or a shard, cannot be read or written, or the study is of another search.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Some have candidates that are not done, or are missing.
    #[error("{} of {count} shards are not done", .unfinished.len())]
    Unfinished {
        /// How many there are in all.
        count: usize,
        /// Those.
        unfinished: Vec<Unfinished>,
    },
}

fn each(differences: &[Difference]) -> String {
    let each: Vec<String> = differences.iter().map(Difference::to_string).collect();
    each.join("; ")
}

/// A shard that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub shard: Shard,
    /// How many of its candidates are done; none where it has not begun.
    pub done: Option<usize>,
    /// The directory of the study that it is in, where it has begun.
    pub study: Option<PathBuf>,
    /// How many it has.
    pub candidates: usize,
}

/// Shards of one search: those that have begun.
#[derive(Debug)]
pub struct Shards {
    /// By number.
    found: BTreeMap<usize, Begun>,
    count: usize,
    /// Of the whole search.
    candidates: usize,
}

/// A shard that has begun.
#[derive(Debug)]
struct Begun {
    shard: Shard,
    /// Of the whole search.
    candidates: usize,
    directory: PathBuf,
    study: Study,
    /// The lines of its trials.
    lines: Vec<String>,
}

/// What became of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The candidates that the study has.
    pub candidates: usize,
    /// Those that it did not have before.
    pub added: usize,
}

impl Shards {
    /// Whether there are shards in the directory of a study.
    #[must_use]
    pub fn are_in(directory: &Path) -> bool {
        !shards(directory).is_empty()
    }

    /// Reads the shards of one search from the directories of its study, as each machine has it, or from their own.
    ///
    /// # Errors
    /// Where there are none, where they are of different searches, or one is there twice or cannot be read.
    pub fn read(studies: &[PathBuf]) -> Result<Self, MergeError> {
        let mut found: BTreeMap<usize, Begun> = BTreeMap::new();
        for directory in directories_of(studies)? {
            let Some(begun) = Begun::read(directory)? else {
                continue;
            };
            if let Some((_, first)) = found.first_key_value() {
                first.check(&begun)?;
            }
            if let Some(same) = found.get(&begun.shard.index()) {
                return Err(MergeError::Twice {
                    shard: begun.shard,
                    a: same.directory.display().to_string(),
                    b: begun.directory.display().to_string(),
                });
            }
            found.insert(begun.shard.index(), begun);
        }
        let Some((_, first)) = found.first_key_value() else {
            let paths: Vec<String> = studies.iter().map(|path| path.display().to_string()).collect();
            let path = paths.join(", ");
            return Err(MergeError::NoShards { path });
        };
        Ok(Self {
            count: first.shard.count(),
            candidates: first.candidates,
            found,
        })
    }

    /// The name of their search.
    #[must_use]
    pub fn name(&self) -> &str {
        self.found.values().next().map_or("", |one| one.study.name())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many candidates the search has.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// How many of them are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.found.values().map(|one| one.study.trials.len()).sum()
    }

    /// The words of the command that one of them was begun by, without its number and its directory; none where
    /// they are not known.
    #[must_use]
    pub fn command(&self) -> &[String] {
        let commands = self.found.values().map(|one| one.study.command.as_slice());
        commands
            .into_iter()
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    }

    /// Those that are missing or have candidates that are not done.
    #[must_use]
    pub fn unfinished(&self) -> Vec<Unfinished> {
        let of = |index: usize| {
            let shard = Shard::new(index, self.count).ok()?;
            let done = self.found.get(&index).map(|one| one.study.trials.len());
            let candidates = shard.candidates(self.candidates);
            // one without candidates has nothing to begin
            let place = self.found.get(&index).and_then(|one| one.directory.parent());
            (done.unwrap_or(0) < candidates).then(|| Unfinished {
                shard,
                done,
                study: place.map(Path::to_owned),
                candidates,
            })
        };
        (0..self.count).filter_map(of).collect()
    }

    /// Writes the journal that one search of all candidates would have written, into a directory that has none or
    /// that of the same search. `waiting` is called with the lock where another program holds it for long.
    ///
    /// # Errors
    /// Where shards are not done, or the directory cannot be written or has another study.
    pub fn merge(&self, out: &Path, waiting: &mut dyn FnMut(&Path)) -> Result<Merged, MergeError> {
        let unfinished = self.unfinished();
        if !unfinished.is_empty() {
            return Err(MergeError::Unfinished {
                count: self.count,
                unfinished,
            });
        }
        let Some((_, first)) = self.found.first_key_value() else {
            return Ok(Merged {
                candidates: 0,
                added: 0,
            });
        };
        let settings = shared(&first.study.settings);
        let candidates = self.candidates;
        if self.is_there(out, &settings) {
            return Ok(Merged { candidates, added: 0 });
        }
        let data = settings.get("data").and_then(Json::as_str).unwrap_or_default();
        let header = Header {
            name: name(data, out),
            scoring: &first.study.scoring,
            objectives: &objectives_of(&settings),
            selection: first.study.selection,
            settings: &settings,
            grows: Growth::No,
            space: None,
            distributions: BTreeMap::new(),
            command: &[],
        };
        let (mut journal, there) = Journal::open(out, header, waiting)?;
        let lines: Vec<&str> = (there.len()..candidates)
            .filter_map(|number| self.line(number))
            .collect();
        journal.add_again(&lines, waiting)?;
        let added = lines.len();
        Ok(Merged { candidates, added })
    }

    /// Whether a study has all of this search: it is left as it is, whatever rule has chosen its winner since.
    fn is_there(&self, directory: &Path, settings: &Settings) -> bool {
        let there = Study::read(directory);
        there.is_ok_and(|study| {
            study.trials.len() >= self.candidates && differences(&study.settings, settings).is_empty()
        })
    }

    /// A candidate's line.
    fn line(&self, number: usize) -> Option<&str> {
        let one = self.found.get(&(number % self.count))?;
        one.lines.get(one.shard.place_of(number)).map(String::as_str)
    }
}

/// The directories of shards, each once, of those that were given.
fn directories_of(studies: &[PathBuf]) -> Result<Vec<PathBuf>, MergeError> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in studies {
        let shards = shards(path);
        if shards.is_empty() && !path.join(JOURNAL).is_file() {
            let path = path.display().to_string();
            return Err(MergeError::NoShards { path });
        }
        match shards.is_empty() {
            // its own, or no shard at all
            true => all.push(path.clone()),
            false => all.extend(shards.into_iter().map(|(_, path)| path)),
        }
    }
    let mut seen = Vec::new();
    all.retain(|path| {
        let place = path.canonicalize().unwrap_or_else(|_| path.clone());
        let new = !seen.contains(&place);
        seen.push(place);
        new
    });
    Ok(all)
}

impl Begun {
    /// None of one that was killed before its first line.
    fn read(directory: PathBuf) -> Result<Option<Self>, MergeError> {
        let (study, bytes) = match parsed(&directory)? {
            (ParsedJournal::Unbegun, _) => return Ok(None),
            (ParsedJournal::Begun(study), bytes) => (*study, bytes),
        };
        let Some((shard, candidates)) = Shard::of(&study.settings) else {
            let path = directory.display().to_string();
            return Err(MergeError::NoShards { path });
        };
        let mut numbers = study.lines.iter().peekable();
        let lines = (1..).zip(bytes.split(|&byte| byte == b'\n'));
        let lines = lines.filter(|(number, _)| numbers.next_if_eq(&number).is_some());
        let lines = lines.map(|(_, line)| String::from_utf8_lossy(line).into_owned());
        Ok(Some(Self {
            shard,
            candidates,
            directory,
            lines: lines.collect(),
            study,
        }))
    }

    /// An error where another is not of the same search.
    fn check(&self, other: &Self) -> Result<(), MergeError> {
        let shown = |one: &Self| one.directory.display().to_string();
        let (here, there) = (shown(self), shown(other));
        let counts = (self.shard.count(), other.shard.count());
        if counts.0 != counts.1 {
            let (a, b) = ((here, counts.0), (there, counts.1));
            return Err(MergeError::Counts { a, b });
        }
        let mut differences = differences(&shared(&other.study.settings), &shared(&self.study.settings));
        let mut differ = |setting: &str, there: String, here: String| {
            if there != here {
                let (setting, part) = (setting.to_owned(), None);
                differences.push(Difference {
                    setting,
                    part,
                    there,
                    here,
                });
            }
        };
        let (a, b) = (other.study.selection, self.study.selection);
        differ(Difference::SELECT, a.rule.to_string(), b.rule.to_string());
        differ(
            Difference::SELECT_BY,
            a.by.name().to_owned(),
            b.by.name().to_owned(),
        );
        differ(
            Difference::CANDIDATES,
            other.candidates.to_string(),
            self.candidates.to_string(),
        );
        match differences.is_empty() {
            true => Ok(()),
            false => Err(MergeError::Differ {
                there,
                here,
                differences: told(differences),
            }),
        }
    }
}

//! Shards of one search, read back, and the study that they are together. Of a search in rounds those of the latest
//! round count, and the study has the rounds before.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::io_error;
use super::header::Header;
use super::journal::Journal;
use super::merge_error::{MergeError, Unfinished};
use super::parse::{ParsedJournal, parsed};
use super::record::{Study, objectives_of};
use super::settings::{Difference, Settings, differences, told};
use super::shard::{before, shared};
use super::{JOURNAL, name};
use crate::directory::shards;
use crate::search::Growth;
use crate::shard::{Shard, ShardRound};

/// Shards of one search: those that have begun.
#[derive(Debug)]
pub struct Shards {
    /// By number.
    found: BTreeMap<usize, Begun>,
    count: usize,
    /// The latest that one of them has begun.
    numbers: Range<usize>,
    /// Candidates of the whole search, as far as is known.
    all: usize,
}

/// A shard that has begun.
#[derive(Debug)]
struct Begun {
    round: ShardRound,
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
    /// Those of later rounds, as far as is known.
    pub to_come: usize,
}

impl Merged {
    /// Whether the study has all candidates of the search; else its shards have another round.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.to_come == 0
    }
}

impl Shards {
    /// Whether there are shards in the directory of a study.
    #[must_use]
    pub fn are_in(directory: &Path) -> bool {
        shards(directory).is_ok_and(|shards| !shards.is_empty())
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
            let shard = begun.round.shard;
            if let Some(same) = found.get(&shard.index()) {
                return Err(MergeError::Twice {
                    shard,
                    a: same.directory.display().to_string(),
                    b: begun.directory.display().to_string(),
                });
            }
            found.insert(shard.index(), begun);
        }
        let latest = found
            .values()
            .map(|one| &one.round)
            .max_by_key(|round| round.numbers.start);
        let Some(latest) = latest else {
            let paths: Vec<String> = studies.iter().map(|path| path.display().to_string()).collect();
            let path = paths.join(", ");
            return Err(MergeError::NoShards { path });
        };
        Ok(Self {
            count: latest.shard.count(),
            numbers: latest.numbers.clone(),
            all: latest.all,
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

    /// How many candidates the search has, as far as is known.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.all
    }

    /// The candidates of the latest round that one of them has begun; all, of a search that is done in one.
    #[must_use]
    pub fn round(&self) -> Range<usize> {
        self.numbers.clone()
    }

    /// How many of the candidates are done, with those of the rounds before.
    #[must_use]
    pub fn done(&self) -> usize {
        let of_round = (0..self.count).filter_map(|index| self.begun(index));
        self.numbers.start + of_round.map(|one| one.study.trials.len()).sum::<usize>()
    }

    /// A shard that has begun the round.
    fn begun(&self, index: usize) -> Option<&Begun> {
        let one = self.found.get(&index)?;
        (one.round.numbers.start == self.numbers.start).then_some(one)
    }

    /// The directory of the study that a shard is in, if it has begun any round.
    #[must_use]
    pub fn study(&self, shard: Shard) -> Option<&Path> {
        self.found.get(&shard.index())?.directory.parent()
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

    /// Those that are missing or have candidates of the round that are not done.
    #[must_use]
    pub fn unfinished(&self) -> Vec<Unfinished> {
        let of = |index: usize| {
            let shard = Shard::new(index, self.count).ok()?;
            let done = self.begun(index).map(|one| one.study.trials.len());
            let (numbers, all) = (self.numbers.clone(), self.all);
            let candidates = ShardRound { shard, numbers, all }.candidates();
            // one without candidates has nothing to begin
            (done.unwrap_or(0) < candidates).then(|| Unfinished {
                shard,
                done,
                study: self.study(shard).map(Path::to_owned),
                candidates,
            })
        };
        (0..self.count).filter_map(of).collect()
    }

    /// Writes the journal that one search would have written until the end of the shards' round, into a directory that
    /// has none or that of the same search, with the rounds before. `waiting` is called with the lock where another
    /// program holds it for long.
    ///
    /// # Errors
    /// Where shards are not done, or the directory cannot be written, has another study, or lacks rounds before.
    pub fn merge(&self, out: &Path, waiting: &mut dyn FnMut(&Path)) -> Result<Merged, MergeError> {
        let unfinished = self.unfinished();
        if !unfinished.is_empty() {
            return Err(MergeError::Unfinished {
                count: self.count,
                unfinished,
            });
        }
        let Some((_, first)) = self.found.first_key_value() else {
            return Ok(self.merged(0, 0));
        };
        let settings = shared(&first.study.settings);
        match has(out, &settings) {
            // it is left as it is, whatever rule has chosen its winner since
            Some(there) if there >= self.numbers.end => return Ok(self.merged(there, 0)),
            Some(there) => self.check_before(out, there)?,
            None => {}
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
        self.check_before(out, there.len())?;
        let lines: Vec<&str> = (there.len()..self.numbers.end)
            .filter_map(|number| self.line(number))
            .collect();
        journal.add_again(&lines, waiting)?;
        Ok(self.merged(there.len() + lines.len(), lines.len()))
    }

    /// Of a study that has so many candidates then.
    fn merged(&self, candidates: usize, added: usize) -> Merged {
        Merged {
            candidates,
            added,
            to_come: self.all.saturating_sub(candidates),
        }
    }

    /// An error where a study that has so many candidates lacks some before the round.
    fn check_before(&self, out: &Path, there: usize) -> Result<(), MergeError> {
        let from = self.numbers.start;
        let path = out.display().to_string();
        match there < from {
            true => Err(MergeError::Lacks { path, there, from }),
            false => Ok(()),
        }
    }

    /// A candidate's line.
    fn line(&self, number: usize) -> Option<&str> {
        let one = self.begun(number % self.count)?;
        one.lines.get(one.round.place_of(number)).map(String::as_str)
    }
}

/// How many candidates of a search the study in a directory has; none where it is of another search or cannot be read.
fn has(directory: &Path, settings: &Settings) -> Option<usize> {
    let study = before(directory).ok()?;
    let is_its = study.settings.is_empty() || differences(&study.settings, settings).is_empty();
    is_its.then_some(study.trials.len())
}

/// The directories of shards, each once, of those that were given.
fn directories_of(studies: &[PathBuf]) -> Result<Vec<PathBuf>, MergeError> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in studies {
        let shards = shards(path).map_err(|error| io_error(path, "read", error))?;
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
        let Some(round) = ShardRound::of(&study.settings) else {
            let path = directory.display().to_string();
            return Err(MergeError::NoShards { path });
        };
        let mut numbers = study.lines.iter().peekable();
        let lines = (1..).zip(bytes.split(|&byte| byte == b'\n'));
        let lines = lines.filter(|(number, _)| numbers.next_if_eq(&number).is_some());
        let lines = lines.map(|(_, line)| String::from_utf8_lossy(line).into_owned());
        Ok(Some(Self {
            round,
            directory,
            lines: lines.collect(),
            study,
        }))
    }

    /// An error where another is not of the same search.
    fn check(&self, other: &Self) -> Result<(), MergeError> {
        let shown = |one: &Self| one.directory.display().to_string();
        let (here, there) = (shown(self), shown(other));
        let counts = (self.round.shard.count(), other.round.shard.count());
        if counts.0 != counts.1 {
            let (a, b) = ((here, counts.0), (there, counts.1));
            return Err(MergeError::Counts { a, b });
        }
        let mut differences = differences(&shared(&other.study.settings), &shared(&self.study.settings));
        let mut differ = |setting: &str, there: String, here: String| {
            if there != here {
                let (setting, part) = (setting.to_owned(), None);
                differences.retain(|one| one.setting != setting);
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
        if self.round.numbers.start == other.round.numbers.start {
            let candidates = |one: &Self| one.round.numbers.len().to_string();
            differ(Difference::CANDIDATES, candidates(other), candidates(self));
        }
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

//! What the journals of a search's shards share, and what may stand beside them.

use std::cmp::Ordering;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::{StudyError, io_error};
use super::record::Study;
use super::settings::{Settings, differences, told};
use crate::directory::{JOURNAL, shards};
use crate::shard::{Shard, ShardRound};

/// The entry of a shard's settings; another search has none.
pub(super) const SHARD: &str = "shard";

impl ShardRound {
    /// Its entry among the settings: as in `0/4 of 10 candidates`, or, of a search in rounds, `0/4 of 8 candidates from
    /// 16, of 80`.
    pub(crate) fn setting(&self) -> (String, Json) {
        let (shard, round) = (self.shard, self.numbers.len());
        let text = match self.is_whole() {
            true => format!("{shard} of {round} candidates"),
            false => format!(
                "{shard} of {round} candidates from {}, of {}",
                self.numbers.start, self.all
            ),
        };
        (SHARD.into(), text.into())
    }

    /// That of some settings, if they are a shard's.
    pub(super) fn of(settings: &Settings) -> Option<Self> {
        let (shard, of) = settings.get(SHARD)?.as_str()?.split_once(" of ")?;
        let (round, of) = of.split_once(" candidates")?;
        let (shard, round) = (shard.parse().ok()?, round.parse::<usize>().ok()?);
        let (start, all) = match of {
            "" => (0, round),
            of => {
                let (start, all) = of.strip_prefix(" from ")?.split_once(", of ")?;
                (start.parse::<usize>().ok()?, all.parse().ok()?)
            }
        };
        let end = start.checked_add(round).filter(|&end| end <= all)?;
        Some(Self {
            shard,
            numbers: start..end,
            all,
        })
    }
}

/// How the round of a shard's settings stands to that of others; none where they are of another search or shard.
pub(super) fn compared(there: &Settings, here: &Settings) -> Option<(Ordering, usize, usize)> {
    let (there_round, here_round) = (ShardRound::of(there)?, ShardRound::of(here)?);
    let alike =
        there_round.shard == here_round.shard && differences(&shared(there), &shared(here)).is_empty();
    let (there, here) = (there_round.numbers.start, here_round.numbers.start);
    alike.then(|| (there.cmp(&here), there, here))
}

/// The settings that all shards of a search share.
pub(super) fn shared(settings: &Settings) -> Settings {
    let mut shared = settings.clone();
    shared.retain(|name, _| name != SHARD);
    shared
}

/// An error where the directory of a study has something else than this shard's search: a study or shards of other
/// settings, or another number of shards. Whatever of it cannot be read is left to the commands that need it.
pub(crate) fn check_place(directory: &Path, shard: Shard, settings: &Settings) -> Result<(), StudyError> {
    let others = shards(directory).map_err(|error| io_error(directory, "read", error))?;
    if let Some((other, path)) = others.iter().find(|(other, _)| other.count() != shard.count()) {
        return Err(StudyError::ShardCount {
            path: path.display().to_string(),
            there: other.count(),
            here: shard.count(),
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
            let differences = told(differences);
            return Err(StudyError::Other { path, differences });
        }
    }
    Ok(())
}

/// The study that the rounds before were merged into; one without trials where there is none yet.
pub(crate) fn before(directory: &Path) -> Result<Study, StudyError> {
    match fs::metadata(directory.join(JOURNAL)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Study::default()),
        _ => Study::read(directory),
    }
}

/// An error where a directory holds shards, and no study that they were merged into.
pub(crate) fn check_merged(directory: &Path) -> Result<(), StudyError> {
    let empty = |path: PathBuf| fs::metadata(path).map_or(true, |journal| journal.len() == 0);
    let shards = shards(directory).map_err(|error| io_error(directory, "read", error))?;
    match shards.as_slice() {
        [] => Ok(()),
        [(shard, _), ..] if empty(directory.join(JOURNAL)) => Err(StudyError::Shards {
            path: directory.display().to_string(),
            count: shard.count(),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_known_by_its_settings() {
        let shard: Shard = "3/12".parse().unwrap();
        for (numbers, all, text) in [
            (0..100, 100, "3/12 of 100 candidates"),
            (0..6, 80, "3/12 of 6 candidates from 0, of 80"),
            (16..24, 80, "3/12 of 8 candidates from 16, of 80"),
            (34..34, 34, "3/12 of 0 candidates from 34, of 34"),
        ] {
            let round = ShardRound { shard, numbers, all };
            let settings: Settings = [round.setting()].into_iter().collect();
            assert_eq!(settings[SHARD], text);
            assert_eq!(ShardRound::of(&settings), Some(round));
            assert!(shared(&settings).is_empty());
        }
        for wrong in [
            "3/12 of 8 candidates from 16",
            "3/12 of 8 candidates from 16, of 20",
            "3/12 of 8 candidates from 18446744073709551615, of 20",
            "12/12 of 8 candidates",
            "8 candidates",
        ] {
            let settings: Settings = [(SHARD.to_owned(), wrong.into())].into_iter().collect();
            assert_eq!(ShardRound::of(&settings), None, "{wrong}");
        }
    }

    #[test]
    fn rounds_of_one_shard_are_compared() {
        let settings = |shard: &str, start: usize, seed: u32| -> Settings {
            let (shard, numbers) = (shard.parse().unwrap(), start..start + 8);
            let round = ShardRound {
                shard,
                numbers,
                all: 80,
            };
            [round.setting(), ("seed".to_owned(), seed.into())]
                .into_iter()
                .collect()
        };
        let there = settings("0/2", 16, 0);
        for (here, expected) in [
            (settings("0/2", 24, 0), Some(Ordering::Less)),
            (settings("0/2", 16, 0), Some(Ordering::Equal)),
            (settings("0/2", 8, 0), Some(Ordering::Greater)),
            (settings("1/2", 24, 0), None),
            (settings("0/2", 24, 1), None),
        ] {
            assert_eq!(compared(&there, &here).map(|(order, ..)| order), expected);
        }
    }
}

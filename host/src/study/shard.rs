//! What the journals of a search's shards share, and what may stand beside them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::StudyError;
use super::record::Study;
use super::settings::{Settings, differences, told};
use crate::directory::{JOURNAL, shards};
use crate::shard::Shard;

/// The entry of a shard's settings; another search has none.
pub(super) const SHARD: &str = "shard";

impl Shard {
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
    let others = shards(directory);
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

/// An error where a directory holds shards, and no study that they were merged into.
pub(crate) fn check_merged(directory: &Path) -> Result<(), StudyError> {
    let empty = |path: PathBuf| fs::metadata(path).map_or(true, |journal| journal.len() == 0);
    match shards(directory).as_slice() {
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
        let settings: Settings = [shard.setting(100)].into_iter().collect();
        assert_eq!(Shard::of(&settings), Some((shard, 100)));
        assert!(shared(&settings).is_empty());
    }
}

//! Which directories hold studies, by the names and the first lines in them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::shard::Shard;

/// The journal's name within a study's directory.
pub(crate) const JOURNAL: &str = "journal.log";

/// Whether a directory is that of a study of ours, or of one that was killed before its first line, or holds shards of
/// one.
#[must_use]
pub fn is_study(directory: &Path) -> bool {
    let shards = || shards(directory).unwrap_or_default();
    has_journal(directory) || shards().iter().any(|(_, path)| has_journal(path))
}

fn has_journal(directory: &Path) -> bool {
    const OURS: &[u8] = b"\"worker_id\":\"mcutune\"";
    const LOOKED_AT: u64 = 1 << 16;
    let path = directory.join(JOURNAL);
    if !path.is_file() {
        return false;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LOOKED_AT).read_to_end(&mut start));
    let ours = start.windows(OURS.len()).any(|window| window == OURS);
    read.is_ok() && (ours || start.is_empty())
}

/// The directories of shards within that of a study which have a journal, or may have one that cannot be looked for, in
/// their order; none of a study that is not there.
pub(crate) fn shards(study: &Path) -> io::Result<Vec<(Shard, PathBuf)>> {
    let entries = match fs::read_dir(study) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let Some(shard) = Shard::of_directory(&path) else {
            continue;
        };
        let has_journal = match fs::metadata(path.join(JOURNAL)) {
            Err(error) => error.kind() != ErrorKind::NotFound,
            Ok(journal) => journal.is_file(),
        };
        if has_journal {
            found.push((shard, path));
        }
    }
    found.sort();
    Ok(found)
}

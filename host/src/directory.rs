//! Which directories hold studies, by the names and the first lines in them.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::shard::Shard;

/// The journal's name within a study's directory.
pub(crate) const JOURNAL: &str = "journal.log";

/// Whether a directory is that of a study of ours, or of one that was killed before its first line, or holds shards of
/// one.
#[must_use]
pub fn is_study(directory: &Path) -> bool {
    has_journal(directory) || shards(directory).iter().any(|(_, path)| has_journal(path))
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

/// The directories of shards within that of a study which have a journal, in their order.
pub(crate) fn shards(study: &Path) -> Vec<(Shard, PathBuf)> {
    let entries = fs::read_dir(study).into_iter().flatten().flatten();
    let of_shard = |path: PathBuf| Some((Shard::of_directory(&path)?, path));
    let mut found: Vec<_> = entries
        .filter_map(|entry| of_shard(entry.path()))
        .filter(|(_, path)| path.join(JOURNAL).is_file())
        .collect();
    found.sort();
    found
}

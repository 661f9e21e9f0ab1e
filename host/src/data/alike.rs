//! Files that are given twice, that hold the same, or that share a label.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::error::DataError;
use super::note::Note;
use super::options::ReadOptions;
use crate::text::stem;

/// An error where one file is given twice, by whatever names: its rows would count twice.
pub(super) fn check(files: &[PathBuf], options: &ReadOptions) -> Result<(), DataError> {
    let mut known = HashMap::new();
    for path in files {
        // one that cannot be looked at is reported where it is read
        let Some(identity) = identity(options.stored_at(path)) else {
            continue;
        };
        if let Some(other) = known.insert(identity, path) {
            return Err(DataError::FileTwice {
                path: path.display().to_string(),
                other: other.display().to_string(),
            });
        }
    }
    Ok(())
}

/// What two names of one file have in common. The length is among it, for there are file systems that do not
/// number their files well.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let there = fs::metadata(path).ok()?;
    Some((there.dev(), there.ino(), there.len()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// The first two files of which one is a copy of the other, by their digests.
pub(super) fn copies<'f>(files: impl Iterator<Item = (&'f Path, &'f str)>) -> Option<Note> {
    let mut known: HashMap<&str, &Path> = HashMap::new();
    let mut copies = Vec::new();
    for (path, digest) in files {
        match known.get(digest) {
            Some(first) => copies.push((first.display().to_string(), path.display().to_string())),
            None => drop(known.insert(digest, path)),
        }
    }
    let more = copies.len().saturating_sub(1);
    let (first, copy) = copies.into_iter().next()?;
    Some(Note::Copies { first, copy, more })
}

/// Labels of names before the first dot that are those of files which are called otherwise behind it.
pub(super) fn shared_label(files: &[PathBuf]) -> Option<Note> {
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files {
        let name = path.file_name()?.to_string_lossy();
        labels
            .entry(stem(&name).to_owned())
            .or_default()
            .insert(name.into_owned());
    }
    let mut shared = labels.into_iter().filter_map(|(label, names)| {
        let first = names.first()?;
        let other = names
            .iter()
            .find(|name| without_extension(name) != without_extension(first))?;
        Some((label, [first.clone(), other.clone()]))
    });
    let (label, files) = shared.next()?;
    Some(Note::SharedLabel {
        label,
        files,
        more: shared.count(),
    })
}

/// A file's name without what says its format, and how it is packed.
fn without_extension(name: &str) -> &str {
    let packed = [".gz", ".zip"].into_iter().find_map(|end| name.strip_suffix(end));
    let name = packed.unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_before_their_extension_share_a_label() {
        let shared = |names: &[&str]| {
            let files: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
            shared_label(&files).map(|note| note.to_string())
        };
        assert_eq!(shared(&["1.csv", "2.csv", "d/1.csv", "2.csv.gz", "2.json"]), None);
        assert_eq!(
            shared(&["1.csv", "1.10.csv", "1.2.csv"]).as_deref(),
            Some("`1.10.csv` and `1.2.csv` are both of the label `1`, what stands before the first dot")
        );
        assert_eq!(
            shared(&["a.csv", "walk.1.csv", "idle.1.csv", "walk.2.csv", "idle.2.csv"]).as_deref(),
            Some(
                "`idle.1.csv` and `idle.2.csv` are both of the label `idle`, what stands before the first dot; so \
                 are files of 1 more label"
            )
        );
    }
}

//! The labels of files: from their names, their folders, or from files that list them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders that say which part of the data a file is of, and no label.
const PARTS: [&str; 6] = ["training", "testing", "train", "test", "validation", "data"];

/// What stands before the first point of a file's name, as Edge Impulse's uploader has it: `idle.01.csv` is idle. Of
/// `2023-01-10T19:29:35_pushups.npy` what stands behind the time.
pub(super) fn of_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let stem = name.split('.').next()?;
    let label = match stem.split_once('_') {
        Some((time, label)) if begins_with_a_date(time) => label,
        _ => stem,
    };
    let label = label.trim();
    (!label.is_empty() && !begins_with_a_date(label)).then(|| label.to_owned())
}

/// `2023-01-10` and the like, before a time of day.
fn begins_with_a_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 4 | 8) && (digits == 8 || text.as_bytes().get(4) == Some(&b'-'))
}

/// The folder of a file, but for one that says which part of the data it is of, below the one that was given.
pub(super) fn of_folder(path: &Path, below: &Path) -> Option<String> {
    let inner = path.parent()?.strip_prefix(below).ok()?;
    let parts = inner.iter().filter_map(|part| part.to_str());
    let mut labels = parts.filter(|part| !PARTS.contains(&part.to_ascii_lowercase().as_str()));
    labels.next_back().map(str::to_owned)
}

/// Whether files lie in several folders, each of which is a label: then folders say it, and not names.
pub(super) fn are_in_folders(files: &[(PathBuf, PathBuf)]) -> bool {
    let folders: Vec<Option<String>> = files.iter().map(|(path, below)| of_folder(path, below)).collect();
    let different: BTreeSet<&String> = folders.iter().flatten().collect();
    folders.iter().all(Option::is_some) && different.len() > 1
}

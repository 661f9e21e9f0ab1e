//! The labels of files by their names or their folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::RecordingError;
use super::found::File;

/// Folders that say which part of the data a file is of, and no label.
const PARTS: [&str; 7] = [
    "training",
    "testing",
    "train",
    "test",
    "validation",
    "data",
    "recordings",
];

/// What stands before the first point of a file's name, as Edge Impulse's uploader has it: `idle.01.csv` is idle. Of
/// `2023-01-10T19:29:35_pushups.npy` what stands behind the time.
pub(super) fn of_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let label = match name.split_once('_') {
        Some((time, rest)) if begins_with_a_date(time) => rest,
        _ => name,
    };
    let label = label.split('.').next()?.trim();
    (!label.is_empty() && !begins_with_a_date(label)).then(|| label.to_owned())
}

/// `2023-01-10`, `20230110` and the like, before a time of day.
fn begins_with_a_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let dashes = digits == 4 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    dashes || digits == 8 && matches!(bytes.get(8), None | Some(b'T' | b'-'))
}

/// The folder of a file, but for one that says which part of the data it is of, below the one that was given.
pub(super) fn of_folder(file: &File) -> Option<String> {
    let inner = file.path.parent()?.strip_prefix(&file.below).ok()?;
    let parts = inner.iter().filter_map(|part| part.to_str());
    let mut labels = parts.filter(|part| !PARTS.contains(&part.to_ascii_lowercase().as_str()));
    labels.next_back().map(str::to_owned)
}

/// Whether folders are labels, and not what files' names begin with.
///
/// Folders are none where a file lies in none of them, or all in one. Where names are numbers or one word with numbers,
/// they say nothing. Where the same names are in several folders, either may be: a folder may be of a label, or of a
/// person.
///
/// # Errors
/// [`RecordingError::EitherLabel`] where it may be either.
pub(super) fn are_in_folders(files: &[File]) -> Result<bool, RecordingError> {
    let folders: Vec<Option<String>> = files.iter().map(of_folder).collect();
    let different: BTreeSet<&String> = folders.iter().flatten().collect();
    if different.len() < 2 || folders.iter().any(Option::is_none) {
        return Ok(false);
    }
    let mut by_word: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    let mut have_rest = true;
    for (file, folder) in files.iter().zip(folders.iter().flatten()) {
        let name = of_name(&file.path).unwrap_or_default();
        let word = name.trim_end_matches(|c: char| c.is_ascii_digit() || " -_()".contains(c));
        if word.chars().any(char::is_alphabetic) {
            by_word.entry(word.to_owned()).or_default().insert(folder);
        }
        let shown = file.path.file_name().unwrap_or_default().to_string_lossy();
        have_rest &= shown.split('.').count() > 2;
    }
    let shared = by_word.values().filter(|folders| folders.len() > 1).count();
    match (by_word.len(), shared) {
        (0 | 1, _) | (_, 0) => Ok(true),
        // `ann/circle.01.csv`, `ben/circle.01.csv`
        (_, shared) if have_rest && 2 * shared > by_word.len() => Ok(false),
        _ => Err(RecordingError::EitherLabel {
            folders: different.into_iter().cloned().collect(),
            names: by_word.into_keys().collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<File> {
        let file = |path: &&str| File {
            path: Path::new("in").join(path),
            below: "in".into(),
            name: (*path).to_owned(),
        };
        paths.iter().map(file).collect()
    }

    #[test]
    fn labels_stand_before_the_first_point_and_behind_a_time() {
        for (name, label) in [
            ("idle.01.csv", Some("idle")),
            ("left-right.json", Some("left-right")),
            ("wave_2.csv", Some("wave_2")),
            ("2023-01-10T19:29:35_pushups.npy", Some("pushups")),
            ("2023-01-10T19:29:35.123_jumping_jack.npy", Some("jumping_jack")),
            ("20230110T192935_squat.npy", Some("squat")),
            ("2023-01-10T19:29:35.npy", None),
            ("12345678.csv", None),
            ("1234.csv", Some("1234")),
            (".csv", None),
        ] {
            assert_eq!(of_name(Path::new(name)).as_deref(), label, "{name}");
        }
    }

    #[test]
    fn folders_are_labels_where_names_say_nothing() {
        let are = |paths: &[&str]| are_in_folders(&files(paths)).ok();
        assert_eq!(are(&["idle/01.csv", "idle/02.csv", "walk/01.csv"]), Some(true));
        assert_eq!(are(&["idle/rec1.csv", "walk/rec2.csv"]), Some(true));
        assert_eq!(are(&["idle/idle.1.csv", "walk/walk.1.csv"]), Some(true));
        // one folder, none for some, or a part of the data
        assert_eq!(are(&["idle.1.csv", "walk.1.csv"]), Some(false));
        assert_eq!(are(&["a/idle.1.csv", "a/walk.1.csv"]), Some(false));
        assert_eq!(are(&["a/idle.1.csv", "b/walk.1.csv", "walk.2.csv"]), Some(false));
        assert_eq!(are(&["training/idle.1.csv", "testing/walk.1.csv"]), Some(false));
        assert_eq!(are(&["train/idle/1.csv", "test/walk/1.csv"]), Some(true));
        // of two people
        let people = [
            "ann/idle.1.csv",
            "ann/walk.1.csv",
            "ben/idle.1.csv",
            "ben/walk.1.csv",
        ];
        assert_eq!(are(&people), Some(false));
        let either = ["ann/idle.csv", "ann/walk.csv", "ben/idle.csv", "ben/walk.csv"];
        let error = are_in_folders(&files(&either)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "labels may be names of folders (ann, ben) or of files (idle, walk): say which"
        );
    }
}

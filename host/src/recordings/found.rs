//! Which files hold recordings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::impulse::LISTS;
use super::{RecordingError, har};
use crate::data::is_aside;
use crate::directory::is_study;

/// What files of samples end in, behind which they may be packed.
const ENDS: [&str; 12] = [
    "csv", "tsv", "txt", "dat", "json", "jsonl", "ndjson", "parquet", "xlsx", "npy", "npz", "cbor",
];

/// A file, or one of UCI HAR's folders.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct File {
    pub path: PathBuf,
    /// The folder that was given, or in which it lies.
    pub below: PathBuf,
    /// What its recordings are called: where it lies below that, or all of its path where another is called so.
    pub name: String,
}

/// The files that paths lead to, those of a folder by the bytes of their names.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub files: Vec<File>,
    /// Files that list labels.
    pub lists: Vec<PathBuf>,
    pub aside: Vec<String>,
}

impl Found {
    /// What is at these paths.
    ///
    /// # Errors
    /// [`RecordingError::Stdin`] for `-`, [`RecordingError::Read`] for what is not there, and [`RecordingError::NoFiles`] for nothing that is read.
    pub fn at(paths: &[PathBuf]) -> Result<Self, RecordingError> {
        let mut found = Self::default();
        for path in paths {
            if path.as_os_str() == "-" {
                return Err(RecordingError::Stdin);
            }
            if path.is_dir() {
                found.add_folder(path, path, &mut Vec::new())?;
            } else {
                fs::metadata(path).map_err(|error| RecordingError::Read {
                    path: path.display().to_string(),
                    error,
                })?;
                let below = path.parent().unwrap_or(Path::new("")).to_owned();
                found.add_file(path.clone(), &below);
            }
        }
        if found.files.is_empty() {
            let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            return Err(RecordingError::NoFiles {
                path: shown.join(", "),
                aside: found.aside,
            });
        }
        found.tell_apart();
        Ok(found)
    }

    fn add_file(&mut self, path: PathBuf, below: &Path) {
        let name = match path.strip_prefix(below) {
            Ok(inner) if inner != Path::new("") => inner.display().to_string(),
            _ => path.display().to_string(),
        };
        self.files.push(File {
            path,
            below: below.to_owned(),
            name,
        });
    }

    /// `outer` are the folders in which it lies: one that leads back to them is left.
    fn add_folder(
        &mut self,
        folder: &Path,
        below: &Path,
        outer: &mut Vec<PathBuf>,
    ) -> Result<(), RecordingError> {
        let failed = |error| RecordingError::Read {
            path: folder.display().to_string(),
            error,
        };
        if har::is_har(folder) {
            self.add_file(folder.to_owned(), below);
            return Ok(());
        }
        let real = fs::canonicalize(folder).map_err(failed)?;
        if outer.contains(&real) {
            return Ok(());
        }
        outer.push(real);
        let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
        let mut inner: Vec<PathBuf> = entries
            .map_err(failed)?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        inner.sort();
        for path in inner {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if LISTS.contains(&name.as_str()) {
                self.lists.push(path);
            } else if is_aside(&name) || path.is_dir() && is_study(&path) {
                self.aside.push(path.display().to_string());
            } else if path.is_dir() {
                self.add_folder(&path, below, outer)?;
            } else if ends_as_samples(&name) {
                self.add_file(path, below);
            } else {
                self.aside.push(path.display().to_string());
            }
        }
        outer.pop();
        Ok(())
    }

    /// No two files have one name.
    fn tell_apart(&mut self) {
        // a file that was given twice is read once
        let mut paths = BTreeSet::new();
        self.files
            .retain(|file| paths.insert(fs::canonicalize(&file.path).unwrap_or(file.path.clone())));
        let mut names = BTreeSet::new();
        let twice = self.files.iter().filter(|file| !names.insert(file.name.clone()));
        let twice: BTreeSet<String> = twice.map(|file| file.name.clone()).collect();
        for file in self.files.iter_mut().filter(|file| twice.contains(&file.name)) {
            file.name = file.path.display().to_string();
        }
    }
}

fn ends_as_samples(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, end)| ENDS.contains(&end))
}

impl File {
    /// What its name ends in, in small letters and without `.gz`.
    pub fn end(&self) -> String {
        let name = self
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        name.rsplit_once('.')
            .map_or(String::new(), |(_, end)| end.to_owned())
    }

    /// Whether it lies in a folder of this name below the one that was given.
    pub fn is_in(&self, folders: &[&str]) -> bool {
        let inner = self
            .path
            .parent()
            .and_then(|folder| folder.strip_prefix(&self.below).ok());
        let mut parts = inner
            .into_iter()
            .flat_map(Path::iter)
            .filter_map(|part| part.to_str());
        parts.any(|part| folders.contains(&part.to_ascii_lowercase().as_str()))
    }
}

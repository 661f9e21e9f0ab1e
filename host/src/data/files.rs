//! Several files, and directories of them, as one table.

use std::path::{Path, PathBuf};

use super::column::ColumnData;
use super::note::Note;
use super::options::{LabelFrom, Part, ReadOptions};
use super::parsed::{Parsed, ParsedFile};
use super::read::{Loaded, finish, load};
use super::roles::Role;
use super::strings::Strings;
use super::{Data, DataError, input};
use crate::files::is_study;
use crate::text;

/// The target's name where labels come from those of files.
const LABEL: &str = "label";

/// Reads all files, and those of directories and of directories in these, by name, one after the
/// other.
pub(super) fn read_all(paths: &[PathBuf], options: &ReadOptions) -> Result<Data, DataError> {
    let Expanded {
        files,
        several,
        studies,
    } = expand(paths)?;
    let Some((first, others)) = files.split_first() else {
        return Err(DataError::NoFiles {
            path: paths
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
                .join(", "),
        });
    };
    if options.label_from.is_none() {
        if !several {
            return finish(load(first, options)?, vec![(0, first.clone())], options);
        }
        if options.target_required && options.target.is_none() {
            return Err(DataError::SeveralFiles { files: files.len() });
        }
    }
    let mut all = labelled(first, options)?;
    let mut starts = vec![(0, first.clone())];
    let alike = centered_as(&all.file, options);
    for path in others {
        let next = labelled(path, &alike)?;
        starts.push((all.file.lines.len() as u32, path.clone()));
        append(&mut all, next, first, path)?;
    }
    all.digest = input::digest_of(all.digest.as_bytes());
    all.file.notes.extend(studies.into_iter().map(Note::Study));
    finish(all, starts, options)
}

/// The options, with the offsets that a file was centred with.
fn centered_as(file: &ParsedFile, options: &ReadOptions) -> ReadOptions {
    let centers = file.columns.iter();
    let center = |column: &Parsed| Some((column.name.clone(), Some(column.center?)));
    ReadOptions {
        center: centers.filter_map(center).collect(),
        ..options.clone()
    }
}

/// The files that paths lead to.
#[derive(Default)]
struct Expanded {
    files: Vec<PathBuf>,
    /// Whether there may be several.
    several: bool,
    /// Directories of studies, whose files are no data.
    studies: Vec<String>,
}

fn expand(paths: &[PathBuf]) -> Result<Expanded, DataError> {
    let mut all = Expanded {
        several: paths.len() > 1,
        ..Expanded::default()
    };
    for path in paths {
        if !path.is_dir() {
            all.files.push(path.clone());
            continue;
        }
        if is_study(path) {
            return Err(DataError::StudyDirectory {
                path: path.display().to_string(),
            });
        }
        all.several = true;
        for inner in entries(path)? {
            match inner.is_dir() {
                true if is_study(&inner) => all.studies.push(inner.display().to_string()),
                true => all
                    .files
                    .extend(entries(&inner)?.into_iter().filter(|file| file.is_file())),
                false => all.files.push(inner),
            }
        }
    }
    Ok(all)
}

/// What is in a directory, by name, without what is hidden.
fn entries(directory: &Path) -> Result<Vec<PathBuf>, DataError> {
    let failed = |source| DataError::Read {
        path: directory.display().to_string(),
        source,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// A file's columns, and its label as the last of them where the options want it.
fn labelled(path: &Path, options: &ReadOptions) -> Result<Loaded, DataError> {
    let Some(from) = options.label_from else {
        return load(path, options);
    };
    let features = ReadOptions {
        part: Part::Features,
        ..options.clone()
    };
    let mut loaded = load(path, &features)?;
    let file = &mut loaded.file;
    if file.columns.iter().any(|column| column.name == LABEL) {
        return Err(DataError::LabelColumn {
            path: path.display().to_string(),
            column: LABEL.to_owned(),
        });
    }
    let named = match from {
        LabelFrom::Name => Some(path),
        LabelFrom::Folder => path.parent(),
    };
    let name = named
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    let Some(name) = name else {
        return Err(DataError::NoLabel {
            path: path.display().to_string(),
        });
    };
    let is_stand_in = options.stand_in.as_ref().is_some_and(|(name, _)| name == path);
    let label = match from {
        // as `stdin` is of `<stdin>`
        LabelFrom::Name if is_stand_in => name.trim_matches(['<', '>']),
        LabelFrom::Name => text::stem(&name),
        LabelFrom::Folder => &name,
    };
    let mut column = Parsed::new(LABEL.to_owned(), Role::Target);
    column.named = true;
    let labels: Strings = file.lines.iter().map(|_| Some(label)).collect();
    column.first_text = file.lines.first().map(|&line| (line.into(), label.to_owned()));
    column.data = ColumnData::Text(labels);
    file.columns.push(column);
    loaded.digest += &format!(" {label:?}\n");
    Ok(loaded)
}

/// Appends the rows of a file, whose columns are found by name where there are names.
fn append(all: &mut Loaded, mut next: Loaded, first: &Path, path: &Path) -> Result<(), DataError> {
    let named = all.file.named && next.file.named;
    let differ = |what: String| DataError::FilesDiffer {
        path: path.display().to_string(),
        first: first.display().to_string(),
        what,
    };
    let features = |file: &ParsedFile| {
        file.columns
            .iter()
            .filter(|column| column.role != Role::Target)
            .count()
    };
    let (got, expected) = (features(&next.file), features(&all.file));
    if got != expected {
        return Err(differ(format!(
            "{} where that has {expected}",
            text::counted(got, "column")
        )));
    }
    for (index, column) in all.file.columns.iter_mut().enumerate() {
        let place = match named {
            true => next
                .file
                .columns
                .iter()
                .position(|other| other.name == column.name),
            false => Some(index),
        };
        let Some(other) = place.and_then(|place| next.file.columns.get_mut(place)) else {
            return Err(differ(format!("no column `{}`", column.name)));
        };
        let taken = std::mem::replace(other, Parsed::new(String::new(), Role::Dropped));
        if !column.append(taken) {
            return Err(differ(format!(
                "text in one and numbers in the other in column `{}`",
                column.name
            )));
        }
    }
    merge(&mut all.file, next.file);
    all.rows_left_out += next.rows_left_out;
    all.digest += &next.digest;
    all.digests.extend(next.digests);
    Ok(())
}

fn merge(all: &mut ParsedFile, next: ParsedFile) {
    all.lines.extend(next.lines);
    for coarse in next.coarse {
        if !all.coarse.iter().any(|known| known.column == coarse.column) {
            all.coarse.push(coarse);
        }
    }
    for note in next.notes {
        if !all.notes.contains(&note) {
            all.notes.push(note);
        }
    }
}

impl ReadOptions {
    /// Reads a file: delimited text, gzipped or not, or NPZ with arrays `X` and `y`, told apart by
    /// their first bytes.
    ///
    /// # Errors
    /// What is wrong with the file, with its line and column.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Data, DataError> {
        read_all(&[path.as_ref().to_owned()], self)
    }

    /// Reads several files as one, and the files of directories and of those in them, by name.
    /// Columns are matched by name where the files have names.
    ///
    /// # Errors
    /// As [`ReadOptions::read`], and where the files have other columns than the first, or neither
    /// [`ReadOptions::target`] nor [`ReadOptions::label_from`] says what to learn from several.
    pub fn read_all(&self, paths: &[PathBuf]) -> Result<Data, DataError> {
        read_all(paths, self)
    }
}

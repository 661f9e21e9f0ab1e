//! Several files, and directories of them, as one table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::aside::is_aside;
use super::column::ColumnData;
use super::format::{self, FileFormat};
use super::join::append;
use super::note::Note;
use super::options::{DateOrder, LabelFrom, Part, ReadOptions, Spelling, Task};
use super::parsed::{Parsed, ParsedFile};
use super::read::{Loaded, finish, load};
use super::roles::Role;
use super::strings::Strings;
use super::target::are_few;
use super::{Data, DataError, alike, input, taken};
use crate::directory::is_study;
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
        aside,
    } = expand(paths)?;
    let Some((first, others)) = files.split_first() else {
        return Err(DataError::NoFiles {
            path: paths
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
                .join(", "),
            aside,
        });
    };
    let encoded = |error| with_other_encoding(error, &files, options);
    taken::check(&files, options)?;
    alike::check(&files, options)?;
    if options.label_from.is_none() {
        if !several {
            return finish(
                load(first, options).map_err(encoded)?,
                vec![(0, first.clone())],
                options,
            );
        }
        if options.target_required && options.target.is_none() {
            return Err(DataError::SeveralFiles {
                path: first.display().to_string(),
                files: files.len(),
            });
        }
    }
    let mut all = labelled(first, options).map_err(encoded)?;
    let mut starts = vec![(0, first.clone())];
    let mut noted = of_file(&all.file.notes, 0);
    let mut alike = centered_as(&all.file, options);
    alike.text_labels = options.text_labels.or(text_labels(&all.file));
    for path in others {
        alike.text.known_order = date_order(&all.file);
        alike.text.known_spelling = options.text.known_spelling.or(all.file.spelling);
        let next = labelled(path, &alike).map_err(encoded)?;
        noted.extend(of_file(&next.file.notes, starts.len()));
        starts.push((all.file.lines.len() as u32, path.clone()));
        append(&mut all, next, first, (path, options))?;
    }
    if let Some(spelling) = spelling_for_all(&all.file, options) {
        // the first files do not show it
        drop(all);
        let mut options = options.clone();
        options.text.known_spelling = Some(spelling);
        return read_all(paths, &options);
    }
    if options.text_labels.is_none() && options.task == Task::Auto && are_values(&all.file) {
        // no file alone shows it
        drop(all);
        let text_labels = Some(false);
        return read_all(
            paths,
            &ReadOptions {
                text_labels,
                ..options.clone()
            },
        );
    }
    all.digest = input::digest_of(all.digest.as_bytes());
    all.file.notes.extend(studies.into_iter().map(Note::Study));
    all.file
        .notes
        .extend((!aside.is_empty()).then_some(Note::Aside(aside)));
    let mut data = finish(all, starts, options)?;
    data.noted = noted;
    let copies = alike::copies(data.files());
    let shared = match options.label_from {
        Some(LabelFrom::Name) => alike::shared_label(&files),
        Some(LabelFrom::Folder) | None => None,
    };
    data.notes.extend(copies.into_iter().chain(shared));
    Ok(data)
}

/// Text that is no UTF-8, where another of the files is, or the text before it: an encoding for all would misread that.
fn with_other_encoding(error: DataError, files: &[PathBuf], options: &ReadOptions) -> DataError {
    let DataError::NotUtf8 { at, column } = error else {
        return error;
    };
    let is_text = |path: &Path| {
        matches!(
            format::find(options.stored_at(path), "", options.text.encoding),
            Ok(FileFormat::Text | FileFormat::Json)
        )
    };
    let letters = |path: &Path| {
        let stored = options.stored_at(path);
        let read = (stored.is_file() && is_text(path)).then(|| input::utf8_letters(stored).ok());
        read.flatten().flatten()
    };
    let own = at.path().map(Path::new);
    if own.is_some_and(|path| letters(path).is_some()) {
        let other = None;
        return DataError::EncodingsDiffer { at, column, other };
    }
    let others = files.iter().map(PathBuf::as_path);
    let mut others = others.chain(options.y.as_ref().map(Path::new));
    let other = others.find(|path| letters(path).is_some_and(|letters| letters.whole));
    match other.map(|path| path.display().to_string()) {
        None => DataError::NotUtf8 { at, column },
        other => DataError::EncodingsDiffer { at, column, other },
    }
}

/// The notes of a file, with its number.
fn of_file(notes: &[Note], file: usize) -> Vec<(Note, u32)> {
    notes.iter().map(|note| (note.clone(), file as u32)).collect()
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

/// How numbers are spelled in one of the files, where others may be read in several ways.
fn spelling_for_all(file: &ParsedFile, options: &ReadOptions) -> Option<Spelling> {
    let open = file
        .notes
        .iter()
        .any(|note| matches!(note, Note::EitherSeparator { groups: false, .. }));
    file.spelling
        .filter(|_| open && options.text.known_spelling.is_none())
}

/// Whether the target is of text, where it has values.
fn text_labels(file: &ParsedFile) -> Option<bool> {
    let target = file.columns.iter().find(|column| column.role == Role::Target)?;
    (!target.is_gaps()).then_some(matches!(target.data, ColumnData::Text(_)))
}

/// Whether the target is of text that is numbers, of which more are different than are classes.
fn are_values(file: &ParsedFile) -> bool {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    let of_numbers = |column: &Parsed| match &column.data {
        ColumnData::Text(texts) if column.role == Role::Target && column.of_texts => {
            !are_few(texts.different(), texts.rows()) && texts.iter().flatten().all(is_number)
        }
        _ => false,
    };
    file.columns.iter().any(of_numbers)
}

/// The order of day and month in dates, where all columns have one.
fn date_order(file: &ParsedFile) -> Option<DateOrder> {
    let mut orders = file.columns.iter().filter_map(Parsed::day_or_month);
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// The files that paths lead to.
#[derive(Default)]
struct Expanded {
    files: Vec<PathBuf>,
    /// Whether there may be several.
    several: bool,
    /// Directories of studies, whose files are no data.
    studies: Vec<String>,
    /// Files of directories that are no data, by their names.
    aside: Vec<String>,
}

impl Expanded {
    /// Adds a file of a directory.
    fn add(&mut self, file: PathBuf) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match is_aside(&name) {
            true => self.aside.push(file.display().to_string()),
            false => self.files.push(file),
        }
    }
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
                true if is_aside_folder(&inner) => all.aside.push(inner.display().to_string()),
                true => entries(&inner)?
                    .into_iter()
                    .filter(|file| file.is_file())
                    .for_each(|file| all.add(file)),
                false => all.add(inner),
            }
        }
    }
    Ok(all)
}

/// Whether a folder's name says that no data lie in it.
fn is_aside_folder(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name == "__MACOSX"
}

/// What is in a directory, by name.
fn entries(directory: &Path) -> Result<Vec<PathBuf>, DataError> {
    let failed = |error| DataError::Read {
        path: directory.display().to_string(),
        error,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
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
    let label = label_of(path, from, options).ok_or_else(|| DataError::NoLabel {
        path: path.display().to_string(),
    })?;
    let label = label.as_str();
    let mut column = Parsed::new(LABEL.to_owned(), Role::Target);
    column.named = true;
    let labels = Strings::of(file.lines.iter().map(|_| Some(label)));
    let labels = labels.map_err(|full| full.of(&path.display().to_string(), file.lines.len()))?;
    column.first_text = file.lines.first().map(|&line| (line.into(), label.to_owned()));
    column.data = ColumnData::Text(labels);
    file.columns.push(column);
    loaded.digest += &format!(" {label:?}\n");
    Ok(loaded)
}

/// The label that a file's name has, or that of its folder.
fn label_of(path: &Path, from: LabelFrom, options: &ReadOptions) -> Option<String> {
    let named = match from {
        LabelFrom::Name => path,
        LabelFrom::Folder => path.parent()?,
    };
    let name = named.file_name()?.to_string_lossy();
    let is_stand_in = options.stand_in.as_ref().is_some_and(|(name, _)| name == path);
    Some(match from {
        // as `stdin` is of `<stdin>`
        LabelFrom::Name if is_stand_in => name.trim_matches(['<', '>']).to_owned(),
        LabelFrom::Name => text::stem(&name).to_owned(),
        LabelFrom::Folder => name.into_owned(),
    })
}

/// Where labels would come from that are not all alike, of files whose names, or folders, give one label.
pub(super) fn other_labels<'f>(
    files: impl Iterator<Item = &'f Path>,
    options: &ReadOptions,
) -> Option<LabelFrom> {
    let other = match options.label_from? {
        LabelFrom::Name => LabelFrom::Folder,
        LabelFrom::Folder => LabelFrom::Name,
    };
    let labels: Option<BTreeSet<String>> = files.map(|file| label_of(file, other, options)).collect();
    (labels?.len() > 1).then_some(other)
}

impl ReadOptions {
    /// Reads a file: delimited text, JSON records, NPY, NPZ, an Excel workbook (XLSX) or Parquet, as its
    /// first bytes say, and any of them gzipped or alone in a ZIP archive.
    ///
    /// # Errors
    /// What is wrong with the file, with its line and column.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Data, DataError> {
        read_all(&[path.as_ref().to_owned()], self)
    }

    /// Reads several files as one, and the files of directories and of those in them, by name; those
    /// that are no data by their names, such as `README.md`, `data.csv~` and hidden ones, are left out,
    /// which [`Data::notes`] say. Columns are matched by name where the files have names.
    ///
    /// # Errors
    /// As [`ReadOptions::read`], and where the files have other columns than the first, or neither
    /// [`ReadOptions::target`] nor [`ReadOptions::label_from`] says what to learn from several.
    pub fn read_all(&self, paths: &[PathBuf]) -> Result<Data, DataError> {
        read_all(paths, self)
    }
}

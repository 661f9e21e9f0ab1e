//! Features in one file and the target in another.

use std::path::Path;

use super::column::ColumnData;
use super::error::{Asked, DataError, Location};
use super::format::FileFormat;
use super::meaning::truth;
use super::note::Note;
use super::options::{BadLines, Part, ReadOptions, Task};
use super::parsed::{Parsed, ParsedFile};
use super::read::parse;
use super::roles::unique_names;

/// What a target without a name is called.
const UNNAMED: &str = "y";

/// One of the two files.
#[derive(Clone, Copy)]
pub(super) struct PartFile<'a> {
    pub(super) path: &'a Path,
    pub(super) format: FileFormat,
    pub(super) shown: &'a str,
}

impl PartFile<'_> {
    fn parse(self, options: &ReadOptions) -> Result<ParsedFile, DataError> {
        parse(self.path, self.format, self.shown, options)
    }
}

/// The columns of features, and those of the file that has the target, of which the rows are the same.
pub(super) fn parse_apart(
    x: PartFile<'_>,
    y: PartFile<'_>,
    options: &ReadOptions,
) -> Result<(ParsedFile, ParsedFile), DataError> {
    // A line that one file is without would move all its rows.
    let mut whole = options.clone().bad_lines(BadLines::Error);
    let file = features(x, y, &whole)?;
    whole.text.known_spelling = whole.text.known_spelling.or(file.spelling);
    whole.part = Part::Target;
    if !whole.header && whole.target.as_deref() == Some(UNNAMED) {
        // What it is called below, where it has no name of its own.
        whole.target = None;
    }
    let target = parse_target(y, &whole, file.lines.len());
    let mut target = target.map_err(|error| with_features(error, x, y))?;
    check_blank_lines(x, &file)?;
    check_blank_lines(y, &target)?;
    if target.lines.len() != file.lines.len() {
        return Err(DataError::RowCounts {
            path: y.shown.to_owned(),
            rows: target.lines.len(),
            other: x.shown.to_owned(),
            other_rows: file.lines.len(),
        });
    }
    check_names(x, &file, (y, &target))?;
    let shared = target.dropped.iter().filter(|name| has(&file, name)).cloned();
    for column in whole.index.clone().into_iter().chain(shared) {
        check_rows(x, (y, &target), &whole, column)?;
    }
    let mut names: Vec<String> = file.columns.iter().map(|column| column.name.clone()).collect();
    for exact in target
        .columns
        .iter_mut()
        .filter_map(|column| column.exact.as_mut())
    {
        exact.found_in(y.shown);
    }
    for column in target.columns.iter_mut().filter(|column| !column.named) {
        // By its place in its own file it would be called as a feature is.
        names.push(UNNAMED.to_owned());
        names = unique_names(names);
        column.name.clone_from(&names[names.len() - 1]);
    }
    Ok((file, target))
}

/// A line of the target's file that is its header again, beside features whose header is none of their rows.
fn with_features(error: DataError, x: PartFile<'_>, y: PartFile<'_>) -> DataError {
    match error {
        DataError::HeaderAgain {
            at: Location::Line { line, .. },
            ..
        } => DataError::TargetHeader {
            path: y.shown.to_owned(),
            line,
            other: x.shown.to_owned(),
        },
        other => other,
    }
}

/// A blank line may be a value that is missing, without which all rows below it would move.
fn check_blank_lines(part: PartFile<'_>, file: &ParsedFile) -> Result<(), DataError> {
    let blank = file.notes.iter().find_map(|note| match note {
        Note::BlankLines { first, .. } => Some(*first),
        _ => None,
    });
    match blank {
        Some(line) => Err(DataError::BlankLine {
            at: Location::line(part.shown, line),
        }),
        None => Ok(()),
    }
}

/// The file of the target, which may have no units below its header where that of the features has some.
fn parse_target(y: PartFile<'_>, options: &ReadOptions, rows: usize) -> Result<ParsedFile, DataError> {
    let without = || {
        let mut options = options.clone();
        options.text.units_row = false;
        y.parse(&options)
    };
    match y.parse(options) {
        Err(DataError::NoUnits { .. }) => without(),
        Ok(target) if options.text.units_row && target.lines.len() + 1 == rows => without(),
        other => other,
    }
}

/// The features. A column that is to be left out may be in the target's file alone.
fn features(x: PartFile<'_>, y: PartFile<'_>, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let mut options = options.clone();
    loop {
        options.part = Part::Features;
        let unknown = match x.parse(&options) {
            Err(error @ DataError::UnknownColumn { .. }) => error,
            other => return other,
        };
        let DataError::UnknownColumn {
            asked: Asked::Index | Asked::Drop,
            name,
            ..
        } = &unknown
        else {
            return Err(unknown);
        };
        options.part = Part::Target;
        let dropped = match y.parse(&options) {
            Ok(target) => target.dropped,
            Err(DataError::UnknownColumn { .. } | DataError::SeveralTargets { .. }) => return Err(unknown),
            Err(error) => return Err(error),
        };
        if !dropped.contains(name) {
            return Err(unknown);
        }
        options.drop.retain(|column| !dropped.contains(column));
        options.index = options.index.filter(|column| !dropped.contains(column));
    }
}

/// Whether a feature has this name.
fn has(file: &ParsedFile, name: &str) -> bool {
    file.columns
        .iter()
        .any(|column| column.named && column.name == name)
}

/// The target as a feature would be all that is to be learnt.
fn check_names(
    x: PartFile<'_>,
    file: &ParsedFile,
    (y, target): (PartFile<'_>, &ParsedFile),
) -> Result<(), DataError> {
    let mut targets = target.columns.iter().filter(|column| column.named);
    match targets.find(|column| has(file, &column.name)) {
        Some(column) => Err(DataError::TargetInBoth {
            path: x.shown.to_owned(),
            other: y.shown.to_owned(),
            column: column.name.clone(),
        }),
        None => Ok(()),
    }
}

/// Whether each row of both files has the same in a column, where both have it.
fn check_rows(
    x: PartFile<'_>,
    (y, target): (PartFile<'_>, &ParsedFile),
    options: &ReadOptions,
    index: String,
) -> Result<(), DataError> {
    if target.dropped.is_empty() {
        return Ok(());
    }
    let options = ReadOptions {
        part: Part::Target,
        target: Some(index),
        index: None,
        drop: Vec::new(),
        task: Task::Classify,
        ..options.clone()
    };
    let of = |file: PartFile<'_>| match file.parse(&options) {
        Ok(file) => Ok(file.columns.into_iter().next()),
        // The other file has it alone.
        Err(DataError::UnknownColumn { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let (Some(of_x), Some(of_y)) = (of(x)?, of(y)?) else {
        return Ok(());
    };
    let is_target = target.columns.iter().any(|column| column.name == of_y.name);
    let row = (0..target.lines.len()).find(|&row| !is_same(&name_of(&of_x, row), &name_of(&of_y, row)));
    match row {
        Some(row) if !is_target => Err(DataError::IndexesDiffer {
            at: Location::line(y.shown, target.lines[row].into()),
            column: of_y.name.as_str().into(),
            text: name_of(&of_y, row).unwrap_or_default().into(),
            other: x.shown.to_owned(),
            other_text: name_of(&of_x, row).unwrap_or_default().into(),
        }),
        _ => Ok(()),
    }
}

/// Whether two names are one: a number is spelled otherwise beside texts than among numbers, and each format has its
/// own true and false.
fn is_same(one: &Option<String>, other: &Option<String>) -> bool {
    let (Some(a), Some(b)) = (one, other) else {
        return one == other;
    };
    let whole = |text: &str| text.parse::<i128>().ok();
    let real = |text: &str| text.parse::<f64>().ok();
    a == b
        || match (whole(a), whole(b)) {
            (Some(a), Some(b)) => a == b,
            _ => real(a).is_some_and(|a| Some(a) == real(b)),
        }
        || truth(a).is_some_and(|a| Some(a) == truth(b))
}

/// A row's name, with all of a number's digits.
fn name_of(column: &Parsed, row: usize) -> Option<String> {
    match (&column.data, &column.exact) {
        (ColumnData::Text(texts), _) => texts.get(row).map(str::to_owned),
        (ColumnData::Numeric(values), _) if values[row].is_nan() => None,
        (_, Some(exact)) => Some(exact.text(row)),
        (ColumnData::Numeric(values), None) => Some(values[row].to_string()),
    }
}

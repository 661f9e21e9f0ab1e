//! Options that no file has a use for: one that is given and does nothing would mislead.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::DataError;
use super::format::{self, FileFormat};
use super::options::{Delimiter, ReadOptions};
use super::read::{check_ends, target_file};

/// An option that a format may have no use for; `{}` says what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// [`ReadOptions::x`]
    X,
    /// [`ReadOptions::delimiter`]
    Delimiter,
    /// [`ReadOptions::comment`]
    Comment,
    /// [`ReadOptions::skip_lines`]
    SkipLines,
    /// [`ReadOptions::units_row`]
    UnitsRow,
    /// [`ReadOptions::thousands`]
    Thousands,
    /// [`ReadOptions::decimal`]
    Decimal,
    /// [`ReadOptions::encoding`]
    Encoding,
    /// [`ReadOptions::header`]
    NoHeader,
    /// [`ReadOptions::sheet`]
    Sheet,
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unused::X => "the name of an array of features",
            Unused::Delimiter => "a delimiter",
            Unused::Comment => "comments",
            Unused::SkipLines => "lines to skip",
            Unused::UnitsRow => "a row of units",
            Unused::Thousands => "a sign that groups digits",
            Unused::Decimal => "a decimal sign",
            Unused::Encoding => "an encoding",
            Unused::NoHeader => "columns without names",
            Unused::Sheet => "the name of a sheet",
        })
    }
}

/// An error where an option is given that is of use to none of the files, nor to that of the target.
pub(super) fn check(files: &[PathBuf], options: &ReadOptions) -> Result<(), DataError> {
    let mut formats = Vec::with_capacity(files.len());
    for path in files {
        let shown = path.display().to_string();
        let path = options.stored_at(path);
        let format = find(path, &shown, options)?;
        formats.push(format);
        if let Some(target) = target_file(path, format, options) {
            formats.push(find(target, &target.display().to_string(), options)?);
        }
    }
    let Some((&first, others)) = formats.split_first() else {
        return Ok(());
    };
    let in_all = |option: &Unused| {
        others
            .iter()
            .all(|&format| unused(format, options).1.contains(option))
    };
    let (format, unused) = unused(first, options);
    match unused.into_iter().find(in_all) {
        Some(option) => Err(DataError::Unused {
            path: files[0].display().to_string(),
            format,
            option,
        }),
        None => Ok(()),
    }
}

/// The format of a file that has an end.
fn find(path: &Path, shown: &str, options: &ReadOptions) -> Result<FileFormat, DataError> {
    check_ends(path, shown)?;
    format::find(path, shown, options.text.encoding)
}

/// What a format is called, and the options that are given and that it has no use for.
fn unused(format: FileFormat, options: &ReadOptions) -> (&'static str, Vec<Unused>) {
    let text = &options.text;
    let x = (Unused::X, options.x.is_some());
    let delimiter = (Unused::Delimiter, text.delimiter != Delimiter::Found);
    let comment = (Unused::Comment, text.comment.is_some());
    let lines = [
        (Unused::SkipLines, text.skip_lines > 0),
        (Unused::UnitsRow, text.units_row),
        (Unused::Thousands, text.thousands.is_some()),
        (Unused::Decimal, text.decimal.is_some()),
    ];
    let encoding = (Unused::Encoding, text.encoding.is_some());
    let (name, mut given) = match format {
        FileFormat::Text => ("delimited text", vec![x]),
        FileFormat::Json => (
            "JSON",
            vec![x, delimiter, comment, (Unused::NoHeader, !options.header)],
        ),
        FileFormat::Xlsx => ("a workbook", vec![x, delimiter, comment, encoding]),
        FileFormat::Parquet => (
            "Parquet",
            vec![
                x,
                delimiter,
                comment,
                encoding,
                (Unused::NoHeader, !options.header),
            ],
        ),
        FileFormat::Npy => ("a single array", vec![x, delimiter, comment, encoding]),
        FileFormat::Npz => ("NPZ", vec![delimiter, comment, encoding]),
    };
    if format != FileFormat::Xlsx {
        given.push((Unused::Sheet, options.sheet.is_some()));
    }
    if !matches!(format, FileFormat::Text | FileFormat::Xlsx) {
        given.extend(lines);
    }
    let unused = given.into_iter().filter(|(_, given)| *given);
    (name, unused.map(|(option, _)| option).collect())
}

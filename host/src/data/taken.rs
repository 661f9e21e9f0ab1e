//! Options that a format has no use for: one that is given and does nothing would mislead.

use std::fmt;

use super::format::Format;
use super::options::{Delimiter, ReadOptions};

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

/// What a format is called, and the first option that it has no use for, if there is one.
pub(super) fn unused(format: Format, options: &ReadOptions) -> Option<(&'static str, Unused)> {
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
        Format::Text => ("delimited text", vec![x]),
        Format::Json => (
            "JSON",
            vec![x, delimiter, comment, (Unused::NoHeader, !options.header)],
        ),
        Format::Xlsx => ("a workbook", vec![x, delimiter, comment, encoding]),
        Format::Parquet => (
            "Parquet",
            vec![
                x,
                delimiter,
                comment,
                encoding,
                (Unused::NoHeader, !options.header),
            ],
        ),
        Format::Npy => ("a single array", vec![x, delimiter, comment, encoding]),
        Format::Npz => ("NPZ", vec![delimiter, comment, encoding]),
    };
    if format != Format::Xlsx {
        given.push((Unused::Sheet, options.sheet.is_some()));
    }
    if !matches!(format, Format::Text | Format::Xlsx) {
        given.extend(lines);
    }
    let unused = given.into_iter().find(|(_, given)| *given);
    unused.map(|(option, _)| (name, option))
}

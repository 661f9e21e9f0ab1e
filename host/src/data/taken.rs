//! Options that a format has no use for: one that is given and does nothing would mislead.

use super::format::Format;
use super::options::{Delimiter, ReadOptions};

/// What a format is called, and the first option that it has no use for, if there is one.
pub(super) fn unused(format: Format, options: &ReadOptions) -> Option<(&'static str, &'static str)> {
    let text = &options.text;
    let x = ("x", options.x.is_some());
    let delimiter = ("delimiter", text.delimiter != Delimiter::Found);
    let comment = ("comment", text.comment.is_some());
    let lines = [
        ("skip-lines", text.skip_lines > 0),
        ("units-row", text.units_row),
        ("thousands", text.thousands.is_some()),
        ("decimal", text.decimal.is_some()),
    ];
    let encoding = ("encoding", text.encoding.is_some());
    let (name, mut given) = match format {
        Format::Text => ("delimited text", vec![x]),
        Format::Json => (
            "JSON",
            vec![x, delimiter, comment, ("no-header", !options.header)],
        ),
        Format::Xlsx => ("a workbook", vec![x, delimiter, comment, encoding]),
        Format::Parquet => (
            "Parquet",
            vec![x, delimiter, comment, encoding, ("no-header", !options.header)],
        ),
        Format::Npy => ("a single array", vec![x, delimiter, comment, encoding]),
        Format::Npz => ("NPZ", vec![delimiter, comment, encoding]),
    };
    if format != Format::Xlsx {
        given.push(("sheet", options.sheet.is_some()));
    }
    if !matches!(format, Format::Text | Format::Xlsx) {
        given.extend(lines);
    }
    let unused = given.into_iter().find(|(_, given)| *given);
    unused.map(|(option, _)| (name, option))
}

//! Rows as delimited text.

use std::io::Write as _;

use mcutune::text;

use super::rows::Rows;
use crate::cli::command_error::CommandError;

/// A line a window: its features, its recording, when it begins in seconds, and its label last, as a table to learn from.
pub fn of(rows: &Rows<'_>) -> Result<Vec<u8>, CommandError> {
    let mut out = Vec::new();
    let names = rows.names.iter().map(|name| text::csv_field(name));
    let header = names.chain(["recording", "start", "label"].map(str::to_owned));
    writeln!(out, "{}", header.collect::<Vec<_>>().join(","))?;
    let texts = rows.recording.iter().zip(&rows.start).zip(&rows.label);
    for (row, ((recording, start), label)) in texts.enumerate() {
        for feature in &rows.features {
            write!(out, "{},", feature[row])?;
        }
        let (recording, label) = (text::csv_field(recording), text::csv_field(label));
        writeln!(out, "{recording},{start},{label}")?;
    }
    Ok(out)
}

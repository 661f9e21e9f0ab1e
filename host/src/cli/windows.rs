//! `mcutune windows`: recordings as rows of features.

use std::io::Write as _;
use std::path::Path;

use mcutune::{ColumnData, Data, Recordings, TargetColumn, text, write_file};

use crate::cli::command_error::CommandError;
use crate::cli::flags::WindowsFlags;
use crate::cli::understood::of_windows;
use crate::cli::{npz, outputs, print};

/// Runs the command.
pub fn windows(flags: &WindowsFlags) -> Result<(), CommandError> {
    let Some(windowing) = flags.windows.windowing(None)? else {
        return Err("give --window LENGTH, such as --window 2s".into());
    };
    let format = flags.out.as_deref().map(Format::of).transpose()?;
    if let Some(out) = &flags.out {
        let written = [("--out", out.clone())];
        outputs::check(&written, flags.data.iter().cloned())?;
        outputs::check_writable(&written)?;
    }
    let options = flags.windows.recordings.options(&flags.file)?;
    let data = Recordings::read(&flags.data, &options)?.windows(&windowing)?;
    if !flags.quiet {
        for line in of_windows(&data) {
            print::say(&line);
        }
    }
    match (&flags.out, format) {
        (Some(out), Some(Format::Npz)) => Ok(write_file(out, &npz::of_windows(&data)?)?),
        (Some(out), _) => Ok(write_file(out, &csv(&data)?)?),
        (None, _) => print::print_bytes(&csv(&data)?),
    }
}

/// What rows are written as.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Csv,
    Npz,
}

impl Format {
    fn of(path: &Path) -> Result<Self, CommandError> {
        let end = path.extension().unwrap_or_default().to_ascii_lowercase();
        match end.to_str() {
            Some("csv") => Ok(Format::Csv),
            Some("npz") => Ok(Format::Npz),
            _ => Err(format!(
                "--out {}: rows of windows are written as .csv or .npz: give a name that ends so",
                path.display()
            )
            .into()),
        }
    }
}

/// A line a window: its features, its recording, when it begins in seconds, and its label last, as a table to learn from.
fn csv(data: &Data) -> Result<Vec<u8>, CommandError> {
    let mut out = Vec::new();
    let names = data.feature_names().into_iter().map(text::csv_field);
    let header = names.chain(["recording", "start", "label"].map(str::to_owned));
    writeln!(out, "{}", header.collect::<Vec<_>>().join(","))?;
    let Some((windowed, groups)) = data.windowed().zip(data.groups()) else {
        return Ok(out);
    };
    for row in 0..data.rows() {
        for column in data.columns() {
            if let ColumnData::Numeric(values) = &column.data {
                write!(out, "{},", values[row])?;
            }
        }
        let group = &groups.names()[groups.of_rows()[row] as usize];
        let label = match data.target() {
            Some(TargetColumn::Classes { labels, names }) => names[usize::from(labels[row])].as_str(),
            _ => "",
        };
        let (group, label) = (text::csv_field(group), text::csv_field(label));
        writeln!(out, "{group},{},{label}", windowed.start(row))?;
    }
    Ok(out)
}

//! `mcutune windows`: recordings as rows of features.

mod csv;
mod npz;
mod parquet;
mod rows;

use std::path::Path;

use mcutune::{Recordings, write_file};

use self::rows::Rows;
use crate::cli::command_error::CommandError;
use crate::cli::flags::WindowsFlags;
use crate::cli::understood::of_windows;
use crate::cli::{outputs, print};

/// Runs the command.
pub fn windows(flags: &WindowsFlags) -> Result<(), CommandError> {
    let Some(windowing) = flags.windows.windowing(None)? else {
        return Err("give --window LENGTH, such as --window 2s".into());
    };
    if flags.windows.select_features.is_some() {
        let what = "features are selected by a search, by the rows that train: leave the flag out, and all are written";
        return Err(what.into());
    }
    let write = flags.out.as_deref().map_or(Ok(csv::of as Writer), writer)?;
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
    let bytes = write(&Rows::of(&data))?;
    match &flags.out {
        Some(out) => Ok(write_file(out, &bytes)?),
        None => print::print_bytes(&bytes),
    }
}

/// Rows as the bytes of a file.
type Writer = fn(&Rows<'_>) -> Result<Vec<u8>, CommandError>;

/// What writes the format that a file is named by.
fn writer(path: &Path) -> Result<Writer, CommandError> {
    let end = path.extension().unwrap_or_default().to_ascii_lowercase();
    match end.to_str() {
        Some("csv") => Ok(csv::of),
        Some("npz") => Ok(npz::of),
        Some("parquet") => Ok(parquet::of),
        _ => Err(format!(
            "--out {}: rows of windows are written as .csv, .npz or .parquet: give a name that ends so",
            path.display()
        )
        .into()),
    }
}

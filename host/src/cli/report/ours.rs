//! That no file is replaced which is none that a report left.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// What a page has among its first bytes.
const PAGE: &str = "<meta name=\"generator\" content=\"mcutune ";

/// What a picture begins with, behind its first line.
pub const PICTURE: &str = "<!-- a picture by mcutune -->";

/// An error where the page would replace a file that is no such page.
pub fn check_page(path: &Path) -> Result<(), CommandError> {
    match print::is_stdout(path) || is_free(path) || begins_with(path, PAGE) {
        true => Ok(()),
        false => Err(refused("--output", path, "no report of mcutune's")),
    }
}

/// An error where pictures would replace files that are none: by the SVG a PNG and a CSV of its name are known, which
/// say nothing of where they come from.
pub fn check_pictures<'f>(mut files: impl Iterator<Item = &'f Path>) -> Result<(), CommandError> {
    let is_ours = |file: &Path| is_free(file) || begins_with(&file.with_extension("svg"), PICTURE);
    match files.find(|file| !is_ours(file)) {
        None => Ok(()),
        Some(file) => Err(refused("--pictures", file, "no picture of a report")),
    }
}

fn refused(flag: &str, path: &Path, what: &str) -> CommandError {
    let path = path.display();
    format!("{flag} {path}: that file is {what}, and would be overwritten; name another, or remove it first")
        .into()
}

/// Whether there is no file, or none with anything in it: a device may be written to.
fn is_free(path: &Path) -> bool {
    path.metadata()
        .map_or(true, |there| !there.is_file() || there.len() == 0)
}

fn begins_with(path: &Path, mark: &str) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && head.windows(mark.len()).any(|some| some == mark.as_bytes())
}

//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes under a temporary name in the same directory, then renames: a reader sees the old file
/// or the new one. The error names the file.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = File::create(&part)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_data()
        })
        .and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        // What is half written helps nobody; that it cannot be removed either changes nothing.
        let _ = fs::remove_file(&part);
        format!("{}: cannot be written: {error}", path.display())
    })
}

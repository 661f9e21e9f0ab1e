//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// A file cannot be written: it is as it was before.
#[derive(Debug, thiserror::Error)]
#[error("{path}: cannot be written: {source}")]
pub struct WriteError {
    /// The file.
    pub path: String,
    /// What the system said.
    pub source: io::Error,
}

/// Writes under a temporary name in the same directory, then renames: a reader sees the old file
/// or the new one. Links are followed; a device or a pipe is written to as it is.
///
/// # Errors
/// [`WriteError`]: the system refused, or `path` is a directory.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let written = match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::other("it is a directory")),
        Ok(there) if !there.is_file() => {
            let file = File::options().write(true).open(path);
            file.and_then(|mut file| file.write_all(bytes))
        }
        Ok(_) => fs::canonicalize(path).and_then(|path| replace(&path, bytes)),
        Err(_) => replace(path, bytes),
    };
    written.map_err(|source| WriteError {
        path: path.display().to_string(),
        source,
    })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_data()
    });
    let renamed = written.and_then(|()| fs::rename(&part, path));
    if renamed.is_err() {
        // What is half written helps nobody; that it cannot be removed either changes nothing.
        let _ = fs::remove_file(&part);
    }
    renamed
}

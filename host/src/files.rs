//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

/// Makes a write beyond the limit that `ulimit -f` sets an error like that of a full disk. The
/// system would end the program at once, and it could not say what is safe.
#[cfg(unix)]
pub fn survive_size_limit() {
    let seen = Arc::new(AtomicBool::new(false));
    // Any handler will do; where there can be none, the system does as it always does.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}

/// Writes under a temporary name in the same directory, then renames: a reader sees the old file
/// or the new one. Links are followed; a device or a pipe is written to as it is. The error names
/// the file.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let written = match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::other("it is a directory")),
        Ok(there) if !there.is_file() => {
            let file = File::options().write(true).open(path);
            file.and_then(|mut file| file.write_all(bytes))
        }
        Ok(_) => fs::canonicalize(path).and_then(|path| replace(&path, bytes)),
        Err(_) => replace(path, bytes),
    };
    written.map_err(|error| format!("{}: cannot be written: {error}", path.display()))
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

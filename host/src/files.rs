//! Files that are there whole or not at all, and files that are read only where they end.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::descriptor::{Descriptor, directory_of};

/// A file cannot be written: it is as it was before, or, where only the directory could not be
/// brought to the disk, whole and new.
#[derive(Debug, thiserror::Error)]
#[error("{path}: cannot be written: {error}")]
pub struct WriteError {
    /// The file.
    pub path: String,
    /// What the system said.
    pub error: io::Error,
}

/// Writes under a random name in the same directory, then renames: a reader sees the old file or the
/// new one, and after a loss of power it is one of the two.
///
/// Symbolic links are followed, and the file that they lead to is replaced. A file that is there
/// keeps its permission bits; one that may not be written to stays. A device or a pipe is written to
/// as it is, and so is a descriptor that is open, such as `/dev/stdout`: what its file holds stays, and
/// that nobody reads its pipe is no error.
///
/// # Errors
/// [`WriteError`]: the system refused, or `path` is a directory.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let written = end_of_links(path).and_then(|end| match end {
        End::Open(descriptor) => descriptor.write(bytes),
        End::Path(path) => write_at(&path, bytes),
    });
    written.map_err(|error| WriteError {
        path: path.display().to_string(),
        error,
    })
}

fn write_at(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::other("it is a directory")),
        Ok(there) => {
            let mut file = File::options().write(true).open(path)?;
            match there.is_file() {
                true => replace(path, bytes, Some(&there)),
                false => file.write_all(bytes),
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => replace(path, bytes, None),
        Err(error) => Err(error),
    }
}

/// Whether [`write_file`] could write here now, so that it is known before long work begins. Leaves
/// everything as it is.
///
/// # Errors
/// [`WriteError`], as [`write_file`].
pub fn check_writable(path: &Path) -> Result<(), WriteError> {
    let checked = end_of_links(path).and_then(|end| match end {
        End::Open(descriptor) => descriptor.check(),
        End::Path(path) => check_at(&path),
    });
    checked.map_err(|error| WriteError {
        path: path.display().to_string(),
        error,
    })
}

fn check_at(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::other("it is a directory")),
        // a device or a pipe may wait for who reads it
        Ok(there) if !there.is_file() => Ok(()),
        Ok(_) => {
            File::options().write(true).open(path)?;
            room_for(path).map(drop)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => room_for(path).map(drop),
        Err(error) => Err(error),
    }
}

/// Whether a path leads to stdin, as `/dev/stdin` does.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    matches!(end_of_links(path), Ok(End::Open(descriptor)) if descriptor.is_own(0))
}

/// Whether a path leads to stdout, as `/dev/stdout` does.
#[must_use]
pub fn is_stdout(path: &Path) -> bool {
    matches!(end_of_links(path), Ok(End::Open(descriptor)) if descriptor.is_own(1))
}

/// As many links in a row as Linux follows.
const LINKS: usize = 40;

/// What symbolic links end at.
enum End {
    Path(PathBuf),
    Open(Descriptor),
}

/// Where symbolic links lead, also where nothing is there yet. Those of descriptors are no names of files.
fn end_of_links(path: &Path) -> io::Result<End> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if let Some(descriptor) = Descriptor::at(&path) {
            return Ok(End::Open(descriptor));
        }
        match fs::read_link(&path) {
            Ok(next) => path = directory_of(&path).join(next),
            Err(_) => return Ok(End::Path(path)),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// What the name of a file that is not whole yet begins with.
pub(crate) fn unfinished(name: &str) -> String {
    format!(".{name}.mcutune-")
}

fn replace(path: &Path, bytes: &[u8], there: Option<&fs::Metadata>) -> io::Result<()> {
    let directory = directory_of(path);
    let mut file = room_for(path)?;
    file.write_all(bytes)?;
    if let Some(there) = there {
        keep(&file, there)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_directory(directory)
}

/// The file under another name in the same directory, which is removed when it is dropped.
fn room_for(path: &Path) -> io::Result<NamedTempFile> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::other("it has no file name"))?;
    let directory = directory_of(path);
    if !directory.exists() {
        let missing = format!("there is no directory {}", directory.display());
        return Err(io::Error::new(ErrorKind::NotFound, missing));
    }
    create(directory, &unfinished(&name.to_string_lossy())).map_err(unnamed)
}

/// What the system said, without the random name that nobody gave.
fn unnamed(error: io::Error) -> io::Error {
    let source = error.get_ref().and_then(|error| error.source());
    let system = source.and_then(|source| source.downcast_ref::<io::Error>());
    match system.and_then(io::Error::raw_os_error) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error,
    }
}

#[cfg(unix)]
fn create(directory: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // as of any new file, less the umask
    let permissions = fs::Permissions::from_mode(0o666);
    Builder::new()
        .prefix(prefix)
        .permissions(permissions)
        .tempfile_in(directory)
}

#[cfg(not(unix))]
fn create(directory: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    Builder::new().prefix(prefix).tempfile_in(directory)
}

/// The owner, where the system lets us, and the permission bits of the file that is replaced.
#[cfg(unix)]
fn keep(file: &NamedTempFile, there: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let ours = file.as_file().metadata()?;
    if (ours.uid(), ours.gid()) != (there.uid(), there.gid()) {
        // only root may give files away
        let _ = fchown(file.as_file(), Some(there.uid()), Some(there.gid()));
    }
    file.as_file().set_permissions(there.permissions())
}

#[cfg(not(unix))]
fn keep(_: &NamedTempFile, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Brings the names in a directory to the disk, where its file system can.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(directory)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// Reads a file of at most `limit` bytes: a device has no end, and a pipe may never begin.
pub(crate) fn read_file(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let there = fs::metadata(path)?;
    if there.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    if !there.is_file() {
        return Err(io::Error::other(
            "it is a device or a pipe, not a file; save what it gives to one first",
        ));
    }
    let too_large = || io::Error::other(format!("it is larger than {} MB", limit >> 20));
    if there.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

/// As [`read_file`], of text.
pub(crate) fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    let text = String::from_utf8(read_file(path, limit)?);
    text.map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not text in UTF-8"))
}

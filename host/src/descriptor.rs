//! Paths that lead to a descriptor that is open: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`.
//!
//! Whoever opened it chose where its bytes go, so it is written through. What a link there points at is often
//! the file that a shell appends to, which is not ours to replace, or no path at all, as of a pipe.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

/// The directory of a path, `.` of a name alone.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// An entry of a directory of descriptors, open or not.
pub(crate) struct Descriptor {
    path: PathBuf,
    /// Its number, where it is one of this process.
    own: Option<u32>,
}

impl Descriptor {
    /// The descriptor that a path without further links names, if it names one.
    pub fn at(path: &Path) -> Option<Self> {
        let directory = fs::canonicalize(directory_of(path)).ok()?;
        if !holds_descriptors(&directory) {
            return None;
        }
        let number = path.file_name()?.to_str()?.parse().ok()?;
        let is_own = ["/proc/self/fd", "/proc/thread-self/fd", "/dev/fd"]
            .iter()
            .any(|own| fs::canonicalize(own).is_ok_and(|own| own == directory));
        Some(Self {
            path: path.to_owned(),
            own: is_own.then_some(number),
        })
    }

    /// Whether it is the one of this process with that number.
    pub fn is_own(&self, number: u32) -> bool {
        self.own == Some(number)
    }

    /// Writes behind what is there. That nobody reads on is no error, as on stdout.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.open()?;
        match file.write_all(bytes).and_then(|()| file.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Whether it could be written to. Leaves everything as it is.
    pub fn check(&self) -> io::Result<()> {
        self.check_open()?;
        // a pipe or a device may wait for who reads it
        match fs::metadata(&self.path) {
            Ok(there) if there.is_file() => self.open().map(drop),
            _ => Ok(()),
        }
    }

    fn open(&self) -> io::Result<File> {
        self.check_open()?;
        if let Some(standard) = self.standard() {
            return standard;
        }
        // It is opened anew, and has a place of its own to write at: the end is where nothing is lost.
        File::options().append(true).open(&self.path)
    }

    /// Stdout and stderr themselves: whoever shares them goes on behind what is written.
    #[cfg(unix)]
    fn standard(&self) -> Option<io::Result<File>> {
        use std::os::fd::AsFd as _;
        let descriptor = match self.own? {
            1 => {
                let mut stdout = io::stdout();
                // what was printed comes first
                let printed = stdout.flush();
                printed.and_then(|()| stdout.as_fd().try_clone_to_owned())
            }
            2 => io::stderr().as_fd().try_clone_to_owned(),
            _ => return None,
        };
        Some(descriptor.map(File::from))
    }

    #[cfg(not(unix))]
    fn standard(&self) -> Option<io::Result<File>> {
        None
    }

    /// An error where it is closed, or open for reading alone: its file could be opened anew for writing, but
    /// is what somebody gave to be read.
    fn check_open(&self) -> io::Result<()> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        if fs::symlink_metadata(&self.path).is_err() {
            let closed = format!("descriptor {name} is not open");
            return Err(io::Error::new(ErrorKind::NotFound, closed));
        }
        let is_read_only = |info: String| {
            let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?;
            Some(u32::from_str_radix(flags.trim(), 8).ok()? & ACCESS == READ_ONLY)
        };
        match self.info().and_then(is_read_only) {
            Some(true) => Err(io::Error::other(format!(
                "descriptor {name} is open for reading only"
            ))),
            _ => Ok(()),
        }
    }

    /// What Linux says of it.
    fn info(&self) -> Option<String> {
        let directory = fs::canonicalize(directory_of(&self.path)).ok()?;
        let info = directory.parent()?.join("fdinfo").join(self.path.file_name()?);
        fs::read_to_string(info).ok()
    }
}

/// Of the flags of a descriptor, what it may be used for.
const ACCESS: u32 = 3;
const READ_ONLY: u32 = 0;

/// `/proc/<process>/fd`, that of one of its threads, and where other systems have them.
fn holds_descriptors(directory: &Path) -> bool {
    if directory == Path::new("/dev/fd") {
        return true;
    }
    let names: Vec<&str> = directory
        .components()
        .filter(|part| *part != Component::RootDir)
        .filter_map(|part| part.as_os_str().to_str())
        .collect();
    matches!(names[..], ["proc", _, "fd"] | ["proc", _, "task", _, "fd"])
}

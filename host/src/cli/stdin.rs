//! `-` as a file that is read: stdin, kept in a temporary file while it is read, for readers of data go over
//! their files more than once.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use mcutune::{Data, DataError, ReadOptions};
use tempfile::NamedTempFile;

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// What messages call it.
pub const SHOWN: &str = "<stdin>";

/// Bytes of stdin, at most.
const MOST: u64 = 4 << 30;

/// Bytes of a model or a space, at most.
const MOST_OF_TEXT: u64 = 1 << 30;

/// Whether a file is stdin, as `-` or as `/dev/stdin`.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-" || mcutune::is_stdin(path)
}

/// The text of stdin, where the data do not come from there as well; `what` it is.
pub fn text(what: &str, data: &[PathBuf]) -> Result<String, CommandError> {
    if data.iter().any(|path| is_stdin(path)) {
        return Err(format!(
            "`-` is stdin, which is read once, and both {what} and the data are to come from it: save one of them to a file"
        )
        .into());
    }
    let kept = keep(what, MOST_OF_TEXT).and_then(|kept| io::read_to_string(File::open(kept.path())?));
    kept.map_err(|error| format!("{SHOWN}: cannot be read: {error}").into())
}

/// Data files, of which one may be stdin, which is read to its end.
pub struct Inputs {
    files: Vec<PathBuf>,
    kept: Option<Kept>,
}

impl Inputs {
    /// Reads stdin where it is one of the files.
    pub fn take(files: &[PathBuf]) -> Result<Self, CommandError> {
        let kept = match files.iter().filter(|path| is_stdin(path)).count() {
            0 => None,
            1 => Some(keep("the data", MOST).map_err(|error| format!("{SHOWN}: cannot be read: {error}"))?),
            _ => return Err("`-` is stdin, which is read once: give it once".into()),
        };
        let named = |path: &PathBuf| {
            if is_stdin(path) {
                SHOWN.into()
            } else {
                path.clone()
            }
        };
        let files = files.iter().map(named).collect();
        Ok(Self { files, kept })
    }

    /// The data in them.
    pub fn read(&self, options: &ReadOptions) -> Result<Data, DataError> {
        match &self.kept {
            Some(kept) => options.clone().stand_in(SHOWN, kept.path()).read_all(&self.files),
            None => options.read_all(&self.files),
        }
    }
}

/// What stdin gave.
enum Kept {
    /// Where an open file can be opened again by its descriptor: nothing is left of it, however the program ends.
    #[cfg(target_os = "linux")]
    Unnamed(File, PathBuf),
    Named(NamedTempFile),
}

impl Kept {
    fn new() -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd as _;
            let file = tempfile::tempfile()?;
            let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
            if File::open(&path).is_ok() {
                return Ok(Self::Unnamed(file, path));
            }
        }
        NamedTempFile::new().map(Self::Named)
    }

    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file, _) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    fn path(&self) -> &Path {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(_, path) => path,
            Self::Named(file) => file.path(),
        }
    }
}

fn keep(what: &str, most: u64) -> io::Result<Kept> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        print::say(&format!("reading {what} from the terminal up to Ctrl-D"));
    }
    let no_place = |error| io::Error::other(format!("there is no place to keep it in, see TMPDIR: {error}"));
    let mut kept = Kept::new().map_err(no_place)?;
    let bytes = io::copy(&mut stdin.lock().take(most + 1), kept.file())?;
    match bytes > most {
        true => Err(io::Error::other(format!(
            "it is larger than {} GiB; save it to a file and give that",
            most >> 30
        ))),
        false => Ok(kept),
    }
}

//! `-` among the data files: stdin, kept in a temporary file while it is read, for readers go over their
//! files more than once.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use mcutune::{Data, DataError, ReadOptions};
use tempfile::NamedTempFile;

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// What messages call it.
const SHOWN: &str = "<stdin>";

/// Bytes of stdin, at most.
const MOST: u64 = 4 << 30;

/// Whether a data file is stdin.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Data files, of which one may be stdin, which is read to its end.
pub struct Inputs {
    files: Vec<PathBuf>,
    kept: Option<NamedTempFile>,
}

impl Inputs {
    /// Reads stdin where it is one of the files.
    pub fn take(files: &[PathBuf]) -> Result<Self, CommandError> {
        let kept = match files.iter().filter(|path| is_stdin(path)).count() {
            0 => None,
            1 => Some(keep().map_err(|error| format!("{SHOWN}: cannot be read: {error}"))?),
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

fn keep() -> io::Result<NamedTempFile> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        print::say("reading the data from the terminal; Ctrl-D ends them");
    }
    let mut kept = NamedTempFile::new()?;
    let bytes = io::copy(&mut stdin.lock().take(MOST + 1), &mut kept)?;
    match bytes > MOST {
        true => Err(io::Error::other(format!(
            "it is larger than {} GiB; save it to a file and give that",
            MOST >> 30
        ))),
        false => Ok(kept),
    }
}

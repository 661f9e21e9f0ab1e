//! Optuna's lock around an append: a file beside the journal that only one program can create.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What our lock files hold, so that one left behind by a kill is known as ours.
const OURS: &[u8] = b"mcutune";

/// After this long without a change Optuna takes a lock for abandoned.
const GRACE: Duration = Duration::from_secs(30);

/// Held until dropped.
pub(super) struct Lock {
    path: PathBuf,
}

/// Removes a lock that a killed search left, where nothing else is to be written; as in
/// [`Lock::acquire`], the caller is the one mcutune that may write this journal.
pub(super) fn remove_left(journal: &Path) {
    let path = path_of(journal);
    if is_ours(&path) {
        // Where it stays, the next search tries again.
        let _ = fs::remove_file(path);
    }
}

fn path_of(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

fn is_ours(path: &Path) -> bool {
    fs::read(path).is_ok_and(|held| held == OURS)
}

impl Lock {
    /// Waits for other programs. The caller is the one mcutune that may write this journal, so
    /// a lock of ours was left by one that was killed.
    pub(super) fn acquire(journal: &Path) -> io::Result<Self> {
        let path = path_of(journal);
        let began = Instant::now();
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    let lock = Self { path };
                    file.write_all(OURS)?;
                    return Ok(lock);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if is_ours(&path) || began.elapsed() > GRACE {
                        // Another program may have been quicker.
                        let _ = fs::remove_file(&path);
                    } else {
                        sleep(Duration::from_millis(5));
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Gone already only where another program took it for abandoned.
        let _ = fs::remove_file(&self.path);
    }
}

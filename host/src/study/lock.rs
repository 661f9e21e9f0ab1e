//! Optuna's lock around an append: a file beside the journal that only one program can create.

use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::error::{StudyError, io_error};

/// What our lock files hold, so that one left behind by a kill is known as ours.
const OURS: &[u8] = b"mcutune";

/// After this long without a change Optuna takes a lock for abandoned.
const GRACE: Duration = Duration::from_secs(30);

/// The same of a lock of ours and of an empty file, as a program that was killed under its lock, or while it made it,
/// leaves them: what is written under it takes milliseconds. One mcutune at a time has the journal open where locks of files work, but
/// on a shared disk without them nothing but this lock keeps another off.
const SHORT_GRACE: Duration = Duration::from_secs(5);

/// A lock that changes hands, or that somebody keeps touching, is waited for no longer than this: appends
/// take milliseconds, also those of many programs.
const LIMIT: Duration = Duration::from_secs(60);

/// After this long it is said what is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// Held until dropped.
pub(super) struct Lock {
    path: PathBuf,
}

/// Whose lock it is.
#[derive(Clone, Copy, PartialEq)]
enum Whom {
    /// Another mcutune's: where locks of files work, of one that was killed.
    Ours,
    Optuna,
    /// That of a program which has only just made it, or was killed before it wrote to it, or one of Optuna's, whose name
    /// alone counts on systems without links.
    Empty,
}

/// What is in the way.
#[derive(PartialEq)]
enum Holder {
    /// By nobody: it is gone again.
    Free,
    /// By another program; the time of its last change distinguishes one lock from the next.
    By { whom: Whom, since: Option<SystemTime> },
}

/// Removes a lock that a killed search left behind, also where nothing is to be written. It is taken and dropped, so that
/// a lock that another process holds is waited for.
pub(super) fn remove_left(journal: &Path, waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
    match look(&path_of(journal)) {
        Ok(Holder::By { whom: Whom::Ours, .. }) => Lock::acquire(journal, waiting).map(drop),
        // whoever is to write says what is in the way
        _ => Ok(()),
    }
}

fn path_of(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

/// What a lock file is; Optuna's is a link to the journal, or an empty file.
fn look(path: &Path) -> io::Result<Holder> {
    let there = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Holder::Free),
        there => there?,
    };
    if there.is_symlink() {
        return Ok(by(Whom::Optuna, &there));
    }
    if !there.is_file() {
        return Err(io::Error::other(
            "it is no lock but a directory or a device; remove it",
        ));
    }
    if there.len() == 0 {
        return Ok(by(Whom::Empty, &there));
    }
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Holder::Free),
        Err(error) => Err(error),
        Ok(held) if OURS.starts_with(&held) => Ok(by(Whom::Ours, &there)),
        // it was released after the first look, and what was read is the journal, by Optuna's link to it
        Ok(_) if !is_still(path, &there) => Ok(Holder::Free),
        Ok(_) => Err(io::Error::other(
            "it is neither a lock of mcutune's nor one of Optuna's; remove it",
        )),
    }
}

/// Whether the file is the one that was `seen`.
fn is_still(path: &Path, seen: &Metadata) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|now| now.file_type() == seen.file_type() && now.modified().ok() == seen.modified().ok())
}

fn by(whom: Whom, there: &Metadata) -> Holder {
    let since = there.modified().ok();
    Holder::By { whom, since }
}

impl Lock {
    /// Waits for other programs; `waiting` is called once, with the lock, where that takes long.
    ///
    /// # Errors
    /// The lock, where it can be neither created nor removed, or another program does not let go of it.
    pub fn acquire(journal: &Path, waiting: &mut dyn FnMut(&Path)) -> Result<Self, StudyError> {
        Self::acquire_within(LIMIT, journal, waiting)
    }

    fn acquire_within(
        limit: Duration,
        journal: &Path,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<Self, StudyError> {
        let path = path_of(journal);
        let began = Instant::now();
        let (mut last, mut changed) = (Holder::Free, began);
        let mut said = false;
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    let lock = Self { path };
                    let held = file.write_all(OURS);
                    held.map_err(|e| io_error(&lock.path, "written", e))?;
                    return Ok(lock);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io_error(&path, "created", error)),
            }
            let held = look(&path).map_err(|e| io_error(&path, "used", e))?;
            let abandoned = match held {
                Holder::Free => continue,
                Holder::By {
                    whom: Whom::Ours | Whom::Empty,
                    ..
                } => held == last && changed.elapsed() > SHORT_GRACE,
                Holder::By {
                    whom: Whom::Optuna, ..
                } => held == last && changed.elapsed() > GRACE,
            };
            if abandoned {
                remove(&path)?;
                continue;
            }
            if began.elapsed() > limit {
                return Err(io_error(&path, "taken", busy(limit)));
            }
            if held != last {
                (last, changed) = (held, Instant::now());
            }
            if !said && began.elapsed() > PATIENCE {
                said = true;
                waiting(&path);
            }
            sleep(PAUSE);
        }
    }
}

fn busy(waited: Duration) -> io::Error {
    let seconds = waited.as_secs();
    io::Error::other(format!(
        "another program has kept it in use for {seconds} s; end what writes it, then remove it if it is still there"
    ))
}

/// Another program may have been quicker.
fn remove(path: &Path) -> Result<(), StudyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error(path, "removed", error)),
        _ => Ok(()),
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // It is another's only where that took it for abandoned: after seconds, and an append takes milliseconds.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn journal() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let journal = directory.path().join("journal.log");
        let lock = path_of(&journal);
        (directory, journal, lock)
    }

    #[test]
    fn a_lock_is_there_until_it_is_dropped() {
        let (_directory, journal, path) = journal();
        let lock = Lock::acquire(&journal, &mut |_| panic!("nobody holds it")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), OURS);
        drop(lock);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_kill_left_is_taken_over() {
        let (_directory, journal, path) = journal();
        // under it, and between creating it and writing to it
        for left in [OURS, b""] {
            fs::write(&path, left).unwrap();
            let mut said = 0;
            drop(Lock::acquire_within(GRACE / 2, &journal, &mut |_| said += 1).unwrap());
            assert_eq!(said, 1);
        }
    }

    #[test]
    fn a_lock_of_ours_is_removed_when_it_is_left_and_waited_for_while_it_changes_hands() {
        let (_directory, journal, path) = journal();
        remove_left(&journal, &mut |_| panic!("there is none")).unwrap();
        fs::write(&path, OURS).unwrap();
        remove_left(&journal, &mut |_| {}).unwrap();
        assert!(!path.exists());
        // no lock of files keeps these threads apart
        let inside = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _lock = Lock::acquire(&journal, &mut |_| {}).unwrap();
                        assert!(!inside.swap(true, Ordering::SeqCst));
                        sleep(PAUSE / 5);
                        inside.store(false, Ordering::SeqCst);
                    }
                });
            }
        });
    }

    #[test]
    fn a_lock_that_goes_while_it_is_looked_at_is_no_strange_one() {
        let (_directory, journal, path) = journal();
        fs::write(&journal, "{\"op_code\":0}\n").unwrap();
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    drop(Lock::acquire(&journal, &mut |_| {}).unwrap());
                    #[cfg(unix)]
                    {
                        std::os::unix::fs::symlink(&journal, &path).unwrap();
                        remove(&path).unwrap();
                    }
                }
            });
            let looks = (0..20_000).find_map(|_| look(&path).err());
            ended.store(true, Ordering::Relaxed);
            assert!(looks.is_none(), "{looks:?}");
        });
    }

    #[test]
    fn a_lock_that_is_touched_for_ever_ends_the_wait() {
        let (_directory, journal, path) = journal();
        let (limit, ended) = (Duration::from_millis(1500), AtomicBool::new(false));
        fs::write(&path, "").unwrap();
        let (error, said) = std::thread::scope(|scope| {
            scope.spawn(|| {
                let file = File::options().write(true).open(&path).unwrap();
                while !ended.load(Ordering::Relaxed) {
                    file.set_modified(SystemTime::now()).unwrap();
                    sleep(PAUSE);
                }
            });
            let mut said = 0;
            let error = Lock::acquire_within(limit, &journal, &mut |_| said += 1).err();
            ended.store(true, Ordering::Relaxed);
            (error, said)
        });
        let error = error.expect("it is in use").to_string();
        assert!(
            error.contains("journal.log.lock: cannot be taken: another program has kept it in use"),
            "{error}"
        );
        assert!(said == 1 && path.exists());
    }

    #[test]
    fn what_cannot_be_a_lock_ends_the_wait() {
        let (_directory, journal, path) = journal();
        fs::write(&path, "my notes").unwrap();
        let error = Lock::acquire(&journal, &mut |_| panic!("it is no wait"))
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("neither a lock of mcutune's"), "{error}");
        assert!(path.exists());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let error = Lock::acquire(&journal, &mut |_| {}).err().unwrap().to_string();
        assert!(error.contains("journal.log.lock: cannot be used"), "{error}");
        fs::remove_dir(&path).unwrap();
        fs::remove_dir(journal.parent().unwrap()).unwrap();
        let error = Lock::acquire(&journal, &mut |_| {}).err().unwrap().to_string();
        assert!(error.contains("journal.log.lock: cannot be created"), "{error}");
    }
}

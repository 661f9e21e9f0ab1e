//! A journal that is rewritten. The new text stands beside it before the first byte of the old one goes, so that a kill
//! or a full disk in between loses nothing: whoever reads the journal finishes it.
//!
//! The journal itself cannot be replaced by another file, for who has it open holds its lock.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::{StudyError, io_error};
use super::journal::Journal;
use super::line::is_ours;
use super::lock::Lock;
use super::parse::{ParsedJournal, bytes_of, parse, whole_lines};
use crate::files::{sync_directory, write_file};

/// What the name of a journal's new text ends with.
const REWRITTEN: &str = ".rewritten";

/// Where the new text of a journal is until it stands in the journal.
pub(super) fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(REWRITTEN);
    name.into()
}

/// The bytes of a journal; where a kill interrupted one that rewrote it, as that would have left it.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, StudyError> {
    loop {
        let new = new_text(path)?;
        let bytes = bytes_of(path)?;
        match new {
            Some(new) => return finished(path, bytes, &new),
            // another program may have begun after the first look
            None if beside(path).symlink_metadata().is_ok() => {}
            None => return Ok(bytes),
        }
    }
}

/// The new text of a journal, where there is one.
fn new_text(journal: &Path) -> Result<Option<Vec<u8>>, StudyError> {
    let path = beside(journal);
    if matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    let new = match bytes_of(&path) {
        Err(_) if matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) => {
            return Ok(None); // whoever wrote it has just ended
        }
        new => new?,
    };
    // it is there whole or not at all; anything else is somebody's
    match parse(&path, whole_lines(&path, &new)?)? {
        ParsedJournal::Begun(_) => Ok(Some(new)),
        ParsedJournal::Unbegun => {
            let source = std::io::Error::other("it is no journal of a study; move it away");
            Err(io_error(&path, "used", source))
        }
    }
}

/// What a journal is to hold, of what it holds and its new text.
fn finished(path: &Path, journal: Vec<u8>, new: &[u8]) -> Result<Vec<u8>, StudyError> {
    if new.starts_with(&journal) {
        return Ok(new.to_vec());
    }
    if journal.starts_with(new) {
        return Ok(journal);
    }
    let common = common(&journal, new);
    let line = journal[..common].iter().rposition(|&byte| byte == b'\n');
    let rest = &journal[line.map_or(0, |end| end + 1)..];
    // not a byte was written yet: others add notes alone
    let is_old = rest.split(|&byte| byte == b'\n').any(is_ours)
        && whole_lines(path, &journal).is_ok_and(|whole| parse(path, whole).is_ok());
    match is_old {
        true => Ok(journal),
        false => Ok([new, rest].concat()),
    }
}

/// How many bytes two texts begin with that are equal.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

impl Journal {
    /// Has the journal, which holds `bytes`, hold `text`; under its lock.
    pub(super) fn rewrite(&self, bytes: &[u8], text: &[u8]) -> Result<(), StudyError> {
        if bytes == text {
            return Ok(());
        }
        let beside = beside(&self.path);
        let written = write_file(&beside, text);
        written.map_err(|error| io_error(&beside, "written", error.error))?;
        self.put(bytes, text)
    }

    /// The same with the text beside it.
    fn put(&self, bytes: &[u8], text: &[u8]) -> Result<(), StudyError> {
        let same = common(bytes, text);
        self.cut(same as u64)?;
        let mut file = &self.file;
        let written = file.write_all(&text[same..]).and_then(|()| file.sync_data());
        written.map_err(|error| io_error(&self.path, "written", error))?;
        let beside = beside(&self.path);
        fs::remove_file(&beside).map_err(|error| io_error(&beside, "removed", error))?;
        let directory = self.path.parent().unwrap_or(Path::new(""));
        sync_directory(directory).map_err(|error| io_error(directory, "written", error))
    }

    /// Finishes what a kill interrupted.
    pub(super) fn finish_rewriting(&self, waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        if new_text(&self.path)?.is_none() {
            return Ok(());
        }
        let _lock = Lock::acquire(&self.path, waiting)?;
        // on a shared disk without locks another may have been quicker
        let Some(new) = new_text(&self.path)? else {
            return Ok(());
        };
        let bytes = bytes_of(&self.path)?;
        let text = finished(&self.path, bytes.clone(), &new)?;
        match text == new || text == bytes {
            true => self.put(&bytes, &text),
            false => self.rewrite(&bytes, &text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checksum::Chain;
    use super::*;

    const NOTE: &str =
        "{\"op_code\":2,\"worker_id\":\"a dashboard\",\"study_id\":0,\"user_attr\":{\"note\":\"\"}}\n";

    /// A journal's first lines and trials with these numbers of epochs, in the order of a chain.
    fn journal(epochs: &[u32]) -> String {
        let header = "{\"op_code\":0,\"worker_id\":\"mcutune\",\"study_name\":\"s\",\"directions\":[2]}\n\
            {\"op_code\":2,\"worker_id\":\"mcutune\",\"study_id\":0,\"user_attr\":{\"mcutune\":{\"data\":\"s.csv\"}}}\n";
        let mut chain = Chain::default();
        let head: String = header.lines().map(|line| chain.seal(line)).collect();
        let trial = |epochs: &u32| {
            format!(
                "{{\"op_code\":4,\"worker_id\":\"mcutune\",\"study_id\":0,\
                \"datetime_start\":\"\",\"datetime_complete\":\"\",\"state\":1,\"values\":[0.5],\
                \"distributions\":{{}},\"params\":{{}},\"intermediate_values\":{{\"0\":0.5}},\"user_attrs\":{{\
                \"parameters\":9,\"std_test_score\":0.0,\"n_iter\":[{epochs}],\"end\":[\"converged\"],\
                \"fit_time\":[1.0],\"score_time\":[1.0]}},\"system_attrs\":{{}}}}"
            )
        };
        let trials: String = epochs.iter().map(|epochs| chain.seal(&trial(epochs))).collect();
        head + &trials
    }

    fn after(there: &str, new: &str) -> String {
        let path = Path::new("journal.log");
        let text = finished(path, there.as_bytes().to_vec(), new.as_bytes()).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn wherever_it_was_interrupted_it_is_as_it_was_or_new() {
        let (old, new) = (journal(&[5, 6, 7]), journal(&[5, 8, 7, 9]));
        let parsed = parse(Path::new("journal.log"), old.as_bytes()).unwrap();
        assert!(matches!(parsed, ParsedJournal::Begun(_)));
        // before its first byte, with what others noted
        assert_eq!(after(&old, &new), old);
        assert_eq!(after(&format!("{old}{NOTE}"), &new), format!("{old}{NOTE}"));
        let same = common(old.as_bytes(), new.as_bytes());
        for length in same..=new.len() {
            assert_eq!(after(&new[..length], &new), new, "{length}");
        }
        // between two lines, where others noted something meanwhile
        let begun = journal(&[5]);
        assert!(new.starts_with(&begun[..same.min(begun.len())]));
        assert_eq!(after(&format!("{begun}{NOTE}"), &new), format!("{new}{NOTE}"));
        // in a line: what they noted stays, whatever it has become
        let torn = format!("{}{NOTE}", &new[..begun.len() + 9]);
        assert!(after(&torn, &new).starts_with(&new) && after(&torn, &new).ends_with(NOTE));
        // it went on
        let more = journal(&[5, 8, 7, 9, 4]);
        assert_eq!(after(&more, &new), more);
        // fewer trials than before
        let fewer = journal(&[5, 6]);
        assert_eq!(after(&old, &fewer), old);
        assert_eq!(after(&fewer, &fewer), fewer);
    }
}

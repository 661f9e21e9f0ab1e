//! A journal that is rewritten. The new text stands beside it before the first byte of the old one goes, so that a kill
//! or a full disk in between loses nothing: whoever reads the journal reads it as the rewriting would have left it, and
//! the next search writes that.
//!
//! The journal itself cannot be replaced by another file, for who has it open holds its lock.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::{StudyError, io_error};
use super::journal::Journal;
use super::line::is_ours;
use super::lock::Lock;
use super::parse::{BEGINNINGS, ParsedJournal, bytes_of, check_room, parse, whole_lines};
use crate::files::{sync_directory, write_file};

/// The name of a journal's new text until it stands in the journal.
pub(super) const REWRITTEN: &str = "journal.log.rewritten";

/// Where it is.
pub(super) fn beside(journal: &Path) -> PathBuf {
    journal.with_file_name(REWRITTEN)
}

/// The bytes of a journal; where a kill interrupted one that rewrote it, those that it is to have.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, StudyError> {
    loop {
        let new = new_text(path)?;
        let bytes = match bytes_of(path) {
            Err(_) if new.is_some() && !is_there(path) => Vec::new(),
            bytes => bytes?,
        };
        match new {
            Some(new) => return Ok(finished(path, bytes, &new)),
            // another program may have begun after the first look
            None if is_there(&beside(path)) => {}
            None => return Ok(bytes),
        }
    }
}

fn is_there(path: &Path) -> bool {
    !matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound)
}

/// The new text of a journal, where there is one.
fn new_text(journal: &Path) -> Result<Option<Vec<u8>>, StudyError> {
    let path = beside(journal);
    let new = match bytes_of(&path) {
        // also where whoever wrote it has just ended
        Err(_) if !is_there(&path) => return Ok(None),
        Err(StudyError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
            let source = std::io::Error::other("it is a link that leads nowhere; move it away");
            return Err(io_error(&path, "read", source));
        }
        new => new?,
    };
    check_room(&path, &new)?;
    // it is there whole or not at all; anything else is somebody's
    match whole_lines(&path, &new).and_then(|whole| parse(&path, whole)) {
        Ok(ParsedJournal::Begun(_)) => Ok(Some(new)),
        Ok(ParsedJournal::Unbegun) | Err(_) => {
            let source = std::io::Error::other("it is not the whole journal of a study; move it away");
            Err(io_error(&path, "used", source))
        }
    }
}

/// What a journal is to hold, of what it holds and its new text.
fn finished(path: &Path, journal: Vec<u8>, new: &[u8]) -> Vec<u8> {
    if new.starts_with(&journal) {
        return new.to_vec();
    }
    if journal.starts_with(new) {
        return journal;
    }
    let rest = &journal[same_lines(&journal, new)..];
    // not a byte was written yet
    let is_old = rest.split(|&byte| byte == b'\n').any(is_ours)
        && whole_lines(path, &journal).is_ok_and(|whole| parse(path, whole).is_ok());
    match is_old {
        true => journal,
        false => [new, &notes(rest).concat()].concat(),
    }
}

/// The lines that others have added, also where one is glued to the half of one of ours.
pub(super) fn notes<'b>(bytes: &'b [u8]) -> Vec<&'b [u8]> {
    let whole = |line: &[u8]| serde_json::from_slice::<Json>(line).is_ok();
    let note = |line: &'b [u8]| -> Option<&'b [u8]> {
        let begins = |at: &usize| BEGINNINGS.iter().any(|begins| line[*at..].starts_with(begins));
        let at = (0..line.len())
            .rev()
            .filter(begins)
            .find(|&at| whole(&line[at..]))?;
        (!is_ours(&line[at..])).then_some(&line[at..])
    };
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| line.ends_with(b"\n"))
        .filter_map(note)
        .collect()
}

/// How many bytes of whole lines two texts begin with that are equal.
fn same_lines(one: &[u8], other: &[u8]) -> usize {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let end = one[..same].iter().rposition(|&byte| byte == b'\n');
    end.map_or(0, |end| end + 1)
}

impl Journal {
    /// Has the journal, which holds `bytes`, hold `text`; under its lock.
    pub(super) fn rewrite(&self, bytes: &[u8], text: &[u8]) -> Result<(), StudyError> {
        if bytes.starts_with(text) {
            return self.cut(text.len() as u64);
        }
        let beside = beside(&self.path);
        let written = write_file(&beside, text);
        written.map_err(|error| io_error(&beside, "written", error.error))?;
        self.put(bytes, text)
    }

    /// The same with the text beside it.
    fn put(&self, bytes: &[u8], text: &[u8]) -> Result<(), StudyError> {
        let same = same_lines(bytes, text);
        self.cut(same as u64)?;
        let mut file = &self.file;
        let written = file.write_all(&text[same..]).and_then(|()| file.sync_data());
        written.map_err(|error| {
            // others may add their notes to whole lines
            let _ = self.cut(same as u64);
            io_error(&self.path, "written", error)
        })?;
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
        let text = finished(&self.path, bytes.clone(), &new);
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

    /// What it is to hold, which can be read.
    fn after(there: &str, new: &str) -> String {
        let path = Path::new("journal.log");
        let text = finished(path, there.as_bytes().to_vec(), new.as_bytes());
        let parsed = parse(path, whole_lines(path, &text).unwrap());
        assert!(matches!(parsed, Ok(ParsedJournal::Begun(_))), "{there}");
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn wherever_it_was_interrupted_it_is_as_it_was_or_new() {
        let (old, new) = (journal(&[5, 6, 7]), journal(&[5, 8, 7, 9]));
        let noted = |text: &str| format!("{text}{NOTE}");
        // before its first byte, with what others noted
        assert_eq!(after(&old, &new), old);
        assert_eq!(after(&noted(&old), &new), noted(&old));
        // a kill at any byte, and a note behind it, which may be glued to half of a line
        let same = same_lines(old.as_bytes(), new.as_bytes());
        assert_eq!(same, journal(&[5]).len());
        for length in same..=new.len() {
            assert_eq!(after(&new[..length], &new), new, "{length}");
            assert_eq!(after(&noted(&new[..length]), &new), noted(&new), "{length}");
        }
        // zeros where a loss of power left nothing written
        let zeros = "\0".repeat(40);
        let holed = format!("{}{zeros}{}", &new[..same + 9], &new[same + 49..]);
        assert_eq!(after(&holed, &new), new);
        assert_eq!(after(&format!("{}{zeros}", &new[..same + 9]), &new), new);
        // it went on
        let more = journal(&[5, 8, 7, 9, 4]);
        assert_eq!(after(&more, &new), more);
        assert_eq!(after(&noted(&new), &new), noted(&new));
        // fewer trials than before, which is not written yet
        assert_eq!(after(&old, &journal(&[5, 6])), old);
    }

    #[test]
    fn notes_are_whole_lines_of_others() {
        let ours = journal(&[5]);
        let torn = &NOTE[..20];
        let text = format!("{NOTE}{ours}{}{NOTE}{torn}", &ours[..30]);
        assert_eq!(notes(text.as_bytes()), [NOTE.as_bytes(), NOTE.as_bytes()]);
    }
}

//! Trials of a journal that ended otherwise when they were fitted again.

use std::io::Write;
use std::ops::Range;
use std::path::Path;

use super::checksum::Chain;
use super::error::{StudyError, io_error};
use super::journal::{Journal, Timed};
use super::line::is_ours;
use super::lock::Lock;
use super::record::read;

impl Journal {
    /// Writes trials that were read back anew, each where it stood, and leaves out those from number `kept`
    /// on. What others have noted stays. A kill in between loses whole trials at the end.
    pub fn renew(
        &mut self,
        kept: usize,
        trials: &[Timed<'_>],
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        let _lock = Lock::acquire(&self.path, waiting)?;
        let bytes = read(&self.path)?;
        let first = trials.first().map_or(kept, |(trial, ..)| trial.number());
        // Line 1 is the first; a trial that was read back has one.
        let first_line = self.lines.get(first).map_or(1, |line| line - 1);
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        let after = lines.split_off(first_line.min(lines.len()));
        let mut chain = Chain::default();
        for line in lines.iter().filter(|line| is_ours(line)) {
            chain.check(line.trim_ascii_end());
        }
        let mut renewed = trials.iter().peekable();
        let mut text = Vec::new();
        for (line, bytes) in (first_line + 1..).zip(&after) {
            let number = self.lines.binary_search(&line).ok();
            match renewed.next_if(|(trial, ..)| number == Some(trial.number())) {
                _ if number.is_some_and(|number| number >= kept) => {}
                Some(&(trial, began, ended)) => {
                    text.extend(chain.seal(&self.line(trial, began, ended)).bytes());
                }
                None => text.extend(again(bytes, &mut chain)),
            }
        }
        let same: usize = lines.iter().map(|line| line.len()).sum();
        self.replace(same..bytes.len(), &text, &bytes)?;
        self.lines.truncate(kept);
        (self.done, self.chain) = (kept, chain);
        Ok(())
    }

    /// Writes what is to stand behind the first bytes; where there is no room, what stood there.
    fn replace(&self, range: Range<usize>, text: &[u8], before: &[u8]) -> Result<(), StudyError> {
        let write = |bytes: &[u8]| {
            let mut file = &self.file;
            self.cut(range.start as u64)?;
            let written = file.write_all(bytes).and_then(|()| file.sync_data());
            written.map_err(|error| io_error(&self.path, "written", error))
        };
        write(text).inspect_err(|_| {
            // Where this fails too, trials at the end are fitted once more.
            let _ = write(&before[range.clone()]);
        })
    }
}

/// A line that stays, with its checksum of what is now before it.
fn again(line: &[u8], chain: &mut Chain) -> Vec<u8> {
    let text = std::str::from_utf8(line).map(str::trim_end).unwrap_or_default();
    match is_ours(line) {
        true => chain.seal_again(text).into_bytes(),
        false => line.to_vec(),
    }
}

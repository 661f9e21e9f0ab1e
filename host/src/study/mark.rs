//! A place in a running search's journal to which it can go back.

use super::error::{StudyError, io_error};
use super::journal::Journal;
use super::rewrite::notes;

impl Journal {
    /// Remembers the present end.
    pub fn mark(&mut self) -> Result<(), StudyError> {
        let there = self.file.metadata();
        let there = there.map_err(|e| io_error(&self.path, "read", e))?;
        self.mark = Some(there.len());
        Ok(())
    }

    /// Whether an end is remembered.
    pub fn is_marked(&self) -> bool {
        self.mark.is_some()
    }

    /// What comes before the end that is remembered, and what others have noted behind it; all where none is.
    pub(super) fn before_mark(&self, bytes: &[u8]) -> Vec<u8> {
        let end = self.mark.and_then(|bytes| usize::try_from(bytes).ok());
        match end.and_then(|end| bytes.split_at_checked(end)) {
            Some((before, behind)) => [before, &notes(behind).concat()].concat(),
            None => bytes.to_vec(),
        }
    }
}

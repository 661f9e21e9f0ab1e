//! A place in a running search's journal to which it can go back.

use std::path::Path;

use super::error::{StudyError, io_error};
use super::journal::{Journal, Mark};
use super::line::is_ours;
use super::lock::Lock;
use super::rewrite::read;

impl Journal {
    /// Remembers the present end.
    pub fn mark(&mut self) -> Result<(), StudyError> {
        let there = self.file.metadata();
        let there = there.map_err(|e| io_error(&self.path, "read", e))?;
        self.mark = Some(Mark {
            bytes: there.len(),
            done: self.done,
            chain: self.chain.clone(),
        });
        Ok(())
    }

    /// Whether an end is remembered.
    pub fn is_marked(&self) -> bool {
        self.mark.is_some()
    }

    /// What comes before the end that is remembered, unless others have noted something behind it.
    pub(super) fn before_mark<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let end = usize::try_from(self.mark.as_ref()?.bytes).ok()?;
        let (before, behind) = bytes.split_at_checked(end)?;
        let mut lines = behind.split_inclusive(|&byte| byte == b'\n');
        lines.all(is_ours).then_some(before)
    }

    /// Leaves out the trials behind the end that was marked, unless others have noted something there.
    pub fn back_to_mark(&mut self, waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        if !self.is_marked() {
            return Ok(());
        }
        let _lock = Lock::acquire(&self.path, waiting)?;
        let bytes = read(&self.path)?;
        let before = self.before_mark(&bytes).map(<[u8]>::len);
        if let (Some(length), Some(mark)) = (before, self.mark.take()) {
            self.cut(length as u64)?;
            (self.done, self.chain) = (mark.done, mark.chain);
        }
        Ok(())
    }
}

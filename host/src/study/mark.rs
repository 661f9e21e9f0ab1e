//! A place in a running search's journal to which it can go back.

use std::path::Path;

use super::error::{StudyError, io_error};
use super::journal::{Journal, Mark};
use super::line::is_ours;
use super::lock::Lock;
use super::parse::read;

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

    /// Leaves out the trials behind the end that was marked, unless others have noted something there.
    pub fn back_to_mark(&mut self, waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        let Some(mark) = self.mark.take() else {
            return Ok(());
        };
        let _lock = Lock::acquire(&self.path, waiting)?;
        let bytes = read(&self.path)?;
        let behind = usize::try_from(mark.bytes).ok().and_then(|at| bytes.get(at..));
        if behind.is_some_and(|behind| behind.split_inclusive(|&byte| byte == b'\n').all(is_ours)) {
            self.cut(mark.bytes)?;
            (self.done, self.chain) = (mark.done, mark.chain);
        }
        Ok(())
    }
}

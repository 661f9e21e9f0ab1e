//! Lines that end in carriage returns alone, as old instruments and Macs write them.

use std::io::{self, BufRead, Read};

/// Whether these first bytes of a text have carriage returns, and no other ends of lines.
pub(super) fn are_returns(head: &[u8]) -> bool {
    // One at the end may be half of an end of a line.
    let before = head.split_last().map_or(head, |(_, before)| before);
    before.contains(&b'\r') && !head.contains(&b'\n')
}

/// A text whose carriage returns are ends of lines.
pub(super) struct Returns<R>(pub(super) R);

impl<R: BufRead> Read for Returns<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(into)?;
        let read = into.iter_mut().take(count);
        read.filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(count)
    }
}

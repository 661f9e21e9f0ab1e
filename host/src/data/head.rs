//! The beginning of a file: its lines and its first records.

use super::record::{LineFormat, Lines, Record, RecordSource};

/// Rows that are looked at.
pub(super) const ROWS: usize = 200;

/// Lines that are looked at for what separates fields.
pub(super) const LINES: usize = 50;

/// What follows this many lines.
pub(super) fn after(head: &[u8], lines: u64) -> &[u8] {
    let mut rest = head;
    for _ in 0..lines {
        // also where more lines are asked for than a head can have
        if rest.is_empty() {
            break;
        }
        let end = rest.iter().position(|&byte| byte == b'\n');
        rest = end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    }
    rest
}

/// The first records of `head`, until one that cannot be read.
pub(super) fn sample(head: &[u8], layout: LineFormat, most: usize) -> Vec<Record> {
    let mut lines = Lines::new(head, "", layout);
    let mut records = Vec::new();
    let mut record = Record::default();
    while records.len() < most && matches!(lines.advance(&mut record), Ok(true)) {
        records.push(record.clone());
    }
    records
}

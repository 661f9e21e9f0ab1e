//! Lines that do not fit the others, all of them.

use super::error::{DataError, Location};
use super::note::{BadLine, Note};
use super::options::{BadLines, Categorical, ReadOptions, Task};
use super::parsed::{Parsed, TOLD};
use super::roles::Role;
use crate::text::counted;

/// What was found while a file was read.
#[derive(Default)]
pub(super) struct Faults {
    /// Lines with more or fewer fields, the first of them, each with its fields and those of others.
    widths: Vec<(u64, usize, usize)>,
    width_count: u64,
    /// Lines with text among numbers, with their rows.
    strays: Vec<(u64, u32)>,
    /// What is wrong with the first of them.
    stray_texts: Vec<BadLine>,
}

/// What is to be left out.
#[derive(Default)]
pub(super) struct Odd {
    /// Rows that were read, by their index.
    pub(super) rows: Vec<u32>,
    /// The lines of these.
    pub(super) lines: Vec<u64>,
}

impl Faults {
    /// A line with another number of fields.
    pub(super) fn width(&mut self, line: u64, got: usize, expected: usize) {
        self.width_count += 1;
        if self.widths.len() < TOLD {
            self.widths.push((line, got, expected));
        }
    }

    /// Takes the texts among a column's numbers for faults of their lines, where numbers are what it
    /// should hold.
    pub(super) fn strays(&mut self, column: &mut Parsed, options: &ReadOptions) -> bool {
        let numeric = match column.role {
            Role::Target => options.task == Task::Regress,
            _ => options.categorical == Categorical::Error,
        };
        // One alone says more as the error of its column.
        let several = column.strays.len() > 1 || options.text.bad_lines == BadLines::Skip;
        if !(numeric && several && options.target_required && column.strays()) {
            return false;
        }
        let name = &column.name;
        for stray in column.strays.drain(..) {
            self.strays.push((stray.line, stray.row));
            if let Some(text) = stray.text {
                let (line, what) = (stray.line, format!("column `{name}` holds text, `{text}`"));
                self.stray_texts.push(BadLine { line, what });
            }
        }
        column.stay_numbers();
        true
    }

    /// The error, or what is left out and a note of it.
    pub(super) fn judge(
        mut self,
        path: &str,
        options: &ReadOptions,
        before: Option<u64>,
    ) -> Result<(Option<Note>, Odd), DataError> {
        self.strays.sort_unstable();
        self.strays.dedup();
        let count = self.width_count + self.strays.len() as u64;
        if count == 0 {
            return Ok((None, Odd::default()));
        }
        if let (BadLines::Error, 1, &[(line, got, expected)]) =
            (options.text.bad_lines, count, self.widths.as_slice())
        {
            return Err(DataError::FieldCount {
                at: Location::line(path, line),
                expected,
                got,
                before,
            });
        }
        let first = self.first();
        match options.text.bad_lines {
            BadLines::Error => Err(DataError::BadLines {
                path: path.to_owned(),
                count,
                first,
                before: before.filter(|_| self.width_count > 0),
            }),
            BadLines::Skip => {
                let odd = Odd {
                    rows: self.strays.iter().map(|&(_, row)| row).collect(),
                    lines: self.strays.iter().map(|&(line, _)| line).collect(),
                };
                Ok((Some(Note::BadLines { count, first }), odd))
            }
        }
    }

    /// The first lines with what is wrong, one a line.
    fn first(&mut self) -> Vec<BadLine> {
        let of_width = |&(line, got, expected): &(u64, usize, usize)| BadLine {
            line,
            what: format!("{}, not {expected}", counted(got, "field")),
        };
        let mut first = std::mem::take(&mut self.stray_texts);
        first.extend(self.widths.iter().map(of_width));
        first.sort_by_key(|bad| bad.line);
        first.dedup_by_key(|bad| bad.line);
        first.truncate(TOLD);
        first
    }
}

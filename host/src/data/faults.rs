//! Lines that do not fit the others, all of them: with more or fewer fields, with text in a column of
//! numbers, or with something else in one of dates.
//!
//! A column is of numbers where more than half of its fields that are not empty are numbers. Where text is
//! allowed too, for it becomes categories or classes, fewer than one field in a hundred may be text, and the
//! numbers have fractions or more than twenty different values; else it is a column of text.

mod certainty;

use super::comments::comment_mark;
use super::error::{DataError, Location, RareText, TextKind};
use super::note::{BadLine, Note};
use super::options::{BadLines, Categorical, ReadOptions};
use super::parsed::{Grouped, LeftOut, Parsed, REPORTED};
use super::read::text_kind;
use super::record::Record;
use super::roles::Role;
use super::room::{Full, Grow as _, collected};
use super::table::Placed;
use crate::text::counted;
use certainty::{Certainty, comment_among, is_whole, of_model, of_model_numbers, of_numbers};

/// What was found while a file was read.
#[derive(Default)]
pub(super) struct Faults {
    /// Lines with more or fewer fields, the first of them.
    widths: Vec<Width>,
    width_count: u64,
    /// All lines that are left out as they are read, where they are to be kept; each with how many rows
    /// there are before it.
    left_out: Option<Vec<(u32, u32)>>,
    /// Before how many records there are blank lines, and the first of these.
    pub(super) blank_lines: Option<(u64, u64)>,
    /// Whether blanks separate the fields, and so no cell can be blank.
    blanks: bool,
    /// What begins a comment, where such a line begins so.
    comment: Option<&'static str>,
    /// Lines with a field that is no number or date, with their rows.
    odd: Vec<(u64, u32)>,
    /// The first of them, by their lines.
    fields: Vec<Field>,
    /// The column where such fields may be meant.
    rare: Option<RareText>,
    /// The first number whose digits are grouped.
    grouped: Option<Grouped>,
}

/// A line whose fields are not those of the others.
struct Width {
    line: u64,
    got: usize,
    expected: usize,
    /// A cell left of the table.
    outside: Option<String>,
}

impl Width {
    fn bad_line(&self) -> BadLine {
        let what = match &self.outside {
            Some(cell) => format!("the cell {cell} is left of the table"),
            None => format!("{}, not {}", counted(self.got, "field"), self.expected),
        };
        BadLine {
            line: self.line,
            what,
        }
    }
}

/// A field that is no number or date where its column has such.
struct Field {
    line: u64,
    column: String,
    text: String,
    /// Whether the column is of dates.
    dates: bool,
}

impl Field {
    fn bad_line(&self) -> BadLine {
        let Self { column, text, .. } = self;
        let what = match self.dates {
            true => format!("column `{column}` holds `{text}`, which is no date like the others"),
            false => format!("column `{column}` holds text, `{text}`"),
        };
        BadLine {
            line: self.line,
            what,
        }
    }
}

/// As rows keep the numbers of their lines.
pub(super) fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// What is to be left out.
#[derive(Default)]
pub(super) struct Odd {
    /// Rows that were read, by their index.
    pub(super) rows: Vec<u32>,
    /// These, and all that were left out before they became rows, sorted.
    pub(super) left_out: Vec<LeftOut>,
}

impl Faults {
    /// Keeps the lines that are left out; of a file whose fields `blanks` separate.
    pub(super) fn keeping(blanks: bool) -> Self {
        let left_out = Some(Vec::new());
        Self {
            left_out,
            blanks,
            ..Self::default()
        }
    }

    /// A line that is left out behind this many rows.
    pub(super) fn leave_out(&mut self, record: &Record, rows: u32) -> Result<(), Full> {
        match &mut self.left_out {
            Some(lines) => lines.grow((line_number(record.line()), rows)),
            None => Ok(()),
        }
    }

    /// Blank lines before a record, of which this is the first.
    pub(super) fn blank(&mut self, line: u64) {
        let (count, first) = self.blank_lines.unwrap_or((0, line));
        self.blank_lines = Some((count + 1, first));
    }

    /// Whether the table may begin further down than where this many rows were read: not for the sake of a
    /// few lines among many, unless all of them are `before` it.
    pub(super) fn may_be_before(&self, rows: usize, before: u64) -> bool {
        /// As many lines are a table of their own.
        const TABLE: u64 = 20;
        let all_kept = self.width_count == self.widths.len() as u64;
        let all_before =
            all_kept && self.width_count > 0 && self.widths.iter().all(|width| width.line <= before);
        self.width_count >= TABLE || self.width_count > rows as u64 || all_before
    }

    /// Whether the lines are short for cells that may be blank.
    fn blank_cells(&self) -> bool {
        let mut widths = self.widths.iter();
        self.blanks && !self.widths.is_empty() && widths.all(|width| width.got < width.expected)
    }

    /// A line with another number of fields.
    pub(super) fn width(&mut self, record: &Record, got: usize, expected: usize) {
        self.width_count += 1;
        if self.comment.is_none() && record.len() > 0 {
            self.comment = comment_mark(record.field(0));
        }
        if self.widths.len() < REPORTED {
            self.widths.push(Width {
                line: record.line(),
                got,
                expected,
                outside: record.outside().map(str::to_owned),
            });
        }
    }

    /// A field of a column of dates that is none.
    pub(super) fn no_date(
        &mut self,
        column: &str,
        (line, row): (u64, u32),
        text: String,
    ) -> Result<(), Full> {
        self.odd.grow((line, row))?;
        self.add(column, line, text, true);
        Ok(())
    }

    fn add(&mut self, column: &str, line: u64, text: String, dates: bool) {
        // Columns come one after the other, and the first lines of all of them are wanted.
        let at = self.fields.partition_point(|known| known.line <= line);
        if at < REPORTED {
            let column = column.to_owned();
            self.fields.insert(
                at,
                Field {
                    line,
                    column,
                    text,
                    dates,
                },
            );
            self.fields.truncate(REPORTED);
        }
    }

    /// Takes the texts in columns of numbers for faults of their lines; other columns with text become
    /// text. Where lines `may_be_comments`, those of the first column that begin so are faults, too.
    pub(super) fn texts(
        &mut self,
        columns: &mut [Placed],
        options: &ReadOptions,
        may_be_comments: bool,
    ) -> Result<(), Full> {
        self.grouped = Grouped::first(columns.iter().map(|(_, column)| column)).cloned();
        let learnt = of_model(columns, options);
        let judged = may_be_comments && options.target_required && options.learnt.is_none();
        let begins = columns.first().filter(|(place, _)| judged && *place == 0);
        let commented = begins.and_then(|(_, column)| comment_among(column));
        self.comment = self.comment.or(commented);
        let is_comment = |index: usize| index == 0 && commented.is_some();
        let may_be_text = options.categorical == Categorical::OneHot;
        let of_numbers = |index: usize, column: &Parsed| match &learnt {
            Some(takes) => of_model_numbers(column, takes[index]),
            None if is_comment(index) => Some(Certainty::Sure),
            None => of_numbers(column, options),
        };
        let mut lines: Vec<u64> = Vec::new();
        for (index, (_, column)) in columns.iter().enumerate() {
            if matches!(of_numbers(index, column), Some(Certainty::Sure)) {
                lines.extend(column.strays.iter().take(2).map(|stray| stray.line));
            }
        }
        lines.sort_unstable();
        lines.dedup();
        // One alone says more as the error of its column.
        let several = lines.len() as u64 + self.width_count > 1 || options.text.bad_lines == BadLines::Skip;
        for (index, (_, column)) in columns.iter_mut().enumerate() {
            match of_numbers(index, column) {
                Some(Certainty::Sure) if !(several || may_be_text && is_comment(index)) => {
                    column.become_text();
                }
                Some(certainty) => {
                    let may_name = column.role == Role::Feature && self.rare.is_none() && is_whole(column);
                    if matches!(certainty, Certainty::Rare) || may_name {
                        self.rare = Some(RareText {
                            column: column.name.clone(),
                            target: column.role == Role::Target,
                        });
                    }
                    self.take_texts(column)?;
                }
                None if column.strays.is_empty() => {}
                None => column.become_text(),
            }
        }
        Ok(())
    }

    fn take_texts(&mut self, column: &mut Parsed) -> Result<(), Full> {
        for stray in std::mem::take(&mut column.strays) {
            self.odd.grow((stray.line, stray.row))?;
            if let Some(text) = stray.text {
                self.add(&column.name, stray.line, text, false);
            }
        }
        column.stay_numbers();
        Ok(())
    }

    /// The error, or what is left out and a note of it; the first row is on line `first_row`.
    pub(super) fn judge(
        mut self,
        path: &str,
        options: &ReadOptions,
        before: Option<u64>,
        first_row: u64,
    ) -> Result<(Option<Note>, Odd), DataError> {
        self.odd.sort_unstable();
        self.odd.dedup();
        let count = self.width_count + self.odd.len() as u64;
        if count > 0 && options.text.bad_lines == BadLines::Error {
            return Err(self.error(path, count, before, first_row, options));
        }
        let first = self.first();
        let rows = self.odd.len();
        let odd = self.odd().map_err(|full| full.of(path, rows))?;
        Ok(((count > 0).then_some(Note::BadLines { count, first }), odd))
    }

    /// What is left out.
    fn odd(self) -> Result<Odd, Full> {
        let rows = collected(self.odd.iter().map(|&(_, row)| row))?;
        let before = self.left_out.unwrap_or_default();
        let mut left_out = Vec::new();
        left_out.room(before.len() + rows.len())?;
        let mut before = before.into_iter().peekable();
        // what is left out so far stands before it, too
        let mut add = |line: u32, rows: u32, odd: u32| {
            let row = rows - odd + left_out.len() as u32;
            left_out.push(LeftOut { file: 0, line, row });
        };
        for (odd, &(line, row)) in (0..).zip(&self.odd) {
            while let Some((line, rows)) = before.next_if(|(_, rows)| *rows <= row) {
                add(line, rows, odd);
            }
            add(line_number(line), row, odd);
        }
        let odd = rows.len() as u32;
        before.for_each(|(line, rows)| add(line, rows, odd));
        Ok(Odd { rows, left_out })
    }

    fn error(
        &self,
        path: &str,
        count: u64,
        before: Option<u64>,
        first_row: u64,
        options: &ReadOptions,
    ) -> DataError {
        let at = |line| Location::line(path, line);
        if let Some(two) = self.two_groupings(path) {
            return two;
        }
        match (count, self.widths.as_slice(), self.fields.as_slice()) {
            (
                1,
                [
                    Width {
                        line,
                        outside: Some(cell),
                        ..
                    },
                ],
                _,
            ) => DataError::OutsideCell {
                at: at(*line),
                cell: cell.clone(),
                before,
            },
            (1, [width], _) => DataError::FieldCount {
                at: at(width.line),
                expected: width.expected,
                got: width.got,
                before,
                comment: self.comment,
                blank_cell: self.blank_cells(),
            },
            (1, [], [field, ..])
                if field.line == first_row
                    && options.header
                    && !text_kind(&field.text, false).is_number() =>
            {
                DataError::UnitsRow {
                    at: at(field.line),
                    column: field.column.clone(),
                    text: field.text.clone(),
                }
            }
            _ => DataError::BadLines {
                path: path.into(),
                count,
                first: self.first().into(),
                before: before.filter(|_| self.width_count > 0),
                comment: self.comment,
                blank_cells: self.blank_cells(),
                kind: self.kind(),
                rare: self.rare.clone().map(Box::new),
                widths: self.width_count > 0,
                repeated: self.repeated().map(Box::from),
            },
        }
    }

    /// Of a text that is a number whose digits another sign groups than those of others.
    fn two_groupings(&self, path: &str) -> Option<DataError> {
        let other = self.grouped.as_ref()?;
        let mut fields = self.fields.iter().filter(|field| !field.dates);
        fields.find_map(|field| match text_kind(&field.text, false) {
            TextKind::Grouped { sign, .. } => {
                let (column, text) = (field.column.clone(), field.text.clone());
                Some(other.beside(Location::line(path, field.line), column, text, sign))
            }
            _ => None,
        })
    }

    /// What texts among numbers look like, where they may be numbers too.
    fn kind(&self) -> Option<TextKind> {
        let mut texts = self.fields.iter().filter(|field| !field.dates);
        texts.find_map(|field| match text_kind(&field.text, false) {
            TextKind::Category
            | TextKind::Lone
            | TextKind::ShortYear { .. }
            | TextKind::UnreadDate { .. } => None,
            kind => Some(kind),
        })
    }

    /// The text that most of the first fields hold which are no numbers, if two or more do.
    fn repeated(&self) -> Option<&str> {
        let texts = || {
            self.fields
                .iter()
                .filter(|field| !field.dates)
                .map(|field| field.text.as_str())
        };
        let times = |text: &str| texts().filter(|other| *other == text).count();
        // of equals the last that `max_by_key` sees
        let most = texts().rev().max_by_key(|text| times(text))?;
        (times(most) > 1).then_some(most)
    }

    /// The first lines with what is wrong, one a line.
    fn first(&self) -> Vec<BadLine> {
        let mut first: Vec<BadLine> = self.fields.iter().map(Field::bad_line).collect();
        first.extend(self.widths.iter().map(Width::bad_line));
        first.sort_by_key(|bad| bad.line);
        first.dedup_by_key(|bad| bad.line);
        first.truncate(REPORTED);
        first
    }
}

//! A table's columns out of its records.

mod header;
mod passes;

use super::by_format::ByFormat;
use super::column::ColumnData;
use super::column::retain;
use super::comments::Marked;
use super::dated::dated;
use super::dialect::Dialect;
use super::error::{DataError, Location};
use super::exact::Exact;
use super::faults::{Faults, Odd, line_number};
use super::note::Note;
use super::options::{BadLines, ReadOptions, Takes};
use super::parsed::{Parsed, ParsedFile};
use super::read::first_line;
use super::record::{Record, RecordSource};
use super::roles::{Names, Role, names_in, roles, unique_names};
use super::room::{BESIDE, Full, Grow as _, collected, has_room};
use super::stored::Stored;
use header::HeaderLine;

/// Opens the records anew.
type Open<'a> = &'a dyn Fn() -> Result<Box<dyn RecordSource + 'a>, DataError>;

/// Records, and how their fields are spelled.
pub(super) struct Table<'a> {
    open: Open<'a>,
    shown: &'a str,
    options: &'a ReadOptions,
    dialect: Dialect,
    header: Option<HeaderLine>,
    /// Fields of a row.
    width: usize,
    /// The lines before what looks like a table further down.
    before: Option<u64>,
    by_format: ByFormat,
}

/// Bytes that a column takes before its values, twice while dates are looked for.
const COLUMN: usize = 2 * size_of::<Placed>() + 512;

/// A column with its position among the fields of a line.
pub(super) type Placed = (usize, Parsed);

impl<'a> Table<'a> {
    /// `shown` is what messages call the file.
    pub(super) fn new(open: Open<'a>, shown: &'a str, options: &'a ReadOptions, dialect: Dialect) -> Self {
        Self {
            open,
            shown,
            options,
            dialect,
            header: None,
            width: 0,
            before: None,
            by_format: ByFormat::default(),
        }
    }

    /// How many lines there are before what looks like a table, if they are not as those that follow.
    pub(super) fn before(self, before: Option<u64>) -> Self {
        Self { before, ..self }
    }

    /// Of a format that says more of columns than their values.
    pub(super) fn by_format(self, by_format: ByFormat) -> Self {
        Self { by_format, ..self }
    }

    /// Reads every column that is not dropped, of about `expected` rows. A column is numbers unless
    /// there is text in it; those with text are read in a second pass, so that numbers never exist
    /// as strings.
    pub(super) fn read(&mut self, expected: usize) -> Result<ParsedFile, DataError> {
        let (mut columns, dropped) = self.columns(expected)?;
        self.forget_unused(&columns);
        let (lines, Odd { rows: odd, left_out }) = self.read_numbers(&mut columns)?;
        let rows = lines.len();
        let first = first_line(&lines);
        self.find_either(&columns, &odd)?;
        self.truths(&mut columns);
        let dates = dated(self.shown, columns, first, self.options)?;
        columns = dates.columns;
        self.tell_numbers_of_texts(&columns);
        self.dialect.notes.extend(dates.notes);
        self.center(&mut columns, &odd)?;
        let coarse = self.coarse(&columns, &odd)?;
        let timestamps = self.timestamps(&columns, &odd)?;
        if self.read_texts(&mut columns, &odd, rows)? != rows {
            return Err(DataError::Read {
                path: self.shown.to_owned(),
                error: std::io::Error::other("it changed while it was read"),
            });
        }
        if !odd.is_empty() {
            columns
                .iter_mut()
                .for_each(|(_, column)| column.look_again(&lines));
        }
        Ok(ParsedFile {
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            lines,
            left_out,
            named: self.options.header,
            dropped,
            coarse,
            spelling: self.dialect.spelling,
            notes: std::mem::take(&mut self.dialect.notes),
            timestamps,
        })
    }

    /// The columns that are not dropped, with room for `expected` numbers each, a guess that
    /// spares copies while they grow; and the names of those that are.
    fn columns(&mut self, expected: usize) -> Result<(Vec<Placed>, Vec<String>), DataError> {
        let path = || self.shown.to_owned();
        let mut source = (self.open)()?;
        let mut record = Record::default();
        if !source.advance(&mut record)? {
            return Err(DataError::Empty { path: path() });
        }
        let width = record.len();
        if width > super::MOST_COLUMNS {
            return Err(DataError::TooManyColumns {
                at: Location::line(self.shown, record.line()),
                most: super::MOST_COLUMNS,
            });
        }
        let room = has_room(width.saturating_mul(COLUMN));
        room.map_err(|full| full.of(self.shown, 1))?;
        let ends_empty = width > 1 && record.field(width - 1).is_empty();
        let named = width - usize::from(self.dialect.trailing && ends_empty);
        let offset = usize::from(self.dialect.row_names);
        let mut names = vec![String::new(); named];
        if self.options.header {
            for (index, name) in names.iter_mut().enumerate() {
                *name = self.text(&record, index, &format!("{index}"))?.trim().to_owned();
            }
            let header = record.clone();
            let mut more = source.advance(&mut record)?;
            if more && self.options.text.units_row {
                let units = record.clone();
                more = source.advance(&mut record)?;
                self.check_units(&units, &record)?;
            }
            if !more {
                return Err(DataError::HeaderOnly {
                    path: path(),
                    sheets: Vec::new(),
                });
            }
            self.header = Some(HeaderLine {
                sure: self.is_header(&header, &record),
                record: header,
            });
        }
        self.width = named + offset;
        let blank: Vec<bool> = names.iter().map(String::is_empty).collect();
        let names = unique_names(names);
        let roles = roles(self.shown, &names, self.options).map_err(|error| self.with_before(error))?;
        let unused = names
            .iter()
            .zip(&roles)
            .filter(|(_, role)| **role == Role::Dropped);
        let dropped = unused.map(|(name, _)| name.clone()).collect();
        let of_names = names_in(self.shown, &names, &roles, (self.options.header, self.options))?;
        let all = names.into_iter().zip(roles).enumerate();
        let mut columns: Vec<Placed> = all
            .filter(|(_, (_, role))| *role != Role::Dropped)
            .map(|(index, (name, role))| (index + offset, Parsed::new(name, role)))
            .collect();
        for (index, column) in &mut columns {
            column.named = !blank[*index - offset];
            column.unknown_zone = self.by_format.unknown_zones.remove(index);
            if let Some(error) = self.by_format.refused.remove(index) {
                return Err(error);
            }
            let durations = self.by_format.durations.as_ref();
            column.duration = durations.map(|durations| durations.contains(index));
            column.names = of_names[*index - offset];
            let mixed = self.by_format.mixed_dates.remove(index);
            if let Some([date, number]) = mixed.filter(|_| self.are_judged(column)) {
                return Err(DataError::MixedDates {
                    path: path(),
                    column: column.name.clone(),
                    date,
                    number,
                });
            }
            column.of_texts = self.by_format.texts.contains(index);
            column.has_gaps = self.by_format.has_gaps.contains(index);
            if column.names != Names::No {
                column.become_text();
                continue;
            }
            let untyped = self.by_format.as_text.is_none();
            let exact = || Exact::new(self.options.task).untyped(untyped);
            column.exact = (column.role == Role::Target).then(exact);
            if let ColumnData::Numeric(values) = &mut column.data {
                // Without the room, copies are made.
                if values.try_reserve_exact(expected).is_err() || has_room(BESIDE).is_err() {
                    *values = Vec::new();
                }
            }
        }
        let durations = columns.iter().filter(|(_, column)| column.duration == Some(true));
        let durations: Vec<String> = durations.map(|(_, column)| column.name.clone()).collect();
        if !durations.is_empty() {
            self.dialect.notes.push(Note::Durations(durations));
        }
        Ok((columns, dropped))
    }

    /// Whether all values of a column have to be alike: not names, nor what a model does not take.
    fn are_judged(&self, column: &Parsed) -> bool {
        let learnt = self.options.learnt.as_ref();
        let takes = learnt.map(|learnt| learnt.takes(&[column.name.as_str()], true, None));
        let taken = takes.is_none_or(|takes| takes != [Takes::Any]);
        taken && column.names == Names::No && self.options.text.bad_lines == BadLines::Error
    }

    /// What is said of columns is said of those that are in use.
    fn forget_unused(&mut self, columns: &[Placed]) {
        let used = |name: &String| columns.iter().any(|(_, column)| column.name == *name);
        self.dialect.notes.retain_mut(|note| match note {
            Note::EitherSeparator { columns, .. } => {
                columns.retain(used);
                !columns.is_empty()
            }
            _ => true,
        });
    }

    /// The first pass; gives the line of each row, and what is left out.
    fn read_numbers(&mut self, columns: &mut [Placed]) -> Result<(Vec<u32>, Odd), DataError> {
        let mut lines = Vec::new();
        let mut faults = Faults::keeping(self.dialect.blanks);
        let may_be_comments = self.by_format.as_text.is_none() && self.options.text.comment.is_none();
        let mut marked = Marked::default();
        let repeated = self.each_row(&[], &mut faults, |file, record| {
            let line = record.line();
            let rows = lines.len();
            let full = |full: Full| full.of(file.shown, rows);
            lines.grow(line_number(line)).map_err(full)?;
            if may_be_comments {
                marked.push(record);
            }
            for (index, column) in &mut *columns {
                let text = file.text(record, *index, &column.name)?;
                column.push(text, &file.dialect.numbers, line).map_err(full)?;
            }
            Ok(())
        })?;
        self.dialect.notes.extend(repeated);
        // of a single column they may be values, as each row may be where rows are those of another file
        let may_be_rows = self.width == 1 || self.by_format.has_blank_rows || self.options.y.is_some();
        if let (true, Some((count, first))) = (may_be_rows, faults.blank_lines) {
            self.dialect.notes.push(Note::BlankLines { count, first });
        }
        let rows = lines.len();
        let texts = faults.texts(columns, self.options, may_be_comments);
        texts.map_err(|full| full.of(self.shown, rows))?;
        self.find_no_dates(columns, &mut faults)?;
        let first = first_line(&lines);
        let before = self.before.filter(|&before| faults.may_be_before(rows, before));
        let (note, odd) = faults.judge(self.shown, self.options, before, first)?;
        self.dialect
            .notes
            .extend(note.into_iter().chain(marked.note(&odd.rows)));
        if !odd.rows.is_empty() {
            let rows = lines.len();
            remove(&mut lines, columns, &odd.rows).map_err(|full| full.of(self.shown, rows))?;
        }
        // the sign may have been found in texts, or in a column that is left out
        if !columns.iter().any(|(_, column)| column.has_groups()) {
            let notes = &mut self.dialect.notes;
            notes.retain(|note| !matches!(note, Note::DigitGroups { .. }));
        }
        lines.shrink_to_fit();
        for (index, column) in columns.iter_mut() {
            if let Some(as_text) = &self.by_format.as_text {
                column.stored = Stored::new(self.shown, column, as_text.get(index));
            }
            column.read_signs(self.options.task);
            let note = column
                .read_labels(self.options)
                .map_err(|full| full.of(self.shown, lines.len()))?;
            self.dialect.notes.extend(note);
            column.settle();
        }
        if lines.is_empty() {
            return Err(DataError::NoGoodLine {
                path: self.shown.to_owned(),
            });
        }
        Ok((lines, odd))
    }

    /// Says which features are numbers, though the file has them as text; a model knows what it takes.
    fn tell_numbers_of_texts(&mut self, columns: &[Placed]) {
        let is_number = |column: &&Parsed| {
            let kept = column.date.is_none() && column.meaning.is_none() && column.role == Role::Feature;
            kept && column.of_texts && column.numbers > 0 && matches!(column.data, ColumnData::Numeric(_))
        };
        let columns = columns.iter().map(|(_, column)| column).filter(is_number);
        let names: Vec<String> = columns.map(|column| column.name.clone()).collect();
        if !names.is_empty() && self.options.target_required {
            self.dialect.notes.push(Note::NumbersOfTexts(names));
        }
    }

    /// Features of nothing but true and false are 1 and 0, as are the values of a regression.
    fn truths(&mut self, columns: &mut [Placed]) {
        let truths = columns
            .iter_mut()
            .filter_map(|(_, column)| column.read_truths(self.options.task).then(|| column.name.clone()));
        let truths: Vec<String> = truths.collect();
        // A model knows how it was trained.
        if !truths.is_empty() && self.options.target_required {
            self.dialect.notes.push(Note::Truths(truths));
        }
    }

    /// Reads the file once; gives a note where the header comes again. Rows with more or fewer
    /// fields are faults; of the others those of the indices `odd` are left out.
    fn each_row(
        &self,
        odd: &[u32],
        faults: &mut Faults,
        mut row: impl FnMut(&Self, &Record) -> Result<(), DataError>,
    ) -> Result<Option<Note>, DataError> {
        let mut source = (self.open)()?;
        let mut record = Record::default();
        if self.options.header {
            source.advance(&mut record)?;
            if self.options.text.units_row {
                source.advance(&mut record)?;
            }
        }
        let (mut count, mut first, mut rows) = (0, 0, 0u32);
        let leave_out = |faults: &mut Faults, record: &Record, rows: u32| {
            let left_out = faults.leave_out(record, rows);
            left_out.map_err(|full| full.of(self.shown, rows as usize))
        };
        while source.advance(&mut record)? {
            record
                .blank_before()
                .into_iter()
                .for_each(|line| faults.blank(line));
            let got = self.fields(&record);
            let header = self.header.as_ref();
            if let Some(header) = header.filter(|header| record.equals(&header.record)) {
                if !header.sure && self.options.text.bad_lines == BadLines::Error {
                    return Err(DataError::HeaderAgain {
                        at: Location::line(self.shown, record.line()),
                        header: header.record.line(),
                    });
                }
                first = if count == 0 { record.line() } else { first };
                count += 1;
                leave_out(faults, &record, rows)?;
            } else if let Some(header) = header.filter(|header| header.is_reordered_in(&record)) {
                return Err(DataError::HeaderReordered {
                    at: Location::line(self.shown, record.line()),
                    header: header.record.line(),
                });
            } else if got != self.width || record.outside().is_some() {
                faults.width(&record, got, self.width);
                if self.options.text.bad_lines == BadLines::Skip {
                    leave_out(faults, &record, rows)?;
                }
            } else {
                // records of JSON may share a line
                if odd.is_empty() || odd.binary_search(&rows).is_err() {
                    row(self, &record)?;
                }
                rows = rows.saturating_add(1);
            }
        }
        Ok((count > 0).then_some(Note::RepeatedHeaders { count, first }))
    }

    /// How many fields a row has, without an empty one behind a trailing delimiter.
    fn fields(&self, record: &Record) -> usize {
        let got = record.len();
        let trailing = self.dialect.trailing && got == self.width + 1 && record.field(self.width).is_empty();
        got - usize::from(trailing)
    }

    fn text<'r>(&self, record: &'r Record, index: usize, column: &str) -> Result<&'r str, DataError> {
        std::str::from_utf8(record.field(index)).map_err(|_| DataError::NotUtf8 {
            at: Location::line(self.shown, record.line()),
            column: Some(column.to_owned()),
        })
    }

    /// Adds what may stand before the table to an error that it may have caused.
    fn with_before(&self, error: DataError) -> DataError {
        match (error, self.before) {
            (
                DataError::NoFeatures {
                    path,
                    left_out,
                    delimited,
                    blanks,
                    ..
                },
                before,
            ) => DataError::NoFeatures {
                path,
                left_out,
                delimited,
                before,
                blanks,
            },
            (error, _) => error,
        }
    }
}

/// Leaves out some rows, whose indices are sorted.
fn remove(lines: &mut Vec<u32>, columns: &mut [Placed], rows: &[u32]) -> Result<(), Full> {
    let mut keep = collected(lines.iter().map(|_| true))?;
    for &row in rows {
        keep[row as usize] = false;
    }
    retain(lines, &keep);
    for (_, column) in columns {
        if let ColumnData::Numeric(values) = &mut column.data {
            retain(values, &keep);
        }
        column.exact.iter_mut().for_each(|exact| exact.retain(&keep));
    }
    Ok(())
}

//! What is read once more, where the first pass over a table could not hold it.

use super::{Placed, Table};
use crate::data::center;
use crate::data::coarse::{Coarse, Wide};
use crate::data::column::ColumnData;
use crate::data::dated::of_columns;
use crate::data::dates::Moment;
use crate::data::error::DataError;
use crate::data::faults::Faults;
use crate::data::note::Note;
use crate::data::number::{FieldValue, is_dash};
use crate::data::options::BadLines;
use crate::data::room::{Full, Grow as _};
use crate::data::separators::EitherColumn;
use crate::text::shorten;

impl Table<'_> {
    /// A pass for the lines that hold something else in a column of dates; most files have none.
    pub(super) fn find_no_dates(&self, columns: &mut [Placed], faults: &mut Faults) -> Result<(), DataError> {
        let trained = of_columns(&self.options.dated);
        let dated = |(place, (_, column)): (usize, &Placed)| {
            let trained = trained.get(column.name.as_str()).map_or(&[][..], Vec::as_slice);
            let dates = column.dates_beside_faults(trained, self.options)?;
            Some((place, dates))
        };
        let dated: Vec<_> = columns.iter().enumerate().filter_map(dated).collect();
        if dated.is_empty() {
            return Ok(());
        }
        if self.options.text.bad_lines == BadLines::Error {
            let chosen = dated.iter().map(|(place, _)| &columns[*place].1);
            let mut chosen = chosen.filter(|column| !trained.contains_key(column.name.as_str()));
            if let Some(mixed) = chosen.find_map(|column| column.mixed_moments(self.shown)) {
                return Err(mixed);
            }
        }
        let mut row = 0;
        self.each_row(&[], &mut Faults::default(), |file, record| {
            for (place, dates) in &dated {
                let (index, column) = &columns[*place];
                let text = file.text(record, *index, &column.name)?;
                let moment = match dates.of_digits {
                    true => Moment::of_digits(text),
                    false => Moment::parse(text, dates.order),
                };
                let is_date = moment.is_some_and(|moment| moment.kind(Some(dates.kind)).is_some());
                let is_gap = matches!(
                    file.dialect.numbers.value(text),
                    FieldValue::Gap | FieldValue::Dash
                );
                if !is_date && !is_gap {
                    let at = (record.line(), row);
                    let pushed = faults.no_date(&column.name, at, shorten(text));
                    pushed.map_err(|full| full.of(file.shown, row as usize))?;
                }
            }
            row += 1;
            Ok(())
        })?;
        for (place, dates) in &dated {
            columns[*place].1.stay_dates(dates);
        }
        Ok(())
    }

    /// A pass for the numbers that may be spelled in two ways, where the first rows have none and do not say
    /// how; most files say it.
    pub(super) fn find_either(&mut self, columns: &[Placed], odd: &[u32]) -> Result<(), DataError> {
        if let Some(texts) = self.by_format.either.take() {
            let named = columns
                .iter()
                .map(|(place, column)| (*place, column.name.as_str()));
            self.dialect.notes.extend(texts.note(named));
        }
        let Some(separator) = self.dialect.open else {
            return Ok(());
        };
        let mut found = vec![EitherColumn::new(separator.sign); columns.len()];
        let mut decided = false;
        self.each_row(odd, &mut Faults::default(), |file, record| {
            if decided {
                return Ok(());
            }
            for ((index, column), found) in columns.iter().zip(&mut found) {
                let text = file.text(record, *index, &column.name)?;
                if text.contains(['.', ',']) {
                    decided = decided || separator.is_decided_by(text);
                }
                found.push(text, record.line());
            }
            Ok(())
        })?;
        if !decided {
            let names = columns.iter().map(|(_, column)| column.name.clone());
            self.dialect.notes.extend(separator.note(names.zip(found)));
        }
        Ok(())
    }

    /// A pass for the features that are to be centred.
    pub(super) fn center(&self, columns: &mut [Placed], odd: &[u32]) -> Result<(), DataError> {
        let offset = usize::from(self.dialect.row_names);
        let placed = columns.iter().map(|(index, column)| (index - offset, column));
        let wanted = center::wanted(self.shown, placed, self.options)?;
        if wanted.is_empty() {
            return Ok(());
        }
        let mut all = vec![center::written(); wanted.len()];
        self.each_row(odd, &mut Faults::default(), |file, record| {
            let full = |full: Full| full.of(file.shown, record.line() as usize);
            for (wanted, written) in wanted.iter().zip(&mut all) {
                let (index, column) = &columns[wanted.index];
                let text = file.text(record, *index, &column.name)?;
                let numbers = &file.dialect.numbers;
                let pushed = if let Some(meaning) = column.meaning {
                    written.push_real(meaning.wide(text))
                } else if let (FieldValue::Number(_), Some(text)) =
                    (numbers.value(text), numbers.spelled(text.trim()))
                {
                    written.push_text(&text, record.line())
                } else {
                    written.push_missing()
                };
                pushed.map_err(full)?;
            }
            Ok(())
        })?;
        for (wanted, written) in wanted.iter().zip(&all) {
            let column = &mut columns[wanted.index].1;
            column.center_written(self.shown, written, wanted.offset)?;
            // it is read
            column.meaning = None;
        }
        Ok(())
    }

    /// A pass for the features of which f32 may merge values; most files have none.
    pub(super) fn coarse(&self, columns: &[Placed], odd: &[u32]) -> Result<Vec<Coarse>, DataError> {
        let suspects = columns.iter().filter(|(_, column)| column.is_suspect());
        let mut suspects: Vec<_> = suspects.map(|column| (column, Wide::new())).collect();
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        self.each_row(odd, &mut Faults::default(), |file, record| {
            for ((index, column), wide) in &mut suspects {
                let text = file.text(record, *index, &column.name)?;
                if let FieldValue::Number(_) = file.dialect.numbers.value(text) {
                    wide.push(file.dialect.numbers.f64(text.trim()).unwrap_or(f64::NAN));
                }
            }
            Ok(())
        })?;
        let coarse = suspects.into_iter();
        Ok(coarse
            .filter_map(|((_, column), wide)| wide.coarse(&column.name))
            .collect())
    }

    /// A pass for the timestamps, where they are asked for: the column's name, and one number a row, NaN where it has
    /// none; of dates the seconds since 1970, of times of day those since midnight.
    pub(super) fn timestamps(
        &self,
        columns: &[Placed],
        odd: &[u32],
    ) -> Result<Option<(String, Vec<f64>)>, DataError> {
        let offset = usize::from(self.dialect.row_names);
        let asked = self.options.timestamps.as_ref();
        let Some((index, column)) = asked.and_then(|asked| asked.find(columns, offset)) else {
            return Ok(None);
        };
        let mut all: Vec<f64> = Vec::new();
        self.each_row(odd, &mut Faults::default(), |file, record| {
            let text = file.text(record, *index, &column.name)?;
            let numbers = &file.dialect.numbers;
            let number = match (column.meaning, numbers.value(text)) {
                (Some(meaning), _) => meaning.wide(text),
                (None, FieldValue::Number(_)) => numbers.f64(text.trim()).unwrap_or(f64::NAN),
                (None, _) => f64::NAN,
            };
            let rows = all.len();
            all.grow(number).map_err(|full| full.of(file.shown, rows))
        })?;
        Ok(Some((column.name.clone(), all)))
    }

    /// The second pass, for the columns with text; gives the number of rows.
    pub(super) fn read_texts(
        &mut self,
        columns: &mut [Placed],
        odd: &[u32],
        rows: usize,
    ) -> Result<usize, DataError> {
        let is_text = |(_, column): &&mut Placed| {
            matches!(column.data, ColumnData::Text(_)) || column.meaning.is_some()
        };
        let mut columns: Vec<_> = columns.iter_mut().filter(is_text).collect();
        if columns.is_empty() {
            return Ok(rows);
        }
        let mut rows = 0;
        let mut dashes: Vec<Option<String>> = vec![None; columns.len()];
        self.each_row(odd, &mut Faults::default(), |file, record| {
            let full = |full: Full| full.of(file.shown, rows);
            for ((index, column), dash) in columns.iter_mut().zip(&mut dashes) {
                let text = file.text(record, *index, &column.name)?;
                if let (Some(meaning), ColumnData::Numeric(values)) = (column.meaning, &mut column.data) {
                    values.grow(meaning.number(text)).map_err(full)?;
                    continue;
                }
                let numbers = &file.dialect.numbers;
                let is_marker = numbers.is_gap(text);
                let is_gap = is_marker && (!column.has_gaps || numbers.is_said_gap(text));
                if dash.is_none() && !is_gap && (is_marker || is_dash(text.trim())) {
                    *dash = Some(text.to_owned());
                }
                if let ColumnData::Text(texts) = &mut column.data {
                    let pushed = texts.push((!is_gap).then_some(text));
                    pushed
                        .and_then(|()| column.blanks.push(texts, record, *index))
                        .map_err(full)?;
                }
            }
            rows += 1;
            Ok(())
        })?;
        for ((_, column), dash) in columns.iter().zip(dashes) {
            let name = column.name.clone();
            let note = dash.map(|text| Note::Dashes { column: name, text });
            self.dialect.notes.extend(note);
            if let ColumnData::Text(texts) = &column.data {
                self.dialect.notes.extend(column.blanks.note(&column.name, texts));
            }
        }
        Ok(rows)
    }
}

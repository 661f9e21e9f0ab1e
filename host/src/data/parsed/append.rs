//! A column of one file behind that of another.

use std::collections::BTreeSet;
use std::path::Path;

use super::Parsed;
use crate::data::column::ColumnData;
use crate::data::exact::Exact;
use crate::data::meaning::Meaning;
use crate::data::note::Note;
use crate::data::offsets::written;
use crate::data::options::DatePart;
use crate::data::room::{Full, Grow as _, collected};
use crate::data::strings::Strings;

impl Parsed {
    /// Appends the rows of another file's column; false where one holds text and the other numbers.
    pub(in crate::data) fn append(
        &mut self,
        mut other: Self,
        path: &Path,
        notes: &mut Vec<Note>,
    ) -> Result<bool, Full> {
        let order = other.day_or_month();
        // gaps are what the other is
        self.duration = match (self.is_gaps(), other.is_gaps()) {
            (true, _) => other.duration,
            (false, true) => self.duration,
            (false, false) => self.duration.or(other.duration),
        };
        self.stored.append(std::mem::take(&mut other.stored));
        self.exact_beside(other.exact.as_ref())?;
        other.exact_beside(self.exact.as_ref())?;
        self.text_beside(&other)?;
        other.text_beside(self)?;
        if other.meaning == Some(Meaning::Truth) && self.is_gaps() {
            (self.meaning, self.tally) = (other.meaning, std::mem::take(&mut other.tally));
        }
        self.truths_beside(&other);
        match (&mut self.data, other.data) {
            (ColumnData::Numeric(all), ColumnData::Numeric(more)) => all.grow_by(more.into_iter())?,
            (ColumnData::Text(all), ColumnData::Text(more)) => {
                for text in more.iter() {
                    all.push(text)?;
                }
                if let Some(text) = self.blanks.join(all, (&other.blanks, &more))? {
                    let (column, path) = (self.name.clone(), path.display().to_string());
                    notes.push(Note::BlanksInFile { column, text, path });
                }
            }
            _ => return Ok(false),
        }
        if let (Some(all), Some(more)) = (&mut self.exact, other.exact) {
            all.append(more, path)?;
        }
        self.first_text = self.first_text.take().or(other.first_text);
        notes.extend(
            self.other_clock(other.date.as_ref(), path)
                .filter(|note| !notes.contains(note)),
        );
        // The first file may have nothing but gaps, or dates with the year first.
        let offsets = |date: &Option<DatePart>| date.as_ref().and_then(|date| date.offsets);
        let offsets = offsets(&self.date).or(offsets(&other.date));
        let dates = self.date.iter().chain(&other.date);
        let utc_offsets: BTreeSet<i32> = dates.flat_map(|date| &date.utc_offsets).copied().collect();
        if self.date.is_none() || self.day_or_month().is_none() && order.is_some() {
            self.date = other.date;
        }
        if let Some(date) = &mut self.date {
            date.offsets = offsets;
            date.utc_offsets = utc_offsets.iter().copied().collect();
        }
        Ok(true)
    }

    /// A note where dates of another file, of which parts are read, have other offsets from UTC.
    fn other_clock(&self, other: Option<&DatePart>, path: &Path) -> Option<Note> {
        let (own, other) = (self.date.as_ref()?, other?);
        own.has_unseen_offsets(other).then(|| Note::OtherOffsets {
            column: own.column.clone(),
            path: path.display().to_string(),
            offsets: written(&other.utc_offsets),
            before: written(&own.utc_offsets),
        })
    }

    /// Keeps numbers of a type that f32 holds as those of another file are kept, of one that f32 does not.
    fn exact_beside(&mut self, other: Option<&Exact>) -> Result<(), Full> {
        if let (None, Some(other), ColumnData::Numeric(values)) = (&self.exact, other, &self.data) {
            self.exact = Some(other.alike(values)?);
        }
        Ok(())
    }

    /// True and false of both files have the spellings of both; beside other numbers they are numbers for good.
    fn truths_beside(&mut self, other: &Self) {
        match (self.meaning, other.meaning) {
            (Some(Meaning::Truth), Some(Meaning::Truth)) => self.tally.spell_truths_as(&other.tally),
            (Some(Meaning::Truth), _) if !other.is_gaps() => self.meaning = None,
            _ => {}
        }
    }

    /// Beside text, gaps are those of text, and true and false stay as they are written.
    fn text_beside(&mut self, other: &Self) -> Result<(), Full> {
        let (ColumnData::Numeric(values), ColumnData::Text(_)) = (&self.data, &other.data) else {
            return Ok(());
        };
        let truths = values
            .iter()
            .all(|&value| value.is_nan() || value == 0.0 || value == 1.0);
        let written = match self.meaning {
            Some(Meaning::Truth) if truths => self.tally.truths(),
            _ => None,
        };
        if written.is_none() && !self.is_gaps() {
            return Ok(());
        }
        let text = |value: &f32| {
            let [no, yes] = written?;
            match *value {
                0.0 => no.as_deref(),
                1.0 => yes.as_deref(),
                _ => None,
            }
        };
        let texts = Strings::of(values.iter().map(text))?;
        self.data = ColumnData::Text(texts);
        self.exact = None;
        Ok(())
    }

    /// Whether it has no value.
    pub(in crate::data) fn is_gaps(&self) -> bool {
        match &self.data {
            ColumnData::Numeric(values) => values.iter().all(|value| value.is_nan()),
            ColumnData::Text(texts) => texts.iter().all(|text| text.is_none()),
        }
    }

    /// A part of the times of day that days without one begin at, of a part of these days.
    pub(in crate::data) fn midnights(&self, part: &DatePart) -> Result<Self, Full> {
        let ColumnData::Numeric(values) = &self.data else {
            return self.gaps_of_part(part, 0);
        };
        let midnight = |day: &f32| if day.is_nan() { f32::NAN } else { 0.0 };
        let mut column = self.gaps_of_part(part, 0)?;
        column.date = self.date.clone().map(|date| DatePart {
            part: part.part,
            ..date
        });
        column.data = ColumnData::Numeric(collected(values.iter().map(midnight))?);
        Ok(column)
    }

    /// A column of as many gaps, as part of dates.
    pub(in crate::data) fn gaps_of_part(&self, part: &DatePart, rows: usize) -> Result<Self, Full> {
        let mut column = Self::new(part.name(), self.role);
        column.named = self.named;
        column.first_missing = self.first_missing;
        column.date = Some(part.clone());
        column.data = ColumnData::Numeric(collected((0..rows).map(|_| f32::NAN))?);
        Ok(column)
    }
}

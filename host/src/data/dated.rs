//! Columns of dates become numbers that are still to be read, or are left out.

mod places;
mod unlike;

use std::collections::HashMap;

use super::dates::{self, Moment};
use super::error::{DataError, LeftOut, Location, TextKind};
use super::meaning::Meaning;
use super::note::{BadLine, Note};
use super::offsets::check_zone;
use super::options::{BadLines, Categorical, DateOrder, DatePart, Dates, ReadOptions, TimePart};
use super::parsed::Parsed;
use super::roles::{Names, Role};
use super::table::Placed;
use super::tally::Dated;
use places::{check_places, is_left_by_model, left_gaps};
pub use unlike::{EpochUnit, UnlikeDate};

/// What became of a table's columns of dates.
pub(super) struct Converted {
    pub(super) columns: Vec<Placed>,
    pub(super) notes: Vec<Note>,
}

/// What the options make of columns of dates; the first row is on line `first`.
pub(super) fn dated(
    shown: &str,
    columns: Vec<Placed>,
    first: u64,
    options: &ReadOptions,
) -> Result<Converted, DataError> {
    let mut outcome = Converted {
        columns: Vec::with_capacity(columns.len()),
        notes: Vec::new(),
    };
    let is_feature = |(_, column): &Placed| column.role == Role::Feature;
    let features = columns.iter().filter(|column| is_feature(column)).count();
    let trained = of_columns(&options.dated);
    check_places(shown, &columns, options)?;
    for (index, column) in columns {
        let trained = trained.get(column.name.as_str()).map_or(&[][..], Vec::as_slice);
        match trained {
            parts @ [of, ..] if column.role == Role::Feature => {
                let found = as_trained(shown, &column, parts, (first, options))?;
                outcome.notes.extend(trained_note(&column, parts, found.as_ref()));
                outcome.notes.extend(
                    found
                        .as_ref()
                        .and_then(|found| found.midnight_note(&column, parts)),
                );
                for part in trained {
                    let part = DatePart {
                        order: found.as_ref().map_or(of.order, |found| found.order),
                        offsets: found.as_ref().and_then(Dated::has_offsets),
                        utc_offsets: found
                            .as_ref()
                            .map_or(Vec::new(), |found| found.utc_offsets(part.part)),
                        ..(*part).clone()
                    };
                    outcome.columns.push((index, column.of_part(part)));
                }
            }
            _ => as_chosen(shown, (index, column), (first, features), options, &mut outcome)?,
        }
    }
    check_names(shown, &outcome.columns)?;
    match features > 0 && !outcome.columns.iter().any(is_feature) {
        true => Err(DataError::NoFeatures {
            path: shown.to_owned(),
            left_out: Some(LeftOut::Dates),
            delimited: false,
            before: None,
            blanks: None,
        }),
        false => Ok(outcome),
    }
}

/// Parts of dates by their columns.
pub(super) fn of_columns(parts: &[DatePart]) -> HashMap<&str, Vec<&DatePart>> {
    let mut columns: HashMap<&str, Vec<&DatePart>> = HashMap::new();
    for part in parts {
        columns.entry(&part.column).or_default().push(part);
    }
    columns
}

/// An error where a part of dates has the name of another column, for names find columns.
fn check_names(shown: &str, columns: &[Placed]) -> Result<(), DataError> {
    let parts = || {
        let dates = columns.iter().filter_map(|(_, column)| column.date.as_ref());
        dates.filter(|date| date.part != TimePart::Seconds)
    };
    if parts().next().is_none() {
        return Ok(());
    }
    let mut names = HashMap::new();
    for (_, column) in columns {
        *names.entry(column.name.as_str()).or_insert(0) += 1;
    }
    let clash = parts().find(|date| {
        names
            .get(date.name().as_str())
            .is_some_and(|&columns| columns > 1)
    });
    match clash {
        Some(date) => Err(DataError::DateClash {
            path: shown.to_owned(),
            column: date.column.clone(),
            name: date.name(),
        }),
        None => Ok(()),
    }
}

/// What the options make of a column that may be one of dates.
fn as_chosen(
    shown: &str,
    (index, column): Placed,
    (first, features): (u64, usize),
    options: &ReadOptions,
    outcome: &mut Converted,
) -> Result<(), DataError> {
    let choice = options.text.dates;
    if choice == Dates::Drop && is_left_by_model(&column, features, options) {
        outcome.notes.push(left_gaps(&column));
        return Ok(());
    }
    let dates = column.dates(options);
    // Only the model knows whether it needs them.
    let unknown = choice == Dates::Error && !options.target_required;
    // Times such as 8:00 and 16:00 may stand for shifts.
    let categories = column.names != Names::No
        || choice == Dates::Error
            && options.categorical == Categorical::OneHot
            && column.tally.may_be_categories();
    if dates.is_none() {
        check_mixed(shown, &column, options)?;
    }
    // `1.2.24` may be a version, as `1.0.24` is
    let doubtful = |dates: &Dated| choice == Dates::Error && dates.short_years && dates.odd.is_some();
    let Some(dates) = dates.filter(|dates| !unknown && !categories && !doubtful(dates)) else {
        outcome.columns.push((index, column));
        return Ok(());
    };
    if choice != Dates::Drop {
        check(shown, &column, &dates, first, options)?;
    }
    if choice == Dates::Error {
        let (line, text) = column.first_text.unwrap_or_default();
        return Err(DataError::DateValue {
            at: Location::line(shown, line),
            column: column.name,
            text,
            order: dates.order,
        });
    }
    let (parts, as_what) = parts_of(choice, &dates);
    check_zone(shown, &column, &parts)?;
    let parts = parts
        .into_iter()
        .map(|part| column.of_part(dates.part(&column, part)));
    outcome.columns.extend(parts.map(|part| (index, part)));
    outcome.notes.push(note(&column, dates, as_what));
    Ok(())
}

/// An error where dates are asked for, and a column is neither of dates nor of times of day for it has both.
fn check_mixed(shown: &str, column: &Parsed, options: &ReadOptions) -> Result<(), DataError> {
    if !matches!(options.text.dates, Dates::Number | Dates::Parts) || !options.target_required {
        return Ok(());
    }
    if column.role != Role::Feature || column.names != Names::No {
        return Ok(());
    }
    column.mixed_moments(shown).map_or(Ok(()), Err)
}

/// The features that dates become, and what is said of them.
fn parts_of(choice: Dates, dates: &Dated) -> (Vec<TimePart>, &'static str) {
    let offsets = dates.has_offsets() == Some(true);
    match choice {
        Dates::Error | Dates::Drop => (Vec::new(), "left out"),
        Dates::Number if offsets => (
            vec![TimePart::Seconds],
            "seconds since 1970, of the instant whatever its offset from UTC, which f32 holds to a minute or two \
             unless they are centred; parts are exact",
        ),
        Dates::Number if dates.kind.0 => (
            vec![TimePart::Seconds],
            "seconds since 1970, which f32 holds to a minute or two unless they are centred; parts are exact",
        ),
        Dates::Number => (vec![TimePart::Seconds], "seconds since midnight"),
        Dates::Parts if offsets => (dates::parts(dates.kind), dates.offsets.parts_of_clock()),
        Dates::Parts => (dates::parts(dates.kind), "a feature for each part"),
    }
}

/// How a model's dates were read, where their order is not plain to see, or it does not say which clock its own
/// were of.
fn trained_note(column: &Parsed, trained: &[&DatePart], found: Option<&Dated>) -> Option<Note> {
    let (dates, first) = (found.filter(|dates| dates.kind.0)?, trained.first()?);
    let order = (dates.order != DateOrder::YearFirst).then_some(dates.order);
    let parts = first.part != TimePart::Seconds;
    let other_clock = parts && first.offsets.is_none() && dates.has_offsets() == Some(true);
    (order.is_some() || dates.short_years || other_clock).then(|| Note::Dates {
        column: column.name.clone(),
        as_what: match other_clock {
            true => dates.offsets.parts_of_clock(),
            false => "as the model was trained",
        },
        order,
        short_years: dates.short_years,
        others: None,
    })
}

/// The dates of a column of which a model was trained on parts, where there are any: in the order that was asked
/// for, else the model's where both the day and the month can come first.
fn as_trained(
    shown: &str,
    column: &Parsed,
    trained: &[&DatePart],
    (first_line, options): (u64, &ReadOptions),
) -> Result<Option<Dated>, DataError> {
    let Some(first) = trained.first() else {
        return Ok(None);
    };
    let times = has_times(trained);
    let found = column.trained_dates(first, options);
    let is_as = found.as_ref().is_some_and(|found| found.is_as((first, times)));
    let text = match found.as_ref().filter(|_| is_as) {
        Some(found) if found.either => return Err(ambiguous(shown, column, found)),
        Some(found) => found.odd.clone(),
        None => column.first_text.clone(),
    };
    // digits alone are a date, and no time
    let are_dates = is_as && column.dates_of_digits().is_some();
    let odd = text
        .into_iter()
        .chain(column.first_number.clone().filter(|_| !are_dates));
    if let Some((line, text)) = odd.min_by_key(|(line, _)| *line) {
        let others = found.as_ref().filter(|_| is_as).map(|found| found.others(column));
        if line == first_line && others == Some(1) && options.header {
            let (at, column) = (Location::line(shown, line), column.name.clone());
            return Err(DataError::UnitsRow { at, column, text });
        }
        return Err(DataError::OtherDate {
            at: Location::line(shown, line),
            column: column.name.clone(),
            like: UnlikeDate::of(&text, first.dates),
            text: Some(text),
            dates: first.dates,
            times,
        });
    }
    if let Some(found) = &found {
        found.offsets.check(shown, &column.name)?;
        let parts: Vec<TimePart> = trained.iter().map(|part| part.part).collect();
        check_zone(shown, column, &parts)?;
    }
    Ok(found)
}

/// The error of dates that can be read with the day first and with the month first.
fn ambiguous(shown: &str, column: &Parsed, dates: &Dated) -> DataError {
    let (line, text) = dates.first.clone().unwrap_or_default();
    DataError::DateOrder {
        at: Location::line(shown, line),
        column: column.name.clone(),
        text,
    }
}

/// Whether every field of the column is a date, in one order alone, and all or none have an offset from UTC.
fn check(
    shown: &str,
    column: &Parsed,
    dates: &Dated,
    first: u64,
    options: &ReadOptions,
) -> Result<(), DataError> {
    // which fields are odd is told once the others can be read
    if dates.either {
        return Err(ambiguous(shown, column, dates));
    }
    let name = || column.name.clone();
    let Some((line, text)) = dates.odd.clone() else {
        return dates.offsets.check(shown, &column.name);
    };
    if let Some(mixed) = column.mixed_moments(shown) {
        return Err(mixed);
    }
    let (at, unread) = (Location::line(shown, line), Moment::is_unread(&text));
    let is_unit = line == first && dates.others(column) == 1 && options.header && !unread;
    Err(match is_unit {
        true => DataError::UnitsRow {
            at,
            column: name(),
            text,
        },
        false => DataError::NoDate {
            at,
            column: name(),
            text,
            order: dates.order,
            unread,
        },
    })
}

/// Whether any of a column's parts is one of times.
fn has_times(parts: &[&DatePart]) -> bool {
    parts.iter().any(|part| part.part.is_of_time())
}

impl Dated {
    /// Whether they are of the kind that a model was trained on. A date alone is the midnight at which its day
    /// begins, as pandas writes a column of nothing but midnights; digits alone may be no date at all.
    fn is_as(&self, (trained, times): (&DatePart, bool)) -> bool {
        self.kind.0 == trained.dates && (self.kind.1 || !times || !self.of_digits)
    }

    /// What is said where a model takes times of day and these have none, or the other way round.
    fn midnight_note(&self, column: &Parsed, trained: &[&DatePart]) -> Option<Note> {
        let parts = trained.iter().all(|part| part.part != TimePart::Seconds);
        let column = || column.name.clone();
        match (parts && self.kind.0, has_times(trained)) {
            (true, true) if !self.kind.1 => Some(Note::Midnights {
                column: column(),
                some_files: false,
            }),
            (true, false) if self.past_midnight => Some(Note::TimesUnused { column: column() }),
            _ => None,
        }
    }

    /// Whether the dates have offsets from UTC; none of times of day.
    fn has_offsets(&self) -> Option<bool> {
        match self.of_digits {
            true => Some(false),
            false => self.offsets.found(),
        }
    }

    /// One of their parts, as a feature.
    fn part(&self, column: &Parsed, part: TimePart) -> DatePart {
        DatePart {
            column: column.name.clone(),
            part,
            order: self.order,
            dates: self.kind.0,
            offsets: self.has_offsets(),
            utc_offsets: self.utc_offsets(part),
        }
    }

    /// The offsets on which a part depends.
    fn utc_offsets(&self, part: TimePart) -> Vec<i32> {
        match part {
            TimePart::Seconds => Vec::new(),
            _ => self.offsets.seconds(),
        }
    }

    /// How many fields of the column are no dates.
    pub(super) fn others(&self, column: &Parsed) -> u64 {
        (column.numbers + column.texts).saturating_sub(self.moments)
    }
}

fn note(column: &Parsed, dates: Dated, as_what: &'static str) -> Note {
    let others = dates.others(column);
    Note::Dates {
        column: column.name.clone(),
        as_what,
        order: (dates.kind.0 && !dates.ambiguous && !dates.month_named).then_some(dates.order),
        short_years: dates.short_years,
        others: dates.odd.filter(|_| others > 0).map(|(line, text)| {
            let what = format!("`{text}`");
            (others, BadLine { line, what })
        }),
    }
}

impl Parsed {
    /// The dates and times of a feature most of whose fields are such.
    pub(super) fn dates(&self, options: &ReadOptions) -> Option<Dated> {
        if options.text.dates != Dates::Error
            && self.role == Role::Feature
            && let Some(dates) = self.dates_of_digits()
        {
            return Some(dates);
        }
        let dates = self.dates_in(options.text.date_order)?;
        match options.text.known_order {
            Some(order) if dates.ambiguous => Some(self.dates_in(Some(order)).unwrap_or(dates)),
            _ => Some(dates),
        }
    }

    /// The dates of a column of numbers such as `20240501`, which are numbers unless dates are asked for.
    fn dates_of_digits(&self) -> Option<Dated> {
        let dates = self.tally.of_digits(self.numbers)?;
        let odd = self.first_text.clone();
        Some(Dated { odd, ..dates })
    }

    /// The error of a column most of whose fields are dates or times of day, some of them the one and some the other,
    /// or times of day and durations of more than a day.
    pub(super) fn mixed_moments(&self, shown: &str) -> Option<DataError> {
        if let Some((line, text)) = self.tally.past_a_day(self.numbers) {
            return Some(DataError::TextValue {
                at: Location::line(shown, *line),
                column: self.name.clone(),
                text: text.to_string(),
                kind: TextKind::Duration {
                    among_times: self.dates_in(None).is_some(),
                },
                numbers: self.numbers > 0,
            });
        }
        let (time, date) = self.tally.mixed(self.numbers)?;
        Some(DataError::MixedMoments {
            at: Location::line(shown, time.0.max(date.0)),
            column: self.name.clone(),
            date,
            time,
        })
    }

    fn dates_in(&self, order: Option<DateOrder>) -> Option<Dated> {
        let feature = self.role == Role::Feature && self.tally.has_moments();
        let mut dates = self.tally.dated(order).filter(|_| feature)?;
        let earlier = |a: &(u64, String)| dates.odd.as_ref().is_none_or(|b| a.0 < b.0);
        if let Some(number) = self.first_number.clone().filter(earlier) {
            dates.odd = Some(number);
        }
        (dates.moments > dates.others(self)).then_some(dates)
    }

    /// The dates of a column of which a model was trained on parts: in the order that was asked for, else
    /// the model's.
    fn trained_dates(&self, trained: &DatePart, options: &ReadOptions) -> Option<Dated> {
        let own = (trained.order != DateOrder::YearFirst).then_some(trained.order);
        let order = options.text.date_order.or(own);
        self.dates_of_digits().or_else(|| self.tally.dated(order))
    }

    /// The dates that are to be read of a column in which other fields are faults of their lines; `trained`
    /// where a model was trained on these parts of them.
    pub(super) fn dates_beside_faults(&self, trained: &[&DatePart], options: &ReadOptions) -> Option<Dated> {
        let skip = options.text.bad_lines == BadLines::Skip;
        if let ([first, ..], true, Role::Feature) = (trained, skip, self.role) {
            let of = (*first, has_times(trained));
            let dates = self.trained_dates(first, options)?;
            let has_faults = dates.is_as(of) && dates.others(self) > 0 && !dates.ambiguous;
            return has_faults.then_some(dates);
        }
        let wanted = matches!(options.text.dates, Dates::Number | Dates::Parts) && self.names == Names::No;
        let dates = self
            .dates(options)
            .filter(|_| wanted && options.target_required)?;
        let others = dates.others(self);
        (others > 1 || others > 0 && skip)
            .then_some(dates)
            .filter(|dates| !dates.ambiguous)
    }

    /// Leaves the rows out of account that hold no dates.
    pub(super) fn stay_dates(&mut self, dates: &Dated) {
        if dates.of_digits {
            self.stay_numbers();
            return;
        }
        (self.numbers, self.first_number) = (0, None);
        self.texts = dates.moments;
        self.tally.forget_others();
    }

    /// A column of part of its dates, which are to be read.
    fn of_part(&self, part: DatePart) -> Self {
        let mut column = Self::new(part.name(), self.role);
        column.named = self.named;
        column.first_missing = self.first_gap();
        column.meaning = Some(match self.dates_of_digits() {
            Some(_) => Meaning::PartOfDigits(part.part),
            None => Meaning::Part(part.part, part.order),
        });
        column.date = Some(part);
        column
    }
}

//! Columns of dates become numbers that are still to be read, or are left out.

use super::dates::{self, Part};
use super::error::{DataError, Location};
use super::note::{BadLine, Note};
use super::options::{DateOrder, Dates, ReadOptions};
use super::parsed::Parsed;
use super::roles::Role;
use super::table::Placed;
use super::tally::Dated;

/// What became of a table's columns of dates.
pub(super) struct Outcome {
    pub(super) columns: Vec<Placed>,
    pub(super) notes: Vec<Note>,
}

/// What the options make of columns of dates; the first row is on line `first`.
pub(super) fn dated(
    shown: &str,
    columns: Vec<Placed>,
    first: u64,
    options: &ReadOptions,
) -> Result<Outcome, DataError> {
    let choice = options.text.dates;
    let mut outcome = Outcome {
        columns: Vec::with_capacity(columns.len()),
        notes: Vec::new(),
    };
    let is_feature = |(_, column): &Placed| column.role == Role::Feature;
    let features = columns.iter().any(is_feature);
    for (index, column) in columns {
        let dates = column.dates(options.text.date_order);
        // Only the model knows whether it needs them.
        let unknown = choice == Dates::Error && !options.target_required;
        let Some(dates) = dates.filter(|_| !unknown) else {
            outcome.columns.push((index, column));
            continue;
        };
        if choice != Dates::Drop {
            check(shown, &column, &dates, first, options)?;
        }
        let as_what = match choice {
            Dates::Error => {
                let (line, text) = column.first_text.unwrap_or_default();
                return Err(DataError::DateValue {
                    at: Location::line(shown, line),
                    column: column.name,
                    text,
                    order: dates.order,
                });
            }
            Dates::Drop => "left out",
            Dates::Number => {
                let name = column.name.clone();
                let number = column.of_part(Part::Seconds, dates.order, name);
                outcome.columns.push((index, number));
                match dates.kind.0 {
                    true => {
                        "seconds since 1970, which f32 holds to a minute or two unless they are centred; parts are exact"
                    }
                    false => "seconds since midnight",
                }
            }
            Dates::Parts => {
                for (part, end) in dates::parts(dates.kind) {
                    let name = format!("{}_{end}", column.name);
                    outcome
                        .columns
                        .push((index, column.of_part(part, dates.order, name)));
                }
                "a feature for each part"
            }
        };
        outcome.notes.push(note(&column, dates, as_what));
    }
    match features && !outcome.columns.iter().any(is_feature) {
        true => Err(DataError::NoFeatures {
            path: shown.to_owned(),
            before: None,
        }),
        false => Ok(outcome),
    }
}

/// Whether every field of the column is a date, in one order alone.
fn check(
    shown: &str,
    column: &Parsed,
    dates: &Dated,
    first: u64,
    options: &ReadOptions,
) -> Result<(), DataError> {
    let name = || column.name.clone();
    let Some((line, text)) = dates.odd.clone() else {
        let (line, text) = column.first_text.clone().unwrap_or_default();
        let (at, column) = (Location::line(shown, line), name());
        return match dates.ambiguous {
            true => Err(DataError::DateOrder { at, column, text }),
            false => Ok(()),
        };
    };
    let at = Location::line(shown, line);
    Err(
        match line == first && dates.others(column) == 1 && options.header {
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
            },
        },
    )
}

impl Dated {
    /// How many fields of the column are no dates.
    fn others(&self, column: &Parsed) -> u64 {
        (column.numbers + column.texts).saturating_sub(self.moments)
    }
}

fn note(column: &Parsed, dates: Dated, as_what: &'static str) -> Note {
    let others = dates.others(column);
    Note::Dates {
        column: column.name.clone(),
        as_what,
        order: (dates.kind.0 && !dates.ambiguous).then_some(dates.order),
        others: dates.odd.filter(|_| others > 0).map(|(line, text)| {
            let what = format!("`{text}`");
            (others, BadLine { line, what })
        }),
    }
}

impl Parsed {
    /// The dates and times of a feature most of whose fields are such.
    fn dates(&self, order: Option<DateOrder>) -> Option<Dated> {
        let feature = self.role == Role::Feature && self.tally.has_moments();
        let mut dates = self.tally.dated(order).filter(|_| feature)?;
        let earlier = |a: &(u64, String)| dates.odd.as_ref().is_none_or(|b| a.0 < b.0);
        if let Some(number) = self.first_number.clone().filter(earlier) {
            dates.odd = Some(number);
        }
        (dates.moments > dates.others(self)).then_some(dates)
    }

    /// A column of part of its dates, which are to be read.
    fn of_part(&self, part: Part, order: DateOrder, name: String) -> Self {
        let mut column = Self::new(name, self.role);
        column.named = self.named;
        column.first_missing = self.first_missing.into_iter().chain(self.first_dash).min();
        column.part = Some((part, order));
        column
    }
}

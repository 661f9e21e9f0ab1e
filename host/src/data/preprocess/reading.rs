//! How columns were read before they were learnt from: minus an offset, or as parts of dates.

use std::path::Path;

use super::{FeatureKind, FittedColumn, Preprocess};
use crate::data::dated::UnlikeDate;
use crate::data::error::DataError;
use crate::data::offsets::written;
use crate::data::options::{DatePart, Learnt, ReadOptions, Spelling, Takes, TimePart};
use crate::data::{Column, Data, TargetColumn};

impl Preprocess {
    /// Columns from whose numbers an offset is subtracted while they are read.
    #[must_use]
    pub fn centers(&self) -> Vec<(&str, f64)> {
        let centers = self.columns.iter();
        centers
            .filter_map(|column| Some((column.name.as_str(), column.center?)))
            .collect()
    }

    /// That the data's columns are centred as the fitted ones.
    pub(super) fn check_centers(&self, data: &Data, found: &[&Column]) -> Result<(), DataError> {
        let other = self.columns.iter().zip(found).find(|(a, b)| a.center != b.center);
        match other {
            None => Ok(()),
            Some((fitted, column)) => Err(DataError::OtherCenter {
                path: data.source(),
                column: column.name.clone(),
                offset: fitted.center,
                here: column.center,
            }),
        }
    }

    /// Features that are parts of columns of dates.
    #[must_use]
    pub fn dates(&self) -> Vec<&DatePart> {
        self.columns
            .iter()
            .filter_map(|column| column.date.as_ref())
            .collect()
    }

    /// How the numbers were spelled that were learnt from, where that was not as programs do it.
    pub(super) fn spelling(&self) -> Option<Spelling> {
        let decimal = self.decimal.and_then(|sign| u8::try_from(sign).ok());
        let spelling = Spelling {
            decimal: decimal.unwrap_or(b'.'),
            thousands: self.thousands,
        };
        spelling.unusual()
    }

    /// The options with which data are read as those that were learnt from: how numbers are spelled, what
    /// stands for a missing value, offsets, parts of dates, and which columns hold numbers
    /// or texts.
    #[must_use]
    pub fn reading(&self, options: ReadOptions) -> ReadOptions {
        let learnt = Some(self.learnt());
        let mut options = ReadOptions { learnt, ..options };
        options.text.known_spelling = self.spelling();
        let markers = self.missing_values.iter();
        let options = markers.fold(options, |options, marker| options.missing_value(marker));
        let centers = self.centers().into_iter();
        let options = centers.fold(options, |options, (column, offset)| {
            options.center_at(column, offset)
        });
        let dates = self.dates().into_iter().cloned();
        dates.fold(options, ReadOptions::date_part)
    }

    fn learnt(&self) -> Learnt {
        let mut learnt = Learnt::new(self.named);
        for column in &self.columns {
            let name = column.date.as_ref().map_or(&column.name, |date| &date.column);
            let takes = match (&column.date, &column.kind) {
                (Some(_), _) => Takes::Dates,
                (None, FeatureKind::Numeric { .. }) => Takes::Numbers,
                (None, FeatureKind::OneHot { .. }) => Takes::Categories,
                (None, FeatureKind::Empty) => Takes::Any,
            };
            learnt.push(name, takes);
        }
        learnt
    }

    /// That columns which were durations are some, or come from a format that cannot say it.
    pub(super) fn check_durations(&self, data: &Data, found: &[&Column]) -> Result<(), DataError> {
        let mut pairs = self.columns.iter().zip(found);
        let numbers = pairs.find(|(fitted, column)| {
            fitted.duration && column.duration == Some(false) && column.has_numbers()
        });
        match numbers {
            None => Ok(()),
            Some((_, column)) => Err(DataError::NoDurations {
                path: data.source(),
                column: column.name.clone(),
            }),
        }
    }

    /// That the values to predict are durations if they were, or come from a format that cannot say it.
    ///
    /// # Errors
    /// [`DataError::NoDurations`]
    pub(crate) fn check_target_durations(&self, data: &Data) -> Result<(), DataError> {
        match self.target_duration && data.target_duration == Some(false) {
            false => Ok(()),
            true => Err(DataError::NoDurations {
                path: source_of_target(data),
                column: data.target_name().unwrap_or_default().to_owned(),
            }),
        }
    }

    /// The columns of numbers, the target among them, that are durations here and were none in what was learnt
    /// from, or that were some and come from a format that cannot say it.
    ///
    /// # Errors
    /// As [`Preprocess::transform`] where a column is absent.
    pub fn durations_differ(&self, data: &Data) -> Result<Vec<OtherDurations>, DataError> {
        let found = self.matching(data)?;
        let features = self.columns.iter().zip(found);
        let features = features.filter(|(_, column)| column.has_numbers());
        let of_feature = |(fitted, column): (&FittedColumn, &Column)| {
            other_durations(data.source(), &column.name, (fitted.duration, column.duration))
        };
        let target = matches!(data.target, Some(TargetColumn::Values(_))).then_some(&data.target_name);
        let target = target.and_then(Option::as_ref).and_then(|name| {
            let durations = (self.target_duration, data.target_duration);
            other_durations(source_of_target(data), name, durations)
        });
        Ok(features.filter_map(of_feature).chain(target).collect())
    }

    /// The columns of dates whose parts may be those of another clock than the model's, for their offsets from
    /// UTC are others.
    ///
    /// # Errors
    /// As [`Preprocess::transform`] where a column is absent.
    pub fn offsets_differ(&self, data: &Data) -> Result<Vec<OtherOffsets>, DataError> {
        let found = self.matching(data)?;
        let dates = self.columns.iter().zip(found);
        let dates = dates.filter_map(|(fitted, column)| Some((fitted.date.as_ref()?, column.date.as_ref()?)));
        let parts = dates.filter(|(fitted, _)| fitted.part != TimePart::Seconds);
        let mut columns: Vec<_> = parts
            .filter_map(|(fitted, here)| other_offsets(fitted, here))
            .collect();
        columns.dedup();
        Ok(columns)
    }

    /// That features that are parts of dates are the same parts; one that is no part of a date may have
    /// been made elsewhere. Seconds since 1970 are those of one clock.
    pub(super) fn check_dates(&self, data: &Data, found: &[&Column]) -> Result<(), DataError> {
        for (fitted, column) in self.columns.iter().zip(found) {
            let (Some(fitted), Some(here)) = (&fitted.date, &column.date) else {
                continue;
            };
            if let (TimePart::Seconds, Some(offsets)) = (fitted.part, here.offsets)
                && has_other_offsets(fitted, here)
            {
                let (at, column) = (data.location(0), here.column.clone());
                return Err(DataError::OtherOffsets { at, column, offsets });
            }
            if (fitted.part, fitted.dates) != (here.part, here.dates) {
                return Err(DataError::OtherDate {
                    at: data.location(0),
                    column: here.column.clone(),
                    text: None,
                    dates: fitted.dates,
                    times: fitted.part.is_of_time(),
                    like: UnlikeDate::Other,
                });
            }
        }
        Ok(())
    }
}

/// A column of numbers that are durations, and so in seconds, here or in what was learnt from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDurations {
    /// The file.
    pub path: String,
    /// The column.
    pub column: String,
    /// Whether they are durations here; otherwise they were.
    pub here: bool,
}

/// What is to be said of a column that was durations or not, and is some here, or none, or what cannot be known.
fn other_durations(path: String, column: &str, (were, are): (bool, Option<bool>)) -> Option<OtherDurations> {
    let here = are == Some(true);
    let differ = if were { are.is_none() } else { here };
    differ.then(|| OtherDurations {
        path,
        column: column.to_owned(),
        here,
    })
}

/// The file that the target is read from.
fn source_of_target(data: &Data) -> String {
    let own = data.options.y.as_ref().filter(|file| Path::new(file).is_file());
    own.cloned().unwrap_or_else(|| data.source())
}

/// A column of dates with other offsets from UTC than those that a model was trained on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherOffsets {
    /// The column.
    pub column: String,
    /// Its offsets, such as `+01:00, +02:00`; none where its dates have none.
    pub here: Option<String>,
    /// Those that the model was trained on.
    pub trained: Option<String>,
}

/// What is to be said of a column of dates where its offsets are others.
fn other_offsets(fitted: &DatePart, here: &DatePart) -> Option<OtherOffsets> {
    let all = |date: &DatePart| (date.offsets == Some(true)).then(|| written(&date.utc_offsets));
    let differ = has_other_offsets(fitted, here) || fitted.has_unseen_offsets(here);
    differ.then(|| OtherOffsets {
        column: here.column.clone(),
        here: all(here),
        trained: all(fitted),
    })
}

/// Whether one of two dates has an offset from UTC and the other is known to have none.
fn has_other_offsets(fitted: &DatePart, here: &DatePart) -> bool {
    matches!((fitted.offsets, here.offsets), (Some(then), Some(now)) if then != now)
}

//! Data from rows in memory.

use std::collections::BTreeMap;

use super::center;
use super::coarse::{self, Coarse, Wide};
use super::digest;
use super::error::DataError;
use super::exact::Exact;
use super::options::{Missing, ReadOptions, Task};
use super::roles::{Names, Role, groups_at, has_features, names_in, no_weights, weights_at};
use super::room::{Full, collected};
use super::strings::Strings;
use super::target::{self, Written};
use super::weights::{Weights, of_classes};
use super::{Column, ColumnData, Data, Groups, Location, TargetColumn};
use crate::text::shorten;

/// A number that a feature can be: `f32`, or `f64`, which is rounded to the nearest `f32`.
pub trait FeatureValue: Copy + sealed::Sealed {
    #[doc(hidden)]
    fn to_f32(self) -> f32;
    #[doc(hidden)]
    fn to_f64(self) -> f64;
    #[doc(hidden)]
    fn to_text(self) -> String;
}

impl FeatureValue for f32 {
    fn to_f32(self) -> f32 {
        self
    }

    fn to_f64(self) -> f64 {
        self.into()
    }

    fn to_text(self) -> String {
        self.to_string()
    }
}

impl FeatureValue for f64 {
    fn to_f32(self) -> f32 {
        self as f32
    }

    fn to_f64(self) -> f64 {
        self
    }

    fn to_text(self) -> String {
        self.to_string()
    }
}

/// What a row can be predicted as: text and whole numbers are labels of classes, `f32` and `f64`
/// are values of a regression.
pub trait TargetValue: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn collect(values: &[Self]) -> Option<TargetValues<'_>>;
}

/// The target's values as they were given.
#[doc(hidden)]
pub enum TargetValues<'a> {
    Text(Vec<&'a str>),
    Whole(Vec<i128>),
    Real(&'a [f32]),
    Wide(&'a [f64]),
}

impl TargetValue for &str {
    fn collect(values: &[Self]) -> Option<TargetValues<'_>> {
        collected(values.iter().copied()).ok().map(TargetValues::Text)
    }
}

impl TargetValue for String {
    fn collect(values: &[Self]) -> Option<TargetValues<'_>> {
        let texts = values.iter().map(String::as_str);
        collected(texts).ok().map(TargetValues::Text)
    }
}

impl TargetValue for f32 {
    fn collect(values: &[Self]) -> Option<TargetValues<'_>> {
        Some(TargetValues::Real(values))
    }
}

impl TargetValue for f64 {
    fn collect(values: &[Self]) -> Option<TargetValues<'_>> {
        Some(TargetValues::Wide(values))
    }
}

macro_rules! whole {
    ($($kind:ty)+) => {$(
        impl TargetValue for $kind {
            fn collect(values: &[Self]) -> Option<TargetValues<'_>> {
                let numbers = values.iter().map(|&value| value as i128);
                collected(numbers).ok().map(TargetValues::Whole)
            }
        }
        impl sealed::Sealed for $kind {}
    )+};
}

whole!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl Sealed for &str {}
    impl Sealed for String {}
}

/// What messages call data that come from no file.
pub(super) const SOURCE: &str = "the rows in memory";

/// See [`Data::from_rows`].
pub(super) fn from_rows<X: FeatureValue, Y: TargetValue>(
    x: &[X],
    features: usize,
    y: &[Y],
    options: &ReadOptions,
) -> Result<Data, DataError> {
    let rows = y.len();
    if features == 0 || rows.checked_mul(features) != Some(x.len()) {
        return Err(DataError::RowLengths {
            numbers: x.len(),
            features,
            targets: rows,
        });
    }
    if rows == 0 {
        return Err(DataError::NoRows);
    }
    let full = |full: Full| full.of(SOURCE, rows);
    let kept = kept(x, features, options.missing).map_err(full)?;
    if kept.is_empty() {
        return Err(DataError::AllDropped { path: SOURCE.into() });
    }
    let names: Vec<String> = (0..features).map(|column| format!("x{column}")).collect();
    let mut roles = vec![Role::Feature; features];
    let groups = options
        .groups
        .as_ref()
        .map(|wanted| groups_at(SOURCE, &names, wanted));
    let groups = groups.transpose()?;
    if let Some(index) = groups {
        roles[index] = Role::Groups;
    }
    let weights = options
        .weights
        .as_ref()
        .map(|wanted| weights_at(SOURCE, &names, wanted));
    let weights = weights.transpose()?;
    if let Some(index) = weights {
        if roles[index] == Role::Groups {
            return Err(no_weights(SOURCE, &names[index], "the column of the groups"));
        }
        roles[index] = Role::Weights;
    }
    has_features(SOURCE, &roles, options)?;
    let of_names = names_in(SOURCE, &names, &roles, (false, options))?;
    let columns = names.into_iter().zip(of_names).enumerate();
    let mut columns = columns
        .map(|(index, named)| column(x, (index, features), named, &kept, options))
        .collect::<Result<Vec<_>, DataError>>()?;
    let coarse = coarse(x, &kept, &columns);
    let y = Y::collect(y).ok_or_else(|| full(Full))?;
    let (target, written) = target_of(&y, &kept, options.task)?;
    let digest = digest::of_values(&columns, &target);
    // the later one first, so that the other stays where it is
    let weights_first = weights > groups;
    let take = |columns: &mut Vec<Column>, at: Option<usize>| at.map(|index| columns.remove(index));
    let (weights, groups) = match weights_first {
        true => {
            let weights = take(&mut columns, weights);
            (weights, take(&mut columns, groups))
        }
        false => {
            let groups = take(&mut columns, groups);
            (take(&mut columns, weights), groups)
        }
    };
    let weights =
        weights.map(|column| Weights::of(SOURCE, column.name, column.data, |row| Location::Row(kept[row])));
    let groups = groups.map(|column| {
        let groups = Groups::of(column.name.clone(), column.data).map_err(full)?;
        groups.map_err(|row| DataError::MissingGroup {
            at: Location::Row(kept[row]),
            column: column.name,
        })
    });
    Ok(Data {
        groups: groups.transpose()?,
        weights: weights.transpose()?,
        class_weights: of_classes(SOURCE, Some(&target), options)?,
        dropped: Vec::new(),
        coarse,
        written,
        rows_left_out: rows - kept.len(),
        columns,
        target: Some(target),
        target_name: Some(TARGET.into()),
        target_duration: None,
        rows: kept.len(),
        digest,
        digests: Vec::new(),
        named: false,
        lines: collected(kept.into_iter().map(|row| row as u32)).map_err(full)?,
        left_out: Vec::new(),
        files: Vec::new(),
        options: options.clone(),
        spelling: None,
        notes: Vec::new(),
        timestamps: None,
        noted: Vec::new(),
        windowed: None,
    })
}

/// The rows that are not left out for their gaps.
fn kept<X: FeatureValue>(x: &[X], features: usize, missing: Missing) -> Result<Vec<usize>, Full> {
    let mut kept: Vec<usize> = collected(0..x.len() / features)?;
    let gap = |&row: &usize| {
        x[row * features..][..features]
            .iter()
            .any(|x| x.to_f32().is_nan())
    };
    if missing == Missing::Drop {
        kept.retain(|row| !gap(row));
    }
    Ok(kept)
}

/// One of this many columns.
fn column<X: FeatureValue>(
    x: &[X],
    (index, features): (usize, usize),
    (name, names): (String, Names),
    kept: &[usize],
    options: &ReadOptions,
) -> Result<Column, DataError> {
    let full = |full: Full| full.of(SOURCE, x.len() / features);
    let cells = || kept.iter().map(|&row| x[row * features + index]);
    let mut values: Vec<f32> = collected(cells().map(X::to_f32)).map_err(full)?;
    let text = |row: usize| format!("{:?}", x[row * features + index].to_f64());
    check(&name, (kept, text), &values, options.missing)?;
    let asked = |(asked, _): &&(String, Option<f64>)| *asked == name || asked.parse() == Ok(index);
    let center = options
        .center
        .iter()
        .find(asked)
        .map(|&(_, offset)| center::centered(cells().map(X::to_f64), offset).map_err(full));
    let center = center.transpose()?.map(|(centered, offset)| {
        values = centered;
        offset
    });
    let data = match names {
        Names::No => ColumnData::Numeric(values),
        Names::Categories | Names::AsWritten => {
            let mut texts = Strings::default();
            for value in cells() {
                let text = (!value.to_f32().is_nan()).then(|| value.to_text());
                texts.push(text.as_deref()).map_err(full)?;
            }
            ColumnData::Text(texts)
        }
    };
    Ok(Column {
        date: None,
        category: names != Names::No,
        of_texts: false,
        of_numbers: true,
        duration: None,
        name,
        named: false,
        center,
        data,
    })
}

/// Features that lose values in f32.
fn coarse<X: FeatureValue>(x: &[X], rows: &[usize], columns: &[Column]) -> Vec<Coarse> {
    let is_suspect = |(_, column): &(usize, &Column)| match &column.data {
        ColumnData::Numeric(values) => coarse::is_suspect(values),
        ColumnData::Text(_) => false,
    };
    let suspects = columns.iter().enumerate().filter(is_suspect);
    let lost = suspects.filter_map(|(index, column)| {
        let mut wide = Wide::new();
        rows.iter()
            .for_each(|&row| wide.push(x[row * columns.len() + index].to_f64()));
        wide.coarse(&column.name)
    });
    lost.collect()
}

/// The target's name.
const TARGET: &str = "y";

/// Row `row` of what was given, counted from 0.
fn location(row: usize) -> Location {
    Location::Row(row)
}

/// The first number that no fit can use.
fn check(
    name: &str,
    (rows, text): (&[usize], impl Fn(usize) -> String),
    values: &[f32],
    missing: Missing,
) -> Result<(), DataError> {
    let bad = |value: &&f32| value.is_infinite() || value.is_nan() && missing == Missing::Error;
    let Some((&row, value)) = rows.iter().zip(values).find(|(_, value)| bad(value)) else {
        return Ok(());
    };
    let (at, column) = (location(row), name.to_owned());
    Err(match value.is_nan() {
        true => DataError::MissingValue { at, column },
        false => DataError::NotFinite {
            at,
            column,
            target: false,
            text: text(row),
        },
    })
}

/// The target, and its values as they were given.
fn target_of(
    values: &TargetValues<'_>,
    kept: &[usize],
    task: Task,
) -> Result<(TargetColumn, Written), DataError> {
    let full = |full: Full| full.of(SOURCE, kept.len());
    let target = match values {
        TargetValues::Text(texts) if task == Task::Regress => Err(DataError::TextTarget {
            at: location(kept[0]),
            column: TARGET.into(),
            text: shorten(texts[kept[0]]),
        }),
        TargetValues::Text(texts) => {
            let texts = Strings::of(kept.iter().map(|&row| Some(texts[row]))).map_err(full)?;
            target::text_classes(SOURCE, TARGET, &texts)
        }
        TargetValues::Whole(numbers) if task != Task::Regress => {
            let numbers: Vec<i128> = collected(kept.iter().map(|&row| numbers[row])).map_err(full)?;
            let mut codes: BTreeMap<i128, usize> = numbers.iter().map(|&number| (number, 0)).collect();
            target::check_count(SOURCE, TARGET, codes.len())?;
            codes
                .values_mut()
                .enumerate()
                .for_each(|(code, slot)| *slot = code);
            Ok(TargetColumn::Classes {
                labels: collected(numbers.iter().map(|number| codes[number] as u16)).map_err(full)?,
                names: codes.keys().map(i128::to_string).collect(),
            })
        }
        TargetValues::Whole(numbers) => {
            let values = collected(kept.iter().map(|&row| numbers[row] as f32)).map_err(full)?;
            let mut exact = Exact::new(task);
            let mut pushed = kept.iter().map(|&row| exact.push_whole(numbers[row], 0));
            pushed.try_for_each(|pushed| pushed).map_err(full)?;
            return target::exact_numbers((SOURCE, SOURCE), TARGET, values, exact, task);
        }
        TargetValues::Real(numbers) => {
            let values = finite(kept, |row| numbers[row])?;
            target::numbers(SOURCE, TARGET, values, meant(task))
        }
        TargetValues::Wide(numbers) => {
            let values = finite(kept, |row| numbers[row] as f32)?;
            let mut exact = Exact::new(meant(task));
            let mut pushed = kept.iter().map(|&row| exact.push_real(numbers[row]));
            pushed.try_for_each(|pushed| pushed).map_err(full)?;
            return target::exact_numbers((SOURCE, SOURCE), TARGET, values, exact, meant(task));
        }
    };
    Ok((target?, Written::default()))
}

/// Numbers that are no whole type were not meant as labels, unless it is said.
fn meant(task: Task) -> Task {
    match task {
        Task::Auto | Task::Regress => Task::Regress,
        Task::Classify => Task::Classify,
    }
}

/// The values of the rows that are kept.
fn finite(kept: &[usize], value: impl Fn(usize) -> f32) -> Result<Vec<f32>, DataError> {
    if let Some(&row) = kept.iter().find(|&&row| !value(row).is_finite()) {
        return Err(DataError::NotFinite {
            at: location(row),
            column: TARGET.to_owned(),
            target: true,
            text: value(row).to_string(),
        });
    }
    collected(kept.iter().map(|&row| value(row))).map_err(|full| full.of(SOURCE, kept.len()))
}

impl ReadOptions {
    /// As [`Data::from_rows`], with these options.
    ///
    /// # Errors
    /// As [`Data::from_rows`].
    pub fn from_rows<X: FeatureValue, Y: TargetValue>(
        &self,
        x: &[X],
        features: usize,
        y: &[Y],
    ) -> Result<Data, DataError> {
        from_rows(x, features, y, self)
    }
}

#[cfg(test)]
mod tests;

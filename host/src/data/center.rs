//! Features from which an offset is subtracted while they are read, in f64: large
//! numbers that are close to each other then stay distinct in f32.

use std::collections::HashMap;

use super::column::ColumnData;
use super::error::{Asked, Columns, DataError, Location};
use super::exact::{Exact, ExactNumbers};
use super::meaning::Meaning;
use super::options::{ReadOptions, Task};
use super::parsed::Parsed;
use super::roles::Role;
use super::room::{Full, collected};
use crate::text::nearest;

/// A column to centre.
pub(super) struct Centering {
    /// Its place among those in use.
    pub(super) index: usize,
    /// What to subtract; none for the least of its values.
    pub(super) offset: Option<f64>,
}

/// The columns that the options centre, of `columns` with their positions in the file. A model's may
/// be absent, for it says itself what it lacks.
pub(super) fn wanted<'c>(
    path: &str,
    columns: impl Iterator<Item = (usize, &'c Parsed)> + Clone,
    options: &ReadOptions,
) -> Result<Vec<Centering>, DataError> {
    let mut found = Vec::new();
    if options.center.is_empty() {
        return Ok(found);
    }
    // the first of a name or position is last in
    let all: Vec<(usize, (usize, &Parsed))> = columns.clone().enumerate().collect();
    let backwards = || all.iter().rev();
    let names: HashMap<&str, usize> = backwards()
        .map(|(index, (_, column))| (column.name.as_str(), *index))
        .collect();
    let positions: HashMap<usize, usize> = backwards()
        .map(|(index, (position, _))| (*position, *index))
        .collect();
    for (asked, offset) in &options.center {
        let by_name = names.get(asked.as_str());
        let by_position = || positions.get(&asked.parse().ok()?);
        let Some(&index) = by_name.or_else(by_position) else {
            if offset.is_some() {
                continue;
            }
            let names = columns.clone().map(|(_, column)| column.name.as_str());
            return Err(DataError::UnknownColumn {
                path: path.to_owned(),
                asked: Asked::Center,
                name: asked.clone(),
                nearest: nearest(asked, names.clone()).map(str::to_owned),
                columns: Columns::of(names),
                before: None,
            });
        };
        let numbers = all.get(index).is_some_and(|(_, (_, column))| {
            column.role == Role::Feature
                && column.meaning.is_none_or(Meaning::is_centerable)
                && matches!(column.data, ColumnData::Numeric(_))
        });
        match (numbers, offset) {
            (true, &offset) => found.push(Centering { index, offset }),
            (false, Some(_)) => {}
            (false, None) => {
                return Err(DataError::NotCenterable {
                    path: path.to_owned(),
                    column: asked.clone(),
                });
            }
        }
    }
    Ok(found)
}

/// `values` without their offset, and the offset: the least of them where none is given.
pub(super) fn centered(
    values: impl ExactSizeIterator<Item = f64> + Clone,
    offset: Option<f64>,
) -> Result<(Vec<f32>, f64), Full> {
    let known = values.clone().filter(|value| value.is_finite());
    let offset = offset.unwrap_or_else(|| known.reduce(f64::min).unwrap_or(0.0));
    let centered = collected(values.map(|value| (value - offset) as f32))?;
    Ok((centered, offset))
}

/// As [`centered`] of whole numbers, to the last digit; where one is NaN in `narrow`, it is missing. The
/// offset is a number that f64 holds: the least of the numbers, or a little less.
fn centered_whole(values: &[i64], narrow: &[f32], offset: Option<f64>) -> Result<(Vec<f32>, f64), Full> {
    let is_known = |(_, narrow): &(&i64, &f32)| !narrow.is_nan();
    let known = values.iter().zip(narrow).filter(is_known);
    let least = known.map(|(&value, _)| value).min().unwrap_or(0);
    let offset = offset.unwrap_or_else(|| match least as f64 {
        above if above as i128 > i128::from(least) => above.next_down(),
        near => near,
    });
    // of a model's file it may be any number
    let whole = offset.fract() == 0.0 && offset.abs() < 9.3e18;
    let difference = |value: i64| match whole {
        true => (i128::from(value) - offset as i128) as f32,
        false => (value as f64 - offset) as f32,
    };
    let all = values.iter().zip(narrow);
    let centered = all.map(|(&value, narrow)| {
        if narrow.is_nan() {
            f32::NAN
        } else {
            difference(value)
        }
    });
    Ok((collected(centered)?, offset))
}

/// A column's values, to be read once more: as they were written.
pub(super) fn written() -> Exact {
    Exact::new(Task::Classify)
}

impl Parsed {
    /// Takes the column's values as they were written, without their offset.
    pub(super) fn center_written(
        &mut self,
        path: &str,
        written: &Exact,
        offset: Option<f64>,
    ) -> Result<(), DataError> {
        if let Some((line, text)) = written.inexact() {
            return Err(DataError::InexactCenter {
                at: Location::line(path, *line),
                column: self.name.clone(),
                text: text.clone(),
            });
        }
        let narrow = match &self.data {
            ColumnData::Numeric(values) => values.as_slice(),
            ColumnData::Text(_) => &[],
        };
        let centered = match written.numbers() {
            ExactNumbers::Whole(values) => centered_whole(values, narrow, offset),
            ExactNumbers::Real(values) if narrow.is_empty() => centered(values.iter().copied(), offset),
            ExactNumbers::Real(values) => {
                let known = |(&value, narrow): (&f64, &f32)| if narrow.is_nan() { f64::NAN } else { value };
                centered(values.iter().zip(narrow).map(known), offset)
            }
        };
        let (values, offset) = centered.map_err(|full| full.of(path, narrow.len()))?;
        self.data = ColumnData::Numeric(values);
        self.center = Some(offset);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_kept() {
        let far = [2e9 + 3.0, 2e9, f64::NAN, 2e9 + 1.0];
        let (values, offset) = centered(far.iter().copied(), None).unwrap();
        assert_eq!((values[0], values[1], values[3], offset), (3.0, 0.0, 1.0, 2e9));
        assert!(values[2].is_nan());
        assert_eq!(
            centered([2e9, 2e9].into_iter(), Some(1e9)),
            Ok((vec![1e9, 1e9], 1e9))
        );
    }

    #[test]
    fn differences_of_whole_numbers_beyond_f64_are_exact() {
        let far = (1 << 60) + 3;
        let narrow = [0.0, 0.0, f32::NAN, 0.0];
        let (values, offset) = centered_whole(&[far, far + 1, 0, far + 2], &narrow, None).unwrap();
        assert_eq!(offset, (1_i64 << 60) as f64);
        assert_eq!((values[0], values[1], values[3]), (3.0, 4.0, 5.0));
        assert!(values[2].is_nan());
        let (values, _) = centered_whole(&[far, i64::MIN], &narrow, Some(offset)).unwrap();
        assert_eq!(values, [3.0, (i128::from(i64::MIN) - (1 << 60)) as f32]);
        assert_eq!(centered_whole(&[2], &narrow, Some(0.5)), Ok((vec![1.5], 0.5)));
    }
}

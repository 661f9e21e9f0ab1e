//! Features from which an offset is subtracted while they are read, in f64: numbers that lie near to
//! each other and far from zero then keep their differences in f32.

use super::column::ColumnData;
use super::error::{Asked, DataError};
use super::options::ReadOptions;
use super::parsed::Parsed;
use super::roles::Role;
use crate::text::nearest;

/// A column to centre.
pub(super) struct Wanted {
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
) -> Result<Vec<Wanted>, DataError> {
    let mut found = Vec::new();
    for (asked, offset) in &options.center {
        let by_name = columns.clone().position(|(_, column)| column.name == *asked);
        let by_position = || {
            let wanted: usize = asked.parse().ok()?;
            columns.clone().position(|(position, _)| position == wanted)
        };
        let Some(index) = by_name.or_else(by_position) else {
            if offset.is_some() {
                continue;
            }
            let names = columns.clone().map(|(_, column)| column.name.as_str());
            return Err(DataError::UnknownColumn {
                path: path.to_owned(),
                asked: Asked::Center,
                name: asked.clone(),
                nearest: nearest(asked, names).map(str::to_owned),
            });
        };
        let numbers = columns.clone().nth(index).is_some_and(|(_, column)| {
            column.role == Role::Feature
                && column.part.is_none()
                && matches!(column.data, ColumnData::Numeric(_))
        });
        match (numbers, offset) {
            (true, &offset) => found.push(Wanted { index, offset }),
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
pub(super) fn centered(values: &[f64], offset: Option<f64>) -> (Vec<f32>, f64) {
    let known = values.iter().copied().filter(|value| value.is_finite());
    let offset = offset.unwrap_or_else(|| known.reduce(f64::min).unwrap_or(0.0));
    (
        values.iter().map(|value| (value - offset) as f32).collect(),
        offset,
    )
}

impl Parsed {
    /// Takes the column's values again, without their offset.
    pub(super) fn center(&mut self, values: &[f64], offset: Option<f64>) {
        let (values, offset) = centered(values, offset);
        self.data = ColumnData::Numeric(values);
        self.center = Some(offset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_kept() {
        let far = [2e9 + 3.0, 2e9, f64::NAN, 2e9 + 1.0];
        let (values, offset) = centered(&far, None);
        assert_eq!((values[0], values[1], values[3], offset), (3.0, 0.0, 1.0, 2e9));
        assert!(values[2].is_nan());
        assert_eq!(centered(&far[..2], Some(1e9)), (vec![1e9, 1e9], 1e9));
    }
}

//! Which rows belong together.

use std::cmp::Ordering;

use super::ColumnData;
use super::room::{Full, collected};
use super::strings::Strings;

/// The group of each row, of [`ReadOptions::groups`](crate::ReadOptions::groups).
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    column: String,
    names: Vec<String>,
    of: Vec<u32>,
}

impl Groups {
    /// The name of the column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }

    /// Names of the groups, sorted as `numpy.unique` sorts: numbers by value where all are numbers, else text by code
    /// point.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// One per row, an index into [`Groups::names`].
    #[must_use]
    pub fn of_rows(&self) -> &[u32] {
        &self.of
    }

    /// Of a column, or the first row that has no group.
    pub(super) fn of(column: String, data: ColumnData) -> Result<Result<Self, usize>, Full> {
        let texts = match data {
            ColumnData::Text(texts) => texts,
            ColumnData::Numeric(values) => {
                let mut texts = Strings::default();
                for value in values {
                    let text = (!value.is_nan()).then(|| (value + 0.0).to_string());
                    texts.push(text.as_deref())?;
                }
                texts
            }
        };
        if let Some(row) = texts.iter().position(|text| text.is_none()) {
            return Ok(Err(row));
        }
        let mut order: Vec<u32> = collected(0..texts.different() as u32)?;
        let numbers: Option<Vec<f64>> = order.iter().map(|&number| finite(texts.text(number))).collect();
        order.sort_by(|&a, &b| {
            let by_value = numbers.as_ref().map_or(Ordering::Equal, |numbers| {
                numbers[a as usize].total_cmp(&numbers[b as usize])
            });
            by_value.then_with(|| texts.text(a).cmp(texts.text(b)))
        });
        let mut places: Vec<u32> = collected(order.iter().map(|_| 0))?;
        for (place, &number) in (0..).zip(&order) {
            places[number as usize] = place;
        }
        let place = |row: usize| {
            let number = texts.get(row).and_then(|text| texts.number(text));
            number.map_or(0, |number| places[number as usize])
        };
        Ok(Ok(Self {
            column,
            of: collected((0..texts.rows()).map(place))?,
            names: order
                .iter()
                .map(|&number| texts.text(number).to_owned())
                .collect(),
        }))
    }
}

fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

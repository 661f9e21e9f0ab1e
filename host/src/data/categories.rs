//! Which category a cell is.

use std::collections::BTreeMap;

use super::column::ColumnData;
use super::meaning::truth;

/// What a cell is to a one-hot column.
pub(super) enum CategoryCell {
    Category(usize),
    Unknown,
    Missing,
}

/// Categories by text, and by value for a file in which they all are numbers, or true and false.
pub(super) struct Categories<'a> {
    by_text: BTreeMap<&'a str, usize>,
    by_value: BTreeMap<u32, usize>,
    /// Numbers with all of their digits; none where several texts are one number.
    by_number: BTreeMap<u64, Option<usize>>,
}

/// A text's number: the same for `1` and `1.0`.
fn number(text: &str) -> Option<u64> {
    let number: f64 = text.parse().ok()?;
    (!number.is_nan()).then(|| (number + 0.0).to_bits())
}

impl<'a> Categories<'a> {
    pub(super) fn new(categories: &'a [String]) -> Self {
        let value = |text: &str| match truth(text) {
            Some(truth) => Some(u8::from(truth).into()),
            None => text.parse::<f32>().ok(),
        };
        let bits = |(i, c): (usize, &String)| Some(((value(c)? + 0.0).to_bits(), i));
        let mut by_number = BTreeMap::new();
        for (i, text) in categories.iter().enumerate() {
            if let Some(number) = number(text) {
                let place = by_number.entry(number).or_insert(Some(i));
                *place = place.filter(|&first| first == i);
            }
        }
        Self {
            by_number,
            by_text: categories
                .iter()
                .enumerate()
                .map(|(i, c)| (c.as_str(), i))
                .collect(),
            by_value: categories.iter().enumerate().filter_map(bits).collect(),
        }
    }

    /// The number of true or false, or of 1 or 0, for a file may have one where the other was learnt.
    fn truth_value(&self, text: &str) -> Option<u32> {
        let bits = |truth: bool| f32::from(u8::from(truth)).to_bits();
        let number = number(text).filter(|number| !self.by_number.contains_key(number));
        let is = |value: f64| number == Some(value.to_bits());
        let of_number = || {
            [false, true]
                .into_iter()
                .find(|&truth| is(u8::from(truth).into()))
        };
        truth(text).or_else(of_number).map(bits)
    }

    pub(super) fn cell(&self, data: &ColumnData, row: usize) -> CategoryCell {
        let index = match data {
            ColumnData::Numeric(v) if v[row].is_nan() => return CategoryCell::Missing,
            ColumnData::Numeric(v) => self.by_value.get(&(v[row] + 0.0).to_bits()),
            ColumnData::Text(t) => match t.get(row) {
                None => return CategoryCell::Missing,
                Some(text) => {
                    let spelled_otherwise = || self.by_number.get(&number(text)?)?.as_ref();
                    let by_text = self.by_text.get(text).or_else(spelled_otherwise);
                    by_text.or_else(|| self.by_value.get(&self.truth_value(text)?))
                }
            },
        };
        index.map_or(CategoryCell::Unknown, |i| CategoryCell::Category(*i))
    }
}

//! Which category a cell is.

use std::collections::BTreeMap;

use super::column::{Column, ColumnData};
use super::meaning::truth;
use super::number::{NumberFormat, is_plain_number};
use super::options::Spelling;

/// What a cell is to a one-hot column.
pub(super) enum CategoryCell {
    Category(usize),
    Unknown,
    Missing,
}

/// Categories by text; and by value where they all are numbers, or true and false.
pub(super) struct Categories<'a> {
    by_text: BTreeMap<&'a str, usize>,
    /// For columns of numbers. Of texts, those that are numbers as programs write them.
    by_value: BTreeMap<u32, usize>,
    /// Numbers with all of their digits; none where several texts are one number.
    by_number: BTreeMap<u64, Option<usize>>,
    /// False and true; none where several texts are one of them.
    truths: [Option<usize>; 2],
    /// Whether there are no others than true and false, and 1 and 0: only then may these be those.
    of_truths: bool,
    /// Whether they are texts, of which `1E2` is another than `100`.
    of_texts: bool,
    /// How the data's numbers are spelled.
    numbers: NumberFormat,
}

/// The bits of 0 and 1.
const TRUTHS: [u32; 2] = [0_f32.to_bits(), 1_f32.to_bits()];

/// A text's number: the same for `1` and `1.0`.
fn number(text: &str) -> Option<u64> {
    let number: f64 = text.parse().ok()?;
    (!number.is_nan()).then(|| (number + 0.0).to_bits())
}

/// Whether a text is a number, however a program writes it.
pub(super) fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// The same as f32, where true is 1 and false is 0 if `truths` says so.
fn value(text: &str, truths: bool) -> Option<u32> {
    let value = match truth(text).filter(|_| truths) {
        Some(truth) => u8::from(truth).into(),
        None => text.parse::<f32>().ok()?,
    };
    Some((value + 0.0).to_bits())
}

impl<'a> Categories<'a> {
    /// `said` where it was said that values are names: then numbers are some however they are written, unless they
    /// are `text` by their type. Both these numbers and those of the data have a spelling.
    pub(super) fn new(
        categories: &'a [String],
        (said, text): (bool, bool),
        (own, data): (Spelling, Spelling),
    ) -> Self {
        let own = own.numbers(&[]);
        let number = |text: &str| number(&own.name(text, true)?);
        let value = |text: &str, truths| match truth(text) {
            Some(_) => value(text, truths),
            None => value(&own.name(text, true)?, truths),
        };
        let is_value = |text: &String| match said {
            true => number(text).is_some() || truth(text).is_some(),
            false => is_plain_number(text) || truth(text).is_some(),
        };
        let of_texts = text || !categories.iter().all(is_value);
        let is_truth = |text: &String| value(text, true).is_some_and(|bits| TRUTHS.contains(&bits));
        let of_truths = categories.iter().all(is_truth);
        let places = || categories.iter().map(String::as_str).zip(0..);
        let mut by_number = BTreeMap::new();
        for (text, place) in places() {
            if let Some(number) = number(text).filter(|_| !of_texts) {
                let first = *by_number.entry(number).or_insert(Some(place));
                by_number.insert(number, first.filter(|&first| first == place));
            }
        }
        let by_value = places().filter(|(text, _)| !of_texts || is_plain_number(text));
        let truth_at = |wanted: bool| {
            let mut alike = places().filter(|(text, _)| truth(text) == Some(wanted));
            let (_, place) = alike.next()?;
            alike.next().is_none().then_some(place)
        };
        Self {
            by_text: places().collect(),
            by_value: by_value
                .filter_map(|(text, place)| Some((value(text, of_truths)?, place)))
                .collect(),
            by_number,
            truths: [false, true].map(truth_at),
            of_truths,
            of_texts,
            numbers: data.numbers(&[]),
        }
    }

    /// The number of true or false, or of 1 or 0, for a file may have one where the other was learnt.
    fn truth_value(&self, text: &str) -> Option<u32> {
        let strange = |text: &&str| number(text).is_none_or(|number| !self.by_number.contains_key(&number));
        let text = Some(text).filter(|_| self.of_truths).filter(strange)?;
        let value: f64 = match truth(text) {
            Some(truth) => u8::from(truth).into(),
            None => text.parse().ok()?,
        };
        [0.0, 1.0]
            .contains(&value)
            .then(|| (value as f32 + 0.0).to_bits())
    }

    /// The category that is spelled otherwise, in a column in which numbers may be `stored` as such.
    fn spelled_otherwise(&self, text: &str, stored: bool) -> Option<usize> {
        if self.of_texts {
            return self.truths[usize::from(truth(text)?)];
        }
        let name = self.numbers.name(text, stored);
        let text = match truth(text) {
            Some(_) => text,
            None => name.as_deref()?,
        };
        let by_number = || *self.by_number.get(&number(text)?)?;
        by_number().or_else(|| self.by_value.get(&self.truth_value(text)?).copied())
    }

    pub(super) fn cell(&self, column: &Column, row: usize) -> CategoryCell {
        let place = match &column.data {
            ColumnData::Numeric(v) if v[row].is_nan() => return CategoryCell::Missing,
            ColumnData::Numeric(v) => self.by_value.get(&(v[row] + 0.0).to_bits()).copied(),
            ColumnData::Text(t) => match t.get(row) {
                None => return CategoryCell::Missing,
                Some(text) => {
                    let by_text = self.by_text.get(text).copied();
                    by_text.or_else(|| self.spelled_otherwise(text, column.of_numbers))
                }
            },
        };
        place.map_or(CategoryCell::Unknown, CategoryCell::Category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::strings::Strings;

    fn column(data: ColumnData, of_numbers: bool) -> Column {
        Column {
            name: "x".into(),
            named: true,
            center: None,
            date: None,
            category: true,
            of_texts: false,
            of_numbers,
            duration: None,
            data,
        }
    }

    /// The category of each of the texts; none of an unknown one.
    fn found<'c>(categories: &'c [String], said: bool, texts: &[&str]) -> Vec<Option<&'c str>> {
        let known = Categories::new(categories, (said, false), (Spelling::PLAIN, Spelling::PLAIN));
        let data = Strings::of(texts.iter().map(|&text| Some(text))).unwrap();
        let data = column(ColumnData::Text(data), false);
        let category = |row: usize| match known.cell(&data, row) {
            CategoryCell::Category(place) => Some(categories[place].as_str()),
            CategoryCell::Unknown | CategoryCell::Missing => None,
        };
        (0..texts.len()).map(category).collect()
    }

    #[test]
    fn texts_are_found_as_they_are_written_and_numbers_by_value() {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let codes = own(&["01", "1", "100", "a"]);
        for said in [false, true] {
            assert_eq!(
                found(&codes, said, &["01", "1", "001", "1.0", "1E2", "True", "a"]),
                [Some("01"), Some("1"), None, None, None, None, Some("a")]
            );
        }
        let numbers = own(&["0.5", "1", "2"]);
        for said in [false, true] {
            assert_eq!(
                found(&numbers, said, &["1.0", "01", "2E0", ".5", "true", "3"]),
                [Some("1"), Some("1"), Some("2"), Some("0.5"), None, None]
            );
        }
        let spelled = own(&["007", "12"]);
        assert_eq!(found(&spelled, true, &["7", "12.0"]), [Some("007"), Some("12")]);
        assert_eq!(found(&spelled, false, &["7", "12.0"]), [None; 2]);
        let bits = own(&["0", "1"]);
        for said in [false, true] {
            assert_eq!(
                found(&bits, said, &["true", "FALSE", "2"]),
                [Some("1"), Some("0"), None]
            );
        }
        let truths = own(&["False", "True", "maybe"]);
        assert_eq!(
            found(&truths, false, &["TRUE", "1", "0"]),
            [Some("True"), None, None]
        );
        assert_eq!(
            found(&truths[..2], false, &["true", "1", "0.0"]),
            [Some("True"), Some("True"), Some("False")]
        );
    }

    #[test]
    fn numbers_are_found_in_the_spelling_of_the_data() {
        let found = |categories: &[&str], numbers: Spelling, text: &str, stored: bool| {
            let categories: Vec<String> = categories.iter().map(|&text| text.to_owned()).collect();
            let known = Categories::new(&categories, (true, false), (Spelling::PLAIN, numbers));
            let texts = Strings::of([Some(text)].into_iter()).unwrap();
            match known.cell(&column(ColumnData::Text(texts), stored), 0) {
                CategoryCell::Category(place) => Some(place),
                CategoryCell::Unknown | CategoryCell::Missing => None,
            }
        };
        let numbers = ["1", "1000", "1.5"];
        for stored in [false, true] {
            assert_eq!(found(&numbers, Spelling::PLAIN, "1.000", stored), Some(0));
            assert_eq!(found(&numbers, Spelling::COMMA, "1.000,0", stored), Some(1));
            assert_eq!(found(&numbers, Spelling::COMMA, "1,50", stored), Some(2));
        }
        assert_eq!(found(&numbers, Spelling::COMMA, "1.000", false), Some(1));
        // a number that is stored as one, and so spelled with a point, or a text of a thousand
        assert_eq!(found(&numbers, Spelling::COMMA, "1.000", true), None);
    }

    #[test]
    fn numbers_that_are_text_are_found_as_they_are_written() {
        let codes = ["01", "1.10", "2"].map(str::to_owned);
        let known = Categories::new(&codes, (true, true), (Spelling::PLAIN, Spelling::PLAIN));
        let texts = ["01", "1", "1.1", "1.10", "2.0", "2"];
        let data = Strings::of(texts.into_iter().map(Some)).unwrap();
        let data = column(ColumnData::Text(data), false);
        let found = |row| match known.cell(&data, row) {
            CategoryCell::Category(place) => Some(place),
            CategoryCell::Unknown | CategoryCell::Missing => None,
        };
        let found: Vec<_> = (0..texts.len()).map(found).collect();
        assert_eq!(found, [Some(0), None, None, Some(1), None, Some(2)]);
        let numbers = column(ColumnData::Numeric(vec![2.0, 1.0]), true);
        assert!(matches!(known.cell(&numbers, 0), CategoryCell::Category(2)));
        assert!(matches!(known.cell(&numbers, 1), CategoryCell::Unknown));
    }

    #[test]
    fn numbers_are_texts_that_programs_write_for_them() {
        let codes = ["01", "1", "1E2", "a"].map(str::to_owned);
        let known = Categories::new(&codes, (false, false), (Spelling::PLAIN, Spelling::PLAIN));
        let data = column(ColumnData::Numeric(vec![1.0, 100.0]), true);
        assert!(matches!(known.cell(&data, 0), CategoryCell::Category(1)));
        assert!(matches!(known.cell(&data, 1), CategoryCell::Unknown));
    }
}

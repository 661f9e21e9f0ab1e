//! A first line that was taken for the columns' names, and may be a row of data.

use super::dates::Moment;
use super::number::{FieldValue, NumberFormat};
use super::options::{DateOrder, Spelling};
use super::{Column, ColumnData, Data, TargetColumn};

impl Data {
    /// Whether the first line, taken for the columns' names, looks like data: each column of numbers, the target with
    /// them, has a number for its name. Those that count up from 0 are what pandas writes of a table without names,
    /// unless a column of text has a name that is one of its texts; a target's name that is no label is a name.
    #[must_use]
    pub fn has_data_for_names(&self) -> bool {
        let numbers = self.spelling.unwrap_or(Spelling::PLAIN).numbers(&[]);
        let features = self.columns.iter();
        let features = features.filter(|column| column.named && column.date.is_none() && is_numeric(column));
        let target = self.target_name.as_ref().filter(|_| self.target_is_numeric());
        let names = features.map(|column| &column.name).chain(target);
        let values: Vec<FieldValue> = names.map(|name| value(name, &numbers)).collect();
        let has_number = values.iter().any(|value| matches!(value, FieldValue::Number(_)));
        let has_word = values.contains(&FieldValue::Text);
        if self.has_own_target_name() {
            // such as a row of a class that comes nowhere else
            return self.named && has_number && !has_word && self.has_values_for_names(&numbers);
        }
        self.named
            && has_number
            && !has_word
            && (!self.counts_from_zero(&numbers) || self.has_text_for_name())
    }

    /// Whether the first line, taken for the columns' names, looks like a row of texts: no column of numbers has a word
    /// for its name, and that of the target, or of two features, is one of the column's own texts.
    #[must_use]
    pub fn has_texts_for_names(&self) -> bool {
        let is_word = |name: &str| name.parse::<f64>().is_err();
        let named = |column: &&Column| column.named && column.date.is_none();
        let mut features = self.columns.iter().filter(named);
        let has_words = features
            .clone()
            .any(|column| is_numeric(column) && is_word(&column.name));
        let target = self.target_name.as_deref().filter(|name| is_word(name));
        if !self.named || has_words || self.target_is_numeric() && target.is_some() {
            return false;
        }
        let is_own = |column: &Column| match &column.data {
            ColumnData::Text(texts) => {
                let name = without_count(&column.name);
                is_word(name) && texts.number(name).is_some()
            }
            ColumnData::Numeric(_) => false,
        };
        let of_target =
            target.is_some_and(|name| self.classes().iter().any(|class| class == without_count(name)));
        of_target || features.by_ref().filter(|column| is_own(column)).count() > 1
    }

    /// Whether the first line, taken for the columns' names, looks like a row with gaps or dates: no column of numbers
    /// has a word for its name, and one has a marker of a gap, or a column of dates has a date or time.
    #[must_use]
    pub fn has_gaps_for_names(&self) -> bool {
        let numbers = self.spelling.unwrap_or(Spelling::PLAIN).numbers(&[]);
        let asked = self.options.text.date_order;
        let is_gap = |name: &str| {
            // "Na" is sodium
            let is_marker = matches!(value(name, &numbers), FieldValue::Gap) || matches!(name, "?" | "-");
            is_marker && !name.is_empty()
        };
        let is_moment = |column: &Column| {
            let mut orders = [Some(DateOrder::YearFirst), asked].into_iter().flatten();
            column.date.is_some() && orders.any(|order| Moment::parse(column.in_file(), order).is_some())
        };
        let named = || self.columns.iter().filter(|column| column.named);
        let numeric = || named().filter(|column| column.date.is_none() && is_numeric(column));
        let target = self.target_name.as_deref().filter(|_| self.target_is_numeric());
        let of_numbers = || numeric().map(|column| column.name.as_str()).chain(target);
        let is_word = |name: &str| value(name, &numbers) == FieldValue::Text;
        self.named
            && !of_numbers().any(|name| is_word(name) && !is_gap(name))
            && (of_numbers().any(is_gap) || named().any(is_moment))
    }

    /// Whether the names of all columns of numbers lie among the column's values, and one is a fraction. Three or more
    /// that rise are more likely quantiles, or times, than a row.
    fn has_values_for_names(&self, numbers: &NumberFormat) -> bool {
        let (mut fractions, mut names) = (false, Vec::new());
        let is_among = |column: &Column| {
            let (FieldValue::Number(name), ColumnData::Numeric(values)) =
                (value(&column.name, numbers), &column.data)
            else {
                return true;
            };
            fractions |= name.fract() != 0.0;
            let name = (f64::from(name) - column.center.unwrap_or(0.0)) as f32;
            names.push(name);
            values.iter().any(|&value| value <= name) && values.iter().any(|&value| value >= name)
        };
        let all = self.columns.iter().all(is_among);
        let rise = names.len() > 2 && names.is_sorted_by(|a, b| a < b);
        all && fractions && !rise
    }

    /// Whether the names that are numbers, those of columns that are not in use among them, are 0, 1, 2 ... in the
    /// order of the columns, as far as it is known.
    fn counts_from_zero(&self, numbers: &NumberFormat) -> bool {
        let number = |name: &str| name.parse::<u32>().ok().filter(|n| n.to_string() == name);
        let features: Vec<&str> = self.columns.iter().map(Column::in_file).collect();
        let is_number =
            |name: &str| name.parse::<f64>().is_ok() || matches!(value(name, numbers), FieldValue::Number(_));
        let of_features: Vec<Option<u32>> = features
            .into_iter()
            .filter(|name| is_number(name))
            .map(number)
            .collect();
        let target = self.target_name.as_deref().filter(|name| is_number(name));
        let others = self.dropped.iter().map(String::as_str).chain(target);
        let others = others.filter(|name| is_number(name)).map(number);
        let mut all: Vec<Option<u32>> = of_features.iter().copied().chain(others).collect();
        all.sort_unstable();
        all.dedup();
        let last = target.is_none_or(|name| {
            self.options.target.is_some() || number(name) >= all.last().copied().flatten()
        });
        last && of_features.is_sorted() && all.iter().zip(0..).all(|(found, place)| *found == Some(place))
    }

    /// Whether a column of text has one of its texts, and no number, for its name.
    fn has_text_for_name(&self) -> bool {
        let is_word = |name: &str| name.parse::<f64>().is_err();
        let in_column = |column: &Column| match &column.data {
            ColumnData::Text(texts) => is_word(&column.name) && texts.number(&column.name).is_some(),
            ColumnData::Numeric(_) => false,
        };
        let target = self.target_name.as_ref().filter(|name| is_word(name));
        self.columns.iter().any(in_column) || target.is_some_and(|name| self.classes().contains(name))
    }

    /// Whether the target is of words that come again, and its name is another.
    fn has_own_target_name(&self) -> bool {
        let Some(TargetColumn::Classes { labels, names }) = &self.target else {
            return false;
        };
        let mut rows = vec![0_u32; names.len()];
        labels.iter().for_each(|&label| rows[usize::from(label)] += 1);
        let is_word = |name: &String| name.parse::<f64>().is_err();
        let own = self
            .target_name
            .as_ref()
            .filter(|name| is_word(name) && !names.contains(name));
        own.is_some() && rows.iter().all(|&rows| rows > 1) && names.iter().all(is_word)
    }

    /// Whether the target is of numbers, be they values or labels.
    fn target_is_numeric(&self) -> bool {
        match &self.target {
            Some(TargetColumn::Values(_) | TargetColumn::Labels { .. } | TargetColumn::Outputs { .. }) => {
                true
            }
            Some(TargetColumn::Classes { names, .. }) => names.iter().all(|name| name.parse::<f64>().is_ok()),
            None => false,
        }
    }
}

fn is_numeric(column: &Column) -> bool {
    matches!(column.data, ColumnData::Numeric(_))
}

/// A name as it is written: a second one that is the same has got `.1` behind it.
fn without_count(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((first, count)) if count.parse::<u32>().is_ok() => first,
        _ => name,
    }
}

/// What a name says as a field; a second one that is the same number has got `.1` behind it.
fn value(name: &str, numbers: &NumberFormat) -> FieldValue {
    match (numbers.value(name), name.rsplit_once('.')) {
        (FieldValue::Text, Some((first, count))) if count.parse::<u32>().is_ok() => numbers.value(first),
        (value, _) => value,
    }
}

//! Reads a space file.

use std::ops::Range as Span;

use mcutune_core::params::{DropoutRates, Hidden, Name, Value, Word};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::range::RangeTable;
use super::{SpaceError, SpaceTable, Values, parse_name, refusal, takes};

/// The entries of a table as they stand in the file, so that the first error is reported.
pub(super) fn in_order<'a, 'i>(
    table: &'a DeTable<'i>,
) -> impl Iterator<Item = (&'a Spanned<toml::de::DeString<'i>>, &'a Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter()
}

/// The text of a space file, to find the lines of errors in.
pub(super) struct SpaceFile<'i> {
    pub text: &'i str,
}

impl SpaceFile<'_> {
    pub fn error(&self, span: Span<usize>, message: String) -> SpaceError {
        let before = self.text.get(..span.start).unwrap_or("");
        SpaceError {
            line: Some(1 + before.matches('\n').count()),
            message,
        }
    }

    pub fn table(&self, table: &DeTable<'_>) -> Result<SpaceTable, SpaceError> {
        let mut read = SpaceTable::default();
        for (key, value) in in_order(table) {
            let name = parse_name(key.get_ref()).map_err(|message| self.error(key.span(), message))?;
            match value.get_ref() {
                DeValue::Array(list) if list.is_empty() => {
                    let message = format!("the list of {} is empty", name.as_str());
                    return Err(self.error(value.span(), message));
                }
                DeValue::Array(list) => {
                    let values = list.iter().map(|item| self.value(name, item));
                    let values = Values::List(values.collect::<Result<_, _>>()?);
                    read.searched.push((name, values));
                }
                DeValue::Table(table) => {
                    let range = RangeTable::read(self, name, table)?;
                    read.searched
                        .push((name, range.values(self, name, value.span())?));
                }
                _ => read.constants.push((name, self.value(name, value)?)),
            }
        }
        Ok(read)
    }

    fn value(&self, name: Name, item: &Spanned<DeValue<'_>>) -> Result<Value, SpaceError> {
        let value = match item.get_ref() {
            DeValue::Boolean(value) => Some(Value::Bool(*value)),
            DeValue::Integer(_) => integer(item.get_ref()).map(Value::Int),
            DeValue::Float(_) => number(item.get_ref()).map(Value::Float),
            DeValue::String(word) => Word::parse(name, word).map(Value::Word),
            DeValue::Array(list) if name == Name::HiddenLayerSizes => {
                let width = |item: &Spanned<DeValue<'_>>| integer(item.get_ref())?.try_into().ok();
                let widths: Option<Vec<u16>> = list.iter().map(width).collect();
                widths.and_then(|w| Hidden::try_new(&w).ok()).map(Value::Layers)
            }
            DeValue::Array(list) if name == Name::Dropout => {
                let rate = |item: &Spanned<DeValue<'_>>| number(item.get_ref()).map(|rate| rate as f32);
                let rates: Option<Vec<f32>> = list.iter().map(rate).collect();
                rates
                    .and_then(|r| DropoutRates::try_new(&r).ok())
                    .map(Value::Rates)
            }
            _ => None,
        };
        match value {
            Some(value) if takes(name, value) => Ok(value),
            _ => {
                let got = self.text.get(item.span()).unwrap_or("this");
                Err(self.error(item.span(), refusal(name, got)))
            }
        }
    }
}

pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(number) => number.as_str().parse().ok(),
        other => integer(other).map(|number| number as f64),
    }
}

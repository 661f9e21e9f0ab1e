//! Reads a space file.

use std::ops::Range as Span;

use mcutune_core::params::{DropoutRates, Hidden, Name, Value, Word};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::range::RangeTable;
use super::{SpaceError, SpaceTable, Values, parse_name, refusal, takes};
use crate::windows::{WINDOW_NAMES, interned};

/// The table of how windows are cut.
const WINDOW: &str = "window";

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
            if key.get_ref() == WINDOW {
                self.windows(value, &mut read)?;
                continue;
            }
            let name = parse_name(key.get_ref()).map_err(|message| self.error(key.span(), message))?;
            if let Some((own, _)) = WINDOW_NAMES.iter().find(|(_, of_window)| *of_window == name) {
                let message = format!("{} is `{own}` below a [{WINDOW}] header", name.as_str());
                return Err(self.error(key.span(), message));
            }
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

    /// The table of how windows are cut: a text, or a list of them, for each of its parameters.
    fn windows(&self, table: &Spanned<DeValue<'_>>, read: &mut SpaceTable) -> Result<(), SpaceError> {
        let names = || WINDOW_NAMES.map(|(name, _)| name).join(", ");
        let DeValue::Table(table) = table.get_ref() else {
            let message = format!("{WINDOW} is a table of {}: `[{WINDOW}]` above them", names());
            return Err(self.error(table.span(), message));
        };
        for (key, value) in in_order(table) {
            let Some((_, name)) = WINDOW_NAMES.iter().find(|(own, _)| key.get_ref() == *own) else {
                let message = format!(
                    "no parameter of windows is called {:?}: those are {}",
                    key.get_ref(),
                    names()
                );
                return Err(self.error(key.span(), message));
            };
            match value.get_ref() {
                DeValue::Array(list) if list.is_empty() => {
                    let message = format!("the list of {} is empty", key.get_ref());
                    return Err(self.error(value.span(), message));
                }
                DeValue::Array(list) => {
                    let values = list.iter().map(|item| self.window_text(*name, item));
                    let values = Values::List(values.collect::<Result<_, _>>()?);
                    read.searched.push((*name, values));
                }
                _ => read.constants.push((*name, self.window_text(*name, value)?)),
            }
        }
        Ok(())
    }

    fn window_text(&self, name: Name, item: &Spanned<DeValue<'_>>) -> Result<Value, SpaceError> {
        let text = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            // samples
            other => integer(other)
                .map(|whole| whole.to_string())
                .or_else(|| number(other).map(|x| format!("{x:?}")))
                .unwrap_or_default(),
        };
        match interned(name, &text) {
            Some(Ok(text)) => Ok(Value::Word(Word::Text(text))),
            Some(Err(wrong)) => Err(self.error(item.span(), wrong.to_string())),
            None => Err(self.error(item.span(), refusal(name, &text))),
        }
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

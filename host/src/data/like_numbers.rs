//! Texts that are numbers in another spelling, which would be categories in silence.

use super::column::ColumnData;
use super::error::TextKind;
use super::note::Note;
use super::parsed::Parsed;
use super::read::text_kind;
use super::roles::{Names, Role};

/// The note of the features of which each text is a number in some spelling, as where a file has `40,775` and nothing
/// shows what its comma is; none where they are said to be names.
pub(super) fn note(columns: &[Parsed]) -> Option<Note> {
    let found: Vec<(&str, &str)> = columns
        .iter()
        .filter_map(|column| Some((column.name.as_str(), first(column)?)))
        .collect();
    let &(_, first) = found.first()?;
    Some(Note::NumbersAsCategories {
        columns: found.iter().map(|(name, _)| (*name).to_owned()).collect(),
        text: first.to_owned(),
    })
}

/// The first text that is no plain number, of a column of numbers alone.
fn first(column: &Parsed) -> Option<&str> {
    let ColumnData::Text(texts) = &column.data else {
        return None;
    };
    if column.role != Role::Feature || column.names != Names::No || column.date.is_some() {
        return None;
    }
    let all = || texts.iter().flatten();
    let odd = all().find(|text| text.trim().parse::<f64>().is_err())?;
    let number = |text: &str| {
        let kind = text_kind(text, false);
        text.parse::<f64>().is_ok() || kind.is_number() && !matches!(kind, TextKind::SheetError(_))
    };
    all().all(|text| number(text.trim())).then_some(odd)
}

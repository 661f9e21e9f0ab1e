//! SHA-256 of what was read, for a file's bytes do not say how they were understood.

use sha2::{Digest as _, Sha256};

use super::input::hexadecimal;
use super::labels::without_point;
use super::{Column, ColumnData, Data, TargetColumn};

impl Data {
    /// SHA-256 in hexadecimal of the columns and of the target as they were read: of the same file another where
    /// it was understood otherwise.
    #[must_use]
    pub fn read_digest(&self) -> String {
        let mut hash = Sha256::new();
        for column in &self.columns {
            text(&mut hash, Some(&column.name));
            match &column.data {
                ColumnData::Numeric(values) => {
                    hash.update(b"numbers");
                    numbers(&mut hash, values);
                }
                ColumnData::Text(texts) => {
                    hash.update(b"texts");
                    texts.iter().for_each(|one| text(&mut hash, one));
                }
            }
        }
        match &self.target {
            Some(TargetColumn::Values(values)) => numbers(&mut hash, values),
            Some(TargetColumn::Classes { labels, names }) => {
                labels.iter().for_each(|label| hash.update(label.to_le_bytes()));
                names
                    .iter()
                    .for_each(|name| text(&mut hash, Some(self.recorded_class(name))));
            }
            Some(TargetColumn::Labels { labels, names }) => {
                labels.iter().for_each(|label| hash.update(label.to_le_bytes()));
                names.iter().for_each(|name| text(&mut hash, Some(name)));
            }
            Some(TargetColumn::Outputs { values, names }) => {
                numbers(&mut hash, values);
                names.iter().for_each(|name| text(&mut hash, Some(name)));
            }
            None => {}
        }
        hexadecimal(&hash.finalize())
    }
}

impl Data {
    /// What the records of a study call a class: of floats, what they did before `1.0` was called so.
    pub(crate) fn recorded_class<'a>(&self, name: &'a str) -> &'a str {
        match self.written.floats {
            true => without_point(name),
            false => name,
        }
    }
}

/// Of rows in memory: of the numbers, column by column, of the texts, and of the target.
pub(super) fn of_values(columns: &[Column], target: &TargetColumn) -> String {
    let mut hash = Sha256::new_with_prefix((columns.len() as u64).to_le_bytes());
    for column in columns {
        if let ColumnData::Numeric(values) = &column.data {
            numbers(&mut hash, values);
        }
    }
    for column in columns {
        if let ColumnData::Text(texts) = &column.data {
            texts.iter().for_each(|text| hash.update(format!("{text:?}")));
        }
    }
    match target {
        TargetColumn::Values(values) => numbers(&mut hash, values),
        TargetColumn::Classes { labels, names } => {
            labels.iter().for_each(|label| hash.update(label.to_le_bytes()));
            names.iter().for_each(|name| hash.update(format!("{name:?}")));
        }
        TargetColumn::Labels { labels, names } => {
            labels.iter().for_each(|label| hash.update(label.to_le_bytes()));
            names.iter().for_each(|name| hash.update(format!("{name:?}")));
        }
        TargetColumn::Outputs { values, names } => {
            numbers(&mut hash, values);
            names.iter().for_each(|name| hash.update(format!("{name:?}")));
        }
    }
    hexadecimal(&hash.finalize())
}

/// A text with its length, which ends it; none is told from an empty one.
fn text(hash: &mut Sha256, text: Option<&str>) {
    let bytes = text.map_or(&[][..], str::as_bytes);
    hash.update([u8::from(text.is_some())]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn numbers(hash: &mut Sha256, values: &[f32]) {
    values
        .iter()
        .for_each(|value| hash.update(value.to_bits().to_le_bytes()));
}

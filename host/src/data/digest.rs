//! SHA-256 of what was read, for a file's bytes do not say how they were understood.

use sha2::{Digest as _, Sha256};

use super::input::hexadecimal;
use super::{Column, ColumnData, Data, TargetColumn};

impl Data {
    /// SHA-256 in hexadecimal of the columns and of the target as they were read: of the same file another where
    /// it was understood otherwise.
    #[must_use]
    pub fn read_digest(&self) -> String {
        let mut hash = Sha256::new_with_prefix(of_values(&self.columns, self.target.as_ref()));
        for column in &self.columns {
            let kind = match column.data {
                ColumnData::Numeric(_) => "numbers",
                ColumnData::Text(_) => "texts",
            };
            hash.update(format!("{:?} {kind}\n", column.name));
        }
        hexadecimal(&hash.finalize())
    }
}

/// Of the numbers, column by column, of the texts, and of the target.
pub(super) fn of_values(columns: &[Column], target: Option<&TargetColumn>) -> String {
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
        Some(TargetColumn::Values(values)) => numbers(&mut hash, values),
        Some(TargetColumn::Classes { labels, names }) => {
            labels.iter().for_each(|label| hash.update(label.to_le_bytes()));
            names.iter().for_each(|name| hash.update(format!("{name:?}")));
        }
        None => {}
    }
    hexadecimal(&hash.finalize())
}

fn numbers(hash: &mut Sha256, values: &[f32]) {
    values
        .iter()
        .for_each(|value| hash.update(value.to_bits().to_le_bytes()));
}

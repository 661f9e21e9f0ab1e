//! Which columns are durations: Parquet has no such type, so writers of Arrow and pandas say it beside the schema.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use parquet::file::metadata::FileMetaData;
use polars_arrow_format::ipc::planus::ReadAsRoot as _;
use polars_arrow_format::ipc::{MessageHeaderRef, MessageRef, TimeUnit, TypeRef};
use serde::Deserialize;

use crate::data::foreign::guarded;

/// Parts of a second that one of a column's values is, by the column's name; those of durations alone.
pub(super) type Durations = BTreeMap<String, i64>;

/// What a file's metadata says; nothing where it cannot be read.
pub(super) fn durations(file: &FileMetaData) -> Durations {
    let value = |key: &str| {
        let mut pairs = file.key_value_metadata().into_iter().flatten();
        pairs.find(|pair| pair.key == key)?.value.as_deref()
    };
    let mut found = value("pandas").map(of_pandas).unwrap_or_default();
    let arrow = value("ARROW:schema").and_then(|text| guarded(|| of_arrow(text)).flatten());
    found.extend(arrow.unwrap_or_default());
    found
}

/// Of a frame of pandas, whose columns have NumPy's types, such as `timedelta64[ns]`.
fn of_pandas(text: &str) -> Durations {
    #[derive(Deserialize)]
    struct Column {
        field_name: Option<String>,
        numpy_type: String,
    }
    #[derive(Deserialize)]
    struct Frame {
        columns: Vec<Column>,
    }
    let columns = serde_json::from_str(text).map_or(Vec::new(), |frame: Frame| frame.columns);
    let of_column = |column: Column| {
        let unit = column
            .numpy_type
            .strip_prefix("timedelta64[")?
            .strip_suffix(']')?;
        let per_second = match unit {
            "s" => 1,
            "ms" => 1_000,
            "us" => 1_000_000,
            "ns" => 1_000_000_000,
            _ => return None,
        };
        Some((column.field_name?, per_second))
    };
    columns.into_iter().filter_map(of_column).collect()
}

/// Of Arrow's schema, a message of its format for exchange.
fn of_arrow(text: &str) -> Option<Durations> {
    /// Before the message: a mark and its length.
    const BEFORE: usize = 8;
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    let message = match bytes.strip_prefix(&[0xff; 4]) {
        Some(_) => bytes.get(BEFORE..)?,
        None => bytes.get(BEFORE / 2..)?,
    };
    let message = MessageRef::read_as_root(message).ok()?;
    let Some(MessageHeaderRef::Schema(schema)) = message.header().ok()? else {
        return None;
    };
    let mut found = Durations::new();
    for field in schema.fields().ok()?? {
        let field = field.ok()?;
        if let (Some(TypeRef::Duration(duration)), Some(name)) = (field.type_().ok()?, field.name().ok()?) {
            let per_second = match duration.unit().ok()? {
                TimeUnit::Second => 1,
                TimeUnit::Millisecond => 1_000,
                TimeUnit::Microsecond => 1_000_000,
                TimeUnit::Nanosecond => 1_000_000_000,
            };
            found.insert(name.to_owned(), per_second);
        }
    }
    Some(found)
}

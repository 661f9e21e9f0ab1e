//! What writers of Arrow and pandas say of columns beside Parquet's schema, which has no type of durations and
//! no name of a time zone.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use parquet::file::metadata::FileMetaData;
use polars_arrow_format::ipc::planus::ReadAsRoot as _;
use polars_arrow_format::ipc::{MessageHeaderRef, MessageRef, TimeUnit, TypeRef};
use serde::Deserialize;
use serde_json::Value;

use crate::data::foreign::guarded;

/// What a file's metadata says; nothing where it cannot be read.
pub(super) struct Declared {
    pandas: Said,
    arrow: Said,
}

/// By the columns' names.
#[derive(Default)]
struct Said {
    /// Parts of a second that one of a column's values is; of durations alone.
    durations: BTreeMap<String, i64>,
    /// The zones of moments.
    zones: BTreeMap<String, String>,
}

impl Declared {
    pub(super) fn of(file: &FileMetaData) -> Self {
        let value = |key: &str| {
            let mut pairs = file.key_value_metadata().into_iter().flatten();
            pairs.find(|pair| pair.key == key)?.value.as_deref()
        };
        let arrow = value("ARROW:schema").and_then(|text| guarded(|| of_arrow(text)).flatten());
        Self {
            pandas: value("pandas").map(of_pandas).unwrap_or_default(),
            arrow: arrow.unwrap_or_default(),
        }
    }

    /// Parts of a second that one of a column's values is, where it is of durations. They are stored in
    /// Arrow's unit.
    pub(super) fn duration(&self, column: &str) -> Option<i64> {
        let arrow = self.arrow.durations.get(column);
        arrow.or(self.pandas.durations.get(column)).copied()
    }

    /// The zone of a column of moments. pandas believes its own, and Arrow's of moments that are stored in UTC.
    pub(super) fn zone(&self, column: &str, utc: bool) -> Option<&str> {
        let arrow = self.arrow.zones.get(column).filter(|_| utc);
        self.pandas.zones.get(column).or(arrow).map(String::as_str)
    }
}

/// Of a frame of pandas, whose columns have NumPy's types, such as `timedelta64[ns]`.
fn of_pandas(text: &str) -> Said {
    #[derive(Deserialize)]
    struct Column {
        field_name: Option<String>,
        numpy_type: String,
        #[serde(default)]
        metadata: Value,
    }
    #[derive(Deserialize)]
    struct Frame {
        columns: Vec<Column>,
    }
    let mut said = Said::default();
    let columns = serde_json::from_str(text).map_or(Vec::new(), |frame: Frame| frame.columns);
    for column in columns {
        let Some(name) = column.field_name else { continue };
        let unit = column.numpy_type.strip_prefix("timedelta64[");
        if let Some(per_second) = unit.and_then(|unit| of_unit(unit.strip_suffix(']')?)) {
            said.durations.insert(name, per_second);
        } else if let Some(zone) = column.metadata.get("timezone").and_then(Value::as_str) {
            said.zones.insert(name, zone.to_owned());
        }
    }
    said
}

fn of_unit(unit: &str) -> Option<i64> {
    match unit {
        "s" => Some(1),
        "ms" => Some(1_000),
        "us" => Some(1_000_000),
        "ns" => Some(1_000_000_000),
        _ => None,
    }
}

/// Of Arrow's schema, a message of its format for exchange.
fn of_arrow(text: &str) -> Option<Said> {
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
    let mut said = Said::default();
    for field in schema.fields().ok()?? {
        let field = field.ok()?;
        let Some(name) = field.name().ok()? else { continue };
        match field.type_().ok()? {
            Some(TypeRef::Duration(duration)) => {
                let per_second = match duration.unit().ok()? {
                    TimeUnit::Second => 1,
                    TimeUnit::Millisecond => 1_000,
                    TimeUnit::Microsecond => 1_000_000,
                    TimeUnit::Nanosecond => 1_000_000_000,
                };
                said.durations.insert(name.to_owned(), per_second);
            }
            Some(TypeRef::Timestamp(moment)) => {
                let zone = moment.timezone().ok()?.map(str::to_owned);
                said.zones.extend(zone.map(|zone| (name.to_owned(), zone)));
            }
            _ => {}
        }
    }
    Some(said)
}

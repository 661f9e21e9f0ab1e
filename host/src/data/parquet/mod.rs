//! Parquet: the footer, what of it is read, and the columns as rows of text.
//!
//! A file says how much memory it takes to read it, and need not be right: the schema, the number of
//! values and the size of each page are checked before the decoders see them.

mod cells;
mod declared;
mod pages;
mod rows;
mod thrift;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
};
use parquet::schema::types::Type;
use serde::Deserialize;

use self::cells::CellType;
use self::declared::Declared;
use self::rows::ParquetRows;
use super::MOST_COLUMNS;
use super::by_format::ByFormat;
use super::error::DataError;
use super::foreign::guarded;
use super::record::RecordSource;

/// Bytes of a footer, at most.
const MOST_FOOTER: u64 = 16 << 20;

/// Structs of a footer, at most, each of which takes some hundred bytes of memory.
const MOST_PARTS: u64 = 1 << 18;

/// Values of a file, at most, and for each of its bytes: few bits may stand for many equal values.
const MOST_VALUES: u64 = 16 << 20;
const VALUES_PER_BYTE: u64 = 64;

/// Bytes of pages that are open at once, at most, and for each byte of the file.
const MOST_PAGES: u64 = 128 << 20;
const PAGES_PER_BYTE: u64 = 4;

/// A file whose footer was read.
pub(super) struct Parquet {
    file: Arc<File>,
    bytes: u64,
    shown: String,
    metadata: ParquetMetaData,
    columns: Vec<Leaf>,
}

struct Leaf {
    name: String,
    /// Its place among those that hold values, and what these mean; else what it is.
    cells: Result<(usize, CellType), String>,
    /// The zone of its moments, where nothing says what its clocks show.
    unknown_zone: Option<String>,
}

impl Parquet {
    pub(super) fn open(path: &Path, shown: &str) -> Result<Self, DataError> {
        let failed = |error| DataError::Read {
            path: shown.to_owned(),
            error,
        };
        let mut file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let footer = footer(&mut file, bytes, shown)?;
        let damaged = || failed(io::Error::other("a Parquet file whose footer is damaged"));
        if thrift::parts(&footer).ok_or_else(damaged)? > MOST_PARTS {
            return Err(DataError::TooLarge {
                path: shown.to_owned(),
                what: format!("its groups of rows have more than {MOST_PARTS} columns together"),
            });
        }
        let schema = thrift::schema(&footer).ok_or_else(damaged)?;
        if schema.len() > MOST_COLUMNS + 1 {
            let what = format!("it has more than {MOST_COLUMNS} columns");
            return Err(failed(io::Error::other(what)));
        }
        let none = ParquetStatisticsPolicy::SkipAll;
        let options = ParquetMetaDataOptions::new()
            .with_column_stats_policy(none.clone())
            .with_size_stats_policy(none.clone())
            .with_encoding_stats_policy(none);
        let decode = || ParquetMetaDataReader::decode_metadata_with_options(&footer, Some(&options));
        let metadata = guarded(decode).and_then(Result::ok);
        let metadata = metadata.ok_or_else(damaged)?;
        let leaves = metadata.file_metadata().schema_descr().num_columns();
        if metadata
            .row_groups()
            .iter()
            .any(|group| group.num_columns() != leaves)
        {
            return Err(damaged());
        }
        Ok(Self {
            columns: columns(&metadata),
            file: Arc::new(file),
            bytes,
            shown: shown.to_owned(),
            metadata,
        })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        let rows = self.metadata.row_groups().iter().map(|group| group.num_rows());
        let rows = rows.map(|rows| u64::try_from(rows).unwrap_or(u64::MAX));
        let rows = rows.fold(0, u64::saturating_add);
        usize::try_from(rows).unwrap_or(usize::MAX)
    }

    /// The columns that are the index of a frame of pandas, which is none of its columns.
    pub(super) fn index(&self) -> Vec<String> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Index {
            Column(String),
            Other(serde::de::IgnoredAny),
        }
        #[derive(Deserialize)]
        struct Frame {
            index_columns: Vec<Index>,
        }
        let pairs = self.metadata.file_metadata().key_value_metadata();
        let mut pairs = pairs.into_iter().flatten();
        let pandas = pairs.find(|pair| pair.key == "pandas");
        let text = pandas.and_then(|pair| pair.value.as_deref()).unwrap_or_default();
        let Ok(frame) = serde_json::from_str::<Frame>(text) else {
            return Vec::new();
        };
        let index = frame.index_columns.into_iter().filter_map(|index| match index {
            Index::Column(name) => Some(name),
            Index::Other(_) => None,
        });
        let names: BTreeSet<&str> = self.names().collect();
        index.filter(|index| names.contains(index.as_str())).collect()
    }

    /// What is known of the columns, each of which is of one type.
    pub(super) fn by_format(&self) -> ByFormat {
        let is_duration = |column: &Leaf| matches!(column.cells, Ok((_, CellType::Duration(_))));
        let columns = || self.columns.iter().enumerate();
        let durations = columns().filter(|(_, column)| is_duration(column));
        let zones = columns().filter_map(|(index, column)| Some((index, column.unknown_zone.clone()?)));
        ByFormat {
            durations: Some(durations.map(|(index, _)| index).collect()),
            refused: BTreeMap::new(),
            unknown_zones: zones.collect(),
            texts: self.texts(),
            as_text: Some(BTreeMap::new()),
            has_gaps: self.texts(),
            ..ByFormat::default()
        }
    }

    /// The columns of text.
    fn texts(&self) -> BTreeSet<usize> {
        let schema = self.metadata.file_metadata().schema_descr();
        let is_text = |column: &Leaf| match column.cells {
            Ok((leaf, CellType::Plain)) => {
                schema.column(leaf).physical_type() == parquet::basic::Type::BYTE_ARRAY
            }
            _ => false,
        };
        let columns = self.columns.iter().enumerate();
        columns
            .filter(|(_, column)| is_text(column))
            .map(|(index, _)| index)
            .collect()
    }

    /// Checks that the columns in use can be read, and that there are not too many values.
    pub(super) fn check(&self, used: &[bool]) -> Result<(), DataError> {
        let used = || self.columns.iter().zip(used).filter(|(_, used)| **used);
        for (column, _) in used() {
            if let Err(kind) = &column.cells {
                return Err(DataError::ColumnType {
                    path: self.shown.clone(),
                    column: column.name.clone(),
                    kind: kind.clone(),
                });
            }
        }
        let values = (self.count() as u64).saturating_mul(used().count() as u64);
        let most = MOST_VALUES.saturating_add(self.bytes.saturating_mul(VALUES_PER_BYTE));
        if values > most {
            return Err(DataError::TooLarge {
                path: self.shown.clone(),
                what: format!("the file claims {values} values, more than {most}"),
            });
        }
        for group in self.metadata.row_groups() {
            for (column, _) in used() {
                if let Ok((leaf, _)) = &column.cells
                    && group.column(*leaf).num_values() != group.num_rows()
                {
                    let what = "it has another number of values than there are rows";
                    return Err(self.failed(&column.name, &ParquetError::General(what.to_owned())));
                }
            }
        }
        Ok(())
    }

    /// The names of the columns, and then the rows; the fields of columns that are not in use are
    /// empty.
    pub(super) fn rows<'a>(&'a self, used: &'a [bool]) -> Box<dyn RecordSource + 'a> {
        Box::new(ParquetRows::new(self, used))
    }

    /// Bytes that pages may take while they are open.
    fn room(&self) -> u64 {
        MOST_PAGES.saturating_add(self.bytes.saturating_mul(PAGES_PER_BYTE))
    }

    fn failed(&self, column: &str, error: &ParquetError) -> DataError {
        let what = match error {
            ParquetError::General(what) | ParquetError::EOF(what) => what.clone(),
            other => other.to_string(),
        };
        DataError::Read {
            path: self.shown.clone(),
            error: io::Error::other(format!("column `{column}`: {what}")),
        }
    }
}

/// The bytes of a file's footer.
fn footer(file: &mut File, bytes: u64, shown: &str) -> Result<Vec<u8>, DataError> {
    const END: u64 = 8;
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    let refused = |what: &str| failed(io::Error::other(what));
    let start = bytes.checked_sub(END).filter(|start| *start >= 4);
    let start = start.ok_or_else(|| refused("a Parquet file that ends before its footer"))?;
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut end = [0; END as usize];
    file.read_exact(&mut end).map_err(failed)?;
    let [a, b, c, d, magic @ ..] = end;
    match &magic {
        b"PAR1" => {}
        b"PARE" => return Err(refused("a Parquet file whose footer is encrypted")),
        _ => {
            return Err(refused(
                "a Parquet file without its end: was it copied or written whole?",
            ));
        }
    }
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > MOST_FOOTER {
        return Err(DataError::TooLarge {
            path: shown.to_owned(),
            what: format!("the footer is larger than {} MiB", MOST_FOOTER >> 20),
        });
    }
    let start = start.checked_sub(length).filter(|start| *start >= 4);
    let start = start.ok_or_else(|| refused("a Parquet file that is shorter than its footer"))?;
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut footer = vec![0; length as usize];
    file.read_exact(&mut footer).map_err(failed)?;
    Ok(footer)
}

/// The columns of the table, some of which may hold columns of their own.
fn columns(metadata: &ParquetMetaData) -> Vec<Leaf> {
    let declared = Declared::of(metadata.file_metadata());
    let schema = metadata.file_metadata().schema_descr();
    let fields = schema.root_schema().get_fields().iter();
    let mut columns: Vec<Leaf> = fields
        .map(|field| Leaf {
            name: field.name().to_owned(),
            cells: Err(nested(field)),
            unknown_zone: None,
        })
        .collect();
    for (leaf, column) in schema.columns().iter().enumerate() {
        let flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
        if let Some(place) = columns.get_mut(schema.get_column_root_idx(leaf)).filter(|_| flat) {
            let kind = match (declared.duration(&place.name), column.physical_type()) {
                (Some(per_second), PhysicalType::INT64) => Some(CellType::Duration(per_second)),
                _ => cells::kind(column),
            };
            let kind = kind.map(|mut kind| {
                place.unknown_zone = kind.localize(|utc| declared.zone(&place.name, utc));
                (leaf, kind)
            });
            place.cells = kind.ok_or_else(|| cells::name(column));
        }
    }
    columns
}

/// What messages call a column of columns.
fn nested(field: &Type) -> String {
    let info = field.get_basic_info();
    let kind = match (info.logical_type_ref(), info.converted_type()) {
        (Some(LogicalType::List), _) | (_, ConvertedType::LIST) => "list",
        (Some(LogicalType::Map), _) | (_, ConvertedType::MAP) => "map",
        _ if field.is_primitive() => "list",
        _ => "struct",
    };
    kind.to_owned()
}

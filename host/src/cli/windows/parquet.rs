//! Rows as a Parquet file.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::rows::Rows;
use crate::cli::command_error::CommandError;

/// Columns of the features as f32, `recording`, `start` in seconds as f64, and `label`, none of them with gaps, in one
/// row group.
pub fn of(rows: &Rows<'_>) -> Result<Vec<u8>, CommandError> {
    let schema = Arc::new(schema(rows)?);
    let mut out = Vec::new();
    let properties = Arc::new(WriterProperties::new());
    let mut file = SerializedFileWriter::new(&mut out, schema, properties)?;
    let mut group = file.next_row_group()?;
    for feature in &rows.features {
        write::<FloatType>(&mut group, feature)?;
    }
    write::<ByteArrayType>(&mut group, &texts(&rows.recording))?;
    write::<DoubleType>(&mut group, &rows.start)?;
    write::<ByteArrayType>(&mut group, &texts(&rows.label))?;
    group.close()?;
    file.close()?;
    Ok(out)
}

fn schema(rows: &Rows<'_>) -> Result<Type, ParquetError> {
    let column = |name: &str, physical, logical| {
        let column = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical);
        column.build().map(Arc::new)
    };
    let mut columns = Vec::with_capacity(rows.names.len() + 3);
    for name in &rows.names {
        columns.push(column(name, Physical::FLOAT, None)?);
    }
    columns.push(column(
        "recording",
        Physical::BYTE_ARRAY,
        Some(LogicalType::String),
    )?);
    columns.push(column("start", Physical::DOUBLE, None)?);
    columns.push(column("label", Physical::BYTE_ARRAY, Some(LogicalType::String))?);
    Type::group_type_builder("windows").with_fields(columns).build()
}

fn texts(all: &[&str]) -> Vec<ByteArray> {
    all.iter().map(|&text| ByteArray::from(text)).collect()
}

/// Adds the next column.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, &mut Vec<u8>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, None, None)?;
        column.close()?;
    }
    Ok(())
}

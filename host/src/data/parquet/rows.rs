//! A file's rows, some thousand values of each column at a time.

use std::sync::Arc;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    Int96Type,
};
use parquet::errors::{ParquetError, Result};

use super::Parquet;
use super::cells::{CellType, CellValue};
use super::pages::{Pages, Room, damaged};
use crate::data::error::location::on_line;
use crate::data::error::{DataError, Location};
use crate::data::foreign::guarded;
use crate::data::record::{LONGEST, Record, RecordSource};

/// Values of all columns that are decoded at a time.
const BATCH: usize = 1 << 19;

/// Rows that are decoded at a time, at most.
const BATCH_ROWS: usize = 4096;

/// Gives the names of the columns, and then the rows.
pub(super) struct ParquetRows<'a> {
    file: &'a Parquet,
    /// For each column, whether it is in use; the fields of others are empty.
    used: &'a [bool],
    /// Of the row group that is read; none for a column that is not in use.
    columns: Vec<Option<Box<dyn ColumnValues>>>,
    room: Arc<Room>,
    named: bool,
    /// The next row group.
    group: usize,
    /// Rows that are left in the row group, and of those that are decoded.
    left: usize,
    decoded: usize,
    row: u64,
    field: String,
}

impl<'a> ParquetRows<'a> {
    pub(super) fn new(file: &'a Parquet, used: &'a [bool]) -> Self {
        Self {
            file,
            used,
            columns: Vec::new(),
            room: Room::new(file.room()),
            named: false,
            group: 0,
            left: 0,
            decoded: 0,
            row: 0,
            field: String::new(),
        }
    }

    /// Opens the next row group; false if there is none.
    fn next_group(&mut self) -> std::result::Result<bool, DataError> {
        let Some(group) = self.file.metadata.row_groups().get(self.group) else {
            return Ok(false);
        };
        self.columns.clear();
        for (column, used) in self.file.columns.iter().zip(self.used) {
            let values = match (&column.cells, used) {
                (Ok((leaf, kind)), true) => {
                    let chunk = group.column(*leaf);
                    let pages = Pages::new(&self.file.file, self.file.bytes, chunk, &self.room);
                    let values = pages.map(|pages| {
                        values(
                            get_column_reader(chunk.column_descr_ptr(), Box::new(pages)),
                            kind.clone(),
                        )
                    });
                    Some(values.map_err(|error| self.file.failed(&column.name, &error))?)
                }
                _ => None,
            };
            self.columns.push(values);
        }
        self.left = usize::try_from(group.num_rows()).unwrap_or(0);
        self.group += 1;
        Ok(true)
    }

    /// Decodes rows of the row group.
    fn decode(&mut self) -> std::result::Result<(), DataError> {
        let used = self.columns.iter().flatten().count().max(1);
        let rows = (BATCH / used).clamp(1, BATCH_ROWS).min(self.left);
        for (values, column) in self.columns.iter_mut().zip(&self.file.columns) {
            let Some(values) = values else { continue };
            // What is checked before leaves little to a decoder to fail at, but damage has many forms.
            let filled = guarded(|| values.fill(rows)).unwrap_or_else(|| Err(damaged()));
            filled.map_err(|error| self.file.failed(&column.name, &error))?;
        }
        self.left -= rows;
        self.decoded = rows;
        Ok(())
    }
}

impl RecordSource for ParquetRows<'_> {
    fn advance(&mut self, record: &mut Record) -> std::result::Result<bool, DataError> {
        record.begin(on_line(self.row));
        if !std::mem::replace(&mut self.named, true) {
            self.file
                .columns
                .iter()
                .for_each(|column| record.push(&column.name));
            return Ok(true);
        }
        while self.decoded == 0 {
            if self.left > 0 {
                self.decode()?;
            } else if !self.next_group()? {
                return Ok(false);
            }
        }
        self.decoded -= 1;
        self.row += 1;
        record.begin(on_line(self.row));
        let at = || Location::line(&self.file.shown, self.row);
        let mut length = 0;
        for (values, column) in self.columns.iter_mut().zip(&self.file.columns) {
            self.field.clear();
            if let Some(values) = values
                && !values.write(&mut self.field)
            {
                let column = Some(column.name.clone());
                return Err(DataError::NotUtf8 { at: at(), column });
            }
            length += self.field.len();
            if length > LONGEST {
                let (at, open_quote) = (at(), false);
                return Err(DataError::LongLine { at, open_quote });
            }
            record.push(&self.field);
        }
        Ok(true)
    }
}

/// The values of a column, of which some are decoded.
trait ColumnValues {
    /// Decodes this many more.
    fn fill(&mut self, rows: usize) -> Result<()>;

    /// Writes the next one, nothing where it is missing; false where it cannot be written.
    fn write(&mut self, field: &mut String) -> bool;
}

struct Batch<T: DataType> {
    reader: ColumnReaderImpl<T>,
    kind: CellType,
    /// Of those that are not missing.
    values: Vec<T::T>,
    next_value: usize,
    /// For each row 1, or 0 where it is missing; none where nothing can be.
    levels: Vec<i16>,
    next_level: usize,
}

impl<T: DataType<T: CellValue>> ColumnValues for Batch<T> {
    fn fill(&mut self, rows: usize) -> Result<()> {
        self.values.clear();
        self.levels.clear();
        (self.next_value, self.next_level) = (0, 0);
        let (read, ..) = self
            .reader
            .read_records(rows, Some(&mut self.levels), None, &mut self.values)?;
        match read == rows {
            true => Ok(()),
            false => Err(ParquetError::General(
                "it has fewer values than there are rows".to_owned(),
            )),
        }
    }

    fn write(&mut self, field: &mut String) -> bool {
        let missing = self.levels.get(self.next_level) == Some(&0);
        self.next_level += 1;
        if missing {
            return true;
        }
        self.next_value += 1;
        let value = self.values.get(self.next_value - 1);
        value.is_some_and(|value| value.write(&self.kind, field))
    }
}

fn values(reader: ColumnReader, kind: CellType) -> Box<dyn ColumnValues> {
    fn batch<T: DataType<T: CellValue>>(
        reader: ColumnReaderImpl<T>,
        kind: CellType,
    ) -> Box<dyn ColumnValues> {
        Box::new(Batch {
            reader,
            kind,
            values: Vec::new(),
            next_value: 0,
            levels: Vec::new(),
            next_level: 0,
        })
    }
    match reader {
        ColumnReader::BoolColumnReader(reader) => batch::<BoolType>(reader, kind),
        ColumnReader::Int32ColumnReader(reader) => batch::<Int32Type>(reader, kind),
        ColumnReader::Int64ColumnReader(reader) => batch::<Int64Type>(reader, kind),
        ColumnReader::Int96ColumnReader(reader) => batch::<Int96Type>(reader, kind),
        ColumnReader::FloatColumnReader(reader) => batch::<FloatType>(reader, kind),
        ColumnReader::DoubleColumnReader(reader) => batch::<DoubleType>(reader, kind),
        ColumnReader::ByteArrayColumnReader(reader) => batch::<ByteArrayType>(reader, kind),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => batch::<FixedLenByteArrayType>(reader, kind),
    }
}

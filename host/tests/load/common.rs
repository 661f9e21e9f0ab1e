//! Files to read, and what was read of them.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use flate2::{Compression, write::GzEncoder};
use mcutune::{Categorical, ColumnData, Data, DataError, Missing, Preprocess, ReadOptions};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Of `tests/cases`, made-up data that were once misread.
pub fn case(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/cases", name].iter().collect()
}

pub fn read(bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Data, DataError> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("written");
    options.read(file.path())
}

pub fn numbers(data: &Data, column: usize) -> &[f32] {
    match &data.columns()[column].data {
        ColumnData::Numeric(values) => values,
        ColumnData::Text(_) => panic!("text"),
    }
}

/// Names, first and last row of features, and how many rows.
pub fn shape(data: &Data) -> (Vec<&str>, Vec<f32>, Vec<f32>, usize) {
    let row = |row: usize| {
        (0..data.features())
            .map(|column| numbers(data, column)[row])
            .collect()
    };
    (data.feature_names(), row(0), row(data.rows() - 1), data.rows())
}

pub fn new() -> ReadOptions {
    ReadOptions::new()
}

pub fn zipped<N: AsRef<str>>(files: &[(N, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_ref(), SimpleFileOptions::default())
            .expect("a new entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("written").into_inner()
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).expect("compresses");
    gz.finish().expect("compresses")
}

/// An array of NumPy; its type is spelled as Python spells it.
pub fn array(descr: &str, fortran: &str, shape: &str, items: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(items);
    bytes
}

pub fn npy(kind: &str, shape: &str, items: &[u8]) -> Vec<u8> {
    array(&format!("'{kind}'"), "False", shape, items)
}

/// All rows of numbers, each column a feature.
pub fn matrix(table: &Data) -> Vec<f32> {
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let fitted = Preprocess::fit(table, &rows, Missing::Error, Categorical::Error).expect("fits");
    assert_eq!(fitted.features(), table.columns().len());
    fitted.transform(table, &rows).expect("transforms")
}

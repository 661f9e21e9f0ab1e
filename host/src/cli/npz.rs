//! Rows as an archive of NumPy's arrays.

use std::io::{Cursor, Write as _};

use mcutune::{ColumnData, Data, TargetColumn};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::cli::command_error::CommandError;

/// `X` of features, `y` of labels, `recording` of groups, `start` in seconds, and `feature_names`.
pub fn of_windows(data: &Data) -> Result<Vec<u8>, CommandError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, descr: &str, shape: &[usize], bytes: Vec<u8>| -> Result<(), CommandError> {
        // of the same bytes at any time
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        archive.start_file(
            format!("{name}.npy"),
            stored.large_file(bytes.len() > u32::MAX as usize),
        )?;
        archive.write_all(&header(descr, shape))?;
        archive.write_all(&bytes)?;
        Ok(())
    };
    let rows = data.rows();
    let columns: Vec<&[f32]> = data
        .columns()
        .iter()
        .filter_map(|column| match &column.data {
            ColumnData::Numeric(values) => Some(values.as_slice()),
            ColumnData::Text(_) => None,
        })
        .collect();
    let x = (0..rows).flat_map(|row| columns.iter().flat_map(move |column| column[row].to_le_bytes()));
    add("X", "<f4", &[rows, columns.len()], x.collect())?;
    if let Some(TargetColumn::Classes { labels, names }) = data.target() {
        let labels = labels.iter().map(|&label| names[usize::from(label)].as_str());
        let (descr, bytes) = texts(&labels.collect::<Vec<_>>());
        add("y", &descr, &[rows], bytes)?;
    }
    if let Some((groups, windowed)) = data.groups().zip(data.windowed()) {
        let names = groups
            .of_rows()
            .iter()
            .map(|&group| groups.names()[group as usize].as_str());
        let (descr, bytes) = texts(&names.collect::<Vec<_>>());
        add("recording", &descr, &[rows], bytes)?;
        let starts = (0..rows).flat_map(|row| windowed.start(row).to_le_bytes());
        add("start", "<f8", &[rows], starts.collect())?;
    }
    let (descr, bytes) = texts(&data.feature_names());
    add("feature_names", &descr, &[data.features()], bytes)?;
    Ok(archive.finish()?.into_inner())
}

/// Texts of one width, four bytes a letter.
fn texts(all: &[&str]) -> (String, Vec<u8>) {
    let width = all
        .iter()
        .map(|text| text.chars().count())
        .max()
        .unwrap_or_default()
        .max(1);
    let mut bytes = Vec::with_capacity(4 * width * all.len());
    for text in all {
        let signs = text
            .chars()
            .map(u32::from)
            .chain(std::iter::repeat(0))
            .take(width);
        bytes.extend(signs.flat_map(u32::to_le_bytes));
    }
    (format!("<U{width}"), bytes)
}

/// Of version 1, a multiple of 64 bytes.
fn header(descr: &str, shape: &[usize]) -> Vec<u8> {
    let shape: String = shape.iter().map(|n| format!("{n}, ")).collect();
    let mut text = format!(
        "{{'descr': '{descr}', 'fortran_order': False, 'shape': ({}), }}",
        shape.trim_end()
    );
    while (text.len() + 11) % 64 != 0 {
        text.push(' ');
    }
    text.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}

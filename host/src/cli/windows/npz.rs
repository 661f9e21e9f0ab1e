//! Rows as an archive of NumPy's arrays.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::rows::Rows;
use crate::cli::command_error::CommandError;

/// `X` of features, `y` of labels, `recording` of groups, `start` in seconds, and `feature_names`.
pub fn of(rows: &Rows<'_>) -> Result<Vec<u8>, CommandError> {
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
    let columns = &rows.features;
    let x = (0..rows.len()).flat_map(|row| columns.iter().flat_map(move |column| column[row].to_le_bytes()));
    add("X", "<f4", &[rows.len(), columns.len()], x.collect())?;
    for (name, column) in [("y", &rows.label), ("recording", &rows.recording)] {
        let (descr, bytes) = texts(column);
        add(name, &descr, &[rows.len()], bytes)?;
    }
    let starts = rows.start.iter().flat_map(|start| start.to_le_bytes());
    add("start", "<f8", &[rows.len()], starts.collect())?;
    let (descr, bytes) = texts(&rows.names);
    add("feature_names", &descr, &[rows.names.len()], bytes)?;
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

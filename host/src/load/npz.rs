//! NPZ archives with arrays `X` (rows by features) and `y` (one a row).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::columns::{Role, roles};
use super::csv::{Parsed, ParsedFile, shorten};
use super::error::LoadError;
use super::npy::Npy;
use super::options::LoadOptions;
use super::table::ColumnData;
use super::texts::Texts;

/// Reads the arrays as columns `x0`, `x1`, ... and `y`.
pub(super) fn read(path: &Path, shown: &str, options: &LoadOptions) -> Result<ParsedFile, LoadError> {
    let failed = |source| LoadError::Read {
        path: shown.to_owned(),
        source,
    };
    let wrong = |array| {
        move |what: String| LoadError::Npz {
            path: shown.to_owned(),
            array,
            what,
        }
    };
    let file = BufReader::new(File::open(path).map_err(failed)?);
    let mut archive = ZipArchive::new(file).map_err(|e| failed(e.into()))?;
    let x = array(&mut archive, "X.npy").map_err(wrong("X"))?;
    let x = x.ok_or_else(|| wrong("X")("is not in the file".to_owned()))?;
    let y = array(&mut archive, "y.npy").map_err(wrong("y"))?;
    let &[rows, features] = x.shape.as_slice() else {
        let what = format!("has {} dimensions, not 2", x.shape.len());
        return Err(wrong("X")(what));
    };
    if x.is_text() {
        return Err(wrong("X")("holds text, not numbers".to_owned()));
    }
    if rows == 0 {
        return Err(LoadError::Empty {
            path: shown.to_owned(),
        });
    }
    match &y {
        Some(y) if y.shape != [rows] && y.shape != [rows, 1] => {
            let what = format!("has shape {:?} where `X` has {rows} rows", y.shape);
            return Err(wrong("y")(what));
        }
        None if options.target_required && options.target.is_none() => {
            return Err(wrong("y")("is not in the file".to_owned()));
        }
        _ => {}
    }
    let mut names: Vec<String> = (0..features).map(|i| format!("x{i}")).collect();
    names.extend(y.as_ref().map(|_| "y".to_owned()));
    let mut roles = roles(shown, &names, options)?;
    if y.is_some() && !options.target_required && options.target.is_none() {
        // Unlike a last column, `y` says what it is.
        roles[features] = Role::Target;
    }
    let mut columns = Vec::with_capacity(names.len());
    for (index, (name, role)) in names.into_iter().zip(roles).enumerate() {
        if role == Role::Dropped {
            continue;
        }
        let mut column = Parsed::new(name, role);
        match &y {
            Some(y) if index == features && y.is_text() => {
                fill_text(&mut column, y, rows).map_err(wrong("y"))?;
            }
            Some(y) if index == features => fill_numbers(&mut column, y, 0, rows),
            _ => fill_numbers(&mut column, &x, index, rows),
        }
        columns.push(column);
    }
    Ok(ParsedFile {
        columns,
        lines: (1..=rows).map(|r| u32::try_from(r).unwrap_or(u32::MAX)).collect(),
        named: false,
    })
}

fn array(archive: &mut ZipArchive<BufReader<File>>, name: &str) -> Result<Option<Npy>, String> {
    match archive.by_name(name) {
        Ok(entry) => Npy::read(entry).map(Some),
        Err(ZipError::FileNotFound) => Ok(None),
        Err(e) => Err(format!("cannot be read: {e}")),
    }
}

fn fill_numbers(column: &mut Parsed, array: &Npy, index: usize, rows: usize) {
    let values: Vec<f32> = (0..rows).map(|row| array.number(row, index)).collect();
    let line = |row: usize| row as u64 + 1;
    column.first_missing = values.iter().position(|v| v.is_nan()).map(line);
    column.first_infinite = values
        .iter()
        .position(|v| v.is_infinite())
        .map(|row| (line(row), values[row].to_string()));
    column.data = ColumnData::Numeric(values);
}

fn fill_text(column: &mut Parsed, array: &Npy, rows: usize) -> Result<(), String> {
    let mut texts = Texts::default();
    for row in 0..rows {
        let text = array.text(row)?;
        let line = row as u64 + 1;
        if text.is_empty() {
            column.first_missing.get_or_insert(line);
            texts.push(None);
            continue;
        }
        if column.first_text.is_none() {
            column.first_text = Some((line, shorten(&text)));
        }
        texts.push(Some(&text));
    }
    column.data = ColumnData::Text(texts);
    Ok(())
}

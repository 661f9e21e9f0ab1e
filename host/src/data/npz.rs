//! NPZ archives with arrays `X` (rows by features) and `y` (one a row).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::column::ColumnData;

use super::error::DataError;
use super::exact::Exact;
use super::npy::{Items, Npy};
use super::number::Numbers;
use super::options::ReadOptions;
use super::parsed::{Parsed, ParsedFile, shorten};
use super::roles::{Role, roles};
use super::strings::Strings;

/// Reads the arrays as columns `x0`, `x1`, ... and `y`.
pub(super) fn read(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let failed = |source| DataError::Read {
        path: shown.to_owned(),
        source,
    };
    let wrong = |array| {
        move |what: String| DataError::Npz {
            path: shown.to_owned(),
            array,
            what,
        }
    };
    let file = BufReader::new(File::open(path).map_err(failed)?);
    let mut archive = ZipArchive::new(file).map_err(|e| failed(e.into()))?;
    let x = array(&mut archive, "X.npy", None).map_err(wrong("X"))?;
    let x = x.ok_or_else(|| wrong("X")("is not in the file".to_owned()))?;
    let mut y = array(&mut archive, "y.npy", Some(Exact::new(options.task))).map_err(wrong("y"))?;
    let &[rows, features] = x.shape.as_slice() else {
        let what = format!("has {} dimensions, not 2", x.shape.len());
        return Err(wrong("X")(what));
    };
    let Items::Numbers(mut numbers) = x.items else {
        return Err(wrong("X")("holds text, not numbers".to_owned()));
    };
    if rows == 0 {
        return Err(DataError::Empty {
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
    let spelled = Numbers::new(b'.', None, &options.text.missing_values);
    let (mut columns, mut dropped) = (Vec::with_capacity(names.len()), Vec::new());
    for (index, (name, role)) in names.into_iter().zip(roles).enumerate() {
        if role == Role::Dropped {
            dropped.push(name);
            continue;
        }
        let mut column = Parsed::new(name, role);
        match &mut y {
            Some(y) if index == features => {
                column.exact = y.exact.take().filter(|_| role == Role::Target);
                fill(&mut column, &mut y.items, &spelled);
            }
            _ => fill_numbers(&mut column, std::mem::take(&mut numbers[index]), &spelled),
        }
        columns.push(column);
    }
    Ok(ParsedFile {
        columns,
        lines: (1..=rows).map(|r| u32::try_from(r).unwrap_or(u32::MAX)).collect(),
        named: false,
        dropped,
        notes: Vec::new(),
    })
}

fn array(
    archive: &mut ZipArchive<BufReader<File>>,
    name: &str,
    exact: Option<Exact>,
) -> Result<Option<Npy>, String> {
    match archive.by_name(name) {
        Ok(entry) => Npy::read(entry, exact).map(Some),
        Err(ZipError::FileNotFound) => Ok(None),
        Err(e) => Err(format!("cannot be read: {e}")),
    }
}

/// The only column of `items`.
fn fill(column: &mut Parsed, items: &mut Items, spelled: &Numbers) {
    match items {
        Items::Numbers(numbers) => fill_numbers(column, numbers.pop().unwrap_or_default(), spelled),
        Items::Strings(texts) => fill_texts(column, std::mem::take(texts)),
    }
}

fn fill_numbers(column: &mut Parsed, mut values: Vec<f32>, spelled: &Numbers) {
    spelled.clear_gaps(&mut values);
    column.first_missing = values.iter().position(|v| v.is_nan()).map(line);
    column.first_infinite = values
        .iter()
        .position(|v| v.is_infinite())
        .map(|row| (line(row), values[row].to_string()));
    column.data = ColumnData::Numeric(values);
}

fn fill_texts(column: &mut Parsed, texts: Strings) {
    column.first_missing = texts.iter().position(|text| text.is_none()).map(line);
    let first_text = |(row, text): (usize, Option<&str>)| Some((line(row), shorten(text?)));
    column.first_text = texts.iter().enumerate().find_map(first_text);
    column.data = ColumnData::Text(texts);
}

/// What a message calls a row, counted from 0.
fn line(row: usize) -> u64 {
    row as u64 + 1
}

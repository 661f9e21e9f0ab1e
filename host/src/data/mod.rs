//! Data files: read once into columns, then made into rows of numbers by a
//! [`Preprocess`] fitted on training rows alone.

mod columns;
mod csv;
mod error;
mod input;
mod lookup;
mod npy;
mod npz;
mod options;
pub mod prepare;
mod preprocess;
mod record;
mod table;
mod target;
mod texts;

use std::path::Path;

pub use error::LoadError;
pub(crate) use error::nearest;
pub use options::{Categorical, LoadOptions, Missing, Task};
pub use preprocess::{Preprocess, Source};
pub use table::{Column, ColumnData, Table, TargetColumn};
pub use texts::Texts;

use columns::Role;
use csv::{Parsed, ParsedFile};

/// Loads a data file: delimited text, gzipped or not, or NPZ with arrays `X`
/// and `y`, told apart by their first bytes.
///
/// Without a header, columns are named `x0`, `x1`, ... by their place in the
/// file.
pub fn load(path: &Path, options: &LoadOptions) -> Result<Table, LoadError> {
    let shown = path.display().to_string();
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Err(LoadError::NotAFile { path: shown });
    }
    let digest = input::digest(path).map_err(|source| LoadError::Read {
        path: shown.clone(),
        source,
    })?;
    let zipped = input::is_zip(path).map_err(|source| LoadError::Read {
        path: shown.clone(),
        source,
    })?;
    let mut file = if zipped {
        npz::read(path, &shown, options)?
    } else {
        csv::read(path, &shown, options)?
    };
    check(&shown, &file.columns, options)?;
    if options.missing == Missing::Drop && options.target_required {
        drop_missing(&mut file);
        if file.lines.is_empty() {
            return Err(LoadError::AllDropped { path: shown });
        }
    }
    let mut columns = Vec::with_capacity(file.columns.len());
    let mut target = None;
    let mut target_name = None;
    for column in file.columns {
        if column.role == Role::Target {
            let line = column.first_text.as_ref().map_or(0, |(line, _)| *line);
            target_name = Some(column.name.clone());
            target = Some(target::target(&shown, column, options.task, line)?);
        } else {
            columns.push(Column {
                name: column.name,
                data: column.data,
            });
        }
    }
    Ok(Table {
        columns,
        target,
        target_name,
        rows: file.lines.len(),
        digest,
        named: file.named,
        lines: file.lines,
        source: shown,
    })
}

/// The error of the earliest line, if the options mend not all of them.
fn check(path: &str, columns: &[Parsed], options: &LoadOptions) -> Result<(), LoadError> {
    let faults = columns.iter().filter_map(|c| fault(path, c, options));
    match faults.min_by_key(|(line, _)| *line) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}

/// What is first wrong with a column.
fn fault(path: &str, column: &Parsed, options: &LoadOptions) -> Option<(u64, LoadError)> {
    let path = || path.to_owned();
    let name = || column.name.clone();
    let target = column.role == Role::Target;
    // Only the model knows which features a file for prediction must fill.
    let judged = target || options.target_required;
    let mut faults = Vec::new();
    if let Some((line, text)) = &column.first_text {
        if judged && !target && options.categorical == Categorical::Error {
            let (path, column, text) = (path(), name(), text.clone());
            let line = *line;
            faults.push((
                line,
                LoadError::TextValue {
                    path,
                    line,
                    column,
                    text,
                },
            ));
        }
    } else if let Some((line, text)) = &column.first_infinite {
        let (path, column, text) = (path(), name(), text.clone());
        let line = *line;
        faults.push((
            line,
            LoadError::NotFinite {
                path,
                line,
                column,
                text,
            },
        ));
    }
    if let Some(line) = column.first_missing {
        let (path, column) = (path(), name());
        let error = if target && (options.missing != Missing::Drop || !options.target_required) {
            Some(LoadError::MissingTarget { path, line, column })
        } else if !target && judged && options.missing == Missing::Error {
            Some(LoadError::MissingValue { path, line, column })
        } else {
            None
        };
        faults.extend(error.map(|e| (line, e)));
    }
    faults.into_iter().min_by_key(|(line, _)| *line)
}

/// Leaves out every row in which anything is missing.
fn drop_missing(file: &mut ParsedFile) {
    let mut keep = vec![true; file.lines.len()];
    for column in &file.columns {
        match &column.data {
            ColumnData::Numeric(v) => keep.iter_mut().zip(v).for_each(|(k, v)| *k &= !v.is_nan()),
            ColumnData::Text(t) => keep.iter_mut().zip(t.iter()).for_each(|(k, t)| *k &= t.is_some()),
        }
    }
    retain(&mut file.lines, &keep);
    for column in &mut file.columns {
        match &mut column.data {
            ColumnData::Numeric(values) => retain(values, &keep),
            ColumnData::Text(texts) => texts.retain(&keep),
        }
    }
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    values.retain(|_| kept.next().copied().unwrap_or(false));
}

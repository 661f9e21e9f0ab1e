//! A table as samples: which columns are axes, and what the others say.

use std::path::Path;

use super::RecordingError;
use super::clock::{Stamps, is_time};
use super::note::RecordingNote;
use super::options::RecordingOptions;
use crate::data::{BadLines, Column, ColumnData, Data, DataError, Dates, ReadOptions};

/// A table of samples.
#[derive(Debug)]
pub(super) struct Samples {
    pub axes: Vec<String>,
    /// By axis.
    pub columns: Vec<Vec<f32>>,
    pub stamps: Option<Stamps>,
    /// Of each sample, where a column says it.
    pub labels: Option<Vec<Option<String>>>,
    pub sessions: Option<Vec<Option<String>>>,
    pub notes: Vec<RecordingNote>,
}

impl Samples {
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }
}

/// Reads delimited text, JSON, a workbook, Parquet or an array of two dimensions.
pub(super) fn read(path: &Path, options: &RecordingOptions) -> Result<Samples, RecordingError> {
    let mut table = options.table.clone().target_required(false);
    if table.text.dates == Dates::Error {
        table.text.dates = Dates::Number;
    }
    table.drop.extend(options.drop.iter().cloned());
    for column in [&options.label, &options.session].into_iter().flatten() {
        table = table.category(column.clone());
    }
    let (mut data, cut) = read_to_end(&table, path)?;
    let shown = path.display().to_string();
    let mut notes: Vec<RecordingNote> = cut.into_iter().collect();
    let names = || {
        data.columns()
            .iter()
            .map(|column| column.name.clone())
            .collect::<Vec<_>>()
    };
    let asked = |wanted: &Option<String>| {
        let find = |wanted: &String| {
            let by_name = names().iter().position(|name| name == wanted);
            let index = wanted.parse().ok().filter(|index| *index < names().len());
            by_name.or(index).ok_or_else(|| RecordingError::Unknown {
                path: shown.clone(),
                column: wanted.clone(),
                names: names(),
            })
        };
        wanted.as_ref().map(find).transpose()
    };
    let (label, session) = (asked(&options.label)?, asked(&options.session)?);
    let by_name = || names().iter().position(|name| is_time(name));
    let time = asked(&options.timestamp)?.or_else(by_name);
    if let Some(at) = time
        && is_coarse(&data.columns()[at])
    {
        // read anew, with the smallest taken away before it is rounded
        let name = names()[at].clone();
        (data, _) = read_to_end(&table.clone().center(name), path)?;
    }
    notes.extend(data.notes().iter().map(|note| RecordingNote::Table {
        path: shown.clone(),
        what: note.to_string(),
    }));
    let mut found = Samples {
        axes: Vec::new(),
        columns: Vec::new(),
        stamps: None,
        labels: None,
        sessions: None,
        notes,
    };
    for (at, column) in data.columns().iter().enumerate() {
        if Some(at) == label {
            found.labels = Some(texts(column));
        } else if Some(at) == session {
            found.sessions = Some(texts(column));
        } else if Some(at) == time {
            let values = numbers(&shown, column)?;
            found.stamps = Some(Stamps {
                column: column.name.clone(),
                values: values.iter().map(|&x| f64::from(x)).collect(),
                dates: column.date.is_some() || column.duration == Some(true),
            });
        } else {
            let values = numbers(&shown, column)?;
            if grows(values) {
                return Err(RecordingError::Grows {
                    path: shown,
                    column: column.name.clone(),
                });
            }
            found.axes.push(column.name.clone());
            found.columns.push(values.to_vec());
        }
    }
    Ok(found)
}

/// A table, and whether its last line is cut off, which is left out.
fn read_to_end(table: &ReadOptions, path: &Path) -> Result<(Data, Option<RecordingNote>), RecordingError> {
    let error = match table.read(path) {
        Ok(data) => return Ok((data, None)),
        Err(error @ (DataError::BadLines { .. } | DataError::FieldCount { .. })) => error,
        Err(error) => return Err(error.into()),
    };
    let Ok(data) = table.clone().bad_lines(BadLines::Skip).read(path) else {
        return Err(error.into());
    };
    let left_out: Vec<_> = data.left_out().collect();
    match left_out.as_slice() {
        [(line, before)] if *before == data.rows() => {
            let note = RecordingNote::Truncated {
                path: path.display().to_string(),
                what: format!("{line} is cut off"),
            };
            Ok((data, Some(note)))
        }
        _ => Err(error.into()),
    }
}

/// Whether f32 does not tell its steps from each other.
fn is_coarse(column: &Column) -> bool {
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    let largest = values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let mut steps: Vec<f32> = values.windows(2).map(|two| two[1] - two[0]).collect();
    steps.sort_by(f32::total_cmp);
    let step = steps.get(steps.len() / 2).copied().unwrap_or_default();
    column.center.is_none() && step * 1e-4 <= largest * f32::EPSILON
}

fn texts(column: &Column) -> Vec<Option<String>> {
    match &column.data {
        ColumnData::Text(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        ColumnData::Numeric(values) => {
            let name = |x: &f32| (!x.is_nan()).then(|| x.to_string());
            values.iter().map(name).collect()
        }
    }
}

fn numbers<'d>(path: &str, column: &'d Column) -> Result<&'d [f32], RecordingError> {
    let ColumnData::Numeric(values) = &column.data else {
        return Err(RecordingError::Text {
            path: path.to_owned(),
            column: column.name.clone(),
        });
    };
    match values.iter().position(|x| !x.is_finite()) {
        Some(at) => Err(RecordingError::Gap {
            path: path.to_owned(),
            column: column.name.clone(),
            sample: at + 1,
        }),
        None => Ok(values),
    }
}

/// Whether numbers grow by the same from each to the next: those of a clock or an index, of which some are enough to
/// know it.
fn grows(values: &[f32]) -> bool {
    const ENOUGH: usize = 8;
    let Some([first, second]) = values.first_chunk() else {
        return false;
    };
    let step = second - first;
    let same = |two: &[f32]| (two[1] - two[0] - step).abs() <= step * 1e-3;
    values.len() >= ENOUGH && step > 0.0 && values.windows(2).all(same)
}

//! Several targets: columns of labels, or of values.

use super::error::DataError;
use super::format::FileFormat;
use super::options::{ReadOptions, Task};
use super::parsed::Parsed;
use super::row_numbers::distinct;
use super::target::{Written, are_few};
use super::{Location, TargetColumn, coarse};

/// Their names, in one.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// An error where the target is none of the file's columns.
pub(super) fn check_format(path: &str, format: FileFormat, options: &ReadOptions) -> Result<(), DataError> {
    let elsewhere = options.y.is_some()
        || options.label_from.is_some()
        || matches!(format, FileFormat::Npy | FileFormat::Npz);
    match !options.more_targets.is_empty() && elsewhere {
        true => Err(DataError::TargetsElsewhere {
            path: path.to_owned(),
        }),
        false => Ok(()),
    }
}

/// Columns, which stand as in the file, in the order in which they were asked for.
pub(super) fn in_order(columns: Vec<Parsed>, options: &ReadOptions) -> Vec<Parsed> {
    let asked: Vec<&String> = options.target.iter().chain(&options.more_targets).collect();
    let named = |name: &String| columns.iter().any(|column| column.name == *name);
    // of columns that were asked for by their positions, the first has the least
    let positions = asked.iter().enumerate().filter(|(_, name)| !named(name));
    let mut positions: Vec<(usize, usize)> = positions
        .filter_map(|(place, text)| Some((text.parse().ok()?, place)))
        .collect();
    positions.sort_unstable();
    let mut by_position = positions.into_iter().map(|(_, place)| place);
    let mut placed: Vec<(usize, Parsed)> = Vec::with_capacity(columns.len());
    for column in columns {
        let by_name = asked.iter().position(|name| **name == column.name);
        let place = by_name.or_else(|| by_position.next()).unwrap_or(asked.len());
        placed.push((place, column));
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, column)| column).collect()
}

/// One of several columns.
struct One {
    name: String,
    values: Vec<f32>,
}

impl One {
    /// Whether it would be classes, were it alone.
    fn are_classes(&self) -> bool {
        self.values.iter().all(|value| value.fract() == 0.0) && are_few(self.distinct(), self.values.len())
    }

    fn distinct(&self) -> usize {
        distinct(&self.values).unwrap_or(self.values.len())
    }

    fn other_than_label(&self) -> Option<usize> {
        self.values.iter().position(|&value| value != 0.0 && value != 1.0)
    }
}

/// These columns as one target; `read` makes each numbers.
pub(super) fn target(
    path: &str,
    columns: Vec<Parsed>,
    options: &ReadOptions,
    at: impl Fn(usize) -> Location,
    mut read: impl FnMut(Parsed) -> Result<(TargetColumn, Written), DataError>,
) -> Result<TargetColumn, DataError> {
    let mut all = Vec::with_capacity(columns.len());
    for column in columns {
        let name = column.name.clone();
        let (found, written) = read(column).map_err(of_several)?;
        let TargetColumn::Values(values) = found else {
            continue;
        };
        if let (true, Some(lost)) = (coarse::is_suspect(&values), written.lost)
            && lost.is_too_much()
        {
            let path = path.to_owned();
            return Err(DataError::CoarseTarget { path, lost });
        }
        all.push(One { name, values });
    }
    let names: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
    let rows = all.first().map_or(0, |one| one.values.len());
    let by_row = || (0..rows).flat_map(|row| all.iter().map(move |one| one.values[row]));
    let values = || TargetColumn::Outputs {
        values: by_row().collect(),
        names: names.clone(),
    };
    let classes = all.iter().find(|one| one.are_classes());
    let numbers = all.iter().find(|one| !one.are_classes());
    match (options.task, classes, numbers) {
        (Task::Regress, ..) | (Task::Auto, None, _) => return Ok(values()),
        (Task::Auto, Some(labels), Some(values)) => {
            return Err(DataError::MixedTargets {
                path: path.to_owned(),
                labels: labels.name.clone(),
                what: format!("has {} different whole numbers, as labels do", labels.distinct()),
                values: values.name.clone(),
            });
        }
        (Task::Auto, Some(_), None) | (Task::Classify, ..) => {}
    }
    if let Some((one, row)) = all.iter().find_map(|one| Some((one, one.other_than_label()?))) {
        return Err(DataError::NotALabel {
            at: at(row),
            column: one.name.clone(),
            value: one.values[row],
            distinct: one.distinct(),
        });
    }
    Ok(TargetColumn::Labels {
        labels: by_row().map(|value| u16::from(value == 1.0)).collect(),
        names,
    })
}

fn of_several(error: DataError) -> DataError {
    match error {
        DataError::TextTarget { at, column, text } => DataError::TextTargets { at, column, text },
        error => error,
    }
}

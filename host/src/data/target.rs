//! Labels or values out of the target column.

use std::collections::BTreeMap;

use super::csv::Parsed;
use super::options::Task;
use super::strings::Strings;
use super::{ColumnData, DataError, Location, TargetColumn};

/// With at most this many distinct integers, a target is classes.
const FEW: usize = 20;

/// Reads `column`, from which missing rows are already gone; its first text stands `at_text`.
pub(super) fn target(
    path: &str,
    column: Parsed,
    task: Task,
    at_text: &Location,
) -> Result<TargetColumn, DataError> {
    match column.data {
        ColumnData::Text(_) if task == Task::Regress => Err(DataError::TextTarget {
            at: at_text.clone(),
            column: column.name,
            text: column.first_text.map(|(_, text)| text).unwrap_or_default(),
        }),
        ColumnData::Text(texts) => text_classes(path, &column.name, &texts),
        ColumnData::Numeric(values) => numbers(path, &column.name, values, task),
    }
}

/// Each different text is a class.
pub(super) fn text_classes(path: &str, column: &str, texts: &Strings) -> Result<TargetColumn, DataError> {
    let texts: Vec<&str> = texts.iter().flatten().collect();
    let mut codes: BTreeMap<&str, usize> = texts.iter().map(|&text| (text, 0)).collect();
    check_count(path, column, codes.len())?;
    codes
        .values_mut()
        .enumerate()
        .for_each(|(code, slot)| *slot = code);
    Ok(TargetColumn::Classes {
        labels: texts.iter().map(|&text| codes[text] as u16).collect(),
        names: codes.keys().map(|&name| name.to_owned()).collect(),
    })
}

/// Each different number is a class, or all are values.
pub(super) fn numbers(
    path: &str,
    column: &str,
    mut values: Vec<f32>,
    task: Task,
) -> Result<TargetColumn, DataError> {
    // One zero, not two: they are equal, so they are one class.
    values.iter_mut().for_each(|value| *value += 0.0);
    let mut distinct = values.clone();
    distinct.sort_unstable_by(f32::total_cmp);
    distinct.dedup();
    let classify = match task {
        Task::Classify => true,
        Task::Regress => false,
        Task::Auto => {
            let few = distinct.len() <= FEW || distinct.len().pow(2) <= values.len();
            few && distinct.iter().all(|value| value.fract() == 0.0)
        }
    };
    if !classify {
        return Ok(TargetColumn::Values(values));
    }
    check_count(path, column, distinct.len())?;
    let label = |value: &f32| distinct.partition_point(|other| other < value) as u16;
    Ok(TargetColumn::Classes {
        labels: values.iter().map(label).collect(),
        names: distinct.iter().map(f32::to_string).collect(),
    })
}

pub(super) fn check_count(path: &str, column: &str, classes: usize) -> Result<(), DataError> {
    if classes <= usize::from(u16::MAX) {
        return Ok(());
    }
    Err(DataError::TooManyClasses {
        path: path.to_owned(),
        column: column.to_owned(),
        classes,
    })
}

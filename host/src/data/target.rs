//! Labels or values out of the target column.

use std::collections::BTreeMap;

use super::csv::Parsed;
use super::options::Task;
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
        ColumnData::Text(texts) => {
            let texts: Vec<&str> = texts.iter().flatten().collect();
            if task == Task::Regress {
                return Err(DataError::TextTarget {
                    at: at_text.clone(),
                    column: column.name,
                    text: column.first_text.map(|(_, t)| t).unwrap_or_default(),
                });
            }
            let mut codes: BTreeMap<&str, usize> = texts.iter().map(|&t| (t, 0)).collect();
            check_count(path, &column.name, codes.len())?;
            for (code, (_, slot)) in codes.iter_mut().enumerate() {
                *slot = code;
            }
            Ok(TargetColumn::Classes {
                labels: texts.iter().map(|&t| codes[t] as u16).collect(),
                names: codes.keys().map(|&n| n.to_owned()).collect(),
            })
        }
        ColumnData::Numeric(mut values) => {
            // One zero, not two: they are equal, so they are one class.
            values.iter_mut().for_each(|v| *v += 0.0);
            let mut distinct = values.clone();
            distinct.sort_unstable_by(f32::total_cmp);
            distinct.dedup();
            let classify = match task {
                Task::Classify => true,
                Task::Regress => false,
                Task::Auto => {
                    let few = distinct.len() <= FEW || distinct.len().pow(2) <= values.len();
                    few && distinct.iter().all(|v| v.fract() == 0.0)
                }
            };
            if !classify {
                return Ok(TargetColumn::Values(values));
            }
            check_count(path, &column.name, distinct.len())?;
            let label = |v: &f32| distinct.partition_point(|d| d < v) as u16;
            Ok(TargetColumn::Classes {
                labels: values.iter().map(label).collect(),
                names: distinct.iter().map(f32::to_string).collect(),
            })
        }
    }
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

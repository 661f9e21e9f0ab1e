//! Labels or values out of the target column.

use std::cmp::Ordering;

use super::coarse::Coarse;
use super::exact::{Exact, ExactNumbers};
use super::labels::float_label;
use super::options::Task;
use super::parsed::Parsed;
use super::roles::Names;
use super::room::{Full, collected};
use super::strings::Strings;
use super::{ColumnData, DataError, Location, TargetColumn};

/// A target as it was written, before values became f32.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Written {
    /// All of them; none of values that were f32.
    numbers: Option<ExactNumbers>,
    /// The least and the greatest; none of values that were f32.
    pub(super) bounds: Option<(f64, f64)>,
    /// What f32 loses of them, if it does.
    pub(super) lost: Option<Coarse>,
    /// Whether labels are floats.
    pub(super) floats: bool,
}

impl Written {
    /// All of them, of which `values` are the f32.
    pub(super) fn wide(&self, values: &[f32]) -> Result<Vec<f64>, Full> {
        match &self.numbers {
            Some(ExactNumbers::Whole(all)) => collected(all.iter().map(|&number| number as f64)),
            Some(ExactNumbers::Real(all)) => collected(all.iter().copied()),
            None => collected(values.iter().copied().map(f64::from)),
        }
    }
}

/// With at most this many distinct integers, a target is classes.
const FEW: usize = 20;

/// Reads `column`, from which missing rows are already gone; its first text stands `at_text`, and its first
/// row is of the file `first`. And its values as they were written.
pub(super) fn target(
    (path, first): (&str, &str),
    column: Parsed,
    task: Task,
    at_text: &Location,
) -> Result<(TargetColumn, Written), DataError> {
    let target = match (column.data, column.exact) {
        (ColumnData::Text(_), _) if task == Task::Regress => Err(DataError::TextTarget {
            at: at_text.clone(),
            column: column.name,
            text: column.first_text.map(|(_, text)| text).unwrap_or_default(),
        }),
        (ColumnData::Text(texts), _) => {
            let rows = texts.rows();
            let texts = match column.names {
                Names::AsWritten => texts,
                Names::No | Names::Categories => texts.spelled_alike().map_err(|full| full.of(path, rows))?,
            };
            text_classes(path, &column.name, &texts)
        }
        (ColumnData::Numeric(values), None) => numbers(path, &column.name, values, task),
        (ColumnData::Numeric(values), Some(exact)) => {
            return exact_numbers((path, first), &column.name, values, exact, task);
        }
    };
    Ok((target?, Written::default()))
}

/// Each different text is a class.
pub(super) fn text_classes(path: &str, column: &str, texts: &Strings) -> Result<TargetColumn, DataError> {
    check_count(path, column, texts.different())?;
    let (places, names) = texts.sorted();
    let full = |full: Full| full.of(path, texts.rows());
    Ok(TargetColumn::Classes {
        labels: texts.placed(&places).map_err(full)?,
        names,
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
    let classes = match task {
        Task::Auto if values.iter().any(|value| value.fract() != 0.0) => None,
        Task::Auto | Task::Classify | Task::Regress => {
            number_classes(path, column, &values, (task, f32::to_string))?
        }
    };
    Ok(classes.unwrap_or(TargetColumn::Values(values)))
}

/// As [`numbers`], of which `exact` distinguishes those that are one f32: classes are, and of values it is
/// said what is lost.
pub(super) fn exact_numbers(
    (path, first): (&str, &str),
    column: &str,
    mut values: Vec<f32>,
    exact: Exact,
    task: Task,
) -> Result<(TargetColumn, Written), DataError> {
    let classes = match exact.labels() {
        Some(ExactNumbers::Whole(all)) => number_classes(path, column, all, (task, i64::to_string))?,
        Some(ExactNumbers::Real(all)) => {
            let name = match exact.are_floats() {
                true => |number: &f64| float_label(*number),
                false => f64::to_string,
            };
            number_classes(path, column, all, (task, name))?
        }
        None => None,
    };
    let full = |full: Full| full.of(path, values.len());
    match (classes, exact.inexact()) {
        (Some(_), Some((line, text))) => Err(DataError::InexactLabel {
            at: Location::line(exact.inexact_in(first), *line),
            column: column.to_owned(),
            text: text.clone(),
        }),
        (Some(classes), None) => {
            let floats = exact.are_floats();
            let written = Written {
                floats,
                ..Written::default()
            };
            Ok((classes, written))
        }
        (None, _) => {
            let written = Written {
                bounds: Some(exact.bounds()),
                lost: exact.lost(column).map_err(full)?,
                numbers: Some(exact.into_numbers()),
                floats: false,
            };
            values.iter_mut().for_each(|value| *value += 0.0);
            Ok((TargetColumn::Values(values), written))
        }
    }
}

/// Whether so few are different that they are classes where the task leaves it open.
pub(super) fn are_few(different: usize, rows: usize) -> bool {
    different <= FEW || different.pow(2) <= rows
}

/// Each different number as a class of this name; none where the task leaves it open and there are too many. All
/// are comparable, and whole unless the task says that they are classes.
fn number_classes<T: Copy + PartialOrd>(
    path: &str,
    column: &str,
    values: &[T],
    (task, name): (Task, fn(&T) -> String),
) -> Result<Option<TargetColumn>, DataError> {
    let full = |full: Full| full.of(path, values.len());
    let mut distinct = collected(values.iter().copied()).map_err(full)?;
    distinct.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    distinct.dedup();
    let classify = match task {
        Task::Classify => true,
        Task::Regress => false,
        Task::Auto => are_few(distinct.len(), values.len()),
    };
    if !classify {
        return Ok(None);
    }
    check_count(path, column, distinct.len())?;
    let label = |value: &T| distinct.partition_point(|other| other < value) as u16;
    Ok(Some(TargetColumn::Classes {
        labels: collected(values.iter().map(label)).map_err(full)?,
        names: distinct.iter().map(name).collect(),
    }))
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

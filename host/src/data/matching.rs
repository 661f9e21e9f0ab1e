//! Which columns of data a model takes.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{BothColumns, DataError};
use super::labels::without_point;
use super::meaning::truth_text;
use super::row_numbers::{are_row_numbers, counts};
use super::{Column, ColumnData, Data};
use crate::text::nearest;

/// Which columns of data a model takes, and which it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Whether their names say so; otherwise their order does.
    pub by_name: bool,
    /// Names of the columns that the model does not take, the target among them where the data were
    /// read without one.
    pub left: Vec<String>,
}

/// The data's column for each of a model's `columns`, which are `named` where a file named them.
///
/// Where both are named, the names decide, and columns beyond those of the model are left. Otherwise
/// the order decides, and there are as many columns, or one more: the target, which stands where it stood
/// when the model was trained, else last.
pub(super) fn matching<'t>(
    columns: &[&str],
    named: bool,
    data: &'t Data,
) -> Result<(Vec<&'t Column>, Matched), DataError> {
    let by_name: BTreeMap<&str, &Column> = data
        .columns
        .iter()
        // What stands in for a name in one file is that of a column in no other.
        .filter(|column| column.named || named)
        .map(|column| (column.name.as_str(), column))
        .collect();
    let found: Vec<&Column> = columns
        .iter()
        .filter_map(|name| by_name.get(name).copied())
        .collect();
    // A file may also spell out the names of a model that has none: x0, x1, ...
    if data.named && found.len() == columns.len() {
        let left = others(columns, data);
        return Ok((found, Matched { by_name: true, left }));
    }
    if data.named && named {
        return Err(absent(columns, &by_name, data));
    }
    if !named && !data.named && is_laid_out_as_trained(columns, data) {
        // an index that was saved before the columns moves each of them, and the last looks like the target
        if data.columns.first().is_some_and(counts) && !holds_target(columns, data) {
            return Err(column_count(columns, data, true));
        }
        let column = |name: &&str| data.columns.iter().find(|column| column.name == *name);
        let found = columns.iter().filter_map(column).collect();
        let left = others(columns, data);
        return Ok((found, Matched { by_name: false, left }));
    }
    in_order(columns, named, data)
}

/// The error of another number of columns, or of an index among them.
fn column_count(columns: &[&str], data: &Data, index: bool) -> DataError {
    DataError::ColumnCount {
        path: data.source(),
        columns: both(columns, data),
        target: data.target.as_ref().and(data.target_name.clone()),
        index,
    }
}

/// Whether the column that the model does not take holds nothing but its classes, so that it is the target.
/// Of values there is no telling.
fn holds_target(columns: &[&str], data: &Data) -> bool {
    let classes = data.options.trained_classes.iter();
    let classes: BTreeSet<&str> = classes.map(|class| without_point(class)).collect();
    let is_class = |text: &str| classes.contains(without_point(text));
    let mut other = data
        .columns
        .iter()
        .filter(|column| !columns.contains(&column.name.as_str()));
    other.next().is_some_and(|column| match &column.data {
        ColumnData::Numeric(values) => values.iter().all(|&value| {
            let is_truth = (value == 0.0 || value == 1.0) && is_class(truth_text(value == 1.0));
            value.is_nan() || is_truth || is_class(&value.to_string())
        }),
        ColumnData::Text(texts) => texts.iter().flatten().all(is_class),
    })
}

/// Names of the columns that are none of the model's.
fn others(columns: &[&str], data: &Data) -> Vec<String> {
    let taken: BTreeSet<&str> = columns.iter().copied().collect();
    let names = data.columns.iter().map(|column| &column.name);
    names
        .filter(|name| !taken.contains(name.as_str()))
        .cloned()
        .collect()
}

/// Whether data without names have one column more than the model takes, and that stands where the target
/// stood when the model was trained.
fn is_laid_out_as_trained(columns: &[&str], data: &Data) -> bool {
    let names: BTreeSet<&str> = data.columns.iter().map(|column| column.name.as_str()).collect();
    let target = data.options.trained_target.as_deref();
    data.target.is_none()
        && names.len() == columns.len() + 1
        && target.is_some_and(|target| names.contains(target))
        && columns.iter().all(|column| names.contains(column))
}

/// Columns by their order.
fn in_order<'t>(
    columns: &[&str],
    named: bool,
    data: &'t Data,
) -> Result<(Vec<&'t Column>, Matched), DataError> {
    let (wanted, got) = (columns.len(), data.columns.len());
    let index = got > wanted && (data.columns.first().is_some_and(counts) || begins_with_index(data));
    let target = got == wanted + 1 && data.target.is_none() && !index && !is_elsewhere(columns, named, data);
    if got != wanted && !target {
        return Err(column_count(columns, data, index));
    }
    let left = data.columns[wanted..].iter().map(|column| column.name.clone());
    let left = left.collect();
    let found = data.columns[..wanted].iter().collect();
    Ok((found, Matched { by_name: false, left }))
}

/// Whether the first column alone has no name, as pandas writes the index of rows that it picked.
fn begins_with_index(data: &Data) -> bool {
    let is_index = |first: &Column| match &first.data {
        ColumnData::Numeric(values) => !first.named && are_row_numbers(values),
        ColumnData::Text(_) => false,
    };
    let mut columns = data.columns.iter();
    let first = columns.next().is_some_and(is_index);
    data.named && first && columns.all(|column| column.named)
}

/// Whether the model's columns, by their places in the data that it was trained on, are all here and are not
/// the first: what is here beside them is rather one that it was trained without than the target.
fn is_elsewhere(columns: &[&str], named: bool, data: &Data) -> bool {
    let names: BTreeSet<&str> = data.columns.iter().map(|column| column.name.as_str()).collect();
    let first = data.columns.iter().map(|column| column.name.as_str());
    !named
        && !data.named
        && columns.iter().all(|name| names.contains(name))
        && !first.take(columns.len()).eq(columns.iter().copied())
}

fn absent(columns: &[&str], by_name: &BTreeMap<&str, &Column>, data: &Data) -> DataError {
    let first = columns.iter().find(|name| !by_name.contains_key(*name));
    let first = first.copied().unwrap_or_default();
    if data.target_name() == Some(first) {
        return DataError::FeatureAsTarget {
            path: data.source(),
            column: first.to_owned(),
        };
    }
    DataError::AbsentColumn {
        path: data.source(),
        name: first.to_owned(),
        nearest: renamed(first, columns, by_name, data),
        columns: both(columns, data),
        data_for_names: data.has_data_for_names(),
    }
}

/// The column that a missing one may be under another name: none that the model takes itself, and none where
/// the missing one was left out.
fn renamed(
    missing: &str,
    columns: &[&str],
    by_name: &BTreeMap<&str, &Column>,
    data: &Data,
) -> Option<String> {
    let others = by_name.keys().copied().filter(|name| !columns.contains(name));
    let is_dropped = data.dropped.iter().any(|name| name == missing);
    nearest(missing, others)
        .filter(|_| !is_dropped)
        .map(str::to_owned)
}

fn both(columns: &[&str], data: &Data) -> Box<BothColumns> {
    Box::new(BothColumns {
        model: columns.iter().map(|&name| name.to_owned()).collect(),
        data: data.columns.iter().map(|column| column.name.clone()).collect(),
    })
}

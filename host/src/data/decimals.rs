//! Numbers with a decimal comma in a file whose others have a point, or the other way round: no option reads both.

use std::collections::BTreeSet;
use std::path::Path;

use super::dialect::Dialect;
use super::error::{DataError, OddColumn, OtherDecimal, TextKind};
use super::format::{self, FileFormat};
use super::input;
use super::number::{FieldValue, NumberFormat};
use super::options::{Categorical, Part, ReadOptions, Spelling, Takes, Task};
use super::record::Record;
use super::roles::{Names, Role, names_in, roles, unique_names};
use super::separators::is_decided_by;

/// An error of a text that is a number with another decimal mark than those of the first rows, which no flag helps
/// against: the columns differ in it.
pub(super) fn with_two_marks(error: DataError, path: &Path, options: &ReadOptions) -> DataError {
    let (at, column, text, target) = match &error {
        DataError::TextValue {
            at,
            column,
            text,
            kind,
            ..
        } if is_number(*kind) => (at, column, text, false),
        DataError::NumberAsText {
            at,
            column,
            text,
            kind,
        } if is_number(*kind) => (at, column, text, true),
        _ => return without_kind(error, path, options),
    };
    let mark = text.chars().rev().find(|c| matches!(c, '.' | ','));
    let mark = mark.filter(|&mark| text.matches(mark).count() == 1);
    let found = mark.and_then(|mark| {
        let numbers = Numbers::read(path, options)?;
        let other = numbers.first_with(if mark == ',' { '.' } else { ',' })?;
        let odd = numbers.odd((column, mark), &other.column);
        let other = OtherDecimal { odd, ..other };
        Some((mark, other, numbers.may_group(text, mark)))
    });
    match found {
        Some((mark, other, groups)) => DataError::TwoDecimals {
            at: at.clone(),
            column: column.clone(),
            text: text.as_str().into(),
            mark,
            groups,
            other: other.into(),
            target,
        },
        None => error,
    }
}

fn is_number(kind: TextKind) -> bool {
    kind.is_number() && !matches!(kind, TextKind::SheetError(_))
}

/// Lines whose texts are numbers with a decimal comma, without that where other numbers have a point: no flag of the
/// file helps.
fn without_kind(mut error: DataError, path: &Path, options: &ReadOptions) -> DataError {
    if let DataError::BadLines { kind, .. } = &mut error
        && *kind == Some(TextKind::DecimalComma)
        && Numbers::read(path, options).is_some_and(|numbers| numbers.first_with('.').is_some())
    {
        *kind = None;
    }
    error
}

/// The first rows of delimited text, and the columns that are to be read as numbers.
struct Numbers {
    rows: Vec<Record>,
    /// Their places and names, and whether it is the target.
    columns: Vec<(usize, String, bool)>,
    missing_values: Vec<String>,
}

impl Numbers {
    fn read(path: &Path, options: &ReadOptions) -> Option<Self> {
        let format = format::find(path, "", options.text.encoding);
        if !matches!(format, Ok(FileFormat::Text)) {
            return None;
        }
        let head = input::head(path, options.text.encoding).ok()?;
        let (dialect, mut records) = Dialect::with_rows(&head, options);
        let mut columns = numeric_columns(&dialect, &records, options)?;
        let above = usize::from(options.header) + usize::from(options.text.units_row);
        let rows = records.split_off(above.min(records.len()));
        columns.retain(|(place, _, target)| {
            let may_be_names = match target {
                true => options.task == Task::Auto,
                false => options.categorical != Categorical::Error,
            };
            !may_be_names || !has_texts(*place, &rows, options)
        });
        Some(Self {
            rows,
            columns,
            missing_values: options.text.missing_values.clone(),
        })
    }

    /// The first number in which this mark stands before a fraction, for sure: its column, its line and its text.
    fn first_with(&self, mark: char) -> Option<OtherDecimal> {
        self.columns.iter().find_map(|(place, name, _)| {
            let mut fields = self.fields(*place);
            let (line, text) = fields.find(|(_, text)| is_decided_by(text, mark as u8))?;
            let (column, odd) = (name.clone(), None);
            Some(OtherDecimal {
                column,
                line,
                text,
                odd,
            })
        })
    }

    fn fields(&self, place: usize) -> impl Iterator<Item = (u64, String)> {
        let rows = self.rows.iter().filter(move |row| place < row.len());
        rows.map(move |row| (row.line(), row.lossy(place)))
    }

    /// Whether the mark of a number may group its digits, as it does in others: three follow it, and in none it stands
    /// before a fraction for sure.
    fn may_group(&self, text: &str, mark: char) -> bool {
        let behind = text.rsplit(mark).next().unwrap_or_default();
        let group = behind.len() == 3 && behind.bytes().all(|byte| byte.is_ascii_digit());
        group && !is_decided_by(text, mark as u8) && self.first_with(mark).is_none()
    }

    /// The column of the text with this mark, or else that with the other, if all other numbers of the file have one
    /// mark; rather one that may be of names.
    fn odd(&self, (column, mark): (&str, char), other: &str) -> Option<OddColumn> {
        let opposite = if mark == ',' { '.' } else { ',' };
        let of_column = self
            .odd_with(column, opposite)
            .map(|odd| OddColumn { decimal: None, ..odd });
        let of_other = self.odd_with(other, mark);
        match (of_column, of_other) {
            (Some(column), Some(other)) if other.repeats && !column.repeats => Some(other),
            (column, other) => column.or(other),
        }
    }

    /// A column beside which all others can be read with this decimal mark.
    fn odd_with(&self, name: &str, decimal: char) -> Option<OddColumn> {
        let (odd, others): (Vec<_>, Vec<_>) = self.columns.iter().partition(|(_, column, _)| column == name);
        let spelling = if decimal == ',' {
            Spelling::COMMA
        } else {
            Spelling::PLAIN
        };
        let numbers = spelling.numbers(&self.missing_values);
        let is_read = |place: usize| {
            self.fields(place)
                .all(|(_, text)| numbers.value(&text) != FieldValue::Text)
        };
        let &(place, _, target) = *odd.first()?;
        others
            .iter()
            .all(|(place, ..)| is_read(*place))
            .then(|| OddColumn {
                name: name.to_owned(),
                decimal: Some(decimal),
                target,
                repeats: self.repeats(place),
            })
    }

    /// Whether a column has few different texts, most of them in several rows.
    fn repeats(&self, place: usize) -> bool {
        const FEW: usize = 20;
        let texts: BTreeSet<String> = self.fields(place).map(|(_, text)| text).collect();
        texts.len() <= FEW && texts.len() * 2 <= self.rows.len()
    }
}

/// The places and the names of the columns that are to be numbers, and whether it is the target: those of categories and those that are left out,
/// or that a model does not use, may spell theirs in any way.
fn numeric_columns(
    dialect: &Dialect,
    records: &[Record],
    options: &ReadOptions,
) -> Option<Vec<(usize, String, bool)>> {
    let part = match options.y {
        Some(_) => Part::Features,
        None => options.part,
    };
    let options = ReadOptions {
        part,
        ..options.clone()
    };
    let first = records.first()?;
    let ends_empty = first.len() > 1 && first.field(first.len() - 1).is_empty();
    let width = first.len() - usize::from(dialect.trailing && ends_empty);
    let offset = usize::from(dialect.row_names);
    let names = (0..width).map(|index| dialect.column_name(records, index + offset, &options));
    let names = unique_names(names.collect());
    let roles = roles("", &names, &options).ok()?;
    let of_names = names_in("", &names, &roles, (options.header, &options)).ok()?;
    let features = names.iter().zip(&roles);
    let features = features.filter(|(_, role)| **role == Role::Feature);
    let features: Vec<&str> = features.map(|(name, _)| name.as_str()).collect();
    let learnt = options.learnt.as_ref();
    let takes =
        learnt.map(|learnt| learnt.takes(&features, options.header, options.trained_target.as_deref()));
    let mut takes = takes.into_iter().flatten();
    let is_numeric: Vec<bool> = roles
        .iter()
        .map(|role| match role {
            Role::Feature => takes.next().is_none_or(|takes| takes == Takes::Numbers),
            Role::Target => options.task != Task::Classify,
            Role::Weights => true,
            Role::Groups | Role::Dropped => false,
        })
        .collect();
    let columns = names
        .into_iter()
        .enumerate()
        .zip(of_names.into_iter().zip(is_numeric));
    let numeric = columns.filter(|(_, (names, is_numeric))| *names == Names::No && *is_numeric);
    let named = numeric.map(|((index, name), _)| (index + offset, name, roles[index] == Role::Target));
    Some(named.collect())
}

/// Whether a column has texts that are no numbers with either mark.
fn has_texts(place: usize, rows: &[Record], options: &ReadOptions) -> bool {
    let marks = [(b'.', ','), (b',', '.')];
    let spellings =
        marks.map(|(decimal, other)| NumberFormat::new(decimal, Some(other), &options.text.missing_values));
    let is_text = |field: &str| {
        spellings
            .iter()
            .all(|numbers| numbers.value(field) == FieldValue::Text)
    };
    rows.iter()
        .any(|row| place < row.len() && is_text(&row.lossy(place)))
}

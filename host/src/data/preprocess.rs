//! From data to rows of numbers: missing values filled, text spread over
//! 0/1 features, both as learnt from training rows.

mod reading;

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use mcutune_core::data::fill_words;
use serde::{Deserialize, Serialize};

pub use reading::{OtherDurations, OtherOffsets};

use super::categories::{Categories, CategoryCell, is_number};
use super::error::DataError;
use super::matching::{Matched, matching};
use super::meaning::truth;
use super::number::is_plain_number;
use super::options::{Categorical, DatePart, Missing, Spelling};
use super::read::text_kind;
use super::room::{Full, Grow as _, collected};
use super::strings::Strings;
use super::{Column, ColumnData, Data, Location};
use crate::text::shorten;

/// What training rows taught about the columns. Stored with a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preprocess {
    named: bool,
    /// Texts that stood for a missing value, beside those that always do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing_values: Vec<String>,
    /// What stood before the fractions of numbers, where that was no point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimal: Option<char>,
    /// What grouped their digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thousands: Option<char>,
    /// Whether the values to predict were durations, and so are in seconds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    target_duration: bool,
    columns: Vec<FittedColumn>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FittedColumn {
    name: String,
    /// What is subtracted from its numbers while they are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    center: Option<f64>,
    /// What of a column of dates it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<DatePart>,
    /// Whether its values were said to be names of categories, numbers among them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    category: bool,
    /// Whether its categories are text though all of them are numbers: `1.1` is another than `1.10` then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    text: bool,
    /// Whether its numbers were durations, which are read in seconds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    duration: bool,
    #[serde(flatten)]
    kind: FeatureKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FeatureKind {
    /// `fill` stands in for a missing value; without it, one is an error.
    Numeric { fill: Option<f32> },
    /// Of numbers, all of them missing in the rows that were learnt from: no feature.
    Empty,
    /// A feature for each category, and one for missing texts where the training rows had some; any
    /// other text, and a missing one where that is allowed, is all zeros.
    OneHot {
        categories: Vec<String>,
        allow_missing: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        missing_category: bool,
    },
}

impl FeatureKind {
    /// Adds those of a column of this name.
    fn add_names(&self, name: &str, names: &mut Vec<String>) {
        match self {
            FeatureKind::Numeric { .. } => names.push(name.to_owned()),
            FeatureKind::Empty => {}
            FeatureKind::OneHot {
                categories,
                missing_category,
                ..
            } => {
                names.extend(categories.iter().map(|category| format!("{name}_{category}")));
                names.extend(missing_category.then(|| format!("{name}_nan")));
            }
        }
    }
}

/// What one feature is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source<'a> {
    /// A column of numbers; `fill` stands in for a missing one.
    Number {
        /// The column.
        column: &'a str,
        /// Without it, a missing value is an error.
        fill: Option<f32>,
        /// What is subtracted from it first, in f64.
        center: Option<f64>,
    },
    /// 1 where a column holds this text, else 0.
    Category {
        /// The column.
        column: &'a str,
        /// The text.
        category: &'a str,
    },
    /// 1 where a column of text holds none, else 0.
    Gap {
        /// The column.
        column: &'a str,
    },
}

/// Texts of a column that a model has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// The column.
    pub column: String,
    /// How many rows hold such a text.
    pub rows: usize,
    /// The first of them.
    pub first: Location,
}

impl Preprocess {
    /// Learns from `rows` of the data, and from no others.
    ///
    /// Means are summed in f64 in the order of `rows`. A column of numbers that is missing in all of
    /// them becomes no feature, as scikit-learn's `SimpleImputer` drops it; see
    /// [`Preprocess::empty_columns`].
    ///
    /// # Errors
    /// [`DataError::MissingValue`], [`DataError::MissingCategory`] and [`DataError::TextValue`] where those are errors,
    /// [`DataError::TooWide`] beyond 65,535 features, [`DataError::Row`] beyond the last row.
    pub fn fit(
        data: &Data,
        rows: &[u32],
        missing: Missing,
        categorical: Categorical,
    ) -> Result<Self, DataError> {
        check_rows(data, rows)?;
        let fit = |column: &Column| {
            let kind = match &column.data {
                ColumnData::Numeric(values) => fit_numbers(data, column, values, rows, missing)?,
                ColumnData::Text(texts) => {
                    let categorical = if column.category {
                        Categorical::OneHot
                    } else {
                        categorical
                    };
                    fit_texts(data, column, texts, rows, (missing, categorical))?
                }
            };
            let name = column.name.clone();
            Ok(FittedColumn {
                name,
                center: column.center,
                date: column.date.clone(),
                category: column.category,
                text: column.of_texts && kind.is_of_numbers(),
                duration: column.duration == Some(true),
                kind,
            })
        };
        let fitted = Self {
            named: data.named,
            missing_values: data.options.text.missing_values.clone(),
            decimal: data
                .spelling
                .map(|spelling| char::from(spelling.decimal))
                .filter(|&decimal| decimal != '.'),
            thousands: data.spelling.and_then(|spelling| spelling.thousands),
            target_duration: data.target_duration == Some(true),
            columns: data.columns.iter().map(fit).collect::<Result<_, DataError>>()?,
        };
        fitted.check_width(data)?;
        fitted.check_names(data)?;
        Ok(fitted)
    }

    /// That no category makes a feature of the name of another.
    fn check_names(&self, data: &Data) -> Result<(), DataError> {
        let of_texts = |column: &&FittedColumn| matches!(column.kind, FeatureKind::OneHot { .. });
        if !self.columns.iter().any(|column| of_texts(&column)) {
            return Ok(());
        }
        let mut names: HashMap<String, &FittedColumn> = HashMap::new();
        for column in &self.columns {
            let mut own = Vec::new();
            column.kind.add_names(&column.name, &mut own);
            for name in own {
                let Some(before) = names.insert(name.clone(), column) else {
                    continue;
                };
                let (column, other) = if of_texts(&column) {
                    (column, before)
                } else {
                    (before, column)
                };
                return Err(DataError::CategoryClash {
                    path: data.source(),
                    column: column.name.clone(),
                    name,
                    other: other.name.clone(),
                });
            }
        }
        Ok(())
    }

    /// Names of the columns that were missing in all rows that were learnt from, and so are left out.
    pub fn empty_columns(&self) -> impl Iterator<Item = &str> {
        let empty = self
            .columns
            .iter()
            .filter(|column| column.kind == FeatureKind::Empty);
        empty.map(|column| column.name.as_str())
    }

    /// Whether `other` makes the same numbers of the data's rows: what stands in for missing
    /// values matters only where some are missing.
    #[must_use]
    pub fn same_values(&self, other: &Self, data: &Data) -> bool {
        let complete = |fitted: &FittedColumn| {
            let column = data.columns.iter().find(|column| column.name == fitted.name);
            match column.map(|column| &column.data) {
                Some(ColumnData::Numeric(values)) => !values.iter().any(|value| value.is_nan()),
                Some(ColumnData::Text(_)) | None => false,
            }
        };
        let alike = |(a, b): (&FittedColumn, &FittedColumn)| a == b || (a.name == b.name && complete(a));
        self.columns.len() == other.columns.len() && self.columns.iter().zip(&other.columns).all(alike)
    }

    /// Whether `other` makes the same features of data, but for what stands in for missing
    /// numbers.
    #[must_use]
    pub fn differs_in_fill_only(&self, other: &Self) -> bool {
        let alike = |(a, b): (&FittedColumn, &FittedColumn)| match (&a.kind, &b.kind) {
            (FeatureKind::Numeric { .. }, FeatureKind::Numeric { .. }) => a.name == b.name,
            _ => a == b,
        };
        self.columns.len() == other.columns.len() && self.columns.iter().zip(&other.columns).all(alike)
    }

    /// What stands in for each feature where it is missing; 0 where nothing has to.
    #[must_use]
    pub fn fills(&self) -> Vec<f32> {
        let sources = self.sources().into_iter();
        sources
            .map(|source| match source {
                Source::Number { fill, .. } => fill.unwrap_or(0.0),
                Source::Category { .. } | Source::Gap { .. } => 0.0,
            })
            .collect()
    }

    /// Which numbers of the rows are missing, as
    /// [`Dataset::with_fill`](mcutune_core::data::Dataset::with_fill) takes it.
    /// Nothing is filled in for a missing text.
    ///
    /// # Errors
    /// [`DataError::AbsentColumn`]
    pub fn missing(&self, data: &Data) -> Result<Vec<u32>, DataError> {
        let words = fill_words(self.features());
        let mut missing = Vec::new();
        let full = |full: Full| full.of(&data.source(), data.rows);
        missing.room(data.rows.saturating_mul(words)).map_err(full)?;
        missing.resize(data.rows * words, 0);
        let mut feature = 0;
        for (fitted, column) in self.columns.iter().zip(self.matching(data)?) {
            if let (FeatureKind::Numeric { .. }, ColumnData::Numeric(values)) = (&fitted.kind, &column.data) {
                let gaps = values.iter().enumerate().filter(|(_, value)| value.is_nan());
                gaps.for_each(|(row, _)| missing[row * words + feature / 32] |= 1 << (feature % 32));
            }
            feature += fitted.kind.width();
        }
        Ok(missing)
    }

    /// A network has as many inputs; more are refused before there is memory for them.
    fn check_width(&self, data: &Data) -> Result<(), DataError> {
        let features = self.features();
        if features == 0 {
            let path = data.source();
            return Err(DataError::NoValues { path });
        }
        let widest = self.columns.iter().max_by_key(|column| column.kind.width());
        match widest {
            Some(widest) if features > usize::from(u16::MAX) => Err(DataError::TooWide {
                path: data.source(),
                features,
                column: widest.name.clone(),
                width: widest.kind.width(),
            }),
            _ => Ok(()),
        }
    }

    /// One name a feature; a category's is `column_category`, as scikit-learn's `OneHotEncoder`
    /// names it, and that of missing texts `column_nan`.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for column in &self.columns {
            column.kind.add_names(&column.name, &mut names);
        }
        names
    }

    /// What each feature is made of.
    #[must_use]
    pub fn sources(&self) -> Vec<Source<'_>> {
        let mut sources = Vec::new();
        for FittedColumn {
            name, center, kind, ..
        } in &self.columns
        {
            match kind {
                FeatureKind::Numeric { fill } => sources.push(Source::Number {
                    column: name,
                    fill: *fill,
                    center: *center,
                }),
                FeatureKind::Empty => {}
                FeatureKind::OneHot {
                    categories,
                    missing_category,
                    ..
                } => {
                    sources.extend(categories.iter().map(|category| Source::Category {
                        column: name,
                        category,
                    }));
                    sources.extend(missing_category.then_some(Source::Gap { column: name }));
                }
            }
        }
        sources
    }

    /// How many features a row becomes.
    #[must_use]
    pub fn features(&self) -> usize {
        self.columns.iter().map(|c| c.kind.width()).sum()
    }

    /// `rows` of the data as numbers, row-major: [`Preprocess::features`] per row.
    ///
    /// Columns are matched by name and other columns are ignored. Where the data or the fitted file
    /// have no header, columns are taken in order: there are as many, or one more, the target, which
    /// stands last.
    ///
    /// # Errors
    /// [`DataError::AbsentColumn`], [`DataError::ColumnCount`], [`DataError::NotNumeric`] where the fitted column held
    /// numbers, [`DataError::NoDurations`] where they were durations, [`DataError::NothingStandsIn`], and [`DataError::Row`] beyond the last row.
    pub fn transform(&self, data: &Data, rows: &[u32]) -> Result<Vec<f32>, DataError> {
        check_rows(data, rows)?;
        let found = self.matching(data)?;
        self.check_centers(data, &found)?;
        self.check_dates(data, &found)?;
        self.check_durations(data, &found)?;
        let features = self.features();
        let mut out = Vec::new();
        let numbers = features.checked_mul(rows.len());
        match numbers {
            Some(numbers) if out.try_reserve_exact(numbers).is_ok() => out.resize(numbers, 0.0),
            _ => {
                return Err(DataError::NoMemory {
                    path: data.source(),
                    rows: rows.len(),
                    features,
                });
            }
        }
        let mut first = 0;
        for (fitted, column) in self.columns.iter().zip(found) {
            let cells = out
                .get_mut(first..)
                .unwrap_or_default()
                .chunks_mut(features.max(1));
            fitted.transform((data, column), self.spellings(data), rows, cells)?;
            first += fitted.kind.width();
        }
        Ok(out)
    }

    /// Texts of `data` that are none of the categories, and so are 0 in each of their features, by
    /// column.
    ///
    /// # Errors
    /// As [`Preprocess::transform`] where a column is absent.
    pub fn unknown(&self, data: &Data) -> Result<Vec<Unknown>, DataError> {
        let mut unknown = Vec::new();
        for (fitted, column) in self.columns.iter().zip(self.matching(data)?) {
            let FeatureKind::OneHot { categories, .. } = &fitted.kind else {
                continue;
            };
            let known = fitted.known(categories, self.spellings(data));
            let strange = |row: &u32| matches!(known.cell(column, *row as usize), CategoryCell::Unknown);
            let mut rows = (0..data.rows as u32).filter(strange);
            if let Some(first) = rows.next() {
                unknown.push(Unknown {
                    column: column.name.clone(),
                    rows: 1 + rows.count(),
                    first: data.location(first as usize),
                });
            }
        }
        Ok(unknown)
    }

    /// How numbers are spelled in the data that it was fitted to, and in these.
    fn spellings(&self, data: &Data) -> (Spelling, Spelling) {
        let plain = |spelling: Option<Spelling>| spelling.unwrap_or(Spelling::PLAIN);
        (plain(self.spelling()), plain(data.spelling))
    }

    /// Which columns of the data the features are made of.
    ///
    /// # Errors
    /// [`DataError::AbsentColumn`] and [`DataError::ColumnCount`], as [`Preprocess::transform`].
    pub fn matched(&self, data: &Data) -> Result<Matched, DataError> {
        Ok(matching(&self.column_names(), self.named, data)?.1)
    }

    /// The data's column for each fitted one.
    fn matching<'t>(&self, data: &'t Data) -> Result<Vec<&'t Column>, DataError> {
        Ok(matching(&self.column_names(), self.named, data)?.0)
    }

    /// Names of the columns that the features are made of, in their order.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }
}

impl FittedColumn {
    /// Its categories, to be found.
    fn known<'c>(&self, categories: &'c [String], spellings: (Spelling, Spelling)) -> Categories<'c> {
        Categories::new(categories, (self.category, self.text), spellings)
    }

    /// Fills in the column's features of each row, which lie at the front of its cells.
    fn transform<'a>(
        &self,
        (data, column): (&Data, &Column),
        spellings: (Spelling, Spelling),
        rows: &[u32],
        cells: impl Iterator<Item = &'a mut [f32]>,
    ) -> Result<(), DataError> {
        let nothing = |row| Err(nothing_stands_in(data, column, row));
        let rows = rows.iter().copied().zip(cells);
        match &self.kind {
            FeatureKind::Numeric { fill } => {
                let ColumnData::Numeric(values) = &column.data else {
                    return Err(not_numeric(data, column));
                };
                for (row, cells) in rows {
                    let value = values[row as usize];
                    cells[0] = match (value.is_nan(), fill) {
                        (false, _) => value,
                        (true, Some(fill)) => *fill,
                        (true, None) => return nothing(row),
                    };
                }
            }
            FeatureKind::Empty => {}
            FeatureKind::OneHot {
                categories,
                allow_missing,
                missing_category,
            } => {
                let known = self.known(categories, spellings);
                for (row, cells) in rows {
                    match known.cell(column, row as usize) {
                        CategoryCell::Category(category) => cells[category] = 1.0,
                        CategoryCell::Unknown => {}
                        CategoryCell::Missing if *missing_category => cells[categories.len()] = 1.0,
                        CategoryCell::Missing if *allow_missing => {}
                        CategoryCell::Missing => return nothing(row),
                    }
                }
            }
        }
        Ok(())
    }
}

impl FeatureKind {
    /// Whether it has categories, all of which are numbers.
    fn is_of_numbers(&self) -> bool {
        match self {
            FeatureKind::OneHot { categories, .. } => categories.iter().all(|text| is_number(text)),
            FeatureKind::Numeric { .. } | FeatureKind::Empty => false,
        }
    }

    fn width(&self) -> usize {
        match self {
            FeatureKind::Numeric { .. } => 1,
            FeatureKind::Empty => 0,
            FeatureKind::OneHot {
                categories,
                missing_category,
                ..
            } => categories.len() + usize::from(*missing_category),
        }
    }
}

fn fit_numbers(
    data: &Data,
    column: &Column,
    values: &[f32],
    rows: &[u32],
    missing: Missing,
) -> Result<FeatureKind, DataError> {
    let gap = rows.iter().find(|&&row| values[row as usize].is_nan());
    match gap {
        Some(&row) if !missing.fills() => Err(no_value(data, column, row)),
        _ if rows.iter().all(|&row| values[row as usize].is_nan()) => Ok(FeatureKind::Empty),
        _ => {
            let fill = missing.fills().then(|| fill(values, rows, missing)).transpose();
            let fill = fill.map_err(|full| full.of(&data.source(), rows.len()))?;
            Ok(FeatureKind::Numeric { fill })
        }
    }
}

fn fit_texts(
    data: &Data,
    column: &Column,
    texts: &Strings,
    rows: &[u32],
    (missing, categorical): (Missing, Categorical),
) -> Result<FeatureKind, DataError> {
    let mut categories = BTreeSet::new();
    let mut missing_category = false;
    for &row in rows {
        match texts.get(row as usize) {
            Some(text) if categorical == Categorical::Error => {
                return Err(DataError::TextValue {
                    at: data.location(row as usize),
                    column: column.name.clone(),
                    text: shorten(text),
                    kind: text_kind(text, texts.repeats()),
                    numbers: texts.iter().flatten().any(|text| text.parse::<f64>().is_ok()),
                });
            }
            Some(text) => {
                categories.insert(text);
            }
            None if !missing.fills() => return Err(no_value(data, column, row)),
            None => missing_category = true,
        }
    }
    let mut categories: Vec<&str> = categories.into_iter().collect();
    if column.category && !column.of_texts && categories.iter().all(|text| is_written_number(text)) {
        // scikit-learn has numbers here, in their order
        categories.sort_by(|a, b| by_value(a, b));
    }
    Ok(FeatureKind::OneHot {
        categories: categories.into_iter().map(str::to_owned).collect(),
        allow_missing: missing.fills(),
        missing_category,
    })
}

/// Whether a text is a number, with zeros behind its fraction or without; one with zeros at its front is a code.
fn is_written_number(text: &str) -> bool {
    match text.contains('.') {
        true => is_plain_number(text.trim_end_matches('0').trim_end_matches('.')),
        false => is_plain_number(text),
    }
}

/// The order of two texts that are numbers.
fn by_value(a: &str, b: &str) -> Ordering {
    match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => {
            let real = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
            real(a).total_cmp(&real(b))
        }
    }
}

/// What stands in for a missing value.
fn fill(values: &[f32], rows: &[u32], missing: Missing) -> Result<f32, Full> {
    let mut known = collected(rows.iter().map(|&r| values[r as usize]))?;
    known.retain(|v| !v.is_nan());
    if missing == Missing::Median {
        known.sort_unstable_by(f32::total_cmp);
        let middle = known.len() / 2;
        if known.len() % 2 == 1 {
            return Ok(known[middle]);
        }
        return Ok(((f64::from(known[middle - 1]) + f64::from(known[middle])) / 2.0) as f32);
    }
    Ok((known.iter().map(|&v| f64::from(v)).sum::<f64>() / known.len() as f64) as f32)
}

fn check_rows(data: &Data, rows: &[u32]) -> Result<(), DataError> {
    match rows.iter().find(|&&r| r as usize >= data.rows) {
        None => Ok(()),
        Some(&row) => Err(DataError::Row {
            path: data.source(),
            row,
            rows: data.rows,
        }),
    }
}

fn no_value(data: &Data, column: &Column, row: u32) -> DataError {
    let (at, name) = (data.location(row as usize), column.in_file().to_owned());
    match column.data {
        ColumnData::Numeric(_) => DataError::MissingValue { at, column: name },
        ColumnData::Text(_) => DataError::MissingCategory { at, column: name },
    }
}

fn nothing_stands_in(data: &Data, column: &Column, row: u32) -> DataError {
    DataError::NothingStandsIn {
        at: data.location(row as usize),
        column: column.in_file().to_owned(),
    }
}

/// Points at the first text in a column that should be numbers.
fn not_numeric(data: &Data, column: &Column) -> DataError {
    let (mut first, mut repeats) = (None, false);
    if let ColumnData::Text(texts) = &column.data {
        let all = || {
            texts
                .iter()
                .enumerate()
                .filter_map(|(row, text)| Some((row, text?)))
        };
        let is_text = |(_, text): &(usize, &str)| text.parse::<f32>().is_err() && truth(text).is_none();
        // a text that is a number in the usual spelling may be another in that of the file
        first = all().find(is_text).or_else(|| all().next());
        repeats = texts.repeats();
    }
    let (row, text) = first.unwrap_or_default();
    let kind = text_kind(text, repeats);
    if row == 0 && is_units_row(data, column) && !kind.is_number() {
        return DataError::UnitsRow {
            at: data.location(row),
            column: column.name.clone(),
            text: shorten(text),
        };
    }
    DataError::NotNumeric {
        at: data.location(row),
        column: column.name.clone(),
        text: shorten(text),
        kind,
    }
}

/// Whether the first of a column's texts alone is none of a number, below names, so that it may be a unit.
fn is_units_row(data: &Data, column: &Column) -> bool {
    let ColumnData::Text(texts) = &column.data else {
        return false;
    };
    let mut below = texts.iter().skip(1).flatten().peekable();
    data.named && below.peek().is_some() && below.all(|text| text.parse::<f32>().is_ok())
}

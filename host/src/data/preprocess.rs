//! From data to rows of numbers: missing values filled, text spread over
//! 0/1 features, both as learnt from training rows.

mod column;
mod reading;
mod wrong;

use std::collections::HashMap;

use mcutune_core::data::fill_words;
use serde::{Deserialize, Serialize};

pub use reading::{OtherDurations, OtherOffsets};

use column::{FeatureKind, FittedColumn};
use wrong::check_rows;

use super::categories::CategoryCell;
use super::error::DataError;
use super::matching::{Matched, matching};
use super::options::{Categorical, MinFrequency, Missing, Spelling};
use super::room::{Full, Grow as _, has_room};
use super::select::select;
use super::{Column, ColumnData, Data, Location, TargetColumn};
use crate::windows::SelectFeatures;

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

/// How columns become features.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features {
    /// What is done about missing values.
    pub missing: Missing,
    /// What is done about text columns.
    pub categorical: Categorical,
    /// Whether gaps are features, too.
    pub missing_indicator: bool,
    /// How often a text has to occur to be a feature of its own.
    pub min_frequency: Option<MinFrequency>,
    /// How many features of windows are selected.
    pub select: SelectFeatures,
}

impl Features {
    /// As data were read.
    pub fn of(data: &Data) -> Self {
        let options = &data.options;
        Self {
            missing: options.missing,
            categorical: options.categorical,
            missing_indicator: options.missing_indicator,
            min_frequency: options.min_frequency,
            select: data
                .windowed()
                .map_or(SelectFeatures::All, |windowed| windowed.windowing().select),
        }
    }
}

/// The columns that features are made of: all, or so many of the numbers of windows.
fn selected<'d>(data: &'d Data, rows: &[u32], how: SelectFeatures) -> Result<Vec<&'d Column>, DataError> {
    let all: Vec<&Column> = data.columns.iter().collect();
    let Some(count) = how.count() else {
        return Ok(all);
    };
    if count > all.len() {
        return Err(DataError::SelectsMore {
            count,
            features: all.len(),
        });
    }
    let numbers = all.iter().map(|column| match &column.data {
        ColumnData::Numeric(values) => Some(values.as_slice()),
        ColumnData::Text(_) => None,
    });
    let numbers: Option<Vec<&[f32]>> = numbers.collect();
    let (Some(numbers), Some(TargetColumn::Classes { labels, names })) = (numbers, &data.target) else {
        return Err(DataError::SelectsByClasses);
    };
    let best = select(&numbers, (labels, names.len()), rows, count);
    Ok(best.into_iter().map(|column| all[column]).collect())
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
    /// 1 where a column holds one of the texts that are too rare for a feature of their own, else 0.
    Rare {
        /// The column.
        column: &'a str,
        /// The texts.
        categories: &'a [String],
        /// Whether a missing one is among them.
        gap: bool,
    },
    /// 1 where a column holds nothing, else 0.
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
        let how = Features {
            missing,
            categorical,
            missing_indicator: false,
            min_frequency: None,
            select: SelectFeatures::All,
        };
        Self::fit_as(data, rows, how)
    }

    /// The same, also with indicators of gaps and with rare texts in one feature.
    pub(crate) fn fit_as(data: &Data, rows: &[u32], how: Features) -> Result<Self, DataError> {
        check_rows(data, rows)?;
        check_room(data, 1)?;
        let selected = selected(data, rows, how.select)?;
        let fit = |column: &&Column| FittedColumn::fit(data, column, rows, how);
        let fitted = Self {
            named: data.named,
            missing_values: data.options.text.missing_values.clone(),
            decimal: data
                .spelling
                .map(|spelling| char::from(spelling.decimal))
                .filter(|&decimal| decimal != '.'),
            thousands: data.spelling.and_then(|spelling| spelling.thousands),
            target_duration: data.target_duration == Some(true),
            columns: selected.iter().map(fit).collect::<Result<_, DataError>>()?,
        };
        fitted.check_width(data)?;
        fitted.check_names(data)?;
        Ok(fitted)
    }

    /// That no category makes a feature of the name of another.
    fn check_names(&self, data: &Data) -> Result<(), DataError> {
        let of_texts = |column: &&FittedColumn| matches!(column.kind, FeatureKind::OneHot { .. });
        let indicates = self.columns.iter().any(|column| column.indicator);
        if !indicates && !self.columns.iter().any(|column| of_texts(&column)) {
            return Ok(());
        }
        let mut names: HashMap<String, &FittedColumn> = HashMap::new();
        for column in &self.columns {
            let mut own = Vec::new();
            column.kind.add_names(&column.name, &mut own);
            own.extend(column.indicator_name());
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
            (FeatureKind::Numeric { .. }, FeatureKind::Numeric { .. }) => {
                a.name == b.name && a.indicator == b.indicator
            }
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
                Source::Category { .. } | Source::Rare { .. } | Source::Gap { .. } => 0.0,
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
    /// names it, that of missing texts `column_nan`, that of rare ones `column_infrequent_sklearn`; the indicator of gaps is
    /// `missingindicator_column`, as of its `SimpleImputer`.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for column in &self.columns {
            column.kind.add_names(&column.name, &mut names);
        }
        names.extend(self.columns.iter().filter_map(FittedColumn::indicator_name));
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
                    rare,
                    rare_gap,
                    ..
                } => {
                    sources.extend(categories.iter().map(|category| Source::Category {
                        column: name,
                        category,
                    }));
                    sources.extend(missing_category.then_some(Source::Gap { column: name }));
                    let has_rare = *rare_gap || !rare.is_empty();
                    sources.extend(has_rare.then_some(Source::Rare {
                        column: name,
                        categories: rare,
                        gap: *rare_gap,
                    }));
                }
            }
        }
        let indicated = self.columns.iter().filter(|column| column.indicator);
        sources.extend(indicated.map(|column| Source::Gap { column: &column.name }));
        sources
    }

    /// How many features a row becomes.
    #[must_use]
    pub fn features(&self) -> usize {
        let width = |column: &FittedColumn| column.kind.width() + usize::from(column.indicator);
        self.columns.iter().map(width).sum()
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
        let indicated: Vec<&Column> = (self.columns.iter().zip(&found))
            .filter(|(fitted, _)| fitted.indicator)
            .map(|(_, &column)| column)
            .collect();
        for (fitted, column) in self.columns.iter().zip(found) {
            let cells = out
                .get_mut(first..)
                .unwrap_or_default()
                .chunks_mut(features.max(1));
            fitted.transform((data, column), self.spellings(data), rows, cells)?;
            first += fitted.kind.width();
        }
        for (column, place) in indicated.into_iter().zip(first..) {
            for (&row, cells) in rows.iter().zip(out.chunks_mut(features.max(1))) {
                cells[place] = f32::from(column.is_gap(row as usize));
            }
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
            let FeatureKind::OneHot { .. } = &fitted.kind else {
                continue;
            };
            let texts = fitted.kind.texts();
            let known = fitted.known(&texts, self.spellings(data));
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

/// That there is memory for what is kept of each column, and of each category, so many times.
pub(super) fn check_room(data: &Data, times: usize) -> Result<(), DataError> {
    /// Bytes, with those of the names, which are looked up.
    const COLUMN: usize = 1024;
    const CATEGORY: usize = 512;
    /// Where much is kept, an allocator may set so many bytes aside for a thread.
    const ASIDE: usize = 64 << 20;
    let categories = data.columns.iter().map(|column| match &column.data {
        ColumnData::Text(texts) => texts.different(),
        ColumnData::Numeric(_) => 0,
    });
    let bytes = data.columns.len() * COLUMN + categories.sum::<usize>() * CATEGORY;
    let bytes = bytes.saturating_mul(times);
    let aside = if times > 1 && bytes > ASIDE / 8 { ASIDE } else { 0 };
    has_room(bytes.saturating_add(aside)).map_err(|full| full.of(&data.source(), data.rows))
}

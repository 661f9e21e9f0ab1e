//! What the training rows taught about one column, and the features that it makes.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Features;
use super::wrong::{no_value, not_numeric, nothing_stands_in};
use crate::data::categories::{Categories, CategoryCell, is_number};
use crate::data::error::DataError;
use crate::data::number::is_plain_number;
use crate::data::options::{Categorical, DatePart, Missing, Spelling};
use crate::data::read::text_kind;
use crate::data::room::{Full, collected};
use crate::data::strings::Strings;
use crate::data::{Column, ColumnData, Data};
use crate::text::shorten;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FittedColumn {
    pub(super) name: String,
    /// What is subtracted from its numbers while they are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) center: Option<f64>,
    /// What of a column of dates it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<DatePart>,
    /// Whether its values were said to be names of categories, numbers among them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) category: bool,
    /// Whether its categories are text though all of them are numbers: `1.1` is another than `1.10` then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) text: bool,
    /// Whether its numbers were durations, which are read in seconds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) duration: bool,
    /// Whether a feature behind all others says where it has gaps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) indicator: bool,
    #[serde(flatten)]
    pub(super) kind: FeatureKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum FeatureKind {
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
        /// Texts that share the last feature, for each is too rare for one of its own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rare: Vec<String>,
        /// Whether a missing text does, too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rare_gap: bool,
    },
}

impl FittedColumn {
    /// Learns a column from `rows`.
    pub(super) fn fit(data: &Data, column: &Column, rows: &[u32], how: Features) -> Result<Self, DataError> {
        let kind = match &column.data {
            ColumnData::Numeric(values) => fit_numbers(data, column, values, rows, how.missing)?,
            ColumnData::Text(texts) => {
                let categorical = if column.category {
                    Categorical::OneHot
                } else {
                    how.categorical
                };
                fit_texts(data, column, texts, rows, Features { categorical, ..how })?
            }
        };
        let numbers = !matches!(kind, FeatureKind::OneHot { .. });
        let has_gaps = || rows.iter().any(|&row| column.is_gap(row as usize));
        Ok(Self {
            name: column.name.clone(),
            center: column.center,
            date: column.date.clone(),
            category: column.category,
            text: column.of_texts && kind.is_of_numbers(),
            duration: column.duration == Some(true),
            indicator: how.missing_indicator && numbers && has_gaps(),
            kind,
        })
    }

    /// The name of the feature that says where it has gaps, if there is one.
    pub(super) fn indicator_name(&self) -> Option<String> {
        self.indicator.then(|| format!("missingindicator_{}", self.name))
    }

    /// Its categories, to be found.
    pub(super) fn known<'c>(
        &self,
        categories: &'c [String],
        spellings: (Spelling, Spelling),
    ) -> Categories<'c> {
        Categories::new(categories, (self.category, self.text), spellings)
    }

    /// Fills in the column's features of each row, which lie at the front of its cells.
    pub(super) fn transform<'a>(
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
                rare_gap,
                ..
            } => {
                let texts = self.kind.texts();
                let known = self.known(&texts, spellings);
                let last = self.kind.width().saturating_sub(1);
                for (row, cells) in rows {
                    match known.cell(column, row as usize) {
                        CategoryCell::Category(category) if category < categories.len() => {
                            cells[category] = 1.0;
                        }
                        CategoryCell::Category(_) => cells[last] = 1.0,
                        CategoryCell::Unknown => {}
                        CategoryCell::Missing if *rare_gap => cells[last] = 1.0,
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
    /// Adds those of a column of this name.
    pub(super) fn add_names(&self, name: &str, names: &mut Vec<String>) {
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
                names.extend(self.has_rare().then(|| format!("{name}_infrequent_sklearn")));
            }
        }
    }

    /// Whether it has categories, all of which are numbers.
    pub(super) fn is_of_numbers(&self) -> bool {
        match self {
            FeatureKind::OneHot { .. } => self.texts().iter().all(|text| is_number(text)),
            FeatureKind::Numeric { .. } | FeatureKind::Empty => false,
        }
    }

    pub(super) fn width(&self) -> usize {
        match self {
            FeatureKind::Numeric { .. } => 1,
            FeatureKind::Empty => 0,
            FeatureKind::OneHot {
                categories,
                missing_category,
                ..
            } => categories.len() + usize::from(*missing_category) + usize::from(self.has_rare()),
        }
    }

    /// Its texts: those with a feature of their own, and then those that share one.
    pub(super) fn texts(&self) -> Cow<'_, [String]> {
        match self {
            FeatureKind::OneHot { categories, rare, .. } if rare.is_empty() => categories.into(),
            FeatureKind::OneHot { categories, rare, .. } => [categories.as_slice(), rare].concat().into(),
            FeatureKind::Numeric { .. } | FeatureKind::Empty => Cow::default(),
        }
    }

    fn has_rare(&self) -> bool {
        match self {
            FeatureKind::OneHot { rare, rare_gap, .. } => *rare_gap || !rare.is_empty(),
            FeatureKind::Numeric { .. } | FeatureKind::Empty => false,
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
            let fill = match missing {
                Missing::Constant(number) => {
                    let number = f64::from(number) - column.center.unwrap_or(0.0);
                    Ok(Some(number as f32))
                }
                _ => missing.fills().then(|| fill(values, rows, missing)).transpose(),
            };
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
    Features {
        missing,
        categorical,
        min_frequency,
        ..
    }: Features,
) -> Result<FeatureKind, DataError> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut gaps = 0;
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
                *counts.entry(text).or_default() += 1;
            }
            None if !missing.fills() => return Err(no_value(data, column, row)),
            None => gaps += 1,
        }
    }
    let mut categories: Vec<&str> = counts.keys().copied().collect();
    if column.category && !column.of_texts && categories.iter().all(|text| is_written_number(text)) {
        // scikit-learn has numbers here, in their order
        categories.sort_by(|a, b| by_value(a, b));
    }
    let is_rare = |count: usize| min_frequency.is_some_and(|least| least.is_rare(count, rows.len()));
    let (rare, own): (Vec<&str>, Vec<&str>) = categories
        .into_iter()
        .partition(|text| counts.get(text).is_some_and(|&count| is_rare(count)));
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    Ok(FeatureKind::OneHot {
        categories: owned(own),
        allow_missing: missing.fills(),
        missing_category: gaps > 0 && !is_rare(gaps),
        rare: owned(rare),
        rare_gap: gaps > 0 && is_rare(gaps),
    })
}

/// Whether a text is a number, with zeros behind its fraction or without; one with zeros at its front is a code.
fn is_written_number(text: &str) -> bool {
    match text.contains('.') {
        true => is_plain_number(text.trim_end_matches('0').trim_end_matches('.')),
        false => is_plain_number(text),
    }
}

/// The order of two texts that are numbers: whole ones beyond f64 by all of their digits.
fn by_value(a: &str, b: &str) -> Ordering {
    let real = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    let whole = |text: &str| {
        let digits = text.split_once('.').map_or(text, |(digits, _)| digits);
        digits.parse::<i128>().unwrap_or_default()
    };
    let by_digits = || whole(a).cmp(&whole(b)).then_with(|| a.cmp(b));
    real(a).total_cmp(&real(b)).then_with(by_digits)
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
    if missing == Missing::MostFrequent {
        known.sort_unstable_by(f32::total_cmp);
        let groups = known.chunk_by(|a, b| a == b);
        // of equals the last would be taken
        let most = groups.rev().max_by_key(|group| group.len());
        return Ok(most
            .and_then(|group| group.first())
            .map_or(f32::NAN, |first| first + 0.0));
    }
    Ok((known.iter().map(|&v| f64::from(v)).sum::<f64>() / known.len() as f64) as f32)
}

//! What data were understood to be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::row_numbers::{counts, distinct, numbers_rows};
use super::{Categorical, Coarse, Column, ColumnData, Data, TargetColumn};

/// What data were understood to be: [`Data::summary`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The file's name, or what stands for rows in memory.
    pub source: String,
    /// Rows in use.
    pub rows: usize,
    /// Rows that were left out because something is missing in them.
    pub rows_left_out: usize,
    /// Names of the feature columns, in their order.
    pub features: Vec<String>,
    /// Those of them that the file has no name for.
    pub unnamed: Vec<String>,
    /// Names of the columns that were to be left out.
    pub dropped: Vec<String>,
    /// The column that says which rows belong together, and how many groups it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupsSummary>,
    /// The column that says how much each row counts in a fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// What is to be predicted; none where there is no target.
    pub target: Option<TargetSummary>,
    /// Columns of text, which become one 0/1 feature for each text.
    pub one_hot: Vec<String>,
    /// Columns in which something is missing, which is filled in.
    pub filled: Vec<String>,
    /// Columns in which there is nothing to fill it in from: they have no value in any row.
    pub empty: Vec<String>,
    /// Columns with one value in all rows, from which nothing can be learnt.
    pub constant: Vec<String>,
    /// Columns that number the rows: they count from 0 or from 1, or hold whole numbers of which no two
    /// are the same, and have a name that says so or none in a file that names the others.
    pub index_like: Vec<String>,
    /// Columns of text of which nearly each row has its own.
    pub near_unique: Vec<String>,
    /// Columns that grow from row to row, as a clock does.
    pub time_like: Vec<String>,
    /// Whether the target, which nobody named, grows from row to row, as an index or a clock does.
    pub target_grows: bool,
    /// Columns from whose numbers an offset is subtracted, and the offset.
    pub centered: Vec<(String, f64)>,
    /// Columns that lose values in f32.
    pub coarse: Vec<Coarse>,
    /// A target to predict that loses values in f32.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coarse_target: Option<Coarse>,
    /// Columns of few whole numbers, taken as numbers where texts are categories.
    pub numeric_categories: Vec<String>,
    /// Features that are parts of dates and have names of their own, each with the column of the file that it is of.
    #[serde(skip)]
    pub date_parts: BTreeMap<String, String>,
}

impl Summary {
    /// The same, where some of the columns are no features after all.
    #[must_use]
    pub fn without(mut self, columns: &[String]) -> Self {
        let columns: HashSet<&String> = columns.iter().collect();
        for names in [
            &mut self.features,
            &mut self.unnamed,
            &mut self.one_hot,
            &mut self.filled,
            &mut self.empty,
            &mut self.constant,
            &mut self.index_like,
            &mut self.near_unique,
            &mut self.time_like,
            &mut self.numeric_categories,
        ] {
            names.retain(|name| !columns.contains(name));
        }
        self.coarse.retain(|one| !columns.contains(&one.column));
        self
    }
}

/// What a target was understood to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "task", rename_all = "lowercase")]
pub enum TargetSummary {
    /// Each different text or number is a class.
    Classify {
        /// Its name.
        name: String,
        /// The classes in the order of their labels, and how many rows each has.
        classes: Vec<ClassCount>,
        /// Whether all of them are numbers, which could be predicted as such.
        numeric: bool,
    },
    /// A number is to be predicted.
    Regress {
        /// Its name.
        name: String,
        /// The least of the values as it was given, an f32 in its fewest digits.
        min: f64,
        /// The greatest, alike.
        max: f64,
        /// How many different ones there are.
        distinct: usize,
        /// Whether all are whole.
        whole: bool,
    },
    /// Several labels, each of which a row has or has not.
    Labels {
        /// Their names, in one.
        name: String,
        /// The labels, and how many rows have each.
        labels: Vec<ClassCount>,
    },
    /// Several numbers are to be predicted.
    Outputs {
        /// Their names, in one.
        name: String,
        /// Each with the least and the greatest of its values.
        outputs: Vec<OutputSummary>,
    },
}

/// One of several columns of numbers to predict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutputSummary {
    /// Its name.
    pub name: String,
    /// The least of the values.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// A column that says which rows belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupsSummary {
    /// Its name.
    pub column: String,
    /// How many groups there are.
    pub groups: usize,
}

/// A class and its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// Its name.
    pub class: String,
    /// How many rows are of it.
    pub rows: usize,
}

impl Data {
    /// What they were understood to be: rows, features, the target and its classes, and columns that
    /// may not be meant as features.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let of = |is: fn(&Column) -> bool| -> Vec<String> {
            let found = self.columns.iter().filter(|column| is(column));
            found.map(|column| column.name.clone()).collect()
        };
        let index_like = self.index_like();
        let mut time_like = match self.columns.len() {
            // It is all that there is to learn from.
            1 => Vec::new(),
            _ => of(is_clock),
        };
        let of_index: HashSet<&String> = index_like.iter().collect();
        time_like.retain(|name| !of_index.contains(name));
        let mut constant = of(is_constant);
        // it is f32 that merges them
        let coarse: HashSet<&String> = self.coarse.iter().map(|coarse| &coarse.column).collect();
        constant.retain(|name| !coarse.contains(name));
        Summary {
            source: match self.name() {
                name if name.is_empty() => self.source(),
                name => name,
            },
            rows: self.rows,
            rows_left_out: self.rows_left_out,
            features: of(|_| true),
            unnamed: of(|column| !column.named),
            dropped: self.dropped.clone(),
            groups: self.groups.as_ref().map(|groups| GroupsSummary {
                column: groups.column().to_owned(),
                groups: groups.names().len(),
            }),
            weights: self.weights.as_ref().map(|weights| weights.column().to_owned()),
            target: self.target.as_ref().map(|target| self.target_summary(target)),
            one_hot: of(|column| matches!(column.data, ColumnData::Text(_))),
            filled: of(|column| has_gaps(column) && !is_empty(column)),
            empty: of(is_empty),
            constant,
            index_like,
            near_unique: of(is_near_unique),
            time_like,
            target_grows: self.options.target.is_none() && self.options.y.is_none() && {
                let name = self.target_name.as_deref().unwrap_or_default();
                self.target.as_ref().is_some_and(|target| grows(name, target))
            },
            centered: {
                let columns = self.columns.iter();
                columns
                    .filter_map(|column| Some((column.name.clone(), column.center?)))
                    .collect()
            },
            coarse: self.coarse.clone(),
            coarse_target: self.merged_target().cloned(),
            numeric_categories: match self.options.categorical {
                Categorical::Error => Vec::new(),
                Categorical::OneHot => of(is_category),
            },
            date_parts: {
                let parts = self
                    .columns
                    .iter()
                    .filter(|column| column.in_file() != column.name);
                parts
                    .map(|column| (column.name.clone(), column.in_file().to_owned()))
                    .collect()
            },
        }
    }

    fn index_like(&self) -> Vec<String> {
        let named_otherwise = self.columns.iter().any(|column| column.named);
        let found = self.columns.iter().enumerate().filter(|&(position, column)| {
            // pandas writes an index first, without a name; rows that were shuffled keep their numbers.
            let of_pandas = position == 0 && !column.named && named_otherwise;
            has_name_of_index(column) && counts(column)
                || (of_pandas || column.named && has_name_of_index(column)) && numbers_rows(column)
        });
        found.map(|(_, column)| column.name.clone()).collect()
    }

    fn target_summary(&self, target: &TargetColumn) -> TargetSummary {
        let name = self.target_name.clone().unwrap_or_default();
        match target {
            TargetColumn::Classes { labels, names } => {
                let mut rows = vec![0; names.len()];
                labels.iter().for_each(|&label| rows[usize::from(label)] += 1);
                let classes = names.iter().zip(rows);
                TargetSummary::Classify {
                    name,
                    numeric: names.iter().all(|name| name.parse::<f64>().is_ok()),
                    classes: classes
                        .map(|(class, rows)| ClassCount {
                            class: class.clone(),
                            rows,
                        })
                        .collect(),
                }
            }
            TargetColumn::Labels { labels, names } => TargetSummary::Labels {
                name,
                labels: (0..names.len())
                    .map(|label| ClassCount {
                        class: names[label].clone(),
                        rows: labels
                            .iter()
                            .skip(label)
                            .step_by(names.len())
                            .filter(|&&has| has == 1)
                            .count(),
                    })
                    .collect(),
            },
            several @ TargetColumn::Outputs { .. } => TargetSummary::Outputs {
                name,
                outputs: several
                    .split()
                    .into_iter()
                    .map(|(name, column)| {
                        let (min, max) = match &column {
                            TargetColumn::Values(values) => bounds(values),
                            _ => (0.0, 0.0),
                        };
                        let name = name.to_owned();
                        OutputSummary { name, min, max }
                    })
                    .collect(),
            },
            TargetColumn::Values(values) => {
                let lost = self.written.lost.as_ref();
                let (min, max) = self.written.bounds.unwrap_or_else(|| bounds(values));
                TargetSummary::Regress {
                    name,
                    min,
                    max,
                    distinct: match lost {
                        Some(lost) => lost.distinct,
                        None => distinct(values).unwrap_or(values.len()),
                    },
                    // what f32 does not keep is not known to be whole
                    whole: lost.is_none() && values.iter().all(|value| value.fract() == 0.0),
                }
            }
        }
    }
}

/// The least and the greatest of some numbers, as they are written; the first of two zeros.
fn bounds(values: &[f32]) -> (f64, f64) {
    let written = |value: f32| value.to_string().parse().unwrap_or_else(|_| value.into());
    let (mut min, mut max) = (f32::INFINITY, f32::NEG_INFINITY);
    for &value in values {
        if value < min {
            min = value;
        }
        if value > max {
            max = value;
        }
    }
    (written(min), written(max))
}

fn has_gaps(column: &Column) -> bool {
    match &column.data {
        ColumnData::Numeric(values) => values.iter().any(|value| value.is_nan()),
        ColumnData::Text(texts) => texts.iter().any(|text| text.is_none()),
    }
}

fn is_empty(column: &Column) -> bool {
    match &column.data {
        ColumnData::Numeric(values) => values.iter().all(|value| value.is_nan()),
        ColumnData::Text(texts) => texts.iter().all(|text| text.is_none()),
    }
}

fn is_constant(column: &Column) -> bool {
    match &column.data {
        ColumnData::Numeric(values) => {
            let mut known = values.iter().filter(|value| !value.is_nan());
            let first = known.next();
            first.is_some_and(|first| known.all(|value| value == first))
        }
        ColumnData::Text(texts) => {
            let mut known = texts.iter().flatten();
            let first = known.next();
            first.is_some_and(|first| known.all(|text| text == first))
        }
    }
}

/// Few whole numbers, as codes have, more than the two that need no spreading.
fn is_category(column: &Column) -> bool {
    const FEW: usize = 20;
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    let mut distinct = BTreeSet::new();
    for value in values.iter().filter(|value| !value.is_nan()) {
        if value.fract() != 0.0 || distinct.len() > FEW {
            return false;
        }
        distinct.insert(value.to_bits());
    }
    (3..=FEW).contains(&distinct.len())
}

/// Whether a column is named as pandas and spreadsheets name an index, or not at all.
fn has_name_of_index(column: &Column) -> bool {
    const NAMES: [&str; 8] = ["index", "id", "idx", "no", "nr", "row", "rownames", "rowid"];
    let name = column.name.to_lowercase();
    let name = name.trim_matches(['_', '.', ' ', '#']);
    !column.named || NAMES.contains(&name) || name.starts_with("unnamed")
}

/// Text of which nearly each row has its own, as a serial number or a remark.
fn is_near_unique(column: &Column) -> bool {
    /// Of fewer rows, different texts are no surprise.
    const ROWS: usize = 10;
    let ColumnData::Text(texts) = &column.data else {
        return false;
    };
    let known = texts.iter().flatten().count();
    known >= ROWS && texts.different() * 10 >= known * 9
}

/// Of fewer rows, growing is no surprise.
const GROWING: usize = 50;

/// Whether values to predict rise by one with each row, or are named as a time and rise.
fn grows(name: &str, target: &TargetColumn) -> bool {
    let TargetColumn::Values(values) = target else {
        return false;
    };
    let rises = values.len() >= GROWING && values.is_sorted_by(|a, b| a < b);
    rises && (is_named_as_time(name) || values.windows(2).all(|pair| pair[1] - pair[0] == 1.0))
}

pub(super) fn is_named_as_time(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "time",
        "timestamp",
        "date",
        "datetime",
        "millis",
        "seconds",
        "epoch",
    ];
    let name = name.to_lowercase();
    NAMES.iter().any(|time| name.contains(time)) || matches!(name.as_str(), "t" | "ts")
}

/// A number that grows with each row, or is named as a time and never falls.
pub(super) fn is_clock(column: &Column) -> bool {
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    let grows = values.len() >= GROWING && values.is_sorted_by(|a, b| a < b);
    let never_falls = values.is_sorted_by(|a, b| a <= b) && !is_constant(column);
    grows || is_named_as_time(&column.name) && never_falls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_may_not_be_features_are_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut text = String::from(",a,note,time,same,Unnamed: 0,y\n");
        for row in 0..20 {
            text += &format!(
                "{row},{},n{row},{},7,{},{}\n",
                row % 3,
                5 * row / 2,
                row + 1,
                row % 2
            );
        }
        std::fs::write(file.path(), text).unwrap();
        let options = super::super::ReadOptions::new().categorical(crate::Categorical::OneHot);
        let summary = options.drop("a").read(file.path()).unwrap().summary();
        assert_eq!(summary.index_like, ["x0", "Unnamed: 0"]);
        assert_eq!(summary.near_unique, ["note"]);
        assert_eq!(summary.one_hot, ["note"]);
        assert_eq!(summary.time_like, ["time"]);
        assert_eq!(summary.constant, ["same"]);
        assert_eq!(summary.dropped, ["a"]);
        let Some(TargetSummary::Classify { classes, numeric, .. }) = summary.target else {
            panic!("classes");
        };
        assert!(numeric && classes.iter().all(|class| class.rows == 10));
    }

    #[test]
    fn a_shuffled_index_is_one_where_its_name_says_so_or_the_others_have_names() {
        let read = |header: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            let rows = (0..20).map(|row| format!("{},{},{}\n", row * 7 % 20, row * 3 % 20, row % 2));
            std::fs::write(file.path(), header.to_owned() + &rows.collect::<String>()).unwrap();
            let options = super::super::ReadOptions::new().header(!header.is_empty());
            options.read(file.path()).unwrap().summary().index_like
        };
        assert_eq!(read(",a,y\n"), ["x0"]);
        assert_eq!(read("id,a,y\n"), ["id"]);
        assert!(read("size,a,y\n").is_empty());
        assert!(read("").is_empty());
    }

    #[test]
    fn a_regression_has_the_bounds_of_its_values() {
        let x: Vec<f32> = (0..20)
            .flat_map(|row| [row as f32, (row * row % 7) as f32])
            .collect();
        let y: Vec<f32> = (0..20).map(|row| row as f32 / 2.0).collect();
        let summary = Data::from_rows(&x, 2, &y).unwrap().summary();
        assert_eq!(
            (summary.index_like, summary.time_like),
            (vec!["x0".to_owned()], vec![])
        );
        let expected = TargetSummary::Regress {
            name: "y".to_owned(),
            min: 0.0,
            max: 9.5,
            distinct: 20,
            whole: false,
        };
        assert_eq!(summary.target, Some(expected));
    }

    #[test]
    fn bounds_are_those_that_were_given() {
        let x = [0.0_f32; 20];
        let near: Vec<f64> = (0..20).map(|row| 1.0 + f64::from(row) / 1e10).collect();
        for (y, expected) in [
            (near, (1.0, 1.000_000_001_9)),
            (vec![0.1, 0.3, 0.2, 0.7], (0.1, 0.7)),
            // more digits than f32 has
            (vec![999_976.21, 12_345.678_9, 3.25], (3.25, 999_976.21)),
        ] {
            let data = Data::from_rows(&x[..y.len()], 1, &y).unwrap();
            let Some(TargetSummary::Regress { min, max, .. }) = data.summary().target else {
                panic!("values");
            };
            assert_eq!((min, max), expected);
        }
    }
}

//! Rows that stand in an order which folds of rows as they come follow.

use std::collections::HashSet;
use std::hash::Hash;

use super::column::{Column, ColumnData};
use super::summary::{is_clock, is_named_as_time};
use super::{Data, TargetColumn};

/// In what order rows stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowOrder {
    /// By the values to predict: those of one fold are like none that train for it.
    Target {
        /// The target's name.
        target: String,
    },
    /// By time: what trains for a fold comes after it, too.
    Time {
        /// The column that says so.
        column: String,
    },
    /// Row by row of one person, session or the like after another: what trains for a fold is of those who test it.
    Session {
        /// The column that says whose.
        column: String,
    },
}

/// Of fewer rows, an order is no surprise.
const ROWS: usize = 20;

impl Data {
    /// The order in which the rows look to stand; none where they look to stand in none that matters. A session comes
    /// before a time, and both before the target: rows of either are not to be shuffled. Classes that stand together are
    /// no such order, for folds of classes take some of each.
    #[must_use]
    pub fn row_order(&self) -> Option<RowOrder> {
        if self.rows < ROWS {
            return None;
        }
        let named = |column: &Column| column.in_file().to_owned();
        let session = self.columns.iter().find(|column| is_session(column));
        if let Some(column) = session {
            return Some(RowOrder::Session {
                column: named(column),
            });
        }
        let target = self.target.as_ref().and_then(|target| match target {
            TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => {
                let mut columns = target.split().into_iter();
                columns.find_map(|(name, column)| rises_or_falls(&column).then(|| name.to_owned()))
            }
            TargetColumn::Values(_) if rises_or_falls(target) => self.target_name.clone(),
            TargetColumn::Values(_) | TargetColumn::Classes { .. } => None,
        });
        let clock =
            |column: &&Column| is_clock(column) && (is_named_as_time(&column.name) || target.is_none());
        let numbers = self.summary().index_like;
        let mut clocks = self.columns.iter().filter(clock);
        if let Some(column) = clocks.find(|column| !numbers.contains(&column.name)) {
            return Some(RowOrder::Time {
                column: named(column),
            });
        }
        target.map(|target| RowOrder::Target { target })
    }
}

/// Whether one column's values or labels rise or fall from row to row, with different ones among them.
fn rises_or_falls(target: &TargetColumn) -> bool {
    fn is_sorted<T: PartialOrd>(values: &[T]) -> bool {
        let differ = values.first() != values.last();
        differ && (values.is_sorted_by(|a, b| a <= b) || values.is_sorted_by(|a, b| a >= b))
    }
    match target {
        TargetColumn::Values(values) => is_sorted(values),
        TargetColumn::Classes { labels, .. } => is_sorted(labels),
        TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => false,
    }
}

/// Whether a column is named as what rows are of, and rows of one stand together, two or more of each on average.
fn is_session(column: &Column) -> bool {
    if !is_named_as_session(&column.name) {
        return false;
    }
    match &column.data {
        ColumnData::Numeric(values) => {
            let whole = values.iter().all(|value| value.fract() == 0.0);
            whole && stand_together(values.iter().map(|value| value.to_bits()), values.len())
        }
        ColumnData::Text(texts) => {
            let rows = texts.iter().count();
            texts.iter().all(|text| text.is_some()) && stand_together(texts.iter(), rows)
        }
    }
}

fn is_named_as_session(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "subject",
        "session",
        "person",
        "participant",
        "patient",
        "user",
        "speaker",
        "animal",
        "recording",
        "experiment",
        "run",
        "trial",
        "batch",
        "group",
    ];
    let name = name.to_lowercase();
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| NAMES.contains(&word.strip_suffix("id").unwrap_or(word)) || NAMES.contains(&word))
}

/// Whether each value stands in one run of rows, and there are at most half as many as rows, and several.
fn stand_together<T: Hash + Eq + Copy>(values: impl Iterator<Item = T>, rows: usize) -> bool {
    let mut seen = HashSet::new();
    let mut last = None;
    for value in values {
        if last != Some(value) && !seen.insert(value) {
            return false;
        }
        last = Some(value);
    }
    seen.len() > 1 && seen.len() * 2 <= rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ReadOptions;

    fn order(header: &str, row: impl Fn(u32) -> String) -> Option<RowOrder> {
        let rows: String = (0..60).map(|at| row(at) + "\n").collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{header}\n{rows}")).unwrap();
        ReadOptions::new().read(file.path()).unwrap().row_order()
    }

    #[test]
    fn one_of_several_targets_in_an_order_is_enough() {
        let order = |row: &dyn Fn(u32) -> String| {
            let rows: String = (0..60).map(|at| row(at) + "\n").collect();
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), format!("x,a,b\n{rows}")).unwrap();
            let read = ReadOptions::new().targets(["a", "b"]).read(file.path());
            read.unwrap().row_order()
        };
        let by_b = Some(RowOrder::Target { target: "b".into() });
        assert_eq!(
            order(&|at| format!("{},{}.5,{}.5", at % 7, at * 5 % 13, at / 2)),
            by_b
        );
        assert_eq!(
            order(&|at| format!("{},{},{}", at % 7, at % 2, u32::from(at > 20))),
            by_b
        );
        assert_eq!(order(&|at| format!("{},{},{}", at % 7, at % 2, at / 2 % 2)), None);
    }

    #[test]
    fn rows_in_an_order_are_seen() {
        let target = |target: &str| {
            Some(RowOrder::Target {
                target: target.into(),
            })
        };
        let time = |column: &str| {
            Some(RowOrder::Time {
                column: column.into(),
            })
        };
        let session = |column: &str| {
            Some(RowOrder::Session {
                column: column.into(),
            })
        };
        let x = |at: u32| at * 37 % 60;
        assert_eq!(
            order("a,b,y", |at| format!("{},{},{}.5", x(at), at % 7, at / 2)),
            target("y")
        );
        assert_eq!(
            order("a,b,y", |at| format!("{},{},-{}.5", x(at), at % 7, at / 2)),
            target("y")
        );
        assert_eq!(
            order("a,b,y", |at| format!("{},{},{}.5", x(at), at % 7, x(at))),
            None
        );
        // all the same value
        assert_eq!(order("a,b,y", |at| format!("{},{},0.5", x(at), at % 7)), None);
        // classes that stand together
        assert_eq!(
            order("a,b,y", |at| format!("{},{},c{}", x(at), at % 7, at / 20)),
            None
        );
        assert_eq!(
            order("time,b,y", |at| format!("{},{},{}.5", at / 2, at % 7, x(at))),
            time("time")
        );
        assert_eq!(
            order("time,b,y", |at| format!("{},{},{}.5", at / 2, at % 7, at)),
            time("time")
        );
        assert_eq!(
            order("a,b,y", |at| format!("{}.5,{},{}.5", at, at % 7, x(at))),
            time("a")
        );
        // what grows with the target is not said to be a time
        assert_eq!(
            order("a,b,y", |at| format!("{}.5,{},{}.5", at, at % 7, at)),
            target("y")
        );
        assert_eq!(
            order("Subject_ID,b,y", |at| format!("{},{},{}.5", at / 9, at % 7, at)),
            session("Subject_ID")
        );
        assert_eq!(
            order("a,sessionid,y", |at| format!(
                "{},{},c{}",
                x(at),
                9 - at / 9,
                at % 2
            )),
            session("sessionid")
        );
        // one who comes again, and one row of each
        assert_eq!(
            order("a,subject,y", |at| format!(
                "{},{},c{}",
                x(at),
                at / 9 % 3,
                at % 2
            )),
            None
        );
        assert_eq!(
            order("a,subject,y", |at| format!("{},{},c{}", x(at), x(at), at % 2)),
            None
        );
        assert_eq!(
            order("a,rune,y", |at| format!("{},{},c{}", x(at), at / 9, at % 2)),
            None
        );
    }
}

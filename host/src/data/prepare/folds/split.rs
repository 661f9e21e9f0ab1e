//! Which rows are on which fold, by the kind of folds.

use std::collections::BTreeMap;

use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::folds::{self, FoldNumber as _};

use super::Splitting;
use crate::cv::{Cv, NO_FOLD, fold_number};
use crate::data::prepare::PrepareError;
use crate::data::room::{Full, collected, zeros};
use crate::data::{Data, DataError, Groups};

/// What scikit-learn's `ShuffleSplit` scores where nobody says how much.
const TEST_SIZE: f64 = 0.1;

/// Positions among the rows that are split, fold by fold.
#[derive(Debug)]
pub struct Split {
    parts: Parts,
    /// Rows of the smallest class, where folds are stratified and it has fewer than there are folds.
    pub smallest: Option<usize>,
}

#[derive(Debug)]
enum Parts {
    Parted {
        fold_of: Vec<u16>,
        splits: usize,
        times: usize,
    },
    TimeSeries {
        rows: usize,
        splits: usize,
    },
    LeaveOneOut {
        rows: usize,
    },
    Listed {
        train: Vec<u32>,
        test: Vec<u32>,
        splits: usize,
    },
}

/// The fold of each group by its name: that of other windows of the same recordings.
#[derive(Debug)]
pub struct GroupFolds {
    of: BTreeMap<String, u16>,
    splits: usize,
}

impl GroupFolds {
    /// As these rows are split, of which a group is on one fold.
    pub fn of(data: &Data, rows: &[u32], how: &Splitting) -> Result<Self, PrepareError> {
        let split = Split::new(data, rows, how)?;
        let mut of = BTreeMap::new();
        if let (Parts::Parted { fold_of, .. }, Some(groups)) = (&split.parts, data.groups()) {
            for (&row, &fold) in rows.iter().zip(fold_of) {
                let group = groups.of_rows()[row as usize] as usize;
                of.insert(groups.names()[group].clone(), fold);
            }
        }
        let splits = split.folds().splits();
        Ok(Self { of, splits })
    }

    /// Other rows, on the folds of their groups.
    pub fn split(&self, data: &Data, rows: &[u32]) -> Result<Split, PrepareError> {
        let groups = data.groups().ok_or(Error::Mismatch {
            expected: rows.len(),
            got: 0,
        })?;
        // recordings that the others have no window of go to one fold after the other
        let mut next = (0..self.splits as u16).cycle();
        let folds = groups.names().iter().map(|name| match self.of.get(name) {
            Some(fold) => *fold,
            None => next.next().unwrap_or_default(),
        });
        let folds: Vec<u16> = folds.collect();
        let fold = |&row: &u32| folds[groups.of_rows()[row as usize] as usize];
        Ok(Split {
            parts: Parts::Parted {
                fold_of: rows.iter().map(fold).collect(),
                splits: self.splits,
                times: 1,
            },
            smallest: None,
        })
    }
}

impl Split {
    /// Of `rows`.
    pub fn new(data: &Data, rows: &[u32], how: &Splitting) -> Result<Self, PrepareError> {
        let of = Rows { data, rows };
        let parted = |(fold_of, splits)| {
            let times = 1;
            Self::of(Parts::Parted {
                fold_of,
                splits,
                times,
            })
        };
        match &how.cv {
            Cv::Folds(splits) | Cv::Shuffled(splits) | Cv::Stratified(splits) => {
                of.assigned((*splits, 1), how)
            }
            Cv::Repeated { folds, times } => of.assigned((*folds, *times), how),
            Cv::KFold(splits) => {
                let mut fold_of = of.zeros(rows.len())?;
                folds::contiguous_folds(*splits, &mut fold_of)?;
                Ok(parted((fold_of, *splits)))
            }
            Cv::Group(splits) => {
                let (groups, count) = of.groups()?;
                let mut fold_of = of.zeros(rows.len())?;
                let mut scratch = of.zeros(folds::group_scratch(count, *splits))?;
                folds::group_folds(&groups, count, *splits, &mut fold_of, &mut scratch)?;
                Ok(parted((fold_of, *splits)))
            }
            Cv::StratifiedGroup(splits) => {
                let (groups, count) = of.groups()?;
                let (labels, classes) = of.labels()?.ok_or(Error::Undefined)?;
                let mut fold_of = of.zeros(rows.len())?;
                let scratch = folds::stratified_group_scratch(count, classes, *splits);
                let mut scratch = of.zeros(scratch)?;
                let (labels, groups) = ((labels.as_slice(), classes), (groups.as_slice(), count));
                let smallest =
                    folds::stratified_group_folds(labels, groups, *splits, &mut fold_of, &mut scratch)?;
                Ok(Self {
                    smallest: smallest.map(|smallest| smallest.rows),
                    ..parted((fold_of, *splits))
                })
            }
            Cv::TimeSeries(splits) => {
                let (rows, splits) = (rows.len(), *splits);
                if rows <= splits {
                    let (needed, got) = (splits + 1, rows);
                    return Err(Error::TooFewRows { needed, got }.into());
                }
                Ok(Self::of(Parts::TimeSeries { rows, splits }))
            }
            Cv::LeaveOneOut => match rows.len() {
                got @ 0..2 => Err(Error::TooFewRows { needed: 2, got }.into()),
                rows => Ok(Self::of(Parts::LeaveOneOut { rows })),
            },
            Cv::ShuffleSplit(splits) => of.drawn(*splits, how),
            Cv::Column(_) => of.predefined().map(parted),
        }
    }

    fn of(parts: Parts) -> Self {
        let smallest = None;
        Self { parts, smallest }
    }

    /// As the core has them.
    pub fn folds(&self) -> folds::Folds<'_> {
        match &self.parts {
            Parts::Parted {
                fold_of,
                splits,
                times,
            } => folds::Folds::Parted {
                fold_of,
                splits: *splits,
                times: *times,
            },
            Parts::TimeSeries { rows, splits } => folds::Folds::TimeSeries {
                rows: *rows,
                splits: *splits,
            },
            Parts::LeaveOneOut { rows } => folds::Folds::LeaveOneOut { rows: *rows },
            Parts::Listed { train, test, splits } => folds::Folds::Listed {
                train,
                test,
                splits: *splits,
            },
        }
    }
}

/// The rows that are split.
struct Rows<'a> {
    data: &'a Data,
    rows: &'a [u32],
}

impl Rows<'_> {
    fn zeros<T: Clone + Default>(&self, length: usize) -> Result<Vec<T>, PrepareError> {
        self.taken(zeros(length))
    }

    /// An error that names the data where there is no room.
    fn taken<T>(&self, list: Result<Vec<T>, Full>) -> Result<Vec<T>, PrepareError> {
        Ok(list.map_err(|full| full.of(&self.data.source(), self.rows.len()))?)
    }

    fn target(&self) -> Result<Target<'_>, PrepareError> {
        let none = || DataError::NoTarget {
            path: self.data.source(),
        };
        Ok(self.data.target().ok_or_else(none)?.as_target())
    }

    /// Their labels, and how many classes there are; none of values.
    fn labels(&self) -> Result<Option<(Vec<u16>, usize)>, PrepareError> {
        match self.target()? {
            Target::Classes { labels, classes } => {
                let labels = collected(self.rows.iter().map(|&row| labels[row as usize]));
                Ok(Some((self.taken(labels)?, classes)))
            }
            Target::Values { .. } | Target::Multilabel { .. } => Ok(None),
        }
    }

    /// Stratified for classes, and contiguous for values and several labels; shuffled where a seed does, as many times
    /// by one generator.
    fn assigned(&self, (splits, times): (usize, usize), how: &Splitting) -> Result<Split, PrepareError> {
        let labels = self.labels()?;
        let classes = labels.as_ref().map_or(0, |(_, classes)| *classes);
        let mut fold_of = self.zeros(self.rows.len() * times)?;
        let mut scratch = self.zeros(folds::scratch(self.rows.len(), classes))?;
        let target = match (&labels, self.target()?) {
            (Some((labels, classes)), _) => Target::Classes {
                labels,
                classes: *classes,
            },
            (None, Target::Values { values, outputs }) => Target::Values {
                values: &values[..self.rows.len() * outputs],
                outputs,
            },
            (None, Target::Multilabel { labels, outputs }) => Target::Multilabel {
                labels: &labels[..self.rows.len() * outputs],
                outputs,
            },
            (None, target) => target,
        };
        let mut random = how.draw.map(|(rng, seed)| rng.start(seed));
        let mut smallest = None;
        for fold_of in fold_of.chunks_mut(self.rows.len().max(1)) {
            smallest = folds::assign_folds(&target, splits, fold_of, &mut scratch)?;
            if let Some(random) = &mut random {
                folds::shuffle_folds(&target, random, fold_of, &mut scratch)?;
            }
        }
        Ok(Split {
            parts: Parts::Parted {
                fold_of,
                splits,
                times,
            },
            smallest: smallest.map(|smallest| smallest.rows),
        })
    }

    /// Splits at random, one after another from one generator.
    fn drawn(&self, splits: usize, how: &Splitting) -> Result<Split, PrepareError> {
        let rows = self.rows.len();
        let test_rows = folds::held_out(rows, TEST_SIZE)?;
        let labels = self.labels()?;
        let classes = labels.as_ref().map_or(0, |(_, classes)| *classes);
        let mut train = self.zeros(splits * (rows - test_rows))?;
        let mut test = self.zeros(splits * test_rows)?;
        let mut scratch = self.zeros(folds::scratch(rows, classes))?;
        let (rng, seed) = how.draw.ok_or(Error::Parameter("random_state"))?;
        let mut random = rng.start(seed);
        let lists = train.chunks_mut(rows - test_rows).zip(test.chunks_mut(test_rows));
        for (train, test) in lists {
            match &labels {
                Some((labels, classes)) => {
                    let label_of = |row: usize| usize::from(labels[row]);
                    folds::stratified_split(label_of, *classes, &mut random, train, test, &mut scratch)?;
                }
                None => folds::shuffle_split(&mut random, train, test, &mut scratch)?,
            }
        }
        Ok(Split::of(Parts::Listed { train, test, splits }))
    }

    fn column(&self) -> Result<&Groups, PrepareError> {
        self.data.groups().ok_or(PrepareError::NoGroups)
    }

    /// The group of each, and how many groups the data have.
    fn groups(&self) -> Result<(Vec<u32>, usize), PrepareError> {
        let groups = self.column()?;
        let of = groups.of_rows();
        let mine = self.taken(collected(self.rows.iter().map(|&row| of[row as usize])))?;
        Ok((mine, groups.names().len()))
    }

    /// The fold that a column has for each, and how many there are.
    fn predefined(&self) -> Result<(Vec<u16>, usize), PrepareError> {
        let column = self.column()?;
        let fold_of_group = predefined(column)?;
        let of = column.of_rows();
        let mine = self
            .rows
            .iter()
            .map(|&row| fold_of_group[of[row as usize] as usize]);
        let mine = self.taken(collected(mine))?;
        let splits = fold_of_group
            .iter()
            .filter(|&&fold| fold != u16::UNSCORED)
            .count();
        Ok((mine, splits))
    }
}

/// The fold of each name of a column of predefined folds: in the order of the numbers, which need not be those from 0 on.
fn predefined(column: &Groups) -> Result<Vec<u16>, PrepareError> {
    let mut next = 0;
    let mut fold = |name: &String| match fold_number(name) {
        Some(NO_FOLD) => Ok(u16::UNSCORED),
        Some(_) => {
            let fold = u16::try_from(next).ok().filter(|&fold| fold != u16::UNSCORED);
            next += 1;
            fold.ok_or(PrepareError::Core(Error::Parameter("cv")))
        }
        None => Err(PrepareError::FoldName {
            column: column.column().to_owned(),
            name: name.clone(),
        }),
    };
    column.names().iter().map(&mut fold).collect()
}

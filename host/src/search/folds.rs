//! The folds that a round is fitted on: of all rows that are searched, or of some of them.

use mcutune_core::error::Error as CoreError;
use mcutune_core::search::fit::Fold;

use super::Options;
use super::cv_error::CvError;
use super::error::Error;
use super::event::Warning;
use crate::cv::{Cv, FoldRows, fold_number};
use crate::data::Data;
use crate::data::prepare::{
    Folds, Pipeline, Preparation, PrepareError, PreparedRows, Raw, Sample, Split, Splitting,
};
use crate::memory::{check_thread, check_threads};
use crate::rng::Rng;

/// Makes folds.
#[derive(Clone, Copy)]
pub(super) struct FoldMaker<'a> {
    pub options: &'a Options<'a>,
    pub data: &'a Data,
    /// Those that are searched.
    pub rows: &'a [u32],
    pub how: &'a Preparation,
    /// Fitted to all of them.
    pub whole: (&'a Pipeline, &'a PreparedRows<'a>),
    /// How many folds.
    pub count: usize,
    /// The seed that shuffles rows before they are split, where one does.
    pub shuffle: Option<u32>,
    /// Whether fits are scored in int8 too.
    pub quantize: bool,
}

/// Folds, with their rows.
pub(super) struct Made<'d> {
    folds: Folds<'d>,
    /// The rows without scaling, where fits are scored in int8.
    unscaled: Vec<Option<PreparedRows<'d>>>,
}

/// Folds as fits borrow them.
pub(super) struct Views<'a> {
    pub folds: Vec<Fold<'a>>,
    /// Why the fits of a fold fail before they begin.
    pub refused: Vec<Option<&'a str>>,
    /// Rows of the folds as they were measured, where they are scored in int8 too; else none.
    pub raw: Vec<Raw<'a>>,
}

impl<'a> FoldMaker<'a> {
    /// Folds of so many rows, or of all; on threads of this search's own.
    pub fn make(&self, rows: Option<u32>) -> Result<Made<'a>, Error> {
        let (options, data) = (self.options, self.data);
        // a fold is the task of one thread
        let jobs = options.jobs().min(self.count).max(1);
        let start = |jobs| {
            let check = if jobs == 1 {
                check_thread()
            } else {
                check_threads(jobs)
            };
            check.map_err(|error| error.to_string())?;
            let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
            threads.map_err(|error| error.to_string())
        };
        let threads = start(jobs).or_else(|_| start(1)).map_err(Error::Threads)?;
        let cv = Splitting {
            cv: options.cv.clone(),
            draw: self.shuffle.map(|seed| (options.rng, seed)),
            sample: rows.map(|rows| Sample {
                rng: options.rng,
                seed: self.shuffle.unwrap_or(options.seed),
                rows,
            }),
        };
        // the options have listeners, which are none of the threads'
        let (rows, how, whole, quantize) = (self.rows, self.how, self.whole, self.quantize);
        threads.install(|| {
            let folds = Folds::fit(data, rows, &cv, how, whole);
            let folds = folds.map_err(|error| of_folds(error, &cv.cv, data))?;
            let unscaled = match quantize {
                true => folds.unscaled(data, whole.0)?,
                false => Vec::new(),
            };
            Ok(Made { folds, unscaled })
        })
    }
}

impl<'d> Made<'d> {
    /// `matrix` holds all rows, as the maker had them.
    pub fn views<'a>(&'a self, matrix: &'a PreparedRows<'d>) -> Result<Views<'a>, Error> {
        Ok(Views {
            folds: self.folds.views(matrix)?,
            refused: self.folds.refused(),
            raw: self.folds.raw(&self.unscaled, matrix)?,
        })
    }

    /// What is to be said of them before the first fit.
    pub fn warnings(&self, cv: usize) -> Vec<Warning> {
        let small = self.folds.smallest;
        let small = small.map(|rows| Warning::SmallClass { rows, folds: cv });
        let empty = self.folds.empty_columns().into_iter();
        let empty = empty.map(|(column, folds)| Warning::EmptyColumn {
            column: column.to_owned(),
            folds,
            of: cv,
        });
        small.into_iter().chain(empty).collect()
    }
}

impl Views<'_> {
    /// How many rows train on the fold with the fewest.
    pub fn fewest(&self) -> usize {
        let rows = self.folds.iter().map(|fold| fold.train_rows.len());
        rows.min().unwrap_or(0)
    }
}

impl Cv {
    /// The rows that train and those that are scored, fold by fold, of a search of all rows of `data` with this seed.
    ///
    /// ```
    /// use mcutune::{Cv, Data, Rng};
    ///
    /// let values = Data::from_rows(&[0.0; 7], 1, &[0.5; 7])?;
    /// let folds = Cv::TimeSeries(2).split(&values, Rng::Xoshiro, 0)?;
    /// assert_eq!((&folds[0].train[..], &folds[0].test[..]), (&[0, 1, 2][..], &[3, 4][..]));
    /// assert_eq!((&folds[1].train[..], &folds[1].test[..]), (&[0, 1, 2, 3, 4][..], &[5, 6][..]));
    /// # Ok::<(), mcutune::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Cv`], [`Error::Folds`] and [`Error::Prepare`], as of such a search.
    pub fn split(&self, data: &Data, rng: Rng, seed: u32) -> Result<Vec<FoldRows>, Error> {
        check_cv(self, data)?;
        let how = Splitting {
            cv: self.clone(),
            draw: self.draws().then_some((rng, seed)),
            sample: None,
        };
        let split = Split::new(data, &data.all_rows()?, &how).map_err(|error| of_folds(error, self, data))?;
        let folds = split.folds();
        let rows = |fold| FoldRows {
            train: folds.train(fold).collect(),
            test: folds.test(fold).collect(),
        };
        Ok((0..folds.splits()).map(rows).collect())
    }
}

/// Whether the data have what the kind of folds takes.
pub(super) fn check_cv(cv: &Cv, data: &Data) -> Result<(), CvError> {
    let groups = data.groups();
    let column = || groups.map_or_else(String::new, |groups| groups.column().to_owned());
    let named = data.options().groups.as_ref();
    match (cv, groups) {
        (Cv::Stratified(_) | Cv::StratifiedGroup(_), _) if data.classes().is_empty() => {
            Err(CvError::NotClasses {
                target: data.target_name().unwrap_or_default().to_owned(),
            })
        }
        (cv, None) if cv.is_grouped() => Err(CvError::NoGroups { cv: cv.clone() }),
        (Cv::Column(name), _) if named != Some(name) => Err(CvError::NoGroups { cv: cv.clone() }),
        (cv, Some(groups)) if cv.is_grouped() && groups.names().len() == data.rows() => {
            Err(CvError::RowsAlone { column: column() })
        }
        (Cv::Column(_), Some(groups)) => {
            let (column, folds) = (column(), cv.folds(data));
            let numbers = groups.names().iter().all(|name| fold_number(name).is_some());
            match numbers && !(1..=255).contains(&folds) {
                true => Err(CvError::Predefined { column, folds }),
                // what is no number is told where it is read
                false => Ok(()),
            }
        }
        (_, None) => Ok(()),
        (cv, Some(_)) if cv.is_grouped() => Ok(()),
        (_, Some(_)) => Err(CvError::GroupsParted {
            column: column(),
            cv: cv.clone(),
        }),
    }
}

/// An error of making folds.
fn of_folds(error: PrepareError, cv: &Cv, data: &Data) -> Error {
    let PrepareError::Core(error) = error else {
        return error.into();
    };
    let (kind, column) = (cv.clone(), data.groups().map(|groups| groups.column().to_owned()));
    match (error, cv) {
        (CoreError::TooFewGroups { needed, got }, _) => CvError::FewGroups {
            column: column.unwrap_or_default(),
            groups: got,
            folds: needed,
        }
        .into(),
        (CoreError::TooFewRows { needed, got }, Cv::TimeSeries(_) | Cv::LeaveOneOut) => CvError::FewRows {
            cv: kind,
            needed,
            got,
        }
        .into(),
        (CoreError::TooFewRows { needed, got }, Cv::ShuffleSplit(_)) if data.rows() > 1 => {
            CvError::FewOfEach {
                cv: kind,
                got,
                classes: needed,
            }
            .into()
        }
        (CoreError::ClassTooSmall { class }, Cv::ShuffleSplit(_)) => CvError::OneRow {
            cv: kind,
            class: data.classes().get(class).cloned().unwrap_or_default(),
        }
        .into(),
        _ => Error::Folds {
            kind,
            cv: cv.folds(data),
            target: data.target_name().unwrap_or_default().to_owned(),
            error,
        },
    }
}

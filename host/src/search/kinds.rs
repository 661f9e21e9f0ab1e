//! What each kind of folds takes of the data, and which rows are on them.

use mcutune_core::error::Error as CoreError;

use super::cv_error::CvError;
use super::error::Error;
use crate::cv::{Cv, FoldRows, MOST_FOLDS, NO_FOLD, fold_number};
use crate::data::prepare::{PrepareError, Split, Splitting};
use crate::data::{Data, TargetColumn};
use crate::rng::Rng;

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
    /// [`Error::FoldCount`], [`Error::Cv`], [`Error::Folds`] and [`Error::Prepare`], as of such a search.
    pub fn split(&self, data: &Data, rng: Rng, seed: u32) -> Result<Vec<FoldRows>, Error> {
        check_number(self)?;
        check_cv(self, data)?;
        check_rows(self, self.folds(data))?;
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

/// Whether there are so many folds, where the data do not say how many.
pub(super) fn check_number(cv: &Cv) -> Result<(), Error> {
    let each = match *cv {
        Cv::Repeated { folds, .. } => Some(folds),
        _ => None,
    };
    let wrong = |folds: &usize| !(cv.fewest()..=MOST_FOLDS).contains(folds);
    match cv.number().into_iter().chain(each).find(wrong) {
        Some(folds) => Err(Error::FoldCount {
            folds,
            least: cv.fewest(),
        }),
        None => Ok(()),
    }
}

/// Whether there are no more folds than a search takes, where there are as many as rows.
pub(super) fn check_rows(cv: &Cv, folds: usize) -> Result<(), CvError> {
    match cv {
        Cv::LeaveOneOut if folds > MOST_FOLDS => Err(CvError::ManyRows { rows: folds }),
        _ => Ok(()),
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
                labels: matches!(data.target(), Some(TargetColumn::Labels { .. })),
            })
        }
        (cv, None) if cv.is_grouped() => Err(CvError::NoGroups { cv: cv.clone() }),
        (Cv::Column(name), _) if named != Some(name) => Err(CvError::NoGroups { cv: cv.clone() }),
        // of windows each may be a recording of its own
        (cv, Some(groups))
            if cv.is_grouped() && groups.names().len() == data.rows() && data.windowed().is_none() =>
        {
            Err(CvError::RowsAlone { column: column() })
        }
        (Cv::Column(_), Some(groups)) => {
            let (column, folds) = (column(), cv.folds(data));
            let numbers = groups.names().iter().all(|name| fold_number(name).is_some());
            let all_train = groups
                .names()
                .iter()
                .any(|name| fold_number(name) == Some(NO_FOLD));
            match folds {
                // what is no number is told where it is read
                _ if !numbers => Ok(()),
                1 if !all_train => Err(CvError::NoneTrain { column }),
                1..=MOST_FOLDS => Ok(()),
                folds => Err(CvError::Predefined { column, folds }),
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
pub(super) fn of_folds(error: PrepareError, cv: &Cv, data: &Data) -> Error {
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

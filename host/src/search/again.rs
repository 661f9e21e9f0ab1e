//! Trials of a study that are fitted again: to all rows of the search, as the winner is, or on its folds, for what a
//! search does not keep.

use std::path::{Path, PathBuf};

use mcutune_core::params::Params;
use mcutune_core::search::fit::Fold;
use mcutune_core::train::{Epoch, StopReason};
use serde_json::Value as Json;

use super::answers::FoldAnswers;
use super::error::{Error, NotRefitted};
use super::event::failures;
use super::fit::{FoldResult, score_on, train};
use super::network::NotTrained;
use super::results::number_in;
use super::run::Course;
use super::strategy::{Declared, N_RESOURCES, Resource};
use super::trial::Trial;
use crate::data::prepare::Raw;
use crate::data::{Data, Task};
use crate::limits::Quantity;
use crate::model::Model;
use crate::recordings::Recordings;
use crate::space::Prepared;
use crate::study::{self, Study, StudyError};

/// A trial of a study, fitted to the rows that its search's winner is fitted to: see [`Study::refit`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FittedTrial {
    /// With the trial's scores, and with those on the rows held out.
    pub model: Model,
    /// scikit-learn's `loss_curve_`, and `validation_scores_` with early stopping.
    pub curve: Vec<Epoch>,
    /// The rows of the data that were held out of the search, from 0; none where all were searched.
    pub held_out: Vec<u32>,
}

/// A trial of a study on one of its folds, fitted again: see [`Study::fold_fits`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoldFit {
    /// Its loss, and its validation score with early stopping, epoch by epoch; empty where it could not be fitted.
    pub curve: Vec<Epoch>,
    /// The rows that test it, from 0 among those of the data.
    pub test_rows: Vec<u32>,
    /// Its answers to them in f32, row by row: the probability of the second of two classes, or of each of more
    /// classes, or the value. None where it failed.
    pub answers: Option<Vec<f32>>,
    /// The same of its int8 form, calibrated on the rows that trained it; none where it has no such form.
    pub answers_int8: Option<Vec<f32>>,
}

impl Study {
    /// Fits a trial to the rows that the search's winner is fitted to; the winner itself gets the bytes of
    /// `model.json`. A trial that was given up before its last fold has parameters like any other, and no score.
    ///
    /// ```
    /// use mcutune::{Data, GridSearch, Space, Study};
    ///
    /// # let place = tempfile::tempdir()?;
    /// # let directory = place.path().join("iris.study");
    /// let data = Data::read("data/iris.csv")?;
    /// let space: Space = "hidden_layer_sizes = [[4], [8]]\nmax_iter = 20".parse()?;
    /// let found = GridSearch::new(space).cv(3).study(&directory).fit(&data)?;
    ///
    /// let study = Study::read(&directory)?;
    /// let winner = found.best_trial().number();
    /// assert_eq!(&study.refit(winner, &data)?.model, found.best_model());
    /// let other = study.refit(1 - winner, &data)?.model;
    /// assert_ne!(&other, found.best_model());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoTrial`], [`Error::NotRefitted`], [`StudyError::OtherData`] for other bytes than those that were
    /// searched, [`StudyError::Unlike`] where they were read otherwise, or by another version of this program.
    pub fn refit(&self, number: usize, data: &Data) -> Result<FittedTrial, Error> {
        let trial = self.refittable(number)?;
        self.with_course((trial, data), |course| {
            let params = params_of(course, trial)?;
            let selection = self.selection();
            let results = self.results(selection.rule, selection.by);
            let of_folds = (trial, results.confirmation(number));
            let declared = Declared::default();
            let finish = course.finish(&declared, self.data_name().to_owned());
            let refitted = finish.refit((&results, number), &params)?;
            Ok(FittedTrial {
                model: finish.model(of_folds, &params, &refitted)?,
                curve: refitted.curve,
                held_out: course.split.held_out.clone(),
            })
        })
    }

    /// A trial that [`Study::refit`] may fit: known without the data.
    ///
    /// # Errors
    /// [`Error::NoTrial`], and [`Error::NotRefitted`] of one that has no network.
    pub fn refittable(&self, number: usize) -> Result<&Trial, Error> {
        let trial = self.trials().get(number).ok_or_else(|| self.no_trial(number))?;
        let refused = |why| Err(Error::NotRefitted { number, why });
        if let Some(why) = trial.infeasible() {
            return refused(NotRefitted::Infeasible(why.to_owned()));
        }
        if trial.is_not_fitted() {
            return refused(NotRefitted::NotFitted);
        }
        let selection = self.selection();
        let wins = || self.results(selection.rule, selection.by).winner() == Some(number);
        match failures(std::slice::from_ref(trial)).into_iter().next() {
            // where none has a mean score, the first may win all the same, and a mean may be of what stands for scores
            Some((why, _)) if trial.mean_of(selection.by).is_nan() && !wins() => {
                refused(NotRefitted::Failed(why))
            }
            _ => Ok(trial),
        }
    }

    /// Reads the data of its search again, wherever they are now, as it read them.
    ///
    /// # Errors
    /// [`StudyError::OtherData`] for others; where they cannot be read.
    pub fn read_data(&self, files: &[PathBuf]) -> Result<Data, Error> {
        if self.is_of_windows() {
            let (options, windowing) = self.recording_options()?;
            let data = Recordings::read(files, &options)?.windows(&windowing)?;
            self.check_data(&data)?;
            return Ok(data);
        }
        let mut options = self.read_options()?;
        if let (Some(y), Some(first)) = (&options.y, files.first())
            && !Path::new(y).exists()
            && let Some(name) = Path::new(y).file_name()
        {
            // a file of the target is where the features are
            let beside = first.with_file_name(name);
            options.y = beside
                .exists()
                .then(|| beside.to_string_lossy().into_owned())
                .or(options.y);
        }
        let read = options.read_all(files).or_else(|error| {
            // its settings have what the target was found to be, and not that it was to be found
            let found = options.clone().task(Task::Auto).read_all(files);
            found.map_err(|_| error)
        });
        match read {
            Ok(data) => {
                self.check_data(&data)?;
                if self.is_as_read(&data) {
                    return Ok(data);
                }
                let found = options.task(Task::Auto).read_all(files).ok();
                Ok(found.filter(|found| self.is_as_read(found)).unwrap_or(data))
            }
            Err(error) => {
                if let [file] = files
                    && options.y.is_none()
                {
                    // what cannot be read as the study's data may be others
                    self.check_file(file)?;
                }
                Err(error.into())
            }
        }
    }

    /// Fits a trial on each fold of the search again, for what that does not keep: curves and answers.
    ///
    /// # Errors
    /// As [`Study::refit`]; [`Error::NotRepeated`] where a fold's score is not that of the search.
    pub fn fold_fits(&self, number: usize, data: &Data) -> Result<Vec<FoldFit>, Error> {
        let trial = self.trials().get(number).ok_or_else(|| self.no_trial(number))?;
        if trial.infeasible().is_some() || trial.is_not_fitted() {
            self.refittable(number)?;
        }
        self.with_course((trial, data), |course| {
            let params = params_of(course, trial)?;
            course.with_folds(self.rows_of(trial), |views| {
                let views = views.of(&params).ok_or(Error::NoCandidates)?;
                let params = params.of_prepared();
                let folds = views.folds.iter().zip(&views.raw).zip(&views.refused).enumerate();
                let fit = |(k, ((fold, raw), refused)): (usize, ((_, _), &Option<&str>))| match refused {
                    Some(_) => Ok(FoldFit::failed(fold, Vec::new())),
                    None => FoldFit::of(course, (fold, raw), &params, (number, k, trial.folds.get(k))),
                };
                folds.map(fit).collect()
            })
        })
    }

    /// Of how many rows a trial's folds are, where its search gave it some of them.
    fn rows_of(&self, trial: &Trial) -> Option<u32> {
        let resource = self.settings().get("resource").and_then(Json::as_str);
        let rows = number_in(trial, N_RESOURCES).filter(|_| resource == Some(Resource::NSamples.name()));
        rows.and_then(|rows| u32::try_from(rows).ok())
    }

    fn no_trial(&self, number: usize) -> Error {
        let trials = self.trials().len();
        Error::NoTrial { number, trials }
    }

    /// Prepares the data as the search did for a trial, and does the rest with them.
    pub(super) fn with_course<T>(
        &self,
        (trial, data): (&Trial, &Data),
        rest: impl FnOnce(&Course<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.check_data(data)?;
        let mut options = self.options()?;
        let chosen = Prepared::of(&trial.choices.params(options.space.base())?);
        options.space = options.space.preparing(chosen);
        Course::with(&options, data, |course| {
            let how = (course.scorers, course.how.target_scaling);
            let differences = study::unlike(self.settings(), &study::of_fits(&options, data, how));
            match differences.is_empty() {
                true => rest(course),
                false => Err(StudyError::Unlike {
                    path: data.source(),
                    differences,
                }
                .into()),
            }
        })
    }
}

/// A trial's hyperparameters, if it comes to the network that the study has.
pub(super) fn params_of(course: &Course<'_>, trial: &Trial) -> Result<Params, Error> {
    let planned = course.planner.plan(&trial.choices)?;
    let of = |quantity: Quantity| (trial.cost(quantity), planned.cost.map(|cost| quantity.of(&cost)));
    let same = |quantity: &Quantity| {
        matches!(of(*quantity), (None, _) | (_, None)) || {
            let (there, here) = of(*quantity);
            there == here
        }
    };
    match planned.parameters == trial.parameters && Quantity::ALL.iter().all(same) {
        true => Ok(planned.params),
        false => Err(StudyError::Setting {
            what: format!(
                "trial {} has {} parameters, and {} by its settings",
                trial.number, trial.parameters, planned.parameters
            ),
        }
        .into()),
    }
}

impl FoldFit {
    fn failed(fold: &Fold<'_>, curve: Vec<Epoch>) -> Self {
        Self {
            curve,
            test_rows: fold.test_rows.to_vec(),
            answers: None,
            answers_int8: None,
        }
    }

    fn of(
        course: &Course<'_>,
        (fold, raw): (&Fold<'_>, &Raw<'_>),
        params: &Params,
        (trial, number, recorded): (usize, usize, Option<&FoldResult>),
    ) -> Result<Self, Error> {
        let (rng, seed) = (course.options.rng, course.options.seed);
        let mut curve = Vec::new();
        let trained = train(&fold.train, fold.train_rows, params, rng, seed, |epoch| {
            curve.push(epoch)
        });
        let weights = match trained {
            Ok(trained) if trained.fit.stop != StopReason::NotFinite => trained.weights,
            Ok(_) | Err(NotTrained::Core(_) | NotTrained::NotFinite) => return Ok(Self::failed(fold, curve)),
            Err(error @ NotTrained::TooLarge(_)) => return Err(error.into()),
        };
        let score = match score_on(
            &fold.test,
            fold.test_rows,
            params,
            &weights,
            course.scorers.refit(),
        ) {
            Err(NotTrained::NotFinite) => return Ok(Self::failed(fold, curve)),
            score => score?,
        };
        if let Some(recorded) = recorded
            && recorded.end.is_fitted()
            && recorded.score.to_bits() != score.to_bits()
            && !(recorded.score.is_nan() && score.is_nan())
        {
            let (there, here) = (recorded.score, score);
            return Err(Error::NotRepeated {
                trial,
                fold: number,
                there,
                here,
            });
        }
        let answers = FoldAnswers::of(fold, Some(raw), params, &weights)?;
        Ok(Self {
            curve,
            test_rows: fold.test_rows.to_vec(),
            answers: Some(answers.f32),
            answers_int8: answers.int8,
        })
    }
}

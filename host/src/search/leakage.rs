//! What a trial on windows of recordings is worth: by recording, and on folds that tear recordings apart.

use mcutune_core::search::fit::Fold;
use mcutune_core::search::rank::mean_and_std;

use super::again::params_of;
use super::error::Error;
use super::fit::{FoldResult, evaluate};
use super::kept::GoesOn;
use super::prepared::Whole;
use super::run::Course;
use crate::cv::Cv;
use crate::data::Data;
use crate::data::prepare::{Folds, Splitting};
use crate::space::Prepared;
use crate::study::Study;
use crate::windows::{ByRecording, RecordingScores, Smoothing, add_rows};

/// The mean score of a trial on the folds of its search, and on as many into which windows were dealt at random: windows
/// of a recording are alike, and with some of them in training the others are no surprise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leakage {
    /// On folds that keep recordings whole.
    pub by_recording: f64,
    /// On shuffled folds.
    pub random: f64,
}

impl Leakage {
    /// By how much the random folds promise too much.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.random - self.by_recording
    }
}

impl Study {
    /// Fits a trial on shuffled folds too, whatever recording a window is of, for the gap between both: none where the
    /// rows are no windows of recordings.
    ///
    /// # Errors
    /// As [`Study::fold_fits`].
    pub fn leakage(&self, number: usize, data: &Data) -> Result<Option<Leakage>, Error> {
        let trial = self.refittable(number)?;
        if data.windowed().is_none() {
            return Ok(None);
        }
        self.with_course((trial, data), |course| {
            let params = params_of(course, trial)?;
            let whole = whole(course, &Prepared::of(&params))?;
            let options = course.options;
            let cv = Splitting {
                cv: Cv::Shuffled(trial.folds.len()),
                draw: Some((options.rng, options.seed)),
                sample: None,
            };
            let of = (&whole.pipeline, &*whole.matrix);
            let made = Folds::fit(whole.data, whole.rows, (&cv, None), &whole.how, of, 1)?;
            let params = params.of_prepared();
            let score = |fold: &Fold<'_>| -> FoldResult {
                let seed = (options.rng, options.seed);
                evaluate(
                    fold,
                    None,
                    &params,
                    (&course.scorers.alone(), false),
                    seed,
                    &mut GoesOn::default(),
                )
                .0
            };
            let scores: Vec<f64> = made
                .views(&whole.matrix)?
                .iter()
                .map(|fold| score(fold).score)
                .collect();
            Ok(Some(Leakage {
                by_recording: trial.mean_test_score(),
                random: mean_and_std(&scores).0,
            }))
        })
    }

    /// Scores of recordings by the answers of a trial's folds, each to recordings that its fit has not seen; none where
    /// the rows are no windows of recordings of several classes.
    ///
    /// # Errors
    /// As [`Study::fold_fits`].
    pub fn by_recording(
        &self,
        number: usize,
        data: &Data,
        smoothing: Option<Smoothing>,
    ) -> Result<Option<RecordingScores>, Error> {
        let trial = self.refittable(number)?;
        if data.windowed().is_none() || data.classes().is_empty() {
            return Ok(None);
        }
        let fits = self.fold_fits(number, data)?;
        self.with_course((trial, data), |course| {
            let params = params_of(course, trial)?;
            let whole = whole(course, &Prepared::of(&params))?;
            let Some(windowed) = whole.data.windowed() else {
                return Ok(None);
            };
            let mut all = ByRecording::new(whole.data.classes().len());
            for fit in &fits {
                // one that failed answers nothing
                let Some(answers) = &fit.answers else {
                    return Ok(None);
                };
                add_rows(&mut all, (whole.data, windowed), &fit.test_rows, answers);
            }
            Ok(Some(all.scores(smoothing)))
        })
    }
}

fn whole<'c>(course: &'c Course<'_>, chosen: &Prepared) -> Result<&'c Whole<'c>, Error> {
    let whole = course.wholes().iter().find(|whole| whole.chosen == *chosen);
    whole.ok_or(Error::NoCandidates)
}

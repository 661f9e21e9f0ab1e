//! A study by another score of the same fits, from the answers that its search kept.

use std::path::Path;

use mcutune_core::data::Target;
use mcutune_core::error::Error as CoreError;
use mcutune_core::score::{Scorer, Scoring, score, score_scratch};
use serde_json::{Value as Json, json};

use super::confirmation::Confirmation;
use super::error::StudyError;
use super::predictions::{Asked, Kept};
use super::record::Study;
use super::settings::{Difference, ITERATION, KEEP_PREDICTIONS, POS_LABEL, TRAIN_SCORE, WEIGHTED_SCORES};
use crate::data::Location;
use crate::pos_label;
use crate::search::{End, Error, Trial};

impl Study {
    /// The same study by another score, with its ranks and its winner, and without a fit: by one of several scores of its
    /// search, where no trial was dropped for another, or from what its search kept in `directory` ([`Search::keep_predictions`](crate::Search::keep_predictions)). `pos_label` is the positive
    /// class of a score that has one, as for [`Search::pos_label`](crate::Search::pos_label); where there is none it is
    /// that of the study's own score, if that has one.
    ///
    /// # Errors
    /// [`StudyError::NotKept`] of a study whose search kept nothing, [`StudyError::Dropped`] where it dropped
    /// candidates, [`StudyError::WeightedScores`] of one whose scores are weighted; where the score does not suit, or
    /// what was kept is damaged.
    pub fn rescored(
        &self,
        directory: impl AsRef<Path>,
        scoring: Scoring,
        pos_label: Option<&str>,
    ) -> Result<Self, Error> {
        if let (Some(at), None) = (self.place_of(scoring), pos_label) {
            return Ok(self.by_another(at, scoring));
        }
        if !self.settings.contains_key(KEEP_PREDICTIONS) {
            return Err(match self.drops() {
                true => StudyError::Dropped(self.scoring.clone()),
                false => StudyError::NotKept,
            }
            .into());
        }
        if self.settings.contains_key(WEIGHTED_SCORES) {
            let column = self.settings.get("weights").and_then(Json::as_str);
            return Err(StudyError::WeightedScores(column.unwrap_or_default().to_owned()).into());
        }
        let kept = Kept::open(directory.as_ref())?;
        if kept.asked.absent_classes {
            return Err(StudyError::AbsentClasses.into());
        }
        // what they are to is of the same study, or nothing of it is to be taken at its word
        if let Some((&trial, sum)) = self.kept.first_key_value() {
            kept.of(trial, sum)?;
        }
        let truth = Truth::of(&kept.asked);
        let all = truth.target();
        if !scoring.suits(&all) {
            let suitable = Scoring::ALL.into_iter().filter(|one| one.suits(&all)).collect();
            return Err(Error::Scoring { scoring, suitable });
        }
        truth.check_values(scoring)?;
        let own = Scoring::from_name(&self.scoring).unwrap_or(scoring);
        let recorded = self.settings.get(POS_LABEL).and_then(Json::as_str);
        let classes = &kept.asked.classes;
        let own = pos_label::scorer(own, classes, recorded)?;
        let same = recorded.filter(|_| pos_label::is_taken(scoring, classes));
        let asked = pos_label::scorer(scoring, classes, pos_label.or(same))?;
        let mut study = self.clone();
        let base = self.base().ok();
        let rescore = |trial: &mut Trial| -> Result<(), Error> {
            let fitted = trial.folds.iter().any(|fold| fold.end.is_fitted());
            if trial.given_up.is_some() || !fitted {
                return Ok(());
            }
            let sum = self
                .kept
                .get(&trial.number)
                .ok_or(StudyError::NoAnswers(trial.number))?;
            let answers = kept.of(trial.number, sum)?;
            truth.check(trial, &answers, own, &kept)?;
            let params = base.and_then(|base| trial.choices.params(&base).ok());
            truth.rescore(trial, &answers, asked, params.map(|params| params.max_iter));
            Ok(())
        };
        study.trials.iter_mut().try_for_each(rescore)?;
        // other limits may bring these back
        for (&number, excluded) in &mut study.excluded {
            let mut trial = study.trials[number].clone();
            (trial.folds, trial.given_up) = (std::mem::take(&mut excluded.folds), excluded.given_up.clone());
            rescore(&mut trial)?;
            excluded.folds = trial.folds;
        }
        study.confirmation = Confirmation::default();
        study.scoring = scoring.name().to_owned();
        study.settings.insert("scoring".to_owned(), json!(scoring.name()));
        for of_all in [POS_LABEL, Difference::SCORINGS, TRAIN_SCORE] {
            study.settings.remove(of_all);
        }
        if let Some(class) = pos_label::name(asked, classes) {
            study.settings.insert(POS_LABEL.to_owned(), json!(class));
        }
        Ok(study)
    }
}

impl Study {
    /// The place of a score among several of its search, if that dropped no trial for another by the one that it maximised.
    fn place_of(&self, scoring: Scoring) -> Option<usize> {
        let several = self.measured().several;
        let at = several.iter().position(|name| name == scoring.name());
        at.filter(|_| !self.drops())
    }

    /// Whether its search dropped trials by the score that it maximised.
    fn drops(&self) -> bool {
        self.is_raced() || self.settings.contains_key(ITERATION)
    }

    /// The same study by one of several scores of its search.
    fn by_another(&self, at: usize, scoring: Scoring) -> Self {
        let mut study = self.clone();
        let excluded = study.excluded.values_mut().map(|excluded| &mut excluded.folds);
        let folds = study.trials.iter_mut().map(|trial| &mut trial.folds);
        for fold in folds.chain(excluded).flatten() {
            let of = |scores: &[f64]| scores.get(at).copied().unwrap_or(f64::NAN);
            fold.score = of(&fold.beside.test);
            if let Some(Ok(score)) = &mut fold.int8 {
                *score = of(&fold.beside.int8);
            }
            fold.end = match &fold.end {
                end if end.is_fitted() && fold.score.is_nan() => End::Undefined,
                // the journal does not say how its fit ended
                End::Undefined => End::MaxIter,
                end => end.clone(),
            };
        }
        study.confirmation = Confirmation::default();
        study.scoring = scoring.name().to_owned();
        study.settings.insert("scoring".to_owned(), json!(scoring.name()));
        study
    }
}

/// What would be right.
struct Truth<'a> {
    asked: &'a Asked,
    labels: Vec<u16>,
    values: Vec<f32>,
}

impl<'a> Truth<'a> {
    fn of(asked: &'a Asked) -> Self {
        Self {
            labels: asked.truth.iter().map(|&label| label as u16).collect(),
            values: asked.truth.iter().map(|&value| value as f32).collect(),
            asked,
        }
    }

    /// An error where a value is one that the score is not defined of.
    fn check_values(&self, scoring: Scoring) -> Result<(), Error> {
        let mut rows = self.values.iter().zip(&self.asked.rows);
        let is_out = |&(&value, _): &(&f32, &u32)| !scoring.takes_value(value.into());
        match rows.find(is_out).filter(|_| self.asked.classes.is_empty()) {
            Some((&value, &row)) => Err(Error::ScoredValue {
                scoring,
                at: Location::Row(row as usize),
                value,
            }),
            None => Ok(()),
        }
    }

    fn target(&self) -> Target<'_> {
        self.some(0, self.labels.len())
    }

    fn some(&self, from: usize, to: usize) -> Target<'_> {
        match self.asked.classes.len() {
            0 => Target::Values {
                values: &self.values[from..to],
                outputs: 1,
            },
            classes => Target::Classes {
                labels: &self.labels[from..to],
                classes,
            },
        }
    }

    /// The scores of a trial's folds in f32 or, behind them, in int8; NaN where there is none.
    fn scores(&self, answers: &[f32], int8: bool, scorer: Scorer) -> Vec<Result<f64, CoreError>> {
        let mut from = 0;
        let behind = if int8 { self.asked.rows.len() } else { 0 };
        let mut scratch = vec![0; score_scratch(self.asked.rows.len(), self.asked.classes.len())];
        let fold = |&rows: &usize| {
            let (begins, ends) = (from, from + rows);
            from = ends;
            let of = |at: usize| (behind + at) * self.asked.outputs;
            score(
                scorer,
                &self.some(begins, ends),
                &answers[of(begins)..of(ends)],
                &mut scratch,
            )
        };
        self.asked.folds.iter().map(fold).collect()
    }

    /// That the study's own scores are those of the answers.
    fn check(&self, trial: &Trial, answers: &[f32], own: Scorer, kept: &Kept) -> Result<(), StudyError> {
        let scores = self.scores(answers, false, own);
        let same = trial.folds.iter().zip(&scores).all(|(fold, score)| {
            let score = score.as_ref().copied().unwrap_or(f64::NAN);
            !fold.end.is_fitted()
                || fold.score.to_bits() == score.to_bits()
                || fold.score.is_nan() && !score.is_finite()
        });
        match same && scores.len() == trial.folds.len() {
            true => Ok(()),
            false => Err(kept.not_of(trial.number)),
        }
    }

    /// Scores a trial of fits with so many epochs at most, where that is known.
    fn rescore(&self, trial: &mut Trial, answers: &[f32], asked: Scorer, max_iter: Option<u32>) {
        let f32 = self.scores(answers, false, asked);
        let int8 = self.asked.dtypes.len() > 1;
        let int8 = int8.then(|| self.scores(answers, true, asked));
        for (k, fold) in trial.folds.iter_mut().enumerate() {
            if !fold.end.is_fitted() {
                continue;
            }
            fold.score = f32[k]
                .as_ref()
                .copied()
                .ok()
                .filter(|score| score.is_finite())
                .unwrap_or(f64::NAN);
            fold.end = match &fold.end {
                _ if fold.score.is_nan() => End::Undefined,
                // the journal has no score of it, and so not how its fit ended: it has gone as far as it could, or ended
                // before
                End::Undefined if max_iter.is_some_and(|most| fold.n_iter < most) => End::Converged,
                End::Undefined => End::MaxIter,
                end => end.clone(),
            };
            if let (Some(scores), Some(before @ Ok(_))) = (&int8, &mut fold.int8) {
                *before = match &scores[k] {
                    _ if fold.score.is_nan() => Ok(f64::NAN),
                    Ok(score) if score.is_finite() => Ok(*score),
                    Ok(_) => Err("its score is not finite".into()),
                    Err(error) => Err(error.to_string()),
                };
            }
        }
    }
}

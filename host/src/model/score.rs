//! How good a model is on rows whose truth is known.

use std::collections::{BTreeMap, BTreeSet};

use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::loss::{Output, class_of, has_label};
use mcutune_core::score::{Scorer, Scoring, score, score_weighted, score_wide, weighted_score_scratch};

use super::evaluation::{ClassReport, Evaluation, Residuals};
use super::predictions::NotFinite;
use super::{Confusion, Dtype, Model, ModelError, Predictor};
use crate::data::labels::{are_numbers, without_point};
use crate::data::meaning::truth as truth_value;
use crate::data::room::{Full, collected, has_room, zeros};
use crate::data::{Data, DataError, TargetColumn, Task};
use crate::pos_label::{self, PosLabelError};
use crate::text::nearest;

/// Bytes that a pair of a class and an answer takes, counted and then written, at most.
const PAIR: usize = 256;

/// What rows are, as a model has it.
enum Truth {
    Labels(Vec<u16>),
    /// With all of the digits that they were read with.
    Values(Vec<f64>),
    /// Several columns.
    Several(TargetColumn),
}

impl Model {
    /// The score on the rows of `data`, in f32; see [`Predictor::scores`].
    ///
    /// # Errors
    /// As [`Predictor::scores`].
    pub fn score(&self, data: &Data, scoring: Scoring) -> Result<f64, ModelError> {
        self.with(Dtype::F32)?.score(data, scoring)
    }

    /// The scores that suit what it predicts.
    #[must_use]
    pub fn scorings(&self) -> Vec<Scoring> {
        let target = self.kind();
        Scoring::ALL
            .into_iter()
            .filter(|scoring| scoring.suits(&target))
            .collect()
    }

    /// Whether rows may have weights in a score of what it predicts, as scikit-learn's has a `sample_weight`.
    #[must_use]
    pub fn takes_weights(&self, scoring: Scoring) -> bool {
        scoring.takes_weights(&self.kind())
    }

    /// A target of no rows.
    fn kind(&self) -> Target<'static> {
        let outputs = self.targets.len().max(1);
        match (self.classes.len(), self.output) {
            (0, Output::Identity | Output::Exp) => Target::Values { values: &[], outputs },
            (0, Output::Logistic | Output::Softmax) => Target::Multilabel { labels: &[], outputs },
            (classes, _) => Target::Classes { labels: &[], classes },
        }
    }

    /// The target of `data`, of the kind that this model predicts.
    fn truth(&self, data: &Data) -> Result<Truth, ModelError> {
        let of_classes = !self.classes.is_empty();
        let several = !self.targets.is_empty();
        match data.target().ok_or_else(|| absent_target(data, self))? {
            TargetColumn::Classes { labels, names } if of_classes => {
                Ok(Truth::Labels(self.labels(data, labels, names)?))
            }
            column @ (TargetColumn::Labels { .. } | TargetColumn::Outputs { .. })
                if several
                    && matches!(column, TargetColumn::Labels { .. }) == (self.task() == Task::Classify) =>
            {
                let ordered = column.in_order(&self.targets);
                ordered
                    .map(Truth::Several)
                    .ok_or_else(|| self.other_targets(data))
            }
            TargetColumn::Values(_) if !of_classes && !several => {
                self.preprocess.check_target_durations(data)?;
                Ok(Truth::Values(data.wide_values()?))
            }
            other if other.columns().is_empty() == several => Err(self.other_targets(data)),
            other => Err(ModelError::Data(DataError::WrongTarget {
                path: data.source(),
                column: data.target_name().unwrap_or_default().to_owned(),
                classes: matches!(other, TargetColumn::Classes { .. } | TargetColumn::Labels { .. }),
            })),
        }
    }

    /// The error of targets that are not by their names those of this model.
    fn other_targets(&self, data: &Data) -> ModelError {
        ModelError::Data(DataError::OtherTargets {
            path: data.source(),
            here: data.target_name().unwrap_or_default().to_owned(),
            model: self.target.clone(),
        })
    }

    /// An error where the target of `data` is none that this model predicts.
    pub(super) fn check_truth(&self, data: &Data) -> Result<(), ModelError> {
        self.truth(data).map(drop)
    }

    /// Classes of which `data` have no row, however they spell these.
    #[must_use]
    pub fn absent_classes(&self, data: &Data) -> Vec<&str> {
        let position = self.position();
        let here: BTreeSet<usize> = data.classes().iter().filter_map(|name| position(name)).collect();
        let absent = self
            .classes
            .iter()
            .enumerate()
            .filter(|(at, _)| !here.contains(at));
        absent.map(|(_, class)| class.as_str()).collect()
    }

    /// Finds the class of a label, as it is written or by its number.
    fn position(&self) -> impl Fn(&str) -> Option<usize> {
        let are_numbers = are_numbers(&self.classes);
        let names = self.classes.iter().zip(0..);
        let known: BTreeMap<&str, usize> = names.map(|(class, at)| (key(class, are_numbers), at)).collect();
        move |name| {
            let same = known.get(key(name, are_numbers)).copied();
            // A model may have learnt `true` as its file spelled it.
            same.or_else(|| {
                let truth = Some(truth_value(name)?);
                let mut alike = (0..self.classes.len()).filter(|&at| truth_value(&self.classes[at]) == truth);
                alike.next().filter(|_| alike.next().is_none())
            })
        }
    }

    /// The labels of `data` as this model counts its classes.
    fn labels(&self, data: &Data, labels: &[u16], names: &[String]) -> Result<Vec<u16>, ModelError> {
        let position = self.position();
        let positions: Vec<_> = names.iter().map(|name| position(name)).collect();
        let own = |(row, &label): (usize, &u16)| match positions[usize::from(label)] {
            Some(position) => Ok(position as u16),
            None => Err(ModelError::Data(DataError::UnknownClass {
                at: data.location(row),
                column: data.target_name().unwrap_or_default().to_owned(),
                class: names[usize::from(label)].clone(),
                known: self.classes.clone(),
            })),
        };
        let full = |full: Full| full.of(&data.source(), data.rows());
        let mut all = zeros(labels.len()).map_err(full)?;
        for (label, row) in all.iter_mut().zip(labels.iter().enumerate()) {
            *label = own(row)?;
        }
        Ok(all)
    }
}

impl Predictor<'_> {
    /// The score on the rows of `data`; see [`Predictor::scores`].
    ///
    /// # Errors
    /// As [`Predictor::scores`].
    pub fn score(&self, data: &Data, scoring: Scoring) -> Result<f64, ModelError> {
        Ok(self.scores(data, &[scoring])?[0])
    }

    /// Has rows count in scores, and in a report of classes, as [`ReadOptions::weights`](crate::ReadOptions::weights)
    /// says, as scikit-learn's metrics with `sample_weight`. Residuals and the confusion matrix count each row once.
    #[must_use]
    pub fn weighted_scores(mut self) -> Self {
        self.weighted_scores = true;
        self
    }

    /// What rows count in scores, one each where none.
    fn weights<'d>(&self, data: &'d Data) -> Result<Option<&'d [f32]>, ModelError> {
        match (self.weighted_scores, data.weights()) {
            (false, _) => Ok(None),
            (true, Some(weights)) => Ok(Some(weights.of_rows())),
            (true, None) => Err(ModelError::NoWeights),
        }
    }

    /// A score with its positive class.
    fn scorer(&self, scoring: Scoring) -> Result<Scorer, PosLabelError> {
        let asked = self
            .pos_label
            .filter(|_| pos_label::is_taken(scoring, &self.model.classes));
        pos_label::scorer(scoring, &self.model.classes, asked)
    }

    /// The positive class of a score; none of a score that has no such class.
    ///
    /// # Errors
    /// [`PosLabelError`] where it has one, which is neither given nor `1`.
    pub fn positive_class(&self, scoring: Scoring) -> Result<Option<String>, PosLabelError> {
        Ok(pos_label::name(self.scorer(scoring)?, &self.model.classes))
    }

    /// Several scores of one prediction, in their order; higher is better. NaN where the rows do
    /// not define one, as those of one class do not define the area under a curve.
    /// [`Model::read_options`] reads data whose target is as the model's.
    ///
    /// # Errors
    /// [`ModelError::Unsuitable`] where a score is for another kind of target, [`ModelError::NoWeights`],
    /// [`ModelError::NoWeightsIn`] and [`ModelError::NoWeightInAll`] where they are to be weighted and are not,
    /// [`ModelError::PosLabel`] where its positive class is neither given nor `1`,
    /// [`ModelError::Diverged`] where an answer is not finite, and [`ModelError::Data`] where the target is
    /// absent, of another kind, or holds a class that the model does not know.
    pub fn scores(&self, data: &Data, scorings: &[Scoring]) -> Result<Vec<f64>, ModelError> {
        let suitable = self.model.scorings();
        if let Some(&scoring) = scorings.iter().find(|scoring| !suitable.contains(scoring)) {
            return Err(ModelError::Unsuitable { scoring });
        }
        let weights = self.weights(data)?;
        let unweighted = |scoring: &Scoring| weights.is_some() && !self.model.takes_weights(*scoring);
        if let Some(&scoring) = scorings.iter().find(|scoring| unweighted(scoring)) {
            return Err(ModelError::NoWeightsIn { scoring });
        }
        let scorers: Vec<Scorer> = scorings
            .iter()
            .map(|&scoring| self.scorer(scoring))
            .collect::<Result<_, _>>()?;
        let rows = data.all_rows()?;
        let outputs = self.outputs_of(data, &rows)?;
        let classes = self.model.classes.len().max(self.model.targets.len());
        let truth = self.model.truth(data)?;
        self.check_answers((data, &rows), &outputs)?;
        let full = |full: Full| full.of(&data.source(), data.rows());
        let mut scratch = zeros(weighted_score_scratch(data.rows(), classes)).map_err(full)?;
        let score_of = |&scorer: &Scorer| {
            let scored = |target: &Target<'_>, scratch: &mut [u32]| match weights {
                None => score(scorer, target, &outputs, scratch),
                Some(weights) => score_weighted(scorer, target, weights, &outputs, scratch),
            };
            let found = match &truth {
                Truth::Labels(labels) => scored(&Target::Classes { labels, classes }, &mut scratch),
                Truth::Values(values) => score_wide(scorer.scoring, values, weights, &outputs, &mut scratch),
                Truth::Several(columns) => scored(&columns.as_target(), &mut scratch),
            };
            match found {
                Err(Error::Undefined) => Ok(f64::NAN),
                Err(Error::NoWeight) => Err(ModelError::NoWeightInAll),
                other => other.map_err(super::inconsistent),
            }
        };
        scorers.iter().map(score_of).collect()
    }

    /// Which classes the rows of `data` are taken for, or how far the answers are off.
    ///
    /// # Errors
    /// As [`Predictor::scores`].
    pub fn evaluation(&self, data: &Data) -> Result<Evaluation, ModelError> {
        self.evaluation_of(data, &data.all_rows()?)
    }

    /// The same of some rows, by their numbers from 0.
    ///
    /// # Errors
    /// As [`Predictor::evaluation`].
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn evaluation_of(&self, data: &Data, rows: &[u32]) -> Result<Evaluation, ModelError> {
        let outputs = self.outputs_of(data, rows)?;
        let truth = self.model.truth(data)?;
        self.check_answers((data, rows), &outputs)?;
        let full = |full: Full| full.of(&data.source(), data.rows());
        match truth {
            Truth::Several(columns) => {
                let width = self.model.targets.len();
                let of_target = |(at, (name, column)): (usize, (&str, TargetColumn))| {
                    let answers = outputs.iter().skip(at).step_by(width).copied().collect();
                    Ok((name.to_owned(), self.of_column(&column, (data, rows), answers)?))
                };
                let all = columns.split().into_iter().enumerate().map(of_target);
                Ok(Evaluation::Targets(all.collect::<Result<_, ModelError>>()?))
            }
            Truth::Labels(labels) => {
                let classes = &self.model.classes;
                let mistaken = classes.len().saturating_mul(classes.len()).min(rows.len());
                has_room(mistaken.saturating_mul(PAIR)).map_err(full)?;
                let truths = rows.iter().map(|&row| labels[row as usize]);
                let answers = outputs.chunks(self.model.shape.outputs());
                // of one class there is nothing to choose
                let answers = answers.map(|answer| class_of(answer).min(classes.len() - 1));
                let pairs = truths.zip(answers).map(|(truth, answer)| (truth.into(), answer));
                let report = self.class_report((data, rows), classes, pairs)?;
                Ok(Evaluation::Classes(report))
            }
            Truth::Values(values) => {
                let truths = collected(rows.iter().map(|&row| values[row as usize])).map_err(full)?;
                let residuals = Residuals::new((rows, truths), &outputs);
                Ok(Evaluation::Values(residuals.map_err(super::inconsistent)?))
            }
        }
    }

    /// What one of several columns is taken for, or how far the answers are off.
    fn of_column(
        &self,
        column: &TargetColumn,
        (data, rows): (&Data, &[u32]),
        answers: Vec<f32>,
    ) -> Result<Evaluation, ModelError> {
        match column {
            TargetColumn::Classes { labels, names } => {
                let truths = rows.iter().map(|&row| usize::from(labels[row as usize]));
                let pairs = truths.zip(answers.iter().map(|&p| usize::from(has_label(p))));
                let report = self.class_report((data, rows), names, pairs)?;
                Ok(Evaluation::Classes(report))
            }
            TargetColumn::Values(values) => {
                let truths: Vec<f64> = rows.iter().map(|&row| values[row as usize].into()).collect();
                let residuals = Residuals::new((rows, truths), &answers);
                Ok(Evaluation::Values(residuals.map_err(super::inconsistent)?))
            }
            TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => {
                Err(super::inconsistent("several columns in one"))
            }
        }
    }

    /// Of rows by their class and what they are taken for, which count as this predictor weighs them.
    fn class_report(
        &self,
        (data, rows): (&Data, &[u32]),
        names: &[String],
        pairs: impl Iterator<Item = (usize, usize)> + Clone,
    ) -> Result<ClassReport, ModelError> {
        let found = Confusion::of(names.len(), pairs.clone());
        let found = found.ok_or_else(|| super::inconsistent("a row is of no class"))?;
        let Some(weights) = self.weights(data)? else {
            return Ok(ClassReport::new(found, names));
        };
        let weight = |&row: &u32| f64::from(weights[row as usize]);
        if !rows.iter().any(|row| weight(row) > 0.0) {
            return Err(ModelError::NoWeightInAll);
        }
        let weighed = pairs.zip(rows);
        let weighed = weighed.map(|((truth, answer), row)| (truth, answer, weight(row)));
        Ok(ClassReport::weighted(found, names, weighed))
    }

    /// An error where one of the network's outputs for these rows of `data` is not finite.
    fn check_answers(&self, (data, rows): (&Data, &[u32]), outputs: &[f32]) -> Result<(), ModelError> {
        let found = NotFinite::of(outputs, self.model.shape.outputs());
        match found.rows {
            0 => Ok(()),
            many => Err(ModelError::Diverged {
                at: data.location(rows[found.first] as usize),
                rows: many,
            }),
        }
    }
}

/// What two labels share that are one class.
fn key(label: &str, are_numbers: bool) -> &str {
    match are_numbers {
        true => without_point(label),
        false => label,
    }
}

fn absent_target(data: &Data, model: &Model) -> ModelError {
    let asked = data.options().target_column();
    let absent = |name: &&String| !data.columns().iter().any(|column| column.name == **name);
    let several = model.targets.iter().find(absent).map(String::as_str);
    let name = several.or(asked).unwrap_or(&model.target);
    ModelError::Data(DataError::AbsentTarget {
        path: data.source(),
        name: name.to_owned(),
        nearest: nearest(name, data.feature_names().into_iter()).map(str::to_owned),
    })
}

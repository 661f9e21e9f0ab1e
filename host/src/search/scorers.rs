//! The scores of a search: the one that is maximised and chooses the winner, others beside it, and what stands for
//! those of a fit that failed.

use std::fmt;
use std::str::FromStr;

use mcutune_core::params::Params;
use mcutune_core::score::{Scorer, Scoring};
use mcutune_core::search::fit::Fold;
use mcutune_core::search::race::Reach;

use super::Options;
use super::error::Error;
use super::fit::{FoldResult, score_on};
use super::network::NotTrained;
use crate::data::{Data, TargetColumn};
use crate::pos_label;
use crate::text::ParseError;

/// What stands for the scores of a fit that failed, as scikit-learn's `error_score`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ErrorScore {
    /// The search ends with an error; the study goes on where it is not asked for that.
    Raise,
    /// Nothing: a trial with such a fit has no mean.
    #[default]
    Nan,
    /// A number, which counts in the mean as any score does.
    Value(f64),
}

impl FromStr for ErrorScore {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "raise" => Ok(ErrorScore::Raise),
            "nan" => Ok(ErrorScore::Nan),
            number => match number.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(ErrorScore::Value(number)),
                _ => Err(ParseError("raise, nan or a number".into())),
            },
        }
    }
}

impl ErrorScore {
    /// The number, where it is one.
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            ErrorScore::Value(number) => Some(number),
            ErrorScore::Raise | ErrorScore::Nan => None,
        }
    }
}

impl fmt::Display for ErrorScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorScore::Raise => f.write_str("raise"),
            ErrorScore::Nan => f.write_str("nan"),
            ErrorScore::Value(number) => number.fmt(f),
        }
    }
}

/// All that a fit is scored by.
#[derive(Clone, Debug)]
pub(crate) struct Scorers {
    /// As they were given, at least one.
    all: Vec<Scorer>,
    /// The place of the one that is maximised.
    refit: usize,
    /// Whether the rows that train are scored too.
    train: bool,
    error: ErrorScore,
}

impl From<Scorer> for Scorers {
    fn from(scorer: Scorer) -> Self {
        Self {
            all: vec![scorer],
            refit: 0,
            train: false,
            error: ErrorScore::Nan,
        }
    }
}

impl Scorers {
    /// Those of a search, if they suit the target, with the class that they take as positive.
    pub fn of(options: &Options<'_>, data: &Data) -> Result<Self, Error> {
        let column = data.trainable_target()?;
        let target = column.as_target();
        if options.keep_predictions && !column.columns().is_empty() {
            return Err(Error::SeveralKept);
        }
        let wanted = match options.scoring.as_slice() {
            [] => vec![Scoring::default_for(&target)],
            some => some.to_vec(),
        };
        if options.weighted_scores && data.weights().is_none() {
            return Err(Error::NoWeights);
        }
        for (at, &scoring) in wanted.iter().enumerate() {
            if wanted[..at].contains(&scoring) {
                return Err(Error::ScoringTwice(scoring));
            }
            if !scoring.suits(&target) {
                let all = Scoring::ALL.into_iter();
                let suitable = all.filter(|one| one.suits(&target)).collect();
                return Err(Error::Scoring { scoring, suitable });
            }
            if options.weighted_scores && !scoring.takes_weights(&target) {
                return Err(Error::NoWeightsIn(scoring));
            }
            check_values(scoring, data)?;
        }
        let refit = match options.refit {
            None => 0,
            Some(refit) => {
                let at = wanted.iter().position(|&one| one == refit);
                at.ok_or_else(|| Error::Refit {
                    refit,
                    scorings: wanted.clone(),
                })?
            }
        };
        let asked = options.pos_label.as_deref();
        let takes = |scoring: Scoring| pos_label::is_taken(scoring, data.classes());
        // one that none of them takes is the error of the one that is maximised
        let none_takes = !wanted.iter().any(|&scoring| takes(scoring));
        let scorer = |(at, &scoring): (usize, &Scoring)| {
            let asked = asked.filter(|_| takes(scoring) || none_takes && at == refit);
            pos_label::scorer(scoring, data.classes(), asked)
        };
        let all: Result<_, _> = wanted.iter().enumerate().map(scorer).collect();
        Ok(Self {
            all: all?,
            refit,
            train: options.train_score,
            error: options.error_score,
        })
    }

    /// The one that is maximised.
    pub fn refit(&self) -> Scorer {
        self.all[self.refit]
    }

    /// What the one that is maximised may be, or stand for it.
    pub fn reach(&self) -> Reach {
        Reach::of(self.refit().scoring, self.error.number())
    }

    /// The one that is maximised, with what stands for it where a fit fails, and nothing beside it.
    pub fn alone(&self) -> Self {
        let error = self.error;
        Self {
            error,
            ..self.refit().into()
        }
    }

    /// All, as they were given.
    pub fn all(&self) -> Vec<Scoring> {
        self.all.iter().map(|scorer| scorer.scoring).collect()
    }

    /// What stands for the scores of a fit that failed.
    pub fn error_score(&self) -> ErrorScore {
        self.error
    }

    /// Whether there are others beside the one that is maximised.
    pub fn are_several(&self) -> bool {
        self.all.len() > 1
    }

    /// The positive class of those that take one.
    pub fn positive(&self, classes: &[String]) -> Option<String> {
        let refit = pos_label::name(self.refit(), classes);
        let any = || self.all.iter().find_map(|&one| pos_label::name(one, classes));
        refit.or_else(any)
    }

    /// What tables call the scores.
    pub fn measured(&self) -> Measured {
        let name = |scorer: &Scorer| scorer.scoring.name().to_owned();
        Measured {
            scoring: name(&self.refit()),
            several: match self.are_several() {
                true => self.all.iter().map(name).collect(),
                false => Vec::new(),
            },
            train: self.train,
        }
    }

    /// The one that is maximised and then the others.
    pub fn refit_first(&self) -> Vec<Scorer> {
        let mut all = self.all.clone();
        all[..=self.refit].rotate_right(1);
        all
    }

    /// The scores of a fit beside the one that is maximised; `int8` are those of its int8 form, that one first.
    pub fn beside(
        &self,
        fold: &Fold<'_>,
        (params, weights): (&Params, &[f32]),
        score: f64,
        int8: &[f64],
    ) -> Result<Beside, NotTrained> {
        let mut beside = Beside::default();
        if self.are_several() {
            for (at, &scorer) in self.all.iter().enumerate() {
                beside.test.push(match at == self.refit {
                    true => score,
                    false => defined(score_on(&fold.test, fold.test_rows, params, weights, scorer))?,
                });
            }
            if int8.len() == self.all.len() {
                beside.int8 = int8.to_vec();
                beside.int8[..=self.refit].rotate_left(1);
            }
        }
        Ok(beside)
    }

    /// The scores of a fit on the rows that trained it, where they are asked for.
    pub fn on_training(
        &self,
        fold: &Fold<'_>,
        params: &Params,
        weights: &[f32],
    ) -> Result<Vec<f64>, NotTrained> {
        let wanted = self.all.iter().filter(|_| self.train);
        wanted
            .map(|&scorer| defined(score_on(&fold.train, fold.train_rows, params, weights, scorer)))
            .collect()
    }

    /// Gives a fit that failed the scores that stand for it. One that found no memory is fitted again by a study that
    /// goes on, and has none; nor has one whose rows do not define the score, which has not failed.
    pub fn stand_in(&self, result: &mut FoldResult) {
        let Some(number) = self.error.number() else {
            return;
        };
        if !result.end.has_failed() || result.end.lacked_memory() {
            return;
        }
        result.score = number;
        if result.int8.is_some() {
            result.int8 = Some(Ok(number));
        }
        let count = |wanted: bool| if wanted { self.all.len() } else { 0 };
        result.beside = Beside {
            test: vec![number; count(self.are_several())],
            int8: vec![number; count(self.are_several() && result.int8.is_some())],
            train: vec![number; count(self.train)],
        };
    }
}

/// NaN where rows do not define a score, or an answer is not finite.
fn defined(score: Result<f64, NotTrained>) -> Result<f64, NotTrained> {
    match score {
        Err(NotTrained::NotFinite) => Ok(f64::NAN),
        score => score,
    }
}

/// What tables call the scores of a search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// scikit-learn's name of the one that is maximised.
    pub scoring: String,
    /// Those of all, as they were given, where there are several; else none.
    pub several: Vec<String>,
    /// Whether the rows that train are scored too.
    pub train: bool,
}

/// Scores of a fit beside the one that is maximised. A list that is shorter than the scores has none of the others, as
/// where the fit failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Beside {
    /// By all scores of a search with several, on the rows that test.
    pub test: Vec<f64>,
    /// The same of the int8 form.
    pub int8: Vec<f64>,
    /// By all scores, on the rows that trained it.
    pub train: Vec<f64>,
}

/// An error where a value is one that the score is not defined of, whatever is answered.
fn check_values(scoring: Scoring, data: &Data) -> Result<(), Error> {
    let (values, outputs) = match data.target() {
        Some(TargetColumn::Values(values)) => (values, 1),
        Some(TargetColumn::Outputs { values, names }) => (values, names.len()),
        Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. }) | None => return Ok(()),
    };
    match values
        .iter()
        .position(|&value| !scoring.takes_value(value.into()))
    {
        Some(at) => Err(Error::ScoredValue {
            scoring,
            at: data.location(at / outputs),
            value: values[at],
        }),
        None => Ok(()),
    }
}

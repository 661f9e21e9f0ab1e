//! Racing: a candidate that can no longer be chosen is not fitted on the folds that are left.

use mcutune_core::cost::Dtype;
use mcutune_core::score::Scoring;
use mcutune_core::search::{TrialFold, rank};
use serde_json::{Map, Value as Json, json};

use super::{Declared, Propose, Round, SoFar, Strategy};
use crate::search::select::generous;
use crate::search::trial::Trial;
use crate::search::{Error, Select, Selection};
use crate::study::Difference;

/// Folds that are fitted at once. It is part of what a search does, and the number of threads is not.
const AT_ONCE: usize = 4;
/// The state of those that were dropped.
const RACED: &str = "raced";

/// Whether candidates race.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Race {
    /// Every candidate is fitted on all folds.
    #[default]
    None,
    /// All candidates of a batch on the first fold, then always the next fold of the four that may still
    /// have the highest means. One that could not be chosen even if each fold that is left scored the most
    /// that the score allows is dropped. Of the same candidates the winner is that of [`Race::None`], by
    /// the search's rule; a Gaussian process, which sees fewer scores, goes on to propose others.
    Exact,
}

impl Race {
    /// Both.
    pub const ALL: [Race; 2] = [Race::None, Race::Exact];

    /// In lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Race::None => "none",
            Race::Exact => "exact",
        }
    }
}

/// Another strategy's candidates, which race.
pub(crate) struct Racing<'s> {
    candidates: &'s mut dyn Strategy,
    scoring: Scoring,
    selection: Selection,
}

impl<'s> Racing<'s> {
    pub(crate) fn new(candidates: &'s mut dyn Strategy, scoring: Scoring, selection: Selection) -> Self {
        Self {
            candidates,
            scoring,
            selection,
        }
    }

    /// The mean if every fold that is not done scored the most that it can; NaN where a fold has no score.
    fn bound(&self, trial: &Trial, folds: usize) -> f64 {
        let mut scores = trial.done_scores(self.selection.by);
        scores.resize(folds, self.scoring.maximum());
        rank::mean_and_std(&scores).0
    }

    /// Whether one of such a bound may still be chosen, beside the best that is done. One that has failed is
    /// not dropped: it has failed, whatever the others do.
    fn may_win(&self, number: usize, bound: f64, best: Option<&Leader>) -> bool {
        let Some(best) = best else {
            return true;
        };
        if bound.is_nan() {
            return true;
        }
        match self.selection.rule {
            Select::Best => bound > best.mean || bound == best.mean && number < best.number,
            Select::OneStandardError => bound >= best.mean - self.most_standard_error(best),
            Select::Within(tolerance) => best.mean - bound <= generous(tolerance),
        }
    }

    /// The most that a standard error of a mean of at least this can be: that of scores which are all 0 or
    /// 1. Without bound where scores have none, or where a better mean may have a greater one.
    fn most_standard_error(&self, best: &Leader) -> f64 {
        const GROWS_BELOW: f64 = 0.15;
        if !self.scoring.is_share() || best.mean < GROWS_BELOW {
            return f64::INFINITY;
        }
        let others = best.folds.saturating_sub(1).max(1) as f64;
        generous((best.mean * (1.0 - best.mean) / others).sqrt())
    }

    /// The best of those that are done.
    fn leader(&self, so_far: &SoFar<'_>) -> Option<Leader> {
        let means: Vec<f64> = so_far
            .trials
            .iter()
            .map(|trial| match trial.folds().len() == so_far.folds {
                true => trial.mean_of(self.selection.by),
                false => f64::NAN,
            })
            .collect();
        let number = rank::best(&means)?;
        let (mean, folds) = (means[number], so_far.folds);
        Some(Leader { number, mean, folds })
    }
}

struct Leader {
    number: usize,
    mean: f64,
    folds: usize,
}

impl Strategy for Racing<'_> {}

impl Propose for Racing<'_> {
    fn settings(&self) -> Map<String, Json> {
        let mut settings = self.candidates.settings();
        settings.insert(Difference::RACE.into(), json!(Race::Exact.name()));
        // what is dropped depends on what may be chosen
        settings.insert(Difference::SELECT.into(), json!(self.selection.rule.to_string()));
        if self.selection.by == Dtype::Int8 {
            settings.insert(Difference::SELECT_BY.into(), json!(self.selection.by.name()));
        }
        settings
    }

    fn declares(&self) -> Declared {
        Declared {
            states: &[RACED],
            ..self.candidates.declares()
        }
    }

    fn to_come(&self, proposed: usize) -> usize {
        self.candidates.to_come(proposed)
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let is_open = |trial: &&Trial| trial.given_up().is_none() && trial.folds().len() < so_far.folds;
        let best = self.leader(so_far);
        let open = so_far.trials.iter().filter(is_open);
        let bounds = open.map(|trial| (trial, self.bound(trial, so_far.folds)));
        let (mut running, dropped): (Vec<_>, Vec<_>) =
            bounds.partition(|(trial, bound)| self.may_win(trial.number(), *bound, best.as_ref()));
        if running.is_empty() && dropped.is_empty() {
            let mut round = self.candidates.propose(so_far)?;
            round.tasks.retain(|task| task.fold == 0);
            return Ok(round);
        }
        // the sort is stable: those of one bound stay in their order
        running.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let task = |(trial, _): &(&Trial, f64)| TrialFold {
            trial: trial.number(),
            fold: trial.folds().len(),
        };
        // bounds only fall and the best only rises, so that none that is dropped would come back
        Ok(Round {
            tasks: running.iter().take(AT_ONCE).map(task).collect(),
            given_up: dropped.iter().map(|(trial, _)| (trial.number(), RACED)).collect(),
            ..Round::default()
        })
    }
}

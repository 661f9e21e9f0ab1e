//! Racing: a candidate that can no longer be chosen is not fitted on the folds that are left.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use mcutune_core::cost::Dtype;
use mcutune_core::score::Scoring;
use mcutune_core::search::{TrialFold, rank};
use serde_json::{Map, Value as Json, json};

use super::{Declared, Propose, Round, SoFar, Strategy};
use crate::search::select::generous;
use crate::search::trial::Trial;
use crate::search::{Error, Select, Selection};
use crate::space::Space;
use crate::study::Difference;

/// Folds that are fitted at once. It is part of what a search does, and the number of threads is not.
const AT_ONCE: usize = 4;
/// Folds that all of a batch are fitted on.
const FIRST_RUNG: usize = 1;
/// Candidates that halving keeps, where there are as many.
const FEWEST: usize = 3;
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
    /// Successive halving over folds: after 1, 2, 4 … folds, and before the last, the better half of a batch by
    /// its mean so far goes on, rounded up and never fewer than three, and the others are dropped; those that
    /// are left race as in [`Race::Exact`]. Of two with one mean the earlier is the better, and a candidate that
    /// has failed is neither counted nor dropped.
    ///
    /// Of 100 candidates, where they are one batch and none fails, it takes at most 175 of 300 fits at 3 folds,
    /// 213 of 500 at 5 and 266 of 1000 at 10: it saves 42, 57 and 73 %, or more. The price: the winner may be
    /// another than that of [`Race::None`], since one that is behind on the first folds is not fitted on those
    /// where it would have caught up.
    ///
    /// Successive halving: Karnin, Koren and Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML
    /// 2013; to choose hyperparameters: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and
    /// Hyperparameter Optimization", AISTATS 2016, where what doubles is the length of a fit. Here it is the
    /// number of folds, so that no fit is judged before its end.
    Halving,
}

impl Race {
    /// All of them.
    pub const ALL: [Race; 3] = [Race::None, Race::Exact, Race::Halving];

    /// In lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Race::None => "none",
            Race::Exact => "exact",
            Race::Halving => "halving",
        }
    }
}

/// Another strategy's candidates, which race.
pub(crate) struct Racing<'s> {
    candidates: &'s mut dyn Strategy,
    field: Field,
}

impl<'s> Racing<'s> {
    pub(crate) fn new(
        candidates: &'s mut dyn Strategy,
        race: Race,
        scoring: Scoring,
        selection: Selection,
    ) -> Self {
        Self {
            candidates,
            field: Field::new(race, scoring, selection),
        }
    }
}

/// Who of a batch goes on.
struct Field {
    race: Race,
    scoring: Scoring,
    selection: Selection,
    /// After how many folds the batch is halved next; as many as there are, or more, where it is not.
    rung: usize,
}

impl Field {
    fn new(race: Race, scoring: Scoring, selection: Selection) -> Self {
        Self {
            race,
            scoring,
            selection,
            rung: FIRST_RUNG,
        }
    }

    /// What is fitted next of the trials that are not done, which are those of one batch; none where all are.
    fn round(&mut self, trials: &[Trial], folds: usize) -> Option<Round> {
        let is_open = |trial: &&Trial| trial.given_up().is_none() && trial.folds().len() < folds;
        let mut open: Vec<&Trial> = trials.iter().filter(is_open).collect();
        if open.is_empty() {
            self.rung = FIRST_RUNG;
            return None;
        }
        let halves = self.race == Race::Halving && self.rung < folds;
        let mut given_up = BTreeSet::new();
        if halves {
            given_up = self.worse_half(&open);
            open.retain(|trial| !given_up.contains(&trial.number()));
            self.rung *= 2;
        }
        // bounds only fall and the best only rises, so that none that is dropped would come back
        let best = self.leader(trials, folds);
        let bounds = open.into_iter().map(|trial| (trial, self.bound(trial, folds)));
        let (mut running, dropped): (Vec<_>, Vec<_>) =
            bounds.partition(|(trial, bound)| self.may_win(trial.number(), *bound, best.as_ref()));
        given_up.extend(dropped.iter().map(|(trial, _)| trial.number()));
        // the sort is stable: those of one bound stay in their order
        running.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let (many, rung) = match halves && self.rung < folds {
            true => (running.len(), Some(self.rung)),
            false => (AT_ONCE, None),
        };
        let tasks = |(trial, _): &(&Trial, f64)| {
            let (trial, done) = (trial.number(), trial.folds().len());
            (done..rung.unwrap_or(done + 1)).map(move |fold| TrialFold { trial, fold })
        };
        Some(Round {
            tasks: running.iter().take(many).flat_map(tasks).collect(),
            given_up: given_up.into_iter().map(|number| (number, RACED)).collect(),
            ..Round::default()
        })
    }

    /// The numbers of those that are not among the better half, by the mean of the folds that are done, of
    /// which all have as many. Those that have failed are no part of either half.
    fn worse_half(&self, open: &[&Trial]) -> BTreeSet<usize> {
        let mean = |trial: &&Trial| {
            let scores = trial.done_scores(self.selection.by);
            (rank::mean_and_std(&scores).0, trial.number())
        };
        let mut means: Vec<(f64, usize)> = open.iter().map(mean).collect();
        means.retain(|(mean, _)| !mean.is_nan());
        // the sort is stable, and 0 no better than -0: of one mean, the earlier is the better
        means.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
        let kept = means.len().div_ceil(2).max(FEWEST);
        means.iter().skip(kept).map(|&(_, number)| number).collect()
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
    fn leader(&self, trials: &[Trial], folds: usize) -> Option<Leader> {
        let mean = |trial: &Trial| match trial.folds().len() == folds {
            true => trial.mean_of(self.selection.by),
            false => f64::NAN,
        };
        let means: Vec<f64> = trials.iter().map(mean).collect();
        let number = rank::best(&means)?;
        let mean = means[number];
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
        let selection = self.field.selection;
        settings.insert(Difference::RACE.into(), json!(self.field.race.name()));
        // what is dropped depends on what may be chosen
        settings.insert(Difference::SELECT.into(), json!(selection.rule.to_string()));
        if selection.by == Dtype::Int8 {
            settings.insert(Difference::SELECT_BY.into(), json!(selection.by.name()));
        }
        settings
    }

    fn declares(&self) -> Declared {
        Declared {
            states: &[RACED],
            ..self.candidates.declares()
        }
    }

    fn grows(&self, space: &Space) -> bool {
        self.candidates.grows(space)
    }

    fn to_come(&self, proposed: usize) -> usize {
        self.candidates.to_come(proposed)
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        if let Some(round) = self.field.round(so_far.trials, so_far.folds) {
            return Ok(round);
        }
        let mut round = self.candidates.propose(so_far)?;
        round.tasks.retain(|task| task.fold < FIRST_RUNG);
        Ok(round)
    }
}

#[cfg(test)]
mod tests;

//! The trials of a search side by side: ranks, the winner, and the front of score against cost.

use mcutune_core::cost::Dtype;
use mcutune_core::params::Value;
use mcutune_core::search::rank;
use serde_json::{Value as Json, json};

use super::choices::to_json;
use super::confirm::{Confirmed, comparable_means};
use super::front::front;
use super::knee::Chord;
use super::scorers::Measured;
use super::select::{Select, Selection};
use super::strategy::{ITER, N_RESOURCES};
use super::trial::{Trial, closest};
use crate::limits::{Device, Quantity};
use crate::objectives::Objectives;

/// Trials, ranked by mean score, in f32 or in int8, and which of them wins by a rule.
///
/// A trial costs what its model needs of the microcontroller: of the first of the search's objectives beside the score;
/// where there is none, of the quantity that the best trial has least left of by the limits, or flash where there are
/// none. Where there are such objectives, only trials of the front win.
#[derive(Clone, Debug)]
pub struct Results {
    pub(crate) trials: Vec<Trial>,
    measured: Measured,
    selection: Selection,
    ranks: Vec<u32>,
    ranks_int8: Option<Vec<u32>>,
    /// By each of several scores, in f32 and in int8.
    ranks_beside: Vec<[Vec<u32>; 2]>,
    best: Option<usize>,
    winner: Option<usize>,
    device: Device,
    objectives: Objectives,
    /// Those that no other beats in all objectives, from the cheapest up; empty where the score is the only one.
    pareto: Vec<usize>,
    /// Of the front, by which the knee is measured.
    chord: Chord,
    /// Those on fresh folds, by rank after both; none where nothing was confirmed.
    confirmed: Vec<Confirmed>,
    /// Of each of these.
    ranks_confirm: Vec<u32>,
    /// By fold, those that may be chosen by; NaN of trials that may not win.
    scores: Vec<Vec<f64>>,
    means: Vec<f64>,
    costs: Vec<u64>,
    quantity: Quantity,
}

impl Results {
    /// Ranks the trials and chooses one, of the front where there is an objective beside the score, and among those
    /// whose value of `iteration`, a column, is the largest.
    pub(crate) fn new(
        trials: Vec<Trial>,
        measured: Measured,
        selection: Selection,
        (device, objectives): (Device, Objectives),
        iteration: Option<&str>,
    ) -> Self {
        let iteration_of = |trial: &Trial| number_in(trial, iteration?);
        let quantized = trials.iter().any(|trial| trial.int8().is_some());
        let mut scores = scores_of(&trials, selection.by);
        let means = means(&scores);
        let last = trials.iter().filter_map(iteration_of).max();
        for (trial, scores) in trials.iter().zip(&mut scores) {
            if iteration_of(trial) < last {
                scores.fill(f64::NAN);
            }
        }
        let pareto = match objectives.is_score_alone() {
            true => Vec::new(),
            false => front(&means, &costs_of(&trials, objectives.costs())),
        };
        let mut beaten = vec![!objectives.is_score_alone(); trials.len()];
        pareto.iter().for_each(|&i| beaten[i] = false);
        for (scores, _) in scores.iter_mut().zip(beaten).filter(|(_, beaten)| *beaten) {
            scores.fill(f64::NAN);
        }
        let of_rule = self::means(&scores);
        let best = rank::best(&of_rule);
        let tightest = best.and_then(|best| device.limits.tightest(&trials[best].cost?));
        let first = objectives.costs().first().copied();
        let quantity = first.or(tightest.map(|(quantity, _)| quantity));
        let quantity = quantity.unwrap_or(Quantity::Flash);
        let costs = costs_of(&trials, &[quantity]).concat();
        Self {
            chord: Chord::of(&of_rule, &costs),
            pareto,
            objectives,
            winner: (selection.rule.choose(&scores, &costs)).or_else(|| {
                let before = trials.partition_point(|trial| iteration_of(trial) < last);
                Some(before + without_mean(&trials[before..], selection.by)?)
            }),
            best,
            ranks: ranks(&scores_of(&trials, Dtype::F32)),
            ranks_int8: quantized.then(|| ranks(&scores_of(&trials, Dtype::Int8))),
            confirmed: Vec::new(),
            ranks_confirm: Vec::new(),
            scores,
            ranks_beside: (0..measured.several.len())
                .map(|at| {
                    let ranks = |of: &dyn Fn(&Trial) -> Vec<f64>| {
                        let mean = |trial: &Trial| trial.mean_and_std_of(&of(trial)).0;
                        ranks_of(&trials.iter().map(mean).collect::<Vec<_>>())
                    };
                    [
                        ranks(&|trial| trial.test_scores(at)),
                        ranks(&|trial| trial.test_scores_int8(at)),
                    ]
                })
                .collect(),
            trials,
            measured,
            selection,
            device,
            means,
            costs,
            quantity,
        }
    }

    /// The trials that fresh folds are to confirm, at most `most`: those that the rule would choose one after
    /// another, and the best, by which the others are measured; where these are fewer, the next best, which may be the best
    /// by both.
    pub(crate) fn to_confirm(&self, most: usize) -> Vec<usize> {
        let Selection { rule, .. } = self.selection;
        let mut scores = self.scores.clone();
        let mut chosen = Vec::new();
        while chosen.len() < most
            && let Some(next) = self.choose(&means(&scores), &scores, &self.costs)
        {
            chosen.push(next);
            scores[next].fill(f64::NAN);
            if self.best == Some(next) && !all_of(rule) {
                break;
            }
        }
        let best = self.best.filter(|best| most > 1 && !chosen.contains(best));
        if let Some(best) = best.filter(|_| !all_of(rule)) {
            chosen.truncate(most - 1);
            chosen.push(best);
        }
        while chosen.len() < most
            && let Some(next) = rank::best(&self::means(&scores))
        {
            scores[next].fill(f64::NAN);
            if !chosen.contains(&next) {
                chosen.push(next);
            }
        }
        chosen
    }

    /// Whether so many of the trials to confirm are those that an earlier version did: up to the best of the search,
    /// where the rule may take others.
    pub(crate) fn end_at_the_best(&self, numbers: &[usize]) -> bool {
        !all_of(self.selection.rule) && self.best.is_some() && numbers.last().copied() == self.best
    }

    /// Chooses the winner anew, among trials that fresh folds have confirmed, by the mean of both scores; of equals the
    /// one that the search ranks first.
    pub(crate) fn confirm(&mut self, mut confirmed: Vec<Confirmed>) {
        if confirmed.is_empty() {
            return;
        }
        confirmed.sort_by_key(|one| (self.rank(one.trial), one.trial));
        let mut scores = self.scores.clone();
        for one in &confirmed {
            scores[one.trial].extend(one.scores(self.selection.by));
        }
        let of_both = comparable_means(&mut scores);
        // the ends of a front fall on fresh folds as its other trials do
        let ends = Chord::ends(&means(&self.scores), &self.costs);
        self.chord = Chord::between(ends, &of_both, &self.costs);
        let numbers = || confirmed.iter().map(|one| one.trial);
        let means: Vec<f64> = numbers().map(|number| of_both[number]).collect();
        let costs: Vec<u64> = numbers().map(|number| self.costs[number]).collect();
        let scores: Vec<Vec<f64>> = numbers().map(|number| scores[number].clone()).collect();
        if let Some(winner) = self.choose(&means, &scores, &costs) {
            self.winner = Some(confirmed[winner].trial);
        }
        let mut ranked: Vec<(u32, Confirmed)> = ranks_of(&means).into_iter().zip(confirmed).collect();
        ranked.sort_by_key(|&(rank, _)| rank);
        (self.ranks_confirm, self.confirmed) = ranked.into_iter().unzip();
    }

    /// The trial that the rule chooses; the knee by the front of all trials.
    fn choose(&self, means: &[f64], scores: &[Vec<f64>], costs: &[u64]) -> Option<usize> {
        match self.selection.rule {
            Select::Knee => self.chord.farthest(means, costs),
            rule @ (Select::Best | Select::OneStandardError | Select::Within(_)) => {
                rule.choose_by(means, scores, costs)
            }
        }
    }

    /// The trials that were fitted on fresh folds too, by the mean of both scores from the best down, equals as the
    /// search ranks them; none where nothing was confirmed.
    #[must_use]
    pub fn confirmed(&self) -> &[Confirmed] {
        &self.confirmed
    }

    /// What fresh folds say of a trial.
    #[must_use]
    pub fn confirmation(&self, number: usize) -> Option<&Confirmed> {
        self.confirmed.iter().find(|one| one.trial == number)
    }

    /// `rank_confirm` of a trial: 1 is the best mean of both scores, equals share a rank, those without a score are last.
    /// None where it was not confirmed.
    #[must_use]
    pub fn rank_confirm(&self, number: usize) -> Option<u32> {
        let at = self.confirmed.iter().position(|one| one.trial == number)?;
        self.ranks_confirm.get(at).copied()
    }

    /// In the order in which they were proposed.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// scikit-learn's name of the score that chooses the winner.
    #[must_use]
    pub fn scoring(&self) -> &str {
        &self.measured.scoring
    }

    /// Those of all scores, in the order in which they were given.
    #[must_use]
    pub fn scorings(&self) -> Vec<&str> {
        match self.measured.several.as_slice() {
            [] => vec![&self.measured.scoring],
            several => several.iter().map(String::as_str).collect(),
        }
    }

    /// Whether there are several.
    #[must_use]
    pub fn are_several(&self) -> bool {
        !self.measured.several.is_empty()
    }

    /// Whether the rows that train are scored too.
    #[must_use]
    pub fn has_train_scores(&self) -> bool {
        self.measured.train
    }

    /// A trial's `rank_test_` by one of several scores, or that of its networks in int8; as [`Results::ranks`].
    pub(crate) fn rank_by(&self, scoring: usize, dtype: Dtype, number: usize) -> u32 {
        let [f32, int8] = &self.ranks_beside[scoring];
        match dtype {
            Dtype::F32 => f32[number],
            Dtype::Int8 => int8[number],
        }
    }

    /// How the winner is chosen.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// What the winner is for.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The number of the trial that wins: the first where none has a mean score though some were
    /// fitted, which is scikit-learn's `best_index_`; none where no fit succeeded.
    #[must_use]
    pub fn winner(&self) -> Option<usize> {
        self.winner
    }

    /// The number of the trial with the highest mean, which the rule may pass over for a cheaper
    /// one.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        self.best
    }

    /// The numbers of those with a mean score none of whose fits failed, the best first.
    pub fn best_fitted(&self) -> impl Iterator<Item = usize> {
        let by = self.selection.by;
        let ranks = self
            .ranks_int8()
            .filter(|_| by == Dtype::Int8)
            .unwrap_or(&self.ranks);
        let fitted = |trial: &&Trial| trial.failed_fits() == 0 && !trial.mean_of(by).is_nan();
        let mut numbers: Vec<usize> = self.trials.iter().filter(fitted).map(Trial::number).collect();
        numbers.sort_by_key(|&number| (ranks[number], number));
        numbers.into_iter()
    }

    /// `rank_test_score` by trial: 1 is the best, equals share a rank, those without a score are
    /// last.
    #[must_use]
    pub fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// The same by the scores in int8; none where the search did not quantise.
    #[must_use]
    pub fn ranks_int8(&self) -> Option<&[u32]> {
        self.ranks_int8.as_deref()
    }

    /// A trial's rank by the scores that choose the winner.
    ///
    /// # Panics
    /// Where there is no trial of that number.
    #[must_use]
    pub fn rank(&self, number: usize) -> u32 {
        match (self.selection.by, &self.ranks_int8) {
            (Dtype::Int8, Some(ranks)) => ranks[number],
            (Dtype::F32, _) | (Dtype::Int8, None) => self.ranks[number],
        }
    }

    /// All trials' numbers from the best down.
    #[must_use]
    pub fn by_rank(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.trials.len()).collect();
        order.sort_by_key(|&i| self.rank(i));
        order
    }

    /// Numbers of the trials that no other beats in both score and cost, from the cheapest up: in the score and all
    /// costs that the search optimises, where it optimises any. It is of the search's mean scores, whatever fresh folds
    /// say; of a halving search those of its last iteration, whose candidates alone may win.
    #[must_use]
    pub fn front(&self) -> Vec<usize> {
        match self.objectives.is_score_alone() {
            true => front(&means(&self.scores), std::slice::from_ref(&self.costs)),
            false => self.pareto.clone(),
        }
    }

    /// What the search optimises.
    #[must_use]
    pub fn objectives(&self) -> &Objectives {
        &self.objectives
    }

    /// Objectives of which no trial needs more or less than another, where there are several trials.
    pub(crate) fn equal_costs(&self) -> Vec<Quantity> {
        let equal = |quantity: &Quantity| {
            let mut costs = self.trials.iter().filter_map(|trial| trial.cost(*quantity));
            let first = costs.next();
            self.trials.len() > 1 && costs.all(|cost| Some(cost) == first)
        };
        let all = self.objectives.costs().iter().copied();
        all.filter(equal).collect()
    }

    /// Whether a trial is on the front; none where the search optimises the score alone.
    #[must_use]
    pub fn is_pareto(&self, number: usize) -> Option<bool> {
        let has_front = !self.objectives.is_score_alone();
        has_front.then(|| self.pareto.contains(&number))
    }

    /// Mean scores by trial, of those scores that choose the winner; NaN where one has none.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// What each trial costs, of [`Results::quantity`].
    #[must_use]
    pub fn costs(&self) -> &[u64] {
        &self.costs
    }

    /// By what a trial exceeds each limit; 0 or less where it keeps to it.
    ///
    /// # Panics
    /// Where there is no trial of that number.
    #[must_use]
    pub fn excess(&self, number: usize) -> Vec<(Quantity, i64)> {
        let cost = self.trials[number].cost;
        cost.map_or(Vec::new(), |cost| self.device.limits.excess(&cost))
    }

    /// The trial that comes closest to keeping to the limits; none where one keeps to them.
    #[must_use]
    pub fn closest_to_limits(&self) -> Option<&Trial> {
        let none_fits = self.trials.iter().all(|trial| trial.infeasible().is_some());
        closest(&self.trials, &self.device.limits).filter(|_| none_fits)
    }

    /// Of what the costs are.
    #[must_use]
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// How many folds there are.
    #[must_use]
    pub fn folds(&self) -> usize {
        self.trials
            .iter()
            .map(|trial| trial.folds.len())
            .max()
            .unwrap_or(0)
    }

    /// Names of the columns that the strategy added, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let columns = self.trials.first().map_or(&[][..], |trial| &trial.columns);
        columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// How many candidates each iteration of a halving search has, and what it gives of the resource; none of
    /// another search.
    #[must_use]
    pub fn iterations(&self) -> Vec<(usize, i64)> {
        let mut iterations: Vec<(usize, i64)> = Vec::new();
        for trial in &self.trials {
            let of = |column| number_in(trial, column);
            let (Some(iteration), Some(resources)) = (of(ITER), of(N_RESOURCES)) else {
                return Vec::new();
            };
            match iterations.get_mut(iteration as usize) {
                Some((candidates, _)) => *candidates += 1,
                None => iterations.push((1, resources)),
            }
        }
        iterations
    }

    /// A trial as `best.json` has it; what is not a number is null.
    ///
    /// # Panics
    /// Where there is no trial of that number.
    #[must_use]
    pub fn trial_json(&self, number: usize) -> Json {
        let trial = &self.trials[number];
        let mut json = json!({
            "trial": number,
            "rank_test_score": self.ranks[number],
            "params": trial.choices.json(),
            "mean_test_score": trial.mean_test_score(),
            "std_test_score": trial.std_test_score(),
            "split_test_scores": trial.split_test_scores(),
            "mean_fit_time": trial.fit_time().0,
            "mean_score_time": trial.score_time().0,
            "n_iter": trial.folds.iter().map(|fold| fold.n_iter).collect::<Vec<_>>(),
            "end": trial.folds.iter().map(|fold| &fold.end).collect::<Vec<_>>(),
            "parameters": trial.parameters,
        });
        self.add_beside(number, &mut json);
        if let (Some(int8), Some(ranks)) = (trial.int8(), &self.ranks_int8) {
            json["rank_test_score_int8"] = json!(ranks[number]);
            json["mean_test_score_int8"] = json!(int8.mean);
            json["std_test_score_int8"] = json!(int8.std);
            json["mean_test_score_gap_int8"] = json!(int8.gap);
            json["split_test_scores_int8"] = json!(int8.folds);
            json["refused_int8"] = json!(int8.refused);
        }
        if let Some(fresh) = self.confirmation(number) {
            json["rank_confirm"] = json!(self.rank_confirm(number));
            (json["mean_confirm_score"], json["std_confirm_score"]) = pair(fresh.mean_and_std(Dtype::F32));
            json["split_confirm_scores"] = json!(fresh.scores(Dtype::F32));
            if self.ranks_int8.is_some() {
                let (mean, std) = pair(fresh.mean_and_std(Dtype::Int8));
                (json["mean_confirm_score_int8"], json["std_confirm_score_int8"]) = (mean, std);
                json["split_confirm_scores_int8"] = json!(fresh.scores(Dtype::Int8));
            }
        }
        for quantity in Quantity::ALL {
            if let Some(cost) = trial.cost(quantity) {
                json[quantity.name()] = json!(cost);
            }
        }
        if let Some(why) = trial.infeasible() {
            json["infeasible"] = json!(why);
        }
        if let Some(pareto) = self.is_pareto(number) {
            json["pareto"] = json!(pareto);
        }
        for (name, value) in &trial.columns {
            json[name] = to_json(*value);
        }
        if let Some(state) = &trial.given_up {
            json["state"] = json!(state);
        }
        json
    }

    /// What a trial has by several scores, and on the rows that train.
    fn add_beside(&self, number: usize, json: &mut Json) {
        let trial = &self.trials[number];
        let mut add = |part: &str, name: &str, scores: Vec<f64>| {
            let (mean, std) = pair(trial.mean_and_std_of(&scores));
            json[format!("mean_{part}_{name}")] = mean;
            json[format!("std_{part}_{name}")] = std;
            json[match name {
                "score" => format!("split_{part}_scores"),
                name => format!("split_{part}_{name}"),
            }] = json!(scores);
        };
        for (at, name) in self.measured.several.iter().enumerate() {
            add("test", name, trial.test_scores(at));
            if self.ranks_int8.is_some() {
                add("test", &format!("{name}_int8"), trial.test_scores_int8(at));
            }
        }
        if self.measured.train {
            match self.measured.several.as_slice() {
                [] => add("train", "score", trial.train_scores(0)),
                several => several
                    .iter()
                    .enumerate()
                    .for_each(|(at, name)| add("train", name, trial.train_scores(at))),
            }
        }
        for (at, name) in self.measured.several.iter().enumerate() {
            json[format!("rank_test_{name}")] = json!(self.rank_by(at, Dtype::F32, number));
            if self.ranks_int8.is_some() {
                json[format!("rank_test_{name}_int8")] = json!(self.rank_by(at, Dtype::Int8, number));
            }
        }
    }
}

/// Whether a rule confirms as many trials as it may; the others go from the cheapest that is good enough up to the best.
fn all_of(rule: Select) -> bool {
    match rule {
        Select::Best | Select::Knee => true,
        Select::OneStandardError | Select::Within(_) => false,
    }
}

/// What trials cost, by quantity. One without a network has no score either.
fn costs_of(trials: &[Trial], quantities: &[Quantity]) -> Vec<Vec<u64>> {
    let of = |quantity: &Quantity| {
        let costs = trials.iter().map(|trial| trial.cost(*quantity).unwrap_or(0));
        costs.collect()
    };
    quantities.iter().map(of).collect()
}

fn pair((mean, std): (f64, f64)) -> (Json, Json) {
    (json!(mean), json!(std))
}

/// The first trial that may be fitted, where any was and the scores alone are not defined.
fn without_mean(trials: &[Trial], by: Dtype) -> Option<usize> {
    let mut folds = trials.iter().flat_map(|trial| &trial.folds);
    let fitted = folds.any(|fold| fold.end.is_fitted());
    let first = || {
        trials
            .iter()
            .position(|trial| trial.infeasible().is_none() && trial.given_up.is_none())
    };
    (by == Dtype::F32 && fitted).then(first).flatten()
}

/// What a trial has in a column of whole numbers.
pub(super) fn number_in(trial: &Trial, column: &str) -> Option<i64> {
    let value = trial.columns.iter().find(|(name, _)| name == column);
    match value {
        Some((_, Value::Int(number))) => Some(*number),
        _ => None,
    }
}

fn scores_of(trials: &[Trial], dtype: Dtype) -> Vec<Vec<f64>> {
    trials.iter().map(|trial| trial.scores_of(dtype)).collect()
}

fn means(scores: &[Vec<f64>]) -> Vec<f64> {
    scores.iter().map(|folds| rank::mean_and_std(folds).0).collect()
}

/// As core ranks them, which compares every pair: here there may be too many for that.
fn ranks(scores: &[Vec<f64>]) -> Vec<u32> {
    ranks_of(&means(scores))
}

/// One more than there are better means; NaN is below all.
fn ranks_of(means: &[f64]) -> Vec<u32> {
    let mut sorted: Vec<f64> = means.iter().copied().filter(|mean| !mean.is_nan()).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let better = |mean: f64| match mean.is_nan() {
        true => sorted.len(),
        // -0 is sorted behind 0, and equal to it
        false => sorted.partition_point(|other| *other > mean),
    };
    means.iter().map(|&mean| 1 + better(mean) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranks_are_cores(means in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(0.0), Just(-0.0), -1.0..1.0], 0..40)) {
            let mut expected = vec![0; means.len()];
            rank::rank(&means, &mut expected);
            prop_assert_eq!(ranks_of(&means), expected);
        }
    }
}

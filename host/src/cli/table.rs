//! The trials of a study side by side: ranks, the winner, the front of score against cost.

use std::path::Path;

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use mcutune_core::search::rank;
use serde_json::{Value as Json, json};

use crate::cli::failure::Failure;
use crate::cli::plot::Plot;
use crate::cli::print;
use crate::limits::{Aim, Quantity};
use crate::model::Dtype;
use crate::study::Selection;
use crate::study::Trial;
use crate::study::front;

/// What a table shows of a microcontroller.
const SHOWN: [Quantity; 3] = [Quantity::Flash, Quantity::Ram, Quantity::Instructions];

/// Trials, ranked by mean score, in f32 or in int8, and which of them wins by a rule.
pub struct Board<'a> {
    /// In the order of the candidates.
    pub trials: &'a [Trial],
    /// Name of the score.
    pub metric: &'a str,
    /// How the winner is chosen.
    pub selection: Selection,
    /// `rank_test_score` of each trial.
    pub ranks: Vec<u32>,
    /// `rank_test_score_int8`, where the search quantised.
    pub ranks_int8: Option<Vec<u32>>,
    /// None where no trial has a score.
    pub winner: Option<usize>,
    aim: &'a Aim,
    means: Vec<f64>,
    costs: Vec<u64>,
    /// Of which the costs are.
    quantity: Quantity,
}

impl<'a> Board<'a> {
    /// Ranks the trials and chooses one.
    ///
    /// A trial costs what it takes of the microcontroller: of the quantity that the best trial has
    /// least left of by its limits, or flash where there are none.
    pub fn new(trials: &'a [Trial], metric: &'a str, selection: Selection, aim: &'a Aim) -> Self {
        let scores_of =
            |dtype| -> Vec<Vec<f64>> { trials.iter().map(|trial| trial.scores_of(dtype)).collect() };
        let quantized = trials.iter().any(|trial| trial.int8().is_some());
        let scores = scores_of(selection.by);
        let means = means(&scores);
        let best = rank::best(&means).and_then(|best| trials[best].need);
        let tightest = best.and_then(|need| aim.limits.tightest(&need));
        let quantity = tightest.map_or(Quantity::Flash, |(quantity, _)| quantity);
        // a trial without a network has no score either
        let cost = |trial: &Trial| trial.need.map_or(0, |need| quantity.of(&need));
        let costs: Vec<u64> = trials.iter().map(cost).collect();
        Self {
            winner: selection.rule.choose(&scores, &costs),
            trials,
            metric,
            selection,
            ranks: ranks(&scores_of(Dtype::F32)),
            ranks_int8: quantized.then(|| ranks(&scores_of(Dtype::Int8))),
            aim,
            means,
            costs,
            quantity,
        }
    }

    /// All trials from the best down.
    pub fn by_rank(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.trials.len()).collect();
        order.sort_by_key(|&i| self.rank(i));
        order
    }

    /// A trial's rank by the scores that choose the winner.
    pub fn rank(&self, number: usize) -> u32 {
        match (self.selection.by, &self.ranks_int8) {
            (Dtype::Int8, Some(ranks)) => ranks[number],
            _ => self.ranks[number],
        }
    }

    /// What is ranked by: the score's name, and that it is of int8.
    fn ranked_by(&self) -> String {
        match self.selection.by {
            Dtype::F32 => self.metric.into(),
            Dtype::Int8 => format!("{}, int8", self.metric),
        }
    }

    /// Trials that no other beats in both score and cost, from the cheapest up.
    pub fn front(&self) -> Vec<usize> {
        front(&self.means, &self.costs)
    }

    /// Some trials, one a row; the winner has a star.
    pub fn table(&self, order: &[usize]) -> String {
        let mut table = Table::new();
        let style = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
        table.load_style(style);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        // a terminal that does not know its width says 0
        if table.width() == Some(0) {
            table.set_width(100);
        }
        let mut header = vec!["rank", "trial", self.metric, "fit time", "parameters"];
        header.extend(SHOWN.map(Quantity::name));
        header.push("candidate");
        if self.ranks_int8.is_some() {
            header.splice(3..3, ["int8", "gap"]);
        }
        table.set_header(header);
        for &i in order {
            let trial = &self.trials[i];
            let (mean, std) = trial.mean_and_std();
            let over = trial.infeasible().map(|_| self.over(trial));
            let star = if self.winner == Some(i) { " *" } else { "" };
            let mut row = vec![
                self.rank(i).to_string(),
                format!("{i}{star}"),
                over.as_ref()
                    .map_or_else(|| print::score(mean, std), |over| format!("infeasible: {over}")),
                match over {
                    Some(_) => String::new(),
                    None => print::milliseconds(trial.fit_time().0),
                },
                trial.parameters.to_string(),
            ];
            row.extend(SHOWN.map(|quantity| trial.need_of(quantity)));
            row.push(trial.summary());
            if let Some(int8) = trial.int8() {
                let cells = match trial.infeasible() {
                    Some(_) => Default::default(),
                    None => [print::mean(int8.mean), print::gap(int8.gap)],
                };
                row.splice(3..3, cells);
            }
            table.add_row(row);
        }
        format!(
            "{table}\nflash and ram in bytes, instructions a prediction: {}\n",
            self.aim
        )
    }

    /// The limits that a trial exceeds.
    fn over(&self, trial: &Trial) -> String {
        let excess = trial
            .need
            .map_or(Vec::new(), |need| self.aim.limits.excess(&need));
        let over = excess.iter().filter(|(_, by)| *by > 0);
        over.map(|(quantity, _)| quantity.name())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The winner, and the best where that is another.
    pub fn outcome(&self) -> String {
        let line = |number: usize| format!("trial {number}, {}\n", self.trials[number].describe());
        let best = match self.selection.by {
            Dtype::F32 => "best",
            Dtype::Int8 => "best in int8",
        };
        match (rank::best(&self.means), self.winner) {
            (Some(first), Some(winner)) if first != winner => {
                let rule = self.selection.rule;
                format!("{best}: {}selected by {rule}: {}", line(first), line(winner))
            }
            (Some(first), _) => format!("{best}: {}", line(first)),
            (None, _) => String::new(),
        }
    }

    /// Draws score against cost into a file.
    pub fn plot(&self, title: &str, path: &Path) -> Result<(), Failure> {
        let folds = self.trials.first().map_or(0, |trial| trial.folds.len());
        let plot = Plot {
            title,
            score: format!("{} (mean of {folds} folds)", self.ranked_by()),
            cost: &format!("{}, {}", self.quantity.title(), self.aim),
            means: &self.means,
            costs: &self.costs,
            winner: self.winner,
        };
        plot.save(path)
    }

    /// A trial for programs; what is not a number is null.
    pub fn json(&self, number: usize) -> Json {
        let trial = &self.trials[number];
        let (mean, std) = trial.mean_and_std();
        let params: serde_json::Map<String, Json> = trial.params.iter().cloned().collect();
        let mut json = json!({
            "trial": number,
            "rank_test_score": self.ranks[number],
            "params": params,
            "mean_test_score": mean,
            "std_test_score": std,
            "split_test_scores": trial.scores(),
            "mean_fit_time": trial.fit_time().0,
            "mean_score_time": trial.score_time().0,
            "n_iter": trial.folds.iter().map(|fold| fold.n_iter).collect::<Vec<_>>(),
            "end": trial.folds.iter().map(|fold| &fold.end).collect::<Vec<_>>(),
            "parameters": trial.parameters,
        });
        if let (Some(int8), Some(ranks)) = (trial.int8(), &self.ranks_int8) {
            json["rank_test_score_int8"] = json!(ranks[number]);
            json["mean_test_score_int8"] = json!(int8.mean);
            json["std_test_score_int8"] = json!(int8.std);
            json["mean_test_score_gap_int8"] = json!(int8.gap);
            json["split_test_scores_int8"] = json!(int8.folds);
            json["refused_int8"] = json!(int8.refused);
        }
        if let Some(need) = trial.need {
            for quantity in Quantity::ALL {
                json[quantity.name()] = json!(quantity.of(&need));
            }
        }
        if let Some(why) = trial.infeasible() {
            json["infeasible"] = json!(why);
        }
        json
    }
}

fn means(scores: &[Vec<f64>]) -> Vec<f64> {
    scores.iter().map(|folds| rank::mean_and_std(folds).0).collect()
}

fn ranks(scores: &[Vec<f64>]) -> Vec<u32> {
    let mut ranks = vec![0; scores.len()];
    rank::rank(&means(scores), &mut ranks);
    ranks
}

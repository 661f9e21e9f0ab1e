//! The trials of a study side by side: ranks, the winner, the front of score against cost.

use std::path::Path;

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use mcutune_core::rank;
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::pareto;
use crate::plot::Plot;
use crate::report;
use crate::select::Select;
use crate::study::Trial;

/// Trials, ranked by mean score, and which of them wins by a rule.
pub struct Board<'a> {
    /// In the order of the candidates.
    pub trials: &'a [Trial],
    /// Name of the score.
    pub metric: &'a str,
    /// By which the winner is chosen.
    pub rule: Select,
    /// `rank_test_score` of each trial.
    pub ranks: Vec<u32>,
    /// None where no trial has a score.
    pub winner: Option<usize>,
    means: Vec<f64>,
    costs: Vec<u64>,
}

impl<'a> Board<'a> {
    /// Ranks the trials and chooses one.
    pub fn new(trials: &'a [Trial], metric: &'a str, rule: Select) -> Self {
        let means: Vec<f64> = trials.iter().map(|trial| trial.mean_and_std().0).collect();
        let costs: Vec<u64> = trials.iter().map(|trial| trial.parameters as u64).collect();
        let scores: Vec<Vec<f64>> = trials.iter().map(Trial::scores).collect();
        let mut ranks = vec![0; means.len()];
        rank::rank(&means, &mut ranks);
        Self {
            winner: rule.choose(&scores, &costs),
            trials,
            metric,
            rule,
            ranks,
            means,
            costs,
        }
    }

    /// All trials from the best down.
    pub fn by_rank(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ranks.len()).collect();
        order.sort_by_key(|&i| self.ranks[i]);
        order
    }

    /// Trials that no other beats in both score and cost, from the cheapest up.
    pub fn front(&self) -> Vec<usize> {
        pareto::front(&self.means, &self.costs)
    }

    /// Some trials, one a row; the winner has a star.
    pub fn table(&self, order: &[usize]) -> String {
        let mut table = Table::new();
        let style = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
        table.load_style(style);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header([
            "rank",
            "trial",
            self.metric,
            "fit time",
            "parameters",
            "candidate",
        ]);
        for &i in order {
            let trial = &self.trials[i];
            let (mean, std) = trial.mean_and_std();
            let star = if self.winner == Some(i) { " *" } else { "" };
            table.add_row([
                self.ranks[i].to_string(),
                format!("{i}{star}"),
                report::score(mean, std),
                report::milliseconds(trial.fit_time().0),
                trial.parameters.to_string(),
                trial.summary(),
            ]);
        }
        format!("{table}\n")
    }

    /// The winner, and the best where that is another.
    pub fn outcome(&self) -> String {
        let line = |number: usize| format!("trial {number}, {}\n", self.trials[number].describe());
        match (rank::best(&self.means), self.winner) {
            (Some(best), Some(winner)) if best != winner => {
                format!("best: {}selected by {}: {}", line(best), self.rule, line(winner))
            }
            (Some(best), _) => format!("best: {}", line(best)),
            (None, _) => String::new(),
        }
    }

    /// Draws score against cost into a file.
    pub fn plot(&self, title: &str, path: &Path) -> Result<(), Failure> {
        let folds = self.trials.first().map_or(0, |trial| trial.folds.len());
        let plot = Plot {
            title,
            score: format!("{} (mean of {folds} folds)", self.metric),
            cost: "parameters (weights and biases)",
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
        json!({
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
        })
    }
}

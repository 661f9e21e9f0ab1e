//! `cv_results.csv`: scikit-learn's `cv_results_` as pandas writes it.

use mcutune_core::cost::Dtype;
use mcutune_core::params::{Name, Value};

use crate::limits::Quantity;
use crate::search::{Declared, Results, Trial};
use crate::text;

/// The columns of `pandas.DataFrame(search.cv_results_)` in their order, comma-separated.
///
/// The columns that the strategy declared come first, as of scikit-learn's halving searches. Of several scores each has
/// columns that end with its name; scores on the rows that train follow those on the rows that test. Where
/// the search quantised, the scores of the quantised networks follow in columns of the same names
/// with `_int8` at the end, and `mean_test_score_gap_int8`, by how much their mean is above that of
/// f32. What each candidate needs of the microcontroller follows, and why it was not trained; last the
/// state of those that were given up, if the strategy declared any, whether each is on the front, where that is what the
/// search is for, and, where the best were confirmed on fresh folds, their scores there and their rank by the mean of
/// both.
/// Parameters that a candidate's space does not have are empty, as are the scores of failed fits and
/// of those that were not done. Candidates name their parameters from the first to the last, or
/// where they are `reversed` from the last to the first; a resource that the strategy gives them comes last.
pub(crate) fn cv_results(results: &Results, declared: &Declared, reversed: bool) -> String {
    let mut table = Table {
        results,
        declared,
        reversed,
        names: Vec::new(),
        folds: results.folds(),
    };
    for trial in results.trials() {
        for (name, _) in table.choices(trial) {
            if !table.names.contains(&name) {
                table.names.push(name);
            }
        }
    }
    let rows = (0..results.trials().len()).map(|index| table.row(index));
    let lines = std::iter::once(table.header()).chain(rows);
    lines.map(|fields| fields.join(",") + "\n").collect()
}

struct Table<'a> {
    results: &'a Results,
    declared: &'a Declared,
    reversed: bool,
    /// The parameters that any candidate has.
    names: Vec<Name>,
    /// Kept here because `Results::folds` goes over all trials.
    folds: usize,
}

impl Table<'_> {
    fn choices(&self, trial: &Trial) -> Vec<(Name, Value)> {
        let choices = trial.choices.iter();
        let mut choices: Vec<_> = match self.reversed {
            true => choices.rev().collect(),
            false => choices.collect(),
        };
        let resource = self.declared.resource.map(|(name, _)| name);
        // the sort is stable
        choices.sort_by_key(|&(name, _)| Some(name) == resource);
        choices
    }

    /// Whose scores on fresh folds there are.
    fn confirmed(&self) -> &'static [Dtype] {
        match (self.results.confirmed(), self.results.ranks_int8()) {
            ([], _) => &[],
            (_, None) => &[Dtype::F32],
            (_, Some(_)) => &[Dtype::F32, Dtype::Int8],
        }
    }

    fn header(&self) -> Vec<String> {
        let folds = self.folds;
        let mut header: Vec<String> = self.declared.columns.iter().map(|&name| name.into()).collect();
        let times = [
            "mean_fit_time",
            "std_fit_time",
            "mean_score_time",
            "std_score_time",
        ];
        header.extend(times.map(String::from));
        header.extend(self.names.iter().map(|name| format!("param_{}", name.as_str())));
        header.push("params".into());
        for name in self.names_of_scores() {
            header.extend(columns("test", name, folds));
            header.push(format!("rank_test_{name}"));
            if self.results.has_train_scores() {
                header.extend(columns("train", name, folds));
            }
        }
        if self.results.ranks_int8().is_some() {
            for name in self.names_of_scores() {
                header.extend((0..folds).map(|k| format!("split{k}_test_{name}_int8")));
                let rest = ["mean_test", "std_test", "rank_test"];
                header.extend(rest.map(|part| format!("{part}_{name}_int8")));
                if !self.results.are_several() {
                    header.push("mean_test_score_gap_int8".into());
                }
            }
        }
        header.extend(Quantity::ALL.map(|quantity| quantity.name().into()));
        header.push("infeasible".into());
        if !self.declared.states.is_empty() {
            header.push("state".into());
        }
        if !self.results.objectives().is_score_alone() {
            header.push("pareto".into());
        }
        for &dtype in self.confirmed() {
            let suffix = suffix(dtype);
            header.extend((0..folds).map(|k| format!("split{k}_confirm_score{suffix}")));
            header.extend(["mean_confirm_score", "std_confirm_score"].map(|name| format!("{name}{suffix}")));
        }
        if !self.results.confirmed().is_empty() {
            header.push("rank_confirm".into());
        }
        header
    }

    /// What the columns of scores end with: in scikit-learn `score`, where there is one, and of several their names.
    fn names_of_scores(&self) -> Vec<&str> {
        match self.results.are_several() {
            false => vec!["score"],
            true => self.results.scorings(),
        }
    }

    fn by_one(&self, trial: &Trial, fields: &mut Vec<String>) {
        let (results, folds, index) = (self.results, self.folds, trial.number());
        fields.extend(by_fold(trial.split_test_scores(), folds));
        fields.extend([trial.mean_test_score(), trial.std_test_score()].map(number));
        fields.push(results.ranks()[index].to_string());
        if results.has_train_scores() {
            self.scores(trial, trial.train_scores(0), fields);
        }
        if let Some(ranks) = results.ranks_int8() {
            let (scores, mean, std, gap) = match trial.int8() {
                Some(int8) => (int8.folds, int8.mean, int8.std, int8.gap),
                None => (Vec::new(), f64::NAN, f64::NAN, f64::NAN),
            };
            fields.extend(by_fold(scores, folds));
            fields.extend([number(mean), number(std), ranks[index].to_string(), number(gap)]);
        }
    }

    fn by_several(&self, trial: &Trial, fields: &mut Vec<String>) {
        let (results, index) = (self.results, trial.number());
        let all = 0..results.scorings().len();
        for at in all.clone() {
            self.scores(trial, trial.test_scores(at), fields);
            fields.push(results.rank_by(at, Dtype::F32, index).to_string());
            if results.has_train_scores() {
                self.scores(trial, trial.train_scores(at), fields);
            }
        }
        for at in all.filter(|_| results.ranks_int8().is_some()) {
            self.scores(trial, trial.test_scores_int8(at), fields);
            fields.push(results.rank_by(at, Dtype::Int8, index).to_string());
        }
    }

    /// Scores by fold, their mean and their deviation.
    fn scores(&self, trial: &Trial, scores: Vec<f64>, fields: &mut Vec<String>) {
        let (mean, std) = trial.mean_and_std_of(&scores);
        fields.extend(by_fold(scores, self.folds));
        fields.extend([mean, std].map(number));
    }

    /// A candidate's fields, in the header's order.
    fn row(&self, index: usize) -> Vec<String> {
        let (results, folds) = (self.results, self.folds);
        let trial = &results.trials()[index];
        let (fit, score) = (trial.fit_time(), trial.score_time());
        let columns = trial.columns.iter();
        let mut fields: Vec<String> = columns
            .map(|(_, value)| text::csv_field(&text::param(*value)))
            .collect();
        fields.extend([fit.0, fit.1, score.0, score.1].map(number));
        for &name in &self.names {
            let value = trial.choices.get(name);
            fields.push(value.map_or(String::new(), |value| text::csv_field(&text::param(value))));
        }
        fields.push(text::csv_field(&text::python_dict(&self.choices(trial))));
        match results.are_several() {
            false => self.by_one(trial, &mut fields),
            true => self.by_several(trial, &mut fields),
        }
        let cost = |quantity| {
            trial
                .cost(quantity)
                .map_or(String::new(), |cost| cost.to_string())
        };
        fields.extend(Quantity::ALL.map(cost));
        fields.push(text::csv_field(trial.infeasible().unwrap_or_default()));
        if !self.declared.states.is_empty() {
            fields.push(text::csv_field(trial.given_up().unwrap_or_default()));
        }
        fields.extend(results.is_pareto(index).map(|on| text::python(Value::Bool(on))));
        let fresh = results.confirmation(index);
        for &dtype in self.confirmed() {
            let scores = fresh.map_or(Vec::new(), |fresh| fresh.scores(dtype).to_vec());
            let (mean, std) = fresh.map_or((f64::NAN, f64::NAN), |fresh| fresh.mean_and_std(dtype));
            fields.extend(by_fold(scores, folds));
            fields.extend([number(mean), number(std)]);
        }
        if !results.confirmed().is_empty() {
            let rank = results.rank_confirm(index);
            fields.push(rank.map_or(String::new(), |rank| rank.to_string()));
        }
        fields
    }
}

/// Of one part of the rows, without the rank.
fn columns(part: &str, name: &str, folds: usize) -> impl Iterator<Item = String> {
    let splits = (0..folds).map(move |k| format!("split{k}_{part}_{name}"));
    splits.chain(["mean", "std"].map(|what| format!("{what}_{part}_{name}")))
}

fn suffix(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::F32 => "",
        Dtype::Int8 => "_int8",
    }
}

/// Empty where a fold was not done.
fn by_fold(scores: Vec<f64>, folds: usize) -> impl Iterator<Item = String> {
    let missing = folds.saturating_sub(scores.len());
    let scores = scores.into_iter().map(number);
    scores.chain(std::iter::repeat_n(String::new(), missing))
}

fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        text::float(value)
    }
}

//! Which trial of a journal Optuna takes for the best, and the journal's note where its search chose another: an
//! attribute of the study, of which the last counts.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use mcutune_core::cost::Dtype;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::error::{StudyError, io_error};
use super::journal::Journal;
use super::line::{COMPLETE, CREATE_TRIAL, SET_STUDY_USER_ATTR, WINNER, WORKER};
use crate::search::{Results, Select};

/// The attribute's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Winner {
    /// By Optuna's number, which counts the lines of trials: one that has a line again is two of its trials.
    trial: usize,
    /// What makes it the winner.
    why: String,
}

/// What Optuna reads of a journal.
#[derive(Debug, Default)]
struct Seen {
    /// Which trial each line of one is.
    trials: Vec<usize>,
    /// The line with the highest value of those that keep to their limits, the first of equals, and that value.
    best: Option<(usize, f64)>,
    noted: Option<Winner>,
}

/// What it takes of a line.
#[derive(Deserialize)]
struct Line {
    op_code: u64,
    worker_id: String,
    #[serde(default)]
    state: u32,
    #[serde(default)]
    values: Option<Vec<f64>>,
    #[serde(default)]
    user_attrs: Attributes,
    #[serde(default)]
    system_attrs: BTreeMap<String, Json>,
    #[serde(default)]
    user_attr: BTreeMap<String, Json>,
}

#[derive(Default, Deserialize)]
struct Attributes {
    again: Option<usize>,
}

impl Journal {
    /// Notes which trial wins and why, where Optuna would name another of the journal's trials or none, and where a
    /// note of an earlier search says otherwise.
    pub fn note_winner(
        &mut self,
        results: &Results,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        let Some(winner) = results.winner() else {
            return Ok(());
        };
        let seen = Seen::read(&self.path).map_err(|e| io_error(&self.path, "read", e))?;
        // a search that ends early knows the first of a journal's trials only: whoever goes on notes the winner of all
        if seen.trials.iter().any(|&number| number >= results.trials().len()) {
            return Ok(());
        }
        let Some(trial) = seen.trials.iter().rposition(|&number| number == winner) else {
            return Ok(());
        };
        // of several objectives there is none
        let alone = results.objectives().is_score_alone();
        let best = seen.best.filter(|_| alone).map(|(line, _)| line);
        let why = why(
            results,
            best.filter(|&line| line != trial).map(|line| seen.trials[line]),
        );
        let note = Winner { trial, why };
        let is_said = match &seen.noted {
            Some(noted) => *noted == note,
            None => best == Some(trial),
        };
        if is_said {
            return Ok(());
        }
        let mut chain = self.chain.clone();
        let line = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
            "user_attr": {WINNER: note}});
        let line = chain.seal(&line.to_string());
        self.append(&line, chain, 0, waiting)
    }
}

/// What makes the winner one, in a sentence; `other` is the trial that Optuna takes for the best instead.
fn why(results: &Results, other: Option<usize>) -> String {
    if results.best().is_none() {
        return "the first that was fitted, as no trial has a mean score".into();
    }
    let selection = results.selection();
    let mut why = match selection.rule {
        Select::Best => "the best mean score".to_owned(),
        rule @ (Select::OneStandardError | Select::Within(_) | Select::Knee) => {
            format!("chosen by the rule {rule} from the mean scores")
        }
    };
    let plain = why.len();
    if selection.by == Dtype::Int8 {
        why += " in int8";
    }
    if !results.confirmed().is_empty() {
        why += " on the folds of the search and on fresh ones";
    }
    if !results.objectives().is_score_alone() {
        why += ", of the trials on the front";
    }
    if !results.iterations().is_empty() {
        why += ", of the last iteration";
    }
    match other.map(|other| results.trials()[other].infeasible()) {
        Some(Some(_)) => why += ", of the trials within the limits",
        // their values are equal, and Optuna takes another of them
        Some(None) if selection.rule == Select::Best && why.len() == plain => why += ", of equals the first",
        _ => {}
    }
    why
}

impl Seen {
    fn read(path: &Path) -> io::Result<Self> {
        Self::of(BufReader::new(File::open(path)?))
    }

    fn of(mut journal: impl BufRead) -> io::Result<Self> {
        let (mut seen, mut new, mut text) = (Self::default(), 0, Vec::new());
        while journal.read_until(b'\n', &mut text)? > 0 {
            // what is none of ours has no trial: Optuna's notes, as any
            if let Ok(line) = serde_json::from_slice::<Line>(&text)
                && line.worker_id == WORKER
            {
                seen.take(line, &mut new);
            }
            text.clear();
        }
        Ok(seen)
    }

    /// A line; `new` are the trials before it.
    fn take(&mut self, mut line: Line, new: &mut usize) {
        match line.op_code {
            CREATE_TRIAL => {
                let number = line.user_attrs.again.unwrap_or(*new);
                *new += usize::from(line.user_attrs.again.is_none());
                let value = line.values.as_ref().and_then(|values| values.first().copied());
                let value = value.filter(|_| line.state == COMPLETE && line.is_feasible());
                if let Some(value) = value
                    && self.best.is_none_or(|(_, best)| value > best)
                {
                    self.best = Some((self.trials.len(), value));
                }
                self.trials.push(number);
            }
            SET_STUDY_USER_ATTR => {
                if let Some(note) = line.user_attr.remove(WINNER) {
                    // one that cannot be read says nothing
                    self.noted = serde_json::from_value(note).ok();
                }
            }
            _ => {}
        }
    }
}

impl Line {
    /// Whether none of its constraints is above 0.
    fn is_feasible(&self) -> bool {
        let constraints = self.system_attrs.iter();
        let mut constraints = constraints.filter(|(name, _)| name.starts_with("constraints:"));
        constraints.all(|(_, by)| by.as_f64().is_some_and(|by| by <= 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trial's line with its value, or none of one that failed.
    fn trial(value: Option<f64>, state: u32, more: (Option<usize>, Option<f64>)) -> String {
        let (again, excess) = more;
        let mut line = json!({"op_code": 4, "worker_id": "mcutune", "state": state,
            "values": value.map(|value| vec![value]), "user_attrs": {"parameters": 9},
            "system_attrs": {}});
        if let Some(again) = again {
            line["user_attrs"]["again"] = json!(again);
        }
        if let Some(excess) = excess {
            line["system_attrs"]["constraints:flash"] = json!(excess);
        }
        line.to_string() + "\n"
    }

    fn seen(lines: &[String]) -> Seen {
        Seen::of(lines.concat().as_bytes()).unwrap()
    }

    #[test]
    fn the_first_of_the_highest_that_is_complete_and_feasible_is_optunas_best() {
        let plain = |value: f64| trial(Some(value), COMPLETE, (None, None));
        let lines = [
            plain(0.5),
            trial(None, 3, (None, None)),
            plain(0.8),
            plain(0.8),
            trial(Some(0.9), 2, (None, None)),
            trial(Some(0.9), COMPLETE, (None, Some(1.0))),
            trial(Some(0.7), COMPLETE, (None, Some(0.0))),
        ];
        assert_eq!(seen(&lines).best, Some((2, 0.8)));
        assert_eq!(seen(&lines[..2]).best, Some((0, 0.5)));
        assert_eq!(seen(&lines[1..2]).best, None);
        // neither sign of 0 is the better
        assert_eq!(seen(&[plain(-0.0), plain(0.0)]).best, Some((0, -0.0)));
        let negative = [plain(-3.5), plain(-2.0)];
        assert_eq!(seen(&negative).best, Some((1, -2.0)));
    }

    #[test]
    fn a_line_again_is_another_trial_of_optunas_and_the_same_of_ours() {
        let lines = [
            trial(None, 2, (None, Some(7.0))),
            trial(Some(0.5), COMPLETE, (None, Some(-1.0))),
            trial(Some(0.6), COMPLETE, (Some(0), Some(-1.0))),
            trial(Some(0.4), COMPLETE, (None, Some(-1.0))),
        ];
        let seen = seen(&lines);
        assert_eq!(seen.trials, [0, 1, 0, 2]);
        assert_eq!(seen.best, Some((2, 0.6)));
    }

    #[test]
    fn the_last_note_of_ours_counts() {
        let note = |worker: &str, value: Json| {
            json!({"op_code": 2, "worker_id": worker, "user_attr": {"winner": value}}).to_string() + "\n"
        };
        let lines = [
            note("mcutune", json!({"trial": 3, "why": "a"})),
            note("mcutune", json!({"trial": 4, "why": "b"})),
            note("other", json!({"trial": 5, "why": "c"})),
            // Python writes what no JSON is
            "{\"op_code\":2,\"worker_id\":\"other\",\"user_attr\":{\"winner\":NaN}}\n".into(),
        ];
        let (trial, why) = (4, "b".to_owned());
        assert_eq!(seen(&lines).noted, Some(Winner { trial, why }));
        assert_eq!(seen(&[]).noted, None);
    }
}

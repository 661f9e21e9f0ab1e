//! `journal.log` in Optuna's format: one JSON object a line, only ever appended to.
//!
//! A finished trial is one line, and lines come in the order of the candidates whatever the
//! threads do: a kill loses whole trials at the end and nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mcutune_core::params::Name;
use serde_json::{Value as Json, json};

use super::distribution::{internal, to_text};
use super::error::{StudyError, io_error};
use super::int8_attributes::Int8Attributes;
use super::line::{
    ATTRIBUTE, COMPLETE, CREATE_STUDY, CREATE_TRIAL, FAIL, PRUNED, SELECT, SELECT_BY, SET_STUDY_SYSTEM_ATTR,
    SET_STUDY_USER_ATTR, TrialAttributes, TrialLine, WORKER, direction,
};
use super::lock::{self, Lock};
use super::record::{Parsed, limits_of, parse, whole_lines};
use super::settings::{Settings, differences};
use super::{JOURNAL, time};
use crate::limits::{Limits, Quantity};
use crate::search::{Objective, Selection, Trial, to_json};
use crate::space::Values;

/// What a journal says of its search before the first trial.
pub(crate) struct Header<'a> {
    /// The study's name.
    pub name: String,
    /// The score's name.
    pub scoring: &'a str,
    /// What is optimised, the score first.
    pub objectives: &'static [Objective],
    /// How the winner is chosen.
    pub selection: Selection,
    /// What the search depends on.
    pub settings: &'a Settings,
    /// What each parameter may be.
    pub distributions: BTreeMap<Name, Values>,
}

/// The journal of a running search.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes that hold whole lines.
    length: u64,
    done: usize,
    distributions: BTreeMap<Name, Values>,
    objectives: &'static [Objective],
    limits: Limits,
}

impl Journal {
    /// Begins a journal in `directory`, or reads back the trials of one with equal settings, without
    /// what a kill left half written.
    pub fn open(directory: &Path, mut header: Header<'_>) -> Result<(Self, Vec<Trial>), StudyError> {
        fs::create_dir_all(directory).map_err(|e| io_error(directory, "created", e))?;
        let path = directory.join(JOURNAL);
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path);
        let file = file.map_err(|e| io_error(&path, "opened", e))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(StudyError::Busy(path.display().to_string())),
            // A file system without locks; the search is as good without.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        lock::remove_left(&path);
        let bytes = fs::read(&path).map_err(|e| io_error(&path, "read", e))?;
        let whole = whole_lines(&bytes);
        let mut journal = Self {
            path,
            file,
            length: whole.len() as u64,
            done: 0,
            limits: limits_of(header.settings),
            objectives: header.objectives,
            distributions: std::mem::take(&mut header.distributions),
        };
        let (was, trials) = match parse(&journal.path, whole)? {
            Parsed::Unbegun => {
                journal.length = 0;
                (header.selection, Vec::new())
            }
            Parsed::Begun(record) => {
                let differences = differences(&record.settings, header.settings);
                if !differences.is_empty() {
                    let path = directory.display().to_string();
                    return Err(StudyError::Other { path, differences });
                }
                (record.selection, record.trials)
            }
        };
        journal.done = trials.len();
        if bytes.len() as u64 > journal.length {
            let cut = journal.file.set_len(journal.length);
            cut.map_err(|e| io_error(&journal.path, "written", e))?;
        }
        if journal.length == 0 {
            journal.append(&header.lines(), 0)?;
        } else {
            journal.append(&selection_lines(Some(was), header.selection), 0)?;
        }
        Ok((journal, trials))
    }

    /// Where it is.
    pub fn path(&self) -> String {
        self.path.display().to_string()
    }

    /// Adds finished trials, each with its first and last moment.
    pub fn add(&mut self, trials: &[(&Trial, SystemTime, SystemTime)]) -> Result<(), StudyError> {
        let mut lines = String::new();
        for &(trial, began, ended) in trials {
            lines += &self.line(trial, began, ended);
        }
        self.append(&lines, trials.len())
    }

    fn line(&self, trial: &Trial, began: SystemTime, ended: SystemTime) -> String {
        let (mean, std) = trial.mean_and_std();
        let failed = mean.is_nan();
        let scores = (0u32..)
            .zip(trial.split_test_scores())
            .filter(|(_, score)| !score.is_nan());
        let mut line = TrialLine {
            op_code: CREATE_TRIAL,
            worker_id: WORKER.into(),
            study_id: 0,
            datetime_start: time::iso(began),
            datetime_complete: time::iso(ended),
            state: match (trial.infeasible().or(trial.given_up()), failed) {
                (Some(_), _) => PRUNED,
                (None, true) => FAIL,
                (None, false) => COMPLETE,
            },
            values: (!failed).then(|| self.values(trial, mean)),
            distributions: BTreeMap::new(),
            params: BTreeMap::new(),
            intermediate_values: scores.collect(),
            user_attrs: TrialAttributes {
                parameters: trial.parameters,
                cost: trial.cost.as_ref().map(Into::into),
                std_test_score: (!failed).then_some(std),
                n_iter: trial.folds.iter().map(|fold| fold.n_iter).collect(),
                end: trial.folds.iter().map(|fold| fold.end.clone()).collect(),
                fit_time: trial.folds.iter().map(|fold| fold.fit_time).collect(),
                score_time: trial.folds.iter().map(|fold| fold.score_time).collect(),
                int8: Int8Attributes::of(trial),
                given_up: trial.given_up.clone(),
                columns: trial
                    .columns
                    .iter()
                    .map(|(name, value)| (name.clone(), to_json(*value)))
                    .collect(),
            },
            system_attrs: self.constraints(trial),
        };
        for (name, value) in trial.choices.iter() {
            let values = self.distributions.get(&name);
            if let Some((values, internal)) = values.and_then(|of| Some((of, internal(of, value)?))) {
                line.distributions.insert(name.as_str().into(), to_text(values));
                line.params.insert(name.as_str().into(), internal);
            }
        }
        // Nothing in it can fail: keys are text and numbers are finite.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }

    /// One an objective, of a trial with a mean score.
    fn values(&self, trial: &Trial, mean: f64) -> Vec<f64> {
        let value = |objective: &Objective| match objective {
            Objective::Score => mean,
            Objective::Cost(quantity) => trial.cost(*quantity).unwrap_or(0) as f64,
        };
        self.objectives.iter().map(value).collect()
    }

    /// By how much a trial exceeds each limit; Optuna takes 0 and less for kept.
    fn constraints(&self, trial: &Trial) -> BTreeMap<String, Json> {
        let excess = trial.cost.map_or(Vec::new(), |cost| self.limits.excess(&cost));
        let name = |quantity: Quantity| format!("constraints:{}", quantity.name());
        let named = excess
            .into_iter()
            .map(|(quantity, by)| (name(quantity), json!(by as f64)));
        named.collect()
    }

    /// Whole lines or nothing.
    fn append(&mut self, lines: &str, trials: usize) -> Result<(), StudyError> {
        if lines.is_empty() {
            return Ok(()); // a study that is done needs no room on the disk
        }
        let written = Lock::acquire(&self.path).and_then(|_lock| {
            self.file.write_all(lines.as_bytes())?;
            self.file.sync_data()
        });
        match written {
            Ok(()) => {
                self.length += lines.len() as u64;
                self.done += trials;
                Ok(())
            }
            Err(source) => {
                // Where this fails too, the next search cuts the torn line off.
                let _ = self.file.set_len(self.length);
                Err(StudyError::Append {
                    path: self.path.display().to_string(),
                    source,
                    done: self.done,
                })
            }
        }
    }
}

fn study_attribute(name: &str, value: &str) -> String {
    let line = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
        "user_attr": {name: value}});
    line.to_string() + "\n"
}

/// How the winner is chosen where that differs from before.
fn selection_lines(was: Option<Selection>, is: Selection) -> String {
    let mut lines = String::new();
    if was.is_none_or(|was| was.rule != is.rule) {
        lines += &study_attribute(SELECT, &is.rule.to_string());
    }
    // A study that does not say so chooses by f32.
    if was.unwrap_or_default().by != is.by {
        lines += &study_attribute(SELECT_BY, is.by.name());
    }
    lines
}

impl Header<'_> {
    /// The settings come last: with them the journal has begun.
    fn lines(&self) -> String {
        let directions: Vec<u32> = self.objectives.iter().map(direction).collect();
        let name = |objective: &Objective| match objective {
            Objective::Score => self.scoring,
            Objective::Cost(quantity) => quantity.name(),
        };
        let names: Vec<&str> = self.objectives.iter().map(name).collect();
        let lines = [
            json!({"op_code": CREATE_STUDY, "worker_id": WORKER, "study_name": self.name,
                "directions": directions}),
            json!({"op_code": SET_STUDY_SYSTEM_ATTR, "worker_id": WORKER, "study_id": 0,
                "system_attr": {"study:metric_names": names}}),
        ];
        let settings = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
            "user_attr": {ATTRIBUTE: self.settings}});
        lines.map(|line| line.to_string() + "\n").concat()
            + &selection_lines(None, self.selection)
            + &settings.to_string()
            + "\n"
    }
}

//! `journal.log` in Optuna's format: one JSON object a line, only ever appended to.
//!
//! A finished trial is one line, and lines come in the order of the candidates whatever the
//! threads do: a kill loses whole trials at the end and nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::{Value as Json, json};

use super::distribution::Distribution;
use super::error::{StudyError, io_error};
use super::fingerprint::{Fingerprint, differences};
use super::int8::Int8Attributes;
use super::line::{
    ATTRIBUTE, COMPLETE, CREATE_STUDY, CREATE_TRIAL, FAIL, MAXIMIZE, PRUNED, SELECT, SELECT_BY,
    SET_STUDY_SYSTEM_ATTR, SET_STUDY_USER_ATTR, TrialAttributes, TrialLine, WORKER,
};
use super::lock::{self, Lock};
use super::record::{Parsed, limits_of, parse, whole_lines};
use super::trial::Trial;
use super::{JOURNAL, time};
use crate::limits::{Limits, Quantity};
use crate::study::Selection;

/// The journal of a running search.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes that hold whole lines.
    length: u64,
    done: usize,
    distributions: BTreeMap<String, Distribution>,
    limits: Limits,
}

impl Journal {
    /// Begins a journal in `directory`, or reads back the trials of one with an equal
    /// fingerprint, without what a kill left half written.
    pub fn open(
        directory: &Path,
        name: &str,
        metric: &str,
        selection: Selection,
        fingerprint: &Fingerprint,
        distributions: BTreeMap<String, Distribution>,
    ) -> Result<(Self, Vec<Trial>), StudyError> {
        fs::create_dir_all(directory).map_err(|e| {
            let advice = io::Error::new(e.kind(), format!("{e}; give another --out DIR"));
            io_error(directory, "created", advice)
        })?;
        let path = directory.join(JOURNAL);
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path);
        let file = file.map_err(|e| {
            let advice = io::Error::new(e.kind(), format!("{e}; give another --out DIR"));
            io_error(&path, "opened", advice)
        })?;
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
            distributions,
            limits: limits_of(fingerprint),
        };
        let (was, trials) = match parse(&journal.path, whole)? {
            Parsed::Unbegun => {
                journal.length = 0;
                (selection, Vec::new())
            }
            Parsed::Begun(record) => {
                let differences = differences(&record.fingerprint, fingerprint);
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
            journal.append(&header(name, metric, selection, fingerprint), 0)?;
        } else {
            journal.append(&selection_lines(Some(was), selection), 0)?;
        }
        Ok((journal, trials))
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
        let scores = (0u32..).zip(trial.scores()).filter(|(_, score)| !score.is_nan());
        let mut line = TrialLine {
            op_code: CREATE_TRIAL,
            worker_id: WORKER.into(),
            study_id: 0,
            datetime_start: time::iso(began),
            datetime_complete: time::iso(ended),
            state: match (trial.infeasible(), failed) {
                (Some(_), _) => PRUNED,
                (None, true) => FAIL,
                (None, false) => COMPLETE,
            },
            values: (!failed).then_some([mean]),
            distributions: BTreeMap::new(),
            params: BTreeMap::new(),
            intermediate_values: scores.collect(),
            user_attrs: TrialAttributes {
                parameters: trial.parameters,
                need: trial.need,
                std_test_score: (!failed).then_some(std),
                n_iter: trial.folds.iter().map(|fold| fold.n_iter).collect(),
                end: trial.folds.iter().map(|fold| fold.end.clone()).collect(),
                fit_time: trial.folds.iter().map(|fold| fold.fit_time).collect(),
                score_time: trial.folds.iter().map(|fold| fold.score_time).collect(),
                int8: Int8Attributes::of(trial),
            },
            system_attrs: self.constraints(trial),
        };
        for (name, value) in &trial.params {
            let distribution = self.distributions.get(name);
            if let Some((distribution, internal)) = distribution.and_then(|d| Some((d, d.internal(value)?))) {
                line.distributions.insert(name.clone(), distribution.to_json());
                line.params.insert(name.clone(), internal);
            }
        }
        // Nothing in it can fail: keys are text and numbers are finite.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }

    /// By how much a trial exceeds each limit; Optuna takes 0 and less for kept.
    fn constraints(&self, trial: &Trial) -> BTreeMap<String, Json> {
        let excess = trial.need.map_or(Vec::new(), |need| self.limits.excess(&need));
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

/// The fingerprint comes last: with it the journal has begun.
fn header(name: &str, metric: &str, selection: Selection, fingerprint: &Fingerprint) -> String {
    let lines = [
        json!({"op_code": CREATE_STUDY, "worker_id": WORKER, "study_name": name, "directions": [MAXIMIZE]}),
        json!({"op_code": SET_STUDY_SYSTEM_ATTR, "worker_id": WORKER, "study_id": 0,
            "system_attr": {"study:metric_names": [metric]}}),
    ];
    let fingerprint = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
        "user_attr": {ATTRIBUTE: fingerprint}});
    lines.map(|line| line.to_string() + "\n").concat()
        + &selection_lines(None, selection)
        + &fingerprint.to_string()
        + "\n"
}

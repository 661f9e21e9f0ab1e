//! `journal.log` in Optuna's format: one JSON object a line, only ever appended to.
//!
//! A finished trial is one line, and lines come in the order of the candidates whatever the
//! threads do: a kill loses whole trials at the end and nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::ValueEnum;
use mcutune_core::cost::Mcu;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::distribution::{Distribution, external};
use super::fingerprint::{Fingerprint, QUANTIZE, differences};
use super::int8::Int8Attributes;
use super::lock::{self, Lock};
use super::trial::Trial;
use super::{JOURNAL, time};
use crate::limit::{Aim, Limits, Need, Quantity};
use crate::model::Dtype;
use crate::run::{End, FoldResult};
use crate::select::Selection;

/// Who writes; Optuna wants one on each line.
const WORKER: &str = "mcutune";
/// The study's user attribute with the fingerprint.
const ATTRIBUTE: &str = "mcutune";
/// And that with the rule by which a trial wins.
const SELECT: &str = "select";
/// And that with the numbers whose scores count.
const SELECT_BY: &str = "select_by";

const CREATE_STUDY: u64 = 0;
const DELETE_STUDY: u64 = 1;
const SET_STUDY_USER_ATTR: u64 = 2;
const SET_STUDY_SYSTEM_ATTR: u64 = 3;
const CREATE_TRIAL: u64 = 4;
const MAXIMIZE: u32 = 2;
const COMPLETE: u32 = 1;
/// Of a trial that was given up before it had a score: its constraints say why.
const PRUNED: u32 = 2;
const FAIL: u32 = 3;

/// Why a study cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The system refused.
    #[error("{path}: cannot be {what}: {source}")]
    Io {
        /// The file or directory.
        path: String,
        /// "read", "written", ...
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is full, say; what was written before stands.
    #[error(
        "{path}: cannot be written: {source}; {done} candidates are safe there, and the same command goes on from them once that is mended"
    )]
    Append {
        /// The journal.
        path: String,
        /// What the system said.
        source: io::Error,
        /// Trials in the journal.
        done: usize,
    },
    /// Another process holds the journal.
    #[error("{0}: another mcutune is searching in this directory")]
    Busy(String),
    /// A line that is not as we wrote it.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The journal.
        path: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// There is a journal of another kind.
    #[error("{0}: not the journal of a search by mcutune; give another directory")]
    Foreign(String),
    /// The directory holds the results of other flags or data.
    #[error("{path} holds another search: {}; give another --out DIR, or the same flags to go on", .differences.join("; "))]
    Other {
        /// The directory.
        path: String,
        /// One a flag.
        differences: Vec<String>,
    },
}

/// What a journal tells.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The study's name.
    pub name: String,
    /// The score's name.
    pub metric: String,
    /// How the winner is chosen, as the last search said.
    pub selection: Selection,
    /// What the search depends on.
    pub fingerprint: Fingerprint,
    /// Finished trials, in the order of the candidates.
    pub trials: Vec<Trial>,
}

impl Record {
    /// Whether each fold is scored in int8 too.
    pub fn quantized(&self) -> bool {
        self.fingerprint.contains_key(QUANTIZE)
    }
}

/// A trial's line.
#[derive(Serialize, Deserialize)]
struct TrialLine {
    op_code: u64,
    worker_id: String,
    study_id: u32,
    datetime_start: String,
    datetime_complete: String,
    state: u32,
    values: Option<[f64; 1]>,
    distributions: BTreeMap<String, String>,
    params: BTreeMap<String, f64>,
    /// A fold without a score has none.
    intermediate_values: BTreeMap<u32, f64>,
    user_attrs: TrialAttributes,
    system_attrs: BTreeMap<String, Json>,
}

/// What Optuna's format has no field for; lists are by fold.
#[derive(Serialize, Deserialize)]
struct TrialAttributes {
    parameters: usize,
    #[serde(flatten)]
    need: Option<Need>,
    std_test_score: Option<f64>,
    n_iter: Vec<u32>,
    end: Vec<End>,
    fit_time: Vec<f64>,
    score_time: Vec<f64>,
    #[serde(flatten)]
    int8: Option<Int8Attributes>,
}

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

/// Reads the journal of a study directory.
pub fn read(directory: &Path) -> Result<Record, StudyError> {
    let path = directory.join(JOURNAL);
    let bytes = fs::read(&path).map_err(|source| {
        if source.kind() == ErrorKind::NotFound {
            let source = io::Error::new(source.kind(), "there is none: is this a study directory?");
            return io_error(&path, "read", source);
        }
        io_error(&path, "read", source)
    })?;
    match parse(&path, whole_lines(&bytes))? {
        Parsed::Begun(record) => Ok(record),
        Parsed::Unbegun => Ok(Record::default()),
    }
}

/// What a search's candidates may take of its microcontroller.
fn limits_of(fingerprint: &Fingerprint) -> Limits {
    let limits = fingerprint.get("limit").and_then(Json::as_str);
    limits.and_then(|text| text.parse().ok()).unwrap_or_default()
}

impl Record {
    /// What the winner is for.
    pub fn aim(&self) -> Aim {
        let mcu = self.fingerprint.get("mcu").and_then(Json::as_str);
        Aim {
            mcu: mcu.and_then(Mcu::from_name).unwrap_or(Mcu::CortexM4f),
            dtype: if self.quantized() { Dtype::Int8 } else { Dtype::F32 },
            limits: limits_of(&self.fingerprint),
        }
    }
}

fn io_error(path: &Path, what: &'static str, source: io::Error) -> StudyError {
    let path = path.display().to_string();
    StudyError::Io { path, what, source }
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

/// Up to the last line end: what follows was torn by a kill.
fn whole_lines(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |i| i + 1);
    &bytes[..end]
}

enum Parsed {
    /// Killed before the header was whole.
    Unbegun,
    Begun(Record),
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Parsed, StudyError> {
    let shown = || path.display().to_string();
    let mut record = Record::default();
    let (mut begun, mut ours) = (false, true);
    for (i, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let wrong = |what: String| StudyError::Line {
            path: shown(),
            line: i + 1,
            what,
        };
        let line = json_line(line).map_err(|e| wrong(format!("not a line of a journal: {e}")))?;
        ours &= line["worker_id"] == WORKER;
        match line["op_code"].as_u64() {
            Some(CREATE_STUDY) if i == 0 => {
                record.name = line["study_name"].as_str().unwrap_or_default().to_owned();
            }
            Some(DELETE_STUDY) => {
                return Err(wrong("the study was deleted here; give another directory".into()));
            }
            Some(SET_STUDY_SYSTEM_ATTR) => {
                if let Some(name) = line["system_attr"]["study:metric_names"][0].as_str() {
                    record.metric = name.to_owned();
                }
            }
            Some(SET_STUDY_USER_ATTR) => {
                if let Some(fingerprint) = line["user_attr"][ATTRIBUTE].as_object() {
                    record.fingerprint = fingerprint.clone();
                    begun = true;
                }
                if let Some(rule) = line["user_attr"][SELECT].as_str() {
                    record.selection.rule = rule.parse().map_err(|e| wrong(format!("{SELECT}: {e}")))?;
                }
                if let Some(dtype) = line["user_attr"][SELECT_BY].as_str() {
                    let dtype = Dtype::from_str(dtype, false);
                    record.selection.by = dtype.map_err(|e| wrong(format!("{SELECT_BY}: {e}")))?;
                }
            }
            Some(CREATE_TRIAL) => {
                if !begun {
                    return Err(StudyError::Foreign(shown()));
                }
                let trial = trial(line).map_err(|e| wrong(format!("not a trial of this search: {e}")))?;
                if record.quantized() && trial.int8().is_none() {
                    return Err(wrong(
                        "not a trial of this search: it has no scores in int8".into(),
                    ));
                }
                record.trials.push(trial);
            }
            // Notes that a dashboard adds, and whatever newer Optunas do, change no result.
            _ => {}
        }
    }
    match (begun, ours) {
        (true, _) => Ok(Parsed::Begun(record)),
        (false, true) => Ok(Parsed::Unbegun),
        (false, false) => Err(StudyError::Foreign(shown())),
    }
}

/// A line as JSON; Python also writes `NaN` and `Infinity`, which are nulls here.
fn json_line(line: &[u8]) -> Result<Json, serde_json::Error> {
    serde_json::from_slice(line).or_else(|error| {
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(error);
        };
        // Every second piece between quotes is inside a string; an escaped quote only makes
        // pieces that have no such word outside.
        let plain = |piece: &str| {
            piece
                .replace("-Infinity", "null")
                .replace("Infinity", "null")
                .replace("NaN", "null")
        };
        let pieces = text.replace("\\\"", "\u{1}");
        let pieces = pieces.split('"').enumerate();
        let pieces: Vec<String> = pieces
            .map(|(i, piece)| {
                if i % 2 == 0 {
                    plain(piece)
                } else {
                    piece.to_owned()
                }
            })
            .collect();
        serde_json::from_str(&pieces.join("\"").replace('\u{1}', "\\\"")).map_err(|_| error)
    })
}

fn trial(line: Json) -> Result<Trial, String> {
    let line: TrialLine = serde_json::from_value(line).map_err(|e| e.to_string())?;
    let attributes = line.user_attrs;
    let folds = attributes.end.len();
    let lengths = [
        attributes.n_iter.len(),
        attributes.fit_time.len(),
        attributes.score_time.len(),
    ];
    let of_int8 = attributes.int8.iter();
    let of_int8 = of_int8.flat_map(|int8| [int8.test_score_int8.len(), int8.refused_int8.len()]);
    if lengths.into_iter().chain(of_int8).any(|length| length != folds) {
        return Err("its lists differ in length".into());
    }
    let mut params = Vec::new();
    for (name, &internal) in &line.params {
        let distribution = line.distributions.get(name);
        let value = distribution.and_then(|distribution| external(distribution, internal));
        params.push((name.clone(), value.ok_or_else(|| format!("{name} has no value"))?));
    }
    let mut results = Vec::new();
    for (k, end) in attributes.end.into_iter().enumerate() {
        results.push(FoldResult {
            score: *line.intermediate_values.get(&(k as u32)).unwrap_or(&f64::NAN),
            fit_time: attributes.fit_time[k],
            score_time: attributes.score_time[k],
            n_iter: attributes.n_iter[k],
            end,
            int8: attributes.int8.as_ref().map(|int8| int8.fold(k)),
        });
    }
    Ok(Trial {
        params,
        parameters: attributes.parameters,
        need: attributes.need,
        folds: results,
    })
}

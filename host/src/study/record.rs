//! A journal read back.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use mcutune_core::cost::Mcu;
use serde_json::Value as Json;

use super::JOURNAL;
use super::distribution::external;
use super::error::{StudyError, io_error};
use super::fingerprint::{Fingerprint, QUANTIZE};
use super::line::{
    ATTRIBUTE, CREATE_STUDY, CREATE_TRIAL, DELETE_STUDY, SELECT, SELECT_BY, SET_STUDY_SYSTEM_ATTR,
    SET_STUDY_USER_ATTR, TrialLine, WORKER,
};
use super::trial::Trial;
use crate::limits::{Aim, Limits};
use crate::model::Dtype;
use crate::search::FoldResult;
use crate::study::Selection;

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

/// What a search's candidates may take of its microcontroller.
pub(super) fn limits_of(fingerprint: &Fingerprint) -> Limits {
    let limits = fingerprint.get("limit").and_then(Json::as_str);
    limits.and_then(|text| text.parse().ok()).unwrap_or_default()
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

/// Up to the last line end: what follows was torn by a kill.
pub(super) fn whole_lines(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |i| i + 1);
    &bytes[..end]
}

pub(super) enum Parsed {
    /// Killed before the header was whole.
    Unbegun,
    Begun(Record),
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Parsed, StudyError> {
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
                    let known = Dtype::from_name(dtype);
                    record.selection.by = known.ok_or_else(|| wrong(format!("{SELECT_BY}: {dtype}")))?;
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

//! A journal's lines, read into a study one by one.

use std::io::{self, ErrorKind};
use std::path::Path;

use mcutune_core::cost::{Dtype, Mcu};
use serde::Deserialize as _;
use serde_json::Value as Json;

use super::JOURNAL;
use super::checksum::Checksum;
use super::confirmation::Confirmation;
use super::distribution::values;
use super::error::{StudyError, io_error};
use super::line::{
    ATTRIBUTE, COMMAND, CONFIRM, CREATE_STUDY, CREATE_TRIAL, DELETE_STUDY, SELECT, SELECT_BY,
    SET_STUDY_SYSTEM_ATTR, SET_STUDY_USER_ATTR, TrialLine, WORKER,
};
use super::record::Study;
use super::rewrite::read;
use super::settings::{Difference, MCU, Settings};
use crate::cv::{LOO, MOST_FOLDS};
use crate::data::room::{Full, has_room};
use crate::files::read_file;
use crate::search::{Choices, End, FoldResult, Measured, Trial, column_from_json};

impl Study {
    /// Takes a trial's times into account, which are texts that sort as times do.
    fn lasted(&mut self, line: &Json) {
        let time = |name: &str| line[name].as_str().unwrap_or_default();
        let (began, ended) = (time("datetime_start"), time("datetime_complete"));
        let (first, last) = match self.span.take() {
            Some((first, last)) => (first.min(began.to_owned()), last.max(ended.to_owned())),
            None => (began.to_owned(), ended.to_owned()),
        };
        self.span = Some((first, last));
    }

    /// Checks a line's checksum; a journal that does not say what was read is older than checksums.
    fn checksum(&mut self, line: &[u8]) -> Result<(), String> {
        let sealed = self.chain.is_begun();
        match self.chain.check(line) {
            Checksum::Right => Ok(()),
            Checksum::Missing if !sealed => Ok(()),
            Checksum::Missing | Checksum::Wrong => Err(
                "the line was altered or damaged, stands twice, or one before it is missing: its checksum does not \
                 match"
                    .into(),
            ),
        }
    }

    /// Whether a line says something of the study that results depend on.
    fn sets(attributes: &Json) -> bool {
        [SELECT, SELECT_BY, CONFIRM, COMMAND, ATTRIBUTE]
            .iter()
            .any(|name| attributes.get(name).is_some())
    }

    /// Sets what a line says of the study; whether that was its settings, with which it begins.
    fn set(&mut self, attributes: &Json) -> Result<bool, String> {
        if let Some(rule) = attributes[SELECT].as_str() {
            self.selection.rule = rule.parse().map_err(|e| format!("{SELECT}: {e}"))?;
        }
        if let Some(dtype) = attributes[SELECT_BY].as_str() {
            let known = Dtype::from_name(dtype);
            self.selection.by = known.ok_or_else(|| format!("{SELECT_BY}: {dtype}"))?;
        }
        if let Some(confirmation) = attributes.get(CONFIRM) {
            self.confirmation =
                Confirmation::deserialize(confirmation).map_err(|e| format!("{CONFIRM}: {e}"))?;
        }
        if let Some(words) = attributes.get(COMMAND) {
            self.command = Vec::deserialize(words).map_err(|e| format!("{COMMAND}: {e}"))?;
        }
        let settings = attributes[ATTRIBUTE].as_object();
        if let Some(settings) = settings {
            if settings.contains_key(Difference::READ_SHA256) && !self.chain.is_begun() {
                return Err("it has no checksum: the journal was altered".into());
            }
            self.has_grown |= !self.settings.is_empty();
            self.ended = self.trials.len();
            let mut settings = settings.clone();
            self.name_scores(&mut settings);
            // predefined folds may be one, and those of one row each as many as there are rows
            let kind = settings.get(Difference::CV_KIND).and_then(Json::as_str);
            let (fewest, most) = match kind {
                None => (2, MOST_FOLDS as u64),
                Some(LOO) => (2, u64::from(u32::MAX)),
                Some(_) => (1, MOST_FOLDS as u64),
            };
            if let Some(cv) = settings.get("cv").and_then(Json::as_u64)
                && !(fewest..=most).contains(&cv)
            {
                return Err(format!("cv: {cv} is no number of folds from {fewest} to {most}"));
            }
            let mcu = settings.get(MCU).and_then(Json::as_str).and_then(Mcu::from_name);
            if let Some(mcu) = mcu.filter(|mcu| !self.trials.is_empty() && *mcu != self.device().mcu) {
                // of the networks that the settings before these say
                self.recost(mcu)?;
            }
            self.choose(&mut settings)?;
            self.settings = settings;
        }
        Ok(settings.is_some())
    }

    /// An earlier version did not count the scores that gp without a race proposes by among the settings: they are those
    /// that it began with.
    fn name_scores(&self, settings: &mut Settings) {
        let began = match self.settings.is_empty() {
            true => self.selection.by == Dtype::Int8,
            false => self.settings.contains_key(Difference::SELECT_BY),
        };
        let proposes = settings.get("strategy").is_some_and(|name| name == "gp");
        if began && proposes && !settings.contains_key(Difference::RACE) {
            let int8 = Dtype::Int8.name();
            settings.insert(Difference::SELECT_BY.into(), int8.into());
        }
    }

    /// A trial of a line: the next one, or another in place of one that was not fitted.
    fn take(&mut self, trial: Trial, line: usize) {
        match self.trials.get_mut(trial.number) {
            Some(before) => {
                self.superseded.push((self.lines[trial.number], trial.number));
                self.lines[trial.number] = line;
                *before = trial;
            }
            None => {
                self.trials.push(trial);
                self.lines.push(line);
            }
        }
    }

    /// The next trial, or one again.
    fn trial(&mut self, line: Json) -> Result<Trial, String> {
        let mut line: TrialLine = serde_json::from_value(line).map_err(|e| e.to_string())?;
        let value = line.values.as_ref().and_then(|values| values.first().copied());
        let number = match line.user_attrs.again {
            Some(number) if number >= self.trials.len() => {
                return Err(format!("it is trial {number} again, which is not there"));
            }
            again => again.unwrap_or(self.trials.len()),
        };
        if let Some(sum) = line.user_attrs.predictions.take() {
            self.kept.insert(number, sum);
        }
        let trial = trial(number, line, &self.measured())?;
        self.check(&trial)?;
        if let Some(value) = value {
            self.valued.check(value, &trial)?;
        }
        Ok(trial)
    }

    /// What a trial has that none of this search can have.
    fn check(&self, trial: &Trial) -> Result<(), String> {
        let folds = self.settings.get("cv").and_then(Json::as_u64);
        let done = trial.folds.len();
        if trial.given_up.is_none() && folds.is_some_and(|folds| folds != done as u64) {
            return Err(format!(
                "it has {done} folds, the search has {}",
                folds.unwrap_or(0)
            ));
        }
        if self.is_quantized() != trial.int8().is_some() && done > 0 {
            return Err(match self.is_quantized() {
                true => "it has no scores in int8".into(),
                false => "it has scores in int8, which the search does not ask for".into(),
            });
        }
        for (k, fold) in trial.folds.iter().enumerate() {
            let scored = matches!(fold.end, End::Converged | End::MaxIter | End::MaxFun);
            let stands = self.error_score().is_some_and(|score| score == fold.score) && fold.end.has_failed();
            if scored == fold.score.is_nan() && !stands {
                return Err(format!(
                    "fold {k} has {} score, and ended as {:?}",
                    if scored { "no" } else { "a" },
                    fold.end
                ));
            }
        }
        Ok(())
    }
}

/// As many times a journal's bytes are taken to read its trials and to show all that they have. Where there is
/// no room for them, that is an error before it: an allocation in between would end the program.
const SHOWN: usize = 14;

/// Bytes of a journal: a larger one is something else.
const LIMIT: u64 = 4 << 30;

/// The bytes of a journal's file, as they are.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, StudyError> {
    read_file(path, LIMIT).map_err(|source| {
        let source = match source.kind() {
            kind @ ErrorKind::NotFound => {
                io::Error::new(kind, "no such file, so this is no study's directory")
            }
            _ => source,
        };
        io_error(path, "read", source)
    })
}

/// A directory's journal, and its bytes.
pub(super) fn parsed(directory: &Path) -> Result<(ParsedJournal, Vec<u8>), StudyError> {
    let path = directory.join(JOURNAL);
    let mut bytes = read(&path)?;
    loop {
        check_room(&path, &bytes)?;
        let parsed = whole_lines(&path, &bytes).and_then(|whole| parse(&path, whole));
        if parsed.is_err() {
            // a search may have written while it was read
            let now = read(&path)?;
            if now != bytes {
                bytes = now;
                continue;
            }
        }
        return Ok((parsed?, bytes));
    }
}

/// Whether there is room to read and to show what a journal of these bytes has.
pub(super) fn check_room(path: &Path, bytes: &[u8]) -> Result<(), StudyError> {
    let room = has_room(bytes.len().saturating_mul(SHOWN));
    room.map_err(|Full| io_error(path, "read", ErrorKind::OutOfMemory.into()))
}

/// How lines of a journal begin: ours, and those that Optuna adds.
pub(super) const BEGINNINGS: [&[u8]; 2] = [b"{\"op_code\":", b"{\"directions\":"];

/// Up to the last line end: what follows was torn by a kill. An error where that is no part of a
/// journal's line, and so somebody else's, which nothing may cut off.
pub(super) fn whole_lines<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b [u8], StudyError> {
    let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |i| i + 1);
    let (whole, torn) = bytes.split_at(end);
    // a loss of power leaves zeros where nothing was written
    let written = torn.iter().rposition(|&byte| byte != 0).map_or(0, |i| i + 1);
    let torn = &torn[..written];
    let begins = |with: &&[u8]| torn.iter().zip(with.iter()).all(|(a, b)| a == b);
    if BEGINNINGS.iter().any(begins) {
        return Ok(whole);
    }
    Err(match whole {
        [] => StudyError::Foreign(path.display().to_string()),
        _ => StudyError::Line {
            path: path.display().to_string(),
            line: 1 + whole.iter().filter(|&&byte| byte == b'\n').count(),
            what: "not a line of a journal".into(),
        },
    })
}

/// Why a line is refused that has a result, and no checksum of ours says that it is one.
const OTHERS: &str =
    "another program wrote it, or it was altered: only mcutune's own lines have results of its search";

pub(super) enum ParsedJournal {
    /// Killed before the header was whole.
    Unbegun,
    Begun(Box<Study>),
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<ParsedJournal, StudyError> {
    let shown = || path.display().to_string();
    let mut study = Study::default();
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
        let text = line;
        let line = json_line(text).map_err(|e| wrong(format!("not a line of a journal: {e}")))?;
        let of_ours = line["worker_id"] == WORKER;
        ours &= of_ours;
        if of_ours {
            study.checksum(text).map_err(wrong)?;
        }
        match line["op_code"].as_u64() {
            Some(CREATE_STUDY) if i == 0 => {
                study.name = line["study_name"].as_str().unwrap_or_default().to_owned();
            }
            Some(DELETE_STUDY) => {
                return Err(wrong("the study was deleted here; use another directory".into()));
            }
            Some(SET_STUDY_SYSTEM_ATTR) if of_ours => {
                if let Some(name) = line["system_attr"]["study:metric_names"][0].as_str() {
                    study.scoring = name.to_owned();
                }
            }
            Some(SET_STUDY_USER_ATTR) if of_ours => {
                begun |= study.set(&line["user_attr"]).map_err(wrong)?;
            }
            Some(SET_STUDY_USER_ATTR) if begun && Study::sets(&line["user_attr"]) => {
                return Err(wrong(OTHERS.into()));
            }
            Some(CREATE_TRIAL) => {
                if !begun {
                    return Err(StudyError::Foreign(shown()));
                }
                if !of_ours {
                    return Err(wrong(OTHERS.into()));
                }
                study.lasted(&line);
                let trial = study
                    .trial(line)
                    .map_err(|e| wrong(format!("not a trial of this search: {e}")))?;
                study.take(trial, i + 1);
            }
            // Notes that a dashboard adds, and whatever newer Optunas do, change no result.
            _ => {}
        }
    }
    match (begun, ours) {
        (true, ours) => {
            study.ours = ours;
            if study.has_grown {
                study.exclude();
            }
            Ok(ParsedJournal::Begun(Box::new(study)))
        }
        (false, true) => Ok(ParsedJournal::Unbegun),
        (false, false) => Err(StudyError::Foreign(shown())),
    }
}

/// A line as JSON; Python also writes `NaN` and `Infinity`, which are nulls here.
fn json_line(line: &[u8]) -> Result<Json, serde_json::Error> {
    serde_json::from_slice(line).or_else(|error| {
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(error);
        };
        // Only what is outside of strings: of the pieces between quotes that are not escaped, each second is a string.
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

fn trial(number: usize, line: TrialLine, measured: &Measured) -> Result<Trial, String> {
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
    let choices = values(&line.params, &line.distributions);
    let choices = choices.map_err(|name| format!("{name} has no value"))?;
    let mut results = Vec::new();
    for (k, end) in attributes.end.into_iter().enumerate() {
        results.push(FoldResult {
            score: *line.intermediate_values.get(&(k as u32)).unwrap_or(&f64::NAN),
            fit_time: attributes.fit_time[k],
            score_time: attributes.score_time[k],
            n_iter: attributes.n_iter[k],
            end,
            int8: attributes.int8.as_ref().map(|int8| int8.fold(k)),
            beside: attributes.beside.fold(k, folds, measured)?,
        });
    }
    let column = |(name, value): (String, Json)| match column_from_json(&value) {
        Some(value) => Ok((name, value)),
        None => Err(format!("{name} has no value")),
    };
    Ok(Trial {
        number,
        choices: Choices::new(choices),
        parameters: attributes.parameters,
        cost: attributes.cost.map(|cost| cost.cost(attributes.parameters)),
        folds: results,
        given_up: attributes.given_up,
        columns: attributes
            .columns
            .into_iter()
            .map(column)
            .collect::<Result<_, _>>()?,
    })
}

/// Whose mean scores the values of a study's trials are, as far as they tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Valued {
    f32: bool,
    int8: bool,
}

impl Default for Valued {
    fn default() -> Self {
        let (f32, int8) = (true, true);
        Self { f32, int8 }
    }
}

impl Valued {
    /// Learns from a trial; an error where its value is none of its means.
    fn check(&mut self, value: f64, trial: &Trial) -> Result<(), String> {
        // an earlier version added eight folds and more in another order
        let is = |mean: f64| (value - mean).abs() <= 1e-9 * mean.abs();
        let f32 = trial.mean_of(Dtype::F32);
        let here = (is(f32), trial.int8().is_some() && is(trial.mean_of(Dtype::Int8)));
        if !here.0 && !here.1 {
            return Err(format!("its score is {value}, and the mean of its folds {f32}"));
        }
        self.f32 &= here.0;
        self.int8 &= here.1;
        Ok(())
    }

    /// Whose the values of further trials are, of a search that chooses by `by`: the same as those before, where that
    /// is known, so that they can be compared.
    pub fn goes_on(self, by: Dtype) -> Dtype {
        match (self.f32, self.int8) {
            (true, false) => Dtype::F32,
            (false, true) => Dtype::Int8,
            (true, true) | (false, false) => by,
        }
    }
}

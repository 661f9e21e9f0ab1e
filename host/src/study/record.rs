//! A journal read back.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;

use mcutune_core::cost::{Dtype, Mcu};
use serde::Deserialize as _;
use serde_json::Value as Json;

use super::checksum::{Chain, Checksum};
use super::confirmation::Confirmation;
use super::device::Excluded;
use super::distribution::values;
use super::error::{StudyError, io_error};
use super::journal::valued_by;
use super::line::{
    ATTRIBUTE, COMMAND, CONFIRM, CREATE_STUDY, CREATE_TRIAL, DELETE_STUDY, SELECT, SELECT_BY,
    SET_STUDY_SYSTEM_ATTR, SET_STUDY_USER_ATTR, TrialLine, WORKER,
};
use super::settings::{Difference, ITERATION, MCU, QUANTIZE, Settings};
use super::typed::typed;
use super::{BEST, CV_RESULTS, JOURNAL, MODEL, PREDICTED, PREDICTIONS};
use crate::data::room::{Full, has_room};
use crate::files::read_file;
use crate::limits::Limits;
use crate::model::Model;
use crate::objectives::Objectives;
use crate::search::{Choices, End, FoldResult, Results, Select, Selection, Trial, column_from_json};
use crate::shard::{Shard, ShardRound};

/// A study as its journal has it.
///
/// ```no_run
/// use mcutune::{Dtype, Select, Study};
///
/// let study = Study::read("iris.study")?;
/// let results = study.results(Select::OneStandardError, Dtype::F32);
/// for number in results.front() {
///     println!("{} {:.4}", results.costs()[number], results.means()[number]);
/// }
/// # Ok::<(), mcutune::StudyError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Study {
    pub(super) name: String,
    pub(super) scoring: String,
    pub(super) selection: Selection,
    pub(crate) settings: Settings,
    pub(super) confirmation: Confirmation,
    pub(crate) trials: Vec<Trial>,
    /// The line of each trial, of several the last.
    pub(super) lines: Vec<usize>,
    /// Those before it, each with the number of its trial.
    pub(super) superseded: Vec<(usize, usize)>,
    /// What it has of trials that exceed its limits, and did not those of a search before.
    pub(super) excluded: BTreeMap<usize, Excluded>,
    /// Their checksums.
    pub(super) chain: Chain,
    /// Whether no other program has written to the journal.
    pub(super) ours: bool,
    /// Checksums of the answers that it has kept, by trial.
    pub(super) kept: BTreeMap<usize, String>,
    /// Whether its search has had other settings before.
    pub(super) has_grown: bool,
    /// The words of a shard's command.
    pub(super) command: Vec<String>,
    /// When its first trial began and its last one ended, as the journal writes times.
    pub(super) span: Option<(String, String)>,
}

impl Study {
    /// The name of the journal in a study's directory.
    pub const JOURNAL: &str = JOURNAL;
    /// That of the table of results.
    pub const CV_RESULTS: &str = CV_RESULTS;
    /// That of the winner for programs.
    pub const BEST: &str = BEST;
    /// That of the winner's model.
    pub const MODEL: &str = MODEL;
    /// That of the answers which a search keeps that is asked to.
    pub const PREDICTIONS: &str = PREDICTIONS;
    /// That of what they are to.
    pub const PREDICTED: &str = PREDICTED;
    /// The names of all files that a search leaves there.
    pub const FILES: [&str; 6] = [JOURNAL, CV_RESULTS, BEST, MODEL, PREDICTIONS, PREDICTED];

    /// Reads the journal of a study's directory; a line that a kill left half written is left out.
    ///
    /// # Errors
    /// Where there is no journal, or a line is not as a search writes it.
    pub fn read(directory: impl AsRef<Path>) -> Result<Self, StudyError> {
        match parsed(directory.as_ref())? {
            (ParsedJournal::Begun(study), _) => Ok(*study),
            (ParsedJournal::Unbegun, _) => Ok(Self {
                name: super::name("", directory.as_ref()),
                ..Self::default()
            }),
        }
    }

    /// Its name: that of the data's file without what follows the first point; that of the directory
    /// where its search was ended before it began.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// scikit-learn's name of the score.
    #[must_use]
    pub fn scoring(&self) -> &str {
        &self.scoring
    }

    /// How the last search chose the winner.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// What its search depends on, by name.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The same for programs, the values of the space in their own types.
    #[must_use]
    pub fn settings_json(&self) -> Json {
        typed(&self.settings)
    }

    /// Which part of a search it is, and how many candidates that has, as far as is known; none of a whole search.
    #[must_use]
    pub fn shard(&self) -> Option<(Shard, usize)> {
        let round = ShardRound::of(&self.settings)?;
        Some((round.shard, round.all))
    }

    /// Which candidates of its search all shards have a part of, where it is one: those of a round, or all.
    #[must_use]
    pub fn round(&self) -> Option<Range<usize>> {
        Some(ShardRound::of(&self.settings)?.numbers)
    }

    /// The trials that are done, in their order.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Whether each fold is scored in int8 too.
    #[must_use]
    pub fn is_quantized(&self) -> bool {
        self.settings.contains_key(QUANTIZE)
    }

    /// What its search optimises.
    #[must_use]
    pub fn objectives(&self) -> Objectives {
        objectives_of(&self.settings)
    }

    /// Whether candidates were dropped that its rule could not choose any more: another may not be asked
    /// then. Where they raced for a front, every rule chooses from that, and any may be asked.
    #[must_use]
    pub fn is_raced(&self) -> bool {
        self.settings.contains_key(Difference::RACE)
    }

    /// The trials ranked, and one chosen by a rule; confirmed, where the search has confirmed those that the rule
    /// takes into account.
    #[must_use]
    pub fn results(&self, rule: Select, by: Dtype) -> Results {
        let selection = Selection { rule, by };
        let mut results = Results::new(
            self.trials.clone(),
            self.scoring.clone(),
            selection,
            (self.device(), self.objectives()),
            self.settings.get(ITERATION).and_then(Json::as_str),
        );
        let numbers = results.to_confirm(self.confirmation.most);
        let confirmed = self.confirmation.of(&numbers, &self.trials, results.folds());
        results.confirm(confirmed.unwrap_or_default());
        results
    }

    /// Whether a model is that of the winner so far: of the same data, and with its values and score.
    #[must_use]
    pub fn has_winner(&self, model: &Model) -> bool {
        let Selection { rule, by } = self.selection;
        let results = self.results(rule, by);
        let Some(winner) = results.winner().map(|number| &results.trials()[number]) else {
            return false;
        };
        let data = self.settings.get(Difference::DATA_SHA256).and_then(Json::as_str);
        let score = Some(winner.mean_test_score()).filter(|score| score.is_finite());
        data == Some(model.provenance().data_sha256.as_str())
            && winner
                .params()
                .params(model.params())
                .is_ok_and(|params| params == *model.params())
            && model.scores().get("mean_test_score").copied() == score
    }

    /// How many of its best trials the search was to confirm on fresh folds, at most.
    #[must_use]
    pub fn most_confirmed(&self) -> usize {
        self.confirmation.most
    }

    /// When the first of its trials began and the last one ended, in ISO 8601; what lies between may be more than one
    /// run of the search. None where there is no trial.
    #[must_use]
    pub fn span(&self) -> Option<(&str, &str)> {
        let (began, ended) = self.span.as_ref()?;
        Some((began, ended))
    }

    /// Whether its search has had other settings before, with which it has some of its trials: fewer trials, fewer
    /// values, another microcontroller or other limits.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        self.has_grown
    }

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

    /// Whether the search confirmed its best trials on fresh folds.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.confirmation.most > 0
    }

    /// That one of its trials, in a directory, is none of a search, and why.
    pub(crate) fn refuse(&self, directory: &Path, number: usize, what: &str) -> StudyError {
        not_of_this_search(&directory.join(JOURNAL), self.lines.get(number), what)
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
            let mut settings = settings.clone();
            if let Some(cv) = settings.get("cv").and_then(Json::as_u64)
                && !(2..=255).contains(&cv)
            {
                return Err(format!("cv: {cv} is no number of folds from 2 to 255"));
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
        let trial = trial(number, line)?;
        self.check(&trial)?;
        let by = self.settings.get(Difference::SELECT_BY).and_then(Json::as_str);
        let by = by.and_then(Dtype::from_name).unwrap_or(Dtype::F32);
        match (value, trial.mean_of(valued_by(&self.objectives(), by))) {
            // an earlier version added eight folds and more in another order
            (Some(value), mean) if (value - mean).abs() > 1e-9 * mean.abs() => {
                Err(format!("its score is {value}, and the mean of its folds {mean}"))
            }
            _ => Ok(trial),
        }
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
            let scored = matches!(fold.end, End::Converged | End::MaxIter);
            if scored == fold.score.is_nan() {
                return Err(format!(
                    "fold {k} has {} score, and ended as {:?}",
                    if scored { "no" } else { "a" },
                    fold.end
                ));
            }
        }
        Ok(())
    }

    /// Whether there are candidates, all of them beyond the limits and so not trained, and no line of
    /// another program's.
    pub(super) fn none_fits(&self) -> bool {
        let infeasible = |trial: &Trial| trial.infeasible().is_some();
        self.ours && !self.trials.is_empty() && self.trials.iter().all(infeasible)
    }
}

/// The error of a journal with a trial, on a line, that is none of the search that goes on with it.
pub(super) fn not_of_this_search(journal: &Path, line: Option<&usize>, what: &str) -> StudyError {
    StudyError::Line {
        path: journal.display().to_string(),
        line: line.copied().unwrap_or(0),
        what: format!("not a trial of this search: {what}"),
    }
}

/// What a search's candidates may need of its microcontroller.
pub(super) fn limits_of(settings: &Settings) -> Limits {
    let limits = settings.get("limit").and_then(Json::as_str);
    limits.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// What a search optimises.
pub(super) fn objectives_of(settings: &Settings) -> Objectives {
    let objectives = settings.get(Difference::OBJECTIVES).and_then(Json::as_str);
    objectives.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// As many times a journal's bytes are taken to read its trials and to show all that they have. Where there is
/// no room for them, that is an error before it: an allocation in between would end the program.
const SHOWN: usize = 14;

/// Bytes of a journal: a larger one is something else.
const LIMIT: u64 = 4 << 30;

/// The bytes of a journal.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, StudyError> {
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
    let bytes = read(&path)?;
    let room = has_room(bytes.len().saturating_mul(SHOWN));
    room.map_err(|Full| io_error(&path, "read", ErrorKind::OutOfMemory.into()))?;
    Ok((parse(&path, whole_lines(&path, &bytes)?)?, bytes))
}

/// How lines of a journal begin: ours, and those that Optuna adds.
const BEGINNINGS: [&[u8]; 2] = [b"{\"op_code\":", b"{\"directions\":"];

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

fn trial(number: usize, line: TrialLine) -> Result<Trial, String> {
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

//! `journal.log` in Optuna's format: one JSON object a line, to which a search appends, but for the trials that end
//! otherwise when it is given more of them to race against.
//!
//! A finished trial is one line, and lines come in the order of the candidates whatever the
//! threads do: a kill loses whole trials at the end and nothing else. A trial that new limits let in later has a line
//! more, behind the others, with its number.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mcutune_core::cost::Dtype;
use mcutune_core::params::Name;
use serde_json::{Value as Json, json};

use super::beside::BesideAttributes;
use super::checksum::Chain;
use super::confirmation::Confirmation;
use super::distribution::recorded;
use super::error::{StudyError, io_error};
use super::grow::Grown;
use super::header::{Header, selection_lines, settings_line};
use super::int8_attributes::Int8Attributes;
use super::line::{COMPLETE, CREATE_TRIAL, FAIL, PRUNED, TrialAttributes, TrialLine, WORKER, is_ours};
use super::lock::{self, Lock};
use super::parse::{ParsedJournal, parse, whole_lines};
use super::predictions::{Asked, Predictions, check};
use super::record::{limits_of, measured_of, not_of_this_search};
use super::rewrite::{REWRITTEN, read};
use super::settings::{Difference, KEEP_PREDICTIONS};
use super::shard::compared;
use super::{BEST, CV_RESULTS, JOURNAL, MODEL, PREDICTED, PREDICTIONS, time};
use crate::data::room::{Full, has_room};
use crate::files::{sync_directory, unfinished};
use crate::limits::{Limits, Quantity};
use crate::objectives::Objectives;
use crate::search::{FoldAnswers, Measured, Selection, Trial, to_json};
use crate::space::Values;

/// A trial with its first and last moment.
pub(crate) type Timed<'t> = (&'t Trial, SystemTime, SystemTime);

/// The journal of a running search.
#[derive(Debug)]
pub(crate) struct Journal {
    pub(super) path: PathBuf,
    pub(super) file: File,
    /// Trials in it.
    pub(super) done: usize,
    /// The lines of those that were read back, of each the last.
    pub(super) lines: Vec<usize>,
    /// Those before it, each with the number of its trial.
    pub(super) superseded: Vec<(usize, usize)>,
    /// The checksums of what is written.
    pub(super) chain: Chain,
    /// Where it can go back to.
    pub(super) mark: Option<u64>,
    distributions: BTreeMap<Name, Values>,
    objectives: Objectives,
    /// Whose mean score is the first value of its trials.
    by: Dtype,
    /// What its search scores.
    measured: Measured,
    /// The checksums of the answers that its trials have.
    sums: BTreeMap<usize, String>,
    limits: Limits,
    /// Whether its search has had other settings before.
    pub grown: bool,
    /// How many trials it had when it was last given another search; 0 where it was not.
    pub ended: usize,
    /// In what its search differs from the one that it had until now; none where that goes on as it was.
    pub grows: Vec<Difference>,
    /// What it has on fresh folds.
    pub confirmation: Confirmation,
    /// The answers that it keeps.
    predictions: Option<Predictions>,
}

impl Journal {
    /// Begins a journal in `directory`, or reads back the trials of one with equal settings, without
    /// what a kill left half written; one of candidates that all exceed its limits begins anew under
    /// other limits, and one of a shard's with each of its rounds. `waiting` is called with the lock where another
    /// program holds it for long.
    pub fn open(
        directory: &Path,
        mut header: Header<'_>,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(Self, Vec<Trial>), StudyError> {
        if directory.as_os_str().is_empty() {
            return Err(StudyError::NoPath);
        }
        fs::create_dir_all(directory).map_err(|e| io_error(directory, "created", e))?;
        let path = directory.join(JOURNAL);
        let file = open(&path, directory)?;
        remove_unfinished(directory);
        lock::remove_left(&path, waiting)?;
        let mut journal = Self {
            path,
            file,
            done: 0,
            lines: Vec::new(),
            superseded: Vec::new(),
            chain: Chain::default(),
            mark: None,
            limits: limits_of(header.settings),
            by: header.selection.by,
            measured: measured_of(header.scoring, header.settings),
            sums: BTreeMap::new(),
            objectives: header.objectives.clone(),
            confirmation: Confirmation::default(),
            grown: false,
            ended: 0,
            grows: Vec::new(),
            predictions: None,
            distributions: std::mem::take(&mut header.distributions),
        };
        journal.finish_rewriting(waiting)?;
        let (was, trials) = journal.resume(directory, &header, waiting)?;
        journal.done = trials.len();
        let mut chain = journal.chain.clone();
        let lines = match was {
            None => header.lines(&mut chain),
            Some((selection, grown)) => {
                let lines = selection_lines(Some(selection), header.selection, &mut chain);
                match grown.differences.is_empty() {
                    true => lines,
                    false => lines + &settings_line(&grown.settings(header.settings), &mut chain),
                }
            }
        };
        journal.append(&lines, chain, 0, waiting)?;
        Ok((journal, trials))
    }

    /// How the winner was chosen in a journal with equal settings, or with such that go on with these, and its trials;
    /// of one that begins anew, none.
    fn resume(
        &mut self,
        directory: &Path,
        header: &Header<'_>,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(Option<Was>, Vec<Trial>), StudyError> {
        let whole = self.read_whole(waiting)?;
        let mut record = match parse(&self.path, &whole)? {
            ParsedJournal::Unbegun => {
                // Lines of a header that a kill cut off begin anew.
                if !whole.is_empty() {
                    self.cut_all(whole.len(), waiting)?;
                }
                return Ok((None, Vec::new()));
            }
            ParsedJournal::Begun(record) => record,
        };
        let has_no_fit = record.has_no_fit();
        let anew = |all: &[Difference]| has_no_fit && all.iter().all(Difference::is_of_limits);
        let differences = match record.grown(header) {
            Err(differences) => differences,
            Ok(grown) if !grown.differences.is_empty() && anew(&grown.differences) => grown.differences,
            Ok(grown) => {
                self.sums = record.sums();
                // before a line is written; where what they are to is lost, when that is there again
                if header.settings.contains_key(KEEP_PREDICTIONS) && directory.join(PREDICTED).exists() {
                    check(directory, &self.sums)?;
                }
                grown.apply(&mut record, header.settings);
                let selection = record.selection;
                self.by = record.valued.goes_on(header.selection.by);
                (self.lines, self.superseded) = (record.lines, record.superseded);
                (self.chain, self.confirmation) = (record.chain, record.confirmation);
                self.grown = record.has_grown || !grown.differences.is_empty();
                self.ended = record.ended;
                self.grows.clone_from(&grown.differences);
                return Ok((Some((selection, grown)), record.trials));
            }
        };
        let round = compared(&record.settings, header.settings);
        if let Some((Ordering::Greater, there, here)) = round {
            let path = directory.display().to_string();
            return Err(StudyError::ShardAhead { path, there, here });
        }
        let is_behind = round.is_some_and(|(order, ..)| order == Ordering::Less);
        if is_behind || anew(&differences) {
            // Nothing in it took time, or the study has it.
            self.cut_all(whole.len(), waiting)?;
            return Ok((None, Vec::new()));
        }
        let path = directory.display().to_string();
        Err(StudyError::Other { path, differences })
    }

    /// The whole lines; what a kill left half written is cut off, under the lock, as another program
    /// may be writing it.
    fn read_whole(&self, waiting: &mut dyn FnMut(&Path)) -> Result<Vec<u8>, StudyError> {
        /// The memory that it takes to go on, in multiples of the journal's bytes.
        const RESUMED: usize = 6;
        let mut bytes = read(&self.path)?;
        let room = has_room(bytes.len().saturating_mul(RESUMED));
        room.map_err(|Full| io_error(&self.path, "read", ErrorKind::OutOfMemory.into()))?;
        if whole_lines(&self.path, &bytes)?.len() < bytes.len() {
            let _lock = Lock::acquire(&self.path, waiting)?;
            bytes = read(&self.path)?;
            let whole = whole_lines(&self.path, &bytes)?.len();
            if whole < bytes.len() {
                self.cut(whole as u64)?;
                bytes.truncate(whole);
            }
        }
        Ok(bytes)
    }

    /// Cuts all off that was read, so many bytes, to begin anew.
    fn cut_all(&self, read: usize, waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        let _lock = Lock::acquire(&self.path, waiting)?;
        // opened again, as a disk that is shared may show what it was to who has it open
        let now = File::open(&self.path).and_then(|file| file.metadata());
        if now.map_err(|e| io_error(&self.path, "read", e))?.len() != read as u64 {
            // without locks of files another may have begun since
            return Err(StudyError::Busy(self.path.display().to_string()));
        }
        self.cut(0)
    }

    pub(super) fn cut(&self, length: u64) -> Result<(), StudyError> {
        let cut = self.file.set_len(length);
        cut.map_err(|e| io_error(&self.path, "written", e))
    }

    /// That a trial that was read back is none of this search, and why.
    pub fn refuse(&self, number: usize, what: String) -> StudyError {
        not_of_this_search(&self.path, self.lines.get(number), &what)
    }

    /// Adds finished trials, each with its first and last moment: new ones, and again such as were not fitted before.
    pub fn add(&mut self, trials: &[Timed<'_>], waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        let mut chain = self.chain.clone();
        let lines = self.added(trials, &mut chain);
        self.append(&lines, chain, self.new_of(trials), waiting)
    }

    /// Their lines behind those of the trials that it has.
    pub(super) fn added(&self, trials: &[Timed<'_>], chain: &mut Chain) -> String {
        let line = |(trial, began, ended): &Timed<'_>| {
            chain.seal(&self.line(trial, *began, *ended, trial.number() < self.done))
        };
        trials.iter().map(line).collect()
    }

    /// How many of some trials it does not have.
    pub(super) fn new_of(&self, trials: &[Timed<'_>]) -> usize {
        trials
            .iter()
            .filter(|(trial, ..)| trial.number() >= self.done)
            .count()
    }

    /// Keeps the answers of trials that are added from now on.
    pub fn keep(&mut self, asked: Asked) -> Result<(), StudyError> {
        let directory = self.path.parent().unwrap_or(Path::new(""));
        self.predictions = Some(Predictions::open(directory, asked, &self.sums)?);
        Ok(())
    }

    /// Keeps those of a trial, fold by fold, before it is added; nothing of a study that keeps none.
    pub fn keep_answers(&mut self, trial: usize, folds: &[Option<FoldAnswers>]) -> Result<(), StudyError> {
        match &mut self.predictions {
            Some(predictions) => predictions.keep(trial, folds),
            None => Ok(()),
        }
    }

    /// Adds trials by their lines in other journals, without the lines' ends.
    pub fn add_again(&mut self, trials: &[&str], waiting: &mut dyn FnMut(&Path)) -> Result<(), StudyError> {
        let mut chain = self.chain.clone();
        let lines: String = trials.iter().map(|line| chain.seal_again(line)).collect();
        self.append(&lines, chain, trials.len(), waiting)
    }

    /// Adds what fresh folds say, where that is not what it has.
    pub fn confirm(
        &mut self,
        confirmation: Confirmation,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        if confirmation == self.confirmation {
            return Ok(());
        }
        let mut chain = self.chain.clone();
        let line = confirmation.line(&mut chain);
        self.append(&line, chain, 0, waiting)?;
        self.confirmation = confirmation;
        Ok(())
    }

    /// A trial as a line, of one that has a line before `again`.
    pub(super) fn line(&self, trial: &Trial, began: SystemTime, ended: SystemTime, again: bool) -> String {
        let (mean, (_, std)) = (trial.mean_of(self.by), trial.mean_and_std());
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
                again: again.then_some(trial.number()),
                predictions: self
                    .predictions
                    .as_ref()
                    .and_then(|all| all.kept.get(&trial.number).cloned()),
                cost: trial.cost.as_ref().map(Into::into),
                std_test_score: (!trial.mean_of(Dtype::F32).is_nan()).then_some(std),
                n_iter: trial.folds.iter().map(|fold| fold.n_iter).collect(),
                end: trial.folds.iter().map(|fold| fold.end.clone()).collect(),
                fit_time: trial.folds.iter().map(|fold| fold.fit_time).collect(),
                score_time: trial.folds.iter().map(|fold| fold.score_time).collect(),
                int8: Int8Attributes::of(trial),
                beside: BesideAttributes::of(trial, &self.measured),
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
            if let Some(values) = self.distributions.get(&name) {
                for one in recorded(name, values, value) {
                    line.distributions.insert(one.name.clone(), one.distribution);
                    line.params.insert(one.name, one.internal);
                }
            }
        }
        // Nothing in it can fail: keys are text and numbers are finite.
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// One an objective, of a trial with a mean score.
    fn values(&self, trial: &Trial, mean: f64) -> Vec<f64> {
        let costs = self.objectives.costs().iter();
        let costs = costs.map(|&quantity| trial.cost(quantity).unwrap_or(0) as f64);
        std::iter::once(mean).chain(costs).collect()
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

    /// Whole lines, which end a chain, or nothing.
    pub(super) fn append(
        &mut self,
        lines: &str,
        chain: Chain,
        trials: usize,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        if lines.is_empty() {
            return Ok(()); // a study that is done needs no room on the disk
        }
        let written = Lock::acquire(&self.path, waiting).and_then(|_lock| {
            // notes of a dashboard among ours stay, whatever becomes of these lines
            let before = self.file.metadata().map(|there| there.len());
            let before = before.map_err(|e| io_error(&self.path, "read", e))?;
            let before = self.check_alone(before)?;
            let mut file = &self.file;
            let written = file.write_all(lines.as_bytes()).and_then(|()| file.sync_data());
            written.map_err(|error| {
                // Where this fails too, the next search cuts the torn line off.
                let _ = file.set_len(before);
                io_error(&self.path, "written", error)
            })
        });
        match written {
            Ok(()) => {
                self.done += trials;
                self.chain = chain;
                Ok(())
            }
            Err(error) => Err(StudyError::Append {
                error: Box::new(error),
                done: self.done,
            }),
        }
    }

    /// An error where another mcutune has written to the journal, which has this length: on a file system without
    /// locks two may have begun, and the first to write is the one that goes on. Cuts off half a line, as a program
    /// leaves it that is killed, and returns the length of the others.
    fn check_alone(&self, length: u64) -> Result<u64, StudyError> {
        let mut tail = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
            file.take(TAIL).read_to_end(&mut tail)
        });
        read.map_err(|e| io_error(&self.path, "read", e))?;
        let mut lines = tail.rsplit(|&byte| byte == b'\n');
        let torn = lines.next().map_or(0, <[u8]>::len);
        match lines.find(|line| is_ours(line)) {
            Some(line) if !self.chain.ends_with(line) => {
                Err(StudyError::Busy(self.path.display().to_string()))
            }
            _ if torn == 0 || torn == tail.len() => Ok(length),
            _ => {
                let length = length - torn as u64;
                self.cut(length)?;
                Ok(length)
            }
        }
    }
}

/// So many bytes at the end of a journal have its last lines.
const TAIL: u64 = 1 << 16;

/// How the winner was chosen in a journal that goes on, and what its search has more now.
type Was = (Selection, Grown);

/// Opens or creates the journal, and keeps other searches off it.
fn open(path: &Path, directory: &Path) -> Result<File, StudyError> {
    let there = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        there => Some(there.map_err(|e| io_error(path, "opened", e))?),
    };
    match &there {
        Some(there) if !there.is_file() => {
            let source = io::Error::other("it is a directory, a device or a pipe, not a file");
            return Err(io_error(path, "opened", source));
        }
        Some(_) => {}
        None => check_is_free(directory)?,
    }
    let file = OpenOptions::new().read(true).append(true).create(true).open(path);
    let file = file.map_err(|e| io_error(path, "opened", e))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(StudyError::Busy(path.display().to_string())),
        // A file system without locks; the search is as good without.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    if there.is_none() {
        sync_directory(directory).map_err(|e| io_error(directory, "written", e))?;
    }
    Ok(file)
}

/// An error where a directory without a journal holds a file that a search would replace.
fn check_is_free(directory: &Path) -> Result<(), StudyError> {
    for name in [CV_RESULTS, BEST, MODEL, PREDICTIONS, PREDICTED] {
        let path = directory.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(StudyError::NotOurs(path.display().to_string()));
        }
    }
    Ok(())
}

/// What a killed search left of files that were not whole yet; the caller holds the journal.
fn remove_unfinished(directory: &Path) {
    let prefixes = [CV_RESULTS, BEST, MODEL, PREDICTIONS, PREDICTED, REWRITTEN].map(unfinished);
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let left = |prefix: &String| name.to_string_lossy().starts_with(prefix.as_str());
        if prefixes.iter().any(left) {
            // In nobody's way where it stays.
            let _ = fs::remove_file(entry.path());
        }
    }
}

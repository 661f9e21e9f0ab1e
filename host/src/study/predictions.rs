//! What the networks of a study answered to the rows that test them: `predictions.npy`, an array of trials, number
//! formats (f32, then int8 where that is scored), test rows fold by fold, and outputs; `predictions.json` says which rows
//! these are and what would be right.
//!
//! A trial's answers are in the file before its line is in the journal, and the line has their checksum: a kill in
//! between leaves answers that the trial's next fit writes over.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::{StudyError, io_error};
use super::record::Study;
use super::{PREDICTED, PREDICTIONS};
use crate::data::input::hexadecimal;
use crate::files::{read_file, sync_directory, write_file};
use crate::search::FoldAnswers;

/// Bytes before the numbers.
const HEADER: usize = 192;
/// Bytes of `predictions.json`: a larger one is something else.
const LIMIT: u64 = 1 << 30;

/// What the answers are to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Names of the classes; none of values.
    pub classes: Vec<String>,
    /// Outputs a row: one of two classes, the probability of the second, and of values.
    pub outputs: usize,
    /// `f32`, and `int8` behind it.
    pub dtypes: Vec<String>,
    /// How many rows test each fold.
    pub folds: Vec<usize>,
    /// Which these are, fold by fold.
    pub rows: Vec<u32>,
    /// The label or the value of each.
    pub truth: Vec<f64>,
    /// Whether a fold is without a class in the rows that train it.
    pub absent_classes: bool,
}

impl Asked {
    /// Numbers of a trial.
    fn length(&self) -> usize {
        self.dtypes.len() * self.rows.len() * self.outputs
    }

    /// Bytes of so many trials.
    pub fn bytes(&self, trials: usize) -> u64 {
        (self.length() as u64)
            .saturating_mul(4)
            .saturating_mul(trials as u64)
    }
}

/// The file of a running search.
#[derive(Debug)]
pub(crate) struct Predictions {
    file: File,
    path: PathBuf,
    asked: Asked,
    /// Of `predictions.json`.
    digest: String,
    trials: usize,
    /// Checksums by trial, for their lines.
    pub kept: BTreeMap<usize, String>,
}

impl Predictions {
    /// Begins the files of a study, or goes on with them, which have answers with these checksums by trial; the caller
    /// holds the journal.
    pub fn open(directory: &Path, asked: Asked, sums: &BTreeMap<usize, String>) -> Result<Self, StudyError> {
        let text = serde_json::to_vec(&asked).unwrap_or_default();
        let (json, path) = (directory.join(PREDICTED), directory.join(PREDICTIONS));
        match fs::read(&json) {
            Ok(there) if there == text => {}
            Ok(_) => return Err(damaged(&json, "it is not of this search")),
            Err(_) => {
                write_file(&json, &text).map_err(|error| io_error(&json, "written", error.error))?;
                check(directory, sums)?;
            }
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = file.map_err(|error| io_error(&path, "opened", error))?;
        sync_directory(directory).map_err(|error| io_error(directory, "written", error))?;
        let length = file
            .metadata()
            .map_err(|error| io_error(&path, "read", error))?
            .len();
        let trials = length.saturating_sub(HEADER as u64) / asked.bytes(1).max(1);
        Ok(Self {
            file,
            path,
            digest: hexadecimal(&Sha256::digest(&text)),
            asked,
            trials: trials as usize,
            kept: BTreeMap::new(),
        })
    }

    /// Writes a trial's answers; of fits that failed, and of none, what is there or NaN.
    pub fn keep(&mut self, trial: usize, folds: &[Option<FoldAnswers>]) -> Result<(), StudyError> {
        let mut bytes = match trial < self.trials {
            true => self
                .read(trial)
                .map_err(|error| io_error(&self.path, "read", error))?,
            false => f32::NAN.to_le_bytes().repeat(self.asked.length()),
        };
        let mut numbers = bytes.chunks_exact_mut(4);
        for int8 in (0..self.asked.dtypes.len()).map(|dtype| dtype == 1) {
            for (k, &rows) in self.asked.folds.iter().enumerate() {
                let fold = folds.get(k).and_then(Option::as_ref);
                let mut answers = fold.map(|fold| match int8 {
                    true => fold.int8.as_deref().unwrap_or_default().iter(),
                    false => fold.f32.iter(),
                });
                for number in numbers.by_ref().take(rows * self.asked.outputs) {
                    if let Some(answers) = &mut answers {
                        // a network without an int8 form has none
                        let answer = answers.next().copied().unwrap_or(f32::NAN);
                        number.copy_from_slice(&answer.to_le_bytes());
                    }
                }
            }
        }
        self.trials = self.trials.max(trial + 1);
        let header = header(&self.asked, self.trials);
        let at = HEADER as u64 + self.asked.bytes(trial);
        let written = self.write(at, &bytes).and_then(|()| self.write(0, &header));
        let written = written.and_then(|()| self.file.sync_data());
        written.map_err(|error| io_error(&self.path, "written", error))?;
        if folds.iter().any(Option::is_some) {
            self.kept.insert(trial, checksum(&self.digest, &bytes));
        }
        Ok(())
    }

    fn read(&self, trial: usize) -> io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(HEADER as u64 + self.asked.bytes(trial)))?;
        let mut bytes = vec![0; self.asked.bytes(1) as usize];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
}

/// NumPy's header of version 1.0, whose length does not depend on the number of trials.
fn header(asked: &Asked, trials: usize) -> Vec<u8> {
    let shape = (trials, asked.dtypes.len(), asked.rows.len(), asked.outputs);
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape:?}, }}");
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend(((HEADER - 10) as u16).to_le_bytes());
    header.extend(text.bytes());
    header.resize(HEADER - 1, b' ');
    header.push(b'\n');
    header
}

/// Of a trial's answers and of what they are to.
fn checksum(asked: &str, answers: &[u8]) -> String {
    let digest = Sha256::new().chain_update(asked).chain_update(answers).finalize();
    hexadecimal(&digest[..8])
}

fn damaged(path: &Path, what: &str) -> StudyError {
    StudyError::Predictions {
        path: path.display().to_string(),
        what: what.to_owned(),
    }
}

impl Study {
    /// The checksums of answers by trial, but for those of fits that lacked memory, which are to be done again.
    pub(super) fn sums(&self) -> BTreeMap<usize, String> {
        let again = |trial: &usize| {
            let trial = self.trials.get(*trial);
            trial.is_some_and(|trial| trial.folds.iter().any(|fold| fold.end.lacked_memory()))
        };
        let sums = self.kept.iter().filter(|(trial, _)| !again(trial));
        sums.map(|(&trial, sum)| (trial, sum.clone())).collect()
    }
}

/// An error where answers with these checksums by trial are lost or damaged.
pub(super) fn check(directory: &Path, sums: &BTreeMap<usize, String>) -> Result<(), StudyError> {
    if sums.is_empty() {
        return Ok(());
    }
    let there = Kept::open(directory)?;
    sums.iter()
        .try_for_each(|(&trial, sum)| there.of(trial, sum).map(drop))
}

/// Those of a study, read back.
#[derive(Debug)]
pub(super) struct Kept {
    file: File,
    path: PathBuf,
    pub asked: Asked,
    digest: String,
}

impl Kept {
    pub fn open(directory: &Path) -> Result<Self, StudyError> {
        let (json, path) = (directory.join(PREDICTED), directory.join(PREDICTIONS));
        let text = read_file(&json, LIMIT).map_err(|error| io_error(&json, "read", error))?;
        let asked: Asked =
            serde_json::from_slice(&text).map_err(|error| damaged(&json, &error.to_string()))?;
        let counted: usize = asked.folds.iter().sum();
        if counted != asked.rows.len() || counted != asked.truth.len() {
            return Err(damaged(&json, "its lists differ in length"));
        }
        Ok(Self {
            file: File::open(&path).map_err(|error| io_error(&path, "read", error))?,
            path,
            digest: hexadecimal(&Sha256::digest(&text)),
            asked,
        })
    }

    /// That the answers of a trial are not those of its fits.
    pub fn not_of(&self, trial: usize) -> StudyError {
        damaged(
            &self.path,
            &format!("the answers of trial {trial} do not have the scores that the journal has"),
        )
    }

    /// A trial's answers, number format by number format, if they are those that its line is of.
    pub fn of(&self, trial: usize, sum: &str) -> Result<Vec<f32>, StudyError> {
        let mut bytes = Vec::new();
        let mut file = &self.file;
        let at = HEADER as u64 + self.asked.bytes(trial);
        let read = file.seek(SeekFrom::Start(at));
        let read = read.and_then(|_| file.take(self.asked.bytes(1)).read_to_end(&mut bytes));
        read.map_err(|error| io_error(&self.path, "read", error))?;
        if checksum(&self.digest, &bytes) != sum {
            return Err(damaged(
                &self.path,
                &format!(
                    "the answers of trial {trial}, or {PREDICTED} beside them, were altered or damaged: their checksum \
                     does not match"
                ),
            ));
        }
        let number = |four: &[u8]| f32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        Ok(bytes.chunks_exact(4).map(number).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two folds, of two rows and one, with one output in both number formats.
    fn asked() -> Asked {
        Asked {
            outputs: 1,
            dtypes: vec!["f32".into(), "int8".into()],
            folds: vec![2, 1],
            rows: vec![0, 2, 1],
            truth: vec![0.5, 1.0, 2.0],
            ..Asked::default()
        }
    }

    fn fold(f32: &[f32], int8: Option<&[f32]>) -> Option<FoldAnswers> {
        Some(FoldAnswers {
            f32: f32.to_vec(),
            int8: int8.map(<[f32]>::to_vec),
        })
    }

    #[test]
    fn a_fit_that_is_done_again_leaves_what_the_others_have() {
        let place = tempfile::tempdir().unwrap();
        let open = || Predictions::open(place.path(), asked(), &BTreeMap::new()).unwrap();
        let mut file = open();
        let failed = [fold(&[1.0, 2.0], Some(&[3.0, 4.0])), None];
        file.keep(1, &failed).unwrap();
        let mut file = open();
        file.keep(1, &[None, fold(&[5.0], None)]).unwrap();
        let kept = Kept::open(place.path()).unwrap();
        let answers = kept.of(1, &file.kept[&1]).unwrap();
        assert_eq!(answers[..5], [1.0, 2.0, 5.0, 3.0, 4.0]);
        assert!(answers[5].is_nan(), "it has no int8 form");
        // of a trial that was not fitted there is nothing
        file.keep(2, &[None, None]).unwrap();
        assert_eq!(file.kept.len(), 1);
        assert!(kept.of(2, "").is_err());
        assert_eq!(
            fs::metadata(place.path().join(PREDICTIONS)).unwrap().len(),
            192 + 3 * 24
        );
    }

    #[test]
    fn another_search_s_answers_stay() {
        let place = tempfile::tempdir().unwrap();
        Predictions::open(place.path(), asked(), &BTreeMap::new()).unwrap();
        let other = Asked {
            truth: vec![0.5, 1.0, 3.0],
            ..asked()
        };
        assert!(matches!(
            Predictions::open(place.path(), other, &BTreeMap::new()),
            Err(StudyError::Predictions { .. })
        ));
        assert!(Predictions::open(place.path(), asked(), &BTreeMap::new()).is_ok());
    }
}

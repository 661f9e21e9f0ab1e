//! Data: read once into columns, then made into rows of numbers by a [`Preprocess`] fitted on
//! training rows alone.

mod alike;
mod apart;
mod around_commas;
mod aside;
mod blanks;
mod by_format;
mod categories;
mod center;
mod coarse;
mod column;
mod commas;
mod comments;
mod csv;
mod data_for_names;
mod dated;
mod dates;
mod decimals;
mod dialect;
mod digest;
mod encoding;
mod error;
mod exact;
mod faults;
mod files;
mod first_row;
mod foreign;
mod format;
mod groups;
mod gzip;
mod head;
pub(crate) mod input;
mod join;
mod json;
mod json_null;
pub(crate) mod labels;
mod like_numbers;
mod line_ends;
mod matching;
pub(crate) mod meaning;
mod note;
pub(crate) mod npy;
mod npz;
mod number;
mod offsets;
mod options;
mod ordered;
mod parquet;
mod parsed;
pub mod prepare;
mod preprocess;
mod read;
mod record;
mod references;
mod roles;
pub(crate) mod room;
mod row_numbers;
mod rows;
mod select;
mod separators;
mod several;
mod sheet;
mod sniff;
mod spellings;
mod stored;
mod strings;
mod summary;
mod table;
mod tails;
mod taken;
mod tally;
mod target;
mod timestamps;
mod weights;
mod windowed;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mcutune_core::score::{Scorer, Scoring};

use crate::pos_label::{self, PosLabelError};
use crate::windows::Windowed;
use options::Spelling;

pub(crate) use aside::is_aside;
pub use coarse::Coarse;
pub use column::{Column, ColumnData, TargetColumn};
pub use dated::{EpochUnit, UnlikeDate};
pub use encoding::{Encoding, Nul};
pub use error::{
    Asked, BothColumns, Columns, DataError, LeftOut, Location, OddColumn, OtherDecimal, RareText, SheetError,
    TextKind, UnevenBlanks,
};
pub use foreign::panics_are_caught;
pub use groups::Groups;
pub(crate) use input::{digest as digest_of_file, hexadecimal, open as open_text, open_bytes};
pub use matching::Matched;
pub use note::{BadLine, Note};
pub use options::{
    BadLines, Categorical, DateOrder, DatePart, Dates, Delimiter, LabelFrom, MinFrequency, Missing,
    ReadOptions, Task, TimePart,
};
pub use ordered::RowOrder;
pub(crate) use preprocess::Features;
pub use preprocess::{OtherDurations, OtherOffsets, Preprocess, Source, Unknown};
pub use rows::{FeatureValue, TargetValue};
pub use strings::Strings;
pub use summary::{ClassCount, GroupsSummary, OutputSummary, Summary, TargetSummary};
pub use taken::Unused;
pub(crate) use timestamps::Timestamps;
pub use weights::Weights;
pub(crate) use windowed::RowsOfWindows;

/// Columns that a file may have, with one for the target: a network has as many inputs.
const MOST_COLUMNS: usize = u16::MAX as usize + 1;

/// Features and a target, in memory: columns of a file, or rows that a program has.
///
/// ```
/// use mcutune::Data;
///
/// let iris = Data::read("data/iris.csv")?;
/// assert_eq!((iris.rows(), iris.features()), (150, 4));
/// assert_eq!(iris.classes(), ["setosa", "versicolor", "virginica"]);
///
/// let x = [5.1, 3.5, 7.0, 3.2, 4.9, 3.0]; // three rows of two features
/// let own = Data::from_rows(&x, 2, &["short", "long", "short"])?;
/// assert_eq!(own.classes(), ["long", "short"]);
/// # Ok::<(), mcutune::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    columns: Vec<Column>,
    target: Option<TargetColumn>,
    target_name: Option<String>,
    /// Whether its values are durations, in seconds; none where the format cannot say it.
    target_duration: Option<bool>,
    /// Which rows belong together, where a column says it.
    groups: Option<Groups>,
    /// What each row counts in a fit, where a column says it, and each class.
    weights: Option<Weights>,
    class_weights: Option<Vec<f32>>,
    /// Names of the columns that were to be left out.
    dropped: Vec<String>,
    /// Features that lose values in f32.
    coarse: Vec<Coarse>,
    /// Values to predict as they were written.
    written: target::Written,
    rows: usize,
    /// How many more there were, in which something is missing.
    rows_left_out: usize,
    digest: String,
    /// That of each file; none for rows in memory.
    digests: Vec<String>,
    named: bool,
    /// The line of each row in the file, or its index among the rows that were given.
    lines: Vec<u32>,
    /// Lines of the files that hold no row.
    left_out: Vec<parsed::LeftOut>,
    /// The files they come from, each with its first row; none for rows in memory.
    files: Vec<(u32, PathBuf)>,
    options: ReadOptions,
    /// How their numbers were spelled, where that is not as programs do it.
    spelling: Option<Spelling>,
    notes: Vec<Note>,
    /// Of the column that was asked for: its name, and one number a row.
    timestamps: Option<(String, Vec<f64>)>,
    /// Of several files: which of them each note is of.
    noted: Vec<(Note, u32)>,
    /// Where rows come from that are windows.
    windowed: Option<Arc<Windowed>>,
}

impl Data {
    /// Reads a file with [`ReadOptions::new`], in any format that [`ReadOptions::read`] names. The last
    /// column is the target; of delimited text and workbooks the first line names the columns.
    ///
    /// # Errors
    /// What is wrong with the file, with its line and column; missing values and text are errors
    /// unless [`ReadOptions`] says what stands in for them.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, DataError> {
        ReadOptions::new().read(path)
    }

    /// Rows in memory: `x` has `features` numbers per row, row-major, and `y` one label or value
    /// per row. Text and whole numbers are labels of classes, floats the values of a regression.
    /// NaN is a missing number: [`ReadOptions::from_rows`] takes them.
    ///
    /// Features are named `x0`, `x1`, ..., the target `y`.
    ///
    /// # Errors
    /// [`DataError::RowLengths`] where the lengths do not agree, [`DataError::NoRows`] without a
    /// row, [`DataError::NotFinite`] and [`DataError::MissingValue`] with row and column,
    /// [`DataError::TooManyClasses`] and [`DataError::InexactLabel`] of labels, and
    /// [`DataError::NoMemory`].
    pub fn from_rows<X: FeatureValue, Y: TargetValue>(
        x: &[X],
        features: usize,
        y: &[Y],
    ) -> Result<Self, DataError> {
        ReadOptions::new().from_rows(x, features, y)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many feature columns there are, before text is spread over 0/1 features.
    #[must_use]
    pub fn features(&self) -> usize {
        self.columns.len()
    }

    /// Their names, in their order.
    #[must_use]
    pub fn feature_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// The feature columns, in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Names of the classes in the order of their labels, numbers by value and text by code point;
    /// none where values are to be predicted or the target is absent.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        self.target.as_ref().map_or(&[], TargetColumn::classes)
    }

    /// One label or value per row; none where the target is absent, which
    /// [`ReadOptions::target_required`] allows.
    #[must_use]
    pub fn target(&self) -> Option<&TargetColumn> {
        self.target.as_ref()
    }

    /// The name of the target's column.
    #[must_use]
    pub fn target_name(&self) -> Option<&str> {
        self.target_name.as_deref()
    }

    /// Which rows belong together, where [`ReadOptions::groups`] names the column that says it.
    #[must_use]
    pub fn groups(&self) -> Option<&Groups> {
        self.groups.as_ref()
    }

    /// The target, if there is something to learn: an error where it is absent or has one class, and
    /// where f32 merges values so that r2 loses more than 0.05 by that alone.
    ///
    /// # Errors
    /// [`DataError::NoTarget`], [`DataError::OneClass`] and [`DataError::CoarseTarget`].
    pub fn trainable_target(&self) -> Result<&TargetColumn, DataError> {
        let target = self
            .target
            .as_ref()
            .ok_or_else(|| DataError::NoTarget { path: self.source() })?;
        if let Some(lost) = self.merged_target()
            && lost.is_too_much()
        {
            return Err(DataError::CoarseTarget {
                path: self.source(),
                lost: lost.clone(),
            });
        }
        match target {
            TargetColumn::Classes { names, .. } if names.len() == 1 => Err(DataError::OneClass {
                path: self.source(),
                column: self.target_name.clone().unwrap_or_default(),
                class: names[0].clone(),
                other: files::other_labels(self.files.iter().map(|(_, path)| path.as_path()), &self.options),
            }),
            _ => Ok(target),
        }
    }

    /// What f32 loses of values to predict that lie near to each other and far from zero.
    fn merged_target(&self) -> Option<&Coarse> {
        match &self.target {
            Some(TargetColumn::Values(values)) if coarse::is_suspect(values) => self.written.lost.as_ref(),
            Some(_) | None => None,
        }
    }

    /// The positive class of a score that has one, such as f1: the one that is `asked` for, else `1`, or
    /// the second of `False` and `True`, as in scikit-learn.
    ///
    /// # Errors
    /// [`PosLabelError`] where there is no such class, or the score takes none.
    pub fn positive_class(
        &self,
        scoring: Scoring,
        asked: Option<&str>,
    ) -> Result<Option<String>, PosLabelError> {
        let scorer = pos_label::scorer(scoring, self.classes(), asked)?;
        Ok(pos_label::name(scorer, self.classes()))
    }

    /// Its values to predict with all of the digits that they were read with; none where there are none.
    pub(crate) fn wide_values(&self) -> Result<Vec<f64>, DataError> {
        match &self.target {
            Some(TargetColumn::Values(values)) => {
                let full = |full: room::Full| full.of(&self.source(), self.rows);
                self.written.wide(values).map_err(full)
            }
            Some(TargetColumn::Outputs { values, .. }) => {
                let wide = values.iter().copied().map(f64::from);
                room::collected(wide).map_err(|full| full.of(&self.source(), self.rows))
            }
            Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. }) | None => Ok(Vec::new()),
        }
    }

    /// The score of the same answer to every row, which a model has to beat: the mean or the median, the most frequent
    /// class, or the share of each class. None for F1, precision, recall and Jaccard's index, where it depends on the
    /// class, for likelihood ratios, which are the same for some that are better, for absolute errors and deviances,
    /// and for roots, whose mean over folds is not that of all rows.
    #[must_use]
    pub fn score_of_guessing(&self, scorer: impl Into<Scorer>) -> Option<f64> {
        let Scorer { scoring, positive } = scorer.into();
        let rows = self.rows.max(1) as f64;
        let target = self.target.as_ref()?;
        let shares = || match target {
            TargetColumn::Classes { labels, names } => {
                let mut counts = vec![0_u32; names.len().max(1)];
                labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
                Some(
                    counts
                        .into_iter()
                        .map(|count| f64::from(count) / rows)
                        .collect::<Vec<f64>>(),
                )
            }
            TargetColumn::Values(_) | TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => None,
        };
        let variance = || match target {
            TargetColumn::Classes { .. } | TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => None,
            TargetColumn::Values(values) => {
                let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / rows;
                let squares = values.iter().map(|&value| (f64::from(value) - mean).powi(2));
                Some(squares.sum::<f64>() / rows)
            }
        };
        match scoring {
            Scoring::R2 | Scoring::ExplainedVariance | Scoring::D2AbsoluteErrorScore => {
                variance().map(|_| 0.0)
            }
            Scoring::NegMeanSquaredError => variance().map(|variance| -variance),
            Scoring::Accuracy
            | Scoring::F1Micro
            | Scoring::PrecisionMicro
            | Scoring::RecallMicro
            | Scoring::RecallWeighted => shares()?.into_iter().reduce(f64::max),
            Scoring::TopKAccuracy => {
                let mut shares = shares()?;
                shares.sort_by(f64::total_cmp);
                Some(shares.iter().rev().take(2).sum())
            }
            Scoring::BalancedAccuracy | Scoring::RecallMacro => {
                shares().map(|shares| 1.0 / shares.len() as f64)
            }
            Scoring::MatthewsCorrcoef | Scoring::D2LogLossScore | Scoring::D2BrierScore => {
                shares().map(|_| 0.0)
            }
            Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::RocAucOvrWeighted
            | Scoring::RocAucOvo
            | Scoring::RocAucOvoWeighted => shares().map(|_| 0.5),
            Scoring::AveragePrecision => match shares()?.as_slice() {
                two @ [_, _] => two.get(usize::from(positive)).copied(),
                all => Some(1.0 / all.len() as f64),
            },
            Scoring::NegBrierScore => match shares()?.as_slice() {
                [first, second] => Some(-(first * second)),
                all => Some(all.iter().map(|share| share * share).sum::<f64>() - 1.0),
            },
            Scoring::NegLogLoss => {
                let share_of_own = |share: f64| if share > 0.0 { share * share.ln() } else { 0.0 };
                Some(shares()?.into_iter().map(share_of_own).sum())
            }
            Scoring::F1
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::Jaccard
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::PrecisionMacro
            | Scoring::PrecisionWeighted
            | Scoring::JaccardMicro
            | Scoring::JaccardMacro
            | Scoring::JaccardWeighted
            | Scoring::F1Samples
            | Scoring::PrecisionSamples
            | Scoring::RecallSamples
            | Scoring::JaccardSamples
            | Scoring::PositiveLikelihoodRatio
            | Scoring::NegNegativeLikelihoodRatio
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanSquaredLogError
            | Scoring::NegRootMeanSquaredLogError
            | Scoring::NegMeanAbsoluteError
            | Scoring::NegMedianAbsoluteError
            | Scoring::NegMeanAbsolutePercentageError
            | Scoring::NegMaxError
            | Scoring::NegMeanPoissonDeviance
            | Scoring::NegMeanGammaDeviance => None,
        }
    }

    /// Whether a score by probabilities or values is above that of the same answer to every row: where a class is
    /// rare, a model may answer it to none, and rank the rows by how likely they are of it all the same.
    #[must_use]
    pub fn ranks_beyond_guessing(&self, scorer: impl Into<Scorer>, score: f64) -> bool {
        let scorer = scorer.into();
        let guessing = self.score_of_guessing(scorer);
        !scorer.scoring.counts_classes() && guessing.is_some_and(|guessing| score > guessing)
    }

    /// What holds no row, for it does not fit the others or repeats the header: each with where it
    /// stands, and how many rows of the file are before it, those left out too.
    pub fn left_out(&self) -> impl Iterator<Item = (Location, usize)> {
        let lines = self.left_out.iter();
        lines.filter_map(|one| {
            let (_, path) = self.files.get(one.file as usize)?;
            let at = Location::line(&path.display().to_string(), one.line.into());
            Some((at, one.row as usize))
        })
    }

    /// How they were read.
    #[must_use]
    pub fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// What was found in the file by itself, and what was left out of it.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// SHA-256 in hexadecimal: of the file's bytes, or of the numbers and labels that were given.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The files, each with the SHA-256 of its bytes; none for rows in memory.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        let paths = self.files.iter().map(|(_, path)| path.as_path());
        paths.zip(self.digests.iter().map(String::as_str))
    }

    /// The name of the column of timestamps, where one was asked for and found.
    pub(crate) fn timestamps_name(&self) -> Option<&str> {
        self.timestamps.as_ref().map(|(name, _)| name.as_str())
    }

    /// What was read: columns, the place of each row in the file, and the column of timestamps.
    pub(crate) fn into_parts(self) -> DataParts {
        DataParts {
            columns: self.columns,
            lines: self.lines,
            timestamps: self.timestamps,
        }
    }

    /// The file's name without its directory, or the names of several, each with as many of its directories as it
    /// takes to be different from the others; the folder's of recordings that lie in one; empty for rows in memory.
    #[must_use]
    pub fn name(&self) -> String {
        let paths: Vec<&Path> = self.files.iter().map(|(_, path)| path.as_path()).collect();
        if let (Some(_), Some(folder)) = (&self.windowed, folder(&paths)) {
            return folder;
        }
        let names = tails::apart(&paths);
        match names.as_slice() {
            [] => String::new(),
            [first, .., last] if names.len() > 3 => {
                format!("{first}, ... {last} ({} files)", names.len())
            }
            names => names.join(", "),
        }
    }

    /// What messages call the data: the file's path as it was given.
    #[must_use]
    pub fn source(&self) -> String {
        source(&self.files)
    }

    /// Where a row came from, for messages.
    #[must_use]
    pub fn location(&self, row: usize) -> Location {
        if let Some(windowed) = &self.windowed {
            let recording = &windowed.recordings().all()[windowed.recording(row)];
            let name = recording.name.as_str().into();
            return Location::Recording { name };
        }
        location(&self.files, &self.lines, row)
    }

    /// What messages call the file that a note is of, or the files where it is of several.
    #[must_use]
    pub fn source_of(&self, note: &Note) -> String {
        let noted = self.noted.iter().filter(|(one, _)| one == note);
        let files = noted.filter_map(|(_, file)| self.files.get(*file as usize).cloned());
        match files.collect::<Vec<_>>().as_slice() {
            [] => self.source(),
            files => source(files),
        }
    }

    /// Whether the names of the columns come from the file.
    #[must_use]
    pub fn named(&self) -> bool {
        self.named
    }

    /// All rows, by number.
    pub(crate) fn all_rows(&self) -> Result<Vec<u32>, DataError> {
        let full = |full: room::Full| full.of(&self.source(), self.rows);
        room::collected((0..self.rows).map(|row| row as u32)).map_err(full)
    }
}

/// A file's columns as they were read: see [`Data::into_parts`].
pub(crate) struct DataParts {
    pub(crate) columns: Vec<Column>,
    /// As [`Location::line`] takes them.
    pub(crate) lines: Vec<u32>,
    /// Its name, and one number a row.
    pub(crate) timestamps: Option<(String, Vec<f64>)>,
}

/// Where a row came from: its line in the file to which it belongs.
fn location(files: &[(u32, PathBuf)], lines: &[u32], row: usize) -> Location {
    let line = lines.get(row).copied().unwrap_or_default();
    let after = files.partition_point(|(first, _)| *first as usize <= row);
    match after.checked_sub(1).and_then(|file| files.get(file)) {
        Some((_, path)) => Location::line(&path.display().to_string(), line.into()),
        None => Location::Row(line as usize),
    }
}

/// The name of the folder that several files lie in, some of them in folders of it.
fn folder(paths: &[&Path]) -> Option<String> {
    let (first, others) = paths.split_first().filter(|(_, others)| !others.is_empty())?;
    let has_all = |folder: &&Path| others.iter().all(|path| path.starts_with(folder));
    let folder = first.ancestors().skip(1).find(has_all)?;
    Some(folder.file_name()?.to_string_lossy().into_owned())
}

/// What messages call the data of these files.
fn source(files: &[(u32, PathBuf)]) -> String {
    match files {
        [] => rows::SOURCE.to_owned(),
        [(_, path)] => path.display().to_string(),
        [(_, first), others @ ..] => format!("{} and {} more", first.display(), others.len()),
    }
}

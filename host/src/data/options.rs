//! How data are to be read.

mod date_part;
mod kinds;
mod learnt;
mod spelling;
mod text;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::labels::{are_floats, are_numbers};
use super::meaning::truth;
use super::timestamps::Timestamps;

pub use date_part::{DatePart, TimePart};
pub use kinds::{Categorical, LabelFrom, MinFrequency, Missing, Task};
pub(crate) use learnt::{Learnt, Takes};
pub(crate) use spelling::Spelling;
pub(crate) use text::TextOptions;
pub use text::{BadLines, DateOrder, Dates, Delimiter};

/// How data are to be read: a builder that ends in [`ReadOptions::read`] or
/// [`ReadOptions::from_rows`]. Data keep the options they were read with: a fit treats missing
/// values and text as they say.
///
/// ```
/// use mcutune::{ReadOptions, Task};
///
/// let data = ReadOptions::new().target("progression").task(Task::Regress).read("data/diabetes.csv")?;
/// assert_eq!((data.rows(), data.features()), (442, 10));
/// # Ok::<(), mcutune::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ReadOptions {
    pub(crate) text: TextOptions,
    pub(crate) header: bool,
    pub(crate) target: Option<String>,
    /// Beside it, where there are several.
    pub(crate) more_targets: Vec<String>,
    pub(crate) drop: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) index: Option<String>,
    pub(crate) groups: Option<String>,
    pub(crate) weights: Option<String>,
    /// Of classes by their names.
    pub(crate) class_weights: Vec<(String, f32)>,
    /// Columns, and what to subtract where that is known.
    pub(crate) center: Vec<(String, Option<f64>)>,
    /// Features that are parts of dates, as those of a model.
    pub(crate) dated: Vec<DatePart>,
    /// The columns of the model that is to answer.
    pub(crate) learnt: Option<Learnt>,
    /// The target's column where the model was trained that is to answer.
    pub(crate) trained_target: Option<String>,
    /// And its classes; none of values.
    pub(crate) trained_classes: Vec<String>,
    /// Whether numbers that are text by their type are labels, as in other files.
    pub(crate) text_labels: Option<bool>,
    pub(crate) x: Option<String>,
    pub(crate) y: Option<String>,
    pub(crate) sheet: Option<String>,
    pub(crate) label_from: Option<LabelFrom>,
    pub(crate) part: Part,
    /// Of recordings: the column whose values are read in f64, too.
    pub(crate) timestamps: Option<Timestamps>,
    pub(crate) task: Task,
    pub(crate) missing: Missing,
    pub(crate) categorical: Categorical,
    pub(crate) missing_indicator: bool,
    pub(crate) min_frequency: Option<MinFrequency>,
    pub(crate) target_required: bool,
    /// A name, and the file that is read where it is asked for.
    pub(crate) stand_in: Option<(PathBuf, PathBuf)>,
}

/// What of the data a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Features, and the target if there is one.
    Whole,
    /// No target: that is in another file.
    Features,
    /// Nothing but the target.
    Target,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text: TextOptions::default(),
            header: true,
            target: None,
            more_targets: Vec::new(),
            drop: Vec::new(),
            categories: Vec::new(),
            index: None,
            groups: None,
            weights: None,
            class_weights: Vec::new(),
            center: Vec::new(),
            dated: Vec::new(),
            learnt: None,
            trained_target: None,
            text_labels: None,
            trained_classes: Vec::new(),
            x: None,
            y: None,
            sheet: None,
            label_from: None,
            part: Part::Whole,
            timestamps: None,
            task: Task::Auto,
            missing: Missing::Error,
            categorical: Categorical::Error,
            missing_indicator: false,
            min_frequency: None,
            target_required: true,
            stand_in: None,
        }
    }
}

impl ReadOptions {
    /// The delimiter is found, line 1 names the columns, the last column is the target, and
    /// missing values and text are errors.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the first line names the columns. Without it they are `x0`, `x1`, ...
    #[must_use]
    pub fn header(self, header: bool) -> Self {
        Self { header, ..self }
    }

    /// The column to predict, by name or by index from 0; otherwise the last that is not left out.
    #[must_use]
    pub fn target(self, column: impl Into<String>) -> Self {
        let target = Some(column.into());
        Self { target, ..self }
    }

    /// Several columns to predict at once, each by name or by index from 0; answers come in this order. Columns of
    /// 0 and 1 are labels, each of which a row has or has not, and others values: all of one kind.
    #[must_use]
    pub fn targets<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        let mut columns = columns.into_iter().map(Into::into);
        Self {
            target: columns.next(),
            more_targets: columns.collect(),
            ..self
        }
    }

    /// As [`ReadOptions::targets`], where there are any, such as [`Model::targets`](crate::Model::targets). Else the same.
    #[must_use]
    pub fn several_targets(self, columns: &[String]) -> Self {
        match columns {
            [] => self,
            columns => self.targets(columns),
        }
    }

    /// As columns are read: of several targets each is numbers.
    pub(super) fn of_columns(&self) -> Cow<'_, Self> {
        match self.more_targets.is_empty() {
            true => Cow::Borrowed(self),
            false => Cow::Owned(Self {
                task: Task::Regress,
                ..self.clone()
            }),
        }
    }

    /// The column that [`ReadOptions::target`] named.
    #[must_use]
    pub fn target_column(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Leaves out a column, by name or by index from 0; may be called again.
    #[must_use]
    pub fn drop(mut self, column: impl Into<String>) -> Self {
        self.drop.push(column.into());
        self
    }

    /// Takes the values of a feature for names of categories, numbers such as codes among them, by name or
    /// by index from 0: each that is in the training rows becomes a 0/1 feature. A model keeps it. May be
    /// called again; [`ReadOptions::categorical`] is for columns of text.
    #[must_use]
    pub fn category(mut self, column: impl Into<String>) -> Self {
        self.categories.push(column.into());
        self
    }

    /// Where a file `name` is asked for, reads `file` and calls it `name`: for data that come from no
    /// file of their own, such as stdin.
    #[must_use]
    pub fn stand_in(self, name: impl Into<PathBuf>, file: impl Into<PathBuf>) -> Self {
        let stand_in = Some((name.into(), file.into()));
        Self { stand_in, ..self }
    }

    /// Where what is called `path` lies.
    pub(super) fn stored_at<'p>(&'p self, path: &'p Path) -> &'p Path {
        match &self.stand_in {
            Some((name, file)) if name == path => file,
            _ => path,
        }
    }

    /// The column of the rows' names, by name or by index from 0; it is left out. Where the features' file and
    /// the target's both have it, each row has the same name in both.
    #[must_use]
    pub fn index(self, column: impl Into<String>) -> Self {
        let index = Some(column.into());
        Self { index, ..self }
    }

    /// The column whose value says to which group a row belongs, such as a person or a device, by name or by index
    /// from 0: it is no feature, and a search may keep the rows of a group in one fold, or take its numbers for the
    /// folds themselves; see [`Cv`](crate::Cv). Numbers are names of groups too.
    #[must_use]
    pub fn groups(self, column: impl Into<String>) -> Self {
        let groups = Some(column.into());
        Self { groups, ..self }
    }

    /// Subtracts a feature's smallest value, in f64 and before it is rounded to f32, by name or by index
    /// from 0: large numbers that are close to each other stay distinct in f32. A model keeps the offset.
    /// May be called again.
    #[must_use]
    pub fn center(mut self, column: impl Into<String>) -> Self {
        self.center.push((column.into(), None));
        self
    }

    /// As [`ReadOptions::center`], with a known offset, as that of a model:
    /// [`Preprocess::centers`](super::Preprocess::centers).
    #[must_use]
    pub fn center_at(mut self, column: impl Into<String>, offset: f64) -> Self {
        self.center.push((column.into(), Some(offset)));
        self
    }

    /// Reads a feature as part of a column of dates, as that of a model:
    /// [`Preprocess::dates`](super::Preprocess::dates). May be called again. Every field of the column
    /// is then a date or a gap; [`ReadOptions::dates`] is for other columns.
    #[must_use]
    pub fn date_part(mut self, part: DatePart) -> Self {
        self.dated.push(part);
        self
    }

    /// The target's column in the data that a model was trained on: data without names that have it too
    /// are taken to be laid out as those were. And its classes, none of values: where the first column
    /// numbers the rows, the data are refused unless the column holds these, for it may be an index. Where
    /// they are texts, labels are read as they are written: `1.10` is another than `1.1`.
    #[must_use]
    pub fn trained_target(self, column: impl Into<String>, classes: &[String]) -> Self {
        Self {
            trained_target: Some(column.into()),
            trained_classes: classes.to_owned(),
            ..self
        }
    }

    /// Whether a model is to answer whose classes are neither numbers alone nor true and false.
    pub(super) fn has_trained_texts(&self) -> bool {
        let are_truths = self.trained_classes.iter().all(|class| truth(class).is_some());
        !are_numbers(&self.trained_classes) && !are_truths
    }

    /// Whether numbers that are text by their type may be labels: a model knows what its classes are, but of `1.1`
    /// not whether it is a version.
    pub(super) fn may_have_text_labels(&self) -> bool {
        self.trained_target.is_none() || !self.trained_classes.is_empty() && are_floats(&self.trained_classes)
    }

    /// The array of the features in an NPZ file; otherwise `X`.
    #[must_use]
    pub fn x(self, array: impl Into<String>) -> Self {
        let x = Some(array.into());
        Self { x, ..self }
    }

    /// The array of the target in an NPZ file, otherwise `y`; or a file, of any format, that holds
    /// nothing but the target.
    #[must_use]
    pub fn y(self, array_or_file: impl Into<String>) -> Self {
        let y = Some(array_or_file.into());
        Self { y, ..self }
    }

    /// The sheet of a workbook, by its name or its number from 1; otherwise the first.
    #[must_use]
    pub fn sheet(self, sheet: impl Into<Option<String>>) -> Self {
        let sheet = sheet.into();
        Self { sheet, ..self }
    }

    /// Labels each row with its file's or folder's name: a file holds one class.
    #[must_use]
    pub fn label_from(self, from: impl Into<Option<LabelFrom>>) -> Self {
        let label_from = from.into();
        Self { label_from, ..self }
    }

    /// Classification or regression.
    #[must_use]
    pub fn task(self, task: Task) -> Self {
        Self { task, ..self }
    }

    /// What to do about missing features.
    #[must_use]
    pub fn missing(self, missing: Missing) -> Self {
        Self { missing, ..self }
    }

    /// What to do about text features.
    #[must_use]
    pub fn categorical(self, categorical: Categorical) -> Self {
        Self { categorical, ..self }
    }

    /// Whether each column of numbers that has gaps in the training rows gets a feature that says where, behind all
    /// others, as `SimpleImputer(add_indicator=True)`. There are none where gaps are an error, or their rows left out.
    #[must_use]
    pub fn missing_indicator(self, missing_indicator: bool) -> Self {
        Self {
            missing_indicator,
            ..self
        }
    }

    /// How often a text has to occur in the training rows to be a category of its own: rarer ones, and gaps that are,
    /// share one feature behind the others of their column. A text that the training rows do not have is none of them.
    #[must_use]
    pub fn min_frequency(self, min_frequency: impl Into<Option<MinFrequency>>) -> Self {
        Self {
            min_frequency: min_frequency.into(),
            ..self
        }
    }

    /// For rows that a model is to answer: the target may be absent, and features are judged by
    /// the model, which knows which of them it needs.
    #[must_use]
    pub fn target_required(self, target_required: bool) -> Self {
        Self {
            target_required,
            ..self
        }
    }
}

//! The kinds of folds, as a search is asked for them.

use std::fmt;
use std::str::FromStr;

use crate::data::Data;
use crate::text::ParseError;

/// How rows are split into folds: scikit-learn's splitters. Under [`Rng::Numpy`](crate::Rng) the rows of each fold are
/// those of its class; what draws begins from the search's seed.
///
/// As text `5` or `group:5`; [`Cv::FORMS`] has all.
///
/// ```
/// use mcutune::Cv;
///
/// assert_eq!("group:5".parse::<Cv>()?, Cv::Group(5));
/// assert_eq!(Cv::from(5).to_string(), "5");
/// # Ok::<(), mcutune::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cv {
    /// `5`: stratified for classes and contiguous for values, of rows in their order unless
    /// [`Search::shuffle`](crate::Search::shuffle) says otherwise. 2 to [`MOST_FOLDS`] folds, as of all that follow.
    Folds(usize),
    /// `shuffled:5`: the same of rows that the seed shuffles before.
    Shuffled(usize),
    /// `stratified:5`: `StratifiedKFold`, each class in proportion; of classes.
    Stratified(usize),
    /// `kfold:5`: `KFold`, contiguous rows.
    KFold(usize),
    /// `group:5`: `GroupKFold`, which keeps the rows of a group of
    /// [`ReadOptions::groups`](crate::ReadOptions::groups) together.
    Group(usize),
    /// `stratified-group:5`: `StratifiedGroupKFold`, which also has each class in proportion as far as whole groups
    /// can; of classes.
    StratifiedGroup(usize),
    /// `time-series:5`: `TimeSeriesSplit`: a fold is scored by what is trained on the rows before it, and the rows
    /// before the first fold are on none.
    TimeSeries(usize),
    /// `shuffle-split:5`: `StratifiedShuffleSplit` of classes and `ShuffleSplit` of values, with scikit-learn's
    /// `test_size` of 0.1: each fold is scored on other rows drawn at random, and the others train. 1 to
    /// [`MOST_FOLDS`] folds.
    ShuffleSplit(usize),
    /// `repeated:5x3`: `RepeatedStratifiedKFold` of classes and `RepeatedKFold` of values: the folds of
    /// [`Cv::Shuffled`], drawn anew each time; all together 2 to [`MOST_FOLDS`].
    Repeated {
        /// How many each time, from 2 on.
        folds: usize,
        /// How many times, from 1 on.
        times: usize,
    },
    /// `loo`: `LeaveOneOut`: each row is a fold of its own, of at most [`MOST_FOLDS`].
    LeaveOneOut,
    /// `column:NAME`: `PredefinedSplit`, in which the column that [`ReadOptions::groups`](crate::ReadOptions::groups)
    /// names has the number of each row's fold, and -1 of one that trains on all; 1 to [`MOST_FOLDS`] folds.
    Column(String),
}

/// The most folds that a search takes.
pub const MOST_FOLDS: usize = u16::MAX as usize;

/// The kinds whose name stands before the number of folds.
const KINDS: [fn(usize) -> Cv; 7] = [
    Cv::Shuffled,
    Cv::Stratified,
    Cv::KFold,
    Cv::Group,
    Cv::StratifiedGroup,
    Cv::TimeSeries,
    Cv::ShuffleSplit,
];

/// Rows of a fold, from 0 among those of the data: see [`Cv::split`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldRows {
    /// Those that train, in the order in which a fit takes them.
    pub train: Vec<u32>,
    /// Those that are scored.
    pub test: Vec<u32>,
}

/// What is before the number of folds each time, and how many times.
const REPEATED: &str = "repeated";

/// The whole of it.
pub(crate) const LOO: &str = "loo";

/// What is before the name of a column.
const COLUMN: &str = "column";

/// The number of a row of [`Cv::Column`] that is scored on no fold.
pub(crate) const NO_FOLD: i64 = -1;

/// A number in a column of predefined folds, where it is one.
pub(crate) fn fold_number(name: &str) -> Option<i64> {
    let whole =
        |number: f64| (number.fract() == 0.0 && number.abs() < i64::MAX as f64).then_some(number as i64);
    name.parse().ok().or_else(|| whole(name.parse().ok()?))
}

impl Cv {
    /// What a text may be.
    pub const FORMS: &str = "N, shuffled:N, stratified:N, kfold:N, group:N, stratified-group:N, time-series:N, \
                             shuffle-split:N, repeated:NxTIMES, loo or column:NAME";

    /// Whether it takes groups.
    #[must_use]
    pub const fn is_grouped(&self) -> bool {
        matches!(self, Cv::Group(_) | Cv::StratifiedGroup(_))
    }

    /// Whether another seed gives other folds.
    #[must_use]
    pub const fn draws(&self) -> bool {
        matches!(self, Cv::Shuffled(_) | Cv::ShuffleSplit(_) | Cv::Repeated { .. })
    }

    /// Whether each row is scored on one fold and trains on all others.
    #[must_use]
    pub const fn is_partition(&self) -> bool {
        !matches!(
            self,
            Cv::TimeSeries(_) | Cv::ShuffleSplit(_) | Cv::Repeated { .. } | Cv::Column(_)
        )
    }

    /// Whether rows held out at random would be of groups that train, or before rows that do.
    pub(crate) const fn forbids_holdout(&self) -> bool {
        self.is_grouped() || matches!(self, Cv::TimeSeries(_) | Cv::Column(_))
    }

    /// What a study has beside the number of folds; none of the kind that is not named.
    pub(crate) fn kind(&self) -> Option<String> {
        match self {
            Cv::Folds(_) | Cv::Shuffled(_) => None,
            Cv::Column(_) | Cv::Repeated { .. } | Cv::LeaveOneOut => Some(self.to_string()),
            _ => Some(self.word().to_owned()),
        }
    }

    /// From what a study has.
    pub(crate) fn of_study(folds: usize, kind: Option<&str>) -> Result<Self, ParseError> {
        match kind {
            None => Ok(Cv::Folds(folds)),
            Some(kind) if kind == LOO || kind.contains(':') => kind.parse(),
            Some(kind) => format!("{kind}:{folds}").parse(),
        }
    }

    /// The name of its kind; nothing of the one that is not named.
    fn word(&self) -> &'static str {
        match self {
            Cv::Folds(_) => "",
            Cv::Shuffled(_) => "shuffled",
            Cv::Stratified(_) => "stratified",
            Cv::KFold(_) => "kfold",
            Cv::Group(_) => "group",
            Cv::StratifiedGroup(_) => "stratified-group",
            Cv::TimeSeries(_) => "time-series",
            Cv::ShuffleSplit(_) => "shuffle-split",
            Cv::Repeated { .. } => REPEATED,
            Cv::LeaveOneOut => LOO,
            Cv::Column(_) => COLUMN,
        }
    }

    /// The fewest folds of the kind.
    pub(crate) const fn fewest(&self) -> usize {
        match self {
            // what is drawn needs no other fold, and a column may have one that is scored
            Cv::ShuffleSplit(_) | Cv::Column(_) => 1,
            _ => 2,
        }
    }

    /// How many folds were asked for; none where the data say it.
    pub(crate) const fn number(&self) -> Option<usize> {
        Some(match self {
            Cv::Folds(folds)
            | Cv::Shuffled(folds)
            | Cv::Stratified(folds)
            | Cv::KFold(folds)
            | Cv::Group(folds)
            | Cv::StratifiedGroup(folds)
            | Cv::TimeSeries(folds)
            | Cv::ShuffleSplit(folds) => *folds,
            Cv::Repeated { folds, times } => folds.saturating_mul(*times),
            Cv::LeaveOneOut | Cv::Column(_) => return None,
        })
    }

    /// How many folds there are, of some data.
    #[must_use]
    pub fn folds(&self, data: &Data) -> usize {
        match self {
            Cv::Column(_) => {
                let names = data.groups().map_or(&[][..], |groups| groups.names());
                names
                    .iter()
                    .filter(|name| fold_number(name) != Some(NO_FOLD))
                    .count()
            }
            Cv::LeaveOneOut => data.rows(),
            _ => self.number().unwrap_or_default(),
        }
    }
}

impl From<usize> for Cv {
    fn from(folds: usize) -> Self {
        Cv::Folds(folds)
    }
}

/// As it is given.
impl fmt::Display for Cv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cv::Folds(folds) => write!(f, "{folds}"),
            Cv::Column(name) => write!(f, "{COLUMN}:{name}"),
            Cv::LeaveOneOut => f.write_str(LOO),
            Cv::Repeated { folds, times } => write!(f, "{REPEATED}:{folds}x{times}"),
            _ => write!(f, "{}:{}", self.word(), self.number().unwrap_or_default()),
        }
    }
}

impl FromStr for Cv {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (make, number): (fn(usize) -> Cv, &str) = match text.split_once(':') {
            None if text == LOO => return Ok(Cv::LeaveOneOut),
            None => (Cv::Folds, text),
            Some((COLUMN, "")) => return Err(ParseError("column: is without the name of a column".into())),
            Some((COLUMN, name)) => return Ok(Cv::Column(name.to_owned())),
            Some((REPEATED, numbers)) => return repeated(numbers),
            Some((kind, number)) => {
                let known = KINDS.into_iter().find(|make| make(2).word() == kind);
                let unknown = || ParseError(format!("`{kind}` is no kind of folds; give {}", Self::FORMS));
                (known.ok_or_else(unknown)?, number)
            }
        };
        let fewest = make(2).fewest();
        match number.parse() {
            Ok(folds) if (fewest..=MOST_FOLDS).contains(&folds) => Ok(make(folds)),
            Ok(_) => Err(ParseError(format!(
                "the number of folds is {number}, and is in {fewest}..={MOST_FOLDS}"
            ))),
            Err(_) => Err(ParseError(format!(
                "give {}, with a number of folds in {fewest}..={MOST_FOLDS}",
                Self::FORMS
            ))),
        }
    }
}

/// As in `5x3`.
fn repeated(text: &str) -> Result<Cv, ParseError> {
    let numbers = text
        .split_once('x')
        .and_then(|(folds, times)| Some((folds.parse::<usize>().ok()?, times.parse::<usize>().ok()?)));
    match numbers {
        Some((folds @ 2..=MOST_FOLDS, times @ 1..)) if folds.saturating_mul(times) <= MOST_FOLDS => {
            Ok(Cv::Repeated { folds, times })
        }
        Some(_) => Err(ParseError(format!(
            "{text} folds: 2 to {MOST_FOLDS} in all, and 2 or more each time"
        ))),
        None => Err(ParseError(
            "repeated: takes a number of folds and how many times, such as repeated:5x3".into(),
        )),
    }
}

#[cfg(test)]
mod tests;

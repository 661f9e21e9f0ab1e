//! Why a search has no winner.

use mcutune_core::cost::Dtype;
use mcutune_core::error::Error as CoreError;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;

use super::KEPT_BYTES;
use super::cv_error::CvError;
use super::event::Failure;
use super::network::NotTrained;
use super::select::Select;
use super::shard::NotSharded;
use super::strategy::HalvingError;
use crate::cv::Cv;
use crate::cv::MOST_FOLDS;
use crate::data::prepare::PrepareError;
use crate::data::{DataError, Location, Missing};
use crate::limits::{DEEPEST, Limits, Quantity};
use crate::memory::TooLarge;
use crate::model::{ModelError, NO_WEIGHTS, no_weights_in};
use crate::pos_label::PosLabelError;
use crate::recordings::RecordingError;
use crate::space::MOST_CANDIDATES;
use crate::space::SpaceError;
use crate::study::StudyError;
use crate::text::{ParseError, counted, in_gib};
use crate::windows::WindowError;

/// Why a search has no winner.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Recordings cannot be cut into the windows that a candidate chooses.
    #[error(transparent)]
    Windows(#[from] WindowError),
    /// Recordings cannot be read again.
    #[error(transparent)]
    Recordings(#[from] RecordingError),
    /// A space chooses how windows are cut, and the data are no recordings.
    #[error("the space chooses how windows are cut, and the data are rows and no recordings")]
    NoRecordings,
    /// A text of a space's windows is none of its parameter.
    #[error("{0}")]
    WindowText(ParseError),
    /// A class has no recording as long as the windows of a candidate.
    #[error("{windows}: the class `{class}` has no recording that long: leave this length out of the space")]
    WindowsWithout {
        /// What is done for them, in a few words.
        windows: String,
        /// Its name.
        class: String,
    },
    /// Rows are drawn, and candidates have different ones.
    #[error(
        "candidates with other windows have other rows, of which none can be drawn for all: let iterations be of epochs"
    )]
    WindowsSampled,
    /// Answers are kept by row, and candidates have different ones.
    #[error("candidates with other windows have other rows, and answers to them cannot be kept side by side")]
    WindowsKept,
    /// The data cannot be read, or have nothing to learn from.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The data cannot be made into numbers that a network takes.
    #[error(transparent)]
    Prepare(PrepareError),
    /// The space cannot be read.
    #[error(transparent)]
    Space(#[from] SpaceError),
    /// The study cannot be read or written, or is of another search.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// The winner cannot be made into a model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Core rejected a setting.
    #[error("{0}")]
    Core(#[from] CoreError),
    /// A grid cannot be made of the space: a parameter has a range, or there are too many
    /// combinations.
    #[error("{0}")]
    Grid(CoreError),
    /// The score does not suit the target.
    #[error("the score {} does not suit this target; those that do are {}", .scoring.name(), names(.suitable))]
    Scoring {
        /// The score.
        scoring: Scoring,
        /// Those that suit.
        suitable: Vec<Scoring>,
    },
    /// The score that is to choose the winner is none of those that are asked for.
    #[error("{} is none of the scores {}", .refit.name(), names(.scorings))]
    Refit {
        /// The score.
        refit: Scoring,
        /// Those that are asked for.
        scorings: Vec<Scoring>,
    },
    /// A score is asked for twice.
    #[error("the score {} is asked for twice", .0.name())]
    ScoringTwice(Scoring),
    /// Scores are to be weighted, of data without weights.
    #[error("{NO_WEIGHTS}")]
    NoWeights,
    /// Scores are to be weighted, and the score has no weights, nor has scikit-learn's.
    #[error("{}", no_weights_in(*.0))]
    NoWeightsIn(Scoring),
    /// Scores are to be weighted, and all rows held out count nothing.
    #[error("the weights of the rows held out together sum to 0, which has no weighted score")]
    NoWeightHeldOut,
    /// A fit failed, of a search that is to end then.
    #[error("trial {trial} failed on fold {fold}: {why}")]
    FitFailed {
        /// The trial's number.
        trial: usize,
        /// The fold's number, from 0.
        fold: usize,
        /// Why.
        why: Failure,
    },
    /// Answers are kept of one target.
    #[error("predictions are kept of one target, and there are several")]
    SeveralKept,
    /// The score is not defined of a value to predict.
    #[error("{at}: {} is not defined of the value {value}", .scoring.name())]
    ScoredValue {
        /// The score.
        scoring: Scoring,
        /// Where the value stands.
        at: Location,
        /// The first such value.
        value: f32,
    },
    /// The score that is to end the search is one that no candidate reaches.
    #[error("the target score {score} is never reached: no {} is above {:.0}", .scoring.name(), .scoring.maximum())]
    TargetScore {
        /// The score's name.
        scoring: Scoring,
        /// That score.
        score: f64,
    },
    /// Which class is the positive one of the score is not known.
    #[error(transparent)]
    PosLabel(#[from] PosLabelError),
    /// A winner by scores in int8 needs a search that quantises.
    #[error("the winner is chosen by its score in int8, and nothing is quantised")]
    NotQuantized,
    /// Fresh folds are asked for of rows that are not shuffled.
    #[error("fresh folds confirm the best {trials}, and {} no others", in_order(.cv))]
    ConfirmInOrder {
        /// How many were to be confirmed.
        trials: u32,
        /// The kind of folds.
        cv: Cv,
    },
    /// There are no such folds.
    #[error(transparent)]
    Cv(#[from] CvError),
    /// The rows cannot be parted into folds.
    #[error("{cv} folds: {}", folds_reason(target, *error))]
    Folds {
        /// The kind, and how many.
        kind: Cv,
        /// How many folds.
        cv: usize,
        /// The target's name.
        target: String,
        /// Why not.
        error: CoreError,
    },
    /// The rows cannot be parted into those of the search and those held out.
    #[error("{holdout} of {rows} rows cannot be held out: {}", holdout_reason(*.error, .class.as_deref()))]
    Holdout {
        /// The share that was to be held out.
        holdout: f64,
        /// Rows in all.
        rows: usize,
        /// The target's name.
        target: String,
        /// The class that is too small to be on both sides.
        class: Option<String>,
        /// Why not; none where one side would be empty.
        error: Option<CoreError>,
    },
    /// Every candidate takes more of the microcontroller than it may.
    #[error("none of {candidates} candidates fits{}", closest_of(.closest.as_ref()))]
    NoneFits {
        /// The limits.
        limits: Limits,
        /// How many candidates there are.
        candidates: usize,
        /// The one that comes closest, and what it takes.
        closest: Option<(String, String)>,
    },
    /// Networks are too deep for what they need of a microcontroller to be known well enough.
    #[error(
        "there are networks of {0} hidden layers, and what one of more than {DEEPEST} needs of a microcontroller is not measured"
    )]
    TooDeepForLimits(usize),
    /// No candidate has the score that it would win by.
    #[error("{}{}", no_score(*.by), because(.why.as_ref()))]
    NoScore {
        /// Whose scores count.
        by: Dtype,
        /// Why most fits have none.
        why: Option<Failure>,
    },
    /// A study has no trial of that number.
    #[error("there is no trial {number}: the study holds {}, numbered from 0", counted(*.trials, "trial"))]
    NoTrial {
        /// That was asked for.
        number: usize,
        /// How many there are.
        trials: usize,
    },
    /// A trial of a study has no network that could be fitted again.
    #[error("trial {number} {why}")]
    NotRefitted {
        /// The trial.
        number: usize,
        /// Why.
        why: NotRefitted,
    },
    /// A fit of a study's trial has another score than the study says.
    #[error(
        "fold {fold} of trial {trial} scores {here} here and {there} in the study: another build of mcutune fitted it"
    )]
    NotRepeated {
        /// The trial.
        trial: usize,
        /// The fold.
        fold: usize,
        /// Its score in the study.
        there: f64,
        /// And here.
        here: f64,
    },
    /// A trial cannot be fitted to all rows of its search, as the winner is.
    #[error("the refit of trial {trial} on all rows failed{}: {why}", stood_in(*.failed))]
    RefitFailed {
        /// The trial's number.
        trial: usize,
        /// Why.
        why: Failure,
        /// How many of its fits on the folds had failed, too, so that its mean is of what stood for their scores.
        failed: usize,
        /// The best of the other trials whose fits on the folds did not fail, if there is one.
        other: Option<usize>,
    },
    /// A fit takes more memory than one may.
    #[error("a network cannot be fitted: {0}")]
    TooLarge(#[from] TooLarge),
    /// An answer of a network is not finite.
    #[error("{}", Failure::Diverged)]
    Diverged,
    /// Answers are to be kept of candidates that are dropped by their score.
    #[error("candidates that race or are halved are dropped by their score, and have no answers for another")]
    KeepDropped,
    /// Answers are to be kept, and there is no study.
    #[error("answers are kept in the directory of a study, and there is none")]
    KeepNowhere,
    /// The answers take more than a study keeps.
    #[error("the answers of {candidates} candidates take {}, and a study keeps at most {}", in_gib(*.bytes), in_gib(KEPT_BYTES))]
    KeepTooMuch {
        /// How many there may be.
        candidates: usize,
        /// What their answers take.
        bytes: u64,
    },
    /// The space has a `scaler`, and the search one of its own.
    #[error("the space has `scaler`, and features are to be scaled by {} too", .0.name())]
    ScalerTwice(Scaling),
    /// The space has `missing`, and the data were read with what does not go with it.
    #[error("the space has `missing`, and the data were read with {0}")]
    MissingTwice(Missing),
    /// One of several spaces has `missing`, and another has not.
    #[error("a space has `missing` and another has not: give it in each of them, or in none")]
    MissingInSome,
    /// A search of no candidates.
    #[error("0 candidates are asked for, so there is nothing to search")]
    NoCandidates,
    /// Fewer folds than two (one, where they are drawn), or more than a row's fold is counted by.
    #[error("the number of folds is {folds}; it is from {least} to {MOST_FOLDS}")]
    FoldCount {
        /// How many were asked for.
        folds: usize,
        /// The fewest of this kind.
        least: usize,
    },
    /// A rule with a tolerance that is negative or not finite.
    #[error("the winner's rule is {0}; its tolerance is a finite number from 0")]
    Tolerance(Select),
    /// A share of the rows that is none.
    #[error("the share of rows to hold out is {0}; it is from 0 to below 1")]
    HoldoutShare(f64),
    /// More candidates than a search takes.
    #[error("{candidates} candidates are more than the {MOST_CANDIDATES} that a search takes")]
    TooManyCandidates {
        /// How many there are.
        candidates: u64,
        /// Whether they are all of a grid.
        grid: bool,
    },
    /// A halving search cannot be as it is asked for.
    #[error(transparent)]
    Halving(#[from] HalvingError),
    /// There is no front of these objectives.
    #[error(transparent)]
    Objectives(#[from] ObjectivesError),
    /// The search was stopped before any candidate had a score.
    #[error("stopped: {done} of {candidates} candidates are done, and none has a score")]
    Stopped {
        /// Candidates that are done.
        done: usize,
        /// Candidates that are known.
        candidates: usize,
    },
    /// A shard of a search that is done on one machine only.
    #[error("{0}")]
    NotSharded(#[from] NotSharded),
    /// The system gives no threads.
    #[error("no threads can be started: {0}")]
    Threads(String),
}

/// Why a trial of a study has no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotRefitted {
    /// It exceeds the limits of its search.
    #[error("is infeasible, and so was not fitted: {0}")]
    Infeasible(String),
    /// It exceeded limits that the study had before.
    #[error("was infeasible, and so was not fitted; the search goes on with it")]
    NotFitted,
    /// It was not fitted on all of its folds.
    #[error("failed, and so has no model: {0}")]
    Failed(Failure),
}

/// Why there is no front of score against cost as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectivesError {
    /// An objective is asked for twice.
    #[error("{} is an objective twice", .0.name())]
    Twice(Quantity),
    /// Halving over epochs keeps the best by score.
    #[error(
        "halving keeps those with the best scores and drops the cheap ones that a front of score and cost is made of"
    )]
    Halving,
    /// So does a race by halving.
    #[error(
        "a race by halving keeps those with the best scores and drops the cheap ones that a front of score and cost is \
         made of"
    )]
    HalvingRace,
    /// The winner is to be the knee of a front that the race does not keep.
    #[error(
        "the knee is a trial of the front of score against cost, and a race for the score drops what that is made of"
    )]
    RacedKnee,
}

impl From<NotTrained> for Error {
    fn from(error: NotTrained) -> Self {
        match error {
            NotTrained::Core(error) => error.into(),
            NotTrained::TooLarge(error) => error.into(),
            NotTrained::NotFinite => Error::Diverged,
        }
    }
}

impl From<PrepareError> for Error {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Load(error) => error.into(),
            PrepareError::Core(error) => error.into(),
            PrepareError::EmptyFold { rows, of } => HalvingError::EmptyFold { rows, of }.into(),
            error @ (PrepareError::Range { .. }
            | PrepareError::TooFar { .. }
            | PrepareError::OfValues { .. }
            | PrepareError::OfClasses { .. }
            | PrepareError::OneClassTrains { .. }
            | PrepareError::NoGroups
            | PrepareError::FoldName { .. }) => Error::Prepare(error),
        }
    }
}

/// What has no other folds.
fn in_order(cv: &Cv) -> String {
    match cv {
        Cv::Folds(_) => "rows that stay in their order have".into(),
        cv => format!("{cv} has"),
    }
}

fn names(scorings: &[Scoring]) -> String {
    let names: Vec<_> = scorings.iter().map(|scoring| scoring.name()).collect();
    names.join(", ")
}

fn stood_in(failed: usize) -> String {
    match failed {
        0 => String::new(),
        failed => {
            format!(", as did {failed} of its fits on folds, which have the score that failed fits are given")
        }
    }
}

fn no_score(by: Dtype) -> &'static str {
    match by {
        Dtype::F32 => "every candidate failed",
        Dtype::Int8 => "every candidate failed or could not be quantised",
    }
}

fn because(why: Option<&Failure>) -> String {
    why.map_or(String::new(), |why| format!(": {why}"))
}

fn closest_of(closest: Option<&(String, String)>) -> String {
    closest.map_or(String::new(), |(candidate, takes)| {
        format!("; the closest is {candidate}, which takes {takes}")
    })
}

fn folds_reason(target: &str, error: CoreError) -> String {
    match error {
        CoreError::ClassTooSmall { .. } => format!("no class of the target `{target}` has as many rows"),
        CoreError::TooFewRows { got, .. } => format!("the data have {}", counted(got, "row")),
        error => error.to_string(),
    }
}

fn holdout_reason(error: Option<CoreError>, class: Option<&str>) -> String {
    match (error, class) {
        (None, _) => "one side would be empty".into(),
        (_, Some(class)) => format!("the class `{class}` has one row, which cannot be on both sides"),
        (Some(error), None) => error.to_string(),
    }
}

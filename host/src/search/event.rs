//! What a search reports while it runs.

use std::fmt;
use std::path::Path;

use mcutune_core::error::Error;
use mcutune_core::score::Scoring;
use mcutune_core::train::StopReason;

use super::fit::End;
use super::network::NotTrained;
use super::scorers::Scorers;
use super::strategy::Resource;
use super::trial::Trial;
use crate::data::RowOrder;
use crate::diverged::Diverged;
use crate::limits::Quantity;
use crate::memory::TooLarge;
use crate::model::Rounding;
use crate::study::Difference;
use crate::text::counted;

/// What a search reports while it runs, in this order but for the warnings, on the thread that called
/// [`Search::fit`](super::Search::fit).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Something that the results depend on and that may not be meant.
    Warning(&'a Warning),
    /// The study keeps answers for other scores, of so many bytes at most.
    Keeps(u64),
    /// The study has trials of a search with other settings, which are trials of this one too.
    Grown(&'a [Difference]),
    /// The study has trials already: `done` of the `candidates` that are known.
    Resumed {
        /// Trials that the study has.
        done: usize,
        /// Candidates that are known.
        candidates: usize,
    },
    /// A round begins.
    Round {
        /// Its fits.
        fits: usize,
        /// Those of them whose results the study has.
        done: usize,
        /// Fits that later rounds may take, at most.
        later: usize,
    },
    /// A trial is done, and all before it: trials are reported in the order of their numbers, whatever
    /// the threads do, those of the study first.
    Trial(&'a Trial),
    /// Another program has held the journal's lock, this file, for a second; the search goes on once it
    /// is free or abandoned.
    Waiting(&'a Path),
    /// This many fits have ended since the last such event.
    Fitted(usize),
    /// No further fit will be done but that of the winner to all rows.
    Searched,
}

type Listener<'e> = Box<dyn FnMut(Event<'_>) + 'e>;

/// Who listens, and the warnings so far.
#[derive(Default)]
pub(crate) struct Events<'e> {
    pub listeners: Vec<Listener<'e>>,
    pub warnings: Vec<Warning>,
}

impl Events<'_> {
    pub fn send(&mut self, event: Event<'_>) {
        for listener in &mut self.listeners {
            listener(event);
        }
    }

    pub fn warn(&mut self, warning: Warning) {
        self.send(Event::Warning(&warning));
        self.warnings.push(warning);
    }

    /// Of fits without a score, in f32 or in int8, or with what stands for one.
    pub fn warn_of_failures(&mut self, trials: &[Trial], scorers: &Scorers) {
        let fits = || trials.iter().flat_map(|trial| &trial.folds);
        let undefined = fits().filter(|fold| fold.end == End::Undefined).count();
        if undefined > 0 {
            self.warn(Warning::Undefined { fits: undefined });
        }
        let others = scorers.all().into_iter().enumerate().map(|(at, scoring)| {
            let lacks = |list: &[f64]| list.get(at).is_some_and(|score| score.is_nan());
            let fitted = || fits().filter(|fold| fold.end.is_fitted());
            // that of the one that is maximised was told
            let told = scoring == scorers.refit().scoring;
            let test = fitted().filter(|fold| !told && lacks(&fold.beside.test)).count();
            let train = fitted().filter(|fold| lacks(&fold.beside.train)).count();
            [(scoring, test, false), (scoring, train, true)]
        });
        let others: Vec<_> = others.flatten().filter(|&(_, fits, _)| fits > 0).collect();
        for (scoring, fits, train) in others {
            self.warn(Warning::UndefinedBeside { scoring, fits, train });
        }
        for (why, fits) in failures(trials) {
            // as where the scores are given what stands for them
            let lacked = matches!(why, Failure::TooLarge(size) if size.is_of_the_system());
            let scores = scorers.error_score().number().filter(|_| !lacked);
            self.warn(Warning::Failed { fits, why, scores });
        }
        let mut refused = fits().filter_map(|fold| fold.int8.as_ref()?.as_ref().err());
        if let Some(first) = refused.next() {
            self.warn(Warning::NotQuantized {
                why: first.clone(),
                fits: 1 + refused.count(),
            });
        }
    }

    /// As scikit-learn warns of each fit, here with their number; `refit` is how that of the winner
    /// ended.
    pub fn warn_of_unconverged(&mut self, trials: &[Trial], refit: StopReason) {
        let fits = || trials.iter().flat_map(|trial| &trial.folds);
        // how one whose score is undefined ended is not kept
        let known = fits().map(|fold| &fold.end);
        let known = known.filter(|end| !end.is_infeasible() && **end != End::Undefined);
        let of = known.count() + 1;
        let count = |end: End, stop: StopReason| {
            fits().filter(|fold| fold.end == end).count() + usize::from(refit == stop)
        };
        let (iterations, evaluations) = (
            count(End::MaxIter, StopReason::MaxIter),
            count(End::MaxFun, StopReason::MaxFun),
        );
        if iterations > 0 {
            self.warn(Warning::Unconverged { fits: iterations, of });
        }
        if evaluations > 0 {
            self.warn(Warning::OutOfEvaluations {
                fits: evaluations,
                of,
            });
        }
    }
}

/// Why fits have no score.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Failure {
    /// A weight or a prediction is not finite.
    Diverged,
    /// They take more memory than a fit may, or than the system gave; the largest.
    TooLarge(TooLarge),
    /// Core rejected the first of them, and says why.
    Refused(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Diverged => f.write_str("a weight or a prediction is not finite"),
            Failure::TooLarge(size) => size.fmt(f),
            Failure::Refused(why) => f.write_str(why),
        }
    }
}

impl From<NotTrained> for Failure {
    fn from(error: NotTrained) -> Self {
        match error {
            NotTrained::NotFinite => Failure::Diverged,
            NotTrained::TooLarge(size) => Failure::TooLarge(size),
            NotTrained::Core(error) => Failure::Refused(error.to_string()),
        }
    }
}

/// Why a fit failed; none where it did not.
pub(super) fn failure(end: &End) -> Option<Failure> {
    match end {
        End::NotFinite => Some(Failure::Diverged),
        End::TooLarge(size) => Some(Failure::TooLarge(*size)),
        End::Refused(why) => Some(Failure::Refused(why.clone())),
        End::Converged | End::MaxIter | End::MaxFun | End::Undefined | End::Infeasible(_) => None,
    }
}

/// Why fits failed, and how many for each reason.
pub(super) fn failures(trials: &[Trial]) -> Vec<(Failure, usize)> {
    let (mut diverged, mut larger, mut lacking) = (0, Vec::new(), Vec::new());
    let mut refused = Vec::new();
    for fold in trials.iter().flat_map(|trial| &trial.folds) {
        match &fold.end {
            End::NotFinite => diverged += 1,
            End::TooLarge(size) if size.is_of_the_system() => lacking.push(*size),
            End::TooLarge(size) => larger.push(*size),
            End::Refused(why) => refused.push(why),
            End::Converged | End::MaxIter | End::MaxFun | End::Undefined | End::Infeasible(_) => {}
        }
    }
    let mut failures = vec![(Failure::Diverged, diverged)];
    for sizes in [larger, lacking] {
        let largest = sizes.iter().max().copied();
        failures.extend(largest.map(|size| (Failure::TooLarge(size), sizes.len())));
    }
    if let Some(&first) = refused.first() {
        failures.push((Failure::Refused(first.clone()), refused.len()));
    }
    failures.retain(|(_, fits)| *fits > 0);
    failures
}

/// Something that the results depend on and that may not be meant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// Rows stand in an order, and folds take them as they come.
    Ordered {
        /// Which.
        order: RowOrder,
        /// How many folds.
        folds: usize,
    },
    /// Of several scores, none of which was named to be, the first is maximised.
    FirstRefits {
        /// That one.
        scoring: Scoring,
    },
    /// What is done to samples before the network takes flash and instructions too, of which nothing is known here.
    StageNotCounted {
        /// Whether they are limited, of which then less is left for the network.
        limited: bool,
    },
    /// A random search was to draw more candidates than the lists of its space have combinations.
    SpaceExhausted {
        /// How many it was to draw.
        trials: u32,
    },
    /// A search by a Gaussian process found no other candidate, or none that keeps to the limits.
    NoMoreCandidates {
        /// How many it has.
        found: usize,
        /// How many it was to have.
        trials: u32,
        /// Whether there are limits.
        limited: bool,
        /// Whether the whole space was looked through.
        whole: bool,
    },
    /// Some class is not in each fold.
    SmallClass {
        /// Rows of the smallest class.
        rows: usize,
        /// Folds.
        folds: usize,
    },
    /// All rows that train on some folds are of one class, whose networks answer it to every row.
    OneClassTrains {
        /// On how many folds.
        folds: usize,
        /// Of how many.
        of: usize,
    },
    /// A column has no value in the rows that train on some folds, which leave it out.
    EmptyColumn {
        /// The column.
        column: String,
        /// On how many folds.
        folds: usize,
        /// Of how many.
        of: usize,
    },
    /// `batch_size` is more than the rows that a fold trains on, and is taken for all of them.
    BatchClipped {
        /// Candidates of which that is so.
        candidates: usize,
        /// Rows that the smallest fold trains on.
        rows: usize,
    },
    /// Fits whose test rows do not define the score.
    Undefined {
        /// How many.
        fits: usize,
    },
    /// Fits of which a score is not defined that stands beside the one that chooses the winner.
    UndefinedBeside {
        /// The score.
        scoring: Scoring,
        /// How many.
        fits: usize,
        /// Whether it is that of the rows that train, and not of those that test.
        train: bool,
    },
    /// No candidate has a mean score, and the first is taken.
    NoMean {
        /// Its number.
        trial: usize,
    },
    /// Fits that failed.
    Failed {
        /// How many.
        fits: usize,
        /// Why.
        why: Failure,
        /// What stands for each score of theirs, where anything but NaN does.
        scores: Option<f64>,
    },
    /// Fits that have no score in int8, though they have one in f32.
    NotQuantized {
        /// How many.
        fits: usize,
        /// Why the first has none.
        why: String,
    },
    /// The winner has no int8 form.
    WinnerNotQuantized {
        /// Why.
        why: Error,
    },
    /// The winner answers the same class to every row.
    OneAnswer {
        /// Which.
        class: String,
    },
    /// Sums in f32 lose much of the winner's answers.
    Rounding {
        /// How much.
        rounding: Rounding,
        /// The target's name.
        target: String,
    },
    /// The best candidate is no better than the same answer to every row.
    NoBetterThanGuessing {
        /// The score.
        scoring: Scoring,
        /// That of the best candidate.
        best: f64,
        /// That of guessing.
        guessing: f64,
    },
    /// The winner was to be confirmed on fresh folds and was not, for the search was stopped or had no time left.
    NotConfirmed,
    /// The winner was to be confirmed on fresh folds and was not, for no trial has a mean score.
    NoneToConfirm,
    /// A halving search ended before its last iteration, and its winner is the best of an earlier one.
    CutShort {
        /// What its iterations give.
        resource: Resource,
        /// As much as the winner had.
        given: u32,
        /// As much as the last iteration gives.
        most: u32,
    },
    /// No candidate needs more or less of an objective than another, which so decides nothing.
    EqualCosts {
        /// The objective.
        quantity: Quantity,
    },
    /// The winner's fit to all rows diverged, and has the weights of an epoch before.
    RefitDiverged {
        /// How.
        how: Diverged,
    },
    /// Fits that ran `max_iter` epochs.
    Unconverged {
        /// How many.
        fits: usize,
        /// Of how many.
        of: usize,
    },
    /// Fits by lbfgs that ended because they had evaluated the loss more than `max_fun` times.
    OutOfEvaluations {
        /// How many.
        fits: usize,
        /// Of how many.
        of: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::Ordered { order, .. } => match order {
                RowOrder::Target { target } => write!(
                    f,
                    "rows are sorted by the target `{target}`, and each fold is tested on values that those who train for \
                     it do not have"
                ),
                RowOrder::Time { column } => write!(
                    f,
                    "rows are in the order of `{column}`, and folds are trained on what comes after the rows that test \
                     them: where it is a time, scores are too good"
                ),
                RowOrder::Session { column } => write!(
                    f,
                    "rows of one `{column}` stand together, and a fold is tested on some and trained on others: for \
                     another `{column}`, scores are too good"
                ),
            },
            Warning::StageNotCounted { limited } => write!(
                f,
                "flash and instructions are those of the network, and what is done to samples before it takes some too, which is not \
                 counted; RAM is that of both{}",
                if *limited { ": leave room for it in the limits" } else { "" }
            ),
            Warning::FirstRefits { scoring } => write!(
                f,
                "the first of the scores, {}, chooses the winner, which is refitted",
                scoring.name()
            ),
            Warning::NoMoreCandidates {
                found,
                trials,
                limited,
                whole,
            } => {
                let why = match (limited, whole) {
                    (true, _) => "no other was found that keeps to the limits",
                    (false, true) => "the space has no other",
                    (false, false) => "no other was found in the space",
                };
                write!(f, "{found} of {trials} candidates: {why}")
            }
            Warning::SpaceExhausted { trials } => {
                write!(
                    f,
                    "{trials} candidates are more than the grid holds; all of it is searched"
                )
            }
            Warning::SmallClass { rows, folds } => {
                write!(
                    f,
                    "the smallest class has {}, fewer than the {folds} folds",
                    counted(*rows, "row")
                )
            }
            Warning::OneClassTrains { folds, of } => write!(
                f,
                "all rows that train on {folds} of {of} folds are of one class: their networks answer it to every row"
            ),
            Warning::EmptyColumn { column, folds, of } => write!(
                f,
                "`{column}` has no value in the rows that train on {folds} of {of} folds, which leave it out"
            ),
            Warning::BatchClipped { candidates, rows } => write!(
                f,
                "batch_size of {} is more than the {} that a fold trains on; it is clipped",
                counted(*candidates, "candidate"),
                counted(*rows, "row")
            ),
            Warning::Undefined { fits } => write!(
                f,
                "the score is not defined for the test rows of {}, where a class or a second row is lacking, or for an \
                 answer that has no logarithm; it is nan",
                counted(*fits, "fit")
            ),
            Warning::UndefinedBeside { scoring, fits, train } => write!(
                f,
                "{} is not defined for the {} rows of {}: there it is nan, and so is its mean",
                scoring.name(),
                if *train { "training" } else { "test" },
                counted(*fits, "fit")
            ),
            Warning::NoMean { trial } => write!(
                f,
                "no candidate has a score on every fold; trial {trial} is taken, as scikit-learn takes the first"
            ),
            Warning::Failed { fits, why, scores } => {
                let whose = if *fits == 1 { "its score is" } else { "their scores are" };
                let fits = counted(*fits, "fit");
                match scores {
                    None => write!(f, "{fits} failed; {whose} nan: {why}"),
                    Some(number) => write!(f, "{fits} failed; {whose} {number}, as asked: {why}"),
                }
            }
            Warning::NotQuantized { fits: 1, why } => {
                write!(
                    f,
                    "1 fit could not be quantised, because {why}; its score in int8 is nan"
                )
            }
            Warning::NotQuantized { fits, why } => write!(
                f,
                "{fits} fits could not be quantised, the first because {why}; their scores in int8 are nan"
            ),
            Warning::WinnerNotQuantized { why } => write!(
                f,
                "the winner could not be quantised: {why}; its model answers in f32 only"
            ),
            Warning::OneAnswer { class } => write!(
                f,
                "the winner answers `{class}` to every row: nothing was learnt, whatever its score"
            ),
            Warning::Rounding {
                rounding: Rounding { r2_lost, offset },
                target,
            } => write!(
                f,
                "rounding in f32 takes {r2_lost:.4} from r2, for the values of `{target}` are large and close to each \
                 other; next to nothing is lost where {offset:.0} is subtracted from them first, and added to what is \
                 predicted"
            ),
            Warning::NoBetterThanGuessing {
                scoring,
                best,
                guessing,
            } => {
                let name = scoring.name();
                write!(
                    f,
                    "the best {name}, {best:.4}, is no better than {guessing:.4}, that of "
                )?;
                match scoring {
                    // it may rank rare classes well
                    Scoring::Accuracy
                    | Scoring::F1Micro
                    | Scoring::PrecisionMicro
                    | Scoring::RecallMicro
                    | Scoring::RecallWeighted => f.write_str("the most frequent class as the answer to every row"),
                    _ => f.write_str("the same answer to every row: nothing was learnt"),
                }
            }
            Warning::NotConfirmed => f.write_str(
                "the winner is not confirmed on fresh folds, for the search ended before: its score owes something to \
                 the folds that chose it",
            ),
            Warning::NoneToConfirm => {
                f.write_str("nothing is confirmed on fresh folds, for no candidate has a score on every fold")
            }
            Warning::CutShort {
                resource: Resource::MaxIter,
                given,
                most,
            } => write!(
                f,
                "the search ended before its last iteration: the winner was fitted for {given} of {most} epochs, and so is \
                 its model"
            ),
            Warning::CutShort {
                resource: Resource::NSamples,
                given,
                most,
            } => write!(
                f,
                "the search ended before its last iteration: the winner is the best on {given} of {most} rows"
            ),
            Warning::EqualCosts { quantity } => {
                let name = quantity.name();
                write!(f, "all candidates need the same {name}: as an objective it decides nothing")
            }
            Warning::RefitDiverged { how } => {
                write!(f, "the winner's fit to all rows has diverged: {how}")
            }
            Warning::Unconverged { fits, of } => {
                write!(f, "{fits} of {of} fits reached max_iter before they converged")
            }
            Warning::OutOfEvaluations { fits, of } => {
                write!(f, "{fits} of {of} fits reached max_fun before they converged")
            }
        }
    }
}

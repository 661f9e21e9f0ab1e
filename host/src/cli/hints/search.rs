//! What helps against errors of searches, and warnings.

use std::fmt;

use mcutune::core::error::Error as CoreError;
use mcutune::text::counted;
use mcutune::{
    Cv, CvError, Dtype, Error, HalvingError, ObjectivesError, Resource, RowOrder, Scoring, Warning,
};

use super::data::{of_data, of_prepare};
use super::shards::of_sharded;
use super::study::of_study;
use super::{of_model, of_pos_label, with, with_all};
use crate::cli::export::of_trial;

pub(super) fn of_search(error: &Error) -> String {
    match error {
        Error::Data(data) => with_all(data, of_data(data)),
        Error::Prepare(prepare) => with_all(prepare, of_prepare(prepare)),
        Error::Model(model) => with_all(model, of_model(model)),
        Error::Study(study) => of_study(study),
        Error::Grid(CoreError::TooManyCandidates) => "--space: its grid has more candidates than can be counted; shorten its lists, or give --strategy random or gp".into(),
        Error::Grid(core) => format!("--strategy grid: {core}: use --strategy random, halving, gp or auto for ranges"),
        Error::TooManyCandidates { grid: true, .. } => format!(
            "--space: its grid: {error}; shorten its lists, or give --strategy random or gp with --trials N"
        ),
        Error::TooManyCandidates { grid: false, .. } => format!("--trials: {error}; give fewer"),
        Error::TooLarge(size) if size.is_of_the_system() => format!(
            "{error}; the same command with more memory free goes on from here, or give smaller \
             hidden_layer_sizes in the space"
        ),
        Error::TooLarge(_) => format!("{error}; give smaller hidden_layer_sizes in the space"),
        Error::Scoring { scoring, suitable } => {
            let names: Vec<&str> = suitable.iter().map(|one| one.name()).collect();
            let names = names.join(", ");
            format!(
                "--scoring {} does not suit this target: use one of {names}",
                scoring.name()
            )
        }
        Error::Refit { refit, scorings } => {
            let names: Vec<&str> = scorings.iter().map(|one| one.name()).collect();
            let (refit, names) = (refit.name(), names.join(","));
            format!("--refit {refit} is none of --scoring {names}: give --scoring {names},{refit}, or another --refit")
        }
        Error::ScoringTwice(scoring) => format!("--scoring: {} is named twice", scoring.name()),
        Error::NoWeights => "--weighted-scores: name the column that says how much each row counts with --weights COLUMN".into(),
        Error::NoWeightsIn(_) => format!("--weighted-scores: {error}: leave that out, or give another --scoring"),
        Error::NoWeightHeldOut => format!("--weighted-scores: {error}: give another --holdout or --seed"),
        Error::FitFailed { why, .. } => {
            let help = of_failure(why).map_or(String::new(), |help| format!("; {help}"));
            format!("--error-score raise: {error}{help}; without it the same command goes on from there")
        }
        Error::SeveralKept => format!("--keep-predictions: {error}: leave it out, or give one --target"),
        Error::ScoredValue { .. } => format!("--scoring: {error}; give another score, such as neg_mean_absolute_error"),
        Error::PosLabel(error) => with(error, Some(of_pos_label(error))),
        Error::TargetScore { scoring, .. } => {
            let most = scoring.maximum();
            format!("--target-score: {error}: give one up to {most:.0}, or leave it out")
        }
        Error::MissingInSome => format!("--space: {error}"),
        Error::KeepDropped => format!("--keep-predictions: {error}: give --race none, and another strategy than halving"),
        Error::KeepTooMuch { .. } => format!("--keep-predictions: {error}; give fewer candidates, or search with each --scoring"),
        Error::NotQuantized => "--select-by int8 ranks by the scores of --quantize int8: give both".into(),
        Error::Halving(halving) => of_halving(halving),
        Error::Objectives(objectives) => of_objectives(*objectives),
        Error::ConfirmInOrder { trials, cv: Cv::Folds(_) } => format!(
            "--confirm {trials} takes fresh folds, and rows that stay in their order have no others: give --cv \
             shuffled:N"
        ),
        Error::ConfirmInOrder { trials, cv } => format!(
            "--confirm {trials} takes fresh folds, and --cv {cv} has no others: leave it out, or give --cv shuffled:N or \
             shuffle-split:N"
        ),
        Error::Cv(error) => of_cv(error),
        Error::Folds { kind, cv, target, error } => format!("--cv {kind}: {}", of_folds(target, cv, *error)),
        Error::Holdout { holdout, .. } => format!("--holdout {holdout}{}", of_holdout(error)),
        Error::TooDeepForLimits(_) => format!(
            "--limit: {error}: leave it out, or search networks of fewer layers"
        ),
        Error::NoneFits { limits, .. } => format!("--limit {limits}: {error}"),
        Error::NotSharded(why) => of_sharded(why),
        Error::RefitFailed { why, failed, other, .. } => with(error, Some(of_refit(why, *failed, *other))),
        Error::NoScore { by, why } => {
            let helps = why.as_ref().and_then(of_failure);
            let or = match by {
                Dtype::F32 => None,
                Dtype::Int8 => Some("give --select-by f32".to_owned()),
            };
            let all: Vec<String> = helps.into_iter().chain(or).collect();
            with(error, (!all.is_empty()).then(|| all.join(", or ")))
        }
        error => error.to_string(),
    }
}

fn of_cv(error: &CvError) -> String {
    match error {
        CvError::NotClasses { labels: true, .. } => format!("--cv: {error}: give --cv kfold:N or group:N"),
        CvError::NotClasses { .. } => {
            format!("--cv: {error}: give --cv kfold:N or group:N, or --task classify")
        }
        CvError::NoGroups { .. } => format!("--cv: {error}: name it with --groups COLUMN"),
        CvError::GroupsParted { column, .. } => {
            format!("--groups {column}: {error}: give --cv group:N, or leave the column out with --drop")
        }
        CvError::RowsAlone { column } => {
            format!(
                "--groups {column}: {error}: name another column, or give --cv N and leave this one out with --drop"
            )
        }
        CvError::FewGroups { .. } => format!("--cv: {error}: give fewer folds"),
        CvError::FewRows { .. } | CvError::OneRow { .. } | CvError::FewOfEach { .. } => {
            format!("--cv {error}: give another kind of folds, or more rows")
        }
        CvError::ManyRows { .. } => {
            format!("--cv loo: {error}: give --cv N, or --cv shuffled:N, with fewer folds than rows")
        }
        CvError::NoneTrain { .. } => {
            format!("--cv: {error}: give it more folds, or -1 in rows that always train")
        }
        CvError::Predefined { .. } => {
            format!("--cv: {error}: it has the number of each row's fold, or -1 of one that always trains")
        }
        CvError::Holdout { .. } => format!(
            "--holdout: {error}: leave it out, or leave rows out of the file and score them with `mcutune evaluate`"
        ),
        error => format!("--cv: {error}"),
    }
}

fn of_objectives(error: ObjectivesError) -> String {
    match error {
        ObjectivesError::Twice(_) => format!("--objectives: {error}"),
        ObjectivesError::Halving => format!("--objectives: {error}: give --strategy gp, random or grid"),
        ObjectivesError::HalvingRace => format!("--objectives: {error}: give --race exact or none"),
        ObjectivesError::RacedKnee => {
            format!("--select knee: {error}: give --objectives score,flash, or --race none")
        }
        error => error.to_string(),
    }
}

fn of_halving(error: &HalvingError) -> String {
    match error {
        HalvingError::Searched(name) => format!(
            "--strategy halving: {error}: give {} one value in the space, the same for all, or --max-resources N",
            name.as_str()
        ),
        HalvingError::Factor(_) => format!("--factor: {error}"),
        HalvingError::NoResources => format!("--min-resources, --max-resources: {error}"),
        HalvingError::MinAboveMax {
            resource: Resource::MaxIter,
            min,
            max,
        } => format!(
            "--min-resources {min} is more than the {max} epochs of --max-resources, which are the space's max_iter \
             where it is not given"
        ),
        HalvingError::MinAboveMax {
            resource: Resource::NSamples,
            min,
            max,
        } => format!(
            "--min-resources {min} is more than the {max} rows of --max-resources, which are all rows where it is not \
             given; smallest is 2 rows for each fold, of classes for each fold and class: give --min-resources N, or a \
             smaller --cv"
        ),
        HalvingError::TooFewRows { .. } => format!("--max-resources: {error}; give no more, or leave it out"),
        HalvingError::EmptyFold { .. } => format!("--min-resources: {error}; give more, or a smaller --cv"),
        HalvingError::BothExhaust => {
            format!("--min-resources exhaust: {error}: give --trials N, or --min-resources N")
        }
        HalvingError::NoPartition(_) => {
            format!("--resource n_samples: {error}: give --resource max_iter, or other folds with --cv")
        }
        HalvingError::Race => format!("--race: {error}; leave it out, or give another --strategy"),
        error => error.to_string(),
    }
}

/// What helps where the winner cannot be fitted to all rows, or another trial: its study is there.
fn of_refit(why: &mcutune::Failure, failed: usize, other: Option<usize>) -> String {
    let mut helps = String::from("the study keeps its trials");
    if let Some(other) = other {
        // where the study is, the error does not know
        helps += &format!(": {} makes a model of another", of_trial("DIR", other));
    }
    match failed {
        0 => of_failure(why).map_or(helps.clone(), |help| format!("{helps}; or {help}")),
        _ => format!("{helps}; or search with --error-score nan, or another number"),
    }
}

/// What helps where fits fail, if anything does.
fn of_failure(why: &mcutune::Failure) -> Option<String> {
    Some(match why {
        mcutune::Failure::Diverged => {
            "give a smaller learning_rate_init, of lbfgs a larger alpha, or see --scale".into()
        }
        mcutune::Failure::TooLarge(size) if size.is_of_the_system() => {
            "the same command with more memory free, or with fewer --jobs, fits them again".into()
        }
        mcutune::Failure::TooLarge(_) => "give smaller hidden_layer_sizes".into(),
        _ => return None,
    })
}

fn of_folds(target: &str, cv: impl fmt::Display, error: CoreError) -> String {
    match error {
        CoreError::ClassTooSmall { .. } => format!(
            "no class of the target `{target}` has as many rows as the {cv} folds; give a smaller --cv, or --task regress if it \
             is a number"
        ),
        CoreError::TooFewRows { got, .. } => {
            let are = if got == 1 { "is" } else { "are" };
            let rows = counted(got, "row");
            format!("there {are} {rows}, fewer than the {cv} folds; give a smaller --cv, or more rows")
        }
        error => error.to_string(),
    }
}

/// What follows `--holdout` and its value.
fn of_holdout(error: &Error) -> String {
    let Error::Holdout {
        rows,
        target,
        class,
        error,
        ..
    } = error
    else {
        return String::new();
    };
    match (class, error) {
        (Some(class), _) => format!(
            ": the class `{class}` of the target `{target}` has one row, which cannot be on both sides of the split; leave it out, or give --holdout 0"
        ),
        (None, Some(CoreError::TooFewRows { needed, got })) => format!(
            ": one side of the split would have {}, fewer than the {needed} classes of the target `{target}`",
            counted(*got, "row")
        ),
        (None, Some(error)) => format!(": {error}"),
        (None, None) => format!(" leaves none of the {} to search", counted(*rows, "row")),
    }
}

/// A warning of a search by a score, with the flag that it is about.
pub fn warning(warning: &Warning, scoring: Scoring) -> String {
    match warning {
        Warning::SpaceExhausted { trials } => {
            format!("--trials {trials} is more than the grid holds; all of it is searched")
        }
        Warning::Ordered { order, folds } => match order {
            RowOrder::Target { .. } => format!("{warning}; --cv shuffled:{folds} draws them"),
            RowOrder::Time { .. } => {
                format!("{warning}; --cv time-series:{folds} trains on the rows before alone")
            }
            RowOrder::Session { column } => format!(
                "{warning}; --cv group:{folds} --groups {} keeps those of one in one fold",
                word(column)
            ),
            _ => warning.to_string(),
        },
        Warning::FirstRefits { scoring } => {
            let name = scoring.name();
            format!("{warning}; --refit {name} says so, or names another of --scoring")
        }
        Warning::Failed { why, .. } => with(warning, of_failure(why)),
        Warning::RefitDiverged { .. } => {
            format!("{warning}; see --scale, --scale-target and the learning_rate_init of the space")
        }
        Warning::OneAnswer { .. } => match counts_rare_classes(scoring) {
            true => format!("{warning}; see --target, --scale and the learning_rate_init of the space"),
            false => format!(
                "{warning}; see --target, --scale, the learning_rate_init of the space, and a score that counts rare \
                 classes as much, such as --scoring balanced_accuracy"
            ),
        },
        Warning::NoBetterThanGuessing { .. } => format!(
            "{warning}; see --target, --task, --scale, --scale-target and the learning_rate_init of the space"
        ),
        Warning::Unconverged { fits, of } if *fits >= MANY => format!(
            "{fits} of {of} fits reached max_iter before they converged; a larger max_iter or \
             learning_rate_init in the space, or early_stopping = true, may score better"
        ),
        other => other.to_string(),
    }
}

/// A column's name as a word for a shell.
fn word(column: &str) -> String {
    shlex::try_quote(column).map_or(column.to_owned(), |word| word.into_owned())
}

/// Whether a score counts a class as much as another, however few its rows are.
fn counts_rare_classes(scoring: Scoring) -> bool {
    match scoring {
        Scoring::BalancedAccuracy
        | Scoring::F1Macro
        | Scoring::PrecisionMacro
        | Scoring::RecallMacro
        | Scoring::JaccardMacro
        | Scoring::MatthewsCorrcoef
        | Scoring::PositiveLikelihoodRatio
        | Scoring::NegNegativeLikelihoodRatio
        | Scoring::RocAuc
        | Scoring::RocAucOvr
        | Scoring::RocAucOvo => true,
        // of the rows as they are, of values, or of the positive class alone, which may be the common one
        _ => false,
    }
}

/// This many fits that did not converge come with advice.
const MANY: usize = 20;

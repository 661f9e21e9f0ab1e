//! `mcutune show`: what a study directory holds, from its journal alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mcutune::{Dtype, End, Error, Quantity, Results, Select, Shards, Study, StudyError, text};
use serde_json::{Value as Json, json};

use crate::cli::command_error::CommandError;
use crate::cli::export::of_trial;
use crate::cli::flags::ShowFlags;
use crate::cli::{print, report, resolve, shards, table};

/// Runs the command.
pub fn show(flags: &ShowFlags) -> Result<(), CommandError> {
    let directory = match flags.studies.as_slice() {
        [one] => one,
        several => return compare(several, flags),
    };
    if is_unmerged(directory) {
        return show_shards(directory, flags);
    }
    let study = on_device(by_score(Study::read(directory)?, directory, flags)?, flags)?;
    let (rule, by) = selection((directory, &study), flags.select, flags.select_by)?;
    let results = study.results(rule, by);
    let one = match (flags.trial, flags.best) {
        (Some(number), _) if number >= results.trials().len() => {
            let there = results.trials().len();
            return Err(format!(
                "--trial {number}: the study holds {}, numbered from 0",
                text::counted(there, "trial")
            )
            .into());
        }
        (Some(number), _) => Some(number),
        (None, true) => Some(results.winner().ok_or("the study has no trial with a score")?),
        (None, false) => None,
    };
    if let Some(path) = &flags.shown.plot {
        table::plot(&results, study.name(), path)?;
    }
    let text = match (one, flags.json) {
        (Some(number), false) => trial(&results, number),
        (Some(number), true) => results.trial_json(number).to_string() + "\n",
        (None, false) => whole((&study, directory), &results, flags),
        (None, true) => {
            let order = match flags.pareto {
                true => results.front(),
                false => (0..results.trials().len()).collect(),
            };
            let all: Vec<Json> = order.iter().map(|&number| results.trial_json(number)).collect();
            let mut json = json!({
                "study": study.name(),
                "scoring": study.scoring(),
                "settings": study.settings_json(),
                "select": rule.to_string(),
                "best": results.winner().map(|number| results.trial_json(number)),
                "trials": all,
            });
            if !results.objectives().is_score_alone() {
                json["front"] = json!(results.front());
            }
            if study.is_confirmed() {
                json["confirmed"] = json!(results.confirmed().len());
            }
            if study.is_quantized() {
                json["select_by"] = json!(by.name());
            }
            json.to_string() + "\n"
        }
    };
    print::print_result(flags.json, &text)
}

/// By the score that was asked for.
fn by_score(study: Study, directory: &Path, flags: &ShowFlags) -> Result<Study, CommandError> {
    let Some(name) = &flags.scoring else {
        return Ok(study);
    };
    let scoring = resolve::scoring_of(name)?;
    match study.rescored(directory, scoring, flags.pos_label.as_deref()) {
        Err(Error::Study(error @ StudyError::NotKept)) => {
            Err(format!("--scoring {name}: {error}: give --keep-predictions to `mcutune search`").into())
        }
        Err(Error::Study(error @ StudyError::Dropped(_))) => {
            let own = study.scoring();
            Err(format!(
                "--scoring {name}: {error}: search by it, or for both without a race or halving, with --scoring {own},{name}"
            )
            .into())
        }
        Err(Error::Study(error @ StudyError::WeightedScores(_))) => Err(format!(
            "--scoring {name}: {error}: give {name} to --scoring of `mcutune search`, beside the study's"
        )
        .into()),
        rescored => Ok(rescored?),
    }
}

/// For the microcontroller and the limits that were asked for.
fn on_device(study: Study, flags: &ShowFlags) -> Result<Study, CommandError> {
    let device = match (flags.mcu, &flags.limit) {
        (None, None) => return Ok(study),
        (mcu, limit) => (
            mcu.unwrap_or(study.device().mcu),
            limit.clone().unwrap_or_default(),
        ),
    };
    let asked = match flags.limit {
        Some(_) => "--limit",
        None => "--mcu",
    };
    let on = study.on(device.0, device.1);
    on.map_err(|error| format!("{asked}: {error}").into())
}

/// The rule by which a study's winner is chosen, and whose scores count: as asked for, else its own. An error where its
/// trials do not say what those would choose.
pub fn selection(
    (directory, study): (&Path, &Study),
    rule: Option<Select>,
    by: Option<Dtype>,
) -> Result<(Select, Dtype), CommandError> {
    let (own, directory) = (study.selection(), directory.display());
    let others = [
        rule.filter(|&rule| rule != own.rule)
            .map(|rule| ("--select", rule.to_string())),
        by.filter(|&by| by != own.by)
            .map(|by| ("--select-by", by.name().to_owned())),
    ];
    let (rule, by) = (rule.unwrap_or(own.rule), by.unwrap_or(own.by));
    if by == Dtype::Int8 && !study.is_quantized() {
        return Err(format!(
            "--select-by int8: {directory} has no scores in int8: leave out --select-by, or search with --quantize int8"
        )
        .into());
    }
    let objectives = study.objectives();
    if study.is_raced() && !objectives.is_score_alone() && by != own.by {
        return Err(format!(
            "--select-by {}: the candidates of {directory} raced for the front of {objectives} by scores in {}, so what \
             may be on another was not fitted on all folds: leave out --select-by, or search with --race none",
            by.name(),
            own.by.name()
        )
        .into());
    }
    if study.is_raced() && objectives.is_score_alone() && (rule, by) != (own.rule, own.by) {
        let (given, flags): (Vec<_>, Vec<_>) = others
            .into_iter()
            .flatten()
            .map(|(flag, is)| (format!("{flag} {is}"), flag))
            .unzip();
        return Err(format!(
            "{}: the candidates of {directory} raced for {} by scores in {}, so what may win otherwise was not fitted on \
             all folds: leave out {}, or search with --race none",
            given.join(" "),
            own.rule,
            own.by.name(),
            flags.join(" and ")
        )
        .into());
    }
    Ok((rule, by))
}

/// Whether a directory holds shards, and no study of them yet.
pub fn is_unmerged(directory: &Path) -> bool {
    Shards::are_in(directory) && !directory.join(Study::JOURNAL).exists()
}

/// What is asked of one study.
fn of_one(flags: &ShowFlags) -> [(&'static str, bool); 4] {
    [
        ("--trial", flags.trial.is_some()),
        ("--best", flags.best),
        ("--pareto", flags.pareto),
        ("--plot", flags.shown.plot.is_some()),
    ]
}

/// What is asked of the trials of one study, in place of what it has.
fn of_trials(flags: &ShowFlags) -> [(&'static str, bool); 4] {
    [
        ("--scoring", flags.scoring.is_some()),
        ("--pos-label", flags.pos_label.is_some()),
        ("--mcu", flags.mcu.is_some()),
        ("--limit", flags.limit.is_some()),
    ]
}

/// Of a directory with shards that are not merged.
fn show_shards(directory: &Path, flags: &ShowFlags) -> Result<(), CommandError> {
    let of_rules = [
        ("--select", flags.select.is_some()),
        ("--select-by", flags.select_by.is_some()),
    ];
    let asked = of_one(flags).into_iter().chain(of_rules);
    let mut asked = asked.chain(of_trials(flags));
    if let Some((flag, _)) = asked.find(|(_, given)| *given) {
        return Err(unmerged(&format!("{flag}: "), directory));
    }
    let all = Shards::read(&[directory.to_owned()])?;
    print::print_result(flags.json, &shards::shown(&all, directory, flags.json))
}

/// The error of a directory that is to be a study, and holds shards.
pub fn unmerged(flag: &str, directory: &Path) -> CommandError {
    let path = directory.display();
    format!("{flag}{path} holds shards that are not merged; `mcutune merge {path}` makes the study of them")
        .into()
}

/// One table of the winners of several studies.
fn compare(studies: &[PathBuf], flags: &ShowFlags) -> Result<(), CommandError> {
    let top = ("--top", flags.shown.top.is_some());
    let mut asked = of_one(flags).into_iter().chain([top]).chain(of_trials(flags));
    if let Some((flag, _)) = asked.find(|(_, given)| *given) {
        return Err(format!(
            "{flag} is of one study, and there are {}: give one",
            studies.len()
        )
        .into());
    }
    let views = report::views(studies, (flags.select, flags.select_by))?;
    let text = match flags.json {
        true => {
            json!({"studies": views.iter().map(report::View::json).collect::<Vec<_>>()}).to_string() + "\n"
        }
        false => {
            let lines = report::winners(&views)
                .into_iter()
                .chain(report::cautions(&views));
            let lines = lines.map(|line| print::line(&print::shown(&line)) + "\n");
            table::compared(&report::columns(&views)) + &lines.collect::<String>()
        }
    };
    print::print_result(flags.json, &text)
}

fn whole((study, directory): (&Study, &Path), results: &Results, flags: &ShowFlags) -> String {
    let trials = results.trials();
    let infeasible = trials.iter().filter(|t| t.infeasible().is_some()).count();
    let failed = trials.iter().filter(|t| t.has_failed() || t.failed_fits() > 0);
    let failed = failed.count();
    let part = shards::which(study).unwrap_or_default();
    let mut text = format!(
        "{part}{}: {}, {failed} failed",
        study.name(),
        text::counted(trials.len(), "trial")
    );
    if infeasible > 0 {
        text += &format!(", {infeasible} infeasible");
    }
    if let Some(class) = study.settings().get("pos_label").and_then(Json::as_str) {
        text += &format!(", {} of the class `{class}`", study.scoring());
    }
    let mut states = BTreeMap::new();
    for state in trials.iter().filter_map(|trial| trial.given_up()) {
        *states.entry(state).or_insert(0) += 1;
    }
    for (state, count) in states {
        text += &format!(", {count} {state}");
    }
    text = print::each_line(&text);
    if !trials.is_empty() {
        text += &match flags.pareto {
            true => table::front(results, flags.shown.top),
            false => table::best(results, flags.shown.top),
        };
    }
    text += &table::winner(results);
    if let Some(winner) = results.winner()
        && let Some(stood_in) = stood_in(results, winner)
    {
        let other = results.best_fitted().next();
        let other = other.map_or(String::new(), |other| {
            let command = of_trial(&directory.display().to_string(), other);
            format!(": {command} makes a model of the best of the others")
        });
        text += &print::each_line(&format!("trial {winner}: {stood_in}{other}"));
    }
    if let Some(closest) = results.closest_to_limits() {
        text += &print::each_line(&format!(
            "none of {} fits; the closest is trial {}, which takes {}",
            text::counted(trials.len(), "trial"),
            closest.number(),
            closest.infeasible().unwrap_or_default()
        ));
    }
    let not_fitted = trials.iter().filter(|trial| trial.is_not_fitted()).count();
    if not_fitted > 0 {
        text += &print::each_line(&format!(
            "{} these limits and not those of the search, and so not fitted: the search with these limits fits them",
            match not_fitted {
                1 => "1 trial keeps to".to_owned(),
                many => format!("{many} trials keep to"),
            }
        ));
    }
    if study.is_confirmed() && results.confirmed().is_empty() && results.best().is_some() {
        text += &print::each_line(&format!(
            "not confirmed on fresh folds: the search confirmed other trials; one with --select {} confirms these",
            results.selection().rule
        ));
    }
    text
}

/// What is to be said of a mean score that fits have which failed.
fn stood_in(results: &Results, number: usize) -> Option<String> {
    let trial = &results.trials()[number];
    let failed = text::counted(trial.failed_fits(), "fit");
    let has = trial.failed_fits() > 0 && !trial.mean_test_score().is_nan();
    has.then(|| format!("{failed} failed, and what --error-score gave stands for the scores"))
}

fn trial(results: &Results, number: usize) -> String {
    let trial = &results.trials()[number];
    let on_it = results.is_pareto(number) == Some(true);
    let on_it = if on_it { ", on the front" } else { "" };
    let mut text = format!("trial {number}, rank {}{on_it}\n", results.rank(number));
    if trial.params().iter().next().is_some() {
        text += &format!("{}\n", trial.params());
    }
    // Writing to a String cannot fail.
    for (name, value) in trial.columns() {
        let _ = writeln!(text, "{name}: {}", text::param(*value));
    }
    match (trial.infeasible(), trial.given_up()) {
        (Some(why), _) => {
            let _ = writeln!(text, "infeasible, and not trained: {why}");
        }
        (None, Some(state)) => {
            let _ = writeln!(text, "{state}");
        }
        (None, None) => {
            let score = table::mean_and_std(trial);
            let _ = writeln!(text, "{}: {score}", results.scoring());
            text += &table::beside(results, trial);
            if let Some(stood_in) = stood_in(results, number) {
                let _ = writeln!(text, "{stood_in}");
            }
        }
    }
    if let Some(fresh) = results.confirmation(number) {
        let (mean, std) = fresh.mean_and_std(Dtype::F32);
        let score = print::score(mean, std);
        let _ = writeln!(text, "{} (fresh folds): {score}", results.scoring());
        if results.selection().by == Dtype::Int8 {
            let (mean, std) = fresh.mean_and_std(Dtype::Int8);
            let score = print::score(mean, std);
            let _ = writeln!(text, "{}, int8 (fresh folds): {score}", results.scoring());
        }
    }
    if let (Some(int8), None) = (trial.int8(), trial.infeasible()) {
        let score = table::mean_and_std_int8(trial, &int8);
        let _ = write!(text, "{}, int8: {score}", results.scoring());
        let _ = match int8.gap.is_nan() {
            true => writeln!(text),
            false => writeln!(text, " (gap {})", print::gap(int8.gap)),
        };
    }
    let trained = trial.folds().iter().filter(|fold| !fold.end.is_infeasible());
    for (k, fold) in trained.enumerate() {
        let end = match &fold.end {
            End::Converged => "converged".to_owned(),
            End::MaxIter => "reached max_iter".to_owned(),
            End::MaxFun => "reached max_fun".to_owned(),
            End::NotFinite => "failed: not finite".to_owned(),
            End::Undefined => "the score is not defined for its test rows".to_owned(),
            End::Refused(why) => format!("failed: {why}"),
            End::TooLarge(size) => format!("failed: {size}"),
            End::Infeasible(why) => format!("infeasible: {why}"),
        };
        let _ = writeln!(
            text,
            "  fold {k}: {:.4}{}, {} epochs in {}, {end}",
            fold.score,
            match &fold.int8 {
                Some(Ok(score)) => format!(", int8 {score:.4}"),
                Some(Err(why)) => format!(", int8 refused ({why})"),
                None => String::new(),
            },
            fold.n_iter,
            print::milliseconds(fold.fit_time)
        );
    }
    let _ = writeln!(text, "parameters: {}", trial.parameters());
    for quantity in Quantity::ALL {
        if let Some(cost) = trial.cost(quantity) {
            let _ = writeln!(text, "{}: {cost}", quantity.title());
        }
    }
    print::each_line(&text)
}

//! The model that a command is given: a file, a study's directory, or stdin.

use std::path::{Path, PathBuf};

use mcutune::{Model, ModelError, Shards, Study};

use crate::cli::command_error::CommandError;
use crate::cli::export::of_trial;
use crate::cli::flags::TrialFlags;
use crate::cli::{stdin, trial};

/// Reads the model, or makes that of a trial. `data` are the files that the command reads beside it.
pub fn load(path: &Path, of_study: &TrialFlags, data: &[PathBuf]) -> Result<Model, CommandError> {
    if let Some(number) = of_study.trial {
        if let Some(why) = without_journal(path) {
            return Err(why.into());
        }
        return trial::load(path, number, &of_study.study_data);
    }
    if stdin::is_stdin(path) {
        let text = stdin::text("the model", data)?;
        return Ok(Model::from_json(&text, stdin::SHOWN)?);
    }
    let model = Model::load(path).map_err(|error| match error {
        ModelError::Read { .. } if path.is_dir() && !path.join(Study::MODEL).exists() => {
            without_model(path).map_or_else(|| error.into(), Into::into)
        }
        error => CommandError::from(error),
    })?;
    if !path.join(Study::JOURNAL).is_file() {
        return Ok(model);
    }
    let study = Study::read(path)?;
    match study.has_winner(&model) {
        true => Ok(model),
        false => Err(of_another_winner(path, &study).into()),
    }
}

/// What is wrong with a study that has another model than its journal says.
fn of_another_winner(path: &Path, study: &Study) -> String {
    let model = path.join(Study::MODEL);
    let model = model.display();
    let results = study.results(study.selection().rule, study.selection().by);
    let trials = results.trials();
    if !trials.is_empty() && trials.iter().all(|trial| trial.infeasible().is_some()) {
        return format!(
            "{model}: its candidate does not keep to the limits that the study was last given, {}, nor does another; search \
             with other limits, or, to use this one all the same, give {model} instead of the directory",
            study.device().limits
        );
    }
    format!(
        "{model}: this is not the model of the study's best candidate: its search went on and has not finished, the fit of \
         that one to all rows failed, or another file was put there; the same search command goes on from where it stopped and writes the model; to use this \
         one all the same, give {model} instead of the directory"
    )
}

/// What is wrong with a study that has no model, if the directory is one.
fn without_model(path: &Path) -> Option<String> {
    let shown = path.display();
    if is_without_score(path) {
        return Some(format!(
            "{shown}: the study has no model, for none of its candidates has a score; `mcutune show {shown}` lists them"
        ));
    }
    if let Some((shard, _)) = Study::read(path).ok().and_then(|study| study.shard()) {
        return Some(format!(
            "{shown}: shard {shard} of a search has no model; `mcutune merge` makes the study of all shards"
        ));
    }
    if let Some(without) = without_refit(path) {
        return Some(without);
    }
    if path.join(Study::JOURNAL).is_file() {
        return Some(format!(
            "{shown}: the study has no model yet, for its search has not finished; the same search command goes on \
             from where it stopped"
        ));
    }
    without_journal(path)
}

/// The same of one whose search came to its end, which leaves a table, and whose winner was not fitted to all rows, of
/// which it would say how that went.
fn without_refit(path: &Path) -> Option<String> {
    let has = |name: &str| path.join(name).is_file();
    if !has(Study::CV_RESULTS) || has(Study::BEST) {
        return None;
    }
    let study = Study::read(path).ok()?;
    let results = study.results(study.selection().rule, study.selection().by);
    let (winner, shown) = (results.winner()?, path.display());
    let other = results.best_fitted().find(|&other| other != winner);
    let other = other.map_or(String::new(), |other| {
        let command = of_trial(&shown.to_string(), other);
        format!(", and {command} makes a model of another")
    });
    Some(format!(
        "{shown}: the study has no model, for the refit of its best candidate, trial {winner}, failed or did not come to \
         its end; the same search command does it again and says why{other}"
    ))
}

/// The same of one that is in shards, which have no journal together.
fn without_journal(path: &Path) -> Option<String> {
    let shown = path.display();
    let in_shards = Shards::are_in(path) && !path.join(Study::JOURNAL).is_file();
    in_shards.then(|| {
        format!(
            "{shown}: the study has no model yet, for its search is in shards; once all of them are done, \
             `mcutune merge {shown}` makes the study of them"
        )
    })
}

/// Whether a search came to its end, which leaves a table, and every candidate has failed. Where one was given up, as in
/// a race, another was the better, and is still to be done.
fn is_without_score(path: &Path) -> bool {
    let ended = path.join(Study::CV_RESULTS).is_file();
    ended
        && Study::read(path).is_ok_and(|study| {
            let results = study.results(study.selection().rule, study.selection().by);
            let given_up = results.trials().iter().any(|trial| trial.given_up().is_some());
            !results.trials().is_empty() && results.winner().is_none() && !given_up
        })
}

//! A trial of a study as a model: `--trial` of the commands that take one.

use std::path::{Path, PathBuf};

use mcutune::{Model, Study};

use crate::cli::command_error::CommandError;
use crate::cli::{print, stdin};

/// The model of a trial: that of the winner from the study, or fitted again to the study's data in `files`.
pub fn load(path: &Path, number: usize, files: &[PathBuf]) -> Result<Model, CommandError> {
    if stdin::is_stdin(path) || path.is_file() {
        let shown = path.display();
        return Err(format!(
            "--trial {number}: {shown} is one model; trials are those of a study's directory"
        )
        .into());
    }
    if let Some(one) = files.iter().find(|file| stdin::is_stdin(file)) {
        return Err(format!("--data {}: save it to a file and give that", one.display()).into());
    }
    let study = Study::read(path)?;
    let trial = study.refittable(number)?;
    let selection = study.selection();
    if files.is_empty() {
        let wins = study.results(selection.rule, selection.by).winner() == Some(number);
        let kept = wins.then(|| Model::load(path).ok()).flatten();
        return match kept.filter(|model| study.has_winner(model)) {
            Some(model) => Ok(model),
            None => Err(without_data(number, study.data_name()).into()),
        };
    }
    if let Some(state) = trial.given_up() {
        print::say(&format!(
            "trial {number} is {state}: it has no mean score, for its search gave it up after {} of the folds; it is \
             fitted all the same",
            trial.folds().len()
        ));
    }
    let data = study.read_data(files)?;
    Ok(study.refit(number, &data)?.model)
}

fn without_data(number: usize, name: &str) -> String {
    let data = match name {
        "" => "the study's data".to_owned(),
        name => format!("the study's data, {name}"),
    };
    format!(
        "--trial {number}: a study has the model of its winner alone; others are fitted again to {data}: say with \
         --data FILE where they are"
    )
}

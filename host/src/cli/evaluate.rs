//! `mcutune evaluate`: a model's scores on the rows of a file.

use mcutune::core::score::Scoring;
use mcutune::{Categorical, Missing, Model};

use crate::cli::failure::Failure;
use crate::cli::flags::Evaluate;
use crate::cli::print;
use crate::cli::resolve::unsuitable;
use crate::cli::warnings::{Warnings, tell_notes, warn_of_unknown};

/// Runs the command: one score a line, or one JSON object; without `--scoring`, all that suit.
pub fn evaluate(flags: &Evaluate) -> Result<(), Failure> {
    let model = Model::load(&flags.model)?;
    let target = flags.target.as_deref().unwrap_or(model.target());
    let options = flags
        .file
        .options(Some(target), model.task())
        // the model knows which columns it takes text from
        .categorical(Categorical::OneHot)
        .target_required(flags.file.missing == Missing::Drop);
    let data = options.read(&flags.data)?;
    tell_notes(&data);
    warn_of_unknown(model.preprocess(), &data, &mut Warnings::default())?;
    let wanted = scorings(&model, flags.scoring.as_deref())?;
    let scores = model.with(flags.dtype)?.scores(&data, &wanted)?;
    let named = wanted.iter().map(|scoring| scoring.name()).zip(scores);
    let text = if flags.json {
        let scores = named.map(|(name, score)| (name.to_owned(), score.into()));
        serde_json::to_string(&scores.collect::<serde_json::Map<_, _>>())? + "\n"
    } else {
        named
            .map(|(name, score)| format!("{name}: {score:.4}\n"))
            .collect()
    };
    print::print_result(flags.json, &text)
}

/// The one that was asked for, if it suits the model; else all that do.
fn scorings(model: &Model, name: Option<&str>) -> Result<Vec<Scoring>, Failure> {
    let suitable = model.scorings();
    let Some(name) = name else {
        return Ok(suitable);
    };
    match suitable.iter().find(|scoring| scoring.name() == name) {
        Some(&scoring) => Ok(vec![scoring]),
        None => Err(unsuitable(name, |scoring| suitable.contains(&scoring))),
    }
}

//! `mcutune predict`: a model's answers to the rows of a file.

use mcutune::{Data, Missing, Model, ModelError, Prediction, Predictions, Probabilities, Study, Task, text};
use serde_json::{Value, json};

use crate::cli::failure::Failure;
use crate::cli::flags::PredictFlags;
use crate::cli::outputs;
use crate::cli::print;
use crate::cli::stdin;
use crate::cli::understood::Understood;
use crate::cli::warnings::{
    Warnings, tell_notes, warn_of_header, warn_of_left_out, warn_of_not_finite, warn_of_unknown,
};

/// Runs the command: CSV, or JSON with `--json`, on stdout or into a file.
pub fn predict(flags: &PredictFlags) -> Result<(), Failure> {
    check(flags)?;
    let model = Model::load(&flags.model)?;
    if flags.proba && model.classes().is_empty() {
        return Err(ModelError::NoProbabilities.into());
    }
    let options = flags
        .file
        .options_of(&model, None, Task::Auto)?
        .target_required(false);
    let data = stdin::Inputs::take(&flags.data)?.read(&options)?;
    let said = say(flags, &model, &data)?;
    let text = answers(flags, &model, &data, said)?;
    match &flags.output {
        Some(path) => print::deliver(path, text.as_bytes())?,
        None => print::print_data(&text)?,
    }
    Ok(())
}

/// What is wrong with the flags themselves.
fn check(flags: &PredictFlags) -> Result<(), Failure> {
    let written: Vec<_> = flags
        .output
        .iter()
        .map(|path| ("--output", path.clone()))
        .collect();
    outputs::check_studies(&written)?;
    outputs::check(
        &written,
        flags
            .data
            .iter()
            .chain([&flags.model, &flags.model.join(Study::MODEL)]),
    )?;
    outputs::check_writable(&written)?;
    if flags.file.missing == Missing::Drop {
        return Err(
            "--missing drop would leave rows out, and every row has its answer here: leave them out of the file, \
             or predict with a model that was trained with --missing mean or --missing median"
                .into(),
        );
    }
    Ok(())
}

/// Says what was understood of the data, and what there is to warn of.
fn say(flags: &PredictFlags, model: &Model, data: &Data) -> Result<(Understood, Warnings), Failure> {
    let mut understood = Understood::answering(data, model, &model.preprocess().matched(data)?);
    understood.say(flags.quiet);
    if !flags.quiet {
        tell_notes(data);
    }
    let mut warnings = Warnings::default();
    warn_of_header(data, &mut warnings);
    warn_of_left_out(data, &mut warnings);
    warn_of_unknown(model.preprocess(), data, &mut warnings)?;
    Ok((understood, warnings))
}

/// The text that is asked for.
fn answers(
    flags: &PredictFlags,
    model: &Model,
    data: &Data,
    (understood, mut warnings): (Understood, Warnings),
) -> Result<String, Failure> {
    let predictor = model.with(flags.dtype)?;
    let probabilities = flags.proba.then(|| predictor.predict_proba_data(data));
    let probabilities = probabilities.transpose()?;
    if let (Some(probabilities), false) = (&probabilities, flags.json) {
        warn_of_not_finite(probabilities.not_finite(), data, &mut warnings);
        return Ok(csv_of(model, probabilities));
    }
    let predictions = predictor.predict_data(data)?;
    warn_of_not_finite(predictions.not_finite(), data, &mut warnings);
    match flags.json {
        false => Ok(csv(&predictions)),
        true => {
            let mut json = json(model, data, &predictions, probabilities.as_ref());
            json["understood"] = understood.json().clone();
            json["warnings"] = warnings.said().into();
            Ok(serde_json::to_string(&json)? + "\n")
        }
    }
}

fn csv(predictions: &Predictions) -> String {
    let lines = predictions.iter().map(|one| match one {
        Prediction::Class(name) => text::csv_field(name) + "\n",
        Prediction::Value(value) => format!("{value}\n"),
    });
    String::from("prediction\n") + &lines.collect::<String>()
}

fn csv_of(model: &Model, probabilities: &Probabilities) -> String {
    let head: Vec<String> = model.classes().iter().map(|name| text::csv_field(name)).collect();
    let lines = probabilities.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(f32::to_string).collect();
        cells.join(",") + "\n"
    });
    head.join(",") + "\n" + &lines.collect::<String>()
}

fn json(
    model: &Model,
    data: &Data,
    predictions: &Predictions,
    probabilities: Option<&Probabilities>,
) -> Value {
    let predictions = predictions.iter().map(|one| match one {
        Prediction::Class(name) => Value::from(name),
        Prediction::Value(value) => value.into(),
    });
    let left_out = data.left_out();
    let left_out = left_out
        .map(|(file, line, row)| json!({"file": file.display().to_string(), "line": line, "row": row}));
    let mut json = json!({
        "predictions": predictions.collect::<Value>(),
        "left_out": left_out.collect::<Value>(),
    });
    if !model.classes().is_empty() {
        json["classes"] = model.classes().into();
    }
    if let Some(probabilities) = probabilities {
        json["probabilities"] = probabilities.iter().collect();
    }
    json
}

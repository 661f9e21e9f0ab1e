//! `mcutune predict`: a model's answers to the rows of a file.

use mcutune::{Missing, Model, ModelError, Prediction, Predictions, Probabilities, Study, Task, text};

use crate::cli::failure::Failure;
use crate::cli::flags::PredictFlags;
use crate::cli::outputs;
use crate::cli::print;
use crate::cli::stdin;
use crate::cli::understood::Understood;
use crate::cli::warnings::{Warnings, tell_notes, warn_of_header, warn_of_unknown};

/// Runs the command: CSV, or JSON with `--json`, on stdout or into a file.
pub fn predict(flags: &PredictFlags) -> Result<(), Failure> {
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
    let model = Model::load(&flags.model)?;
    if flags.proba && model.classes().is_empty() {
        return Err(ModelError::NoProbabilities.into());
    }
    let options = flags
        .file
        .options_of(&model, None, Task::Auto)?
        .target_required(false);
    let data = stdin::Inputs::take(&flags.data)?.read(&options)?;
    let mut understood = Understood::answering(&data, &model, &model.preprocess().matched(&data)?);
    understood.say(flags.quiet);
    if !flags.quiet {
        tell_notes(&data);
    }
    let mut warnings = Warnings::default();
    warn_of_header(&data, &mut warnings);
    warn_of_unknown(model.preprocess(), &data, &mut warnings)?;
    let said = (understood, warnings);
    let predictor = model.with(flags.dtype)?;
    let text = match (flags.json, flags.proba) {
        (false, false) => csv(&predictor.predict_data(&data)?),
        (false, true) => csv_of(&model, &predictor.predict_proba_data(&data)?),
        (true, false) => json(&model, &predictor.predict_data(&data)?, None, &said)?,
        (true, true) => {
            let probabilities = predictor.predict_proba_data(&data)?;
            json(
                &model,
                &predictor.predict_data(&data)?,
                Some(&probabilities),
                &said,
            )?
        }
    };
    match &flags.output {
        Some(path) => print::deliver(path, text.as_bytes())?,
        None => print::print_data(&text)?,
    }
    Ok(())
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
    predictions: &Predictions,
    probabilities: Option<&Probabilities>,
    (understood, warnings): &(Understood, Warnings),
) -> Result<String, serde_json::Error> {
    let mut json = serde_json::Map::new();
    if !model.classes().is_empty() {
        json.insert("classes".into(), model.classes().into());
    }
    let predictions = predictions.iter().map(|one| match one {
        Prediction::Class(name) => serde_json::Value::from(name),
        Prediction::Value(value) => value.into(),
    });
    json.insert("predictions".into(), predictions.collect());
    if let Some(probabilities) = probabilities {
        json.insert("probabilities".into(), probabilities.iter().collect());
    }
    json.insert("understood".into(), understood.json().clone());
    json.insert("warnings".into(), warnings.said().into());
    Ok(serde_json::to_string(&json)? + "\n")
}

//! `mcutune train`: one configuration, fitted to all rows of a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use mcutune_core::train::{Epoch, Stop};
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::flags::Train;
use crate::cli::print;
use crate::cli::resolve::Fitting;
use crate::cli::warnings::{Warnings, warn_of_header};
use crate::data::prepare::Pipeline;
use crate::files::write_file;
use crate::model::Model;
use crate::search;
use crate::space::parse_setting;
use crate::text;

/// Runs the command and writes the model.
pub fn train(flags: &Train) -> Result<(), Failure> {
    let params = params(&flags.set)?;
    let fitting = Fitting::resolve(&flags.data, &flags.file, &flags.fit);
    let table = fitting.load()?;
    let mut warnings = Warnings::default();
    warn_of_header(&table, &mut warnings);
    let rows: Vec<u32> = (0..table.rows as u32).collect();
    let (pipeline, matrix) = Pipeline::fit(&table, &rows, &fitting.how)?;
    let data = pipeline.view(&matrix)?;
    if search::clips(&params, rows.len()) {
        let rows = rows.len();
        warnings.add(format!("batch_size is more than the {rows} rows; it is clipped"));
    }
    let mut epochs = Vec::new();
    let trained = search::train(&data, &rows, &params, fitting.rng, fitting.seed, |epoch| {
        epochs.push(epoch)
    })?;
    if let Some(path) = &flags.loss_curve {
        write_file(path, curve(&epochs).as_bytes())?;
    }
    match trained.fit.stop {
        Stop::NotFinite => {
            return Err("the fit failed, its loss is not finite: see --scale and learning_rate_init".into());
        }
        Stop::MaxIter => warnings.add("the fit reached max_iter before it converged".into()),
        Stop::Converged => {}
    }
    let scoring = Scoring::default_for(&data.target());
    let score = search::score_on(&data, &rows, &params, &trained.weights, scoring)?;
    let scores = BTreeMap::from([(format!("train_{}", scoring.name()), score)]);
    let (fit, parameters) = (trained.fit, trained.weights.len());
    let model = Model::new(
        &table,
        &fitting.how,
        &pipeline,
        &params,
        trained.weights,
        scores.clone(),
        fitting.provenance(&table),
    )?
    .quantize(&pipeline.raw(&matrix)?, &rows)?;
    model.save(&flags.out)?;
    let path = flags.out.display();
    let text = if flags.json {
        let json = json!({
            "model": path.to_string(),
            "n_iter": fit.n_iter,
            "loss": fit.loss,
            "best_validation_score": fit.best_validation_score,
            "scores": scores,
            "parameters": parameters,
            "warnings": warnings.said(),
        });
        format!("{json}\n")
    } else {
        format!(
            "epochs: {}, loss: {:.6}\n{} (training rows): {score:.4}\nparameters: {parameters}\nwrote {path}\n",
            fit.n_iter,
            fit.loss,
            scoring.name(),
        )
    };
    Ok(print::print(&text)?)
}

/// scikit-learn's defaults with some settings.
fn params(settings: &[String]) -> Result<Params, Failure> {
    let mut params = Params::DEFAULT;
    for setting in settings {
        let (name, value) = parse_setting(setting).map_err(|e| format!("--set: {e}"))?;
        params.set(name, value)?;
    }
    Ok(params)
}

/// scikit-learn's `loss_curve_`, and `validation_scores_` with early stopping.
fn curve(epochs: &[Epoch]) -> String {
    let scored = epochs.iter().any(|epoch| epoch.validation_score.is_some());
    let mut text = String::from(if scored {
        "epoch,loss,validation_score\n"
    } else {
        "epoch,loss\n"
    });
    for (i, epoch) in epochs.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{},{}", i + 1, text::float(epoch.loss));
        if let Some(score) = epoch.validation_score {
            let _ = write!(text, ",{}", text::float(score));
        }
        text.push('\n');
    }
    text
}

//! `mcutune train`: one configuration, fitted to all rows of a file.

use std::collections::BTreeMap;

use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use mcutune_core::train::Stop;

use crate::cli::Train;
use crate::config::Fitting;
use crate::failure::Failure;
use crate::load::load;
use crate::model::Model;
use crate::report;
use crate::run::{self, Pipeline};
use crate::space_file::parse_setting;
use crate::warnings::Warnings;

/// Runs the command and writes the model.
pub fn train(flags: &Train) -> Result<(), Failure> {
    let mut params = Params::DEFAULT;
    for setting in &flags.set {
        let (name, value) = parse_setting(setting).map_err(|e| format!("--set: {e}"))?;
        params.set(name, value)?;
    }
    let fitting = Fitting::resolve(&flags.data, &flags.file, &flags.fit);
    let table = load(&fitting.data, &fitting.options)?;
    let rows: Vec<u32> = (0..table.rows as u32).collect();
    let pipeline = Pipeline::fit(&table, &rows, &fitting.how)?;
    let prepared = pipeline.prepare(&table, &rows)?;
    let data = prepared.dataset()?;
    let trained = run::train(&data, &params, fitting.rng, fitting.seed)?;
    let mut warnings = Warnings::default();
    match trained.fit.stop {
        Stop::NotFinite => {
            return Err("the fit failed, its loss is not finite: see --scale and learning_rate_init".into());
        }
        Stop::MaxIter => warnings.add("the fit reached max_iter before it converged".into()),
        Stop::Converged => {}
    }
    let scoring = Scoring::default_for(&data.target());
    let score = run::score_on(&data, &params, &trained.weights, scoring)?;
    let model = Model::new(
        &table,
        &fitting.how,
        &pipeline,
        &params,
        trained.weights,
        BTreeMap::from([(format!("train_{}", scoring.name()), score)]),
        fitting.provenance(&table),
    )?;
    model.save(&flags.out)?;
    let fit = &trained.fit;
    Ok(report::print(&format!(
        "epochs: {}, loss: {:.6}\n{} (training rows): {score:.4}\nmodel: {}\n",
        fit.n_iter,
        fit.loss,
        scoring.name(),
        flags.out.display()
    ))?)
}

//! `mcutune train`: one configuration, fitted to all rows of a file.

use std::collections::BTreeMap;

use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::train::Stop;

use crate::cli::{self, Train};
use crate::generator::Rng;
use crate::load::load;
use crate::model::{Model, Provenance};
use crate::run::{self, Pipeline, Preparation};
use crate::space_file::parse_setting;

/// Runs the command and writes the model.
pub fn train(flags: &Train) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut params = Params::DEFAULT;
    for setting in &flags.set {
        let (name, value) = parse_setting(setting).map_err(|e| format!("--set: {e}"))?;
        params.set(name, value)?;
    }
    let options = flags.file.options(flags.target.as_deref(), flags.task);
    let table = load(&flags.data, &options)?;
    let (rng, rng_name) = match flags.rng {
        cli::Rng::Xoshiro => (Rng::Xoshiro, "xoshiro"),
        cli::Rng::Numpy => (Rng::Numpy, "numpy"),
    };
    let how = Preparation {
        missing: options.missing,
        categorical: options.categorical,
        scaling: match flags.scale {
            cli::Scale::None => Scaling::None,
            cli::Scale::Standard => Scaling::Standard,
            cli::Scale::Minmax => Scaling::MinMax,
        },
    };
    let rows: Vec<u32> = (0..table.rows as u32).collect();
    let pipeline = Pipeline::fit(&table, &rows, &how)?;
    let prepared = pipeline.prepare(&table, &rows)?;
    let data = prepared.dataset()?;
    let trained = run::train(&data, &params, rng, flags.seed)?;
    match trained.fit.stop {
        Stop::NotFinite => {
            return Err("the fit failed, its loss is not finite: see --scale and learning_rate_init".into());
        }
        Stop::MaxIter => eprintln!("warning: the fit reached max_iter before it converged"),
        Stop::Converged => {}
    }
    let scoring = Scoring::default_for(&data.target());
    let score = run::score_on(&data, &params, &trained.weights, scoring)?;
    let file = flags.data.file_name().unwrap_or_default();
    let model = Model::new(
        &table,
        &how,
        &pipeline,
        &params,
        trained.weights,
        BTreeMap::from([(format!("train_{}", scoring.name()), score)]),
        Provenance {
            data: file.to_string_lossy().into_owned(),
            data_sha256: table.digest.clone(),
            seed: flags.seed,
            rng: rng_name.into(),
            scoring: None,
            cv: None,
        },
    )?;
    model.save(&flags.out)?;
    println!("epochs: {}, loss: {:.6}", trained.fit.n_iter, trained.fit.loss);
    println!("{} (training rows): {score:.4}", scoring.name());
    println!("model: {}", flags.out.display());
    Ok(())
}

//! `mcutune search`: from a data file to a ranked table and a scored winner.

mod candidates;
mod holdout;
mod outcome;
mod trials;

use candidates::Planned;
use mcutune_core::train::Stop;

use crate::board::Board;
use crate::cli;
use crate::config::SearchConfig;
use crate::failure::Failure;
use crate::report;
use crate::run::{self, Fold, Pipeline};
use crate::study::Trial;
use crate::warnings::Warnings;

/// Runs the command; what it prints on stdout is the result, on stderr the way there.
pub fn search(flags: &cli::Search) -> Result<(), Failure> {
    let mut warnings = Warnings::default();
    let config = SearchConfig::resolve(flags)?;
    let drawn = candidates::draw(&config, &mut warnings)?;
    let table = config.fitting.load()?;
    let scoring = config.scoring(&table)?;
    let split = holdout::split(&table, &config)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(config.jobs)
        .build_global()?;
    let (folds, smallest) = run::folds(&table, &split.search, usize::from(config.cv), &config.fitting.how)
        .map_err(|error| format!("--cv {}: {error}", config.cv))?;
    if let Some(rows) = smallest {
        let cv = config.cv;
        warnings.add(format!(
            "the smallest class has {rows} rows, fewer than the {cv} folds"
        ));
    }
    let pipeline = Pipeline::fit(&table, &split.search, &config.fitting.how)?;
    let prepared = pipeline.prepare(&table, &split.search)?;
    let data = prepared.dataset()?;
    let planned = candidates::plan(drawn, &data)?;

    warn_of_clipped(&planned, &folds, &mut warnings);

    let fingerprint = config.fingerprint(&table, scoring);
    let trials = trials::run(&config, &fingerprint, &planned, &folds, scoring)?;
    warn_of_failed(&trials, &mut warnings);
    let board = Board::new(&trials, scoring.name(), config.select);
    let mut written = trials::write_results(&config, &planned, &board)?;

    let winner = board
        .winner
        .ok_or("every candidate failed: see --scale and learning_rate_init")?;
    let params = &planned[winner].params;
    let refit = run::train(&data, params, config.fitting.rng, config.fitting.seed, |_| {})?;
    if refit.fit.stop == Stop::NotFinite {
        return Err("the winner's fit on all rows failed: its loss is not finite".into());
    }
    warn_of_unconverged(&trials, refit.fit.stop, &mut warnings);
    let holdout = match split.held_out.len() {
        0 => None,
        _ => {
            let test = pipeline.prepare(&table, &split.held_out)?;
            Some(run::score_on(&test.dataset()?, params, &refit.weights, scoring)?)
        }
    };
    let outcome = outcome::Outcome {
        config: &config,
        table: &table,
        pipeline: &pipeline,
        scoring,
        split: &split,
        board: &board,
        winner,
        params,
        refit: &refit,
        holdout,
    };
    written.extend(outcome.write()?);
    let text = if config.json {
        outcome.json(&warnings, &written)
    } else {
        outcome.text(&written)
    };
    Ok(report::print(&text)?)
}

/// As scikit-learn warns where `batch_size` is more than the rows.
fn warn_of_clipped(planned: &[Planned], folds: &[Fold], warnings: &mut Warnings) {
    let least = folds.iter().map(Fold::train_rows).min().unwrap_or(0);
    let clipped = planned
        .iter()
        .filter(|one| run::clips(&one.params, least))
        .count();
    if clipped > 0 {
        warnings.add(format!(
            "batch_size of {clipped} candidates is more than the {least} rows that a fold trains on; it is clipped"
        ));
    }
}

fn warn_of_failed(trials: &[Trial], warnings: &mut Warnings) {
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let failed = fits.filter(|fold| fold.score.is_nan()).count();
    if failed > 0 {
        warnings.add(format!("{failed} fits failed; their scores are nan"));
    }
}

fn warn_of_unconverged(trials: &[Trial], refit: Stop, warnings: &mut Warnings) {
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let all = fits.clone().count() + 1;
    let unconverged =
        fits.filter(|fold| fold.end == run::End::MaxIter).count() + usize::from(refit == Stop::MaxIter);
    if unconverged > 0 {
        warnings.add(format!(
            "{unconverged} of {all} fits reached max_iter before they converged"
        ));
    }
}

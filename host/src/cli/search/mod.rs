//! `mcutune search`: from a data file to a ranked table and a scored winner.

mod candidates;
mod holdout;
mod outcome;
mod trials;
mod warn;

use mcutune_core::train::Stop;

use crate::cli::failure::Failure;
use crate::cli::flags as cli;
use crate::cli::print;
use crate::cli::resolve::SearchConfig;
use crate::cli::table::Board;
use crate::cli::warnings::{Warnings, warn_of_header};
use crate::data::prepare::{Folds, Pipeline};
use crate::search;

/// Runs the command; what it prints on stdout is the result, on stderr the way there.
pub fn search(flags: &cli::Search) -> Result<(), Failure> {
    let mut warnings = Warnings::default();
    let config = SearchConfig::resolve(flags)?;
    let drawn = candidates::draw(&config, &mut warnings)?;
    let table = config.fitting.load()?;
    warn_of_header(&table, &mut warnings);
    let scoring = config.scoring(&table)?;
    let split = holdout::split(&table, &config)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(config.jobs)
        .build_global()?;
    let how = &config.fitting.how;
    let (pipeline, matrix) = Pipeline::fit(&table, &split.search, how)?;
    let data = pipeline.view(&matrix)?;
    let cv = usize::from(config.cv);
    let parts = Folds::fit(&table, &split.search, cv, how, (&pipeline, &matrix))
        .map_err(|error| config.of_folds(error, &table))?;
    let folds = parts.views(&matrix)?;
    let unscaled = match config.quantize {
        true => parts.unscaled(&table, &pipeline)?,
        false => Vec::new(),
    };
    let raw = parts.raw(&unscaled, &matrix)?;
    let planned = candidates::plan(&config, drawn, &data)?;
    warn::before(&config, parts.smallest, &planned, &folds, &mut warnings);

    let fingerprint = config.fingerprint(&table, scoring);
    let trials = trials::run(&config, &fingerprint, &planned, (&folds, &raw), scoring)?;
    warn::of_failed(&trials, &mut warnings);
    warn::of_refused(&trials, &mut warnings);
    let board = Board::new(&trials, scoring.name(), config.selection, &config.aim);
    let resumable = |error| outcome::resumable(&config, error);
    let mut written = trials::write_results(&config, &planned, &board).map_err(resumable)?;

    let winner = board.winner.ok_or(outcome::without_winner(config.selection.by))?;
    let params = &planned[winner].params;
    let refit = search::train(
        &data,
        &split.search,
        params,
        config.fitting.rng,
        config.fitting.seed,
        |_| {},
    )?;
    if refit.fit.stop == Stop::NotFinite {
        return Err("the winner's fit on all rows failed: its loss is not finite".into());
    }
    warn::of_unconverged(&trials, refit.fit.stop, &mut warnings);
    let holdout = match split.held_out.len() {
        0 => None,
        _ => Some(search::score_on(
            &data,
            &split.held_out,
            params,
            &refit.weights,
            scoring,
        )?),
    };
    let all_raw = pipeline.raw(&matrix)?;
    let holdout_int8 = match config.quantize {
        true => {
            holdout::score_int8(&all_raw, &split, (params, &refit.weights), scoring).unwrap_or_else(|why| {
                warn::of_refused_winner(&why, &mut warnings);
                None
            })
        }
        false => None,
    };
    let outcome = outcome::Outcome {
        config: &config,
        table: &table,
        pipeline: &pipeline,
        raw: &all_raw,
        scoring,
        split: &split,
        board: &board,
        winner,
        params,
        refit: &refit,
        holdout,
        holdout_int8,
    };
    written.extend(outcome.write().map_err(resumable)?);
    let text = if config.json {
        outcome.json(&warnings, &written)
    } else {
        outcome.text(&written)
    };
    Ok(print::print(&text)?)
}

//! What a search warns of, each once and with a count.

use mcutune_core::error::Error;
use mcutune_core::search::fit::Fold;
use mcutune_core::train::Stop;

use super::candidates::Planned;
use crate::cli::resolve::SearchConfig;
use crate::cli::warnings::Warnings;
use crate::search;
use crate::study::Trial;

/// What is known before the first fit; `smallest` is the size of a class that has fewer rows than
/// there are folds.
pub fn before(
    config: &SearchConfig,
    smallest: Option<usize>,
    planned: &[Planned],
    folds: &[Fold<'_>],
    warnings: &mut Warnings,
) {
    if let Some(rows) = smallest {
        let cv = config.cv;
        warnings.add(format!(
            "the smallest class has {rows} rows, fewer than the {cv} folds"
        ));
    }
    of_clipped(planned, folds, warnings);
}

/// As scikit-learn warns where `batch_size` is more than the rows.
fn of_clipped(planned: &[Planned], folds: &[Fold<'_>], warnings: &mut Warnings) {
    let least = folds.iter().map(|fold| fold.train_rows.len()).min().unwrap_or(0);
    let clipped = planned
        .iter()
        .filter(|one| one.infeasible.is_none() && search::clips(&one.params, least))
        .count();
    if clipped > 0 {
        warnings.add(format!(
            "batch_size of {clipped} candidates is more than the {least} rows that a fold trains on; it is clipped"
        ));
    }
}

/// Fits without a score.
pub fn of_failed(trials: &[Trial], warnings: &mut Warnings) {
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let failed = fits
        .filter(|fold| fold.score.is_nan() && !fold.end.is_infeasible())
        .count();
    if failed > 0 {
        warnings.add(format!("{failed} fits failed; their scores are nan"));
    }
}

/// Fits without a score in int8, though they have one in f32.
pub fn of_refused(trials: &[Trial], warnings: &mut Warnings) {
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let refused: Vec<&String> = fits
        .filter_map(|fold| fold.int8.as_ref()?.as_ref().err())
        .collect();
    if let Some(first) = refused.first() {
        let count = refused.len();
        warnings.add(format!(
            "{count} fits could not be quantised, the first because {first}; their scores in int8 are nan"
        ));
    }
}

/// The refit winner has no int8 form.
pub fn of_refused_winner(why: &Error, warnings: &mut Warnings) {
    warnings.add(format!(
        "the winner could not be quantised: {why}; its model answers in f32 only"
    ));
}

/// As scikit-learn warns of each fit, here with their number.
pub fn of_unconverged(trials: &[Trial], refit: Stop, warnings: &mut Warnings) {
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let all = fits.clone().filter(|fold| !fold.end.is_infeasible()).count() + 1;
    let unconverged =
        fits.filter(|fold| fold.end == search::End::MaxIter).count() + usize::from(refit == Stop::MaxIter);
    if unconverged > 0 {
        warnings.add(format!(
            "{unconverged} of {all} fits reached max_iter before they converged"
        ));
    }
}

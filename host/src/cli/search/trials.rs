//! The trials of a search: those the journal has, then the rest, each into the journal as its turn
//! comes.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use mcutune_core::search::fit::Fold;
use mcutune_core::space::Candidate;

use super::candidates::Planned;
use crate::cli::failure::{Failure, Interrupted};
use crate::cli::progress::Progress;
use crate::cli::resolve::SearchConfig;
use crate::cli::table::Board;
use crate::data::prepare::Raw;
use crate::files::write_file;
use crate::search::{self, End, Finished, FoldResult};
use crate::study::{self, Fingerprint, Journal, StudyError, Trial};

/// Set by Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

/// All trials, in the order of the candidates.
pub fn run(
    config: &SearchConfig,
    fingerprint: &Fingerprint,
    planned: &[Planned],
    (folds, raw): (&[Fold<'_>], &[Raw<'_>]),
    scoring: Scoring,
) -> Result<Vec<Trial>, Failure> {
    let (mut journal, mut trials) = go_on(config, fingerprint, planned, scoring)?;
    let before = trials.len();
    let fits = |some: &[Planned]| folds.len() * some.iter().filter(|one| one.infeasible.is_none()).count();
    let mut progress = Progress::new(
        fits(planned),
        fits(&planned[..before]),
        scoring.name(),
        config.quiet,
    );
    trials
        .iter()
        .for_each(|trial| progress.score(trial.mean_and_std().0));
    let to_fit = planned[before..].iter().filter(|one| one.infeasible.is_none());
    let params: Vec<Params> = to_fit.map(|one| one.params).collect();
    stop_on_ctrl_c()?;
    let mut record = |fits, finished| {
        let new = turns(planned, trials.len(), (folds.len(), config.quantize), finished);
        new.iter()
            .for_each(|(trial, ..)| progress.score(trial.mean_and_std().0));
        if !new.is_empty() {
            let lines: Vec<_> = new
                .iter()
                .map(|(trial, began, ended)| (trial, *began, *ended))
                .collect();
            journal.add(&lines)?;
        }
        trials.extend(new.into_iter().map(|(trial, ..)| trial));
        if fits > 0 {
            progress.advance(fits);
        }
        Ok::<(), Failure>(())
    };
    // Those that come first may not be trained, and have no fit that tells of them.
    record(0, Vec::new())?;
    let ran = search::cross_validate(
        folds,
        raw,
        &params,
        (scoring, config.fitting.rng, config.fitting.seed),
        config.jobs,
        &STOP,
        record,
    );
    progress.finish();
    ran?;
    if trials.len() < planned.len() {
        return Err(Interrupted(format!(
            "interrupted: {} of {} candidates are done and in {}; the same command goes on from there",
            trials.len(),
            planned.len(),
            config.directory.join(study::JOURNAL).display()
        ))
        .into());
    }
    Ok(trials)
}

/// Writes `cv_results.csv`; gives the paths of all that the trials are in.
pub fn write_results(
    config: &SearchConfig,
    planned: &[Planned],
    board: &Board<'_>,
) -> Result<Vec<PathBuf>, Failure> {
    let candidates: Vec<Candidate> = planned.iter().map(|one| one.candidate.clone()).collect();
    let text = study::cv_results(
        &candidates,
        board.trials,
        &board.ranks,
        board.ranks_int8.as_deref(),
        config.costs,
    );
    let path = config.directory.join("cv_results.csv");
    write_file(&path, text.as_bytes())?;
    Ok(vec![config.directory.join(study::JOURNAL), path])
}

/// Opens the journal with the trials that it has.
fn go_on(
    config: &SearchConfig,
    fingerprint: &Fingerprint,
    planned: &[Planned],
    scoring: Scoring,
) -> Result<(Journal, Vec<Trial>), Failure> {
    let candidates: Vec<Candidate> = planned.iter().map(|one| one.candidate.clone()).collect();
    let (journal, trials) = Journal::open(
        &config.directory,
        &config.name,
        scoring.name(),
        config.selection,
        fingerprint,
        study::distributions(&config.spaces, &candidates),
    )?;
    let agree = |(trial, candidate): (&Trial, &Candidate)| trial.params == study::params_of(candidate);
    if trials.len() > candidates.len() || !trials.iter().zip(&candidates).all(agree) {
        let path = config.directory.join(study::JOURNAL).display().to_string();
        return Err(StudyError::Foreign(path).into());
    }
    if !trials.is_empty() && !config.quiet {
        eprintln!(
            "going on from {}: {} of {} candidates are done",
            config.directory.display(),
            trials.len(),
            candidates.len()
        );
    }
    Ok((journal, trials))
}

/// The trials whose turn has come, from number `from` on, with their first and last moments: those
/// that are finished, and between and behind them the ones that are not trained.
fn turns(
    planned: &[Planned],
    from: usize,
    (cv, quantize): (usize, bool),
    finished: Vec<Finished>,
) -> Vec<(Trial, SystemTime, SystemTime)> {
    let mut finished = finished.into_iter();
    let mut new = Vec::new();
    for planned in &planned[from..] {
        let one = match &planned.infeasible {
            None => finished.next(),
            Some(why) => Some(untrained(why, cv, quantize)),
        };
        let Some(one) = one else {
            break;
        };
        let trial = Trial {
            params: study::params_of(&planned.candidate),
            parameters: planned.parameters,
            need: planned.need,
            folds: one.folds,
        };
        new.push((trial, one.began, one.ended));
    }
    new
}

/// What is told of a candidate that takes too much of the microcontroller.
fn untrained(why: &str, cv: usize, quantize: bool) -> Finished {
    let now = SystemTime::now();
    let fold = FoldResult {
        score: f64::NAN,
        fit_time: 0.0,
        score_time: 0.0,
        n_iter: 0,
        end: End::Infeasible(why.to_owned()),
        int8: quantize.then_some(Ok(f64::NAN)),
    };
    Finished {
        folds: vec![fold; cv],
        began: now,
        ended: now,
    }
}

/// The first Ctrl-C lets the running fits end, the second does not wait.
fn stop_on_ctrl_c() -> Result<(), Failure> {
    Ok(ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nstopping when the running fits end; Ctrl-C again stops at once");
    })?)
}

//! The trials of a search: those the journal has, then the rest, each into the journal as its turn
//! comes.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use mcutune_core::evaluate::Fold;
use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use mcutune_core::space::Candidate;

use super::candidates::Planned;
use crate::board::Board;
use crate::config::SearchConfig;
use crate::failure::{Failure, Interrupted};
use crate::files::write_file;
use crate::prepare::Raw;
use crate::progress::Progress;
use crate::run::{self, Finished};
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
    let mut progress = Progress::new(
        planned.len() * folds.len(),
        before * folds.len(),
        scoring.name(),
        config.quiet,
    );
    trials
        .iter()
        .for_each(|trial| progress.score(trial.mean_and_std().0));
    let params: Vec<Params> = planned[before..].iter().map(|one| one.params).collect();
    stop_on_ctrl_c()?;
    let ran = run::cross_validate(
        folds,
        raw,
        &params,
        (scoring, config.fitting.rng, config.fitting.seed),
        config.jobs,
        &STOP,
        |fits, finished| {
            let first = trials.len();
            let times: Vec<_> = finished.iter().map(|one| (one.began, one.ended)).collect();
            for one in finished {
                let trial = trial(&planned[trials.len()], one);
                progress.score(trial.mean_and_std().0);
                trials.push(trial);
            }
            let lines = trials[first..].iter().zip(times);
            let lines: Vec<_> = lines
                .map(|(trial, (began, ended))| (trial, began, ended))
                .collect();
            if !lines.is_empty() {
                journal.add(&lines)?;
            }
            progress.advance(fits);
            Ok::<(), Failure>(())
        },
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
    let candidates: Vec<Candidate> = planned.iter().map(|one| one.candidate).collect();
    let text = study::cv_results(
        &candidates,
        board.trials,
        &board.ranks,
        board.ranks_int8.as_deref(),
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
    let candidates: Vec<Candidate> = planned.iter().map(|one| one.candidate).collect();
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

fn trial(planned: &Planned, finished: Finished) -> Trial {
    Trial {
        params: study::params_of(&planned.candidate),
        parameters: planned.parameters,
        folds: finished.folds,
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

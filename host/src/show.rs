//! `mcutune show`: what a study directory holds, from its journal alone.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::cli::Show;
use crate::failure::Failure;
use crate::report;
use crate::run::End;
use crate::select::Select;
use crate::study::{self, Record, Trial};

/// Runs the command.
pub fn show(flags: &Show) -> Result<(), Failure> {
    let record = study::read(&flags.study)?;
    let trials = &record.trials;
    let ranks = report::ranks(trials);
    let rule = flags.select.unwrap_or(record.select);
    let winner = report::choose(rule, trials);
    let one = match (flags.trial, flags.best) {
        (Some(number), _) if number >= trials.len() => {
            let there = trials.len();
            return Err(format!("--trial {number}: the study holds {there} trials, numbered from 0").into());
        }
        (Some(number), _) => Some(number),
        (None, true) => Some(winner.ok_or("the study has no trial with a score")?),
        (None, false) => None,
    };
    let text = match (one, flags.json) {
        (Some(number), false) => trial(&record, number, ranks[number]),
        (Some(number), true) => report::json(number, &trials[number], ranks[number]).to_string() + "\n",
        (None, false) => whole(&record, &ranks, winner, rule),
        (None, true) => {
            let one = |number: usize| report::json(number, &trials[number], ranks[number]);
            let all: Vec<Json> = (0..trials.len()).map(one).collect();
            let study = json!({
                "study": record.name,
                "scoring": record.metric,
                "settings": record.fingerprint,
                "select": rule.to_string(),
                "best": winner.map(one),
                "trials": all,
            });
            study.to_string() + "\n"
        }
    };
    Ok(report::print(&text)?)
}

fn whole(record: &Record, ranks: &[u32], winner: Option<usize>, rule: Select) -> String {
    let trials = &record.trials;
    let failed = trials.iter().filter(|t| t.mean_and_std().0.is_nan()).count();
    let mut text = format!("{}: {} trials, {failed} failed\n", record.name, trials.len());
    if !trials.is_empty() {
        text += &report::table(trials, ranks, &record.metric, trials.len());
    }
    if let Some(winner) = winner {
        text += &report::winner(trials, winner, rule);
    }
    text
}

fn trial(record: &Record, number: usize, rank: u32) -> String {
    let trial: &Trial = &record.trials[number];
    let mut text = format!("trial {number}, rank {rank}\n{}\n", trial.describe());
    let metric = &record.metric;
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{metric}: {}", report::mean_and_std(trial));
    for (k, fold) in trial.folds.iter().enumerate() {
        let end = match &fold.end {
            End::Converged => "converged".to_owned(),
            End::MaxIter => "reached max_iter".to_owned(),
            End::NotFinite => "failed: not finite".to_owned(),
            End::Refused(why) => format!("failed: {why}"),
        };
        let _ = writeln!(
            text,
            "  fold {k}: {:.4}, {} epochs in {}, {end}",
            fold.score,
            fold.n_iter,
            report::milliseconds(fold.fit_time)
        );
    }
    let _ = writeln!(text, "parameters: {}", trial.parameters);
    text
}

//! `mcutune show`: what a study directory holds, from its journal alone.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::cli::failure::Failure;
use crate::cli::flags::Show;
use crate::cli::print;
use crate::cli::table::Board;
use crate::limits::Quantity;
use crate::model::Dtype;
use crate::search::End;
use crate::study::Selection;
use crate::study::{self, Record};

/// Runs the command.
pub fn show(flags: &Show) -> Result<(), Failure> {
    let record = study::read(&flags.study)?;
    let selection = Selection {
        rule: flags.select.unwrap_or(record.selection.rule),
        by: flags.select_by.unwrap_or(record.selection.by),
    };
    if selection.by == Dtype::Int8 && !record.quantized() {
        return Err("--select-by int8: the study has no scores in int8; search with --quantize int8".into());
    }
    let aim = record.aim();
    let board = Board::new(&record.trials, &record.metric, selection, &aim);
    let one = match (flags.trial, flags.best) {
        (Some(number), _) if number >= board.trials.len() => {
            let there = board.trials.len();
            return Err(format!("--trial {number}: the study holds {there} trials, numbered from 0").into());
        }
        (Some(number), _) => Some(number),
        (None, true) => Some(board.winner.ok_or("the study has no trial with a score")?),
        (None, false) => None,
    };
    if let Some(path) = &flags.plot {
        board.plot(&record.name, path)?;
    }
    let order = match (flags.pareto, flags.json) {
        (true, _) => board.front(),
        (false, true) => (0..board.trials.len()).collect(),
        (false, false) => board.by_rank(),
    };
    let text = match (one, flags.json) {
        (Some(number), false) => trial(&board, number),
        (Some(number), true) => board.json(number).to_string() + "\n",
        (None, false) => whole(&record, &board, &order),
        (None, true) => {
            let all: Vec<Json> = order.iter().map(|&number| board.json(number)).collect();
            let mut study = json!({
                "study": record.name,
                "scoring": record.metric,
                "settings": record.fingerprint,
                "select": selection.rule.to_string(),
                "best": board.winner.map(|number| board.json(number)),
                "trials": all,
            });
            if record.quantized() {
                study["select_by"] = json!(selection.by.name());
            }
            study.to_string() + "\n"
        }
    };
    Ok(print::print(&text)?)
}

fn whole(record: &Record, board: &Board<'_>, order: &[usize]) -> String {
    let trials = board.trials;
    let infeasible = trials.iter().filter(|t| t.infeasible().is_some()).count();
    let failed = trials.iter().filter(|t| t.mean_and_std().0.is_nan()).count() - infeasible;
    let mut text = format!("{}: {} trials, {failed} failed", record.name, trials.len());
    if infeasible > 0 {
        text += &format!(", {infeasible} infeasible");
    }
    text.push('\n');
    if !order.is_empty() {
        text += &board.table(order);
    }
    text + &board.outcome()
}

fn trial(board: &Board<'_>, number: usize) -> String {
    let trial = &board.trials[number];
    let (mean, std) = trial.mean_and_std();
    let mut text = format!(
        "trial {number}, rank {}\n{}\n",
        board.rank(number),
        trial.describe()
    );
    // Writing to a String cannot fail.
    match trial.infeasible() {
        Some(why) => {
            let _ = writeln!(text, "infeasible, and not trained: {why}");
        }
        None => {
            let _ = writeln!(text, "{}: {}", board.metric, print::score(mean, std));
        }
    }
    if let (Some(int8), None) = (trial.int8(), trial.infeasible()) {
        let score = print::score(int8.mean, int8.std);
        let _ = write!(text, "{}, int8: {score}", board.metric);
        let _ = match int8.gap.is_nan() {
            true => writeln!(text),
            false => writeln!(text, " (gap {})", print::gap(int8.gap)),
        };
    }
    let trained = trial.folds.iter().filter(|fold| !fold.end.is_infeasible());
    for (k, fold) in trained.enumerate() {
        let end = match &fold.end {
            End::Converged => "converged".to_owned(),
            End::MaxIter => "reached max_iter".to_owned(),
            End::NotFinite => "failed: not finite".to_owned(),
            End::Refused(why) => format!("failed: {why}"),
            End::Infeasible(why) => format!("infeasible: {why}"),
        };
        let _ = writeln!(
            text,
            "  fold {k}: {:.4}{}, {} epochs in {}, {end}",
            fold.score,
            match &fold.int8 {
                Some(Ok(score)) => format!(", int8 {score:.4}"),
                Some(Err(why)) => format!(", int8 refused ({why})"),
                None => String::new(),
            },
            fold.n_iter,
            print::milliseconds(fold.fit_time)
        );
    }
    let _ = writeln!(text, "parameters: {}", trial.parameters);
    for quantity in Quantity::ALL {
        if let Some(need) = trial.need {
            let _ = writeln!(text, "{}: {}", quantity.title(), quantity.of(&need));
        }
    }
    text
}

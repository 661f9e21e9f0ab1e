//! What a person sees: progress on stderr, tables on stdout.

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mcutune_core::rank;
use mcutune_core::score::Scoring;
use mcutune_core::space::{Candidate, Value};

use crate::run::FoldResult;

/// A bar with an estimate of the time left; none without a terminal or when quiet.
pub fn progress(fits: usize, quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new(fits as u64);
    bar.set_draw_target(if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    });
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} fits, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// A value as scikit-learn would print it.
pub fn value(value: &Value) -> String {
    match value {
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(v) => v.to_string(),
        Value::Float(v) => format!("{v:?}"),
        Value::Word(word) => word.as_str().into(),
        Value::Layers(hidden) => match hidden.widths() {
            [one] => format!("({one},)"),
            more => format!(
                "({})",
                more.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
            ),
        },
        Value::Rates(rates) => format!("{:?}", rates.as_slice()),
    }
}

/// A candidate on one line.
pub fn describe(candidate: &Candidate) -> String {
    let items = candidate.items().iter();
    items
        .map(|(name, v)| format!("{}={}", name.as_str(), value(v)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The best candidates, ranked.
pub fn table(
    candidates: &[Candidate],
    results: &[Vec<FoldResult>],
    ranks: &[u32],
    sizes: &[usize],
    scoring: Scoring,
    shown: usize,
) -> String {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&i| ranks[i]);
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "rank",
        scoring.name(),
        "std",
        "fit time",
        "parameters",
        "candidate",
    ]);
    for &i in order.iter().take(shown) {
        let scores: Vec<f64> = results[i].iter().map(|fold| fold.score).collect();
        let (mean, std) = rank::mean_and_std(&scores);
        let time = results[i].iter().map(|fold| fold.fit_time).sum::<f64>() / scores.len() as f64;
        table.add_row([
            ranks[i].to_string(),
            format!("{mean:.4}"),
            format!("{std:.4}"),
            format!("{:.1} ms", time * 1e3),
            sizes[i].to_string(),
            describe(&candidates[i]),
        ]);
    }
    format!("{table}\n")
}

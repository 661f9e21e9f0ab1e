//! What a person sees: progress on stderr, tables on stdout.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::{Duration, Instant};

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mcutune_core::rank;
use serde_json::{Value as Json, json};

use crate::select::Select;
use crate::study::Trial;

/// Between two plain lines of progress.
const INTERVAL: Duration = Duration::from_secs(5);

/// Prints a result; that nobody reads on is no error.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// How far a search is: a bar on a terminal, plain lines elsewhere.
pub struct Progress {
    how: How,
    metric: String,
    fits: usize,
    /// Fits that an earlier run did.
    before: usize,
    done: usize,
    best: f64,
    began: Instant,
}

enum How {
    Quiet,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// For `fits` in all, of which `done` are read back.
    pub fn new(fits: usize, done: usize, metric: &str, quiet: bool) -> Self {
        let began = Instant::now();
        let how = if quiet {
            How::Quiet
        } else if io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(fits as u64), ProgressDrawTarget::stderr())
                .with_position(done as u64);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} fits, {eta} left{msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.reset_eta();
            How::Bar(bar)
        } else {
            How::Lines { last: began }
        };
        Self {
            how,
            metric: metric.to_owned(),
            fits,
            before: done,
            done,
            best: f64::NAN,
            began,
        }
    }

    /// A candidate's mean score is known.
    pub fn score(&mut self, mean: f64) {
        // The first, or a better one; neither is NaN.
        if mean > self.best || self.best.is_nan() {
            self.best = mean;
        }
    }

    /// That many fits more have ended.
    pub fn advance(&mut self, fits: usize) {
        self.done += fits;
        let best = if self.best.is_nan() {
            String::new()
        } else {
            format!(", best {} {:.4}", self.metric, self.best)
        };
        match &mut self.how {
            How::Quiet => {}
            How::Bar(bar) => {
                bar.set_message(best);
                bar.set_position(self.done as u64);
            }
            How::Lines { last } => {
                if last.elapsed() >= INTERVAL || self.done == self.fits {
                    *last = Instant::now();
                    let pace = self.began.elapsed().as_secs_f64() / (self.done - self.before).max(1) as f64;
                    let left = pace * (self.fits - self.done) as f64;
                    // A closed stderr must not end the search.
                    let _ = writeln!(
                        io::stderr(),
                        "{}/{} fits, {left:.0} s left{best}",
                        self.done,
                        self.fits
                    );
                }
            }
        }
    }

    /// Clears the bar.
    pub fn finish(&self) {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
    }
}

/// Ranks by mean score.
pub fn ranks(trials: &[Trial]) -> Vec<u32> {
    let means: Vec<f64> = trials.iter().map(|trial| trial.mean_and_std().0).collect();
    let mut ranks = vec![0; means.len()];
    rank::rank(&means, &mut ranks);
    ranks
}

/// Trials from the best down.
pub fn by_rank(ranks: &[u32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&i| ranks[i]);
    order
}

/// Number of the trial that wins by a rule; none where none has a score.
pub fn choose(rule: Select, trials: &[Trial]) -> Option<usize> {
    let scores: Vec<Vec<f64>> = trials.iter().map(Trial::scores).collect();
    let costs: Vec<u64> = trials.iter().map(|trial| trial.parameters as u64).collect();
    rule.choose(&scores, &costs)
}

/// The winner, and why it is not the best where it is not.
pub fn winner(trials: &[Trial], winner: usize, rule: Select) -> String {
    let line = |number: usize| format!("trial {number}, {}\n", trials[number].describe());
    match choose(Select::Best, trials) {
        Some(best) if best != winner => {
            format!("best: {}selected by {rule}: {}", line(best), line(winner))
        }
        _ => format!("best: {}", line(winner)),
    }
}

/// The best trials, ranked.
pub fn table(trials: &[Trial], ranks: &[u32], metric: &str, shown: usize) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["rank", "trial", metric, "fit time", "parameters", "candidate"]);
    for i in by_rank(ranks).into_iter().take(shown) {
        let trial = &trials[i];
        table.add_row([
            ranks[i].to_string(),
            i.to_string(),
            mean_and_std(trial),
            milliseconds(trial.fit_time().0),
            trial.parameters.to_string(),
            trial.describe(),
        ]);
    }
    format!("{table}\n")
}

/// A mean score with its deviation.
pub fn mean_and_std(trial: &Trial) -> String {
    let (mean, std) = trial.mean_and_std();
    if mean.is_nan() {
        return "failed".into();
    }
    format!("{mean:.4} ± {std:.4}")
}

/// A time to fit.
pub fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

/// A trial for programs; what is not a number is null.
pub fn json(number: usize, trial: &Trial, rank: u32) -> Json {
    let (mean, std) = trial.mean_and_std();
    let params: serde_json::Map<String, Json> = trial.params.iter().cloned().collect();
    json!({
        "trial": number,
        "rank_test_score": rank,
        "params": params,
        "mean_test_score": mean,
        "std_test_score": std,
        "split_test_scores": trial.scores(),
        "mean_fit_time": trial.fit_time().0,
        "mean_score_time": trial.score_time().0,
        "n_iter": trial.folds.iter().map(|fold| fold.n_iter).collect::<Vec<_>>(),
        "end": trial.folds.iter().map(|fold| &fold.end).collect::<Vec<_>>(),
        "parameters": trial.parameters,
    })
}

//! How far a search is, on stderr.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use mcutune::{Dtype, Objectives, Trial};

use crate::cli::leaders::Leaders;
use crate::cli::print::say;

/// Between two plain lines of progress.
const INTERVAL: Duration = Duration::from_secs(5);

/// How far a search is: a bar on a terminal, plain lines elsewhere.
pub struct Progress {
    how: How,
    metric: String,
    fits: usize,
    /// Fits that an earlier run did.
    before: usize,
    done: usize,
    /// Trials that are done, but for those that an earlier run did.
    trials: usize,
    leaders: Leaders,
    /// When the best was found.
    since: Instant,
    began: Instant,
    /// How long it may last.
    time: Option<Duration>,
}

enum How {
    Quiet,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// Of a search that maximises `metric`, in f32 or in int8, and what else, without fits yet.
    pub fn new(
        metric: &str,
        (by, objectives): (Dtype, Objectives),
        quiet: bool,
        time: Option<Duration>,
    ) -> Self {
        let began = Instant::now();
        let how = if quiet {
            How::Quiet
        } else if io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(match time {
                None => "{bar:8} {pos}/{len} fits, {eta} left{wide_msg}",
                Some(_) => "{pos} fits{wide_msg}",
            });
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            How::Bar(bar)
        } else {
            How::Lines { last: began }
        };
        Self {
            how,
            metric: match by {
                Dtype::F32 => metric.to_owned(),
                Dtype::Int8 => format!("{metric} in int8"),
            },
            fits: 0,
            before: 0,
            done: 0,
            trials: 0,
            leaders: Leaders::new(by, objectives),
            since: began,
            began,
            time,
        }
    }

    /// A round of this many fits begins, of which `done` are read back, and no more than `later` follow.
    pub fn round(&mut self, fits: usize, done: usize, later: usize) {
        self.fits = self.done + fits + later;
        self.before += done;
        self.done += done;
        if let How::Bar(bar) = &self.how {
            bar.set_length(self.fits as u64);
            bar.set_position(self.done as u64);
            bar.reset_eta();
        }
    }

    /// A trial is done, by this run or by one before.
    pub fn trial(&mut self, trial: &Trial, is_new: bool) {
        self.trials += usize::from(is_new);
        let before = self.leaders.best();
        self.leaders.add(trial);
        if self.leaders.best() != before {
            self.since = Instant::now();
        }
    }

    /// The best score and, until all fits are done, when it was found and how fast trials end.
    fn best(&self) -> String {
        let Some((number, mean)) = self.leaders.best() else {
            return String::new();
        };
        let score = format!(", best {} {mean:.4} (trial {number}", self.metric);
        if self.done == self.fits {
            return score + ")";
        }
        let ago = self.since.elapsed().as_secs();
        let pace = self.trials as f64 / self.began.elapsed().as_secs_f64().max(1e-3);
        let digits = usize::from(pace < 10.0);
        format!("{score}, {ago} s ago), {pace:.digits$} trials/s")
    }

    /// That many fits more have ended.
    pub fn advance(&mut self, fits: usize) {
        self.done += fits;
        let best = self.best();
        let in_time = self.time.map(|time| {
            let left = time.saturating_sub(self.began.elapsed()).as_secs_f64();
            format!(", {left:.0} s left{best}")
        });
        match &mut self.how {
            How::Quiet => {}
            How::Bar(bar) => {
                bar.set_message(in_time.unwrap_or(best));
                bar.set_position(self.done as u64);
            }
            How::Lines { last } => {
                if last.elapsed() >= INTERVAL || self.done == self.fits {
                    *last = Instant::now();
                    if let Some(in_time) = in_time {
                        return say(&format!("{} fits{in_time}", self.done));
                    }
                    let pace = self.began.elapsed().as_secs_f64() / (self.done - self.before).max(1) as f64;
                    let left = pace * (self.fits - self.done) as f64;
                    say(&format!(
                        "{}/{} fits, {left:.0} s left{best}",
                        self.done, self.fits
                    ));
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

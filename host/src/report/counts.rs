//! What became of the trials, and of their fits.

use crate::search::Results;

/// What became of the trials of a study, and of their fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// All trials that were proposed and are done.
    pub trials: usize,
    /// Those with a mean score.
    pub scored: usize,
    /// Those that were not trained because they exceed a limit.
    pub infeasible: usize,
    /// Those that were dropped before their last fold, by how many folds they had: index 0 is none.
    pub dropped: Vec<usize>,
    /// Those without a mean score though nothing gave them up.
    pub failed: usize,
    /// Fits that were done.
    pub fits: usize,
    /// Fits that were left out because their trial was dropped.
    pub fits_saved: usize,
    /// Seconds of all fits and scores, added over all threads.
    pub seconds: f64,
}

impl Counts {
    /// How many were dropped before their last fold.
    #[must_use]
    pub fn all_dropped(&self) -> usize {
        self.dropped.iter().sum()
    }

    /// The share of the fits that were left out, of those that all trials on all folds would have taken.
    #[must_use]
    pub fn share_saved(&self) -> f64 {
        let all = self.fits + self.fits_saved;
        if all == 0 {
            0.0
        } else {
            self.fits_saved as f64 / all as f64
        }
    }
}

/// Counts the trials of some results, of a search on so many folds.
#[must_use]
pub fn counts(results: &Results, folds: usize) -> Counts {
    let mut counts = Counts {
        dropped: vec![0; folds],
        ..Counts::default()
    };
    for trial in results.trials() {
        counts.trials += 1;
        if trial.infeasible().is_some() {
            counts.infeasible += 1;
            continue;
        }
        let done = trial.folds().len();
        counts.fits += done;
        counts.seconds += trial
            .folds()
            .iter()
            .map(|fold| fold.fit_time + fold.score_time)
            .sum::<f64>();
        if trial.given_up().is_some() {
            counts.fits_saved += folds.saturating_sub(done);
            if let Some(dropped) = counts.dropped.get_mut(done) {
                *dropped += 1;
            }
        } else if results.means()[trial.number()].is_nan() {
            counts.failed += 1;
        } else {
            counts.scored += 1;
        }
    }
    counts
}

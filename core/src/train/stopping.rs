//! When a fit ends before its last epoch.

use super::optimizer::Optimizer;
use crate::params::Params;

/// Epochs that may pass without an improvement by `tol`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    tol: f64,
    most: u32,
    /// The highest quality so far.
    best: f64,
    /// Epochs in a row that were no better.
    worse: u32,
}

impl Patience {
    pub(super) fn new(params: &Params) -> Self {
        Self {
            tol: params.tol,
            most: params.n_iter_no_change,
            best: f64::NEG_INFINITY,
            worse: 0,
        }
    }

    /// Takes the quality of an epoch, higher being better: a validation score, or minus the loss.
    /// Returns whether it is the best so far.
    pub(super) fn see(&mut self, quality: f64) -> bool {
        self.worse = if quality < self.best + self.tol {
            self.worse + 1
        } else {
            0
        };
        let is_best = quality > self.best;
        if is_best {
            self.best = quality;
        }
        is_best
    }

    /// The highest quality, where there was one.
    pub(super) fn best(&self) -> Option<f64> {
        (self.best > f64::NEG_INFINITY).then_some(self.best)
    }

    /// Whether the fit ends: too many epochs in a row were no better, and the schedule has no lower
    /// rate to go on at. Where it has one, counting begins anew.
    pub(super) fn ends_fit(&mut self, optimizer: &mut Optimizer<'_>) -> bool {
        if self.worse <= self.most {
            return false;
        }
        let goes_on = optimizer.slow_down();
        if goes_on {
            self.worse = 0;
        }
        !goes_on
    }
}

//! A fit that goes on: what one with fewer epochs leaves behind for one with more.
//!
//! Nothing in a fit depends on `max_iter` but when it ends, so its epochs are the first of every longer fit.

use super::layout::{FitMemory, FitViews, take};
use super::optimizer::Pace;
use super::plan::Plan;
use super::stopping::Patience;
use super::validation::split;
use super::{Epoch, Fit, StopReason, begin, end, epochs, lbfgs, weigh};
use crate::data::Dataset;
use crate::error::Error;
use crate::params::Params;
use crate::random::Random;

/// Where a fit stands between two epochs, beside its arrays.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    pub(super) pace: Pace,
    pub(super) patience: Patience,
    pub(super) fit: Fit,
    /// Whether a weight is not finite.
    pub(super) diverged: bool,
    /// Whether no further epoch would run, whatever `max_iter` is.
    pub(super) over: bool,
    /// What lbfgs has in its arrays.
    pub(super) lbfgs: lbfgs::State,
}

impl Stand {
    /// Before the first epoch.
    pub(super) fn new(params: &Params) -> Self {
        Self {
            pace: Pace::new(params),
            patience: Patience::new(params),
            fit: Fit {
                n_iter: 0,
                loss: f64::NAN,
                best_validation_score: None,
                stop: StopReason::MaxIter,
            },
            diverged: false,
            over: false,
            lbfgs: lbfgs::State::NEW,
        }
    }

    /// Epochs run.
    #[must_use]
    pub fn n_iter(&self) -> u32 {
        self.fit.n_iter
    }

    /// Whether no further epoch would run, whatever `max_iter` is.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }
}

/// What a fit leaves behind, in the caller's memory.
#[derive(Debug)]
pub struct Kept<'m> {
    /// None before a first fit.
    pub stand: &'m mut Option<Stand>,
    /// As many as [`Plan::kept_floats`].
    pub floats: &'m mut [f32],
    /// As many as the plan has rows: those that train, in the order of the last epoch, and those held out.
    pub indices: &'m mut [u32],
}

impl Plan {
    /// How many f32 a fit leaves behind: the weights, what the solver remembers of them, and the best of early
    /// stopping.
    #[must_use]
    pub fn kept_floats(&self) -> usize {
        let arrays =
            1 + super::Optimizer::state(self.params.solver) + usize::from(self.params.early_stopping);
        arrays.saturating_mul(self.shape.parameters())
    }

    /// Whether `kept` is as long as it asks for, and of a fit of no more epochs.
    fn check_kept(&self, kept: &Kept<'_>) -> Result<(), Error> {
        for (expected, got) in [
            (self.kept_floats(), kept.floats.len()),
            (self.rows(), kept.indices.len()),
        ] {
            if expected != got {
                return Err(Error::Mismatch { expected, got });
            }
        }
        match *kept.stand {
            Some(stand) if stand.fit.n_iter > self.params.max_iter => Err(Error::Parameter("max_iter")),
            _ => Ok(()),
        }
    }
}

/// [`fit`](super::fit), from where the fit that left `kept` behind stopped, which had the same data, rows and
/// hyperparameters but for fewer epochs, with `random` as that fit left it: the result has the bits of a fit begun
/// anew. Without such a fit it is one begun anew. `kept` is then what this fit leaves behind, and `each_epoch` has
/// seen the epochs that it added.
///
/// # Errors
/// As [`fit`](super::fit), [`Error::Mismatch`] where `kept` is not as long as the plan says, and
/// [`Error::Parameter`] where it has more epochs than `max_iter`.
pub fn go_on<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    memory: FitMemory<'_>,
    kept: Kept<'_>,
    random: &mut R,
    each_epoch: impl FnMut(Epoch),
) -> Result<Fit, Error> {
    plan.check(data, rows)?;
    plan.check_memory(&memory)?;
    plan.check_kept(&kept)?;
    let FitMemory {
        weights,
        floats,
        mut indices,
    } = memory;
    let mut views = plan.carve(floats);
    let (stand, (order, held_out)) = match *kept.stand {
        None => {
            begin(plan, data, random, weights, &mut views);
            let parts = split(plan, data, rows, random, indices)?;
            (Stand::new(&plan.params), parts)
        }
        Some(stand) => {
            let mut floats = &mut *kept.floats;
            for array in arrays(weights, &mut views) {
                array.copy_from_slice(take(&mut floats, array.len()));
            }
            let order = take(&mut indices, plan.train);
            let held_out = take(&mut indices, plan.validation);
            let (first, last) = kept.indices.split_at(plan.train);
            order.copy_from_slice(first);
            held_out.copy_from_slice(last);
            (stand, (order, &*held_out))
        }
    };
    weigh(data, rows, &(&mut *order, held_out), &mut views)?;
    let stand = epochs(
        plan,
        data,
        (&mut *order, held_out),
        random,
        weights,
        (&mut views, stand),
        each_epoch,
    )?;
    let mut floats = kept.floats;
    for array in arrays(weights, &mut views) {
        take(&mut floats, array.len()).copy_from_slice(array);
    }
    let (first, last) = kept.indices.split_at_mut(plan.train);
    first.copy_from_slice(order);
    last.copy_from_slice(held_out);
    *kept.stand = Some(stand);
    Ok(end(plan, data, stand, weights, &views))
}

/// What goes on of a fit's arrays, each as long as the weights, or empty where the fit has none.
fn arrays<'a>(weights: &'a mut [f32], views: &'a mut FitViews<'_>) -> [&'a mut [f32]; 4] {
    [weights, views.first_moment, views.second_moment, views.best]
}

#[cfg(test)]
mod tests;

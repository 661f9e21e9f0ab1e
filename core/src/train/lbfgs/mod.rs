//! `solver = "lbfgs"`: the loss of all rows, minimised as scikit-learn has it done by SciPy's L-BFGS-B
//! without bounds. D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
//! optimization" (1989); R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound
//! constrained optimization" (1995), for when it stops.
//!
//! Weights and gradients are f32, as everywhere; the loss, slopes along a direction and the line search are f64, for
//! they compare numbers that differ in digits that f32 has not.

mod line_search;
mod pairs;

use super::Epoch;
use super::batch::batch_loss;
use super::kept::Stand;
use super::layout::{FitViews, Pass};
use super::optimizer::end_gradient;
use super::plan::Plan;
use super::{StopReason, are_finite};
use crate::data::{Dataset, Weighed};
use crate::kernels::dot;
use crate::math;
use crate::random::Random;
use line_search::{LineSearch, Next, Point};
use pairs::{Held, Pairs, add, difference};

/// How many pairs it remembers.
const MEMORY: usize = 10;

/// How many numbers it remembers for each weight: both of a pair, the direction, and the weights and
/// the gradient that an iteration begins with.
pub(super) const STATE: usize = 2 * MEMORY + 3;

/// Evaluations of one line search.
const MOST_STEPS: u32 = 20;

/// An iteration that lowers the loss by less, as a share of it or of 1, is the last.
const LEAST_FALL: f64 = 2.220_446_049_250_313e-9;

/// Where a fit stands between two iterations, beside its arrays.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    held: Held,
    /// Evaluations of the loss so far.
    evaluations: u32,
    /// Why no further iteration would run, whatever `max_iter` is.
    end: Option<StopReason>,
}

impl State {
    /// Before the first evaluation.
    pub(super) const NEW: Self = Self {
        held: Held::NONE,
        evaluations: 0,
        end: None,
    };
}

/// Every iteration until the fit ends, from where it stands; `rows` train.
pub(super) fn iterations<R: Random>(
    plan: &Plan,
    data: &Dataset<'_>,
    rows: &[u32],
    random: &mut R,
    weights: &mut [f32],
    (views, stand): (&mut FitViews<'_>, Stand),
    mut each_epoch: impl FnMut(Epoch),
) -> Stand {
    let Stand { mut fit, lbfgs, .. } = stand;
    let FitViews {
        first_moment: direction,
        second_moment: rest,
        class_weights,
        pass,
        ..
    } = views;
    let length = weights.len();
    let weighed = Weighed::new(data, class_weights);
    let (before, rest) = rest.split_at_mut(length);
    let (gradient_before, rest) = rest.split_at_mut(length);
    let mut descent = Descent {
        loss: Loss {
            plan,
            weighed,
            rows,
            count: weighed.total(rows),
            random,
            pass,
        },
        weights,
        direction,
        before,
        gradient_before,
        pairs: Pairs::new(rest),
        state: lbfgs,
    };
    if lbfgs.end.is_none() && fit.n_iter < plan.params.max_iter {
        // also where it goes on: the gradient is not kept, and is the same again
        fit.loss = descent.begin();
    }
    while descent.state.end.is_none() && fit.n_iter < plan.params.max_iter {
        let Some(loss) = descent.iterate(fit.loss, fit.n_iter == 0) else {
            break;
        };
        fit.n_iter += 1;
        fit.loss = loss;
        each_epoch(Epoch {
            loss,
            validation_score: None,
        });
    }
    let end = descent.state.end;
    fit.stop = match end {
        Some(end) if fit.n_iter < plan.params.max_iter => end,
        Some(_) | None => StopReason::MaxIter,
    };
    if fit.stop == StopReason::NotFinite {
        fit.loss = f64::NAN;
    }
    Stand {
        fit,
        over: end.is_some(),
        lbfgs: descent.state,
        ..stand
    }
}

/// The loss of a network as a function of its weights.
struct Loss<'a, 'p, R> {
    plan: &'a Plan,
    weighed: Weighed<'a>,
    rows: &'a [u32],
    /// What they count together.
    count: f64,
    /// Nothing is drawn from it, for nothing is dropped.
    random: &'a mut R,
    pass: &'a mut Pass<'p>,
}

impl<R: Random> Loss<'_, '_, R> {
    /// At some weights; leaves its gradient behind.
    fn at(&mut self, weights: &[f32]) -> f64 {
        let Self { plan, pass, .. } = self;
        let rows = (self.rows, self.count);
        let loss = batch_loss(plan, &self.weighed, rows, self.random, weights, pass);
        end_gradient(&plan.shape, plan.params.alpha, self.count, weights, pass.gradient);
        loss
    }

    fn gradient(&mut self) -> &mut [f32] {
        self.pass.gradient
    }
}

/// A descent, with its arrays, each as long as the weights.
struct Descent<'a, 'p, R> {
    loss: Loss<'a, 'p, R>,
    weights: &'a mut [f32],
    direction: &'a mut [f32],
    /// The weights that an iteration begins with, and their gradient.
    before: &'a mut [f32],
    gradient_before: &'a mut [f32],
    pairs: Pairs<'a>,
    state: State,
}

/// A step that a line search took: the loss after it, and the slope along it before.
struct Step {
    loss: f64,
    slope: f64,
}

impl<R: Random> Descent<'_, '_, R> {
    /// The loss where it stands. At the start of a fit that may be the end of it.
    fn begin(&mut self) -> f64 {
        let loss = self.loss.at(self.weights);
        if self.state.evaluations == 0 {
            self.state.evaluations = 1;
            if !loss.is_finite() || !are_finite(self.loss.gradient()) {
                self.state.end = Some(StopReason::NotFinite);
            } else if self.is_flat() {
                self.state.end = Some(StopReason::Converged);
            }
        }
        loss
    }

    /// Whether no slope of the loss is above `tol`.
    fn is_flat(&mut self) -> bool {
        let tol = self.loss.plan.params.tol;
        let mut slopes = self.loss.gradient().iter();
        slopes.all(|slope| f64::from(slope.abs()) <= tol)
    }

    /// One iteration: the loss after it, which was `loss` before. None where no step lowers it, which ends the fit.
    fn iterate(&mut self, loss: f64, is_first: bool) -> Option<f64> {
        self.before.copy_from_slice(self.weights);
        self.gradient_before.copy_from_slice(self.loss.gradient());
        let step = loop {
            let end = match self.line_search(loss, is_first) {
                Ok(step) => break step,
                Err(end) => end,
            };
            self.weights.copy_from_slice(self.before);
            self.loss.gradient().copy_from_slice(self.gradient_before);
            if self.state.held == Held::NONE {
                self.state.end = Some(end);
                return None;
            }
            // what it remembers may mislead it: straight down, then
            self.state.held = Held::NONE;
        };
        let fall = LEAST_FALL * loss.abs().max(step.loss.abs()).max(1.0);
        if self.state.evaluations > self.loss.plan.params.max_fun {
            self.state.end = Some(StopReason::MaxFun);
        } else if self.is_flat() || loss - step.loss <= fall {
            self.state.end = Some(StopReason::Converged);
        } else {
            difference(self.weights, self.before);
            difference(self.loss.gradient(), self.gradient_before);
            let (step_of, change) = (&*self.before, &*self.gradient_before);
            self.state.held = self.pairs.remember(self.state.held, step_of, change, step.slope);
        }
        Some(step.loss)
    }

    /// Goes down along the direction that the pairs give; where there is no step, why the fit would end.
    fn line_search(&mut self, loss: f64, is_first: bool) -> Result<Step, StopReason> {
        self.pairs
            .direction(self.state.held, self.gradient_before, self.direction);
        let slope = dot(self.gradient_before, self.direction);
        if !slope.is_finite() {
            return Err(StopReason::NotFinite);
        }
        if slope >= 0.0 {
            return Err(StopReason::Converged);
        }
        // nothing is known of the curvature: a first step as long as 1
        let mut step = match is_first {
            true => (1.0 / math::sqrt_f64(dot(self.direction, self.direction))).min(line_search::LONGEST),
            false => 1.0,
        };
        let mut search = LineSearch::new(loss, slope, step);
        let mut is_finite = true;
        for _ in 0..MOST_STEPS {
            let at = self.try_step(step);
            is_finite = at.loss.is_finite() && at.slope.is_finite();
            let next = match is_finite {
                true => search.see(at),
                // f32 has no such loss: much nearer
                false => {
                    search = LineSearch::new(loss, slope, 0.1 * step);
                    Next::Try(0.1 * step)
                }
            };
            step = match next {
                Next::Taken => {
                    let loss = at.loss;
                    let slope = slope * step;
                    return Ok(Step { loss, slope });
                }
                Next::Try(step) if step.is_finite() => step,
                Next::Try(_) => break,
            };
        }
        Err(match is_finite {
            true => StopReason::Converged,
            false => StopReason::NotFinite,
        })
    }

    /// The loss and its slope a step along the direction.
    fn try_step(&mut self, step: f64) -> Point {
        self.weights.copy_from_slice(self.before);
        add(step, self.direction, self.weights);
        self.state.evaluations = self.state.evaluations.saturating_add(1);
        let loss = self.loss.at(self.weights);
        let slope = dot(self.loss.gradient(), self.direction);
        Point { step, loss, slope }
    }
}

#[cfg(test)]
mod tests;

//! The update rules and schedules of scikit-learn's solvers, fused with the end of the gradient.
//!
//! A gradient arrives as a sum over the batch; `(sum + alpha * w) / n` is its end, here a
//! multiplication by `1 / n`.

use core::ops::Range;

use super::lbfgs;
use crate::kernels::{Elementwise, Lanes, each};
use crate::math;
use crate::params::{Params, Schedule, Solver};
use crate::shape::Shape;

/// The factors of one update, the same for all weights.
#[derive(Clone, Copy)]
struct Factors {
    alpha: f32,
    per_row: f32,
    rate: f32,
    first: f32,
    second: f32,
    rest_first: f32,
    rest_second: f32,
    epsilon: f32,
    nesterov: bool,
}

/// The solvers that update after each batch.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    Sgd,
    Adam,
}

impl Rule {
    /// None for one that goes by the loss of all rows.
    pub(super) fn of(solver: Solver) -> Option<Self> {
        match solver {
            Solver::Sgd => Some(Rule::Sgd),
            Solver::Adam => Some(Rule::Adam),
            Solver::Lbfgs => None,
        }
    }
}

/// How far a schedule has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// `learning_rate_`, which schedules change.
    rate: f64,
    /// `beta_1^t` and `beta_2^t`
    powers: (f64, f64),
    /// Samples so far.
    seen: u64,
}

impl Pace {
    /// At the beginning of a fit.
    pub(super) fn new(params: &Params) -> Self {
        Self {
            rate: params.learning_rate_init,
            powers: (1.0, 1.0),
            seen: 0,
        }
    }
}

/// An update rule, what it remembers, and its schedule.
pub(crate) struct Optimizer<'a> {
    rule: Rule,
    params: Params,
    pace: Pace,
    /// Adam's first moment, or sgd's velocity.
    first: &'a mut [f32],
    /// Adam's second moment.
    second: &'a mut [f32],
}

impl<'a> Optimizer<'a> {
    /// `first` and `second` are as long as the weights where [`Optimizer::state`] has them; at the beginning of a
    /// fit they are zero.
    pub(super) fn new(
        rule: Rule,
        params: &Params,
        pace: Pace,
        first: &'a mut [f32],
        second: &'a mut [f32],
    ) -> Self {
        Self {
            rule,
            params: *params,
            pace,
            first,
            second,
        }
    }

    /// How far its schedule has come.
    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    /// How many numbers a solver remembers for each weight: adam's two moments, sgd's velocity.
    pub(crate) const fn state(solver: Solver) -> usize {
        match solver {
            Solver::Adam => 2,
            Solver::Sgd => 1,
            Solver::Lbfgs => lbfgs::STATE,
        }
    }

    /// Updates all weights by the gradient's sum over a batch that counts as `rows`. Biases have no penalty.
    pub(super) fn step(&mut self, shape: &Shape, rows: f64, weights: &mut [f32], gradient: &[f32]) {
        let factors = self.factors(rows);
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            let (start, middle, end) = (layer.start, layer.biases_start(), layer.end());
            for (alpha, part) in [(self.params.alpha, start..middle), (0.0, middle..end)] {
                let factors = Factors {
                    alpha: alpha as f32,
                    ..factors
                };
                self.update(factors, part.clone(), &mut weights[part.clone()], &gradient[part]);
            }
        }
    }

    fn factors(&mut self, rows: f64) -> Factors {
        let p = &self.params;
        let per_row = 1.0 / rows as f32;
        match self.rule {
            Rule::Adam => {
                self.pace.powers.0 *= p.beta_1;
                self.pace.powers.1 *= p.beta_2;
                let rate =
                    self.pace.rate * math::sqrt_f64(1.0 - self.pace.powers.1) / (1.0 - self.pace.powers.0);
                Factors {
                    alpha: 0.0,
                    per_row,
                    rate: rate as f32,
                    first: p.beta_1 as f32,
                    second: p.beta_2 as f32,
                    rest_first: (1.0 - p.beta_1) as f32,
                    rest_second: (1.0 - p.beta_2) as f32,
                    epsilon: p.epsilon as f32,
                    nesterov: false,
                }
            }
            Rule::Sgd => Factors {
                alpha: 0.0,
                per_row,
                rate: self.pace.rate as f32,
                first: p.momentum as f32,
                second: 0.0,
                rest_first: 0.0,
                rest_second: 0.0,
                epsilon: 0.0,
                nesterov: p.nesterovs_momentum,
            },
        }
    }

    /// `w`, the `part` of the weights, and what is remembered for it. On a chip once, and not again
    /// for the biases.
    #[cfg_attr(chip, inline(never))]
    fn update(&mut self, factors: Factors, part: Range<usize>, w: &mut [f32], gradient: &[f32]) {
        match self.rule {
            Rule::Adam => each(Adam {
                factors,
                w,
                gradient,
                m: &mut self.first[part.clone()],
                v: &mut self.second[part],
            }),
            Rule::Sgd => each(Sgd {
                factors,
                w,
                gradient,
                velocity: &mut self.first[part],
            }),
        }
    }

    /// After an epoch of `rows` rows: [`Schedule::Invscaling`] lowers the rate.
    pub(super) fn end_epoch(&mut self, rows: usize) {
        self.pace.seen += rows as u64;
        let p = &self.params;
        match (self.rule, p.learning_rate) {
            (Rule::Sgd, Schedule::Invscaling) => {
                self.pace.rate = p.learning_rate_init / math::pow_f64(self.pace.seen as f64 + 1.0, p.power_t);
            }
            (Rule::Sgd, Schedule::Constant | Schedule::Adaptive) | (Rule::Adam, _) => {}
        }
    }

    /// Where the loss no longer improves, [`Schedule::Adaptive`] goes on at a lower rate. Returns
    /// whether it does.
    pub(super) fn slow_down(&mut self) -> bool {
        match (self.rule, self.params.learning_rate) {
            (Rule::Sgd, Schedule::Adaptive) if self.pace.rate > 1e-6 => {
                self.pace.rate /= 5.0;
                true
            }
            (Rule::Sgd, Schedule::Constant | Schedule::Invscaling | Schedule::Adaptive) | (Rule::Adam, _) => {
                false
            }
        }
    }
}

#[inline(always)]
fn end_of_gradient<L: Lanes>((alpha, per_row): (f32, f32), w: L, sum: L) -> L {
    sum.add(L::splat(alpha).mul(w)).mul(L::splat(per_row))
}

/// Has the gradient's sum over `rows` rows end as that of their mean loss with its penalty.
pub(super) fn end_gradient(shape: &Shape, alpha: f64, rows: f64, weights: &[f32], gradient: &mut [f32]) {
    let per_row = 1.0 / rows as f32;
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let (start, middle, end) = (layer.start, layer.biases_start(), layer.end());
        for (alpha, part) in [(alpha as f32, start..middle), (0.0, middle..end)] {
            each(End {
                alpha,
                per_row,
                w: &weights[part.clone()],
                gradient: &mut gradient[part],
            });
        }
    }
}

struct End<'a> {
    alpha: f32,
    per_row: f32,
    w: &'a [f32],
    gradient: &'a mut [f32],
}

impl Elementwise for End<'_> {
    fn count(&self) -> usize {
        self.w.len().min(self.gradient.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let sum = L::load(&self.gradient[i..]);
        end_of_gradient((self.alpha, self.per_row), L::load(&self.w[i..]), sum)
            .store(&mut self.gradient[i..]);
    }
}

struct Adam<'a> {
    factors: Factors,
    w: &'a mut [f32],
    gradient: &'a [f32],
    m: &'a mut [f32],
    v: &'a mut [f32],
}

impl Elementwise for Adam<'_> {
    fn count(&self) -> usize {
        // the shortest, so that no index is checked within the loop
        let moments = self.m.len().min(self.v.len());
        self.w.len().min(self.gradient.len()).min(moments)
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let r = &self.factors;
        let w = L::load(&self.w[i..]);
        let g = end_of_gradient((r.alpha, r.per_row), w, L::load(&self.gradient[i..]));
        let m = L::splat(r.first)
            .mul(L::load(&self.m[i..]))
            .add(L::splat(r.rest_first).mul(g));
        let v = L::splat(r.second)
            .mul(L::load(&self.v[i..]))
            .add(L::splat(r.rest_second).mul(g.mul(g)));
        m.store(&mut self.m[i..]);
        v.store(&mut self.v[i..]);
        let step = L::splat(-r.rate).mul(m).div(v.sqrt().add(L::splat(r.epsilon)));
        w.add(step).store(&mut self.w[i..]);
    }
}

struct Sgd<'a> {
    factors: Factors,
    w: &'a mut [f32],
    gradient: &'a [f32],
    velocity: &'a mut [f32],
}

impl Elementwise for Sgd<'_> {
    fn count(&self) -> usize {
        self.w.len().min(self.gradient.len()).min(self.velocity.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let r = &self.factors;
        let w = L::load(&self.w[i..]);
        let g = end_of_gradient((r.alpha, r.per_row), w, L::load(&self.gradient[i..]));
        let push = L::splat(r.rate).mul(g);
        let velocity = L::splat(r.first).mul(L::load(&self.velocity[i..])).sub(push);
        velocity.store(&mut self.velocity[i..]);
        let step = if r.nesterov {
            L::splat(r.first).mul(velocity).sub(push)
        } else {
            velocity
        };
        w.add(step).store(&mut self.w[i..]);
    }
}

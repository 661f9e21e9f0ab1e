//! The update rules of scikit-learn's solvers, fused with the end of the gradient.
//!
//! A gradient arrives as a sum over the batch; `(sum + alpha * w) / n` is its end, here a
//! multiplication by `1 / n`.

use crate::kernels::{Elementwise, Lanes, each};
use crate::math;
use crate::params::{Params, Solver};

/// The numbers of one update, the same for all weights.
#[derive(Clone, Copy)]
struct Rates {
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

/// What an update rule remembers beside its arrays.
pub(crate) struct Optimizer {
    solver: Solver,
    params: Params,
    /// `learning_rate_`, which schedules change.
    pub(crate) rate: f64,
    /// `beta_1^t` and `beta_2^t`
    powers: (f64, f64),
}

impl Optimizer {
    pub(crate) fn new(params: &Params) -> Self {
        Self {
            solver: params.solver,
            params: *params,
            rate: params.learning_rate_init,
            powers: (1.0, 1.0),
        }
    }

    /// How many numbers it remembers for each weight: adam's two moments, sgd's velocity.
    pub(crate) const fn state(solver: Solver) -> usize {
        match solver {
            Solver::Adam => 2,
            Solver::Sgd => 1,
        }
    }

    /// Begins the update of a batch of `rows`.
    pub(crate) fn begin(&mut self, rows: usize) -> Update {
        let p = &self.params;
        let per_row = 1.0 / rows as f32;
        let rates = match self.solver {
            Solver::Adam => {
                self.powers.0 *= p.beta_1;
                self.powers.1 *= p.beta_2;
                let rate = self.rate * math::sqrt_f64(1.0 - self.powers.1) / (1.0 - self.powers.0);
                Rates {
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
            Solver::Sgd => Rates {
                alpha: 0.0,
                per_row,
                rate: self.rate as f32,
                first: p.momentum as f32,
                second: 0.0,
                rest_first: 0.0,
                rest_second: 0.0,
                epsilon: 0.0,
                nesterov: p.nesterovs_momentum,
            },
        };
        Update {
            solver: self.solver,
            rates,
        }
    }
}

/// One update, to be applied to each part of the weights.
pub(crate) struct Update {
    solver: Solver,
    rates: Rates,
}

impl Update {
    /// `w` and the moments of a part, whose L2 penalty is `alpha` (zero for biases); `m` and `v`
    /// are adam's moments, `m` alone sgd's velocity.
    pub(crate) fn apply(&self, alpha: f64, w: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32]) {
        let rates = Rates {
            alpha: alpha as f32,
            ..self.rates
        };
        match self.solver {
            Solver::Adam => each(Adam {
                rates,
                w,
                gradient,
                m,
                v,
            }),
            Solver::Sgd => each(Sgd {
                rates,
                w,
                gradient,
                velocity: m,
            }),
        }
    }
}

#[inline(always)]
fn end_of_gradient<L: Lanes>(rates: &Rates, w: L, sum: L) -> L {
    sum.add(L::splat(rates.alpha).mul(w)).mul(L::splat(rates.per_row))
}

struct Adam<'a> {
    rates: Rates,
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
        let r = &self.rates;
        let w = L::load(&self.w[i..]);
        let g = end_of_gradient(r, w, L::load(&self.gradient[i..]));
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
    rates: Rates,
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
        let r = &self.rates;
        let w = L::load(&self.w[i..]);
        let push = L::splat(r.rate).mul(end_of_gradient(r, w, L::load(&self.gradient[i..])));
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

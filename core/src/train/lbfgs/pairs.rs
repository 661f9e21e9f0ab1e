//! The pairs that lbfgs remembers: how the weights went, and how the gradient changed on the way.

use super::MEMORY;
use crate::kernels::{Elementwise, Lanes, dot, each};
use crate::math;

/// Which of the pairs' arrays hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::train) struct Held {
    pub(super) count: u8,
    /// Where the next one goes.
    next: u8,
}

impl Held {
    pub(super) const NONE: Self = Self { count: 0, next: 0 };

    /// From the newest back.
    fn newest_first(self) -> impl DoubleEndedIterator<Item = usize> {
        let (count, next) = (usize::from(self.count), usize::from(self.next));
        (1..=count).map(move |age| (next + MEMORY - age) % MEMORY)
    }
}

/// The arrays of at most [`MEMORY`] pairs, each pair divided by the root of its dot product, so that
/// this is 1: no curvature has to be remembered beside them.
pub(super) struct Pairs<'a> {
    steps: &'a mut [f32],
    changes: &'a mut [f32],
    /// How long each is.
    length: usize,
}

impl<'a> Pairs<'a> {
    /// In `memory`, which is `2 * MEMORY` times as long as each.
    pub(super) fn new(memory: &'a mut [f32]) -> Self {
        let half = memory.len() / 2;
        let (steps, changes) = memory.split_at_mut(half);
        Self {
            steps,
            changes,
            length: half / MEMORY,
        }
    }

    fn pair(&self, i: usize) -> (&[f32], &[f32]) {
        let part = i * self.length..(i + 1) * self.length;
        (&self.steps[part.clone()], &self.changes[part])
    }

    /// Remembers a step of the weights and how their gradient changed on it, in the place of the oldest pair, unless
    /// the slope rose by no more than rounding makes of the `slope` that it had along the step.
    pub(super) fn remember(&mut self, held: Held, step: &[f32], change: &[f32], slope: f64) -> Held {
        let rise = dot(step, change);
        if !(rise > f64::from(f32::EPSILON) * -slope && rise.is_finite()) {
            return held;
        }
        let part = usize::from(held.next) * self.length..(usize::from(held.next) + 1) * self.length;
        let by = (1.0 / math::sqrt_f64(rise)) as f32;
        for (from, to) in [(step, &mut *self.steps), (change, &mut *self.changes)] {
            let to = &mut to[part.clone()];
            to.copy_from_slice(from);
            each(Scale { by, array: to });
        }
        Held {
            count: (held.count + 1).min(MEMORY as u8),
            next: (held.next + 1) % MEMORY as u8,
        }
    }

    /// The direction down: minus the gradient times the inverse curvature that the pairs describe, by the two loops
    /// of J. Nocedal, "Updating quasi-Newton matrices with limited storage" (1980).
    pub(super) fn direction(&self, held: Held, gradient: &[f32], out: &mut [f32]) {
        out.copy_from_slice(gradient);
        let mut shares = [0.0; MEMORY];
        for i in held.newest_first() {
            let (step, change) = self.pair(i);
            shares[i] = dot(step, out);
            add(-shares[i], change, out);
        }
        let newest = held.newest_first().next();
        let curvature = newest.map_or(1.0, |i| dot(self.pair(i).1, self.pair(i).1));
        let by = (-1.0 / curvature) as f32;
        each(Scale { by, array: &mut *out });
        for i in held.newest_first().rev() {
            let (step, change) = self.pair(i);
            add(-shares[i] - dot(change, out), step, out);
        }
    }
}

/// `to += factor x`
pub(super) fn add(factor: f64, x: &[f32], to: &mut [f32]) {
    let factor = factor as f32;
    each(Add { factor, x, to });
}

/// `from = to - from`
pub(super) fn difference(to: &[f32], from: &mut [f32]) {
    each(Difference { to, from });
}

struct Add<'a> {
    factor: f32,
    x: &'a [f32],
    to: &'a mut [f32],
}

impl Elementwise for Add<'_> {
    fn count(&self) -> usize {
        self.x.len().min(self.to.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let more = L::splat(self.factor).mul(L::load(&self.x[i..]));
        L::load(&self.to[i..]).add(more).store(&mut self.to[i..]);
    }
}

struct Difference<'a> {
    to: &'a [f32],
    from: &'a mut [f32],
}

impl Elementwise for Difference<'_> {
    fn count(&self) -> usize {
        self.to.len().min(self.from.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        L::load(&self.to[i..])
            .sub(L::load(&self.from[i..]))
            .store(&mut self.from[i..]);
    }
}

struct Scale<'a> {
    by: f32,
    array: &'a mut [f32],
}

impl Elementwise for Scale<'_> {
    fn count(&self) -> usize {
        self.array.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        L::load(&self.array[i..])
            .mul(L::splat(self.by))
            .store(&mut self.array[i..]);
    }
}

#[cfg(test)]
mod tests;

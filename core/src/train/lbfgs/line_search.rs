//! How far to go along a direction: J. J. Moré and D. J. Thuente, "Line search algorithms with
//! guaranteed sufficient decrease" (1994), with the constants that L-BFGS-B calls it with.

use crate::math;

/// The loss has to fall by this share of what its slope promises,
const SUFFICIENT: f64 = 1e-3;
/// and its slope to this share of itself.
const FLATTER: f64 = 0.9;
/// Or what is left to search is this share of its upper end.
const NARROW: f64 = 0.1;
/// No step is longer.
pub(super) const LONGEST: f64 = 1e10;

/// The loss at a step along the direction, and its slope there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) step: f64,
    pub(super) loss: f64,
    pub(super) slope: f64,
}

impl Point {
    /// Of the loss minus a line through its start.
    fn minus_line(self, slope: f64) -> Self {
        self.plus_line(-slope)
    }

    fn plus_line(self, slope: f64) -> Self {
        Self {
            step: self.step,
            loss: self.loss + self.step * slope,
            slope: self.slope + slope,
        }
    }
}

/// What a search says to a point that it sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// It is taken.
    Taken,
    /// This step is to be tried.
    Try(f64),
}

/// A search from a start to a step at which the loss is low and flat enough.
#[derive(Debug)]
pub(super) struct LineSearch {
    start: Point,
    interval: Interval,
    /// Whether a step has been low enough with a loss that rises.
    second_stage: bool,
    /// The next step lies between them.
    bounds: (f64, f64),
    /// How wide the interval was, and was before.
    width: f64,
    width_before: f64,
}

impl LineSearch {
    /// From a start whose slope is below 0; the first step to be tried is `step`.
    pub(super) fn new(loss: f64, slope: f64, step: f64) -> Self {
        let start = Point {
            step: 0.0,
            loss,
            slope,
        };
        Self {
            start,
            interval: Interval {
                best: start,
                other: start,
                bracketed: false,
            },
            second_stage: false,
            bounds: (0.0, step + 4.0 * step),
            width: LONGEST,
            width_before: 2.0 * LONGEST,
        }
    }

    /// Takes what the loss is at the step that was to be tried.
    pub(super) fn see(&mut self, at: Point) -> Next {
        let promised = SUFFICIENT * self.start.slope;
        let low = at.loss <= self.start.loss + at.step * promised;
        if low && at.slope >= 0.0 {
            self.second_stage = true;
        }
        let flat = at.slope.abs() <= FLATTER * -self.start.slope;
        if low && flat || self.is_stuck(at, low && at.slope <= promised) {
            return Next::Taken;
        }
        let fell = at.loss <= self.interval.best.loss;
        let step = if !self.second_stage && fell && !low {
            // lower, but not by enough: what the line leaves has a minimum where the loss has enough
            let mut interval = self.interval.map(|point| point.minus_line(promised));
            let step = interval.shrink(at.minus_line(promised), self.bounds);
            self.interval = interval.map(|point| point.plus_line(promised));
            step
        } else {
            self.interval.shrink(at, self.bounds)
        };
        Next::Try(self.safeguarded(step))
    }

    /// Whether there is no use in another step: what is left is as narrow as rounding or as [`NARROW`], or the
    /// longest step still goes down.
    fn is_stuck(&self, at: Point, still_down: bool) -> bool {
        let (low, high) = self.bounds;
        let left =
            self.interval.bracketed && (at.step <= low || at.step >= high || high - low <= NARROW * high);
        left || at.step == LONGEST && still_down || at.step == 0.0
    }

    /// The step that [`Interval::shrink`] proposes, within bounds, and one that surely shrinks it.
    fn safeguarded(&mut self, mut step: f64) -> f64 {
        let Interval {
            best,
            other,
            bracketed,
        } = self.interval;
        if bracketed {
            let width = (other.step - best.step).abs();
            if width >= 0.66 * self.width_before {
                step = best.step + 0.5 * (other.step - best.step);
            }
            self.width_before = self.width;
            self.width = width;
            self.bounds = (best.step.min(other.step), best.step.max(other.step));
        } else {
            let further = step - best.step;
            self.bounds = (step + 1.1 * further, step + 4.0 * further);
        }
        step = step.clamp(0.0, LONGEST);
        let (low, high) = self.bounds;
        if bracketed && (step <= low || step >= high || high - low <= NARROW * high) {
            step = best.step;
        }
        step
    }
}

/// Where the minimum may lie.
#[derive(Clone, Copy, Debug)]
struct Interval {
    /// The lowest point so far.
    best: Point,
    other: Point,
    /// Whether the minimum is surely between them.
    bracketed: bool,
}

impl Interval {
    fn map(self, f: impl Fn(Point) -> Point) -> Self {
        Self {
            best: f(self.best),
            other: f(self.other),
            ..self
        }
    }

    /// Takes `at` for one of its ends, and proposes the next step, by cubics and parabolas through
    /// what is known.
    fn shrink(&mut self, at: Point, bounds: (f64, f64)) -> f64 {
        let best = self.best;
        let turns = at.slope * best.slope < 0.0;
        let higher = at.loss > best.loss;
        let step = if higher {
            self.bracketed = true;
            let cubic = cubic(best, at);
            let fall = (best.loss - at.loss) / (at.step - best.step) + best.slope;
            let parabola = best.step + best.slope / fall / 2.0 * (at.step - best.step);
            if (cubic - best.step).abs() <= (parabola - best.step).abs() {
                cubic
            } else {
                cubic + (parabola - cubic) / 2.0
            }
        } else if turns {
            self.bracketed = true;
            further(at, cubic(at, best), secant(at, best))
        } else if at.slope.abs() < best.slope.abs() {
            self.flatter(at, bounds)
        } else if self.bracketed {
            cubic(at, self.other)
        } else if at.step > best.step {
            bounds.1
        } else {
            bounds.0
        };
        if higher {
            self.other = at;
        } else {
            if turns {
                self.other = best;
            }
            self.best = at;
        }
        step
    }

    /// Where the loss at `at` is lower and falls on, but less.
    fn flatter(&self, at: Point, (low, high): (f64, f64)) -> f64 {
        let best = self.best;
        let cubic = cubic_beyond(at, best).unwrap_or(if at.step > best.step { high } else { low });
        let secant = secant(at, best);
        if !self.bracketed {
            return further(at, cubic, secant).max(low).min(high);
        }
        let nearer = if (cubic - at.step).abs() < (secant - at.step).abs() {
            cubic
        } else {
            secant
        };
        let most = at.step + 0.66 * (self.other.step - at.step);
        if at.step > best.step {
            nearer.min(most)
        } else {
            nearer.max(most)
        }
    }
}

/// The one that is further from `at`; the second where both are as far.
fn further(at: Point, first: f64, second: f64) -> f64 {
    if (first - at.step).abs() > (second - at.step).abs() {
        first
    } else {
        second
    }
}

/// Where the line through both slopes is 0.
fn secant(from: Point, to: Point) -> f64 {
    from.step + from.slope / (from.slope - to.slope) * (to.step - from.step)
}

/// The minimum of the cubic that has the losses and slopes of both points.
fn cubic(from: Point, to: Point) -> f64 {
    let (bend, root) = bend(from, to);
    let part = (root - from.slope + bend) / (root - from.slope + root + to.slope);
    from.step + part * (to.step - from.step)
}

/// The same where it lies on the far side of `from` as seen from `to`, and there is one.
fn cubic_beyond(from: Point, to: Point) -> Option<f64> {
    let (bend, root) = bend(from, to);
    let part = (root - from.slope + bend) / (root + (to.slope - from.slope) + root);
    (part < 0.0 && root != 0.0).then_some(from.step + part * (to.step - from.step))
}

/// What the cubic's minimum is made of: its bend, and the root of its discriminant, with the sign of the way.
fn bend(from: Point, to: Point) -> (f64, f64) {
    let bend = 3.0 * (from.loss - to.loss) / (to.step - from.step) + from.slope + to.slope;
    let scale = bend.abs().max(from.slope.abs()).max(to.slope.abs());
    let square = (bend / scale) * (bend / scale) - (from.slope / scale) * (to.slope / scale);
    let root = scale * math::sqrt_f64(square.max(0.0));
    (bend, if to.step < from.step { -root } else { root })
}

#[cfg(test)]
mod tests;

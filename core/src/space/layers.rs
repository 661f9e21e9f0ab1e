//! Networks of several hidden layers, as a range.

use super::whole;
use crate::limits::MAX_HIDDEN;
use crate::params::{Hidden, Value};
use crate::random::Random;

/// Networks of `fewest` to `most` hidden layers, each of `low..high` units: every number of layers is as
/// likely as another, and the widths are drawn one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// The least number of layers, from 1.
    pub fewest: usize,
    /// The greatest, up to [`MAX_HIDDEN`](crate::params::MAX_HIDDEN).
    pub most: usize,
    /// The least width, from 1.
    pub low: u16,
    /// One above the greatest width, half-open as SciPy's `randint`.
    pub high: u32,
    /// Widths are `low`, `low + step`, `low + 2 step` and so on; 1 with `log`.
    pub step: u16,
    /// Draw the logarithm of a width uniformly, then round down.
    pub log: bool,
}

impl Layers {
    /// Whether there is such a network.
    pub(super) const fn is_valid(&self) -> bool {
        let depths = 1 <= self.fewest && self.fewest <= self.most && self.most <= MAX_HIDDEN;
        let widths = 1 <= self.low && (self.low as u32) < self.high && self.high <= u16::MAX as u32 + 1;
        depths && widths && self.step >= 1 && (!self.log || self.step == 1)
    }

    /// The greatest width.
    #[must_use]
    pub const fn widest(&self) -> u16 {
        let above = self.high.saturating_sub(1).saturating_sub(self.low as u32);
        // no more than `high - 1`, which is a u16
        (self.low as u32 + above / self.step as u32 * self.step as u32) as u16
    }

    /// Whether a network is one of these.
    #[must_use]
    pub fn contains(&self, hidden: &Hidden) -> bool {
        let is_one = |width: &u16| {
            let above = width.checked_sub(self.low);
            *width <= self.widest() && above.is_some_and(|above| above.is_multiple_of(self.step))
        };
        let widths = hidden.widths();
        (self.fewest..=self.most).contains(&widths.len()) && widths.iter().all(is_one)
    }

    /// The widest network.
    pub(crate) const fn largest(&self) -> Value {
        let all = [self.widest(); MAX_HIDDEN];
        let (widths, _) = all.split_at(self.most);
        Value::Layers(Hidden::new(widths))
    }

    pub(super) fn draw(&self, random: &mut impl Random) -> Value {
        let layers = self.fewest + random.bounded((self.most - self.fewest) as u32) as usize;
        let mut widths = [0; MAX_HIDDEN];
        let widths = &mut widths[..layers];
        for width in widths.iter_mut() {
            *width = self.width(random);
        }
        Value::Layers(Hidden::new(widths))
    }

    /// A width at random.
    fn width(&self, random: &mut impl Random) -> u16 {
        let (low, step) = (i64::from(self.low), i64::from(self.step));
        // as many as there are of a step
        let high = low + (i64::from(self.widest()) - low) / step + 1;
        let drawn = match self.log {
            true => whole((low, self.high.into()), true, random),
            false => low + (whole((low, high), false, random) - low) * step,
        };
        drawn as u16
    }
}

//! What is done to each sample before windows are cut: scale, filter, and the axes that are made of others.

use super::filter::Filter;
use super::sums::root;

/// Which axes features are of; at least one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    /// Those of the sample.
    pub raw: bool,
    /// Their Euclidean length, `sqrt(x^2 + y^2 + ...)`, which turning the sensor does not change; one axis.
    pub norm: bool,
    /// What each changed by since the sample before it, 0 at the first; as many as the sample has.
    pub difference: bool,
}

impl Axes {
    /// Those of the sample alone.
    pub const RAW: Self = Self {
        raw: true,
        norm: false,
        difference: false,
    };

    /// How many there are of samples with so many.
    #[must_use]
    #[inline(always)]
    pub const fn count(self, inputs: usize) -> usize {
        let raw = if self.raw { inputs } else { 0 };
        let differences = if self.difference { inputs } else { 0 };
        raw + self.norm as usize + differences
    }
}

/// How samples are conditioned.
#[derive(Clone, Copy)]
pub(super) struct Condition<'a> {
    pub scale: &'a [f32],
    pub filter: Filter<'a>,
    pub axes: Axes,
}

impl Condition<'_> {
    /// Words of its memory: the states of the filter, the sample before, and the conditioned one.
    #[inline(always)]
    pub const fn words(&self) -> usize {
        let inputs = self.scale.len();
        let before = if self.axes.difference { inputs } else { 0 };
        inputs * self.filter.words() + before + self.axes.count(inputs)
    }

    /// The conditioned sample, in all of the memory.
    #[inline(always)]
    pub fn now<'m>(&self, memory: &'m [f32]) -> &'m [f32] {
        let others = self.words() - self.axes.count(self.scale.len());
        &memory[others..]
    }

    /// Takes a sample, and conditions it where it is `kept`.
    #[inline(always)]
    pub fn push(&self, memory: &mut [f32], begun: bool, kept: bool, reading: impl Fn(usize) -> f32) {
        let inputs = self.scale.len();
        let each = self.filter.words();
        let (states, memory) = memory.split_at_mut(inputs * each);
        let (before, now) = memory.split_at_mut(if self.axes.difference { inputs } else { 0 });
        let derived = if self.axes.raw { inputs } else { 0 };
        let differences = derived + usize::from(self.axes.norm);
        let mut squares = 0.0;
        for (axis, scale) in self.scale.iter().enumerate() {
            let states = &mut states[axis * each..][..each];
            let x = self.filter.push(reading(axis) * scale, begun, states);
            if !kept {
                continue;
            }
            if self.axes.raw {
                now[axis] = x;
            }
            squares += x * x;
            if let Some(before) = before.get_mut(axis) {
                now[differences + axis] = if begun { x - *before } else { 0.0 };
                *before = x;
            }
        }
        if self.axes.norm && kept {
            now[derived] = root(squares);
        }
    }
}

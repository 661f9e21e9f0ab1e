//! Which features a window has, and in which order they are given out.

use super::spectrum::Spectrum;
use crate::named::named;

named! {
    /// A number that describes one axis of a window in the time domain, from its readings x_0 ... x_(n-1).
    pub enum Stat {
        /// Arithmetic mean, in the axis's unit.
        Mean = "mean",
        /// Smallest reading.
        Min = "min",
        /// Largest reading.
        Max = "max",
        /// Root mean square, `sqrt(mean(x^2))`.
        Rms = "rms",
        /// Standard deviation of the population, `sqrt(m2)` with `m_k = mean((x - mean)^k)`.
        Std = "std",
        /// Skewness `m3 / m2^1.5`, as `scipy.stats.skew`; 0 of equal readings.
        Skew = "skew",
        /// Excess kurtosis `m4 / m2^2 - 3`, as `scipy.stats.kurtosis`; 0 of equal readings.
        Kurtosis = "kurtosis",
        /// Half of the readings are below it; of an even number the mean of the middle two.
        Median = "median",
        /// The quartile below, as `numpy.quantile(x, 0.25)`.
        Q25 = "q25",
        /// The quartile above.
        Q75 = "q75",
        /// The range between the quartiles.
        Iqr = "iqr",
        /// How often neighbours have different signs, where 0 is positive.
        ZeroCrossings = "zero_crossings",
        /// How often neighbours lie on different sides of the mean, where the mean itself is above.
        MeanCrossings = "mean_crossings",
        /// Mean of `|x_i - x_(i-1)|`; 0 of one reading.
        MeanAbsDiff = "mean_abs_diff",
        /// Slope of the least-squares line, in units per second.
        Slope = "slope",
        /// Sum of squares, `n * rms^2`.
        Energy = "energy",
    }
}

impl Stat {
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of [`Stat`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats(u32);

impl Stats {
    /// None.
    pub const NONE: Self = Self(0);
    /// Mean, minimum, maximum, root mean square, deviation, skewness and kurtosis, in this order: Edge Impulse's
    /// *flatten* block.
    pub const FLATTEN: Self = Self::NONE
        .with(Stat::Mean)
        .with(Stat::Min)
        .with(Stat::Max)
        .with(Stat::Rms)
        .with(Stat::Std)
        .with(Stat::Skew)
        .with(Stat::Kurtosis);
    const OF_READINGS: Self = Self::NONE
        .with(Stat::Median)
        .with(Stat::Q25)
        .with(Stat::Q75)
        .with(Stat::Iqr)
        .with(Stat::MeanCrossings);
    const OF_MOMENTS: Self = Self::FLATTEN
        .without(Stat::Min)
        .without(Stat::Max)
        .with(Stat::Slope)
        .with(Stat::Energy)
        .with(Stat::MeanCrossings);
    const OF_ORDER: Self = Self::NONE
        .with(Stat::Median)
        .with(Stat::Q25)
        .with(Stat::Q75)
        .with(Stat::Iqr);

    /// With one more.
    #[must_use]
    pub const fn with(self, stat: Stat) -> Self {
        Self(self.0 | stat.bit())
    }

    /// With those of another set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, stat: Stat) -> Self {
        Self(self.0 & !stat.bit())
    }

    /// Whether one is in it.
    #[must_use]
    pub const fn has(self, stat: Stat) -> bool {
        self.0 & stat.bit() != 0
    }

    /// How many there are.
    #[must_use]
    #[inline(always)]
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Those of it, in the order in which they are given out.
    pub fn iter(self) -> impl Iterator<Item = Stat> {
        Stat::ALL.into_iter().filter(move |stat| self.has(*stat))
    }

    /// Calls `each` with those of it in that order; of a set that is a constant the calls remain, and no loop.
    #[inline(always)]
    pub(super) fn each(self, mut each: impl FnMut(Stat)) {
        Stat::for_each(
            #[inline(always)]
            |stat| {
                if self.has(stat) {
                    each(stat);
                }
            },
        );
    }

    #[inline(always)]
    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn needs_readings(self) -> bool {
        self.meets(Self::OF_READINGS)
    }

    pub(super) const fn needs_extremes(self) -> bool {
        self.has(Stat::Min) || self.has(Stat::Max)
    }

    /// Whether the reading before is kept.
    pub(super) const fn needs_steps(self) -> bool {
        self.has(Stat::ZeroCrossings) || self.has(Stat::MeanAbsDiff)
    }

    /// Whether readings are sorted.
    pub(super) const fn needs_order(self) -> bool {
        self.meets(Self::OF_ORDER)
    }
}

/// The features of a window: for each axis its [`Stats`], then for each axis its spectrum, then the correlation of
/// each pair of axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// Of each axis in the time domain.
    pub stats: Stats,
    /// Of each axis in the frequency domain.
    pub spectrum: Option<Spectrum>,
    /// Pearson's correlation of each pair of axes, (0, 1), (0, 2), ..., (1, 2), ...; 0 where one is constant.
    pub correlation: bool,
}

impl Features {
    /// Edge Impulse's *flatten* block.
    pub const FLATTEN: Self = Self {
        stats: Stats::FLATTEN,
        spectrum: None,
        correlation: false,
    };

    /// How many there are of so many axes.
    #[must_use]
    pub const fn count(&self, axes: usize) -> usize {
        let spectral = match &self.spectrum {
            Some(spectrum) => spectrum.outputs(),
            None => 0,
        };
        axes * (self.stats.count() + spectral) + self.pairs(axes)
    }

    /// Pairs of axes whose correlation is given out.
    #[inline(always)]
    pub(super) const fn pairs(&self, axes: usize) -> usize {
        if self.correlation {
            axes * axes.saturating_sub(1) / 2
        } else {
            0
        }
    }

    /// Whether power sums are kept: of a spectrum the mean is taken away.
    #[inline(always)]
    pub(super) const fn needs_moments(&self) -> bool {
        self.stats.meets(Stats::OF_MOMENTS) || self.correlation || self.spectrum.is_some()
    }

    /// Whether the third and fourth are.
    #[inline(always)]
    pub(super) const fn needs_high_moments(&self) -> bool {
        let spectral = match &self.spectrum {
            Some(spectrum) => spectrum.needs_high_moments(),
            None => false,
        };
        self.stats.has(Stat::Skew) || self.stats.has(Stat::Kurtosis) || spectral
    }

    /// Whether any takes the readings themselves.
    pub(super) const fn needs_readings(&self) -> bool {
        self.stats.needs_readings() || self.spectrum.is_some()
    }
}

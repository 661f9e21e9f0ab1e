//! Sums that run along a window, reading by reading: no buffer, no division, three multiplications a reading for all
//! moments.
//!
//! The power sums `S_k = sum((x - c)^k)` are about a centre `c` that begins as the first reading and moves to the mean
//! when 1, 2, 4, 8, ... readings have been taken. Sums about 0 lose everything where gravity is large beside a
//! movement, and sums about the first reading lose as much where that is an outlier; here the centre is the mean of at
//! least half of the readings, so no more cancels than the readings spread. Moving the sums is the binomial theorem:
//! `S_2' = S_2 - 2 h S_1 + n h^2` and so on (Ph. Pébay, "Formulas for robust, one-pass parallel computation of
//! covariances and arbitrary-order statistical moments", 2008, has them for two sets of readings).

use super::features::{Features, Stat};
use crate::kernels::Lanes;

/// Where the sums of one axis lie among its words: for what writes a stage in another language.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Whether there are the centre, `S_1` and `S_2`, first of all.
    pub has_moments: bool,
    /// Whether `S_3` and `S_4` are behind them.
    pub high: bool,
    /// `sum(i (x_i - c))`, behind the moments.
    pub slope: Option<usize>,
    /// The smallest and the largest reading.
    pub extremes: Option<usize>,
    /// The reading before, the changes of sign so far and the sum of the steps' sizes.
    pub steps: Option<usize>,
    /// How many words there are.
    pub words: usize,
}

impl Places {
    /// Of the features of a stage.
    #[must_use]
    #[inline(always)]
    pub const fn of(features: &Features) -> Self {
        let mut words = 0;
        let stats = features.stats;
        let high = features.needs_high_moments();
        let has_moments = features.needs_moments();
        if has_moments {
            words += if high { 5 } else { 3 };
        }
        let slope = if stats.has(Stat::Slope) {
            words += 1;
            Some(words - 1)
        } else {
            None
        };
        let extremes = if stats.needs_extremes() {
            words += 2;
            Some(words - 2)
        } else {
            None
        };
        let steps = if stats.needs_steps() {
            words += 3;
            Some(words - 3)
        } else {
            None
        };
        Self {
            has_moments,
            high,
            slope,
            extremes,
            steps,
            words,
        }
    }
}

/// f32 words that the sums of a window take.
#[inline(always)]
pub(super) const fn words(features: &Features, axes: usize) -> usize {
    axes * Places::of(features).words + features.pairs(axes)
}

/// Takes the next reading of each axis into the sums of a window, of which it is number `i` from 0.
pub(super) fn push(features: &Features, sums: &mut [f32], readings: &[f32], i: u32) {
    if i == 0 {
        begin(features, sums, readings);
        return;
    }
    add(features, sums, readings, i);
    if (i + 1).is_power_of_two() {
        move_centres(features, sums, readings.len(), i + 1);
    }
}

/// Adds a reading of each axis that is not the first. Centres are to move after 2, 4, 8, ... readings.
#[inline(always)]
pub(super) fn add(features: &Features, sums: &mut [f32], readings: &[f32], i: u32) {
    let places = Places::of(features);
    if places.words == 0 {
        return;
    }
    let (own, pairs) = sums.split_at_mut(readings.len() * places.words);
    for (sums, &x) in own.chunks_exact_mut(places.words).zip(readings) {
        push_axis(&places, sums, x, i);
    }
    // or the compiler keeps the loop for what it cannot see to be no pair
    if features.correlation {
        for ((a, b), sum) in each_pair(readings.len()).zip(pairs) {
            let d = |axis: usize| readings[axis] - own[axis * places.words];
            *sum += d(a) * d(b);
        }
    }
}

/// Takes the first reading of each axis, which is its centre: the sums are 0, or no numbers where the reading has
/// overflowed.
pub(super) fn begin(features: &Features, sums: &mut [f32], readings: &[f32]) {
    let places = Places::of(features);
    let (own, pairs) = sums.split_at_mut(readings.len() * places.words);
    for (axis, &x) in readings.iter().enumerate() {
        let sums = &mut own[axis * places.words..][..places.words];
        let zero = zero_of(x);
        sums.fill(zero);
        if places.has_moments
            && let [centre, ..] = sums
        {
            *centre = x + zero;
        }
        if let Some([least, most, ..]) = places.extremes.and_then(|at| sums.get_mut(at..)) {
            (*least, *most) = (x, x);
        }
        if let Some([before, changes, size, ..]) = places.steps.and_then(|at| sums.get_mut(at..)) {
            (*before, *changes, *size) = (x, 0.0, 0.0);
        }
    }
    if features.correlation {
        for ((a, b), sum) in each_pair(readings.len()).zip(pairs) {
            *sum = zero_of(readings[a]) * zero_of(readings[b]);
        }
    }
}

/// 0, or no number where the reading has overflowed.
#[expect(clippy::eq_op, reason = "infinity without itself is no number")]
fn zero_of(x: f32) -> f32 {
    x - x
}

/// Takes a reading that is not the first.
#[inline(always)]
fn push_axis(places: &Places, sums: &mut [f32], x: f32, i: u32) {
    if places.has_moments
        && let [centre, s_1, s_2, high @ ..] = &mut *sums
    {
        let d = x - *centre;
        let square = d * d;
        *s_1 += d;
        *s_2 += square;
        if places.high
            && let [s_3, s_4, ..] = high
        {
            *s_3 += square * d;
            *s_4 += square * square;
        }
        if let Some(sum) = places.slope.and_then(|at| sums.get_mut(at)) {
            *sum += i as f32 * d;
        }
    }
    if let Some(at) = places.extremes
        && let Some([least, most, ..]) = sums.get_mut(at..)
    {
        if x < *least {
            *least = x;
        }
        if x > *most {
            *most = x;
        }
    }
    if let Some(at) = places.steps
        && let Some([before, changes, size, ..]) = sums.get_mut(at..)
    {
        *changes += if (x < 0.0) != (*before < 0.0) { 1.0 } else { 0.0 };
        *size += (x - *before).abs();
        *before = x;
    }
}

/// (0, 1), (0, 2), ..., (1, 2), ...
pub(super) fn each_pair(axes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..axes).flat_map(move |a| (a + 1..axes).map(move |b| (a, b)))
}

/// Moves the centre of each axis to the mean of its `n` readings.
pub(super) fn move_centres(features: &Features, sums: &mut [f32], axes: usize, n: u32) {
    let places = Places::of(features);
    if !places.has_moments {
        return;
    }
    let words = places.words;
    let (own, pairs) = sums.split_at_mut(axes * words);
    let of_n = n as f32;
    // what the centre of an axis is to move by
    let step = |own: &[f32], axis: usize| {
        let (centre, s_1) = (own[axis * words], own[axis * words + 1]);
        (centre + s_1 / of_n) - centre
    };
    if features.correlation {
        for ((a, b), sum) in each_pair(axes).zip(pairs) {
            let (h_a, h_b) = (step(own, a), step(own, b));
            let (s_a, s_b) = (own[a * words + 1], own[b * words + 1]);
            *sum = *sum - h_a * s_b - h_b * s_a + of_n * h_a * h_b;
        }
    }
    for axis in 0..axes {
        let h = step(own, axis);
        let sums = &mut own[axis * words..][..words];
        if let Some(sum) = places.slope.and_then(|at| sums.get_mut(at)) {
            *sum -= h * (0.5 * of_n * (of_n - 1.0));
        }
        if let [centre, s_1, s_2, high @ ..] = sums {
            let square = h * h;
            if places.high
                && let [s_3, s_4, ..] = high
            {
                *s_4 = *s_4 - 4.0 * h * *s_3 + 6.0 * square * *s_2 - 4.0 * square * h * *s_1
                    + of_n * square * square;
                *s_3 = *s_3 - 3.0 * h * *s_2 + 3.0 * square * *s_1 - of_n * square * h;
            }
            *s_2 = *s_2 - 2.0 * h * *s_1 + of_n * square;
            *s_1 -= of_n * h;
            *centre += h;
        }
    }
}

/// What the sums of an axis come to.
#[derive(Clone, Copy, Default)]
pub(super) struct Moments {
    n: f32,
    pub mean: f32,
    /// The mean in two parts, of which the second has the digits that the sum of both has no room for.
    parts: [f32; 2],
    /// Central, divided by how many readings there are; never below 0.
    pub m_2: f32,
    m_3: f32,
    m_4: f32,
}

impl Moments {
    /// Of the first words of an axis; `high` says whether the third and fourth sums are there.
    fn of(sums: &[f32], high: bool, n: u32) -> Self {
        let n = n as f32;
        let [centre, s_1, s_2, rest @ ..] = sums else {
            return Self::default();
        };
        let m = s_1 / n;
        let square = m * m;
        let second = s_2 / n;
        let m_2 = second - square;
        let (mut m_3, mut m_4) = (0.0, 0.0);
        if high && let [s_3, s_4, ..] = rest {
            let third = s_3 / n;
            m_3 = third - 3.0 * m * second + 2.0 * square * m;
            m_4 = s_4 / n - 4.0 * m * third + 6.0 * square * second - 3.0 * square * square;
        }
        Self {
            n,
            mean: centre + m,
            parts: [*centre, m],
            m_2: if m_2 > 0.0 { m_2 } else { 0.0 },
            m_3,
            m_4,
        }
    }

    /// Of numbers that are all there, as shares of the largest, which changes neither skewness nor kurtosis: the fourth
    /// power of a power has no room in f32. In two passes; all 0 where no number is above 0.
    pub fn of_shares(numbers: &[f32]) -> Self {
        let largest = numbers
            .iter()
            .fold(0.0, |most, &x| if x > most { x } else { most });
        if largest == 0.0 {
            return Self::default();
        }
        let n = numbers.len() as f32;
        let mean = numbers.iter().fold(0.0, |sum, x| sum + x / largest) / n;
        let (mut m_2, mut m_3, mut m_4) = (0.0, 0.0, 0.0);
        for x in numbers {
            let d = x / largest - mean;
            let square = d * d;
            m_2 += square;
            m_3 += square * d;
            m_4 += square * square;
        }
        Self {
            n,
            mean,
            parts: [mean, 0.0],
            m_2: m_2 / n,
            m_3: m_3 / n,
            m_4: m_4 / n,
        }
    }

    /// A reading without the mean.
    pub fn centred(&self, x: f32) -> f32 {
        let [centre, rest] = self.parts;
        (x - centre) - rest
    }

    fn mean_square(&self) -> f32 {
        self.m_2 + self.mean * self.mean
    }

    pub(super) fn skew(&self) -> f32 {
        let below = self.m_2 * root(self.m_2);
        if below > 0.0 { self.m_3 / below } else { 0.0 }
    }

    pub(super) fn kurtosis(&self) -> f32 {
        let below = self.m_2 * self.m_2;
        if below > 0.0 { self.m_4 / below - 3.0 } else { 0.0 }
    }
}

/// The correctly rounded square root.
pub(super) fn root(x: f32) -> f32 {
    Lanes::sqrt(x)
}

/// The sums of all axes of a window that is complete.
pub(super) struct Whole<'a> {
    features: &'a Features,
    places: Places,
    own: &'a [f32],
    pairs: &'a [f32],
    n: u32,
}

impl<'a> Whole<'a> {
    pub fn new(features: &'a Features, sums: &'a [f32], axes: usize, n: u32) -> Self {
        let places = Places::of(features);
        let (own, pairs) = sums.split_at(axes * places.words);
        Self {
            features,
            places,
            own,
            pairs,
            n,
        }
    }

    fn of_axis(&self, axis: usize) -> &'a [f32] {
        &self.own[axis * self.places.words..][..self.places.words]
    }

    /// Mean and central moments of an axis.
    pub fn moments(&self, axis: usize) -> Moments {
        if self.places.has_moments {
            Moments::of(self.of_axis(axis), self.places.high, self.n)
        } else {
            Moments::default()
        }
    }

    /// A feature that sums tell; 0 for one that they do not.
    #[inline(always)]
    pub fn stat(&self, stat: Stat, axis: usize, moments: &Moments, rate: f32) -> f32 {
        let sums = self.of_axis(axis);
        let word = |place: Option<usize>, i: usize| place.map_or(0.0, |at| sums[at + i]);
        match stat {
            Stat::Mean => moments.mean,
            Stat::Min => word(self.places.extremes, 0),
            Stat::Max => word(self.places.extremes, 1),
            Stat::Rms => root(moments.mean_square()),
            Stat::Std => root(moments.m_2),
            Stat::Skew => moments.skew(),
            Stat::Kurtosis => moments.kurtosis(),
            Stat::Energy => moments.n * moments.mean_square(),
            Stat::ZeroCrossings => word(self.places.steps, 1),
            Stat::MeanAbsDiff => match self.n {
                0 | 1 => 0.0,
                n => word(self.places.steps, 2) / (n - 1) as f32,
            },
            Stat::Slope => {
                let n = moments.n;
                let spread = n * (n * n - 1.0) / 12.0;
                let along = word(self.places.slope, 0) - 0.5 * (n - 1.0) * word(Some(0), 1);
                if spread > 0.0 { along / spread * rate } else { 0.0 }
            }
            Stat::Median | Stat::Q25 | Stat::Q75 | Stat::Iqr | Stat::MeanCrossings => 0.0,
        }
    }

    /// The correlation of each pair of axes.
    pub fn correlations(&self, mut give: impl FnMut(f32)) {
        if !self.features.correlation {
            return;
        }
        let axes = self.own.len() / self.places.words.max(1);
        for ((a, b), sum) in each_pair(axes).zip(self.pairs) {
            let n = self.n as f32;
            let off = |axis: usize| self.of_axis(axis)[1] / n;
            let together = sum / n - off(a) * off(b);
            let spread = root(self.moments(a).m_2) * root(self.moments(b).m_2);
            give(if spread > 0.0 {
                (together / spread).clamp(-1.0, 1.0)
            } else {
                0.0
            });
        }
    }
}

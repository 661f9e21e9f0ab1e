//! The stage before a network: samples in, one at a time, and the features of a window out.

use super::condition::{Axes, Condition};
use super::features::{Features, Stat};
use super::filter::Filter;
use super::order;
use super::sums::{self, Whole};
use crate::error::Error;

/// The most axes that a sample has.
pub const MAX_AXES: usize = 16;

/// What is done to samples, and which features a window of them has: a constant of the firmware. What changes while it
/// runs is a [`Progress`] and f32 words of the caller's.
///
/// Each sample is scaled, filtered, thinned out, and joined by the axes that are made of it ([`Axes`]); windows of
/// `window` of these begin every `hop`. Windows overlap where `hop < window`, and between them samples are skipped
/// where it is greater.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage<'a> {
    /// Samples a second, before any are left out.
    pub rate: f32,
    /// What each axis of a sample is multiplied by; one number an axis.
    pub scale: &'a [f32],
    /// What each axis passes through.
    pub filter: Filter<'a>,
    /// Of so many samples the first is kept, behind the filter; 1 keeps all.
    pub decimate: u16,
    /// Which axes features are of.
    pub axes: Axes,
    /// Samples of a window, of those that are kept.
    pub window: u16,
    /// Samples from the beginning of a window to that of the next.
    pub hop: u16,
    /// What a window is described by.
    pub features: Features,
    /// Those that are given out, by their indices in ascending order; none gives out all.
    pub keep: Option<&'a [u16]>,
}

/// How far the samples have come; the memory beside it has the sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Samples of which none was kept since the last that was.
    thinned: u16,
    /// Windows that have begun, no more than may run at once.
    running: u16,
    /// The slot of the newest of them.
    newest: u16,
    /// Samples that the newest window has, and those skipped behind it.
    taken: u16,
    /// Where the next sample goes among those that are held.
    at: u16,
    /// Whether there was a sample before.
    begun: bool,
}

impl Progress {
    /// Before the first sample; a constant, as the first value of a static.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            thinned: 0,
            running: 0,
            newest: 0,
            taken: 0,
            at: 0,
            begun: false,
        }
    }
}

impl<'a> Stage<'a> {
    /// Axes of a sample.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.scale.len()
    }

    /// Axes that features are of.
    #[must_use]
    pub const fn feature_axes(&self) -> usize {
        self.axes.count(self.scale.len())
    }

    /// Features of a window that are given out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        match self.keep {
            Some(keep) => keep.len(),
            None => self.features.count(self.feature_axes()),
        }
    }

    /// Windows that run at once.
    #[doc(hidden)]
    #[must_use]
    #[inline(always)]
    pub const fn at_once(&self) -> usize {
        // of a stage that was not checked the hop may be 0
        if self.hop >= self.window || self.hop == 0 {
            1
        } else {
            (self.window as usize).div_ceil(self.hop as usize)
        }
    }

    /// Words of sums of one window: those of its axes, and one for each pair whose correlation is given out.
    #[doc(hidden)]
    #[must_use]
    #[inline(always)]
    pub const fn words_of_window(&self) -> usize {
        sums::words(&self.features, self.feature_axes())
    }

    /// Words of sums for the windows that run at once.
    #[inline(always)]
    const fn words_of_sums(&self) -> usize {
        self.at_once() * self.words_of_window()
    }

    /// Words of a ring that holds a window's samples.
    #[inline(always)]
    const fn words_of_ring(&self) -> usize {
        self.window as usize * self.feature_axes() + self.words_of_window()
    }

    /// Whether the samples of a window are held until it ends: where a feature takes them (a quantile, crossings of the
    /// mean, a spectrum), and where sums for all windows that overlap would take more memory. Either way a window's
    /// samples pass through the same sums in the same order, so it changes no bit; instructions are as many, but come
    /// all at the end of a window.
    #[must_use]
    #[inline(always)]
    pub const fn holds_samples(&self) -> bool {
        self.features.needs_readings() || self.words_of_ring() < self.words_of_sums()
    }

    /// Words that sorting and the spectrum take at the end of a window.
    #[doc(hidden)]
    #[must_use]
    #[inline(always)]
    pub const fn scratch_of_one(&self) -> usize {
        let sorted = if self.features.stats.needs_order() {
            self.window as usize
        } else {
            0
        };
        let spectral = match &self.features.spectrum {
            Some(spectrum) => spectrum.scratch(),
            None => 0,
        };
        if sorted > spectral { sorted } else { spectral }
    }

    /// The same with features that are not given out.
    #[inline(always)]
    const fn scratch(&self) -> usize {
        self.scratch_of_one()
            + match self.keep {
                Some(_) => self.features.count(self.feature_axes()),
                None => 0,
            }
    }

    /// Samples a second, of those that are kept.
    #[doc(hidden)]
    #[must_use]
    #[inline(always)]
    pub fn kept_rate(&self) -> f32 {
        self.rate / f32::from(self.decimate)
    }

    #[inline(always)]
    const fn condition(&self) -> Condition<'a> {
        Condition {
            scale: self.scale,
            filter: self.filter,
            axes: self.axes,
        }
    }

    /// f32 words of memory that run beside a [`Progress`].
    #[must_use]
    #[inline(always)]
    pub const fn memory(&self) -> usize {
        let held = if self.holds_samples() {
            self.words_of_ring()
        } else {
            self.words_of_sums()
        };
        self.condition().words() + held + self.scratch()
    }

    /// Checks a stage that was put together at run time.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the field that is out of range, `bands` where one has no bin at that rate.
    pub fn try_new(self) -> Result<Self, Error> {
        let axes = self.feature_axes();
        let positive = |x: f32| x > 0.0 && x.is_finite();
        let features = self.features.count(axes);
        let ascend = |keep: &[u16]| {
            keep.windows(2).all(|two| two[0] < two[1])
                && keep.last().is_some_and(|&last| usize::from(last) < features)
        };
        let checks = [
            ("rate", positive(self.rate)),
            (
                "scale",
                (1..=MAX_AXES).contains(&self.scale.len()) && self.scale.iter().all(|x| x.is_finite()),
            ),
            ("filter", self.filter.is_finite()),
            ("decimate", self.decimate > 0),
            ("axes", axes > 0),
            ("window", self.window > 0),
            ("hop", self.hop > 0),
            ("correlation", !self.features.correlation || axes > 1),
            (
                "spectrum",
                self.features.spectrum.is_none_or(|spectrum| spectrum.is_valid()),
            ),
            (
                "bands",
                self.features
                    .spectrum
                    .is_none_or(|spectrum| spectrum.empty_band(self.kept_rate()).is_none()),
            ),
            ("features", (1..=usize::from(u16::MAX)).contains(&features)),
            ("keep", self.keep.is_none_or(ascend)),
        ];
        match checks.iter().find(|(_, good)| !good) {
            Some(&(name, _)) => Err(Error::Parameter(name)),
            None => Ok(self),
        }
    }

    /// Takes a sample, one number an axis. True where it ends a window, whose features are then in `out`, of which
    /// there are [`Stage::outputs`].
    ///
    /// # Errors
    /// [`Error::NotFinite`] with the axis as `column` for a reading that is not finite: the windows that run are
    /// dropped, and the next sample is as the first. [`Error::Mismatch`] and [`Error::TooSmall`] for slices of other
    /// lengths than the stage's.
    #[inline(always)]
    pub fn push(
        &self,
        progress: &mut Progress,
        memory: &mut [f32],
        sample: &[f32],
        out: &mut [f32],
    ) -> Result<bool, Error> {
        check(self.inputs(), sample.len())?;
        if let Some(column) = sample.iter().position(|x| !x.is_finite()) {
            *progress = Progress::default();
            return Err(Error::NotFinite { row: 0, column });
        }
        self.push_finite(progress, memory, |axis| sample[axis], out)
    }

    /// The same of a sample of integers, as sensors give them: what [`Stage::push`] answers to their values.
    ///
    /// # Errors
    /// [`Error::Mismatch`] and [`Error::TooSmall`] as there.
    #[inline(always)]
    pub fn push_i16(
        &self,
        progress: &mut Progress,
        memory: &mut [f32],
        sample: &[i16],
        out: &mut [f32],
    ) -> Result<bool, Error> {
        check(self.inputs(), sample.len())?;
        self.push_finite(progress, memory, |axis| f32::from(sample[axis]), out)
    }

    #[inline(always)]
    fn push_finite(
        &self,
        progress: &mut Progress,
        memory: &mut [f32],
        reading: impl Fn(usize) -> f32,
        out: &mut [f32],
    ) -> Result<bool, Error> {
        let (needed, got) = (self.memory(), memory.len());
        if got < needed {
            return Err(Error::TooSmall { needed, got });
        }
        check(self.outputs(), out.len())?;
        let memory = &mut memory[..needed];
        let condition = self.condition();
        let kept = self.decimate == 1 || progress.thinned == 0;
        condition.push(&mut memory[..condition.words()], progress.begun, kept, reading);
        progress.begun = true;
        if self.decimate > 1 {
            progress.thinned = (progress.thinned + 1) % self.decimate;
        }
        Ok(kept && self.push_kept(progress, memory, out))
    }

    /// Takes the conditioned sample into the windows that run.
    #[inline(always)]
    fn push_kept(&self, progress: &mut Progress, memory: &mut [f32], out: &mut [f32]) -> bool {
        let (window, hop) = (u32::from(self.window), u32::from(self.hop));
        if progress.running == 0 || progress.taken == self.hop {
            let at_once = self.at_once() as u16;
            progress.running = at_once.min(progress.running.saturating_add(1));
            progress.newest = (progress.newest + 1) % at_once;
            progress.taken = 0;
        }
        let i = u32::from(progress.taken);
        progress.taken += 1;
        if i >= window {
            return false; // between windows
        }
        if self.at_once() == 1 && !self.holds_samples() {
            return self.push_alone(i, memory, out);
        }
        let (now, held, scratch) = self.parts(memory);
        if self.holds_samples() {
            let at = usize::from(progress.at) * now.len();
            held[at..at + now.len()].copy_from_slice(now);
            progress.at = (progress.at + 1) % self.window;
        } else {
            self.push_sums(*progress, i, held, now);
        }
        // the window that began so long ago that it ends here
        let rest = window - 1 - i;
        if !rest.is_multiple_of(hop) || rest / hop >= progress.running.into() {
            return false;
        }
        if self.holds_samples() {
            self.finish_held(*progress, held, scratch, out);
        } else {
            let sums = self.slot(progress.newest, (rest / hop) as u16, held, now.len());
            self.finish_sums(sums, scratch, out);
        }
        true
    }

    /// The conditioned sample, what is held of windows, and the scratch.
    #[inline(always)]
    fn parts<'m>(&self, memory: &'m mut [f32]) -> (&'m [f32], &'m mut [f32], &'m mut [f32]) {
        let condition = self.condition();
        let (state, memory) = memory.split_at_mut(condition.words());
        let (held, scratch) = memory.split_at_mut(memory.len() - self.scratch());
        (condition.now(state), held, scratch)
    }

    /// Takes a sample, number `i`, into the only window that runs: what is done seldom comes last, so that it costs
    /// the other samples nothing.
    #[inline(always)]
    fn push_alone(&self, i: u32, memory: &mut [f32], out: &mut [f32]) -> bool {
        if i > 0 {
            let (now, sums, _) = self.parts(memory);
            sums::add(&self.features, sums, now, i);
        }
        let n = i + 1;
        (n.is_power_of_two() || n == self.window.into()) && self.turn_alone(n, memory, out)
    }

    /// What is done at the beginning of the only window, at its end, and where its centres move.
    #[inline(never)]
    fn turn_alone(&self, n: u32, memory: &mut [f32], out: &mut [f32]) -> bool {
        let (now, sums, scratch) = self.parts(memory);
        if n == 1 {
            sums::begin(&self.features, sums, now);
        } else if n.is_power_of_two() {
            sums::move_centres(&self.features, sums, now.len(), n);
        }
        let ends = n == self.window.into();
        if ends {
            self.finish_sums(sums, scratch, out);
        }
        ends
    }

    /// Adds a sample, number `i` of the newest window, to the sums of each that runs.
    fn push_sums(&self, progress: Progress, i: u32, held: &mut [f32], now: &[f32]) {
        for ago in 0..progress.running {
            let i = i + u32::from(ago) * u32::from(self.hop);
            if i >= u32::from(self.window) {
                return;
            }
            let sums = self.slot(progress.newest, ago, held, now.len());
            sums::push(&self.features, sums, now, i);
        }
    }

    /// The sums of the window that began so many windows before the newest.
    fn slot<'m>(&self, newest: u16, ago: u16, held: &'m mut [f32], axes: usize) -> &'m mut [f32] {
        let at_once = self.at_once();
        let slot = (usize::from(newest) + at_once - usize::from(ago)) % at_once;
        let words = sums::words(&self.features, axes);
        &mut held[slot * words..][..words]
    }

    /// The features of the window with these sums, where its samples are not held.
    #[inline(never)]
    fn finish_sums(&self, sums: &[f32], scratch: &mut [f32], out: &mut [f32]) {
        let whole = Whole::new(&self.features, sums, self.feature_axes(), self.window.into());
        self.finish(&whole, |_, _| 0.0, scratch, out);
    }

    /// The features of the window that is in the ring.
    #[inline(never)]
    fn finish_held(&self, progress: Progress, held: &mut [f32], scratch: &mut [f32], out: &mut [f32]) {
        let (axes, window) = (self.feature_axes(), usize::from(self.window));
        let (ring, sums) = held.split_at_mut(window * axes);
        let oldest = usize::from(progress.at);
        let at = |i: usize| {
            let place = oldest + i;
            if place < window { place } else { place - window }
        };
        for i in 0..window {
            sums::push(&self.features, sums, &ring[at(i) * axes..][..axes], i as u32);
        }
        let whole = Whole::new(&self.features, sums, axes, self.window.into());
        let ring = &*ring;
        self.finish(&whole, |axis, i| ring[at(i) * axes + axis], scratch, out);
    }

    /// Gives out the features of a window with these sums, whose readings are asked for by axis and index.
    fn finish(
        &self,
        whole: &Whole<'_>,
        reading: impl Fn(usize, usize) -> f32,
        scratch: &mut [f32],
        out: &mut [f32],
    ) {
        let Some(keep) = self.keep else {
            self.all_features(whole, reading, scratch, out);
            return;
        };
        let count = self.features.count(self.feature_axes());
        let (scratch, all) = scratch.split_at_mut(scratch.len() - count);
        self.all_features(whole, reading, scratch, all);
        for (out, &index) in out.iter_mut().zip(keep) {
            *out = all[usize::from(index)];
        }
    }

    fn all_features(
        &self,
        whole: &Whole<'_>,
        reading: impl Fn(usize, usize) -> f32,
        scratch: &mut [f32],
        out: &mut [f32],
    ) {
        let (features, window) = (&self.features, usize::from(self.window));
        let rate = self.kept_rate();
        let mut out = out.iter_mut();
        let mut give = |number: f32| {
            if let Some(out) = out.next() {
                *out = number;
            }
        };
        for axis in 0..self.feature_axes() {
            let moments = whole.moments(axis);
            if features.stats.needs_order() {
                let readings = scratch[..window].iter_mut();
                readings.enumerate().for_each(|(i, x)| *x = reading(axis, i));
                order::sort(&mut scratch[..window]);
            }
            features.stats.each(|stat| {
                give(match stat {
                    Stat::MeanCrossings => mean_crossings(window, moments.mean, |i| reading(axis, i)),
                    stat => match order::stat(stat, &scratch[..window.min(scratch.len())]) {
                        Some(number) => number,
                        None => whole.stat(stat, axis, &moments, rate),
                    },
                });
            });
        }
        if let Some(spectrum) = &features.spectrum {
            for axis in 0..self.feature_axes() {
                let readings = (window, |i| reading(axis, i));
                spectrum.give(readings, &whole.moments(axis), rate, scratch, &mut give);
            }
        }
        whole.correlations(give);
    }
}

/// How often neighbours lie on different sides of the mean.
fn mean_crossings(window: usize, mean: f32, reading: impl Fn(usize) -> f32) -> f32 {
    let below = |i: usize| reading(i) < mean;
    let mut crossings = 0.0;
    for i in 1..window {
        crossings += if below(i) != below(i - 1) { 1.0 } else { 0.0 };
    }
    crossings
}

#[inline(always)]
fn check(expected: usize, got: usize) -> Result<(), Error> {
    match expected == got {
        true => Ok(()),
        false => Err(Error::Mismatch { expected, got }),
    }
}

//! Features of a window in the frequency domain.
//!
//! The spectrum of an axis is P. Welch's ("The use of fast Fourier transform for the estimation of power spectra",
//! 1967) with the maximum in the place of the mean, as Edge Impulse's spectral block (version 4) takes it: the mean of
//! the window is taken away; frames of `nfft` begin every `nfft / 2` readings, the last ones filled up with zeros; and
//! `P_k` is the largest `|X_k|^2 / nfft` of all frames, of bins `k` from 0 to `nfft / 2`, at `k * rate / nfft` Hz.

use super::fft::{MAX_NFFT, powers};
use super::sums::{Moments, root};
use crate::kernels::ln;
use crate::named::named;

named! {
    /// A number, or several, that describe the spectrum of an axis.
    pub enum Spectral {
        /// Root mean square of the readings without their mean.
        Rms = "rms",
        /// Their skewness.
        Skew = "skew",
        /// Their excess kurtosis.
        Kurtosis = "kurtosis",
        /// Skewness of the powers of all bins.
        PsdSkew = "psd_skew",
        /// Their excess kurtosis.
        PsdKurtosis = "psd_kurtosis",
        /// `log10(P_k)` of each bin from 1, where no power counts as 1e-10: `nfft / 2` numbers.
        LogPower = "log_power",
        /// The frequency with the largest power from bin 1 on, in Hz; the lowest of several.
        PeakFrequency = "peak_frequency",
        /// `sum(f_k P_k) / sum(P_k)` from bin 1 on, in Hz; 0 without power.
        Centroid = "centroid",
        /// `-sum(p ln p) / ln(bins)` of the shares `p` of the power from bin 1 on: from 0, one frequency, to 1, noise.
        Entropy = "entropy",
    }
}

impl Spectral {
    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The power between two frequencies: the sum of `P_k` for `low <= f_k < high`, from bin 1 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// In Hz.
    pub low: f32,
    /// In Hz, above `low`.
    pub high: f32,
}

impl Band {
    /// Whether a frequency is in it.
    #[inline(always)]
    fn has(&self, hertz: f32) -> bool {
        (self.low..self.high).contains(&hertz)
    }
}

/// The most bands of a spectrum.
pub const MAX_BANDS: usize = 4;

/// What is given out of the spectrum of each axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spectrum {
    /// Readings of a frame: a power of two from 8 to 1024.
    pub nfft: u16,
    parts: u16,
    bands: [Band; MAX_BANDS],
    count: u8,
}

impl Spectrum {
    /// With nothing given out.
    #[must_use]
    pub const fn new(nfft: u16) -> Self {
        Self {
            nfft,
            parts: 0,
            bands: [Band { low: 0.0, high: 0.0 }; MAX_BANDS],
            count: 0,
        }
    }

    /// What Edge Impulse's *spectral analysis* block gives out, in its order.
    #[must_use]
    pub const fn edge_impulse(nfft: u16) -> Self {
        Self::new(nfft)
            .with(Spectral::Rms)
            .with(Spectral::Skew)
            .with(Spectral::Kurtosis)
            .with(Spectral::PsdSkew)
            .with(Spectral::PsdKurtosis)
            .with(Spectral::LogPower)
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, part: Spectral) -> Self {
        Self {
            parts: self.parts | part.bit(),
            ..self
        }
    }

    /// With one more band behind the others; none where there is no room for it.
    #[must_use]
    pub const fn with_band(self, band: Band) -> Option<Self> {
        let mut with = self;
        if self.count as usize == MAX_BANDS {
            return None;
        }
        with.bands[self.count as usize] = band;
        with.count += 1;
        Some(with)
    }

    /// Whether one is given out.
    #[must_use]
    pub const fn has(&self, part: Spectral) -> bool {
        self.parts & part.bit() != 0
    }

    /// Bands, in their order.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands[..usize::from(self.count)]
    }

    /// Hz from a bin to the next, at `rate` readings a second.
    #[must_use]
    #[inline(always)]
    pub fn spacing(&self, rate: f32) -> f32 {
        rate / f32::from(self.nfft)
    }

    /// The first of the bands in which no bin lies at `rate` readings a second, so that it would be 0 whatever is read.
    #[must_use]
    pub fn empty_band(&self, rate: f32) -> Option<Band> {
        let spacing = self.spacing(rate);
        let is_empty = |band: &&Band| !(1..=self.nfft / 2).any(|k| band.has(f32::from(k) * spacing));
        self.bands().iter().find(is_empty).copied()
    }

    /// How many numbers an axis has.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        let parts = self.parts.count_ones() as usize;
        let bins = if self.has(Spectral::LogPower) {
            self.nfft as usize / 2 - 1
        } else {
            0
        };
        parts + bins + self.count as usize
    }

    /// Words for a frame and the powers.
    pub(super) const fn scratch(&self) -> usize {
        self.nfft as usize + self.nfft as usize / 2 + 1
    }

    pub(super) const fn needs_high_moments(&self) -> bool {
        self.has(Spectral::Skew) || self.has(Spectral::Kurtosis)
    }

    pub(super) fn is_valid(&self) -> bool {
        let is_band = |band: &Band| band.low >= 0.0 && band.low < band.high && band.high.is_finite();
        (8..=MAX_NFFT).contains(&usize::from(self.nfft))
            && self.nfft.is_power_of_two()
            && self.outputs() > 0
            && self.bands().iter().all(is_band)
    }

    /// Gives out the numbers of an axis, whose readings `x` are asked for by their index among `n`.
    pub(super) fn give(
        &self,
        (n, x): (usize, impl Fn(usize) -> f32),
        moments: &Moments,
        rate: f32,
        scratch: &mut [f32],
        mut give: impl FnMut(f32),
    ) {
        let nfft = usize::from(self.nfft);
        let (frame, bins) = scratch.split_at_mut(nfft);
        let bins = &mut bins[..=nfft / 2];
        max_hold((n, x), moments, frame, bins);
        let bins = &*bins;
        let spacing = self.spacing(rate);
        let hertz = |k: usize| k as f32 * spacing;
        for part in Spectral::ALL.into_iter().filter(|part| self.has(*part)) {
            match part {
                Spectral::Rms => give(root(moments.m_2)),
                Spectral::Skew => give(moments.skew()),
                Spectral::Kurtosis => give(moments.kurtosis()),
                Spectral::PsdSkew => give(Moments::of_shares(bins).skew()),
                Spectral::PsdKurtosis => give(Moments::of_shares(bins).kurtosis()),
                Spectral::LogPower => bins[1..].iter().for_each(|&p| give(log_10(p))),
                Spectral::PeakFrequency => give(hertz(peak(bins))),
                Spectral::Centroid => give(centroid(bins, hertz)),
                Spectral::Entropy => give(entropy(bins)),
            }
        }
        for band in self.bands() {
            let within = |k: &usize| band.has(hertz(*k));
            give((1..bins.len()).filter(within).fold(0.0, |sum, k| sum + bins[k]));
        }
    }
}

/// The largest power of each bin over all frames.
fn max_hold((n, x): (usize, impl Fn(usize) -> f32), moments: &Moments, frame: &mut [f32], bins: &mut [f32]) {
    bins.fill(0.0);
    for first in (0..=n).step_by(frame.len() / 2) {
        for (i, slot) in (first..).zip(frame.iter_mut()) {
            *slot = if i < n { moments.centred(x(i)) } else { 0.0 };
        }
        powers(frame, |k, power| {
            if power > bins[k] {
                bins[k] = power;
            }
        });
    }
}

/// The logarithm to base 10; of no power, and of less than a normal f32, that of 1e-10.
fn log_10(power: f32) -> f32 {
    let power = if power < f32::MIN_POSITIVE { 1e-10 } else { power };
    ln(power) * core::f32::consts::LOG10_E
}

/// The bin with the largest power, from 1 on.
fn peak(bins: &[f32]) -> usize {
    (2..bins.len()).fold(1, |best, k| if bins[k] > bins[best] { k } else { best })
}

fn centroid(bins: &[f32], hertz: impl Fn(usize) -> f32) -> f32 {
    let (mut sum, mut weighted) = (0.0, 0.0);
    for (k, &power) in bins.iter().enumerate().skip(1) {
        sum += power;
        weighted += hertz(k) * power;
    }
    if sum > 0.0 { weighted / sum } else { 0.0 }
}

fn entropy(bins: &[f32]) -> f32 {
    let bins = &bins[1..];
    let sum = bins.iter().fold(0.0, |sum, power| sum + power);
    let mut entropy = 0.0;
    for power in bins {
        let share = power / sum;
        if share >= f32::MIN_POSITIVE {
            entropy -= share * ln(share);
        }
    }
    entropy / ln(bins.len() as f32)
}

//! When samples were taken: the unit of timestamps, the rate, gaps, and samples in between.

use std::ops::Range;

use super::RecordingError;

/// Steps longer than so many usual ones are gaps.
const GAP: f64 = 1.5;

/// Resampled, gaps of up to so many usual steps are filled.
const FILLED: f64 = 10.5;

/// How far rates may be from each other that are the same.
const NEAR: f64 = 0.02;

/// Timestamps as they stand in a file.
#[derive(Debug)]
pub(super) struct Stamps {
    pub column: String,
    /// In the column's unit, from any beginning.
    pub values: Vec<f64>,
    /// Whether they were dates, times of day or durations, which are read in seconds.
    pub in_seconds: bool,
}

/// When the samples of a recording were taken.
#[derive(Debug)]
pub(super) struct Clock {
    /// The column, and its unit.
    pub column: String,
    pub unit: &'static str,
    pub steps: Steps,
    /// Stretches without a gap, in their order; short gaps may be inside, where they are to be filled.
    pub parts: Vec<Range<usize>>,
    pub gaps: usize,
    /// The longest gap in seconds; 0 without one.
    pub longest: f64,
    /// Of each sample, from the first.
    pub seconds: Vec<f64>,
}

/// Steps from sample to sample, but for gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Steps {
    pub count: usize,
    /// All together, in seconds.
    pub seconds: f64,
    /// Squares of what each is more or less than the mean of its recording, in parts of that.
    pub squares: f64,
    /// The largest such part.
    pub largest: f64,
}

impl Steps {
    /// Steps of samples so many a second.
    pub fn even(samples: usize, rate: f64) -> Self {
        let count = samples.saturating_sub(1);
        Self {
            count,
            seconds: count as f64 / rate,
            ..Self::default()
        }
    }

    /// Samples a second, to seven digits: clocks say no more. None without a step.
    pub fn rate(&self) -> Option<f64> {
        let rate = self.count as f64 / self.seconds;
        format!("{rate:.6e}")
            .parse()
            .ok()
            .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
    }

    /// Their standard deviation in percent of a step.
    pub fn deviation(&self) -> f64 {
        100.0 * (self.squares / self.count.max(1) as f64).sqrt()
    }

    /// With those of another recording.
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            seconds: self.seconds + other.seconds,
            squares: self.squares + other.squares,
            largest: self.largest.max(other.largest),
        }
    }
}

/// Seconds of a unit, and what it is called.
const UNITS: [(f64, &str); 4] = [
    (1.0, "seconds"),
    (1e-3, "milliseconds"),
    (1e-6, "microseconds"),
    (1e-9, "nanoseconds"),
];

/// What the end of a column's name says of its unit, by its place in [`UNITS`].
const ENDS: [(&str, usize); 16] = [
    ("_ms", 1),
    ("(ms)", 1),
    ("[ms]", 1),
    ("millis", 1),
    ("msec", 1),
    ("_us", 2),
    ("(us)", 2),
    ("[us]", 2),
    ("micros", 2),
    ("_ns", 3),
    ("(ns)", 3),
    ("[ns]", 3),
    ("(s)", 0),
    ("[s]", 0),
    ("_s", 0),
    ("seconds", 0),
];

impl Stamps {
    /// Those of some rows.
    pub fn of_rows(&self, rows: &[u32]) -> Self {
        Self {
            column: self.column.clone(),
            values: rows.iter().map(|&row| self.values[row as usize]).collect(),
            in_seconds: self.in_seconds,
        }
    }

    /// The first sample that is not behind the one before it.
    pub fn backwards(&self) -> Option<usize> {
        let two = self.values.windows(2).position(|two| two[1] <= two[0]);
        two.map(|at| at + 1)
    }

    /// What they say, where each is behind the one before it; none of fewer than two samples.
    pub fn clock(self, path: &str, asked: Option<f64>, fills: bool) -> Result<Option<Clock>, RecordingError> {
        let Some(usual) = self.usual_step() else {
            return Ok(None);
        };
        let (scale, unit) = UNITS[self.unit(path, usual.step, asked)?];
        let first = self.values.first().copied().unwrap_or_default();
        // of seconds since 1970 f64 holds microseconds
        let is_epoch = scale == 1.0 && first.abs() >= 1e6;
        let seconds = |x: f64| match is_epoch {
            true => ((x - first) * 1e6).round() / 1e6,
            false => (x - first) * scale,
        };
        let most = match fills {
            true => FILLED * usual.step,
            false => usual.longest,
        };
        let (mut parts, mut from) = (Vec::new(), 0);
        let (mut gaps, mut longest) = (0, 0.0_f64);
        let mut steps = Steps::default();
        for (i, two) in (1..).zip(self.values.windows(2)) {
            let step = two[1] - two[0];
            if step > most {
                parts.push(from..i);
                from = i;
            }
            if step > usual.longest {
                longest = longest.max(step * scale);
                gaps += 1;
            } else {
                let part = step / usual.mean - 1.0;
                steps.count += 1;
                steps.seconds += seconds(two[1]) - seconds(two[0]);
                steps.squares += part * part;
                steps.largest = steps.largest.max(part.abs());
            }
        }
        parts.push(from..self.values.len());
        if gaps == 0 {
            // without the rounding of a sum
            steps.seconds = seconds(self.values.last().copied().unwrap_or_default());
        }
        Ok(Some(Clock {
            unit: if self.in_seconds {
                "dates or durations"
            } else {
                unit
            },
            steps,
            parts,
            gaps,
            longest,
            seconds: self.values.iter().map(|&x| seconds(x)).collect(),
            column: self.column,
        }))
    }

    fn usual_step(&self) -> Option<Usual> {
        /// Whole timestamps with shorter steps are rounded much.
        const SHORT: f64 = 10.0;
        let mut steps: Vec<f64> = self.values.windows(2).map(|two| two[1] - two[0]).collect();
        if steps.is_empty() {
            return None;
        }
        let middle = steps.len() / 2;
        let step = *steps.select_nth_unstable_by(middle, f64::total_cmp).1;
        let mean_of = |most: f64| {
            let (mut sum, mut count) = (0.0, 0_usize);
            for two in self.values.windows(2).filter(|two| two[1] - two[0] <= most) {
                sum += two[1] - two[0];
                count += 1;
            }
            sum / count.max(1) as f64
        };
        let is_whole = self.values.iter().all(|x| x.fract() == 0.0);
        let longest = match is_whole && step < SHORT {
            true => GAP * mean_of(GAP * step + 1.0) + 1.0,
            false => GAP * step,
        };
        Some(Usual {
            step,
            longest,
            mean: mean_of(longest),
        })
    }

    /// The place in [`UNITS`], by the name, by a rate that was given, or by the size of a step.
    fn unit(&self, path: &str, step: f64, asked: Option<f64>) -> Result<usize, RecordingError> {
        if self.in_seconds {
            return Ok(0);
        }
        let name = self.column.trim().to_ascii_lowercase();
        let by_name = ENDS.iter().find(|(end, _)| name.ends_with(end));
        let alone = ["s", "ms", "us", "ns"].iter().position(|unit| *unit == name);
        if let Some(unit) = by_name.map(|(_, unit)| *unit).or(alone) {
            return Ok(unit);
        }
        if let Some(asked) = asked {
            let near = |(seconds, _): &(f64, &str)| is_near(1.0 / (step * seconds), asked);
            if let Some(unit) = UNITS.iter().position(near) {
                return Ok(unit);
            }
        }
        match step {
            ..0.5 => Ok(0),
            // a sensor of a reading in 2 seconds is rarer than one of 500 a second
            2.0..2000.0 => Ok(1),
            2000.0..5e5 => Ok(2),
            5e5.. => Ok(3),
            _ => Err(RecordingError::Unit {
                path: path.to_owned(),
                column: self.column.clone(),
                step,
            }),
        }
    }
}

impl Clock {
    /// That of samples so many a second, where no column says it.
    pub fn even(samples: usize, rate: f64) -> Self {
        let all = 0..samples;
        Self {
            column: String::new(),
            unit: UNITS[0].1,
            steps: Steps::even(samples, rate),
            parts: vec![all.clone()],
            gaps: 0,
            longest: 0.0,
            seconds: all.map(|i| i as f64 / rate).collect(),
        }
    }
}

/// The steps that most samples have, in the column's unit.
struct Usual {
    /// The median.
    step: f64,
    /// A longer one is a gap.
    longest: f64,
    /// Of those that are none.
    mean: f64,
}

/// Whether two rates are the same but for what clocks are off by.
pub(crate) fn is_near(rate: f64, other: f64) -> bool {
    (rate / other - 1.0).abs() <= NEAR
}

/// A rate for messages: to six digits.
pub(super) fn hertz(rate: f64) -> String {
    let digits = (5.0 - rate.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{rate:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Where the samples of a part are at another rate: each with the one at or before it, and how far it is from there to
/// the next, from 0 to 1.
pub(super) fn resampled(seconds: &[f64], part: &Range<usize>, rate: f64) -> Vec<(usize, f64)> {
    let inner = &seconds[part.clone()];
    let (Some(first), Some(last)) = (inner.first(), inner.last()) else {
        return Vec::new();
    };
    // a millionth of a step forgives the rounding of seconds
    let slack = 1e-6 / rate;
    let count = ((last - first + slack) * rate).floor() as usize;
    let mut at = 0;
    let place = |k: usize| {
        let when = first + k as f64 / rate;
        while inner.get(at + 1).is_some_and(|next| *next <= when + slack) {
            at += 1;
        }
        let share = inner
            .get(at + 1)
            .map_or(0.0, |next| (when - inner[at]) / (next - inner[at]));
        (part.start + at, share.clamp(0.0, 1.0))
    };
    (0..=count).map(place).collect()
}

#[cfg(test)]
mod tests;

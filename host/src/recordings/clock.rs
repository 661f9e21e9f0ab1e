//! When samples were taken: the unit of timestamps, the rate, gaps, and samples in between.

use std::ops::Range;

use super::RecordingError;
use super::options::RecordingOptions;

/// Steps longer than so many usual ones are gaps.
const GAP: f64 = 1.5;

/// How far a rate that was given may be from that of the timestamps.
const NEAR: f64 = 0.02;

/// Timestamps of a table.
#[derive(Debug)]
pub(super) struct Stamps {
    pub column: String,
    /// In the column's unit, from any beginning.
    pub values: Vec<f64>,
    /// Whether they were dates or times of day, which are read in seconds.
    pub dates: bool,
}

/// What timestamps say.
#[derive(Debug)]
pub(super) struct Clock {
    pub column: String,
    pub unit: &'static str,
    /// Samples a second.
    pub rate: f64,
    /// The largest deviation of a step that is no gap from the median, in percent.
    pub jitter: f64,
    /// Stretches without a gap, in their order.
    pub parts: Vec<Range<usize>>,
    /// The longest gap in seconds; 0 without one.
    pub longest: f64,
    /// In seconds.
    seconds: Vec<f64>,
}

/// Seconds of a unit, and what it is called.
const UNITS: [(f64, &str); 4] = [
    (1.0, "seconds"),
    (1e-3, "milliseconds"),
    (1e-6, "microseconds"),
    (1e-9, "nanoseconds"),
];

/// What the end of a column's name says of its unit.
const ENDS: [(&str, usize); 12] = [
    ("_ms", 1),
    ("(ms)", 1),
    ("[ms]", 1),
    ("millis", 1),
    ("_us", 2),
    ("(us)", 2),
    ("micros", 2),
    ("_ns", 3),
    ("(s)", 0),
    ("[s]", 0),
    ("_s", 0),
    ("seconds", 0),
];

/// Names of columns that say when a sample was taken.
const NAMES: [&str; 13] = [
    "timestamp",
    "timestamps",
    "time",
    "t",
    "ts",
    "ms",
    "us",
    "millis",
    "seconds",
    "sec",
    "datetime",
    "date",
    "epoch",
];

/// Whether a column's name says that it holds timestamps.
pub(super) fn is_time(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let begins = name.strip_prefix("timestamp").or(name.strip_prefix("time"));
    let unit = |rest: &str| {
        let rest = rest.trim_start_matches([' ', '_']);
        ENDS.iter().any(|(end, _)| end.trim_start_matches('_') == rest)
    };
    NAMES.contains(&name.as_str()) || begins.is_some_and(unit)
}

impl Stamps {
    /// The usual step in the column's own unit; none of fewer than two samples.
    pub fn step(&self) -> Option<f64> {
        let mut steps: Vec<f64> = self.values.windows(2).map(|two| two[1] - two[0]).collect();
        steps.sort_by(f64::total_cmp);
        steps.get(steps.len() / 2).copied()
    }

    /// The index of [`UNITS`], by the name, by a rate that was given, or by the size of a step.
    fn unit(&self, path: &str, step: f64, asked: Option<f64>) -> Result<usize, RecordingError> {
        let name = self.column.trim().to_ascii_lowercase();
        let by_name = ENDS.iter().find(|(end, _)| name.ends_with(end));
        let alone = ["s", "ms", "us", "ns"].iter().position(|unit| *unit == name);
        if self.dates {
            return Ok(0);
        }
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

    /// What they say of the file at `path`; none of fewer than two samples.
    pub fn clock(self, path: &str, options: &RecordingOptions) -> Result<Option<Clock>, RecordingError> {
        let Some(step) = self.step() else {
            return Ok(None);
        };
        if let Some(at) = self.values.windows(2).position(|two| two[1] <= two[0]) {
            return Err(RecordingError::Backwards {
                path: path.to_owned(),
                column: self.column,
                sample: at + 2,
            });
        }
        let (seconds, unit) = UNITS[self.unit(path, step, options.rate)?];
        let first = self.values.first().copied().unwrap_or_default();
        let (mut parts, mut from, mut longest, mut jitter) = (Vec::new(), 0, 0.0_f64, 0.0_f64);
        for (i, two) in (1..).zip(self.values.windows(2)) {
            let steps = (two[1] - two[0]) / step;
            if steps > GAP {
                parts.push(from..i);
                from = i;
                longest = longest.max((two[1] - two[0]) * seconds);
            } else {
                jitter = jitter.max((steps - 1.0).abs());
            }
        }
        parts.push(from..self.values.len());
        Ok(Some(Clock {
            unit,
            rate: 1.0 / (step * seconds),
            jitter: 100.0 * jitter,
            parts,
            longest,
            seconds: self.values.iter().map(|x| (x - first) * seconds).collect(),
            column: self.column,
        }))
    }
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

impl Clock {
    /// Samples of a part as they would be at `rate`, each with the index of the one at or before it: between two
    /// linearly.
    pub fn resampled(
        &self,
        part: &Range<usize>,
        rate: f64,
        column: &[f32],
        mut each: impl FnMut(f32, usize),
    ) {
        let seconds = &self.seconds[part.clone()];
        let (Some(first), Some(last)) = (seconds.first(), seconds.last()) else {
            return;
        };
        let mut at = 0;
        // half a millionth of a step forgives the rounding of the last
        let count = ((last - first) * rate + 5e-7).floor() as usize;
        for k in 0..=count {
            let when = first + k as f64 / rate;
            while at + 1 < seconds.len() && seconds[at + 1] <= when {
                at += 1;
            }
            let here = f64::from(column[part.start + at]);
            let x = match seconds.get(at + 1) {
                Some(next) => {
                    let share = (when - seconds[at]) / (next - seconds[at]);
                    here + share * (f64::from(column[part.start + at + 1]) - here)
                }
                None => here,
            };
            each(x as f32, part.start + at);
        }
    }
}

impl Stamps {
    /// Those of some rows.
    pub fn of_rows(&self, rows: &[usize]) -> Self {
        Self {
            column: self.column.clone(),
            values: rows.iter().map(|&row| self.values[row]).collect(),
            dates: self.dates,
        }
    }
}

//! Axes of numbers: where a value lies, and round numbers along them.

use mcutune::core::math::{exp_f64, ln_f64};

/// An axis of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
    pub log: bool,
}

impl Range {
    /// Of finite values, with some room on both sides, also where they are equal; from 0 to 1 where there are none.
    pub fn of(values: impl Iterator<Item = f64>, room: f64) -> Self {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        if low > high {
            return Self {
                low: 0.0,
                high: 1.0,
                log: false,
            };
        }
        let (span, room) = match high - low {
            span if span > 0.0 => (span, room),
            _ => (high.abs().max(1.0) * 0.1, room.max(0.5)),
        };
        Self {
            low: low - room * span,
            high: high + room * span,
            log: false,
        }
    }

    /// Of numbers above 0: logarithmic where the greatest is thirty times the least or more.
    pub fn of_costs(values: impl Iterator<Item = f64> + Clone, room: f64) -> Self {
        let positive = values.clone().filter(|value| *value > 0.0);
        let (low, high) = positive.fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if high >= 30.0 * low {
            let span = ln_f64(high / low) * room;
            let (low, high) = (low * exp_f64(-span), high * exp_f64(span));
            return Self { low, high, log: true };
        }
        let linear = Self::of(values, room);
        Self {
            low: linear.low.max(0.0),
            ..linear
        }
    }

    /// Both ends.
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Where a value lies, 0 at the low end and 1 at the high one.
    pub fn share(&self, value: f64) -> f64 {
        match self.log {
            true => ln_f64(value.max(f64::MIN_POSITIVE) / self.low) / ln_f64(self.high / self.low),
            false => (value - self.low) / (self.high - self.low),
        }
    }

    /// As [`Range::ticks`], of an axis on which only whole numbers are.
    pub fn whole_ticks(&self, wanted: usize) -> Vec<(f64, String)> {
        let ticks = self.ticks(wanted).into_iter();
        let whole = ticks.filter(|(value, _)| value.fract() == 0.0);
        whole
            .map(|(value, text)| {
                (
                    value,
                    if value.abs() < 1e7 {
                        format!("{value:.0}")
                    } else {
                        text
                    },
                )
            })
            .collect()
    }

    /// About `wanted` round numbers within it, as they are written.
    pub fn ticks(&self, wanted: usize) -> Vec<(f64, String)> {
        match self.log {
            true => self.log_ticks(wanted),
            false => self.linear_ticks(wanted),
        }
    }

    fn linear_ticks(&self, wanted: usize) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / wanted as f64;
        if !(rough.is_finite() && rough > 0.0) {
            return Vec::new();
        }
        let power = ten_to(power_of_ten(rough));
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(10.0 * power);
        let (first, last) = ((self.low / step).ceil(), (self.high / step).floor());
        // a range far from 0 may be narrower than numbers tell apart
        if !(first.abs() < 1e15 && last.abs() < 1e15) {
            return Vec::new();
        }
        let digits = (-power_of_ten(step * 1.001)).max(0) as usize;
        (first as i64..=last as i64)
            .map(|at| at as f64 * step)
            .map(|value| (value, written(value, digits)))
            .collect()
    }

    fn log_ticks(&self, wanted: usize) -> Vec<(f64, String)> {
        let (first, last) = (power_of_ten(self.low), power_of_ten(self.high));
        let decades = (last - first + 1).max(1) as usize;
        let factors: &[f64] = if decades > wanted.div_ceil(2) {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let every = decades.div_ceil(wanted.max(1)).max(1);
        (first..=last)
            .step_by(every)
            .flat_map(|power| factors.iter().map(move |factor| factor * ten_to(power)))
            .filter(|value| (self.low..=self.high).contains(value))
            .map(|value| (value, written(value, (-power_of_ten(value)).max(0) as usize)))
            .collect()
    }
}

/// The greatest power of ten that is no more than a number above 0.
fn power_of_ten(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0)
}

fn ten_to(power: i32) -> f64 {
    // parsed, for a product of tenths is none
    format!("1e{power}").parse().unwrap_or(1.0)
}

fn written(value: f64, digits: usize) -> String {
    match value != 0.0 && (value.abs() >= 1e7 || digits > 5) {
        true => format!("{value:.1e}").replace(".0e", "e"),
        false => format!("{value:.digits$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(low: f64, high: f64, log: bool) -> Vec<String> {
        let ticks = Range { low, high, log }.ticks(6);
        ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(texts(0.0, 1.0, false), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(texts(0.915, 0.985, false), ["0.92", "0.94", "0.96", "0.98"]);
        assert_eq!(
            texts(4000.0, 9100.0, false),
            ["4000", "5000", "6000", "7000", "8000", "9000"]
        );
        assert_eq!(texts(-1.1, 0.3, false), ["-1.0", "-0.5", "0.0"]);
        assert_eq!(texts(90.0, 20_000.0, true), ["100", "1000", "10000"]);
        assert_eq!(
            texts(1e-4, 1e-1, true),
            [
                "1e-4".replace("1e-4", "0.0001"),
                "0.001".into(),
                "0.01".into(),
                "0.1".into()
            ]
        );
        assert_eq!(texts(1e9, 6e9, false), ["1e9", "2e9", "3e9", "4e9", "5e9", "6e9"]);
        assert!(texts(1.0, 1.0, false).is_empty());
        assert!(texts(1e300, f64::INFINITY, false).is_empty());
    }

    #[test]
    fn a_range_has_room_and_is_never_empty() {
        for values in [
            vec![],
            vec![0.5],
            vec![0.0, 0.0],
            vec![f64::NAN, 1.0],
            vec![-3.0, 9.0],
        ] {
            let range = Range::of(values.iter().copied(), 0.05);
            assert!(range.low < range.high, "{values:?}");
            let narrow = Range::of(values.iter().copied(), 0.0);
            assert!(narrow.low < narrow.high, "{values:?}");
            assert!(
                values
                    .iter()
                    .all(|value| value.is_nan() || (0.0..=1.0).contains(&range.share(*value)))
            );
        }
        assert!(Range::of_costs([10.0, 5000.0].into_iter(), 0.05).log);
        assert_eq!(Range::of_costs([0.0, 0.0].into_iter(), 0.05).low, 0.0);
    }
}

//! Axes: where a value lies in a drawing, round numbers along it, and lines across.

use std::collections::BTreeSet;

use maud::{Markup, html};
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

/// A length in a drawing, to a tenth.
pub fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".into(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Where a plot lies in a drawing.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: Range,
    pub y: Range,
    /// Whether the horizontal axis has whole numbers only.
    pub counts: bool,
}

impl Frame {
    /// In a drawing of this size, with room for labels to the left and below.
    pub fn within(width: f64, height: f64, x: Range, y: Range) -> Self {
        let widest = y
            .ticks(6)
            .iter()
            .map(|(_, text)| text.chars().count())
            .max()
            .unwrap_or(0);
        let left = 34.0 + 7.5 * widest as f64;
        let (top, right, bottom) = (12.0, 18.0, 48.0);
        Self {
            left,
            top,
            width: width - left - right,
            height: height - top - bottom,
            x,
            y,
            counts: false,
        }
    }

    /// Of whole numbers along the horizontal axis.
    pub fn counting(self) -> Self {
        Self { counts: true, ..self }
    }

    pub fn at_x(&self, value: f64) -> f64 {
        self.left + self.x.share(value) * self.width
    }

    pub fn at_y(&self, value: f64) -> f64 {
        self.top + (1.0 - self.y.share(value)) * self.height
    }

    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Lines, numbers and the axes' names.
    pub fn axes(&self, x_name: &str, y_name: &str) -> Markup {
        html! {
            g.grid { (self.horizontal()) (self.vertical()) }
            (self.names(x_name, y_name))
        }
    }

    /// Lines across at round numbers of the vertical axis.
    fn horizontal(&self) -> Markup {
        html! {
            g.ys {
                @for (value, text) in self.y.ticks(6) {
                    @let y = px(self.at_y(value));
                    line x1=(px(self.left)) x2=(px(self.right())) y1=(y) y2=(y) {}
                    text.tick x=(px(self.left - 7.0)) y=(px(self.at_y(value) + 4.0)) text-anchor="end" { (text) }
                }
            }
        }
    }

    fn vertical(&self) -> Markup {
        let ticks = if self.counts {
            self.x.whole_ticks(6)
        } else {
            self.x.ticks(6)
        };
        html! {
            g.xs {
                @for (value, text) in ticks {
                    @let x = px(self.at_x(value));
                    line x1=(x) x2=(x) y1=(px(self.top)) y2=(px(self.bottom())) {}
                    text.tick x=(x) y=(px(self.bottom() + 17.0)) text-anchor="middle" { (text) }
                }
            }
        }
    }

    fn names(&self, x_name: &str, y_name: &str) -> Markup {
        let (x, y) = (self.left + self.width / 2.0, self.top + self.height / 2.0);
        html! {
            text.axis x=(px(x)) y=(px(self.bottom() + 38.0)) text-anchor="middle" { (x_name) }
            text.axis x="14" y=(px(y)) text-anchor="middle" transform=(format!("rotate(-90 14 {})", px(y))) { (y_name) }
        }
    }

    /// What is drawn in the plot, cut off at its edges.
    pub fn inside(&self, id: &str, marks: Markup) -> Markup {
        html! {
            clipPath id=(id) {
                rect x=(px(self.left - 1.0)) y=(px(self.top - 1.0)) width=(px(self.width + 2.0)) height=(px(self.height + 2.0)) {}
            }
            g.marks clip-path=(format!("url(#{id})")) { (marks) }
        }
    }

    /// For the page's script.
    pub fn zoom(&self) -> super::figure::Zoom {
        super::figure::Zoom {
            place: [self.left, self.top, self.width, self.height],
            x: (self.x.low, self.x.high, self.x.log),
            y: (self.y.low, self.y.high, self.y.log),
        }
    }
}

/// Corners of a line, as SVG has them.
pub fn points(corners: impl IntoIterator<Item = (f64, f64)>) -> String {
    let corners: Vec<String> = corners
        .into_iter()
        .map(|(x, y)| format!("{},{}", px(x), px(y)))
        .collect();
    corners.join(" ")
}

/// Of points in a drawing, in their order, those that no other before them lies on: on a square of three, less than half
/// of a mark. `taken` are the squares that have one.
pub fn apart(
    points: impl Iterator<Item = (usize, (f64, f64))>,
    taken: &mut BTreeSet<(i64, i64)>,
) -> Vec<usize> {
    let square = |at: f64| (at / 3.0).floor() as i64;
    let free = points.filter(|&(_, (x, y))| taken.insert((square(x), square(y))));
    free.map(|(number, _)| number).collect()
}

/// Of many numbers `most`: the first, and then such as lie evenly.
pub fn thinned(numbers: &[usize], most: usize) -> Vec<usize> {
    let all = numbers.len();
    if all <= most {
        return numbers.to_vec();
    }
    (0..most).map(|at| numbers[at * all / most]).collect()
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

    #[test]
    fn what_another_covers_is_left_out() {
        let points = [
            (10.0, 10.0),
            (11.5, 10.0),
            (30.0, 10.0),
            (10.2, 10.4),
            (30.0, 40.0),
        ];
        let mut taken = BTreeSet::new();
        assert_eq!(apart(points.into_iter().enumerate(), &mut taken), [0, 2, 4]);
        assert!(apart(points.into_iter().enumerate(), &mut taken).is_empty());
    }

    #[test]
    fn thinning_keeps_the_first_and_the_number_that_is_asked_for() {
        let all: Vec<usize> = (0..1000).collect();
        let some = thinned(&all, 30);
        assert_eq!((some.len(), some[0]), (30, 0));
        assert!(some.is_sorted());
        assert_eq!(thinned(&all[..5], 30), [0, 1, 2, 3, 4]);
    }
}

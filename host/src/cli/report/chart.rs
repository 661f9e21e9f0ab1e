//! Where values lie in a drawing, with lines across at round numbers.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::range::Range;

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

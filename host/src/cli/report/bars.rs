//! Horizontal bars with their labels.

use maud::{Markup, html};

use super::chart::px;
use super::figure::Drawing;
use super::words::{label, safe};

const BAR: f64 = 26.0;
const LEFT: f64 = 190.0;
const WIDTH: f64 = 720.0;

/// A bar: what it is of, how long it is beside the others, and what is written behind it.
pub struct Bar {
    pub label: String,
    pub length: f64,
    pub text: String,
}

/// The bars from the top down.
pub fn draw(bars: &[Bar]) -> Drawing {
    let longest = bars.iter().map(|bar| bar.length).fold(0.0, f64::max);
    let length = |bar: &Bar| match longest > 0.0 {
        true => (bar.length / longest * (WIDTH - LEFT - 110.0)).max(1.0),
        false => 1.0,
    };
    let body = html! {
        g.marks {
            @for (at, bar) in bars.iter().enumerate() {
                (one(bar, 4.0 + BAR * at as f64, length(bar)))
            }
        }
    };
    let height = 8.0 + BAR * bars.len() as f64;
    Drawing {
        width: WIDTH,
        height,
        body,
        key: Vec::new(),
        zoom: None,
    }
}

fn one(bar: &Bar, y: f64, length: f64) -> Markup {
    html! {
        text.label x=(px(LEFT - 8.0)) y=(px(y + 16.0)) text-anchor="end" { (label(&bar.label, 26)) }
        rect.mark.bar x=(px(LEFT)) y=(px(y + 3.0)) width=(px(length)) height=(px(BAR - 8.0)) {
            title { (safe(&format!("{}: {}", bar.label, bar.text))) }
        }
        text.tick x=(px(LEFT + length + 6.0)) y=(px(y + 16.0)) { (bar.text) }
    }
}

//! A picture of a search: score against cost, with the Pareto front and the winner.
//!
//! The one font that is needed is part of the program, so that a picture is the same wherever it
//! is drawn; it covers ASCII.

use std::path::Path;

use mcutune::write_file;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use crate::cli::command_error::CommandError;

const FONT: &[u8] = include_bytes!("../../font/DejaVuSans-Latin.ttf");
const SIZE: (u32, u32) = (960, 640);
const GREY: RGBColor = RGBColor(150, 150, 150);
/// Blue and vermilion of Okabe and Ito's palette, which the colour-blind can distinguish.
const FRONT: RGBColor = RGBColor(0, 114, 178);
const WINNER: RGBColor = RGBColor(213, 94, 0);

/// What is drawn.
pub struct Plot<'a> {
    /// The study's name.
    pub title: &'a str,
    /// What the vertical axis is.
    pub score: String,
    /// What the horizontal axis is.
    pub cost: &'a str,
    /// Mean scores of the trials; NaN where one failed.
    pub means: &'a [f64],
    /// What each costs.
    pub costs: &'a [u64],
    /// Trials that no other beats, from the cheapest up.
    pub front: &'a [usize],
    /// The trial that won.
    pub winner: Option<usize>,
}

/// What a file's name says it is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Picture {
    Svg,
    Png,
}

impl Picture {
    fn of(path: &Path) -> Result<Self, String> {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("svg") => Ok(Picture::Svg),
            Some("png") => Ok(Picture::Png),
            _ => Err("the file's name ends neither in .svg nor in .png".into()),
        }
    }
}

/// Whether a plot can be written under this name: known before there is one.
pub fn check_name(path: &Path) -> Result<(), String> {
    Picture::of(path).map(|_| ())
}

impl Plot<'_> {
    /// Writes an SVG or PNG file, as its name says.
    pub fn save(&self, path: &Path) -> Result<(), CommandError> {
        let bytes = match Picture::of(path)? {
            Picture::Svg => self.svg()?.into_bytes(),
            Picture::Png => self.png()?,
        };
        Ok(write_file(path, &bytes)?)
    }

    fn svg(&self) -> Result<String, CommandError> {
        let mut text = String::new();
        self.draw(SVGBackend::with_string(&mut text, SIZE))?;
        Ok(text)
    }

    fn png(&self) -> Result<Vec<u8>, CommandError> {
        let mut pixels = vec![0; (SIZE.0 * SIZE.1 * 3) as usize];
        self.draw(BitMapBackend::with_buffer(&mut pixels, SIZE))?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&pixels)?;
        Ok(bytes)
    }

    fn draw<B: DrawingBackend>(&self, backend: B) -> Result<(), CommandError> {
        let failed = |error: DrawingAreaErrorKind<B::ErrorType>| format!("the plot cannot be drawn: {error}");
        register_font("sans-serif", FontStyle::Normal, FONT).map_err(|_| "the plot's font is damaged")?;
        let points: Vec<(usize, (f64, f64))> = (0..self.means.len())
            .filter(|&i| self.means[i].is_finite())
            .map(|i| (i, (self.costs[i] as f64, self.means[i])))
            .collect();
        if points.is_empty() {
            return Err("the study has no trial with a score: there is nothing to plot".into());
        }
        let floor = fence(self.means);
        let (left, right) = bounds(points.iter().map(|(_, (x, _))| *x), 0.05);
        let shown = points.iter().map(|(_, (_, y))| y.max(floor));
        let (bottom, top) = bounds(shown, 0.06);

        let root = backend.into_drawing_area();
        root.fill(&WHITE).map_err(failed)?;
        let mut chart = ChartBuilder::on(&root)
            .caption(self.title, ("sans-serif", 24))
            .margin(16)
            .x_label_area_size(48)
            .y_label_area_size(84)
            .build_cartesian_2d(left.max(0.0)..right, bottom..top)
            .map_err(failed)?;
        chart
            .configure_mesh()
            .x_label_formatter(&|cost| format!("{cost:.0}"))
            .x_desc(self.cost)
            .y_desc(&self.score)
            .axis_desc_style(("sans-serif", 18))
            .label_style(("sans-serif", 14))
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.25))
            .draw()
            .map_err(failed)?;

        let (high, low): (Vec<_>, Vec<_>) = points.iter().partition(|(_, (_, y))| *y >= floor);
        let dot = |&(_, at): &(usize, (f64, f64))| Circle::new(at, 4, GREY.filled());
        chart
            .draw_series(high.iter().map(dot))
            .map_err(failed)?
            .label(format!(
                "trials ({} of {} have a score)",
                points.len(),
                self.means.len()
            ))
            .legend(|(x, y)| Circle::new((x + 10, y), 4, GREY.filled()));
        if !low.is_empty() {
            let mark =
                |&(_, (x, _)): &(usize, (f64, f64))| TriangleMarker::new((x, floor), -5, GREY.filled());
            chart
                .draw_series(low.iter().map(mark))
                .map_err(failed)?
                .label(format!("below the axis ({})", low.len()))
                .legend(|(x, y)| TriangleMarker::new((x + 10, y), -5, GREY.filled()));
        }
        let at = |i: usize| (self.costs[i] as f64, self.means[i].max(floor));
        let corners = steps(self.front.iter().map(|&i| at(i)));
        chart
            .draw_series(LineSeries::new(corners, FRONT.stroke_width(2)))
            .map_err(failed)?
            .label("best score at that cost or less")
            .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], FRONT.stroke_width(2)));
        let best = self
            .front
            .iter()
            .filter(|&&i| self.means[i] >= floor)
            .map(|&i| Circle::new(at(i), 4, FRONT.filled()));
        chart.draw_series(best).map_err(failed)?;
        if let Some(winner) = self.winner.filter(|&i| self.means[i].is_finite()) {
            let ring = Circle::new(at(winner), 8, WINNER.stroke_width(3));
            chart
                .draw_series([ring])
                .map_err(failed)?
                .label(format!("winner: trial {winner}, {:.4}", self.means[winner]))
                .legend(|(x, y)| Circle::new((x + 10, y), 6, WINNER.stroke_width(3)));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .margin(12)
            .label_font(("sans-serif", 15))
            .background_style(WHITE.mix(0.85))
            .border_style(GREY)
            .draw()
            .map_err(failed)?;
        root.present().map_err(failed)?;
        Ok(())
    }
}

/// Below it a trial is drawn on the lower edge: a few outliers would flatten the rest.
/// Tukey's lower fence, `Q1 - 1.5 (Q3 - Q1)`.
fn fence(means: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = means.iter().copied().filter(|mean| mean.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let quartile = |quarter: usize| sorted[(sorted.len() - 1) * quarter / 4];
    quartile(1) - 1.5 * (quartile(3) - quartile(1))
}

/// The least and the greatest with some room, also where they are equal.
fn bounds(values: impl Iterator<Item = f64>, room: f64) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let span = match high - low {
        span if span > 0.0 => span,
        _ => high.abs().max(1.0) * 0.1,
    };
    (low - room * span, high + room * span)
}

/// The corners of the staircase through points.
fn steps(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for at in points {
        if let Some(&(_, before)) = corners.last() {
            corners.push((at.0, before));
        }
        corners.push(at);
    }
    corners
}

#[cfg(test)]
mod tests;

//! A picture of a search: score against cost, with the Pareto front and the winner.
//!
//! The one font that is needed is part of the program, so that a picture is the same wherever it
//! is drawn; it covers ASCII.

use std::path::Path;

use mcutune::write_file;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use crate::cli::command_error::CommandError;
use crate::cli::picture::{fence, rising, steps};

/// DejaVu Sans, its Latin letters.
pub const FONT: &[u8] = include_bytes!("../../font/DejaVuSans-Latin.ttf");
const SIZE: (u32, u32) = (960, 640);
const GREY: RGBColor = RGBColor(150, 150, 150);
/// Blue and vermilion of Okabe and Ito's palette, which the colour-blind can distinguish.
const FRONT: RGBColor = RGBColor(0, 114, 178);
const WINNER: RGBColor = RGBColor(213, 94, 0);

/// Axes, and what is drawn between them.
type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Why a backend cannot draw.
type Failure<B> = DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>;

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
    /// Trials that no other beats, in this cost or another, from the cheapest up.
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
        register_font("sans-serif", FontStyle::Normal, FONT).map_err(|_| "the plot's font is damaged")?;
        if !self.means.iter().any(|mean| mean.is_finite()) {
            return Err("the study has no trial with a score: there is nothing to plot".into());
        }
        let root = backend.into_drawing_area();
        self.draw_on(&root)
            .map_err(|error| format!("the plot cannot be drawn: {error}"))?;
        Ok(())
    }

    fn draw_on<B: DrawingBackend>(&self, root: &DrawingArea<B, Shift>) -> Result<(), Failure<B>> {
        root.fill(&WHITE)?;
        let mut chart = self.axes(root)?;
        self.draw_trials(&mut chart)?;
        self.draw_front(&mut chart)?;
        self.draw_winner(&mut chart)?;
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .margin(12)
            .label_font(("sans-serif", 15))
            .background_style(WHITE.mix(0.85))
            .border_style(GREY)
            .draw()?;
        root.present()
    }

    /// The trials that have a score, with their costs and scores.
    fn points(&self) -> Vec<(f64, f64)> {
        let trials = self.costs.iter().zip(self.means);
        let scored = trials.filter(|(_, mean)| mean.is_finite());
        scored.map(|(&cost, &mean)| (cost as f64, mean)).collect()
    }

    fn axes<'a, B: DrawingBackend>(&self, root: &DrawingArea<B, Shift>) -> Result<Chart<'a, B>, Failure<B>> {
        let (points, floor) = (self.points(), self.floor());
        let (left, right) = bounds(points.iter().map(|(x, _)| *x), 0.05);
        let (bottom, top) = bounds(points.iter().map(|(_, y)| y.max(floor)), 0.06);
        let mut chart = ChartBuilder::on(root)
            .caption(self.title, ("sans-serif", 24))
            .margin(16)
            .x_label_area_size(48)
            .y_label_area_size(84)
            .build_cartesian_2d(left.max(0.0)..right, bottom..top)?;
        chart
            .configure_mesh()
            .x_label_formatter(&|cost| format!("{cost:.0}"))
            .x_desc(self.cost)
            .y_desc(&self.score)
            .axis_desc_style(("sans-serif", 18))
            .label_style(("sans-serif", 14))
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.25))
            .draw()?;
        Ok(chart)
    }

    /// A dot a trial; outliers stand on the lower edge.
    fn draw_trials<B: DrawingBackend>(&self, chart: &mut Chart<'_, B>) -> Result<(), Failure<B>> {
        let (points, floor) = (self.points(), self.floor());
        let label = format!("trials ({} of {} have a score)", points.len(), self.means.len());
        let (high, low): (Vec<_>, Vec<_>) = points.into_iter().partition(|(_, y)| *y >= floor);
        let dots = high.into_iter().map(|at| Circle::new(at, 4, GREY.filled()));
        chart
            .draw_series(dots)?
            .label(label)
            .legend(|(x, y)| Circle::new((x + 10, y), 4, GREY.filled()));
        if low.is_empty() {
            return Ok(());
        }
        let label = format!("below the axis ({})", low.len());
        let marks = low.into_iter();
        let marks = marks.map(|(x, _)| TriangleMarker::new((x, floor), -5, GREY.filled()));
        chart
            .draw_series(marks)?
            .label(label)
            .legend(|(x, y)| TriangleMarker::new((x + 10, y), -5, GREY.filled()));
        Ok(())
    }

    /// Below it a trial is drawn on the lower edge.
    fn floor(&self) -> f64 {
        fence(self.means.iter().copied())
    }

    /// Where a trial is drawn.
    fn at(&self, trial: usize) -> (f64, f64) {
        (self.costs[trial] as f64, self.means[trial].max(self.floor()))
    }

    fn draw_front<B: DrawingBackend>(&self, chart: &mut Chart<'_, B>) -> Result<(), Failure<B>> {
        let corners = steps(rising(self.front, self.means).into_iter().map(|i| self.at(i)));
        chart
            .draw_series(LineSeries::new(corners, FRONT.stroke_width(2)))?
            .label("best score at that cost or less")
            .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], FRONT.stroke_width(2)));
        let floor = self.floor();
        let above = self.front.iter().filter(|&&i| self.means[i] >= floor);
        chart.draw_series(above.map(|&i| Circle::new(self.at(i), 4, FRONT.filled())))?;
        Ok(())
    }

    fn draw_winner<B: DrawingBackend>(&self, chart: &mut Chart<'_, B>) -> Result<(), Failure<B>> {
        let Some(winner) = self.winner.filter(|&i| self.means[i].is_finite()) else {
            return Ok(());
        };
        chart
            .draw_series([Circle::new(self.at(winner), 8, WINNER.stroke_width(3))])?
            .label(format!("winner: trial {winner}, {:.4}", self.means[winner]))
            .legend(|(x, y)| Circle::new((x + 10, y), 6, WINNER.stroke_width(3)));
        Ok(())
    }
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

#[cfg(test)]
mod tests;

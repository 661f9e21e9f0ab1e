//! Figures as files of their own: SVG, PNG, and their numbers as CSV.

use std::fs;
use std::path::{Path, PathBuf};

use maud::{Markup, PreEscaped, html};
use mcutune::write_file;
use resvg::{tiny_skia, usvg};

use super::chart::px;
use super::costs;
use super::figure::Figure;
use super::ours;
use super::palette;
use super::view::View;
use super::words::{label, safe};
use crate::cli::command_error::CommandError;
use crate::cli::{outputs, plot};

/// Pixels of a PNG for each of the drawing.
const DENSITY: f32 = 2.0;
const MARGIN: f64 = 16.0;
/// The height of a line of the key, and of the title.
const LINE: f64 = 22.0;

/// Writes all figures into a directory, which is made where there is none; returns how many files there are. None of
/// them may be one that is `read`, nor the `page`.
pub fn write(directory: &Path, views: &[View], page: &Path, read: &[PathBuf]) -> Result<usize, CommandError> {
    let mut figures: Vec<(String, Figure<'_>)> = Vec::new();
    if views.len() > 1 {
        figures.extend(costs::overlay(views).map(|figure| (figure.name.clone(), figure)));
    }
    for view in views {
        let of_view = super::page::figures(view).into_iter();
        figures.extend(of_view.map(|figure| (format!("{}{}", view.prefix, figure.name), figure)));
    }
    let path = |name: &str, extension: &str| directory.join(format!("{name}.{extension}"));
    let files: Vec<(&str, PathBuf)> = figures
        .iter()
        .flat_map(|(name, _)| ["svg", "png", "csv"].map(|extension| ("--pictures", path(name, extension))))
        .collect();
    outputs::check_studies(&files)?;
    // of each other they differ by their names
    for file in &files {
        let both = [("--output", page.to_owned()), file.clone()];
        outputs::check(&both, read.iter().cloned())?;
    }
    ours::check_pictures(files.iter().map(|(_, file)| file.as_path()))?;
    fs::create_dir_all(directory)
        .map_err(|error| format!("--pictures {}: cannot be created: {error}", directory.display()))?;
    for (name, figure) in &figures {
        let svg = svg(figure);
        write_file(&path(name, "svg"), svg.as_bytes())?;
        write_file(&path(name, "png"), &png(&svg)?)?;
        write_file(&path(name, "csv"), figure.table.csv().as_bytes())?;
    }
    Ok(files.len())
}

/// A picture with its title above and its key below.
fn svg(figure: &Figure<'_>) -> String {
    let drawing = &figure.drawing;
    let top = MARGIN + LINE + 8.0;
    let (key, lines) = key(figure, top + drawing.height + 14.0);
    let width = drawing.width + 2.0 * MARGIN;
    let height = top + drawing.height + 14.0 + LINE * lines as f64 + MARGIN / 2.0;
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(px(width)) height=(px(height))
            viewBox=(format!("0 0 {} {}", px(width), px(height))) role="img" aria-labelledby="t d" {
            title #t { (safe(&figure.title)) }
            desc #d { (figure.summary) }
            style { (PreEscaped(palette::of_file())) }
            rect width="100%" height="100%" fill="#ffffff" {}
            text.heading x=(px(MARGIN)) y=(px(MARGIN + 16.0)) { (label(&figure.title, 80)) }
            g transform=(format!("translate({} {})", px(MARGIN), px(top))) { (drawing.body) }
            (key)
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n{}\n",
        ours::PICTURE,
        picture.into_string()
    )
}

/// The key from a height on, and how many lines it has.
fn key(figure: &Figure<'_>, top: f64) -> (Markup, usize) {
    let widest = figure.drawing.width + MARGIN;
    let (mut x, mut line) = (MARGIN, 0usize);
    let mut placed = Vec::new();
    for entry in &figure.drawing.key {
        let text = label(&entry.text, 60);
        let width = 24.0 + 8.0 + 7.6 * text.chars().count() as f64 + 18.0;
        if x + width > widest && x > MARGIN {
            (x, line) = (MARGIN, line + 1);
        }
        placed.push((x, top + LINE * line as f64, text, &entry.mark));
        x += width;
    }
    let markup = html! {
        @for (x, y, text, mark) in &placed {
            g transform=(format!("translate({} {})", px(*x), px(*y))) {
                (mark)
                text x="30" y="11" { (text) }
            }
        }
    };
    (markup, if placed.is_empty() { 0 } else { line + 1 })
}

/// The same in pixels, with the program's own font.
fn png(svg: &str) -> Result<Vec<u8>, CommandError> {
    let mut options = usvg::Options {
        font_family: "DejaVu Sans".into(),
        ..usvg::Options::default()
    };
    options.fontdb_mut().load_font_data(plot::FONT.to_vec());
    let tree =
        usvg::Tree::from_str(svg, &options).map_err(|error| format!("a picture cannot be drawn: {error}"))?;
    let size = tree.size();
    let pixels = |length: f32| (length * DENSITY).ceil() as u32;
    let mut pixmap = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or("a picture cannot be drawn: it is too large")?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(DENSITY, DENSITY),
        &mut pixmap.as_mut(),
    );
    Ok(pixmap
        .encode_png()
        .map_err(|error| format!("a picture cannot be drawn: {error}"))?)
}

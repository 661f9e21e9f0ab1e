//! A figure: a picture with what it shows in words, and its numbers as a table.

use maud::{Markup, html};

use super::words::safe;
use crate::cli::print;
use mcutune::text;

/// A value in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text of any origin.
    Text(String),
    /// A score or another number; NaN is none.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// Nothing.
    None,
}

impl Cell {
    /// As the page has it, rounded.
    fn shown(&self) -> String {
        match self {
            Cell::Text(text) => safe(text),
            Cell::Number(number) if number.is_nan() => String::new(),
            Cell::Number(number) => print::mean(*number),
            Cell::Count(count) => count.to_string(),
            Cell::None => String::new(),
        }
    }

    /// As a file has it, whole.
    fn csv(&self) -> String {
        match self {
            Cell::Text(text) => text::csv_field(text),
            Cell::Number(number) if number.is_nan() => String::new(),
            Cell::Number(number) => text::float(*number),
            Cell::Count(count) => count.to_string(),
            Cell::None => String::new(),
        }
    }

    /// A word, or nothing.
    pub fn yes(is_so: bool) -> Self {
        Cell::from(if is_so { "yes" } else { "" })
    }

    fn is_number(&self) -> bool {
        matches!(self, Cell::Number(_) | Cell::Count(_))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

/// Rows by number, which are made when they are asked for.
type Row<'a> = Box<dyn Fn(usize) -> Vec<Cell> + 'a>;

/// The numbers of a figure.
pub struct Table<'a> {
    header: Vec<String>,
    rows: usize,
    row: Row<'a>,
    /// In which order the rows are, in words.
    order: &'static str,
}

impl<'a> Table<'a> {
    /// So many rows, `order` as in "the first ten of 36 trials, `by number`".
    pub fn new(
        header: &[&str],
        rows: usize,
        order: &'static str,
        row: impl Fn(usize) -> Vec<Cell> + 'a,
    ) -> Self {
        Self {
            header: header.iter().map(|&name| name.to_owned()).collect(),
            rows,
            row: Box::new(row),
            order,
        }
    }

    /// Of rows that are there.
    pub fn of(header: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        let count = rows.len();
        Self::new(header, count, "in order", move |at| rows[at].clone())
    }

    /// With more columns to the right.
    pub fn with_columns(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.header.extend(names);
        self
    }

    /// All rows.
    pub fn csv(&self) -> String {
        let header: Vec<String> = self.header.iter().map(|name| text::csv_field(name)).collect();
        let mut text = header.join(",") + "\n";
        for at in 0..self.rows {
            let cells: Vec<String> = (self.row)(at).iter().map(Cell::csv).collect();
            text += &(cells.join(",") + "\n");
        }
        text
    }

    /// At most `most` rows, and how many there are.
    pub fn html(&self, most: usize, caption: &str) -> Markup {
        let shown = self.rows.min(most);
        let rows: Vec<Vec<Cell>> = (0..shown).map(|at| (self.row)(at)).collect();
        let is_number = |column: usize| {
            rows.iter().all(|row| {
                row.get(column)
                    .is_none_or(|cell| cell.is_number() || *cell == Cell::None)
            })
        };
        let numbers: Vec<bool> = (0..self.header.len()).map(is_number).collect();
        html! {
            @if shown < self.rows {
                p.note { "The first " (shown) " of " (self.rows) " rows, " (self.order) "; " code { "--pictures DIR" } " writes all of them as CSV." }
            }
            div.scroll tabindex="0" role="group" aria-label=(caption) {
                table {
                    caption { (caption) }
                    thead { tr {
                        @for (name, number) in self.header.iter().zip(&numbers) {
                            th scope="col" class=[number.then_some("n")] { (safe(name)) }
                        }
                    } }
                    tbody {
                        @for row in &rows {
                            tr {
                                @for (at, cell) in row.iter().enumerate() {
                                    @if at == 0 {
                                        th scope="row" class=[numbers[at].then_some("n")] { (cell.shown()) }
                                    } @else {
                                        td class=[numbers.get(at).copied().unwrap_or(false).then_some("n")] { (cell.shown()) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A picture with what it shows.
pub struct Figure<'a> {
    /// What its files are called; letters, digits and hyphens.
    pub name: String,
    /// In a few words.
    pub title: String,
    /// In a sentence or two, for those who cannot see it, and below it for all.
    pub summary: String,
    /// What is left out of it, and by which rule.
    pub left_out: Option<String>,
    /// What is drawn.
    pub drawing: Drawing,
    /// Its numbers.
    pub table: Table<'a>,
}

/// What is drawn: SVG elements of a given size, and what the colours and marks in it mean.
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub body: Markup,
    pub key: Vec<KeyEntry>,
    /// Attributes for zooming: the plot's place and its axes.
    pub zoom: Option<Zoom>,
}

/// Where a plot lies in its drawing, and what its axes are, for the page's script.
pub struct Zoom {
    /// Left, top, width, height.
    pub place: [f64; 4],
    /// Least and greatest of the horizontal axis, and whether it is logarithmic.
    pub x: (f64, f64, bool),
    /// The same of the vertical axis.
    pub y: (f64, f64, bool),
}

/// What a mark means.
pub struct KeyEntry {
    /// A drawing of 24 by 12.
    pub mark: Markup,
    pub text: String,
}

impl Drawing {
    fn key(&self) -> Markup {
        html! {
            @if !self.key.is_empty() {
                ul.key {
                    @for entry in &self.key {
                        li {
                            svg.mark viewBox="0 0 24 12" width="24" height="12" aria-hidden="true" focusable="false" { (entry.mark) }
                            (safe(&entry.text))
                        }
                    }
                }
            }
        }
    }
}

impl Figure<'_> {
    /// For a page; `rows` of its table at most.
    pub fn html(&self, prefix: &str, rows: usize) -> Markup {
        let id = format!("{prefix}{}", self.name);
        let Drawing {
            width,
            height,
            body,
            zoom,
            ..
        } = &self.drawing;
        let zoomed = zoom.as_ref().map(Zoom::attribute);
        html! {
            figure.plot id=(id) {
                div.scroll.picture tabindex="0" role="group" aria-label=(self.title) {
                    svg.chart viewBox=(format!("0 0 {width} {height}")) role="img"
                        aria-labelledby=(format!("{id}-t {id}-d")) style=(format!("--w:{width}px"))
                        data-zoom=[zoomed] {
                        title id=(format!("{id}-t")) { (self.title) }
                        desc id=(format!("{id}-d")) { (self.summary) }
                        (body)
                    }
                }
                (self.drawing.key())
                figcaption { (self.summary) }
                @if let Some(left_out) = &self.left_out { p.note { (left_out) } }
                details {
                    summary { "The numbers: " (self.title) }
                    (self.table.html(rows, &self.title))
                }
            }
        }
    }
}

impl Zoom {
    fn attribute(&self) -> String {
        let axis = |(low, high, log): (f64, f64, bool)| format!("{low} {high} {}", u8::from(log));
        let [left, top, width, height] = self.place;
        format!("{left} {top} {width} {height} {} {}", axis(self.x), axis(self.y))
    }
}

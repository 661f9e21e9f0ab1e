//! NumPy's array format: a header that is a Python dictionary, then the items.

mod format;
mod objects;
mod pickle;

use std::io::{self, Read};

use super::MOST_COLUMNS;
use super::error::columns::some;
use super::exact::{Exact, ExactNumber};
use super::meaning::truth_text;
use super::options::Task;
use super::room::{Full, Grow as _};
use super::strings::Strings;
use crate::text::shorten;
pub(super) use format::half;
use format::{AT_ONCE, ItemFormat, parse_descr};

/// An array of numbers or texts.
pub(super) struct Npy {
    pub(super) shape: Vec<usize>,
    pub(super) items: Items,
    /// Whether they are true and false, and their numbers 1 and 0.
    pub(super) truths: bool,
    /// The only column, where it was asked for and is of a type that f32 does not hold.
    pub(super) exact: Option<Exact>,
}

/// What is in an array of one or two dimensions: of more, nothing is kept.
pub(super) enum Items {
    /// By column, each number as the nearest f32.
    Numbers(Vec<Vec<f32>>),
    /// One after the other.
    Strings(Strings),
}

/// Why there is no array.
pub(super) enum Wrong {
    /// It is no data: what completes "array `X` ...".
    What(String),
    /// Of objects, one is no text.
    Item {
        /// Its row, from 1.
        row: usize,
        /// What it is.
        kind: String,
    },
    /// There is no memory for it.
    Full,
}

impl From<String> for Wrong {
    fn from(what: String) -> Self {
        Wrong::What(what)
    }
}

impl From<&str> for Wrong {
    fn from(what: &str) -> Self {
        Wrong::What(what.to_owned())
    }
}

impl From<Full> for Wrong {
    fn from(_: Full) -> Self {
        Wrong::Full
    }
}

/// More dimensions and longer headers are no data of ours.
const HEADER_LIMIT: usize = 64 * 1024;

impl Npy {
    /// An array's shape alone.
    pub(super) fn shape(mut from: impl Read) -> Result<Vec<usize>, String> {
        header_shape(&read_header(&mut from)?)
    }

    /// Reads an array, and what holds it to its end, where the archive has its checksum.
    ///
    /// Items become columns as they come, so that they are in memory once. The shape is believed
    /// only as far as there are bytes for it, so a lying header cannot claim memory.
    ///
    /// With `exact`, numbers of a single column are also kept as labels. `name` is what messages
    /// call the array in Python.
    pub(super) fn read(mut from: impl Read, name: &str, exact: Option<Exact>) -> Result<Self, Wrong> {
        let header = read_header(&mut from)?;
        let descr = value(&header, "descr").unwrap_or_default();
        if ["'|O'", "'O'"].iter().any(|object| descr.starts_with(object)) {
            return Self::objects(from, &header, name);
        }
        let format = parse_descr(descr).ok_or_else(|| {
            if let Some(fields) = fields(descr) {
                let csv = format!("`pandas.DataFrame({name}).to_csv(\"data.csv\", index=False)`");
                return format!("holds records of {fields}, not numbers or text; save them as CSV: {csv}");
            }
            let save = if name == "X" { "float" } else { "str" };
            let kind = first_word(descr);
            format!("has items of type {kind}, not numbers or text; save `{name}.astype({save})`")
        })?;
        let by_column = value(&header, "fortran_order").unwrap_or_default();
        let by_column = by_column.starts_with("True");
        let shape = header_shape(&header)?;
        let bytes = |shape: &[usize]| shape.iter().try_fold(format.size, |n, &d| n.checked_mul(d));
        if bytes(&shape).is_none() {
            return Err("has an impossible shape".into());
        }
        let (rows, columns) = table(&shape)?;
        let mut exact = exact.filter(|_| columns == 1 && format.exceeds_f32());
        // One column is the same in either order.
        let by_column = by_column && columns != 1;
        let items = match (format.is_text(), by_column) {
            (true, _) => Items::Strings(format.texts(&mut from, rows.saturating_mul(columns))?),
            (false, true) => {
                let columns = if rows == 0 { 0 } else { columns };
                let column = |_| format.numbers(&mut from, rows, None);
                Items::Numbers((0..columns).map(column).collect::<Result<_, _>>()?)
            }
            (false, false) if columns == 1 => {
                Items::Numbers(vec![format.numbers(&mut from, rows, exact.as_mut())?])
            }
            (false, false) => Items::Numbers(format.rows(&mut from, rows, columns)?),
        };
        to_end(&mut from)?;
        let truths = format.is_truth();
        Ok(Self {
            shape,
            items,
            truths,
            exact,
        })
    }
}

/// An array of numbers of any shape, as far as its bytes go.
#[derive(Debug)]
pub(crate) struct Flat {
    pub(crate) shape: Vec<usize>,
    /// One after the other, the last dimension's side by side: fewer than the shape says where the file is cut off.
    pub(crate) numbers: Vec<f32>,
}

impl Flat {
    /// Reads an array, in memory once.
    ///
    /// # Errors
    /// What completes "the array ...".
    pub(crate) fn read(mut from: impl Read) -> Result<Self, String> {
        let header = read_header(&mut from)?;
        let descr = value(&header, "descr").unwrap_or_default();
        let format = parse_descr(descr).filter(|format| !format.is_text());
        let format = format.ok_or_else(|| format!("has items of type {}, not numbers", first_word(descr)))?;
        let shape = header_shape(&header)?;
        let by_column = value(&header, "fortran_order").is_some_and(|text| text.starts_with("True"));
        if by_column && shape.iter().filter(|&&length| length != 1).count() > 1 {
            return Err("is in Fortran's order; save `numpy.ascontiguousarray(X)`".to_owned());
        }
        let count = shape.iter().try_fold(1_usize, |n, &length| n.checked_mul(length));
        let count = count.ok_or_else(|| "has an impossible shape".to_owned())?;
        let mut numbers = Vec::new();
        let mut bytes = Vec::new();
        while numbers.len() < count {
            let most = AT_ONCE.min(count - numbers.len()) * format.size;
            bytes.clear();
            let read = from.by_ref().take(most as u64).read_to_end(&mut bytes);
            read.map_err(|error| format!("cannot be read: {error}"))?;
            let items = bytes.chunks_exact(format.size);
            let full = numbers.grow_by(items.map(|item| format.number(item)));
            full.map_err(|_| "is too large for the memory that there is".to_owned())?;
            if bytes.len() < most {
                break;
            }
        }
        Ok(Self { shape, numbers })
    }
}

/// Reads an array of one text or number an item, as names; none where one is missing.
///
/// # Errors
/// What completes "the array ...".
pub(crate) fn names(from: impl Read, name: &str) -> Result<Vec<Option<String>>, String> {
    let exact = Exact::new(Task::Classify);
    let array = Npy::read(from, name, Some(exact)).map_err(|wrong| match wrong {
        Wrong::What(what) => what,
        Wrong::Item { row, kind } => format!("holds {kind} in row {row}, not text"),
        Wrong::Full => "is too large for the memory that there is".to_owned(),
    })?;
    if !matches!(array.shape.as_slice(), [_] | [_, 1]) {
        return Err(format!("has the shape {:?}, not one item a row", array.shape));
    }
    Ok(match (array.items, &array.exact) {
        (Items::Strings(texts), _) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        (Items::Numbers(columns), exact) => {
            let numbers = columns.into_iter().flatten().enumerate();
            let name = |(row, number): (usize, f32)| match (exact, array.truths) {
                _ if number.is_nan() => None,
                (_, true) => Some(truth_text(number == 1.0).to_owned()),
                (Some(exact), _) => Some(exact.text(row)),
                (None, _) => Some((number + 0.0).to_string()),
            };
            numbers.map(name).collect()
        }
    })
}

impl Npy {
    /// The texts of an array of Python objects.
    fn objects(mut from: impl Read, header: &str, name: &str) -> Result<Self, Wrong> {
        let shape = header_shape(header)?;
        let texts = match shape.len() {
            1 | 2 => objects::texts(&mut from, table(&shape)?),
            _ => Ok(Strings::default()),
        };
        let texts = texts.map_err(|wrong| match wrong {
            Wrong::Item { row, kind } => {
                let save = format!("`{name}.astype(float)` or `{name}.astype(str)`");
                format!("holds {kind} in row {row}, not text; save {save}").into()
            }
            other => other,
        })?;
        to_end(&mut from)?;
        Ok(Self {
            shape,
            items: Items::Strings(texts),
            truths: false,
            exact: None,
        })
    }

    /// Shows each number of an array of one or two dimensions that f32 does not hold, with its row and column.
    pub(super) fn visit(
        mut from: impl Read,
        mut visit: impl FnMut((usize, usize), ExactNumber) -> Result<(), Full>,
    ) -> Result<(), Wrong> {
        let header = read_header(&mut from)?;
        let format = value(&header, "descr").and_then(parse_descr);
        let format = format.filter(ItemFormat::exceeds_f32);
        let (Some(format), (rows, columns)) = (format, table(&header_shape(&header)?)?) else {
            return Ok(());
        };
        let by_column = value(&header, "fortran_order").is_some_and(|text| text.starts_with("True"));
        let count = rows.saturating_mul(columns);
        let mut at = 0;
        while at < count {
            let items = exactly(&mut from, AT_ONCE.min(count - at) * format.size)?;
            for item in items.chunks_exact(format.size) {
                let place = match by_column {
                    true => (at % rows, at / rows),
                    false => (at / columns, at % columns),
                };
                visit(place, format.item(item))?;
                at += 1;
            }
        }
        Ok(())
    }
}

/// Rows and columns of one or two dimensions: of more, nothing is kept.
fn table(shape: &[usize]) -> Result<(usize, usize), Wrong> {
    match *shape {
        [_, columns] if columns > MOST_COLUMNS => {
            Err(format!("has {columns} columns, more than {MOST_COLUMNS}").into())
        }
        [rows] => Ok((rows, 1)),
        [rows, columns] => Ok((rows, columns)),
        _ => Ok((0, 0)),
    }
}

/// Reads what is left.
fn to_end(from: &mut impl Read) -> Result<(), Wrong> {
    io::copy(from, &mut io::sink()).map_err(|e| format!("cannot be read: {e}"))?;
    Ok(())
}

/// The dictionary at the front.
fn read_header(from: &mut impl Read) -> Result<String, String> {
    let start = exactly(from, 8)?;
    if !start.starts_with(b"\x93NUMPY") {
        return Err("is not in NumPy's format".to_owned());
    }
    let length = exactly(from, if start[6] == 1 { 2 } else { 4 })?;
    let length = length.iter().rev().fold(0, |n, &b| n << 8 | usize::from(b));
    if length > HEADER_LIMIT {
        return Err("has too long a header".to_owned());
    }
    let header = exactly(from, length)?;
    Ok(String::from_utf8_lossy(&header).into_owned())
}

fn header_shape(header: &str) -> Result<Vec<usize>, String> {
    let shape = value(header, "shape").and_then(parse_shape);
    shape.ok_or_else(|| "has no readable shape".to_owned())
}

/// That many bytes.
fn exactly(from: &mut impl Read, length: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match from.take(length as u64).read_to_end(&mut bytes) {
        Ok(n) if n == length => Ok(bytes),
        Ok(_) => Err("ends early".to_owned()),
        Err(e) => Err(format!("cannot be read: {e}")),
    }
}

/// What follows `'key':` in the header.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(&format!("'{key}':"))?;
    Some(rest.trim_start())
}

/// The names of the fields of records, `[('a', '<f8'), ('b', '<i4')]`.
fn fields(descr: &str) -> Option<String> {
    let fields = descr.strip_prefix('[')?.split("'fortran_order'").next()?;
    let names = fields
        .split('(')
        .filter_map(|field| field.strip_prefix('\'')?.split('\'').next());
    let names: Vec<String> = names.map(|name| format!("`{}`", shorten(name))).collect();
    (!names.is_empty()).then(|| some(&names, 8))
}

fn first_word(descr: &str) -> String {
    let word = descr.split([',', ' ', '}']).next().unwrap_or_default();
    word.chars().filter(|c| !c.is_control()).take(20).collect()
}

/// The numbers of `(150, 4)`.
fn parse_shape(shape: &str) -> Option<Vec<usize>> {
    let inside = shape.strip_prefix('(')?.split(')').next()?;
    let parts = inside.split(',').map(str::trim).filter(|p| !p.is_empty());
    parts.map(|p| p.parse().ok()).collect()
}

//! NumPy's array format: a header that is a Python dictionary, then the items.

use std::io::{self, Read};

use super::MOST_COLUMNS;
use super::exact::{Exact, Item};
use super::strings::Strings;

/// An array of numbers or texts.
pub(super) struct Npy {
    pub(super) shape: Vec<usize>,
    pub(super) items: Items,
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

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bool,
    Int,
    Unsigned,
    Float,
    Bytes,
    Unicode,
}

/// More dimensions and longer headers are no data of ours.
const HEADER_LIMIT: usize = 64 * 1024;

/// Items of a column that are read at once.
const AT_ONCE: usize = 8 * 1024;

/// How items are stored.
struct Format {
    kind: Kind,
    size: usize,
    big_endian: bool,
}

impl Npy {
    /// An array's shape alone.
    pub(super) fn shape(mut from: impl Read) -> Result<Vec<usize>, String> {
        header_shape(&read_header(&mut from)?)
    }

    /// Reads an array, and what holds it to its end, where the archive has its checksum; the error
    /// completes "array `X` ...".
    ///
    /// Items become columns as they come, so that they are in memory once. The shape is believed
    /// only as far as there are bytes for it, so a lying header cannot claim memory.
    ///
    /// With `exact`, numbers of a single column are also kept as labels. `name` is what messages
    /// call the array in Python.
    pub(super) fn read(mut from: impl Read, name: &str, exact: Option<Exact>) -> Result<Self, String> {
        let header = read_header(&mut from)?;
        let descr = value(&header, "descr").unwrap_or_default();
        let format = parse_descr(descr).ok_or_else(|| {
            let save = if name == "X" { "float" } else { "str" };
            let kind = first_word(descr);
            format!("has items of type {kind}, not numbers or text; save `{name}.astype({save})`")
        })?;
        let by_column = value(&header, "fortran_order").unwrap_or_default();
        let by_column = by_column.starts_with("True");
        let shape = header_shape(&header)?;
        let bytes = |shape: &[usize]| shape.iter().try_fold(format.size, |n, &d| n.checked_mul(d));
        if bytes(&shape).is_none() {
            return Err("has an impossible shape".to_owned());
        }
        let (rows, columns) = match *shape.as_slice() {
            [rows] => (rows, 1),
            [rows, columns] => (rows, columns),
            _ => (0, 0),
        };
        if columns > MOST_COLUMNS {
            return Err(format!("has {columns} columns, more than {MOST_COLUMNS}"));
        }
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
        io::copy(&mut from, &mut io::sink()).map_err(|e| format!("cannot be read: {e}"))?;
        Ok(Self { shape, items, exact })
    }
}

impl Npy {
    /// Shows each number of an array of two dimensions that f32 does not hold, with its row and column.
    pub(super) fn visit(
        mut from: impl Read,
        mut visit: impl FnMut((usize, usize), Item),
    ) -> Result<(), String> {
        let header = read_header(&mut from)?;
        let format = value(&header, "descr").and_then(parse_descr);
        let format = format.filter(Format::exceeds_f32);
        let (Some(format), &[rows, columns]) = (format, header_shape(&header)?.as_slice()) else {
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
                visit(place, format.item(item));
                at += 1;
            }
        }
        Ok(())
    }
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

impl Format {
    fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Bytes | Kind::Unicode)
    }

    /// Numbers row by row, by column.
    fn rows(&self, from: &mut impl Read, rows: usize, columns: usize) -> Result<Vec<Vec<f32>>, String> {
        let mut by_column: Vec<Vec<f32>> = Vec::new();
        for row in 0..if columns == 0 { 0 } else { rows } {
            let items = exactly(from, columns * self.size)?;
            if row == 0 {
                by_column = vec![Vec::new(); columns];
            }
            for (column, item) in by_column.iter_mut().zip(items.chunks_exact(self.size)) {
                column.push(self.number(item));
            }
        }
        by_column.iter_mut().for_each(Vec::shrink_to_fit);
        Ok(by_column)
    }

    /// Whether two of its numbers may be one f32.
    fn exceeds_f32(&self) -> bool {
        matches!(self.kind, Kind::Int | Kind::Unsigned | Kind::Float)
            && self.size >= 4
            && (self.kind != Kind::Float || self.size == 8)
    }

    /// So many numbers, and each of them once more as a label.
    fn numbers(
        &self,
        from: &mut impl Read,
        count: usize,
        mut exact: Option<&mut Exact>,
    ) -> Result<Vec<f32>, String> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let some = AT_ONCE.min(count - numbers.len());
            let items = exactly(from, some * self.size)?;
            if let Some(exact) = &mut exact {
                let lines = numbers.len() as u64 + 1..;
                let items = items.chunks_exact(self.size).zip(lines);
                items.for_each(|(item, line)| exact.push(self.item(item), line));
            }
            numbers.extend(items.chunks_exact(self.size).map(|item| self.number(item)));
        }
        numbers.shrink_to_fit();
        Ok(numbers)
    }

    /// So many texts; an empty one is missing.
    fn texts(&self, from: &mut impl Read, count: usize) -> Result<Strings, String> {
        let mut texts = Strings::default();
        for row in 1..=count {
            let item = exactly(from, self.size)?;
            let text = self.text(&item);
            let text = text.ok_or_else(|| format!("has no valid text in row {row}"))?;
            let text = text.trim_end_matches('\0');
            texts.push((!text.is_empty()).then_some(text));
        }
        Ok(texts)
    }

    /// The nearest f32.
    fn number(&self, item: &[u8]) -> f32 {
        let bits = self.bits(item);
        match (self.kind, self.size) {
            (Kind::Float, 2) => half(bits as u16),
            (Kind::Float, 4) => f32::from_bits(bits as u32),
            (Kind::Float, _) => f64::from_bits(bits) as f32,
            (Kind::Int, _) => self.signed(bits) as f32,
            _ => bits as f32,
        }
    }

    /// A number that f32 does not hold.
    fn item(&self, item: &[u8]) -> Item {
        let bits = self.bits(item);
        match self.kind {
            Kind::Float => Item::Real(f64::from_bits(bits)),
            Kind::Int => Item::Whole(self.signed(bits).into()),
            _ => Item::Whole(bits.into()),
        }
    }

    fn bits(&self, item: &[u8]) -> u64 {
        let mut bits = [0; 8];
        for (i, &byte) in item.iter().enumerate() {
            let at = if self.big_endian { self.size - 1 - i } else { i };
            bits[at] = byte;
        }
        u64::from_le_bytes(bits)
    }

    /// Carries the sign up from the item's own top bit.
    fn signed(&self, bits: u64) -> i64 {
        let unused = 64 - 8 * self.size as u32;
        (bits << unused) as i64 >> unused
    }

    /// With NumPy's padding.
    fn text(&self, item: &[u8]) -> Option<String> {
        if self.kind == Kind::Bytes {
            return std::str::from_utf8(item).ok().map(str::to_owned);
        }
        let (units, _) = item.as_chunks();
        let decode = |&unit: &[u8; 4]| {
            char::from_u32(match self.big_endian {
                true => u32::from_be_bytes(unit),
                false => u32::from_le_bytes(unit),
            })
        };
        units.iter().map(decode).collect()
    }
}

/// A number of 16 bits, of which f32 holds every one.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3ff);
    match bits >> 10 & 0x1f {
        0 => sign * fraction / (1 << 24) as f32,
        0x1f if fraction == 0.0 => sign * f32::INFINITY,
        0x1f => f32::NAN,
        exponent => sign * (1024.0 + fraction) * (f32::from(exponent) - 25.0).exp2(),
    }
}

/// What follows `'key':` in the header.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(&format!("'{key}':"))?;
    Some(rest.trim_start())
}

fn first_word(descr: &str) -> String {
    let word = descr.split([',', ' ', '}']).next().unwrap_or_default();
    word.chars().filter(|c| !c.is_control()).take(20).collect()
}

/// Byte order, kind and size of `'<f8'`.
fn parse_descr(descr: &str) -> Option<Format> {
    let text = descr.strip_prefix('\'')?.split('\'').next()?;
    let mut chars = text.chars();
    let big_endian = match chars.next()? {
        '<' | '|' | '=' => false,
        '>' => true,
        _ => return None,
    };
    let letter = chars.next()?;
    let size: usize = chars.as_str().parse().ok()?;
    let (kind, size) = match (letter, size) {
        ('b', 1) => (Kind::Bool, 1),
        ('i', 1 | 2 | 4 | 8) => (Kind::Int, size),
        ('u', 1 | 2 | 4 | 8) => (Kind::Unsigned, size),
        ('f', 2 | 4 | 8) => (Kind::Float, size),
        ('S', 1..) => (Kind::Bytes, size),
        ('U', 1..) => (Kind::Unicode, size.checked_mul(4)?),
        _ => return None,
    };
    Some(Format {
        kind,
        size,
        big_endian,
    })
}

/// The numbers of `(150, 4)`.
fn parse_shape(shape: &str) -> Option<Vec<usize>> {
    let inside = shape.strip_prefix('(')?.split(')').next()?;
    let parts = inside.split(',').map(str::trim).filter(|p| !p.is_empty());
    parts.map(|p| p.parse().ok()).collect()
}

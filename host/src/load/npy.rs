//! NumPy's array format: a header that is a Python dictionary, then the items.

use std::io::Read;

/// An array as stored.
pub(super) struct Npy {
    pub(super) shape: Vec<usize>,
    fortran: bool,
    kind: Kind,
    size: usize,
    big_endian: bool,
    bytes: Vec<u8>,
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

impl Npy {
    /// Reads an array; the error completes "array `X` ...".
    ///
    /// The shape is believed only as far as there are bytes for it, so a lying
    /// header cannot claim memory.
    pub(super) fn read(mut from: impl Read) -> Result<Self, String> {
        let mut exact = |length: usize| {
            let mut bytes = Vec::new();
            let read = from.by_ref().take(length as u64).read_to_end(&mut bytes);
            match read {
                Ok(n) if n == length => Ok(bytes),
                Ok(_) => Err("ends early".to_owned()),
                Err(e) => Err(format!("cannot be read: {e}")),
            }
        };
        let start = exact(8)?;
        if !start.starts_with(b"\x93NUMPY") {
            return Err("is not in NumPy's format".to_owned());
        }
        let length = exact(if start[6] == 1 { 2 } else { 4 })?;
        let length = length.iter().rev().fold(0, |n, &b| n << 8 | usize::from(b));
        if length > HEADER_LIMIT {
            return Err("has too long a header".to_owned());
        }
        let header = exact(length)?;
        let header = String::from_utf8_lossy(&header);
        let descr = value(&header, "descr").unwrap_or_default();
        let (big_endian, kind, size) = parse_descr(descr)
            .ok_or_else(|| format!("has items of type {}, not numbers", first_word(descr)))?;
        let fortran = value(&header, "fortran_order").unwrap_or_default();
        let shape = value(&header, "shape").and_then(parse_shape);
        let shape = shape.ok_or_else(|| "has no readable shape".to_owned())?;
        let length = shape
            .iter()
            .try_fold(size, |n, &d| n.checked_mul(d))
            .ok_or_else(|| "has an impossible shape".to_owned())?;
        Ok(Self {
            shape,
            fortran: fortran.starts_with("True"),
            kind,
            size,
            big_endian,
            bytes: exact(length)?,
        })
    }

    /// Whether the items are text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Bytes | Kind::Unicode)
    }

    /// The item at (`row`, `column`) of an array of at most two dimensions.
    fn item(&self, row: usize, column: usize) -> &[u8] {
        let rows = self.shape.first().copied().unwrap_or(1);
        let columns = self.shape.get(1).copied().unwrap_or(1);
        let index = if self.fortran {
            column * rows + row
        } else {
            row * columns + column
        };
        &self.bytes[index * self.size..][..self.size]
    }

    /// The item as the nearest f32.
    pub(super) fn number(&self, row: usize, column: usize) -> f32 {
        let mut bits = [0; 8];
        for (i, &byte) in self.item(row, column).iter().enumerate() {
            let at = if self.big_endian { self.size - 1 - i } else { i };
            bits[at] = byte;
        }
        let bits = u64::from_le_bytes(bits);
        match (self.kind, self.size) {
            (Kind::Float, 4) => f32::from_bits(bits as u32),
            (Kind::Float, _) => f64::from_bits(bits) as f32,
            (Kind::Int, _) => {
                // Carries the sign up from the item's own top bit.
                let unused = 64 - 8 * self.size as u32;
                ((bits << unused) as i64 >> unused) as f32
            }
            _ => bits as f32,
        }
    }

    /// The item's text, without NumPy's padding.
    pub(super) fn text(&self, row: usize) -> Result<String, String> {
        let item = self.item(row, 0);
        let text = if self.kind == Kind::Unicode {
            let decode = |unit: &[u8]| {
                let unit = [unit[0], unit[1], unit[2], unit[3]];
                char::from_u32(if self.big_endian {
                    u32::from_be_bytes(unit)
                } else {
                    u32::from_le_bytes(unit)
                })
            };
            item.chunks_exact(4).map(decode).collect::<Option<String>>()
        } else {
            std::str::from_utf8(item).ok().map(str::to_owned)
        };
        let text = text.ok_or_else(|| format!("has no valid text in row {}", row + 1))?;
        Ok(text.trim_end_matches('\0').to_owned())
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
fn parse_descr(descr: &str) -> Option<(bool, Kind, usize)> {
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
        ('f', 4 | 8) => (Kind::Float, size),
        ('S', 1..) => (Kind::Bytes, size),
        ('U', 1..) => (Kind::Unicode, size.checked_mul(4)?),
        _ => return None,
    };
    Some((big_endian, kind, size))
}

/// The numbers of `(150, 4)`.
fn parse_shape(shape: &str) -> Option<Vec<usize>> {
    let inside = shape.strip_prefix('(')?.split(')').next()?;
    let parts = inside.split(',').map(str::trim).filter(|p| !p.is_empty());
    parts.map(|p| p.parse().ok()).collect()
}

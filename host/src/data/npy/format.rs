//! How an array's items are stored.

use std::io::Read;

use super::{Wrong, exactly};
use crate::data::exact::{Exact, ExactNumber};
use crate::data::room::{Grow as _, collected};
use crate::data::strings::Strings;

#[derive(Clone, Copy, PartialEq)]
enum ItemType {
    Bool,
    Int,
    Unsigned,
    Float,
    Bytes,
    Unicode,
}

/// Items of a column that are read at once.
pub(super) const AT_ONCE: usize = 8 * 1024;

/// How items are stored.
pub(super) struct ItemFormat {
    kind: ItemType,
    pub(super) size: usize,
    big_endian: bool,
}

impl ItemFormat {
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, ItemType::Bytes | ItemType::Unicode)
    }

    pub(super) fn is_truth(&self) -> bool {
        self.kind == ItemType::Bool
    }

    /// Numbers row by row, by column.
    pub(super) fn rows(
        &self,
        from: &mut impl Read,
        rows: usize,
        columns: usize,
    ) -> Result<Vec<Vec<f32>>, Wrong> {
        let mut by_column: Vec<Vec<f32>> = Vec::new();
        for row in 0..if columns == 0 { 0 } else { rows } {
            let items = exactly(from, columns * self.size)?;
            if row == 0 {
                by_column = collected((0..columns).map(|_| Vec::new()))?;
            }
            for (column, item) in by_column.iter_mut().zip(items.chunks_exact(self.size)) {
                column.grow(self.number(item))?;
            }
        }
        by_column.iter_mut().for_each(Vec::shrink_to_fit);
        Ok(by_column)
    }

    /// Whether two of its numbers may be one f32.
    pub(super) fn exceeds_f32(&self) -> bool {
        matches!(self.kind, ItemType::Int | ItemType::Unsigned | ItemType::Float)
            && self.size >= 4
            && (self.kind != ItemType::Float || self.size == 8)
    }

    /// This many numbers, and each of them once more as a label.
    pub(super) fn numbers(
        &self,
        from: &mut impl Read,
        count: usize,
        mut exact: Option<&mut Exact>,
    ) -> Result<Vec<f32>, Wrong> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let some = AT_ONCE.min(count - numbers.len());
            let items = exactly(from, some * self.size)?;
            if let Some(exact) = &mut exact {
                let lines = numbers.len() as u64 + 1..;
                for (item, line) in items.chunks_exact(self.size).zip(lines) {
                    exact.push(self.item(item), line)?;
                }
            }
            numbers.grow_by(items.chunks_exact(self.size).map(|item| self.number(item)))?;
        }
        numbers.shrink_to_fit();
        Ok(numbers)
    }

    /// This many texts; an empty one is missing.
    pub(super) fn texts(&self, from: &mut impl Read, count: usize) -> Result<Strings, Wrong> {
        let mut texts = Strings::default();
        for row in 1..=count {
            let item = exactly(from, self.size)?;
            let text = self.text(&item);
            let text = text.ok_or_else(|| format!("has no valid text in row {row}"))?;
            let text = text.trim_end_matches('\0');
            texts.push((!text.is_empty()).then_some(text))?;
        }
        Ok(texts)
    }

    /// The nearest f32.
    pub(super) fn number(&self, item: &[u8]) -> f32 {
        let bits = self.bits(item);
        match (self.kind, self.size) {
            (ItemType::Float, 2) => half(bits as u16),
            (ItemType::Float, 4) => f32::from_bits(bits as u32),
            (ItemType::Float, _) => f64::from_bits(bits) as f32,
            (ItemType::Int, _) => self.signed(bits) as f32,
            (ItemType::Bool | ItemType::Unsigned | ItemType::Bytes | ItemType::Unicode, _) => bits as f32,
        }
    }

    /// A number that f32 does not hold.
    pub(super) fn item(&self, item: &[u8]) -> ExactNumber {
        let bits = self.bits(item);
        match self.kind {
            ItemType::Float => ExactNumber::Real(f64::from_bits(bits)),
            ItemType::Int => ExactNumber::Whole(self.signed(bits).into()),
            ItemType::Bool | ItemType::Unsigned | ItemType::Bytes | ItemType::Unicode => {
                ExactNumber::Whole(bits.into())
            }
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
        if self.kind == ItemType::Bytes {
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
pub(in crate::data) fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3ff);
    match bits >> 10 & 0x1f {
        0 => sign * fraction / (1 << 24) as f32,
        0x1f if fraction == 0.0 => sign * f32::INFINITY,
        0x1f => f32::NAN,
        exponent => sign * (1024.0 + fraction) * (f32::from(exponent) - 25.0).exp2(),
    }
}

/// Byte order, kind and size of `'<f8'`.
pub(super) fn parse_descr(descr: &str) -> Option<ItemFormat> {
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
        ('b', 1) => (ItemType::Bool, 1),
        ('i', 1 | 2 | 4 | 8) => (ItemType::Int, size),
        ('u', 1 | 2 | 4 | 8) => (ItemType::Unsigned, size),
        ('f', 2 | 4 | 8) => (ItemType::Float, size),
        ('S', 1..) => (ItemType::Bytes, size),
        ('U', 1..) => (ItemType::Unicode, size.checked_mul(4)?),
        _ => return None,
    };
    Some(ItemFormat {
        kind,
        size,
        big_endian,
    })
}

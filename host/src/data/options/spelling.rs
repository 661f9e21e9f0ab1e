//! How numbers are spelled.

use crate::data::number::NumberFormat;

/// What stands before the fraction of a number, and between groups of its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) decimal: u8,
    pub(crate) thousands: Option<char>,
}

impl Spelling {
    /// As programs spell them.
    pub(crate) const PLAIN: Self = Self {
        decimal: b'.',
        thousands: None,
    };

    /// With a decimal comma, and points that group digits: `1.234,5`.
    pub(crate) const COMMA: Self = Self {
        decimal: b',',
        thousands: Some('.'),
    };

    /// None where it is that of programs.
    pub(crate) fn unusual(self) -> Option<Self> {
        (self != Self::PLAIN).then_some(self)
    }

    /// Numbers that are spelled so, where `gaps` stand for no value.
    pub(in crate::data) fn numbers(self, gaps: &[String]) -> NumberFormat {
        NumberFormat::new(self.decimal, self.thousands, gaps)
    }
}

//! How a file of text is to be read.

use serde::{Deserialize, Serialize};

use super::{ReadOptions, Spelling};
use crate::data::encoding::Encoding;

/// What stands between the fields of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// What the first lines say.
    #[default]
    Found,
    /// This byte.
    Byte(u8),
    /// Blanks and tabs, however many.
    Whitespace,
}

impl From<u8> for Delimiter {
    fn from(byte: u8) -> Self {
        Delimiter::Byte(byte)
    }
}

/// What to do about lines that do not fit the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BadLines {
    /// They are an error, which lists them.
    #[default]
    Error,
    /// They are left out, which [`Data::notes`](crate::Data::notes) say.
    Skip,
}

impl BadLines {
    /// All of them.
    pub const ALL: [BadLines; 2] = [BadLines::Error, BadLines::Skip];

    /// `error` or `skip`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            BadLines::Error => "error",
            BadLines::Skip => "skip",
        }
    }
}

/// What to do about columns of dates and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dates {
    /// They are an error.
    #[default]
    Error,
    /// Seconds since 1970, or since midnight where there is no date.
    Number,
    /// A feature each for year, month, day, weekday (from 0 for Monday), hour, minute and second, as
    /// far as they are there.
    Parts,
    /// They are left out.
    Drop,
}

impl Dates {
    /// All of them.
    pub const ALL: [Dates; 4] = [Dates::Error, Dates::Number, Dates::Parts, Dates::Drop];

    /// `error`, `number`, `parts` or `drop`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Dates::Error => "error",
            Dates::Number => "number",
            Dates::Parts => "parts",
            Dates::Drop => "drop",
        }
    }
}

/// In which order a date has its day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `2024-12-31`, as ISO 8601 has it.
    YearFirst,
    /// `31/12/2024`
    DayFirst,
    /// `12/31/2024`
    MonthFirst,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [DateOrder; 3] = [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst];

    /// `year-first`, `day-first` or `month-first`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DateOrder::YearFirst => "year-first",
            DateOrder::DayFirst => "day-first",
            DateOrder::MonthFirst => "month-first",
        }
    }

    /// As dates are described: `day/month/year`.
    #[must_use]
    pub const fn pattern(self) -> &'static str {
        match self {
            DateOrder::YearFirst => "year-month-day",
            DateOrder::DayFirst => "day/month/year",
            DateOrder::MonthFirst => "month/day/year",
        }
    }
}

/// The spelling of a file of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextOptions {
    pub(crate) delimiter: Delimiter,
    pub(crate) comment: Option<String>,
    pub(crate) skip_lines: u64,
    pub(crate) units_row: bool,
    pub(crate) decimal: Option<u8>,
    pub(crate) thousands: Option<char>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) missing_values: Vec<String>,
    pub(crate) bad_lines: BadLines,
    pub(crate) dates: Dates,
    pub(crate) date_order: Option<DateOrder>,
    /// The order of day and month that the dates of other files have, for those that can be read in both.
    pub(crate) known_order: Option<DateOrder>,
    /// How the numbers of other files are spelled, or of those that a model was trained on.
    pub(crate) known_spelling: Option<Spelling>,
}

impl TextOptions {
    /// How numbers are spelled, where it was said what stands before fractions: where points group
    /// digits, it is a comma, and where that is a comma, points may group digits.
    pub(crate) fn asked_spelling(&self) -> Option<Spelling> {
        let comma = (self.thousands == Some('.')).then_some(b',');
        let decimal = self.decimal.or(comma)?;
        let thousands = self.thousands.or((decimal == b',').then_some('.'));
        Some(Spelling { decimal, thousands })
    }
}

impl ReadOptions {
    /// What stands between fields; otherwise it is found in the first lines.
    #[must_use]
    pub fn delimiter(mut self, delimiter: impl Into<Delimiter>) -> Self {
        self.text.delimiter = delimiter.into();
        self
    }

    /// What begins a comment, which goes on to the end of its line, as with pandas. Without it,
    /// only lines that begin with `#`, `%` or `//` before all others are comments.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.text.comment = Some(comment.into());
        self
    }

    /// Skips this many lines at the top.
    #[must_use]
    pub fn skip_lines(mut self, lines: u64) -> Self {
        self.text.skip_lines = lines;
        self
    }

    /// Whether the first row below the header holds units and is no data.
    #[must_use]
    pub fn units_row(mut self, units_row: bool) -> Self {
        self.text.units_row = units_row;
        self
    }

    /// The byte before the fraction of a number, `.` or `,`; otherwise a comma is found where the
    /// delimiter is `;`. With a comma, points may group the digits before it: `1.234,5`.
    #[must_use]
    pub fn decimal(mut self, decimal: impl Into<Option<u8>>) -> Self {
        self.text.decimal = decimal.into();
        self
    }

    /// What groups the digits of a number by three: `,` for `1,037.5`. With `.`, fractions have a comma. No-break
    /// and thin spaces and apostrophes are found in text without it.
    #[must_use]
    pub fn thousands(mut self, thousands: impl Into<Option<char>>) -> Self {
        self.text.thousands = thousands.into();
        self
    }

    /// How the text is encoded; otherwise as a byte-order mark says, and UTF-8 without one.
    #[must_use]
    pub fn encoding(mut self, encoding: impl Into<Option<Encoding>>) -> Self {
        self.text.encoding = encoding.into();
        self
    }

    /// Another marker of a missing value, text or a number; may be called again. Always missing are
    /// an empty field, what pandas takes for missing by default, such as `NA`, `NaN`, `null`, `None`, `#N/A`
    /// and `1.#IND`, and among numbers also `-`, `?` and NA, N/A, NaN and null in any case. Texts of JSON
    /// and Parquet, which have gaps of their own, are texts unless they are empty.
    #[must_use]
    pub fn missing_value(mut self, marker: impl Into<String>) -> Self {
        self.text.missing_values.push(marker.into());
        self
    }

    /// What to do about columns of dates and times.
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.text.dates = dates;
        self
    }

    /// The order of dates whose year does not come first, such as `1/2/2024`; otherwise the one in which
    /// all dates of a column can be read, and where both can, dates are an error.
    #[must_use]
    pub fn date_order(mut self, order: impl Into<Option<DateOrder>>) -> Self {
        self.text.date_order = order.into();
        self
    }

    /// What to do about lines that do not fit the others: with more or fewer fields, with text in a column
    /// that is numbers in more than half of its fields, or with no date in one of dates that are read.
    /// Where text may be categories or classes, it is a fault if less than one field in a hundred is
    /// text, and the numbers have fractions or more than twenty different values. With the target in a file of its
    /// own such lines are an error all the same: without one, the rows below it would belong to others.
    #[must_use]
    pub fn bad_lines(mut self, bad_lines: BadLines) -> Self {
        self.text.bad_lines = bad_lines;
        self
    }
}

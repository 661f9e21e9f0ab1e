//! Where something stands, what it looks like, and what it was asked for: the parts of an error.

use std::fmt;

/// Where something stands: a line or a record of a file, or a row of those that a program gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A line of a file.
    Line {
        /// The file, as it was named.
        path: String,
        /// From 1, as editors count; in an NPZ file the row, from 1 too.
        line: u64,
    },
    /// A record of JSON, where several share a line.
    Record {
        /// The file, as it was named; smaller than that of a line, so that errors are.
        path: Box<str>,
        /// From 1.
        record: u64,
    },
    /// A recording, of a window.
    Recording {
        /// Its name.
        name: Box<str>,
    },
    /// The index of a row in memory, from 0.
    Row(usize),
}

/// Readers keep a line of each row. Where records share lines, they keep this and the record's number in its place;
/// of lines there are fewer.
const RECORD: u64 = 1 << 31;

/// The last line, or record, that is told from others.
const LAST: u64 = RECORD - 1;

/// What readers keep of a row on a line.
pub(in crate::data) fn on_line(line: u64) -> u64 {
    line.min(LAST)
}

/// What they keep where records share lines, with the number of one from 1.
pub(in crate::data) fn of_record(number: u64) -> u64 {
    RECORD | number.min(LAST)
}

/// Whether this is what is kept of a record that shares its line.
pub(in crate::data) fn is_record(line: u64) -> bool {
    line & RECORD != 0
}

/// What was kept of a row, in words.
pub(in crate::data) fn in_words(line: u64) -> String {
    match is_record(line) {
        true => format!("record {}", line & LAST),
        false => format!("line {line}"),
    }
}

impl Location {
    /// The file, as it was named, or the recording; none of a row in memory.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Location::Line { path, .. } => Some(path),
            Location::Record { path, .. } => Some(path),
            Location::Recording { name } => Some(name),
            Location::Row(_) => None,
        }
    }

    /// A line, or what was kept in its place.
    pub(crate) fn line(path: &str, line: u64) -> Self {
        match is_record(line) {
            true => Location::Record {
                path: path.into(),
                record: line & LAST,
            },
            false => Location::Line {
                path: path.to_owned(),
                line,
            },
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Line { path, line } => write!(f, "{path}:{line}"),
            Location::Record { path, record } => write!(f, "{path}: record {record}"),
            Location::Recording { name } => f.write_str(name),
            Location::Row(row) => write!(f, "row {row} (from 0)"),
        }
    }
}

/// The first line with more or fewer fields, where blanks would separate those of most lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnevenBlanks {
    /// From 1.
    pub line: u64,
    /// Its fields.
    pub got: usize,
    /// Those of the others.
    pub expected: usize,
}

impl fmt::Display for UnevenBlanks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "blanks separate {} in most lines, but {} in line {}",
            crate::text::counted(self.expected, "field"),
            self.got,
            self.line
        )
    }
}

/// A number whose decimal mark is another than that of a number in the same file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDecimal {
    /// Its column.
    pub column: String,
    /// Its line.
    pub line: u64,
    /// The number.
    pub text: String,
    /// The one column beside which the others have one mark.
    pub odd: Option<OddColumn>,
}

/// A column whose numbers have another decimal mark than those of all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddColumn {
    /// The column.
    pub name: String,
    /// The mark of the others, where they are not read with it.
    pub decimal: Option<char>,
    /// Whether it is the target.
    pub target: bool,
    /// Whether it has few different numbers, as names that look like some.
    pub repeats: bool,
}

/// What a text looks like that stands where a number should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// The name of a category: texts of the column repeat.
    Category,
    /// A text of its own.
    Lone,
    /// `1,5`: a number with a decimal comma.
    DecimalComma,
    /// `1,037`: a number whose digits are grouped, or one with a decimal comma.
    Thousands,
    /// `1'234.50` or `1 234,50`: a number whose digits a sign groups.
    Grouped {
        /// The sign.
        sign: char,
        /// Whether it has a decimal comma.
        comma: bool,
    },
    /// `0.5` where numbers have a decimal comma: no group of digits.
    DecimalPoint,
    /// `1.234` where numbers have a decimal comma, or another number that is spelled otherwise than
    /// those of the file.
    OtherNumber,
    /// `24-Jan-21` or `1/2/24`: a date whose year has two digits.
    ShortYear {
        /// Whether texts of the column repeat, as names of categories do.
        repeats: bool,
    },
    /// `Wed Jan 03 00:00:00 2024`: a date in a form that is not read.
    UnreadDate {
        /// Whether texts of the column repeat, as names of categories do.
        repeats: bool,
    },
    /// `3.3 V` or `12%`: a number with a unit.
    WithUnit {
        /// Whether texts of the column repeat, as names of categories do.
        repeats: bool,
    },
    /// `0 days 00:01:00`: a duration, as pandas writes it.
    Duration {
        /// Whether most of its column are times of day, so that all of it can be left out with the dates.
        among_times: bool,
    },
    /// `#DIV/0!` or another error of a spreadsheet, in place of a number.
    SheetError(SheetError),
}

impl TextKind {
    /// Whether it is a number, in another spelling than that of the file, or stands for one.
    pub(crate) fn is_number(self) -> bool {
        match self {
            TextKind::DecimalComma
            | TextKind::Thousands
            | TextKind::Grouped { .. }
            | TextKind::DecimalPoint
            | TextKind::OtherNumber
            | TextKind::SheetError(_) => true,
            TextKind::Category
            | TextKind::Lone
            | TextKind::ShortYear { .. }
            | TextKind::UnreadDate { .. }
            | TextKind::WithUnit { .. }
            | TextKind::Duration { .. } => false,
        }
    }
}

/// What programs of spreadsheets write where a formula has no value; `#N/A` is a gap as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetError(u8);

impl SheetError {
    const ALL: [&str; 12] = [
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#GETTING_DATA",
    ];

    /// That which a field is.
    pub(crate) fn of(field: &str) -> Option<Self> {
        let found = (0..).zip(Self::ALL).find(|(_, error)| field.trim() == *error);
        found.map(|(index, _)| Self(index))
    }

    /// As it stands in a cell.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[usize::from(self.0)]
    }
}

/// A column of numbers with few texts, which may be meant all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RareText {
    /// The column.
    pub column: String,
    /// Whether it is the target, and they may be classes.
    pub target: bool,
}

/// By what columns are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// [`ReadOptions::drop`](crate::ReadOptions::drop)
    Dropped,
    /// [`ReadOptions::index`](crate::ReadOptions::index)
    Index,
    /// [`ReadOptions::groups`](crate::ReadOptions::groups)
    Groups,
    /// [`ReadOptions::weights`](crate::ReadOptions::weights)
    Weights,
    /// [`Dates::Drop`](crate::Dates::Drop)
    Dates,
}

/// The part that a column was asked to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A column whose values are names of categories.
    Categories,
    /// [`ReadOptions::target`](crate::ReadOptions::target)
    Target,
    /// [`ReadOptions::drop`](crate::ReadOptions::drop)
    Drop,
    /// [`ReadOptions::center`](crate::ReadOptions::center)
    Center,
    /// [`ReadOptions::index`](crate::ReadOptions::index)
    Index,
    /// [`ReadOptions::groups`](crate::ReadOptions::groups)
    Groups,
    /// [`ReadOptions::weights`](crate::ReadOptions::weights)
    Weights,
}

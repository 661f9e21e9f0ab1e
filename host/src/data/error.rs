//! What can be wrong with data.

pub(super) mod columns;
pub(super) mod location;
mod words;

use std::num::NonZeroU64;

use super::coarse::Coarse;
use super::dated::UnlikeDate;
use super::encoding::{Encoding, Nul};
use super::note::{BadLine, listed};
use super::options::{DateOrder, LabelFrom};
use super::taken::Unused;
use crate::text::{counted, visible};

use columns::some;
pub use columns::{BothColumns, Columns};
use location::in_words;
pub use location::{
    Asked, LeftOut, Location, OddColumn, OtherDecimal, RareText, SheetError, TextKind, UnevenBlanks,
};
use words::{
    array_called, beside, by_rounding, class_spelled_otherwise, held, hint, in_record, instead, nested, nuls,
    of_sheets, quote, read_as, twice, wrong_kind,
};

/// Why there are no data: what is wrong, and where.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be opened or read.
    #[error("{path}: cannot be read: {error}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// A pipe or a device.
    #[error("{path}: not a file on disk, which is read more than once; save the data to one first")]
    NotAFile {
        /// The path.
        path: String,
    },
    /// A directory of data that holds the files of a study.
    #[error("{path}: the directory of a study, whose files are no data; name the files of data in it")]
    StudyDirectory {
        /// The directory.
        path: String,
    },
    /// Not a byte, or nothing but blank lines.
    #[error("{path}: the file is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// Nothing but lines that were to be skipped.
    #[error(
        "{path}: no row follows the {} that {} skipped; the file has {lines}",
        counted(*skipped, "line"),
        if *skipped == 1 { "is" } else { "are" }
    )]
    AllSkipped {
        /// The file.
        path: String,
        /// How many were to be skipped.
        skipped: u64,
        /// How many there are.
        lines: u64,
    },
    /// A row that equals the first line, which may be a header or data.
    #[error("{at}: is the same as line {header}, which was taken for the columns' names")]
    HeaderAgain {
        /// Where.
        at: Location,
        /// The line of the header.
        header: u64,
    },
    /// The columns' names once more, in another order.
    #[error(
        "{at}: has the names of line {header} in another order; as two files, each with its names, they are joined by name"
    )]
    HeaderReordered {
        /// Where.
        at: Location,
        /// The line of the header.
        header: u64,
    },
    /// The row that was to hold units has numbers.
    #[error("{at}: the row below the header holds numbers and no units, so it is data")]
    NoUnits {
        /// Where.
        at: Location,
    },
    /// Column names, but no rows.
    #[error("{path}: only a header and no rows{}", of_sheets(sheets))]
    HeaderOnly {
        /// The file.
        path: String,
        /// The sheets of a workbook, of which the first was read.
        sheets: Vec<String>,
    },
    /// A sheet of a workbook that leaves no data, where no option says which of several is read.
    #[error("{error}; sheet `{}` was read, the first of {}", sheets.first().map_or("", String::as_str), columns::some(sheets, 8))]
    FirstSheet {
        /// What is wrong with it.
        error: Box<DataError>,
        /// The names of all.
        sheets: Vec<String>,
    },
    /// A column of a workbook in which some cells are dates and others numbers.
    #[error(
        "{path}: cell {number} of column `{column}` is a plain number, and cell {date} a date: a spreadsheet may show \
         both alike"
    )]
    MixedDates {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// The first cell of a date, such as `A2`.
        date: String,
        /// The first of a number.
        number: String,
    },
    /// A target's file without a header, beside features that have one.
    #[error(
        "{path}: its first line is there again on line {line}, so it seems to have no header, where {other} has one"
    )]
    TargetHeader {
        /// The file of the target.
        path: String,
        /// Where its first line comes again.
        line: u64,
        /// The file of the features.
        other: String,
    },
    /// Two features of one name, at least one of which is a category.
    #[error(
        "{path}: `{name}`, a category of column `{column}`, is the name of a feature of column `{other}`, too"
    )]
    CategoryClash {
        /// The file.
        path: String,
        /// The column of categories.
        column: String,
        /// The feature.
        name: String,
        /// The other column.
        other: String,
    },
    /// Fields that several blanks in a row separate, read with one blank as the delimiter.
    #[error("{error}; several blanks in a row separate fields here, and one was given as the delimiter")]
    BlankRuns {
        /// What became of it.
        error: Box<DataError>,
    },
    /// Columns of a format that has no header, but no rows.
    #[error("{path}: there is not one row")]
    NoRecords {
        /// The file.
        path: String,
    },
    /// Every row had a missing value and was left out.
    #[error("{path}: every row has a missing value, so none is left")]
    AllDropped {
        /// The file.
        path: String,
    },
    /// A row is shorter or longer than the first.
    #[error("{at}: {} where the first line has {expected}", counted(*got, "field"))]
    FieldCount {
        /// Where.
        at: Location,
        /// Fields in the first line.
        expected: usize,
        /// Fields in this line.
        got: usize,
        /// The lines before what looks like a table, where they are not as those that follow.
        before: Option<u64>,
        /// What begins a comment, where the line begins so.
        comment: Option<&'static str>,
        /// Whether a cell may be blank, where blanks separate the fields.
        blank_cell: bool,
    },
    /// A cell of a sheet beside the table.
    #[error(
        "{at}: the cell {cell} is left of the table, whose first column is the first that the header names"
    )]
    OutsideCell {
        /// Where.
        at: Location,
        /// Its reference, such as `A12`.
        cell: String,
        /// The lines before what looks like a table, where they are not as those that follow.
        before: Option<u64>,
    },
    /// Several lines that do not fit the others.
    #[error("{path}: {}", listed(*count, first))]
    BadLines {
        /// The file.
        path: Box<str>,
        /// How many.
        count: u64,
        /// The first of them.
        first: Box<[BadLine]>,
        /// The lines before what looks like a table, where they are not as those that follow.
        before: Option<u64>,
        /// What begins a comment, where one of them begins so.
        comment: Option<&'static str>,
        /// Whether cells may be blank, where blanks separate the fields.
        blank_cells: bool,
        /// What a text among numbers looks like, where that may be a number too.
        kind: Option<TextKind>,
        /// The column, where texts are among its numbers that may be meant.
        rare: Option<Box<RareText>>,
        /// Whether some have more or fewer fields.
        widths: bool,
        /// The text that stands among numbers again and again, as a sign of a gap does.
        repeated: Option<Box<str>>,
    },
    /// Every line was left out.
    #[error("{path}: no line fits the others, so none is left")]
    NoGoodLine {
        /// The file.
        path: String,
    },
    /// The first row holds units.
    #[error(
        "{at}: the row below the header is text, as `{text}` in column `{column}`, where others have numbers or dates: units?"
    )]
    UnitsRow {
        /// Where.
        at: Location,
        /// A column that holds numbers otherwise.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A quote that nothing closes.
    #[error("{at}: the quoted field that begins here never ends")]
    OpenQuote {
        /// Where.
        at: Location,
    },
    /// Bytes that are no UTF-8.
    #[error("{at}: {} is not UTF-8 text", in_record(.column.as_deref()))]
    NotUtf8 {
        /// Where.
        at: Location,
        /// The column; none where records have no columns before they are read.
        column: Option<String>,
    },
    /// Text that is asked to be read in an encoding that it can't be in.
    #[error("{path}: is UTF-8 text, and not {encoding}")]
    OtherEncoding {
        /// The file.
        path: String,
        /// What was asked for.
        encoding: Encoding,
    },
    /// Bytes that are no UTF-8, where another of the files is, or the text before them: no encoding reads both.
    #[error(
        "{at}: {} is not UTF-8 text, and {} is, with letters beyond ASCII: their encodings differ",
        in_record(.column.as_deref()), .other.as_deref().unwrap_or("the text before it")
    )]
    EncodingsDiffer {
        /// Where.
        at: Location,
        /// The column, where it is known.
        column: Option<String>,
        /// The file that is UTF-8; none where it is the text before.
        other: Option<String>,
    },
    /// Bytes that no text has.
    #[error("{at}: holds NUL bytes, which no text has{}", nuls(*like))]
    NulByte {
        /// Where the first is.
        at: Location,
        /// What it may be.
        like: Nul,
    },
    /// An option that a format has no use for.
    #[error("{path}: is {format}, which has no use for {option}")]
    Unused {
        /// The file.
        path: String,
        /// What it is.
        format: &'static str,
        /// The option.
        option: Unused,
    },
    /// Numbers whose digits one sign groups, and a number whose digits another does.
    #[error(
        "{at}: column `{column}` holds `{text}`, whose digits `{}` groups, where `{}` groups those of `{other_text}` \
         on {}",
        visible(*sign),
        visible(*other_sign),
        in_words(*other_line)
    )]
    TwoGroupings {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: Box<str>,
        /// What groups its digits.
        sign: char,
        /// The line of the first number whose digits are grouped as it was found or asked for.
        other_line: u64,
        /// That number.
        other_text: Box<str>,
        /// What groups its digits.
        other_sign: char,
    },
    /// Numbers with a decimal point, and others with a decimal comma.
    #[error(
        "{at}: column `{column}` holds `{text}`, with a {}, and numbers of column `{}` have a decimal {}, as `{}` on line {}: \
         a file is read with one decimal mark",
        if *mark == ',' { "comma" } else { "point" },
        other.column,
        if *mark == ',' { "point" } else { "comma" },
        other.text,
        other.line
    )]
    TwoDecimals {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: Box<str>,
        /// What stands before its fraction, if it groups no digits.
        mark: char,
        /// Whether it may group digits.
        groups: bool,
        /// A number with the other mark before its fraction.
        other: Box<OtherDecimal>,
        /// Whether it is the target.
        target: bool,
    },
    /// The same byte before fractions and between groups of digits.
    #[error("`{byte}` cannot stand before the fraction of a number and also group its digits")]
    SameSeparator {
        /// The byte.
        byte: char,
    },
    /// A blank line in one of two files whose rows belong together.
    #[error("{at}: a blank line between rows, where each row belongs to one of another file")]
    BlankLine {
        /// Where.
        at: Location,
    },
    /// Rows with a comma more than the first line.
    #[error("{at}: `{text}` has a comma more than the first line: in a number, or behind the row's name")]
    CommaInRow {
        /// Where.
        at: Location,
        /// The row.
        text: String,
        /// How many names the first line has.
        names: usize,
    },
    /// The same sign between fields and in numbers, which are not in quotes.
    #[error("{path}: `{}` separates the fields, and no number in them can have it but in quotes", visible(*sign))]
    DelimiterInNumbers {
        /// The file.
        path: String,
        /// The sign.
        sign: char,
        /// Whether it was to group digits; else it was to stand before fractions.
        groups: bool,
    },
    /// Infinity, or a number beyond f32.
    #[error("{at}: column `{column}` holds `{text}`, which no finite f32 can hold")]
    NotFinite {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// Whether it is the target.
        target: bool,
        /// What stands there.
        text: String,
    },
    /// A missing feature.
    #[error("{at}: column `{column}` has no value")]
    MissingValue {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// A missing feature of a column of categories.
    #[error("{at}: column `{column}` has no value")]
    MissingCategory {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// A gap in a workbook that has cells which are empty for a program alone.
    #[error("{at}: column `{column}` has no value; the workbook has {note}")]
    EmptyCell {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// Which cells.
        note: String,
    },
    /// A missing feature of a row that a model is to answer.
    #[error("{at}: column `{column}` has no value, and the model knows none that could stand in")]
    NothingStandsIn {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// A missing target.
    #[error("{at}: the target `{column}` has no value")]
    MissingTarget {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// Text in a feature.
    #[error("{at}: column `{column}` holds text, `{text}`")]
    TextValue {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// What it looks like.
        kind: TextKind,
        /// Whether others there are numbers.
        numbers: bool,
    },
    /// Dates and times in a feature.
    #[error("{at}: column `{column}` holds a date or a time, `{text}`{}", read_as(*order))]
    DateValue {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// In which order all of them can be read.
        order: DateOrder,
    },
    /// Something else in a feature of dates and times.
    #[error("{at}: column `{column}` holds `{text}`, where most are dates or times{}", read_as(*order))]
    NoDate {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// In which order most of them can be read.
        order: DateOrder,
        /// Whether it looks like a date all the same, in a form that is not read.
        unread: bool,
    },
    /// A part of a date that has the name of another column.
    #[error("{path}: `{name}`, a part of the dates in column `{column}`, is the name of another column too")]
    DateClash {
        /// The file.
        path: String,
        /// The column of dates.
        column: String,
        /// The name.
        name: String,
    },
    /// Something else than a model was trained on, in a column of dates or times.
    #[error(
        "{at}: column `{column}` holds {}, where the model takes {}",
        held(text, *dates),
        match (dates, times) {
            (true, true) => "a date and a time of day",
            (true, false) => "a date",
            (false, _) => "a time of day without a date",
        }
    )]
    OtherDate {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there; none where all of it is read otherwise.
        text: Option<String>,
        /// Whether the model takes dates.
        dates: bool,
        /// Whether it takes parts of a time of day.
        times: bool,
        /// What the text looks like.
        like: UnlikeDate,
    },
    /// Dates and times of day in one feature.
    #[error(
        "{at}: column `{column}` mixes dates and times of day: `{}` on {} is a date, and `{}` on {} a time without one",
        date.1, in_words(date.0), time.1, in_words(time.0)
    )]
    MixedMoments {
        /// Where the second of them is.
        at: Location,
        /// The column.
        column: String,
        /// The first date, with its line.
        date: (u64, Box<str>),
        /// The first time of day alone, with its line.
        time: (u64, Box<str>),
    },
    /// Dates of which some have an offset from UTC and others none.
    #[error(
        "{at}: in column `{column}` `{}` on {} has an offset from UTC and `{}` on {} has none",
        with.1, in_words(with.0), without.1, in_words(without.0)
    )]
    MixedOffsets {
        /// Where the second of them is.
        at: Location,
        /// The column.
        column: String,
        /// The first that has one, with its line.
        with: (u64, Box<str>),
        /// The first that has none, with its line.
        without: (u64, Box<str>),
    },
    /// Dates with offsets from UTC where a model was trained on seconds of some without, or the reverse.
    #[error(
        "{at}: dates in column `{column}` have {} offset from UTC, and those that the model was trained on had {}: \
         their seconds since 1970 are not of one clock",
        if *offsets { "an" } else { "no" },
        if *offsets { "none" } else { "one" },
    )]
    OtherOffsets {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// Whether they have offsets here.
        offsets: bool,
    },
    /// Parts are to be read of moments in a zone that is not known.
    #[error(
        "{path}: column `{column}` is in the time zone `{zone}`, which the time-zone database does not have"
    )]
    UnknownZone {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// The zone.
        zone: String,
    },
    /// Dates that have a meaning with the day first, and another with the month first.
    #[error(
        "{at}: column `{column}` holds `{text}`, and its dates can be read as {} or as {}",
        DateOrder::DayFirst.pattern(),
        DateOrder::MonthFirst.pattern()
    )]
    DateOrder {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// Text in the target that may be a number.
    #[error("{at}: the target `{column}` holds `{text}`, a text that looks like a number")]
    NumberAsText {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// What it looks like.
        kind: TextKind,
    },
    /// All columns are missing in all rows that train.
    #[error("{path}: no feature has a value in the rows that train")]
    NoValues {
        /// The file.
        path: String,
    },
    /// All features of all rows are more than memory holds.
    #[error("{path}: {rows} rows of {features} features take {} bytes, for which there is no memory", *.rows as u128 * *.features as u128 * 4)]
    NoMemory {
        /// The file.
        path: String,
        /// How many rows.
        rows: usize,
        /// How many features each becomes.
        features: usize,
    },
    /// More rows than memory holds.
    #[error("{path}: its rows are more than memory holds, at row {rows}")]
    TooManyRows {
        /// The file.
        path: String,
        /// How many were read.
        rows: usize,
    },
    /// An array that memory does not hold.
    #[error("{path}: {} is larger than the memory that there is", array_called(array))]
    LargeArray {
        /// The file.
        path: String,
        /// Its name; none of an array by itself.
        array: Option<String>,
    },
    /// More features are to be selected than there are.
    #[error("{count} features are to be selected, and a window has {features}")]
    SelectsMore {
        /// How many.
        count: usize,
        /// How many there are.
        features: usize,
    },
    /// Features are to be selected of rows that have no classes.
    #[error("features are selected by how they tell classes apart, and the data have none")]
    SelectsByClasses,
    /// More features than a network has inputs.
    #[error("{path}: the columns make {features} features, more than 65535: `{column}` alone makes {width}")]
    TooWide {
        /// The file.
        path: String,
        /// How many.
        features: usize,
        /// The column that makes the most.
        column: String,
        /// How many it makes.
        width: usize,
    },
    /// A target that is the same in every row.
    #[error("{path}: the target `{column}` is `{class}` in every row, so there is nothing to predict")]
    OneClass {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What stands in every row.
        class: String,
        /// Where labels would come from that are not all alike, where they came from the files' names.
        other: Option<LabelFrom>,
    },
    /// Values to predict that are so large and close to each other that f32 loses more of them than 0.05 of r2.
    #[error(
        "{path}: the target `{}` has {} different values, of which f32 keeps {}{}: {}",
        .lost.column,
        .lost.distinct,
        .lost.kept,
        by_rounding(.lost.r2_lost),
        instead(.lost)
    )]
    CoarseTarget {
        /// The file.
        path: String,
        /// The column, and what f32 loses of it.
        lost: Coarse,
    },
    /// Text where numbers are to be predicted.
    #[error("{at}: the target `{column}` holds text, `{text}`, which cannot be regressed")]
    TextTarget {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A label of this many digits that another may look the same.
    #[error(
        "{at}: the target `{column}` holds `{text}`, a whole number with too many digits to be \
         exact beside numbers with a point or beyond 64 bits; as text, with a letter before it, it is \
         a label of its own"
    )]
    InexactLabel {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// The number.
        text: String,
    },
    /// More classes than a label can count.
    #[error("{path}: the target `{column}` has {classes} classes, more than 65535")]
    TooManyClasses {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// How many.
        classes: usize,
    },
    /// A workbook has no such sheet.
    #[error(
        "{path}: there is no sheet `{sheet}`{}; there are {}",
        hint(sheet, nearest),
        columns::some(sheets, 8)
    )]
    NoSheet {
        /// The file.
        path: String,
        /// The name, or the number, that was asked for.
        sheet: String,
        /// The sheet whose name is most like it.
        nearest: Option<String>,
        /// The names of those that there are.
        sheets: Vec<String>,
    },
    /// A column that was asked for is not there.
    #[error("{path}: there is no column `{name}`{}; {columns}", hint(name, nearest))]
    UnknownColumn {
        /// The file.
        path: String,
        /// What it was asked for.
        asked: Asked,
        /// The name, or the index, that was asked for.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
        /// Those that there are.
        columns: Columns,
        /// The lines before one that names such a column, if there is one further down. `NonZeroU64` keeps the enum
        /// small.
        before: Option<NonZeroU64>,
    },
    /// A column whose values are to be names of categories, and that is no feature.
    #[error("{path}: the values of `{column}` cannot be names of categories: it is {}", if *.target { "the target" } else { "left out" })]
    NoCategories {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// Whether it is the target.
        target: bool,
    },
    /// A column that is to say which rows belong together, and that is the target or left out.
    #[error("{path}: `{column}` cannot say which rows belong together: it is {}", if *.target { "the target" } else { "left out" })]
    NoGroups {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// Whether it is the target.
        target: bool,
    },
    /// A row without the name of its group, or the number of its fold.
    #[error("{at}: `{column}` says which group or fold a row is of, and has no value")]
    MissingGroup {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// A column that is to say how much a row counts, and that is something else.
    #[error("{path}: `{column}` cannot say how much a row counts: it is {other}")]
    NoWeights {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What it is.
        other: &'static str,
    },
    /// A row without a weight.
    #[error("{at}: `{column}` says how much a row counts, and has no value")]
    MissingWeight {
        /// Where.
        at: Location,
        /// The column.
        column: String,
    },
    /// What no row can count.
    #[error(
        "{at}: `{column}` says how much a row counts, and holds `{text}`, which is no number from 0 to 3.4e38"
    )]
    NoWeight {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What is there.
        text: String,
    },
    /// No row counts.
    #[error("{path}: all rows have the weight 0 in `{column}`, so that none counts")]
    ZeroWeights {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// The same of classes.
    #[error("{path}: all classes have the weight 0, so that no row counts")]
    ZeroClassWeights {
        /// The file.
        path: String,
    },
    /// A class that is to count otherwise, and that there is not.
    #[error("{path}: there is no class `{class}` to weigh; the classes are {}", some(.classes, 12))]
    NoClassToWeigh {
        /// The file.
        path: String,
        /// Its name.
        class: String,
        /// Those that there are.
        classes: Vec<String>,
    },
    /// Classes are to count otherwise, and values are predicted.
    #[error("{path}: classes are to count otherwise, and the target has numbers to predict")]
    WeightsOfValues {
        /// The file.
        path: String,
    },
    /// Classes are to count otherwise, and each row has several labels.
    #[error("{path}: classes are to count otherwise, and several labels a row are no classes")]
    WeightsOfLabels {
        /// The file.
        path: String,
    },
    /// A value below 0 where the loss is of values from 0 on.
    #[error("{at}: `{column}` holds {value}, and the poisson loss is of values from 0 on")]
    Negative {
        /// Where.
        at: Location,
        /// The target.
        column: String,
        /// What is there.
        value: f32,
    },
    /// The target is also to be dropped.
    #[error("{path}: the target `{column}` is also to be left out")]
    DroppedTarget {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// A column to centre that is text, the target, or left out.
    #[error("{path}: the column `{column}` cannot be centred: it is text, the target, or left out")]
    NotCenterable {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// Whole numbers to centre, some of which are one f64, beside others.
    #[error(
        "{at}: column `{column}` holds `{text}`, a whole number of more digits than can be centred beside numbers with a \
         point or beyond 64 bits"
    )]
    InexactCenter {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// The number.
        text: String,
    },
    /// The data are centred otherwise than those that the model was trained on.
    #[error(
        "{path}: the model takes the column `{column}` minus {}, and it was read minus {}",
        offset.unwrap_or(0.0),
        here.unwrap_or(0.0)
    )]
    OtherCenter {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What the model has subtracted.
        offset: Option<f64>,
        /// What the reading has.
        here: Option<f64>,
    },
    /// The target and the dropped columns leave nothing.
    #[error(
        "{path}: no column is left to learn from besides the target{}{}",
        left_out.map_or("", |_| " and those left out"),
        blanks.as_ref().map_or(String::new(), |one| format!("; {one}"))
    )]
    NoFeatures {
        /// The file.
        path: String,
        /// By what columns were left out, if any were.
        left_out: Option<LeftOut>,
        /// Whether it is delimited text.
        delimited: bool,
        /// The lines before what looks like a table, where they are not as those that follow.
        before: Option<u64>,
        /// The line that keeps the fields from being separated by blanks.
        blanks: Option<UnevenBlanks>,
    },
    /// The model needs a column that this file lacks.
    #[error(
        "{path}: the model needs a column `{name}`, which is not there{}; {}",
        hint(name, nearest),
        columns
    )]
    AbsentColumn {
        /// The file.
        path: String,
        /// The column.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
        /// The columns that the model needs, and those that there are.
        columns: Box<BothColumns>,
        /// Whether line 1, taken for the columns' names, looks like data.
        data_for_names: bool,
    },
    /// Columns without the names, or at other places, than those by which a model finds its dates.
    #[error(
        "{path}: the model finds its dates by the columns that it was trained on{}, and these are others; {}",
        target.as_ref().map_or(String::new(), |target| format!(", with the target at `{target}`")),
        columns
    )]
    DatePlaces {
        /// The file.
        path: String,
        /// The columns that the model takes, and those that there are.
        columns: Box<BothColumns>,
        /// Where the target stood, where columns have no names.
        target: Option<String>,
    },
    /// More or fewer columns than the model takes, of data without names or for a model without.
    #[error(
        "{path}: {}{} where the model takes {}, which are matched by their order, for not both \
         have names{}; {}",
        counted(columns.data.len(), "column"),
        target.as_ref().map_or(String::new(), |target| format!(" beside the target `{target}`")),
        columns.model.len(),
        if *index { "; the first only numbers the rows" } else { "" },
        columns
    )]
    ColumnCount {
        /// The file.
        path: String,
        /// The columns that the model takes, and those that there are.
        columns: Box<BothColumns>,
        /// The target's column, where there is one.
        target: Option<String>,
        /// Whether the first only counts, as one does that pandas has saved.
        index: bool,
    },
    /// The column that is to hold the truth is one that the model answers from.
    #[error("{path}: the target `{column}` is a feature of the model, which does not predict it")]
    FeatureAsTarget {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// The column of the truth is not there.
    #[error(
        "{path}: the target `{name}` is not in the file, so there is nothing to compare with{}",
        hint(name, nearest)
    )]
    AbsentTarget {
        /// The file.
        path: String,
        /// The target.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
    },
    /// A class that a model was not trained on.
    #[error(
        "{at}: the target `{column}` holds `{class}`, which is none of the model's classes: {}{}",
        known.join(", "),
        class_spelled_otherwise(class, known)
    )]
    UnknownClass {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// The class.
        class: String,
        /// The model's.
        known: Vec<String>,
    },
    /// The model needs numbers where this file has text.
    #[error("{at}: column `{column}` holds text, `{text}`, where the model was fitted on numbers")]
    NotNumeric {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// What it looks like.
        kind: TextKind,
    },
    /// An array of NumPy that is no data.
    #[error("{path}: {} {what}", array_called(array))]
    Npz {
        /// The file.
        path: String,
        /// Its name; none of an array by itself.
        array: Option<String>,
        /// What is wrong with it, and how to save it.
        what: String,
    },
    /// An NPZ file without an array.
    #[error("{path}: array `{array}` is not in the file, which has {}", arrays.join(", "))]
    NoArray {
        /// The file.
        path: String,
        /// The array, `X` and `y` unless others were asked for.
        array: String,
        /// Those that are there, with their shapes.
        arrays: Vec<String>,
    },
    /// A single array without a target.
    #[error("{path}: an array by itself has no target")]
    NoTargetArray {
        /// The file.
        path: String,
    },
    /// A format that is not read.
    #[error("{path}: the file is {format}, which is not read; {instead}")]
    Unsupported {
        /// The file.
        path: String,
        /// What it is.
        format: String,
        /// How to get a file that is read.
        instead: String,
    },
    /// A column of values that no cell of a table can hold, or of a type that is not read.
    #[error("{path}: column `{column}` has the type {kind}, which is not supported")]
    ColumnType {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// JSON that is no table.
    #[error("{at}: {what}, where records are read, such as {{\"a\": 1.5, \"y\": \"red\"}}")]
    Json {
        /// Where.
        at: Location,
        /// What is wrong.
        what: String,
    },
    /// A field of a JSON record that holds several values.
    #[error("{at}: `{column}` is an array or an object, not one value, {}", nested(*frame))]
    NestedJson {
        /// Where.
        at: Location,
        /// The field.
        column: String,
        /// Whether the record stands alone, as a frame of pandas does that is not written as records.
        frame: bool,
    },
    /// A line, or a row with line ends in quotes, that is longer than any row.
    #[error("{at}: more than 16 MB in a row: this is no table{}", quote(*open_quote))]
    LongLine {
        /// Where it begins.
        at: Location,
        /// Whether a quote may be open, as in delimited text: in JSON the next quote ends a string.
        open_quote: bool,
    },
    /// More than this program takes.
    #[error("{path}: {what}; save it as CSV")]
    TooLarge {
        /// The file.
        path: String,
        /// What is too large, and the limit.
        what: String,
    },
    /// More columns than a network could have inputs.
    #[error("{at}: more than {most} columns")]
    TooManyColumns {
        /// Where.
        at: Location,
        /// How many may be.
        most: usize,
    },
    /// A directory without a file.
    #[error("{path}: there is no file{}", beside(aside))]
    NoFiles {
        /// What was to be read.
        path: String,
        /// Files that are no data, by their names.
        aside: Vec<String>,
    },
    /// A file that is given twice, maybe by two names.
    #[error(
        "{path}: {}, so its rows would count twice; leave one out",
        twice(path, other)
    )]
    FileTwice {
        /// The file.
        path: String,
        /// As it was named before.
        other: String,
    },
    /// Several files, and no word on what is to be learnt.
    #[error("{path}: {} in all, which may each be a class or have a column of classes", counted(*files, "file"))]
    SeveralFiles {
        /// The first of them.
        path: String,
        /// How many.
        files: usize,
    },
    /// A file whose columns are not those of the first.
    #[error("{path}: not as {first}: {what}")]
    FilesDiffer {
        /// The file.
        path: String,
        /// The first one.
        first: String,
        /// What differs.
        what: String,
        /// Whether the first file's columns are called by numbers, and so may have no header.
        numbers_for_names: bool,
    },
    /// Labels from names, though the file has a column that is called so.
    #[error("{path}: has a column `{column}`, beside the labels of the files' names")]
    LabelColumn {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// A file without a folder that would be its label.
    #[error("{path}: lies in no folder whose name could be its label")]
    NoLabel {
        /// The file.
        path: String,
    },
    /// Two files of which one has more rows.
    #[error("{path}: {}, where {other} has {other_rows}", counted(*rows, "row"))]
    RowCounts {
        /// The file of the target.
        path: String,
        /// Its rows.
        rows: usize,
        /// The file of the features.
        other: String,
        /// Its rows.
        other_rows: usize,
    },
    /// The file of the target has several columns.
    #[error("{path}: {} columns, where one is the target; they are {}", columns.len(), columns::some(columns, 8))]
    SeveralTargets {
        /// The file.
        path: String,
        /// Their names.
        columns: Vec<String>,
        /// Whether the first of two may number the rows.
        index: bool,
    },
    /// A column that is named twice as a target.
    #[error("{path}: column `{column}` is named twice as a target")]
    SameTarget {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// Several targets of which one is text, or labels and values beside each other.
    #[error("{path}: the targets are of two kinds: `{labels}` {what}, and `{values}` has others")]
    MixedTargets {
        /// The file.
        path: String,
        /// The first column of the one kind.
        labels: String,
        /// What it has.
        what: String,
        /// The first of the other.
        values: String,
    },
    /// Several targets of text, or of text and numbers.
    #[error(
        "{at}: column `{column}` has the text `{text}`, and several targets are numbers: labels of 0 and 1, or values"
    )]
    TextTargets {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// One of several labels that is neither 0 nor 1.
    #[error(
        "{at}: target `{column}` has {value}, and of several labels each is 0 or 1 (it has {distinct} different values)"
    )]
    NotALabel {
        /// Where.
        at: Location,
        /// The column.
        column: String,
        /// What stands there.
        value: f32,
        /// How many different values there are.
        distinct: usize,
    },
    /// Several targets of data whose target is an array, a file of its own, or the files' names.
    #[error(
        "{path}: several targets are columns of the file of the features, a table with names or positions"
    )]
    TargetsElsewhere {
        /// The file.
        path: String,
    },
    /// The rows of the file of the target have other names than those of the features' file.
    #[error(
        "{at}: column `{column}` has `{text}`, where it has `{other_text}` in {other}: the rows of the two files are not the \
         same, or in another order"
    )]
    IndexesDiffer {
        /// Where, in the file of the target.
        at: Location,
        /// The column that both files have.
        column: Box<str>,
        /// What is there.
        text: Box<str>,
        /// The file of the features.
        other: String,
        /// What its row has.
        other_text: Box<str>,
    },
    /// Plain numbers among the durations of a workbook's column.
    #[error(
        "{path}: cell {number} is a plain number, and cell {duration} of its column a duration, which is read in seconds"
    )]
    MixedDurations {
        /// The file.
        path: String,
        /// A duration.
        duration: String,
        /// A number.
        number: String,
    },
    /// Times of day or dates among the durations of a workbook's column.
    #[error(
        "{path}: cell {time} is a time of day or a date, and cell {duration} of its column a duration, which is read in \
         seconds"
    )]
    DurationsAndTimes {
        /// The file.
        path: String,
        /// A duration.
        duration: String,
        /// A time of day or a date.
        time: String,
    },
    /// A negative number in a workbook's cell of a date or a time of day.
    #[error("{path}: cell {cell} is a negative time, which is no time of day and shown as `#######`")]
    NegativeTime {
        /// The file.
        path: String,
        /// The cell.
        cell: String,
    },
    /// Plain numbers where a model was trained on durations.
    #[error("{path}: column `{column}` is plain numbers, and the model was trained on durations, in seconds")]
    NoDurations {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// The column of the target, of a file of its own, is among the features, too.
    #[error("{path}: column `{column}` is the target in {other}, and would be a feature, too")]
    TargetInBoth {
        /// The file of the features.
        path: String,
        /// The file of the target.
        other: String,
        /// The column.
        column: String,
    },
    /// The data were read without a target.
    #[error("{path}: the data have no target column")]
    NoTarget {
        /// The file.
        path: String,
    },
    /// A target of values where a model answers with classes, or the other way round.
    #[error("{path}: the target `{column}` {}", wrong_kind(*classes))]
    WrongTarget {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// Whether it holds classes.
        classes: bool,
    },
    /// More targets than a model has, fewer, or others.
    #[error("{path}: the target of the data is `{here}`, and the model has `{model}`")]
    OtherTargets {
        /// The file.
        path: String,
        /// The column, or all of several.
        here: String,
        /// The model's.
        model: String,
    },
    /// No rows in memory.
    #[error("there is not one row")]
    NoRows,
    /// Rows in memory whose lengths do not agree.
    #[error(
        "{} are not {} for each of {}",
        counted(*numbers, "number"),
        counted(*features, "feature"),
        counted(*targets, "target")
    )]
    RowLengths {
        /// How many numbers there are.
        numbers: usize,
        /// How many features a row is said to have.
        features: usize,
        /// How many labels or values there are.
        targets: usize,
    },
    /// A row index beyond the data.
    #[error("{path}: row {row} of {rows}")]
    Row {
        /// The file.
        path: String,
        /// The row asked for.
        row: u32,
        /// The rows there are.
        rows: usize,
    },
}

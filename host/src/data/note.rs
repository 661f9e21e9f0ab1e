//! What was found in a file by itself, and what was left out of it.

use std::fmt;

use super::aside;
use super::encoding::Encoding;
use super::error::Location;
use super::error::columns::some;
use super::error::location::in_words;
use super::options::DateOrder;
use crate::text::{counted, visible};

/// A line that does not fit the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", in_words(self.line), self.what)
    }
}

/// Something that a reader of the file guessed or left out; `{}` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Lines at the top are comments, the last of them.
    Comments {
        /// The last one.
        last: u64,
    },
    /// A comment line that names the columns.
    HeaderInComment {
        /// Which.
        line: u64,
    },
    /// A comment names the columns, and the row below it may, too.
    HeaderOrRow {
        /// The line of that row.
        row: u64,
    },
    /// The first row is taken for the columns' names, and the comment above it may name them, too.
    CommentOrHeader {
        /// The line of the comment.
        line: u64,
    },
    /// A row that begins as a comment does, where others do not.
    PerhapsComment {
        /// Its line, the first of such.
        line: u64,
        /// What it begins with.
        mark: &'static str,
        /// How many such rows there are.
        count: u64,
    },
    /// The first line says what separates fields, as Excel has it.
    Separator {
        /// The delimiter.
        byte: char,
    },
    /// Fields are separated by runs of blanks.
    Whitespace,
    /// Numbers have a decimal comma.
    DecimalComma {
        /// Whether points group their digits.
        grouped: bool,
    },
    /// A sign groups the digits of numbers.
    DigitGroups {
        /// Which.
        sign: char,
    },
    /// Numbers are spelled as those of a model's data, or of the other files, or are not.
    Spelling {
        /// Before fractions.
        decimal: char,
        /// Between groups of digits.
        thousands: Option<char>,
        /// Whether it is the spelling of a model's data.
        trained: bool,
        /// Whether they are read so; if not, they cannot be.
        taken: bool,
    },
    /// A sign that stands before fractions or between groups of digits, and nothing in the file says which.
    EitherSeparator {
        /// The columns.
        columns: Vec<String>,
        /// A number of theirs.
        text: String,
        /// Its line, where it is none of the first rows.
        line: Option<u64>,
        /// The sign.
        separator: char,
        /// Whether it is taken to group digits, as it does in other files; else it is read as before fractions.
        groups: bool,
    },
    /// The text is not UTF-8.
    Encoding(Encoding),
    /// The text is read in the encoding that was asked for, and all of it is UTF-8, too.
    AlsoUtf8 {
        /// What was asked for.
        encoding: Encoding,
        /// What the first letters beyond ASCII are in it, and in UTF-8.
        letters: [String; 2],
        /// Whether all of the text is UTF-8, and not its beginning alone.
        whole: bool,
    },
    /// The first field of each row has no name and is no column.
    RowNames,
    /// An empty field ends each row and is no column.
    TrailingDelimiters,
    /// Lines that are the header again, and were left out.
    RepeatedHeaders {
        /// How many.
        count: u64,
        /// The first.
        first: u64,
    },
    /// Lines that were left out as they do not fit the others.
    BadLines {
        /// How many.
        count: u64,
        /// The first of them.
        first: Vec<BadLine>,
    },
    /// A column of dates became numbers, or was left out.
    Dates {
        /// The column.
        column: String,
        /// What became of it.
        as_what: &'static str,
        /// In which order its dates were read; none of times alone, or of dates that are not read.
        order: Option<DateOrder>,
        /// Whether there are years of two digits.
        short_years: bool,
        /// How many fields are no dates, and the first of them.
        others: Option<(u64, BadLine)>,
    },
    /// The workbook has other sheets, which are not read.
    Sheet {
        /// The names of all; the first is read.
        names: Vec<String>,
    },
    /// The archive has other arrays, which are not read.
    Arrays {
        /// Their names, in the archive's order.
        names: Vec<String>,
    },
    /// Cells of a formula whose value the workbook does not hold, which are empty.
    Formulas {
        /// How many.
        count: usize,
        /// The first, such as `B12`.
        first: String,
    },
    /// Cells that are merged with others, of which the first alone holds what is written in them.
    Merged {
        /// How many groups of them.
        count: usize,
        /// The first, such as `B12:B14`.
        first: String,
    },
    /// Whole numbers of a workbook beyond 2^53, which it does not hold exactly.
    RoundedNumbers {
        /// The first cell, such as `B12`.
        first: String,
    },
    /// A directory among the data that is a study's, and was left out.
    Study(String),
    /// Dates of which parts are read, and that have other offsets from UTC than those of the files before.
    OtherOffsets {
        /// The column.
        column: String,
        /// The file.
        path: String,
        /// The offsets there, such as `+01:00, +02:00`.
        offsets: String,
        /// Those before.
        before: String,
    },
    /// Labels that are numbers, of which some are written in several ways or have zeros before them.
    LabelSpelling {
        /// The target's column.
        column: String,
        /// One of them.
        text: String,
        /// Another label that is the same number.
        other: Option<String>,
    },
    /// Two categories that are one number, and so became one.
    CategorySpelling {
        /// The column.
        column: String,
        /// Both texts.
        texts: [String; 2],
    },
    /// A target whose labels the file stores as text though each is a number, such as the string `"10"` in JSON.
    LabelsOfTexts {
        /// The target's column.
        column: String,
    },
    /// Features that the file stores as text though each value is a number; they are read as numbers.
    NumbersOfTexts(Vec<String>),
    /// Features of which each value is a number in another spelling than those of the file, and so text.
    NumbersAsCategories {
        /// The columns.
        columns: Vec<String>,
        /// The first of their texts.
        text: String,
    },
    /// Numbers of a target or of a column of categories that the file stores as text, beside others that are numbers.
    TextsBesideNumbers {
        /// The column.
        column: String,
        /// How many are text.
        texts: u64,
        /// Where the first of these stands.
        first: Location,
        /// What all are taken for.
        taken: &'static str,
    },
    /// Files beside the data that are none by their names, and were left out.
    Aside(Vec<String>),
    /// Files whose bytes are those of another.
    Copies {
        /// A file.
        first: String,
        /// One with the same bytes.
        copy: String,
        /// How many more there are.
        more: usize,
    },
    /// Files of one label whose names differ before their extension.
    SharedLabel {
        /// The label.
        label: String,
        /// The names of two of its files.
        files: [String; 2],
        /// How many more such labels there are.
        more: usize,
    },
    /// A column that is the index of a frame of pandas, and was left out.
    PandasIndex {
        /// The column.
        column: String,
    },
    /// A target that has numbers beside true and false.
    TruthsBesideNumbers {
        /// The target's column.
        column: String,
    },
    /// Spellings of true and false in the target, which become the names `True` and `False`.
    TruthsRespelled {
        /// The target's column.
        column: String,
        /// As they are written.
        texts: Vec<String>,
    },
    /// Columns of durations, which are read in seconds.
    Durations(Vec<String>),
    /// The same where dates were to be read or left out, and there are none.
    NoDatesButDurations(Vec<String>),
    /// Columns of nothing but true and false, which are 1 and 0.
    Truths(Vec<String>),
    /// Dates without a time of day, of which hours are read.
    Midnights {
        /// The column.
        column: String,
        /// Whether those of other files have times.
        some_files: bool,
    },
    /// Times of day that a model does not take, for its dates had none.
    TimesUnused {
        /// The column.
        column: String,
    },
    /// Dates were to be read or left out, and no column holds any.
    NoDates,
    /// Blank lines between rows, which are no rows: of a file of one column, of a workbook, or beside a file of
    /// the target.
    BlankLines {
        /// How many places there are with such lines.
        count: u64,
        /// The first of the lines.
        first: u64,
    },
    /// What is said of the file that holds the target of another.
    OfTarget {
        /// The file.
        path: String,
        /// What is said.
        note: Box<Note>,
    },
    /// A text outside quotes that stands with different blanks around it, which are left out.
    Blanks {
        /// The column.
        column: String,
        /// Without them.
        text: String,
        /// Where it first stands, and where it first stands with others.
        lines: [u64; 2],
    },
    /// The same, where others stand around it in another file.
    BlanksInFile {
        /// The column.
        column: String,
        /// Without them.
        text: String,
        /// The file.
        path: String,
    },
    /// Fields of a column of text that would be gaps among numbers.
    Dashes {
        /// The column.
        column: String,
        /// `-`, `?` or another, such as `na`.
        text: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Comments { last: 1 } => f.write_str("line 1 is a comment"),
            Note::Comments { last } => write!(f, "the lines up to {last} are comments"),
            Note::HeaderInComment { line } => write!(f, "the comment on line {line} names the columns"),
            Note::HeaderOrRow { row } => {
                write!(
                    f,
                    "line {row} may name the columns, rather than the comment above it"
                )
            }
            Note::CommentOrHeader { line } => {
                write!(
                    f,
                    "the comment on line {line} may name the columns, rather than the row below it"
                )
            }
            Note::PerhapsComment { line, mark, count: 1 } => {
                write!(f, "line {line} begins with `{mark}` and is read as a row")
            }
            Note::PerhapsComment { line, mark, count } => write!(
                f,
                "{count} lines begin as comments do and are read as rows, the first, with `{mark}`, is line {line}"
            ),
            Note::Separator { byte } => write!(f, "the first line says that `{byte}` separates the fields"),
            Note::Whitespace => f.write_str("blanks separate the fields"),
            Note::DecimalComma { grouped: false } => f.write_str("numbers have a decimal comma"),
            Note::DecimalComma { grouped: true } => {
                f.write_str("numbers have a decimal comma, and points group their digits")
            }
            Note::DigitGroups { sign } => write!(f, "{} groups the digits of numbers", quoted(*sign)),
            Note::Spelling {
                decimal,
                thousands,
                trained,
                taken,
            } => spelling(f, (*decimal, *thousands), *trained, *taken),
            Note::EitherSeparator {
                columns,
                text,
                line,
                separator,
                groups,
            } => either_separator(f, columns, (text, *line), (*separator, *groups)),
            Note::AlsoUtf8 {
                encoding,
                letters: [here, utf8],
                whole,
            } => {
                let is = if *whole {
                    "is UTF-8, too"
                } else {
                    "begins as UTF-8"
                };
                write!(
                    f,
                    "the text is read as {encoding}, as asked, and {is}: what is read as `{here}` may be `{utf8}`"
                )
            }
            Note::Encoding(encoding) => write!(f, "the text is {encoding}"),
            Note::RowNames => {
                f.write_str("the header is one field short, so the first field of each row is its name")
            }
            Note::TrailingDelimiters => f.write_str("each row ends in a delimiter"),
            Note::RepeatedHeaders { count, first } => repeated(f, *count, *first),
            Note::BadLines { count, first } => write!(f, "{}; left out", listed(*count, first)),
            Note::Dates {
                column,
                as_what,
                order,
                short_years,
                others,
            } => dates(f, (column, as_what), (*order, *short_years), others.as_ref()),
            Note::Sheet { names } => {
                let first = names.first().map_or("", String::as_str);
                write!(f, "sheet `{first}` is read, the first of {}", some(names, 8))
            }
            Note::Arrays { names } => write!(f, "not read of its arrays: {}", some(names, 8)),
            Note::Formulas { count, first } => write!(
                f,
                "{} of a formula, first {first}, without the value that it has: empty here; a spreadsheet that opens \
                 the file and saves it writes the values",
                counted(*count, "cell")
            ),
            Note::Merged { count, first } => write!(
                f,
                "{} of merged cells, first {first}: all but the first cell of each are empty here; a spreadsheet \
                 unmerges them",
                counted(*count, "group")
            ),
            Note::Study(path) => write!(f, "{path} is a study of mcutune's, not data; left out"),
            Note::OtherOffsets {
                column,
                path,
                offsets,
                before,
            } => write!(
                f,
                "dates in column `{column}` of {path} have the offsets from UTC {offsets}, and those before \
                 {before}: their parts go together only where all are local times of one place"
            ),
            Note::RoundedNumbers { first } => write!(
                f,
                "whole numbers beyond 2^53, the first in {first}, are rounded in a workbook: some that were different \
                 may be one"
            ),
            Note::LabelSpelling { column, text, other } => label_spelling(f, column, text, other.as_deref()),
            Note::CategorySpelling {
                column,
                texts: [one, other],
            } => write!(
                f,
                "`{one}` and `{other}` in column `{column}` are one number, so one category"
            ),
            Note::LabelsOfTexts { column } => write!(
                f,
                "column `{column}` has numbers as text, which are labels as they are written, in the order of text"
            ),
            Note::NumbersOfTexts(columns) => write!(
                f,
                "numbers that the file has as text are read as numbers in {}",
                some(columns, 8)
            ),
            Note::NumbersAsCategories { columns, text } => write!(
                f,
                "numbers in another spelling, such as {text}, are taken for categories in {}",
                some(columns, 8)
            ),
            Note::TextsBesideNumbers {
                column,
                texts,
                first,
                taken,
            } => write!(
                f,
                "column `{column}` has {} stored as text, first {first}, beside plain numbers; all are taken for \
                 {taken}, where scikit-learn refuses a mixture: store them alike",
                counted(*texts, "number"),
            ),
            Note::Aside(files) => {
                let are = if files.len() == 1 { "is" } else { "are" };
                write!(f, "{} {are} no data, by name; left out", aside::listed(files))
            }
            Note::Copies { first, copy, more } => copies(f, first, copy, *more),
            Note::SharedLabel { label, files, more } => shared_label(f, label, files, *more),
            Note::PandasIndex { column } => write!(f, "column `{column}` is the index of pandas; left out"),
            Note::TruthsBesideNumbers { column } => write!(
                f,
                "the target `{column}` has numbers beside true and false, which are classes of their own"
            ),
            Note::TruthsRespelled { column, texts } => write!(
                f,
                "{} in the target `{column}` {} called True and False, as pandas has it",
                some(texts, 8),
                if texts.len() == 1 { "is" } else { "are" },
            ),
            Note::Durations(columns) => write!(f, "durations are read in seconds in {}", some(columns, 8)),
            Note::NoDatesButDurations(columns) => write!(
                f,
                "no column holds dates or times of day, and durations are read in seconds in {}",
                some(columns, 8)
            ),
            Note::Truths(columns) => write!(f, "true and false are read as 1 and 0 in {}", some(columns, 8)),
            Note::Midnights { column, some_files } => write!(
                f,
                "dates in column `{column}` have no time of day{}, and are read as midnight",
                if *some_files { " in some of the files" } else { "" }
            ),
            Note::TimesUnused { column } => write!(
                f,
                "the times of day in column `{column}` are not used: the model was trained on dates without"
            ),
            Note::NoDates => f.write_str("no column holds dates or times that can be read"),
            Note::BlankLines { count: 1, first } => {
                write!(
                    f,
                    "line {first} between rows is blank, as those right below may be, and no row"
                )
            }
            Note::BlankLines { count, first } => {
                write!(
                    f,
                    "lines between rows are blank in {count} places, first line {first}, and no rows"
                )
            }
            Note::OfTarget { path, note } => write!(f, "of the target in {path}, {note}"),
            Note::Blanks {
                column,
                text,
                lines: [first, second],
            } => write!(
                f,
                "`{text}` in column `{column}` stands with other blanks around it on line {second} than on line \
                 {first}, and is the same text: quote fields whose blanks are part of them"
            ),
            Note::BlanksInFile { column, text, path } => write!(
                f,
                "`{text}` in column `{column}` stands with other blanks around it in {path} than before, and is the \
                 same text: quote fields whose blanks are part of them"
            ),
            Note::Dashes { column, text } => {
                write!(
                    f,
                    "`{text}` in column `{column}` is read as text, like other fields there"
                )
            }
        }
    }
}

/// [`Note::Spelling`], as `{}` writes it.
fn spelling(
    f: &mut fmt::Formatter<'_>,
    (decimal, thousands): (char, Option<char>),
    trained: bool,
    taken: bool,
) -> fmt::Result {
    let others = match (trained, taken) {
        (true, _) => "those that the model was trained on",
        (false, true) => "those of the other files",
        // which may be the odd one
        (false, false) => "those of another file",
    };
    let sign = sign(decimal);
    match taken {
        true => write!(f, "numbers are read as {others}: with a decimal {sign}")?,
        false => write!(
            f,
            "numbers are spelled otherwise than {others}, which have a decimal {sign}"
        )?,
    }
    match thousands {
        Some(sign) => write!(f, ", and {} may group their digits", quoted(sign)),
        None => Ok(()),
    }
}

/// [`Note::EitherSeparator`].
fn either_separator(
    f: &mut fmt::Formatter<'_>,
    columns: &[String],
    (text, line): (&str, Option<u64>),
    (separator, groups): (char, bool),
) -> fmt::Result {
    let [fraction, grouped] = [".", ""].map(|with| text.replace(separator, with));
    let (as_read, other, with) = match groups {
        true => (grouped, fraction, "digits that are grouped by a"),
        false => (fraction, grouped, "a decimal"),
    };
    write!(
        f,
        "`{text}`{} in column{} {} is read as {as_read}, with {with} {}; it might be {other} as well",
        line.map_or(String::new(), |line| format!(" on {}", in_words(line))),
        if columns.len() == 1 { "" } else { "s" },
        some(columns, 8),
        sign(separator)
    )
}

/// [`Note::Copies`].
fn copies(f: &mut fmt::Formatter<'_>, first: &str, copy: &str, more: usize) -> fmt::Result {
    write!(
        f,
        "{copy} has the same bytes as {first}, so each of their rows is there twice"
    )?;
    match more {
        0 => Ok(()),
        1 => f.write_str("; there is 1 more such copy"),
        more => write!(f, "; there are {more} more such copies"),
    }
}

/// [`Note::SharedLabel`].
fn shared_label(f: &mut fmt::Formatter<'_>, label: &str, [a, b]: &[String; 2], more: usize) -> fmt::Result {
    write!(
        f,
        "`{a}` and `{b}` are both of the label `{label}`, what stands before the first dot"
    )?;
    match more {
        0 => Ok(()),
        more => write!(f, "; so are files of {}", counted(more, "more label")),
    }
}

/// [`Note::RepeatedHeaders`].
fn repeated(f: &mut fmt::Formatter<'_>, count: u64, first: u64) -> fmt::Result {
    let lines = if count == 1 {
        "line repeats"
    } else {
        "lines repeat"
    };
    write!(f, "{count} {lines} the header, first line {first}; left out")
}

/// [`Note::Dates`].
fn dates(
    f: &mut fmt::Formatter<'_>,
    (column, as_what): (&str, &str),
    (order, short_years): (Option<DateOrder>, bool),
    others: Option<&(u64, BadLine)>,
) -> fmt::Result {
    let read_as = order.map_or(String::new(), |order| format!(", read as {}", order.pattern()));
    let short = if short_years {
        ", years of two digits as 1969 to 2068"
    } else {
        ""
    };
    write!(f, "dates in column `{column}`{read_as}{short}: {as_what}")?;
    match others {
        Some((count, first)) => {
            let fields = counted(*count, "field");
            write!(f, ", with {fields} that is no date, first {first}")
        }
        None => Ok(()),
    }
}

/// [`Note::LabelSpelling`].
fn label_spelling(f: &mut fmt::Formatter<'_>, column: &str, text: &str, other: Option<&str>) -> fmt::Result {
    match other {
        Some(other) => write!(
            f,
            "`{text}` and `{other}` in column `{column}` are one number, so one class"
        ),
        None => write!(
            f,
            "`{text}` in column `{column}` is read as a number, without its zeros"
        ),
    }
}

/// What the sign before fractions is called.
fn sign(decimal: char) -> &'static str {
    if decimal == ',' { "comma" } else { "point" }
}

/// A sign in backticks; a blank that is not the common one by its number.
fn quoted(sign: char) -> String {
    format!("`{}`", visible(sign))
}

/// This many bad lines, the first of them with what is wrong.
pub(super) fn listed(count: u64, first: &[BadLine]) -> String {
    let shown: Vec<String> = first.iter().map(BadLine::to_string).collect();
    let more = match count.saturating_sub(first.len() as u64) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let lines = if count == 1 { "line does" } else { "lines do" };
    format!("{count} {lines} not fit the others: {}{more}", shown.join("; "))
}

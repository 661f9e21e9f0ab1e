//! How a file of text is spelled, by its first lines where the options do not say.

use std::borrow::Cow;

use super::comments::{Comments, comment_mark, without};
use super::dates::Moment;
use super::error::UnevenBlanks;
use super::head::{ROWS, after, sample};
use super::note::Note;
use super::number::NumberFormat;
use super::options::{DateOrder, Delimiter, Part, ReadOptions, Spelling};
use super::record::{Between, LineFormat, MARK, Record};
use super::separators::{OpenSeparator, spelling};
use super::sniff::{sniff, sniff_among};
use crate::text::shorten;

/// A table is looked for below fewer lines than this.
const MOST_BEFORE: u64 = 100;

/// The spelling of a file.
pub(super) struct Dialect {
    pub(super) layout: LineFormat,
    pub(super) numbers: NumberFormat,
    /// How they are spelled, where that is not as programs do it.
    pub(super) spelling: Option<Spelling>,
    /// A separator of which the first rows do not show what it is.
    pub(super) open: Option<OpenSeparator>,
    /// Whether blanks separate its fields, and so no cell can be blank.
    pub(super) blanks: bool,
    /// Whether a row begins with a field that the header does not name.
    pub(super) row_names: bool,
    /// Whether a row ends in an empty field that is no column.
    pub(super) trailing: bool,
    /// A row in which a comma is in a number or separates its name.
    pub(super) doubtful: Option<CommaInRow>,
    /// What was found.
    pub(super) notes: Vec<Note>,
}

impl Dialect {
    /// `head` is the beginning of the file.
    pub(super) fn find(head: &[u8], options: &ReadOptions) -> Self {
        let mut head = head;
        while let Some(rest) = head.strip_prefix(MARK) {
            head = rest;
        }
        let text = &options.text;
        let declared = declared_delimiter(after(head, text.skip_lines));
        let skip = text.skip_lines + u64::from(declared.is_some());
        let comments = Comments::find(head, skip, text.comment.as_deref());
        let between = match text.delimiter {
            Delimiter::Found if let Some(byte) = declared => Between::Byte(byte),
            Delimiter::Byte(byte) => Between::Byte(byte),
            Delimiter::Whitespace => Between::Blanks,
            Delimiter::Found => found(head, &comments, options),
        };
        let mut layout = LineFormat::new(between);
        layout.comment = text.comment.as_ref().map(|comment| comment.as_bytes().to_vec());
        layout.skip = comments.skip;
        let mut notes = Vec::new();
        let named = declared.filter(|_| text.delimiter == Delimiter::Found);
        notes.extend(named.map(|byte| Note::Separator {
            byte: char::from(byte),
        }));
        comments.into_layout(head, options, &mut layout, &mut notes);
        if between == Between::Blanks && text.delimiter == Delimiter::Found {
            notes.push(Note::Whitespace);
        }
        let records = sample(head, layout.clone(), ROWS);
        let edges = Edges::find(&records, options.header);
        notes.extend(edges.row_names.then_some(Note::RowNames));
        notes.extend(edges.trailing.then_some(Note::TrailingDelimiters));
        let unsure = text.delimiter == Delimiter::Found && declared.is_none() && !head.contains(&b'"');
        let doubtful = edges.row_names && unsure;
        let doubtful = doubtful
            .then(|| comma_or_name(&records, between, options))
            .flatten();
        let rows = records.get(usize::from(options.header)..).unwrap_or_default();
        let header = records.first().filter(|_| options.header);
        let name = |index: usize| column_name(header, index, usize::from(edges.row_names));
        let (spelling, open) = spelling(&without_comments(rows), between, &name, options, &mut notes);
        Self {
            layout,
            numbers: spelling.numbers(&text.missing_values),
            spelling: spelling.unusual(),
            open,
            blanks: between == Between::Blanks,
            row_names: edges.row_names,
            trailing: edges.trailing,
            doubtful,
            notes,
        }
    }
}

/// The rows but those that begin as comments, unless most do.
fn without_comments(rows: &[Record]) -> Cow<'_, [Record]> {
    let is_comment = |row: &&Record| row.len() > 0 && comment_mark(row.field(0)).is_some();
    let (comments, others): (Vec<&Record>, Vec<&Record>) = rows.iter().partition(is_comment);
    match !comments.is_empty() && comments.len() < others.len() {
        true => others.into_iter().cloned().collect(),
        false => rows.into(),
    }
}

/// Whether numbers are said to have commas.
fn have_commas(options: &ReadOptions) -> bool {
    let known = options
        .text
        .known_spelling
        .filter(|_| options.part == Part::Target);
    let decimal = options.text.decimal.or(known.map(|spelling| spelling.decimal));
    decimal == Some(b',') || matches!(options.text.thousands, Some(',' | '.'))
}

/// What separates the fields below the comments; the last of these may show whether commas or blanks do.
fn found(head: &[u8], comments: &Comments, options: &ReadOptions) -> Between {
    let plain = |text: &[u8]| without(text, options.text.comment.as_deref());
    let by_rows = sniffed(&plain(after(head, comments.skip)), options);
    let named = comments.last_and_rest(head).filter(|_| options.header);
    let named = named.and_then(|named| as_header(&plain(named), options));
    // prose may have some, too
    let either = |between: &Between| matches!(between, Between::Byte(b',') | Between::Blanks);
    named
        .filter(|named| either(named) && either(&by_rows))
        .unwrap_or(by_rows)
}

/// What separates the fields below a comment, where that has as many words.
fn as_header(text: &[u8], options: &ReadOptions) -> Option<Between> {
    let between = sniffed(text, options);
    let records = sample(text, LineFormat::new(between), ROWS);
    let width = records.first().map_or(0, Record::len);
    let even = width > 1 && records.len() > 1 && records.iter().all(|record| record.len() == width);
    even.then_some(between)
}

/// What separates the fields of a text whose options do not say. No comma that is in the numbers of a single column,
/// where numbers are said to have some.
fn sniffed(text: &[u8], options: &ReadOptions) -> Between {
    let between = sniff(text);
    let records = sample(text, LineFormat::new(between), ROWS);
    let single = match options.header {
        true => records.first().is_some_and(|header| header.len() == 1),
        false => options.part == Part::Target,
    };
    let rows = records.get(usize::from(options.header)..).unwrap_or_default();
    match between == Between::Byte(b',') && single && have_commas(options) && rows.iter().any(is_in_number) {
        true => sniff_among(text, b";\t|"),
        false => between,
    }
}

/// Whether the comma between two fields may be in one number: before it are digits, with what groups them and
/// with signs and units, and behind it digits.
fn is_in_number(row: &Record) -> bool {
    if row.len() != 2 {
        return false;
    }
    let (before, behind) = (row.lossy(0), row.lossy(1));
    let is_part = |c: char| !c.is_alphabetic() && !matches!(c, ':' | '/');
    // a date has the sign inside
    let signs = before.trim_start_matches(['+', '-', '\u{2212}']);
    let (whole, fraction) = behind.split_once('.').unwrap_or((&behind, ""));
    // a group of digits before a fraction
    let is_rest =
        whole.starts_with(|c: char| c.is_ascii_digit()) && (fraction.is_empty() || whole.len() == 3);
    before.chars().all(is_part) && !signs.contains('-') && is_rest
}

/// The first row, where each has a comma more than the first line, which is in a number or behind a row's name: below
/// a single name it may be in a number, or numbers are said to have commas.
fn comma_or_name(records: &[Record], between: Between, options: &ReadOptions) -> Option<CommaInRow> {
    let (header, rows) = records.split_first()?;
    let either = match header.len() {
        1 => rows.iter().all(is_in_number),
        names => have_commas(options) && rows.iter().all(|row| row.len() == names + 1),
    };
    let row = rows
        .first()
        .filter(|_| either && between == Between::Byte(b','))?;
    let fields: Vec<String> = (0..row.len()).map(|index| row.lossy(index)).collect();
    Some(CommaInRow {
        line: row.line(),
        text: shorten(&fields.join(",")),
        names: header.len(),
    })
}

/// A row with a comma more than the first line.
pub(super) struct CommaInRow {
    pub(super) line: u64,
    pub(super) text: String,
    /// How many names the first line has.
    pub(super) names: usize,
}

impl Dialect {
    /// The spelling of a file, and its first rows.
    pub(super) fn with_rows(head: &[u8], options: &ReadOptions) -> (Self, Vec<Record>) {
        let dialect = Self::find(head, options);
        let mut head = head;
        while let Some(rest) = head.strip_prefix(MARK) {
            head = rest;
        }
        let records = sample(head, dialect.layout.clone(), ROWS);
        (dialect, records)
    }

    /// What a column is called by the first of these rows, where that is the header, or else by its place.
    pub(super) fn column_name(&self, records: &[Record], index: usize, options: &ReadOptions) -> String {
        let header = records.first().filter(|_| options.header);
        column_name(header, index, usize::from(self.row_names))
    }

    /// Of cells, whose numbers are spelled so.
    pub(super) fn of_cells(spelling: Spelling, options: &ReadOptions) -> Self {
        Self {
            layout: LineFormat::new(Between::Blanks),
            numbers: spelling.numbers(&options.text.missing_values),
            spelling: spelling.unusual(),
            open: None,
            blanks: false,
            row_names: false,
            trailing: false,
            doubtful: None,
            notes: Vec::new(),
        }
    }
}

/// What the header calls a column, or else its place.
fn column_name(header: Option<&Record>, index: usize, row_names: usize) -> String {
    let place = index.checked_sub(row_names);
    let named = place.zip(header).filter(|(place, header)| *place < header.len());
    let name = named.map_or(String::new(), |(place, header)| {
        header.lossy(place).trim().to_owned()
    });
    match name.is_empty() {
        true => format!("x{}", place.unwrap_or_default()),
        false => name,
    }
}

/// The delimiter that a line `sep=;` names, as Excel writes and reads it.
fn declared_delimiter(head: &[u8]) -> Option<u8> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let ends = line.iter().rev().take_while(|&&byte| byte == b'\r').count();
    let line = &line[..line.len() - ends];
    let line = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""))
        .unwrap_or(line);
    match line.split_at_checked(4)? {
        (name, &[byte]) if name.eq_ignore_ascii_case(b"sep=") && byte.is_ascii() => Some(byte),
        _ => None,
    }
}

/// Fields that are no columns.
#[derive(Default)]
struct Edges {
    row_names: bool,
    trailing: bool,
}

impl Edges {
    fn find(records: &[Record], header: bool) -> Self {
        let Some((first, rows)) = records.split_first() else {
            return Self::default();
        };
        let empty_end = |record: &Record| record.len() > 1 && record.field(record.len() - 1).is_empty();
        let all = |width: usize| rows.iter().all(|row| row.len() == width);
        let width = first.len();
        let ends_empty = !rows.is_empty() && rows.iter().all(empty_end);
        if !header {
            let trailing = ends_empty && empty_end(first) && all(width) && width > 2;
            return Self {
                row_names: false,
                trailing,
            };
        }
        let longer = rows.len() > 1 && all(width + 1);
        // A row of texts is rather the header, below lines that are no table.
        Self {
            row_names: longer && !ends_empty && rows.first().is_some_and(has_number),
            trailing: ends_empty && (longer || empty_end(first) && all(width) && width > 2),
        }
    }
}

/// The line that keeps blanks from separating the fields of a text whose other lines have as many.
pub(super) fn uneven_blanks(head: &[u8], found: &LineFormat) -> Option<UnevenBlanks> {
    let layout = LineFormat {
        between: Between::Blanks,
        ..found.clone()
    };
    let records = sample(head, layout, ROWS);
    let (first, rows) = records.split_first()?;
    let expected = first.len();
    let (even, uneven): (Vec<&Record>, Vec<&Record>) = rows.iter().partition(|row| row.len() == expected);
    let odd = uneven.first()?;
    let has_number = |row: &&Record| (0..row.len()).any(|i| row.lossy(i).trim().parse::<f64>().is_ok());
    (expected > 1 && even.len() > uneven.len() && even.iter().all(has_number)).then(|| UnevenBlanks {
        line: odd.line(),
        got: odd.len(),
        expected,
    })
}

/// Whether fields are empty for one blank as the delimiter, and all lines have as many for runs of blanks.
pub(super) fn has_blank_runs(head: &[u8], found: &LineFormat) -> bool {
    let by_runs = LineFormat {
        between: Between::Blanks,
        ..found.clone()
    };
    let has_empty = |record: &Record| (0..record.len()).any(|i| record.field(i).is_empty());
    let records = sample(head, by_runs, ROWS);
    let width = records.first().map_or(0, Record::len);
    let even = width > 1 && records.iter().all(|record| record.len() == width);
    even && sample(head, found.clone(), ROWS).iter().any(has_empty)
}

/// The lines before a table, where they are not as those that follow: which a caller may want to
/// skip.
pub(super) fn before_table(head: &[u8], skipped: u64) -> Option<u64> {
    /// Lines of a table that are looked at.
    const TABLE: usize = 20;
    let head = after(head, skipped);
    let tables = (1..MOST_BEFORE).filter_map(|lines| {
        let rest = after(head, lines);
        let layout = LineFormat::new(sniff(rest));
        let records = sample(rest, layout.clone(), TABLE);
        let (first, mut above) = (records.first()?, sample(head, layout, lines as usize));
        above.retain(|record| record.line() <= lines);
        let table = records.len() > 2 && records.iter().all(|record| record.len() == first.len());
        let narrower = above.first()?.len() < first.len();
        let differ = above.iter().any(|record| record.len() != first.len());
        let begins = narrower || differ && begins_with_names(&records);
        (table && begins && first.line() == 1).then_some((skipped + lines, records))
    });
    let mut tables = tables.peekable();
    let (first, records) = tables.peek()?;
    let (first, is_above) = (*first, dates_no_column(records.first()?));
    let names = is_above.then(|| tables.find(|(_, records)| begins_with_names(records)));
    names.flatten().map_or(Some(first), |(lines, _)| Some(lines))
}

/// Whether a row is texts and dates: it is no header, and no row of a table with numbers.
fn dates_no_column(row: &Record) -> bool {
    let is_date = |order, field: &str| Moment::parse(field, order).is_some();
    let mut fields = (0..row.len()).map(|field| row.lossy(field));
    let dated = fields.any(|field| DateOrder::ALL.into_iter().any(|order| is_date(order, &field)));
    dated && !has_number(row)
}

/// The lines before one further down that names a column so, below which are numbers.
pub(super) fn before_name(head: &[u8], name: &str, options: &ReadOptions) -> Option<u64> {
    let text = &options.text;
    let head = after(head, text.skip_lines);
    let lines = (1..MOST_BEFORE).find(|&lines| {
        let rest = after(head, lines);
        let between = match text.delimiter {
            Delimiter::Byte(byte) => Between::Byte(byte),
            Delimiter::Whitespace => Between::Blanks,
            Delimiter::Found => sniff(rest),
        };
        let records = sample(rest, LineFormat::new(between), 3);
        records.first().is_some_and(|record| record.line() == 1) && has_name_above_numbers(&records, name)
    })?;
    Some(text.skip_lines + lines)
}

/// Whether the first of some rows is no numbers and this name among them, and the next has numbers, or the one after
/// that, below a row of units.
pub(super) fn has_name_above_numbers(records: &[Record], name: &str) -> bool {
    let [header, row, ..] = records else {
        return false;
    };
    let has_name = |row: &Record| (0..row.len()).any(|field| row.lossy(field).trim() == name);
    let below = |row: &Record| row.len() == header.len() && has_number(row);
    let above_numbers =
        has_number(row) || !has_name(row) && row.len() == header.len() && records.get(2).is_some_and(below);
    has_name(header) && !has_number(header) && above_numbers
}

/// Whether the first of some rows is texts, and the next has numbers.
fn begins_with_names(records: &[Record]) -> bool {
    let [header, row, ..] = records else {
        return false;
    };
    let mut fields = (0..header.len()).map(|field| header.lossy(field));
    fields.all(|field| !field.trim().is_empty()) && !has_number(header) && has_number(row)
}

/// Whether a field of a row is a number, whatever stands before its fraction.
fn has_number(row: &Record) -> bool {
    let is_number = |field: &str| field.trim().replace(',', ".").parse::<f64>().is_ok();
    (0..row.len()).any(|field| is_number(&row.lossy(field)))
}

//! What stands before the fractions of a file's numbers, and between groups of their digits.

use std::collections::BTreeMap;

use super::note::Note;
use super::number::{FieldValue, NumberFormat, grouping, has_decimal_comma, is_grouped_by};
use super::options::{ReadOptions, Spelling};
use super::record::{Between, Record};

/// How the numbers of rows are spelled, by the options or else by the rows themselves; `name` is that of
/// a field's column. And what was taken to stand before fractions where they do not show it, for later rows
/// may have numbers with it.
pub(super) fn spelling(
    rows: &[Record],
    between: Between,
    name: &dyn Fn(usize) -> String,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
) -> (Spelling, Option<OpenSeparator>) {
    let text = &options.text;
    let groups = fields(rows).find_map(|field| grouping(field.trim()));
    let groups = groups.filter(|_| text.thousands.is_none());
    if let Some(asked) = text.asked_spelling() {
        let understood = text.decimal.is_none();
        notes.extend(understood.then_some(Note::DecimalComma { grouped: true }));
        notes.extend(groups.map(|sign| Note::DigitGroups { sign }));
        let thousands = groups.or(asked.thousands);
        let spelling = Spelling { thousands, ..asked };
        let open = OpenSeparator::of_cells(spelling, options);
        let shown = |open: &OpenSeparator| fields(rows).any(|field| open.is_decided_by(&field));
        return (spelling, open.filter(|open| !shown(open)));
    }
    let known = text.known_spelling.filter(|_| text.thousands.is_none());
    if let Some(known) = known.map(|known| with_groups(known, groups, rows)) {
        let taken = !is_contradicted(rows, known, between);
        let separated = || fields(rows).any(|field| field.contains(['.', ',']));
        notes.extend((taken || separated()).then(|| known_note(known, options, taken)));
        if taken {
            // That fractions have a point is what numbers without any are taken to have, too.
            let open = (known.decimal == b'.').then(|| either(rows, b'.', name));
            notes.extend(open.flatten());
            return (known, OpenSeparator::of_groups(known));
        }
    }
    let found = decimal_sign(rows, between, text.thousands.or(groups));
    if found.decimal == b',' {
        let grouped = found.grouped && groups.is_none();
        notes.push(Note::DecimalComma { grouped });
    }
    notes.extend(groups.map(|sign| Note::DigitGroups { sign }));
    let said = if found.sure {
        None
    } else {
        either(rows, found.decimal, name)
    };
    let open = (!found.sure && said.is_none()).then_some(OpenSeparator {
        sign: found.decimal,
        groups: false,
    });
    notes.extend(said);
    let spelling = Spelling {
        decimal: found.decimal,
        thousands: text.thousands.or(groups).or(found.grouped.then_some('.')),
    };
    (spelling, open)
}

/// A separator of which the first rows do not show what it is.
#[derive(Clone, Copy)]
pub(super) struct OpenSeparator {
    pub(super) sign: u8,
    /// Whether it is taken to group digits, as in other files; else to stand before fractions.
    groups: bool,
}

impl OpenSeparator {
    /// The sign that is taken to group digits, where it may stand before fractions elsewhere.
    fn of_groups(spelling: Spelling) -> Option<Self> {
        let sign = match spelling.thousands? {
            '.' => b'.',
            ',' => b',',
            _ => return None,
        };
        Some(Self { sign, groups: true })
    }

    /// Of the texts of a workbook that are read with the options' spelling, in which a flag for it leaves no doubt.
    pub(super) fn of_cells(spelling: Spelling, options: &ReadOptions) -> Option<Self> {
        Self::of_groups(spelling).filter(|_| options.text.thousands.is_none())
    }

    /// Whether a field leaves no doubt of it.
    pub(super) fn is_decided_by(self, field: &str) -> bool {
        match (self.groups, self.sign) {
            (true, b'.') => has_decimal_comma(field.trim()).is_some(),
            (true, _) => has_grouping_comma(field.trim()),
            (false, sign) => is_decided_by(field, sign),
        }
    }

    /// The note of those columns whose numbers may be either.
    pub(super) fn note(self, columns: impl Iterator<Item = (String, EitherColumn)>) -> Option<Note> {
        either_note(columns, self.sign, self.groups)
    }
}

/// The note of a spelling that others have: that of a model's data, or of the files before.
fn known_note(known: Spelling, options: &ReadOptions, taken: bool) -> Note {
    Note::Spelling {
        decimal: char::from(known.decimal),
        thousands: known.thousands,
        trained: options.learnt.is_some(),
        taken,
    }
}

/// The same with what groups digits, where a number shows it.
fn with_groups(known: Spelling, groups: Option<char>, rows: &[Record]) -> Spelling {
    if groups.is_some() {
        let thousands = groups;
        return Spelling { thousands, ..known };
    }
    let comma = known.decimal == b',' && known.thousands.is_none();
    match comma && fields(rows).any(|field| has_decimal_comma(field.trim()) == Some(true)) {
        true => Spelling::COMMA,
        false => known,
    }
}

/// What stands before fractions.
struct DecimalSign {
    decimal: u8,
    /// Whether points group the digits before a decimal comma.
    grouped: bool,
    /// Whether a number or the delimiter leaves no doubt.
    sure: bool,
}

/// `thousands` is what groups digits, where that is known.
fn decimal_sign(rows: &[Record], between: Between, thousands: Option<char>) -> DecimalSign {
    let point = DecimalSign {
        decimal: b'.',
        grouped: false,
        sure: true,
    };
    let mut found = DecimalSign {
        sure: thousands.is_some(),
        ..point
    };
    if thousands == Some(',') {
        return found;
    }
    for field in fields(rows) {
        let field = field.trim();
        if thousands.is_some_and(|sign| is_grouped_by(field, sign)) {
            if field.contains(',') {
                found.decimal = b',';
            } else if field.contains('.') {
                found.decimal = b'.';
                return found;
            }
        } else if between == Between::Byte(b',') {
            // there a comma is no more likely before fractions than between fields
        } else if let Some(points) = has_decimal_comma(field) {
            found.decimal = b',';
            found.grouped |= points;
            found.sure |= is_decided_by(field, b',');
        } else if is_fraction(field) {
            return point;
        }
    }
    // Semicolons are there because commas are not free to part fields; elsewhere these may be of lists.
    if between == Between::Byte(b';') || thousands.is_some() {
        return found;
    }
    match found.decimal == b',' && found.sure && have_commas_alone(rows) {
        true => found,
        false => point,
    }
}

/// Whether no number has a point alone, and columns of numbers with a comma have no other texts below a row of units.
fn have_commas_alone(rows: &[Record]) -> bool {
    let numbers = Spelling::COMMA.numbers(&[]);
    let has_point = |field: &str| field.contains('.') && field.parse::<f64>().is_ok();
    let width = rows.iter().map(Record::len).max().unwrap_or(0);
    !(0..width).any(|place| {
        let fields = || {
            let rows = rows.iter().filter(|row| place < row.len());
            rows.map(|row| row.lossy(place).trim().to_owned())
        };
        let commas = fields().any(|field| has_decimal_comma(&field).is_some());
        let is_text = |field: &String| numbers.value(field) == FieldValue::Text;
        let has_texts = || fields().skip(1).any(|field| is_text(&field));
        fields().any(|field| has_point(&field)) || commas && has_texts()
    })
}

fn fields(rows: &[Record]) -> impl Iterator<Item = String> {
    rows.iter().flat_map(|row| (0..row.len()).map(|i| row.lossy(i)))
}

/// Whether the point of a number cannot group its digits.
pub(super) fn is_fraction(field: &str) -> bool {
    let groups = Spelling::COMMA.numbers(&[]);
    let may_group = groups.value(field) != FieldValue::Text && !begins_with_zero(field);
    field.contains('.') && field.parse::<f64>().is_ok() && !may_group
}

/// Whether a number shows that commas group digits: by a point before its fraction, or by a second comma.
fn has_grouping_comma(field: &str) -> bool {
    let commas = field.matches(',').count();
    let shows = if commas == 1 {
        field.contains('.')
    } else {
        commas > 1
    };
    is_fraction(field) || shows && is_grouped_by(field, ',')
}

/// Whether the first digit is a zero, as no group of digits begins.
fn begins_with_zero(field: &str) -> bool {
    field.trim_start_matches(['+', '-']).starts_with('0')
}

/// Whether numbers show that they are not spelled as `known`: one that is no number so is one with a
/// point or with a comma, or there is no comma where one that parts the fields would be in quotes.
fn is_contradicted(rows: &[Record], known: Spelling, between: Between) -> bool {
    let numbers = known.numbers(&[]);
    let mut commas = false;
    for field in fields(rows) {
        let field = field.trim();
        let is_number = matches!(numbers.value(field), FieldValue::Number(_));
        if is_number && !(known.decimal == b',' && is_fraction(field)) {
            commas |= field.contains(',');
        } else if is_fraction(field) || has_decimal_comma(field).is_some() {
            return true;
        }
    }
    let parted = rows.iter().any(|row| row.len() > 1);
    known.decimal == b',' && between == Between::Byte(b',') && parted && !commas
}

/// The note of columns whose numbers have three digits behind their separator, or so few that they need
/// none: it may stand before fractions or group digits.
fn either(rows: &[Record], separator: u8, name: &dyn Fn(usize) -> String) -> Option<Note> {
    let width = rows.iter().map(Record::len).max()?;
    let mut columns = vec![EitherColumn::new(separator); width];
    for row in rows {
        let fields = columns.iter_mut().take(row.len()).enumerate();
        fields.for_each(|(index, column)| column.push(&row.lossy(index), 0));
    }
    let named = columns
        .into_iter()
        .enumerate()
        .map(|(index, column)| (name(index), column));
    either_note(named, separator, false)
}

/// The note of those columns whose numbers may be either.
fn either_note(
    columns: impl Iterator<Item = (String, EitherColumn)>,
    separator: u8,
    groups: bool,
) -> Option<Note> {
    let first = |(name, column): (String, EitherColumn)| Some((name, column.first()?));
    let (columns, firsts): (Vec<String>, Vec<(u64, String)>) = columns.filter_map(first).unzip();
    let (line, text) = firsts.into_iter().next()?;
    Some(Note::EitherSeparator {
        columns,
        text,
        line: (line > 0).then_some(line),
        separator: char::from(separator),
        groups,
    })
}

/// Whether a number leaves no doubt that a separator stands before fractions.
pub(super) fn is_decided_by(field: &str, separator: u8) -> bool {
    let field = field.trim();
    if separator == b'.' {
        return is_fraction(field);
    }
    let by_commas = NumberFormat::new(b'.', Some(','), &[]);
    has_decimal_comma(field).is_some()
        && (by_commas.value(field) == FieldValue::Text || begins_with_zero(field))
}

/// The texts of a workbook, in which a separator may stand before fractions or group digits; its numbers say nothing
/// of it.
pub(super) struct EitherTexts {
    separator: OpenSeparator,
    /// By the column.
    columns: BTreeMap<usize, EitherColumn>,
    decided: bool,
}

impl EitherTexts {
    pub(super) fn new(separator: OpenSeparator) -> Self {
        Self {
            separator,
            columns: BTreeMap::new(),
            decided: false,
        }
    }

    pub(super) fn push(&mut self, column: usize, text: &str, line: u64) {
        self.decided = self.decided || self.separator.is_decided_by(text);
        let new = || EitherColumn::new(self.separator.sign);
        self.columns.entry(column).or_insert_with(new).push(text, line);
    }

    /// With places among the fields of a row, where rows begin in the column `first`.
    pub(super) fn begin_at(mut self, first: usize) -> Self {
        let placed = std::mem::take(&mut self.columns).into_iter();
        let placed = placed.filter_map(|(column, either)| Some((column.checked_sub(first)?, either)));
        self.columns = placed.collect();
        self
    }

    /// The note of those among the columns in use, by place and name, whose numbers may be either.
    pub(super) fn note<'c>(mut self, columns: impl Iterator<Item = (usize, &'c str)>) -> Option<Note> {
        let open = columns.filter_map(|(place, name)| Some((name.to_owned(), self.columns.remove(&place)?)));
        let note = self.separator.note(open);
        note.filter(|_| !self.decided)
    }
}

/// A column in which a separator may stand before fractions or group digits, as far as it was read.
#[derive(Clone)]
pub(super) struct EitherColumn {
    separator: char,
    /// Numbers whose digits it groups.
    grouped: NumberFormat,
    /// The line and the text of the first number with it.
    first: Option<(u64, String)>,
    /// Whether a field leaves no such doubt.
    clear: bool,
}

impl EitherColumn {
    pub(super) fn new(separator: u8) -> Self {
        let decimal = if separator == b'.' { b',' } else { b'.' };
        Self {
            separator: separator.into(),
            grouped: NumberFormat::new(decimal, Some(separator.into()), &[]),
            first: None,
            clear: false,
        }
    }

    pub(super) fn push(&mut self, field: &str, line: u64) {
        if self.clear {
            return;
        }
        let field = field.trim();
        let digits = field.trim_start_matches(['+', '-']);
        let (whole, group) = match digits.split_once(self.separator) {
            Some((whole, group)) => (whole, Some(group)),
            None => (digits, None),
        };
        match (self.grouped.value(field), group) {
            (FieldValue::Gap | FieldValue::Dash, _) => {}
            (FieldValue::Number(_), Some(group)) if group.len() == 3 && !begins_with_zero(whole) => {
                self.first.get_or_insert_with(|| (line, field.to_owned()));
            }
            (FieldValue::Number(_), None) if whole.len() <= 3 => {}
            _ => self.clear = true,
        }
    }

    fn first(self) -> Option<(u64, String)> {
        self.first.filter(|_| !self.clear)
    }
}

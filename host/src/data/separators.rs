//! What stands before the fractions of a file's numbers, and between groups of their digits.

use super::note::Note;
use super::number::{FieldValue, NumberFormat, has_decimal_comma};
use super::options::{ReadOptions, Spelling};
use super::record::{Between, Record};

/// How the numbers of rows are spelled, by the options or else by the rows themselves; `name` is that of
/// a field's column.
pub(super) fn spelling(
    rows: &[Record],
    between: Between,
    name: &dyn Fn(usize) -> String,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
) -> Spelling {
    let text = &options.text;
    if let Some(asked) = text.asked_spelling() {
        let understood = text.decimal.is_none();
        notes.extend(understood.then_some(Note::DecimalComma { grouped: true }));
        return asked;
    }
    let known = text.known_spelling.filter(|_| text.thousands.is_none());
    if let Some(known) = known.map(|known| with_groups(known, rows)) {
        let taken = !is_contradicted(rows, known, between);
        let separated = || fields(rows).any(|field| field.contains(['.', ',']));
        notes.extend((taken || separated()).then(|| known_note(known, options, taken)));
        if taken {
            return known;
        }
    }
    let found = decimal_sign(rows, between, text.thousands);
    if found.decimal == b',' {
        let grouped = found.grouped;
        notes.push(Note::DecimalComma { grouped });
    }
    if !found.sure {
        notes.extend(either(rows, found.decimal, name));
    }
    Spelling {
        decimal: found.decimal,
        thousands: text.thousands.or(found.grouped.then_some(b'.')),
    }
}

/// The note of a spelling that others have: that of a model's data, or of the files before.
fn known_note(known: Spelling, options: &ReadOptions, taken: bool) -> Note {
    Note::Spelling {
        decimal: char::from(known.decimal),
        thousands: known.thousands.map(char::from),
        trained: options.learnt.is_some(),
        taken,
    }
}

/// A decimal comma with points that group digits, where a number shows them.
fn with_groups(known: Spelling, rows: &[Record]) -> Spelling {
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

fn decimal_sign(rows: &[Record], between: Between, thousands: Option<u8>) -> DecimalSign {
    let mut found = DecimalSign {
        decimal: b'.',
        grouped: false,
        sure: between != Between::Byte(b';') || thousands.is_some(),
    };
    if between != Between::Byte(b';') || thousands == Some(b',') {
        return found;
    }
    let grouped_by_commas = NumberFormat::new(b'.', Some(b','), &[]);
    for field in fields(rows) {
        let field = field.trim();
        if let Some(points) = has_decimal_comma(field) {
            found.decimal = b',';
            found.grouped |= points;
            found.sure |= grouped_by_commas.value(field) == FieldValue::Text || begins_with_zero(field);
        } else if is_fraction(field) {
            return DecimalSign {
                decimal: b'.',
                grouped: false,
                sure: true,
            };
        }
    }
    found
}

fn fields(rows: &[Record]) -> impl Iterator<Item = String> {
    rows.iter().flat_map(|row| (0..row.len()).map(|i| row.lossy(i)))
}

/// Whether the point of a number cannot group its digits.
fn is_fraction(field: &str) -> bool {
    let groups = Spelling::COMMA.numbers(&[]);
    let may_group = groups.value(field) != FieldValue::Text && !begins_with_zero(field);
    field.contains('.') && field.parse::<f64>().is_ok() && !may_group
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
    let first = |index: usize| Some((name(index), first_of_either(rows, separator, index)?));
    let (columns, texts): (Vec<String>, Vec<String>) = (0..width).filter_map(first).unzip();
    Some(Note::EitherSeparator {
        columns,
        text: texts.into_iter().next()?,
        separator: char::from(separator),
    })
}

/// The first such number with a separator, where all of a column's are such.
fn first_of_either(rows: &[Record], separator: u8, index: usize) -> Option<String> {
    let decimal = if separator == b'.' { b',' } else { b'.' };
    let grouped = NumberFormat::new(decimal, Some(separator), &[]);
    let mut first = None;
    for row in rows.iter().filter(|row| index < row.len()) {
        let field = row.lossy(index);
        let field = field.trim();
        let digits = field.trim_start_matches(['+', '-']);
        let (whole, group) = match digits.split_once(char::from(separator)) {
            Some((whole, group)) => (whole, Some(group)),
            None => (digits, None),
        };
        match (grouped.value(field), group) {
            (FieldValue::Gap | FieldValue::Dash, _) => {}
            (FieldValue::Number(_), Some(group)) if group.len() == 3 && !begins_with_zero(whole) => {
                first.get_or_insert_with(|| field.to_owned());
            }
            (FieldValue::Number(_), None) if whole.len() <= 3 => {}
            _ => return None,
        }
    }
    first
}

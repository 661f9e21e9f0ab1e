//! Whether a text among numbers is a fault of its line.

use crate::data::column::ColumnData;
use crate::data::comments::comment_mark;
use crate::data::error::TextKind;
use crate::data::options::{BadLines, Categorical, ReadOptions, Takes, Task};
use crate::data::parsed::Parsed;
use crate::data::read::text_kind;
use crate::data::roles::Role;
use crate::data::table::Placed;
use crate::data::target::are_few;

/// Why the texts of a column are faults.
pub(super) enum Certainty {
    /// They are an error wherever they stand.
    Sure,
    /// They might be categories or classes, but are rare.
    Rare,
}

/// What a model takes from columns, where lines that hold something else there are left out.
pub(super) fn of_model(columns: &[Placed], options: &ReadOptions) -> Option<Vec<Takes>> {
    let learnt = options.learnt.as_ref()?;
    let is_feature = |column: &Parsed| column.role == Role::Feature;
    let features = columns.iter().filter(|(_, column)| is_feature(column));
    let features: Vec<&str> = features.map(|(_, column)| column.name.as_str()).collect();
    let mut features = learnt
        .takes(&features, options.header, options.trained_target.as_deref())
        .into_iter();
    let takes = columns.iter().map(|(_, column)| match is_feature(column) {
        true => features.next().unwrap_or(Takes::Any),
        false if options.task == Task::Regress => Takes::Numbers,
        false => Takes::Any,
    });
    (options.text.bad_lines == BadLines::Skip).then(|| takes.collect())
}

/// Whether a column with texts is of numbers, where a model may say so; one of texts alone is no such.
pub(super) fn of_model_numbers(column: &Parsed, takes: Takes) -> Option<Certainty> {
    let numbers = match takes {
        Takes::Numbers => column.numbers > 0,
        Takes::Dates => column.tally.is_of_digits(column.numbers),
        Takes::Categories | Takes::Any => false,
    };
    (numbers && !column.strays.is_empty()).then_some(Certainty::Sure)
}

/// Whether a column with texts is of numbers.
pub(super) fn of_numbers(column: &Parsed, options: &ReadOptions) -> Option<Certainty> {
    if !options.target_required || !column.strays() {
        return None;
    }
    let (target, rare) = (column.role == Role::Target, is_rarely_text(column));
    let looks_like_number = || {
        let text = column.first_text.as_ref().map_or("", |(_, text)| text);
        !matches!(
            text_kind(text, true),
            TextKind::Category | TextKind::Lone | TextKind::ShortYear { .. } | TextKind::SheetError(_)
        )
    };
    match (target, options.task, options.categorical) {
        (true, Task::Regress, _) | (false, _, Categorical::Error) => Some(Certainty::Sure),
        // which is said of it
        (true, Task::Auto, _) if looks_like_number() => None,
        (true, Task::Auto, _) if is_measured(column) => Some(Certainty::Rare),
        (true, Task::Auto, _) | (false, ..) if rare => Some(Certainty::Rare),
        _ => None,
    }
}

/// What begins comments, where all texts among the numbers of a feature begin so and are few: their lines may be such.
pub(super) fn comment_among(column: &Parsed) -> Option<&'static str> {
    /// Of this many fields, one may be a comment; of fewer some are.
    const FEW: u64 = 10;
    const SOME: u64 = 3;
    let count = column.strays.len() as u64;
    if column.role != Role::Feature || count > (column.numbers / FEW).max(SOME) {
        return None;
    }
    let mut texts = column.strays.iter().filter_map(|stray| stray.text.as_deref());
    let mark = column.strays().then(|| texts.next()).flatten()?;
    let mark = comment_mark(mark.as_bytes())?;
    texts
        .all(|text| comment_mark(text.as_bytes()).is_some())
        .then_some(mark)
}

/// Whether its numbers are whole, as those are that stand for something else.
pub(super) fn is_whole(column: &Parsed) -> bool {
    match &column.data {
        ColumnData::Numeric(values) => values.iter().all(|value| value.is_nan() || value.fract() == 0.0),
        ColumnData::Text(_) => false,
    }
}

/// Whether its numbers have fractions and are so many different ones that they are no labels.
fn is_measured(column: &Parsed) -> bool {
    let (Some(exact), ColumnData::Numeric(values)) = (&column.exact, &column.data) else {
        return false;
    };
    let different = exact.different(values);
    !is_whole(column) && different.is_ok_and(|different| !are_few(different, column.numbers as usize))
}

fn is_rarely_text(column: &Parsed) -> bool {
    /// Of this many fields, one may be text.
    const RARE: u64 = 100;
    /// With as many different values, whole numbers may be categories.
    const FEW: usize = 20;
    let ColumnData::Numeric(values) = &column.data else {
        return false;
    };
    let mut different = Vec::new();
    let mut many = false;
    for value in values.iter().filter(|value| !value.is_nan()) {
        if !different.contains(value) {
            different.push(*value);
        }
        many = value.fract() != 0.0 || different.len() > FEW;
        if many {
            break;
        }
    }
    many && column.texts * RARE < column.texts + column.numbers
}

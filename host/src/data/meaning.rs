//! Fields that are no numbers as they stand, and are read as some.

use super::dates::Moment;
use super::options::{DateOrder, TimePart};

/// What the fields of a column are read as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// What of a date, in which order.
    Part(TimePart, DateOrder),
    /// The same of dates of digits alone, `20240501`.
    PartOfDigits(TimePart),
    /// `True` as 1, `False` as 0.
    Truth,
}

impl Meaning {
    /// The number of a field; NaN where it has none.
    pub(super) fn number(self, text: &str) -> f32 {
        let moment = |moment: Option<Moment>, part| moment.map_or(f32::NAN, |moment| moment.part(part));
        match self {
            Meaning::Part(part, order) => moment(Moment::parse(text, order), part),
            Meaning::PartOfDigits(part) => moment(Moment::of_digits(text), part),
            Meaning::Truth => truth(text).map_or(f32::NAN, |truth| u8::from(truth).into()),
        }
    }

    /// The same with more digits, of all of a date.
    pub(super) fn wide(self, text: &str) -> f64 {
        let moment = match self {
            Meaning::Part(_, order) => Moment::parse(text, order),
            Meaning::PartOfDigits(_) => Moment::of_digits(text),
            Meaning::Truth => return self.number(text).into(),
        };
        moment.map_or(f64::NAN, |moment| moment.seconds())
    }

    /// Whether an offset can be subtracted from it.
    pub(super) fn is_centerable(self) -> bool {
        match self {
            Meaning::Part(part, _) | Meaning::PartOfDigits(part) => part == TimePart::Seconds,
            Meaning::Truth => true,
        }
    }
}

/// True and false as pandas writes them, which is what classes and categories of them are called, however the
/// file spells them.
pub(crate) fn truth_text(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// What `True` and `False` say, as programs and spreadsheets write them.
pub(crate) fn truth(text: &str) -> Option<bool> {
    let text = text.trim_ascii();
    match (
        text.eq_ignore_ascii_case("true"),
        text.eq_ignore_ascii_case("false"),
    ) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

//! Parts of messages that depend on what an error holds.

use super::columns;
use crate::data::aside;
use crate::data::coarse::Coarse;
use crate::data::encoding::Nul;
use crate::data::labels::without_point;
use crate::data::meaning::truth;
use crate::data::options::DateOrder;
use crate::text::unseen;

/// What of a record is meant: a column, where it is known.
pub(super) fn in_record(column: Option<&str>) -> String {
    column.map_or("the record".to_owned(), |column| format!("column `{column}`"))
}

/// An array of a file that holds several by their names, or the only one.
pub(super) fn array_called(name: &Option<String>) -> String {
    name.as_ref()
        .map_or("the array".to_owned(), |name| format!("array `{name}`"))
}

pub(super) fn of_sheets(sheets: &[String]) -> String {
    match sheets {
        [] => String::new(),
        [first, ..] => format!(
            " in the sheet `{first}`, the first of {}",
            columns::some(sheets, 8)
        ),
    }
}

/// The name that was most likely meant, with what no one sees in one of the two where they look alike.
pub(super) fn hint(asked: &str, nearest: &Option<String>) -> String {
    let Some(name) = nearest else {
        return String::new();
    };
    match (unseen(name, asked), unseen(asked, name)) {
        (Some(sign), _) => format!("; did you mean `{name}`, which has {sign} in it?"),
        (None, Some(sign)) => format!("; did you mean `{name}`, without {sign} in it?"),
        (None, None) => format!("; did you mean `{name}`?"),
    }
}

/// That a model knows true and false as numbers, numbers as these, or the same number as another text, if that is
/// why it does not know a class.
pub(super) fn class_spelled_otherwise(class: &str, known: &[String]) -> &'static str {
    let number = |text: &str| text.parse::<f64>().ok();
    let is_same = |known: &String| number(class).is_some_and(|own| number(known) == Some(own));
    let is_digit = |text: &str| matches!(without_point(text), "0" | "1");
    let are_digits = known.iter().all(|class| is_digit(class));
    let are_truths = known.iter().all(|class| truth(class).is_some());
    match (truth(class).is_some(), is_digit(class)) {
        (true, _) if are_digits => {
            "; it was trained on 1 and 0, or where true and false were read so: train it anew on such data"
        }
        (_, true) if are_truths => "; it was trained on true and false, and these are numbers",
        _ if known.iter().any(is_same) => {
            "; one of these is the same number, but they are texts, which are found as they are written"
        }
        _ => "",
    }
}

pub(super) fn beside(files: &[String]) -> String {
    match files {
        [] => String::new(),
        files => format!(" of data beside {}", aside::listed(files)),
    }
}

pub(super) fn nested(frame: bool) -> &'static str {
    match frame {
        true => {
            "where records are read, such as {\"a\": 1.5, \"y\": \"red\"}; a frame of pandas becomes records by \
             `to_json(path, orient=\"records\")`"
        }
        false => "where each field of a record has one, such as `a_0` and `a_1` of an array `a`",
    }
}

pub(super) fn quote(open: bool) -> &'static str {
    match open {
        true => ", or a quote is not closed",
        false => "",
    }
}

pub(super) fn nuls(like: Nul) -> &'static str {
    match like {
        Nul::Utf16Le | Nul::Utf16Be => ", as UTF-16 has that begins with no byte-order mark",
        Nul::Utf32 => ", as UTF-32 has, which is not read; save it as UTF-8",
        Nul::Unwritten => ", to its end, as a loss of power leaves them where a file was being written",
        Nul::Other => "; it is damaged, or another format",
    }
}

pub(super) fn read_as(order: DateOrder) -> String {
    match order {
        DateOrder::YearFirst => String::new(),
        order => format!(", read as {}", order.pattern()),
    }
}

pub(super) fn held(text: &Option<String>, dates: bool) -> String {
    match (text, dates) {
        (Some(text), _) => format!("`{text}`"),
        (None, true) => "times of day, or was read as another part of its dates".into(),
        (None, false) => "dates, or was read as another part of its times".into(),
    }
}

pub(super) fn wrong_kind(classes: bool) -> &'static str {
    match classes {
        true => "holds classes, where the model predicts values",
        false => "holds values, where the model predicts classes",
    }
}

/// What the rounding to f32 takes from r2.
pub(super) fn by_rounding(r2_lost: Option<f64>) -> String {
    let lost = r2_lost.filter(|lost| lost.is_finite());
    lost.map_or(String::new(), |lost| match lost < 1.0 {
        true => format!(", and that alone takes {lost:.3} from r2"),
        false => ", and that alone makes r2 no better than 0".to_owned(),
    })
}

/// How a target is written so that f32 keeps its values.
pub(super) fn instead(lost: &Coarse) -> String {
    match lost.is_tiny() {
        true => "write them in another unit, for none below 1e-38 is kept".to_owned(),
        false => format!(
            "subtract {} from them first, and add it to what is predicted",
            lost.offset
        ),
    }
}

/// What is wrong with a file that is given twice.
pub(super) fn twice(path: &str, other: &str) -> String {
    match path == other {
        true => "is given twice".to_owned(),
        false => format!("is the same file as {other}"),
    }
}

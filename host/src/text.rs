//! Values of parameters as text: Python's notation, and numbers that read back to the bit.

use mcutune_core::params::{Name, Value};

/// Text that is not what it should be; it says what that is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(pub(crate) String);

/// As Python's `repr` writes a float: the fewest digits that read back to the same bits.
#[must_use]
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.into();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = match scientific.split_once('e') {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().unwrap_or(0)),
        None => (scientific.as_str(), 0),
    };
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    // Debug writes a point where there is none, as Python does, but has its own exponents.
    let plain = format!("{value}");
    if plain.contains('.') { plain } else { plain + ".0" }
}

/// To four significant digits, for a table.
#[must_use]
pub fn short(value: f64) -> String {
    let rounded = format!("{value:.3e}").parse();
    float(rounded.unwrap_or(value))
}

/// A sign as it is; a blank that is not the common one by its number, `U+00A0`, for no one sees which it is.
#[must_use]
pub fn visible(sign: char) -> String {
    match is_unseen(sign) {
        true => format!("U+{:04X}", u32::from(sign)),
        false => sign.to_string(),
    }
}

/// Whether no one sees which sign it is, or that it is there: blanks but for the common one, and what has no width.
fn is_unseen(sign: char) -> bool {
    sign != ' ' && sign.is_whitespace() || is_without_width(sign)
}

/// Whether a sign has no width, so that no one sees that it is there.
#[must_use]
pub fn is_without_width(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || is_joiner(sign)
}

/// Whether a sign says only if the letters beside it join, as words of Persian and of India's languages need it.
#[must_use]
pub fn is_joiner(sign: char) -> bool {
    matches!(sign, '\u{200c}' | '\u{200d}')
}

/// What is unseen in one of two names that look alike, such as `U+00A0`.
pub(crate) fn unseen(name: &str, other: &str) -> Option<String> {
    let seen = |text: &str| -> String { text.chars().filter(|&c| c != ' ' && !is_unseen(c)).collect() };
    let odd = name.chars().find(|&c| is_unseen(c) && !other.contains(c));
    odd.filter(|_| seen(name) == seen(other)).map(visible)
}

/// As Python's `repr` writes a value that scikit-learn takes: `'relu'`, `(16,)`, `0.001`, `True`.
#[must_use]
pub fn python(value: Value) -> String {
    match value {
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Word(word) => format!("'{}'", word.as_str()),
        Value::Int(_) | Value::Float(_) | Value::Layers(_) | Value::Rates(_) => plain(value),
    }
}

/// As [`python`], a word without its quotes, a truth value in lower case, as a space file has it.
#[must_use]
pub fn plain(value: Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float(value),
        Value::Word(word) => word.as_str().into(),
        Value::Layers(hidden) => match hidden.widths() {
            [width] => format!("({width},)"),
            widths => format!("({})", joined(widths.iter().map(u16::to_string))),
        },
        Value::Rates(rates) => format!("[{}]", joined(rates.as_slice().iter().map(f32::to_string))),
    }
}

/// As [`plain`], a truth value as Python writes it: the cell of a table of results.
#[must_use]
pub fn param(value: Value) -> String {
    match value {
        Value::Bool(_) => python(value),
        Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => plain(value),
    }
}

/// As [`param`], numbers to four digits.
#[must_use]
pub fn short_param(value: Value) -> String {
    match value {
        Value::Float(number) => short(number),
        Value::Bool(_) | Value::Int(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => param(value),
    }
}

/// A field of a CSV file: in quotes where it has a comma, a quote or a line end.
#[must_use]
pub fn csv_field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// What a data file, a study or a class is called after: the name of the file up to its first point,
/// or the whole name where it has only points.
#[must_use]
pub fn stem(file: &str) -> &str {
    file.split('.').find(|part| !part.is_empty()).unwrap_or(file)
}

/// This many of what `one` names: `1 row`, `2 rows`, `3 classes`.
#[must_use]
pub fn counted(count: impl TryInto<u64>, one: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    match (count, one) {
        (1, _) => format!("1 {one}"),
        (_, "epoch") => format!("{count} epochs"),
        (_, "study") => format!("{count} studies"),
        (_, one) if one.ends_with(['s', 'x', 'h']) => format!("{count} {one}es"),
        _ => format!("{count} {one}s"),
    }
}

/// Bytes for people, to three digits: `812 bytes`, `5.12 kB`, `61.4 MB`, `1.2 GB`.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    let units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    let bytes = bytes as f64;
    match units.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{} {name}", (bytes / unit * 100.0).round() / 100.0),
        None => format!("{bytes} bytes"),
    }
}

/// Bytes in GiB, for people: `1 GiB`, `3.7 GiB`; never less than there are.
pub(crate) fn in_gib(bytes: u64) -> String {
    const TENTH: f64 = (1_u64 << 30) as f64 / 10.0;
    format!("{} GiB", (bytes as f64 / TENTH).ceil() / 10.0)
}

/// The name that `name` was most likely meant to be, in any case of letters; the first of equals, and none
/// where none is near.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let mut best = (0.0, None);
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let likeness = strsim::jaro_winkler(&name, &other);
        if likeness > best.0 && is_near(&name, &other) {
            best = (likeness, Some(candidate));
        }
    }
    best.1
}

/// Whether a third of the letters at most is mistyped, or one name is the other with letters left out.
fn is_near(a: &str, b: &str) -> bool {
    const LETTERS: usize = 3;
    let (a_long, b_long) = (a.chars().count(), b.chars().count());
    let (short, long) = if a_long < b_long { (a, b) } else { (b, a) };
    let mut letters = long.chars();
    let mut left_out = || short.chars().all(|letter| letters.any(|other| other == letter));
    strsim::osa_distance(a, b) * 3 <= a_long.max(b_long) || a_long.min(b_long) >= LETTERS && left_out()
}

/// As Python's `repr` writes the dictionary of a candidate.
#[must_use]
pub fn python_dict(candidate: &[(Name, Value)]) -> String {
    let item = |&(name, value): &(Name, Value)| format!("'{}': {}", name.as_str(), python(value));
    format!("{{{}}}", joined(candidate.iter().map(item)))
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// Enough of a field to recognise it in a message.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = text.chars().take(SHOWN).map(without_control).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Control characters would speak to the terminal.
fn without_control(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune_core::params::{Activation, DropoutRates, Hidden, Word};

    #[test]
    fn floats_are_as_python_writes_them() {
        let cases = [
            (0.001, "0.001"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (0.1 + 0.2, "0.30000000000000004"),
            (2.0, "2.0"),
            (-0.0, "-0.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (1e16, "1e+16"),
            (9007199254740993.0, "9007199254740992.0"),
            (1e-300, "1e-300"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (value, text) in cases {
            assert_eq!(float(value), text);
        }
    }

    #[test]
    fn short_numbers_have_four_digits() {
        for (value, text) in [
            (0.014030656528679951, "0.01403"),
            (0.1, "0.1"),
            (-1234567.0, "-1235000.0"),
            (9.9999e-5, "0.0001"),
            (1e30, "1e+30"),
            (0.0, "0.0"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn what_is_proposed_is_near() {
        let names = ["dropout", "learning_rate", "learning_rate_init", "max_iter", "x1"];
        for (name, meant) in [
            ("foo", None),
            ("zzz", None),
            ("x", None),
            ("x2", None),
            ("drop", Some("dropout")),
            ("Dropuot", Some("dropout")),
            ("lr_init", Some("learning_rate_init")),
            ("learning_rates", Some("learning_rate")),
            ("maxiter", Some("max_iter")),
            ("iterations", None),
        ] {
            assert_eq!(nearest(name, names.into_iter()), meant, "{name}");
        }
    }

    #[test]
    fn names_that_look_alike_differ_by_what_is_unseen() {
        for (name, other, odd) in [
            ("a\u{a0}b", "a b", Some("U+00A0")),
            ("c\u{200b}", "c", Some("U+200B")),
            ("a b", "a\u{a0}b", None),
            ("c\u{200b}", "d", None),
            ("C", "c", None),
        ] {
            assert_eq!(unseen(name, other).as_deref(), odd, "{name:?}");
        }
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            [counted(1, "row"), counted(2, "row"), counted(0, "class")],
            ["1 row", "2 rows", "0 classes"]
        );
        assert_eq!(
            [counted(3, "batch"), counted(3, "epoch"), counted(3, "study")],
            ["3 batches", "3 epochs", "3 studies"]
        );
    }

    #[test]
    fn values_are_as_python_writes_them() {
        let rates = DropoutRates::try_new(&[0.1, 0.25]);
        let candidate = [
            (Name::Activation, Value::Word(Word::Activation(Activation::Relu))),
            (Name::Dropout, rates.map_or(Value::Int(9), Value::Rates)),
            (Name::EarlyStopping, Value::Bool(true)),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[16]))),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[16, 8]))),
            (Name::HiddenLayerSizes, Value::Layers(Hidden::new(&[]))),
            (Name::MaxIter, Value::Int(20)),
        ];
        assert_eq!(
            python_dict(&candidate),
            "{'activation': 'relu', 'dropout': [0.1, 0.25], 'early_stopping': True, \
             'hidden_layer_sizes': (16,), 'hidden_layer_sizes': (16, 8), 'hidden_layer_sizes': (), \
             'max_iter': 20}"
        );
    }
}

//! What a field says: a number, a gap, or text.

use std::borrow::Cow;

/// A field's meaning where numbers are expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FieldValue {
    Number(f32),
    /// Nothing, or a marker that stands for nothing.
    Gap,
    /// `-`, `?`, or a marker in another case such as `na`: a gap among numbers, but a text among texts.
    Dash,
    Text,
}

/// How numbers are spelled, and what stands for none.
#[derive(Clone, Debug)]
pub(super) struct NumberFormat {
    decimal: u8,
    thousands: Option<char>,
    gaps: Vec<String>,
    gap_numbers: Vec<f64>,
    /// Whether numbers are spelled as Rust spells them, and each is one.
    plain: bool,
}

/// What pandas takes for no value by default, the last four as Microsoft's C library writes NaN.
pub(super) const MARKERS: [&str; 18] = [
    "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "#N/A N/A", "#NA", "<NA>", "-nan",
    "-NaN", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
];

/// Which of these are gaps among numbers in any case; among texts, `na` and `Null` may be such.
const ANY_CASE: [&str; 4] = ["na", "n/a", "nan", "null"];

impl NumberFormat {
    /// `gaps` stand for no value, beside those that always do.
    pub(super) fn new(decimal: u8, thousands: Option<char>, gaps: &[String]) -> Self {
        let mut numbers = Self {
            decimal,
            thousands,
            gaps: gaps.to_vec(),
            gap_numbers: Vec::new(),
            plain: false,
        };
        let parsed = gaps.iter().filter_map(|gap| numbers.f64(gap));
        numbers.gap_numbers = parsed.collect();
        numbers.plain = decimal == b'.' && thousands.is_none() && numbers.gap_numbers.is_empty();
        numbers
    }

    /// What a field says.
    pub(super) fn value(&self, field: &str) -> FieldValue {
        // Nearly all fields of nearly all files.
        if self.plain
            && let Ok(number) = field.parse::<f32>()
            && !number.is_nan()
        {
            return FieldValue::Number(number);
        }
        // No-break and thin blanks around a number are no part of it.
        let text = field.trim();
        if !self.gap_numbers.is_empty() && self.f64(text).is_some_and(|n| self.gap_numbers.contains(&n)) {
            return FieldValue::Gap;
        }
        match self.spelled(text).and_then(|text| text.parse::<f32>().ok()) {
            Some(number) if !number.is_nan() => FieldValue::Number(number),
            _ if self.is_gap(field) => FieldValue::Gap,
            Some(_) => FieldValue::Dash,
            None if is_dash(text) => FieldValue::Dash,
            None => FieldValue::Text,
        }
    }

    /// Whether a field is empty or one of the markers that were said to stand for no value.
    pub(super) fn is_said_gap(&self, field: &str) -> bool {
        let text = field.trim();
        let of_number = || self.f64(text).is_some_and(|n| self.gap_numbers.contains(&n));
        text.is_empty()
            || self.gaps.iter().any(|gap| gap == text)
            || !self.gap_numbers.is_empty() && of_number()
    }

    /// Whether a field of text stands for no value.
    pub(super) fn is_gap(&self, field: &str) -> bool {
        let text = field.trim();
        text.is_empty() || MARKERS.contains(&text) || self.gaps.iter().any(|gap| gap == text)
    }

    /// Makes NaN of those among `numbers` that stand for no value.
    pub(super) fn clear_gaps(&self, numbers: &mut [f32]) {
        let gaps: Vec<f32> = self.gap_numbers.iter().map(|&gap| gap as f32).collect();
        if !gaps.is_empty() {
            let is_gap = |number: &&mut f32| gaps.contains(number);
            numbers
                .iter_mut()
                .filter(is_gap)
                .for_each(|number| *number = f32::NAN);
        }
    }

    /// The sign that groups digits of a field that is a number.
    pub(super) fn grouped_by(&self, number: &str) -> Option<char> {
        self.thousands.filter(|&sign| number.trim().contains(sign))
    }

    /// As [`NumberFormat::value`] has it, in f64.
    pub(super) fn f64(&self, text: &str) -> Option<f64> {
        self.spelled(text)?.parse().ok()
    }

    /// The number as Rust spells it; none where separators stand where they cannot.
    pub(super) fn spelled<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let decimal = char::from(self.decimal);
        let foreign = decimal != '.' && text.contains(['.', decimal]);
        if !foreign && !self.thousands.is_some_and(|sign| text.contains(sign)) {
            return Some(Cow::Borrowed(text));
        }
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let mut parts = mantissa.split(decimal);
        let (whole, fraction) = (parts.next()?, parts.next());
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !fraction.is_none_or(digits) {
            return None;
        }
        let mut plain = self.ungrouped(whole)?;
        if let Some(fraction) = fraction {
            plain.push('.');
            plain += fraction;
        }
        Some(Cow::Owned(plain + exponent))
    }

    /// A name that is a number, as Rust spells it. Where numbers may be `stored` as such beside it, which Rust has
    /// spelled already, none that would be another then.
    pub(super) fn name<'a>(&self, name: &'a str, stored: bool) -> Option<Cow<'a, str>> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| !number.is_nan());
        let here = self.spelled(name).and_then(|text| Some((number(&text)?, text)));
        match (number(name).filter(|_| stored), here) {
            (None, here) => here.map(|(_, text)| text),
            (Some(plain), Some((here, _))) if plain != here => None,
            (Some(_), _) => Some(Cow::Borrowed(name)),
        }
    }

    /// Digits, of which those after each separator are three.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        if !unsigned
            .chars()
            .all(|c| c.is_ascii_digit() || Some(c) == self.thousands)
        {
            return None;
        }
        let Some(separator) = self.thousands else {
            return Some(whole.to_owned());
        };
        let mut groups = unsigned.split(separator);
        let first = groups.next().unwrap_or_default().len();
        let grouped = unsigned.contains(separator);
        let good = !grouped || (1..=3).contains(&first) && groups.all(|group| group.len() == 3);
        good.then(|| whole.replace(separator, ""))
    }
}

/// Whether a field that is neither a number nor a gap everywhere is a gap among numbers.
pub(super) fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "?") || ANY_CASE.iter().any(|known| text.eq_ignore_ascii_case(known))
}

/// Whether a text is a number as programs write it, so that no other such text is the same number.
pub(super) fn is_plain_number(text: &str) -> bool {
    let whole = || {
        text.parse::<i128>()
            .is_ok_and(|number| number.to_string() == text)
    };
    // one zero, not two
    let real = |number: f64| number.is_finite() && (number + 0.0).to_string() == text;
    whole() || text.parse().is_ok_and(real)
}

/// A number with a decimal comma, and whether points group its digits: `1.234,5`.
pub(super) fn has_decimal_comma(text: &str) -> Option<bool> {
    let comma = NumberFormat::new(b',', Some('.'), &[]);
    let is_number = matches!(comma.value(text), FieldValue::Number(number) if number.is_finite());
    let grouped = text.contains('.');
    (is_number && (text.contains(',') || text.matches('.').count() > 1)).then_some(grouped)
}

/// What groups digits and can stand for nothing else between them: blanks that no line breaks at, as in
/// French and by ISO 80000, and apostrophes, as in Switzerland.
pub(super) const GROUPING: [char; 5] = ['\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'];

/// The sign of [`GROUPING`] that groups the digits of a number, whatever stands before its fraction.
pub(super) fn grouping(text: &str) -> Option<char> {
    let sign = text.chars().find(|sign| GROUPING.contains(sign))?;
    is_grouped_by(text, sign).then_some(sign)
}

/// Whether a text is a number whose digits a sign groups.
pub(super) fn is_grouped_by(text: &str, sign: char) -> bool {
    let text = text.trim();
    let is_number = |decimal| {
        let numbers = NumberFormat::new(decimal, Some(sign), &[]);
        matches!(numbers.value(text), FieldValue::Number(_))
    };
    text.contains(sign) && (is_number(b'.') || is_number(b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_spelled() {
        let point = NumberFormat::new(b'.', None, &[]);
        let comma = NumberFormat::new(b',', None, &[]);
        let grouped = NumberFormat::new(b',', Some('.'), &[]);
        let english = NumberFormat::new(b'.', Some(','), &[]);
        let french = NumberFormat::new(b',', Some('\u{202f}'), &[]);
        let swiss = NumberFormat::new(b'.', Some('\''), &[]);
        let number = FieldValue::Number;
        for (numbers, text, value) in [
            (&point, " 1.5 ", number(1.5)),
            (&point, "1,5", FieldValue::Text),
            (&point, "\t2", number(2.0)),
            (&comma, "1,5", number(1.5)),
            (&comma, "-0,25e1", number(-2.5)),
            (&comma, "7", number(7.0)),
            (&comma, "1.234", FieldValue::Text),
            (&comma, "1,2,3", FieldValue::Text),
            (&grouped, "1.234,56", number(1234.56)),
            (&grouped, "-12.345.678", number(-12_345_678.0)),
            (&grouped, "1.5", FieldValue::Text),
            (&grouped, "1234,5", number(1234.5)),
            (&english, "1,037", number(1037.0)),
            (&english, "1,037.5", number(1037.5)),
            (&english, "1,03", FieldValue::Text),
            (&french, "-1\u{202f}234,50", number(-1234.5)),
            (&french, "12\u{202f}345", number(12345.0)),
            (&french, "1.5", FieldValue::Text),
            (&french, "12\u{202f}34", FieldValue::Text),
            (&french, "1\u{202f}234\u{202f}", number(1234.0)),
            (&point, "\u{a0}12\u{a0}", number(12.0)),
            (&comma, "\u{2009}-1,5 \u{202f}", number(-1.5)),
            (&swiss, "1'234'567.50", number(1_234_567.5)),
            (&swiss, "1'234,50", FieldValue::Text),
            (&point, "-inf", number(f32::NEG_INFINITY)),
        ] {
            assert_eq!(numbers.value(text), value, "{text}");
        }
    }

    #[test]
    fn markers_stand_for_no_value() {
        let plain = NumberFormat::new(b'.', None, &[]);
        for gap in [
            "", " ", "NA", "N/A", "n/a", "NaN", "nan", "-nan", "null", "NULL", "None", "#N/A",
        ] {
            assert_eq!(plain.value(gap), FieldValue::Gap, "{gap}");
            assert!(plain.is_gap(gap), "{gap}");
        }
        for dash in ["-", "?", "na", "Na", "N/a", "NAN", "Nan", "+nan", "Null"] {
            assert_eq!(plain.value(dash), FieldValue::Dash, "{dash}");
            assert!(!plain.is_gap(dash), "{dash}");
        }
        assert!(!plain.is_gap("none"));
        let own = NumberFormat::new(b'.', None, &["-200".into(), "bad".into()]);
        assert_eq!(own.value("-200.0"), FieldValue::Gap);
        assert_eq!(own.value("-201"), FieldValue::Number(-201.0));
        assert_eq!(own.value("bad"), FieldValue::Gap);
        assert!(own.is_gap("bad"));
        let mut numbers = [1.0, -200.0];
        own.clear_gaps(&mut numbers);
        assert!(numbers[0] == 1.0 && numbers[1].is_nan());
    }

    #[test]
    fn decimal_commas_are_told_from_others() {
        assert_eq!(has_decimal_comma("1,5"), Some(false));
        assert_eq!(has_decimal_comma("1.234,5"), Some(true));
        assert_eq!(has_decimal_comma("1.234.567"), Some(true));
        for text in ["1.5", "1.234", "15", "a,b", "1,2,3", ""] {
            assert_eq!(has_decimal_comma(text), None, "{text}");
        }
    }
}

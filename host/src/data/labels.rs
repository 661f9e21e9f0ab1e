//! What labels that are numbers are called, and which of them are the same.

use super::number::is_plain_number;

/// A label of a column in which one is written with a point or an exponent, which pandas reads as floats: a whole one
/// ends in `.0`. There are no exponents.
pub(super) fn float_label(number: f64) -> String {
    let text = number.to_string();
    match number.fract() == 0.0 {
        true => text + ".0",
        false => text,
    }
}

/// A label without the `.0` of a whole float: the same of `1` and `1.0`.
pub(crate) fn without_point(label: &str) -> &str {
    let whole = label.strip_suffix(".0").filter(|whole| is_plain_number(whole));
    whole.unwrap_or(label)
}

/// Whether all labels are floats; texts such as versions may look so, too.
pub(crate) fn are_floats(labels: &[String]) -> bool {
    let is_float = |label: &String| label.contains('.') && is_plain_number(without_point(label));
    labels.iter().all(is_float)
}

/// Whether all labels are numbers as programs write them, whole ones or floats: with both `1` and `1.0` they are texts.
pub(crate) fn are_numbers(labels: &[String]) -> bool {
    labels.iter().all(|label| is_plain_number(label)) || are_floats(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_told_from_whole_numbers_and_from_texts() {
        let texts = [0.0, 1.0, -2.0, 2.5, 1e21].map(float_label);
        assert_eq!(texts, ["0.0", "1.0", "-2.0", "2.5", "1000000000000000000000.0"]);
        assert!(are_floats(&texts) && are_numbers(&texts));
        let labels = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        for texts in [&["1", "2"][..], &["1", "2.5"]] {
            assert!(!are_floats(&labels(texts)) && are_numbers(&labels(texts)));
        }
        for texts in [
            &["1", "1.0"][..],
            &["1.0", "1.10"],
            &["01.0"],
            &["a"],
            &["1.0.0"],
            &[".0"],
        ] {
            assert!(!are_numbers(&labels(texts)), "{texts:?}");
        }
        for (label, whole) in [
            ("1.0", "1"),
            ("1", "1"),
            ("v1.0", "v1.0"),
            ("1.00", "1.00"),
            ("2.5", "2.5"),
        ] {
            assert_eq!(without_point(label), whole);
        }
    }
}

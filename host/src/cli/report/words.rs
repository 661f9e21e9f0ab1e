//! Text for a page: of any origin, and numbers as people read them.

pub use mcutune::text::counted;

use crate::cli::print;

/// The longest text of a name or a value.
const LONGEST: usize = 200;

/// Text of any origin as it may stand in a page: without control characters, and cut where it is very long. What HTML
/// takes for markup is escaped where it is written.
pub fn safe(text: &str) -> String {
    let shown = print::shown(text);
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown.into_owned(),
    }
}

/// A short form, for labels in a picture.
pub fn label(text: &str, most: usize) -> String {
    let shown = print::shown(text);
    match shown.char_indices().nth(most) {
        Some((end, _)) if shown.chars().count() > most + 1 => format!("{}…", &shown[..end]),
        _ => shown.into_owned(),
    }
}

/// A span of time.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 0.1 => format!("{:.1} ms", s * 1e3),
        s if s < 120.0 => format!("{s:.1} s"),
        s if s < 7200.0 => format!("{:.1} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// Items with commas and a word before the last.
pub fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A number and what it counts, where it is not 0.
pub fn some(count: usize, of: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} {of}"))
}

/// An interval.
pub fn interval((low, high): (f64, f64)) -> String {
    format!("{} to {}", print::mean(low), print::mean(high))
}

/// A share in percent.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_wild_names_are_cut_and_escaped() {
        assert_eq!(safe("a\u{202e}\n"), "a\\u{202e}\\n");
        assert_eq!(safe(&"é".repeat(500)).chars().count(), LONGEST + 1);
        assert_eq!(label("abcdef", 3), "abc…");
        assert_eq!(label("abcd", 3), "abcd");
        assert_eq!(joined(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(
            [seconds(0.01), seconds(90.0), seconds(150.0), seconds(9000.0)],
            ["10.0 ms", "90.0 s", "2.5 min", "2.5 h"]
        );
    }
}

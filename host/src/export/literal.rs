//! Text and numbers as C and Rust spell them.

use std::fmt::Display;
use std::fmt::Write;

/// Columns of a line.
const WIDTH: usize = 100;

/// A name that both languages take, out of any text.
pub fn identifier(text: &str) -> String {
    let good = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = text.chars().map(good).collect();
    match name.trim_matches('_') {
        "" => "model".into(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("model_{name}"),
        name => name.into(),
    }
}

/// The fewest digits that read back to the same bits.
pub fn float(value: f32) -> String {
    format!("{value:?}")
}

/// Items with commas, in lines of at most [`WIDTH`] columns that begin with `indent` spaces.
pub fn list<T: Display>(indent: usize, items: impl IntoIterator<Item = T>) -> String {
    let (mut lines, mut line) = (String::new(), String::new());
    for item in items {
        let item = item.to_string();
        if !line.is_empty() && indent + line.len() + item.len() + 1 > WIDTH {
            let _ = writeln!(lines, "{:indent$}{}", "", line.trim_end());
            line.clear();
        }
        let _ = write!(line, "{item}, ");
    }
    if !line.is_empty() {
        let _ = writeln!(lines, "{:indent$}{}", "", line.trim_end());
    }
    lines
}

/// Text for a comment of either language: printable ASCII, nothing that ends or opens a comment.
pub fn comment(text: &str) -> String {
    let text: String = text.escape_default().collect();
    text.replace("\\\"", "\"")
        .replace("\\'", "'")
        .replace("*/", "* /")
        .replace("/*", "/ *")
        .replace("??", "? ?")
}

/// Paragraphs as comment lines that each begin with `start`, broken between words.
pub fn wrapped(start: &str, paragraphs: &[String]) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let mut line = String::from(start);
        for word in comment(paragraph).split(' ') {
            if line.len() > start.len() && line.len() + 1 + word.len() > WIDTH {
                let _ = writeln!(out, "{}", line.trim_end());
                line = format!("{start} ");
            }
            let _ = write!(line, " {word}");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        for (text, name) in [
            ("iris", "iris"),
            ("Breast Cancer-2", "breast_cancer_2"),
            ("2024_run", "model_2024_run"),
            ("größe", "gr__e"),
            ("...", "model"),
            ("", "model"),
        ] {
            assert_eq!(identifier(text), name);
            assert_eq!(identifier(name), name);
        }
    }

    #[test]
    fn floats_read_back_to_the_bit() {
        for value in [
            0.1,
            -0.0,
            1e-45,
            f32::MAX,
            f32::MIN_POSITIVE,
            16_777_216.0,
            1.0 / 3.0,
            1e16,
            -7e-10,
        ] {
            let text = float(value);
            assert_eq!(text.parse::<f32>().unwrap().to_bits(), value.to_bits());
            // what makes it a floating-point literal in C and Rust
            assert!(text.contains('.') || text.contains('e'), "{text}");
        }
    }

    #[test]
    fn no_text_leaves_its_comment() {
        for text in ["*/ int x;", "/* /*/", "a\nb", "??/", "\u{202e}", "ends in \\"] {
            let text = wrapped(" *", &[text.into()]);
            assert_eq!(text.lines().count(), 1, "{text}");
            assert!(text.is_ascii());
            for bad in ["*/", "/*", "??/"] {
                assert!(!text.contains(bad), "{text}");
            }
        }
        assert_eq!(wrapped("//", &["a".into(), String::new()]), "// a\n//\n");
    }

    #[test]
    fn lists_break_at_the_width() {
        let text = list(4, 0..100);
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        let numbers = text.split([',', ' ', '\n']).filter(|word| !word.is_empty());
        assert!(numbers.eq((0..100).map(|i| i.to_string()).collect::<Vec<_>>()));
    }
}

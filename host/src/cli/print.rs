//! Results on stdout.

use std::io::{self, ErrorKind, Write};

/// Prints a result; that nobody reads on is no error.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// A mean score with its deviation.
pub fn score(mean: f64, std: f64) -> String {
    if mean.is_nan() {
        return "failed".into();
    }
    format!("{mean:.4} ± {std:.4}")
}

/// A mean score alone.
pub fn mean(mean: f64) -> String {
    if mean.is_nan() {
        return "failed".into();
    }
    format!("{mean:.4}")
}

/// How much quantising changes a score.
pub fn gap(gap: f64) -> String {
    if gap.is_nan() {
        return String::new();
    }
    format!("{gap:+.4}")
}

/// A time to fit.
pub fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

//! `NaN` in JSON, which Python writes for a missing number and no other parser knows.

use std::io::{self, BufRead, Read};

/// What is read, with `null` for each `NaN` that is not within a text.
pub(super) struct WithNull<R> {
    from: R,
    in_text: bool,
    escaped: bool,
    /// What comes before the next byte of `from`.
    next: Vec<u8>,
}

impl<R: BufRead> WithNull<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            in_text: false,
            escaped: false,
            next: Vec::new(),
        }
    }

    /// Whether a byte stands outside of texts and begins `NaN`: no literal of JSON begins with an `N`.
    fn is_nan(&mut self, byte: u8) -> bool {
        if !self.in_text {
            self.in_text = byte == b'"';
            return byte == b'N';
        }
        if self.escaped {
            self.escaped = false;
        } else {
            self.escaped = byte == b'\\';
            self.in_text = byte != b'"';
        }
        false
    }

    /// Takes the three bytes of `NaN`, of which the first is next.
    fn take_nan(&mut self) -> io::Result<()> {
        let mut word = Vec::with_capacity(3);
        (&mut self.from).take(3).read_to_end(&mut word)?;
        self.next = match word.as_slice() {
            b"NaN" => b"null".to_vec(),
            _ => word,
        };
        Ok(())
    }
}

impl<R: BufRead> Read for WithNull<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.next.is_empty() {
            let most = self.from.fill_buf()?.len().min(into.len());
            into[..most].copy_from_slice(&self.from.fill_buf()?[..most]);
            let plain = into[..most].iter().position(|&byte| self.is_nan(byte));
            let plain = plain.unwrap_or(most);
            self.from.consume(plain);
            if plain > 0 || most == 0 {
                return Ok(plain);
            }
            self.take_nan()?;
        }
        let count = self.next.len().min(into.len());
        into[..count].copy_from_slice(&self.next[..count]);
        self.next.drain(..count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_null_outside_of_texts() {
        let cases = [
            (r#"{"a":NaN,"b":[NaN,1]}"#, r#"{"a":null,"b":[null,1]}"#),
            (r#"{"NaN":"NaN","c\"NaN":NaN}"#, r#"{"NaN":"NaN","c\"NaN":null}"#),
            (r#"{"a\\":NaN,"b":Na"#, r#"{"a\\":null,"b":Na"#),
            ("Nil N", "Nil N"),
        ];
        for (from, expected) in cases {
            // However the bytes are cut.
            for size in 1..9 {
                let from = io::BufReader::with_capacity(size, from.as_bytes());
                let text = io::read_to_string(WithNull::new(from)).unwrap();
                assert_eq!(text, expected, "{size}");
            }
        }
    }
}

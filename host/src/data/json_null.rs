//! `NaN` and `Infinity` in JSON, which Python writes of such numbers and no other parser knows.

use std::io::{self, BufRead, Read};

/// What is read, with `null` for each `NaN` that is not within a text, and the text of each infinity, which is a number
/// to whoever reads a column of them.
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

    /// Whether a byte stands outside of texts and may begin `NaN`, `Infinity` or `-Infinity`, as nothing else of JSON
    /// but a negative number does: `next` is the byte behind it, where that is known.
    fn may_begin(&mut self, byte: u8, next: Option<&u8>) -> bool {
        if !self.in_text {
            self.in_text = byte == b'"';
            let negative = byte == b'-' && next.is_none_or(|&next| next == b'I');
            return matches!(byte, b'N' | b'I') || negative;
        }
        if self.escaped {
            self.escaped = false;
        } else {
            self.escaped = byte == b'\\';
            self.in_text = byte != b'"';
        }
        false
    }

    /// Takes the bytes of the word that is next.
    fn take_word(&mut self) -> io::Result<()> {
        let mut word = Vec::with_capacity(9);
        (&mut self.from).take(1).read_to_end(&mut word)?;
        if word == b"-" && self.from.fill_buf()?.first() == Some(&b'I') {
            (&mut self.from).take(1).read_to_end(&mut word)?;
        }
        let rest = match word.last() {
            Some(b'N') => 2,
            Some(b'I') => 7,
            _ => 0,
        };
        (&mut self.from).take(rest).read_to_end(&mut word)?;
        self.next = match word.as_slice() {
            b"NaN" => b"null".to_vec(),
            b"Infinity" => b"\"Infinity\"".to_vec(),
            b"-Infinity" => b"\"-Infinity\"".to_vec(),
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
            let bytes = &into[..most];
            let plain = (0..most).find(|&at| self.may_begin(bytes[at], bytes.get(at + 1)));
            let plain = plain.unwrap_or(most);
            self.from.consume(plain);
            if plain > 0 || most == 0 {
                return Ok(plain);
            }
            self.take_word()?;
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
            (
                r#"{"a":Infinity,"b":[-Infinity,-1,2e-3]}"#,
                r#"{"a":"Infinity","b":["-Infinity",-1,2e-3]}"#,
            ),
            (
                r#"{"Infinity":"-Infinity \"-Infinity","c":-1}"#,
                r#"{"Infinity":"-Infinity \"-Infinity","c":-1}"#,
            ),
            ("-", "-"),
            ("-Inf", "-Inf"),
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

//! A checksum at the end of each line of ours in a journal: a line that was altered, or that a disk
//! damaged, is not taken for a result. Optuna reads over it.

use sha2::{Digest as _, Sha256};

/// What stands before it; 16 hexadecimal digits and the end of the object follow.
const KEY: &str = ",\"checksum\":\"";
const DIGITS: usize = 16;
const END: &str = "\"}";

/// What a line's checksum says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checksum {
    /// There is none, as in journals of earlier versions.
    Missing,
    /// The line is as it was written.
    Right,
    /// It is not.
    Wrong,
}

/// An object as a line with its checksum, the line's end included.
pub(super) fn sealed(object: &str) -> String {
    let open = object.strip_suffix('}').unwrap_or(object);
    format!("{open}{KEY}{}{END}\n", digits(open.as_bytes()))
}

/// Whether a line, without its end, is as it was written.
pub(super) fn check(line: &[u8]) -> Checksum {
    let tail = KEY.len() + DIGITS + END.len();
    let Some((open, tail)) = line.len().checked_sub(tail).map(|at| line.split_at(at)) else {
        return Checksum::Missing;
    };
    match tail == format!("{KEY}{}{END}", digits(open)).as_bytes() {
        true => Checksum::Right,
        false if holds(line, b"\"checksum\"") => Checksum::Wrong,
        false => Checksum::Missing,
    }
}

fn holds(line: &[u8], word: &[u8]) -> bool {
    line.windows(word.len()).any(|window| window == word)
}

fn digits(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter()
        .take(DIGITS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_byte_is_seen() {
        let line = sealed("{\"op_code\":4,\"state\":1}");
        let line = line.trim_end().as_bytes();
        assert_eq!(check(line), Checksum::Right);
        assert!(serde_json::from_slice::<serde_json::Value>(line).is_ok());
        for at in 0..line.len() {
            let mut other = line.to_vec();
            other[at] ^= 1;
            assert_ne!(check(&other), Checksum::Right, "byte {at}");
        }
        assert_eq!(check(b"{\"op_code\":4}"), Checksum::Missing);
        let spaced = b"{\"op_code\": 4, \"checksum\": \"0123456789abcdef\"}";
        assert_eq!(check(spaced), Checksum::Wrong);
    }
}

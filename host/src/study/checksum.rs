//! A checksum at the end of each line of ours in a journal, of the line and of the checksum before it:
//! a line that was altered, that a disk damaged, that stands twice or behind one that is gone is not
//! taken for a result. Optuna reads over it.

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
    /// The line is as it was written, and where it was.
    Right,
    /// It is not.
    Wrong,
}

/// The checksums of a journal from its first line on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    /// The last; empty where there is none yet.
    last: String,
    /// How many there are.
    lines: usize,
    /// Whether each is of its own line alone, as an earlier version wrote them.
    loose: bool,
}

impl Chain {
    /// An object as the next line with its checksum, the line's end included.
    pub(super) fn seal(&mut self, object: &str) -> String {
        let open = object.strip_suffix('}').unwrap_or(object);
        self.add(self.digits(open.as_bytes(), self.loose));
        format!("{open}{KEY}{}{END}\n", self.last)
    }

    /// A line that was sealed before, without its end, as the next one.
    pub(super) fn seal_again(&mut self, line: &str) -> String {
        let object = match line.rfind(KEY) {
            Some(at) if line.len() == at + KEY.len() + DIGITS + END.len() => format!("{}}}", &line[..at]),
            _ => line.to_owned(),
        };
        self.seal(&object)
    }

    /// Whether the next line, without its end, is as it was written.
    pub(super) fn check(&mut self, line: &[u8]) -> Checksum {
        let tail = KEY.len() + DIGITS + END.len();
        let Some((open, tail)) = line.len().checked_sub(tail).map(|at| line.split_at(at)) else {
            return Checksum::Missing;
        };
        // Which of both it is shows on the second line.
        for loose in if self.lines == 1 {
            vec![false, true]
        } else {
            vec![self.loose]
        } {
            let digits = self.digits(open, loose);
            if tail == format!("{KEY}{digits}{END}").as_bytes() {
                self.loose = loose;
                self.add(digits);
                return Checksum::Right;
            }
        }
        match holds(line, b"\"checksum\"") {
            true => Checksum::Wrong,
            false => Checksum::Missing,
        }
    }

    /// Whether a line, without its end, is the last so far.
    pub(super) fn ends_with(&self, line: &[u8]) -> bool {
        line.ends_with(format!("{KEY}{}{END}", self.last).as_bytes())
    }

    /// Whether there is a checksum so far.
    pub(super) fn is_begun(&self) -> bool {
        self.lines > 0
    }

    fn add(&mut self, digits: String) {
        self.last = digits;
        self.lines += 1;
    }

    fn digits(&self, open: &[u8], loose: bool) -> String {
        let mut hash = Sha256::new();
        if !loose {
            hash.update(&self.last);
        }
        hash.update(open);
        let bytes = hash.finalize();
        bytes
            .iter()
            .take(DIGITS / 2)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

fn holds(line: &[u8], word: &[u8]) -> bool {
    line.windows(word.len()).any(|window| window == word)
}

/// A journal of ours with the checksums that its lines have now.
#[cfg(test)]
pub(crate) fn resealed(journal: &str) -> String {
    let mut chain = Chain::default();
    journal.lines().map(|line| chain.seal_again(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[u8]) -> Checksum {
        Chain::default().check(line)
    }

    #[test]
    fn every_change_of_a_byte_is_seen() {
        let line = Chain::default().seal("{\"op_code\":4,\"state\":1}");
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

    /// What each line is, in its place.
    fn checked(lines: &[&str]) -> Vec<Checksum> {
        let mut chain = Chain::default();
        let check = |line: &&str| chain.check(line.trim_end().as_bytes());
        lines.iter().map(check).collect()
    }

    #[test]
    fn lines_stand_in_their_order_once_each() {
        let mut chain = Chain::default();
        let [a, b, c] = ["{\"a\":1}", "{\"b\":1}", "{\"c\":1}"].map(|line| chain.seal(line));
        let whole = |lines: &[&str]| !checked(lines).contains(&Checksum::Wrong);
        assert!(whole(&[&a, &b, &c]) && whole(&[&a]) && whole(&[&a, &b]));
        for broken in [
            [&a, &a, &b, &c].as_slice(),
            &[&a, &b, &b, &c],
            &[&a, &b, &c, &c],
            &[&b, &c],
            &[&a, &c],
            &[&a, &c, &b],
        ] {
            let broken: Vec<&str> = broken.iter().map(|line| line.as_str()).collect();
            assert!(!whole(&broken), "{broken:?}");
        }
    }

    #[test]
    fn a_line_is_sealed_again_behind_others() {
        let (mut before, mut after) = (Chain::default(), Chain::default());
        let [_, b] = ["{\"a\":1}", "{\"b\":1}"].map(|line| before.seal(line));
        let [_, expected] = ["{\"c\":1}", "{\"b\":1}"].map(|line| after.seal(line));
        let mut chain = Chain::default();
        chain.seal("{\"c\":1}");
        assert_eq!(chain.seal_again(b.trim_end()), expected);
    }

    #[test]
    fn lines_of_an_earlier_version_stand_alone() {
        let alone = ["{\"a\":1}", "{\"b\":1}"].map(|line| Chain::default().seal(line));
        let mut chain = Chain::default();
        for line in &alone {
            assert_eq!(chain.check(line.trim_end().as_bytes()), Checksum::Right);
        }
        assert_eq!(chain.seal("{\"c\":1}"), Chain::default().seal("{\"c\":1}"));
    }
}

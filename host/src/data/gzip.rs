//! Gzipped bytes.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The members of a gzipped file, one behind the other. Zeros behind the last, as tapes and blocks leave
/// them, are nothing, and all else there is an error: as Python's `gzip` has it.
pub(super) struct Members<R> {
    /// None behind the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            member: Some(GzDecoder::new(from)),
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let count = member.read(into);
            if into.is_empty() || !matches!(count, Ok(0)) {
                self.member = Some(member);
                return count;
            }
            self.member = next(member.into_inner())?;
        }
        Ok(0)
    }
}

/// What begins behind a member and zeros; none at the end.
fn next<R: BufRead>(mut from: R) -> io::Result<Option<GzDecoder<R>>> {
    const MAGIC: u8 = 0x1f;
    loop {
        let some = from.fill_buf()?;
        let zeros = some.iter().take_while(|&&byte| byte == 0).count();
        match some.get(zeros) {
            None if zeros == 0 => return Ok(None),
            None => from.consume(zeros),
            Some(&MAGIC) => {
                from.consume(zeros);
                return Ok(Some(GzDecoder::new(from)));
            }
            Some(_) => {
                let what = "bytes that are not gzipped follow those that are";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn member(text: &str) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(text.as_bytes()).unwrap();
        gz.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Result<String, String> {
        // so little at once that every end falls on an end of a buffer
        let from = io::BufReader::with_capacity(1, bytes);
        let mut text = String::new();
        match Members::new(from).read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn members_follow_each_other_and_zeros_are_nothing() {
        let (a, b) = (member("a,y\n"), member("1,2\n"));
        let zeros = vec![0; 512];
        let both = Ok("a,y\n1,2\n".to_owned());
        assert_eq!(unpacked(&[&a[..], &b].concat()), both);
        assert_eq!(unpacked(&[&a[..], &b, &zeros].concat()), both);
        assert_eq!(unpacked(&[&a[..], &zeros, &b, &zeros].concat()), both);
        assert_eq!(unpacked(&[&a[..], &member(""), &b].concat()), both);
    }

    #[test]
    fn what_else_follows_is_an_error() {
        let a = member("a,y\n");
        let follow = Err("bytes that are not gzipped follow those that are".to_owned());
        assert_eq!(unpacked(&[&a[..], b"garbage"].concat()), follow);
        assert_eq!(unpacked(&[&a[..], b"\0\0x"].concat()), follow);
        assert!(unpacked(&[&a[..], b"\x1fx"].concat()).is_err());
        assert!(unpacked(&a[..a.len() - 1]).is_err());
    }
}

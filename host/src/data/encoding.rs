//! Text that is not UTF-8: which encoding it has, and its UTF-8.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::str::FromStr;

use encoding_rs::{Decoder, DecoderResult, UTF_8, UTF_16BE, UTF_16LE};

/// How a file's text is encoded, by its name on the web: `latin1`, `utf-16le`, `shift_jis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// Its name; `latin1` is called `windows-1252`, which has all its letters.
    #[must_use]
    pub fn name(self) -> String {
        self.0.name().to_ascii_lowercase()
    }

    /// The one that a byte-order mark names.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<Self> {
        let (encoding, _) = encoding_rs::Encoding::for_bom(bytes)?;
        Some(Self(encoding))
    }

    /// Whether a text may be in it and be valid UTF-8, too: not where most bytes come in twos.
    pub(super) fn may_be_utf8(self) -> bool {
        !self.is_utf8() && self.0.is_ascii_compatible()
    }

    /// Whether each of its letters is one byte: then few texts begin as UTF-8 by chance.
    pub(super) fn is_of_bytes(self) -> bool {
        self.0.is_single_byte()
    }

    /// Whether each of its letters is two bytes or more: one of ASCII has a NUL byte then.
    fn is_wide(self) -> bool {
        [UTF_16LE, UTF_16BE].contains(&self.0)
    }

    /// Whether a text can't be in it, and is UTF-8: not one letter of its first bytes is of ASCII else.
    pub(super) fn is_none_of(self, head: &[u8]) -> bool {
        // the last letter may go on behind them
        let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
        self.is_wide() && !head.contains(&0) && is_utf8
    }

    /// What some bytes are in it.
    pub(super) fn decoded(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// Whether nothing is to be done to read it.
    pub(super) fn is_utf8(self) -> bool {
        self.0 == UTF_8
    }
}

/// Python's and R's names of encodings that are called otherwise on the web.
const PYTHON: [(&str, &str); 11] = [
    ("latin-1", "latin1"),
    ("utf-8-sig", "utf-8"),
    ("utf-8-bom", "utf-8"),
    ("utf16", "utf-16"),
    ("utf-16-le", "utf-16le"),
    ("utf-16-be", "utf-16be"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("mac-roman", "macintosh"),
];

impl FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let label = name.trim().replace('_', "-").to_ascii_lowercase();
        let of_python = PYTHON.iter().find(|(python, _)| *python == label);
        let found = [name, &label]
            .into_iter()
            .chain(of_python.map(|&(_, web)| web))
            .find_map(|label| encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()));
        found.map(Self).ok_or_else(|| {
            "no encoding is called so; latin1, windows-1252, utf-8, utf-16le, utf-16be and shift_jis are some"
                .to_owned()
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// Whether a byte-order mark says that the text is UTF-32, which no encoding here is.
pub(super) fn is_utf32(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff")
}

/// The first letters beyond ASCII of a text, all of which is UTF-8 or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Utf8Letters {
    pub(super) letters: String,
    /// Whether all of the text is UTF-8.
    pub(super) whole: bool,
}

/// The first letters beyond ASCII of a text that is UTF-8 up to them; none where all is ASCII, which most encodings
/// share, or where a byte before them is no UTF-8.
pub(super) fn utf8_letters(mut from: impl Read) -> io::Result<Option<Utf8Letters>> {
    let (mut bytes, mut first) = (Vec::new(), None);
    loop {
        let got = (&mut from).take(AT_ONCE as u64).read_to_end(&mut bytes)?;
        let (valid, damaged) = match std::str::from_utf8(&bytes) {
            Ok(text) => (text.len(), false),
            // more of the last letter may follow
            Err(error) => (error.valid_up_to(), error.error_len().is_some() || got == 0),
        };
        if first.is_none() {
            let text = std::str::from_utf8(&bytes[..valid]).unwrap_or_default();
            let mut runs = text
                .split(|letter: char| letter.is_ascii())
                .filter(|run| !run.is_empty());
            first = runs.next().map(|run| run.chars().take(8).collect());
        }
        bytes.drain(..valid);
        if damaged || got == 0 {
            let whole = !damaged;
            return Ok(first.map(|letters| Utf8Letters { letters, whole }));
        }
    }
}

/// What a text with NUL bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nul {
    /// UTF-16 with the less significant byte first.
    Utf16Le,
    /// UTF-16 with the more significant byte first.
    Utf16Be,
    /// UTF-32.
    Utf32,
    /// Text whose last bytes were not written, as after a loss of power.
    Unwritten,
    /// No text, or a damaged one.
    Other,
}

impl Nul {
    /// What a line is that has NUL bytes.
    pub(super) fn of(line: &[u8]) -> Self {
        let at = |parity: usize| {
            let nuls = line.iter().enumerate().filter(|(_, byte)| **byte == 0);
            nuls.filter(|(index, _)| index % 2 == parity).count()
        };
        let (even, odd) = (at(0), at(1));
        let many = |nuls: usize| nuls * 4 >= line.len();
        let text = line.iter().position(|&byte| byte == 0).unwrap_or(line.len());
        let nuls = line.len() - text;
        // of one letter, UTF-32 would look so
        if text != 1 && nuls > 1 && line[text..].iter().all(|&byte| byte == 0) {
            return Nul::Unwritten;
        }
        let four = line.windows(4).any(|bytes| bytes == [0; 4]);
        match (even, odd) {
            _ if four => Nul::Other,
            (even, 0) if many(even) => Nul::Utf16Be,
            (0, odd) if many(odd) => Nul::Utf16Le,
            (even, odd) if (even + odd) * 2 > line.len() => Nul::Utf32,
            _ => Nul::Other,
        }
    }
}

/// Reads UTF-8 where the text has another encoding; a mark at its beginning prevails.
pub(super) struct Decoding<R> {
    from: R,
    decoder: Decoder,
    /// UTF-8 that is not read yet, from `at`.
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

const AT_ONCE: usize = 16 * 1024;

impl<R: BufRead> Decoding<R> {
    pub(super) fn new(from: R, encoding: Encoding) -> Self {
        Self {
            from,
            decoder: encoding.0.new_decoder(),
            text: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    /// More text, unless there is none.
    fn refill(&mut self) -> io::Result<()> {
        self.at = 0;
        self.text.clear();
        while self.text.is_empty() && !self.ended {
            let bytes = self.from.fill_buf()?;
            let last = bytes.is_empty();
            self.text.resize(AT_ONCE, 0);
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.text, last);
            self.text.truncate(written);
            self.from.consume(read);
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let name = Encoding(self.decoder.encoding());
                    let message = format!("its bytes are no {name} text");
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.refill()?;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: &str) -> io::Result<String> {
        let mut text = String::new();
        let encoding = encoding.parse().expect("an encoding");
        Decoding::new(bytes, encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn text_is_decoded_and_damage_is_an_error() {
        assert_eq!(decoded(b"caf\xe9", "latin1").unwrap(), "café");
        assert_eq!(decoded(b"caf\xe9", "iso-8859-1").unwrap(), "café");
        assert_eq!(decoded(b"\xff\xfea\0,\0", "utf_16le").unwrap(), "a,");
        assert_eq!(decoded(b"\xfe\xff\0a", "utf-16").unwrap(), "a");
        assert!(decoded(b"\xff\xfea\0\0\xd8", "utf-16le").is_err());
        let long = "é,1\n".repeat(50_000);
        let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide, "utf-16le").unwrap(), long);
        assert!("klingon".parse::<Encoding>().is_err());
    }

    #[test]
    fn encodings_have_the_names_of_python_too() {
        for (python, web) in [
            ("latin-1", "windows-1252"),
            ("latin_1", "windows-1252"),
            ("UTF_8_sig", "utf-8"),
            ("utf_16_le", "utf-16le"),
            ("cp932", "shift_jis"),
            ("mac_roman", "macintosh"),
            ("koi8_r", "koi8-r"),
        ] {
            assert_eq!(python.parse().map(Encoding::name).as_deref(), Ok(web), "{python}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_found_in_utf8() {
        let far = "a,".repeat(AT_ONCE / 2 - 1) + "aé,y\n1,ü\n";
        for (text, letters) in [
            ("grün,y".as_bytes(), Some(("ü", true))),
            (far.as_bytes(), Some(("é", true))),
            (b"a,y\n1,2\n", None),
            (b"gr\xfcn", None),
            ("ü\n".as_bytes().split_at(1).0, None),
            (b"gr\xc3\xbcn,gr\xfcn\n", Some(("ü", false))),
            (b"gr\xfcn,gr\xc3\xbcn\n", None),
        ] {
            let found = utf8_letters(text).unwrap();
            let found = found.as_ref().map(|found| (found.letters.as_str(), found.whole));
            assert_eq!(found, letters);
        }
    }

    #[test]
    fn nul_bytes_tell_wide_text_from_damage() {
        let text = "a,b,y";
        let bytes = |wide: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(wide).collect::<Vec<u8>>();
        assert_eq!(Nul::of(&bytes(u16::to_le_bytes)), Nul::Utf16Le);
        assert_eq!(Nul::of(&bytes(u16::to_be_bytes)), Nul::Utf16Be);
        let wider: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!(Nul::of(&wider), Nul::Utf32);
        assert_eq!(Nul::of(b"1.5,2\x00,3"), Nul::Other);
        assert_eq!(Nul::of(&[0; 40]), Nul::Unwritten);
        assert_eq!(Nul::of(b"1.5,2\0\0\0"), Nul::Unwritten);
    }
}

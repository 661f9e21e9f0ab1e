//! The steps of a pickle, as far as an array of texts has them.

use std::io::{self, BufReader, ErrorKind, Read};

use super::Wrong;

/// Bytes of a text, at most: a longer one is no label.
const LONGEST: u64 = 16 << 20;

/// A step; what it is about is [`Ops::text`].
pub(super) enum Op {
    Text,
    /// What would be called, by its module and name with a point between them.
    Global,
    /// The same, of the two texts before it.
    StackGlobal,
    None,
    Bool,
    Whole,
    Number(f64),
    Bytes,
    List,
    /// Of up to three items, `0` to `3`, or of all since the last mark, `t`.
    Tuple(char),
    Mark,
    Append,
    Appends,
    Reduce,
    Build,
    /// Remembers what is last under the next number.
    Memoize,
    /// The same under this number.
    Put(usize),
    /// Something that was remembered.
    Get(usize),
    Stop,
    /// What no array of texts has.
    Other(&'static str),
}

/// Reads step by step.
pub(super) struct Ops<R> {
    from: BufReader<R>,
    text: String,
}

impl<R: Read> Ops<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from: BufReader::new(from),
            text: String::new(),
        }
    }

    /// The text of the last step.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn next(&mut self) -> Result<Op, Wrong> {
        loop {
            let [code] = self.bytes()?;
            return Ok(match code {
                0x80 => match self.bytes()? {
                    [2..=5] => continue,
                    [other] => return Err(format!("is of pickle protocol {other}, not 2 to 5").into()),
                },
                // a frame, whose length helps only those who read it at once
                0x95 => {
                    self.bytes::<8>()?;
                    continue;
                }
                b'X' => self.utf8(4)?,
                0x8c => self.utf8(1)?,
                0x8d => self.utf8(8)?,
                b'C' | b'U' => self.skip(1)?,
                b'B' | b'T' => self.skip(4)?,
                0x8e | 0x96 => self.skip(8)?,
                b'c' => self.global()?,
                0x93 => Op::StackGlobal,
                b'N' => Op::None,
                0x88 | 0x89 => Op::Bool,
                b'K' => self.whole::<1>()?,
                b'M' => self.whole::<2>()?,
                b'J' => self.whole::<4>()?,
                0x8a | 0x8b => Op::Whole,
                b'G' => Op::Number(f64::from_be_bytes(self.bytes()?)),
                b']' => Op::List,
                b')' => Op::Tuple('0'),
                0x85 => Op::Tuple('1'),
                0x86 => Op::Tuple('2'),
                0x87 => Op::Tuple('3'),
                b't' => Op::Tuple('t'),
                b'(' => Op::Mark,
                b'a' => Op::Append,
                b'e' => Op::Appends,
                b'R' => Op::Reduce,
                b'b' => Op::Build,
                0x94 => Op::Memoize,
                b'q' => Op::Put(self.number(1)? as usize),
                b'r' => Op::Put(self.number(4)? as usize),
                b'h' => Op::Get(self.number(1)? as usize),
                b'j' => Op::Get(self.number(4)? as usize),
                b'.' => Op::Stop,
                b'}' => Op::Other("a dictionary"),
                0x8f => Op::Other("a set"),
                _ => Op::Other("an object"),
            });
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Wrong> {
        let mut bytes = [0; N];
        match self.from.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err("ends early".into()),
            Err(error) => Err(format!("cannot be read: {error}").into()),
        }
    }

    fn whole<const N: usize>(&mut self) -> Result<Op, Wrong> {
        self.bytes::<N>()?;
        Ok(Op::Whole)
    }

    /// A number of this many bytes, the lowest first.
    fn number(&mut self, bytes: usize) -> Result<u64, Wrong> {
        let mut number = 0;
        for place in 0..bytes {
            let [byte] = self.bytes()?;
            number |= u64::from(byte) << (8 * place);
        }
        Ok(number)
    }

    /// A text that a length of this many bytes precedes.
    fn utf8(&mut self, bytes: usize) -> Result<Op, Wrong> {
        let length = self.number(bytes)?;
        if length > LONGEST {
            return Err(format!("has an item of {length} bytes, more than {LONGEST}").into());
        }
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.clear();
        match (&mut self.from).take(length).read_to_end(&mut text) {
            Ok(read) if read as u64 == length => {}
            Ok(_) => return Err("ends early".into()),
            Err(error) => return Err(format!("cannot be read: {error}").into()),
        }
        self.text = String::from_utf8(text).map_err(|_| "has a text that is no valid UTF-8")?;
        Ok(Op::Text)
    }

    /// Bytes that are not looked at.
    fn skip(&mut self, bytes: usize) -> Result<Op, Wrong> {
        let length = self.number(bytes)?;
        match io::copy(&mut (&mut self.from).take(length), &mut io::sink()) {
            Ok(read) if read == length => Ok(Op::Bytes),
            Ok(_) => Err("ends early".into()),
            Err(error) => Err(format!("cannot be read: {error}").into()),
        }
    }

    /// A module and a name, each on a line of its own.
    fn global(&mut self) -> Result<Op, Wrong> {
        const LONGEST: usize = 512;
        let (mut text, mut lines) = (Vec::new(), 0);
        while lines < 2 {
            match self.bytes()? {
                [b'\n'] if lines == 0 => {
                    text.push(b'.');
                    lines = 1;
                }
                [b'\n'] => lines = 2,
                [byte] if text.len() < LONGEST => text.push(byte),
                _ => return Err("has a name that is too long".into()),
            }
        }
        self.text = String::from_utf8_lossy(&text).into_owned();
        Ok(Op::Global)
    }
}

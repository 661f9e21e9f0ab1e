//! Items that are Python objects, which NumPy writes as a pickle: texts and gaps are read, and what else
//! there is is named.
//!
//! A pickle is a program that may call anything. This reader knows the one program that NumPy writes for an
//! array of texts, in pickle protocol 2 to 5: a prelude that makes the array, and the list of its items. It
//! calls nothing, and takes no more memory than the texts do.

use std::io::Read;

use super::Wrong;
use super::pickle::{Op, Ops};
use crate::data::room::Grow as _;
use crate::data::strings::Strings;
use crate::text::{counted, shorten};

/// This many texts of an array of one or two dimensions, row by row: NumPy writes them so, whatever the order
/// in memory. An empty one is missing, as are None and the number NaN.
pub(super) fn texts(from: &mut impl Read, (rows, columns): (usize, usize)) -> Result<Strings, Wrong> {
    let mut ops = Ops::new(from);
    let words = prelude(&mut ops)?;
    let mut list = List {
        columns,
        count: rows.saturating_mul(columns),
        texts: Strings::default(),
        words,
        memo: Vec::new(),
        last: OTHER,
        open: false,
        alone: 0,
    };
    while list.take(ops.next()?, ops.text())? {}
    loop {
        match ops.next()? {
            Op::Memoize | Op::Put(_) => {}
            Op::Build => break,
            _ => return Err(NO_ARRAY.into()),
        }
    }
    match (ops.next()?, list.texts.rows()) {
        (Op::Stop, rows) if rows == list.count => Ok(list.texts),
        (Op::Stop, rows) => {
            let (has, says) = (counted(rows, "item"), list.count);
            Err(format!("has {has}, where its shape says {says}").into())
        }
        _ => Err(NO_ARRAY.into()),
    }
}

const NO_ARRAY: &str = "is not as NumPy writes an array of objects";

/// Steps before the first item, of which an array takes some 60.
const PRELUDE: usize = 200;

/// Bytes of a text there, at most; the longest is a module's name.
const LONGEST: usize = 100;

/// What the prelude has remembered.
#[derive(Clone)]
enum Word {
    Text(String),
    Global(char),
    Other,
}

/// Everything before the items: what it has remembered, by number.
fn prelude(ops: &mut Ops<impl Read>) -> Result<Vec<Word>, Wrong> {
    // a letter for each step, in which an array is spelled always the same
    let mut spelled = String::new();
    let mut words: Vec<Word> = Vec::new();
    let mut recent: Vec<Word> = Vec::new();
    for _ in 0..PRELUDE {
        let op = ops.next()?;
        let (letter, word) = match op {
            Op::Memoize | Op::Put(_) => {
                if matches!(op, Op::Put(number) if number != words.len()) {
                    return Err(NO_ARRAY.into());
                }
                words.grow(recent.last().cloned().unwrap_or(Word::Other))?;
                continue;
            }
            Op::List if is_array(&spelled) => return Ok(words),
            Op::Get(number) => match words.get(number) {
                Some(Word::Text(text)) => ('s', Word::Text(text.clone())),
                Some(Word::Global(letter)) => (*letter, Word::Global(*letter)),
                _ => return Err(NO_ARRAY.into()),
            },
            Op::Text if ops.text().len() > LONGEST => return Err(NO_ARRAY.into()),
            Op::Text => ('s', Word::Text(ops.text().to_owned())),
            Op::Global => global(ops.text())?,
            Op::StackGlobal => {
                let (Some(Word::Text(name)), Some(Word::Text(module))) = (recent.pop(), recent.pop()) else {
                    return Err(NO_ARRAY.into());
                };
                spelled.truncate(spelled.len().saturating_sub(2));
                global(&format!("{module}.{name}"))?
            }
            other => (letter(&other).ok_or(NO_ARRAY)?, Word::Other),
        };
        spelled.push(letter);
        recent.grow(word)?;
    }
    Err(NO_ARRAY.into())
}

fn letter(op: &Op) -> Option<char> {
    Some(match op {
        Op::Whole => '#',
        Op::Bool => '?',
        Op::None => 'N',
        Op::Bytes => 'b',
        Op::Mark => '(',
        Op::Tuple(letter) => *letter,
        Op::Reduce => 'R',
        Op::Build => '!',
        _ => return None,
    })
}

/// What a prelude may name; it is not called.
fn global(name: &str) -> Result<(char, Word), Wrong> {
    let letter = match name {
        "numpy._core.multiarray._reconstruct" | "numpy.core.multiarray._reconstruct" => 'r',
        "numpy.ndarray" => 'a',
        "numpy.dtype" => 'd',
        "_codecs.encode" => 'c',
        other => return Err(format!("is a pickle of `{}`, not of an array", shorten(other)).into()),
    };
    Ok((letter, Word::Global(letter)))
}

/// `_reconstruct(ndarray, (0,), b"b")` with the state `(1, shape, dtype("O8", False, True), by_column, ...`,
/// of one or two dimensions.
fn is_array(spelled: &str) -> bool {
    let any =
        |text: &'static str, of: [&'static str; 2]| of.into_iter().map(move |one| text.replace('*', one));
    let bytes = ["b", "css2R"];
    let shape = ["#1", "##2"];
    let flags = ["??", "##"];
    any("ra#1*", bytes).any(|start| {
        let Some(rest) = spelled.strip_prefix(start.as_str()) else {
            return false;
        };
        any("3R(#*ds", shape).any(|middle| {
            let rest = rest.strip_prefix(middle.as_str());
            rest.is_some_and(|rest| any("*3R(#sNNN###t!?", flags).any(|end| rest == end))
        })
    })
}

/// Of what is remembered, that it is no text.
const OTHER: u32 = u32::MAX;
/// And that it is the empty one.
const EMPTY: u32 = u32::MAX - 1;

/// The items as they come.
struct List {
    columns: usize,
    count: usize,
    texts: Strings,
    words: Vec<Word>,
    /// Numbers of the texts that were remembered since.
    memo: Vec<u32>,
    /// The number of the last item's text.
    last: u32,
    /// Whether several items are to be appended at once.
    open: bool,
    /// Items that are to be appended one by one.
    alone: usize,
}

impl List {
    /// Takes a step; false at the list's end.
    fn take(&mut self, op: Op, text: &str) -> Result<bool, Wrong> {
        match op {
            Op::Text => self.push(Some(text))?,
            Op::None => self.push(None)?,
            Op::Number(number) if number.is_nan() => self.push(None)?,
            Op::Get(number) => self.again(number)?,
            Op::Memoize => self.memo.grow(self.last)?,
            Op::Put(number) if number == self.words.len() + self.memo.len() => self.memo.grow(self.last)?,
            Op::Mark if !self.open && self.alone == 0 => self.open = true,
            Op::Appends if self.open => self.open = false,
            Op::Append if !self.open && self.alone == 1 => self.alone = 0,
            Op::Tuple('t') if !self.open && self.alone == 0 => return Ok(false),
            other => return Err(self.refused(&other, text)),
        }
        Ok(true)
    }

    fn push(&mut self, text: Option<&str>) -> Result<(), Wrong> {
        self.check()?;
        self.texts.push(text.filter(|text| !text.is_empty()))?;
        self.last = match text {
            Some("") => EMPTY,
            _ => self.texts.last().unwrap_or(OTHER),
        };
        Ok(())
    }

    /// An item that was there before.
    fn again(&mut self, number: usize) -> Result<(), Wrong> {
        match number.checked_sub(self.words.len()) {
            None => match self.words[number].clone() {
                Word::Text(text) => self.push(Some(&text)),
                Word::Global(_) | Word::Other => Err(self.refused(&Op::Other("an object"), "")),
            },
            Some(number) => match self.memo.get(number).copied() {
                None | Some(OTHER) => Err(NO_ARRAY.into()),
                Some(EMPTY) => self.push(Some("")),
                Some(number) => {
                    self.check()?;
                    self.last = number;
                    Ok(self.texts.again(number)?)
                }
            },
        }
    }

    /// Whether there is to be one more.
    fn check(&mut self) -> Result<(), Wrong> {
        if self.texts.rows() >= self.count {
            return Err("has more items than its shape says".into());
        }
        self.alone += usize::from(!self.open);
        Ok(())
    }

    /// What there is instead of a text.
    fn refused(&self, op: &Op, text: &str) -> Wrong {
        let item = self.texts.rows();
        let (item, kind) = match op {
            Op::Bool => (item, "a truth value".to_owned()),
            Op::Whole | Op::Number(_) => (item, "a number".to_owned()),
            Op::Bytes => (item, "bytes".to_owned()),
            Op::List => (item, "a list".to_owned()),
            // what is in it came before
            Op::Tuple(size) => {
                let size = size.to_digit(10).unwrap_or(0) as usize;
                (item.saturating_sub(size), "a tuple".to_owned())
            }
            Op::Mark => (item, "an object".to_owned()),
            Op::Global => (item, object(text)),
            // its two names came as if they were items
            Op::StackGlobal if item >= 2 => {
                let name = |item: usize| self.texts.get(item).unwrap_or_default();
                (
                    item - 2,
                    object(&format!("{}.{}", name(item - 2), name(item - 1))),
                )
            }
            Op::Other(kind) => (item, (*kind).to_owned()),
            _ => return NO_ARRAY.into(),
        };
        let row = item / self.columns.max(1) + 1;
        Wrong::Item { row, kind }
    }
}

fn object(name: &str) -> String {
    let scalars = ["numpy._core.multiarray.scalar", "numpy.core.multiarray.scalar"];
    match scalars.contains(&name) {
        true => "a scalar of NumPy's".to_owned(),
        false => format!("an object of `{}`", shorten(name)),
    }
}

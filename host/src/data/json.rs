//! JSON: records, one after the other or in an array.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::marker::PhantomData;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::by_format::ByFormat;
use super::error::location::{of_record, on_line};
use super::error::{DataError, Location};
use super::json_null::WithNull;
use super::meaning::truth_text;
use super::record::{LONGEST, MARK, Record, RecordSource};
use super::stored::AsText;

/// What `serde_json` says of a string that is not UTF-8.
const NOT_UTF8: &str = "invalid unicode code point";

/// A record's fields as text, by name; an empty one is missing.
struct RecordFields(Vec<(String, JsonValue)>);

/// A value that a cell of a table can hold.
enum JsonValue {
    Cell(String),
    Text(String),
    /// An array or an object.
    Nested,
}

/// What a record may still hold in memory.
struct Room {
    left: Cell<usize>,
    /// Whether what is read is skipped: it takes no memory but for each array or object that is open.
    skips: Cell<bool>,
    too_long: Cell<bool>,
}

impl Room {
    fn new() -> Self {
        Self {
            left: Cell::new(LONGEST),
            skips: Cell::new(false),
            too_long: Cell::new(false),
        }
    }

    /// As before a record.
    fn clear(&self) {
        self.left.set(LONGEST);
        self.skips.set(false);
        self.too_long.set(false);
    }

    /// Takes what these bytes need; false where there is no more.
    fn take(&self, bytes: &[u8]) -> bool {
        let count = |signs: [u8; 2]| bytes.iter().filter(|&byte| signs.contains(byte)).count();
        let left = match self.skips.get() {
            true => (self.left.get() + count([b']', b'}'])).checked_sub(count([b'[', b'{'])),
            false => self.left.get().checked_sub(bytes.len()),
        };
        self.left.set(left.unwrap_or(0));
        // what ends an array reads on behind an error
        self.too_long.set(self.too_long.get() || left.is_none());
        left.is_some()
    }

    /// What `skip` gives, after which there is as much room as before it.
    fn skipping<T>(&self, skip: impl FnOnce() -> T) -> T {
        let left = self.left.get();
        self.skips.set(true);
        let skipped = skip();
        self.skips.set(false);
        self.left.set(left);
        skipped
    }
}

struct RecordVisitor<'a>(&'a Room);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = RecordFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, that is an object of names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RecordFields, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry_seed(PhantomData::<String>, ValueVisitor(self.0))? {
            fields.push((name, value));
        }
        Ok(RecordFields(fields))
    }
}

struct ValueVisitor<'a>(&'a Room);

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = JsonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Cell(String::new()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Cell(truth_text(value).to_owned()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Cell(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonValue, E> {
        Ok(JsonValue::Cell(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<JsonValue, E> {
        Ok(JsonValue::Cell(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<JsonValue, A::Error> {
        while self.0.skipping(|| seq.next_element::<IgnoredAny>())?.is_some() {}
        Ok(JsonValue::Nested)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonValue, A::Error> {
        let left = self.0.left.get();
        // a name is held until the next one
        while map.next_key::<IgnoredAny>()?.is_some() {
            self.0.skipping(|| map.next_value::<IgnoredAny>())?;
            self.0.left.set(left);
        }
        Ok(JsonValue::Nested)
    }
}

impl<'de> DeserializeSeed<'de> for ValueVisitor<'_> {
    type Value = JsonValue;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<JsonValue, D::Error> {
        from.deserialize_any(self)
    }
}

/// Counts the lines of what is read.
struct Counted {
    from: Box<dyn BufRead>,
    lines: u64,
    room: Rc<Room>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        if !self.room.take(&into[..count]) {
            return Err(io::Error::other("a record too long"));
        }
        self.lines += into[..count].iter().filter(|&&byte| byte == b'\n').count() as u64;
        Ok(count)
    }
}

/// The records of a file.
struct Parser {
    from: Counted,
    shown: String,
    in_array: bool,
    begun: bool,
    /// How many records have begun, and on which line the last of them.
    records: u64,
    last: u64,
    /// Whether any begins on the line of another.
    share_lines: bool,
    /// The blank line before the next record, where records stand alone.
    blank: Option<u64>,
}

impl Parser {
    fn new(from: Box<dyn BufRead>, shown: &str) -> Self {
        Self {
            from: Counted {
                from: Box::new(BufReader::new(WithNull::new(from))),
                lines: 0,
                room: Rc::new(Room::new()),
            },
            shown: shown.to_owned(),
            in_array: false,
            begun: false,
            records: 0,
            last: 0,
            share_lines: false,
            blank: None,
        }
    }

    fn failed(&self, error: io::Error) -> DataError {
        DataError::Read {
            path: self.shown.clone(),
            error,
        }
    }

    /// The next byte that is no white space, which stays unread.
    fn peek(&mut self) -> Result<Option<u8>, DataError> {
        loop {
            let next = self.from.from.fill_buf().map(|bytes| bytes.first().copied());
            match next.map_err(|source| self.failed(source))? {
                Some(byte) if byte.is_ascii_whitespace() => self.skip(byte),
                other => return Ok(other),
            }
        }
    }

    fn skip(&mut self, byte: u8) {
        self.from.lines += u64::from(byte == b'\n');
        self.from.from.consume(1);
    }

    /// The line of the next record, if there is one.
    fn next_line(&mut self) -> Result<Option<u64>, DataError> {
        if !self.begun {
            self.begun = true;
            while self
                .from
                .from
                .fill_buf()
                .is_ok_and(|bytes| bytes.starts_with(MARK))
            {
                self.from.from.consume(MARK.len());
            }
            self.in_array = self.peek()? == Some(b'[');
            if self.in_array {
                self.skip(b'[');
            }
        } else if self.in_array && self.peek()? == Some(b',') {
            self.skip(b',');
        }
        let before = self.from.lines;
        let next = self.peek()?;
        // the first line end is that of the record before
        self.blank = (!self.in_array && self.from.lines > before + 1).then_some(before + 2);
        match next {
            None if self.in_array => Err(self.wrong("the array never ends")),
            Some(b']') if self.in_array => {
                self.skip(b']');
                match self.peek()? {
                    None => Ok(None),
                    Some(_) => Err(self.wrong("the array ends before this, and nothing may follow it")),
                }
            }
            None => Ok(None),
            Some(_) => Ok(Some(self.begin())),
        }
    }

    /// The line of a record that begins here, or what is kept in its place.
    fn begin(&mut self) -> u64 {
        let line = on_line(self.from.lines + 1);
        self.records += 1;
        self.share_lines |= std::mem::replace(&mut self.last, line) == line;
        match self.share_lines {
            true => of_record(self.records),
            false => line,
        }
    }

    fn wrong(&self, what: impl Into<String>) -> DataError {
        self.wrong_at(on_line(self.from.lines + 1), what)
    }

    fn wrong_at(&self, line: u64, what: impl Into<String>) -> DataError {
        DataError::Json {
            at: Location::line(&self.shown, line),
            what: what.into(),
        }
    }

    fn next(&mut self) -> Result<Option<(u64, RecordFields)>, DataError> {
        let Some(line) = self.next_line()? else {
            return Ok(None);
        };
        let room = Rc::clone(&self.from.room);
        room.clear();
        let fields =
            serde_json::Deserializer::from_reader(&mut self.from).deserialize_map(RecordVisitor(&room));
        let fields = fields.map_err(|error| match error.is_io() {
            true if room.too_long.get() => DataError::LongLine {
                at: Location::line(&self.shown, line),
                open_quote: false,
            },
            true => self.failed(error.into()),
            false => {
                let what = error.to_string();
                let what = what.split(" at line ").next().unwrap_or_default();
                if what == NOT_UTF8 {
                    let (at, column) = (Location::line(&self.shown, line), None);
                    return DataError::NotUtf8 { at, column };
                }
                match self.share_lines {
                    true => self.wrong_at(line, what),
                    false => self.wrong(what),
                }
            }
        })?;
        Ok(Some((line, fields)))
    }
}

/// The names of all records' fields, in the order in which they first come.
pub(super) struct Names {
    pub(super) all: Vec<String>,
    /// How many of them the first record has.
    pub(super) of_first: usize,
    /// Those with a text.
    texts: HashSet<String>,
    /// Those with a text that is a number, and the number of the first record that has one.
    as_text: HashMap<String, (AsText, u64)>,
    /// Whether any record begins on the line of another.
    share_lines: bool,
}

impl Names {
    /// Looks through the whole file; the fields `dropped` may hold anything.
    pub(super) fn read(from: Box<dyn BufRead>, shown: &str, dropped: &[String]) -> Result<Self, DataError> {
        let mut parser = Parser::new(from, shown);
        let mut seen = HashSet::new();
        let mut texts = HashSet::new();
        let mut as_text: HashMap<String, (AsText, u64)> = HashMap::new();
        let mut all = Vec::new();
        let mut of_first = None;
        while let Some((line, RecordFields(fields))) = parser.next()? {
            for (name, value) in fields {
                if matches!(value, JsonValue::Nested) && !dropped.contains(&name) {
                    // An object that stands alone is all that there is, not one row of many.
                    let first = of_first.is_none() && !parser.in_array;
                    return Err(DataError::NestedJson {
                        at: Location::line(shown, line),
                        column: name,
                        frame: first && matches!(parser.next_line(), Ok(None)),
                    });
                }
                if let JsonValue::Text(text) = &value {
                    if !texts.contains(&name) {
                        texts.insert(name.clone());
                    }
                    if text.trim().parse::<f64>().is_ok_and(f64::is_finite) {
                        let first = || (AsText::default(), parser.records);
                        as_text.entry(name.clone()).or_insert_with(first).0.push(line);
                    }
                }
                if seen.insert(name.clone()) {
                    all.push(name);
                }
            }
            if all.len() > super::MOST_COLUMNS {
                return Err(DataError::TooManyColumns {
                    at: Location::line(shown, line),
                    most: super::MOST_COLUMNS,
                });
            }
            of_first = of_first.or(Some(all.len()));
        }
        match of_first {
            None => Err(parser.wrong("there is no record")),
            Some(_) if all.is_empty() => Err(parser.wrong("no record has a value")),
            Some(of_first) => Ok(Self {
                all,
                of_first,
                texts,
                as_text,
                share_lines: parser.share_lines,
            }),
        }
    }

    /// What is known of the columns. In one with strings a gap is `null`, so that `"NA"` is a text; and some of its
    /// numbers may be strings.
    pub(super) fn by_format(&self) -> ByFormat {
        let all = || self.all.iter().zip(0..);
        let as_text = all().filter_map(|(name, place)| {
            let &(texts, record) = self.as_text.get(name)?;
            let texts = match self.share_lines {
                true => texts.first_at(of_record(record)),
                false => texts,
            };
            Some((place, texts))
        });
        let as_text: BTreeMap<usize, AsText> = as_text.collect();
        let with_texts = all().filter(|(name, _)| self.texts.contains(*name));
        ByFormat {
            texts: as_text.keys().copied().collect(),
            as_text: Some(as_text),
            has_gaps: with_texts.map(|(_, place)| place).collect(),
            ..ByFormat::default()
        }
    }
}

/// The names, then the records.
pub(super) struct Json {
    parser: Parser,
    names: Vec<String>,
    index: HashMap<String, usize>,
    named: bool,
}

impl Json {
    pub(super) fn new(from: Box<dyn BufRead>, shown: &str, names: &Names) -> Self {
        let mut parser = Parser::new(from, shown);
        parser.share_lines = names.share_lines;
        Self {
            parser,
            names: names.all.clone(),
            index: names.all.iter().cloned().zip(0..).collect(),
            named: false,
        }
    }
}

impl RecordSource for Json {
    fn advance(&mut self, record: &mut Record) -> Result<bool, DataError> {
        if !std::mem::replace(&mut self.named, true) {
            record.begin(1);
            self.names.iter().for_each(|name| record.push(name));
            return Ok(!self.names.is_empty());
        }
        let Some((line, RecordFields(fields))) = self.parser.next()? else {
            return Ok(false);
        };
        let mut texts = vec![String::new(); self.names.len()];
        for (name, value) in fields {
            if let Some(text) = self.index.get(&name).and_then(|&index| texts.get_mut(index)) {
                *text = match value {
                    JsonValue::Cell(value) | JsonValue::Text(value) => value,
                    JsonValue::Nested => String::new(),
                };
            }
        }
        record.begin(line);
        self.parser
            .blank
            .into_iter()
            .for_each(|blank| record.add_blank(blank));
        texts.iter().for_each(|text| record.push(text));
        Ok(true)
    }
}

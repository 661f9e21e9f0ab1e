//! As much of Thrift's compact protocol as page headers and footers need: what they claim is
//! looked at before anything is allocated for it.

/// Structs within structs, at most: those of the format nest five deep.
const DEEPEST: u8 = 16;

/// How deep the lists are whose elements are kept: the columns of a group of rows.
const OF_PARTS: u8 = 2;

/// Groups within groups of a schema, at most.
const DEEPEST_SCHEMA: usize = 32;

/// Fields of a struct and of those in it, at most: those of the format have some dozens.
const MOST_FIELDS: usize = 256;

const BOOL: std::ops::RangeInclusive<u8> = 1..=2;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// What a field holds.
enum ThriftValue {
    Number(i64),
    Struct(ThriftStruct),
    /// What no header's reader asks for.
    Other,
}

/// A struct's fields by their numbers.
pub(super) struct ThriftStruct(Vec<(i64, ThriftValue)>);

impl ThriftStruct {
    /// The struct that bytes begin with, and how many of them it takes; none where they are no
    /// struct or end within it.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut reader = Reader::new(bytes);
        let fields = reader.fields(0, true)?;
        Some((fields, bytes.len() - reader.bytes.len()))
    }

    fn get(&self, wanted: i64) -> Option<&ThriftValue> {
        let known = self.0.iter().find(|(id, _)| *id == wanted)?;
        Some(&known.1)
    }

    /// A whole number; a Boolean is 0 or 1.
    pub(super) fn number(&self, id: i64) -> Option<i64> {
        match self.get(id)? {
            ThriftValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn fields(&self, id: i64) -> Option<&ThriftStruct> {
        match self.get(id)? {
            ThriftValue::Struct(fields) => Some(fields),
            _ => None,
        }
    }
}

/// Of each element of the schema in a file's footer, how many children it claims; none where the
/// bytes are no footer, or where they claim more than there are, or too deep a tree.
pub(super) fn schema(footer: &[u8]) -> Option<Vec<usize>> {
    const SCHEMA: i64 = 2;
    const CHILDREN: i64 = 5;
    let mut reader = Reader::new(footer);
    let mut all = Vec::new();
    let mut id = 0;
    while let Some(kind) = reader.header(&mut id)? {
        if (id, kind) != (SCHEMA, LIST) {
            reader.value(kind, 0, false)?;
            continue;
        }
        let (count, kind) = reader.list()?;
        // A second schema would be the one in use.
        if kind != STRUCT || !all.is_empty() {
            return None;
        }
        for _ in 0..count {
            reader.room = MOST_FIELDS;
            let element = reader.fields(0, true)?;
            all.push(usize::try_from(element.number(CHILDREN).unwrap_or(0)).ok()?);
        }
    }
    is_tree(&all).then_some(all)
}

/// How many structs there are in a footer that are kept while it is in use: elements of the schema, groups
/// of rows and their columns, pairs of keys and values; none where the bytes are no footer.
pub(super) fn parts(footer: &[u8]) -> Option<u64> {
    let mut reader = Reader::new(footer);
    let mut id = 0;
    while let Some(kind) = reader.header(&mut id)? {
        reader.value(kind, 0, false)?;
    }
    Some(reader.parts)
}

/// Whether elements, each before its children, are one tree.
fn is_tree(children: &[usize]) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for (index, &count) in children.iter().enumerate() {
        match open.last_mut() {
            Some(left) => *left -= 1,
            None if index > 0 => return false,
            None => {}
        }
        open.push(count);
        while open.last() == Some(&0) {
            open.pop();
        }
        if count > children.len() || open.len() > DEEPEST_SCHEMA {
            return false;
        }
    }
    open.is_empty()
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// How many more fields may be kept.
    room: usize,
    /// Structs that are elements of lists, and of lists in these.
    parts: u64,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            room: MOST_FIELDS,
            parts: 0,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn unsigned(&mut self) -> Option<u64> {
        let (number, length) = varint(self.bytes)?;
        self.bytes = &self.bytes[length..];
        Some(number)
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The kind of a struct's next field, whose number takes the place of the last one's; none at
    /// the struct's end.
    fn header(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *id = match byte >> 4 {
            0 => self.signed()?,
            more => id.checked_add(more.into())?,
        };
        Some(Some(byte & 15))
    }

    /// A struct's fields; none of them unless they are to be kept.
    fn fields(&mut self, depth: u8, keep: bool) -> Option<ThriftStruct> {
        let mut fields = Vec::new();
        let mut id = 0;
        while let Some(kind) = self.header(&mut id)? {
            let value = self.value(kind, depth, keep)?;
            if keep {
                self.room = self.room.checked_sub(1)?;
                fields.push((id, value));
            }
        }
        Some(ThriftStruct(fields))
    }

    /// How many elements a list has, and of which kind.
    fn list(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.unsigned()?,
            few => few.into(),
        };
        Some((count, byte & 15))
    }

    fn value(&mut self, kind: u8, depth: u8, keep: bool) -> Option<ThriftValue> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            1 => return Some(ThriftValue::Number(1)),
            2 => return Some(ThriftValue::Number(0)),
            3 => return Some(ThriftValue::Number(i64::from(self.byte()? as i8))),
            4..=6 => return self.signed().map(ThriftValue::Number),
            7 => self.skip(8)?,
            8 => {
                let length = self.unsigned()?;
                self.skip(length)?;
            }
            LIST | 10 => {
                let (count, kind) = self.list()?;
                for _ in 0..count {
                    self.element(kind, depth)?;
                }
                if kind == STRUCT && depth <= OF_PARTS {
                    self.parts += count;
                }
            }
            11 => {
                let count = self.unsigned()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.element(kinds >> 4, depth)?;
                    self.element(kinds & 15, depth)?;
                }
            }
            STRUCT => return self.fields(depth + 1, keep).map(ThriftValue::Struct),
            13 => self.skip(16)?,
            _ => return None,
        }
        Some(ThriftValue::Other)
    }

    /// Passes an element of a list, where a Boolean takes a byte as any other.
    fn element(&mut self, kind: u8, depth: u8) -> Option<()> {
        if BOOL.contains(&kind) {
            return self.skip(1);
        }
        self.value(kind, depth + 1, false).map(|_| ())
    }
}

/// A number in groups of seven bits, the least first, and how many bytes it takes.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return Some((number, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_others_passed() {
        // 1: i32 -3; 2: "ab"; 4: [true, false]; 5: {1: true}; 30: i64 300
        let bytes = [
            0x15, 5, 0x18, 2, b'a', b'b', 0x29, 0x21, 1, 2, 0x1c, 0x11, 0, 0x06, 60, 0xd8, 4, 0, 9,
        ];
        let (fields, length) = ThriftStruct::read(&bytes).unwrap();
        assert_eq!(
            (length, fields.number(1), fields.number(30)),
            (18, Some(-3), Some(300))
        );
        assert_eq!(fields.fields(5).and_then(|inner| inner.number(1)), Some(1));
        assert!(fields.number(2).is_none() && fields.number(3).is_none());
        (0..18).for_each(|end| assert!(ThriftStruct::read(&bytes[..end]).is_none(), "{end}"));
        assert!(ThriftStruct::read(&[0x1c; 100]).is_none(), "too deep");
        assert!(ThriftStruct::read(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]).is_none());
    }

    #[test]
    fn a_schema_is_one_tree() {
        for good in [&[0][..], &[2, 0, 0], &[2, 1, 0, 0], &[1, 2, 0, 0]] {
            assert!(is_tree(good), "{good:?}");
        }
        for bad in [&[2, 0][..], &[1, 0, 0], &[usize::MAX], &[1; 100]] {
            assert!(!is_tree(bad), "{bad:?}");
        }
        // a footer of version 1 and a schema of one element with 2^31 - 1 children
        let claims = [0x15, 2, 0x19, 0x1c, 0x55, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0];
        assert_eq!(schema(&claims), None);
        let sound = [0x15, 2, 0x19, 0x2c, 0x55, 2, 0, 0x15, 2, 0, 0];
        assert_eq!(schema(&sound), Some(vec![1, 0]));
        assert_eq!(parts(&sound), Some(2));
    }

    #[test]
    fn many_fields_are_passed_and_never_kept() {
        let many = [0x15, 2].repeat(1 << 20);
        assert!(
            ThriftStruct::read(&[&many[..], &[0]].concat()).is_none(),
            "in one struct"
        );
        assert!(
            ThriftStruct::read(&[&[0x1c], &many[..], &[0, 0]].concat()).is_none(),
            "in one of its own"
        );
        // in an element of a list, of which nothing is asked
        let (fields, _) = ThriftStruct::read(&[&[0x19, 0x1c], &many[..], &[0, 0]].concat()).unwrap();
        assert!(fields.0.len() == 1 && matches!(fields.0[0].1, ThriftValue::Other));
        // a list of 14 row groups, each with a list of 15 columns
        let group = [&[0x19, 0xfc, 15][..], &[0; 15], &[0]].concat();
        let groups = [&[0x49, 0xec][..], &group.repeat(14), &[0]].concat();
        assert_eq!(parts(&groups), Some(14 + 14 * 15));
    }
}

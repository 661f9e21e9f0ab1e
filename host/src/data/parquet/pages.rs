//! The pages of a column, unpacked: each size is checked before its memory is taken, for what a
//! page says of itself may be anything.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;

use super::thrift::{ThriftStruct, varint};
use crate::data::room::{BESIDE, Full, has_room};

/// Bytes that are read for a page's header, first a few and then more: statistics may be long.
const HEADER: [u64; 3] = [1 << 10, 64 << 10, 4 << 20];

/// Bytes of a decoded value of a dictionary, at most.
const DECODED: u64 = 32;

/// Bytes of all pages that are open at once.
pub(super) struct Room {
    taken: AtomicU64,
    most: u64,
}

impl Room {
    pub(super) fn new(most: u64) -> Arc<Self> {
        let taken = AtomicU64::new(0);
        Arc::new(Self { taken, most })
    }

    /// Takes this many bytes until the share is dropped.
    fn take(self: &Arc<Self>, bytes: u64) -> Result<Share> {
        let taken = self.taken.fetch_add(bytes, Ordering::Relaxed);
        let share = Share {
            room: self.clone(),
            bytes,
        };
        match taken.saturating_add(bytes) > self.most {
            true => Err(wrong(format!(
                "its pages are larger than {} MiB together; save it with smaller ones",
                self.most >> 20
            ))),
            false => Ok(share),
        }
    }
}

/// Bytes of a room that are in use.
struct Share {
    room: Arc<Room>,
    bytes: u64,
}

impl Drop for Share {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// The bytes of a page. Texts are parts of them, so they are in use as long as one of these is, while
/// further pages are read.
struct PageBytes {
    bytes: Vec<u8>,
    _share: Share,
}

impl AsRef<[u8]> for PageBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The pages of a chunk of a column.
pub(super) struct Pages {
    file: Arc<File>,
    at: u64,
    left: u64,
    values_left: u64,
    kind: Type,
    /// Bytes of a value of fixed length.
    width: u64,
    /// Whether values may be missing.
    optional: bool,
    codec: Compression,
    room: Arc<Room>,
    /// What the decoded values of its dictionary take, once there is one.
    dictionary: Option<Share>,
}

impl Pages {
    /// Of a chunk of flat values.
    pub(super) fn new(
        file: &Arc<File>,
        bytes: u64,
        chunk: &ColumnChunkMetaData,
        room: &Arc<Room>,
    ) -> Result<Self> {
        let number = |number: i64| u64::try_from(number).map_err(|_| damaged());
        let start = match chunk.dictionary_page_offset() {
            Some(start) if start > 0 => start,
            _ => chunk.data_page_offset(),
        };
        let (at, left) = (number(start)?, number(chunk.compressed_size())?);
        if at.checked_add(left).is_none_or(|end| end > bytes) {
            return Err(damaged());
        }
        Ok(Self {
            file: file.clone(),
            at,
            left,
            values_left: number(chunk.num_values())?,
            kind: chunk.column_type(),
            width: u64::try_from(chunk.column_descr().type_length()).unwrap_or(0),
            optional: chunk.column_descr().max_def_level() > 0,
            codec: chunk.compression(),
            room: room.clone(),
            dictionary: None,
        })
    }

    fn read(&mut self, count: u64) -> Result<Vec<u8>> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let count = usize::try_from(count)?;
        check_room(count)?;
        let mut bytes = vec![0; count];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn header(&mut self) -> Result<ThriftStruct> {
        for most in HEADER {
            let bytes = self.read(most.min(self.left))?;
            if let Some((fields, length)) = ThriftStruct::read(&bytes) {
                self.pass(length as u64);
                return Ok(fields);
            }
        }
        Err(damaged())
    }

    fn pass(&mut self, bytes: u64) {
        self.at += bytes;
        self.left -= bytes;
    }

    fn page(&mut self) -> Result<Option<Page>> {
        const DATA: i64 = 0;
        const INDEX: i64 = 1;
        const DICTIONARY: i64 = 2;
        const DATA_V2: i64 = 3;
        while self.left > 0 && self.values_left > 0 {
            let header = self.header()?;
            let size = size(&header, 2)?;
            let packed = size_of_packed(&header, self.left)?;
            let kind = header.number(1);
            if kind == Some(INDEX) {
                self.pass(packed);
                continue;
            }
            let of = |id| header.fields(id).ok_or_else(damaged);
            let page = match kind {
                Some(DICTIONARY) => self.dictionary(of(7)?, size, packed)?,
                Some(DATA) => self.data(of(5)?, size, packed)?,
                Some(DATA_V2) => self.data_v2(of(8)?, size, packed)?,
                _ => return Err(damaged()),
            };
            return Ok(Some(page));
        }
        Ok(None)
    }

    fn dictionary(&mut self, header: &ThriftStruct, size: u64, packed: u64) -> Result<Page> {
        let count = self::size(header, 1)?;
        let least = match self.kind {
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY if self.width > 0 => self.width,
            Type::FIXED_LEN_BYTE_ARRAY | Type::BOOLEAN => return Err(damaged()),
        };
        if count * least > size || !matches!(header.number(2), Some(0 | 2)) || self.dictionary.is_some() {
            return Err(damaged());
        }
        self.dictionary = Some(self.room.take(count * DECODED)?);
        Ok(Page::DictionaryPage {
            buf: self.unpacked(size, packed, 0, true)?,
            num_values: u32::try_from(count)?,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        })
    }

    fn data(&mut self, header: &ThriftStruct, size: u64, packed: u64) -> Result<Page> {
        let num_values = self.count(header)?;
        let encoding = self.encoding(header.number(2))?;
        // Others than RLE are of the format's first years.
        if self.optional && header.number(3) != Some(3) {
            return Err(wrong("its levels are encoded otherwise than by RLE".to_owned()));
        }
        let buf = self.unpacked(size, packed, 0, true)?;
        let levels = match (self.optional, buf.first_chunk()) {
            (false, _) => 0,
            (true, Some(length)) => 4 + u64::from(u32::from_le_bytes(*length)),
            (true, None) => return Err(damaged()),
        };
        check_delta(encoding, num_values, &buf, levels)?;
        Ok(Page::DataPage {
            buf,
            num_values,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        })
    }

    fn data_v2(&mut self, header: &ThriftStruct, size: u64, packed: u64) -> Result<Page> {
        let num_values = self.count(header)?;
        let encoding = self.encoding(header.number(4))?;
        let (levels, repeated) = (self::size(header, 5)?, self::size(header, 6)?);
        let num_nulls = u32::try_from(self::size(header, 2)?)?;
        if repeated > 0 || levels > size.min(packed) || num_nulls > num_values {
            return Err(damaged());
        }
        let is_compressed = header.number(7) != Some(0);
        let buf = self.unpacked(size, packed, levels, is_compressed)?;
        check_delta(encoding, num_values, &buf, levels)?;
        Ok(Page::DataPageV2 {
            buf,
            num_values,
            encoding,
            num_nulls,
            num_rows: num_values,
            def_levels_byte_len: u32::try_from(levels)?,
            rep_levels_byte_len: 0,
            is_compressed,
            statistics: None,
        })
    }

    /// How many values a page has, which are taken from those of the chunk.
    fn count(&mut self, header: &ThriftStruct) -> Result<u32> {
        let count = size(header, 1)?;
        self.values_left = self.values_left.checked_sub(count).ok_or_else(damaged)?;
        Ok(u32::try_from(count)?)
    }

    /// The encoding of a page's values, if they can be read.
    fn encoding(&self, number: Option<i64>) -> Result<Encoding> {
        let whole = matches!(self.kind, Type::INT32 | Type::INT64);
        let encoding = match number {
            Some(0) => Encoding::PLAIN,
            Some(2 | 8) if self.dictionary.is_some() => Encoding::RLE_DICTIONARY,
            Some(2 | 8) => return Err(damaged()),
            Some(3) if self.kind == Type::BOOLEAN => Encoding::RLE,
            Some(5) if whole => Encoding::DELTA_BINARY_PACKED,
            Some(6) if self.kind == Type::BYTE_ARRAY => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            Some(9) if whole || matches!(self.kind, Type::FLOAT | Type::DOUBLE) => {
                Encoding::BYTE_STREAM_SPLIT
            }
            other => {
                let number = other.unwrap_or(-1);
                return Err(wrong(format!(
                    "its values are in encoding {number}, which is not read"
                )));
            }
        };
        Ok(encoding)
    }

    /// The bytes of a page of `size`, of which the first `plain` are never packed.
    fn unpacked(&mut self, size: u64, packed: u64, plain: u64, compressed: bool) -> Result<Bytes> {
        let share = self.room.take(size.max(packed))?;
        let held = |bytes| Bytes::from_owner(PageBytes { bytes, _share: share });
        let bytes = self.read(packed)?;
        self.pass(packed);
        if !compressed || self.codec == Compression::UNCOMPRESSED {
            return Ok(held(bytes));
        }
        let (size, plain) = (usize::try_from(size)?, usize::try_from(plain)?);
        let (levels, values) = bytes.split_at(plain);
        let values = unpack(self.codec, values, size - plain)?;
        if values.len() != size - plain {
            return Err(damaged());
        }
        match plain {
            0 => Ok(held(values)),
            _ => Ok(held([levels, &values].concat())),
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.page()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(wrong("pages are read in their order".to_owned()))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        Err(wrong("pages are read in their order".to_owned()))
    }
}

/// An error where there is no memory for this many bytes of a page, and as many for what is made of them.
fn check_room(bytes: usize) -> Result<()> {
    let room = has_room(bytes.saturating_mul(2).saturating_add(BESIDE));
    room.map_err(|Full| wrong(format!("the system gives no memory for a page of {bytes} bytes")))
}

/// What is packed, which is no more than `size` bytes.
fn unpack(codec: Compression, packed: &[u8], size: usize) -> Result<Vec<u8>> {
    let failed = |error: &dyn std::fmt::Display| wrong(format!("a page cannot be unpacked: {error}"));
    if size == 0 {
        return Ok(Vec::new());
    }
    check_room(size)?;
    match codec {
        Compression::SNAPPY => {
            if snap::raw::decompress_len(packed).map_err(|e| failed(&e))? != size {
                return Err(damaged());
            }
            let unpacked = snap::raw::Decoder::new().decompress_vec(packed);
            unpacked.map_err(|e| failed(&e))
        }
        Compression::GZIP(_) => {
            let mut unpacked = Vec::new();
            let from = MultiGzDecoder::new(packed);
            from.take(size as u64 + 1).read_to_end(&mut unpacked)?;
            Ok(unpacked)
        }
        Compression::ZSTD(_) => zstd::bulk::decompress(packed, size).map_err(|e| failed(&e)),
        Compression::LZ4_RAW => lz4_flex::block::decompress(packed, size).map_err(|e| failed(&e)),
        other => Err(wrong(format!(
            "it is compressed by {}, which is not read; save it with snappy, zstd, gzip or lz4",
            other.to_string().split('(').next().unwrap_or_default()
        ))),
    }
}

/// What a page of differences claims: blocks and values beyond what can be true would be allocated.
fn check_delta(encoding: Encoding, values: u32, page: &[u8], start: u64) -> Result<()> {
    const LARGEST_BLOCK: u64 = 1 << 16;
    if !matches!(
        encoding,
        Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY
    ) {
        return Ok(());
    }
    let mut rest = page.get(usize::try_from(start)?..).ok_or_else(damaged)?;
    if rest.is_empty() {
        return Ok(()); // all are missing
    }
    let mut next = || -> Result<u64> {
        let (number, length) = varint(rest).ok_or_else(damaged)?;
        rest = &rest[length..];
        Ok(number)
    };
    let (block, parts, count) = (next()?, next()?, next()?);
    match block > LARGEST_BLOCK || parts > block || count > u64::from(values) {
        true => Err(damaged()),
        false => Ok(()),
    }
}

/// A number that counts something.
fn size(header: &ThriftStruct, id: i64) -> Result<u64> {
    let number = header.number(id).and_then(|number| i32::try_from(number).ok());
    number
        .and_then(|number| number.try_into().ok())
        .ok_or_else(damaged)
}

/// How many bytes a page takes in the file.
fn size_of_packed(header: &ThriftStruct, left: u64) -> Result<u64> {
    let packed = size(header, 3)?;
    if packed > left { Err(damaged()) } else { Ok(packed) }
}

fn wrong(what: String) -> ParquetError {
    ParquetError::General(what)
}

/// An error of a page that contradicts itself or its file.
pub(super) fn damaged() -> ParquetError {
    wrong("a page is damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_counted_until_no_text_of_it_is_in_use() {
        let room = Room::new(100);
        let page = |bytes: usize| {
            let share = room.take(bytes as u64)?;
            Ok::<_, ParquetError>(Bytes::from_owner(PageBytes {
                bytes: vec![0; bytes],
                _share: share,
            }))
        };
        let first = page(60).unwrap();
        let text = first.slice(1..2);
        drop(first);
        assert!(page(60).is_err(), "a text of the first is in use");
        assert!(page(40).is_ok());
        drop(text);
        assert_eq!(page(100).unwrap().len(), 100);
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}

//! A file's text, gunzipped and decoded where needed, and the digest of its bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive};

use super::aside::is_aside;
use super::encoding::{self, Decoding, Encoding, Utf8Letters};
use super::gzip::Members;
use super::line_ends::{self, Returns};
use super::note::Note;

const BUFFER: usize = 64 * 1024;

/// The bytes of `path`, whether or not it is gzipped, or alone in a ZIP archive: by its first bytes,
/// so that a wrong name does no harm.
pub(crate) fn open_bytes(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if let Some(packed) = ZipEntry::find(path)? {
        return packed.open(path);
    }
    let mut raw = BufReader::with_capacity(BUFFER, File::open(path)?);
    if is_gzip(&mut raw)? {
        let text = Members::new(raw);
        return Ok(Box::new(BufReader::with_capacity(BUFFER, text)));
    }
    Ok(Box::new(raw))
}

/// The text of `path` in UTF-8, if it is what `encoding` or its byte-order mark says.
pub(crate) fn open(path: &Path, encoding: Option<Encoding>) -> io::Result<Box<dyn BufRead>> {
    let mut bytes = open_bytes(path)?;
    let encoding = Encoding::of_mark(bytes.fill_buf()?).or(encoding);
    let mut text: Box<dyn BufRead> = match encoding.filter(|encoding| !encoding.is_utf8()) {
        Some(encoding) => Box::new(BufReader::with_capacity(BUFFER, Decoding::new(bytes, encoding))),
        None => bytes,
    };
    Ok(match line_ends::are_returns(text.fill_buf()?) {
        true => Box::new(BufReader::with_capacity(BUFFER, Returns(text))),
        false => text,
    })
}

/// The encoding that the file's byte-order mark names.
pub(super) fn marked(path: &Path) -> io::Result<Option<Encoding>> {
    Ok(Encoding::of_mark(open_bytes(path)?.fill_buf()?))
}

/// The first letters beyond ASCII of a file that is UTF-8, or begins so.
pub(super) fn utf8_letters(path: &Path) -> io::Result<Option<Utf8Letters>> {
    encoding::utf8_letters(open_bytes(path)?)
}

/// That a text in an encoding that was asked for is UTF-8, too.
pub(super) fn also_utf8(path: &Path, asked: Option<Encoding>) -> io::Result<Option<Note>> {
    let asked = asked.filter(|asked| asked.may_be_utf8());
    let (Some(encoding), None) = (asked, marked(path)?) else {
        return Ok(None);
    };
    let found = utf8_letters(path)?.filter(|found| found.whole || encoding.is_of_bytes());
    Ok(found.map(|Utf8Letters { letters, whole }| Note::AlsoUtf8 {
        encoding,
        letters: [encoding.decoded(letters.as_bytes()), letters],
        whole,
    }))
}

/// The first bytes of the text, in which its dialect is found; only whole lines if there are any.
pub(super) fn head(path: &Path, encoding: Option<Encoding>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    open(path, encoding)?.take(BUFFER as u64).read_to_end(&mut head)?;
    if head.len() == BUFFER
        && let Some(end) = head.iter().rposition(|&byte| byte == b'\n')
    {
        head.truncate(end + 1);
    }
    Ok(head)
}

/// Whether a head is all of the text.
pub(super) fn is_whole(head: &[u8]) -> bool {
    head.len() < BUFFER / 2
}

/// The first bytes of the file.
pub(super) fn beginning(path: &Path, bytes: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    open_bytes(path)?.take(bytes).read_to_end(&mut head)?;
    Ok(head)
}

/// How many lines the file has, by the mean length of the first ones; 0 if it is packed.
pub(super) fn lines(path: &Path, head: &[u8]) -> io::Result<usize> {
    if is_packed(path)? {
        return Ok(0);
    }
    let bytes = usize::try_from(std::fs::metadata(path)?.len()).unwrap_or(0);
    let lines = head.iter().filter(|&&byte| byte == b'\n').count() + 1;
    // A little more: what is not written to takes no memory.
    Ok((bytes / (head.len() / lines).max(1)).saturating_mul(17) / 16 + 1)
}

/// Whether the file is gzipped, or a ZIP archive.
pub(super) fn is_packed(path: &Path) -> io::Result<bool> {
    Ok(is_zip(path)? || is_gzip(&mut BufReader::new(File::open(path)?))?)
}

fn is_gzip(from: &mut impl BufRead) -> io::Result<bool> {
    Ok(from.fill_buf()?.starts_with(&[0x1f, 0x8b]))
}

/// Whether the file is a ZIP archive, as NPZ is.
pub(super) fn is_zip(path: &Path) -> io::Result<bool> {
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(magic == b"PK\x03\x04")
}

/// The names of an archive's files: those that may be data, and those that are none by their names.
pub(super) fn zip_names(path: &Path) -> io::Result<(Vec<String>, Vec<String>)> {
    let archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
    let (mut names, mut aside) = (Vec::new(), Vec::new());
    for name in archive.file_names() {
        let name = name?.into_owned();
        match name.ends_with('/') {
            true => {}
            false if is_aside(&name) => aside.push(name),
            false => names.push(name),
        }
    }
    Ok((names, aside))
}

/// The only file of a ZIP archive that may be data.
struct ZipEntry {
    start: u64,
    bytes: u64,
    deflated: bool,
    crc: u32,
}

impl ZipEntry {
    fn find(path: &Path) -> io::Result<Option<Self>> {
        if !is_zip(path)? {
            return Ok(None);
        }
        let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
        let mut names = archive.file_names();
        let index = names.position(|name| name.is_ok_and(|name| !name.ends_with('/') && !is_aside(&name)));
        drop(names);
        let index = index.unwrap_or_default();
        let entry = archive.by_index(index)?;
        let other = || io::Error::other("a ZIP archive that is neither stored nor deflated");
        Ok(Some(Self {
            start: entry.data_start().ok_or_else(other)?,
            bytes: entry.compressed_size(),
            deflated: match entry.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => return Err(other()),
            },
            crc: entry.crc32(),
        }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn BufRead>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = BufReader::with_capacity(BUFFER, file).take(self.bytes);
        let from: Box<dyn Read> = match self.deflated {
            true => Box::new(DeflateDecoder::new(packed)),
            false => Box::new(packed),
        };
        let crc = self.crc;
        let from = CrcReader::new(from);
        Ok(Box::new(BufReader::with_capacity(BUFFER, Checked { from, crc })))
    }
}

/// An error at the end where the checksum is another.
struct Checked {
    from: CrcReader<Box<dyn Read>>,
    crc: u32,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        if count == 0 && !into.is_empty() && self.from.crc().sum() != self.crc {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its checksum is wrong",
            ));
        }
        Ok(count)
    }
}

/// SHA-256 of the file as it lies on disk, in hexadecimal.
pub(crate) fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => hash.update(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// SHA-256 of some bytes, in hexadecimal.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Two digits per byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

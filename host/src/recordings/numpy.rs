//! NumPy's arrays of samples, which may end before they say so, and archives of windows that others cut.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::note::RecordingNote;
use super::table::Samples;
use super::{Recording, RecordingError};

/// Bytes of a header: a longer one is something else.
const HEADER: usize = 64 << 10;

/// An array as it was stored.
struct Array {
    shape: Vec<usize>,
    items: Items,
    /// Numbers that the header promises and the file does not have.
    missing: usize,
}

enum Items {
    Numbers(Vec<f32>),
    Texts(Vec<String>),
}

/// How an item is stored.
enum Kind {
    Signed,
    Unsigned,
    Float,
    Text,
}

struct Header {
    kind: Kind,
    big_endian: bool,
    size: usize,
    shape: Vec<usize>,
}

/// What a header says; none where it is none that is read here.
fn header(from: &mut impl Read) -> Option<Header> {
    let mut begin = [0; 8];
    from.read_exact(&mut begin).ok()?;
    if !begin.starts_with(b"\x93NUMPY") {
        return None;
    }
    let length = if begin[6] == 1 {
        let mut bytes = [0; 2];
        from.read_exact(&mut bytes).ok()?;
        usize::from(u16::from_le_bytes(bytes))
    } else {
        let mut bytes = [0; 4];
        from.read_exact(&mut bytes).ok()?;
        u32::from_le_bytes(bytes) as usize
    };
    if length > HEADER {
        return None;
    }
    let mut text = vec![0; length];
    from.read_exact(&mut text).ok()?;
    let text = String::from_utf8(text).ok()?;
    let after = |key: &str| Some(text.split_once(key)?.1.trim_start_matches(['\'', '"', ':', ' ']));
    if after("fortran_order")?.starts_with("True") {
        return None;
    }
    let descr = after("descr")?;
    let descr = descr.split(['\'', '"']).next()?;
    let (order, rest) = descr.split_at_checked(1)?;
    let (kind, size) = rest.split_at_checked(1)?;
    let kind = match kind {
        "i" => Kind::Signed,
        "u" => Kind::Unsigned,
        "f" => Kind::Float,
        "U" => Kind::Text,
        _ => return None,
    };
    let shape = after("shape")?.strip_prefix('(')?.split(')').next()?;
    let shape = shape.split(',').map(str::trim).filter(|part| !part.is_empty());
    Some(Header {
        size: size.parse().ok().filter(|size| (1..=1 << 12).contains(size))?,
        kind,
        big_endian: order == ">",
        shape: shape.map(|part| part.parse().ok()).collect::<Option<_>>()?,
    })
}

impl Header {
    /// Bytes of an item.
    fn width(&self) -> usize {
        match self.kind {
            Kind::Text => 4 * self.size,
            Kind::Signed | Kind::Unsigned | Kind::Float => self.size,
        }
    }

    fn number(&self, bytes: &[u8]) -> Option<f32> {
        let mut wide = [0; 8];
        for (i, byte) in bytes.iter().enumerate() {
            let at = if self.big_endian { bytes.len() - 1 - i } else { i };
            *wide.get_mut(at)? = *byte;
        }
        let whole = u64::from_le_bytes(wide);
        let unused = 64 - 8 * bytes.len() as u32;
        Some(match (&self.kind, bytes.len()) {
            (Kind::Float, 4) => f32::from_bits(whole as u32),
            (Kind::Float, 8) => f64::from_bits(whole) as f32,
            (Kind::Signed, 1 | 2 | 4 | 8) => ((whole << unused) as i64 >> unused) as f32,
            (Kind::Unsigned, 1 | 2 | 4 | 8) => whole as f32,
            _ => return None,
        })
    }

    fn text(&self, bytes: &[u8]) -> String {
        let signs = bytes.chunks_exact(4).map(|four| {
            let four = [four[0], four[1], four[2], four[3]];
            match self.big_endian {
                true => u32::from_be_bytes(four),
                false => u32::from_le_bytes(four),
            }
        });
        signs
            .take_while(|&sign| sign != 0)
            .filter_map(char::from_u32)
            .collect()
    }

    /// What follows the header.
    fn array(self, mut from: impl Read) -> std::io::Result<Option<Array>> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        let whole = self
            .shape
            .iter()
            .try_fold(1_usize, |product, &n| product.checked_mul(n));
        let Some(promised) = whole else {
            return Ok(None);
        };
        let items = bytes.chunks_exact(self.width()).take(promised);
        let missing = promised - items.len();
        let items = match self.kind {
            Kind::Text => Items::Texts(items.map(|bytes| self.text(bytes)).collect()),
            Kind::Signed | Kind::Unsigned | Kind::Float => {
                let numbers: Option<Vec<f32>> = items.map(|bytes| self.number(bytes)).collect();
                let Some(numbers) = numbers else {
                    return Ok(None);
                };
                Items::Numbers(numbers)
            }
        };
        Ok(Some(Array {
            shape: self.shape,
            items,
            missing,
        }))
    }
}

fn read_error(path: &str) -> impl Fn(std::io::Error) -> RecordingError + '_ {
    |error| RecordingError::Read {
        path: path.to_owned(),
        error,
    }
}

/// Samples of an array of one or two dimensions, as far as they are there; none where it is another.
pub(super) fn samples(path: &Path) -> Result<Option<Samples>, RecordingError> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(read_error(&shown))?;
    let mut from = BufReader::new(file);
    let Some(header) = header(&mut from) else {
        return Ok(None);
    };
    let axes = match header.shape.as_slice() {
        [_] => 1,
        &[_, axes] if axes > 0 => axes,
        _ => return Ok(None),
    };
    let array = header.array(from).map_err(read_error(&shown))?;
    let Some(Array {
        items: Items::Numbers(numbers),
        missing,
        ..
    }) = array
    else {
        return Ok(None);
    };
    if let Some(at) = numbers.iter().position(|x| !x.is_finite()) {
        return Err(RecordingError::Gap {
            path: shown,
            column: format!("x{}", at % axes),
            sample: at / axes + 1,
        });
    }
    let (there, promised) = (numbers.len() / axes, (numbers.len() + missing) / axes);
    let column = |axis| numbers.chunks_exact(axes).map(|sample| sample[axis]).collect();
    Ok(Some(Samples {
        axes: (0..axes).map(|axis| format!("x{axis}")).collect(),
        columns: (0..axes).map(column).collect(),
        stamps: None,
        labels: None,
        sessions: None,
        notes: match missing {
            0 => Vec::new(),
            _ => vec![RecordingNote::Truncated {
                path: shown,
                what: format!("its header says {promised} samples, and there are {there}"),
            }],
        },
    }))
}

/// Windows of an archive: `X` of windows, samples and axes, `y` of their labels, and `groups` where they say to which
/// recording each belongs.
pub(super) fn windows(path: &Path) -> Result<(Vec<String>, Vec<Recording>), RecordingError> {
    let shown = path.display().to_string();
    let malformed = |what: &str| RecordingError::Malformed {
        path: shown.clone(),
        what: what.to_owned(),
    };
    let file = File::open(path).map_err(read_error(&shown))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| malformed(&error.to_string()))?;
    let mut array = |name: &str| -> Result<Option<Array>, RecordingError> {
        let Ok(mut entry) = archive.by_name(&format!("{name}.npy")) else {
            return Ok(None);
        };
        let read = header(&mut entry).map(|header| header.array(entry));
        let array = read.transpose().map_err(read_error(&shown))?.flatten();
        let is_whole = |array: &Array| array.missing == 0;
        let wrong = || {
            malformed(&format!(
                "array `{name}` is cut off, or of a type that is not read"
            ))
        };
        array.filter(is_whole).ok_or_else(wrong).map(Some)
    };
    let (x, y, groups) = (array("X")?, array("y")?, array("groups")?);
    let Some(Array {
        shape,
        items: Items::Numbers(numbers),
        ..
    }) = x
    else {
        return Err(malformed(
            "no array `X` of numbers: windows are an array of windows, samples and axes",
        ));
    };
    let &[count, samples, axes] = shape.as_slice() else {
        return Err(malformed(
            "array `X` has not three dimensions: windows, samples and axes",
        ));
    };
    if samples == 0 || axes == 0 || count == 0 {
        return Err(malformed("array `X` is empty"));
    }
    if let Some(at) = numbers.iter().position(|x| !x.is_finite()) {
        let window = at / (samples * axes);
        return Err(malformed(&format!(
            "array `X` has {} in window {window} (from 0)",
            numbers[at]
        )));
    }
    let names = |array: Option<Array>, name: &str| match array {
        None => Ok(None),
        Some(array) if array.shape != [count] => Err(malformed(&format!(
            "array `{name}` has not one item for each of the {count} windows of `X`"
        ))),
        Some(array) => Ok(Some(match array.items {
            Items::Numbers(numbers) => numbers.iter().map(f32::to_string).collect::<Vec<_>>(),
            Items::Texts(texts) => texts,
        })),
    };
    let (labels, groups) = (names(y, "y")?, names(groups, "groups")?);
    let recordings = numbers.chunks_exact(samples * axes).enumerate();
    let recordings = recordings.map(|(i, window)| Recording {
        name: format!("{shown}:{i}"),
        group: groups
            .as_ref()
            .map_or_else(|| format!("{shown}:{i}"), |groups| groups[i].clone()),
        samples: window.to_vec(),
        labels: labels
            .iter()
            .map(|labels| (0..samples, labels[i].clone()))
            .collect(),
        is_window: true,
    });
    Ok((
        (0..axes).map(|axis| format!("x{axis}")).collect(),
        recordings.collect(),
    ))
}

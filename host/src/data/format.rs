//! Which format a file has, by its first bytes, so that a wrong name does no harm.

use std::borrow::Cow;
use std::path::Path;

use serde::de::IgnoredAny;

use super::encoding::Encoding;
use super::error::DataError;
use super::input;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Text,
    Npy,
    Npz,
    Xlsx,
    Json,
    Parquet,
}

/// Bytes that are looked at.
const HEAD: u64 = 16 * 1024;

/// The format of a file, whose text has this encoding where nothing is said in it; one that is not read is an error that says which it is.
pub(super) fn find(path: &Path, shown: &str, encoding: Option<Encoding>) -> Result<FileFormat, DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    if input::is_zip(path).map_err(failed)? {
        let (names, aside) = input::zip_names(path).map_err(failed)?;
        if names.is_empty() {
            let path = shown.to_owned();
            return Err(DataError::NoFiles { path, aside });
        }
        if let Some(format) = archive(&names, shown)? {
            return Ok(format);
        }
    }
    let head = input::beginning(path, HEAD).map_err(failed)?;
    if head.starts_with(b"\x93NUMPY") {
        return Ok(FileFormat::Npy);
    }
    if head.starts_with(b"PAR1") {
        // Its parts are read by their places.
        return match input::is_packed(path).map_err(failed)? {
            true => Err(unsupported(
                shown,
                "a gzipped or zipped Parquet file",
                "unpack it",
            )),
            false => Ok(FileFormat::Parquet),
        };
    }
    let text = match Encoding::of_mark(&head).or(encoding).filter(|it| !it.is_utf8()) {
        Some(encoding) => Cow::Owned(encoding.decoded(&head)),
        None => String::from_utf8_lossy(&head),
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match unread(&head).or_else(|| unread_text(text)) {
        Some((format, instead)) => Err(unsupported(shown, format, instead)),
        None if is_json(text) => Ok(FileFormat::Json),
        None => Ok(FileFormat::Text),
    }
}

fn unsupported(shown: &str, format: &str, instead: &str) -> DataError {
    DataError::Unsupported {
        path: shown.to_owned(),
        format: format.to_owned(),
        instead: instead.to_owned(),
    }
}

/// By the names of an archive's files; none where the one that there is decides.
fn archive(names: &[String], shown: &str) -> Result<Option<FileFormat>, DataError> {
    const SHOWN: usize = 5;
    let has = |name: &str| names.iter().any(|other| other == name);
    let spreadsheet = "save the sheet as CSV or XLSX with the program that made it";
    if names.iter().all(|name| name.ends_with(".npy")) {
        Ok(Some(FileFormat::Npz))
    } else if has("xl/workbook.xml") {
        Ok(Some(FileFormat::Xlsx))
    } else if has("xl/workbook.bin") {
        Err(unsupported(shown, "a binary Excel workbook (XLSB)", spreadsheet))
    } else if has("content.xml") && has("mimetype") {
        Err(unsupported(shown, "an OpenDocument file (ODS)", spreadsheet))
    } else if names.len() == 1 {
        Ok(None)
    } else {
        let first: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
        let more = if names.len() > SHOWN { ", ..." } else { "" };
        let format = format!(
            "a ZIP archive of {} files ({}{more})",
            names.len(),
            first.join(", ")
        );
        Err(unsupported(shown, &format, "unpack it and give its files"))
    }
}

/// What begins a file of another format, which one it is, and how to get a CSV of it.
const MAGIC: [(&[u8], &str, &str); 29] = [
    (b"ARROW1", FEATHER.0, FEATHER.1),
    (b"FEA1", FEATHER.0, FEATHER.1),
    (
        b"ORC",
        "an ORC file",
        "save it as CSV: `pandas.read_orc(FILE).to_csv(\"data.csv\", index=False)`",
    ),
    (b"Obj\x01", "an Avro file", "save its records as CSV"),
    (
        b"\x89HDF\r\n\x1a\n",
        "an HDF5 file",
        "save it as CSV: `pandas.read_hdf(FILE).to_csv(\"data.csv\", index=False)`, or its arrays with `numpy.savez`",
    ),
    (b"MATLAB 5.0 MAT-file", MATLAB.0, MATLAB.1),
    (b"MATLAB 7.3 MAT-file", MATLAB.0, MATLAB.1),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "export the table: `sqlite3 -header -csv FILE \"select * from TABLE\" > data.csv`",
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (XLS)",
        "save the sheet as CSV or XLSX with the program that made it",
    ),
    (b"RDX", R.0, R.1),
    (b"RDA", R.0, R.1),
    (b"X\n\0\0", R.0, R.1),
    (b"\x1f\x8b", "gzipped twice", "unpack it once"),
    (b"PK\x03\x04", "a gzipped or zipped ZIP archive", "unpack it once"),
    (b"BZh", "compressed by bzip2", "unpack it: `bunzip2 FILE`"),
    (b"\xfd7zXZ\0", "compressed by xz", "unpack it: `unxz FILE`"),
    (b"]\0\0", "compressed by LZMA", "unpack it: `unlzma FILE`"),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed by zstd",
        "unpack it: `unzstd FILE`",
    ),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it"),
    (
        b"\x89PNG",
        "an image",
        "give numbers, such as its pixels by `numpy.savez`",
    ),
    (
        b"RIFF",
        "a recording (WAV)",
        "give features, such as a row of numbers for each window",
    ),
    (b"\x80\x02", PICKLE.0, PICKLE.1),
    (b"\x80\x03", PICKLE.0, PICKLE.1),
    (b"\x80\x04", PICKLE.0, PICKLE.1),
    (b"\x80\x05", PICKLE.0, PICKLE.1),
    // zlib's levels
    (b"x\x01", ZLIB.0, ZLIB.1),
    (b"x\x5e", ZLIB.0, ZLIB.1),
    (b"x\x9c", ZLIB.0, ZLIB.1),
    (b"x\xda", ZLIB.0, ZLIB.1),
];

const FEATHER: (&str, &str) = (
    "an Arrow or Feather file",
    "save it as CSV: `pandas.read_feather(FILE).to_csv(\"data.csv\", index=False)`",
);

const MATLAB: (&str, &str) = (
    "a MATLAB file",
    "save its arrays: `writetable` in MATLAB, or `scipy.io.loadmat` and `numpy.savez`",
);

const R: (&str, &str) = (
    "a file of R",
    "save it as CSV: `write.csv(DATA, \"data.csv\", row.names=FALSE)`",
);

const PICKLE: (&str, &str) = (
    "a Python pickle, which could run any code",
    "save what is in it: a frame with `to_csv(\"data.csv\", index=False)`, arrays with `numpy.savez`",
);

const ZLIB: (&str, &str) = (
    "compressed by zlib, as joblib's pickles are",
    "save what is in it: a frame with `to_csv(\"data.csv\", index=False)`, arrays with `numpy.savez`",
);

/// Whether there are bytes that no text has: a name of a column may begin as a format does, such as `ORCHID`.
fn is_binary(head: &[u8]) -> bool {
    head.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a))
}

/// What it is, and how to get a CSV of it, if it is none that is read.
fn unread(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let magic = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic));
    if let Some((_, format, instead)) = magic.filter(|_| is_binary(head)) {
        return Some((format, instead));
    }
    if head.get(257..262) == Some(b"ustar") && is_binary(head) {
        return Some(("a tar archive", "unpack it and give its files"));
    }
    head.starts_with(b"%PDF-")
        .then_some(("a PDF", "give the table as CSV"))
}

/// The same of the first of its text.
fn unread_text(text: &str) -> Option<(&'static str, &'static str)> {
    let first = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('%'));
    let first = first.unwrap_or_default().to_ascii_lowercase();
    if first.starts_with("version https://git-lfs.github.com/spec/") {
        let instead = "fetch the file with `git lfs pull`";
        return Some(("a pointer of Git LFS to a file that is not there", instead));
    }
    if first.starts_with("@relation") {
        let instead = "save it as CSV, in Weka, or by `scipy.io.arff.loadarff` and pandas";
        return Some(("an ARFF file", instead));
    }
    if ["<?xml", "<!doctype", "<html"]
        .iter()
        .any(|start| first.starts_with(start))
    {
        return Some(("XML or HTML", "give the table as CSV"));
    }
    is_libsvm(text).then_some((
        "a libsvm file",
        "save its arrays: `sklearn.datasets.load_svmlight_file`, `X.toarray()` and `numpy.savez`",
    ))
}

/// Lines of a label and of pairs such as `3:0.5`.
fn is_libsvm(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let pair = |word: &str| {
        word.split_once(':').is_some_and(|(index, value)| {
            index.bytes().all(|b| b.is_ascii_digit()) && !index.is_empty() && value.parse::<f64>().is_ok()
        })
    };
    let line = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let label = words.next().is_some_and(|label| label.parse::<f64>().is_ok());
        let mut pairs = words.take_while(|word| !word.starts_with('#')).peekable();
        label && pairs.peek().is_some() && pairs.all(pair)
    };
    lines.next().is_some_and(line) && lines.next().is_none_or(line)
}

/// A record, or an array.
fn is_json(text: &str) -> bool {
    let mut bytes = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    match (bytes.next(), bytes.next()) {
        (Some(b'{'), Some(next)) => matches!(next, b'"' | b'}'),
        (Some(b'['), Some(next)) => {
            // numbers and the like are no records, which is said where they are read
            matches!(next, b'{' | b'[' | b']') || serde_json::from_str::<Vec<IgnoredAny>>(text).is_ok()
        }
        _ => false,
    }
}

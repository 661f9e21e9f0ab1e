//! What can be wrong with a data file, and the flag that mends it.

/// Why a data file was not loaded.
///
/// Lines count from 1, as editors do (in an NPZ file they are rows); where a flag mends the file, the message
/// names it.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be opened or read.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A pipe or a device.
    #[error("{path}: not a file on disk, which is read more than once; save the data to one first")]
    NotAFile {
        /// The path.
        path: String,
    },
    /// Not a byte, or nothing but blank lines.
    #[error("{path}: the file is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// Column names, but no rows.
    #[error("{path}: only a header and no rows; if line 1 is data, give `--no-header`")]
    HeaderOnly {
        /// The file.
        path: String,
    },
    /// Every row had a missing value and `--missing drop` dropped it.
    #[error(
        "{path}: `--missing drop` leaves no rows; give `--missing mean` or `--missing median`, or drop a column with `--drop COLUMN`"
    )]
    AllDropped {
        /// The file.
        path: String,
    },
    /// A row is shorter or longer than the first.
    #[error(
        "{path}:{line}: {got} fields where the first line has {expected}; mend the line, or give the delimiter with `--delimiter`"
    )]
    FieldCount {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// Fields in the first line.
        expected: usize,
        /// Fields in this line.
        got: usize,
    },
    /// A quote that nothing closes.
    #[error("{path}:{line}: the quoted field that begins here never ends")]
    OpenQuote {
        /// The file.
        path: String,
        /// The line.
        line: u64,
    },
    /// Bytes that are no UTF-8.
    #[error("{path}:{line}: column `{column}` is not UTF-8 text; convert the file to UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// Infinity, or a number beyond f32.
    #[error(
        "{path}:{line}: column `{column}` holds `{text}`, which no finite f32 can hold; mend the line or give `--drop {column}`"
    )]
    NotFinite {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A missing feature.
    #[error(
        "{path}:{line}: column `{column}` has no value; give `--missing mean`, `--missing median` or `--missing drop`, or `--drop {column}`"
    )]
    MissingValue {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// A missing feature of a row that a model is to answer.
    #[error(
        "{path}:{line}: column `{column}` has no value, and the model knows none that could stand in; mend the line, or train with `--missing mean` or `--missing median`"
    )]
    NothingStandsIn {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// A missing target.
    #[error(
        "{path}:{line}: the target `{column}` has no value; give `--missing drop` to drop such rows, or name another target with `--target COLUMN`"
    )]
    MissingTarget {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// Text in a feature.
    #[error(
        "{path}:{line}: column `{column}` holds text, `{text}`; {}give `--categorical one-hot` or `--drop {column}`, or `--target {column}` if it is what to predict",
        comma_hint(text)
    )]
    TextValue {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// More features than a network has inputs.
    #[error(
        "{path}: the columns make {features} features, more than 65535: `{column}` alone makes {width}; give `--drop {column}`"
    )]
    TooWide {
        /// The file.
        path: String,
        /// How many.
        features: usize,
        /// The column that makes the most.
        column: String,
        /// How many it makes.
        width: usize,
    },
    /// A target that is the same in every row.
    #[error(
        "{path}: the target `{column}` has only `{class}`, so there is nothing to tell apart; name another target with `--target COLUMN`{}",
        values_hint(class)
    )]
    OneClass {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What stands in every row.
        class: String,
    },
    /// Text where numbers are to be predicted.
    #[error(
        "{path}:{line}: the target `{column}` holds text, `{text}`, which cannot be regressed; give `--task classify`, or name another target with `--target COLUMN`"
    )]
    TextTarget {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// More classes than a label can count.
    #[error(
        "{path}: the target `{column}` has {classes} classes, more than 65535; give `--task regress`, or name another target with `--target COLUMN`"
    )]
    TooManyClasses {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// How many.
        classes: usize,
    },
    /// A flag names a column that is not there.
    #[error("{path}: `{flag} {name}` names no column{}", hint(nearest))]
    UnknownColumn {
        /// The file.
        path: String,
        /// `--target` or `--drop`.
        flag: &'static str,
        /// What it named.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
    },
    /// The target is also to be dropped.
    #[error("{path}: `--drop` leaves out the target `{column}`; drop one of the two flags")]
    DroppedTarget {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// The target and the dropped columns leave nothing.
    #[error(
        "{path}: no column is left to learn from besides the target and `--drop`; is the delimiter right (`--delimiter`)?"
    )]
    NoFeatures {
        /// The file.
        path: String,
    },
    /// The model needs a column that this file lacks.
    #[error(
        "{path}: the model needs a column `{name}`, which is not there{}{}",
        hint(nearest),
        header_hint(*data_for_names)
    )]
    AbsentColumn {
        /// The file.
        path: String,
        /// The column.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
        /// Whether line 1, taken for the columns' names, looks like data.
        data_for_names: bool,
    },
    /// The column of the truth is not there.
    #[error(
        "{path}: the target `{name}` is not in the file, so there is nothing to compare with; name its column with `--target COLUMN`{}",
        hint(nearest)
    )]
    AbsentTarget {
        /// The file.
        path: String,
        /// The target.
        name: String,
        /// The column most like it.
        nearest: Option<String>,
    },
    /// A class that a model was not trained on.
    #[error(
        "{path}:{line}: the target `{column}` holds `{class}`, which is none of the model's classes: {}",
        known.join(", ")
    )]
    UnknownClass {
        /// The file.
        path: String,
        /// The first line that holds it.
        line: u64,
        /// The column.
        column: String,
        /// The class.
        class: String,
        /// The model's.
        known: Vec<String>,
    },
    /// The model needs numbers where this file has text.
    #[error("{path}:{line}: column `{column}` holds text, `{text}`, where the model was fitted on numbers")]
    NotNumeric {
        /// The file.
        path: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// An NPZ file whose arrays are not data.
    #[error("{path}: array `{array}` {what}; save it with `numpy.savez(FILE, X=X, y=y)`")]
    Npz {
        /// The file.
        path: String,
        /// `X` or `y`.
        array: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A row index beyond the table.
    #[error("{path}: row {row} of {rows}")]
    Row {
        /// The file.
        path: String,
        /// The row asked for.
        row: u32,
        /// The rows there are.
        rows: usize,
    },
}

fn hint(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

fn header_hint(data_for_names: bool) -> &'static str {
    match data_for_names {
        true => "; line 1 looks like data: if it is, give `--no-header`",
        false => "",
    }
}

/// For numbers as much of Europe writes them.
fn comma_hint(text: &str) -> &'static str {
    match text.replacen(',', ".", 1).parse::<f32>() {
        Ok(_) if text.contains(',') => "if that is a number, write it with a decimal point; else ",
        _ => "",
    }
}

fn values_hint(class: &str) -> &'static str {
    match class.parse::<f32>() {
        Ok(_) => ", or give `--task regress`",
        Err(_) => "",
    }
}

/// The candidate most like `name`, if any is like it at all.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let name = name.to_lowercase();
    candidates
        .map(|c| (strsim::jaro_winkler(&name, &c.to_lowercase()), c))
        .filter(|(likeness, _)| *likeness >= 0.7)
        // The first of equals, so that the answer follows the file's order.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(b) if b.0 >= next.0 => Some(b),
            _ => Some(next),
        })
        .map(|(_, c)| c.to_owned())
}

//! How data are read.

use clap::Args;
use mcutune::{
    BadLines, Categorical, DateOrder, Dates, Delimiter, Encoding, LabelFrom, MinFrequency, Missing, Model,
    ParseError, ReadOptions, Task, TimePart,
};

use crate::cli::by_name::by_name;
use crate::cli::command_error::CommandError;

/// How a data file is read: the same for every command.
#[derive(Clone, Debug, Args)]
pub struct DataFlags {
    /// Column to leave out, by name or position from 0; may be repeated.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "COLUMN",
        value_delimiter = ','
    )]
    pub drop: Vec<String>,
    /// Feature whose smallest value is subtracted before it is rounded to f32, by name or position from
    /// 0; may be repeated. Large numbers that are close to each other, such as seconds since 1970, stay
    /// distinct. A model keeps the offset.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "COLUMN",
        value_delimiter = ','
    )]
    pub center: Vec<String>,
    /// What to do about missing values; in a search fitted on each fold's training rows. A model fills
    /// them in as it was trained to. [default: error, or what a space has]
    #[arg(help_heading = "Data file", long, value_name = "HOW", value_parser = missing, long_help = MISSING_HELP)]
    pub missing: Option<Missing>,
    /// Adds a feature for each column of numbers that has gaps in the training rows, behind all others: 1 where there is one,
    /// as SimpleImputer(add_indicator=True).
    #[arg(help_heading = "Data file", long)]
    pub missing_indicator: bool,
    /// What to do about columns of text; in a search fitted on each fold's training rows. A model encodes
    /// them as it was trained to.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<Categorical>(), default_value = "error")]
    pub categorical: Categorical,
    /// In how many of the training rows, or in which share of them, such as 0.05, a text has to be for a feature of its own:
    /// rarer ones share one, as with OneHotEncoder(min_frequency=N).
    #[arg(help_heading = "Data file", long, value_name = "N|SHARE", value_parser = min_frequency)]
    pub min_frequency: Option<MinFrequency>,
    /// Feature whose values are names of categories, numbers such as codes among them, by name or position
    /// from 0; may be repeated. Each that is in the training rows becomes a 0/1 feature. A model keeps it.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "COLUMN",
        value_delimiter = ','
    )]
    pub categories: Vec<String>,
    /// Between fields: one character, `tab` or `whitespace`, which is any run of blanks
    /// [default: found].
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<Delimiter>,
    /// The first line is data; columns are named x0, x1, ...
    #[arg(help_heading = "Data file", long)]
    pub no_header: bool,
    /// Each file holds the rows of one class, whose label is its name or its folder's.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<LabelFrom>(), conflicts_with = "y")]
    pub label_from: Option<LabelFrom>,
    /// The array of the features in an NPZ file [default: X].
    #[arg(help_heading = "Data file", long, value_name = "ARRAY")]
    pub x: Option<String>,
    /// The array of the target in an NPZ file [default: y], or another file with the target alone,
    /// as many rows of it.
    #[arg(help_heading = "Data file", long, value_name = "ARRAY|FILE", value_parser = target_file)]
    pub y: Option<String>,
    /// The sheet of a workbook, by name or number from 1 [default: the first].
    #[arg(help_heading = "Data file", long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// How the file is spelled.
    #[command(flatten)]
    pub text: TextFlags,
}

/// How a file of text is spelled, where it does not show by itself.
#[derive(Clone, Debug, Args)]
pub struct TextFlags {
    /// What begins a comment, which goes on to the end of its line [default: found where such lines
    /// come first].
    #[arg(help_heading = "Data file", long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub comment: Option<String>,
    /// Lines at the top to skip, before the header.
    #[arg(help_heading = "Data file", long, value_name = "N", default_value_t = 0, value_parser = lines)]
    pub skip_lines: u64,
    /// The row below the header holds units and is no data.
    #[arg(help_heading = "Data file", long, conflicts_with = "no_header")]
    pub units_row: bool,
    /// Before the fraction of a number, `.` or `,` [default: `.`; a comma is found where `;` is the
    /// delimiter]. A model keeps it.
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = decimal)]
    pub decimal: Option<u8>,
    /// Groups the digits of a number, such as the comma of 1,037, or U+00A0 for a no-break space; with a
    /// point, fractions have a comma [default: with a decimal comma the point; no-break and thin spaces and
    /// apostrophes are found]. A model keeps it.
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = thousands)]
    pub thousands: Option<char>,
    /// How the text is encoded: latin1, utf-16le, shift_jis ... [default: utf-8, or as a byte-order
    /// mark says].
    #[arg(help_heading = "Data file", long, value_name = "NAME")]
    pub encoding: Option<Encoding>,
    /// More markers of a missing value, such as -200; may be repeated. Empty, NA, N/A, NaN, null,
    /// None, #N/A, 1.#IND and what else pandas takes for one always are, and in columns of numbers `-`, `?` and
    /// NA, N/A, NaN and null in any case; not in columns of text of JSON and Parquet, which have gaps
    /// of their own.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "TEXT",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub missing_values: Vec<String>,
    /// What to do about lines that do not fit the others: too many or too few fields, text where more
    /// than half of the column are numbers, or no date where more than half are dates. Where text may
    /// be categories or classes, it fits unless it is less than one in a hundred.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<BadLines>(), default_value = "error", conflicts_with = "y")]
    pub bad_lines: BadLines,
    /// What to do about columns of dates and times, such as 2024-05-01T12:30:05, 31/12/2024, 24-Jan-2021
    /// or 12:30, and of numbers such as 20240501 where all of them are dates. A model reads them as it was trained to.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<Dates>(), default_value = "error")]
    pub dates: Dates,
    /// The order of dates whose year does not come first [default: the only one in which all dates of a
    /// column can be read].
    #[arg(help_heading = "Data file", long, value_parser = by_name::<DateOrder>(), value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// Column of the rows' names, by name or position from 0; it is left out.
    #[arg(help_heading = "Data file", long, value_name = "COLUMN")]
    pub index: Option<String>,
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(Delimiter::Byte(b'\t')),
        b"whitespace" => Ok(Delimiter::Whitespace),
        &[one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(Delimiter::Byte(one)),
        _ => Err("one ASCII character that is no quote, `tab` or `whitespace`".into()),
    }
}

fn lines(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a number of lines, from 0 on".into())
}

fn decimal(text: &str) -> Result<u8, String> {
    match text {
        "." => Ok(b'.'),
        "," => Ok(b','),
        _ => Err("`.` or `,`".into()),
    }
}

const MISSING_HELP: &str = "\
What to do about missing values; in a search fitted on each fold's training rows. A model fills them in as it was
trained to, and a missing text is then a category of its own:

    error           they are an error
    mean            the training rows' mean stands in
    median          their median
    most_frequent   their most frequent value, of equally frequent ones the smallest
    constant:VALUE  this number, such as constant:-1
    drop            their rows are left out when the file is read

[default: error, or what a space has]";

fn missing(text: &str) -> Result<Missing, String> {
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn min_frequency(text: &str) -> Result<MinFrequency, String> {
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn target_file(text: &str) -> Result<String, String> {
    match text {
        "-" => Err("stdin can hold the data file, and not the target's".into()),
        _ => Ok(text.to_owned()),
    }
}

/// A character, or its number as messages have it.
fn thousands(text: &str) -> Result<char, String> {
    let by_number = text.strip_prefix("U+").or(text.strip_prefix("u+"));
    let by_number = by_number.and_then(|number| char::from_u32(u32::from_str_radix(number, 16).ok()?));
    let mut all = text.chars();
    match by_number.or(all.next().filter(|_| all.next().is_none())) {
        Some(one) if !one.is_alphanumeric() && !one.is_control() && !matches!(one, '+' | '-' | '"') => {
            Ok(one)
        }
        _ => {
            Err("one character that is no letter, digit, sign or quote, or its number, such as U+00A0".into())
        }
    }
}

impl DataFlags {
    /// As [`DataFlags::options`], with one target or several.
    pub fn options_for(&self, targets: &[String], task: Task) -> ReadOptions {
        match targets {
            several @ [_, _, ..] => self.options(None, task).targets(several),
            one => self.options(one.first().map(String::as_str), task),
        }
    }

    /// With the target and the kind of task that a command was given.
    pub fn options(&self, target: Option<&str>, task: Task) -> ReadOptions {
        let options = ReadOptions::new()
            .delimiter(self.delimiter.unwrap_or_default())
            .header(!self.no_header)
            .task(task)
            .missing(self.missing.unwrap_or_default())
            .categorical(self.categorical)
            .missing_indicator(self.missing_indicator)
            .min_frequency(self.min_frequency);
        let options = self
            .drop
            .iter()
            .fold(options, |options, column| options.drop(column));
        let options = self
            .center
            .iter()
            .fold(options, |options, column| options.center(column));
        let options = self
            .categories
            .iter()
            .fold(options, |options, column| options.category(column));
        let mut options = self
            .text
            .apply(options)
            .label_from(self.label_from)
            .sheet(self.sheet.clone());
        if let Some(x) = &self.x {
            options = options.x(x);
        }
        if let Some(y) = &self.y {
            options = options.y(y);
        }
        match target {
            Some(target) => options.target(target),
            None => options,
        }
    }
}

impl DataFlags {
    /// As [`DataFlags::options`], for rows that a model is to answer: it centres and reads dates as it
    /// was trained.
    pub fn options_of(
        &self,
        model: &Model,
        target: Option<&str>,
        task: Task,
    ) -> Result<ReadOptions, CommandError> {
        if !self.center.is_empty() {
            return Err(
                "--center is for search and train; a model centres as it was trained: leave it out".into(),
            );
        }
        if !self.categories.is_empty() {
            return Err(
                "--categories is for search and train; a model has categories as it was trained: leave it out".into(),
            );
        }
        let dates = match model.preprocess().dates().first().map(|date| date.part) {
            None => None,
            Some(TimePart::Seconds) => Some(Dates::Number),
            Some(_) => Some(Dates::Parts),
        };
        match (self.text.dates, dates) {
            (Dates::Error, _) | (Dates::Drop, None) => {}
            (here, None) => {
                return Err(format!(
                    "--dates {}: the model takes no dates: leave it out, or give --dates drop",
                    here.name()
                )
                .into());
            }
            (here, Some(dates)) if here == dates => {}
            (here, Some(dates)) => {
                return Err(format!(
                    "--dates {}: the model was trained with --dates {} and reads dates so: leave it out",
                    here.name(),
                    dates.name()
                )
                .into());
            }
        }
        let options = self
            .options(target, task)
            .trained_target(model.target(), model.classes());
        Ok(model.preprocess().reading(options))
    }
}

impl TextFlags {
    fn apply(&self, options: ReadOptions) -> ReadOptions {
        let mut options = options
            .skip_lines(self.skip_lines)
            .units_row(self.units_row)
            .decimal(self.decimal)
            .thousands(self.thousands)
            .encoding(self.encoding)
            .bad_lines(self.bad_lines)
            .dates(self.dates)
            .date_order(self.date_order);
        if let Some(comment) = &self.comment {
            options = options.comment(comment);
        }
        if let Some(index) = &self.index {
            options = options.index(index);
        }
        let markers = self.missing_values.iter();
        markers.fold(options, |options, marker| options.missing_value(marker))
    }
}

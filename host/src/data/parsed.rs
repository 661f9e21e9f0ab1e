//! Columns as they stand in a file, before they are judged.

mod append;

use super::blanks::Blanks;
use super::coarse::{self, Coarse};
use super::column::ColumnData;
use super::error::{DataError, Location};
use super::exact::Exact;
use super::meaning::Meaning;
use super::note::Note;
use super::number::{FieldValue, NumberFormat};
use super::options::{DateOrder, DatePart, ReadOptions, Spelling, Task};
use super::roles::{Names, Role};
use super::room::{Full, Grow as _};
use super::stored::Stored;
use super::strings::Strings;
use super::tally::Tally;
use super::target::are_few;
use crate::text::shorten;

/// A column as it stands in the file, with the lines where it is at odds with
/// numbers.
pub(super) struct Parsed {
    pub(super) name: String,
    /// Whether the header has a name for it.
    pub(super) named: bool,
    /// What was subtracted from its numbers.
    pub(super) center: Option<f64>,
    pub(super) role: Role,
    pub(super) data: ColumnData,
    /// Of a target: as it is written.
    pub(super) exact: Option<Exact>,
    pub(super) first_missing: Option<u64>,
    pub(super) first_text: Option<(u64, String)>,
    pub(super) first_infinite: Option<(u64, String)>,
    /// Rows in which there is text where others have numbers; none once it is a column of text.
    pub(super) strays: Vec<Stray>,
    /// How many fields are numbers.
    pub(super) numbers: u64,
    /// And text.
    pub(super) texts: u64,
    /// The first of them, which is odd among dates.
    pub(super) first_number: Option<(u64, String)>,
    /// The first `-`, `?` or other such text, which are gaps among numbers.
    pub(super) first_dash: Option<(u64, String)>,
    /// Whether both `-` and `?` are there.
    pub(super) both_dashes: bool,
    /// The first number whose digits are grouped.
    pub(super) grouped: Option<Grouped>,
    /// Which of its texts are dates and times.
    pub(super) tally: Tally,
    /// What is read of its fields, where they are no numbers as they stand.
    pub(super) meaning: Option<Meaning>,
    /// What of a column of dates it is.
    pub(super) date: Option<DatePart>,
    /// The zone of its moments, which are in UTC as nothing says what its clocks show.
    pub(super) unknown_zone: Option<String>,
    /// The blanks around its texts.
    pub(super) blanks: Blanks,
    /// Whether its values are names, numbers among them.
    pub(super) names: Names,
    /// Whether its numbers are durations, which are read in seconds; none where the format cannot say it.
    pub(super) duration: Option<bool>,
    /// Whether its values are texts by their type, numbers among them.
    pub(super) of_texts: bool,
    /// How many of its numbers are stored as numbers and how many as text; both 0 in delimited text, where all is text.
    pub(super) stored: Stored,
    /// Whether the format has gaps of its own: a marker of one, such as `NA`, may be a text then.
    pub(super) has_gaps: bool,
}

/// A number whose digits a sign groups.
#[derive(Clone)]
pub(super) struct Grouped {
    pub(super) line: u64,
    pub(super) text: String,
    pub(super) sign: char,
}

impl Grouped {
    /// The first of all columns.
    pub(super) fn first<'a>(columns: impl IntoIterator<Item = &'a Parsed>) -> Option<&'a Self> {
        let all = columns.into_iter().filter_map(|column| column.grouped.as_ref());
        all.min_by_key(|grouped| grouped.line)
    }

    /// The error of a text that is a number whose digits another sign groups.
    pub(super) fn beside(&self, at: Location, column: String, text: String, sign: char) -> DataError {
        DataError::TwoGroupings {
            at,
            column,
            text: text.into(),
            sign,
            other_line: self.line,
            other_text: self.text.as_str().into(),
            other_sign: self.sign,
        }
    }
}

/// A text among numbers.
pub(super) struct Stray {
    pub(super) row: u32,
    pub(super) line: u64,
    /// Of the first ones.
    pub(super) text: Option<String>,
}

/// The columns in use, and each row's line.
pub(super) struct ParsedFile {
    pub(super) columns: Vec<Parsed>,
    pub(super) lines: Vec<u32>,
    /// Lines that hold no row, for they do not fit the others or repeat the header.
    pub(super) left_out: Vec<LeftOut>,
    pub(super) named: bool,
    /// Names of the columns that are not in use.
    pub(super) dropped: Vec<String>,
    /// Features that lose values in f32.
    pub(super) coarse: Vec<Coarse>,
    /// How its numbers are spelled, where that is not as programs do it.
    pub(super) spelling: Option<Spelling>,
    pub(super) notes: Vec<Note>,
    /// Of the column of timestamps: its name, and one number a row.
    pub(super) timestamps: Option<(String, Vec<f64>)>,
}

/// A line that holds no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// The index of its file.
    pub(super) file: u32,
    pub(super) line: u32,
    /// How many rows there are before it in its file, those that were left out too.
    pub(super) row: u32,
}

/// How many faults of a kind are reported.
pub(super) const REPORTED: usize = 10;

/// With this many more texts than numbers, a column is text.
const MANY: u64 = 1000;

impl Parsed {
    /// What the file calls it: the column of dates that it is part of, or its own name.
    pub(super) fn in_file(&self) -> &str {
        self.date.as_ref().map_or(&self.name, |part| &part.column)
    }

    pub(super) fn new(name: String, role: Role) -> Self {
        Self {
            name,
            named: false,
            center: None,
            role,
            data: ColumnData::Numeric(Vec::new()),
            exact: None,
            first_missing: None,
            first_text: None,
            first_infinite: None,
            strays: Vec::new(),
            numbers: 0,
            texts: 0,
            first_number: None,
            first_dash: None,
            both_dashes: false,
            grouped: None,
            tally: Tally::default(),
            meaning: None,
            date: None,
            unknown_zone: None,
            blanks: Blanks::default(),
            names: Names::No,
            duration: None,
            of_texts: false,
            stored: Stored::default(),
            has_gaps: false,
        }
    }

    /// Takes its numbers for names, which are `texts`, none of a type that f32 holds.
    pub(super) fn become_names(&mut self, mut texts: Strings) -> Result<(), Full> {
        if let (ColumnData::Numeric(values), 0) = (&self.data, texts.rows()) {
            for value in values {
                // one zero, not two
                let text = (!value.is_nan()).then(|| (value + 0.0).to_string());
                texts.push(text.as_deref())?;
            }
        }
        self.data = ColumnData::Text(texts);
        self.first_infinite = None;
        Ok(())
    }

    /// Appends a field as a number, until the column is known to be text.
    pub(super) fn push(&mut self, field: &str, numbers: &NumberFormat, line: u64) -> Result<(), Full> {
        let value = match numbers.value(field) {
            FieldValue::Gap if self.has_gaps && !numbers.is_said_gap(field) => FieldValue::Dash,
            value => value,
        };
        match value {
            FieldValue::Number(_) => self.count_number(field, numbers, line),
            FieldValue::Gap => drop(self.first_missing.get_or_insert(line)),
            FieldValue::Dash => self.count_dash(field.trim(), line),
            FieldValue::Text => self.count_text(field, line),
        }
        let ColumnData::Numeric(values) = &mut self.data else {
            return Ok(());
        };
        match value {
            FieldValue::Number(number) => {
                if !number.is_finite() && self.first_infinite.is_none() {
                    self.first_infinite = Some((line, shorten(field)));
                }
                values.grow(number)?;
                if let (Some(exact), Some(text)) = (&mut self.exact, numbers.spelled(field.trim())) {
                    exact.push_text(&text, line)?;
                }
                return Ok(());
            }
            FieldValue::Gap | FieldValue::Dash => {}
            FieldValue::Text => {
                let text = (self.strays.len() < REPORTED).then(|| shorten(field));
                if let (None, Some(text)) = (&self.first_text, &text) {
                    self.first_text = Some((line, text.clone()));
                }
                let row = values.len() as u32;
                self.strays.grow(Stray { row, line, text })?;
            }
        }
        values.grow(f32::NAN)?;
        if let Some(exact) = &mut self.exact {
            exact.push_missing()?;
        }
        if self.strays.len() as u64 > self.numbers + MANY {
            self.become_text();
        }
        Ok(())
    }

    /// Another number, of which the first is kept.
    fn count_number(&mut self, field: &str, numbers: &NumberFormat, line: u64) {
        if self.numbers == 0 {
            self.first_number = Some((line, shorten(field)));
        }
        if let (None, Some(sign)) = (&self.grouped, numbers.grouped_by(field)) {
            let text = shorten(field);
            self.grouped = Some(Grouped { line, text, sign });
        }
        self.tally.push_number(field, self.numbers);
        self.numbers += 1;
    }

    /// Another text, which may be a date.
    fn count_text(&mut self, field: &str, line: u64) {
        self.texts += 1;
        self.tally.push(field, line);
    }

    /// A sign that stands for no number, of which the first is kept.
    fn count_dash(&mut self, sign: &str, line: u64) {
        let is_sign = |text: &str| matches!(text, "-" | "?");
        match &self.first_dash {
            Some((_, first)) => self.both_dashes |= first != sign && is_sign(first) && is_sign(sign),
            None => self.first_dash = Some((line, sign.to_owned())),
        }
    }

    /// The line of the first gap, signs that are gaps among numbers included.
    pub(super) fn first_gap(&self) -> Option<u64> {
        let dash = self.first_dash.iter().map(|(line, _)| *line);
        self.first_missing.into_iter().chain(dash).min()
    }

    /// Takes a target of nothing but `-` and `?` for the two classes that they are without a number beside them,
    /// and nothing but `NA` for text in a column that is text by its type.
    pub(super) fn read_signs(&mut self, task: Task) {
        let is_target = self.role == Role::Target;
        let of_classes = is_target && task != Task::Regress && self.both_dashes;
        let of_texts = self.of_texts && self.has_gaps && !(is_target && task == Task::Regress);
        let alone = self.first_dash.is_some() && self.numbers == 0 && self.texts == 0;
        if alone && (of_classes || of_texts) {
            self.become_text();
            self.first_text = self.first_dash.clone();
        }
    }

    /// Whether it is of numbers, or of names some of which are numbers, and a sign groups digits of one.
    pub(super) fn has_groups(&self) -> bool {
        let kept = matches!(self.data, ColumnData::Numeric(_)) || self.names == Names::Categories;
        kept && self.grouped.is_some()
    }

    /// Whether most fields are numbers, but not all.
    pub(super) fn strays(&self) -> bool {
        !self.strays.is_empty() && self.numbers > self.strays.len() as u64
    }

    /// Makes numbers of it, of which none is where text was.
    pub(super) fn stay_numbers(&mut self) {
        self.strays.clear();
        self.first_text = None;
        self.texts = 0;
        self.tally.drop_texts();
    }

    /// Drops the numbers: text is to be read instead.
    pub(super) fn become_text(&mut self) {
        self.data = ColumnData::Text(Strings::default());
        self.exact = None;
        self.strays = Vec::new();
        self.first_infinite = None;
    }

    /// The order of day and month in the dates that it was, where one has been read.
    pub(super) fn day_or_month(&self) -> Option<DateOrder> {
        let order = self.date.as_ref()?.order;
        (order != DateOrder::YearFirst).then_some(order)
    }

    /// Whether it is a feature of which f32 may merge values.
    pub(super) fn is_suspect(&self) -> bool {
        match &self.data {
            ColumnData::Numeric(values) => {
                self.role == Role::Feature && self.names == Names::No && coarse::is_suspect(values)
            }
            ColumnData::Text(_) => false,
        }
    }

    /// Makes 1 and 0, which are still to be read, of nothing but true and false in a feature, or in the values
    /// of a regression.
    pub(super) fn read_truths(&mut self, task: Task) -> bool {
        let of_numbers = match self.role {
            Role::Feature => self.names == Names::No,
            Role::Target => task == Task::Regress,
            Role::Groups | Role::Weights | Role::Dropped => false,
        };
        let truths = of_numbers && self.numbers == 0 && self.tally.truths().is_some();
        if truths {
            self.data = ColumnData::Numeric(Vec::new());
            self.exact = None;
            self.first_text = None;
            self.meaning = Some(Meaning::Truth);
            self.settle();
        }
        truths
    }

    /// Finds the first gap and the first number beyond f32 among the rows on these lines, where those that
    /// were found are on lines that are left out.
    pub(super) fn look_again(&mut self, lines: &[u32]) {
        let is_left_out =
            |line: u64| !u32::try_from(line).is_ok_and(|line| lines.binary_search(&line).is_ok());
        let on = |row: usize| lines.get(row).map(|&line| u64::from(line));
        if self.first_missing.is_some_and(is_left_out) {
            let row = match &self.data {
                ColumnData::Numeric(values) => values.iter().position(|value| value.is_nan()),
                ColumnData::Text(texts) => texts.iter().position(|text| text.is_none()),
            };
            self.first_missing = row.and_then(on);
        }
        if self
            .first_infinite
            .as_ref()
            .is_some_and(|(line, _)| is_left_out(*line))
        {
            let ColumnData::Numeric(values) = &self.data else {
                return;
            };
            let row = values.iter().position(|value| value.is_infinite());
            let found = row.and_then(|row| Some((on(row)?, values[row].to_string())));
            self.first_infinite = found;
        }
    }

    /// Takes a target of numbers that are texts by their type for the labels that these are, in the order of
    /// text, as scikit-learn does; unless so many are different that they may be values.
    pub(super) fn read_labels(&mut self, options: &ReadOptions) -> Result<Option<Note>, Full> {
        let may_be_labels =
            self.of_texts && self.texts == 0 && self.numbers > 0 && options.may_have_text_labels();
        let Some(exact) = self.exact.as_ref().filter(|_| may_be_labels) else {
            return Ok(None);
        };
        let labels = match options.task {
            Task::Regress => false,
            Task::Classify => true,
            Task::Auto => match (options.text_labels, &self.data) {
                (Some(labels), _) => labels,
                (None, ColumnData::Numeric(values)) => {
                    are_few(exact.different(values)?, self.numbers as usize)
                }
                (None, ColumnData::Text(_)) => false,
            },
        };
        if labels {
            self.become_text();
        }
        let column = self.name.clone();
        let is_told = labels && options.trained_target.is_none();
        Ok(is_told.then_some(Note::LabelsOfTexts { column }))
    }

    /// Ends the reading of numbers.
    pub(super) fn settle(&mut self) {
        match &mut self.data {
            ColumnData::Numeric(values) => {
                values.shrink_to_fit();
                self.first_missing = self.first_gap();
            }
            ColumnData::Text(_) => {}
        }
    }
}

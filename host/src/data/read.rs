//! A file as data.

use std::path::{Path, PathBuf};

use super::apart::{PartFile, parse_apart};
use super::column::retain;
use super::dates::Moment;
use super::decimals::with_two_marks;
use super::error::location::is_record;
use super::error::{SheetError, TextKind};
use super::exact::Exact;
use super::format::{self, FileFormat};
use super::like_numbers;
use super::meaning::truth;
use super::number::{FieldValue, GROUPING, NumberFormat, is_grouped_by};
use super::options::{Categorical, Dates, Missing, ReadOptions, Spelling, Task};
use super::parsed::{Grouped, Parsed, ParsedFile};
use super::roles::{Names, Role};
use super::room::{Full, collected, has_room};
use super::separators::is_fraction;
use super::several;
use super::tally::is_past_a_day;
use super::target::Written;
use super::weights::{Weights, of_classes};
use super::{
    Column, ColumnData, Data, DataError, Groups, Location, Note, TargetColumn, csv, input, location, npz,
    target,
};
use crate::text::shorten;

/// A file's columns, judged.
pub(super) struct Loaded {
    pub(super) file: ParsedFile,
    pub(super) digest: String,
    /// That of each file's bytes.
    pub(super) digests: Vec<String>,
    /// Rows with something missing, which were left out.
    pub(super) rows_left_out: usize,
}

/// Reads a data file. Without a header, columns are named `x0`, `x1`, ... by their position in the
/// file.
pub(super) fn load(path: &Path, options: &ReadOptions) -> Result<Loaded, DataError> {
    let options = &*options.of_columns();
    let shown = path.display().to_string();
    let path = options.stored_at(path);
    check_ends(path, &shown)?;
    let explained = |error| with_two_marks(csv::with_blank_runs(error, path, options), path, options);
    let (mut file, digest) = parse_all(path, &shown, options).map_err(explained)?;
    check(&shown, &file, options).map_err(|error| with_cells(explained(error), &file.notes))?;
    let all_rows = file.lines.len();
    if options.missing == Missing::Drop && options.target_required {
        let gaps = file.columns.iter().find(|column| column.is_gaps());
        let gaps = gaps.map(|column| DataError::MissingValue {
            at: Location::line(&shown, column.first_missing.unwrap_or_default()),
            column: column.in_file().to_owned(),
        });
        drop_missing(&mut file).map_err(|full| full.of(&shown, all_rows))?;
        if let Some(error @ DataError::EmptyCell { .. }) = gaps.map(|error| with_cells(error, &file.notes)) {
            return Err(error);
        }
    }
    Ok(Loaded {
        rows_left_out: all_rows - file.lines.len(),
        file,
        digests: vec![digest.clone()],
        digest,
    })
}

/// A gap, with the cells of a workbook that are empty where people see something.
fn with_cells(error: DataError, notes: &[Note]) -> DataError {
    let empty = |note: &&Note| matches!(note, Note::Formulas { .. } | Note::Merged { .. });
    match (error, notes.iter().find(empty)) {
        (
            DataError::MissingValue { at, column }
            | DataError::MissingCategory { at, column }
            | DataError::MissingTarget { at, column },
            Some(note),
        ) => DataError::EmptyCell {
            at,
            column,
            note: note.to_string(),
        },
        (error, _) => error,
    }
}

/// An error for a device or a pipe, which may have no end.
pub(super) fn check_ends(path: &Path, shown: &str) -> Result<(), DataError> {
    match std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        true => Err(DataError::NotAFile {
            path: shown.to_owned(),
        }),
        false => Ok(()),
    }
}

/// Data of what was loaded, from files that begin at these rows.
pub(super) fn finish(
    loaded: Loaded,
    files: Vec<(u32, PathBuf)>,
    options: &ReadOptions,
) -> Result<Data, DataError> {
    let Loaded {
        mut file,
        digest,
        digests,
        rows_left_out,
    } = loaded;
    let shown = super::source(&files);
    if file.lines.is_empty() {
        return Err(DataError::AllDropped { path: shown });
    }
    let mixed = file.columns.iter().filter_map(Parsed::numbers_beside_texts);
    let mixed: Vec<Note> = mixed.collect();
    if options.learnt.is_none() && options.target_required {
        file.notes.extend(like_numbers::note(&file.columns));
    }
    merge_spellings(&mut file).map_err(|full| full.of(&shown, file.lines.len()))?;
    let mut columns = std::mem::take(&mut file.columns);
    let mut found: Vec<Parsed> = columns
        .extract_if(.., |column| column.role == Role::Target)
        .collect();
    let is_several = !options.more_targets.is_empty();
    if is_several && found.len() <= options.more_targets.len() {
        // a model needs none, and to tell how good it is takes all
        found.clear();
    }
    let mut found = several::in_order(found, options);
    let (mut target, mut target_name, mut written) = (None, None, Written::default());
    let mut target_duration = None;
    if is_several && !found.is_empty() {
        target_name = Some(several::joined(found.iter().map(|column| column.name.as_str())));
        let lines = file.lines.clone();
        let at = |row| location(&files, &lines, row);
        let read = |column| as_target(column, &mut file, (&shown, &files), Task::Regress);
        target = Some(several::target(&shown, found, options, at, read)?);
    } else if let Some(column) = found.pop() {
        target_name = Some(column.name.clone());
        target_duration = column.duration;
        let (found, as_written) = as_target(column, &mut file, (&shown, &files), options.task)?;
        (target, written) = (Some(found), as_written);
    }
    let groups = columns.iter().position(|column| column.role == Role::Groups);
    let groups = groups.map(|at| columns.remove(at));
    let groups = groups.map(|column| as_groups(column, &file.lines, (&shown, &files)));
    let weights = columns.iter().position(|column| column.role == Role::Weights);
    let weights = weights.map(|at| columns.remove(at));
    let weights = weights.map(|column| {
        let at = |row| location(&files, &file.lines, row);
        Weights::of(&shown, column.in_file().to_owned(), column.data, at)
    });
    let columns = columns.into_iter().map(as_feature).collect::<Result<Vec<_>, _>>();
    let columns = columns.map_err(|full| full.of(&shown, file.lines.len()))?;
    add_mixed(&mut file.notes, mixed);
    drop_texts(&mut file.notes, &columns);
    if options.text.dates != Dates::Error && options.target_required {
        tell_no_dates(&mut file.notes);
    }
    Ok(Data {
        groups: groups.transpose()?,
        weights: weights.transpose()?,
        class_weights: of_classes(&shown, target.as_ref(), options)?,
        dropped: file.dropped,
        coarse: file.coarse,
        written,
        rows_left_out,
        columns,
        target,
        target_name,
        target_duration,
        rows: file.lines.len(),
        digest,
        digests,
        named: file.named,
        lines: file.lines,
        left_out: file.left_out,
        files,
        options: options.clone(),
        spelling: file.spelling,
        notes: file.notes,
        timestamps: file.timestamps,
        noted: Vec::new(),
        windowed: None,
    })
}

/// Makes one category of those that are one number, which is noted.
fn merge_spellings(file: &mut ParsedFile) -> Result<(), Full> {
    let numbers = file.spelling.unwrap_or(Spelling::PLAIN).numbers(&[]);
    for column in &mut file.columns {
        file.notes.extend(column.merge_spellings(&numbers)?);
    }
    Ok(())
}

/// A column as a feature.
fn as_feature(column: Parsed) -> Result<Column, Full> {
    Ok(Column {
        name: column.name,
        named: column.named,
        center: column.center,
        date: column.date,
        category: column.names != Names::No,
        of_texts: column.of_texts,
        of_numbers: column.stored.has_numbers(),
        duration: column.duration,
        data: match column.data {
            ColumnData::Text(texts) if column.names == Names::Categories => {
                ColumnData::Text(texts.spelled_alike()?)
            }
            other => other,
        },
    })
}

/// A column of these files as what says which rows belong together.
fn as_groups(
    column: Parsed,
    lines: &[u32],
    (shown, files): (&str, &[(u32, PathBuf)]),
) -> Result<Groups, DataError> {
    let name = column.in_file().to_owned();
    let groups = Groups::of(name.clone(), column.data).map_err(|full| full.of(shown, lines.len()))?;
    groups.map_err(|row| DataError::MissingGroup {
        at: location(files, lines, row),
        column: name,
    })
}

/// A column of these files as the target, and its values as they were written.
fn as_target(
    column: Parsed,
    file: &mut ParsedFile,
    (shown, files): (&str, &[(u32, PathBuf)]),
    task: Task,
) -> Result<(TargetColumn, Written), DataError> {
    let first_text = column.first_text.as_ref();
    let row = first_text.and_then(|text| row_of(text, &column.data, &file.lines));
    let at = location(files, &file.lines, row.unwrap_or_default());
    let first = files.first().map(|(_, path)| path.display().to_string());
    let first = first.unwrap_or(shown.to_owned());
    let spelled = column.exact.as_ref().and_then(Exact::spelled);
    let name = column.name.clone();
    if let (ColumnData::Text(texts), Names::No) = (&column.data, column.names) {
        let (texts, column) = (texts.respelled(), name.clone());
        let note = (!texts.is_empty()).then_some(Note::TruthsRespelled { column, texts });
        file.notes.extend(note);
    }
    if let ColumnData::Text(texts) = &column.data {
        /// Bytes of a class, with its name in all that is said of it.
        const CLASS: usize = 1024;
        has_room(texts.different() * CLASS).map_err(|full| full.of(shown, file.lines.len()))?;
    }
    let (found, written) = target::target((shown, &first), column, task, &at)?;
    if let (TargetColumn::Classes { .. }, Some((text, other))) = (&found, spelled) {
        file.notes.push(Note::LabelSpelling {
            column: name.clone(),
            text,
            other,
        });
    }
    if let TargetColumn::Classes { names, .. } = &found {
        let is_number = |name: &String| name.parse::<f64>().is_ok();
        if names.iter().any(|name| truth(name).is_some()) && names.iter().any(is_number) {
            file.notes.push(Note::TruthsBesideNumbers { column: name });
        }
    }
    Ok((found, written))
}

/// Says where dates were asked for and there are none, in one sentence with durations, which may be taken for some.
fn tell_no_dates(notes: &mut Vec<Note>) {
    if notes.iter().any(|note| matches!(note, Note::Dates { .. })) {
        return;
    }
    let durations = notes.iter_mut().find_map(|note| match note {
        Note::Durations(columns) => {
            let columns = std::mem::take(columns);
            *note = Note::NoDatesButDurations(columns);
            Some(())
        }
        _ => None,
    });
    if durations.is_none() {
        notes.push(Note::NoDates);
    }
}

/// Adds notes of columns that mix numbers and text, of which less was said before.
fn add_mixed(notes: &mut Vec<Note>, mixed: Vec<Note>) {
    for note in mixed {
        if let Note::TextsBesideNumbers { column: own, .. } = &note {
            notes.retain(|note| !matches!(note, Note::LabelsOfTexts { column } if column == own));
        }
        notes.push(note);
    }
}

/// True and false that became text beside other files' texts are no numbers.
fn drop_texts(notes: &mut Vec<Note>, columns: &[Column]) {
    let is_text = |name: &String| {
        let mut same = columns.iter().filter(|column| column.name == *name);
        same.any(|column| matches!(column.data, ColumnData::Text(_)))
    };
    notes.retain_mut(|note| match note {
        Note::Truths(names) => {
            names.retain(|name| !is_text(name));
            !names.is_empty()
        }
        _ => true,
    });
}

/// The row of a text with its line, which may be one of several files.
fn row_of((line, text): &(u64, String), data: &ColumnData, lines: &[u32]) -> Option<usize> {
    let ColumnData::Text(texts) = data else {
        return None;
    };
    let mut rows = texts.iter().zip(lines).map(|(text, &line)| (line.into(), text));
    rows.position(|(other, here): (u64, _)| other == *line && here.is_some_and(|here| shorten(here) == *text))
}

/// The columns of a file, and of another with the target where the options name one, and the
/// digest of what was read.
fn parse_all(path: &Path, shown: &str, options: &ReadOptions) -> Result<(ParsedFile, String), DataError> {
    let format = format::find(path, shown, options.text.encoding)?;
    several::check_format(shown, format, options)?;
    let digest = |path: &Path, shown: &str| {
        input::digest(path).map_err(|error| DataError::Read {
            path: shown.to_owned(),
            error,
        })
    };
    let first = digest(path, shown)?;
    let Some(other) = target_file(path, format, options) else {
        return Ok((parse(path, format, shown, options)?, first));
    };
    let shown_y = other.display().to_string();
    check_ends(other, &shown_y)?;
    let x = PartFile { path, format, shown };
    let y = PartFile {
        path: other,
        format: format::find(other, &shown_y, options.text.encoding)?,
        shown: &shown_y,
    };
    let (mut file, target) = parse_apart(x, y, options)?;
    check(&shown_y, &target, options)?;
    file.columns.extend(target.columns);
    let notes = target.notes.into_iter().filter(|note| !file.notes.contains(note));
    let notes: Vec<Note> = notes
        .map(|note| Note::OfTarget {
            path: shown_y.clone(),
            note: Box::new(note),
        })
        .collect();
    file.notes.extend(notes);
    let both = first + &digest(other, &shown_y)?;
    Ok((file, input::digest_of(both.as_bytes())))
}

/// The file that holds the target of another, where the options name one.
pub(super) fn target_file<'o>(path: &Path, format: FileFormat, options: &'o ReadOptions) -> Option<&'o Path> {
    let of_archive = format == FileFormat::Npz;
    let y = options.y.as_ref()?;
    let is_file = !of_archive || !npz::has_array(path, y) && Path::new(y).exists();
    is_file.then(|| Path::new(y))
}

pub(super) fn parse(
    path: &Path,
    format: FileFormat,
    shown: &str,
    options: &ReadOptions,
) -> Result<ParsedFile, DataError> {
    let mut file = match format {
        FileFormat::Text => csv::text(path, shown, options),
        FileFormat::Json => csv::json(path, shown, options),
        FileFormat::Xlsx => csv::xlsx(path, shown, options),
        FileFormat::Parquet => csv::parquet(path, shown, options),
        FileFormat::Npy => npz::npy(path, shown, options),
        FileFormat::Npz => npz::npz(path, shown, options),
    }?;
    // A workbook's parts are its own.
    if format != FileFormat::Xlsx
        && let Ok(true) = input::is_zip(path)
        && let Ok((_, aside)) = input::zip_names(path)
        && !aside.is_empty()
    {
        file.notes.push(Note::Aside(aside));
    }
    Ok(file)
}

/// The error of the earliest line that the options do not allow for.
fn check(path: &str, file: &ParsedFile, options: &ReadOptions) -> Result<(), DataError> {
    let first = first_line(&file.lines);
    let faults = file.columns.iter().filter_map(|c| fault(path, c, first, options));
    match faults.min_by_key(|(line, _)| *line) {
        // units have none of classes
        Some((line, error @ DataError::MissingTarget { .. })) if line == first && options.header => {
            let mut columns = file.columns.iter();
            Err(columns
                .find_map(|column| unit_below_name(path, column, first))
                .unwrap_or(error))
        }
        Some((_, error)) => Err(with_other_sign(error, Grouped::first(&file.columns))),
        None => Ok(()),
    }
}

/// The line of the first row, which may be one of units; 0, which is none, where others stand on it.
pub(super) fn first_line(lines: &[u32]) -> u64 {
    let first = lines.first().map_or(0, |&line| line.into());
    if is_record(first) { 0 } else { first }
}

/// A number that is text for the sign between its digits, with the number that shows another: no flag reads both.
fn with_other_sign(error: DataError, other: Option<&Grouped>) -> DataError {
    match (error, other) {
        (
            DataError::TextValue {
                at,
                column,
                text,
                kind: TextKind::Grouped { sign, .. },
                ..
            }
            | DataError::NumberAsText {
                at,
                column,
                text,
                kind: TextKind::Grouped { sign, .. },
            },
            Some(other),
        ) => other.beside(at, column, text, sign),
        (error, _) => error,
    }
}

/// What is first wrong with a column; the first row is on line `first`.
fn fault(path: &str, column: &Parsed, first: u64, options: &ReadOptions) -> Option<(u64, DataError)> {
    let at = |line| Location::line(path, line);
    let name = || column.in_file().to_owned();
    let target = column.role == Role::Target;
    // Only a model knows which features a file must fill, to be answered or to go on from it.
    let judged = target || (options.target_required && options.learnt.is_none());
    let mut faults = Vec::new();
    if let Some((line, text)) = &column.first_text {
        if judged
            && !target
            && column.role != Role::Weights
            && column.names == Names::No
            && options.categorical == Categorical::Error
        {
            faults.push((
                *line,
                column
                    .mixed_moments(path)
                    .unwrap_or_else(|| text_value(column, at(*line), text, *line == first && options.header)),
            ));
        }
        // a label that no one asks for may be anything
        if target && options.task == Task::Auto && options.target_required {
            faults.extend(number_as_text(column, at(*line), text).map(|error| (*line, error)));
        }
    } else if let Some((line, text)) = &column.first_infinite {
        let (at, column, text) = (at(*line), name(), text.clone());
        let error = DataError::NotFinite {
            at,
            column,
            target,
            text,
        };
        faults.push((*line, error));
    }
    if let Some(line) = column.first_missing {
        let (data, role, at, column) = (&column.data, column.role, at(line), name());
        let error = if target && (options.missing != Missing::Drop || !options.target_required) {
            Some(DataError::MissingTarget { at, column })
        } else if matches!(role, Role::Groups | Role::Weights) {
            // told once the rows with gaps are left out
            None
        } else if !target && judged && options.missing == Missing::Error {
            Some(match data {
                ColumnData::Text(_) => DataError::MissingCategory { at, column },
                ColumnData::Numeric(_) => DataError::MissingValue { at, column },
            })
        } else {
            None
        };
        faults.extend(error.map(|e| (line, e)));
    }
    faults.into_iter().min_by_key(|(line, _)| *line)
}

/// Whether a text in the first row may be the unit of a column of numbers.
fn is_unit(column: &Parsed, text: &str) -> bool {
    column.texts == 1 && column.numbers > 0 && !text_kind(text, false).is_number()
}

/// The error of a feature with what may be its unit in the first row.
fn unit_below_name(path: &str, column: &Parsed, first: u64) -> Option<DataError> {
    let is_feature = column.role == Role::Feature && column.names == Names::No;
    let (line, text) = column
        .first_text
        .clone()
        .filter(|(line, _)| is_feature && *line == first)?;
    is_unit(column, &text).then(|| DataError::UnitsRow {
        at: Location::line(path, line),
        column: column.name.clone(),
        text,
    })
}

/// The error of a feature's first text.
fn text_value(column: &Parsed, at: Location, text: &str, in_first_row: bool) -> DataError {
    let (name, text) = (column.name.clone(), text.to_owned());
    if in_first_row && is_unit(column, &text) {
        let column = name;
        return DataError::UnitsRow { at, column, text };
    }
    let repeats = matches!(&column.data, ColumnData::Text(texts) if texts.repeats());
    DataError::TextValue {
        at,
        column: name,
        // beside numbers that repeat, one text is no category
        kind: text_kind(&text, repeats && !(column.texts == 1 && column.numbers > 0)),
        text,
        numbers: column.numbers > 0,
    }
}

/// The error of a target of texts that may be numbers.
fn number_as_text(column: &Parsed, at: Location, text: &str) -> Option<DataError> {
    match text_kind(text, true) {
        // labels may well be `5V` and `12V`
        TextKind::Category
        | TextKind::Lone
        | TextKind::ShortYear { .. }
        | TextKind::UnreadDate { .. }
        | TextKind::WithUnit { .. }
        | TextKind::Duration { .. }
        | TextKind::SheetError(_) => None,
        kind => Some(DataError::NumberAsText {
            at,
            column: column.name.clone(),
            text: text.to_owned(),
            kind,
        }),
    }
}

/// What a text looks like that stands where a number should.
pub(super) fn text_kind(text: &str, repeats: bool) -> TextKind {
    let is_number = |decimal, thousands| {
        let numbers = NumberFormat::new(decimal, thousands, &[]);
        matches!(numbers.value(text), FieldValue::Number(_))
    };
    if is_number(b'.', Some(',')) && text.contains(',') {
        TextKind::Thousands
    } else if is_number(b',', None) && text.contains(',') {
        TextKind::DecimalComma
    } else if let Some(sign) = GROUPING
        .into_iter()
        .chain([' '])
        .find(|&sign| is_grouped_by(text, sign))
    {
        TextKind::Grouped {
            sign,
            comma: text.contains(','),
        }
    } else if is_fraction(text.trim()) {
        TextKind::DecimalPoint
    } else if is_number(b'.', None) || is_number(b',', Some('.')) {
        TextKind::OtherNumber
    } else if let Some(error) = SheetError::of(text) {
        TextKind::SheetError(error)
    } else if Moment::has_short_year(text) {
        TextKind::ShortYear { repeats }
    } else if Moment::is_unread(text) {
        TextKind::UnreadDate { repeats }
    } else if is_duration(text) {
        TextKind::Duration { among_times: false }
    } else if unit_of(text).is_some() {
        TextKind::WithUnit { repeats }
    } else if repeats {
        TextKind::Category
    } else {
        TextKind::Lone
    }
}

/// Whether a text is a duration as pandas writes it: `0 days 00:01:00`, or in JSON `P0DT0H1M0S`; or `24:48:00`.
fn is_duration(text: &str) -> bool {
    let text = text.trim_ascii();
    let text = text.strip_prefix('-').unwrap_or(text);
    if is_past_a_day(text) {
        return true;
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some((days, clock)) = text.strip_prefix('P').and_then(|text| text.split_once("DT")) {
        let mut parts = clock.split_inclusive(['H', 'M', 'S']).zip(['H', 'M', 'S']);
        let fits = parts.all(|(part, unit)| part.strip_suffix(unit).is_some_and(is_number));
        return is_number(days) && clock.ends_with('S') && fits;
    }
    let Some((days, rest)) = text.split_once(" day") else {
        return false;
    };
    let clock = rest
        .strip_prefix('s')
        .unwrap_or(rest)
        .trim_start_matches([' ', '+', ',']);
    let mut parts = clock.split(':');
    is_number(days) && (clock.is_empty() || parts.clone().count() == 3 && parts.all(is_number))
}

/// The unit that follows a number, such as `mV` in `-0.376mV` and `%` in `12 %`.
fn unit_of(text: &str) -> Option<&str> {
    const LONGEST: usize = 8;
    let text = text.trim();
    let digits = text.trim_start_matches(['+', '-']);
    let end = digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?;
    let (number, unit) = (&digits[..end], digits[end..].trim());
    let is_number =
        number.starts_with(|c: char| c.is_ascii_digit()) || number.starts_with(['.', ',']) && end > 1;
    let symbol =
        |c: char| matches!(c, '%' | '‰' | '°' | 'µ' | 'Ω' | '/' | '^' | '²' | '³' | '·') || c.is_alphabetic();
    let is_unit = unit.chars().count() <= LONGEST
        && unit.starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '°'))
        && unit.chars().all(|c| symbol(c) || c.is_ascii_digit())
        // `m/s2`, but no serial number
        && unit.chars().filter(char::is_ascii_digit).count() <= 1;
    (is_number && is_unit).then_some(unit)
}

/// Leaves out every row in which anything is missing.
fn drop_missing(file: &mut ParsedFile) -> Result<(), Full> {
    let mut keep = collected(file.lines.iter().map(|_| true))?;
    for column in &file.columns {
        match &column.data {
            ColumnData::Numeric(v) => keep.iter_mut().zip(v).for_each(|(k, v)| *k &= !v.is_nan()),
            ColumnData::Text(t) => keep.iter_mut().zip(t.iter()).for_each(|(k, t)| *k &= t.is_some()),
        }
    }
    retain(&mut file.lines, &keep);
    for column in &mut file.columns {
        match &mut column.data {
            ColumnData::Numeric(values) => retain(values, &keep),
            ColumnData::Text(texts) => {
                let all = texts.retain(&keep)?;
                column.blanks.renumber(&all, texts);
            }
        }
        if let Some(exact) = &mut column.exact {
            exact.retain(&keep);
        }
    }
    Ok(())
}

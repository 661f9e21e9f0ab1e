//! The rows of several files as those of one.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::column::ColumnData;
use super::error::DataError;
use super::error::columns::some;
use super::meaning::Meaning;
use super::note::Note;
use super::options::{DatePart, Dates, ReadOptions, TimePart};
use super::parsed::{LeftOut, Parsed, ParsedFile};
use super::read::Loaded;
use super::roles::{Names, Role};
use super::room::{Full, Grow as _};
use crate::text;

/// Appends the rows of a file, whose columns are found by name where there are names.
pub(super) fn append(
    all: &mut Loaded,
    mut next: Loaded,
    first: &Path,
    (path, options): (&Path, &ReadOptions),
) -> Result<(), DataError> {
    let shown = path.display().to_string();
    let rows = all.file.lines.len() + next.file.lines.len();
    let full = |full: Full| full.of(&shown, rows);
    if options.text.dates == Dates::Drop {
        leave_gaps(&mut all.file, &next.file);
        leave_gaps(&mut next.file, &all.file);
    }
    share_dates(&mut all.file, &next.file).map_err(full)?;
    share_dates(&mut next.file, &all.file).map_err(full)?;
    let mut notes = Vec::new();
    share_times(&mut all.file, &next.file, &mut notes).map_err(full)?;
    share_times(&mut next.file, &all.file, &mut notes).map_err(full)?;
    let width = columns_differ(&all.file, &next.file, options);
    let mut features = all
        .file
        .columns
        .iter()
        .filter(|column| column.role == Role::Feature);
    let numbers_for_names = options.header && features.all(|column| column.name.parse::<f64>().is_ok());
    for (column, other) in pairs(&mut all.file, &mut next.file, width) {
        let joined = match other {
            Ok(other) => join(column, other, (path, &mut notes)).map_err(full)?,
            Err(what) => Some(what),
        };
        if let Some(what) = joined {
            return Err(DataError::FilesDiffer {
                path: shown,
                first: first.display().to_string(),
                what,
                numbers_for_names,
            });
        }
    }
    all.file.notes.extend(notes);
    merge(all, next).map_err(full)
}

/// Each column of `all` with its like in `next`, or what is different about that.
fn pairs<'f>(
    all: &'f mut ParsedFile,
    next: &mut ParsedFile,
    width: Option<String>,
) -> impl Iterator<Item = (&'f mut Parsed, Result<Parsed, String>)> {
    let named = all.named && next.named;
    let others = std::mem::take(&mut next.columns).into_iter().enumerate();
    let key = move |index: usize, column: &Parsed| match named {
        true => (column.name.clone(), 0),
        false => (String::new(), index),
    };
    let mut others: HashMap<_, _> = others
        .map(|(index, column)| (key(index, &column), column))
        .collect();
    all.columns.iter_mut().enumerate().map(move |(index, column)| {
        let other = others.remove(&key(index, column));
        let absent = || format!("no column `{}`", column.name);
        let other = match &width {
            Some(width) => Err(width.clone()),
            None => other.ok_or_else(absent),
        };
        (column, other)
    })
}

/// Appends the rows of another file's column, or says what is different about them.
fn join(
    column: &mut Parsed,
    other: Parsed,
    (path, notes): (&Path, &mut Vec<Note>),
) -> Result<Option<String>, Full> {
    if let Some(what) = dates_differ(column, &other).or_else(|| durations_differ(column, &other)) {
        return Ok(Some(what));
    }
    Ok(match column.append(other, path, notes)? {
        true => None,
        false => Some(format!(
            "text in one and numbers in the other in column `{}`",
            column.name
        )),
    })
}

/// Which columns are in one file alone, where there are not as many in both.
fn columns_differ(all: &ParsedFile, next: &ParsedFile, options: &ReadOptions) -> Option<String> {
    // The label comes from the file's name.
    let labels = usize::from(options.label_from.is_some());
    let (got, expected) = (next.columns.len() - labels, all.columns.len() - labels);
    if got == expected {
        return None;
    }
    let others = |of: &ParsedFile, without: &ParsedFile| -> Vec<String> {
        let known: HashSet<&str> = without
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let names = of.columns.iter().map(|column| column.name.as_str());
        let names = names.filter(|name| !known.contains(name));
        names.map(|name| format!("`{name}`")).collect()
    };
    let what = format!("{} where that has {expected}", text::counted(got, "column"));
    if !(all.named && next.named) {
        return Some(what);
    }
    let alone = |names: Vec<String>, place: &str| {
        let are = if names.len() == 1 { "is" } else { "are" };
        (!names.is_empty()).then(|| format!("{} {are} {place} alone", some(&names, 8)))
    };
    let here = alone(others(next, all), "here").into_iter();
    let both: Vec<String> = here.chain(alone(others(all, next), "there")).collect();
    Some(format!("{what}: {}", both.join(", ")))
}

/// Where a column has nothing but gaps and is parts of dates in the other file, it is gaps of these parts.
fn share_dates(gaps: &mut ParsedFile, other: &ParsedFile) -> Result<(), Full> {
    let mut columns = Vec::with_capacity(gaps.columns.len());
    for column in std::mem::take(&mut gaps.columns) {
        let parts = other.columns.iter().filter_map(|part| part.date.as_ref());
        let mut parts = parts
            .filter(|part| part.column == column.name && part.part != TimePart::Seconds)
            .peekable();
        if parts.peek().is_none() || column.date.is_some() || !column.is_gaps() {
            columns.push(column);
            continue;
        }
        for part in parts {
            columns.push(column.gaps_of_part(part, gaps.lines.len())?);
        }
    }
    gaps.columns = columns;
    Ok(())
}

/// Where dates have no time of day and those of the other file do, they are the midnights at which their days
/// begin; digits alone may be no dates at all, and stay without.
fn share_times(days: &mut ParsedFile, other: &ParsedFile, notes: &mut Vec<Note>) -> Result<(), Full> {
    let of_time = |part: &&DatePart| part.part.is_of_time();
    let times: Vec<&DatePart> = other
        .columns
        .iter()
        .filter_map(|c| c.date.as_ref())
        .filter(of_time)
        .collect();
    let own = days.columns.iter().filter_map(|column| column.date.as_ref());
    let timed: HashSet<String> = own.filter(of_time).map(|part| part.column.clone()).collect();
    let mut columns = Vec::with_capacity(days.columns.len());
    for column in std::mem::take(&mut days.columns) {
        // the last of the parts of a day
        let of = column.date.as_ref().filter(|date| {
            date.part == TimePart::Weekday
                && !timed.contains(&date.column)
                && matches!(column.meaning, Some(Meaning::Part(..)))
        });
        let name = of.map(|date| date.column.clone());
        let here = times
            .iter()
            .filter(|part| Some(&part.column) == name.as_ref() && part.dates);
        let midnights: Vec<Parsed> = here
            .map(|part| column.midnights(part))
            .collect::<Result<_, _>>()?;
        columns.push(column);
        if let Some(column) = name.filter(|_| !midnights.is_empty()) {
            let note = Note::Midnights {
                column,
                some_files: true,
            };
            notes.extend((!notes.contains(&note)).then_some(note));
            columns.extend(midnights);
        }
    }
    days.columns = columns;
    Ok(())
}

/// Where dates are left out, a column that has nothing but gaps and is not in the other file was of dates
/// there.
fn leave_gaps(gaps: &mut ParsedFile, other: &ParsedFile) {
    let there = |name: &String| other.columns.iter().any(|column| column.name == *name);
    gaps.columns
        .retain(|column| column.role != Role::Feature || !column.is_gaps() || there(&column.name));
}

/// Why the dates of a column and those of another file's are not to be joined.
fn dates_differ(all: &Parsed, next: &Parsed) -> Option<String> {
    let name = &all.name;
    if let (Some(order), Some(expected)) = (next.day_or_month(), all.day_or_month())
        && order != expected
    {
        let (order, expected) = (order.pattern(), expected.pattern());
        return Some(format!(
            "dates in column `{name}` read as {order} where those are read as {expected}"
        ));
    }
    let offsets = |column: &Parsed| column.date.as_ref().and_then(|date| date.offsets);
    if let (Some(here), Some(there)) = (offsets(next), offsets(all))
        && here != there
    {
        let (got, expected) = if here { ("", "out") } else { ("out", "") };
        return Some(format!(
            "dates with{got} offsets from UTC in column `{name}` where that has dates with{expected}: write those \
             of all files alike"
        ));
    }
    let kind = |column: &Parsed| match (&column.date, &column.data) {
        (Some(date), _) if date.dates => Some("dates"),
        (Some(_), _) => Some("times of day without a date"),
        (None, ColumnData::Numeric(_)) if !column.is_gaps() => Some("numbers"),
        // Text is reported where it is joined; of gaps alone there is nothing to report.
        (None, _) => None,
    };
    match (kind(next), kind(all)) {
        (Some(got), Some(expected)) if got != expected => {
            Some(format!("{got} in column `{name}` where that has {expected}"))
        }
        _ => None,
    }
}

/// Why numbers of which one file's are durations, and so in seconds, are not to be joined.
fn durations_differ(all: &Parsed, next: &Parsed) -> Option<String> {
    let name = &all.name;
    let numbers = |column: &Parsed| {
        let kept = matches!(column.data, ColumnData::Numeric(_)) || column.names != Names::No;
        kept && !column.is_gaps()
    };
    if !(numbers(all) && numbers(next)) {
        return None;
    }
    let [here, there] = [next, all].map(|column| column.duration == Some(true));
    match (here, there) {
        (true, false) => Some(format!(
            "durations, which are read in seconds, in column `{name}` where that has numbers"
        )),
        (false, true) => Some(format!(
            "numbers in column `{name}` where that has durations, which are read in seconds"
        )),
        _ => None,
    }
}

/// Appends what a file has beside its columns.
fn merge(all: &mut Loaded, next: Loaded) -> Result<(), Full> {
    let (file, index) = (&mut all.file, all.digests.len() as u32);
    file.lines.grow_by(next.file.lines.into_iter())?;
    let left_out = next.file.left_out.into_iter();
    let left_out = left_out.map(|one| LeftOut { file: index, ..one });
    file.left_out.grow_by(left_out)?;
    let known: HashSet<String> = file.coarse.iter().map(|coarse| coarse.column.clone()).collect();
    let more = next.file.coarse.into_iter();
    file.coarse
        .extend(more.filter(|coarse| !known.contains(&coarse.column)));
    file.spelling = file.spelling.or(next.file.spelling);
    let known: HashSet<String> = file.notes.iter().map(Note::to_string).collect();
    let more = next.file.notes.into_iter();
    file.notes
        .extend(more.filter(|note| !known.contains(&note.to_string())));
    all.rows_left_out += next.rows_left_out;
    all.digest += &next.digest;
    all.digests.extend(next.digests);
    Ok(())
}

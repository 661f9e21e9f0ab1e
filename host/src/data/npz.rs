//! NumPy's files: NPZ archives with arrays `X` (rows by features) and `y` (one a row), or others as
//! the options say, and single arrays.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::center;
use super::coarse::{Coarse, Wide};
use super::column::ColumnData;
use super::error::DataError;
use super::error::location::on_line;
use super::exact::{Exact, ExactNumber};
use super::faults::line_number;
use super::input;
use super::meaning::truth_text;
use super::note::Note;
use super::npy::{Items, Npy, Wrong};
use super::number::NumberFormat;
use super::options::{Part, ReadOptions, Task};
use super::parsed::{Parsed, ParsedFile};
use super::roles::{Names, Role, names_in, roles};
use super::room::{Full, collected};
use super::stored::Stored;
use super::strings::Strings;
use crate::text::counted;
use crate::text::shorten;

type Archive = ZipArchive<BufReader<File>>;

/// What a file's arrays become.
struct Arrays<'a> {
    shown: &'a str,
    options: &'a ReadOptions,
    /// Whether it is a file of one array, which has no name.
    alone: bool,
}

/// Reads the arrays of an archive as columns `x0`, `x1`, ... and `y`.
pub(super) fn npz(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let arrays = Arrays {
        shown,
        options,
        alone: false,
    };
    let mut archive = open(path, shown)?;
    let x_name = options.x.as_deref().unwrap_or("X");
    let y_name = options.y.as_deref().unwrap_or("y");
    let x = arrays.array(&mut archive, x_name, None)?;
    let Some(x) = x else {
        return Err(arrays.absent(&mut archive, x_name));
    };
    let y = match options.part {
        Part::Features => None,
        _ => arrays.array(&mut archive, y_name, Some(Exact::new(options.task)))?,
    };
    let y_needed = options.y.is_some() || options.target_required && options.target.is_none();
    if y.is_none() && y_needed && options.part == Part::Whole {
        return Err(arrays.absent(&mut archive, y_name));
    }
    let mut file = arrays.parsed(x_name, x, y.map(|y| (y_name, y)))?;
    let again = archive.by_name(&format!("{x_name}.npy"));
    arrays.center(x_name, &mut file.columns, again.ok())?;
    let again = archive.by_name(&format!("{x_name}.npy"));
    arrays.target_column(x_name, &mut file.columns, again.ok())?;
    if file.columns.iter().any(Parsed::is_suspect)
        && let Ok(entry) = archive.by_name(&format!("{x_name}.npy"))
    {
        file.coarse = arrays.coarse(x_name, &file.columns, entry)?;
    }
    let again = archive.by_name(&format!("{x_name}.npy"));
    arrays.names(x_name, &mut file, position, again.ok())?;
    let again = archive.by_name(&format!("{y_name}.npy"));
    let of_y = |name: &str| (name == "y").then_some(0);
    arrays.names(y_name, &mut file, of_y, again.ok())?;
    file.notes.extend(others(path, [x_name, y_name]));
    Ok(file)
}

/// Reads a single array: columns `x0`, `x1`, ..., or a target by itself.
pub(super) fn npy(path: &Path, shown: &str, options: &ReadOptions) -> Result<ParsedFile, DataError> {
    let arrays = Arrays {
        shown,
        options,
        alone: true,
    };
    let from = input::open_bytes(path).map_err(|error| DataError::Read {
        path: shown.to_owned(),
        error,
    })?;
    if options.part == Part::Target {
        let y = Npy::read(from, "y", Some(Exact::new(options.task)));
        return arrays.target(y.map_err(|what| arrays.wrong("y", what))?);
    }
    // what cannot be read needs no target
    let x = Npy::read(from, "X", None).map_err(|what| arrays.wrong("X", what))?;
    if options.part == Part::Whole && options.target_required && options.target.is_none() {
        return Err(DataError::NoTargetArray {
            path: shown.to_owned(),
        });
    }
    let mut file = arrays.parsed("X", x, None)?;
    arrays.center("X", &mut file.columns, input::open_bytes(path).ok())?;
    arrays.target_column("X", &mut file.columns, input::open_bytes(path).ok())?;
    if file.columns.iter().any(Parsed::is_suspect)
        && let Ok(from) = input::open_bytes(path)
    {
        file.coarse = arrays.coarse("X", &file.columns, from)?;
    }
    arrays.names("X", &mut file, position, input::open_bytes(path).ok())?;
    Ok(file)
}

/// The arrays of an archive beside those that are read.
fn others(path: &Path, read: [&str; 2]) -> Option<Note> {
    let (entries, _) = input::zip_names(path).unwrap_or_default();
    let arrays = entries.iter().filter_map(|entry| entry.strip_suffix(".npy"));
    let others = arrays.filter(|name| !read.contains(name));
    let names: Vec<String> = others.map(str::to_owned).collect();
    (!names.is_empty()).then_some(Note::Arrays { names })
}

/// Whether an archive has an array.
pub(super) fn has_array(path: &Path, name: &str) -> bool {
    let (names, _) = input::zip_names(path).unwrap_or_default();
    names.contains(&format!("{name}.npy"))
}

fn open(path: &Path, shown: &str) -> Result<Archive, DataError> {
    let failed = |error| DataError::Read {
        path: shown.to_owned(),
        error,
    };
    let file = BufReader::new(File::open(path).map_err(failed)?);
    ZipArchive::new(file).map_err(|e| failed(e.into()))
}

impl Arrays<'_> {
    fn wrong(&self, array: &str, what: impl Into<Wrong>) -> DataError {
        let path = self.shown.to_owned();
        let array = (!self.alone).then(|| array.to_owned());
        match what.into() {
            Wrong::What(what) => DataError::Npz { path, array, what },
            Wrong::Item { row, kind } => DataError::Npz {
                path,
                array,
                what: format!("holds {kind} in row {row}, not text"),
            },
            Wrong::Full => DataError::LargeArray { path, array },
        }
    }

    fn array(
        &self,
        archive: &mut Archive,
        name: &str,
        exact: Option<Exact>,
    ) -> Result<Option<Npy>, DataError> {
        let read = match archive.by_name(&format!("{name}.npy")) {
            Ok(entry) => Npy::read(entry, name, exact).map(Some),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(e) => Err(format!("cannot be read: {e}").into()),
        };
        read.map_err(|what| self.wrong(name, what))
    }

    /// That an array is not there, and which are.
    fn absent(&self, archive: &mut Archive, name: &str) -> DataError {
        const SHOWN: usize = 10;
        let mut arrays = Vec::new();
        for index in 0..archive.len().min(SHOWN) {
            if let Ok(entry) = archive.by_index(index) {
                let name = entry.name().unwrap_or_default();
                let array = name.trim_end_matches(".npy").to_owned();
                let shape = Npy::shape(entry).unwrap_or_default();
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                let comma = if shape.len() == 1 { "," } else { "" };
                arrays.push(format!("`{array}` ({}{comma})", shape.join(", ")));
            }
        }
        DataError::NoArray {
            path: self.shown.to_owned(),
            array: name.to_owned(),
            arrays,
        }
    }

    fn parsed(&self, x_name: &str, x: Npy, mut y: Option<(&str, Npy)>) -> Result<ParsedFile, DataError> {
        let &[rows, features] = x.shape.as_slice() else {
            let dimensions = x.shape.len();
            let reshape = if dimensions > 1 { "len(X), -1" } else { "-1, 1" };
            let what = format!("has {dimensions} dimensions, not 2; save `X.reshape({reshape})`");
            return Err(self.wrong(x_name, what));
        };
        let Items::Numbers(mut numbers) = x.items else {
            let what =
                "holds text, not numbers; save `X.astype(float)`, and labels or categories apart from it"
                    .to_owned();
            return Err(self.wrong(x_name, what));
        };
        if rows == 0 {
            return Err(DataError::Empty {
                path: self.shown.to_owned(),
            });
        }
        if let Some((name, y)) = &y {
            self.check_target(name, y, rows)?;
        }
        let mut names: Vec<String> = (0..features).map(|i| format!("x{i}")).collect();
        names.extend(y.as_ref().map(|_| "y".to_owned()));
        let mut roles = roles(self.shown, &names, self.options)?;
        if y.is_some() && !self.options.target_required && self.options.target.is_none() {
            // Unlike a last column, `y` says what it is.
            roles[features] = Role::Target;
        }
        let of_names = names_in(self.shown, &names, &roles, (false, self.options))?;
        let full = |full: Full| full.of(self.shown, rows);
        let (mut columns, mut dropped) = (Vec::with_capacity(names.len()), Vec::new());
        let mut note = None;
        for (index, (name, role)) in names.into_iter().zip(roles).enumerate() {
            if role == Role::Dropped {
                dropped.push(name);
                continue;
            }
            let mut column = Parsed::new(name, role);
            column.names = of_names[index];
            let filled = match &mut y {
                Some((_, y)) if index == features => {
                    self.fill_target(&mut column, y).map(|of_labels| note = of_labels)
                }
                _ => self.fill(&mut column, std::mem::take(&mut numbers[index]), x.truths),
            };
            filled.map_err(full)?;
            columns.push(column);
        }
        parsed(columns, dropped, rows, note).map_err(full)
    }

    /// Centres features, out of an array that is read once more.
    fn center(&self, name: &str, columns: &mut [Parsed], from: Option<impl Read>) -> Result<(), DataError> {
        let placed = columns
            .iter()
            .filter_map(|column| Some((position(&column.name)?, column)));
        let wanted = center::wanted(self.shown, placed, self.options)?;
        let Some(from) = from.filter(|_| !wanted.is_empty()) else {
            return Ok(());
        };
        let places = wanted
            .iter()
            .filter_map(|wanted| position(&columns[wanted.index].name));
        let mut all: BTreeMap<usize, Exact> = places.map(|place| (place, center::written())).collect();
        let visit = |(row, column): (usize, usize), item: ExactNumber| match all.get_mut(&column) {
            Some(written) => written.push(item, row as u64 + 1),
            None => Ok(()),
        };
        Npy::visit(from, visit).map_err(|what| self.wrong(name, what))?;
        for wanted in &wanted {
            let column = &mut columns[wanted.index];
            let written = position(&column.name).and_then(|position| all.get_mut(&position));
            if let (Some(written), ColumnData::Numeric(narrow)) = (written, &column.data) {
                if written.is_empty() {
                    // Its type is f32 or less.
                    let mut values = narrow.iter().map(|&value| ExactNumber::Real(value.into()));
                    let pushed = values.try_for_each(|value| written.push(value, 0));
                    pushed.map_err(|full| full.of(self.shown, narrow.len()))?;
                }
                column.center_written(self.shown, written, wanted.offset)?;
            }
        }
        Ok(())
    }

    /// The exact numbers of a target that is a column of the array, which is read once more.
    fn target_column(
        &self,
        name: &str,
        columns: &mut [Parsed],
        from: Option<impl Read>,
    ) -> Result<(), DataError> {
        let target = columns.iter_mut().find(|column| column.role == Role::Target);
        let (Some(target), Some(from)) = (target, from) else {
            return Ok(());
        };
        let (Some(position), None) = (position(&target.name), &target.exact) else {
            return Ok(());
        };
        let mut exact = Exact::new(self.options.task);
        let visit = |(row, column): (usize, usize), item: ExactNumber| match column == position {
            true => exact.push(item, line(row)),
            false => Ok(()),
        };
        Npy::visit(from, visit).map_err(|what| self.wrong(name, what))?;
        // Of a type that f32 holds there are none.
        target.exact = (!exact.is_empty()).then_some(exact);
        Ok(())
    }

    /// Features that lose values in f32, out of an array that is read once more.
    fn coarse(&self, name: &str, columns: &[Parsed], from: impl Read) -> Result<Vec<Coarse>, DataError> {
        let mut suspects: BTreeMap<usize, (&Parsed, Wide)> = columns
            .iter()
            .filter(|column| column.is_suspect())
            .filter_map(|column| Some((position(&column.name)?, (column, Wide::new()))))
            .collect();
        let visit = |(_, column): (usize, usize), item: ExactNumber| {
            if let Some((_, wide)) = suspects.get_mut(&column) {
                wide.push(item.f64());
            }
            Ok(())
        };
        Npy::visit(from, visit).map_err(|what| self.wrong(name, what))?;
        let coarse = suspects.into_values();
        Ok(coarse
            .filter_map(|(column, wide)| wide.coarse(&column.name))
            .collect())
    }

    /// Numbers that are names, with all of their digits out of an array that is read once
    /// more: f32 would make one of several. `place` is that of a column in the array.
    fn names(
        &self,
        name: &str,
        file: &mut ParsedFile,
        place: impl Fn(&str) -> Option<usize>,
        from: Option<impl Read>,
    ) -> Result<(), DataError> {
        let rows = file.lines.len();
        let numbers =
            |column: &&mut Parsed| column.names != Names::No && matches!(column.data, ColumnData::Numeric(_));
        let columns = file.columns.iter_mut().filter(numbers);
        let mut all: BTreeMap<usize, (&mut Parsed, Strings)> = columns
            .filter_map(|column| Some((place(&column.name)?, (column, Strings::default()))))
            .collect();
        if let Some(from) = from.filter(|_| !all.is_empty()) {
            let visit = |(row, column): (usize, usize), item: ExactNumber| match all.get_mut(&column) {
                Some((column, texts)) => {
                    let is_gap = matches!(&column.data, ColumnData::Numeric(values) if values[row].is_nan());
                    texts.push((!is_gap).then(|| item.text()).as_deref())
                }
                None => Ok(()),
            };
            Npy::visit(from, visit).map_err(|what| self.wrong(name, what))?;
        }
        let mut columns = all.into_values();
        let spelled = columns.try_for_each(|(column, texts)| column.become_names(texts));
        spelled.map_err(|full| full.of(self.shown, rows))
    }

    /// A target by itself.
    fn target(&self, mut y: Npy) -> Result<ParsedFile, DataError> {
        let rows = y.shape.first().copied().unwrap_or_default();
        self.check_target("y", &y, rows)?;
        let name = "y".to_owned();
        roles(self.shown, std::slice::from_ref(&name), self.options)?;
        let of_names = names_in(
            self.shown,
            std::slice::from_ref(&name),
            &[Role::Target],
            (false, self.options),
        )?;
        let mut column = Parsed::new(name, Role::Target);
        column.names = of_names[0];
        let filled = self.fill_target(&mut column, &mut y);
        let file = filled.and_then(|note| parsed(vec![column], Vec::new(), rows, note));
        file.map_err(|full| full.of(self.shown, rows))
    }

    /// The only column of `y`, and what is said of its labels.
    fn fill_target(&self, column: &mut Parsed, y: &mut Npy) -> Result<Option<Note>, Full> {
        let role = column.role;
        column.exact = y.exact.take().filter(|_| role == Role::Target);
        match &mut y.items {
            Items::Numbers(numbers) => self.fill(column, numbers.pop().unwrap_or_default(), y.truths)?,
            Items::Strings(texts) => return self.fill_labels(column, std::mem::take(texts)),
        }
        Ok(None)
    }

    /// Texts, of which nothing but numbers is read as in other formats: as labels, or as values where so many are
    /// different.
    fn fill_labels(&self, column: &mut Parsed, texts: Strings) -> Result<Option<Note>, Full> {
        let numbers = self.spelled();
        let texts = Strings::of(
            texts
                .iter()
                .map(|text| text.filter(|text| !numbers.is_said_gap(text))),
        )?;
        (column.of_texts, column.has_gaps) = (true, true);
        let mut note = None;
        if column.role == Role::Target && column.names == Names::No {
            column.exact = Some(Exact::new(self.options.task));
            for (row, text) in texts.iter().enumerate() {
                column.push(text.unwrap_or_default(), &numbers, line(row))?;
            }
            column.stored = Stored::new(self.shown, column, None);
            note = column.read_labels(self.options)?;
        }
        let are_labels = matches!(column.data, ColumnData::Text(_));
        if column.numbers == 0 || column.texts > 0 || are_labels {
            let other = column.first_text.take();
            column.become_text();
            fill_texts(column, texts);
            if column.numbers > 0 {
                // that of no number, which is none of labels alone
                column.first_text = other;
            }
        }
        column.settle();
        Ok(note)
    }

    /// A column of numbers, or of true and false: these are 1 and 0, and text as classes and categories.
    fn fill(&self, column: &mut Parsed, mut values: Vec<f32>, truths: bool) -> Result<(), Full> {
        self.spelled().clear_gaps(&mut values);
        let names =
            column.names != Names::No || column.role == Role::Target && self.options.task != Task::Regress;
        if truths && names {
            let text = |value: &f32| (!value.is_nan()).then(|| truth_text(*value != 0.0));
            fill_texts(column, Strings::of(values.iter().map(text))?);
        } else {
            fill_numbers(column, values);
        }
        Ok(())
    }

    fn spelled(&self) -> NumberFormat {
        NumberFormat::new(b'.', None, &self.options.text.missing_values)
    }

    fn check_target(&self, name: &str, y: &Npy, rows: usize) -> Result<(), DataError> {
        if y.shape == [rows] || y.shape == [rows, 1] {
            return Ok(());
        }
        let several = matches!(y.shape.as_slice(), &[_, columns, ..] if columns > 1);
        let one = match several && y.shape.len() == 2 {
            true => "; a model has one target: save a column of it, such as `y[:, 0]`",
            false => "",
        };
        let what = format!(
            "has shape {:?} where `X` has {}{one}",
            y.shape,
            counted(rows, "row")
        );
        Err(self.wrong(name, what))
    }
}

/// Of a feature `x0`, `x1`, ... among the columns of its array.
fn position(name: &str) -> Option<usize> {
    name.strip_prefix('x')?.parse().ok()
}

fn parsed(
    columns: Vec<Parsed>,
    dropped: Vec<String>,
    rows: usize,
    note: Option<Note>,
) -> Result<ParsedFile, Full> {
    let line = |row: usize| line_number(line(row));
    Ok(ParsedFile {
        columns,
        lines: collected((0..rows).map(line))?,
        left_out: Vec::new(),
        named: false,
        dropped,
        coarse: Vec::new(),
        spelling: None,
        notes: note.into_iter().collect(),
        timestamps: None,
    })
}

fn fill_numbers(column: &mut Parsed, values: Vec<f32>) {
    column.first_missing = values.iter().position(|v| v.is_nan()).map(line);
    column.first_infinite = values
        .iter()
        .position(|v| v.is_infinite())
        .map(|row| (line(row), values[row].to_string()));
    column.data = ColumnData::Numeric(values);
}

fn fill_texts(column: &mut Parsed, texts: Strings) {
    column.first_missing = texts.iter().position(|text| text.is_none()).map(line);
    let first_text = |(row, text): (usize, Option<&str>)| Some((line(row), shorten(text?)));
    column.first_text = texts.iter().enumerate().find_map(first_text);
    column.data = ColumnData::Text(texts);
}

/// What a message calls a row, counted from 0.
fn line(row: usize) -> u64 {
    on_line(row as u64 + 1)
}

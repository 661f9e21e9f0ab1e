//! A table as samples: which columns are axes, and what the others say.

use std::path::Path;

use super::RecordingError;
use super::clock::Stamps;
use super::note::RecordingNote;
use super::options::RecordingOptions;
use super::samples::Samples;
use crate::data::{
    BadLines, Column, ColumnData, Data, DataError, DataParts, Dates, Note, ReadOptions, Strings, Timestamps,
};
use crate::text::nearest;

/// Reads delimited text, JSON records, a workbook or Parquet.
pub(super) fn read(path: &Path, options: &RecordingOptions) -> Result<Samples, RecordingError> {
    let shown = path.display().to_string();
    let mut reader = Reader {
        path,
        shown: &shown,
        options,
        label: options.label.as_deref(),
    };
    let (data, cut) = match reader.read_to_end() {
        // a model that answers needs none
        Err(RecordingError::Table(DataError::UnknownColumn { name, .. }))
            if !options.labels_required && reader.label == Some(&name) =>
        {
            reader.label = None;
            reader.read_to_end()
        }
        read => read,
    }?;
    reader.samples(data, cut)
}

struct Reader<'o> {
    path: &'o Path,
    shown: &'o str,
    options: &'o RecordingOptions,
    /// The column of labels.
    label: Option<&'o str>,
}

impl Reader<'_> {
    /// How the table is read: axes as features, labels and sessions as names.
    fn table(&self) -> ReadOptions {
        let options = self.options;
        let mut table = options.table.clone().target_required(false);
        table.target = None;
        if table.text.dates == Dates::Error {
            table.text.dates = Dates::Number;
        }
        table.drop.extend(options.drop.iter().cloned());
        table.timestamps = Some(match &options.timestamp {
            Some(column) => Timestamps::Column(column.clone()),
            None => Timestamps::Named {
                but: options.axes.clone(),
            },
        });
        let names = self.label.into_iter().chain(options.session.as_deref());
        names.fold(table, ReadOptions::category)
    }

    /// The table, and whether its last line is cut off, which is left out where it has other fields than the rest.
    fn read_to_end(&self) -> Result<(Data, Option<RecordingNote>), RecordingError> {
        let table = self.table();
        let data = match table.read(self.path) {
            Ok(data) => data,
            Err(error) => return Ok(self.without_last(&table).ok_or(error)?),
        };
        let again = self.text_axis(&data).and_then(|name| {
            let last = last_text(&data, name)?;
            let again = table.missing_value(last).read(self.path).ok()?;
            (last_text(&again, name).is_none() && has_gap_at_end(&again, name)).then_some(again)
        });
        Ok((again.unwrap_or(data), None))
    }

    /// The table without its last line, where that is all that is wrong.
    fn without_last(&self, table: &ReadOptions) -> Option<(Data, Option<RecordingNote>)> {
        let data = table.clone().bad_lines(BadLines::Skip).read(self.path).ok()?;
        let left_out: Vec<_> = data.left_out().collect();
        let [(line, before)] = left_out.as_slice() else {
            return None;
        };
        let note = RecordingNote::Truncated {
            path: line.to_string(),
            what: "the line is cut off".to_owned(),
        };
        (*before == data.rows()).then_some((data, Some(note)))
    }

    /// The place of a column, by name or by index from 0.
    fn place(&self, columns: &[Column], wanted: &str) -> Result<usize, RecordingError> {
        let names = || columns.iter().map(|column| column.name.as_str());
        let by_name = names().position(|name| name == wanted);
        let index = wanted.parse().ok().filter(|index| *index < columns.len());
        by_name.or(index).ok_or_else(|| RecordingError::Unknown {
            path: self.shown.to_owned(),
            column: wanted.to_owned(),
            nearest: nearest(wanted, names()).map(str::to_owned),
            names: names().map(str::to_owned).collect(),
        })
    }

    /// Whether a column is an axis: none that says something else, and one of those that were chosen.
    fn is_axis(&self, data: &Data, at: usize) -> bool {
        let columns = data.columns();
        let is = |wanted: &str| self.place(columns, wanted).ok() == Some(at);
        let options = self.options;
        let others = [
            self.label,
            options.session.as_deref(),
            options.timestamp.as_deref(),
            data.timestamps_name(),
        ];
        let chosen = options.axes.is_empty() || options.axes.iter().any(|axis| is(axis));
        chosen && !others.into_iter().flatten().any(is)
    }

    /// An axis that is text.
    fn text_axis<'d>(&self, data: &'d Data) -> Option<&'d str> {
        let is_text = |(at, column): &(usize, &Column)| {
            matches!(column.data, ColumnData::Text(_)) && self.is_axis(data, *at)
        };
        let text = data.columns().iter().enumerate().find(is_text);
        text.map(|(_, column)| column.name.as_str())
    }

    fn samples(&self, data: Data, cut: Option<RecordingNote>) -> Result<Samples, RecordingError> {
        let columns = data.columns();
        let place = |wanted: Option<&str>| wanted.map(|wanted| self.place(columns, wanted)).transpose();
        let (label, session) = (place(self.label)?, place(self.options.session.as_deref())?);
        place(self.options.timestamp.as_deref())?;
        let chosen = self.options.axes.iter().map(|axis| self.place(columns, axis));
        let chosen = chosen.collect::<Result<Vec<usize>, _>>()?;
        if let Some(column) = self.text_axis(&data) {
            return Err(RecordingError::Text {
                path: self.shown.to_owned(),
                column: column.to_owned(),
            });
        }
        let mut found = Samples {
            notes: self.notes(&data, cut),
            ..Samples::default()
        };
        let DataParts {
            columns,
            lines,
            timestamps,
        } = data.into_parts();
        found.lines = lines;
        let (time, mut values) = timestamps.unzip();
        let mut axes = Vec::new();
        for (at, column) in columns.into_iter().enumerate() {
            let is_axis = chosen.is_empty() || chosen.contains(&at);
            if Some(at) == label {
                found.labels = Some(texts(self.shown, column)?);
            } else if Some(at) == session {
                found.sessions = Some(texts(self.shown, column)?);
            } else if time.as_ref() == Some(&column.name) {
                found.stamps = Some(self.stamps(column, values.take().unwrap_or_default())?);
            } else if let (true, ColumnData::Numeric(numbers)) = (is_axis, column.data) {
                axes.push((
                    chosen.iter().position(|chosen| *chosen == at),
                    column.name,
                    numbers,
                ));
            }
        }
        axes.sort_by_key(|(place, ..)| *place);
        for (_, name, numbers) in axes {
            found.axes.push(name);
            found.columns.push(numbers);
        }
        self.check(&mut found)?;
        Ok(found)
    }

    /// What was found of a table that is not told otherwise, and where its last line is cut off.
    fn notes(&self, data: &Data, cut: Option<RecordingNote>) -> Vec<RecordingNote> {
        let is_told = |note: &&Note| match note {
            Note::Dates { .. } => false,
            Note::BadLines { .. } => cut.is_none(),
            _ => true,
        };
        let notes = data.notes().iter().filter(is_told);
        let note = |note: &Note| RecordingNote::Table {
            path: self.shown.to_owned(),
            what: note.to_string(),
        };
        let notes: Vec<RecordingNote> = notes.map(note).collect();
        cut.into_iter().chain(notes).collect()
    }

    /// A column as timestamps.
    fn stamps(&self, column: Column, values: Vec<f64>) -> Result<Stamps, RecordingError> {
        match &column.data {
            ColumnData::Text(texts) => Err(RecordingError::NoStamps {
                path: self.shown.to_owned(),
                text: texts.iter().flatten().next().unwrap_or_default().to_owned(),
                column: column.name,
            }),
            ColumnData::Numeric(_) => Ok(Stamps {
                values,
                in_seconds: column.date.is_some() || column.duration == Some(true),
                column: column.name,
            }),
        }
    }

    /// Gaps, and columns that are no axes; a last sample that is cut off is left out.
    fn check(&self, found: &mut Samples) -> Result<(), RecordingError> {
        let is_gap = |column: &[f32], sample: usize| column.get(sample).is_some_and(|x| !x.is_finite());
        let last = found.len().saturating_sub(1);
        let is_cut = last > 0 && found.columns.last().is_some_and(|column| is_gap(column, last));
        let before = |column: &Vec<f32>| column[..last].iter().all(|x| x.is_finite());
        if is_cut && found.columns.iter().all(before) {
            found.notes.push(RecordingNote::Truncated {
                path: found.place(self.shown, last),
                what: "the line is cut off".to_owned(),
            });
            found.columns.iter_mut().for_each(|column| column.truncate(last));
            found.lines.truncate(last);
            if let Some(stamps) = &mut found.stamps {
                stamps.values.truncate(last);
            }
        }
        for (name, column) in found.axes.iter().zip(&found.columns) {
            if let Some(sample) = column.iter().position(|x| !x.is_finite()) {
                return Err(RecordingError::Gap {
                    at: found.place(self.shown, sample),
                    column: name.clone(),
                });
            }
            if self.options.axes.is_empty() && is_of_labels(name) {
                return Err(RecordingError::NoAxis {
                    path: self.shown.to_owned(),
                    column: name.clone(),
                });
            }
            if self.options.axes.is_empty() && grows(column) {
                return Err(RecordingError::Grows {
                    path: self.shown.to_owned(),
                    column: name.clone(),
                });
            }
        }
        if let Some(stamps) = &found.stamps
            && let Some(sample) = stamps.values.iter().position(|x| !x.is_finite())
        {
            return Err(RecordingError::Gap {
                at: found.place(self.shown, sample),
                column: stamps.column.clone(),
            });
        }
        Ok(())
    }
}

/// What the last row of a column of text has: where it was cut off, a sign alone or a number without its exponent.
fn last_text<'d>(data: &'d Data, name: &str) -> Option<&'d str> {
    let column = data.columns().iter().find(|column| column.name == name)?;
    match &column.data {
        ColumnData::Text(texts) => texts.get(data.rows().checked_sub(1)?),
        ColumnData::Numeric(_) => None,
    }
}

/// Whether a column of numbers has its only gap in the last row.
fn has_gap_at_end(data: &Data, name: &str) -> bool {
    let column = data.columns().iter().find(|column| column.name == name);
    column.is_some_and(|column| match &column.data {
        ColumnData::Numeric(numbers) => {
            let gap = numbers.iter().position(|x| x.is_nan());
            gap.is_some_and(|gap| gap > 0 && gap + 1 == numbers.len())
        }
        ColumnData::Text(_) => false,
    })
}

/// A column of names.
fn texts(path: &str, column: Column) -> Result<Strings, RecordingError> {
    match column.data {
        ColumnData::Text(texts) => Ok(texts),
        // of a category there are none
        ColumnData::Numeric(_) => Err(RecordingError::Malformed {
            path: path.to_owned(),
            what: format!("`{}` is read as numbers, not as names", column.name),
        }),
    }
}

/// Whether a column is called what labels or recordings are, whatever stands in it.
fn is_of_labels(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "label",
        "class",
        "target",
        "activity",
        "gesture",
        "category",
        "subject",
        "user",
        "session",
        "recording",
        "trial",
        "fold",
    ];
    let name = name.trim().to_ascii_lowercase();
    let name = name
        .strip_suffix("_id")
        .or(name.strip_suffix("id"))
        .unwrap_or(&name);
    let name = name.trim_end();
    NAMES
        .iter()
        .any(|known| name == *known || name.strip_suffix('s') == Some(known))
}

/// Whether each number is more than the one before it, as those of a clock or an index are.
fn grows(values: &[f32]) -> bool {
    /// No signal does so for as many samples.
    const ENOUGH: usize = 16;
    values.len() >= ENOUGH && values.windows(2).all(|two| two[1] > two[0])
}

//! Numbers that JSON or Parquet has as text, spelled with a decimal comma as those that a model was trained on.

use std::collections::BTreeSet;

use super::error::DataError;
use super::number::{FieldValue, NumberFormat};
use super::options::{ReadOptions, Takes, Task};
use super::record::{Record, RecordSource};

/// Opens the records anew.
type Open<'a> = &'a dyn Fn() -> Result<Box<dyn RecordSource + 'a>, DataError>;

/// The columns, by their places, that a model of data with a decimal comma takes as numbers, and all of whose values
/// are some with a comma, whole, or gaps: beside one point, no one knows what a comma is.
pub(super) fn columns(open: Open<'_>, options: &ReadOptions) -> Result<BTreeSet<usize>, DataError> {
    let known = options.text.known_spelling.filter(|known| known.decimal == b',');
    if known.is_none() || options.text.thousands.is_some() || options.learnt.is_none() {
        return Ok(BTreeSet::new());
    }
    let numbers = NumberFormat::new(b',', None, &options.text.missing_values);
    let (mut source, mut record) = (open()?, Record::default());
    source.advance(&mut record)?;
    let mut open: BTreeSet<usize> = (0..record.len())
        .filter(|&place| is_of_numbers(&record.lossy(place), options))
        .collect();
    let mut found = BTreeSet::new();
    while !open.is_empty() && source.advance(&mut record)? {
        open.retain(|&place| {
            let text = record.lossy(place);
            if text.contains(',') {
                found.insert(place);
            }
            !text.contains('.') && !matches!(numbers.value(&text), FieldValue::Text)
        });
    }
    found.retain(|place| open.contains(place));
    Ok(found)
}

/// Whether a model takes numbers from the column of a name, or predicts them.
fn is_of_numbers(name: &str, options: &ReadOptions) -> bool {
    let learnt = options.learnt.as_ref().filter(|learnt| learnt.is_named());
    let takes = learnt.map(|learnt| learnt.takes(&[name], true, None));
    let is_target = options.trained_target.as_deref() == Some(name)
        || options.target.as_ref().is_some_and(|target| target == name);
    match is_target {
        true => options.task == Task::Regress,
        false => takes.is_some_and(|takes| takes == [Takes::Numbers]),
    }
}

/// Records with points for the commas in some of their columns.
pub(super) struct WithPoints<'a> {
    source: Box<dyn RecordSource + 'a>,
    places: &'a BTreeSet<usize>,
    /// As they are read, kept for its room.
    read: Record,
    /// Whether the names were read.
    named: bool,
}

impl<'a> WithPoints<'a> {
    /// Of records that begin with the names of the columns.
    pub(super) fn new(source: Box<dyn RecordSource + 'a>, places: &'a BTreeSet<usize>) -> Self {
        let read = Record::default();
        Self {
            source,
            places,
            read,
            named: false,
        }
    }
}

impl RecordSource for WithPoints<'_> {
    fn advance(&mut self, record: &mut Record) -> Result<bool, DataError> {
        if !std::mem::replace(&mut self.named, true) {
            return self.source.advance(record);
        }
        let there = self.source.advance(&mut self.read)?;
        record.begin(self.read.line());
        self.read
            .blank_before()
            .into_iter()
            .for_each(|line| record.add_blank(line));
        for place in 0..self.read.len() {
            let field = self.read.lossy(place);
            match self.places.contains(&place) {
                true => record.push(&field.replace(',', ".")),
                false => record.push(&field),
            }
        }
        Ok(there)
    }
}

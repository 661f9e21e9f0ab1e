//! Samples of a file that follow one another, as recordings.

use std::ops::Range;

use super::clock::{Clock, resampled};
use super::impulse::Stretch;
use super::samples::Samples;
use super::{Recording, RecordingError};

/// Samples of a file that follow one another.
pub(super) struct One<'s> {
    /// What messages call the file.
    pub shown: &'s str,
    pub samples: &'s Samples,
    /// Which of its columns the axes are.
    pub places: &'s [usize],
    pub name: String,
    /// Which of its samples.
    pub rows: Vec<u32>,
    /// None of a sample alone.
    pub clock: Option<Clock>,
    /// The rate to resample to.
    pub rate: Option<f64>,
}

/// What says the labels.
pub(super) enum LabelBy {
    Nothing,
    /// The file's column.
    Column,
    /// One for all samples.
    Whole(String),
    /// A list.
    Stretches(Vec<Stretch>),
}

/// Stretches of samples with their labels.
type Labels = Vec<(Range<usize>, String)>;

impl One<'_> {
    /// A recording for each part without a gap.
    pub fn recordings(&self, by: &LabelBy) -> Result<Vec<Recording>, RecordingError> {
        let all = 0..self.rows.len();
        let parts = self.clock.as_ref().map_or(vec![all], |clock| clock.parts.clone());
        let listed = match by {
            LabelBy::Stretches(all) => self.in_samples(all)?,
            LabelBy::Nothing | LabelBy::Column | LabelBy::Whole(_) => Vec::new(),
        };
        let one = |(number, part): (usize, &Range<usize>)| {
            let (samples, origin) = self.part(part);
            Recording {
                name: match parts.len() {
                    1 => self.name.clone(),
                    _ => format!("{} part {number}", self.name),
                },
                group: self.name.clone(),
                labels: match by {
                    LabelBy::Nothing => Vec::new(),
                    LabelBy::Whole(_) if origin.is_empty() => Vec::new(),
                    LabelBy::Whole(label) => vec![(0..origin.len(), label.clone())],
                    LabelBy::Column => stretches(&origin, |at| self.label(at)),
                    LabelBy::Stretches(_) => stretches(&origin, |at| label_at(&listed, at)),
                },
                samples,
                is_window: false,
            }
        };
        Ok((1..).zip(&parts).map(one).collect())
    }

    /// A part's samples, row-major, and which sample each is or comes behind.
    fn part(&self, part: &Range<usize>) -> (Vec<f32>, Vec<usize>) {
        let columns: Vec<&[f32]> = self
            .places
            .iter()
            .map(|&at| self.samples.columns[at].as_slice())
            .collect();
        let value = |column: &[f32], at: usize| column[self.rows[at] as usize];
        let mut samples = Vec::with_capacity(part.len() * columns.len());
        let (Some(clock), Some(rate)) = (&self.clock, self.rate) else {
            for at in part.clone() {
                samples.extend(columns.iter().map(|column| value(column, at)));
            }
            return (samples, part.clone().collect());
        };
        let places = resampled(&clock.seconds, part, rate);
        for &(at, share) in &places {
            samples.extend(columns.iter().map(|column| {
                let here = f64::from(value(column, at));
                match share == 0.0 {
                    true => here as f32,
                    false => (here + share * (f64::from(value(column, at + 1)) - here)) as f32,
                }
            }));
        }
        (samples, places.into_iter().map(|(at, _)| at).collect())
    }

    /// The label of a sample by the file's column.
    fn label(&self, at: usize) -> Option<&str> {
        let labels = self.samples.labels.as_ref()?;
        labels.get(self.rows[at] as usize)
    }

    /// Stretches of a list by the samples that they have: they are in samples where the last ends with them, or in
    /// milliseconds.
    fn in_samples(&self, all: &[Stretch]) -> Result<Labels, RecordingError> {
        let count = self.rows.len();
        let last = all.last().map_or(0, |stretch| stretch.end_index);
        let seconds = self.clock.as_ref().map_or(&[][..], |clock| &clock.seconds);
        let length = 1000.0 * seconds.last().copied().unwrap_or_default();
        let step = length / count.saturating_sub(1).max(1) as f64;
        let at = |index: u64| usize::try_from(index).unwrap_or(usize::MAX);
        let in_samples = last.abs_diff(count.saturating_sub(1) as u64) <= 1;
        let in_milliseconds = (last as f64 - length).abs() <= 2.0 * step + 1.0;
        let range = |stretch: &Stretch| match in_samples {
            true => at(stretch.start_index).min(count)..at(stretch.end_index).saturating_add(1).min(count),
            false => {
                let before = |index: u64| seconds.partition_point(|s| (1000.0 * s).round() < index as f64);
                before(stretch.start_index)..before(stretch.end_index.saturating_add(1))
            }
        };
        match in_samples || in_milliseconds {
            true => Ok(all
                .iter()
                .map(|stretch| (range(stretch), stretch.label.clone()))
                .collect()),
            false => Err(RecordingError::Malformed {
                path: self.shown.to_owned(),
                what: format!(
                    "its labels end at {last}, and it has {count} samples in {length:.0} ms: neither is near"
                ),
            }),
        }
    }
}

/// The label of a sample among stretches in their order.
fn label_at(listed: &Labels, at: usize) -> Option<&str> {
    let next = listed.partition_point(|(range, _)| range.start <= at);
    let (range, label) = listed.get(next.checked_sub(1)?)?;
    range.contains(&at).then_some(label)
}

/// Stretches of samples with the same label.
fn stretches<'l>(origin: &[usize], label: impl Fn(usize) -> Option<&'l str>) -> Labels {
    let mut all: Labels = Vec::new();
    for (i, &at) in origin.iter().enumerate() {
        let Some(label) = label(at) else { continue };
        match all.last_mut() {
            Some((range, before)) if range.end == i && before == label => range.end = i + 1,
            _ => all.push((i..i + 1, label.to_owned())),
        }
    }
    all
}

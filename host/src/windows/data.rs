//! Windows as rows of data.

use std::sync::Arc;

use serde::Serialize;

use super::Windowing;
use super::error::WindowError;
use super::rows::{Cut, cut};
use super::stage::OwnedStage;
use crate::data::{Column, ColumnData, Data, RowsOfWindows};
use crate::recordings::{Recordings, is_near};

/// Where rows of data come from that are windows of recordings.
#[derive(Clone, Debug, PartialEq)]
pub struct Windowed {
    recordings: Arc<Recordings>,
    windowing: Windowing,
    stage: OwnedStage,
    /// The recording of each row, and the sample at which it begins.
    origin: Vec<(u32, u32)>,
    summary: WindowsSummary,
}

/// How many windows were cut.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WindowsSummary {
    /// How many.
    pub windows: usize,
    /// Recordings that have some.
    pub recordings: usize,
    /// Recordings without one, the first few by name.
    pub without: Vec<String>,
    /// How many there are.
    pub too_short: usize,
    /// What was done, in a few words.
    pub stage: String,
    /// Samples a second.
    pub rate: f64,
}

/// Names of recordings that a summary lists.
const LISTED: usize = 3;

impl Windowed {
    /// What they were cut from.
    #[must_use]
    pub fn recordings(&self) -> &Recordings {
        &self.recordings
    }

    /// How they were cut, in words.
    #[must_use]
    pub fn windowing(&self) -> &Windowing {
        &self.windowing
    }

    /// What a firmware does for them.
    #[must_use]
    pub fn stage(&self) -> &OwnedStage {
        &self.stage
    }

    /// How many there are.
    #[must_use]
    pub fn summary(&self) -> &WindowsSummary {
        &self.summary
    }

    /// The recording of a row, an index into [`Recordings::all`].
    #[must_use]
    pub fn recording(&self, row: usize) -> usize {
        self.origin[row].0 as usize
    }

    /// When a row begins, in seconds from the beginning of its recording.
    #[must_use]
    pub fn start(&self, row: usize) -> f64 {
        f64::from(self.origin[row].1) / self.recordings.rate()
    }

    /// The same recordings, cut otherwise.
    ///
    /// # Errors
    /// As [`Recordings::windows`].
    pub fn cut_otherwise(&self, windowing: &Windowing) -> Result<Data, WindowError> {
        let recordings = &self.recordings;
        let stage = windowing.stage(recordings.axes(), recordings.rate())?;
        of_windows(recordings, (windowing, stage), true)
    }
}

impl Recordings {
    /// Rows of data: a window each, its features as columns, its label as the target, and its recording's group as that
    /// of the row. No window goes over the end of a recording, or over a change of label.
    ///
    /// # Errors
    /// [`WindowError`] with what does not go together, and where no recording is long enough.
    pub fn windows(self, windowing: &Windowing) -> Result<Data, WindowError> {
        let stage = windowing.stage(self.axes(), self.rate())?;
        of_windows(&Arc::new(self), (windowing, stage), true)
    }

    /// The same by the stage of a model, for its answers; `labelled` says whether labels are known.
    ///
    /// # Errors
    /// [`WindowError::OtherAxes`] and [`WindowError::OtherRate`] of recordings that are no others' like those of the model,
    /// and as [`Recordings::windows`].
    pub fn windows_of(self, stage: &OwnedStage, labelled: bool) -> Result<Data, WindowError> {
        if !is_near(self.rate(), stage.rate()) {
            return Err(WindowError::OtherRate {
                rate: self.rate(),
                expected: stage.rate(),
            });
        }
        let expected = stage.axes().to_vec();
        let axes = self.axes().to_vec();
        let Some(ordered) = self.in_order(&expected) else {
            return Err(WindowError::OtherAxes { axes, expected });
        };
        of_windows(&Arc::new(ordered), (&stage.windowing(), stage.clone()), labelled)
    }
}

fn of_windows(
    recordings: &Arc<Recordings>,
    (windowing, stage): (&Windowing, OwnedStage),
    labelled: bool,
) -> Result<Data, WindowError> {
    check_aliases(&stage)?;
    let cuts = cut(recordings, &stage, labelled)?;
    check_length(recordings, windowing, &stage, &cuts)?;
    let windows: usize = cuts.iter().map(|cut| cut.starts.len()).sum();
    let names = stage.names();
    check_finite(recordings, &cuts, &names)?;
    let mut columns = vec![Vec::with_capacity(windows); names.len()];
    let (mut origin, mut labels, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (one, cut)) in (0..).zip(recordings.all().iter().zip(&cuts)) {
        for row in cut.features.chunks_exact(names.len()) {
            columns
                .iter_mut()
                .zip(row)
                .for_each(|(column, &x)| column.push(x));
        }
        origin.extend(cut.starts.iter().map(|&start| (index, start as u32)));
        groups.extend(cut.starts.iter().map(|_| one.group.as_str()));
        if labelled {
            labels.extend(cut.labels.iter().map(|&label| one.labels[label].1.as_str()));
        }
    }
    let summary = summary(recordings, &stage, &cuts, windows);
    let columns = names
        .into_iter()
        .zip(columns)
        .map(|(name, values)| column(name, values));
    let columns: Vec<Column> = columns.collect();
    let windowed = Windowed {
        recordings: Arc::clone(recordings),
        windowing: windowing.clone(),
        stage,
        origin,
        summary,
    };
    let rows = RowsOfWindows {
        columns,
        labels: labelled.then_some(labels.as_slice()),
        groups: &groups,
        digest: recordings.digest(),
        files: recordings
            .files()
            .map(|(path, digest)| (path.to_owned(), digest.to_owned()))
            .collect(),
    };
    Ok(Data::of_windows(rows, windowed)?)
}

/// Whether samples that are left out could fold what lies above half of the rate into what lies below.
fn check_aliases(stage: &OwnedStage) -> Result<(), WindowError> {
    let (decimate, kept) = (stage.decimate(), stage.rate() / f64::from(stage.decimate()));
    let half = kept / 2.0;
    match decimate > 1 && stage.lets_through() > half {
        true => Err(WindowError::Aliases { decimate, kept, half }),
        false => Ok(()),
    }
}

/// Whether readings that are numbers have features that are.
fn check_finite(recordings: &Recordings, cuts: &[Cut], names: &[String]) -> Result<(), WindowError> {
    for (one, cut) in recordings.all().iter().zip(cuts) {
        if let Some(at) = cut.features.iter().position(|x| !x.is_finite()) {
            return Err(WindowError::NotFinite {
                recording: one.name.clone(),
                start: cut.starts[at / names.len()] as f64 / recordings.rate(),
                feature: names[at % names.len()].clone(),
            });
        }
    }
    Ok(())
}

fn check_length(
    recordings: &Recordings,
    windowing: &Windowing,
    stage: &OwnedStage,
    cuts: &[Cut],
) -> Result<(), WindowError> {
    let window = stage.window();
    // of so many samples, as windows count them
    let kept = |samples: usize| samples.div_ceil(usize::from(stage.decimate()));
    let short = cuts.iter().position(|cut| cut.starts.is_empty());
    if let Some(at) = short.filter(|_| windowing.refuses_short) {
        return Err(WindowError::Short {
            recording: recordings.all()[at].name.clone(),
            samples: kept(cuts[at].longest),
            window,
        });
    }
    match cuts.iter().all(|cut| cut.starts.is_empty()) {
        true => Err(WindowError::None {
            window,
            longest: kept(cuts.iter().map(|cut| cut.longest).max().unwrap_or_default()),
        }),
        false => Ok(()),
    }
}

fn summary(recordings: &Recordings, stage: &OwnedStage, cuts: &[Cut], windows: usize) -> WindowsSummary {
    let all = recordings.all().iter().zip(cuts);
    let without = all
        .filter(|(_, cut)| cut.starts.is_empty())
        .map(|(one, _)| one.name.clone());
    let without: Vec<String> = without.collect();
    WindowsSummary {
        windows,
        recordings: cuts.len() - without.len(),
        too_short: without.len(),
        without: without.into_iter().take(LISTED).collect(),
        stage: stage.describe(),
        rate: recordings.rate(),
    }
}

fn column(name: String, values: Vec<f32>) -> Column {
    Column {
        name,
        named: true,
        center: None,
        date: None,
        category: false,
        of_texts: false,
        of_numbers: true,
        duration: None,
        data: ColumnData::Numeric(values),
    }
}

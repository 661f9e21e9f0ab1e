//! Recordings of sensors: samples at one rate, each recording with its name, its group and the labels of its stretches.

mod clock;
mod common;
mod error;
mod found;
mod har;
mod impulse;
mod labels;
mod note;
mod numpy;
mod one;
mod options;
mod reading;
mod samples;
mod table;
mod torn;

use std::ops::Range;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::data::hexadecimal;

pub(crate) use clock::is_near;
pub use error::RecordingError;
pub use note::RecordingNote;
pub use options::{Part, RecordingOptions};

/// A stretch of samples without a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The file, and the session or the part of it where it has several.
    pub name: String,
    /// What it belongs to: windows of one group are never split over folds. The recording's file or session, or the
    /// subject where the data say whose it is.
    pub group: String,
    /// Row-major: one number an axis, sample after sample.
    pub samples: Vec<f32>,
    /// Stretches of samples that have a label, in their order; they do not overlap.
    pub labels: Vec<(Range<usize>, String)>,
    /// Whether it is one window, cut by others.
    pub is_window: bool,
}

/// Recordings with the same axes at the same rate.
///
/// ```
/// use mcutune::{Recording, Recordings};
///
/// let wave = |label: &str, number: usize, per_sample: f32| Recording {
///     name: format!("{label}.{number}"),
///     group: format!("{label}.{number}"),
///     samples: (0..100).map(|i| (i as f32 * per_sample).sin()).collect(),
///     labels: vec![(0..100, label.to_owned())],
///     is_window: false,
/// };
/// let all = (0..4).flat_map(|i| [wave("slow", i, 0.2), wave("fast", i, 1.0)]);
/// let recordings = Recordings::new(&["x"], 50.0, all.collect())?;
/// assert_eq!((recordings.rate(), recordings.all().len()), (50.0, 8));
/// # Ok::<(), mcutune::RecordingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Recordings {
    axes: Vec<String>,
    rate: f64,
    all: Vec<Recording>,
    notes: Vec<RecordingNote>,
    /// Of each file with the SHA-256 of its bytes.
    files: Vec<(PathBuf, String)>,
    digest: String,
    /// How they were read; none of samples in memory.
    options: Option<RecordingOptions>,
}

impl Recordings {
    /// Of samples in memory: names of the axes, and samples a second.
    ///
    /// # Errors
    /// [`RecordingError::Rate`] for a rate that is not above 0, [`RecordingError::Axes`] for none or more than 16 axes,
    /// [`RecordingError::AxisTwice`] for two of one name,
    /// [`RecordingError::Samples`] for samples that are no whole rows, or labels that are not of these or overlap,
    /// [`RecordingError::NotFinite`] for NaN and infinity, and
    /// [`RecordingError::Empty`] without a sample.
    pub fn new(axes: &[&str], rate: f64, all: Vec<Recording>) -> Result<Self, RecordingError> {
        let axes = axes.iter().map(|&name| name.to_owned()).collect();
        Self::of(axes, rate, all, Vec::new(), Vec::new())
    }

    /// Reads files, and those of directories.
    ///
    /// # Errors
    /// What is wrong with which file, and what to do about it.
    pub fn read(paths: &[PathBuf], options: &RecordingOptions) -> Result<Self, RecordingError> {
        let read = reading::read(paths, options)?;
        Ok(Self {
            options: Some(options.clone()),
            ..read
        })
    }

    /// How they were read; none of samples in memory.
    pub(crate) fn options(&self) -> Option<&RecordingOptions> {
        self.options.as_ref()
    }

    fn of(
        axes: Vec<String>,
        rate: f64,
        all: Vec<Recording>,
        notes: Vec<RecordingNote>,
        files: Vec<(PathBuf, String)>,
    ) -> Result<Self, RecordingError> {
        if !(rate > 0.0 && rate.is_finite() && (rate as f32).is_finite() && rate as f32 > 0.0) {
            return Err(RecordingError::Rate { rate });
        }
        let most = mcutune_core::signal::MAX_AXES;
        if !(1..=most).contains(&axes.len()) {
            return Err(RecordingError::Axes { axes, most });
        }
        if let Some(name) = axes
            .iter()
            .enumerate()
            .find(|(i, name)| axes[..*i].contains(name))
        {
            return Err(RecordingError::AxisTwice { name: name.1.clone() });
        }
        for one in &all {
            let samples = one.samples.len() / axes.len();
            let mut end = 0;
            let follow = one.labels.iter().all(|(range, _)| {
                let follows = range.start >= end && range.end >= range.start;
                end = range.end;
                follows
            });
            if let Some(at) = one.samples.iter().position(|x| !x.is_finite()) {
                return Err(RecordingError::NotFinite {
                    recording: one.name.clone(),
                    axis: axes[at % axes.len()].clone(),
                    sample: at / axes.len() + 1,
                });
            }
            if one.samples.len() % axes.len() != 0 || !follow || end > samples {
                return Err(RecordingError::Samples {
                    recording: one.name.clone(),
                    axes: axes.len(),
                });
            }
        }
        if all.iter().all(|one| one.samples.is_empty()) {
            return Err(RecordingError::Empty);
        }
        let digest = digest(&axes, rate, &all);
        Ok(Self {
            axes,
            rate,
            all,
            notes,
            files,
            digest,
            options: None,
        })
    }

    /// The same with the axes in this order; none where they are not these.
    pub(crate) fn in_order(mut self, axes: &[String]) -> Option<Self> {
        if self.axes == axes {
            return Some(self);
        }
        let place = |name: &String| self.axes.iter().position(|axis| axis == name);
        let places: Vec<usize> = axes.iter().map(place).collect::<Option<_>>()?;
        if places.len() != self.axes.len() {
            return None;
        }
        for one in &mut self.all {
            let samples = one.samples.chunks_exact(places.len());
            one.samples = samples
                .flat_map(|sample| places.iter().map(move |&place| sample[place]))
                .collect();
        }
        self.axes = axes.to_vec();
        Some(self)
    }

    /// Names of the axes.
    #[must_use]
    pub fn axes(&self) -> &[String] {
        &self.axes
    }

    /// Samples a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Each of them, by the names of their files.
    #[must_use]
    pub fn all(&self) -> &[Recording] {
        &self.all
    }

    /// What was understood, and what was left out.
    #[must_use]
    pub fn notes(&self) -> &[RecordingNote] {
        &self.notes
    }

    /// The files, each with the SHA-256 of its bytes; none of samples in memory.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files
            .iter()
            .map(|(path, digest)| (path.as_path(), digest.as_str()))
    }

    /// SHA-256 in hexadecimal of all that is here: axes, rate, samples and labels.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn digest(axes: &[String], rate: f64, all: &[Recording]) -> String {
    let mut hash = Sha256::new();
    let text = |hash: &mut Sha256, text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    hash.update(rate.to_bits().to_le_bytes());
    axes.iter().for_each(|axis| text(&mut hash, axis));
    for one in all {
        text(&mut hash, &one.name);
        text(&mut hash, &one.group);
        hash.update((one.samples.len() as u64).to_le_bytes());
        one.samples
            .iter()
            .for_each(|x| hash.update(x.to_bits().to_le_bytes()));
        for (range, label) in &one.labels {
            hash.update((range.start as u64).to_le_bytes());
            hash.update((range.end as u64).to_le_bytes());
            text(&mut hash, label);
        }
    }
    hexadecimal(&hash.finalize())
}

#[cfg(test)]
mod tests;

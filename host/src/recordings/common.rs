//! What recordings have in common, and what is said of them together.

use std::path::PathBuf;

use super::clock::{Clock, Steps, hertz, is_near};
use super::note::RecordingNote;
use super::options::RecordingOptions;
use super::{Recording, RecordingError, Recordings};

/// What the files have in common, and what is said of them together.
#[derive(Clone, Default)]
pub(super) struct Common {
    /// The axes of the first file, and which it is.
    pub axes: Option<(Vec<String>, String)>,
    /// The rate of the first, and which it is.
    pub rate: Option<(f64, String)>,
    /// Steps of all.
    pub steps: Steps,
    /// The column of timestamps, its unit, and steps by it.
    pub clock: Option<(String, &'static str, Steps)>,
    pub notes: Vec<RecordingNote>,
    pub gaps: Option<(usize, f64, String)>,
    /// The rate before it was another.
    pub resampled: Option<f64>,
    pub unlabelled: Option<(usize, String)>,
}

impl Common {
    pub fn say(&mut self, note: RecordingNote) {
        let same = |known: &RecordingNote| match (known, &note) {
            (RecordingNote::Table { what, .. }, RecordingNote::Table { what: other, .. }) => what == other,
            (RecordingNote::Reordered { .. }, RecordingNote::Reordered { .. }) => true,
            (known, note) => known == note,
        };
        if !self.notes.iter().any(same) {
            self.notes.push(note);
        }
    }

    /// Where the axes of the first file are among these, of which some may be chosen.
    pub fn places(
        &mut self,
        shown: &str,
        axes: &[String],
        options: &RecordingOptions,
    ) -> Result<Vec<usize>, RecordingError> {
        let chosen = options.axes.iter().map(|wanted| {
            let by_name = axes.iter().position(|axis| axis == wanted);
            by_name.or(wanted.parse().ok().filter(|index| *index < axes.len()))
        });
        let chosen: Option<Vec<usize>> = chosen.collect();
        // those of a table are none but the chosen
        let own: Vec<usize> = match chosen.filter(|chosen| !chosen.is_empty()) {
            Some(chosen) => chosen,
            None => {
                let is_left = |at: &usize| {
                    let index = at.to_string();
                    let drop = &options.drop;
                    !drop
                        .iter()
                        .any(|drop| *drop == axes[*at] || *drop == index && !axes.contains(drop))
                };
                (0..axes.len()).filter(is_left).collect()
            }
        };
        let names: Vec<String> = own.iter().map(|&at| axes[at].clone()).collect();
        let most = mcutune_core::signal::MAX_AXES;
        if !(1..=most).contains(&names.len()) {
            return Err(RecordingError::Axes { axes: names, most });
        }
        let Some((expected, other)) = &self.axes else {
            self.axes = Some((names, shown.to_owned()));
            return Ok(own);
        };
        let place = |name: &String| axes.iter().position(|axis| axis == name);
        let places: Option<Vec<usize>> = expected.iter().map(place).collect();
        let Some(places) = places.filter(|places| places.len() == own.len()) else {
            return Err(RecordingError::AxesDiffer {
                path: shown.to_owned(),
                axes: names,
                other: other.clone(),
                expected: expected.clone(),
            });
        };
        if places != own {
            self.say(RecordingNote::Reordered {
                path: shown.to_owned(),
            });
        }
        Ok(places)
    }

    /// Whether a file's rate is that of those before it.
    pub fn check_rate(&mut self, shown: &str, rate: f64) -> Result<(), RecordingError> {
        match &self.rate {
            Some((expected, other)) if !is_near(rate, *expected) => Err(RecordingError::RatesDiffer {
                path: shown.to_owned(),
                rate: hertz(rate),
                other: other.clone(),
                expected: hertz(*expected),
            }),
            Some(_) => Ok(()),
            None => {
                self.rate = Some((rate, shown.to_owned()));
                Ok(())
            }
        }
    }

    /// Adds a clock to what is said of all.
    pub fn count(&mut self, shown: &str, clock: &Clock, has_stamps: bool) {
        self.steps = self.steps.and(clock.steps);
        if has_stamps {
            let known = self.clock.take();
            let (column, unit, steps) =
                known.unwrap_or_else(|| (clock.column.clone(), clock.unit, Steps::default()));
            self.clock = Some((column, unit, steps.and(clock.steps)));
        }
        if clock.gaps > 0 {
            let (gaps, longest, path) = self.gaps.take().unwrap_or_else(|| (0, 0.0, shown.to_owned()));
            self.gaps = Some((gaps + clock.gaps, longest.max(clock.longest), path));
        }
    }

    /// Recordings with what is said of them.
    pub fn finish(
        self,
        all: Vec<Recording>,
        digests: Vec<(PathBuf, String)>,
        options: &RecordingOptions,
    ) -> Result<Recordings, RecordingError> {
        let notes = self.told(options);
        let (axes, _) = self.axes.ok_or(RecordingError::Empty)?;
        let rate = options.resample.or(options.rate).or(self.steps.rate());
        let rate = rate
            .or(self.rate.map(|(rate, _)| rate))
            .ok_or(RecordingError::Empty)?;
        Recordings::of(axes, rate, all, notes, digests)
    }

    fn told(&self, options: &RecordingOptions) -> Vec<RecordingNote> {
        let mut notes = Vec::new();
        if let Some((column, unit, steps)) = &self.clock
            && let Some(rate) = steps.rate()
        {
            notes.push(RecordingNote::Clock {
                column: column.clone(),
                unit,
                rate: hertz(rate),
                deviation: steps.deviation(),
                largest: 100.0 * steps.largest,
            });
        }
        if let Some((gaps, longest, path)) = &self.gaps {
            notes.push(RecordingNote::Gaps {
                path: path.clone(),
                gaps: *gaps,
                longest: *longest,
                filled: options.resample.is_some(),
            });
        }
        if let (Some(from), Some(to)) = (self.resampled, options.resample) {
            notes.push(RecordingNote::Resampled {
                from: hertz(from),
                to: hertz(to),
            });
        }
        notes.extend(self.notes.iter().cloned());
        if let Some((samples, path)) = self.unlabelled.clone() {
            notes.push(RecordingNote::Unlabelled { path, samples });
        }
        notes
    }
}

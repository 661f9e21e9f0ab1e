//! What files become: recordings with one rate, the same axes, and labels.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::clock::{Clock, Steps, hertz, is_near};
use super::common::Common;
use super::found::{File, Found};
use super::impulse::{self, Labels, Listed};
use super::note::RecordingNote;
use super::one::{LabelBy, One};
use super::options::{Part, RecordingOptions};
use super::samples::Samples;
use super::{Recording, RecordingError, Recordings, har, labels, numpy, table};
use crate::data::{LabelFrom, digest_of_file, open_text};

/// Samples to which one may be resampled, at most.
const MOST_RESAMPLED: usize = 1000;

/// See [`Recordings::read`].
pub(super) fn read(paths: &[PathBuf], options: &RecordingOptions) -> Result<Recordings, RecordingError> {
    for rate in [options.rate, options.resample].into_iter().flatten() {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(RecordingError::Rate { rate });
        }
    }
    let mut found = Found::at(paths)?;
    let listed = read_lists(&found.lists)?;
    let left_out = leave_part_out(&mut found.files, &listed, options.part);
    let mut reading = Reading {
        options,
        in_folders: match options.label_from {
            Some(from) => from == LabelFrom::Folder,
            None => needs_labels(&found.files, &listed, options)? && labels::are_in_folders(&found.files)?,
        },
        listed,
        common: Common::default(),
        all: Vec::new(),
        digests: Vec::new(),
    };
    reading.common.notes.extend(left_out);
    let mut bad = Vec::new();
    let count = found.files.len();
    for file in &found.files {
        let before = options.skips_bad_files.then(|| reading.common.clone());
        let recordings = reading.all.len();
        let digests = reading.digests.len();
        match (reading.add(file), before) {
            (Ok(()), _) => {}
            (Err(error), Some(before)) => {
                reading.common = before;
                reading.all.truncate(recordings);
                reading.digests.truncate(digests);
                bad.push(error);
            }
            (Err(error), None) => return Err(error),
        }
    }
    if bad.len() == count && count > 0 {
        let first = Box::new(bad.swap_remove(0));
        return Err(RecordingError::AllBad { count, first });
    }
    if !found.aside.is_empty() {
        reading.common.notes.push(RecordingNote::Aside(found.aside));
    }
    if !bad.is_empty() {
        let bad = bad.iter().map(RecordingError::to_string).collect();
        reading.common.notes.push(RecordingNote::BadFiles(bad));
    }
    reading.common.finish(reading.all, reading.digests, options)
}

/// Whether labels are those of names or folders at all.
fn needs_labels(
    files: &[File],
    listed: &BTreeMap<PathBuf, Listed>,
    options: &RecordingOptions,
) -> Result<bool, RecordingError> {
    let says = |file: &File| match listed.get(&file.path) {
        Some(listed) => listed.labels != Labels::Unsaid,
        None => file.end() == "npz" || file.path.is_dir(),
    };
    Ok(options.labels_required && options.label.is_none() && !files.iter().all(says))
}

fn read_lists(lists: &[PathBuf]) -> Result<BTreeMap<PathBuf, Listed>, RecordingError> {
    let mut all: BTreeMap<PathBuf, Listed> = BTreeMap::new();
    for list in lists {
        let text = text_of(list)?;
        let folder = list.parent().unwrap_or(Path::new(""));
        for (file, listed) in impulse::list(list, &text)? {
            let known = all.entry(folder.join(file)).or_default();
            known.testing = listed.testing.or(known.testing);
            if listed.labels != Labels::Unsaid {
                known.labels = listed.labels;
            }
        }
    }
    Ok(all)
}

/// The text of a file, unpacked where needed.
fn text_of(path: &Path) -> Result<String, RecordingError> {
    let mut text = String::new();
    let read = open_text(path, None).and_then(|mut from| from.read_to_string(&mut text));
    read.map_err(|error| RecordingError::Read {
        path: path.display().to_string(),
        error,
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Leaves out files of the other part of the data, as lists have it, or folders called `training` and `testing`.
fn leave_part_out(
    files: &mut Vec<File>,
    listed: &BTreeMap<PathBuf, Listed>,
    part: Part,
) -> Option<RecordingNote> {
    let wanted = match part {
        Part::Training => false,
        Part::Testing => true,
        Part::All => return None,
    };
    let are_parts = files.iter().any(|file| file.is_in(&["training", "train"]));
    let is_testing = |file: &File| {
        let by_list = listed.get(&file.path).and_then(|listed| listed.testing);
        let by_folder = || are_parts.then(|| file.is_in(&["testing", "test"]));
        by_list.or_else(by_folder)
    };
    let before = files.len();
    files.retain(|file| is_testing(file).is_none_or(|of| of == wanted));
    let left_out = before - files.len();
    (left_out > 0).then_some(RecordingNote::Testing {
        left_out,
        training: wanted,
    })
}

/// Files on their way to recordings.
struct Reading<'o> {
    options: &'o RecordingOptions,
    listed: BTreeMap<PathBuf, Listed>,
    in_folders: bool,
    common: Common,
    all: Vec<Recording>,
    /// Of each file that was read.
    digests: Vec<(PathBuf, String)>,
}

impl Reading<'_> {
    fn add(&mut self, file: &File) -> Result<(), RecordingError> {
        let shown = file.path.display().to_string();
        if file.path.is_dir() {
            return self.add_har(file, &shown);
        }
        self.digests.push((file.path.clone(), digest(&file.path)?));
        let samples = match file.end().as_str() {
            "npz" => {
                let (axes, windows) = numpy::windows(&file.path, &file.name, self.options)?;
                return self.add_windows(&shown, axes, windows, None);
            }
            "npy" => numpy::samples(&file.path)?,
            "cbor" => {
                return Err(RecordingError::Unread {
                    path: shown,
                    format: "CBOR",
                    instead: "export the recordings as JSON or CSV",
                });
            }
            "json" => match impulse::acquisition(&shown, &text_of(&file.path)?)? {
                Some(samples) => samples,
                None => table::read(&file.path, self.options)?,
            },
            _ => table::read(&file.path, self.options)?,
        };
        self.add_samples(file, &shown, samples)
    }

    fn add_har(&mut self, file: &File, shown: &str) -> Result<(), RecordingError> {
        let found = har::read(&file.path, self.options.part)?;
        for path in found.files {
            let digest = digest(&path)?;
            self.digests.push((path, digest));
        }
        self.common
            .say(RecordingNote::Labels("those of UCI HAR, and groups its subjects"));
        if let Some((folder, part)) = found.left_out {
            self.common.say(RecordingNote::LeftOut { folder, part });
        }
        self.add_windows(shown, found.axes, found.windows, Some(har::RATE))
    }

    /// Windows that others have cut, at a rate that they say or that was given.
    fn add_windows(
        &mut self,
        shown: &str,
        axes: Vec<String>,
        mut windows: Vec<Recording>,
        rate: Option<f64>,
    ) -> Result<(), RecordingError> {
        let path = || shown.to_owned();
        let rate = match (rate, self.options.rate) {
            (_, Some(asked)) => asked,
            (Some(rate), None) => rate,
            (None, None) => return Err(RecordingError::WindowRate { path: path() }),
        };
        if self.options.resample.is_some() {
            return Err(RecordingError::WindowResampled { path: path() });
        }
        let count = axes.len();
        let places = self.common.places(shown, &axes, self.options)?;
        if places.len() != count || !places.is_sorted() {
            for window in &mut windows {
                let sample = |sample: &[f32]| places.iter().map(|&at| sample[at]).collect::<Vec<_>>();
                window.samples = window.samples.chunks_exact(count).flat_map(sample).collect();
            }
        }
        self.common.check_rate(shown, rate)?;
        for window in &windows {
            let samples = window.samples.len() / places.len().max(1);
            self.common.steps = self.common.steps.and(Steps::even(samples, rate));
            self.check_labels(shown, samples, &window.labels)?;
        }
        self.all.extend(windows);
        Ok(())
    }

    fn add_samples(&mut self, file: &File, shown: &str, mut samples: Samples) -> Result<(), RecordingError> {
        std::mem::take(&mut samples.notes)
            .into_iter()
            .for_each(|note| self.common.say(note));
        let places = self.common.places(shown, &samples.axes, self.options)?;
        let by = self.labels_by(file, &samples);
        for (session, rows) in by_session(&samples) {
            let name = match session {
                Some(session) => format!("{} {session}", file.name),
                None => file.name.clone(),
            };
            let clock = self.clock(shown, &samples, &rows)?;
            let one = One {
                shown,
                samples: &samples,
                places: &places,
                name,
                rows,
                clock,
                rate: self.options.resample,
            };
            for recording in one.recordings(&by)? {
                let count = recording.samples.len() / places.len().max(1);
                self.check_labels(shown, count, &recording.labels)?;
                self.all.push(recording);
            }
        }
        Ok(())
    }

    /// When samples of a file were taken; none where nothing says it and nothing has to be known.
    fn clock(
        &mut self,
        shown: &str,
        samples: &Samples,
        rows: &[u32],
    ) -> Result<Option<Clock>, RecordingError> {
        let (asked, resample) = (self.options.rate, self.options.resample);
        let stamps = samples.stamps.as_ref().map(|stamps| stamps.of_rows(rows));
        let has_stamps = stamps.is_some();
        let clock = match stamps {
            None => None,
            Some(stamps) => {
                if let Some(at) = stamps.backwards() {
                    return Err(RecordingError::Backwards {
                        at: samples.place(shown, rows[at] as usize),
                        now: stamps.values[at],
                        before: stamps.values[at - 1],
                        column: stamps.column,
                    });
                }
                stamps.clock(shown, asked, resample.is_some())?
            }
        };
        let own = clock
            .as_ref()
            .and_then(|clock| clock.steps.rate())
            .or(samples.rate);
        if let (None, Some(asked), Some(own)) = (resample, asked, own)
            && !is_near(own, asked)
        {
            return Err(RecordingError::OtherRate {
                path: shown.to_owned(),
                rate: hertz(own),
                asked: hertz(asked),
            });
        }
        let Some(own) = own.or(asked) else {
            // a sample alone needs no rate
            return match has_stamps {
                true => Ok(None),
                false => Err(RecordingError::NoRate {
                    path: shown.to_owned(),
                }),
            };
        };
        let clock = clock.unwrap_or_else(|| Clock::even(rows.len(), own));
        if let Some(to) = resample {
            if to > own * MOST_RESAMPLED as f64 {
                return Err(RecordingError::TooFast {
                    path: shown.to_owned(),
                    rate: hertz(own),
                    to: hertz(to),
                    most: MOST_RESAMPLED,
                });
            }
            self.common.resampled.get_or_insert(own);
        } else {
            self.common.check_rate(shown, own)?;
        }
        self.common.count(shown, &clock, has_stamps);
        Ok(Some(clock))
    }

    /// What says the labels of a file.
    fn labels_by(&mut self, file: &File, samples: &Samples) -> LabelBy {
        let listed = self.listed.get(&file.path).map(|listed| listed.labels.clone());
        let (by, from) = if samples.labels.is_some() {
            (LabelBy::Column, "those of the column")
        } else {
            match listed.unwrap_or_default() {
                Labels::Unlabeled => return LabelBy::Nothing,
                Labels::Whole(label) => (LabelBy::Whole(label), "those of the list beside the files"),
                Labels::Stretches(all) => (LabelBy::Stretches(all), "those of the list beside the files"),
                Labels::Unsaid if self.in_folders => match labels::of_folder(file) {
                    Some(label) => (LabelBy::Whole(label), "names of folders"),
                    None => return LabelBy::Nothing,
                },
                Labels::Unsaid => match labels::of_name(&file.path) {
                    Some(label) => {
                        let from = "what stands before the first point of the files' names";
                        (LabelBy::Whole(label), from)
                    }
                    None => return LabelBy::Nothing,
                },
            }
        };
        if self.options.labels_required {
            self.common.say(RecordingNote::Labels(from));
        }
        by
    }

    /// Counts samples without a label; a file that nothing labels and no list says to be so is an error.
    fn check_labels(
        &mut self,
        shown: &str,
        samples: usize,
        labels: &[(std::ops::Range<usize>, String)],
    ) -> Result<(), RecordingError> {
        let labelled: usize = labels.iter().map(|(range, _)| range.len()).sum();
        let is_said = self.listed.get(Path::new(shown));
        let is_said = is_said.is_some_and(|listed| listed.labels != Labels::Unsaid);
        if !self.options.labels_required || labelled == samples {
            return Ok(());
        }
        if labelled == 0 && !is_said && self.options.label.is_none() {
            return Err(RecordingError::NoLabel {
                path: shown.to_owned(),
            });
        }
        let known = self.common.unlabelled.take();
        let (before, path) = known.unwrap_or_else(|| (0, shown.to_owned()));
        self.common.unlabelled = Some((before + samples - labelled, path));
        Ok(())
    }
}

fn digest(path: &Path) -> Result<String, RecordingError> {
    digest_of_file(path).map_err(|error| RecordingError::Read {
        path: path.display().to_string(),
        error,
    })
}

/// Rows of each session, in the order in which sessions begin; all where no column says one.
fn by_session(samples: &Samples) -> Vec<(Option<&str>, Vec<u32>)> {
    let rows = 0..samples.len() as u32;
    let Some(sessions) = &samples.sessions else {
        return vec![(None, rows.collect())];
    };
    let mut all: Vec<(Option<&str>, Vec<u32>)> = Vec::new();
    let mut places: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for row in rows {
        let session = sessions.get(row as usize);
        let place = *places.entry(session).or_insert_with(|| {
            all.push((session, Vec::new()));
            all.len() - 1
        });
        all[place].1.push(row);
    }
    all
}

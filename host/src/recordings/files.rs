//! Which files are recordings, and what each becomes.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::clock::{Clock, hertz, is_near};
use super::impulse::{self, LISTS, Listed};
use super::note::RecordingNote;
use super::options::{Part, RecordingOptions};
use super::table::{self, Samples};
use super::{Recording, RecordingError, Recordings, har, labels, numpy};
use crate::data::{LabelFrom, is_aside};
use crate::directory::is_study;

/// What files of tables end in, behind which they may be packed.
const ENDS: [&str; 11] = [
    "csv", "tsv", "txt", "dat", "json", "jsonl", "ndjson", "parquet", "xlsx", "npy", "npz",
];

/// See [`Recordings::read`].
pub(super) fn read(paths: &[PathBuf], options: &RecordingOptions) -> Result<Recordings, RecordingError> {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() && har::is_har(path) {
            return read_har(path, options);
        }
        if path.is_dir() {
            found.add_folder(path, path)?;
        } else {
            let below = path.parent().unwrap_or(Path::new(""));
            found.files.push((path.clone(), below.to_owned()));
        }
    }
    if found.files.is_empty() {
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(RecordingError::NoFiles {
            path: shown.join(", "),
        });
    }
    Reading::new(found, options).run()
}

fn read_har(folder: &Path, options: &RecordingOptions) -> Result<Recordings, RecordingError> {
    let (axes, all, files) = har::read(folder, options.part)?;
    let rate = options.rate.unwrap_or(har::RATE);
    let files = files.into_iter().map(|path| Ok((digest(&path)?, path)));
    let files: Result<Vec<_>, RecordingError> = files.collect();
    let files = files?.into_iter().map(|(digest, path)| (path, digest)).collect();
    let note = RecordingNote::Labels("those of UCI HAR, and groups its subjects");
    Recordings::of(axes, rate, all, vec![note], files)
}

fn digest(path: &Path) -> Result<String, RecordingError> {
    crate::data::digest_of_file(path).map_err(|error| RecordingError::Read {
        path: path.display().to_string(),
        error,
    })
}

/// The files that paths lead to.
#[derive(Default)]
struct Found {
    /// Each with the folder that was given.
    files: Vec<(PathBuf, PathBuf)>,
    /// Files that list labels.
    lists: Vec<PathBuf>,
    aside: Vec<String>,
}

impl Found {
    fn add_folder(&mut self, folder: &Path, below: &Path) -> Result<(), RecordingError> {
        let failed = |error| RecordingError::Read {
            path: folder.display().to_string(),
            error,
        };
        let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
        let mut inner: Vec<PathBuf> = entries
            .map_err(failed)?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        inner.sort();
        for path in inner {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if LISTS.contains(&name.as_str()) {
                self.lists.push(path);
            } else if is_aside(&name) || is_study(&path) {
                self.aside.push(path.display().to_string());
            } else if path.is_dir() {
                self.add_folder(&path, below)?;
            } else if is_table(&name) {
                self.files.push((path, below.to_owned()));
            } else {
                self.aside.push(path.display().to_string());
            }
        }
        Ok(())
    }
}

fn is_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, end)| ENDS.contains(&end))
}

/// Files on their way to recordings.
struct Reading<'o> {
    options: &'o RecordingOptions,
    found: Found,
    listed: BTreeMap<PathBuf, Listed>,
    in_folders: bool,
    /// The axes of the first file, and which it is.
    axes: Option<(Vec<String>, String)>,
    /// The rate of the first, and which it is.
    rate: Option<(f64, String)>,
    all: Vec<Recording>,
    digests: Vec<(PathBuf, String)>,
    notes: Vec<RecordingNote>,
    gaps: (usize, f64, String),
    unlabelled: (usize, String),
    bad: Vec<String>,
}

impl<'o> Reading<'o> {
    fn new(found: Found, options: &'o RecordingOptions) -> Self {
        Self {
            options,
            in_folders: match options.label_from {
                Some(from) => from == LabelFrom::Folder,
                None => labels::are_in_folders(&found.files),
            },
            found,
            listed: BTreeMap::new(),
            axes: None,
            rate: None,
            all: Vec::new(),
            digests: Vec::new(),
            notes: Vec::new(),
            gaps: (0, 0.0, String::new()),
            unlabelled: (0, String::new()),
            bad: Vec::new(),
        }
    }

    fn run(mut self) -> Result<Recordings, RecordingError> {
        self.read_lists()?;
        self.leave_parts_out();
        for (path, below) in std::mem::take(&mut self.found.files) {
            match self.add(&path, &below) {
                Ok(()) => self.digests.push((path.clone(), digest(&path)?)),
                Err(error) if self.options.skips_bad_files && is_of_one_file(&error) => {
                    self.bad.push(error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
        self.finish()
    }

    fn read_lists(&mut self) -> Result<(), RecordingError> {
        for list in &self.found.lists {
            let text = fs::read_to_string(list).map_err(|error| RecordingError::Read {
                path: list.display().to_string(),
                error,
            })?;
            let folder = list.parent().unwrap_or(Path::new(""));
            for (file, listed) in impulse::list(list, &text)? {
                self.listed.insert(folder.join(file), listed);
            }
        }
        Ok(())
    }

    /// Files of the other part of the data, as lists have it.
    fn leave_parts_out(&mut self) {
        let testing = match self.options.part {
            Part::Training => false,
            Part::Testing => true,
            Part::All => return,
        };
        let is_other = |path: &Path| {
            let listed = self.listed.get(path).and_then(|listed| listed.testing);
            listed.is_some_and(|of| of != testing)
        };
        let before = self.found.files.len();
        let mut files = std::mem::take(&mut self.found.files);
        files.retain(|(path, _)| !is_other(path));
        let left_out = before - files.len();
        self.found.files = files;
        if left_out > 0 {
            self.notes.push(RecordingNote::Testing {
                left_out,
                training: testing,
            });
        }
    }

    fn add(&mut self, path: &Path, below: &Path) -> Result<(), RecordingError> {
        let shown = path.display().to_string();
        let is = |end: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end));
        if is("npz") {
            return self.add_windows(path, &shown);
        }
        let mut rate = None;
        let mut samples = None;
        if is("npy") {
            samples = numpy::samples(path)?;
        } else if is("json") {
            let text = fs::read_to_string(path);
            let text = text.map_err(|error| RecordingError::Read {
                path: shown.clone(),
                error,
            })?;
            if let Some((found, of_file)) = impulse::acquisition(&shown, &text)? {
                (samples, rate) = (Some(found), Some(of_file));
            }
        }
        let samples = match samples {
            Some(samples) => samples,
            None => table::read(path, self.options)?,
        };
        self.add_samples((path, below), &shown, samples, rate)
    }

    fn add_windows(&mut self, path: &Path, shown: &str) -> Result<(), RecordingError> {
        let (axes, windows) = numpy::windows(path)?;
        let Some(rate) = self.options.rate else {
            return Err(RecordingError::WindowRate {
                path: shown.to_owned(),
            });
        };
        self.check_axes(shown, &axes)?;
        self.check_rate(shown, rate)?;
        if self.options.labels_required && windows.iter().any(|one| one.labels.is_empty()) {
            return Err(RecordingError::NoLabel {
                path: shown.to_owned(),
            });
        }
        self.all.extend(windows);
        Ok(())
    }

    /// Where the axes of the first file are among these.
    fn check_axes(&mut self, shown: &str, axes: &[String]) -> Result<Vec<usize>, RecordingError> {
        let Some((expected, other)) = &self.axes else {
            self.axes = Some((axes.to_vec(), shown.to_owned()));
            return Ok((0..axes.len()).collect());
        };
        let place = |name: &String| axes.iter().position(|axis| axis == name);
        let places: Option<Vec<usize>> = expected.iter().map(place).collect();
        let Some(places) = places.filter(|places| places.len() == axes.len()) else {
            return Err(RecordingError::AxesDiffer {
                path: shown.to_owned(),
                axes: axes.to_vec(),
                other: other.clone(),
                expected: expected.clone(),
            });
        };
        let is_told = |note: &RecordingNote| matches!(note, RecordingNote::Reordered { .. });
        if !places.is_sorted() && !self.notes.iter().any(is_told) {
            self.notes.push(RecordingNote::Reordered {
                path: shown.to_owned(),
            });
        }
        Ok(places)
    }

    /// Whether a file's rate is that of those before it.
    fn check_rate(&mut self, shown: &str, rate: f64) -> Result<(), RecordingError> {
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

    fn add_samples(
        &mut self,
        (path, below): (&Path, &Path),
        shown: &str,
        mut samples: Samples,
        rate: Option<f64>,
    ) -> Result<(), RecordingError> {
        self.notes.append(&mut samples.notes);
        let places = self.check_axes(shown, &samples.axes)?;
        let name = path.strip_prefix(below).unwrap_or(path).display().to_string();
        let of_file = self.label_of((path, below), samples.labels.is_some());
        let sessions = match samples.sessions.take() {
            Some(sessions) => by_session(&sessions),
            None => vec![(None, (0..samples.len()).collect())],
        };
        for (session, rows) in sessions {
            let part = match &session {
                Some(session) => format!("{name} {session}"),
                None => name.clone(),
            };
            let clock = match &samples.stamps {
                Some(stamps) => stamps.of_rows(&rows).clock(shown, self.options)?,
                None => None,
            };
            let clock = self.check_clock(shown, clock, rate)?;
            let one = One {
                name: part,
                rows,
                clock,
                stretches: self
                    .listed
                    .get(path)
                    .map(|listed| listed.stretches.clone())
                    .unwrap_or_default(),
            };
            self.add_one(shown, &samples, &places, of_file.as_deref(), one)?;
        }
        Ok(())
    }

    /// The clock of samples, whose rate is that of all; one of samples without timestamps has no gaps.
    fn check_clock(
        &mut self,
        shown: &str,
        clock: Option<Clock>,
        rate: Option<f64>,
    ) -> Result<Option<Clock>, RecordingError> {
        let own = clock.as_ref().map(|clock| clock.rate).or(rate);
        let rate = match (self.options.resample, self.options.rate, own) {
            (None, Some(asked), Some(own)) if !is_near(own, asked) => {
                return Err(RecordingError::OtherRate {
                    path: shown.to_owned(),
                    rate: hertz(own),
                    asked: hertz(asked),
                });
            }
            (Some(to), _, _) if clock.is_some() => to,
            (None, Some(asked), _) => asked,
            (_, _, Some(own)) => own,
            (_, asked, None) => asked.ok_or_else(|| RecordingError::NoRate {
                path: shown.to_owned(),
            })?,
        };
        self.check_rate(shown, rate)?;
        if let Some(clock) = &clock {
            self.tell_clock(shown, clock);
        }
        Ok(clock)
    }

    fn tell_clock(&mut self, shown: &str, clock: &Clock) {
        let gaps = clock.parts.len().saturating_sub(1);
        if gaps > 0 && self.gaps.0 == 0 {
            self.gaps.2 = shown.to_owned();
        }
        self.gaps.0 += gaps;
        self.gaps.1 = self.gaps.1.max(clock.longest);
        let told = self.notes.iter_mut().find_map(|note| match note {
            RecordingNote::Clock { jitter, .. } => Some(jitter),
            _ => None,
        });
        match told {
            Some(jitter) => *jitter = jitter.max(clock.jitter),
            None => {
                self.notes.push(RecordingNote::Clock {
                    column: clock.column.clone(),
                    unit: clock.unit,
                    rate: hertz(clock.rate),
                    jitter: clock.jitter,
                });
                if let Some(to) = self.options.resample {
                    self.notes.push(RecordingNote::Resampled {
                        from: hertz(clock.rate),
                        to: hertz(to),
                    });
                }
            }
        }
    }

    /// The label of a whole file, by a list, its folder or its name.
    fn label_of(&mut self, (path, below): (&Path, &Path), by_column: bool) -> Option<String> {
        let listed = self.listed.get(path);
        let by_list = listed.is_some_and(|listed| listed.label.is_some() || !listed.stretches.is_empty());
        let (label, from) = if by_column {
            (None, "those of the column")
        } else if by_list {
            (
                listed.and_then(|listed| listed.label.clone()),
                "those of the list beside the files",
            )
        } else if self.in_folders {
            (labels::of_folder(path, below), "names of folders")
        } else {
            (
                labels::of_name(path),
                "what stands before the first point of the files' names",
            )
        };
        let note = RecordingNote::Labels(from);
        if (label.is_some() || by_column || by_list) && !self.notes.contains(&note) {
            self.notes.push(note);
        }
        label
    }

    fn add_one(
        &mut self,
        shown: &str,
        samples: &Samples,
        places: &[usize],
        of_file: Option<&str>,
        one: One,
    ) -> Result<(), RecordingError> {
        let parts = match &one.clock {
            Some(clock) => clock.parts.clone(),
            None => vec![0..one.rows.len()],
        };
        let rate = self.rate.as_ref().map_or(1.0, |(rate, _)| *rate);
        for (number, part) in (1..).zip(&parts) {
            let mut columns = vec![Vec::new(); places.len()];
            // which sample of the file each is, or comes behind
            let mut origin = Vec::new();
            for (column, &place) in columns.iter_mut().zip(places) {
                let from: Vec<f32> = one.rows.iter().map(|&row| samples.columns[place][row]).collect();
                origin.clear();
                match (&one.clock, self.options.resample) {
                    (Some(clock), Some(to)) => clock.resampled(part, to, &from, |x, at| {
                        column.push(x);
                        origin.push(at);
                    }),
                    _ => {
                        column.extend_from_slice(&from[part.clone()]);
                        origin.extend(part.clone());
                    }
                }
            }
            let label_at = |at: usize| one.label(samples, of_file, at, rate);
            let labels = stretches(&origin, label_at).map_err(|what| RecordingError::Malformed {
                path: shown.to_owned(),
                what,
            })?;
            self.check_labels(shown, origin.len(), &labels)?;
            let row = |i: usize| columns.iter().map(move |column| column[i]);
            self.all.push(Recording {
                name: match parts.len() {
                    1 => one.name.clone(),
                    _ => format!("{} part {number}", one.name),
                },
                group: one.name.clone(),
                samples: (0..origin.len()).flat_map(row).collect(),
                labels,
                is_window: false,
            });
        }
        Ok(())
    }

    fn check_labels(
        &mut self,
        shown: &str,
        samples: usize,
        labels: &[(Range<usize>, String)],
    ) -> Result<(), RecordingError> {
        if !self.options.labels_required {
            return Ok(());
        }
        let labelled: usize = labels.iter().map(|(range, _)| range.len()).sum();
        if labelled == 0 && samples > 0 {
            return Err(RecordingError::NoLabel {
                path: shown.to_owned(),
            });
        }
        if labelled < samples && self.unlabelled.0 == 0 {
            self.unlabelled.1 = shown.to_owned();
        }
        self.unlabelled.0 += samples - labelled;
        Ok(())
    }

    fn finish(mut self) -> Result<Recordings, RecordingError> {
        let (gaps, longest, path) = self.gaps;
        if gaps > 0 {
            self.notes.push(RecordingNote::Gaps { path, gaps, longest });
        }
        let (samples, path) = self.unlabelled;
        if samples > 0 {
            self.notes.push(RecordingNote::Unlabelled { path, samples });
        }
        if !self.found.aside.is_empty() {
            self.notes.push(RecordingNote::Aside(self.found.aside));
        }
        if !self.bad.is_empty() {
            self.notes.push(RecordingNote::BadFiles(self.bad));
        }
        let (axes, _) = self.axes.ok_or(RecordingError::Empty)?;
        let rate = match self.options.resample.or(self.options.rate) {
            Some(rate) => rate,
            None => self.rate.map(|(rate, _)| rate).ok_or(RecordingError::Empty)?,
        };
        Recordings::of(axes, rate, self.all, self.notes, self.digests)
    }
}

/// Whether an error is that of a file, and not of the files together.
fn is_of_one_file(error: &RecordingError) -> bool {
    matches!(
        error,
        RecordingError::Table(_)
            | RecordingError::Read { .. }
            | RecordingError::Malformed { .. }
            | RecordingError::Gap { .. }
            | RecordingError::Backwards { .. }
    )
}

/// Samples of a file that follow one another.
struct One {
    name: String,
    /// Which samples of the table.
    rows: Vec<usize>,
    clock: Option<Clock>,
    /// Labels by a list: the first, the last, and what they are.
    stretches: Vec<(usize, usize, String)>,
}

impl One {
    /// The label of a sample.
    fn label(
        &self,
        samples: &Samples,
        of_file: Option<&str>,
        at: usize,
        rate: f64,
    ) -> Result<Option<String>, String> {
        if let Some(labels) = &samples.labels {
            return Ok(labels[self.rows[at]].clone());
        }
        if self.stretches.is_empty() {
            return Ok(of_file.map(str::to_owned));
        }
        let count = self.rows.len();
        let last = self
            .stretches
            .iter()
            .map(|(_, end, _)| *end)
            .max()
            .unwrap_or_default();
        let place = match (
            last.abs_diff(count.saturating_sub(1)) <= 1,
            1000.0 * count as f64 / rate,
        ) {
            (true, _) => at,
            (false, length) if (last as f64 - length).abs() <= 2000.0 / rate => {
                (1000.0 * at as f64 / rate).round() as usize
            }
            (false, length) => {
                return Err(format!(
                    "its labels end at {last}, and it has {count} samples in {length:.0} ms: neither is near"
                ));
            }
        };
        let found = self
            .stretches
            .iter()
            .find(|(start, end, _)| (*start..=*end).contains(&place));
        Ok(found.map(|(_, _, label)| label.clone()))
    }
}

/// Stretches with the same label.
fn stretches(
    origin: &[usize],
    label: impl Fn(usize) -> Result<Option<String>, String>,
) -> Result<Vec<(Range<usize>, String)>, String> {
    let mut all: Vec<(Range<usize>, String)> = Vec::new();
    for (i, &at) in origin.iter().enumerate() {
        let Some(label) = label(at)? else { continue };
        match all.last_mut() {
            Some((range, before)) if range.end == i && *before == label => range.end = i + 1,
            _ => all.push((i..i + 1, label)),
        }
    }
    Ok(all)
}

/// Rows of each session, in the order in which sessions begin.
fn by_session(sessions: &[Option<String>]) -> Vec<(Option<String>, Vec<usize>)> {
    let mut all: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    let mut places: BTreeMap<&Option<String>, usize> = BTreeMap::new();
    for (row, session) in sessions.iter().enumerate() {
        let place = *places.entry(session).or_insert_with(|| {
            all.push((session.clone(), Vec::new()));
            all.len() - 1
        });
        all[place].1.push(row);
    }
    all
}
